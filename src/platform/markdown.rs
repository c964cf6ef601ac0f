//! The Markdown parser, a WASM module of its own that is fetched when a text needs it.

use std::cell::RefCell;

use baraza_core::rich_text::RichText;
use js_sys::Function;
use wasm_bindgen::{JsCast as _, JsValue};

thread_local! {
    static PARSE: RefCell<Option<Function>> = const { RefCell::new(None) };
}

/// Whether [`parse`] works yet.
pub fn is_loaded() -> bool {
    PARSE.with_borrow(Option::is_some)
}

/// Fetches the module. Does nothing when it is there.
///
/// # Errors
/// It could not be fetched; the text is to be shown as it is.
pub async fn load() -> Result<(), LoadError> {
    if is_loaded() {
        return Ok(());
    }
    let parse = super::boot::load_markdown()
        .await
        .map_err(|_failure| LoadError)?;
    let parse = parse.dyn_into::<Function>().map_err(|_other| LoadError)?;
    PARSE.set(Some(parse));
    Ok(())
}

/// The module could not be fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the Markdown module could not be fetched")]
pub struct LoadError;

/// Parses Markdown; `None` until [`load`] has worked.
pub fn parse(text: &str) -> Option<RichText> {
    let parse = PARSE.with_borrow(Clone::clone)?;
    let json = parse
        .call1(&JsValue::NULL, &text.into())
        .ok()?
        .as_string()?;
    RichText::from_json(&json)
}
