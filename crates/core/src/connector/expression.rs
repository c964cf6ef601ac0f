//! Expressions: how a field of the model comes out of an answer.
//!
//! A string selects, a list takes the first that is present and not empty, an object with `op`
//! transforms, an object with `lit` is a value as it stands. Evaluation always ends: there are no
//! loops, no calls, and the nesting is that of the file.

mod transform;

pub(crate) use transform::{Function, Transform, time_of};

use super::{
    scope::{Item, Scope},
    selector::Selector,
    value::Value,
};

/// A parsed expression.
#[derive(Debug)]
pub(crate) enum Expression {
    /// What a selector finds.
    Select(Selector),
    /// The first that is present and not empty.
    First(Vec<Self>),
    /// A value that was written down.
    Literal(Value<'static>),
    /// A value computed from others.
    Transform(Box<Transform>),
}

impl Expression {
    /// The value for an item.
    pub(crate) fn evaluate<'a>(&'a self, scope: &Scope<'a>, item: &Item<'a>) -> Value<'a> {
        match self {
            Self::Select(selector) => selector.select(scope, item),
            Self::First(choices) => choices
                .iter()
                .map(|choice| choice.evaluate(scope, item))
                .find(|value| !value.is_empty())
                .unwrap_or_default(),
            Self::Literal(value) => value.clone(),
            Self::Transform(transform) => transform.apply(scope, item),
        }
    }

    /// The selector of the list that this takes its items from, if the answer has none there.
    pub(crate) fn missing_list<'a>(
        &'a self,
        scope: &Scope<'a>,
        item: &Item<'a>,
    ) -> Option<&'a str> {
        match self {
            Self::Select(selector) => (!selector.has_list(scope, item)).then(|| selector.as_str()),
            Self::First(choices) => {
                let mut missing = None;
                for choice in choices {
                    missing = Some(choice.missing_list(scope, item)?);
                }
                missing
            }
            Self::Transform(transform) => transform.source().missing_list(scope, item),
            Self::Literal(_) => None,
        }
    }
}
