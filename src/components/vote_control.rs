//! Votes for and against, with the score between them.

use baraza_core::model::Vote;
use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use crate::html::handler;
use crate::state::{
    place::Place,
    toasts::use_toasts,
    votes::{Votable, use_votes},
};

/// The buttons to vote with. Shows the vote at once; it is taken back if the server refuses it.
#[component]
pub fn VoteControl(
    /// Where the item is.
    place: Place,
    /// What is voted on.
    item: Votable,
    /// Whether the backend takes votes on it.
    is_open: bool,
) -> impl IntoView {
    let votes = use_votes();
    let toasts = use_toasts();
    let has_down = place.capabilities().downvote;
    let shown = {
        let (place, item) = (place.clone(), item.clone());
        Signal::derive(move || votes.shown(&place, &item))
    };
    let cast = Callback::new(move |vote: Vote| {
        if place.is_signed_in() || place.capabilities().sign_in.is_none() {
            votes.cast(&place, item.clone(), vote, toasts);
        } else {
            toasts.show("Sign in to vote: your account is under “Account”.");
        }
    });
    let pressed = move |vote: Vote| (shown.get().1 == vote).to_string();
    let score = move || shown.get().0.to_string();
    if !is_open {
        return html! { <span class="score">{score}" points"</span> }.into_any();
    }
    html! {
        <span class="vote" role="group" aria-label="Votes">
            <button
                type="button"
                class="pill"
                aria-pressed=move || pressed(Vote::Up)
                aria-label="Vote for"
                on:click=handler(move |_| cast.run(Vote::Up))
            >
                <Icon glyph=Glyph::Up />
            </button>
            <span class="score">{score}</span>
            {has_down
                .then(|| {
                    html! {
                        <button
                            type="button"
                            class="pill"
                            aria-pressed=move || pressed(Vote::Down)
                            aria-label="Vote against"
                            on:click=handler(move |_| cast.run(Vote::Down))
                        >
                            <Icon glyph=Glyph::Down />
                        </button>
                    }
                })}
        </span>
    }
    .into_any()
}
