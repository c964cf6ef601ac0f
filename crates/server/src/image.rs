//! Images as they are sent: what they are, by their first bytes, and what they are called here.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest as _, Sha256};

use crate::id::{Id, NotAnId};

/// The media type of an image, told by its first bytes. `None`: it is none that browsers show
/// without running anything; so no SVG.
pub(crate) fn media_type(bytes: &[u8]) -> Option<&'static str> {
    let starts = |magic: &[u8]| bytes.starts_with(magic);
    let at = |from: usize, to: usize| bytes.get(from..to).unwrap_or_default();
    if starts(b"\x89PNG\r\n\x1a\n") {
        Some("image/png")
    } else if starts(b"\xff\xd8\xff") {
        Some("image/jpeg")
    } else if starts(b"GIF87a") || starts(b"GIF89a") {
        Some("image/gif")
    } else if starts(b"RIFF") && at(8, 12) == b"WEBP" {
        Some("image/webp")
    } else if at(4, 8) == b"ftyp" && [&b"avif"[..], b"avis"].contains(&at(8, 12)) {
        Some("image/avif")
    } else {
        None
    }
}

/// The id of an image: the SHA-256 of its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ImageId(pub(crate) [u8; 32]);

impl ImageId {
    /// The id of these bytes.
    pub(crate) fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }
}

impl Id for ImageId {
    const MISSING: &'static str = "there is no such image";
}

impl fmt::Display for ImageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for ImageId {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let is_plain = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if text.len() != 64 || !text.bytes().all(is_plain) {
            return Err(NotAnId);
        }
        let mut hash = [0; 32];
        for (byte, at) in hash.iter_mut().zip((0..64).step_by(2)) {
            let digits = text.get(at..at + 2).ok_or(NotAnId)?;
            *byte = u8::from_str_radix(digits, 16).map_err(|_error| NotAnId)?;
        }
        Ok(Self(hash))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_is_told_by_its_first_bytes() {
        for (bytes, expected) in [
            (&b"\x89PNG\r\n\x1a\n\0\0"[..], Some("image/png")),
            (b"\xff\xd8\xff\xe0", Some("image/jpeg")),
            (b"GIF89a;", Some("image/gif")),
            (b"RIFF\x10\0\0\0WEBPVP8 ", Some("image/webp")),
            (b"\0\0\0\x1cftypavif", Some("image/avif")),
            (b"RIFF\x10\0\0\0WAVEfmt ", None),
            (b"\0\0\0\x1cftypmp42", None),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", None),
            (b"<!doctype html>", None),
            (b"", None),
        ] {
            assert_eq!(media_type(bytes), expected, "{bytes:?}");
        }
    }

    #[test]
    fn an_id_has_one_spelling() {
        let id = ImageId::of(b"bytes");
        assert_eq!(id.to_string().parse(), Ok(id));
        for text in ["", "1", "..", &id.to_string().to_uppercase()] {
            assert_eq!(text.parse::<ImageId>(), Err(NotAnId), "{text:?}");
        }
    }
}
