//! Completes lists whose answer only names its records, or has them in part.
//!
//! A list of identifiers, or of records with gaps, costs a request more for each, or one for
//! several at once (`batch`). What comes back is put together with what was there, as one list of
//! `{item, record}`: `@` is the record and `^` what the list had in its place.

use super::{
    answer::{accepted, unreachable, unreadable},
    bound::Situation,
    expression::Expression,
    failure::Failure,
    gather::Begun,
    list::List,
    operation::{Answer, State},
    page::Bookmark,
    plan::Request,
    reading::Which,
    request::HttpRequest,
    scope::{Item, Scope},
    selector::Predicate,
    template::Vars,
    value::Value,
};
use crate::{json::Type, model::CommentId};

/// No page takes more requests.
pub(crate) const MAX_REQUESTS: usize = 100;

/// How the records of a list are completed.
#[derive(Debug)]
pub(crate) struct Hydration {
    /// What to ask for: `id`, `ids` and `item` are known here.
    pub(crate) request: Request,
    /// For which items; else for those that are no objects.
    pub(crate) when: Option<Predicate>,
    /// How many are asked for at once; `None`: each on its own.
    pub(crate) batch: Option<usize>,
    /// Where the record is in an answer; with `batch`, where the records are.
    pub(crate) item: Expression,
    /// What does it.
    pub(crate) engine: &'static Engine,
}

/// Reads a list's own answer.
type Begin = for<'a, 'b> fn(
    &'a List,
    &'b Scope<'a>,
    Option<&'b Bookmark>,
    &'b [String],
) -> Result<Begun, Failure>;

/// What reads lists that take several answers; see `gather`. By way of this, a program that reads no
/// such lists has no code for them.
#[derive(Debug)]
pub(crate) struct Engine {
    /// Reads a list's own answer.
    pub(crate) begin: Begin,
    /// Fetches what that answer does not have.
    pub(crate) go_on: fn(Begun, Situation, Which, bool, String) -> State,
    /// Goes on from a bookmark.
    pub(crate) resume: fn(Situation, Which, &Bookmark) -> State,
    /// Fetches records by their identifiers.
    pub(crate) by_ids: fn(Situation, Which, &[String], Option<&CommentId>) -> State,
}

/// One record of a list that takes several answers.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// What the list has in its place, as JSON.
    pub(crate) item: String,
    /// The record as JSON; `None`: it has to be fetched.
    pub(crate) record: Option<String>,
    /// The entry that it answers.
    pub(crate) parent: Option<usize>,
    /// How it is asked for.
    id: String,
}

/// How entries are named in messages.
pub(crate) fn names_of(entries: &[Entry], places: &[usize]) -> String {
    let known = places.iter().filter_map(|at| entries.get(*at));
    let ids: Vec<&str> = known.map(Entry::id).collect();
    format!("`{}`", ids.join("`, `"))
}

impl Entry {
    /// A record that is known by its identifier alone.
    pub(crate) fn named(id: &str, parent: Option<usize>) -> Self {
        let mut item = String::new();
        crate::json::write_string(id, &mut item);
        Self {
            item,
            record: None,
            parent,
            id: id.to_owned(),
        }
    }

    /// How it is asked for.
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// An item of a list.
    pub(crate) fn of<'a>(
        item: &Value<'a>,
        id: Option<String>,
        hydration: Option<&'a Hydration>,
        scope: &Scope<'a>,
    ) -> Self {
        let mut json = String::new();
        item.write_json(&mut json);
        let is_whole = match hydration.map(|hydration| hydration.when.as_ref()) {
            None => true,
            Some(None) => item.kind() == Some(Type::Object),
            Some(Some(when)) => !when.holds(scope, &Item::new(item.clone())),
        };
        let own = || item.as_text().map(std::borrow::Cow::into_owned);
        Self {
            record: is_whole.then(|| json.clone()),
            item: json,
            parent: None,
            id: id.or_else(own).unwrap_or_default(),
        }
    }
}

