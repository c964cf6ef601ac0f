//! How identifiers and words are written in addresses.
//!
//! In a path, what is not a letter or a digit is written `~2F`: browsers, routers and web servers
//! resolve or refuse `%2F`, `%5C` and `..` on the way, each in its own manner, and leave `~` alone.

/// An identifier as a segment of a path, or as the identifier of an element.
pub fn segment(id: &str) -> String {
    // A segment of dots alone would lead to another folder.
    let is_dots = id.bytes().all(|byte| byte == b'.');
    let mut out = String::with_capacity(id.len());
    for byte in id.bytes() {
        match byte {
            b'.' if !is_dots => out.push('.'),
            b'-' | b'_' => out.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => out.push(char::from(byte)),
            _ if byte.is_ascii() => push_escaped('~', byte, &mut out),
            _ => push_escaped('%', byte, &mut out),
        }
    }
    out
}

/// The identifier that a segment stands for; a `~` without two digits stands for itself.
pub(super) fn resolve(segment: &str) -> String {
    let mut parts = segment.split('~');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let code = part
            .get(..2)
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        if let Some(byte) = code.filter(u8::is_ascii) {
            out.push(char::from(byte));
            out.push_str(part.get(2..).unwrap_or_default());
        } else {
            out.push('~');
            out.push_str(part);
        }
    }
    out
}

/// Percent-encodes everything but the unreserved characters of RFC 3986.
pub fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            push_escaped('%', byte, &mut out);
        }
    }
    out
}

fn push_escaped(mark: char, byte: u8, out: &mut String) {
    out.push(mark);
    for half in [byte >> 4, byte & 15] {
        let digit = char::from_digit(u32::from(half), 16).unwrap_or('0');
        out.push(digit.to_ascii_uppercase());
    }
}

/// Decodes percent-encoding; what is malformed stays as it is.
pub fn decode(text: &str) -> String {
    fn hex(byte: Option<&u8>) -> Option<u8> {
        byte.and_then(|b| char::from(*b).to_digit(16))
            .and_then(|d| u8::try_from(d).ok())
    }
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let escaped = (byte == b'%').then(|| hex(bytes.get(at + 1)).zip(hex(bytes.get(at + 2))));
        if let Some((high, low)) = escaped.flatten() {
            out.push(high << 4 | low);
            at += 3;
        } else {
            out.push(byte);
            at += 1;
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}
