//! Signing in with what one enters, and making an account.

use baraza_core::connector::{Credentials, SignIn, SignInKind};
use leptos::{ev, prelude::*, task::spawn_local};

use super::{Stores, heading, remember_field};
use crate::{
    components::notice::Failed,
    html::handler,
    platform::dom,
    route::{Listing, Route},
    state::{
        address::use_address,
        explain::{self, Explanation},
        place::Place,
        toasts::use_toasts,
    },
};

/// What one enters to sign in, or to make an account.
#[component]
pub fn SignInForm(
    /// The source.
    place: Place,
    /// How one signs in to it.
    how: SignIn,
    /// Whether other accounts stand above.
    is_another: bool,
) -> impl IntoView {
    let toasts = use_toasts();
    let stores = Stores::from_context();
    let address = use_address();
    // Who has gone elsewhere meanwhile, stays there.
    let go = Callback::new(move |route: Route| address.go(&route));
    let makes_accounts = place.capabilities().sign_up;
    let is_new = RwSignal::new(false);
    let user = RwSignal::new(String::new());
    let secret = RwSignal::new(String::new());
    let email = RwSignal::new(String::new());
    let remember = RwSignal::new(false);
    let is_busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Explanation>);
    let SignIn {
        kind,
        user_title,
        secret_title,
        hint,
    } = how;
    let asks_user = kind != SignInKind::Token;
    let name = place.name.to_string();
    let place = StoredValue::new(place);

    let submit = move || {
        if is_busy.get_untracked() {
            return;
        }
        is_busy.set(true);
        failure.set(None);
        let credentials = Credentials {
            user: user.get_untracked().trim().to_owned(),
            secret: secret.get_untracked(),
            email: Some(email.get_untracked()).filter(|email| !email.is_empty()),
        };
        let place = place.get_value();
        let makes_account = is_new.get_untracked();
        let keep = remember.get_untracked();
        spawn_local(async move {
            let operation = if makes_account {
                place.source.sign_up(&credentials)
            } else {
                place.source.sign_in(&credentials)
            };
            let result = place.run(operation).await;
            is_busy.try_set(false);
            match result {
                Ok(session) => {
                    let name = session.account_name.clone().unwrap_or_default();
                    let listing = Listing::default();
                    let home = Route::Feed {
                        source: place.id.to_string(),
                        listing,
                    };
                    if stores.sign_in(&place.id, session, keep).is_err() {
                        toasts.show("Signed in, but this browser will not remember it.");
                    } else {
                        toasts.show(format!("Welcome, {name}."));
                    }
                    go.try_run(home);
                }
                Err(problem) => {
                    failure.try_set(Some(if makes_account {
                        explain::reading(&problem, dom::is_online())
                    } else {
                        explain::signing_in(&problem, dom::is_online())
                    }));
                }
            }
        });
    };
    let tab = move |title: &'static str, new: bool| {
        html! {
            <button
                type="button"
                class="pill"
                aria-pressed=move || (is_new.get() == new).to_string()
                on:click=handler(move |_| is_new.set(new))
            >
                {title}
            </button>
        }
    };
    html! {
        {heading(is_another, move || if is_new.get() { "Create an account" } else { "Sign in" })}
        <p class="hint">
            "At "<b><bdi>{name}</bdi></b>
            ". What you enter goes to this site alone."
        </p>
        {makes_accounts
            .then(|| {
                html! {
                    <div class="segmented" role="group" aria-label="New here?">
                        {tab("Sign in", false)} {tab("Create account", true)}
                    </div>
                }
            })}
        <form
            class="form"
            on:submit=handler(move |event: ev::SubmitEvent| {
                event.prevent_default();
                submit();
            })
        >
            {asks_user
                .then(|| {
                    html! {
                        <label class="field">
                            <span>{user_title.unwrap_or_else(|| "Name".to_owned())}</span>
                            <input
                                type="text"
                                autocomplete="username"
                                autocapitalize="none"
                                required
                                prop:value=move || user.get()
                                on:input=handler(move |event: ev::Event| user.set(event_target_value(&event)))
                            />
                        </label>
                    }
                })}
            {move || {
                is_new
                    .get()
                    .then(|| {
                        html! {
                            <label class="field">
                                <span>"E-mail"<small class="hint">" (optional)"</small></span>
                                <input
                                    type="email"
                                    autocomplete="email"
                                    prop:value=move || email.get()
                                    on:input=handler(move |event: ev::Event| email.set(event_target_value(&event)))
                                />
                            </label>
                        }
                    })
            }}
            <label class="field">
                <span>{secret_title}</span>
                <input
                    type="password"
                    autocomplete=move || if is_new.get() { "new-password" } else { "current-password" }
                    required
                    prop:value=move || secret.get()
                    on:input=handler(move |event: ev::Event| secret.set(event_target_value(&event)))
                />
                {hint.map(|hint| html! { <small class="hint">{hint}</small> })}
            </label>
            {remember_field(remember)}
            {move || {
                failure.get().map(|explanation| html! { <Failed explanation=explanation /> })
            }}
            <div class="form-actions">
                <button
                    type="submit"
                    class="primary"
                    aria-busy=move || is_busy.get().to_string()
                    disabled=move || is_busy.get()
                >
                    {move || match (is_busy.get(), is_new.get()) {
                        (true, _) => "One moment…",
                        (false, true) => "Create account",
                        (false, false) => "Sign in",
                    }}
                </button>
            </div>
        </form>
    }
}
