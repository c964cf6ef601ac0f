//! Reads a list of an answer: items, their places in the discussion, and where the next page is.

use std::collections::HashMap;

use super::{
    capabilities::Sort,
    expression::Expression,
    failure::{Failure, FailureKind},
    hydration::Hydration,
    mapping::{Join, Mapping, identifier},
    more::{MoreRule, StubRule},
    page::{Bookmark, Paging, Read},
    plan::Request,
    query::{DecodeIssue, PageToken, Stub},
    scope::{Item, Scope},
    selector::Predicate,
    tree::{Parent, Placed, Tree},
    value::Value,
};
use crate::{
    json::Node,
    model::{CommentId, Post},
};

/// More issues than this are not worth reading.
const MAX_ISSUES: usize = 100;

/// A list that a connector describes.
#[derive(Debug)]
pub(crate) struct List {
    /// What to ask for.
    pub(crate) request: Request,
    /// Where the items are.
    pub(crate) items: Expression,
    /// Which of them count.
    pub(crate) filter: Option<Predicate>,
    /// What they mean.
    pub(crate) mapping: Mapping,
    /// How they hang together.
    pub(crate) tree: Tree,
    /// Which of them is the post itself.
    pub(crate) opening_post: Option<Opening>,
    /// How the list is divided.
    pub(crate) paging: Paging,
    /// The orders it can have, and the variables that each sets.
    pub(crate) sorts: Vec<Order>,
    /// How what is only named, or there in part, is completed.
    pub(crate) hydration: Option<Hydration>,
    /// Which items stand for others, and how those are asked for.
    pub(crate) stub: Option<StubRule>,
    /// Which records have answers that are not here, and how those are asked for.
    pub(crate) more: Option<MoreRule>,
}

/// An order of a list.
#[derive(Debug)]
pub(crate) struct Order {
    /// Its name and title.
    pub(crate) sort: Sort,
    /// What templates know as `sort.…`.
    pub(crate) set: Vec<(Box<str>, Value<'static>)>,
}

/// Which item of a discussion is the post.
#[derive(Debug)]
pub(crate) enum Opening {
    /// The first of the first page.
    First,
    /// The one that a predicate holds for.
    Where(Predicate),
}

/// The items of an answer.
pub(crate) struct Selected<'a> {
    /// Those that count.
    pub(crate) items: Vec<Value<'a>>,
    /// How many there were in all.
    pub(crate) count: usize,
    /// The last of all, whether it counts or not.
    pub(crate) last: Option<Value<'a>>,
}

/// A list that has been read.
#[derive(Debug, Default)]
pub(crate) struct Listed {
    /// The records, with the identifiers of their parents.
    pub(crate) records: Vec<(Post, Option<String>)>,
    /// Where the next page starts.
    pub(crate) next: Option<PageToken>,
    /// What did not fit.
    pub(crate) issues: Vec<DecodeIssue>,
    /// What is known of but not here.
    pub(crate) stubs: Vec<Stub>,
}

impl List {
    /// Reads an answer that holds all there is to a page.
    pub(crate) fn read<'a>(
        &'a self,
        scope: &Scope<'a>,
        at: Option<&Bookmark>,
        origins: &[String],
    ) -> Result<Listed, Failure> {
        let mut listed = Listed::default();
        let Selected { items, count, last } = self.select(scope, &self.items)?;
        let first = self.read_items(scope, items, &self.tree, at.is_none(), &mut listed);
        let last = last.map(|last| Tree::seen(scope, &self.mapping, &last));
        let page = Read {
            count,
            first: first.as_deref(),
            last: last.as_ref(),
        };
        match self.paging.next(scope, at, &page, origins) {
            Ok(next) => listed.next = next.map(|next| next.token()),
            Err(message) => push_issue(&mut listed.issues, &scope.response, message),
        }
        Ok(listed)
    }

    /// The items of an answer.
    pub(crate) fn select<'a>(
        &'a self,
        scope: &Scope<'a>,
        from: &'a Expression,
    ) -> Result<Selected<'a>, Failure> {
        let whole = Item::new(scope.response.clone());
        if let Some(selector) = from.missing_list(scope, &whole) {
            let message = format!("the answer has no list at `{selector}`");
            return Err(Failure::new(FailureKind::Unreadable, message));
        }
        let mut items = from.evaluate(scope, &whole).into_items();
        let (count, last) = (items.len(), items.last().cloned());
        if let Some(filter) = self.filter.as_ref().filter(|_| self.hydration.is_none()) {
            items.retain(|item| filter.holds(scope, &Item::new(item.clone())));
        }
        Ok(Selected { items, count, last })
    }

    /// Reads items; gives back the identifier of the first.
    pub(crate) fn read_items<'a>(
        &'a self,
        scope: &Scope<'a>,
        items: Vec<Value<'a>>,
        tree: &'a Tree,
        is_first_page: bool,
        listed: &mut Listed,
    ) -> Option<String> {
        let issues = &mut listed.issues;
        let stub = self.stub.as_ref().map(|stub| &stub.when);
        let mut refuse = |wrapper: &Value<'a>, message| push_issue(issues, wrapper, message);
        let mut placement = tree.place(scope, &self.mapping, items, stub, &mut refuse);
        join(&self.mapping.joins, scope, &mut placement.placed);
        let names = self.records(scope, &placement.placed, is_first_page, listed);
        self.find_stubs(scope, &placement, &names, listed);
        names.first
    }

    /// Reads the records that fit and resolves their parents.
    pub(crate) fn records<'a>(
        &'a self,
        scope: &Scope<'a>,
        placed: &[Placed<'a>],
        is_first_page: bool,
        listed: &mut Listed,
    ) -> Names {
        let mut names = self.names(scope, placed);
        let opening = self.opening(scope, placed, is_first_page);
        // By place: the identifier to answer, which for a record that is left out is its parent.
        let mut targets: Vec<Option<String>> = Vec::new();
        let by_place = placed
            .iter()
            .any(|placed| matches!(placed.parent, Parent::At(_)));
        listed.records.reserve(placed.len());
        for (at, Placed { item, parent }) in placed.iter().enumerate() {
            let id = names.ids.get(at).and_then(Option::as_deref);
            let parent = match parent {
                Parent::Post => None,
                Parent::At(above) => targets.get(*above).cloned().flatten(),
                Parent::Named(name) => names.target(name),
            };
            // What answers the opening post, or itself, answers the post.
            let parent = parent
                .filter(|parent| Some(parent) != opening.as_ref() && Some(parent.as_str()) != id);
            let is_opening = id.is_some() && id == opening.as_deref();
            let record = match self.mapping.read(scope, item) {
                Ok(record) if !is_opening => Some(record),
                Ok(_) => None,
                Err(message) => {
                    push_issue(&mut listed.issues, &item.wrapper, message);
                    None
                }
            };
            if by_place {
                let target = id.map(str::to_owned).or_else(|| parent.clone());
                targets.push(target.filter(|_| !is_opening));
            }
            if let Some(record) = record {
                listed.records.push((record, parent));
            }
            if scope.is_exhausted() {
                break;
            }
        }
        if scope.is_exhausted() {
            let message = "the answer takes too much work to read".to_owned();
            push_issue(&mut listed.issues, &scope.response, message);
        }
        names.first = names.ids.first().cloned().flatten();
        names.opening = opening;
        names
    }

    /// What records are called: by themselves, and by those that answer them.
    fn names<'a>(&'a self, scope: &Scope<'a>, placed: &[Placed<'a>]) -> Names {
        let mut names = Names::default();
        for Placed { item, .. } in placed {
            let id = self.mapping.id(scope, item);
            let key = self
                .tree
                .key()
                .and_then(|key| key.evaluate(scope, item).as_text());
            if let Some(key) = key {
                names.by_key.insert(key.into_owned(), names.ids.len());
            }
            names.ids.push(id);
        }
        names
    }

    fn opening<'a>(
        &'a self,
        scope: &Scope<'a>,
        placed: &[Placed<'a>],
        is_first_page: bool,
    ) -> Option<String> {
        let found = match self.opening_post.as_ref()? {
            Opening::First => placed.first().filter(|_| is_first_page),
            Opening::Where(predicate) => placed
                .iter()
                .find(|placed| predicate.holds(scope, &placed.item)),
        };
        self.mapping.id(scope, &found?.item)
    }
}

