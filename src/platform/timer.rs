//! Doing something later.

use std::{
    future::{Future, poll_fn},
    pin::pin,
    task::Poll,
};

use wasm_bindgen::{JsCast as _, closure::Closure};

/// Waits for some milliseconds.
pub async fn sleep(milliseconds: i32) {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        if let Some(window) = web_sys::window() {
            let _ = window
                .set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds);
        }
    });
    let _ = wasm_bindgen_futures::JsFuture::from(promise).await;
}

/// What comes of `task`, if it comes within some milliseconds.
pub async fn within<T>(milliseconds: i32, task: impl Future<Output = T>) -> Option<T> {
    let (mut task, mut end) = (pin!(task), pin!(sleep(milliseconds)));
    poll_fn(|context| match task.as_mut().poll(context) {
        Poll::Ready(result) => Poll::Ready(Some(result)),
        Poll::Pending => end.as_mut().poll(context).map(|()| None),
    })
    .await
}

/// Runs `task` after the browser has painted the frame at hand.
pub fn after_paint(task: impl FnOnce() + 'static) {
    next_frame(move || {
        wasm_bindgen_futures::spawn_local(async move {
            sleep(0).await;
            task();
        });
    });
}

/// Runs `task` right before the next frame is painted.
pub fn next_frame(task: impl FnOnce() + 'static) {
    if let Some(window) = web_sys::window() {
        let callback = Closure::once_into_js(task);
        let _ = window.request_animation_frame(callback.unchecked_ref());
    }
}
