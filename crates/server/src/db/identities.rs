//! Which account somebody has whom a provider knows.

use sqlx::SqliteConnection;

use crate::id::AccountId;

/// The account of a provider's subject.
pub(crate) async fn account(
    db: &mut SqliteConnection,
    issuer: &str,
    subject: &str,
) -> sqlx::Result<Option<AccountId>> {
    sqlx::query_scalar("SELECT account_id FROM identities WHERE issuer = ? AND subject = ?")
        .bind(issuer)
        .bind(subject)
        .fetch_optional(db)
        .await
}

/// Stores whose an account is.
pub(crate) async fn insert(
    db: &mut SqliteConnection,
    issuer: &str,
    subject: &str,
    account: AccountId,
    now: i64,
) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO identities (issuer, subject, account_id, created_at) VALUES (?, ?, ?, ?)",
    )
    .bind(issuer)
    .bind(subject)
    .bind(account)
    .bind(now)
    .execute(db)
    .await?;
    Ok(())
}
