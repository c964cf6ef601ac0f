//! `/posts` and `/posts/{id}`: lists, one post, and what its author does with it.

use std::sync::Arc;

use axum::extract::{OriginalUri, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;
use sqlx::SqliteConnection;

use super::PREFIX;
use super::view::PostView;
use crate::app::App;
use crate::auth::{Viewer, Writer};
use crate::clock::MINUTE;
use crate::db::posts::{self, Filter, ItemState, NewPost, Post, PostSort};
use crate::db::search;
use crate::error::{ApiError, FieldError};
use crate::excerpt::excerpt;
use crate::extract::{Id, JsonBody, Parameters};
use crate::id::{Id as _, PostId};
use crate::idempotency::{Begun, IdempotencyKey, Write};
use crate::paging::{self, Page};
use crate::validate::{Check, normal_tag};
use crate::version;

/// How long the same text is taken for a second sending of the first.
pub(super) const REPEAT: i64 = 10 * MINUTE;
const PAGE: i64 = 20;
const PAGE_LIMIT: i64 = 100;

/// The query of `GET /posts`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ListQuery {
    sort: Option<String>,
    tag: Option<String>,
    q: Option<String>,
    author: Option<String>,
    limit: Option<String>,
    cursor: Option<String>,
}

impl ListQuery {
    fn sort(&self) -> Result<PostSort, ApiError> {
        match self.sort.as_deref() {
            None | Some("active") => Ok(PostSort::Active),
            Some("new") => Ok(PostSort::New),
            Some("top") => Ok(PostSort::Top),
            Some(_) => Err(parameter("sort", "write `active`, `new` or `top`")),
        }
    }

    /// The filter; `None` when nothing can match it.
    fn filter(&self) -> Result<Option<Filter>, ApiError> {
        let mut filter = Filter::default();
        // An empty field of a form is no question.
        if let Some(tag) = self.tag.as_deref().filter(|tag| !tag.is_empty()) {
            filter.tag = Some(normal_tag(tag));
        }
        if let Some(author) = self.author.as_deref().filter(|author| !author.is_empty()) {
            match author.parse() {
                Ok(author) => filter.author = Some(author),
                Err(_) => return Ok(None),
            }
        }
        if let Some(question) = self.q.as_deref().filter(|q| !q.trim().is_empty()) {
            if question.chars().count() > search::QUESTION_LIMIT {
                let most = search::QUESTION_LIMIT;
                return Err(parameter(
                    "q",
                    format!("ask with at most {most} characters"),
                ));
            }
            filter.words = search::query(question);
            if filter.words.is_none() {
                return Ok(None);
            }
        }
        Ok(Some(filter))
    }
}

fn parameter(name: &str, detail: impl Into<String>) -> ApiError {
    ApiError::Invalid(vec![FieldError::parameter(name, detail)])
}

/// `GET /posts`
pub(super) async fn list(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    OriginalUri(uri): OriginalUri,
    Parameters(query): Parameters<ListQuery>,
) -> Result<Response, ApiError> {
    let sort = query.sort()?;
    let limit = paging::limit(query.limit.as_deref(), PAGE, PAGE_LIMIT)?;
    let cursor = query.cursor.as_deref().filter(|cursor| !cursor.is_empty());
    let after = cursor
        .map(|text| paging::place(text, sort.name(), sort.width()))
        .transpose()?;
    let Some(filter) = query.filter()? else {
        let page = Page::<PostView> {
            items: Vec::new(),
            next: None,
            total: Some(0),
        };
        return Ok(page.into_response(uri.path(), uri.query()));
    };
    let mut db = app.db.read().await?;
    // One more than asked for tells whether there is a next page.
    let mut rows = posts::list(
        &mut db,
        viewer.id(),
        &filter,
        sort,
        after.as_deref(),
        limit + 1,
    )
    .await?;
    let total = posts::count(&mut db, &filter).await?;
    drop(db);
    let next = paging::cut(&mut rows, limit, |last| {
        paging::cursor(sort.name(), &sort.place(last))
    });
    let items: Vec<_> = rows
        .into_iter()
        .map(|post| PostView::new(&app, &viewer, post))
        .collect();
    Ok(Page {
        items,
        next,
        total: Some(total),
    }
    .into_response(uri.path(), uri.query()))
}

/// `GET /posts/{id}`
pub(super) async fn show(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Id(id): Id<PostId>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let post = find(&mut *app.db.read().await?, id, &viewer).await?;
    let version = post.version;
    version::item(&headers, version, &PostView::new(&app, &viewer, post))
}

/// The post of an id, or the problem that there is none.
pub(super) async fn find(
    db: &mut SqliteConnection,
    id: PostId,
    viewer: &Viewer,
) -> Result<Post, ApiError> {
    posts::find(db, id, viewer.id())
        .await?
        .ok_or(ApiError::NotFound(PostId::MISSING))
}

