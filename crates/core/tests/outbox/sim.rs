//! The outbox in a small world: tabs that die at any point, clocks that are wrong, networks and
//! servers that fail, and a person who decides what is asked. All of it follows from a seed.
//!
//! `BARAZA_OUTBOX_SEEDS` says how many worlds; a world that fails prints its seed and its trace,
//! and `BARAZA_OUTBOX_ONLY` plays that one again.
//!
//! What no client can do is not asked for here: where only reading back can tell, a server is at a
//! request for at most five seconds after its end, and no clock jumps in just that time.

#[path = "sim/chance.rs"]
mod chance;
#[path = "sim/driver.rs"]
mod driver;
#[path = "sim/fate.rs"]
mod fate;
#[path = "sim/marks.rs"]
mod marks;
#[path = "sim/person.rs"]
mod person;
#[path = "sim/server.rs"]
mod server;
#[path = "sim/suite.rs"]
mod suite;

use std::collections::BTreeMap;

use baraza_core::outbox::{Entry, Guarantee, Outbox, State};

use chance::Chance;
use fate::LATEST;
use server::{Answer, Server};

/// After this time nothing fails any more.
const TROUBLED: i64 = 150_000;
/// Who comes to rest at all does so within so many steps.
const MOST_STEPS: usize = 5_000;
/// When a world begins, in milliseconds since 1970.
const BEGIN: i64 = 1_800_000_000_000;

/// What is done wrong, to see that it would be noticed.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Careless {
    /// Nothing.
    Not,
    /// Effects are done before the state is stored.
    EffectsFirst,
    /// A backend is said to honour keys though it does not.
    ClaimsKeys,
    /// Both looks are one.
    LooksOnce,
    /// What was there before is not known.
    KnowsNothingBefore,
}

/// What a person wrote.
#[derive(Debug)]
struct Text {
    id: String,
    source: usize,
    post: &'static str,
    words: String,
    /// The text of the person's own that it answers.
    parent: Option<usize>,
    has_asked: bool,
    is_taken_back: bool,
    /// It may have arrived when it was taken back.
    was_doubtful: bool,
    /// A request of it has left, and nobody knows what became of it.
    is_open_question: bool,
}

/// What is asked of a server.
#[derive(Debug)]
struct Request {
    tab: usize,
    source: usize,
    entry: Box<Entry>,
    is_search: bool,
    /// When the server does it.
    arrives: Option<i64>,
    is_over: bool,
    answer: Option<Answer>,
    comments: Option<Vec<baraza_core::model::Comment>>,
}

#[derive(Debug)]
struct Tab {
    lives: bool,
    /// How far its clock is ahead of the device's.
    ahead: i64,
    busy: Vec<String>,
}

/// What happens at a time.
#[derive(Debug, Clone, Copy)]
enum Thing {
    Arrives(usize),
    Ends(usize),
    Lead,
    Poll,
    Open,
    Close,
    Offline(bool),
    Jump(i64),
    Hear,
    Add,
    TakeBack,
    SendNow,
    Decide,
    Calm,
}

#[derive(Debug)]
struct World {
    chance: Chance,
    careless: Careless,
    now: i64,
    /// How far the device's clock is ahead of the time.
    ahead: i64,
    most_ahead: i64,
    store: Outbox,
    servers: Vec<Server>,
    tabs: Vec<Tab>,
    leader: Option<usize>,
    next_look: Option<i64>,
    things: BTreeMap<(i64, usize), Thing>,
    thing: usize,
    requests: Vec<Request>,
    texts: Vec<Text>,
    is_offline: bool,
    knows_offline: bool,
    is_calm: bool,
    will_decide: bool,
    missed: Vec<String>,
    trace: Option<Vec<String>>,
}

