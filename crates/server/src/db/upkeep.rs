//! What keeps the database small: rows that have had their time are deleted.

use super::Database;
use crate::clock::DAY;

/// How long an answer is kept for its idempotency key.
pub(crate) const ANSWERS_KEPT: i64 = DAY;
/// How long events are kept for streams that come back.
pub(crate) const EVENTS_KEPT: i64 = DAY;

/// Deletes expired answers, events and sessions.
pub(crate) async fn purge(db: &Database, now: i64) -> sqlx::Result<()> {
    let mut tx = db.begin().await?;
    for (statement, before) in [
        (
            "DELETE FROM answers WHERE created_at <= ?",
            now - ANSWERS_KEPT,
        ),
        (
            "DELETE FROM events WHERE created_at <= ?",
            now - EVENTS_KEPT,
        ),
        ("DELETE FROM sessions WHERE expires_at <= ?", now),
    ] {
        sqlx::query(statement)
            .bind(before)
            .execute(&mut *tx)
            .await?;
    }
    tx.commit().await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::accounts;
    use crate::id::AccountId;

    #[tokio::test]
    async fn what_has_had_its_time_is_deleted_and_nothing_else() {
        let directory = tempfile::TempDir::new().unwrap();
        let db = Database::open(directory.path()).await.unwrap();
        let now = 100 * DAY;
        let mut tx = db.begin().await.unwrap();
        let new = accounts::NewAccount {
            name: "ana",
            name_key: "ana",
            email: None,
            url: None,
            password_hash: None,
            moderator: false,
            created_at: 0,
        };
        let account = accounts::insert(&mut tx, new).await.unwrap();
        assert_eq!(account, Some(AccountId(1)));
        for (key, age) in [("old", DAY), ("young", DAY - 1)] {
            for statement in [
                "INSERT INTO answers VALUES (0, ?1, x'00', '', '', ?2)",
                "INSERT INTO events (kind, item_id, post_id, created_at) VALUES (?1, 1, 1, ?2)",
                "INSERT INTO sessions VALUES (CAST(?1 AS BLOB), 1, ?2 + 86400000)",
            ] {
                let query = sqlx::query(statement).bind(key).bind(now - age);
                query.execute(&mut *tx).await.unwrap();
            }
        }
        tx.commit().await.unwrap();
        purge(&db, now).await.unwrap();
        let mut reader = db.read().await.unwrap();
        for statement in [
            "SELECT group_concat(key) FROM answers",
            "SELECT group_concat(kind) FROM events",
            "SELECT CAST(group_concat(token_hash) AS TEXT) FROM sessions",
        ] {
            let left: String = sqlx::query_scalar(statement)
                .fetch_one(&mut *reader)
                .await
                .unwrap();
            assert_eq!(left, "young", "{statement}");
        }
    }
}
