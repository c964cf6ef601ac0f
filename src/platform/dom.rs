//! The page around the views: title, direction, focus, selection, pictures of state.

use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use web_sys::{
    Document, Element, Event, FocusOptions, HtmlElement, KeyboardEvent, MouseEvent, ScrollBehavior,
    ScrollIntoViewOptions, ScrollLogicalPosition, window,
};

fn document() -> Option<Document> {
    window()?.document()
}

/// Sets the title of the page.
pub fn set_title(title: &str) {
    if let Some(document) = document() {
        document.set_title(title);
    }
}

/// Sets an attribute of the page's root element, or takes it away.
pub fn set_root_attribute(name: &str, value: Option<&str>) {
    if let Some(root) = document().and_then(|document| document.document_element()) {
        let _ = match value {
            Some(value) => root.set_attribute(name, value),
            None => root.remove_attribute(name),
        };
    }
}

/// The element the app lives in, emptied of the first screen that HTML and CSS painted alone.
pub fn mount_point() -> Option<HtmlElement> {
    let place = document()?.get_element_by_id("app")?;
    place.set_text_content(None);
    place.dyn_into().ok()
}

/// The address the page was opened at: path and query.
pub fn address() -> Option<(String, String)> {
    let location = window()?.location();
    Some((location.pathname().ok()?, location.search().ok()?))
}

/// The page's origin, such as `https://example.org`.
pub fn origin() -> String {
    window()
        .and_then(|window| window.location().origin().ok())
        .unwrap_or_default()
}

/// Goes back to where one came from, if that is a place of the app as it runs: going back must not
/// load it anew. Says whether it is.
pub fn go_back() -> bool {
    let get = |of: &JsValue, name: &str| js_sys::Reflect::get(of, &name.into()).ok();
    let is_near = window().and_then(|window| {
        let navigation = get(&window, "navigation")?;
        let here = get(&get(&navigation, "currentEntry")?, "index")?.as_f64()?;
        let entries = get(&navigation, "entries")?
            .dyn_into::<js_sys::Function>()
            .ok()?;
        let entries = entries.call0(&navigation).ok()?;
        let before = js_sys::Reflect::get_f64(&entries, here - 1.0).ok()?;
        get(&before, "sameDocument")?.as_bool()
    });
    is_near == Some(true)
        && window()
            .and_then(|window| window.history().ok())
            .is_some_and(|history| history.back().is_ok())
}

/// Puts the keyboard focus on the first element that matches, without scrolling to it.
pub fn focus(selector: &str) -> bool {
    let element = document()
        .and_then(|document| document.query_selector(selector).ok().flatten())
        .and_then(|element| element.dyn_into::<HtmlElement>().ok());
    let Some(element) = element else { return false };
    let options = FocusOptions::new();
    options.set_prevent_scroll(true);
    element.focus_with_options(&options).is_ok()
}

/// Puts the keyboard focus on an element that does not take it by itself, without scrolling.
pub fn focus_on(id: &str) {
    let element = document()
        .and_then(|document| document.get_element_by_id(id))
        .and_then(|element| element.dyn_into::<HtmlElement>().ok());
    if let Some(element) = element {
        take_focus(&element);
    }
}

fn take_focus(element: &HtmlElement) {
    let _ = element.set_attribute("tabindex", "-1");
    let options = FocusOptions::new();
    options.set_prevent_scroll(true);
    let _ = element.focus_with_options(&options);
}

/// Where in the window an element is brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The middle.
    Center,
    /// As little as needed to see it.
    Nearest,
    /// The upper edge.
    Start,
}

/// Brings an element into view. Says whether it is there.
pub fn reveal(id: &str, place: Place) -> bool {
    let Some(element) = document().and_then(|document| document.get_element_by_id(id)) else {
        return false;
    };
    let options = ScrollIntoViewOptions::new();
    options.set_block(match place {
        Place::Center => ScrollLogicalPosition::Center,
        Place::Nearest => ScrollLogicalPosition::Nearest,
        Place::Start => ScrollLogicalPosition::Start,
    });
    options.set_behavior(ScrollBehavior::Instant);
    element.scroll_into_view_with_scroll_into_view_options(&options);
    true
}