impl World {
    fn new(seed: u64, careless: Careless, is_traced: bool) -> Self {
        let mut chance = Chance::new(seed);
        let servers: Vec<Server> = (0..chance.between(1, 2))
            .map(|_| Server::by_chance(&mut chance))
            .collect();
        let is_exact = servers
            .iter()
            .any(|server| server.guarantee == Guarantee::ReadBack);
        let mut world = Self {
            chance,
            careless,
            now: BEGIN,
            ahead: 0,
            most_ahead: if is_exact { 200 } else { 60_000 },
            store: Outbox::default(),
            servers,
            tabs: Vec::new(),
            leader: None,
            next_look: None,
            things: BTreeMap::new(),
            thing: 0,
            requests: Vec::new(),
            texts: Vec::new(),
            is_offline: false,
            knows_offline: false,
            is_calm: false,
            will_decide: false,
            missed: Vec::new(),
            trace: is_traced.then(Vec::new),
        };
        world.plan();
        world
    }

    /// Fills the time of troubles.
    fn plan(&mut self) {
        self.prepare();
        for _ in 0..self.chance.between(2, 3) {
            self.open();
        }
        self.later(0, Thing::Lead);
        self.later(TROUBLED, Thing::Calm);
        for _ in 0..self.chance.between(3, 12) {
            self.by(60_000, Thing::Add);
        }
        let rare = [
            (3, Thing::TakeBack),
            (3, Thing::SendNow),
            (4, Thing::Close),
            (3, Thing::Hear),
        ];
        for (most, thing) in rare {
            for _ in 0..self.chance.below(most) {
                self.by(TROUBLED, thing);
            }
        }
        for _ in 0..self.chance.below(3) {
            let far = self
                .chance
                .one(&[1_000, 60_000, 3_600_000, 2 * 24 * 3_600_000]);
            let by = self.chance.between(-far, far);
            self.by(TROUBLED, Thing::Jump(by));
        }
        if self.chance.of_thousand(400) {
            let begin = self.chance.below(TROUBLED);
            let length = self.chance.below(60_000);
            self.later(begin, Thing::Offline(true));
            self.later(begin + length, Thing::Offline(false));
        }
        for time in 1..=4 {
            self.later(time * TROUBLED / 5, Thing::Poll);
        }
    }

    fn later(&mut self, after: i64, thing: Thing) {
        self.thing += 1;
        self.things.insert((self.now + after, self.thing), thing);
    }

    fn by(&mut self, most: i64, thing: Thing) {
        let after = self.chance.below(most);
        self.later(after, thing);
    }

    fn note(&mut self, words: impl FnOnce(&Self) -> String) {
        if self.trace.is_some() {
            let line = format!("{:>8} {}", self.now - BEGIN, words(self));
            self.trace
                .iter_mut()
                .for_each(|trace| trace.push(line.clone()));
        }
    }

    fn miss(&mut self, words: String) {
        self.note(|_| format!("MISSED: {words}"));
        self.missed.push(words);
    }

    /// Lets all of it happen, until nothing does any more.
    fn run(&mut self) {
        for _ in 0..MOST_STEPS {
            let thing = self.things.first_key_value().map(|((at, _), _)| *at);
            match (thing, self.next_look) {
                (None, None) => return self.judge(),
                (Some(at), look) if look.is_none_or(|look| at <= look) => {
                    self.now = at;
                    if let Some((_, thing)) = self.things.pop_first() {
                        self.happen(thing);
                    }
                }
                (_, Some(look)) => {
                    self.now = self.now.max(look);
                    self.look();
                }
                (Some(_), None) => {}
            }
        }
        self.miss("it never comes to rest".to_owned());
        self.judge();
    }

