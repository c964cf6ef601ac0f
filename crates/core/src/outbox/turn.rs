//! Whose turn it is.

use super::{
    entry::{Entry, Parent, State},
    event::Effect,
    step::Outbox,
};

/// How long what was sent is remembered, in milliseconds.
const REMEMBERED: i64 = 24 * 3_600_000;

impl Outbox {
    /// Sends and looks for all that it is time for.
    pub(super) fn look(
        &mut self,
        now: i64,
        sender: &str,
        busy: &[String],
        ready: &[(String, String)],
    ) -> Vec<Effect> {
        self.forget_sent(now);
        self.find_orphans();
        self.welcome_back(now, ready);
        let mut effects = Vec::new();
        let mut wake: Option<i64> = None;
        let is_busy = |entry: &&Entry| busy.contains(&entry.id);
        let at_it = self.entries.iter().filter(is_busy);
        let mut at_it: Vec<String> = at_it.map(|entry| entry.source.clone()).collect();
        let mut order: Vec<(i64, String)> = self
            .entries
            .iter()
            .filter(|entry| matches!(entry.state, State::Queued | State::Unsure))
            .map(|entry| (entry.at, entry.id.clone()))
            .collect();
        order.sort();
        for (_, id) in order {
            let Some(entry) = self.entry(&id) else {
                continue;
            };
            let is_ready = ready
                .iter()
                .any(|(source, account)| *source == entry.source && *account == entry.account);
            // One request per source at a time: the order is kept, and nobody is flooded.
            if !is_ready || at_it.contains(&entry.source) || !self.is_next(entry) {
                continue;
            }
            if !entry.is_due(now) {
                wake = Some(wake.map_or(entry.due, |wake| wake.min(entry.due)));
                continue;
            }
            at_it.push(entry.source.clone());
            if let Some(entry) = self.entry_mut(&id) {
                if entry.state == State::Unsure {
                    effects.push(Effect::Search(Box::new(entry.clone())));
                } else {
                    entry.state = State::Sending;
                    entry.due = now;
                    sender.clone_into(&mut entry.sender);
                    entry.tries = entry.tries.saturating_add(1);
                    entry.trouble = None;
                    effects.push(Effect::Send(Box::new(entry.clone())));
                }
            }
        }
        effects.extend(wake.map(Effect::Wake));
        effects
    }

    /// Doubts what somebody was sending who is gone: there is one sender at a time.
    pub(super) fn give_up_waiting(&mut self, now: i64, busy: &[String], patience: i64) {
        for entry in &mut self.entries {
            let is_over = now >= entry.due + patience || entry.due > now;
            if entry.state == State::Sending && is_over && !busy.contains(&entry.id) {
                entry.doubt(now);
            }
        }
    }

    /// Whoever had to sign in has done so. Or a backend refuses who is signed in: then a pause
    /// keeps it from being asked without end.
    fn welcome_back(&mut self, now: i64, ready: &[(String, String)]) {
        for entry in &mut self.entries {
            let is_account = |(source, account): &(String, String)| {
                *source == entry.source && *account == entry.account
            };
            if entry.waits_for_sign_in() && ready.iter().any(is_account) {
                entry.wait_for_try(now);
                entry.trouble = None;
            }
        }
    }

    /// Forgets what was sent long ago, unless it could be mistaken for what is sent later.
    fn forget_sent(&mut self, now: i64) {
        let is_recent = |entry: &Entry| entry.is_open() || entry.due + REMEMBERED > now;
        let (mut recent, old): (Vec<Entry>, Vec<Entry>) = std::mem::take(&mut self.entries)
            .into_iter()
            .partition(is_recent);
        let count = recent.len();
        for entry in old {
            if recent.iter().take(count).any(|other| other.is_like(&entry)) {
                recent.push(entry);
            }
        }
        self.entries = recent;
    }

    /// What answers an entry that is no more, whatever became of it, would wait for ever.
    fn find_orphans(&mut self) {
        let ids: Vec<String> = self.entries.iter().map(|entry| entry.id.clone()).collect();
        for entry in self.entries.iter_mut().filter(|entry| entry.is_open()) {
            if let Parent::Entry(parent) = &entry.parent
                && !ids.contains(parent)
            {
                entry.lose_parent(Parent::Post);
            }
        }
    }

    /// Whether it is an entry's turn: nothing before it in its thread is to be sent or looked for,
    /// what it answers is there, and nothing that says the same is unsettled.
    fn is_next(&self, entry: &Entry) -> bool {
        // Looking for one is what all the others wait for.
        if entry.state == State::Unsure {
            return true;
        }
        if matches!(entry.parent, Parent::Entry(_)) {
            return false;
        }
        !self.entries.iter().any(|other| {
            let is_ahead = other.is_open() && other.is_before(entry) && other.is_beside(entry);
            // What asks the person holds up nothing but its own words: with two of the same on a
            // server, nobody could say which of them is there.
            is_ahead && (!self.is_held(other) || (other.is_doubtful && other.is_like(entry)))
                || (other.is_under_way() && other.id != entry.id && other.is_like(entry))
        })
    }

    /// Whether nothing happens to an entry before the person has decided, about it or about what
    /// it answers.
    fn is_held(&self, entry: &Entry) -> bool {
        let mut entry = entry;
        // Whatever is stored, this ends.
        for _ in 0..=self.entries.len() {
            if entry.state == State::Asking {
                return true;
            }
            let Parent::Entry(parent) = &entry.parent else {
                return false;
            };
            let Some(parent) = self.entry(parent) else {
                return false;
            };
            entry = parent;
        }
        true
    }
}
