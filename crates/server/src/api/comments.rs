//! `/posts/{id}/comments` and `/comments/{id}`: threads, replies, and what their authors do.

use std::sync::Arc;

use axum::extract::{OriginalUri, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;
use sqlx::SqliteConnection;

use super::PREFIX;
use super::posts::{self as post_api, REPEAT};
use super::view::CommentView;
use crate::app::App;
use crate::auth::{Viewer, Writer};
use crate::db::comments::{self, Comment, CommentSort, NewComment};
use crate::db::posts::{self, ItemState};
use crate::db::search;
use crate::error::{ApiError, FieldError};
use crate::extract::{Id, JsonBody, Parameters};
use crate::id::{CommentId, Id as _, PostId};
use crate::idempotency::{Begun, IdempotencyKey, Write};
use crate::paging::{self, Page};
use crate::validate::Check;
use crate::version;

const PAGE: i64 = 200;
const PAGE_LIMIT: i64 = 500;

/// The query of `GET /posts/{id}/comments`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ListQuery {
    sort: Option<String>,
    limit: Option<String>,
    cursor: Option<String>,
}

impl ListQuery {
    fn sort(&self) -> Result<CommentSort, ApiError> {
        match self.sort.as_deref() {
            None | Some("old") => Ok(CommentSort::Old),
            Some("new") => Ok(CommentSort::New),
            Some("top") => Ok(CommentSort::Top),
            Some(_) => {
                let detail = "write `old`, `new` or `top`";
                Err(ApiError::Invalid(vec![FieldError::parameter(
                    "sort", detail,
                )]))
            }
        }
    }
}

/// `GET /posts/{id}/comments`
pub(super) async fn list(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Id(post): Id<PostId>,
    OriginalUri(uri): OriginalUri,
    Parameters(query): Parameters<ListQuery>,
) -> Result<Response, ApiError> {
    let sort = query.sort()?;
    let limit = paging::limit(query.limit.as_deref(), PAGE, PAGE_LIMIT)?;
    let cursor = query.cursor.as_deref().filter(|cursor| !cursor.is_empty());
    let after = cursor
        .map(|text| paging::place(text, sort.name(), sort.width()))
        .transpose()?;
    let mut db = app.db.read().await?;
    post_api::find(&mut db, post, &viewer).await?;
    let page = comments::Page {
        sort,
        after: after.as_deref(),
        limit: limit + 1,
        with_held: viewer.is_moderator(),
    };
    let mut rows = comments::list(&mut db, post, viewer.id(), page).await?;
    drop(db);
    let next = paging::cut(&mut rows, limit, |last| {
        paging::cursor(sort.name(), &sort.place(last))
    });
    let items: Vec<_> = rows
        .into_iter()
        .map(|comment| CommentView::new(&app, &viewer, comment))
        .collect();
    Ok(Page {
        items,
        next,
        total: None,
    }
    .into_response(uri.path(), uri.query()))
}

/// `GET /comments/{id}`
pub(super) async fn show(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Id(id): Id<CommentId>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let comment = find(&mut *app.db.read().await?, id, &viewer).await?;
    let version = comment.version;
    version::item(&headers, version, &CommentView::new(&app, &viewer, comment))
}

/// The comment of an id, or the problem that this reader knows of none.
pub(super) async fn find(
    db: &mut SqliteConnection,
    id: CommentId,
    viewer: &Viewer,
) -> Result<Comment, ApiError> {
    comments::find(db, id, viewer.id())
        .await?
        .filter(|comment| comment.is_visible_to(viewer.is_moderator()))
        .ok_or(ApiError::NotFound(CommentId::MISSING))
}

/// Commits a write and answers with the comment as it is now.
pub(super) async fn commit(
    mut write: Write,
    app: &App,
    viewer: &Viewer,
    id: CommentId,
) -> Result<Response, ApiError> {
    let comment = comments::find(write.db(), id, viewer.id())
        .await?
        .ok_or(ApiError::NotFound(CommentId::MISSING))?;
    write.commit().await?;
    let version = comment.version;
    version::item(
        &HeaderMap::new(),
        version,
        &CommentView::new(app, viewer, comment),
    )
}

/// The body of `POST /posts/{id}/comments`. The fields of the author are for guests.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CommentBody {
    body: String,
    #[serde(default)]
    parent_id: Option<String>,
    #[serde(default)]
    lang: Option<String>,
    #[serde(default)]
    author_name: Option<String>,
    #[serde(default)]
    author_email: Option<String>,
    #[serde(default)]
    author_url: Option<String>,
}

/// What a guest says about themselves.
struct Guest {
    name: String,
    email: String,
    url: Option<String>,
}

impl Guest {
    fn check(check: &mut Check, body: &CommentBody) -> Self {
        let name = body.author_name.as_deref().unwrap_or_default();
        let email = body.author_email.as_deref().unwrap_or_default();
        let url = body
            .author_url
            .as_deref()
            .filter(|url| !url.trim().is_empty());
        Self {
            name: check.name("#/author_name", name),
            email: check.email("#/author_email", email),
            url: url.map(|url| check.url("#/author_url", url)),
        }
    }
}

