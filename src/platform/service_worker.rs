//! New versions of the app.
//!
//! `boot.js` registers the service worker and says by an event that a new version waits. The
//! person decides when it takes over: nothing is reloaded under somebody's hands.

use wasm_bindgen::{JsCast as _, closure::Closure};

/// Calls `on_waiting` when a new version of the app is ready to take over.
pub fn on_update(on_waiting: impl FnMut() + 'static) {
    let Some(window) = web_sys::window() else {
        return;
    };
    let callback = Closure::<dyn FnMut()>::new(on_waiting).into_js_value();
    let _ = window.add_event_listener_with_callback("baraza:update", callback.unchecked_ref());
}

/// Lets the waiting version take over and loads the page anew.
pub fn apply_update() {
    let _ = super::boot::apply_update();
}

/// Whether the app is installed on this device, so that it opens without a network.
pub fn is_in_charge() -> bool {
    let Some(window) = web_sys::window() else {
        return false;
    };
    let navigator: wasm_bindgen::JsValue = window.navigator().into();
    let part = |of: &wasm_bindgen::JsValue, name: &str| js_sys::Reflect::get(of, &name.into()).ok();
    let controller = part(&navigator, "serviceWorker")
        .filter(wasm_bindgen::JsValue::is_object)
        .and_then(|worker| part(&worker, "controller"));
    controller.is_some_and(|controller| controller.is_object())
}
