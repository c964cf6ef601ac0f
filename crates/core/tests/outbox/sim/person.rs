//! What a person does: writes, takes back, hurries, and decides what is asked after having looked.

use baraza_core::{
    model::CommentId,
    outbox::{Event, Guarantee, Parent, State, find_like},
};

use super::{Careless, Text, Thing, World};
use crate::support::{ANN, entry};

const POSTS: [&str; 2] = ["p0", "p1"];
const OFTEN_SAID: [&str; 2] = ["Thanks!", "Yes."];

impl World {
    /// Some of it was said before, by others and by the same person.
    pub(super) fn prepare(&mut self) {
        for source in 0..self.servers.len() {
            for _ in 0..self.chance.below(4) {
                let post = self.chance.one(&POSTS);
                let words = self.chance.one(&OFTEN_SAID);
                let author = self.chance.one(&[ANN, "bob"]);
                self.servers[source].hear(post, author, words);
            }
            self.servers[source].seen = self.servers[source].kept.len();
        }
    }

    /// Others say something, and what is there shows on this device.
    pub(super) fn hear(&mut self) {
        let source = self.chance.place(self.servers.len());
        let post = self.chance.one(&POSTS);
        let words = self.chance.one(&OFTEN_SAID);
        let server = &mut self.servers[source];
        server.hear(post, "bob", words);
        if !self.is_offline {
            server.seen = server.kept.len();
        }
    }

    /// A tab to do something in.
    fn somewhere(&mut self, thing: Thing) -> Option<usize> {
        let living = self.living();
        if living.is_empty() {
            self.later(1_000, thing);
            return None;
        }
        Some(self.chance.one(&living))
    }

    pub(super) fn add(&mut self) {
        let Some(tab) = self.somewhere(Thing::Add) else {
            return;
        };
        let number = self.texts.len();
        // The name of a text that was lost before it was stored is not used again.
        let id = format!("t{number}x{}", self.thing);
        let source = self.chance.place(self.servers.len());
        let post = self.chance.one(&POSTS);
        let is_said_often = self.chance.of_thousand(500) && !self.servers[source].refuses_repeats;
        let text = if is_said_often {
            self.chance.one(&OFTEN_SAID).to_owned()
        } else {
            format!("Word {number}")
        };
        let at = self.clock(tab);
        let mut new = entry(&id, at, &format!("s{source}"), post, &text);
        new.due = at + self.chance.one(&[0, 3_000, 10_000]);
        let unsent = |text: &&Text| {
            text.source == source && text.post == post && self.store.entry(&text.id).is_some()
        };
        let parent = self
            .texts
            .iter()
            .rev()
            .find(unsent)
            .map(|text| text.id.clone());
        let mut answered = None;
        if let Some(parent) = parent.filter(|_| self.chance.of_thousand(300)) {
            answered = self.texts.iter().position(|text| text.id == parent);
            new.parent = Parent::Entry(parent);
        } else if self.chance.of_thousand(200) {
            let mut seen = self.servers[source].kept[..self.servers[source].seen].iter();
            if let Some(kept) = seen.rfind(|kept| kept.post == post) {
                new.parent = Parent::of(&kept.comment);
            }
        }
        if self.careless != Careless::KnowsNothingBefore {
            new.before = find_like(&new, &self.servers[source].seen(post));
        }
        // Before the step: what asks at once is seen to ask.
        self.texts.push(Text {
            id: id.clone(),
            source,
            post,
            words: text,
            parent: answered,
            has_asked: false,
            is_taken_back: false,
            was_doubtful: false,
            is_open_question: false,
        });
        self.commit(tab, Event::Add(Box::new(new)));
        if self.store.entry(&id).is_none() {
            // The tab died first: the text is a draft still.
            self.texts.pop();
        }
    }

    fn any_text(&mut self) -> Option<String> {
        if self.texts.is_empty() {
            return None;
        }
        let place = self.chance.place(self.texts.len());
        Some(self.texts[place].id.clone())
    }

    pub(super) fn take_back(&mut self) {
        if let Some(id) = self.any_text() {
            self.take_one_back(&id);
        }
    }

    fn take_one_back(&mut self, id: &str) {
        let Some(tab) = self.somewhere(Thing::TakeBack) else {
            return;
        };
        let Some(entry) = self.store.entry(id) else {
            return;
        };
        // With keys, a backend that says "too much" is believed without a look.
        let source = usize::from(entry.source == "s1");
        let has_key = self.servers[source].guarantee == Guarantee::Key;
        let is_doubtful = entry.is_doubtful || (has_key && entry.tries > 0);
        self.commit(tab, Event::TakeBack(id.to_owned()));
        if self.store.entry(id).is_none() {
            for text in self.texts.iter_mut().filter(|text| text.id == id) {
                text.is_taken_back = true;
                text.was_doubtful = is_doubtful || text.has_asked;
            }
        }
    }

    pub(super) fn send_now(&mut self) {
        if let Some(id) = self.any_text() {
            self.send_one_now(&id);
        }
    }

    fn send_one_now(&mut self, id: &str) {
        let Some(tab) = self.somewhere(Thing::SendNow) else {
            return;
        };
        let was = self.store.entry(id).map(|entry| entry.state);
        self.commit(tab, Event::SendNow(id.to_owned()));
        let is = self.store.entry(id).map(|entry| entry.state);
        if was == Some(State::Asking) && is == Some(State::Queued) {
            self.know(id);
        }
    }

    /// Goes through all that is asked.
    pub(super) fn decide(&mut self) {
        self.will_decide = false;
        let asking = self.store.entries.iter();
        let asking: Vec<String> = asking
            .filter(|entry| entry.state == State::Asking)
            .map(|entry| entry.id.clone())
            .collect();
        for id in asking {
            if !self.is_calm && self.chance.of_thousand(400) {
                continue;
            }
            let Some(tab) = self.somewhere(Thing::Decide) else {
                return;
            };
            let server = self.texts.iter().find(|text| text.id == id);
            let is_there =
                server.is_some_and(|text| self.servers[text.source].places(&id).next().is_some());
            if is_there {
                self.commit(tab, Event::IsThere(id));
            } else if self.chance.of_thousand(100) {
                self.take_one_back(&id);
            } else {
                self.send_one_now(&id);
            }
        }
        self.watch();
    }

    /// What a comment is called that a text has become.
    pub(super) fn name(&self, text: &Text) -> Option<&CommentId> {
        let server = &self.servers[text.source];
        let place = server.places(&text.id).next()?;
        Some(&server.kept[place].comment.id)
    }
}
