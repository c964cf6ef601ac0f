//! Entries and servers' words to test with.

use baraza_core::{
    connector::{Failure, FailureKind},
    model::{Author, Body, Comment, Post},
    outbox::Entry,
};

pub(crate) const ANN: &str = "ann";

/// A text of Ann's for a post of a source.
pub(crate) fn entry(id: &str, at: i64, source: &str, post: &str, text: &str) -> Entry {
    Entry {
        id: id.to_owned(),
        at,
        source: source.to_owned(),
        account: ANN.to_owned(),
        name: "Ann".to_owned(),
        post: Box::new(Post {
            id: post.into(),
            ..Post::default()
        }),
        text: text.to_owned(),
        ..Entry::default()
    }
}

/// A comment as a server tells it.
pub(crate) fn comment(id: &str, parent: Option<&str>, author: &str, text: &str) -> Comment {
    Comment {
        id: id.into(),
        parent: parent.map(Into::into),
        body: Body {
            text: text.to_owned(),
            ..Body::default()
        },
        author: Some(Author {
            id: Some(author.to_owned()),
            ..Author::default()
        }),
        ..Comment::default()
    }
}

/// A failure, with the seconds that the backend asks to wait.
pub(crate) fn failure(kind: FailureKind, retry_after: Option<u32>) -> Failure {
    Failure {
        retry_after,
        ..Failure::new(kind, "words of the backend")
    }
}
