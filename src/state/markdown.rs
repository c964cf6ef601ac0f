//! Whether the Markdown module is here; it is fetched when the first text needs it.

use leptos::{prelude::*, task::spawn_local};

use crate::platform::markdown;

/// The Markdown module.
#[derive(Clone, Copy)]
pub struct Markdown(RwSignal<Progress>);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Progress {
    Absent,
    OnItsWay,
    Here,
}

impl Markdown {
    /// Creates the store at the root.
    pub fn provide() -> Self {
        let this = Self(RwSignal::new(Progress::Absent));
        provide_context(this);
        this
    }

    /// Whether texts can be parsed. Reactive. Fetches the module if it is not here; after a
    /// failure (texts show as they were written) the next text that needs it tries again.
    pub fn is_here(self) -> bool {
        if markdown::is_loaded() {
            return true;
        }
        if self.0.get() == Progress::Absent {
            self.0
                .update_untracked(|progress| *progress = Progress::OnItsWay);
            spawn_local(async move {
                match markdown::load().await {
                    Ok(()) => self.0.set(Progress::Here),
                    Err(_stays_plain) => {
                        self.0
                            .update_untracked(|progress| *progress = Progress::Absent);
                    }
                }
            });
        }
        false
    }
}

/// The Markdown module.
pub fn use_markdown() -> Markdown {
    expect_context()
}