/// Commits a write and answers with the post as it is now.
pub(super) async fn commit(
    mut write: Write,
    app: &App,
    viewer: &Viewer,
    id: PostId,
) -> Result<Response, ApiError> {
    let post = find(write.db(), id, viewer).await?;
    write.commit().await?;
    let version = post.version;
    version::item(
        &HeaderMap::new(),
        version,
        &PostView::new(app, viewer, post),
    )
}

/// The body of `POST /posts`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PostBody {
    title: String,
    body: String,
    #[serde(default)]
    tags: Option<Vec<String>>,
    #[serde(default)]
    lang: Option<String>,
    #[serde(default)]
    url: Option<String>,
}

/// `POST /posts`
pub(super) async fn create(
    State(app): State<Arc<App>>,
    writer: Writer,
    key: IdempotencyKey,
    JsonBody { value, fingerprint }: JsonBody<PostBody>,
) -> Result<Response, ApiError> {
    let author = writer.account()?.id;
    let mut check = Check::new();
    let title = check.title("#/title", &value.title);
    let body = check.body("#/body", &value.body);
    let tags = check.tags("#/tags", &value.tags.unwrap_or_default());
    let lang = value.lang.map(|lang| check.lang("#/lang", &lang));
    let url = value.url.map(|url| check.url("#/url", &url));
    check.finish()?;

    let ticket = key.ticket(Some(author), fingerprint);
    let mut write = match Write::once(&app, ticket).await? {
        Begun::Replay(answer) => return Ok(answer),
        Begun::Fresh(write) => write,
    };
    let since = write.now - REPEAT;
    if posts::is_repeated(write.db(), author, &title, &body, since).await? {
        return Err(ApiError::Duplicate);
    }
    let new = NewPost {
        author,
        title: &title,
        body: &body,
        excerpt: &excerpt(&body),
        lang: lang.as_deref(),
        url: url.as_deref(),
        score: 0,
        created_at: write.now,
    };
    let id = posts::insert(write.db(), new).await?;
    posts::set_tags(write.db(), id, &tags).await?;
    search::index_post(write.db(), id, &title, &body).await?;
    write.post_changed(id).await?;
    let post = find(write.db(), id, &writer.0).await?;
    let answer = PostView::new(&app, &writer.0, post);
    write.created(format!("{PREFIX}/posts/{id}"), &answer).await
}

/// The body of `PATCH /posts/{id}`; what is left out stays as it is.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PostChange {
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    body: Option<String>,
    #[serde(default)]
    tags: Option<Vec<String>>,
}

/// `PATCH /posts/{id}`
pub(super) async fn edit(
    State(app): State<Arc<App>>,
    writer: Writer,
    Id(id): Id<PostId>,
    headers: HeaderMap,
    JsonBody { value, .. }: JsonBody<PostChange>,
) -> Result<Response, ApiError> {
    writer.account()?;
    let mut check = Check::new();
    let title = value.title.map(|title| check.title("#/title", &title));
    let body = value.body.map(|body| check.body("#/body", &body));
    let tags = value.tags.map(|tags| check.tags("#/tags", &tags));
    check.finish()?;

    let mut write = Write::begin(&app).await?;
    let now = write.now;
    let post = own(write.db(), id, &writer, &headers).await?;
    let is_other = |new: &Option<String>, old: &String| new.as_ref().is_some_and(|new| new != old);
    if is_other(&title, &post.title) || is_other(&body, &post.body) || tags.is_some() {
        let title = title.unwrap_or(post.title);
        let body = body.unwrap_or(post.body);
        posts::edit(write.db(), id, &title, &body, &excerpt(&body), now).await?;
        if let Some(tags) = tags {
            posts::set_tags(write.db(), id, &tags).await?;
        }
        search::index_post(write.db(), id, &title, &body).await?;
        write.post_changed(id).await?;
    }
    commit(write, &app, &writer.0, id).await
}

/// `DELETE /posts/{id}`
pub(super) async fn delete(
    State(app): State<Arc<App>>,
    writer: Writer,
    Id(id): Id<PostId>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    writer.account()?;
    let mut write = Write::begin(&app).await?;
    own(write.db(), id, &writer, &headers).await?;
    posts::delete(write.db(), id).await?;
    search::drop_post(write.db(), id).await?;
    write.post_changed(id).await?;
    commit(write, &app, &writer.0, id).await
}

/// The post, when it is the writer's own, still there, and of the version that was read.
async fn own(
    db: &mut SqliteConnection,
    id: PostId,
    writer: &Writer,
    headers: &HeaderMap,
) -> Result<Post, ApiError> {
    let post = find(db, id, &writer.0).await?;
    if writer.0.id() != Some(post.author_id) {
        return Err(ApiError::Forbidden("only its author can change a post"));
    }
    version::require_match(headers, post.version)?;
    if post.state != ItemState::Published {
        return Err(ApiError::Conflict("this post was deleted or removed"));
    }
    Ok(post)
}
