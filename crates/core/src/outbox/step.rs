//! What becomes of the outbox when something happens.

use super::{
    entry::{Entry, Parent, State, Trouble},
    event::{Effect, Event, Guarantee},
};
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

/// Looks before an entry is held to be nowhere: a server may be at it still.
const LOOKS: u32 = 2;
/// Before the first look and between two, in milliseconds.
const BETWEEN_LOOKS: i64 = 4_000;
/// The first pause after a failure, in milliseconds; each further one is twice as long.
const PAUSE: i64 = 2_000;
/// The longest pause that nobody asked for, in milliseconds.
const LONGEST_PAUSE: i64 = 300_000;
/// The longest pause that a backend may ask for, in milliseconds.
const LONGEST_ASKED: i64 = 24 * 3_600_000;

/// Others have waited for this: each step that settles something says so.
const AT_ONCE: Effect = Effect::Wake(0);

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
            Event::Forget {
                source,
                account,
                with_open,
            } => {
                self.entries.retain(|entry| {
                    let is_kept = entry.is_open() && !with_open;
                    is_kept || entry.source != source || entry.account != account
                });
                vec![AT_ONCE]
            }
        }
    }

    /// An entry by its name.
    pub fn entry(&self, id: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.id == id)
    }

    pub(super) fn entry_mut(&mut self, id: &str) -> Option<&mut Entry> {
        self.entries.iter_mut().find(|entry| entry.id == id)
    }

    fn add(&mut self, mut entry: Entry) -> Vec<Effect> {
        // The same intent is there once, however often it is said.
        if self.entry(&entry.id).is_some() {
            return Vec::new();
        }
        // It goes after what was meant before it, also if the clock was set back in between.
        let ahead = self.entries.iter();
        let ahead = ahead.filter(|other| other.is_open() && other.is_beside(&entry));
        if let Some(latest) = ahead.map(|other| other.at).max() {
            entry.at = entry.at.max(latest + 1);
        }
        let due = entry.due;
        // What it answers may have been sent while it was written.
        if let Parent::Entry(parent) = &entry.parent
            && let Some(parent) = self.entry(parent)
            && parent.state == State::Sent
        {
            let above = parent.parent.clone();
            match parent.comment.as_deref() {
                Some(comment) => entry.parent = Parent::of(comment),
                None => entry.lose_parent(above),
            }
        }
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
        vec![Effect::GiveBack(Box::new(entry)), AT_ONCE]
    }

    /// What answered an entry that is no more asks the person, and would answer what that answered.
    fn leave_orphans(&mut self, id: &str, parent: &Parent) {
        for child in &mut self.entries {
            if child.is_open() && child.parent == Parent::Entry(id.to_owned()) {
                child.lose_parent(parent.clone());
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
        if entry.state == State::Asking {
            // The person knows that it may be there, and wants it sent.
            entry.is_doubtful = false;
        }
        entry.state = State::Queued;
        entry.due = 0;
        entry.trouble = None;
        vec![AT_ONCE]
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
            // A refusal. But a request that a browser or a proxy has repeated by itself may be
            // refused although it arrived the first time: where one can look, one does.
            FailureKind::RateLimited if guarantee != Guarantee::ReadBack => {
                entry.wait_for_try(now);
            }
            FailureKind::RateLimited
            | FailureKind::Unreachable
            | FailureKind::Opaque
            | FailureKind::Server
            | FailureKind::Unreadable => {
                entry.doubt(now);
                match guarantee {
                    Guarantee::Key => entry.wait_for_try(now),
                    Guarantee::ReadBack => {}
                    Guarantee::None => entry.state = State::Asking,
                }
            }
            _ => entry.state = State::Asking,
        }
        vec![AT_ONCE]
    }

    fn searched(
        &mut self,
        id: &str,
        now: i64,
        guarantee: Guarantee,
        comments: Option<Vec<Comment>>,
    ) -> Vec<Effect> {
        let Some(entry) = self.entry(id).filter(|entry| entry.state == State::Unsure) else {
            return Vec::new();
        };
        let is_alone = !self
            .entries
            .iter()
            .any(|other| other.id != entry.id && other.is_like(entry));
        let before = entry.before.clone();
        let comments = comments.map(|mut comments| {
            // What was there before may be one of the others, and they are to choose it first.
            comments.sort_by_key(|comment| !before.contains(&comment.id));
            comments
        });
        let there = comments.as_deref().and_then(|all| {
            self.name_others(id, all);
            let entry = self.entry(id)?;
            super::find(entry, &self.taken(&entry.source), all).cloned()
        });
        let Some(entry) = self.entry_mut(id) else {
            return Vec::new();
        };
        match (guarantee, there) {
            // Sending it again is all there is to it.
            (Guarantee::Key, _) => entry.wait_for_try(now),
            (Guarantee::ReadBack, Some(comment)) => {
                return self.sent_at(id, Some(Box::new(comment)), now);
            }
            // The same words of somebody without a name prove nothing, and what was sent twice at
            // the person's word may be there twice.
            (Guarantee::None, Some(comment))
                if is_alone && !entry.account.is_empty() && comment.author.is_some() =>
            {
                return self.sent_at(id, Some(Box::new(comment)), now);
            }
            (Guarantee::None, _) => entry.state = State::Asking,
            (Guarantee::ReadBack, None) if comments.is_none() => {
                // It counts as a try, so that a server that is down is asked ever less often.
                entry.tries = entry.tries.saturating_add(1);
                entry.due = now + pause(entry.tries);
            }
            (Guarantee::ReadBack, None) => {
                entry.looks += 1;
                if entry.looks < LOOKS {
                    entry.due = now + BETWEEN_LOOKS;
                } else {
                    entry.wait_for_try(now);
                }
            }
        }
        vec![AT_ONCE]
    }

    /// The comments of a source that are known to be entries.
    fn taken(&self, source: &str) -> Vec<CommentId> {
        let entries = self.entries.iter().filter(|entry| entry.source == source);
        let comments = entries.filter_map(|entry| entry.comment.as_ref());
        comments.map(|comment| comment.id.clone()).collect()
    }

    /// Finds out which comments those are that say the same as an entry and are sent, though
    /// nobody has said as what: none of them is this entry.
    fn name_others(&mut self, id: &str, comments: &[Comment]) {
        let Some(entry) = self.entry(id) else {
            return;
        };
        let is_one = |other: &&Entry| {
            other.state == State::Sent && other.comment.is_none() && other.is_like(entry)
        };
        let others = self.entries.iter().filter(is_one);
        // In the order in which they were sent.
        let mut others: Vec<(i64, String)> =
            others.map(|other| (other.due, other.id.clone())).collect();
        others.sort();
        for (_, other) in others {
            let found = self.entry(&other).and_then(|other| {
                super::find(other, &self.taken(&other.source), comments).cloned()
            });
            if let (Some(found), Some(other)) = (found, self.entry_mut(&other)) {
                other.comment = Some(Box::new(found));
            }
        }
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
        vec![Effect::Sent(Box::new(sent)), AT_ONCE]
    }
}

