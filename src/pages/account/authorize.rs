//! Signing in on the site's own page, in a window of its own (OAuth 2).
//!
//! Before anything is sent one reads to whom, and what they get. This page stays as it is
//! meanwhile; whoever leaves it is signed in all the same.

use baraza_core::{connector::Session, url};
use leptos::prelude::*;

use super::{Stores, heading, remember_field};
use crate::{
    components::notice::{Failed, Kind, Notice},
    html::handler,
    platform::dom,
    route::{Listing, Route},
    state::{
        address::use_address,
        explain,
        place::Place,
        sessions::authorization::{self, Opened, Progress},
        toasts::use_toasts,
    },
};

/// The host of an address, as people know it.
fn host(address: &str) -> String {
    let origin = url::origin(address).unwrap_or_default();
    let host = origin.split_once("://").map(|(_, host)| host.to_owned());
    host.unwrap_or(origin)
}

/// The way to sign in on the site's own page.
#[component]
pub fn Authorize(
    /// The source.
    place: Place,
    /// What its connector says about it.
    hint: Option<String>,
    /// Whether other accounts stand above.
    is_another: bool,
) -> impl IntoView {
    // What was chosen holds when the page is gone too.
    let kept = ArcRwSignal::new(false);
    let remember = RwSignal::from(kept.clone());
    let attempt = RwSignal::new(None::<ArcRwSignal<Progress>>);
    let parties = place.source.oauth_parties().unwrap_or_default();
    let site = host(&parties.authorize);
    let token_site = Some(host(&parties.token)).filter(|host| *host != site);
    let done = finishing(&place, kept);
    let place = StoredValue::new(place);
    let start = Callback::new(move |()| {
        let progress = authorization::start(place.get_value(), done.clone());
        attempt.set(Some(progress));
    });
    let cancel = Callback::new(move |()| {
        if let Some(progress) = attempt.get_untracked() {
            progress.set(Progress::Cancelled);
        }
        attempt.set(None);
    });
    let progress = move || attempt.get().map(|progress| progress.get());
    let is_busy = Memo::new(move |_| {
        !matches!(
            progress(),
            None | Some(Progress::Failed(_) | Progress::Cancelled)
        )
    });
    let app = host(&dom::origin());
    let asked = parties.scopes.map(|scopes| {
        html! { ", and asks you whether it may have: "<b><bdi>{scopes}</bdi></b> }
    });
    let registers = parties
        .registers
        .then_some("The first time, this app introduces itself there. ");
    let of_button = site.clone();
    let told = {
        let site = site.clone();
        move || progress().map(|progress| tell(progress, &site, start, cancel))
    };
    html! {
        {heading(is_another, || "Sign in")}
        <p class="hint">
            "You sign in on the site’s own page, in a window of its own. No password passes through \
             this app, and what you have half written here stays as it is."
        </p>
        {hint.map(|hint| html! { <p class="hint">{hint}</p> })}
        <h3>"Who gets what"</h3>
        <dl class="parties">
            <dt><bdi>{site.clone()}</bdi></dt>
            <dd>
                {registers}
                "It learns that you sign in with this app, "<bdi>{app}</bdi>
                {asked}
                "."
            </dd>
            {token_site
                .map(|host| {
                    html! {
                        <dt><bdi>{host}</bdi></dt>
                        <dd>"It gives this app the key to your account."</dd>
                    }
                })}
            <dt>"This browser"</dt>
            <dd>
                {move || {
                    if remember.get() {
                        "It keeps the key to your account on this device, until you sign out. "
                    } else {
                        "It keeps the key to your account until you close or reload this page. "
                    }
                }}
                "The key goes to this site alone."
            </dd>
        </dl>
        <div class="form">
            {remember_field(remember)}
            <div class="form-actions" hidden=move || is_busy.get()>
                <button type="button" class="primary" on:click=handler(move |_| start.run(()))>
                    "Continue at "
                    <bdi>{of_button}</bdi>
                </button>
            </div>
            {told}
        </div>
    }
}

/// What is done when somebody is signed in, whether or not the page is still there.
fn finishing(
    place: &Place,
    remember: ArcRwSignal<bool>,
) -> impl Fn(Session) + Clone + Send + Sync + 'static {
    let (stores, toasts, address) = (Stores::from_context(), use_toasts(), use_address());
    let id = place.id.to_string();
    // Who has gone elsewhere meanwhile, stays there.
    let home = id.clone();
    let leave = Callback::new(move |()| {
        if !dom::go_back() {
            address.go(&Route::Feed {
                source: home.clone(),
                listing: Listing::default(),
            });
        }
    });
    move |session| {
        let name = session.account_name.clone();
        let keep = remember.get_untracked();
        if stores.sign_in(&id, session, keep).is_err() {
            toasts.show("Signed in, but this browser will not remember it.");
        } else {
            toasts.show(
                name.map_or_else(|| "Welcome.".to_owned(), |name| format!("Welcome, {name}.")),
            );
        }
        leave.try_run(());
    }
}

/// How an attempt stands, in words, and what can be done.
fn tell(progress: Progress, site: &str, start: Callback<()>, cancel: Callback<()>) -> AnyView {
    let busy = |text: &'static str| html! { <p class="hint" role="status">{text}</p> };
    match progress {
        Progress::Preparing => busy("One moment…"),
        Progress::Exchanging => busy("Signing in…"),
        Progress::Done(_) | Progress::Cancelled => ().into_any(),
        Progress::Failed(error) => {
            let explanation = explain::authorizing(&error, site, dom::is_online());
            html! { <Failed explanation=explanation on_retry=start /> }
        }
        Progress::Waiting { address, window } => {
            let (kind, title, text, verb) = match window {
                Opened::Open => (
                    Kind::Info,
                    "Go on in the other window",
                    format!("Sign in at {site} there, and agree. This page waits."),
                    "Open it here",
                ),
                Opened::Blocked => (
                    Kind::Held,
                    "Your browser held the window back",
                    format!("Open {site} yourself, sign in there, and agree. This page waits."),
                    "Open it",
                ),
                Opened::Closed => (
                    Kind::Held,
                    "The window is closed",
                    "Nobody is signed in, and nothing is lost. Open it again; or if you see it still, \
                     go on there: this page waits."
                        .to_owned(),
                    "Open it again",
                ),
            };
            html! {
                <Notice kind=kind title=title text=text>
                    <a class="secondary" href=address target="_blank" rel="external noopener noreferrer">
                        {verb}
                    </a>
                    <button type="button" class="link-button" on:click=handler(move |_| cancel.run(()))>
                        "Cancel"
                    </button>
                </Notice>
            }
        }
    }
}
