//! Comments that wait for a moderator, shown to the one who wrote them.
//!
//! A backend does not hand a guest's held comment out again. So that it does not seem lost, it is
//! kept on this device and shown in its place, marked, until the backend lists it or time passes.

use baraza_core::{
    json,
    model::{Author, Body, Comment, CommentId, Format, PostId, State, Timestamp},
};
use serde::{Deserialize, Serialize};

use crate::platform::{clock, storage};

/// What is kept of a held comment: enough to show it in its place.
#[derive(Serialize, Deserialize)]
struct Held {
    /// The account it was written as, by the source's name for it; empty for a guest.
    #[serde(default)]
    account: String,
    id: String,
    parent: Option<String>,
    text: String,
    is_html: bool,
    is_markdown: bool,
    name: Option<String>,
    created: i64,
}

impl Held {
    fn of(comment: &Comment, account: String) -> Self {
        Self {
            account,
            id: comment.id.to_string(),
            parent: comment.parent.as_ref().map(ToString::to_string),
            text: comment.body.text.clone(),
            is_html: comment.body.format == Format::Html,
            is_markdown: comment.body.format == Format::Markdown,
            name: comment
                .author
                .as_ref()
                .and_then(|author| author.name.clone()),
            created: comment.created.unwrap_or_else(clock::now).0,
        }
    }

    fn into_comment(self) -> Comment {
        let format = match (self.is_html, self.is_markdown) {
            (true, _) => Format::Html,
            (_, true) => Format::Markdown,
            _ => Format::Text,
        };
        Comment {
            id: self.id.into(),
            parent: self.parent.map(Into::into),
            body: Body {
                text: self.text,
                format,
            },
            author: self.name.map(|name| Author {
                name: Some(name),
                ..Author::default()
            }),
            created: Some(Timestamp(self.created)),
            state: State::Held,
            ..Comment::default()
        }
    }
}

/// How long a held comment is shown: 30 days, in milliseconds.
const KEEP: i64 = 30 * 24 * 3_600_000;

/// Begins every key; the number is that of the format.
const START: &str = "baraza:held:v1:";

fn key(source: &str, post: &PostId) -> String {
    format!("{START}{source}:{post}")
}

fn kept(source: &str, post: &PostId) -> Vec<Held> {
    let text = storage::get(&key(source, post)).unwrap_or_default();
    let mut kept: Vec<Held> = json::from_str(&text).unwrap_or_default();
    let oldest = clock::now().0 - KEEP;
    kept.retain(|held| held.created > oldest);
    kept
}

/// The comments of this device that wait under a post, of guests and of an account.
pub fn restore(source: &str, post: &PostId, account: &str) -> Vec<Comment> {
    kept(source, post)
        .into_iter()
        .filter(|held| held.account.is_empty() || held.account == account)
        .map(Held::into_comment)
        .collect()
}

/// Forgets a comment that does not wait any more.
pub fn forget(source: &str, post: &PostId, id: &CommentId) {
    let mut all = kept(source, post);
    let before = all.len();
    all.retain(|held| held.id != id.as_str());
    if all.len() < before {
        put(source, post, &all);
    }
}

/// Forgets all comments of an account, which the server has anyway; those of guests stay.
pub fn forget_account(source: &str, account: &str) {
    if account.is_empty() {
        return;
    }
    let start = format!("{START}{source}:");
    for key in storage::keys(&start) {
        let post = key.strip_prefix(&start).unwrap_or_default().into();
        let mut all = kept(source, &post);
        let before = all.len();
        all.retain(|held| held.account != account);
        if all.is_empty() {
            storage::remove(&key);
        } else if all.len() < before {
            put(source, &post, &all);
        }
    }
}

/// Keeps a comment that waits, with the account that wrote it.
pub fn keep(source: &str, post: &PostId, comment: &Comment, account: String) {
    let mut all = kept(source, post);
    let held = Held::of(comment, account);
    all.retain(|known| known.id != held.id);
    all.push(held);
    put(source, post, &all);
}

fn put(source: &str, post: &PostId, all: &[Held]) {
    if let Ok(text) = json::to_string(all) {
        // If it cannot be kept it shows until the page is closed; the server has it anyway.
        drop(storage::set(&key(source, post), &text));
    }
}
