//! Posts as one reader sees them: one, a list in some order, the tags of all.

use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

use crate::id::{AccountId, PostId};

mod change;

pub(crate) use change::*;

/// What has become of a post or a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(rename_all = "lowercase")]
pub(crate) enum ItemState {
    /// All can read it.
    Published,
    /// It waits for a moderator.
    Held,
    /// A moderator took it away.
    Removed,
    /// Its author took it away.
    Deleted,
}

/// A post as one reader sees it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Post {
    pub(crate) id: PostId,
    pub(crate) author_id: AccountId,
    pub(crate) author_name: String,
    pub(crate) author_url: Option<String>,
    pub(crate) author_moderator: bool,
    pub(crate) title: String,
    pub(crate) body: String,
    pub(crate) excerpt: String,
    pub(crate) lang: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) state: ItemState,
    pub(crate) locked: bool,
    pub(crate) pinned: bool,
    pub(crate) score: i64,
    pub(crate) comment_count: i64,
    pub(crate) version: i64,
    pub(crate) created_at: i64,
    pub(crate) edited_at: Option<i64>,
    pub(crate) last_activity_at: i64,
    /// Separated by spaces, which no tag contains.
    pub(crate) tags: Option<String>,
    pub(crate) my_vote: Option<i64>,
}

/// The order of a list of posts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum PostSort {
    /// Pinned ones, then those that were answered last.
    Active,
    /// The newest first.
    New,
    /// The highest score first.
    Top,
}

impl PostSort {
    /// The name, as it stands in cursors.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::New => "new",
            Self::Top => "top",
        }
    }

    /// The columns that make the order, all descending and unique together.
    fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Active => &["p.pinned", "p.last_activity_at", "p.id"],
            Self::New => &["p.created_at", "p.id"],
            Self::Top => &["p.score", "p.created_at", "p.id"],
        }
    }

    /// How many numbers make the place of a post in this order.
    pub(crate) fn width(self) -> usize {
        self.columns().len()
    }

    /// The place of a post in this order.
    pub(crate) fn place(self, post: &Post) -> Vec<i64> {
        match self {
            Self::Active => vec![i64::from(post.pinned), post.last_activity_at, post.id.0],
            Self::New => vec![post.created_at, post.id.0],
            Self::Top => vec![post.score, post.created_at, post.id.0],
        }
    }
}

/// Which posts a list is made of.
#[derive(Debug, Clone, Default)]
pub(crate) struct Filter {
    /// With this tag.
    pub(crate) tag: Option<String>,
    /// Of this author.
    pub(crate) author: Option<AccountId>,
    /// That match this FTS5 query, themselves or in a comment.
    pub(crate) words: Option<String>,
}

const SELECT: &str = "SELECT p.id, p.author_id, a.name AS author_name, a.url AS author_url,
    a.moderator AS author_moderator, p.title, p.body, p.excerpt, p.lang, p.url, p.state, p.locked,
    p.pinned, p.score, p.comment_count, p.version, p.created_at, p.edited_at, p.last_activity_at,
    (SELECT group_concat(t.tag, ' ' ORDER BY t.position) FROM post_tags t WHERE t.post_id = p.id)
        AS tags,
    v.value AS my_vote
    FROM posts p JOIN accounts a ON a.id = p.author_id
    LEFT JOIN post_votes v ON v.post_id = p.id AND v.account_id = ";

/// One post, whatever its state.
pub(crate) async fn find(
    db: &mut SqliteConnection,
    id: PostId,
    viewer: Option<AccountId>,
) -> sqlx::Result<Option<Post>> {
    let mut query = QueryBuilder::<Sqlite>::new(SELECT);
    query.push_bind(viewer).push(" WHERE p.id = ").push_bind(id);
    query.build_query_as().fetch_optional(db).await
}

/// The published posts after a place, in order.
pub(crate) async fn list(
    db: &mut SqliteConnection,
    viewer: Option<AccountId>,
    filter: &Filter,
    sort: PostSort,
    after: Option<&[i64]>,
    limit: i64,
) -> sqlx::Result<Vec<Post>> {
    let mut query = QueryBuilder::<Sqlite>::new(SELECT);
    query.push_bind(viewer);
    push_filter(&mut query, filter);
    if let Some(place) = after {
        query
            .push(" AND (")
            .push(sort.columns().join(", "))
            .push(") < (");
        let mut places = query.separated(", ");
        for number in place {
            places.push_bind(*number);
        }
        query.push(")");
    }
    query
        .push(" ORDER BY ")
        .push(sort.columns().join(" DESC, "))
        .push(" DESC LIMIT ");
    query.push_bind(limit);
    query.build_query_as().fetch_all(db).await
}

/// How many published posts there are.
pub(crate) async fn count(db: &mut SqliteConnection, filter: &Filter) -> sqlx::Result<i64> {
    let mut query = QueryBuilder::<Sqlite>::new("SELECT count(*) FROM posts p");
    push_filter(&mut query, filter);
    query.build_query_scalar().fetch_one(db).await
}

fn push_filter(query: &mut QueryBuilder<Sqlite>, filter: &Filter) {
    query.push(" WHERE p.state = 'published'");
    if let Some(tag) = &filter.tag {
        query.push(" AND p.id IN (SELECT post_id FROM post_tags WHERE tag = ");
        query.push_bind(tag.clone()).push(")");
    }
    if let Some(author) = filter.author {
        query.push(" AND p.author_id = ").push_bind(author);
    }
    if let Some(words) = &filter.words {
        query.push(" AND p.id IN (SELECT rowid FROM posts_words WHERE posts_words MATCH ");
        query.push_bind(words.clone());
        query.push(
            " UNION SELECT c.post_id FROM comments_words w JOIN comments c ON c.id = w.rowid",
        );
        query.push(" WHERE w.comments_words MATCH ");
        query.push_bind(words.clone()).push(")");
    }
}

/// The tags in use and how many published posts have each.
pub(crate) async fn tags(db: &mut SqliteConnection) -> sqlx::Result<Vec<(String, i64)>> {
    sqlx::query_as(
        "SELECT t.tag, count(*) AS uses FROM post_tags t JOIN posts p ON p.id = t.post_id
         WHERE p.state = 'published' GROUP BY t.tag ORDER BY uses DESC, t.tag LIMIT 500",
    )
    .fetch_all(db)
    .await
}
