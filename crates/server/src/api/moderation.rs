//! What moderators do: let held comments through, take things away, lock and pin posts.
//!
//! All of it can be repeated without harm, so none of it needs an idempotency key.

use std::sync::Arc;

use axum::extract::{OriginalUri, State};
use axum::response::Response;
use serde::Deserialize;

use super::view::HeldView;
use super::{comments as comment_api, posts as post_api};
use crate::app::App;
use crate::auth::{SignedIn, Viewer, Writer};
use crate::db::posts::{self, ItemState};
use crate::db::{comments, search};
use crate::error::ApiError;
use crate::extract::{Id, JsonBody, Parameters};
use crate::id::{CommentId, Id as _, PostId};
use crate::idempotency::Write;
use crate::paging::{self, Page};

const PAGE: i64 = 50;
const PAGE_LIMIT: i64 = 200;
const ORDER: &str = "held";

/// The query of `GET /moderation`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct HeldQuery {
    limit: Option<String>,
    cursor: Option<String>,
}

/// `GET /moderation`
pub(super) async fn held(
    State(app): State<Arc<App>>,
    SignedIn(account): SignedIn,
    OriginalUri(uri): OriginalUri,
    Parameters(query): Parameters<HeldQuery>,
) -> Result<Response, ApiError> {
    if !account.moderator {
        return Err(ApiError::Forbidden("only moderators can see this"));
    }
    let limit = paging::limit(query.limit.as_deref(), PAGE, PAGE_LIMIT)?;
    let cursor = query.cursor.as_deref().filter(|cursor| !cursor.is_empty());
    let place = cursor
        .map(|text| paging::place(text, ORDER, 1))
        .transpose()?;
    let after = place
        .as_deref()
        .and_then(<[i64]>::first)
        .copied()
        .unwrap_or(0);
    let mut db = app.db.read().await?;
    let mut rows = comments::held(&mut db, account.id, after, limit + 1).await?;
    drop(db);
    let next = paging::cut(&mut rows, limit, |last| paging::cursor(ORDER, &[last.id.0]));
    let viewer = Viewer(Some(account));
    let items: Vec<_> = rows
        .into_iter()
        .map(|comment| HeldView::new(&app, &viewer, comment))
        .collect();
    Ok(Page {
        items,
        next,
        total: None,
    }
    .into_response(uri.path(), uri.query()))
}

/// `POST /comments/{id}/approve`
pub(super) async fn approve_comment(
    State(app): State<Arc<App>>,
    writer: Writer,
    Id(id): Id<CommentId>,
) -> Result<Response, ApiError> {
    let moderator = writer.moderator()?.id;
    let mut write = Write::begin(&app).await?;
    let now = write.now;
    let comment = comments::find(write.db(), id, Some(moderator))
        .await?
        .ok_or(ApiError::NotFound(CommentId::MISSING))?;
    match comment.state {
        ItemState::Published => {}
        ItemState::Deleted => {
            return Err(ApiError::Conflict("this comment was deleted by its author"));
        }
        ItemState::Held | ItemState::Removed => {
            comments::publish(write.db(), id, now).await?;
            search::index_comment(write.db(), id, &comment.body).await?;
            posts::recount_comments(write.db(), comment.post_id).await?;
            write.comment_changed(id, comment.post_id).await?;
        }
    }
    comment_api::commit(write, &app, &writer.0, id).await
}

/// `POST /comments/{id}/remove`
pub(super) async fn remove_comment(
    State(app): State<Arc<App>>,
    writer: Writer,
    Id(id): Id<CommentId>,
) -> Result<Response, ApiError> {
    let moderator = writer.moderator()?.id;
    let mut write = Write::begin(&app).await?;
    let comment = comments::find(write.db(), id, Some(moderator))
        .await?
        .ok_or(ApiError::NotFound(CommentId::MISSING))?;
    match comment.state {
        ItemState::Removed | ItemState::Deleted => {}
        ItemState::Held => comments::remove(write.db(), id).await?,
        ItemState::Published => {
            comments::remove(write.db(), id).await?;
            search::drop_comment(write.db(), id).await?;
            posts::recount_comments(write.db(), comment.post_id).await?;
            write.comment_changed(id, comment.post_id).await?;
        }
    }
    comment_api::commit(write, &app, &writer.0, id).await
}

/// `POST /posts/{id}/remove`
pub(super) async fn remove_post(
    State(app): State<Arc<App>>,
    writer: Writer,
    Id(id): Id<PostId>,
) -> Result<Response, ApiError> {
    writer.moderator()?;
    let mut write = Write::begin(&app).await?;
    let post = post_api::find(write.db(), id, &writer.0).await?;
    if post.state == ItemState::Published {
        posts::remove(write.db(), id).await?;
        search::drop_post(write.db(), id).await?;
        write.post_changed(id).await?;
    }
    post_api::commit(write, &app, &writer.0, id).await
}

/// The body of `POST /posts/{id}/lock`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LockBody {
    locked: bool,
}

/// `POST /posts/{id}/lock`
pub(super) async fn lock_post(
    State(app): State<Arc<App>>,
    writer: Writer,
    Id(id): Id<PostId>,
    JsonBody { value, .. }: JsonBody<LockBody>,
) -> Result<Response, ApiError> {
    writer.moderator()?;
    let mut write = Write::begin(&app).await?;
    post_api::find(write.db(), id, &writer.0).await?;
    posts::set_locked(write.db(), id, value.locked).await?;
    write.post_changed(id).await?;
    post_api::commit(write, &app, &writer.0, id).await
}

/// The body of `POST /posts/{id}/pin`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PinBody {
    pinned: bool,
}

/// `POST /posts/{id}/pin`
pub(super) async fn pin_post(
    State(app): State<Arc<App>>,
    writer: Writer,
    Id(id): Id<PostId>,
    JsonBody { value, .. }: JsonBody<PinBody>,
) -> Result<Response, ApiError> {
    writer.moderator()?;
    let mut write = Write::begin(&app).await?;
    post_api::find(write.db(), id, &writer.0).await?;
    posts::set_pinned(write.db(), id, value.pinned).await?;
    write.post_changed(id).await?;
    post_api::commit(write, &app, &writer.0, id).await
}
