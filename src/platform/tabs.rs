//! The other tabs of this app: telling them something, and being the one that does something.

use std::cell::RefCell;

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::BroadcastChannel;

thread_local! {
    static CHANNEL: RefCell<Option<BroadcastChannel>> = const { RefCell::new(None) };
}

const NAME: &str = "baraza";

/// Runs `hear` whenever another tab has told something. Once for a page.
pub fn listen(hear: impl FnMut() + 'static) {
    if let Ok(channel) = BroadcastChannel::new(NAME) {
        let hear = Closure::<dyn FnMut()>::new(hear);
        channel.set_onmessage(Some(hear.as_ref().unchecked_ref()));
        hear.forget();
        CHANNEL.set(Some(channel));
    }
}

/// Tells all other tabs that something has changed.
pub fn tell() {
    CHANNEL.with_borrow(|channel| {
        if let Some(channel) = channel {
            // A closed channel has nobody to tell.
            drop(channel.post_message(&JsValue::NULL));
        }
    });
}

/// Whether the browser can say which tab is the one (Web Locks).
pub fn has_locks() -> bool {
    locks().is_some()
}

fn locks() -> Option<JsValue> {
    let navigator: JsValue = web_sys::window()?.navigator().into();
    let locks = Reflect::get(&navigator, &"locks".into()).ok()?;
    locks.is_object().then_some(locks)
}

/// Waits until this tab is the one, which it then stays until it is closed. `false`: the browser
/// cannot say.
pub async fn become_the_one() -> bool {
    let Some(locks) = locks() else {
        return false;
    };
    let is_mine = Promise::new(&mut |resolve: Function, reject: Function| {
        let hold = Closure::once_into_js(move |_lock: JsValue| {
            drop(resolve.call0(&JsValue::NULL));
            // Never: the lock goes with the page.
            Promise::new(&mut |_, _| {})
        });
        let request = Reflect::get(&locks, &"request".into());
        let request: Option<Function> = request.ok().and_then(|found| found.dyn_into().ok());
        let asked = request.and_then(|request| request.call2(&locks, &NAME.into(), &hold).ok());
        if asked.is_none() {
            drop(reject.call0(&JsValue::NULL));
        }
    });
    JsFuture::from(is_mine).await.is_ok()
}
