//! What is on its way to the servers: the outbox of `baraza_core::outbox`, driven in the browser.
//!
//! The store is a shelf of the database, one for all tabs. Every event is one transaction: read
//! all, take core's step, write what changed; only then the effects. One tab sends, whichever has
//! the lock; the others see what it does. All of that is a later part of the app; what the first
//! page needs is here: what is in the outbox, and that it is driven as soon as there is something.

mod acts;
mod driver;
mod shelf;

use std::{future::Future, pin::Pin, sync::Arc};

use baraza_core::{connector::Session, model::PostId, outbox::Entry};
use leptos::{prelude::*, task::spawn_local};

use super::sources::Sources;
use crate::{
    later::NotHere,
    platform::{storage, timer},
};
pub use driver::target;
pub use shelf::NotKept;

/// Says that something may be in the outbox, so that a page knows it without the database.
const SIGN: &str = "baraza:outbox:v1";
/// Where nothing is known, the outbox is looked at after so many milliseconds.
const QUIET: i32 = 4_000;

/// How long to wait for what the database has: so many times so many milliseconds.
const STEPS: u32 = 100;
const STEP: i32 = 20;

/// The outbox of this device.
#[derive(Clone, Copy)]
pub struct Outboxes {
    entries: RwSignal<Vec<Arc<Entry>>>,
    is_driven: StoredValue<bool>,
    /// Whether the database was read.
    is_known: StoredValue<bool>,
    is_online: RwSignal<bool>,
    /// Grows when there is something to look at.
    wakes: RwSignal<u32>,
    /// Whether a tab sends by itself.
    leads: RwSignal<bool>,
    sources: Sources,
}

crate::later! {
    later: fn start_driver(outboxes: Outboxes) -> () = driver::start(outboxes)
}

type Forgetting = Pin<Box<dyn Future<Output = Result<(), NotKept>>>>;

crate::later! {
    later: fn start_forgetting(outboxes: Outboxes, source: String, account: String, with_open: bool)
        -> Forgetting =
        Box::pin(async move { outboxes.forget_account(source, account, with_open).await })
}

impl Outboxes {
    /// Creates the store at the root, and drives it when all is quiet.
    pub fn provide() {
        let this = Self {
            entries: RwSignal::default(),
            is_driven: StoredValue::new(false),
            is_known: StoredValue::new(false),
            is_online: RwSignal::new(crate::platform::dom::is_online()),
            wakes: RwSignal::default(),
            leads: RwSignal::new(true),
            sources: expect_context(),
        };
        provide_context(this);
        let wait = if storage::get(SIGN).is_some() {
            0
        } else {
            QUIET
        };
        spawn_local(async move {
            timer::sleep(wait).await;
            // Who is here for the first time has nothing in the outbox.
            if wait == 0 || crate::platform::service_worker::is_in_charge() {
                this.drive().await;
            }
        });
    }

    /// Starts to drive it, once, and waits until it is known what is there. A database that is
    /// silent is not waited for.
    async fn drive(self) {
        if self
            .is_driven
            .try_update_value(|is| std::mem::replace(is, true))
            == Some(false)
            && start_driver(self).await.is_err()
        {
            // The next one to need it tries again.
            self.is_driven.try_set_value(false);
            return;
        }
        for _ in 0..STEPS {
            if self.is_known.try_get_value() != Some(false) {
                break;
            }
            timer::sleep(STEP).await;
        }
    }

    /// Nothing of an account stays here; what is not sent yet only if it is not to go too.
    ///
    /// # Errors
    /// It stays.
    pub async fn forget(self, source: &str, account: &str, with_open: bool) -> Result<(), NotKept> {
        let (source, account) = (source.to_owned(), account.to_owned());
        match start_forgetting(self, source, account, with_open).await {
            Ok(forgetting) => forgetting.await,
            Err(NotHere) => Err(NotKept),
        }
    }

    /// All that is there, what was sent of late too. Reactive.
    pub fn all(self) -> Vec<Arc<Entry>> {
        self.entries.get()
    }

    /// What is there of a thread, earliest first. Reactive.
    pub fn of_thread(self, source: &str, post: &PostId) -> Vec<Arc<Entry>> {
        self.entries.with(|entries| {
            let of = entries.iter().filter(|entry| entry.is_in(source, post));
            of.cloned().collect()
        })
    }

    /// An entry by its name. Reactive.
    pub fn entry(self, id: &str) -> Option<Arc<Entry>> {
        self.entries
            .with(|entries| entries.iter().find(|entry| entry.id == id).cloned())
    }

    /// What is not sent yet of some accounts of a source, by their names here. Waits until it is
    /// known; a database that is silent has nothing.
    pub async fn open_of(self, source: &str, accounts: &[String]) -> usize {
        self.drive().await;
        self.entries.with_untracked(|entries| {
            let of = entries.iter().filter(|entry| {
                entry.is_open() && entry.source == source && accounts.contains(&entry.account)
            });
            of.count()
        })
    }

    /// Whether the device has a network. Reactive.
    pub fn is_online(self) -> bool {
        self.is_online.get()
    }

    /// Whether entries are sent without being told to; if not, the person sends each. Reactive.
    pub fn sends_by_itself(self) -> bool {
        self.leads.get()
    }
}

/// The name of an account in the outbox; empty for a guest.
pub fn account_of(session: Option<&Session>) -> String {
    let known = session.and_then(|session| {
        let id = session.account_id.as_ref();
        id.or(session.account_name.as_ref())
    });
    known.cloned().unwrap_or_default()
}

/// The outbox of this device.
pub fn use_outboxes() -> Outboxes {
    expect_context()
}
