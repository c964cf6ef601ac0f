//! Where the records of drafts are kept: in local storage, which is quick and outlives a crash of
//! the tab, and in the database, which outlives a kill of the whole browser.

use std::cell::Cell;

use baraza_core::{
    draft::{Draft, Seen},
    json,
};

use super::target;
use crate::platform::{
    database::{self, DatabaseError, Shelf},
    storage::{self, StorageError},
};

/// A record with its key.
pub(super) type Keyed = (String, Draft);

/// What local storage has at once; all of a target, or of all targets.
pub(super) fn local(prefix: &str) -> Vec<Keyed> {
    let keys = storage::keys(prefix).into_iter();
    keys.filter_map(|key| {
        let text = storage::get(&key)?;
        read(key, &text)
    })
    .collect()
}

/// What both have. A broken database hides nothing of local storage.
pub(super) async fn all(prefix: &str) -> Vec<Keyed> {
    let kept = database::all(Shelf::Drafts, prefix).await;
    let kept = kept.unwrap_or_default().into_iter();
    let mut records = local(prefix);
    records.extend(kept.filter_map(|(key, text)| read(key, &text)));
    records
}

/// Brings into the database what only local storage has, because the page was left too soon. Once
/// for a page is enough.
pub(super) async fn bring_down() {
    thread_local! {
        static IS_DONE: Cell<bool> = const { Cell::new(false) };
    }
    if IS_DONE.replace(true) {
        return;
    }
    let prefix = target::all();
    let Ok(kept) = database::all(Shelf::Drafts, prefix).await else {
        return;
    };
    let kept: Vec<Keyed> = kept
        .into_iter()
        .filter_map(|(key, text)| read(key, &text))
        .collect();
    for (key, draft) in local(prefix) {
        let mut known = kept.iter().filter(|(other, _)| *other == key);
        if !known.any(|(_, other)| other.revision >= draft.revision) {
            // It stays where it is; the next page tries again.
            drop(keep(&key, &written(&draft)).await);
        }
    }
}

/// All records of all targets.
pub(super) async fn everything() -> Vec<Keyed> {
    all(target::all()).await
}

fn read(key: String, text: &str) -> Option<Keyed> {
    json::from_str(text).ok().map(|draft| (key, draft))
}

/// The record as it is kept.
pub(super) fn written(draft: &Draft) -> String {
    json::to_string(draft).unwrap_or_default()
}

/// Keeps a record in local storage.
pub(super) fn keep_local(key: &str, text: &str) -> Result<(), StorageError> {
    storage::set(key, text)
}

/// Keeps a record in the database.
pub(super) async fn keep(key: &str, text: &str) -> Result<(), DatabaseError> {
    database::put(Shelf::Drafts, key, text).await
}

/// Takes records out of both, up to a revision: who has written on meanwhile keeps theirs.
///
/// # Errors
/// One stays in the database, and is shown again: too much, but nothing is lost.
pub(super) async fn remove(prefix: &str, records: &[Seen]) -> Result<(), DatabaseError> {
    let is_meant = |(_, draft): &Keyed| {
        let mut known = records.iter();
        known.any(|seen| seen.writer == draft.writer && draft.revision <= seen.revision)
    };
    for (key, _) in local(prefix).into_iter().filter(is_meant) {
        storage::remove(&key);
    }
    let kept = database::all(Shelf::Drafts, prefix).await?.into_iter();
    let meant = kept
        .filter_map(|(key, text)| read(key, &text))
        .filter(is_meant);
    let keys: Vec<String> = meant.map(|(key, _)| key).collect();
    if keys.is_empty() {
        return Ok(());
    }
    database::remove(Shelf::Drafts, &keys).await
}
