//! What happens to the outbox, and what it wants done.

use super::entry::Entry;
use crate::{connector::Failure, model::Comment};

/// How it can be made sure that nothing is there twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guarantee {
    /// The backend honours the idempotency key: sending again is safe.
    Key,
    /// What was taken is seen in the discussion.
    ReadBack,
    /// Neither: only a person can tell.
    None,
}

/// What has happened. Times are in milliseconds since 1970.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The person wants something sent: after all that is to be sent in its thread already.
    Add(Box<Entry>),
    /// The person takes an entry back, unless it is on the way.
    TakeBack(String),
    /// The person wants an entry sent, now.
    SendNow(String),
    /// The person has looked: it is there.
    IsThere(String),
    /// Time has passed, or something has changed: what is next?
    Look {
        /// The time.
        now: i64,
        /// Who asks: it alone sends, as long as it is the one.
        sender: String,
        /// What this sender is at.
        busy: Vec<String>,
        /// How long another sender may be at something, in milliseconds; 0 when it is known that
        /// there is no other.
        patience: i64,
        /// The sources that can be used now, with the account that is signed in (empty: a guest).
        ready: Vec<(String, String)>,
    },
    /// A request has ended.
    Answered {
        /// The entry.
        id: String,
        /// The time.
        now: i64,
        /// What can be made sure of.
        guarantee: Guarantee,
        /// The comment, where the backend said so; or why not.
        answer: Result<Option<Box<Comment>>, Failure>,
    },
    /// It was looked for.
    Searched {
        /// The entry.
        id: String,
        /// The time.
        now: i64,
        /// What can be made sure of.
        guarantee: Guarantee,
        /// What the discussion holds; `None` when it could not be read.
        comments: Option<Vec<Comment>>,
    },
    /// An account leaves this device: nothing of it stays.
    Forget {
        /// The source.
        source: String,
        /// The account.
        account: String,
    },
}

/// What is to be done, once the state is stored.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Send an entry.
    Send(Box<Entry>),
    /// Look for an entry in its discussion.
    Search(Box<Entry>),
    /// Look again at this time. One timer is enough: a look says when the next one is due.
    Wake(i64),
    /// An entry was taken back: its text belongs into its box again.
    GiveBack(Box<Entry>),
    /// The server has an entry.
    Sent(Box<Entry>),
}
