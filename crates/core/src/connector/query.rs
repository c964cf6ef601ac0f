//! What to list, and the page that comes of it.

use serde::{Deserialize, Serialize};

use crate::model::CommentId;

/// Which posts to list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct PostQuery {
    /// One of [`Capabilities::post_sorts`](super::Capabilities::post_sorts).
    pub sort: Option<String>,
    /// Words to search for.
    pub search: Option<String>,
    /// One tag.
    pub tag: Option<String>,
    /// Where to go on, from the page before.
    pub page: Option<PageToken>,
}

/// Which comments of a post to list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct CommentQuery {
    /// One of [`Capabilities::comment_sorts`](super::Capabilities::comment_sorts).
    pub sort: Option<String>,
    /// Where to go on, from the page before.
    pub page: Option<PageToken>,
}

/// Where the next page of a list starts. Opaque; made by the engine.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PageToken(pub(crate) String);

/// A page of a list: what could be read, and what could not.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<T> {
    /// The records that fit.
    pub items: Vec<T>,
    /// Where to go on; `None` at the end.
    pub next: Option<PageToken>,
    /// The records that did not fit, each with what was wrong.
    pub issues: Vec<DecodeIssue>,
    /// What the backend has but did not send along.
    pub stubs: Vec<Stub>,
}

/// Comments that a backend has but did not send along; see
/// [`Source::more`](super::Source::more).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stub {
    /// The comment that they answer; `None`: the post.
    pub parent: Option<CommentId>,
    /// How many there are, where that is known.
    pub count: Option<u64>,
    /// How they are asked for.
    #[serde(skip)]
    pub(crate) rest: Rest,
}

/// How comments that were left out are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Rest {
    /// One by one, by these identifiers.
    Kids(Vec<String>),
    /// As the rule for stubs says, by these identifiers if there are any.
    Stub(Vec<String>),
    /// As the rule for records with more answers says.
    More,
}

/// A record that was left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecodeIssue {
    /// Its place in the answer, as a JSON pointer.
    pub pointer: String,
    /// What was wrong with it.
    pub message: String,
}
