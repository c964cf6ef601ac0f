//! Votes that the server has not confirmed yet, laid over its data.

use std::collections::HashMap;

use baraza_core::{
    connector::{FailureKind, Intent, Outcome},
    model::{Capture, Comment, Post, Vote},
};
use leptos::{prelude::*, task::spawn_local};

use super::{explain, place::Place, toasts::Toasts};
use crate::platform::clock;

/// What is voted on.
#[derive(Debug, Clone)]
pub enum Votable {
    /// A post.
    Post(Box<Post>),
    /// A comment of a post.
    Comment(Box<Post>, Box<Comment>),
}

impl Votable {
    fn key(&self, source: &str) -> String {
        match self {
            Self::Post(post) => format!("{source} p {}", post.id),
            Self::Comment(_, comment) => format!("{source} c {}", comment.id),
        }
    }

    /// Score and own vote as the server said them.
    fn said(&self) -> (i64, Vote) {
        let (score, vote) = match self {
            Self::Post(post) => (post.score, post.my_vote),
            Self::Comment(_, comment) => (comment.score, comment.my_vote),
        };
        (score.unwrap_or(0), vote.unwrap_or_default())
    }

    /// What changes one vote to another.
    fn intent(&self, from: Vote, vote: Vote, capture: Capture) -> Intent {
        match self.clone() {
            Self::Post(mut post) => {
                post.my_vote = Some(from);
                post.capture.extend(capture);
                Intent::VotePost { post, vote }
            }
            Self::Comment(post, mut comment) => {
                comment.my_vote = Some(from);
                comment.capture.extend(capture);
                Intent::VoteComment {
                    post,
                    comment,
                    vote,
                }
            }
        }
    }
}

/// The votes of this session, by item.
#[derive(Clone, Copy)]
pub struct Votes(RwSignal<HashMap<String, Overlay>>);

/// A vote over the server's data.
#[derive(Debug, Clone, PartialEq)]
struct Overlay {
    vote: Vote,
    score: i64,
    /// What the backend wants back, such as the name of the vote.
    capture: Capture,
}

impl Votes {
    /// Creates the store at the root.
    pub fn provide() -> Self {
        let this = Self(RwSignal::new(HashMap::new()));
        provide_context(this);
        this
    }

    /// Score and own vote to show. Reactive.
    pub fn shown(self, place: &Place, item: &Votable) -> (i64, Vote) {
        let overlay = self.0.with(|votes| {
            votes
                .get(&item.key(&place.id))
                .map(|overlay| (overlay.score, overlay.vote))
        });
        overlay.unwrap_or_else(|| item.said())
    }

    /// Votes; the same vote again takes it back. Shows at once and is undone if refused.
    pub fn cast(self, place: &Place, item: Votable, vote: Vote, toasts: Toasts) {
        let key = item.key(&place.id);
        let before = self.0.with_untracked(|votes| votes.get(&key).cloned());
        let (score, current) = before
            .as_ref()
            .map_or_else(|| item.said(), |before| (before.score, before.vote));
        let capture = before
            .as_ref()
            .map_or_else(Capture::new, |before| before.capture.clone());
        let vote = if vote == current { Vote::None } else { vote };
        let score = score - current.weight() + vote.weight();
        let intent = item.intent(current, vote, capture.clone());
        self.lay(
            &key,
            Some(Overlay {
                vote,
                score,
                capture,
            }),
        );
        let place = place.clone();
        spawn_local(async move {
            match place.write(intent, clock::uuid()).await {
                Ok(Outcome::Comment(comment)) => {
                    self.confirm(&key, comment.score, comment.my_vote, comment.capture);
                }
                Ok(Outcome::Post(post)) => {
                    self.confirm(&key, post.score, post.my_vote, post.capture);
                }
                Ok(Outcome::Refetch) => {}
                Err(failure) => {
                    self.lay(&key, before);
                    let stays = vote == Vote::None && failure.kind == FailureKind::Unsupported;
                    toasts.show(if stays {
                        "Votes cannot be taken back here.".to_owned()
                    } else {
                        format!("Your vote was not counted. {}", explain::short(&failure))
                    });
                }
            }
        });
    }

    /// Forgets all votes: somebody signed in or out.
    pub fn forget(self) {
        self.0.set(HashMap::new());
    }

    /// Takes over what the answer to a vote says; what it does not say stays as it was shown.
    fn confirm(self, key: &str, score: Option<i64>, vote: Option<Vote>, capture: Capture) {
        self.0.update(|votes| {
            if let Some(overlay) = votes.get_mut(key) {
                overlay.score = score.unwrap_or(overlay.score);
                overlay.vote = vote.unwrap_or(overlay.vote);
                overlay.capture = capture;
            }
        });
    }

    fn lay(self, key: &str, overlay: Option<Overlay>) {
        self.0.update(|votes| match overlay {
            Some(overlay) => drop(votes.insert(key.to_owned(), overlay)),
            None => drop(votes.remove(key)),
        });
    }
}

/// The votes of this session.
pub fn use_votes() -> Votes {
    expect_context()
}
