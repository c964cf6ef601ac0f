//! What happens to the outbox, and what is to be done about it.

use super::entry::{Entry, Parent, State, Trouble};
use crate::{
    connector::{Failure, FailureKind},
    model::{Comment, CommentId},
};

/// All that is to be sent, of all sources.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outbox {
    /// In no order.
    pub entries: Vec<Entry>,
}

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
    /// The person wants something sent.
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
    /// Look again at this time.
    Wake(i64),
    /// An entry was taken back: its text belongs into its box again.
    GiveBack(Box<Entry>),
    /// The server has an entry.
    Sent(Box<Entry>),
}

/// Looks before an entry is held to be nowhere: a server may be at it still.
const LOOKS: u32 = 2;
/// Before the first look and between two, in milliseconds.
const BETWEEN_LOOKS: i64 = 4_000;
/// How long what was sent is remembered, in milliseconds.
const REMEMBERED: i64 = 24 * 3_600_000;
/// The first pause after a failure, in milliseconds; each further one is twice as long.
const PAUSE: i64 = 2_000;
/// The longest pause, in milliseconds.
const LONGEST_PAUSE: i64 = 300_000;

impl Outbox {
    /// Takes an event into account. Pure: the state is as if nothing had happened until it is
    /// stored, and effects are done only afterwards.
    pub fn step(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::Add(entry) => self.add(*entry),
            Event::TakeBack(id) => self.take_back(&id),
            Event::SendNow(id) => self.send_now(&id),
            Event::IsThere(id) => self.sent(&id, None),
            Event::Look {
                now,
                sender,
                busy,
                patience,
                ready,
            } => {
                self.give_up_waiting(now, &busy, patience);
                self.look(now, &sender, &busy, &ready)
            }
            Event::Answered {
                id,
                now,
                guarantee,
                answer,
            } => self.answered(&id, now, guarantee, answer),
            Event::Searched {
                id,
                now,
                guarantee,
                comments,
            } => self.searched(&id, now, guarantee, comments),
            Event::Forget { source, account } => {
                self.entries
                    .retain(|entry| entry.source != source || entry.account != account);
                Vec::new()
            }
        }
    }

    /// An entry by its name.
    pub fn entry(&self, id: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.id == id)
    }

    fn entry_mut(&mut self, id: &str) -> Option<&mut Entry> {
        self.entries.iter_mut().find(|entry| entry.id == id)
    }

    fn add(&mut self, mut entry: Entry) -> Vec<Effect> {
        // The same intent is there once, however often it is said.
        if self.entry(&entry.id).is_some() {
            return Vec::new();
        }
        // What it answers may have been sent while it was written.
        if let Parent::Entry(parent) = &entry.parent
            && let Some(parent) = self.entry(parent)
            && parent.state == State::Sent
        {
            entry.parent = parent
                .comment
                .as_deref()
                .map_or(parent.parent.clone(), Parent::of);
        }
        let due = entry.due;
        self.entries.push(entry);
        vec![Effect::Wake(due)]
    }

    fn take_back(&mut self, id: &str) -> Vec<Effect> {
        let Some(at) = self.entries.iter().position(|entry| entry.id == id) else {
            return Vec::new();
        };
        let is_free = self
            .entries
            .get(at)
            .is_some_and(|entry| matches!(entry.state, State::Queued | State::Asking));
        if !is_free {
            return Vec::new();
        }
        let entry = self.entries.swap_remove(at);
        self.leave_orphans(id, &entry.parent);
        vec![Effect::GiveBack(Box::new(entry))]
    }

    /// What answered an entry that is no more asks the person, and would answer what that answered.
    fn leave_orphans(&mut self, id: &str, parent: &Parent) {
        for child in &mut self.entries {
            if child.parent == Parent::Entry(id.to_owned()) {
                child.parent = parent.clone();
                child.state = State::Asking;
                child.trouble = Some(Trouble::default());
            }
        }
    }

    fn send_now(&mut self, id: &str) -> Vec<Effect> {
        let Some(entry) = self.entry_mut(id) else {
            return Vec::new();
        };
        if !matches!(entry.state, State::Queued | State::Asking) {
            return Vec::new();
        }
        entry.state = State::Queued;
        entry.due = 0;
        entry.trouble = None;
        // The person knows that it may be there, and wants it sent.
        entry.is_doubtful = false;
        vec![Effect::Wake(0)]
    }

    /// Doubts what somebody was sending who is gone.
    fn give_up_waiting(&mut self, now: i64, busy: &[String], patience: i64) {
        for entry in &mut self.entries {
            let is_over = now >= entry.due + patience || entry.due > now;
            if entry.state == State::Sending && is_over && !busy.contains(&entry.id) {
                doubt(entry, now);
            }
        }
    }

    fn look(
        &mut self,
        now: i64,
        sender: &str,
        busy: &[String],
        ready: &[(String, String)],
    ) -> Vec<Effect> {
        self.entries
            .retain(|entry| entry.state != State::Sent || entry.due + REMEMBERED > now);
        for entry in &mut self.entries {
            // Whoever had to sign in has done so.
            let account = (entry.source.clone(), entry.account.clone());
            if entry.waits_for_sign_in() && ready.contains(&account) {
                entry.state = State::Queued;
                entry.trouble = None;
            }
        }
        let mut effects = Vec::new();
        let mut wake: Option<i64> = None;
        let mut at_it: Vec<String> = self
            .entries
            .iter()
            .filter(|entry| busy.contains(&entry.id))
            .map(|entry| entry.source.clone())
            .collect();
        let mut order: Vec<usize> = (0..self.entries.len()).collect();
        order.sort_by_key(|index| {
            self.entries
                .get(*index)
                .map(|entry| (entry.at, entry.id.clone()))
        });
        for index in order {
            let Some(entry) = self.entries.get(index) else {
                continue;
            };
            let is_ready = ready
                .iter()
                .any(|(source, account)| *source == entry.source && *account == entry.account);
            // One request per source at a time: the order is kept, and nobody is flooded.
            let waits = !is_ready || at_it.contains(&entry.source) || !self.is_next(entry);
            if waits || !matches!(entry.state, State::Queued | State::Unsure) {
                continue;
            }
            // A clock that was set back must not hold a text for ever.
            if entry.due > now && entry.due <= now + LONGEST_PAUSE.max(REMEMBERED) {
                wake = Some(wake.map_or(entry.due, |wake| wake.min(entry.due)));
                continue;
            }
            at_it.push(entry.source.clone());
            if let Some(entry) = self.entries.get_mut(index) {
                if entry.state == State::Unsure {
                    effects.push(Effect::Search(Box::new(entry.clone())));
                } else {
                    entry.state = State::Sending;
                    entry.due = now;
                    sender.clone_into(&mut entry.sender);
                    entry.tries += 1;
                    entry.trouble = None;
                    effects.push(Effect::Send(Box::new(entry.clone())));
                }
            }
        }
        effects.extend(wake.map(Effect::Wake));
        effects
    }

    /// Whether it is an entry's turn: nothing before it in its thread is to be sent or looked for,
    /// what it answers is there, and nothing that says the same is unsettled.
    fn is_next(&self, entry: &Entry) -> bool {
        if matches!(entry.parent, Parent::Entry(_)) {
            return false;
        }
        !self.entries.iter().any(|other| {
            let is_ahead = other.is_open() && other.is_before(entry) && other.is_beside(entry);
            let is_moving = other.state != State::Asking;
            // What asks the person holds up nothing but its own words: with two of the same on a
            // server, nobody could say which of them is there.
            is_ahead && (is_moving || (other.is_doubtful && other.is_like(entry)))
                || (other.is_under_way() && other.id != entry.id && other.is_like(entry))
        })
    }

    fn answered(
        &mut self,
        id: &str,
        now: i64,
        guarantee: Guarantee,
        answer: Result<Option<Box<Comment>>, Failure>,
    ) -> Vec<Effect> {
        let Some(entry) = self.entry_mut(id).filter(|entry| entry.is_open()) else {
            return Vec::new();
        };
        let failure = match answer {
            Ok(comment) => return self.sent_at(id, comment, now),
            Err(failure) => failure,
        };
        entry.trouble = Some(Trouble::from(&failure));
        match failure.kind {
            // It was there before: an earlier try has arrived.
            FailureKind::Duplicate if entry.is_doubtful => return self.sent_at(id, None, now),
            FailureKind::RateLimited => {
                entry.state = State::Queued;
                let asked = failure.retry_after.map(|seconds| i64::from(seconds) * 1000);
                entry.due = now + asked.unwrap_or_else(|| pause(entry.tries));
            }
            FailureKind::Unreachable
            | FailureKind::Opaque
            | FailureKind::Server
            | FailureKind::Unreadable => {
                doubt(entry, now);
                settle_doubt(entry, now, guarantee, &failure);
            }
            _ => entry.state = State::Asking,
        }
        vec![Effect::Wake(entry.due)]
    }

    fn searched(
        &mut self,
        id: &str,
        now: i64,
        guarantee: Guarantee,
        comments: Option<Vec<Comment>>,
    ) -> Vec<Effect> {
        let taken = self.taken();
        let others = self.entry(id).map_or(0, |entry| self.nameless(entry));
        let Some(entry) = self
            .entry_mut(id)
            .filter(|entry| entry.state == State::Unsure)
        else {
            return Vec::new();
        };
        let asked = entry
            .trouble
            .as_ref()
            .and_then(|trouble| trouble.retry_after);
        let asked = asked.map_or(0, |seconds| i64::from(seconds) * 1000);
        match guarantee {
            // Sending it again is all there is to it.
            Guarantee::Key => {
                entry.state = State::Queued;
                entry.due = now + asked.max(pause(entry.tries));
            }
            Guarantee::None => {
                let there =
                    comments.and_then(|all| super::find(entry, &taken, others, &all).cloned());
                if let Some(comment) = there.filter(|_| !entry.account.is_empty()) {
                    return self.sent_at(id, Some(Box::new(comment)), now);
                }
                entry.state = State::Asking;
            }
            Guarantee::ReadBack => match comments {
                None => entry.due = now + pause(entry.tries + entry.looks),
                Some(all) => {
                    if let Some(comment) = super::find(entry, &taken, others, &all) {
                        let comment = Box::new(comment.clone());
                        return self.sent_at(id, Some(comment), now);
                    }
                    entry.looks += 1;
                    if entry.looks < LOOKS {
                        entry.due = now + BETWEEN_LOOKS;
                    } else {
                        entry.state = State::Queued;
                        entry.due = now + asked.max(pause(entry.tries));
                    }
                }
            },
        }
        vec![Effect::Wake(entry.due)]
    }

    /// The comments that are known to be entries.
    fn taken(&self) -> Vec<CommentId> {
        let comments = self
            .entries
            .iter()
            .filter_map(|entry| entry.comment.as_ref());
        comments.map(|comment| comment.id.clone()).collect()
    }

    /// How many comments that say the same are entries, though nobody knows which.
    fn nameless(&self, entry: &Entry) -> usize {
        let is_one = |other: &&Entry| {
            other.state == State::Sent
                && other.comment.is_none()
                && other.is_like(entry)
                && other.parent.comment() == entry.parent.comment()
        };
        self.entries.iter().filter(is_one).count()
    }

    fn sent(&mut self, id: &str, comment: Option<Box<Comment>>) -> Vec<Effect> {
        let due = self.entry(id).map_or(0, |entry| entry.at);
        self.sent_at(id, comment, due)
    }

    fn sent_at(&mut self, id: &str, comment: Option<Box<Comment>>, now: i64) -> Vec<Effect> {
        let Some(entry) = self.entry_mut(id).filter(|entry| entry.is_open()) else {
            return Vec::new();
        };
        entry.state = State::Sent;
        entry.due = now;
        entry.trouble = None;
        entry.comment = comment;
        let sent = entry.clone();
        match &sent.comment {
            Some(comment) => {
                for child in &mut self.entries {
                    if child.parent == Parent::Entry(id.to_owned()) {
                        child.parent = Parent::of(comment);
                    }
                }
            }
            // Nobody knows what its comment is called: whoever answered it has to say what now.
            None => self.leave_orphans(id, &sent.parent),
        }
        vec![Effect::Sent(Box::new(sent)), Effect::Wake(now)]
    }
}

/// Nobody knows what became of it.
fn doubt(entry: &mut Entry, now: i64) {
    entry.state = State::Unsure;
    entry.is_doubtful = true;
    entry.looks = 0;
    entry.due = now + BETWEEN_LOOKS / 2;
}

/// Says what is done about a doubt.
fn settle_doubt(entry: &mut Entry, now: i64, guarantee: Guarantee, failure: &Failure) {
    let asked = failure
        .retry_after
        .map_or(0, |seconds| i64::from(seconds) * 1000);
    match guarantee {
        Guarantee::Key => {
            entry.state = State::Queued;
            entry.due = now + asked.max(pause(entry.tries));
        }
        Guarantee::ReadBack => {}
        Guarantee::None => entry.state = State::Asking,
    }
}

/// How long to wait after so many tries, in milliseconds.
fn pause(tries: u32) -> i64 {
    let doublings = tries.saturating_sub(1).min(20);
    (PAUSE << doublings).min(LONGEST_PAUSE)
}
