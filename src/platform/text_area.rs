//! The box that a person writes in: what is selected, what is put in, what was pasted.

use std::ops::Range;

use wasm_bindgen::JsCast as _;
use web_sys::{Event, HtmlDocument, HtmlElement, HtmlTextAreaElement};

/// The text of a text area around its selection: before, selected, after.
pub fn selection(area: &HtmlTextAreaElement) -> (String, String, String) {
    let text: Vec<u16> = area.value().encode_utf16().collect();
    let at = |offset: Option<u32>| {
        offset
            .and_then(|o| usize::try_from(o).ok())
            .unwrap_or(text.len())
            .min(text.len())
    };
    let start = at(area.selection_start().ok().flatten());
    let end = at(area.selection_end().ok().flatten()).max(start);
    let part = |range: Range<usize>| String::from_utf16_lossy(text.get(range).unwrap_or_default());
    (part(0..start), part(start..end), part(end..text.len()))
}

/// Gives a text area its text, before anybody writes.
pub fn fill(area: &HtmlTextAreaElement, text: &str) {
    if area.value() != text {
        area.set_value(text);
    }
}

/// Makes `text` of the text of a text area and selects a part of it, counted in UTF-16 units.
///
/// What differs is put in as if it was typed: an `input` event follows, and the browser's own undo
/// takes it back.
pub fn replace(area: &HtmlTextAreaElement, text: &str, select: Range<usize>) {
    let old = area.value();
    let (start, end, new) = difference(&old, text);
    let _ = area.focus();
    if old != text {
        select_range(area, start..end);
        let typed = area.owner_document().is_some_and(|document| {
            // What does not show cannot have the focus; another box must not get the words.
            if document.active_element().as_ref() != Some(area) {
                return false;
            }
            let (command, value) = if new.is_empty() {
                ("delete", "")
            } else {
                ("insertText", new)
            };
            document
                .unchecked_ref::<HtmlDocument>()
                .exec_command_with_show_ui_and_value(command, false, value)
                .unwrap_or(false)
        });
        // Where the browser does not take part, undo is all that is lost.
        if !typed || area.value() != text {
            area.set_value(text);
        }
    }
    select_range(area, select);
}

/// The same, for what the person has not asked for right now: the focus stays where it is.
pub fn replace_aside(area: &HtmlTextAreaElement, text: &str, select: Range<usize>) {
    let focused = area.owner_document().and_then(|it| it.active_element());
    replace(area, text, select);
    let elsewhere = focused.filter(|focused| focused != &***area);
    if let Some(elsewhere) = elsewhere.and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
        let _ = elsewhere.focus();
    }
}

fn select_range(area: &HtmlTextAreaElement, range: Range<usize>) {
    let offset = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
    let _ = area.set_selection_range(offset(range.start), offset(range.end));
}

/// What of an old text gives way to what of a new one: the range in UTF-16 units, and the words.
fn difference<'a>(old: &str, new: &'a str) -> (usize, usize, &'a str) {
    let same = |pair: &(char, char)| pair.0 == pair.1;
    let (mut start, mut head) = (0, 0);
    for (c, _) in old.chars().zip(new.chars()).take_while(same) {
        start += c.len_utf16();
        head += c.len_utf8();
    }
    let (old_rest, new_rest) = (
        old.get(head..).unwrap_or_default(),
        new.get(head..).unwrap_or_default(),
    );
    let tail: usize = old_rest
        .chars()
        .rev()
        .zip(new_rest.chars().rev())
        .take_while(same)
        .map(|(c, _)| c.len_utf8())
        .sum();
    let gone = old_rest
        .get(..old_rest.len() - tail)
        .unwrap_or_default()
        .encode_utf16()
        .count();
    let words = new_rest.get(..new_rest.len() - tail).unwrap_or_default();
    (start, start + gone, words)
}

/// Makes a text area as tall as its text.
pub fn fit_height(area: &HtmlTextAreaElement) {
    let style = area.style();
    let _ = style.set_property("height", "auto");
    let _ = style.set_property("height", &format!("{}px", area.scroll_height()));
}

/// Whether an input is a part of a character or a word that an input method puts together.
pub fn is_composing(event: &Event) -> bool {
    js_sys::Reflect::get(event, &"isComposing".into()).is_ok_and(|composing| composing.is_truthy())
}

#[cfg(test)]
mod tests {
    use super::difference;

    #[test]
    fn only_what_differs_is_typed() {
        for (old, new, expected) in [
            ("a b c", "a **b** c", (2, 3, "**b**")),
            ("", "x", (0, 0, "x")),
            ("abc", "ac", (1, 2, "")),
            ("aa", "aaa", (2, 2, "a")),
            ("😀x", "😀é", (2, 3, "é")),
            ("same", "same", (4, 4, "")),
        ] {
            assert_eq!(difference(old, new), expected, "{old} → {new}");
        }
    }
}
