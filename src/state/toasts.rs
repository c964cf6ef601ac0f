//! Short messages at the edge of the window, read out by screen readers.

use std::sync::Arc;

use leptos::{prelude::*, task::spawn_local};

use crate::platform::timer;

/// How long a message stays, in milliseconds.
const STAY: i32 = 7_000;
/// How long one stays that offers something.
const STAY_WITH_ACTION: i32 = 20_000;

/// What a message offers. It outlives the page that shows it.
pub type Action = (&'static str, Arc<dyn Fn() + Send + Sync>);

/// One message.
#[derive(Clone)]
pub struct Toast {
    /// Tells it from others.
    pub id: u32,
    /// What it says.
    pub text: String,
    /// What can be done about it.
    pub action: Option<Action>,
}

/// The messages on show.
#[derive(Clone, Copy)]
pub struct Toasts(RwSignal<(u32, Vec<Toast>)>);

impl Toasts {
    /// Creates the store at the root.
    pub fn provide() -> Self {
        let this = Self(RwSignal::new((0, Vec::new())));
        provide_context(this);
        this
    }

    /// The messages on show. Reactive.
    pub fn all(self) -> Vec<Toast> {
        self.0.with(|(_, toasts)| toasts.clone())
    }

    /// Shows a message for a while.
    pub fn show(self, text: impl Into<String>) {
        self.offer(text.into(), None);
    }

    /// Shows a message with what can be done about it.
    pub fn offer(self, text: String, action: Option<Action>) {
        let stay = if action.is_some() {
            STAY_WITH_ACTION
        } else {
            STAY
        };
        self.0.update(|(next, toasts)| {
            *next += 1;
            toasts.retain(|toast| toast.text != text || toast.action.is_some());
            toasts.push(Toast {
                id: *next,
                text,
                action,
            });
        });
        let id = self.0.with_untracked(|(next, _)| *next);
        spawn_local(async move {
            timer::sleep(stay).await;
            self.dismiss(id);
        });
    }

    /// Takes all messages away that say this.
    pub fn withdraw(self, text: &str) {
        self.0
            .update(|(_, toasts)| toasts.retain(|toast| toast.text != text));
    }

    /// Takes a message away.
    pub fn dismiss(self, id: u32) {
        self.0
            .update(|(_, toasts)| toasts.retain(|toast| toast.id != id));
    }
}

/// The messages on show.
pub fn use_toasts() -> Toasts {
    expect_context()
}
