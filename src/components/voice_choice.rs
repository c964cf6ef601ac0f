//! Says as whom a box speaks, and lets the person pick another account for this text alone.

use leptos::{ev, prelude::*};

use crate::{html::handler, route::Route, state::sessions::voice::Voice};

/// “as Ann”, “as a guest”, or the choice between those who are signed in.
#[component]
pub fn VoiceChoice(
    /// As whom the box speaks.
    voice: Voice,
) -> impl IntoView {
    let account = Route::Account {
        source: Some(voice.place.id.to_string()),
    };
    let choices = {
        let voice = voice.clone();
        Memo::new(move |_| voice.choices())
    };
    let who = {
        let voice = voice.clone();
        move || {
            if choices.with(|choices| choices.len() > 1) {
                return select(voice.clone(), choices.get()).into_any();
            }
            match voice.place.account_name() {
                Some(name) => html! { <b><bdi>{name}</bdi></b> }.into_any(),
                None if voice.place.is_signed_in() => "your account".into_any(),
                None => "a guest".into_any(),
            }
        }
    };
    let way = move || {
        if choices.with(Vec::is_empty) {
            "Sign in"
        } else {
            "Sign out or change"
        }
    };
    html! {
        <span class="as">
            "You are commenting as " {who} " · " <a href=account.to_string()>{way}</a>
        </span>
    }
}

fn select(
    voice: Voice,
    choices: Vec<(String, crate::state::sessions::voice::Pick)>,
) -> impl IntoView {
    let options = choices.iter().enumerate().map(|(at, (name, pick))| {
        let (voice, pick) = (voice.clone(), pick.clone());
        html! {
            <option value=at.to_string() prop:selected=move || voice.is(&pick)>{name.clone()}</option>
        }
    });
    let options = options.collect_view();
    let picked = move |event: ev::Event| {
        let at = event_target_value(&event).parse::<usize>().ok();
        if let Some((_, pick)) = at.and_then(|at| choices.get(at)) {
            voice.pick(pick.clone());
        }
    };
    html! {
        <select aria-label="Comment as" on:change=handler(picked)>
            {options}
        </select>
    }
}
