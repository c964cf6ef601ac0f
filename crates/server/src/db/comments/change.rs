//! Changes to comments, one statement each; the caller holds the transaction.

use sha2::{Digest as _, Sha256};
use sqlx::SqliteConnection;

use crate::db::posts::ItemState;
use crate::id::{AccountId, CommentId, PostId};

/// Who writes a comment.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Writer<'a> {
    /// Somebody with an account.
    Account(AccountId),
    /// Somebody without one.
    Guest {
        /// The name to show.
        name: &'a str,
        /// The address, for moderators alone.
        email: &'a str,
        /// The page of the person.
        url: Option<&'a str>,
    },
}

/// A comment as it is made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NewComment<'a> {
    pub(crate) post: PostId,
    pub(crate) parent: Option<CommentId>,
    pub(crate) writer: Writer<'a>,
    pub(crate) body: &'a str,
    pub(crate) lang: Option<&'a str>,
    pub(crate) score: i64,
    pub(crate) created_at: i64,
}

/// Stores a new comment: published when its writer has an account, held otherwise.
pub(crate) async fn insert(
    db: &mut SqliteConnection,
    new: NewComment<'_>,
) -> sqlx::Result<CommentId> {
    let (account, guest) = match new.writer {
        Writer::Account(account) => (Some(account), None),
        Writer::Guest { name, email, url } => (None, Some((name, email, url))),
    };
    let state = if account.is_some() {
        ItemState::Published
    } else {
        ItemState::Held
    };
    sqlx::query_scalar(
        "INSERT INTO comments (post_id, parent_id, author_id, guest_name, guest_email, guest_url,
           body, body_digest, lang, state, score, created_at, published_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
    )
    .bind(new.post)
    .bind(new.parent)
    .bind(account)
    .bind(guest.map(|(name, _, _)| name))
    .bind(guest.map(|(_, email, _)| email))
    .bind(guest.and_then(|(_, _, url)| url))
    .bind(new.body)
    .bind(digest(new.body))
    .bind(new.lang)
    .bind(state)
    .bind(new.score)
    .bind(new.created_at)
    .bind(account.map(|_| new.created_at))
    .fetch_one(db)
    .await
}

/// Whether the writer has written the same at the same place since a time.
pub(crate) async fn is_repeated(
    db: &mut SqliteConnection,
    new: NewComment<'_>,
    since: i64,
) -> sqlx::Result<bool> {
    let (account, email) = match new.writer {
        Writer::Account(account) => (Some(account), None),
        Writer::Guest { email, .. } => (None, Some(email)),
    };
    sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM comments WHERE post_id = ? AND body_digest = ?
         AND parent_id IS ? AND author_id IS ? AND guest_email IS ? AND created_at > ?
         AND state IN ('published', 'held') AND body = ?)",
    )
    .bind(new.post)
    .bind(digest(new.body))
    .bind(new.parent)
    .bind(account)
    .bind(email)
    .bind(since)
    .bind(new.body)
    .fetch_one(db)
    .await
}

/// The first bytes of the SHA-256: enough to find a text by, the text itself decides.
fn digest(body: &str) -> Vec<u8> {
    Sha256::digest(body).iter().take(8).copied().collect()
}

/// Changes the text of a comment.
pub(crate) async fn edit(
    db: &mut SqliteConnection,
    id: CommentId,
    body: &str,
    now: i64,
) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE comments SET body = ?, body_digest = ?, edited_at = ?, version = version + 1
         WHERE id = ?",
    )
    .bind(body)
    .bind(digest(body))
    .bind(now)
    .bind(id)
    .execute(db)
    .await?;
    Ok(())
}

/// Takes a comment away for good: its place is kept, its text is not.
pub(crate) async fn delete(db: &mut SqliteConnection, id: CommentId) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE comments SET state = 'deleted', body = '', body_digest = x'',
         version = version + 1 WHERE id = ?",
    )
    .bind(id)
    .execute(db)
    .await?;
    Ok(())
}

/// Takes a comment from view; `publish` can bring it back.
pub(crate) async fn remove(db: &mut SqliteConnection, id: CommentId) -> sqlx::Result<()> {
    sqlx::query("UPDATE comments SET state = 'removed', version = version + 1 WHERE id = ?")
        .bind(id)
        .execute(db)
        .await?;
    Ok(())
}

/// Shows a comment that was held or removed.
pub(crate) async fn publish(
    db: &mut SqliteConnection,
    id: CommentId,
    now: i64,
) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE comments SET state = 'published', published_at = coalesce(published_at, ?),
         version = version + 1 WHERE id = ?",
    )
    .bind(now)
    .bind(id)
    .execute(db)
    .await?;
    Ok(())
}
