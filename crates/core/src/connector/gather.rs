//! Lists that take several answers: records are fetched by what the list says of them.
//!
//! The entries of a page are worked out from the list's own answer, or from a bookmark that holds
//! the identifiers which are left. Those that are not whole are fetched, side by side. Where
//! records name their answers (`kids`), those are fetched next, level by level, until the budget is
//! used up. In the end all records are read as if they had come in one answer.

mod begun;

use std::{borrow::Cow, sync::Arc};

pub(crate) use begun::Begun;

use super::{
    bound::Situation,
    failure::Failure,
    hydration::{Engine, Entry, Fetch, names_of},
    list::{List, Listed, join, push_issue},
    more::hang_under,
    operation::{Answer, Reply, State},
    page::{Bookmark, Position},
    query::{Rest, Stub},
    reading::{Which, undescribed},
    request::HttpRequest,
    scope::Scope,
    tree::{Placed, Placement, Tree},
    value::Value,
};
use crate::{json::Document, model::CommentId};

/// Between the identifiers in a bookmark.
const SEPARATOR: char = '\u{1f}';
/// How many records a page of identifiers has if nothing else is said.
const PAGE: usize = 20;

/// What this module does, for those that call it by way of a connector.
pub(crate) static ENGINE: Engine = Engine {
    begin: Begun::read,
    go_on: Begun::go_on,
    resume,
    by_ids,
};

/// A page on its way.
struct Gathering {
    situation: Situation,
    which: Which,
    is_first_page: bool,
    entries: Vec<Entry>,
    /// The first entry whose answers have not been looked at.
    level: usize,
    /// How many requests are left.
    budget: usize,
    /// What is beyond the budget, by the entry that it answers; `None`: the top.
    left: Vec<(Option<usize>, Vec<String>)>,
    /// The comment under which all of this hangs.
    root: Option<CommentId>,
    /// The address that addresses in the records are relative to.
    address: String,
    listed: Listed,
}

/// A page of a list that goes by identifiers, from where a bookmark says.
fn resume(situation: Situation, which: Which, at: &Bookmark) -> State {
    let Some(list) = which.of(situation.source.connector()) else {
        return State::Done(Err(undescribed("this list")));
    };
    let Position::Value(ids) = &at.position else {
        return State::Done(Err(undescribed("this place in the list")));
    };
    let ids: Vec<String> = ids.split(SEPARATOR).map(str::to_owned).collect();
    let size = list.page_size();
    let rest: Vec<&String> = ids.iter().skip(size).collect();
    let listed = Listed {
        next: bookmark(at.pages, &rest).map(|bookmark| bookmark.token()),
        ..Listed::default()
    };
    let entries = ids.iter().take(size).map(|id| Entry::named(id, None));
    Gathering::new(situation, which, entries.collect(), listed).go_on()
}

/// Records by their identifiers, all under one parent.
fn by_ids(situation: Situation, which: Which, ids: &[String], parent: Option<&CommentId>) -> State {
    let budget = which
        .of(situation.source.connector())
        .map_or(0, List::budget);
    let (now, later) = ids.split_at(ids.len().min(budget));
    let mut listed = Listed::default();
    if !later.is_empty() {
        listed.stubs.push(Stub {
            parent: parent.cloned(),
            count: u64::try_from(later.len()).ok(),
            rest: Rest::Kids(later.to_vec()),
        });
    }
    let entries = now.iter().map(|id| Entry::named(id, None)).collect();
    let mut gathering = Gathering::new(situation, which, entries, listed);
    gathering.root = parent.cloned();
    gathering.go_on()
}

fn bookmark(pages: u32, rest: &[&String]) -> Option<Bookmark> {
    let ids: Vec<&str> = rest.iter().map(|id| id.as_str()).collect();
    (!ids.is_empty()).then(|| Bookmark {
        pages: pages + 1,
        first: String::new(),
        position: Position::Value(ids.join(&SEPARATOR.to_string())),
    })
}

fn texts(list: Value<'_>) -> Vec<String> {
    let items = list.into_items();
    let texts = items.iter().filter_map(Value::as_text);
    texts.map(Cow::into_owned).collect()
}

