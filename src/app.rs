//! The app as a whole: its stores, its router, its frame.

use leptos::{ev, prelude::*};

use crate::{
    components::{
        shell::Shell,
        toast_list::{ToastList, UpdateBanner},
    },
    pages::{self, title::PageTitle},
    platform::{dom, scroll},
    route::{Listing, Route},
    state::{
        address::{Address, use_address},
        feeds::Feeds,
        markdown::Markdown,
        outbox::Outboxes,
        place::Place,
        prefs::Prefs,
        sessions::Sessions,
        sources::{Binding, Sources, use_sources},
        threads::Threads,
        toasts::Toasts,
        votes::Votes,
    },
};

/// The app.
#[component]
pub fn App() -> impl IntoView {
    // Before the address, which listens to the history too.
    scroll::track();
    Address::provide();
    Prefs::provide();
    Toasts::provide();
    Markdown::provide();
    Votes::provide();
    Feeds::provide();
    Threads::provide();
    Sources::provide(Sessions::provide());
    Outboxes::provide();
    PageTitle::provide();
    html! {
        <Frame />
        <ToastList />
        <UpdateBanner />
    }
}

/// The frame around the page that the address names.
#[component]
fn Frame() -> impl IntoView {
    let here = use_address().route();
    let sources = use_sources();
    let place = Memo::new(move |_| current_place(sources, here.get().source()).map(Same));
    let may_write = Signal::derive(move || {
        let writes = |place: &Place| place.writes(baraza_core::connector::Write::PostCreate);
        place.with(|place| place.as_ref().is_some_and(|place| writes(&place.0)))
    });
    let account = Signal::derive(move || {
        place.with(|place| place.as_ref().and_then(|place| place.0.account_name()))
    });
    let title = PageTitle::from_context();
    let page = Memo::new(move |_| pages::Page::of(&here.get()));
    Effect::new(move |before: Option<()>| {
        page.track();
        // Where the reader lands after a link, screen readers go on reading.
        if before.is_some() {
            dom::focus("#main");
        }
    });
    listen_to_keys(here);

    html! {
        <Shell here=here title=title.signal() may_write=may_write account=account>
            {pages::show(page, here)}
        </Shell>
    }
}

/// Compares places by their source, so that a memo of one can be kept.
#[derive(Clone)]
struct Same(Place);

impl PartialEq for Same {
    fn eq(&self, other: &Self) -> bool {
        self.0.id == other.0.id
    }
}

fn current_place(sources: Sources, id: Option<&str>) -> Option<Place> {
    let source = sources.find(id)?;
    match sources.binding(&source).get() {
        Binding::Ready(place) => Some(place),
        Binding::Loading | Binding::Failed(_) => None,
    }
}

/// Keys that work everywhere, as long as nothing is being written.
fn listen_to_keys(here: Memo<Route>) {
    let address = use_address();
    let handle = window_event_listener(ev::keydown, move |event| {
        let Some(key) = dom::command_key(&event) else {
            return;
        };
        let source = || here.get_untracked().source().map(str::to_owned);
        let route = match key.as_str() {
            "/" => Route::Search {
                source: source(),
                words: String::new(),
            },
            "h" => Route::Home(Listing::default()),
            _ => return,
        };
        event.prevent_default();
        address.go(&route);
    });
    on_cleanup(move || handle.remove());
}
