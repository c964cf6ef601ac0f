//! The fields that were guessed, each with how sure that is, and the values to pick from.

use baraza_core::infer::{Field, List, Place, Role};
use leptos::{ev, prelude::*};

use super::Describing;
use crate::{html::handler, platform::dom, state::guesses};

/// Below this a guess is to be looked at.
const SURE: f64 = 0.6;
/// Two places that are nearly as good as each other.
const CLOSE: f64 = 0.15;

/// The fields of what is looked at.
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
    // What does not change when a field is put elsewhere is not made anew, so that the focus stays.
    let places = Memo::new(move |_| list.with(|list| list.places.clone()));
    html! {
        <section class="fields">
            <h2>"Fields"</h2>
            <p class="hint">
                {move || list.with(|list| format!("{} items at {}", list.count, list.items))}
            </p>
            <ul>
                {move || {
                    let places = places.get();
                    guesses::roles(describing.of_comments.get())
                        .into_iter()
                        .map(|role| field(describing, list, &places, role))
                        .collect_view()
                }}
            </ul>
        </section>
    }
}

/// All values of the first item, of which one is the field's.
fn sample(describing: Describing, places: &[Place], role: Role) -> AnyView {
    let values = places
        .iter()
        .map(|place| {
            let selector = place.selector.clone();
            let pick = move |_| {
                choose(describing, role, Some(&selector));
                describing.picking.set(None);
                // Back to where one came from.
                dom::focus(&format!("[data-pick='{}']", role.name()));
            };
            html! {
                <li>
                    <button type="button" on:click=handler(pick)>
                        <span dir="auto">{place.sample.clone()}</span>
                        <code>{place.selector.clone()}</code>
                    </button>
                </li>
            }
        })
        .collect_view();
    html! {
        <div class="sample">
            <p class="hint">{format!("Pick the value for “{}”.", guesses::title(role))}</p>
            <ul>{values}</ul>
        </div>
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

/// How sure a guess is: its name in the style sheet, and in words.
fn certainty(found: Option<&Field>) -> (&'static str, &'static str) {
    let Some(field) = found else {
        return ("none", "not found");
    };
    let next = field.others.first().map_or(0.0, |(_, score)| *score);
    let is_sure = field.confidence >= SURE && field.confidence - next >= CLOSE;
    if is_sure || field.others.is_empty() {
        ("sure", "sure")
    } else {
        ("unsure", "look at it")
    }
}

fn field(describing: Describing, list: Memo<List>, places: &[Place], role: Role) -> AnyView {
    let state = Memo::new(move |_| list.with(|list| certainty(list.field(role))));
    let chosen = Memo::new(move |_| {
        let chosen = list.with(|list| list.field(role).map(|field| field.selector.clone()));
        chosen.unwrap_or_default()
    });
    let option = |selector: &str, title: &str| {
        let (value, title, selector) = (selector.to_owned(), title.to_owned(), selector.to_owned());
        let is_chosen = move || chosen.with(|chosen| *chosen == selector);
        html! { <option value=value prop:selected=is_chosen>{title}</option> }
    };
    let options = places
        .iter()
        .map(|place| option(&place.selector, &place.selector));
    let options = std::iter::once(option("", "none"))
        .chain(options)
        .collect_view();
    let value = move || {
        let value = list.with(|list| list.field(role).map(|field| field.sample.clone()));
        let value = value.filter(|value| !value.is_empty());
        value.map(|value| html! { <small class="value" dir="auto">{value}</small> })
    };
    let change = move |event: ev::Event| {
        let value = event_target_value(&event);
        choose(
            describing,
            role,
            Some(value.as_str()).filter(|value| !value.is_empty()),
        );
    };
    let is_picking = move || describing.picking.get() == Some(role);
    let picked_from = places.to_vec();
    let pick = move |_| {
        let again = untrack(is_picking);
        describing.picking.set(Some(role).filter(|_| !again));
    };
    html! {
        <li class="guess" data-state=move || state.get().0>
            <label class="field">
                <span>{guesses::title(role)}" "<small>{move || state.get().1}</small></span>
                <select on:change=handler(change)>
                    {options}
                </select>
                {value}
            </label>
            <button
                type="button"
                class="pill"
                data-pick=role.name()
                aria-pressed=move || is_picking().to_string()
                aria-label=format!("Pick a value for {}", guesses::title(role))
                on:click=handler(pick)
            >
                "Pick"
            </button>
            {move || is_picking().then(|| sample(describing, &picked_from, role))}
        </li>
    }
}
