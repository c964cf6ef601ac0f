//! How long ago something happened, with the exact time behind it.

use baraza_core::{model::Timestamp, time};
use leptos::prelude::*;

use crate::platform::clock;

/// A time as a distance: "3 h". The exact one is in `datetime` and in the title.
#[component]
pub fn TimeAgo(
    /// When it happened.
    at: Timestamp,
) -> impl IntoView {
    let iso = time::iso(at);
    let title = iso.clone();
    let ago = time::relative(clock::now(), at).english();
    html! { <time class="when" datetime=iso title=title>{ago}</time> }
}
