//! Does what core says of the outbox: sends, looks, waits.

use std::{
    cell::{Cell, RefCell},
    sync::Arc,
};

use baraza_core::{
    connector::{Capabilities, CommentQuery, Failure, FailureKind, Outcome, Session, Write},
    model::Comment,
    outbox::{Effect, Entry, Event, Guarantee, Parent, State},
};
use leptos::{prelude::*, task::spawn_local};

use super::{NotKept, Outboxes, account_of};
use crate::{
    platform::{clock, dom, tabs, timer},
    state::{
        drafts::{self, Target},
        place::Place,
        sessions::accounts::Account,
        sources::Binding,
    },
};

/// Pages of a discussion that are read to find an entry.
const PAGES: u32 = 60;
/// How long another tab may be at sending when nobody knows which one is the one, in milliseconds.
const PATIENCE: i64 = 120_000;

thread_local! {
    /// What this tab has on the way.
    static BUSY: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
    /// The name of this tab as a sender.
    static SENDER: String = clock::uuid();
}

/// Starts to drive the outbox: shows what is there, and sends as soon as this tab is the one.
pub(super) fn start(outboxes: Outboxes) {
    tabs::listen(move || {
        spawn_local(async move {
            outboxes.reread().await;
            outboxes.wake();
        });
    });
    // The network may have gone since the page came.
    outboxes.is_online.set(dom::is_online());
    for event in ["online", "offline"] {
        dom::on_window(event, move || {
            outboxes.is_online.set(dom::is_online());
            outboxes.wake();
        });
    }
    spawn_local(async move {
        outboxes.reread().await;
        outboxes.is_known.set_value(true);
        for entry in outboxes.all_now() {
            drafts::forget_same(&entry.source, &target(&entry), &entry.text).await;
        }
        if !tabs::has_locks() {
            outboxes.leads.set(false);
            return;
        }
        if tabs::become_the_one().await {
            lead(outboxes);
        } else {
            outboxes.leads.set(false);
        }
    });
}

/// What the text of an entry was written for.
pub fn target(entry: &Entry) -> Target {
    let post = entry.post.id.to_string();
    match &entry.parent {
        Parent::Post => Target::Post(post),
        Parent::Comment(comment) => Target::Comment(post, comment.id.to_string()),
        Parent::Entry(id) => Target::Comment(post, id.clone()),
    }
}

/// Looks what is next, now and whenever something has changed.
fn lead(outboxes: Outboxes) {
    // As long as the page.
    let owner = Owner::new();
    owner.with(|| {
        leptos::prelude::Effect::new(move |_: Option<()>| {
            outboxes.wakes.track();
            ready(outboxes, true);
            spawn_local(async move { look(outboxes, 0).await });
        });
    });
    std::mem::forget(owner);
}

/// Whether nothing but its turn keeps an entry from being sent. Not reactive.
pub(super) fn may_go(outboxes: Outboxes, entry: &Entry) -> bool {
    let account = (entry.source.clone(), entry.account.clone());
    let is_first = outboxes.entries.with_untracked(|entries| {
        let mut before = entries.iter().filter(|other| {
            other.is_open() && other.id != entry.id && other.is_in(&entry.source, &entry.post.id)
        });
        before.all(|other| other.state == State::Asking || other.at > entry.at)
    });
    is_first && ready(outboxes, false).contains(&account)
}

/// The sources that can be used now, with the accounts that are signed in. Asks for the connectors
/// that are wanted.
fn ready(outboxes: Outboxes, follow: bool) -> Vec<(String, String)> {
    if !outboxes.is_online.get_untracked() {
        return Vec::new();
    }
    let find = || {
        let wanted = outboxes.entries.with_untracked(|entries| {
            let mut wanted: Vec<String> = Vec::new();
            for entry in entries.iter().filter(|entry| entry.is_open()) {
                if !wanted.contains(&entry.source) {
                    wanted.push(entry.source.clone());
                }
            }
            wanted
        });
        let mut ready = Vec::new();
        for source in wanted {
            let Some(place) = place(outboxes, &source) else {
                continue;
            };
            ready.push((source.clone(), String::new()));
            let accounts = place.sessions.all(&source).into_iter();
            ready.extend(
                accounts
                    .filter(|account| !account.has_ended())
                    .map(|account| (source.clone(), account_of(Some(&account.session)))),
            );
        }
        ready
    };
    if follow { find() } else { untrack(find) }
}

/// A source in use, as soon as its connector is here. Reactive.
fn place(outboxes: Outboxes, source: &str) -> Option<Place> {
    let config = outboxes.sources.find(Some(source))?;
    match outboxes.sources.binding(&config).get() {
        Binding::Ready(place) => Some(place),
        Binding::Loading | Binding::Failed(_) => None,
    }
}

fn session_of(place: &Place, account: &str) -> Option<Session> {
    if account.is_empty() {
        return Some(Session::default());
    }
    let mut accounts: Vec<Account> = untrack(|| place.sessions.all(&place.id));
    accounts.retain(|known| !known.has_ended() && account_of(Some(&known.session)) == account);
    accounts.pop().map(|account| account.session)
}

/// Looks what is next, and does it. One look at a time: a second one would not know what the first
/// has begun.
pub(super) async fn look(outboxes: Outboxes, patience: i64) {
    thread_local! {
        static IS_LOOKING: Cell<bool> = const { Cell::new(false) };
        static IS_WANTED: Cell<bool> = const { Cell::new(false) };
    }
    IS_WANTED.set(true);
    if IS_LOOKING.replace(true) {
        return;
    }
    while IS_WANTED.replace(false) {
        let event = Event::Look {
            now: clock::now().0,
            sender: SENDER.with(Clone::clone),
            busy: BUSY.with_borrow(Clone::clone),
            patience,
            ready: ready(outboxes, false),
        };
        if outboxes.act(event).await.is_err() {
            break;
        }
    }
    IS_LOOKING.set(false);
}

