//! Short messages at the edge of the window, and the word about a new version.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use crate::{html::handler, platform::service_worker, state::toasts::use_toasts};

/// The messages on show. The list is always in the page, so that screen readers hear additions.
#[component]
pub fn ToastList() -> impl IntoView {
    let toasts = use_toasts();
    html! {
        <div class="toasts" role="status" aria-live="polite">
            {move || {
                toasts
                    .all()
                    .into_iter()
                    .map(|toast| {
                        html! {
                            <div class="toast">
                                <span>{toast.text}</span>
                                {toast
                                    .action
                                    .map(|(verb, act)| {
                                        html! {
                                            <button
                                                type="button"
                                                on:click=handler(move |_| {
                                                    toasts.dismiss(toast.id);
                                                    act();
                                                })
                                            >
                                                {verb}
                                            </button>
                                        }
                                    })}
                                <button
                                    type="button"
                                    class="icon-button"
                                    aria-label="Dismiss"
                                    on:click=handler(move |_| toasts.dismiss(toast.id))
                                >
                                    <Icon glyph=Glyph::Close />
                                </button>
                            </div>
                        }
                    })
                    .collect_view()
            }}
        </div>
    }
}

/// Says that a new version waits. Nothing is reloaded before the person asks for it.
#[component]
pub fn UpdateBanner() -> impl IntoView {
    let is_waiting = RwSignal::new(false);
    Effect::new(move || service_worker::on_update(move || is_waiting.set(true)));
    html! {
        {move || is_waiting.get().then(|| html! {
            <div class="update" role="status">
                <span>"A new version is ready. What you typed is kept."</span>
                <button type="button" class="primary" on:click=handler(move |_| service_worker::apply_update())>
                    "Update"
                </button>
                <button type="button" class="link-button" on:click=handler(move |_| is_waiting.set(false))>
                    "Later"
                </button>
            </div>
        })}
    }
}
