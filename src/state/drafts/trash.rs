//! Texts that were thrown away: there for seven days more.

use std::sync::Arc;

use baraza_core::{draft::Draft, json};
use leptos::{prelude::*, task::spawn_local};

use super::{records, records::Keyed};
use crate::{
    platform::{
        clock,
        database::{self, DatabaseError, Shelf},
        storage,
    },
    state::toasts::{Action, Toasts},
};

/// How long a text stays, in milliseconds.
const STAY: i64 = 7 * 24 * 3_600_000;
/// What a message says that offers a way back.
const THROWN: &str = "Thrown away.";

/// Takes a record out, with those it was made from, and offers a way back. `then` is told of both.
pub(super) fn throw(prefix: String, record: Draft, toasts: Toasts, then: Option<Callback<()>>) {
    let tell = move || then.and_then(|then| then.try_run(()));
    let key = format!("{prefix}{}", record.writer);
    let undo: Action = {
        let (key, record) = (key.clone(), record.clone());
        let act = move || {
            let (key, record) = (key.clone(), record.clone());
            spawn_local(async move {
                restore(&key, &record).await;
                tell();
            });
        };
        ("Undo", Arc::new(act))
    };
    spawn_local(async move {
        if !record.is_empty() {
            // Without a place in the trash, the way back is open as long as it is on the screen.
            drop(put(&key, &record).await);
            toasts.offer(THROWN.to_owned(), Some(undo));
        }
        drop(records::remove(&prefix, &record.lineage()).await);
        tell();
    });
}

/// Takes the offers of a way back from the screen: who comes next shall not be handed the text.
pub fn withdraw_offers(toasts: Toasts) {
    toasts.withdraw(THROWN);
}

/// Puts a text there.
///
/// # Errors
/// The database does not take it.
pub async fn put(key: &str, draft: &Draft) -> Result<(), DatabaseError> {
    let thrown = Draft {
        changed: clock::now().0,
        ..draft.clone()
    };
    database::put(Shelf::Trash, key, &records::written(&thrown)).await
}

/// What is there, the newest first. What has been there too long goes.
pub async fn read() -> Vec<Keyed> {
    let kept = database::all(Shelf::Trash, "").await.unwrap_or_default();
    let oldest = clock::now().0 - STAY;
    let read = |(key, text): (String, String)| Some((key, json::from_str::<Draft>(&text).ok()?));
    let (mut fresh, old): (Vec<Keyed>, Vec<Keyed>) = kept
        .into_iter()
        .filter_map(read)
        .partition(|(_, draft)| draft.changed > oldest);
    let old: Vec<String> = old.into_iter().map(|(key, _)| key).collect();
    // What stays is left out the next time too.
    drop(remove(&old).await);
    fresh.sort_by_key(|(_, draft)| std::cmp::Reverse(draft.changed));
    fresh
}

/// Puts a text back to the drafts.
pub async fn restore(key: &str, draft: &Draft) {
    let text = records::written(draft);
    let is_kept = storage::set(key, &text).is_ok();
    if records::keep(key, &text).await.is_ok() || is_kept {
        // What stays is deleted with its time.
        drop(remove(&[key.to_owned()]).await);
    }
}

/// Deletes texts for good.
///
/// # Errors
/// They are there still, until their time has come.
pub async fn remove(keys: &[String]) -> Result<(), DatabaseError> {
    if keys.is_empty() {
        return Ok(());
    }
    database::remove(Shelf::Trash, keys).await
}