/// A request for some of the entries, by their places.
pub(crate) struct Fetch {
    pub(crate) request: HttpRequest,
    pub(crate) entries: Vec<usize>,
}

impl Hydration {
    /// The requests for those of the entries that are not here yet, as far as `budget` goes.
    pub(crate) fn fetches(
        &self,
        situation: &Situation,
        entries: &[Entry],
        budget: usize,
    ) -> Result<Vec<Fetch>, Failure> {
        let missing: Vec<usize> = entries
            .iter()
            .enumerate()
            .filter(|(_, entry)| entry.record.is_none())
            .map(|(at, _)| at)
            .collect();
        let around = situation.vars();
        let fetch = |places: &[usize]| {
            let known = places.iter().filter_map(|at| entries.get(*at));
            let ids = known.clone().map(|entry| Value::text(&entry.id)).collect();
            let items: Vec<Value<'static>> = known
                .take(1)
                .filter_map(|entry| crate::json::Json::new(entry.item.clone()))
                .map(|item| Value::parsed(&item))
                .collect();
            let mut vars = Vars::within(&around);
            vars.set("ids", Value::List(ids));
            let first = places.first().and_then(|at| entries.get(*at));
            vars.set("id", Value::optional(first.map(|entry| entry.id.as_str())));
            vars.set("item", items.into_iter().next().unwrap_or_default());
            let request = self.request.fill(&situation.source, &vars)?;
            Ok(Fetch {
                request,
                entries: places.to_vec(),
            })
        };
        let size = self.batch.unwrap_or(1).max(1);
        missing
            .chunks(size)
            .take(budget.min(MAX_REQUESTS))
            .map(fetch)
            .collect()
    }

    /// Puts the records of an answer into the entries they were asked for; `Err`: it is none.
    pub(crate) fn fill(
        &self,
        list: &List,
        situation: &Situation,
        places: &[usize],
        request: &HttpRequest,
        answer: Answer,
        entries: &mut Vec<Entry>,
    ) -> Result<(), Failure> {
        let rules = &situation.source.connector().errors;
        let response = answer.map_err(|error| unreachable(&error))?;
        let document = accepted(rules, &situation.session, &response)?
            .map_err(|error| unreadable(&error, &response))?;
        let vars = situation.vars();
        let root = Value::Node(document.root());
        let scope = Scope::new(root.clone(), &response.headers, &vars, &request.url);
        let found = self.item.evaluate(&scope, &Item::new(root));
        let json = |value: &Value<'_>| {
            let mut json = String::new();
            value.write_json(&mut json);
            json
        };
        if self.batch.is_none() {
            // A record that is not there any more is `null`.
            let record = Some(&found).filter(|found| !found.is_nothing()).map(json);
            if let Some(entry) = places.first().and_then(|at| entries.get_mut(*at)) {
                entry.record = record;
            }
            return Ok(());
        }
        let records = found.into_items();
        let ids: Vec<Option<String>> = records
            .iter()
            .map(|record| list.name(&scope, record))
            .collect();
        let place_of = |id: &Option<String>, entries: &[Entry]| {
            let id = id.as_ref()?;
            let mut places = places.iter().copied();
            places.find(|at| entries.get(*at).is_some_and(|entry| entry.id == *id))
        };
        // Records that do not say who they are come in the order that they were asked for in.
        let say_who = ids.iter().any(|id| place_of(id, entries).is_some());
        let above = places.first().and_then(|at| entries.get(*at)?.parent);
        for (at, (record, id)) in records.iter().zip(&ids).enumerate() {
            let place = if say_who {
                place_of(id, entries)
            } else {
                places.get(at).copied()
            };
            match place.and_then(|place| entries.get_mut(place)) {
                Some(entry) => entry.record = Some(json(record)),
                None => entries.push(Entry {
                    item: json(record),
                    record: Some(json(record)),
                    parent: above,
                    id: String::new(),
                }),
            }
        }
        Ok(())
    }
}
