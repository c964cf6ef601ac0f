//! The list of choices under the box that a person writes in: nodes, roles, and what happens to
//! both that is no key.
//!
//! The keyboard stays in the text area, which is a combobox for as long as the list shows.

use wasm_bindgen::{JsCast as _, closure::Closure};
use web_sys::{ClipboardEvent, Document, Element, Event, HtmlTextAreaElement};

/// The list's element. There is one box to write in at a time.
const LIST: &str = "offers";

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happening {
    /// A text is being pasted.
    Pasted(String),
    /// An input method has put a character or a word together.
    Composed,
    /// The focus or the caret went elsewhere.
    Left,
    /// The choice at this place was taken.
    Taken(usize),
}

/// What a choice shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice<'a> {
    /// A sign, or the letters of a face.
    pub sign: &'a str,
    /// The colour of the face, where the sign is one.
    pub hue: Option<u32>,
    /// What it is called.
    pub name: &'a str,
    /// What is said beside that.
    pub note: &'a str,
}

fn list(area: &HtmlTextAreaElement) -> Option<(Document, Element)> {
    let document = area.owner_document()?;
    let list = document.get_element_by_id(LIST)?;
    Some((document, list))
}

/// Says what happens to a text area and to its list. Where `act` says yes, nothing else comes of it.
pub fn listen(area: &HtmlTextAreaElement, act: impl Fn(Happening) -> bool + 'static) {
    // Not `FnMut`: to take a choice ends what an input method is at, which is another happening.
    let tell = Closure::<dyn Fn(Event)>::new(move |event: Event| {
        let kind = event.type_();
        let happening = match kind.as_str() {
            "paste" => {
                let data = event.unchecked_ref::<ClipboardEvent>().clipboard_data();
                data.and_then(|data| data.get_data("text/plain").ok())
                    .map(Happening::Pasted)
            }
            "compositionend" => Some(Happening::Composed),
            // With the focus, the keyboard of a phone would go.
            "mousedown" => {
                event.prevent_default();
                None
            }
            "click" => taken(&event).map(Happening::Taken),
            _ => Some(Happening::Left),
        };
        if happening.is_some_and(&act) {
            event.prevent_default();
        }
    })
    .into_js_value();
    let add = |to: &Element, events: &[&str]| {
        for event in events {
            let _ = to.add_event_listener_with_callback(event, tell.unchecked_ref());
        }
    };
    add(area, &["paste", "compositionend", "pointerdown", "blur"]);
    if let Some((_, list)) = list(area) {
        add(&list, &["mousedown", "click"]);
    }
}

fn taken(event: &Event) -> Option<usize> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    let choice = target.closest("[role=option]").ok()??;
    choice.id().strip_prefix(LIST)?.parse().ok()
}

/// Shows choices, one of them chosen; or none at all.
pub fn show(area: &HtmlTextAreaElement, choices: &[Choice<'_>], active: usize) {
    let Some((document, list)) = list(area) else {
        return;
    };
    list.set_text_content(None);
    for (at, choice) in choices.iter().enumerate() {
        let _ = row(&document, choice, at).and_then(|row| list.append_child(&row).ok());
    }
    let set = |of: &Element, name: &str, value: &str| {
        let _ = of.set_attribute(name, value);
    };
    if choices.is_empty() {
        set(&list, "hidden", "");
        for name in [
            "role",
            "aria-expanded",
            "aria-controls",
            "aria-activedescendant",
        ] {
            let _ = area.remove_attribute(name);
        }
        return;
    }
    let _ = list.remove_attribute("hidden");
    set(area, "role", "combobox");
    set(area, "aria-expanded", "true");
    set(area, "aria-controls", LIST);
    choose(area, active);
}

/// Chooses another of the choices that show.
pub fn choose(area: &HtmlTextAreaElement, active: usize) {
    let Some((_, list)) = list(area) else {
        return;
    };
    let rows = list.children();
    for at in 0..rows.length() {
        let Some(row) = rows.item(at) else { continue };
        let is_active = usize::try_from(at) == Ok(active);
        let _ = row.set_attribute("aria-selected", if is_active { "true" } else { "false" });
        if is_active {
            let _ = area.set_attribute("aria-activedescendant", &row.id());
            super::dom::reveal(&row.id(), super::dom::Place::Nearest);
        }
    }
}

fn row(document: &Document, choice: &Choice<'_>, at: usize) -> Option<Element> {
    let element = |name: &str, text: &str| {
        let element = document.create_element(name).ok()?;
        element.set_text_content(Some(text));
        Some(element)
    };
    let row = element("li", "")?;
    row.set_id(&format!("{LIST}{at}"));
    row.set_attribute("role", "option").ok()?;
    let sign = element("span", choice.sign)?;
    sign.set_attribute("aria-hidden", "true").ok()?;
    if let Some(hue) = choice.hue {
        sign.set_class_name("avatar");
        let style = sign.unchecked_ref::<web_sys::HtmlElement>().style();
        style.set_property("--h", &hue.to_string()).ok()?;
    } else {
        sign.set_class_name("sign");
    }
    row.append_child(&sign).ok()?;
    let name = element("bdi", choice.name)?;
    row.append_child(&name).ok()?;
    if !choice.note.is_empty() {
        let note = element("small", choice.note)?;
        row.append_child(&note).ok()?;
    }
    Some(row)
}
