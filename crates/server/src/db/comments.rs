//! Comments as one reader sees them.
//!
//! A comment that the public has seen keeps its place for ever; one that it has never seen
//! (`published_at` is null) is shown to moderators alone, and only as long as it waits.

use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

use super::posts::ItemState;
use crate::id::{AccountId, CommentId, PostId};

mod change;

pub(crate) use change::*;

/// A comment as one reader sees it, with what must be known of its post.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Comment {
    pub(crate) id: CommentId,
    pub(crate) post_id: PostId,
    pub(crate) parent_id: Option<CommentId>,
    pub(crate) author_id: Option<AccountId>,
    pub(crate) author_name: String,
    pub(crate) author_url: Option<String>,
    pub(crate) author_moderator: bool,
    pub(crate) guest_email: Option<String>,
    pub(crate) body: String,
    pub(crate) lang: Option<String>,
    pub(crate) state: ItemState,
    pub(crate) score: i64,
    pub(crate) version: i64,
    pub(crate) created_at: i64,
    pub(crate) published_at: Option<i64>,
    pub(crate) edited_at: Option<i64>,
    pub(crate) my_vote: Option<i64>,
    pub(crate) post_title: String,
    pub(crate) post_state: ItemState,
    pub(crate) post_locked: bool,
}

impl Comment {
    /// Whether a reader may know of it.
    pub(crate) fn is_visible_to(&self, is_moderator: bool) -> bool {
        self.published_at.is_some() || (is_moderator && self.state == ItemState::Held)
    }
}

/// The order of a list of comments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum CommentSort {
    /// The oldest first: a parent comes before its children.
    Old,
    /// The newest first.
    New,
    /// The highest score first.
    Top,
}

impl CommentSort {
    /// The name, as it stands in cursors.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Old => "old",
            Self::New => "new",
            Self::Top => "top",
        }
    }

    /// How many numbers make the place of a comment in this order.
    pub(crate) fn width(self) -> usize {
        if self == Self::Top { 2 } else { 1 }
    }

    /// The place of a comment in this order.
    pub(crate) fn place(self, comment: &Comment) -> Vec<i64> {
        match self {
            Self::Old | Self::New => vec![comment.id.0],
            Self::Top => vec![comment.score, comment.id.0],
        }
    }
}

const SELECT: &str = "SELECT c.id, c.post_id, c.parent_id, c.author_id,
    coalesce(a.name, c.guest_name) AS author_name, coalesce(a.url, c.guest_url) AS author_url,
    coalesce(a.moderator, 0) AS author_moderator, c.guest_email, c.body, c.lang, c.state, c.score,
    c.version, c.created_at, c.published_at, c.edited_at, v.value AS my_vote,
    p.title AS post_title, p.state AS post_state, p.locked AS post_locked
    FROM comments c JOIN posts p ON p.id = c.post_id LEFT JOIN accounts a ON a.id = c.author_id
    LEFT JOIN comment_votes v ON v.comment_id = c.id AND v.account_id = ";

/// One comment, whatever its state.
pub(crate) async fn find(
    db: &mut SqliteConnection,
    id: CommentId,
    viewer: Option<AccountId>,
) -> sqlx::Result<Option<Comment>> {
    let mut query = QueryBuilder::<Sqlite>::new(SELECT);
    query.push_bind(viewer).push(" WHERE c.id = ").push_bind(id);
    query.build_query_as().fetch_optional(db).await
}

/// Which part of the comments of a post to read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Page<'a> {
    /// In which order.
    pub(crate) sort: CommentSort,
    /// After which place.
    pub(crate) after: Option<&'a [i64]>,
    /// At most so many.
    pub(crate) limit: i64,
    /// Whether those that wait for a moderator are among them.
    pub(crate) with_held: bool,
}

/// The comments of a post.
pub(crate) async fn list(
    db: &mut SqliteConnection,
    post: PostId,
    viewer: Option<AccountId>,
    page: Page<'_>,
) -> sqlx::Result<Vec<Comment>> {
    let mut query = QueryBuilder::<Sqlite>::new(SELECT);
    query
        .push_bind(viewer)
        .push(" WHERE c.post_id = ")
        .push_bind(post);
    if page.with_held {
        query.push(" AND (c.published_at IS NOT NULL OR c.state = 'held')");
    } else {
        query.push(" AND c.published_at IS NOT NULL");
    }
    match (page.sort, page.after) {
        (CommentSort::Old, Some([id])) => {
            query.push(" AND c.id > ").push_bind(*id);
        }
        (CommentSort::New, Some([id])) => {
            query.push(" AND c.id < ").push_bind(*id);
        }
        (CommentSort::Top, Some([score, id])) => {
            query
                .push(" AND (c.score, -c.id) < (")
                .push_bind(*score)
                .push(", -");
            query.push_bind(*id).push(")");
        }
        _ => {}
    }
    query.push(match page.sort {
        CommentSort::Old => " ORDER BY c.id LIMIT ",
        CommentSort::New => " ORDER BY c.id DESC LIMIT ",
        CommentSort::Top => " ORDER BY c.score DESC, c.id LIMIT ",
    });
    query.push_bind(page.limit);
    query.build_query_as().fetch_all(db).await
}

/// The comments that wait for a moderator, the oldest first.
pub(crate) async fn held(
    db: &mut SqliteConnection,
    viewer: AccountId,
    after: i64,
    limit: i64,
) -> sqlx::Result<Vec<Comment>> {
    let mut query = QueryBuilder::<Sqlite>::new(SELECT);
    query
        .push_bind(viewer)
        .push(" WHERE c.state = 'held' AND c.id > ")
        .push_bind(after);
    query.push(" ORDER BY c.id LIMIT ").push_bind(limit);
    query.build_query_as().fetch_all(db).await
}
