//! `/images`: pictures that stand in texts.
//!
//! What is served is what was sent, byte for byte, under a policy that lets it do nothing but be
//! looked at. Its address is that of its content, so it never changes.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::PREFIX;
use crate::app::App;
use crate::auth::Writer;
use crate::db::images::{self, Image};
use crate::error::ApiError;
use crate::extract::{self, Id};
use crate::id::Id as _;
use crate::idempotency::Write;
use crate::image::{ImageId, media_type};

/// How many bytes the images of one account may take.
const QUOTA: i64 = 100 * 1024 * 1024;

/// The answer to `POST /images`.
#[derive(Debug, Serialize)]
struct ImageView {
    id: String,
    /// Where it is; relative, because only the reader knows by what name they came here.
    url: String,
    media_type: &'static str,
    size: usize,
}

/// `POST /images`
pub(super) async fn create(
    State(app): State<Arc<App>>,
    writer: Writer,
    request: Request,
) -> Result<Response, ApiError> {
    let account = writer.account()?.id;
    let limit = app.config.image_limit;
    if limit == 0 {
        return Err(ApiError::Forbidden("this site takes no images"));
    }
    let bytes = extract::read(request, limit.saturating_mul(1024)).await?;
    let media_type = media_type(&bytes).ok_or(ApiError::NotAnImage)?;
    let id = ImageId::of(&bytes);
    let size = bytes.len();
    let mut write = Write::begin(&app).await?;
    if images::find(write.db(), id).await?.is_none() {
        let added = i64::try_from(size).unwrap_or(QUOTA);
        if images::size(write.db(), account).await? + added > QUOTA {
            let detail = "your images take all the room that they may: link to them elsewhere";
            return Err(ApiError::Forbidden(detail));
        }
        let image = Image {
            account_id: account,
            media_type: media_type.to_owned(),
            bytes,
        };
        let now = write.now;
        images::insert(write.db(), id, &image, now).await?;
    }
    let url = format!("{PREFIX}/images/{id}");
    let answer = ImageView {
        id: id.to_string(),
        url: url.clone(),
        media_type,
        size,
    };
    write.created(url, &answer).await
}

/// `GET /images/{id}`
pub(super) async fn show(
    State(app): State<Arc<App>>,
    Id(id): Id<ImageId>,
) -> Result<impl IntoResponse, ApiError> {
    let image = images::find(&mut *app.db.read().await?, id)
        .await?
        .ok_or(ApiError::NotFound(ImageId::MISSING))?;
    let headers = [
        (header::CONTENT_TYPE, image.media_type),
        (
            header::CACHE_CONTROL,
            "public, max-age=31536000, immutable".to_owned(),
        ),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; sandbox".to_owned(),
        ),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "cross-origin".to_owned(),
        ),
    ];
    Ok((headers, image.bytes))
}

/// `DELETE /images/{id}`: for who sent it, and for moderators.
pub(super) async fn delete(
    State(app): State<Arc<App>>,
    writer: Writer,
    Id(id): Id<ImageId>,
) -> Result<StatusCode, ApiError> {
    let account = writer.account()?;
    let mut write = Write::begin(&app).await?;
    let image = images::find(write.db(), id)
        .await?
        .ok_or(ApiError::NotFound(ImageId::MISSING))?;
    if image.account_id != account.id && !account.moderator {
        let detail = "only who sent an image, or a moderator, can delete it";
        return Err(ApiError::Forbidden(detail));
    }
    images::delete(write.db(), id).await?;
    write.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
