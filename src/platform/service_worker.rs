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
