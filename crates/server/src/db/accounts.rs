//! Accounts and their sessions.

use sqlx::SqliteConnection;

use crate::id::AccountId;

/// Who a request comes from.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct Account {
    /// Its id.
    pub(crate) id: AccountId,
    /// The name that others see.
    pub(crate) name: String,
    /// Whether it may moderate.
    pub(crate) moderator: bool,
}

/// An account as it is made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NewAccount<'a> {
    /// The name that others see.
    pub(crate) name: &'a str,
    /// The name as compared.
    pub(crate) name_key: &'a str,
    /// For the site owner; shown to nobody.
    pub(crate) email: Option<&'a str>,
    /// The page of the person.
    pub(crate) url: Option<&'a str>,
    /// Without one nobody can sign in.
    pub(crate) password_hash: Option<&'a str>,
    /// Whether it may moderate.
    pub(crate) moderator: bool,
    /// When it was made.
    pub(crate) created_at: i64,
}

/// An account with what is needed to check a password.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Credentials {
    /// The account.
    #[sqlx(flatten)]
    pub(crate) account: Account,
    /// Its password, hashed.
    pub(crate) password_hash: Option<String>,
}

/// Stores a new account; `None` when the name is taken.
pub(crate) async fn insert(
    db: &mut SqliteConnection,
    new: NewAccount<'_>,
) -> sqlx::Result<Option<AccountId>> {
    sqlx::query_scalar(
        "INSERT INTO accounts (name, name_key, email, url, password_hash, moderator, created_at)
         VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (name_key) DO NOTHING RETURNING id",
    )
    .bind(new.name)
    .bind(new.name_key)
    .bind(new.email)
    .bind(new.url)
    .bind(new.password_hash)
    .bind(new.moderator)
    .bind(new.created_at)
    .fetch_optional(db)
    .await
}

/// The account of a name, with its password hash.
pub(crate) async fn credentials(
    db: &mut SqliteConnection,
    name_key: &str,
) -> sqlx::Result<Option<Credentials>> {
    sqlx::query_as("SELECT id, name, moderator, password_hash FROM accounts WHERE name_key = ?")
        .bind(name_key)
        .fetch_optional(db)
        .await
}

/// Makes an account of this name a moderator, when there is one.
pub(crate) async fn promote(db: &mut SqliteConnection, name_key: &str) -> sqlx::Result<()> {
    sqlx::query("UPDATE accounts SET moderator = 1 WHERE name_key = ?")
        .bind(name_key)
        .execute(db)
        .await?;
    Ok(())
}

/// Whether nobody has an account yet.
pub(crate) async fn is_empty(db: &mut SqliteConnection) -> sqlx::Result<bool> {
    sqlx::query_scalar("SELECT NOT EXISTS (SELECT 1 FROM accounts)")
        .fetch_one(db)
        .await
}

/// Begins a session.
pub(crate) async fn insert_session(
    db: &mut SqliteConnection,
    token_hash: &[u8],
    account: AccountId,
    expires_at: i64,
) -> sqlx::Result<()> {
    sqlx::query("INSERT INTO sessions (token_hash, account_id, expires_at) VALUES (?, ?, ?)")
        .bind(token_hash)
        .bind(account)
        .bind(expires_at)
        .execute(db)
        .await?;
    Ok(())
}

/// Ends a session.
pub(crate) async fn delete_session(
    db: &mut SqliteConnection,
    token_hash: &[u8],
) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM sessions WHERE token_hash = ?")
        .bind(token_hash)
        .execute(db)
        .await?;
    Ok(())
}

/// The account of a session that has not expired.
pub(crate) async fn by_session(
    db: &mut SqliteConnection,
    token_hash: &[u8],
    now: i64,
) -> sqlx::Result<Option<Account>> {
    sqlx::query_as(
        "SELECT a.id, a.name, a.moderator FROM sessions s JOIN accounts a ON a.id = s.account_id
         WHERE s.token_hash = ? AND s.expires_at > ?",
    )
    .bind(token_hash)
    .bind(now)
    .fetch_optional(db)
    .await
}
