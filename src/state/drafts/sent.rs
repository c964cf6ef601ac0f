//! Texts that go into the outbox, or come back from there.

use baraza_core::draft::Draft;

use super::{Target, records, trash};
use crate::platform::clock;

/// Forgets drafts that say what is in the outbox: the page was gone before it could.
pub async fn forget_same(source: &str, target: &Target, text: &str) {
    let prefix = target.prefix(source);
    for draft in super::drafts_of(records::all(&prefix).await) {
        if draft.text == text {
            // What stays is shown again: too much, but nothing is lost.
            drop(records::remove(&prefix, &draft.lineage()).await);
        }
    }
}

/// Puts a text back to the drafts of its place, written as an account.
pub async fn bring_back(source: &str, target: &Target, account: &str, about: &str, text: &str) {
    let writer = clock::uuid();
    let key = format!("{}{writer}", target.prefix(source));
    let draft = Draft {
        writer,
        revision: 1,
        account: account.to_owned(),
        changed: clock::now().0,
        text: text.to_owned(),
        about: about.to_owned(),
        ..Draft::default()
    };
    trash::restore(&key, &draft).await;
}