impl Gathering {
    fn new(situation: Situation, which: Which, entries: Vec<Entry>, listed: Listed) -> Self {
        let list = which.of(situation.source.connector());
        Self {
            budget: list.map_or(0, List::budget),
            situation,
            which,
            is_first_page: false,
            entries,
            level: 0,
            left: Vec::new(),
            root: None,
            address: String::new(),
            listed,
        }
    }

    /// Fetches what is missing, or is done.
    fn go_on(mut self) -> State {
        let connector = Arc::clone(&self.situation.source);
        let Some(list) = self.which.of(connector.connector()) else {
            return State::Done(Err(undescribed("this list")));
        };
        let Some(hydration) = &list.hydration else {
            return self.finish(list);
        };
        let is_whole = self.entries.iter().all(|entry| entry.record.is_some());
        if let Tree::Kids { ids, .. } = &list.tree
            && is_whole
        {
            self.add_kids(list, ids);
        }
        self.keep_to_budget(self.budget.saturating_mul(hydration.batch.unwrap_or(1)));
        match hydration.fetches(&self.situation, &self.entries, self.budget) {
            Err(failure) => State::Done(Err(failure)),
            Ok(fetches) if fetches.is_empty() => self.finish(list),
            Ok(fetches) => self.fetch(fetches),
        }
    }

    fn fetch(mut self, fetches: Vec<Fetch>) -> State {
        self.budget = self.budget.saturating_sub(fetches.len());
        let (places, requests): (Vec<Vec<usize>>, Vec<HttpRequest>) = fetches
            .into_iter()
            .map(|fetch| (fetch.entries, fetch.request))
            .unzip();
        State::ask_all(requests, move |answers| self.fetched(&places, answers))
    }

    fn fetched(mut self, places: &[Vec<usize>], answers: Vec<(HttpRequest, Answer)>) -> State {
        let source = Arc::clone(&self.situation.source);
        let list = self.which.of(source.connector());
        let Some((list, hydration)) = list.and_then(|list| Some((list, list.hydration.as_ref()?)))
        else {
            return State::Done(Err(undescribed("this list")));
        };
        let mut failures = Vec::new();
        for (places, (request, answer)) in places.iter().zip(answers) {
            if self.address.is_empty() {
                self.address.clone_from(&request.url);
            }
            let names = names_of(&self.entries, places);
            let (situation, entries) = (&self.situation, &mut self.entries);
            let filled = hydration.fill(list, situation, places, &request, answer, entries);
            if let Err(failure) = filled {
                let message = format!("{names}: {}", failure.message);
                push_issue(&mut self.listed.issues, &Value::Missing, message);
                failures.push(failure);
            }
        }
        // Where nothing came back there is no list, and not an empty one.
        let is_empty = self.entries.iter().all(|entry| entry.record.is_none());
        if let Some(failure) = failures.into_iter().next().filter(|_| is_empty) {
            return State::Done(Err(failure));
        }
        // What did not come back is not asked for again.
        let mut kept = Vec::with_capacity(self.entries.len());
        let mut places: Vec<Option<usize>> = Vec::with_capacity(self.entries.len());
        for mut entry in std::mem::take(&mut self.entries) {
            entry.parent = entry
                .parent
                .and_then(|parent| places.get(parent).copied().flatten());
            places.push(entry.record.is_some().then_some(kept.len()));
            if entry.record.is_some() {
                kept.push(entry);
            }
        }
        let moved = |at: usize| places.get(at).copied().flatten();
        self.level = places
            .iter()
            .take(self.level)
            .filter(|place| place.is_some())
            .count();
        self.left = std::mem::take(&mut self.left)
            .into_iter()
            .filter_map(|(at, ids)| match at {
                Some(at) => Some((Some(moved(at)?), ids)),
                None => Some((None, ids)),
            })
            .collect();
        self.entries = kept;
        self.go_on()
    }

