//! Votes: one per account and item, and the score that goes with them.
//!
//! The score changes by the difference to the vote before, in the same transaction, so it
//! stays the sum of all votes.

use sqlx::SqliteConnection;

use crate::id::{AccountId, CommentId, PostId};

/// A vote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Vote {
    /// For it.
    Up,
    /// Neither.
    None,
    /// Against it.
    Down,
}

impl Vote {
    /// What it adds to the score.
    pub(crate) fn value(self) -> i64 {
        match self {
            Self::Up => 1,
            Self::None => 0,
            Self::Down => -1,
        }
    }
}

/// The statements for one kind of item.
struct Statements {
    current: &'static str,
    clear: &'static str,
    put: &'static str,
    score: &'static str,
}

const POSTS: Statements = Statements {
    current: "SELECT value FROM post_votes WHERE post_id = ? AND account_id = ?",
    clear: "DELETE FROM post_votes WHERE post_id = ? AND account_id = ?",
    put: "INSERT INTO post_votes (post_id, account_id, value) VALUES (?, ?, ?)",
    score: "UPDATE posts SET score = score + ? WHERE id = ?",
};

const COMMENTS: Statements = Statements {
    current: "SELECT value FROM comment_votes WHERE comment_id = ? AND account_id = ?",
    clear: "DELETE FROM comment_votes WHERE comment_id = ? AND account_id = ?",
    put: "INSERT INTO comment_votes (comment_id, account_id, value) VALUES (?, ?, ?)",
    score: "UPDATE comments SET score = score + ? WHERE id = ?",
};

/// Sets the vote of an account on a post.
pub(crate) async fn on_post(
    db: &mut SqliteConnection,
    post: PostId,
    account: AccountId,
    vote: Vote,
) -> sqlx::Result<()> {
    set(db, &POSTS, post.0, account, vote).await
}

/// Sets the vote of an account on a comment.
pub(crate) async fn on_comment(
    db: &mut SqliteConnection,
    comment: CommentId,
    account: AccountId,
    vote: Vote,
) -> sqlx::Result<()> {
    set(db, &COMMENTS, comment.0, account, vote).await
}

async fn set(
    db: &mut SqliteConnection,
    statements: &Statements,
    item: i64,
    account: AccountId,
    vote: Vote,
) -> sqlx::Result<()> {
    let before: i64 = sqlx::query_scalar(statements.current)
        .bind(item)
        .bind(account)
        .fetch_optional(&mut *db)
        .await?
        .unwrap_or(0);
    if before == vote.value() {
        return Ok(());
    }
    sqlx::query(statements.clear)
        .bind(item)
        .bind(account)
        .execute(&mut *db)
        .await?;
    if vote != Vote::None {
        sqlx::query(statements.put)
            .bind(item)
            .bind(account)
            .bind(vote.value())
            .execute(&mut *db)
            .await?;
    }
    sqlx::query(statements.score)
        .bind(vote.value() - before)
        .bind(item)
        .execute(&mut *db)
        .await?;
    Ok(())
}
