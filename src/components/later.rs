//! Parts that a first look at the app does not need, in a WASM module of their own.
//!
//! What [`later!`](crate::later) declares, with all that only such parts use, is taken out of the
//! client's module by `cargo xtask build`. The service worker fetches it when all is quiet; who is
//! quicker waits here until it has arrived. A debug build is one piece.

use std::{
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use leptos::{prelude::*, reactive::computed::ScopedFuture, task::spawn_local};
use wasm_split_helpers::SplitLoaderError;

use super::notice::Failed;
use crate::state::explain::{Explanation, Remedy};

/// The part has not arrived; the browser's console knows why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a part of the app has not arrived")]
pub struct NotHere;

impl From<SplitLoaderError> for NotHere {
    fn from(_: SplitLoaderError) -> Self {
        Self
    }
}

/// A part on its way.
pub type Arriving = Pin<Box<dyn Future<Output = Result<(), SplitLoaderError>>>>;
/// The view of a part, made once the part is here.
pub type Making = Pin<Box<dyn Future<Output = Result<AnyView, NotHere>> + Send>>;

/// Declares a part: `later! { fn make / arrive(name: Type) = … }` gives `arrive`, which waits for
/// the part, and `make`, which also makes its view.
#[macro_export]
macro_rules! later {
    (fn $make:ident / $arrive:ident($($name:ident: $kind:ty),*) = $body:expr) => {
        #[cfg(not(debug_assertions))]
        #[wasm_split_helpers::wasm_split(later, fallible, preload($arrive))]
        fn $make($($name: $kind),*) -> Result<AnyView, $crate::components::later::NotHere> {
            Ok($body)
        }

        #[cfg(debug_assertions)]
        async fn $make($($name: $kind),*) -> Result<AnyView, $crate::components::later::NotHere> {
            Ok($body)
        }

        #[cfg(debug_assertions)]
        async fn $arrive() -> Result<(), wasm_split_helpers::SplitLoaderError> {
            Ok(())
        }
    };
}

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
