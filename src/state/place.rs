//! A source in use: what it can do and who is signed in to it.

use std::{future::Future, pin::Pin, sync::Arc};

use baraza_core::{
    connector::{
        Capabilities, Failure, FailureKind, Intent, Operation, Outcome, Sending, Session, Source,
        Write,
    },
    model::{Author, Can, Comment, Post},
};
use leptos::prelude::*;

use super::{sessions::Sessions, tongue};
use crate::{later::NotHere, platform::clock, sync};

/// A source that is ready, with its account.
#[derive(Clone)]
pub struct Place {
    /// Its name in addresses.
    pub id: Arc<str>,
    /// Its name for people.
    pub name: Arc<str>,
    /// What reads and writes it.
    pub source: Arc<Source>,
    /// Who is signed in.
    pub session: ArcRwSignal<Option<Session>>,
    /// All who are.
    pub sessions: Sessions,
}

type Writing = Pin<Box<dyn Future<Output = Result<Outcome, Failure>>>>;

crate::later! {
    later: fn start_write(place: Place, session: Session, intent: Intent, key: String) -> Writing =
        Box::pin(async move {
            let lang = tongue::chosen().unwrap_or_default();
            let sending = Sending { key: &key, at: Some(clock::now()), lang: &lang };
            let result = place.run(place.source.write(&session, &intent, sending)).await;
            if let Err(failure) = &result
                && has_ended(failure.kind)
            {
                place.sessions.end(&place.id, &session);
            }
            result
        })
}

/// Whether a refusal of somebody who is signed in says that the session has ended.
fn has_ended(kind: FailureKind) -> bool {
    matches!(
        kind,
        // Backends give two things the same name: a guest is refused, or a secret is stale.
        FailureKind::BadCredentials | FailureKind::SignInRequired | FailureKind::GuestsRefused
    )
}

impl Place {
    /// What the source can do.
    pub fn capabilities(&self) -> &Capabilities {
        self.source.capabilities()
    }

    /// Changes something; how that is done is a later part. `key` is unique to the intent. A
    /// session that turns out to have ended is put away, so that one can sign in again.
    ///
    /// # Errors
    /// What became of it; see [`Failure`].
    pub async fn write(&self, intent: Intent, key: String) -> Result<Outcome, Failure> {
        self.write_as(self.session_now(), intent, key).await
    }

    /// The same, as an account that need not be the chosen one.
    ///
    /// # Errors
    /// What became of it; see [`Failure`].
    pub async fn write_as(
        &self,
        session: Session,
        intent: Intent,
        key: String,
    ) -> Result<Outcome, Failure> {
        match start_write(self.clone(), session, intent, key).await {
            Ok(writing) => writing.await,
            // Nothing has been sent.
            Err(NotHere) => Err(Failure::new(FailureKind::Unreachable, NotHere.to_string())),
        }
    }

    /// Drives a read to its end.
    ///
    /// # Errors
    /// What became of it; see [`Failure`].
    pub async fn run<T>(&self, operation: Operation<T>) -> Result<T, Failure> {
        sync::run(operation, self.source.origins(), &self.renewal()).await
    }

    /// The same, past whatever a cache has.
    ///
    /// # Errors
    /// What became of it; see [`Failure`].
    pub async fn run_fresh<T>(&self, operation: Operation<T>) -> Result<T, Failure> {
        let fresh = sync::Caching::Fresh;
        sync::run_with(operation, self.source.origins(), &self.renewal(), fresh).await
    }

    /// Takes a session in place of the one that has run out.
    pub fn renewal(&self) -> impl Fn(Session) + use<> {
        let (id, sessions) = (Arc::clone(&self.id), self.sessions);
        move |session| sessions.renew(&id, session)
    }

    /// The account to send along, without subscribing to changes.
    pub fn session_now(&self) -> Session {
        self.session.get_untracked().unwrap_or_default()
    }

    /// Whether somebody is signed in. Reactive.
    pub fn is_signed_in(&self) -> bool {
        self.session.with(Option::is_some)
    }

    /// The account by the source's name for it, without subscribing to changes.
    pub fn account_id(&self) -> Option<String> {
        self.session_now().account_id
    }

    /// The name of the account. Reactive.
    pub fn account_name(&self) -> Option<String> {
        self.session
            .with(|session| session.as_ref().and_then(|s| s.account_name.clone()))
    }

    /// Whether the connector describes a write.
    pub fn writes(&self, write: Write) -> bool {
        self.capabilities().writes.contains(&write)
    }

    /// Whether one may comment here at all: signed in, or as a guest. Reactive.
    pub fn may_comment(&self) -> bool {
        self.writes(Write::CommentCreate)
            && (self.is_signed_in()
                || self.capabilities().guest.is_some()
                || self.capabilities().sign_in.is_none())
    }

    /// Whether signing in would allow to comment.
    pub fn comments_after_sign_in(&self) -> bool {
        self.writes(Write::CommentCreate) && self.capabilities().sign_in.is_some()
    }

    /// Whether the account wrote something. Reactive.
    fn is_own(&self, author: Option<&Author>) -> bool {
        self.session.with(|session| {
            let account = session.as_ref().and_then(|s| s.account_id.as_deref());
            account.is_some() && account == author.and_then(|a| a.id.as_deref())
        })
    }

    /// What the backend allows, or where it does not say, what an author may do. Without accounts,
    /// authors are known by what was sent from here. Reactive.
    fn may(&self, said: Option<bool>, write: Write, author: Option<&Author>) -> bool {
        let is_known = self.is_signed_in() || self.capabilities().sign_in.is_none();
        self.writes(write) && is_known && said.unwrap_or_else(|| self.is_own(author))
    }

    /// A guest sees the way to vote, and is asked to sign in when taking it. Reactive.
    fn offers_vote(&self, said: Option<bool>, write: Write) -> bool {
        self.writes(write) && (!self.is_signed_in() || said.unwrap_or(true))
    }

    /// What may be done with a comment. Reactive.
    pub fn can_comment(&self, comment: &Comment) -> Allowed {
        let Can {
            edit,
            delete,
            reply,
            vote,
            moderate,
        } = comment.can;
        let author = comment.author.as_ref();
        Allowed {
            edit: self.may(edit, Write::CommentEdit, author),
            delete: self.may(delete, Write::CommentDelete, author),
            reply: self.writes(Write::CommentCreate) && reply.unwrap_or(true),
            vote: self.offers_vote(vote, Write::CommentVote),
            moderate: self.writes(Write::CommentApprove) && moderate.unwrap_or(false),
        }
    }

    /// What may be done with a post. Reactive.
    pub fn can_post(&self, post: &Post) -> Allowed {
        let Can {
            edit,
            delete,
            reply,
            vote,
            ..
        } = post.can;
        let author = post.author.as_ref();
        Allowed {
            edit: self.may(edit, Write::PostEdit, author),
            delete: self.may(delete, Write::PostDelete, author),
            reply: self.writes(Write::CommentCreate) && !post.locked && reply.unwrap_or(true),
            vote: self.offers_vote(vote, Write::PostVote),
            moderate: false,
        }
    }
}

/// What the interface offers for an item.
#[expect(
    clippy::struct_excessive_bools,
    reason = "five independent answers of yes or no"
)]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Allowed {
    /// Change the text.
    pub edit: bool,
    /// Take it away.
    pub delete: bool,
    /// Answer it.
    pub reply: bool,
    /// Vote on it.
    pub vote: bool,
    /// Let it through or take it away as a moderator.
    pub moderate: bool,
}
