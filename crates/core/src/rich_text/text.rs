//! Plain text: paragraphs, line breaks and links, nothing else.

use super::{Builder, RichText, Tag};

/// Reads plain text. Blank lines separate paragraphs, other line ends are kept.
pub fn parse(text: &str) -> RichText {
    paragraphs(text, true)
}

/// Reads Markdown that has no marks (see [`needs_markdown`](super::needs_markdown)) as Markdown
/// would be read: the lines of a paragraph run on, with `\n` between them.
pub fn prose(text: &str) -> RichText {
    paragraphs(text, false)
}

fn paragraphs(text: &str, break_lines: bool) -> RichText {
    let mut builder = Builder::new();
    let mut in_paragraph = false;
    for line in lines(text) {
        let blank = |c: char| {
            if break_lines {
                c.is_whitespace()
            } else {
                matches!(c, ' ' | '\t')
            }
        };
        let line = if break_lines {
            line.trim_end()
        } else {
            line.trim_matches(blank)
        };
        if line.chars().all(blank) {
            if in_paragraph {
                builder.close();
            }
            in_paragraph = false;
            continue;
        }
        if !in_paragraph {
            builder.open(Tag::P);
        } else if break_lines {
            builder.open(Tag::Br);
            builder.close();
        } else {
            builder.text("\n");
        }
        in_paragraph = true;
        builder.linked_text(line);
        if builder.is_full() {
            break;
        }
    }
    builder.finish()
}

/// Lines that end in LF, CRLF or CR.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split('\n')
        .flat_map(|line| line.strip_suffix('\r').unwrap_or(line).split('\r'))
}
