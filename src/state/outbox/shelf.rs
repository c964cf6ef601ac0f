//! The outbox in the database: one event is one transaction.

use std::sync::Arc;

use baraza_core::{
    json,
    outbox::{Effect, Entry, Event, Outbox, State},
};
use leptos::prelude::*;

use super::{Outboxes, SIGN};
use crate::platform::{
    database::{self, Changes, DatabaseError, Shelf},
    storage, tabs,
};

/// The outbox could not be changed, so nothing of it happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this device does not keep what is to be sent")]
pub struct NotKept;

impl From<DatabaseError> for NotKept {
    fn from(_: DatabaseError) -> Self {
        Self
    }
}

impl Outboxes {
    /// Takes an event into account; gives what is to be done, once that is on the disk.
    pub(super) async fn apply(self, event: Event) -> Result<Vec<Effect>, NotKept> {
        let (entries, effects, has_changed) = database::update(Shelf::Outbox, move |kept| {
            let before = read(&kept);
            let mut outbox = Outbox {
                entries: before.clone(),
            };
            let effects = outbox.step(event);
            let changes = changes(&before, &outbox.entries);
            let has_changed = !changes.put.is_empty() || !changes.remove.is_empty();
            (changes, (outbox.entries, effects, has_changed))
        })
        .await?;
        self.show(entries);
        if has_changed {
            tabs::tell();
        }
        Ok(effects)
    }

    /// Reads anew what another tab has changed.
    pub(super) async fn reread(self) {
        if let Ok(kept) = database::all(Shelf::Outbox, "").await {
            self.show(read(&kept));
        }
    }

    fn show(self, mut entries: Vec<Entry>) {
        entries.sort_by(|one, other| (one.at, &one.id).cmp(&(other.at, &other.id)));
        let is_open = entries.iter().any(|entry| entry.state != State::Sent);
        if is_open != storage::get(SIGN).is_some() {
            if is_open {
                // Without the sign, the outbox is looked at a little later.
                drop(storage::set(SIGN, "1"));
            } else {
                storage::remove(SIGN);
            }
        }
        let is_same = self.entries.try_with_untracked(|known| {
            known.len() == entries.len() && known.iter().zip(&entries).all(|(a, b)| **a == *b)
        });
        if is_same == Some(false) {
            self.entries
                .try_set(entries.into_iter().map(Arc::new).collect());
        }
    }
}

/// What can be read; what another version of the app has written stays as it is.
fn read(kept: &[(String, String)]) -> Vec<Entry> {
    let entries = kept.iter();
    entries
        .filter_map(|(key, text)| {
            let entry = json::from_str::<Entry>(text).ok()?;
            (entry.id == *key).then_some(entry)
        })
        .collect()
}

fn changes(before: &[Entry], after: &[Entry]) -> Changes {
    let is_new = |entry: &&Entry| !before.contains(entry);
    let is_gone = |entry: &&Entry| !after.iter().any(|other| other.id == entry.id);
    Changes {
        put: after
            .iter()
            .filter(is_new)
            .filter_map(|entry| Some((entry.id.clone(), json::to_string(entry).ok()?)))
            .collect(),
        remove: before
            .iter()
            .filter(is_gone)
            .map(|entry| entry.id.clone())
            .collect(),
    }
}
