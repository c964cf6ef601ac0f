//! The first words of a Markdown text as plain text, for lists of posts.

use pulldown_cmark::{Event, Options, Parser, TagEnd};

/// The longest excerpt, in characters.
const LIMIT: usize = 280;
/// How much of the text is looked at; what follows cannot matter.
const LOOKED_AT: usize = 4 * 1024;

/// The excerpt of a text.
pub(crate) fn excerpt(markdown: &str) -> String {
    let start = markdown
        .get(..markdown.floor_char_boundary(LOOKED_AT))
        .unwrap_or_default();
    let mut text = String::new();
    for event in Parser::new_ext(
        start,
        Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TABLES,
    ) {
        match event {
            Event::Text(part) | Event::Code(part) => text.push_str(&part),
            Event::SoftBreak
            | Event::HardBreak
            | Event::End(
                TagEnd::Paragraph
                | TagEnd::Heading(_)
                | TagEnd::Item
                | TagEnd::CodeBlock
                | TagEnd::TableCell,
            ) => text.push(' '),
            _ => {}
        }
    }
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(LIMIT) {
        None => text,
        Some((end, _)) => {
            let cut = text.get(..end).unwrap_or_default();
            // Whole words, where the script has them.
            let cut = cut.rsplit_once(' ').map_or(cut, |(words, _)| words);
            format!("{cut}…")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_is_plain_text() {
        for (markdown, expected) in [
            (
                "Hello *world*,\nsee [this](https://example.org).",
                "Hello world, see this.",
            ),
            ("# Title\n\nText with `code`", "Title Text with code"),
            ("- one\n- two", "one two"),
            ("<script>alert(1)</script>\n\nafter", "after"),
            ("", ""),
        ] {
            assert_eq!(excerpt(markdown), expected, "{markdown:?}");
        }
    }

    #[test]
    fn a_long_text_is_cut_between_words_or_characters() {
        let words = excerpt(&"word ".repeat(200));
        assert!(
            words.ends_with("word…") && words.chars().count() <= LIMIT + 1,
            "{words}"
        );
        assert_eq!(excerpt(&"字".repeat(5000)).chars().count(), LIMIT + 1);
    }
}
