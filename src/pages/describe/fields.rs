//! The fields that were guessed, each with how sure that is, and a sample to pick values from.

use baraza_core::infer::{List, Role};
use leptos::{ev, prelude::*};

use super::Describing;
use crate::{html::handler, state::guesses};

/// Below this a guess is to be looked at.
const SURE: f64 = 0.6;
/// Two places that are nearly as good as each other.
const CLOSE: f64 = 0.15;

/// The fields of what is looked at, and the sample.
pub(super) fn fields(describing: Describing) -> AnyView {
    let list = Memo::new(move |_| {
        let of_comments = describing.of_comments.get();
        describing.guessed.with(|guessed| {
            let guess = guessed.as_ref().map(|guessed| &guessed.guess);
            guess
                .and_then(|guess| {
                    if of_comments {
                        guess.comments.clone()
                    } else {
                        Some(guess.posts.clone())
                    }
                })
                .unwrap_or_default()
        })
    });
    html! {
        <section class="fields">
            <h2>"Fields"</h2>
            <p class="hint">
                {move || list.with(|list| format!("{} items at {}", list.count, list.items))}
            </p>
            <ul>
                {move || {
                    let list = list.get();
                    guesses::roles(describing.of_comments.get())
                        .into_iter()
                        .map(|role| field(describing, &list, role))
                        .collect_view()
                }}
            </ul>
            <h2>"Sample"</h2>
            <p class="hint">
                {move || match describing.picking.get() {
                    Some(role) => format!("Pick the value for “{}”.", guesses::title(role)),
                    None => "Choose “Pick” at a field, then its value here.".to_owned(),
                }}
            </p>
            <ul class="sample">
                {move || {
                    list.get()
                        .places
                        .into_iter()
                        .map(|place| {
                            let selector = place.selector.clone();
                            let pick = move |_| {
                                if let Some(role) = describing.picking.get_untracked() {
                                    choose(describing, role, Some(&selector));
                                    describing.picking.set(None);
                                }
                            };
                            html! {
                                <li>
                                    <button
                                        type="button"
                                        disabled=move || describing.picking.get().is_none()
                                        on:click=handler(pick)
                                    >
                                        <code>{place.selector.clone()}</code>
                                        <span dir="auto">{place.sample.clone()}</span>
                                    </button>
                                </li>
                            }
                        })
                        .collect_view()
                }}
            </ul>
        </section>
    }
}

/// Puts a field where the person says it is.
fn choose(describing: Describing, role: Role, selector: Option<&str>) {
    let of_comments = describing.of_comments.get_untracked();
    describing.guessed.update(|guessed| {
        if let Some(guessed) = guessed {
            guessed.guess.choose(of_comments, role, selector);
        }
    });
}

fn field(describing: Describing, list: &List, role: Role) -> AnyView {
    let found = list.field(role);
    let is_sure = found.is_none_or(|field| {
        let next = field.others.first().map_or(0.0, |(_, score)| *score);
        field.confidence >= SURE && field.confidence - next >= CLOSE || field.others.is_empty()
    });
    let chosen = found
        .map(|field| field.selector.clone())
        .unwrap_or_default();
    let options = list
        .places
        .iter()
        .map(|place| {
            let is_chosen = place.selector == chosen;
            html! {
                <option value=place.selector.clone() selected=is_chosen>{place.selector.clone()}</option>
            }
        })
        .collect_view();
    let change = move |event: ev::Event| {
        let value = event_target_value(&event);
        choose(
            describing,
            role,
            Some(value.as_str()).filter(|value| !value.is_empty()),
        );
    };
    let state = match (found.is_some(), is_sure) {
        (false, _) => "none",
        (true, true) => "sure",
        (true, false) => "unsure",
    };
    let words = match state {
        "none" => "not found",
        "sure" => "sure",
        _ => "look at it",
    };
    html! {
        <li class="guess" data-state=state>
            <label class="field">
                <span>{guesses::title(role)}" "<small>{words}</small></span>
                <select on:change=handler(change)>
                    <option value="" selected=chosen.is_empty()>"none"</option>
                    {options}
                </select>
            </label>
            <button
                type="button"
                class="link-button"
                aria-pressed=move || (describing.picking.get() == Some(role)).to_string()
                aria-label=format!("Pick a value for {}", guesses::title(role))
                on:click=handler(move |_| {
                    let again = describing.picking.get_untracked() == Some(role);
                    describing.picking.set(Some(role).filter(|_| !again));
                })
            >
                "Pick"
            </button>
        </li>
    }
}
