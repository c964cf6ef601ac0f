//! Letters: in which form names and tags are compared, and which characters they may hold.

use unicode_normalization::UnicodeNormalization as _;

/// The form of a tag that is stored and compared.
pub(crate) fn normal_tag(tag: &str) -> String {
    tag.trim()
        .nfc()
        .collect::<String>()
        .to_lowercase()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join("-")
}

/// The form of a name in which two names are compared.
pub(crate) fn name_key(name: &str) -> String {
    let folded = name.nfkc().collect::<String>().to_lowercase();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a tag may hold this character.
pub(super) fn is_tag_character(c: char) -> bool {
    c.is_alphanumeric()
        || unicode_normalization::char::is_combining_mark(c)
        || matches!(c, '-' | '_' | '.' | '+' | '#' | '\u{200C}' | '\u{200D}')
}

/// Zero-width characters and those that turn the direction of the text around. The joiners
/// U+200C and U+200D stay allowed: several scripts cannot be written without them.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}'
        | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{00AD}' | '\u{115F}' | '\u{1160}'
        | '\u{3164}' | '\u{FFA0}' | '\u{E0000}'..='\u{E007F}')
}
