//! A button that asks once more before it does what cannot be undone.

use leptos::prelude::*;

use crate::html::handler;

/// A button that asks once more before it does what cannot be undone.
#[component]
pub fn AskFirst(
    /// What it does.
    verb: &'static str,
    /// Does it.
    on_yes: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let is_asking = RwSignal::new(false);
    html! {
        {move || {
            if is_asking.get() {
                html! {
                    <button
                        type="button"
                        class="pill danger"
                        on:click=handler(move |_| {
                            is_asking.set(false);
                            on_yes();
                        })
                    >
                        {format!("{verb} for good")}
                    </button>
                    <button type="button" class="pill" on:click=handler(move |_| is_asking.set(false))>
                        "Keep"
                    </button>
                }
                    .into_any()
            } else {
                html! {
                    <button type="button" class="pill" on:click=handler(move |_| is_asking.set(true))>
                        {verb}
                    </button>
                }
                    .into_any()
            }
        }}
    }
}
