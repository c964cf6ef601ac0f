//! What the buttons of the editor put into a text. Pure.

use std::ops::Range;

use baraza_core::model::Format;

use crate::components::icon::Glyph;

/// A mark that a button sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// Strong importance.
    Bold,
    /// Emphasis.
    Italic,
    /// A link.
    Link,
    /// Somebody else's words.
    Quote,
    /// Code within a line.
    Code,
    /// Points, one a line.
    List,
}

/// A text with the mark in it, and the part to select: in UTF-16 units, as the DOM counts.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Marked {
    pub(super) text: String,
    pub(super) select: Range<usize>,
}

impl Mark {
    /// In the order of the buttons.
    pub(super) const ALL: [Self; 6] = [
        Self::Bold,
        Self::Italic,
        Self::Link,
        Self::Quote,
        Self::Code,
        Self::List,
    ];

    /// Whether it means something in a markup. In plain text, quotations are known by custom.
    pub(super) fn is_for(self, format: Format) -> bool {
        format != Format::Text || self == Self::Quote
    }

    /// What the button is called.
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Bold => "Bold",
            Self::Italic => "Italic",
            Self::Link => "Link",
            Self::Quote => "Quote",
            Self::Code => "Code",
            Self::List => "List",
        }
    }

    /// What the button shows.
    pub(super) fn glyph(self) -> Glyph {
        match self {
            Self::Bold => Glyph::Bold,
            Self::Italic => Glyph::Italic,
            Self::Link => Glyph::Link,
            Self::Quote => Glyph::Quote,
            Self::Code => Glyph::Code,
            Self::List => Glyph::List,
        }
    }

    /// What stands around the selection, and what is selected when nothing was.
    fn around(self, format: Format) -> (&'static str, &'static str, &'static str) {
        match (self, format == Format::Html) {
            (Self::Bold, false) => ("**", "**", "bold"),
            (Self::Bold, true) => ("<strong>", "</strong>", "bold"),
            (Self::Italic, false) => ("*", "*", "italic"),
            (Self::Italic, true) => ("<em>", "</em>", "italic"),
            (Self::Link, false) => ("[", "](https://)", "text"),
            (Self::Link, true) => ("<a href=\"https://\">", "</a>", "text"),
            (Self::Code, false) => ("`", "`", "code"),
            (Self::Code, true) => ("<code>", "</code>", "code"),
            (Self::Quote, true) => ("<blockquote>", "</blockquote>", "quote"),
            (Self::List, true) => ("<ul><li>", "</li></ul>", "point"),
            (Self::Quote | Self::List, false) => ("", "", ""),
        }
    }

    /// What starts each line of the selection, for marks of whole lines.
    fn line_start(self, format: Format) -> Option<&'static str> {
        match self {
            Self::Quote if format != Format::Html => Some("> "),
            Self::List if format == Format::Markdown => Some("- "),
            _ => None,
        }
    }
}

/// How long a text is for the DOM.
pub(super) fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

/// What makes a paragraph of its own of what follows.
pub(super) fn gap(before: &str) -> &'static str {
    match before {
        "" => "",
        text if text.ends_with("\n\n") => "",
        text if text.ends_with('\n') => "\n",
        _ => "\n\n",
    }
}

/// Marks the selection, or puts a marked word in for the person to write over.
pub(super) fn apply(
    mark: Mark,
    format: Format,
    before: &str,
    selected: &str,
    after: &str,
) -> Marked {
    if let Some(start) = mark.line_start(format) {
        let gap = gap(before);
        let lines: Vec<String> = selected
            .split('\n')
            .map(|line| format!("{start}{line}"))
            .collect();
        let lines = lines.join("\n");
        let tail = if after.is_empty() || after.starts_with('\n') {
            ""
        } else {
            "\n\n"
        };
        let text = format!("{before}{gap}{lines}{tail}{after}");
        let end = units(before) + units(gap) + units(&lines);
        return Marked {
            text,
            select: end..end,
        };
    }
    let (open, close, word) = mark.around(format);
    let inner = if selected.is_empty() { word } else { selected };
    let text = format!("{before}{open}{inner}{close}{after}");
    let start = units(before) + units(open);
    Marked {
        text,
        select: start..start + units(inner),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_goes_around_the_selection() {
        use Format::{Html, Markdown};
        for (mark, format, (before, selected, after), expected) in [
            (Mark::Bold, Markdown, ("a ", "b", " c"), "a **b** c"),
            (
                Mark::Bold,
                Html,
                ("a ", "b", " c"),
                "a <strong>b</strong> c",
            ),
            (Mark::Italic, Markdown, ("", "", ""), "*italic*"),
            (
                Mark::Link,
                Markdown,
                ("see ", "this", ""),
                "see [this](https://)",
            ),
            (
                Mark::Quote,
                Markdown,
                ("a", "b\nc", "d"),
                "a\n\n> b\n> c\n\nd",
            ),
            (Mark::Quote, Markdown, ("", "", ""), "> "),
            (
                Mark::List,
                Markdown,
                ("a\n", "b\nc", "\nd"),
                "a\n\n- b\n- c\nd",
            ),
            (Mark::List, Html, ("", "b", ""), "<ul><li>b</li></ul>"),
        ] {
            assert_eq!(apply(mark, format, before, selected, after).text, expected);
        }
    }

    #[test]
    fn the_selection_is_counted_as_the_dom_counts() {
        let marked = apply(Mark::Bold, Format::Markdown, "😀 ", "né😀", "");
        let units: Vec<u16> = marked.text.encode_utf16().collect();
        assert_eq!(String::from_utf16_lossy(&units[marked.select]), "né😀");
    }
}
