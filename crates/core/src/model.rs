//! What a discussion is made of, whatever backend it came from.
//!
//! A connector maps a backend's JSON to these types. Nearly everything is optional: backends
//! differ, and one missing field must not hide a comment. Identifiers are opaque strings and are
//! never interpreted. `capture` carries what a backend will want back in a later write.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};

use crate::json::Json;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The identifier as the backend spells it.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The same, for keeps.
            pub fn into_string(self) -> String {
                self.0
            }
        }

        impl<T: Into<String>> From<T> for $name {
            fn from(value: T) -> Self {
                Self(value.into())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id!(
    /// Names one post within its source.
    PostId
);
id!(
    /// Names one comment within its source.
    CommentId
);

/// A moment, in milliseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

/// The markup a text is written in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// HTML, to be parsed inert and rebuilt from an allow-list.
    Html,
    /// `CommonMark` with the GFM extensions.
    Markdown,
    /// Plain text.
    #[default]
    Text,
}

/// A text and the markup it is written in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body {
    /// The text as it came from the backend. Hostile until it went through `rich_text`.
    pub text: String,
    /// Its markup.
    pub format: Format,
}

/// Who wrote something.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    /// The backend's identifier of the account; guests have none.
    pub id: Option<String>,
    /// The name to show.
    pub name: Option<String>,
    /// A second, unique name such as `ann@example.org`.
    pub handle: Option<String>,
    /// Address of a picture.
    pub avatar: Option<String>,
    /// Address of a page about the author.
    pub url: Option<String>,
    /// What the author is here, as the backend says it: `moderator`, `admin`, `guest`.
    pub roles: Vec<String>,
}

/// Whether others can see an item.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Everyone sees it.
    #[default]
    Published,
    /// It waits for a moderator; only its author and moderators see it.
    Held,
    /// A moderator took it away; the place in the thread stays.
    Removed,
    /// Its author took it away; the place in the thread stays.
    Deleted,
}

/// What the signed-in person may do with an item. `None`: the backend does not say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Can {
    /// Change the text.
    pub edit: Option<bool>,
    /// Take it away.
    pub delete: Option<bool>,
    /// Answer it.
    pub reply: Option<bool>,
    /// Vote on it.
    pub vote: Option<bool>,
    /// Approve or remove it as a moderator.
    pub moderate: Option<bool>,
}

/// A person's vote on an item.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Vote {
    /// For.
    Up,
    /// Against.
    Down,
    /// No vote, or the vote taken back.
    #[default]
    None,
}

impl Vote {
    /// What the vote adds to a score: 1, -1 or 0.
    pub fn weight(self) -> i64 {
        match self {
            Self::Up => 1,
            Self::Down => -1,
            Self::None => 0,
        }
    }
}

/// Opaque values of the backend that its writes need again: a revision, a post number.
pub type Capture = BTreeMap<String, Json>;

/// Something to discuss.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Post {
    /// Names the post within its source.
    pub id: PostId,
    /// Its title, as plain text.
    pub title: Option<String>,
    /// Its text.
    pub body: Option<Body>,
    /// A short plain text for lists; made from the body when the backend has none.
    pub excerpt: Option<String>,
    /// Who wrote it.
    pub author: Option<Author>,
    /// When it was written.
    pub created: Option<Timestamp>,
    /// When it was last changed by its author.
    pub edited: Option<Timestamp>,
    /// Votes for minus votes against, or likes.
    pub score: Option<i64>,
    /// The signed-in person's vote.
    pub my_vote: Option<Vote>,
    /// How many comments it has.
    pub comment_count: Option<u64>,
    /// Its topics.
    pub tags: Vec<String>,
    /// The address that the post points to, when it is about a page elsewhere.
    pub url: Option<String>,
    /// The post's own page on the backend's site.
    pub permalink: Option<String>,
    /// BCP 47 language tag.
    pub lang: Option<String>,
    /// Whether others see it.
    pub state: State,
    /// No more comments are taken.
    pub locked: bool,
    /// Kept at the top of lists.
    pub pinned: bool,
    /// What the signed-in person may do.
    pub can: Can,
    /// Values for later writes.
    pub capture: Capture,
}

/// One contribution to the discussion of a post.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Comment {
    /// Names the comment within its source.
    pub id: CommentId,
    /// The comment it answers; `None` for one that answers the post.
    pub parent: Option<CommentId>,
    /// Its text.
    pub body: Body,
    /// Who wrote it.
    pub author: Option<Author>,
    /// When it was written.
    pub created: Option<Timestamp>,
    /// When it was last changed by its author.
    pub edited: Option<Timestamp>,
    /// Votes for minus votes against, or likes.
    pub score: Option<i64>,
    /// The signed-in person's vote.
    pub my_vote: Option<Vote>,
    /// The comment's own page on the backend's site.
    pub permalink: Option<String>,
    /// BCP 47 language tag.
    pub lang: Option<String>,
    /// Whether others see it.
    pub state: State,
    /// What the signed-in person may do.
    pub can: Can,
    /// Values for later writes.
    pub capture: Capture,
}
