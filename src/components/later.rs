//! Shows a part of the app that is a WASM module of its own, as soon as it has arrived.
//!
//! The service worker fetches the modules when all is quiet; who is quicker waits here.

use std::{
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use leptos::{prelude::*, reactive::computed::ScopedFuture, task::spawn_local};
use wasm_split_helpers::SplitLoaderError;

use super::notice::Failed;
use crate::{
    later::NotHere,
    state::explain::{Explanation, Remedy},
};

/// A part on its way.
pub type Arriving = Pin<Box<dyn Future<Output = Result<(), SplitLoaderError>>>>;
/// The view of a part, made once the part is here.
pub type Making = Pin<Box<dyn Future<Output = Result<AnyView, NotHere>> + Send>>;

/// How far a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Progress {
    Arriving,
    Here,
    Failed,
}

/// Shows a part as soon as it is here.
pub fn later(arrive: fn() -> Arriving, making: Making) -> AnyView {
    let progress = RwSignal::new(Progress::Arriving);
    let making = Arc::new(Mutex::new(Some(making)));
    let view = Arc::new(Mutex::new(None::<AnyView>));
    // What the view needs of its owner, it needs when it is made, after another try too.
    let owner = Owner::current().unwrap_or_default();
    let fetch = {
        let (making, view) = (Arc::clone(&making), Arc::clone(&view));
        move || {
            let (making, view) = (Arc::clone(&making), Arc::clone(&view));
            let task = async move {
                let is_here = arrive().await.is_ok();
                if progress.is_disposed() {
                    return;
                }
                let making = if is_here { open(&making).take() } else { None };
                let made = match making {
                    Some(making) => making.await.ok(),
                    None => None,
                };
                let next = if made.is_some() {
                    Progress::Here
                } else {
                    Progress::Failed
                };
                *open(&view) = made;
                progress.try_set(next);
            };
            spawn_local(owner.with(|| ScopedFuture::new(task)));
        }
    };
    fetch();
    let again = Callback::new(move |()| {
        progress.set(Progress::Arriving);
        fetch();
    });
    let show = move || match progress.get() {
        Progress::Here => open(&view).take(),
        Progress::Arriving => Some(html! { <p class="hint" role="status">"One moment…"</p> }),
        Progress::Failed => {
            let explanation = Explanation {
                title: "A part of the app did not arrive",
                text: "Check the connection, then try again. What you wrote is kept.".to_owned(),
                remedy: Remedy::Retry,
            };
            Some(html! { <Failed explanation=explanation on_retry=again /> })
        }
    };
    show.into_any()
}

fn open<T>(slot: &Mutex<T>) -> MutexGuard<'_, T> {
    slot.lock().unwrap_or_else(PoisonError::into_inner)
}
