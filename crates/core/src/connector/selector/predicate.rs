//! Predicates: what a filter or a `where` asks of a value.

use std::cmp::Ordering;

use super::{Selector, SyntaxError, parse};
use crate::connector::{
    scope::{Item, Scope},
    value::Value,
};

/// A parsed predicate.
#[derive(Debug)]
pub(crate) enum Predicate {
    /// One of them holds.
    Any(Vec<Self>),
    /// All of them hold.
    All(Vec<Self>),
    /// It does not hold.
    Not(Box<Self>),
    /// Something is selected, be it `null`.
    Exists(Selector),
    /// Two values compare.
    Compare(Operand, Comparison, Operand),
}

/// One side of a comparison.
#[derive(Debug)]
pub(crate) enum Operand {
    /// What a selector finds.
    Selected(Selector),
    /// A value that was written down.
    Literal(Value<'static>),
}

/// How two values compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equal,
    NotEqual,
    Less,
    AtMost,
    More,
    AtLeast,
}

impl Predicate {
    /// Reads a predicate.
    pub(crate) fn parse(text: &str) -> Result<Self, SyntaxError> {
        parse::predicate(text)
    }

    /// Whether it holds for an item.
    pub(crate) fn holds<'a>(&'a self, scope: &Scope<'a>, item: &Item<'a>) -> bool {
        match self {
            Self::Any(parts) => parts.iter().any(|part| part.holds(scope, item)),
            Self::All(parts) => parts.iter().all(|part| part.holds(scope, item)),
            Self::Not(inner) => !inner.holds(scope, item),
            Self::Exists(selector) => match selector.select(scope, item) {
                Value::Missing => false,
                Value::List(matches) => !matches.is_empty(),
                _ => true,
            },
            Self::Compare(left, comparison, right) => {
                comparison.holds(&left.value(scope, item), &right.value(scope, item))
            }
        }
    }
}

impl Operand {
    fn value<'a>(&'a self, scope: &Scope<'a>, item: &Item<'a>) -> Value<'a> {
        match self {
            Self::Selected(selector) => match selector.select(scope, item) {
                Value::List(matches) => matches.into_iter().next().unwrap_or_default(),
                value => value,
            },
            Self::Literal(value) => value.clone(),
        }
    }
}

impl Comparison {
    /// Compares as RFC 9535 does: order exists among numbers and among strings only.
    fn holds(self, left: &Value<'_>, right: &Value<'_>) -> bool {
        let order = match (left.as_float(), right.as_float()) {
            (Some(left), Some(right)) => left.partial_cmp(&right),
            (None, None) => left
                .as_text()
                .zip(right.as_text())
                .map(|(left, right)| left.cmp(&right)),
            _ => None,
        };
        let equal = left.equals(right);
        match self {
            Self::Equal => equal,
            Self::NotEqual => !equal,
            Self::Less => order.is_some_and(Ordering::is_lt),
            Self::More => order.is_some_and(Ordering::is_gt),
            Self::AtMost => equal || order.is_some_and(Ordering::is_lt),
            Self::AtLeast => equal || order.is_some_and(Ordering::is_gt),
        }
    }
}
