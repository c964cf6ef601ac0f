//! Every write: one transaction for the effect, its events and its stored answer.
//!
//! A request with an `Idempotency-Key` that was answered before gets the same answer again and
//! has no second effect. Two of them at once wait for the one writing connection, so the
//! second finds the answer of the first. Refusals are not stored: they had no effect.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::{HeaderName, HeaderValue, StatusCode, header, request::Parts};
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;
use sqlx::{Sqlite, SqliteConnection, Transaction};

use crate::app::App;
use crate::clock::now;
use crate::db::upkeep::ANSWERS_KEPT;
use crate::error::ApiError;
use crate::events::{Event, Kind};
use crate::id::{AccountId, CommentId, PostId};

const KEY_HEADER: &str = "idempotency-key";
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
const KEY_LIMIT: usize = 255;

/// The `Idempotency-Key` of a request, when it has one.
#[derive(Debug, Clone)]
pub(crate) struct IdempotencyKey(Option<String>);

impl<S: Send + Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, ApiError> {
        let Some(value) = parts.headers.get(KEY_HEADER) else {
            return Ok(Self(None));
        };
        match value.to_str() {
            Ok(key) if (1..=KEY_LIMIT).contains(&key.len()) => Ok(Self(Some(key.to_owned()))),
            _ => Err(ApiError::Malformed(format!(
                "an idempotency key is 1 to {KEY_LIMIT} printable ASCII characters"
            ))),
        }
    }
}

impl IdempotencyKey {
    /// The key together with what it must go with.
    pub(crate) fn ticket(
        self,
        account: Option<AccountId>,
        fingerprint: [u8; 32],
    ) -> Option<Ticket> {
        // No account has the number 0; all guests share it, and tell their keys apart by chance.
        let account = account.map_or(0, |account| account.0);
        self.0.map(|key| Ticket {
            account,
            key,
            fingerprint: fingerprint.to_vec(),
        })
    }
}

/// A key, whose it is, and the request that it stands for.
#[derive(Debug, Clone)]
pub(crate) struct Ticket {
    account: i64,
    key: String,
    fingerprint: Vec<u8>,
}

/// What becomes of a request with a key.
pub(crate) enum Begun {
    /// It has been answered before: this is the answer.
    Replay(Response),
    /// It is new: carry it out.
    Fresh(Write),
}

/// A write under way; dropped, it leaves no trace.
pub(crate) struct Write {
    app: Arc<App>,
    tx: Transaction<'static, Sqlite>,
    events: Vec<Event>,
    ticket: Option<Ticket>,
    /// When it began: the one time that all its rows carry.
    pub(crate) now: i64,
}

impl Write {
    /// Begins a write that may be repeated without harm.
    pub(crate) async fn begin(app: &Arc<App>) -> Result<Self, ApiError> {
        let tx = app.db.begin().await?;
        Ok(Self {
            app: Arc::clone(app),
            tx,
            events: Vec::new(),
            ticket: None,
            now: now(),
        })
    }

    /// Begins a write that must happen once.
    pub(crate) async fn once(app: &Arc<App>, ticket: Option<Ticket>) -> Result<Begun, ApiError> {
        let mut write = Self::begin(app).await?;
        if let Some(ticket) = ticket {
            if let Some(answer) = stored_answer(&mut write.tx, &ticket, write.now).await? {
                return Ok(Begun::Replay(answer));
            }
            write.ticket = Some(ticket);
        }
        Ok(Begun::Fresh(write))
    }

    /// The connection to write with.
    pub(crate) fn db(&mut self) -> &mut SqliteConnection {
        &mut self.tx
    }

    /// Tells everybody, once the write is done, that a post changed.
    pub(crate) async fn post_changed(&mut self, post: PostId) -> Result<(), ApiError> {
        self.events
            .push(Event::record(&mut self.tx, Kind::Post, post.0, post, self.now).await?);
        Ok(())
    }

    /// Tells everybody, once the write is done, that a comment changed.
    pub(crate) async fn comment_changed(
        &mut self,
        comment: CommentId,
        post: PostId,
    ) -> Result<(), ApiError> {
        let event = Event::record(&mut self.tx, Kind::Comment, comment.0, post, self.now).await?;
        self.events.push(event);
        Ok(())
    }

    /// Stores the answer for the key of the request, when it has one.
    pub(crate) async fn remember(&mut self, location: &str, body: &str) -> Result<(), ApiError> {
        let Some(ticket) = self.ticket.take() else {
            return Ok(());
        };
        sqlx::query(
            "INSERT INTO answers (account_id, key, fingerprint, location, body, created_at)
             VALUES (?, ?, ?, ?, ?, ?)",
        )
        .bind(ticket.account)
        .bind(ticket.key)
        .bind(ticket.fingerprint)
        .bind(location)
        .bind(body)
        .bind(self.now)
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// Makes the write last.
    pub(crate) async fn commit(self) -> Result<(), ApiError> {
        let Self {
            app, tx, events, ..
        } = self;
        // A task of its own: a client that hangs up now must not keep others from hearing of it.
        let commit = tokio::spawn(async move {
            tx.commit().await?;
            for event in events {
                // Nobody may be listening, which is no error.
                let _listeners = app.events.send(event);
            }
            Ok::<_, sqlx::Error>(())
        });
        commit.await.map_err(|error| {
            tracing::error!("a commit was cut off: {error}");
            ApiError::Internal
        })??;
        Ok(())
    }

    /// Makes the write last, stores its answer for the key, and gives it.
    pub(crate) async fn created<T: Serialize + Sync>(
        mut self,
        location: String,
        answer: &T,
    ) -> Result<Response, ApiError> {
        let body = serde_json::to_string(answer).map_err(|error| {
            tracing::error!("an answer cannot be written: {error}");
            ApiError::Internal
        })?;
        self.remember(&location, &body).await?;
        self.commit().await?;
        Ok(created(location, body))
    }
}

async fn stored_answer(
    db: &mut SqliteConnection,
    ticket: &Ticket,
    now: i64,
) -> Result<Option<Response>, ApiError> {
    sqlx::query("DELETE FROM answers WHERE account_id = ? AND key = ? AND created_at <= ?")
        .bind(ticket.account)
        .bind(&ticket.key)
        .bind(now - ANSWERS_KEPT)
        .execute(&mut *db)
        .await?;
    let stored: Option<(Vec<u8>, String, String)> = sqlx::query_as(
        "SELECT fingerprint, location, body FROM answers WHERE account_id = ? AND key = ?",
    )
    .bind(ticket.account)
    .bind(&ticket.key)
    .fetch_optional(db)
    .await?;
    let Some((fingerprint, location, body)) = stored else {
        return Ok(None);
    };
    if fingerprint != ticket.fingerprint {
        return Err(ApiError::KeyReused);
    }
    let mut response = created(location, body);
    mark_replayed(&mut response);
    Ok(Some(response))
}

/// Marks an answer as one that was given before.
pub(crate) fn mark_replayed(response: &mut Response) {
    response
        .headers_mut()
        .insert(REPLAYED, HeaderValue::from_static("true"));
}

fn created(location: String, body: String) -> Response {
    let headers = [
        (header::LOCATION, location),
        (header::CONTENT_TYPE, "application/json".to_owned()),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (StatusCode::CREATED, headers, body).into_response()
}
