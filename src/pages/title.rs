//! What the page at hand is called: in the tab and at the top of a phone's screen.

use leptos::prelude::*;

use crate::platform::dom;

/// The title of the page at hand.
#[derive(Clone, Copy)]
pub struct PageTitle(RwSignal<String>);

impl PageTitle {
    /// Creates it at the root.
    pub fn provide() {
        provide_context(Self(RwSignal::new(String::new())));
    }

    /// The title of this app's page.
    pub fn from_context() -> Self {
        expect_context()
    }

    /// For those who show it.
    pub fn signal(self) -> Signal<String> {
        self.0.into()
    }

    /// Calls the page something.
    pub fn set(self, title: &str) {
        if self.0.with_untracked(|known| known != title) {
            self.0.set(title.to_owned());
        }
        dom::set_title(&if title.is_empty() || title == "Baraza" {
            "Baraza".to_owned()
        } else {
            format!("{title} · Baraza")
        });
    }
}
