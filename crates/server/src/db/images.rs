//! Images: kept once, however often they are sent.

use sqlx::SqliteConnection;

use crate::id::AccountId;
use crate::image::ImageId;

/// An image as it is kept.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct Image {
    /// Who sent it first.
    pub(crate) account_id: AccountId,
    /// What it is.
    pub(crate) media_type: String,
    /// What is in its file.
    pub(crate) bytes: Vec<u8>,
}

/// Finds an image.
pub(crate) async fn find(db: &mut SqliteConnection, id: ImageId) -> sqlx::Result<Option<Image>> {
    sqlx::query_as("SELECT account_id, media_type, bytes FROM images WHERE hash = ?")
        .bind(id.0.to_vec())
        .fetch_optional(db)
        .await
}

/// How many bytes the images of an account take.
pub(crate) async fn size(db: &mut SqliteConnection, account: AccountId) -> sqlx::Result<i64> {
    sqlx::query_scalar("SELECT coalesce(sum(length(bytes)), 0) FROM images WHERE account_id = ?")
        .bind(account)
        .fetch_one(db)
        .await
}

/// Keeps an image, unless it is kept already.
pub(crate) async fn insert(
    db: &mut SqliteConnection,
    id: ImageId,
    image: &Image,
    now: i64,
) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO images (hash, account_id, media_type, bytes, created_at)
         VALUES (?, ?, ?, ?, ?) ON CONFLICT (hash) DO NOTHING",
    )
    .bind(id.0.to_vec())
    .bind(image.account_id)
    .bind(&image.media_type)
    .bind(&image.bytes)
    .bind(now)
    .execute(db)
    .await?;
    Ok(())
}

/// Deletes an image.
pub(crate) async fn delete(db: &mut SqliteConnection, id: ImageId) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM images WHERE hash = ?")
        .bind(id.0.to_vec())
        .execute(db)
        .await?;
    Ok(())
}
