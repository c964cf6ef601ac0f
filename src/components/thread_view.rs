//! What the rows of a thread share: the thread, what is folded, which box is open.

use std::{collections::HashSet, sync::Arc};

use baraza_core::{
    model::{Comment, CommentId},
    outbox::Entry,
};
use leptos::prelude::*;

use crate::{
    platform::dom,
    state::{place::Place, threads::Discussion},
};

/// Which box is open in a thread.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum OpenBox {
    /// The one for a comment on the post.
    Post,
    /// The one for an answer to a comment.
    Reply(CommentId),
    /// The one for a change of a comment.
    Edit(CommentId),
    /// The one for an answer to an entry of the outbox.
    Unsent(String),
}

/// What a person does with a comment beside reading it.
#[derive(Debug, Clone, PartialEq)]
pub enum Act {
    /// Take it away.
    Delete(Comment),
    /// Let a held one through (`true`) or take one away as a moderator.
    Moderate(Comment, bool),
}

/// What the rows of a thread share.
#[derive(Clone, Copy)]
pub struct ThreadView {
    /// Where the thread is.
    pub place: StoredValue<Place>,
    /// The thread.
    pub discussion: RwSignal<Discussion>,
    /// The comments that are folded with all under them.
    pub folded: RwSignal<HashSet<CommentId>>,
    /// The comments that a folded one hides.
    pub hidden: Memo<HashSet<CommentId>>,
    /// The open box.
    pub open: RwSignal<Option<OpenBox>>,
    /// The comment that the address names.
    pub target: Signal<Option<CommentId>>,
    /// What is in the outbox of this thread, earliest first.
    pub outbox: Memo<Vec<Arc<Entry>>>,
    /// Does what needs the server.
    pub act: Callback<Act>,
}

impl ThreadView {
    /// Folds or unfolds a comment with all under it.
    pub fn toggle(self, id: &CommentId) {
        self.folded.update(|folded| {
            if !folded.remove(id) {
                folded.insert(id.clone());
            }
        });
    }

    /// Unfolds whatever hides a comment.
    pub fn unfold_to(self, id: &CommentId) {
        let ancestors: Vec<CommentId> = self.discussion.with_untracked(|discussion| {
            let thread = &discussion.thread;
            let row = thread.row_of(id);
            row.into_iter()
                .flat_map(|row| std::iter::once(row).chain(thread.ancestors(row)))
                .filter_map(|row| thread.rows().get(row).map(|row| row.id.clone()))
                .collect()
        });
        self.folded.update(|folded| {
            for ancestor in &ancestors {
                folded.remove(ancestor);
            }
        });
    }

    /// Folds the ancestor whose rail stands at a level of indentation.
    pub fn fold_rail(self, id: &CommentId, level: u32) {
        let ancestor = self.discussion.with_untracked(|discussion| {
            let thread = &discussion.thread;
            thread
                .ancestors(thread.row_of(id)?)
                .filter_map(|row| thread.rows().get(row))
                .filter(|row| row.indent == level)
                .last()
                .map(|row| row.id.clone())
        });
        if let Some(ancestor) = ancestor {
            self.toggle(&ancestor);
            dom::reveal(&element_id(&ancestor), dom::Place::Nearest);
        }
    }

    /// How many comments are under one.
    pub fn descendants(self, id: &CommentId) -> u64 {
        self.discussion.with(|discussion| {
            let thread = &discussion.thread;
            thread
                .row_of(id)
                .and_then(|row| thread.rows().get(row))
                .map_or(0, |row| u64::from(row.descendants))
        })
    }
}

/// The identifier of a comment's element.
pub fn element_id(id: &CommentId) -> String {
    format!("c-{}", crate::route::segment(id.as_str()))
}