impl Entry {
    /// Nobody knows what became of it.
    pub(super) fn doubt(&mut self, now: i64) {
        self.state = State::Unsure;
        self.is_doubtful = true;
        self.looks = 0;
        self.due = now + BETWEEN_LOOKS / 2;
    }

    /// What it answers is not there: the person is asked, and it would answer what that answered.
    pub(super) fn lose_parent(&mut self, above: Parent) {
        self.parent = above;
        self.state = State::Asking;
        self.trouble = Some(Trouble::default());
    }

    /// It is sent again by itself, after a pause.
    pub(super) fn wait_for_try(&mut self, now: i64) {
        self.state = State::Queued;
        self.due = now + self.asked().max(pause(self.tries));
    }

    /// How long the backend asks to wait, in milliseconds.
    fn asked(&self) -> i64 {
        let trouble = self.trouble.as_ref();
        let seconds = trouble.and_then(|trouble| trouble.retry_after);
        (i64::from(seconds.unwrap_or(0)) * 1000).min(LONGEST_ASKED)
    }

    /// Whether its time has come. A clock that was set back must not hold it: nothing waits for
    /// longer than it was told to.
    pub(super) fn is_due(&self, now: i64) -> bool {
        self.due <= now || self.due > now + self.asked().max(LONGEST_PAUSE)
    }
}

/// How long to wait after so many tries, in milliseconds.
fn pause(tries: u32) -> i64 {
    let doublings = tries.saturating_sub(1).min(20);
    (PAUSE << doublings).min(LONGEST_PAUSE)
}