/// The same for a tab that sends only because the person told it to.
pub(super) async fn look_by_hand(outboxes: Outboxes) {
    look(outboxes, PATIENCE).await;
}

impl Outboxes {
    fn all_now(self) -> Vec<Arc<Entry>> {
        self.entries.try_get_untracked().unwrap_or_default()
    }

    /// Says that there is something to look at.
    pub(super) fn wake(self) {
        self.wakes
            .try_update(|wakes| *wakes = wakes.wrapping_add(1));
    }

    /// Takes an event into account and does what comes of it.
    pub(super) async fn act(self, event: Event) -> Result<(), NotKept> {
        let effects = self.apply(event).await?;
        for effect in effects {
            self.perform(effect);
        }
        Ok(())
    }

    fn perform(self, effect: Effect) {
        match effect {
            Effect::Send(entry) => {
                BUSY.with_borrow_mut(|busy| busy.push(entry.id.clone()));
                spawn_local(async move { self.send(*entry).await });
            }
            Effect::Search(entry) => {
                BUSY.with_borrow_mut(|busy| busy.push(entry.id.clone()));
                spawn_local(async move { self.search(*entry).await });
            }
            Effect::Wake(at) => {
                let wait = (at - clock::now().0).clamp(0, 60_000);
                let wait = i32::try_from(wait).unwrap_or(60_000);
                spawn_local(async move {
                    timer::sleep(wait).await;
                    self.wake();
                });
            }
            // The draft is there already; what was sent is seen in the store.
            Effect::GiveBack(_) | Effect::Sent(_) => {}
        }
    }

    async fn send(self, entry: Entry) {
        let (guarantee, answer) = self.answer(&entry).await;
        let event = Event::Answered {
            id: entry.id.clone(),
            now: clock::now().0,
            guarantee,
            answer,
        };
        self.settle(&entry.id, event).await;
    }

    async fn answer(self, entry: &Entry) -> (Guarantee, Result<Option<Box<Comment>>, Failure>) {
        let place = untrack(|| place(self, &entry.source));
        let session = place
            .as_ref()
            .and_then(|place| session_of(place, &entry.account));
        let (Some(place), Some(session), Some(intent)) = (place, session, entry.intent()) else {
            let failure = Failure::new(FailureKind::SignInRequired, "sign in to send this");
            return (Guarantee::None, Err(failure));
        };
        let guarantee = guarantee(place.capabilities(), !entry.account.is_empty());
        let answer = match place.write_as(session, intent, entry.id.clone()).await {
            Ok(Outcome::Comment(comment)) => Ok(Some(comment)),
            Ok(Outcome::Post(_) | Outcome::Refetch) => Ok(None),
            Err(mut failure) => {
                // Backends give both the same name: a guest is refused, or a secret is stale.
                if failure.kind == FailureKind::GuestsRefused && !entry.account.is_empty() {
                    failure.kind = FailureKind::BadCredentials;
                }
                Err(failure)
            }
        };
        (guarantee, answer)
    }

    async fn search(self, entry: Entry) {
        let place = untrack(|| place(self, &entry.source));
        let mut guaranteed = Guarantee::None;
        let mut comments = None;
        if let Some(place) = &place {
            guaranteed = guarantee(place.capabilities(), !entry.account.is_empty());
            if guaranteed != Guarantee::Key
                && let Some(session) = session_of(place, &entry.account)
            {
                match read_all(place, &session, &entry).await {
                    Some((all, is_whole)) => {
                        comments = Some(all);
                        if !is_whole && guaranteed == Guarantee::ReadBack {
                            guaranteed = Guarantee::None;
                        }
                    }
                    // Not now: nothing is known, so nothing is decided.
                    None => guaranteed = Guarantee::ReadBack,
                }
            }
        }
        let event = Event::Searched {
            id: entry.id.clone(),
            now: clock::now().0,
            guarantee: guaranteed,
            comments,
        };
        self.settle(&entry.id, event).await;
    }

    /// Takes what came of a request into account. It is not forgotten when the store does not take
    /// it: then nobody knows of it, as after a crash.
    async fn settle(self, id: &str, event: Event) {
        let is_known = self.act(event).await;
        BUSY.with_borrow_mut(|busy| busy.retain(|other| other != id));
        if is_known.is_ok() {
            self.wake();
        }
    }
}

/// What can be made sure of with a backend.
fn guarantee(capabilities: &Capabilities, has_account: bool) -> Guarantee {
    if capabilities.idempotent.contains(&Write::CommentCreate) {
        return Guarantee::Key;
    }
    // What a guest has written may wait for a moderator, seen by nobody.
    let is_seen = has_account || (capabilities.sign_in.is_none() && !capabilities.held);
    if is_seen {
        Guarantee::ReadBack
    } else {
        Guarantee::None
    }
}

/// The comments that a server has now, and whether these are all. `None`: they cannot be read.
async fn read_all(place: &Place, session: &Session, entry: &Entry) -> Option<(Vec<Comment>, bool)> {
    let mut query = CommentQuery::default();
    let mut all = Vec::new();
    let mut is_whole = true;
    for _ in 0..PAGES {
        let operation = place.source.comments(session, &entry.post, &query);
        let page = place.run_fresh(operation).await.ok()?;
        all.extend(page.items);
        is_whole &= page.stubs.is_empty();
        match page.next {
            Some(next) => query.page = Some(next),
            None => return Some((all, is_whole)),
        }
    }
    Some((all, false))
}
