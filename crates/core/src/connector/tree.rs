//! Who answers whom: the shapes in which backends send a discussion.
//!
//! Whatever the shape, what comes out is flat: records with the identifier of their parent. The
//! walk through nested records keeps its own list of what is left to do, so depth costs nothing.

use super::{
    expression::Expression,
    mapping::Mapping,
    scope::{Item, Scope},
    template::Body,
    value::Value,
};

/// The shape of a discussion.
#[derive(Debug)]
pub(crate) enum Tree {
    /// No answers to answers.
    None,
    /// Each record names its parent.
    Flat {
        /// The parent.
        parent: Expression,
        /// What parents are named by, where it is not the identifier.
        key: Option<Expression>,
        /// Values of `parent` that mean the post.
        roots: Vec<Body>,
    },
    /// Records hold their answers.
    Nested {
        /// The answers, from the item.
        children: Expression,
    },
    /// Answers hang under top-level records and may name whom they really answer.
    TwoLevel {
        /// The answers, from the item.
        children: Expression,
        /// The parent that an answer names.
        edge: Option<Expression>,
    },
    /// Each record holds the identifiers of all above it and its own.
    Path {
        /// The path.
        path: Expression,
        /// What stands between identifiers.
        separator: Box<str>,
        /// How many identifiers at the start stand for the post.
        drop: usize,
    },
}

/// A record in its place.
#[derive(Debug)]
pub(crate) struct Placed<'a> {
    /// The record.
    pub(crate) item: Item<'a>,
    /// Its parent, as far as the shape alone tells it.
    pub(crate) parent: Parent,
}

/// Whom a record answers.
#[derive(Debug, Clone, Default)]
pub(crate) enum Parent {
    /// The post.
    #[default]
    Post,
    /// The record with this identifier, or this key where the tree has keys.
    Named(String),
    /// The record at this place among those before it.
    At(usize),
}

impl Tree {
    /// The records of a list of items, depth first, and what could not be unwrapped.
    pub(crate) fn place<'a>(
        &'a self,
        scope: &Scope<'a>,
        mapping: &'a Mapping,
        items: Vec<Value<'a>>,
        refused: &mut dyn FnMut(&Value<'a>, String),
    ) -> Vec<Placed<'a>> {
        let mut placed: Vec<Placed<'a>> = Vec::with_capacity(items.len());
        // What is left to do, last first: an item and the place of its parent.
        let mut pending: Vec<(Value<'a>, Option<usize>)> =
            items.into_iter().rev().map(|item| (item, None)).collect();
        while let Some((wrapper, above)) = pending.pop() {
            if !scope.spend(1) {
                break;
            }
            let mut here = above;
            match mapping.unwrap(scope, wrapper.clone()) {
                Ok(item) => {
                    let parent = self.parent(scope, &item, above);
                    here = Some(placed.len());
                    placed.push(Placed { item, parent });
                }
                Err(message) => refused(&wrapper, message),
            }
            let children = match self {
                Self::Nested { children } => children,
                Self::TwoLevel { children, .. } if above.is_none() => children,
                _ => continue,
            };
            let children = children.evaluate(scope, &Item::new(wrapper)).into_items();
            pending.extend(
                children
                    .into_iter()
                    .rev()
                    // Some backends have `""` or a count where a list would be.
                    .filter(|child| child.kind() == Some(crate::json::Type::Object))
                    .map(|child| (child, here)),
            );
        }
        placed
    }

    /// The parent of a record on its own, or of one below the record at `above`.
    pub(crate) fn parent<'a>(
        &'a self,
        scope: &Scope<'a>,
        item: &Item<'a>,
        above: Option<usize>,
    ) -> Parent {
        let below = above.map_or(Parent::Post, Parent::At);
        let named = |value: &Value<'a>| value.as_text().filter(|name| !name.is_empty());
        match self {
            Self::None => Parent::Post,
            Self::Nested { .. } => below,
            Self::TwoLevel { edge, .. } => {
                let edge = edge.as_ref().filter(|_| above.is_some());
                let name = edge.and_then(|edge| named(&edge.evaluate(scope, item)));
                name.map_or(below, |name| Parent::Named(name.into_owned()))
            }
            Self::Flat { parent, roots, .. } => {
                let Some(name) = named(&parent.evaluate(scope, item)) else {
                    return Parent::Post;
                };
                let is_root =
                    |root: &Body| root.value(scope.vars).spelled().as_ref() == Some(&name);
                if roots.iter().any(is_root) {
                    return Parent::Post;
                }
                Parent::Named(name.into_owned())
            }
            Self::Path {
                path,
                separator,
                drop,
            } => {
                let Some(whole) = named(&path.evaluate(scope, item)) else {
                    return Parent::Post;
                };
                let steps: Vec<&str> = whole
                    .split(&**separator)
                    .filter(|name| !name.is_empty())
                    .collect();
                let parent = steps.len().checked_sub(2).filter(|at| at >= drop);
                match parent.and_then(|at| steps.get(at)) {
                    Some(name) => Parent::Named((*name).to_owned()),
                    None => Parent::Post,
                }
            }
        }
    }

    /// The key that parents are named by, where it is not the identifier.
    pub(crate) fn key(&self) -> Option<&Expression> {
        match self {
            Self::Flat { key, .. } => key.as_ref(),
            _ => None,
        }
    }
}
