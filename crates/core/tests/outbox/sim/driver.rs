//! A tab that drives the outbox: one transaction for each event, effects after the commit.

use baraza_core::{
    connector::FailureKind,
    model::Comment,
    outbox::{Effect, Entry, Event, Guarantee, Outbox},
};

use super::{BEGIN, Careless, Request, Thing, World, fate::Fate, marks::is_definite};
use crate::support::{ANN, failure};

/// An effect in short.
fn say(effect: &Effect) -> String {
    match effect {
        Effect::Send(entry) => format!("send {}", entry.id),
        Effect::Search(entry) => format!("search {}", entry.id),
        Effect::Wake(at) => format!("wake at {}", at - BEGIN),
        Effect::GiveBack(entry) => format!("give {} back", entry.id),
        Effect::Sent(entry) => format!("{} is sent", entry.id),
    }
}

/// An event in short.
fn say_event(event: &Event) -> String {
    match event {
        Event::Add(entry) => format!(
            "add {} ({:?}) to {} {}, due {}, before {:?}, answers {:?}",
            entry.id,
            entry.text,
            entry.source,
            entry.post.id,
            entry.due - BEGIN,
            entry.before,
            entry.parent
        ),
        Event::Look {
            now, busy, ready, ..
        } => {
            format!(
                "look at {}, busy {busy:?}, ready {}",
                now - BEGIN,
                ready.len()
            )
        }
        Event::Answered { id, answer, .. } => match answer {
            Ok(comment) => format!("{id} is {:?}", comment.as_ref().map(|comment| &comment.id)),
            Err(failure) => format!("{id}: {:?} {:?}", failure.kind, failure.retry_after),
        },
        Event::Searched { id, comments, .. } => {
            let names = comments.iter().flatten().map(|comment| comment.id.as_str());
            let names: Vec<&str> = names.collect();
            format!("{id}: read {}, {names:?}", comments.is_some())
        }
        other => format!("{other:?}"),
    }
}

impl World {
    /// What is not sent, in short.
    fn say_open(&self) -> String {
        let open = self.store.entries.iter().filter(|entry| entry.is_open());
        let open = open.map(|entry| {
            let (id, state, due) = (&entry.id, entry.state, entry.due - BEGIN);
            format!(" {id} {state:?} due {due}")
        });
        open.fold("    open:".to_owned(), |all, one| all + &one)
    }

    /// Stores what an event leads to, and then does it. The tab may die in between. Says whether it
    /// was stored.
    pub(super) fn commit(&mut self, tab: usize, event: Event) -> bool {
        let dies = |world: &mut Self| !world.is_calm && world.chance.of_thousand(12);
        if dies(self) {
            self.note(|_| format!("no commit of {}", say_event(&event)));
            self.die(tab);
            return false;
        }
        let dies_after = dies(self);
        let is_lost = dies_after && self.careless == Careless::EffectsFirst;
        let before: Option<Outbox> = is_lost.then(|| self.store.clone());
        let said = self
            .trace
            .is_some()
            .then(|| format!("tab {tab}: {}", say_event(&event)));
        let effects = self.store.step(event);
        if let Some(said) = said {
            self.note(|_| said);
            for effect in &effects {
                self.note(|_| format!("    {}", say(effect)));
            }
            self.note(Self::say_open);
        }
        if let Some(before) = before {
            self.store = before;
            self.carry_out(tab, effects);
        } else if !dies_after {
            self.carry_out(tab, effects);
        }
        self.watch();
        if dies_after {
            self.die(tab);
        }
        !is_lost
    }