/// Which of an element's `levels` rails was clicked, from 0 at the start of the line.
///
/// The style sheet shows no more levels than fit (`--levels`). A finger is too wide to choose: it
/// means the last one.
pub fn level_clicked(event: &MouseEvent, levels: u32) -> u32 {
    let last = levels.saturating_sub(1);
    let element = event
        .current_target()
        .and_then(|target| target.dyn_into::<HtmlElement>().ok());
    let Some(element) = element.filter(|_| !matches("(pointer: coarse)")) else {
        return last;
    };
    let shown = shown_levels(&element).unwrap_or(levels).min(levels);
    let width = f64::from(element.offset_width()).max(1.0);
    let along = f64::from(event.offset_x()) / width;
    let along = if is_right_to_left() {
        1.0 - along
    } else {
        along
    };
    (0..shown)
        .rev()
        .find(|level| along >= f64::from(*level) / f64::from(shown))
        .unwrap_or(0)
}

fn shown_levels(element: &HtmlElement) -> Option<u32> {
    let style = window()?.get_computed_style(element).ok()??;
    style
        .get_property_value("--levels")
        .ok()?
        .trim()
        .parse()
        .ok()
}

fn is_right_to_left() -> bool {
    document()
        .and_then(|document| document.document_element())
        .and_then(|root| root.get_attribute("dir"))
        .is_some_and(|dir| dir == "rtl")
}

/// Whether a media query holds now.
pub fn matches(query: &str) -> bool {
    window()
        .and_then(|window| window.match_media(query).ok().flatten())
        .is_some_and(|list| list.matches())
}

/// Whether the browser says that there is a network.
pub fn is_online() -> bool {
    window().is_none_or(|window| window.navigator().on_line())
}

/// Calls `handler` at each of the window's events of this name, for as long as the page lives.
pub fn on_window(event: &str, handler: impl FnMut() + 'static) {
    if let Some(window) = window() {
        let callback = Closure::<dyn FnMut()>::new(handler).into_js_value();
        let _ = window.add_event_listener_with_callback(event, callback.unchecked_ref());
    }
}

/// The text that is selected in the page.
pub fn selected_text() -> String {
    window()
        .and_then(|window| window.get_selection().ok().flatten())
        .map(|selection| String::from(selection.to_string()))
        .unwrap_or_default()
}

/// Copies a text to the clipboard; the person is told elsewhere whether it worked.
pub async fn copy(text: &str) -> bool {
    let Some(window) = window() else { return false };
    let clipboard = window.navigator().clipboard();
    wasm_bindgen_futures::JsFuture::from(clipboard.write_text(text))
        .await
        .is_ok()
}

/// The key of a command: pressed alone, outside fields.
pub fn command_key(event: &KeyboardEvent) -> Option<String> {
    let has_modifier = event.ctrl_key() || event.meta_key() || event.alt_key();
    key(event).filter(|_| !has_modifier && !is_writing())
}

/// The key that was pressed. Password managers send key events that name none.
pub fn key(event: &KeyboardEvent) -> Option<String> {
    js_sys::Reflect::get(event, &"key".into()).ok()?.as_string()
}

/// Whether the keyboard is in a field, so that single keys are letters and not commands.
fn is_writing() -> bool {
    document()
        .and_then(|document| document.active_element())
        .is_some_and(|element| {
            matches!(
                element.local_name().as_str(),
                "input" | "textarea" | "select"
            ) || element.has_attribute("contenteditable")
        })
}

/// The identifier of the element that an event happened at.
pub fn target_id(event: &Event) -> Option<String> {
    Some(event.target()?.dyn_into::<Element>().ok()?.id())
}

/// Goes to the next or the previous of the elements that match, as seen from the window's upper
/// edge, and puts the focus on it.
pub fn step(selector: &str, forward: bool) {
    let Some(found) = document().and_then(|document| document.query_selector_all(selector).ok())
    else {
        return;
    };
    let mut elements = (0..found.length())
        .filter_map(|index| found.get(index)?.dyn_into::<HtmlElement>().ok())
        .filter(|element| !element.hidden());
    // Just below the edge counts as at the edge: that is where a step before has stopped.
    let top = |element: &HtmlElement| element.get_bounding_client_rect().top() - EDGE;
    let next = if forward {
        elements.find(|element| top(element) > 2.0)
    } else {
        elements.rev().find(|element| top(element) < -2.0)
    };
    if let Some(element) = next {
        take_focus(&element);
        if let Some(window) = window() {
            window.scroll_by_with_x_and_y(0.0, top(&element));
        }
    }
}

/// Where a step stops below the window's upper edge: the bar of a phone is above it.
const EDGE: f64 = 64.0;

/// A text in small letters, of any script. The browser has the tables for it already.
pub fn lowercase(text: &str) -> String {
    js_sys::JsString::from(text).to_lower_case().into()
}
