//! Short plain texts for lists.

use super::Node;

/// The beginning of a text without its formatting, at most `max_chars` characters long; cut at a
/// word where that is near, and then ended with `…`.
pub fn excerpt(nodes: &[Node], max_chars: usize) -> String {
    let mut text = String::new();
    // Enough for the cut, even when every character takes four bytes.
    collect(
        nodes,
        max_chars.saturating_add(1).saturating_mul(4),
        &mut text,
    );
    shorten(&text, max_chars)
}

fn collect(nodes: &[Node], enough: usize, out: &mut String) {
    for node in nodes {
        if out.len() >= enough {
            return;
        }
        match node {
            Node::Text(text) => out.push_str(text),
            Node::Element(element) => {
                if element.tag.is_block() {
                    out.push(' ');
                }
                if let super::Tag::Img { alt, .. } = &element.tag {
                    out.push_str(alt);
                }
                collect(&element.children, enough, out);
                if element.tag.is_block() {
                    out.push(' ');
                }
            }
        }
    }
}

/// A text on one line, cut at `max_chars` characters.
pub fn shorten(text: &str, max_chars: usize) -> String {
    let mut out = String::new();
    // Where the text has to end to leave room for `…`: after all characters but one.
    let mut cut = 0;
    for (count, character) in one_line(text).enumerate() {
        if count + 1 == max_chars {
            cut = out.len();
        }
        if count == max_chars {
            let ends_a_word = out.get(cut..) == Some(" ");
            out.truncate(cut);
            return end_at_word(out, ends_a_word);
        }
        out.push(character);
    }
    out
}

/// Ends a cut text with `…`, after a whole word where that does not take too much away.
fn end_at_word(mut out: String, ends_a_word: bool) -> String {
    let word_end = out
        .rfind(' ')
        .filter(|end| !ends_a_word && end * 2 >= out.len());
    out.truncate(word_end.unwrap_or(out.trim_end().len()));
    out.push('…');
    out
}

/// The characters with each run of blanks and control characters as one blank, none at the ends.
fn one_line(text: &str) -> impl Iterator<Item = char> + '_ {
    let words = text
        .split(|character: char| character.is_whitespace() || character.is_control())
        .filter(|word| !word.is_empty());
    words
        .enumerate()
        .flat_map(|(at, word)| (at > 0).then_some(' ').into_iter().chain(word.chars()))
}
