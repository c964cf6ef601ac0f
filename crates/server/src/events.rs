//! What changed: stored with the change itself, and sent to everybody who listens.
//!
//! A stream that comes back with `Last-Event-ID` gets what it missed. An event says only that
//! something changed; what it is now is read from the API, with the reader's own rights.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::sse::{self, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use futures_util::{StreamExt as _, stream};
use serde::Serialize;
use sqlx::SqliteConnection;
use tokio_stream::wrappers::BroadcastStream;

use crate::app::App;
use crate::error::ApiError;
use crate::id::PostId;

/// The most missed events that are sent; whoever missed more reloads anyway.
const BACKLOG: i64 = 500;
const KEEP_ALIVE: Duration = Duration::from_secs(20);
/// What a client waits before it comes back.
const RETRY: Duration = Duration::from_secs(3);

/// What kind of thing changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(rename_all = "lowercase")]
pub(crate) enum Kind {
    /// A post.
    Post,
    /// A comment.
    Comment,
}

/// Something that changed.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Event {
    id: i64,
    kind: Kind,
    item_id: i64,
    post_id: PostId,
}

#[derive(Serialize)]
struct Data {
    kind: Kind,
    id: String,
    post_id: PostId,
}

impl Event {
    /// Stores an event in the transaction of the change.
    pub(crate) async fn record(
        db: &mut SqliteConnection,
        kind: Kind,
        item_id: i64,
        post_id: PostId,
        now: i64,
    ) -> sqlx::Result<Self> {
        let id = sqlx::query_scalar(
            "INSERT INTO events (kind, item_id, post_id, created_at) VALUES (?, ?, ?, ?)
             RETURNING id",
        )
        .bind(kind)
        .bind(item_id)
        .bind(post_id)
        .bind(now)
        .fetch_one(db)
        .await?;
        Ok(Self {
            id,
            kind,
            item_id,
            post_id,
        })
    }

    async fn since(db: &mut SqliteConnection, id: i64) -> sqlx::Result<Vec<Self>> {
        sqlx::query_as(
            "SELECT id, kind, item_id, post_id FROM events WHERE id > ? ORDER BY id LIMIT ?",
        )
        .bind(id)
        .bind(BACKLOG)
        .fetch_all(db)
        .await
    }

    fn into_sse(self) -> sse::Event {
        let data = Data {
            kind: self.kind,
            id: self.item_id.to_string(),
            post_id: self.post_id,
        };
        let event = sse::Event::default()
            .id(self.id.to_string())
            .event("changed");
        // Strings and numbers always serialise; an empty event is ignored by clients.
        event.json_data(data).unwrap_or_default()
    }
}

/// `GET /events`
pub(crate) async fn stream(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let permit = Arc::clone(&app.streams)
        .try_acquire_owned()
        .map_err(|_full| ApiError::Unavailable)?;
    // Listening begins before the past is read: an event may come twice, but none is missed.
    let live = BroadcastStream::new(app.events.subscribe());
    let last = headers
        .get("last-event-id")
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.parse().ok());
    let missed = match last {
        Some(id) => Event::since(&mut *app.db.read().await?, id).await?,
        None => Vec::new(),
    };
    let mut stopping = app.stopping.clone();
    let stopped = async move {
        drop(stopping.wait_for(|stopped| *stopped).await);
    };
    let hello = stream::iter([sse::Event::default().retry(RETRY).comment("hello")]);
    let missed = stream::iter(missed.into_iter().map(Event::into_sse));
    // A stream that fell behind ends here; it comes back and asks for what it missed.
    let live = live
        .take_while(|event| std::future::ready(event.is_ok()))
        .filter_map(|event| std::future::ready(event.ok().map(Event::into_sse)));
    let events = hello
        .chain(missed)
        .chain(live)
        .take_until(Box::pin(stopped))
        .map(move |event| {
            let _open = &permit;
            Ok::<_, Infallible>(event)
        });
    let sse = Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE));
    // `no-transform` and the second header keep proxies from holding events back.
    let headers = [
        (header::CACHE_CONTROL, "no-cache, no-transform"),
        (header::HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    Ok((headers, sse).into_response())
}
