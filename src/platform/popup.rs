//! A window beside the app's, where somebody signs in, and the answer that comes back from there.
//!
//! The page in it is another site's. It gets no way to the app's window (`opener`), and the answer
//! comes by a `BroadcastChannel` from `public/oauth.html`, which is of the app's own origin.

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{BroadcastChannel, MessageEvent, Window, window};

/// Where `public/oauth.js` says what came back.
const CHANNEL: &str = "baraza:oauth:v1";
const FEATURES: &str = "popup,width=520,height=720";

/// A window that was opened.
#[derive(Debug)]
pub struct Popup(Window);

impl Popup {
    /// Opens an empty window. Browsers allow it from a tap alone, before anything is waited for.
    /// `None`: it was held back.
    pub fn open() -> Option<Self> {
        let opened = window()?.open_with_url_and_target_and_features("", "_blank", FEATURES);
        let popup = opened.ok().flatten()?;
        let _ = popup.set_opener(&JsValue::NULL);
        Some(Self(popup)).filter(|popup| !popup.is_closed())
    }

    /// Leads it to an address.
    pub fn go(&self, address: &str) {
        let _ = self.0.location().replace(address);
    }

    /// Whether it is closed, as far as one can know: of a site that isolates itself
    /// (Cross-Origin-Opener-Policy) it is said while the window is still there.
    pub fn is_closed(&self) -> bool {
        self.0.closed().unwrap_or(true)
    }

    /// Closes it, while it is empty: another site's window is not this app's to close any more.
    pub fn close(&self) {
        let _ = self.0.close();
    }
}

/// The answer that is waited for. When this is dropped, nothing is taken any more.
#[derive(Debug)]
pub struct Answer {
    channel: BroadcastChannel,
    query: Promise,
    _listener: Closure<dyn FnMut(MessageEvent)>,
}

impl Answer {
    /// Waits for the answer with this `state`. `accept` is asked of each query that comes back
    /// whether it is the one. `None`: this browser has no such channels.
    pub fn listen(state: String, accept: impl Fn(&str) -> bool + 'static) -> Option<Self> {
        let channel = BroadcastChannel::new(CHANNEL).ok()?;
        let mut resolve = None::<Function>;
        let query = Promise::new(&mut |with, _| resolve = Some(with));
        let resolve = resolve?;
        let back = channel.clone();
        let listener = Closure::new(move |event: MessageEvent| {
            let answer = Reflect::get(&event.data(), &"answer".into());
            let Some(query) = answer.ok().and_then(|query| query.as_string()) else {
                return;
            };
            if accept(&query) {
                let taken = Object::new();
                let _ = Reflect::set(&taken, &"taken".into(), &state.as_str().into());
                let _ = back.post_message(&taken);
                let _ = resolve.call1(&JsValue::UNDEFINED, &query.into());
            }
        });
        let listener: Closure<dyn FnMut(MessageEvent)> = listener;
        channel.set_onmessage(Some(listener.as_ref().unchecked_ref()));
        Some(Self {
            channel,
            query,
            _listener: listener,
        })
    }

    /// The query that came back.
    pub async fn arrives(&self) -> String {
        let query = JsFuture::from(self.query.clone()).await;
        query
            .ok()
            .and_then(|query| query.as_string())
            .unwrap_or_default()
    }
}

impl Drop for Answer {
    fn drop(&mut self) {
        self.channel.set_onmessage(None);
        self.channel.close();
    }
}
