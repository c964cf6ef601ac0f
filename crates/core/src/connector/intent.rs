//! Writes: what a person wants to change, and what came of it.

use serde::{Deserialize, Serialize};

use crate::model::{Comment, Post, Timestamp, Vote};

/// Something a person wants to change on a backend.
#[derive(Debug, Clone, PartialEq)]
pub enum Intent {
    /// Comment on a post, or answer a comment.
    CreateComment {
        /// The post.
        post: Box<Post>,
        /// The comment answered, if any.
        parent: Option<Box<Comment>>,
        /// The text, in [`Capabilities::write_format`](super::Capabilities::write_format).
        text: String,
        /// Who speaks, when not signed in.
        guest: Option<Guest>,
    },
    /// Replace the text of a comment.
    EditComment {
        /// The post it belongs to.
        post: Box<Post>,
        /// The comment as it was read.
        comment: Box<Comment>,
        /// The new text.
        text: String,
    },
    /// Take a comment away.
    DeleteComment {
        /// The post it belongs to.
        post: Box<Post>,
        /// The comment as it was read.
        comment: Box<Comment>,
    },
    /// Vote on a comment.
    VoteComment {
        /// The post it belongs to.
        post: Box<Post>,
        /// The comment as it was read.
        comment: Box<Comment>,
        /// The vote.
        vote: Vote,
    },
    /// Let a held comment through (`approve`) or take a comment away as a moderator.
    ModerateComment {
        /// The post it belongs to.
        post: Box<Post>,
        /// The comment as it was read.
        comment: Box<Comment>,
        /// Let through, or take away.
        approve: bool,
    },
    /// React to a post, or to a comment on it.
    React {
        /// The post.
        post: Box<Post>,
        /// The comment, if it is about one.
        comment: Option<Box<Comment>>,
        /// One of [`Capabilities::reactions`](super::Capabilities::reactions).
        reaction: String,
    },
    /// Start a discussion.
    CreatePost {
        /// Its title.
        title: String,
        /// Its text.
        text: String,
        /// Its topics.
        tags: Vec<String>,
    },
    /// Replace title and text of a post.
    EditPost {
        /// The post as it was read.
        post: Box<Post>,
        /// The new title.
        title: String,
        /// The new text.
        text: String,
    },
    /// Take a post away.
    DeletePost {
        /// The post as it was read.
        post: Box<Post>,
    },
    /// Vote on a post.
    VotePost {
        /// The post as it was read.
        post: Box<Post>,
        /// The vote.
        vote: Vote,
    },
}

/// What a guest says about themselves.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Guest {
    /// The name to show.
    pub name: String,
    /// An e-mail address.
    pub email: String,
    /// A page of their own.
    pub url: String,
}

/// What came of a write.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// The comment as it is now; `state` may be `Held`.
    Comment(Box<Comment>),
    /// The post as it is now.
    Post(Box<Post>),
    /// It worked, but the backend did not say how things are now: read them again.
    Refetch,
}

/// What is said of a write beside what it changes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sending<'a> {
    /// Unique to the intent: its idempotency key, where the backend honours one.
    pub key: &'a str,
    /// When it was asked for, for backends that leave dates to their clients.
    pub at: Option<Timestamp>,
    /// The language of the text, as a BCP 47 tag; empty where it is not known.
    pub lang: &'a str,
}

impl<'a> From<&'a str> for Sending<'a> {
    fn from(key: &'a str) -> Self {
        Self {
            key,
            ..Self::default()
        }
    }
}

impl<'a> From<&'a String> for Sending<'a> {
    fn from(key: &'a String) -> Self {
        Self::from(key.as_str())
    }
}
