//! Files of the person: one that was chosen, one to keep.

use js_sys::Array;
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, Event, HtmlAnchorElement, HtmlInputElement, Url, window};

use super::timer;

/// The largest file that is read, in bytes.
const LARGEST: f64 = 1_000_000.0;

/// The text of the file that was chosen in a field. `None`: there is none, or it is too large.
pub async fn chosen(event: Event) -> Option<String> {
    let input = event.target()?.dyn_into::<HtmlInputElement>().ok()?;
    let file = input.files()?.get(0)?;
    // The same file can be chosen again after a change.
    input.set_value("");
    if file.size() > LARGEST {
        return None;
    }
    JsFuture::from(file.text()).await.ok()?.as_string()
}

/// Hands the person a file to keep.
pub fn save(name: &str, text: &str) {
    let Some(url) = Blob::new_with_str_sequence(&Array::of1(&text.into()))
        .ok()
        .and_then(|blob| Url::create_object_url_with_blob(&blob).ok())
    else {
        return;
    };
    let link = window()
        .and_then(|window| window.document())
        .and_then(|document| document.create_element("a").ok())
        .and_then(|element| element.dyn_into::<HtmlAnchorElement>().ok());
    if let Some(link) = link {
        link.set_href(&url);
        link.set_download(name);
        link.click();
    }
    spawn_local(async move {
        // Some browsers read it only after a while.
        timer::sleep(60_000).await;
        let _ = Url::revoke_object_url(&url);
    });
}