    /// Adds the answers that records name, as far as the budget goes.
    fn add_kids(&mut self, list: &List, ids: &super::expression::Expression) {
        let vars = self.situation.vars();
        let mut kids = Vec::new();
        let mut left = self.budget;
        for (at, entry) in self.entries.iter().enumerate().skip(self.level) {
            let Some(json) = &entry.record else {
                continue;
            };
            let Ok(document) = Document::parse(json) else {
                continue;
            };
            let record = Value::Node(document.root());
            let scope = Scope::new(record.clone(), &[], &vars, &self.address);
            let Ok(item) = list.mapping.unwrap(&scope, record) else {
                continue;
            };
            let named = texts(ids.evaluate(&scope, &item));
            let (now, later) = named.split_at(named.len().min(left));
            left -= now.len();
            kids.extend(now.iter().map(|id| Entry::named(id, Some(at))));
            if !later.is_empty() {
                self.left.push((Some(at), later.to_vec()));
            }
        }
        self.level = self.entries.len();
        self.entries.extend(kids);
    }

    /// Puts off what would take more requests than there may be.
    fn keep_to_budget(&mut self, room: usize) {
        let mut missing = 0;
        let mut later = Vec::new();
        self.entries.retain(|entry| {
            missing += usize::from(entry.record.is_none());
            let stays = entry.record.is_some() || missing <= room;
            if !stays {
                later.push(entry.id().to_owned());
            }
            stays
        });
        if !later.is_empty() {
            self.left.push((None, later));
        }
    }

    /// Reads all records as one list.
    fn finish(mut self, list: &List) -> State {
        let mut json = String::from("[");
        for entry in &self.entries {
            if json.len() > 1 {
                json.push(',');
            }
            json.push_str("{\"item\":");
            json.push_str(&entry.item);
            json.push_str(",\"record\":");
            json.push_str(entry.record.as_deref().unwrap_or("null"));
            json.push('}');
        }
        json.push(']');
        let document = match Document::parse(&json) {
            Ok(document) => document,
            Err(error) => {
                let message = format!("the answers together are {error}");
                let kind = super::failure::FailureKind::Unreadable;
                return State::Done(Err(Failure::new(kind, message)));
            }
        };
        let vars = self.situation.vars();
        let scope = Scope::new(Value::Node(document.root()), &[], &vars, &self.address);
        let mut listed = std::mem::take(&mut self.listed);
        let mut placement = Placement::default();
        // By entry: its place among the records.
        let mut places: Vec<Option<usize>> = Vec::with_capacity(self.entries.len());
        for (entry, pair) in self.entries.iter().zip(document.root().children()) {
            let wrapper = pair.get("item").map(Value::Node).unwrap_or_default();
            let record = pair.get("record").map(Value::Node).unwrap_or_default();
            let unwrapped = list.mapping.unwrap(&scope, record);
            let item = match unwrapped {
                Ok(mut item) => {
                    item.wrapper = wrapper;
                    item
                }
                Err(message) => {
                    push_issue(&mut listed.issues, &wrapper, message);
                    places.push(None);
                    continue;
                }
            };
            let counts = list.filter.as_ref();
            if !counts.is_none_or(|filter| filter.holds(&scope, &item)) {
                places.push(None);
                continue;
            }
            let above = entry
                .parent
                .and_then(|parent| places.get(parent).copied().flatten());
            let parent = list.tree.parent(&scope, &item, above);
            places.push(Some(placement.placed.len()));
            placement.placed.push(Placed { item, parent });
        }
        join(&list.mapping.joins, &scope, &mut placement.placed);
        let names = list.records(&scope, &placement.placed, self.is_first_page, &mut listed);
        list.find_stubs(&scope, &placement, &names, &mut listed);
        for (at, ids) in std::mem::take(&mut self.left) {
            let place = at.and_then(|at| places.get(at).copied().flatten());
            let parent = place.and_then(|place| names.ids.get(place).cloned().flatten());
            listed.stubs.push(Stub {
                parent: names.comment(parent),
                count: u64::try_from(ids.len()).ok(),
                rest: Rest::Kids(ids),
            });
        }
        hang_under(self.root.as_ref(), &mut listed);
        State::Done(Ok(Reply::List(listed)))
    }
}
