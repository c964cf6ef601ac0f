//! One text on its way, as it is kept.

use serde::{Deserialize, Serialize};

use crate::{
    connector::{Failure, FailureKind, Guest, Intent},
    model::{Body, Comment, CommentId, Post, PostId, Timestamp},
};

/// A comment that is to be sent.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Entry {
    /// Its name, and the idempotency key of all its requests.
    pub id: String,
    /// When it was meant, in milliseconds since 1970. Within a thread, earlier ones go first.
    pub at: i64,
    /// The source it is for.
    pub source: String,
    /// The account that writes, by the source's name for it; empty for a guest.
    pub account: String,
    /// The name of the account, for people.
    pub name: String,
    /// The post it is about, without its text.
    pub post: Box<Post>,
    /// What it answers.
    pub parent: Parent,
    /// The text.
    pub text: String,
    /// Who speaks, when not signed in.
    pub guest: Option<Guest>,
    /// Comments of the same words that were there before: none of them is this one.
    pub before: Vec<CommentId>,
    /// How far it is.
    pub state: State,
    /// Not before this time, in milliseconds since 1970, anything is done about it.
    pub due: i64,
    /// How often it was tried, or could not be looked for.
    pub tries: u32,
    /// How often it was looked for on the server since the last try.
    pub looks: u32,
    /// Whether one of the tries may have arrived.
    pub is_doubtful: bool,
    /// Who sends it, while it is sent.
    pub sender: String,
    /// Why it is not sent.
    pub trouble: Option<Trouble>,
    /// The comment it has become, where the server said so.
    pub comment: Option<Box<Comment>>,
}

/// What a text answers.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Parent {
    /// The post.
    #[default]
    Post,
    /// A comment, without its text.
    Comment(Box<Comment>),
    /// Another entry of the outbox.
    Entry(String),
}

/// How far an entry is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It waits for its turn, for its time or for the network.
    #[default]
    Queued,
    /// Its request is on the way.
    Sending,
    /// It may have arrived: it is looked for before anything else happens.
    Unsure,
    /// Nothing happens before the person decides.
    Asking,
    /// The server has it. It stays for a day, so that nothing is mistaken for it.
    Sent,
}

/// Why an entry is not sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Trouble {
    /// What kind of failure it was; `None` when what it answers is not there.
    pub kind: Option<FailureKind>,
    /// The backend's words.
    pub message: String,
    /// How long the backend asks to wait, in seconds.
    pub retry_after: Option<u32>,
}

impl From<&Failure> for Trouble {
    fn from(failure: &Failure) -> Self {
        Self {
            kind: Some(failure.kind),
            message: failure.message.clone(),
            retry_after: failure.retry_after,
        }
    }
}

impl From<&Trouble> for Failure {
    fn from(trouble: &Trouble) -> Self {
        let kind = trouble.kind.unwrap_or(FailureKind::NotFound);
        Self {
            retry_after: trouble.retry_after,
            ..Self::new(kind, trouble.message.clone())
        }
    }
}

impl Parent {
    /// The comment that is answered, without what is not needed to answer it.
    pub fn of(comment: &Comment) -> Self {
        Self::Comment(Box::new(Comment {
            body: Body::default(),
            ..comment.clone()
        }))
    }

    /// The name of the comment that is answered; `None` for the post, or when it has none yet.
    pub fn comment(&self) -> Option<&CommentId> {
        match self {
            Self::Comment(comment) => Some(&comment.id),
            Self::Post | Self::Entry(_) => None,
        }
    }
}

impl Entry {
    /// A post without what is not needed to comment on it.
    pub fn slim(post: &Post) -> Box<Post> {
        Box::new(Post {
            body: None,
            excerpt: None,
            ..post.clone()
        })
    }

    /// What is wanted of the backend. `None` as long as what it answers is not there.
    pub fn intent(&self) -> Option<Intent> {
        let parent = match &self.parent {
            Parent::Post => None,
            Parent::Comment(comment) => Some(comment.clone()),
            Parent::Entry(_) => return None,
        };
        Some(Intent::CreateComment {
            post: self.post.clone(),
            parent,
            text: self.text.clone(),
            guest: self.guest.clone(),
        })
    }

    /// Whether it belongs to a thread.
    pub fn is_in(&self, source: &str, post: &PostId) -> bool {
        self.source == source && self.post.id == *post
    }

    /// Whether the person waits for it still.
    pub fn is_open(&self) -> bool {
        self.state != State::Sent
    }

    /// When it was meant.
    pub fn time(&self) -> Timestamp {
        Timestamp(self.at)
    }

    /// Whether something may be on its way, so that it cannot be taken back.
    pub fn is_under_way(&self) -> bool {
        matches!(self.state, State::Sending | State::Unsure)
    }

    /// Whether it goes on by itself once its account is signed in again.
    pub fn waits_for_sign_in(&self) -> bool {
        let kind = self.trouble.as_ref().and_then(|trouble| trouble.kind);
        let is_sign_in = matches!(
            kind,
            Some(FailureKind::SignInRequired | FailureKind::BadCredentials)
        );
        // A guest has no account to sign in to.
        self.state == State::Asking && is_sign_in && !self.account.is_empty()
    }

    /// Earlier ones go first.
    pub(super) fn is_before(&self, other: &Self) -> bool {
        (self.at, &self.id) < (other.at, &other.id)
    }

    /// Whether two are in one thread, by one account.
    pub(super) fn is_beside(&self, other: &Self) -> bool {
        self.source == other.source
            && self.account == other.account
            && self.post.id == other.post.id
    }

    /// Whether a server's list could not tell them apart.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        self.is_beside(other) && super::is_same_text(&self.text, &other.text)
    }
}
