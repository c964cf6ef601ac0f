//! Plain text in which code stands between backticks, as in the words of connectors.

use leptos::prelude::*;

/// The text with its code marked up.
pub fn coded(text: &str) -> Vec<AnyView> {
    let part = |(at, part): (usize, &str)| {
        let part = part.to_owned();
        if at % 2 == 1 {
            html! { <code>{part}</code> }
        } else {
            part.into_any()
        }
    };
    text.split('`').enumerate().map(part).collect()
}
