//! Other people's words as a quotation in one's own text. Pure.

use baraza_core::model::Format;

use super::marks::{Marked, gap, units};

/// Puts a quotation at the caret, in paragraphs of its own, with the caret below it.
pub(super) fn put(words: &str, format: Format, before: &str, after: &str) -> Marked {
    let gap = gap(before);
    let quotation = quotation(words, format);
    let head = format!("{before}{gap}{quotation}\n\n");
    let at = units(&head);
    Marked {
        text: head + after.trim_start_matches('\n'),
        select: at..at,
    }
}

fn quotation(words: &str, format: Format) -> String {
    if format == Format::Html {
        let words = words
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;");
        let mut paragraphs: Vec<String> = words
            .split("\n\n")
            .map(|lines| lines.trim_matches('\n').replace('\n', "<br>"))
            .collect();
        if paragraphs.len() > 1 {
            paragraphs = paragraphs
                .iter()
                .map(|lines| format!("<p>{lines}</p>"))
                .collect();
        }
        return format!("<blockquote>{}</blockquote>", paragraphs.concat());
    }
    let lines: Vec<String> = words
        .lines()
        .map(|line| format!("> {line}").trim_end().to_owned())
        .collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quotation_stands_in_paragraphs_of_its_own() {
        use Format::{Html, Markdown, Text};
        for (words, format, (before, after), expected) in [
            ("a\n\nb", Markdown, ("", ""), "> a\n>\n> b\n\n"),
            ("a", Markdown, ("Mine.", ""), "Mine.\n\n> a\n\n"),
            ("a", Text, ("Mine.\n", "\nMore."), "Mine.\n\n> a\n\nMore."),
            (
                "1 < 2",
                Html,
                ("", ""),
                "<blockquote>1 &lt; 2</blockquote>\n\n",
            ),
            (
                "a\nb\n\nc",
                Html,
                ("", "d"),
                "<blockquote><p>a<br>b</p><p>c</p></blockquote>\n\nd",
            ),
        ] {
            let marked = put(words, format, before, after);
            assert_eq!(marked.text, expected);
            let tail = after.trim_start_matches('\n').len();
            assert_eq!(marked.select.start, units(expected) - tail);
        }
    }
}
