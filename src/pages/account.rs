//! Signing in, making an account, signing out: per source, by what its connector says.

use baraza_core::connector::{Credentials, SignIn, SignInKind};
use leptos::{ev, prelude::*, task::spawn_local};

use super::{source::with_place, title::PageTitle};
use crate::{
    components::{
        icon::Glyph,
        notice::{Empty, Failed},
    },
    html::handler,
    platform::dom,
    route::{Listing, Route},
    state::{
        address::use_address,
        explain::{self, Explanation},
        feeds::use_feeds,
        place::Place,
        sessions::use_sessions,
        threads::use_threads,
        toasts::use_toasts,
        votes::use_votes,
    },
};

/// The account at a source.
#[component]
pub fn AccountPage(
    /// The source; the first one when absent.
    source: Option<String>,
) -> impl IntoView {
    PageTitle::from_context().set("Account");
    with_place(source, move |place| {
        let Some(how) = place.capabilities().sign_in.clone() else {
            let text = format!("{} is read without an account.", place.name);
            return html! { <Empty glyph=Glyph::Person title="No account needed" text=text /> }
                .into_any();
        };
        if place.is_signed_in() {
            html! { <section class="page"><SignedIn place=place /></section> }.into_any()
        } else {
            html! { <section class="page"><SignInForm place=place how=how /></section> }.into_any()
        }
    })
}

/// What was read as somebody else is read anew.
fn forgetting() -> Callback<String> {
    let (feeds, threads, votes) = (use_feeds(), use_threads(), use_votes());
    Callback::new(move |source: String| {
        feeds.forget(&source);
        threads.forget(&source);
        votes.forget();
    })
}

#[component]
fn SignedIn(place: Place) -> impl IntoView {
    let (sessions, toasts) = (use_sessions(), use_toasts());
    let forget = forgetting();
    let name = place.account_name().unwrap_or_else(|| "?".to_owned());
    let home = Route::Feed {
        source: place.id.to_string(),
        listing: Listing::default(),
    };
    let source = place.id.to_string();
    let sign_out = move |_| {
        let place = place.clone();
        let session = place.session_now();
        sessions.sign_out(&source);
        forget.run(source.clone());
        toasts.show("Signed out.");
        spawn_local(async move {
            // The device has forgotten the secret already; telling the server is a courtesy.
            drop(place.run(place.source.sign_out(&session)).await);
        });
    };
    html! {
        <h1>"Account"</h1>
        <p>"You are signed in as "<b><bdi>{name}</bdi></b>"."</p>
        <div class="form-actions">
            <a class="primary" href=home.to_string()>"Go to the discussions"</a>
            <button type="button" class="secondary" on:click=handler(sign_out)>"Sign out"</button>
        </div>
    }
}

#[component]
fn SignInForm(place: Place, how: SignIn) -> impl IntoView {
    let (sessions, toasts) = (use_sessions(), use_toasts());
    let forget = forgetting();
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
                    forget.try_run(place.id.to_string());
                    let listing = Listing::default();
                    let home = Route::Feed {
                        source: place.id.to_string(),
                        listing,
                    };
                    if sessions.sign_in(&place.id, session, keep).is_err() {
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
        <h1>{move || if is_new.get() { "Create an account" } else { "Sign in" }}</h1>
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
            <label class="check">
                <input
                    type="checkbox"
                    prop:checked=move || remember.get()
                    on:change=handler(move |event: ev::Event| remember.set(event_target_checked(&event)))
                />
                <span>
                    "Stay signed in on this device"
                    <small class="hint">" Only on a device that is yours alone."</small>
                </span>
            </label>
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
