//! What the connector at hand shows of the answer.

use leptos::prelude::*;

use super::Describing;
use crate::components::post_card::PostCard;

/// Posts that are shown.
const SHOWN: usize = 4;

/// What the connector makes of the answer.
pub(super) fn preview(describing: Describing) -> AnyView {
    let posts = Memo::new(move |_| {
        describing
            .guessed
            .with(|guessed| guessed.as_ref().map(super::Guessed::preview))
    });
    let comments = move || {
        describing.guessed.with(|guessed| {
            let comments = guessed.as_ref()?.guess.comments.as_ref()?;
            let sample = |role| {
                let field = comments.field(role);
                field.map(|field| field.sample.clone()).unwrap_or_default()
            };
            let (author, body) = (
                sample(baraza_core::infer::Role::AuthorName),
                sample(baraza_core::infer::Role::Body),
            );
            Some(html! {
                <article class="post-card">
                    <div class="meta"><b dir="auto">{author}</b></div>
                    <p class="excerpt" dir="auto">{baraza_core::html::to_text(&body)}</p>
                </article>
            })
        })
    };
    html! {
        <section class="preview" aria-live="polite">
            <h2>"Preview"</h2>
            {move || {
                if describing.of_comments.get() {
                    return comments().into_any();
                }
                match posts.get() {
                    Some(Ok(posts)) => {
                        let cards = posts
                            .into_iter()
                            .take(SHOWN)
                            .map(|post| html! { <li inert=true><PostCard source="" post=post lists_tags=false /></li> })
                            .collect_view();
                        html! { <ul class="feed">{cards}</ul> }
                    }
                    Some(Err(message)) => html! { <p class="hint">{message}</p> },
                    None => ().into_any(),
                }
            }}
        </section>
    }
}
