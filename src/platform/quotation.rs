//! What a person has selected of other people's words when they press a button or a key.
//!
//! The press may undo the selection before the click arrives, and a finger's does. So what is
//! selected at the press is remembered, until the next one.

use std::cell::RefCell;

use wasm_bindgen::{JsCast as _, closure::Closure};
use web_sys::{Element, Node, Range, window};

thread_local! {
    static SELECTED: RefCell<Option<Range>> = const { RefCell::new(None) };
}

/// Where other people's words are.
const WORDS: &str = ".comment > .prose, .head .prose";

/// Begins to remember what is selected at each press, for as long as the page lives.
pub fn watch() {
    thread_local! {
        static WATCHED: () = {
            let remember = Closure::<dyn FnMut()>::new(|| SELECTED.set(selected())).into_js_value();
            if let Some(window) = window() {
                for press in ["pointerdown", "keydown"] {
                    // While it goes down to its target: nobody can keep it from here.
                    let _ = window.add_event_listener_with_callback_and_bool(
                        press,
                        remember.unchecked_ref(),
                        true,
                    );
                }
            }
        };
    }
    WATCHED.with(|()| ());
}

fn selected() -> Option<Range> {
    let selection = window()?.get_selection().ok()??;
    if selection.is_collapsed() {
        return None;
    }
    Some(selection.get_range_at(0).ok()?.clone_range())
}

/// The words of posts and comments that were selected at the last press; the next call has none.
/// Paragraphs have an empty line between them.
pub fn take() -> Option<String> {
    let range = SELECTED.take()?;
    let found = window()?.document()?.query_selector_all(WORDS).ok()?;
    let mut words = Words::default();
    for index in 0..found.length() {
        let Some(prose) = found.get(index) else {
            continue;
        };
        if range.intersects_node(&prose).unwrap_or(false)
            && let Some(part) = within(&range, &prose).and_then(|part| part.clone_contents().ok())
        {
            words.gap(2);
            words.walk(&part, false);
        }
    }
    let words = words.text.trim().to_owned();
    (!words.is_empty()).then_some(words)
}

/// The part of a range that is in a node.
fn within(range: &Range, node: &Node) -> Option<Range> {
    let part = range.clone_range();
    if !node.contains(range.start_container().ok().as_ref()) {
        part.set_start(node, 0).ok()?;
    }
    if !node.contains(range.end_container().ok().as_ref()) {
        part.set_end(node, node.child_nodes().length()).ok()?;
    }
    Some(part)
}

/// The text of nodes as it is laid out: lines where lines are, spaces as they are seen.
#[derive(Default)]
struct Words {
    text: String,
}

impl Words {
    /// Ends the line, or with `2` the paragraph.
    fn gap(&mut self, lines: usize) {
        let text = self.text.trim_end_matches([' ', '\n']).len();
        if text == 0 {
            return;
        }
        let there = self.text.get(text..).unwrap_or_default();
        let there = there.matches('\n').count();
        self.text.truncate(text);
        self.text.push_str(&"\n".repeat(there.max(lines)));
    }

    fn put(&mut self, text: &str, is_code: bool) {
        if is_code {
            self.text.push_str(text);
            return;
        }
        for c in text.chars() {
            if !matches!(c, ' ' | '\n' | '\t' | '\r') {
                self.text.push(c);
            } else if !self.text.is_empty() && !self.text.ends_with([' ', '\n']) {
                self.text.push(' ');
            }
        }
    }

    fn walk(&mut self, parent: &Node, is_code: bool) {
        let mut next = parent.first_child();
        while let Some(node) = next {
            next = node.next_sibling();
            let Some(element) = node.dyn_ref::<Element>() else {
                self.put(&node.node_value().unwrap_or_default(), is_code);
                continue;
            };
            let name = element.local_name();
            let lines = match name.as_str() {
                "br" => {
                    self.text.push('\n');
                    0
                }
                "li" | "tr" | "summary" | "dt" | "dd" => 1,
                "p" | "div" | "ul" | "ol" | "blockquote" | "pre" | "table" | "hr" | "dl"
                | "details" | "figure" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => 2,
                // What a button says is the app's word, not the writer's.
                "button" => continue,
                "td" | "th" => {
                    self.put(" ", false);
                    0
                }
                _ => 0,
            };
            if lines > 0 {
                self.gap(lines);
            }
            self.walk(&node, is_code || name == "pre");
            if lines > 0 {
                self.gap(lines);
            }
        }
    }
}
