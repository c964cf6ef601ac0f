//! Changes to posts, one statement or two each; the caller holds the transaction.

use sqlx::SqliteConnection;

use crate::id::{AccountId, PostId};

/// A post as it is made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NewPost<'a> {
    pub(crate) author: AccountId,
    pub(crate) title: &'a str,
    pub(crate) body: &'a str,
    pub(crate) excerpt: &'a str,
    pub(crate) lang: Option<&'a str>,
    pub(crate) url: Option<&'a str>,
    pub(crate) score: i64,
    pub(crate) created_at: i64,
}

/// Stores a new post.
pub(crate) async fn insert(db: &mut SqliteConnection, new: NewPost<'_>) -> sqlx::Result<PostId> {
    sqlx::query_scalar(
        "INSERT INTO posts
           (author_id, title, body, excerpt, lang, url, score, created_at, last_activity_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
    )
    .bind(new.author)
    .bind(new.title)
    .bind(new.body)
    .bind(new.excerpt)
    .bind(new.lang)
    .bind(new.url)
    .bind(new.score)
    .bind(new.created_at)
    .bind(new.created_at)
    .fetch_one(db)
    .await
}

/// Whether the author has posted the same since a time.
pub(crate) async fn is_repeated(
    db: &mut SqliteConnection,
    author: AccountId,
    title: &str,
    body: &str,
    since: i64,
) -> sqlx::Result<bool> {
    sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM posts WHERE author_id = ? AND created_at > ?
         AND title = ? AND body = ? AND state = 'published')",
    )
    .bind(author)
    .bind(since)
    .bind(title)
    .bind(body)
    .fetch_one(db)
    .await
}

/// Changes the text of a post.
pub(crate) async fn edit(
    db: &mut SqliteConnection,
    id: PostId,
    title: &str,
    body: &str,
    excerpt: &str,
    now: i64,
) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE posts SET title = ?, body = ?, excerpt = ?, edited_at = ?, version = version + 1
         WHERE id = ?",
    )
    .bind(title)
    .bind(body)
    .bind(excerpt)
    .bind(now)
    .bind(id)
    .execute(db)
    .await?;
    Ok(())
}

/// Puts these tags in place of those that the post has.
pub(crate) async fn set_tags(
    db: &mut SqliteConnection,
    id: PostId,
    tags: &[String],
) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM post_tags WHERE post_id = ?")
        .bind(id)
        .execute(&mut *db)
        .await?;
    for (position, tag) in (0_i64..).zip(tags) {
        sqlx::query("INSERT INTO post_tags (post_id, position, tag) VALUES (?, ?, ?)")
            .bind(id)
            .bind(position)
            .bind(tag)
            .execute(&mut *db)
            .await?;
    }
    Ok(())
}

/// Takes a post away for good: nothing of its text is kept.
pub(crate) async fn delete(db: &mut SqliteConnection, id: PostId) -> sqlx::Result<()> {
    set_tags(db, id, &[]).await?;
    sqlx::query(
        "UPDATE posts SET state = 'deleted', title = '', body = '', excerpt = '', url = NULL,
         version = version + 1 WHERE id = ?",
    )
    .bind(id)
    .execute(db)
    .await?;
    Ok(())
}

/// Takes a post from view.
pub(crate) async fn remove(db: &mut SqliteConnection, id: PostId) -> sqlx::Result<()> {
    sqlx::query("UPDATE posts SET state = 'removed', version = version + 1 WHERE id = ?")
        .bind(id)
        .execute(db)
        .await?;
    Ok(())
}

/// Closes a post for new comments, or opens it.
pub(crate) async fn set_locked(
    db: &mut SqliteConnection,
    id: PostId,
    locked: bool,
) -> sqlx::Result<()> {
    sqlx::query("UPDATE posts SET locked = ? WHERE id = ?")
        .bind(locked)
        .bind(id)
        .execute(db)
        .await?;
    Ok(())
}

/// Keeps a post on top of the active ones, or lets it go.
pub(crate) async fn set_pinned(
    db: &mut SqliteConnection,
    id: PostId,
    pinned: bool,
) -> sqlx::Result<()> {
    sqlx::query("UPDATE posts SET pinned = ? WHERE id = ?")
        .bind(pinned)
        .bind(id)
        .execute(db)
        .await?;
    Ok(())
}

/// Counts one more published comment.
pub(crate) async fn count_comment(
    db: &mut SqliteConnection,
    id: PostId,
    at: i64,
) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE posts SET comment_count = comment_count + 1,
         last_activity_at = max(last_activity_at, ?) WHERE id = ?",
    )
    .bind(at)
    .bind(id)
    .execute(db)
    .await?;
    Ok(())
}

/// Counts the published comments anew, after one was taken away or put back.
pub(crate) async fn recount_comments(db: &mut SqliteConnection, id: PostId) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE posts SET (comment_count, last_activity_at) =
           (SELECT count(*), max(posts.created_at, coalesce(max(c.published_at), 0))
            FROM comments c WHERE c.post_id = posts.id AND c.state = 'published')
         WHERE id = ?",
    )
    .bind(id)
    .execute(db)
    .await?;
    Ok(())
}
