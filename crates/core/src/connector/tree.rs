//! Who answers whom: the shapes in which backends send a discussion.
//!
//! Whatever the shape, what comes out is flat: records with the identifier of their parent. The
//! walk through nested records keeps its own list of what is left to do, so depth costs nothing.

use super::{
    expression::Expression,
    mapping::Mapping,
    scope::{Item, Scope},
    selector::Predicate,
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
    /// Records stand in reading order and say how deep they are.
    Depth {
        /// How deep.
        depth: Expression,
    },
    /// Each record names its answers, which are fetched one by one.
    Kids {
        /// The identifiers of the answers.
        ids: Expression,
        /// How many records are fetched before the person is asked.
        budget: usize,
    },
}

/// Records in their places, and the items that stand for records which are not here.
#[derive(Debug, Default)]
pub(crate) struct Placement<'a> {
    /// The records, parents before their answers.
    pub(crate) placed: Vec<Placed<'a>>,
    /// What stands for others, with its parent.
    pub(crate) stubs: Vec<Placed<'a>>,
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
    /// The records of a list of items, depth first, and what could not be unwrapped. `stub` holds
    /// for items that stand for others.
    pub(crate) fn place<'a>(
        &'a self,
        scope: &Scope<'a>,
        mapping: &'a Mapping,
        items: Vec<Value<'a>>,
        stub: Option<&'a Predicate>,
        refused: &mut dyn FnMut(&Value<'a>, String),
    ) -> Placement<'a> {
        let mut placed: Vec<Placed<'a>> = Vec::with_capacity(items.len());
        let mut stubs = Vec::new();
        // What is above the record at hand where depths say so: depth and place.
        let mut above_by_depth: Vec<(i64, usize)> = Vec::new();
        // What is left to do, last first: an item and the place of its parent.
        let mut pending: Vec<(Value<'a>, Option<usize>)> =
            items.into_iter().rev().map(|item| (item, None)).collect();
        while let Some((wrapper, mut above)) = pending.pop() {
            if !scope.spend(1) {
                break;
            }
            let mut here = above;
            if let Some(stub) = stub {
                let item = Self::seen(scope, mapping, &wrapper);
                if stub.holds(scope, &item) {
                    if let Self::Depth { depth } = self {
                        let depth = depth.evaluate(scope, &item).as_int().unwrap_or(0);
                        let higher = above_by_depth.iter().rev();
                        above = higher
                            .into_iter()
                            .find(|(other, _)| *other < depth)
                            .map(|(_, place)| *place);
                    }
                    let parent = self.parent(scope, &item, above);
                    stubs.push(Placed { item, parent });
                    continue;
                }
            }
            match mapping.unwrap(scope, wrapper.clone()) {
                Ok(item) => {
                    if let Self::Depth { depth } = self {
                        let depth = depth.evaluate(scope, &item).as_int().unwrap_or(0);
                        while above_by_depth
                            .last()
                            .is_some_and(|(other, _)| *other >= depth)
                        {
                            above_by_depth.pop();
                        }
                        above = above_by_depth.last().map(|(_, place)| *place);
                        above_by_depth.push((depth, placed.len()));
                    }
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
        Placement { placed, stubs }
    }

    /// An item as predicates see it, whether it can be unwrapped or not.
    pub(crate) fn seen<'a>(
        scope: &Scope<'a>,
        mapping: &'a Mapping,
        wrapper: &Value<'a>,
    ) -> Item<'a> {
        mapping
            .unwrap(scope, wrapper.clone())
            .unwrap_or_else(|_| Item::new(wrapper.clone()))
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
            Self::Nested { .. } | Self::Depth { .. } | Self::Kids { .. } => below,
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
