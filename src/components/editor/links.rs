//! An address that is pasted onto words makes a link of them. Pure.

use baraza_core::model::Format;

use super::marks::{Marked, units};

/// The text with the link in it, or `None` where pasting goes its usual way.
pub(super) fn pasted(
    pasted: &str,
    format: Format,
    (before, selected, after): (&str, &str, &str),
) -> Option<Marked> {
    let address = pasted.trim();
    let words = selected.trim();
    // An address over an address is meant to take its place.
    if !is_address(address) || words.is_empty() || is_address(words) {
        return None;
    }
    // Links within links, or over several paragraphs, are none.
    if selected.contains("\n\n") || selected.contains("](") || selected.contains("<a ") {
        return None;
    }
    let (start, end) = (
        selected.len() - selected.trim_start().len(),
        selected.trim_end().len(),
    );
    let (lead, tail) = (selected.get(..start)?, selected.get(end..)?);
    let link = match format {
        Format::Text => return None,
        Format::Markdown if address.contains(['(', ')']) => format!("[{words}](<{address}>)"),
        Format::Markdown => format!("[{words}]({address})"),
        Format::Html => {
            let address = address.replace('&', "&amp;").replace('"', "&quot;");
            format!("<a href=\"{address}\">{words}</a>")
        }
    };
    let head = format!("{before}{lead}{link}");
    let at = units(&head);
    Some(Marked {
        text: head + tail + after,
        select: at..at,
    })
}

fn is_address(text: &str) -> bool {
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        !rest.is_empty() && !text.contains(|c: char| c.is_ascii_whitespace() || "<>".contains(c))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_on_words_makes_a_link_of_them() {
        use Format::{Html, Markdown, Text};
        let url = "https://example.org/a";
        for (paste, format, around, expected) in [
            (
                url,
                Markdown,
                ("see ", "this", "."),
                Some("see [this](https://example.org/a)."),
            ),
            (
                "\nhttps://example.org/a ",
                Markdown,
                ("", "this ", "x"),
                Some("[this](https://example.org/a) x"),
            ),
            (
                "https://example.org/a_(b)",
                Markdown,
                ("", "b", ""),
                Some("[b](<https://example.org/a_(b)>)"),
            ),
            (
                "https://example.org/?a=\"&b",
                Html,
                ("", "b", ""),
                Some("<a href=\"https://example.org/?a=&quot;&amp;b\">b</a>"),
            ),
            (url, Text, ("", "b", ""), None),
            (url, Markdown, ("a", "", "b"), None),
            (url, Markdown, ("", "http://old.example", ""), None),
            (url, Markdown, ("", "one\n\ntwo", ""), None),
            (url, Markdown, ("", "[a](b)", ""), None),
            ("two words", Markdown, ("", "b", ""), None),
            ("javascript:alert(1)", Markdown, ("", "b", ""), None),
            ("https://a b", Markdown, ("", "b", ""), None),
        ] {
            let made = pasted(paste, format, around).map(|marked| marked.text);
            assert_eq!(made.as_deref(), expected, "{paste} on {around:?}");
        }
    }
}
