//! The Markdown parser as a WASM module of its own.
//!
//! Most first screens show no Markdown, so the parser is not part of the client: `boot.js` fetches
//! this module when a text needs it. It hands over the tree as JSON, because two WASM modules
//! share no memory; the client reads it back with the caps of `rich_text` enforced once more.

use baraza_core::rich_text::markdown;
use wasm_bindgen::prelude::wasm_bindgen;

/// Parses Markdown; the answer is the tree as `RichText::from_json` reads it.
#[wasm_bindgen]
pub fn parse(text: &str) -> String {
    markdown::parse(text).to_json()
}