    fn happen(&mut self, thing: Thing) {
        match thing {
            Thing::Arrives(request) => self.arrive(request),
            Thing::Ends(request) => self.end(request),
            Thing::Lead => self.lead(),
            Thing::Poll => self.look(),
            Thing::Open => self.open(),
            Thing::Close => {
                let living = self.living();
                if !living.is_empty() {
                    let any = self.chance.one(&living);
                    let tab = self.leader.filter(|_| self.chance.of_thousand(600));
                    self.die(tab.unwrap_or(any));
                }
            }
            Thing::Offline(is_offline) => {
                self.note(|_| format!("offline: {is_offline}"));
                self.is_offline = is_offline && !self.is_calm;
                self.knows_offline = self.chance.of_thousand(500);
                self.look();
            }
            Thing::Jump(by) => self.jump(by),
            Thing::Hear => self.hear(),
            Thing::Add => self.add(),
            Thing::TakeBack => self.take_back(),
            Thing::SendNow => self.send_now(),
            Thing::Decide => self.decide(),
            Thing::Calm => {
                self.note(|_| "all is well from now on".to_owned());
                self.is_calm = true;
                self.is_offline = false;
                if self.living().is_empty() {
                    self.open();
                }
                self.look();
            }
        }
    }

    /// The clock of a tab.
    fn clock(&self, tab: usize) -> i64 {
        self.now + self.ahead + self.tabs[tab].ahead
    }

    fn jump(&mut self, by: i64) {
        let is_at_it = |request: &Request| {
            self.servers[request.source].guarantee == Guarantee::ReadBack
                && (!request.is_over || request.arrives.is_some())
        };
        if self.requests.iter().any(is_at_it) {
            return;
        }
        self.note(|_| format!("the clock jumps by {by}"));
        self.ahead += by;
        // A day later, discussions are read anew: what was sent before then is forgotten.
        if by > 12 * 3_600_000 {
            for server in &mut self.servers {
                server.seen = server.kept.len();
            }
        }
    }

    fn living(&self) -> Vec<usize> {
        let tabs = self.tabs.iter().enumerate();
        tabs.filter_map(|(index, tab)| tab.lives.then_some(index))
            .collect()
    }

    fn open(&mut self) {
        let ahead = self.chance.between(-self.most_ahead, self.most_ahead);
        self.tabs.push(Tab {
            lives: true,
            ahead,
            busy: Vec::new(),
        });
        self.later(10, Thing::Lead);
    }

    fn die(&mut self, tab: usize) {
        self.note(|_| format!("tab {tab} dies"));
        self.tabs[tab].lives = false;
        if self.leader == Some(tab) {
            self.leader = None;
            self.next_look = None;
        }
        for index in 0..self.requests.len() {
            let request = &self.requests[index];
            let Some(at) = request.arrives.filter(|at| *at > self.now) else {
                continue;
            };
            if request.tab != tab || request.is_over {
                continue;
            }
            let latest = at.min(self.now + 1 + self.chance.below(LATEST));
            let arrives = Some(latest).filter(|_| self.chance.of_thousand(500));
            self.requests[index].arrives = arrives;
            if arrives.is_some_and(|arrives| arrives != at) {
                self.later(latest - self.now, Thing::Arrives(index));
            }
        }
        self.by(500, Thing::Lead);
        let after = self.chance.between(500, 10_000);
        self.later(after, Thing::Open);
    }

    fn lead(&mut self) {
        let living = self.living();
        if self.leader.is_none() && !living.is_empty() {
            let leader = self.chance.one(&living);
            self.leader = Some(leader);
            self.note(|_| format!("tab {leader} leads"));
            self.look();
        }
    }

    /// Remembers what has asked, and lets the person see it.
    fn watch(&mut self) {
        let asking = self.store.entries.iter();
        let asking = asking.filter(|entry| entry.state == State::Asking);
        let mut is_asked = false;
        for entry in asking {
            is_asked = true;
            for text in self.texts.iter_mut().filter(|text| text.id == entry.id) {
                text.has_asked = true;
            }
        }
        if is_asked && !self.will_decide {
            self.will_decide = true;
            let after = self.chance.between(1_000, 15_000);
            self.later(after, Thing::Decide);
        }
    }
}
