//! Who is signed in, per source.
//!
//! A session holds a secret. It stays in memory, and is kept on the device only if the person
//! asked to be remembered there.

use baraza_core::{connector::Session, json};
use leptos::prelude::*;

use crate::platform::storage;

/// The accounts of this device.
#[derive(Clone, Copy)]
pub struct Sessions(StoredValue<Vec<(String, ArcRwSignal<Option<Session>>)>>);

fn key(source: &str) -> String {
    format!("baraza:session:v1:{source}")
}

impl Sessions {
    /// Creates the store at the root.
    pub fn provide() -> Self {
        let this = Self(StoredValue::new(Vec::new()));
        provide_context(this);
        this
    }

    /// Who is signed in to a source.
    pub fn of(self, source: &str) -> ArcRwSignal<Option<Session>> {
        let mut known = None;
        self.0.with_value(|all| {
            let found = all.iter().find(|(id, _)| id == source);
            known = found.map(|(_, session)| session.clone());
        });
        if let Some(known) = known {
            return known;
        }
        let remembered = storage::get(&key(source)).and_then(|text| Session::from_json(&text));
        let session = ArcRwSignal::new(remembered);
        self.0.update_value(|all| {
            all.push((source.to_owned(), session.clone()));
        });
        session
    }

    /// Signs in. `remember` keeps the secret on this device.
    ///
    /// # Errors
    /// It was to be kept but could not; the person is signed in all the same.
    pub fn sign_in(
        self,
        source: &str,
        session: Session,
        remember: bool,
    ) -> Result<(), storage::StorageError> {
        let kept = if remember {
            let json = json::to_string(&session).map_err(|_never| storage::StorageError::Refused);
            json.and_then(|json| storage::set(&key(source), &json))
        } else {
            storage::remove(&key(source));
            Ok(())
        };
        self.of(source).set(Some(session));
        kept
    }

    /// Who is signed in to a source now, without following changes.
    pub fn now(self, source: &str) -> Option<Session> {
        self.of(source).get_untracked()
    }

    /// Whether the account of a source is kept on this device.
    pub fn is_remembered(self, source: &str) -> bool {
        storage::get(&key(source)).is_some()
    }

    /// Forgets the account of a source.
    pub fn sign_out(self, source: &str) {
        storage::remove(&key(source));
        self.of(source).set(None);
    }
}

/// The accounts of this device.
pub fn use_sessions() -> Sessions {
    expect_context()
}

/// Takes a session in place of one that has run out, and keeps it on the device if that one was.
pub fn renew(source: &str, of: &ArcRwSignal<Option<Session>>, session: Session) {
    if storage::get(&key(source)).is_some()
        && let Ok(text) = json::to_string(&session)
    {
        // If it cannot be kept, the person signs in again next time.
        drop(storage::set(&key(source), &text));
    }
    of.set(Some(session));
}
