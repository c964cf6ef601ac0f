//! An outbox to play with, in words.

use baraza_core::{
    connector::{Failure, FailureKind},
    model::Comment,
    outbox::{Effect, Entry, Event, Guarantee, Outbox, Parent, State},
};

use crate::support::{ANN, comment, entry, failure};

/// An outbox, and a clock that goes when it is told to.
#[derive(Debug, Default)]
pub(crate) struct Play {
    pub(crate) outbox: Outbox,
    pub(crate) now: i64,
    pub(crate) busy: Vec<String>,
    pub(crate) patience: i64,
}

/// What was done, in words; when to look again is left out.
fn words(effects: &[Effect]) -> String {
    let words = effects.iter().filter_map(|effect| match effect {
        Effect::Send(entry) => Some(format!("send {}", entry.id)),
        Effect::Search(entry) => Some(format!("search {}", entry.id)),
        Effect::GiveBack(entry) => Some(format!("give back {}", entry.id)),
        Effect::Sent(entry) => Some(format!("sent {}", entry.id)),
        Effect::Wake(_) => None,
    });
    words.collect::<Vec<String>>().join(", ")
}

/// When to look again.
pub(crate) fn wake(effects: &[Effect]) -> Option<i64> {
    effects.iter().find_map(|effect| match effect {
        Effect::Wake(at) => Some(*at),
        _ => None,
    })
}

impl Play {
    /// With texts of Ann's for the post `p` of the source `s`, meant one after the other.
    pub(crate) fn with(texts: &[(&str, &str)]) -> Self {
        let mut play = Self {
            now: 1_000_000,
            ..Self::default()
        };
        for (id, text) in texts {
            play.add(play.text(id, text));
        }
        play
    }

    pub(crate) fn text(&self, id: &str, text: &str) -> Entry {
        entry(id, self.now, "s", "p", text)
    }

    /// A text that answers another one that is not sent.
    pub(crate) fn reply(&self, id: &str, parent: &str) -> Entry {
        Entry {
            parent: Parent::Entry(parent.to_owned()),
            ..self.text(id, &format!("words of {id}"))
        }
    }

    pub(crate) fn add(&mut self, entry: Entry) {
        self.step(Event::Add(Box::new(entry)));
    }

    pub(crate) fn step(&mut self, event: Event) -> String {
        words(&self.outbox.step(event))
    }

    pub(crate) fn effects_of_look(&mut self, ready: &[(&str, &str)]) -> Vec<Effect> {
        let ready = ready.iter();
        let effects = self.outbox.step(Event::Look {
            now: self.now,
            sender: "tab".to_owned(),
            busy: self.busy.clone(),
            patience: self.patience,
            ready: ready
                .map(|(source, account)| ((*source).to_owned(), (*account).to_owned()))
                .collect(),
        });
        for effect in &effects {
            if let Effect::Send(entry) | Effect::Search(entry) = effect {
                self.busy.push(entry.id.clone());
            }
        }
        effects
    }

    /// Looks what is next; the sources `s` and `t` are there for Ann.
    pub(crate) fn look(&mut self) -> String {
        words(&self.effects_of_look(&[("s", ANN), ("t", ANN)]))
    }

    /// Lets time pass, and looks.
    pub(crate) fn after(&mut self, milliseconds: i64) -> String {
        self.now += milliseconds;
        self.look()
    }

    /// The tab that sends dies, and another one looks.
    pub(crate) fn die(&mut self) -> String {
        self.busy.clear();
        self.look()
    }

    pub(crate) fn answer(
        &mut self,
        id: &str,
        guarantee: Guarantee,
        answer: Result<Option<Box<Comment>>, Failure>,
    ) -> String {
        self.busy.retain(|busy| busy != id);
        self.step(Event::Answered {
            id: id.to_owned(),
            now: self.now,
            guarantee,
            answer,
        })
    }

    /// A request of an entry fails.
    pub(crate) fn fail(&mut self, id: &str, guarantee: Guarantee, kind: FailureKind) {
        self.answer(id, guarantee, Err(failure(kind, None)));
    }

    /// The server has taken an entry and calls it something.
    pub(crate) fn take(&mut self, id: &str, name: &str) -> String {
        let comment = comment(name, None, ANN, "as it is shown");
        self.answer(id, Guarantee::ReadBack, Ok(Some(Box::new(comment))))
    }

    /// The server has taken an entry and says nothing.
    pub(crate) fn take_silently(&mut self, id: &str) -> String {
        self.answer(id, Guarantee::ReadBack, Ok(None))
    }

    pub(crate) fn read(
        &mut self,
        id: &str,
        guarantee: Guarantee,
        comments: Option<Vec<Comment>>,
    ) -> String {
        self.busy.retain(|busy| busy != id);
        self.step(Event::Searched {
            id: id.to_owned(),
            now: self.now,
            guarantee,
            comments,
        })
    }

    pub(crate) fn take_back(&mut self, id: &str) -> String {
        self.step(Event::TakeBack(id.to_owned()))
    }

    pub(crate) fn send_now(&mut self, id: &str) -> String {
        self.step(Event::SendNow(id.to_owned()))
    }

    pub(crate) fn is_there(&mut self, id: &str) -> String {
        self.step(Event::IsThere(id.to_owned()))
    }

    pub(crate) fn entry(&self, id: &str) -> &Entry {
        self.outbox.entry(id).expect("an entry of that name")
    }

    pub(crate) fn state(&self, id: &str) -> State {
        self.entry(id).state
    }
}
