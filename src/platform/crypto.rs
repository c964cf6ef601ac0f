//! Random words and hashes, for what an attacker must not guess.

use js_sys::Uint8Array;
use wasm_bindgen_futures::JsFuture;
use web_sys::window;

/// A random word of 256 bits, in base64url: 43 characters.
pub fn random() -> Option<String> {
    let mut bytes = [0; 32];
    let crypto = window()?.crypto().ok()?;
    crypto.get_random_values_with_u8_array(&mut bytes).ok()?;
    base64url(&bytes)
}

/// The SHA-256 of a text, in base64url. `None`: the page is not in a secure context (https, or
/// loopback), where browsers have no hashes.
pub async fn sha256(text: &str) -> Option<String> {
    let crypto = window()?.crypto().ok()?;
    // `subtle` is said to be there always; the call fails where it is not.
    if !js_sys::Reflect::has(&crypto, &"subtle".into()).unwrap_or(false) {
        return None;
    }
    let subtle = crypto.subtle();
    let hash = subtle.digest_with_str_and_u8_array("SHA-256", text.as_bytes());
    let hash = JsFuture::from(hash.ok()?).await.ok()?;
    base64url(&Uint8Array::new(&hash).to_vec())
}

/// Base64 for addresses, without padding (RFC 4648 §5).
fn base64url(bytes: &[u8]) -> Option<String> {
    let text: String = bytes.iter().copied().map(char::from).collect();
    let text = window()?.btoa(&text).ok()?;
    let text = text.replace('+', "-").replace('/', "_");
    Some(text.trim_end_matches('=').to_owned())
}
