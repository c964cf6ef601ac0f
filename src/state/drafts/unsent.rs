//! All texts that are not sent, of all sources, and the way back to where they belong.

use std::cell::RefCell;

use baraza_core::draft::{Draft, settle};
use leptos::prelude::Callback;

use super::{Target, records, trash};
use crate::{route::Route, state::toasts::Toasts};

/// A text that is not sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsent {
    /// The source it is for.
    pub source: String,
    /// What it is written for.
    pub target: Target,
    /// The text.
    pub draft: Draft,
    /// Whether it stands beside another one for the same place.
    pub is_copy: bool,
}

/// All of them, the newest first.
pub async fn everything() -> Vec<Unsent> {
    let mut places: Vec<(String, Target, Vec<Draft>)> = Vec::new();
    for (key, draft) in records::everything().await {
        let Some((source, target)) = Target::of_key(&key) else {
            continue;
        };
        let known = places
            .iter_mut()
            .find(|(other, of, _)| *other == source && *of == target);
        match known {
            Some((_, _, drafts)) => drafts.push(draft),
            None => places.push((source, target, vec![draft])),
        }
    }
    let mut all: Vec<Unsent> = Vec::new();
    for (source, target, drafts) in places {
        let settled = settle(drafts);
        let current = settled.current.map(|draft| (draft, false));
        let copies = settled.copies.into_iter().map(|draft| (draft, true));
        all.extend(
            current
                .into_iter()
                .chain(copies)
                .map(|(draft, is_copy)| Unsent {
                    source: source.clone(),
                    target: target.clone(),
                    draft,
                    is_copy,
                }),
        );
    }
    all.sort_by_key(|unsent| std::cmp::Reverse(unsent.draft.changed));
    all
}

thread_local! {
    static REQUEST: RefCell<Option<(String, Target)>> = const { RefCell::new(None) };
}

impl Unsent {
    /// Asks for the box it belongs into to be opened, and says where that is.
    pub fn request(&self) -> Route {
        REQUEST.set(Some((self.source.clone(), self.target.clone())));
        let source = self.source.clone();
        let thread = |post: &str, comment: Option<&str>| Route::Thread {
            source: self.source.clone(),
            post: post.into(),
            comment: comment.map(Into::into),
            sort: None,
        };
        match &self.target {
            Target::Post(post) => thread(post, None),
            Target::Comment(post, comment) | Target::EditComment(post, comment) => {
                thread(post, Some(comment))
            }
            Target::NewPost => Route::NewPost {
                source: Some(source),
            },
            Target::EditPost(post) => Route::EditPost {
                source,
                post: post.as_str().into(),
            },
        }
    }

    /// Throws it away, with a way back.
    pub fn discard(&self, toasts: Toasts, then: Callback<()>) {
        let prefix = self.target.prefix(&self.source);
        trash::throw(prefix, self.draft.clone(), toasts, Some(then));
    }
}

/// Which box of a post was asked for, once.
pub fn take_request(source: &str, post: &str) -> Option<Target> {
    REQUEST.with_borrow_mut(|request| {
        let (_, target) = request.take_if(|(of, target)| {
            let of_post = match target {
                Target::Post(post) | Target::Comment(post, _) | Target::EditComment(post, _) => {
                    post
                }
                Target::NewPost | Target::EditPost(_) => return false,
            };
            of == source && of_post == post
        })?;
        Some(target)
    })
}