/// `POST /posts/{id}/comments`
pub(super) async fn create(
    State(app): State<Arc<App>>,
    Writer(viewer): Writer,
    Id(post): Id<PostId>,
    key: IdempotencyKey,
    JsonBody { value, fingerprint }: JsonBody<CommentBody>,
) -> Result<Response, ApiError> {
    if viewer.id().is_none() && !app.takes_guests() {
        return Err(ApiError::GuestsNotAllowed);
    }
    let mut check = Check::new();
    let body = check.body("#/body", &value.body);
    let lang = value.lang.as_deref().map(|lang| check.lang("#/lang", lang));
    let guest = viewer
        .id()
        .is_none()
        .then(|| Guest::check(&mut check, &value));
    check.finish()?;

    let ticket = key.ticket(viewer.id(), fingerprint);
    let mut write = match Write::once(&app, ticket).await? {
        Begun::Replay(answer) => return Ok(answer),
        Begun::Fresh(write) => write,
    };
    require_open(write.db(), post, &viewer).await?;
    let parent = parent(write.db(), post, value.parent_id.as_deref(), &viewer).await?;
    let author = match (viewer.id(), &guest) {
        (Some(account), _) => comments::Writer::Account(account),
        (None, Some(Guest { name, email, url })) => comments::Writer::Guest {
            name,
            email,
            url: url.as_deref(),
        },
        (None, None) => return Err(ApiError::SignInRequired),
    };
    let now = write.now;
    let new = NewComment {
        post,
        parent,
        writer: author,
        body: &body,
        lang: lang.as_deref(),
        score: 0,
        created_at: now,
    };
    if comments::is_repeated(write.db(), new, now - REPEAT).await? {
        return Err(ApiError::Duplicate);
    }
    let id = comments::insert(write.db(), new).await?;
    if viewer.id().is_some() {
        posts::count_comment(write.db(), post, now).await?;
        search::index_comment(write.db(), id, &body).await?;
        write.comment_changed(id, post).await?;
    }
    let comment = comments::find(write.db(), id, viewer.id())
        .await?
        .ok_or(ApiError::NotFound(CommentId::MISSING))?;
    let answer = CommentView::new(&app, &viewer, comment);
    write
        .created(format!("{PREFIX}/comments/{id}"), &answer)
        .await
}

/// Refuses when the post takes no comments of this writer.
async fn require_open(
    db: &mut SqliteConnection,
    post: PostId,
    viewer: &Viewer,
) -> Result<(), ApiError> {
    let post = post_api::find(db, post, viewer).await?;
    if post.state != ItemState::Published {
        return Err(ApiError::Conflict("this post was deleted or removed"));
    }
    if post.locked && !viewer.is_moderator() {
        return Err(ApiError::Locked);
    }
    Ok(())
}

/// The comment that is answered: of the same post, and still there.
async fn parent(
    db: &mut SqliteConnection,
    post: PostId,
    id: Option<&str>,
    viewer: &Viewer,
) -> Result<Option<CommentId>, ApiError> {
    let Some(id) = id else { return Ok(None) };
    let parent = match id.parse() {
        Ok(id) => comments::find(db, id, viewer.id()).await?,
        Err(_) => None,
    };
    let parent = parent
        .filter(|parent| parent.post_id == post && parent.is_visible_to(viewer.is_moderator()))
        .ok_or_else(|| ApiError::field("#/parent_id", "this post has no such comment"))?;
    match parent.state {
        ItemState::Published => Ok(Some(parent.id)),
        ItemState::Held => Err(ApiError::Conflict(
            "approve the comment before you answer it",
        )),
        ItemState::Removed | ItemState::Deleted => Err(ApiError::Conflict(
            "the comment you answer was deleted or removed",
        )),
    }
}

/// The body of `PATCH /comments/{id}`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CommentChange {
    body: String,
}

/// `PATCH /comments/{id}`
pub(super) async fn edit(
    State(app): State<Arc<App>>,
    writer: Writer,
    Id(id): Id<CommentId>,
    headers: HeaderMap,
    JsonBody { value, .. }: JsonBody<CommentChange>,
) -> Result<Response, ApiError> {
    writer.account()?;
    let mut check = Check::new();
    let body = check.body("#/body", &value.body);
    check.finish()?;

    let mut write = Write::begin(&app).await?;
    let now = write.now;
    let comment = own(write.db(), id, &writer, &headers).await?;
    comments::edit(write.db(), id, &body, now).await?;
    search::index_comment(write.db(), id, &body).await?;
    write.comment_changed(id, comment.post_id).await?;
    commit(write, &app, &writer.0, id).await
}

/// `DELETE /comments/{id}`
pub(super) async fn delete(
    State(app): State<Arc<App>>,
    writer: Writer,
    Id(id): Id<CommentId>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    writer.account()?;
    let mut write = Write::begin(&app).await?;
    let comment = own(write.db(), id, &writer, &headers).await?;
    comments::delete(write.db(), id).await?;
    search::drop_comment(write.db(), id).await?;
    posts::recount_comments(write.db(), comment.post_id).await?;
    write.comment_changed(id, comment.post_id).await?;
    commit(write, &app, &writer.0, id).await
}

/// The comment, when it is the writer's own, still there, and of the version that was read.
async fn own(
    db: &mut SqliteConnection,
    id: CommentId,
    writer: &Writer,
    headers: &HeaderMap,
) -> Result<Comment, ApiError> {
    let comment = find(db, id, &writer.0).await?;
    if comment.author_id.is_none() || writer.0.id() != comment.author_id {
        return Err(ApiError::Forbidden("only its author can change a comment"));
    }
    version::require_match(headers, comment.version)?;
    if comment.state != ItemState::Published {
        return Err(ApiError::Conflict("this comment was deleted or removed"));
    }
    Ok(comment)
}
