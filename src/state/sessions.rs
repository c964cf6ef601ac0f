//! Who is signed in, per source: several accounts, of which one is chosen.
//!
//! A session holds a secret. It stays in memory, and is kept on the device only if the person
//! asked to be remembered there: a list per source, the chosen account first. An account whose
//! session has ended stays in the list without its secret, to be signed in to again.
//!
//! What every reader needs is here; what only those do who have an account is in `accounts`.

pub mod accounts;
pub mod authorization;
mod clients;
pub mod voice;

use baraza_core::{connector::Session, json};
use leptos::prelude::*;

use crate::platform::storage::{self, StorageError};

/// The accounts of this device.
#[derive(Clone, Copy)]
pub struct Sessions(StoredValue<Vec<(String, Known)>>);

/// The accounts of one source.
#[derive(Clone)]
struct Known {
    chosen: ArcRwSignal<Option<Session>>,
    /// Without secrets: those to be signed in to again.
    others: ArcRwSignal<Vec<Session>>,
}

fn key(source: &str) -> String {
    format!("baraza:session:v2:{source}")
}

/// What held one session; still read, never written.
fn superseded(source: &str) -> String {
    format!("baraza:session:v1:{source}")
}

/// What is kept on the device, the chosen account first.
fn kept(source: &str) -> Vec<Session> {
    let text = storage::get(&key(source)).or_else(|| storage::get(&superseded(source)));
    text.map_or_else(Vec::new, |text| Session::all_from_json(&text))
}

/// Keeps accounts on the device in place of what was kept.
fn keep(source: &str, accounts: &[Session]) -> Result<(), StorageError> {
    storage::remove(&superseded(source));
    if accounts.is_empty() {
        storage::remove(&key(source));
        return Ok(());
    }
    let text = json::to_string(accounts).map_err(|_never| StorageError::Refused)?;
    storage::set(&key(source), &text)
}

/// Whether two sessions are of one account.
fn is_same(a: &Session, b: &Session) -> bool {
    if a.account_id.is_some() && b.account_id.is_some() {
        return a.account_id == b.account_id;
    }
    a.account_name == b.account_name && (a.account_name.is_some() || a.auth == b.auth)
}

impl Sessions {
    /// Creates the store at the root.
    pub fn provide() -> Self {
        let this = Self(StoredValue::new(Vec::new()));
        provide_context(this);
        this
    }

    fn known(self, source: &str) -> Known {
        let mut known = None;
        self.0.with_value(|all| {
            let found = all.iter().find(|(id, _)| id == source);
            known = found.map(|(_, known)| known.clone());
        });
        known.unwrap_or_else(|| {
            let mut others = kept(source);
            let is_chosen = others.first().is_some_and(Session::is_signed_in);
            let chosen = is_chosen.then(|| others.remove(0));
            let known = Known {
                chosen: ArcRwSignal::new(chosen),
                others: ArcRwSignal::new(others),
            };
            self.0
                .update_value(|all| all.push((source.to_owned(), known.clone())));
            known
        })
    }

    /// Who is signed in to a source: the account that is chosen.
    pub fn of(self, source: &str) -> ArcRwSignal<Option<Session>> {
        self.known(source).chosen
    }

    /// Takes a session in place of one of the same account that has run out, and keeps it on the
    /// device if that one was.
    pub fn renew(self, source: &str, session: Session) {
        let mut accounts = kept(source);
        if let Some(account) = accounts.iter_mut().find(|kept| is_same(kept, &session)) {
            account.clone_from(&session);
            // If it cannot be kept, the person signs in again next time.
            drop(keep(source, &accounts));
        }
        // Another account may have been chosen meanwhile, or none.
        let known = self.known(source);
        let is_it = |other: &&mut Session| other.is_signed_in() && is_same(other, &session);
        let is_other = known.others.try_update(|others| {
            let other = others.iter_mut().find(is_it);
            other.map(|other| other.clone_from(&session)).is_some()
        }) == Some(true);
        if !is_other && known.chosen.with_untracked(Option::is_some) {
            known.chosen.set(Some(session));
        }
    }
}

/// The accounts of this device.
pub fn use_sessions() -> Sessions {
    expect_context()
}
