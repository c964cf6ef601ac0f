//! The accounts of a source: who speaks, and who else could.

use baraza_core::model::Author;
use leptos::prelude::*;

use super::{Stores, leave::Leave};
use crate::{
    components::avatar::Avatar,
    html::handler,
    route::{Listing, Route},
    state::{
        place::Place,
        sessions::accounts::Account,
        toasts::{Toasts, use_toasts},
    },
};

/// What is done with accounts.
#[derive(Clone)]
struct Acts {
    place: Place,
    stores: Stores,
    toasts: Toasts,
    leave: Leave,
}

impl Acts {
    fn choose(&self, account: &Account) {
        if self
            .stores
            .sessions
            .choose(&self.place.id, &account.session)
        {
            self.stores.forget(&self.place.id);
            self.toasts
                .show(format!("You are commenting as {} now.", account.name()));
        }
    }
}

/// The accounts of a source, and what can be done with each.
#[component]
pub fn AccountList(
    /// The source.
    place: Place,
    /// Whether one more is being added.
    is_adding: RwSignal<bool>,
) -> impl IntoView {
    let sessions = place.sessions;
    let id = place.id.to_string();
    let acts = Acts {
        place: place.clone(),
        stores: Stores::from_context(),
        toasts: use_toasts(),
        leave: Leave::of(place.clone()),
    };
    let question = acts.leave.question();
    let home = Route::Feed {
        source: id.clone(),
        listing: Listing::default(),
    };
    let all = {
        let id = id.clone();
        Memo::new(move |_| sessions.all(&id))
    };
    let speaker = move || {
        let all = all.get();
        match all.iter().find(|account| account.is_chosen) {
            Some(account) => {
                let name = account.name();
                html! { <p>"You are commenting as "<b><bdi>{name}</bdi></b>"."</p> }
            }
            None => html! { <p>"You are not signed in. Choose an account, or sign in again."</p> },
        }
    };
    let rows = {
        let acts = acts.clone();
        move || {
            let all = all.get();
            all.into_iter()
                .map(|account| row(acts.clone(), account, is_adding))
                .collect_view()
        }
    };
    let takes_more = {
        let id = id.clone();
        move || sessions.takes_more(&id)
    };
    let is_signed_in = move || all.with(|all| all.iter().any(|account| account.is_chosen));
    let several = move || all.with(|all| all.len() > 1);
    let sign_out_of_all = handler(move |_| acts.leave.sign_out(all.get_untracked()));
    html! {
        <h1>"Account"</h1>
        {speaker}
        <ul class="accounts">{rows}</ul>
        {question}
        <div class="form-actions">
            <a class="primary" href=home.to_string() hidden=move || !is_signed_in()>
                "Go to the discussions"
            </a>
            <button
                type="button"
                class="secondary"
                hidden=move || is_adding.get() || !is_signed_in() || !takes_more()
                on:click=handler(move |_| is_adding.set(true))
            >
                "Add another account"
            </button>
            <button
                type="button"
                class="link-button"
                hidden=move || !several()
                on:click=sign_out_of_all
            >
                "Sign out of all"
            </button>
        </div>
    }
}

fn row(acts: Acts, account: Account, is_adding: RwSignal<bool>) -> AnyView {
    let name = account.name();
    let has_ended = account.has_ended();
    let is_chosen = account.is_chosen;
    let author = Author {
        name: Some(name.clone()),
        ..Author::default()
    };
    let state = match (is_chosen, has_ended) {
        (true, _) => "Comments are sent as this account",
        (_, true) => "Its sign-in has ended",
        _ => "Signed in",
    };
    let (of_choice, of_row) = ((acts.clone(), account.clone()), (acts, account));
    let choose = handler(move |_| of_choice.0.choose(&of_choice.1));
    let leave = handler(move |_| of_row.0.leave.sign_out(vec![of_row.1.clone()]));
    let labelled = |verb: &str| format!("{verb} {name}");
    let comment_as = (!is_chosen && !has_ended).then(|| {
        html! {
            <button type="button" class="pill" aria-label=labelled("Comment as") on:click=choose>
                "Comment as this"
            </button>
        }
    });
    let again = has_ended.then(|| {
        html! {
            <button
                type="button"
                class="pill"
                aria-label=labelled("Sign in again as")
                on:click=handler(move |_| is_adding.set(true))
            >
                "Sign in again"
            </button>
        }
    });
    let verb = if has_ended { "Forget" } else { "Sign out" };
    let label = if has_ended {
        labelled("Forget")
    } else {
        labelled("Sign out of")
    };
    html! {
        <li data-chosen=is_chosen.then_some("")>
            <Avatar author=Some(author) />
            <div>
                <b><bdi>{name.clone()}</bdi></b>
                <small class="hint">{state}</small>
            </div>
            <div class="acts">
                {comment_as}
                {again}
                <button type="button" class="pill" aria-label=label on:click=leave>
                    {verb}
                </button>
            </div>
        </li>
    }
}