    fn carry_out(&mut self, tab: usize, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Send(entry) => self.request(tab, entry, false),
                Effect::Search(entry) => self.request(tab, entry, true),
                Effect::Wake(due) => {
                    // Told to the one who leads, if there is one.
                    if self.leader.is_some() {
                        let at = self.now + (due - self.clock(tab)).max(0);
                        self.next_look = Some(self.next_look.map_or(at, |next| next.min(at)));
                    }
                }
                Effect::GiveBack(_) | Effect::Sent(_) => {}
            }
        }
    }

    pub(super) fn look(&mut self) {
        self.next_look = None;
        let Some(tab) = self.leader else {
            return;
        };
        let ready = if self.is_offline && self.knows_offline {
            Vec::new()
        } else {
            let sources = 0..self.servers.len();
            sources
                .map(|source| (format!("s{source}"), ANN.to_owned()))
                .collect()
        };
        let event = Event::Look {
            now: self.clock(tab),
            sender: format!("tab {tab}"),
            busy: self.tabs[tab].busy.clone(),
            patience: 0,
            ready,
        };
        self.commit(tab, event);
    }

    fn request(&mut self, tab: usize, entry: Box<Entry>, is_search: bool) {
        let source = usize::from(entry.source == "s1");
        let is_busy = |other: &Request| {
            !other.is_over && other.source == source && self.tabs[other.tab].lives
        };
        if self.requests.iter().any(is_busy) {
            self.miss(format!("{} is one request too many", entry.id));
        }
        let guarantee = self.servers[source].guarantee;
        let fate = if self.is_offline {
            Fate::refused()
        } else if self.is_calm || is_search && self.chance.of_thousand(800) {
            Fate::calm(&mut self.chance)
        } else {
            Fate::by_chance(&mut self.chance, guarantee)
        };
        self.note(|_| format!("    {} meets {fate:?}", entry.id));
        if !is_search {
            self.mark_resend(guarantee, &entry.id);
        }
        let index = self.requests.len();
        self.tabs[tab].busy.push(entry.id.clone());
        self.requests.push(Request {
            tab,
            source,
            entry,
            is_search,
            arrives: fate.arrives.map(|after| self.now + after),
            is_over: false,
            answer: fate
                .failure
                .map(|(kind, retry_after)| Err(failure(kind, retry_after))),
            comments: None,
        });
        if let Some(after) = fate.arrives {
            self.later(after, Thing::Arrives(index));
        }
        self.later(fate.ends, Thing::Ends(index));
    }

    /// The server does what it was asked for.
    pub(super) fn arrive(&mut self, index: usize) {
        let request = &mut self.requests[index];
        if request.arrives != Some(self.now) {
            return;
        }
        request.arrives = None;
        let server = &mut self.servers[request.source];
        if request.is_search {
            request.comments = Some(server.list(request.entry.post.id.as_str()));
            return;
        }
        let answer = server.take(&request.entry);
        if request.answer.is_none() {
            request.answer = Some(answer);
        }
        let id = request.entry.id.clone();
        self.note(|_| format!("the server has taken {id}"));
    }

    /// The tab learns what became of a request.
    pub(super) fn end(&mut self, index: usize) {
        let request = &mut self.requests[index];
        request.is_over = true;
        let tab = request.tab;
        if !self.tabs[tab].lives {
            return;
        }
        let id = request.entry.id.clone();
        let (source, is_search) = (request.source, request.is_search);
        let answer = request.answer.take().filter(|_| !self.is_offline);
        // A search has an answer of its own only where it failed.
        let comments = request.comments.take();
        let comments = comments.filter(|_| !self.is_offline && answer.is_none());
        let answer = answer.unwrap_or_else(|| Err(failure(FailureKind::Unreachable, None)));
        let now = self.clock(tab);
        let mut guarantee = self.servers[source].guarantee;
        if guarantee == Guarantee::None && self.careless == Careless::ClaimsKeys {
            guarantee = Guarantee::Key;
        }
        if is_search {
            self.searched(tab, id.clone(), now, guarantee, comments);
        } else {
            let is_known = is_definite(&answer);
            let event = Event::Answered {
                id: id.clone(),
                now,
                guarantee,
                answer,
            };
            if self.commit(tab, event) && is_known {
                self.know(&id);
            }
        }
        self.tabs[tab].busy.retain(|busy| *busy != id);
        // The request of a source that waited may leave now.
        if self.leader == Some(tab) && self.next_look.is_some_and(|at| at <= self.now) {
            self.look();
        }
    }

    fn searched(
        &mut self,
        tab: usize,
        id: String,
        now: i64,
        guarantee: Guarantee,
        comments: Option<Vec<Comment>>,
    ) {
        let again = (self.careless == Careless::LooksOnce).then(|| comments.clone());
        let event = |comments| Event::Searched {
            id: id.clone(),
            now,
            guarantee,
            comments,
        };
        self.commit(tab, event(comments));
        if let Some(comments) = again.filter(|_| self.tabs[tab].lives) {
            self.commit(tab, event(comments));
        }
    }
}
