//! What `public/boot.js` offers to the app.
//!
//! These few things need plain JavaScript: the Trusted Types policy has to exist before anything
//! else runs, and the notice after a panic has to work when this module does not any more.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// Parses HTML into a document that runs nothing and fetches nothing.
    #[wasm_bindgen(js_namespace = baraza, js_name = parseInert, catch)]
    pub(super) fn parse_inert(html: &str) -> Result<web_sys::Document, JsValue>;

    /// Fetches the Markdown module; resolves to a function from a text to the tree as JSON.
    #[wasm_bindgen(js_namespace = baraza, js_name = loadMarkdown, catch)]
    pub(super) async fn load_markdown() -> Result<JsValue, JsValue>;

    /// Shows the notice that the app has stopped.
    #[wasm_bindgen(js_namespace = baraza, js_name = panic)]
    pub(super) fn show_panic(message: &str);

    /// Tells a waiting version of the app to take over, then loads the page anew.
    #[wasm_bindgen(js_namespace = baraza, js_name = applyUpdate, catch)]
    pub(super) fn apply_update() -> Result<(), JsValue>;
}
