//! HTML as plain text, for titles, excerpts and messages. What is made here is text, never markup:
//! showing HTML as HTML is `rich_text`'s business.

use std::borrow::Cow;

/// Named characters outside of Latin-1 that occur in titles.
const NAMED: &[(&str, char)] = &[
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("bull", '•'),
    ("dagger", '†'),
    ("Dagger", '‡'),
    ("euro", '€'),
    ("hellip", '…'),
    ("infin", '∞'),
    ("larr", '←'),
    ("ldquo", '“'),
    ("bdquo", '„'),
    ("le", '≤'),
    ("ge", '≥'),
    ("lsaquo", '‹'),
    ("lsquo", '‘'),
    ("sbquo", '‚'),
    ("mdash", '—'),
    ("minus", '−'),
    ("ndash", '–'),
    ("ne", '≠'),
    ("oelig", 'œ'),
    ("OElig", 'Œ'),
    ("rarr", '→'),
    ("rdquo", '”'),
    ("rsaquo", '›'),
    ("rsquo", '’'),
    ("scaron", 'š'),
    ("Scaron", 'Š'),
    ("trade", '™'),
    ("zwj", '\u{200d}'),
    ("zwnj", '\u{200c}'),
    ("lrm", '\u{200e}'),
    ("rlm", '\u{200f}'),
    ("Yuml", 'Ÿ'),
];

/// The names of U+00A0 to U+00FF, in order.
const LATIN_1: &str = "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy \
    reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 \
    frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml \
    Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave \
    Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil \
    egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml \
    divide oslash ugrave uacute ucirc uuml yacute thorn yuml";

/// What numeric references between 128 and 159 mean: Windows-1252, as browsers have it.
const WINDOWS_1252: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";

/// Resolves character references such as `&#8211;` and `&amp;`.
pub fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, reference) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(before);
        let (character, length) = reference_at(reference).unwrap_or(('&', 1));
        out.push(character);
        rest = reference.get(length..).unwrap_or("");
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The character that a reference at the start of a text stands for, and the reference's length.
fn reference_at(text: &str) -> Option<(char, usize)> {
    let end = text.bytes().take(12).position(|byte| byte == b';')?;
    let name = text.get(1..end)?;
    let character = if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16).ok()?,
            None => number.parse().ok()?,
        };
        match code {
            128..160 => WINDOWS_1252
                .chars()
                .nth(usize::try_from(code - 128).ok()?)?,
            0 => char::REPLACEMENT_CHARACTER,
            _ => char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER),
        }
    } else if let Some((_, character)) = NAMED.iter().find(|(known, _)| *known == name) {
        *character
    } else {
        let place = LATIN_1
            .split_ascii_whitespace()
            .position(|known| known == name)?;
        char::from_u32(160 + u32::try_from(place).ok()?)?
    };
    Some((character, end + 1))
}

/// HTML as plain text: without tags, scripts and styles, with line ends where blocks end.
pub fn to_text(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    let mut preformatted = 0u32;
    while let Some(at) = rest.find('<') {
        let (text, tag) = rest.split_at_checked(at).unwrap_or((rest, ""));
        push_text(&mut out, text, preformatted > 0);
        let Some((name, closing, length)) = tag_at(tag) else {
            out.push('<');
            rest = tag.get(1..).unwrap_or("");
            continue;
        };
        rest = tag.get(length..).unwrap_or("");
        match name.as_str() {
            "script" | "style" | "title" | "template" | "noscript" | "svg" | "textarea"
                if !closing =>
            {
                rest = after_end_tag(rest, &name);
            }
            "br" => out.push('\n'),
            "p" | "blockquote" | "ul" | "ol" | "table" | "dl" | "figure" | "h1" | "h2" | "h3"
            | "h4" | "h5" | "h6" | "hr" => break_lines(&mut out, "\n\n"),
            "pre" => {
                preformatted = if closing {
                    preformatted.saturating_sub(1)
                } else {
                    preformatted + 1
                };
                break_lines(&mut out, "\n\n");
            }
            "div" | "li" | "tr" | "dt" | "dd" | "section" | "article" | "header" | "footer" => {
                break_lines(&mut out, "\n");
            }
            "td" | "th" if closing => out.push(' '),
            _ => {}
        }
    }
    push_text(&mut out, rest, preformatted > 0);
    out.truncate(out.trim_end().len());
    out
}

/// Adds running text; line ends and repeated blanks in it count as one blank.
fn push_text(out: &mut String, text: &str, preformatted: bool) {
    let text = decode(text);
    if preformatted {
        out.push_str(&text);
        return;
    }
    for character in text.chars() {
        if !matches!(character, ' ' | '\t' | '\n' | '\r' | '\u{c}') {
            out.push(character);
        } else if !out.is_empty() && !out.ends_with([' ', '\n']) {
            out.push(' ');
        }
    }
}

/// Ends the line or the paragraph, unless it has just ended.
fn break_lines(out: &mut String, end: &str) {
    out.truncate(out.trim_end_matches(' ').len());
    if out.is_empty() {
        return;
    }
    let there = out.len() - out.trim_end_matches('\n').len();
    out.push_str(end.get(there.min(end.len())..).unwrap_or(""));
}

/// The tag or comment at the start of a text: its name in lower case, whether it closes, and its
/// length.
fn tag_at(text: &str) -> Option<(String, bool, usize)> {
    if text.starts_with("<!--") {
        let length = text.find("-->").map_or(text.len(), |at| at + 3);
        return Some((String::new(), false, length));
    }
    let inner = text.get(1..)?;
    let closing = inner.starts_with('/');
    let inner = inner.strip_prefix('/').unwrap_or(inner);
    let declaration = inner.starts_with(['!', '?']);
    if !declaration && !inner.starts_with(|first: char| first.is_ascii_alphabetic()) {
        return None;
    }
    let name: String = inner
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .map(|character| character.to_ascii_lowercase())
        .collect();
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some((name, closing, at + 1)),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    // A tag that never ends swallows the rest, as in a browser.
    Some((name, closing, text.len()))
}

/// What follows the end tag of an element whose contents are not text.
fn after_end_tag<'a>(text: &'a str, name: &str) -> &'a str {
    let mut from = 0;
    while let Some(found) = text.get(from..).and_then(|rest| rest.find("</")) {
        let at = from + found + 2;
        let matches = text
            .get(at..at + name.len())
            .is_some_and(|candidate| candidate.eq_ignore_ascii_case(name));
        if matches {
            let end = text
                .get(at..)
                .and_then(|rest| rest.find('>'))
                .map(|end| at + end + 1);
            return end.and_then(|end| text.get(end..)).unwrap_or("");
        }
        from = at;
    }
    ""
}