/// What the records of a page are called.
#[derive(Default)]
pub(crate) struct Names {
    /// Identifiers by place.
    pub(crate) ids: Vec<Option<String>>,
    /// Places by key.
    by_key: HashMap<String, usize>,
    /// The identifier of the first.
    first: Option<String>,
    /// The identifier of the one that is the post.
    opening: Option<String>,
}

impl Names {
    /// The identifier of the record that a name stands for; a name that nobody here has stands
    /// for itself.
    pub(crate) fn target(&self, name: &str) -> Option<String> {
        let known = self.by_key.get(name).and_then(|at| self.ids.get(*at));
        known.cloned().flatten().or_else(|| Some(name.to_owned()))
    }

    /// The comment that something stands under: none where that is the post.
    pub(crate) fn comment(&self, id: Option<String>) -> Option<CommentId> {
        id.filter(|id| Some(id) != self.opening.as_ref())
            .map(CommentId::from)
    }
}

impl Mapping {
    /// The identifier of a record, if it has one.
    pub(crate) fn id<'a>(&'a self, scope: &Scope<'a>, item: &Item<'a>) -> Option<String> {
        let (_, expression) = self
            .fields
            .iter()
            .find(|(field, _)| *field == super::mapping::Field::Id)?;
        identifier(Some(&expression.evaluate(scope, item))).ok()
    }
}

/// Completes records from other lists of the answer.
pub(crate) fn join<'a>(joins: &'a [Join], scope: &Scope<'a>, placed: &mut [Placed<'a>]) {
    for join in joins {
        let whole = Item::new(scope.response.clone());
        let targets = join.from.evaluate(scope, &whole).into_items();
        let mut by_key: HashMap<String, usize> = HashMap::with_capacity(targets.len());
        for (at, target) in targets.iter().enumerate() {
            let item = Item::new(target.clone());
            if let Some(key) = join.key(scope, &item, false) {
                by_key.entry(key).or_insert(at);
            }
        }
        for placed in &mut *placed {
            let wanted = join.key(scope, &placed.item, true);
            let found = wanted.and_then(|key| targets.get(*by_key.get(&key)?));
            if let Some(found) = found {
                placed.item.joined.push((&join.into, found.clone()));
            }
        }
    }
}

impl Join {
    /// Several texts as one key, of a record or of what is joined to it; `None`: one is missing.
    fn key<'a>(&'a self, scope: &Scope<'a>, item: &Item<'a>, of_record: bool) -> Option<String> {
        let mut key = String::new();
        for (own, target) in &self.on {
            let part = if of_record { own } else { target };
            key.push_str(&part.evaluate(scope, item).spelled()?);
            key.push('\u{1f}');
        }
        Some(key)
    }
}

/// Notes what did not fit, with its place in the answer.
pub(crate) fn push_issue(issues: &mut Vec<DecodeIssue>, place: &Value<'_>, message: String) {
    if issues.len() < MAX_ISSUES {
        let pointer = match place {
            Value::Node(node) => Node::pointer(*node),
            _ => String::new(),
        };
        issues.push(DecodeIssue { pointer, message });
    }
}
