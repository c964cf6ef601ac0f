//! The accounts at a source: who speaks, signing in and out, by what its connector says.

pub mod authorize;
pub mod form;
pub mod leave;
pub mod list;

use baraza_core::connector::{Session, SignInKind};
use leptos::{ev, prelude::*};

use self::{authorize::Authorize, form::SignInForm, list::AccountList};
use super::{source::with_place, title::PageTitle};
use crate::{
    components::{icon::Glyph, notice::Empty},
    html::handler,
    platform::storage::StorageError,
    state::{
        feeds::{Feeds, use_feeds},
        place::Place,
        sessions::{Sessions, use_sessions},
        threads::{Threads, use_threads},
        votes::{Votes, use_votes},
    },
};

/// The accounts at a source.
#[component]
pub fn AccountPage(
    /// The source; the first one when absent.
    source: Option<String>,
) -> impl IntoView {
    PageTitle::from_context().set("Account");
    with_place(source, move |place| {
        if place.capabilities().sign_in.is_none() {
            let text = format!("{} is read without an account.", place.name);
            return html! { <Empty glyph=Glyph::Person title="No account needed" text=text /> }
                .into_any();
        }
        html! { <Accounts place=place /> }.into_any()
    })
}

/// The accounts, and the way to one more.
#[component]
fn Accounts(place: Place) -> impl IntoView {
    let sessions = place.sessions;
    let source = place.id.to_string();
    let is_adding = RwSignal::new(false);
    let has_accounts = {
        let source = source.clone();
        Memo::new(move |_| !sessions.all(&source).is_empty())
    };
    // Whoever signs in has added what they wanted to add.
    let session = place.session.clone();
    Effect::new(move || {
        session.track();
        is_adding.set(false);
    });
    let of_list = StoredValue::new(place.clone());
    let place = StoredValue::new(place);
    let asks = Memo::new(move |_| is_adding.get() || !place.with_value(Place::is_signed_in));
    let list = move || {
        has_accounts
            .get()
            .then(|| html! { <AccountList place=of_list.get_value() is_adding=is_adding /> })
    };
    let entrance = move || {
        let place = place.get_value();
        let how = place.capabilities().sign_in.clone()?;
        let is_another = has_accounts.get();
        asks.get().then(|| {
            if how.kind == SignInKind::OAuth {
                html! { <Authorize place=place hint=how.hint is_another=is_another /> }
            } else {
                html! { <SignInForm place=place how=how is_another=is_another /> }
            }
        })
    };
    html! {
        <section class="page account">
            {list}
            {entrance}
        </section>
    }
}

/// What is about somebody who signs in or out, or speaks as another account.
#[derive(Clone, Copy)]
struct Stores {
    sessions: Sessions,
    feeds: Feeds,
    threads: Threads,
    votes: Votes,
}

impl Stores {
    fn from_context() -> Self {
        Self {
            sessions: use_sessions(),
            feeds: use_feeds(),
            threads: use_threads(),
            votes: use_votes(),
        }
    }

    /// What was read as somebody else is read anew.
    fn forget(self, source: &str) {
        self.feeds.forget(source);
        self.threads.forget(source);
        self.votes.forget();
    }

    fn sign_in(self, source: &str, session: Session, keep: bool) -> Result<(), StorageError> {
        self.forget(source);
        self.sessions.sign_in(source, session, keep)
    }
}

/// The heading of a way to sign in; it is the page's own where no accounts stand above.
fn heading(is_another: bool, text: impl Fn() -> &'static str + Send + Sync + 'static) -> AnyView {
    if is_another {
        html! { <h2>{text}</h2> }
    } else {
        html! { <h1>{text}</h1> }
    }
}

/// Whether the account is to be kept on the device.
fn remember_field(remember: RwSignal<bool>) -> AnyView {
    html! {
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
    }
}
