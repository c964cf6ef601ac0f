//! What people do with what is on its way.

use std::sync::Arc;

use baraza_core::{
    connector::Intent,
    model::Comment,
    outbox::{Entry, Event, Parent, State, find_like},
};
use leptos::prelude::*;

use super::{NotKept, Outboxes, account_of, driver};
use crate::{
    platform::{clock, timer},
    state::{drafts, place::Place, prefs},
};

impl Outboxes {
    /// An entry for a comment that somebody wants sent; `None` for any other intent. `answers` is
    /// the entry that it answers, if it answers one; `there` are the comments that are known now;
    /// `key` names the intent: the same one twice is one.
    pub fn entry_for(
        self,
        place: &Place,
        intent: &Intent,
        answers: Option<String>,
        key: String,
        there: &[Comment],
    ) -> Option<Entry> {
        let Intent::CreateComment {
            post,
            parent,
            text,
            guest,
        } = intent
        else {
            return None;
        };
        let now = clock::now().0;
        let session = place.session.get_untracked();
        let name = session.as_ref().and_then(|s| s.account_name.clone());
        let parent = parent.as_deref().map_or(Parent::Post, Parent::of);
        let mut entry = Entry {
            id: key,
            at: now,
            source: place.id.to_string(),
            account: account_of(session.as_ref()),
            name: name.unwrap_or_default(),
            post: Entry::slim(post),
            parent: answers.map_or(parent, Parent::Entry),
            text: text.clone(),
            guest: guest.clone(),
            due: now + i64::from(prefs::undo()) * 1000,
            ..Entry::default()
        };
        entry.before = find_like(&entry, there);
        Some(entry)
    }

    /// Puts an entry into the outbox, from where it is sent when its time has come.
    ///
    /// # Errors
    /// Nothing was put in, and nothing will be sent.
    pub async fn add(self, entry: Entry) -> Result<(), NotKept> {
        self.drive().await;
        self.act(Event::Add(Box::new(entry))).await
    }

    /// Takes an entry out whose text stands in its box still.
    ///
    /// # Errors
    /// It stays.
    pub async fn withdraw(self, id: &str) -> Result<(), NotKept> {
        self.apply(Event::TakeBack(id.to_owned())).await.map(drop)
    }

    /// Takes an entry back: its text stands in its box again. It stays if it is on the way.
    ///
    /// # Errors
    /// It stays.
    pub async fn take_back(self, entry: &Entry) -> Result<(), NotKept> {
        let (source, target) = (&entry.source, driver::target(entry));
        let about = entry.post.title.clone().unwrap_or_default();
        // First of all, so that it is in one of the two places at any time.
        drafts::bring_back(source, &target, &entry.account, &about, &entry.text).await;
        let taken = self.act(Event::TakeBack(entry.id.clone())).await;
        let stays = self
            .entries
            .with_untracked(|entries| entries.iter().any(|other| other.id == entry.id));
        if taken.is_err() || stays {
            drafts::forget_same(source, &target, &entry.text).await;
        }
        self.wake();
        taken
    }

    /// Sends an entry without waiting any longer.
    ///
    /// # Errors
    /// It stays as it is.
    pub async fn send_now(self, id: &str) -> Result<(), NotKept> {
        self.act(Event::SendNow(id.to_owned())).await?;
        self.look_on().await;
        Ok(())
    }

    /// The person has seen that an entry has arrived.
    ///
    /// # Errors
    /// It stays as it is.
    pub async fn is_there(self, id: &str) -> Result<(), NotKept> {
        self.act(Event::IsThere(id.to_owned())).await?;
        self.look_on().await;
        Ok(())
    }

    pub(super) async fn forget_account(
        self,
        source: String,
        account: String,
        with_open: bool,
    ) -> Result<(), NotKept> {
        self.drive().await;
        let forget = Event::Forget {
            source,
            account,
            with_open,
        };
        self.act(forget).await
    }

    async fn look_on(self) {
        if self.leads.get_untracked() {
            self.wake();
        } else {
            driver::look_by_hand(self).await;
        }
    }

    /// Waits as long as an entry is on its way right now: until it is sent, asks the person, or has
    /// to wait for something. `None`: it is not there any more.
    pub async fn first_word(self, id: &str) -> Option<Arc<Entry>> {
        loop {
            let entry = self.entries.try_with_untracked(|entries| {
                entries.iter().find(|entry| entry.id == id).cloned()
            })??;
            let is_due = entry.due <= clock::now().0 + 500;
            let is_moving = match entry.state {
                State::Sending => true,
                State::Queued => {
                    is_due
                        && entry.tries == 0
                        && self.leads.get_untracked()
                        && self.is_online.get_untracked()
                        && entry.intent().is_some()
                        && driver::may_go(self, &entry)
                }
                _ => false,
            };
            if !is_moving {
                return Some(entry);
            }
            timer::sleep(50).await;
        }
    }
}
