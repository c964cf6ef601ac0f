//! Selectors: a subset of RFC 9535 (`JSONPath`) with a few more roots.
//!
//! `@` the item, `$` the answer, `^` what the item was unwrapped from, `&` the post, `%` the header
//! fields; then `.name`, `['name']`, `[n]`, `[*]`, `[?…]`, and `['~key']` for the key under which a
//! value stands. No descendants, slices or functions. They are parsed once, with the file.

mod parse;
mod predicate;

pub(crate) use predicate::Predicate;

use std::sync::atomic::AtomicU32;

use super::{
    scope::{Item, Scope},
    value::Value,
};
use crate::json::Node;

/// Why a text is no selector or predicate.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{expected} expected after `{before}`")]
pub(crate) struct SyntaxError {
    /// What should have been there.
    pub(crate) expected: &'static str,
    /// What had been read.
    pub(crate) before: String,
}

/// A parsed selector.
#[derive(Debug)]
pub(crate) struct Selector {
    root: Root,
    steps: Vec<Step>,
    text: Box<str>,
}

/// Where a selector starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Root {
    Item,
    Response,
    Wrapper,
    Post,
    Headers,
}

#[derive(Debug)]
enum Step {
    Name(Name),
    Place(i32),
    Key,
    Every,
    Filter(Predicate),
}

/// The name of a member, and where it was found the last time: the records of a list are alike.
#[derive(Debug)]
struct Name {
    text: Box<str>,
    place: AtomicU32,
}

impl Name {
    fn new(text: impl Into<Box<str>>) -> Self {
        Self {
            text: text.into(),
            place: AtomicU32::new(0),
        }
    }

    fn of<'a>(&self, node: Node<'a>, scope: &Scope<'_>) -> Option<Node<'a>> {
        let (found, cost) = node.find_again(&self.text, &self.place);
        if scope.spend(cost) { found } else { None }
    }
}

impl Selector {
    /// Reads a selector.
    pub(crate) fn parse(text: &str) -> Result<Self, SyntaxError> {
        parse::selector(text)
    }

    /// Finds what is selected: one value, or a list where the selector can match several.
    pub(crate) fn select<'a>(&'a self, scope: &Scope<'a>, item: &Item<'a>) -> Value<'a> {
        // Nearly all there is to read: a member of a record.
        if let (Root::Item, Value::Node(node), true) =
            (self.root, &item.value, item.joined.is_empty())
        {
            return walk_nodes(*node, &self.steps, scope);
        }
        let (start, steps) = self.start(scope, item);
        walk(start, steps, scope)
    }

    /// Whether the list that the selector takes its matches from is there at all. An absent list
    /// is a different answer than the one expected; an empty one is just empty.
    pub(crate) fn has_list(&self, scope: &Scope<'_>, item: &Item<'_>) -> bool {
        let (start, steps) = self.start(scope, item);
        let prefix = match steps.split_last() {
            Some((Step::Every | Step::Filter(_), prefix)) => prefix,
            _ => steps,
        };
        let list = walk(start, prefix, scope);
        list.is_nothing() && list.kind().is_some() || list.children().is_some()
    }

    fn start<'a>(&'a self, scope: &Scope<'a>, item: &Item<'a>) -> (Value<'a>, &'a [Step]) {
        let named = match self.steps.split_first() {
            Some((Step::Name(name), rest)) => Some((name, rest)),
            _ => None,
        };
        let value = match self.root {
            Root::Item => {
                let joined = named.and_then(|(name, rest)| {
                    let found = item
                        .joined
                        .iter()
                        .find(|(known, _)| **known == *name.text)?;
                    Some((found.1.clone(), rest))
                });
                if let Some(joined) = joined {
                    return joined;
                }
                item.value.clone()
            }
            Root::Response => scope.response.clone(),
            Root::Wrapper => item.wrapper.clone(),
            Root::Post => scope.vars.root("post"),
            Root::Headers => {
                return match named {
                    Some((name, rest)) => (scope.header(&name.text), rest),
                    None => (Value::Missing, &[]),
                };
            }
        };
        (value, &self.steps)
    }

    /// The selector as it was written.
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }
}

/// Follows names as long as there are any, then whatever else there is.
fn walk_nodes<'a>(mut node: Node<'a>, steps: &'a [Step], scope: &Scope<'a>) -> Value<'a> {
    let mut steps = steps;
    while let Some((Step::Name(name), rest)) = steps.split_first() {
        let Some(found) = name.of(node, scope) else {
            return Value::Missing;
        };
        node = found;
        steps = rest;
    }
    walk(Value::Node(node), steps, scope)
}

/// Follows the steps as long as each leads to one value.
fn walk<'a>(start: Value<'a>, steps: &'a [Step], scope: &Scope<'a>) -> Value<'a> {
    let mut value = start;
    let mut steps = steps;
    while let Some((step, rest)) = steps.split_first() {
        if matches!(step, Step::Every | Step::Filter(_)) {
            return spread(value, steps, scope);
        }
        value = single(&value, step, scope);
        if matches!(value, Value::Missing) {
            return Value::Missing;
        }
        steps = rest;
    }
    value
}

/// Follows steps that lead to several values; each list of matches is built before the next step.
fn spread<'a>(start: Value<'a>, steps: &'a [Step], scope: &Scope<'a>) -> Value<'a> {
    let mut matches = vec![start];
    for step in steps {
        let mut next = Vec::new();
        for value in matches {
            match step {
                Step::Every => {
                    let children = value.children().unwrap_or_default();
                    if !scope.spend(children.len()) {
                        return Value::Missing;
                    }
                    next.extend(children);
                }
                Step::Filter(predicate) => {
                    for child in value.children().unwrap_or_default() {
                        if !scope.spend(1) {
                            return Value::Missing;
                        }
                        if predicate.holds(scope, &Item::new(child.clone())) {
                            next.push(child);
                        }
                    }
                }
                _ => {
                    let found = single(&value, step, scope);
                    if !matches!(found, Value::Missing) {
                        next.push(found);
                    }
                }
            }
        }
        matches = next;
    }
    Value::List(matches)
}

fn single<'a>(value: &Value<'a>, step: &Step, scope: &Scope<'a>) -> Value<'a> {
    let (found, cost) = match step {
        Step::Name(name) => value.find(&name.text),
        Step::Place(place) => value.element(*place),
        Step::Key => (value.key(), 1),
        Step::Every | Step::Filter(_) => (Value::Missing, 1),
    };
    if scope.spend(cost) {
        found
    } else {
        Value::Missing
    }
}
