//! Why a request failed, and how that is said: problem documents as in RFC 9457.
//!
//! `code` is stable and meant for programs; `detail` is one sentence for people. An error of
//! the server itself is logged here in full and told to the client only as `internal`.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use sqlx::error::DatabaseError;

/// What is wrong with one field of a body, or with one parameter of the query.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct FieldError {
    /// Where it is in the body, as a JSON pointer in a URL fragment: `#/title`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) pointer: Option<String>,
    /// Which parameter of the query it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) parameter: Option<String>,
    /// What is wrong with it.
    pub(crate) detail: String,
}

impl FieldError {
    /// An error at a place of the body, such as `#/title`.
    pub(crate) fn at(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Self {
            pointer: Some(pointer.into()),
            parameter: None,
            detail: detail.into(),
        }
    }

    /// An error of a parameter of the query.
    pub(crate) fn parameter(name: impl Into<String>, detail: impl Into<String>) -> Self {
        Self {
            pointer: None,
            parameter: Some(name.into()),
            detail: detail.into(),
        }
    }
}

/// Why a request was not carried out.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ApiError {
    /// The request needs an account, and none was shown.
    #[error("sign in to do this")]
    SignInRequired,
    /// The bearer token is unknown or has expired.
    #[error("your session has ended: sign in again")]
    SessionEnded,
    /// Name and password do not belong together.
    #[error("no account has this name and password")]
    BadCredentials,
    /// The account may not do this.
    #[error("{0}")]
    Forbidden(&'static str),
    /// Guests may not comment here.
    #[error("guests cannot comment here: sign in first")]
    GuestsNotAllowed,
    /// The post takes no new comments.
    #[error("this post is locked: it takes no new comments")]
    Locked,
    /// What was asked for does not exist, or not for this reader.
    #[error("{0}")]
    NotFound(&'static str),
    /// The address exists, the method does not.
    #[error("this address does not support the method of the request")]
    MethodNotAllowed,
    /// The request cannot be read at all.
    #[error("{0}")]
    Malformed(String),
    /// The body is not JSON by its content type.
    #[error("send the body as application/json")]
    UnsupportedMediaType,
    /// The body is no image that is taken, whatever its content type says.
    #[error("send an image: PNG, JPEG, GIF, WebP or AVIF")]
    NotAnImage,
    /// The body is larger than the server reads; how much that is, in KB.
    #[error("this is larger than {0} KB")]
    TooLarge(usize),
    /// The request can be read, but some values cannot be accepted.
    #[error("some values cannot be accepted")]
    Invalid(Vec<FieldError>),
    /// The same text was sent a moment ago.
    #[error("you have just posted this: it was not posted again")]
    Duplicate,
    /// Another account has this name.
    #[error("another account has this name")]
    NameTaken,
    /// The state of the thing does not allow this.
    #[error("{0}")]
    Conflict(&'static str),
    /// The thing has changed since the reader loaded it.
    #[error("this was changed in the meantime: load it again")]
    PreconditionFailed,
    /// The idempotency key was used for another request.
    #[error("the idempotency key was used for another request")]
    KeyReused,
    /// Too many requests in a short time.
    #[error("too many requests: try again in {retry_after} s")]
    RateLimited {
        /// Seconds until the next request can succeed.
        retry_after: u64,
    },
    /// The request took too long.
    #[error("the request took too long")]
    Timeout,
    /// The server cannot do this at the moment.
    #[error("the server is busy: try again in a moment")]
    Unavailable,
    /// A fault of the server.
    #[error("something went wrong on the server")]
    Internal,
    /// The database failed.
    #[error("something went wrong on the server")]
    Database(#[source] sqlx::Error),
}

impl ApiError {
    /// A single field of the body that cannot be accepted.
    pub(crate) fn field(pointer: &str, detail: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError::at(pointer, detail)])
    }

    /// The HTTP status and the stable code.
    fn class(&self) -> (StatusCode, &'static str) {
        match self {
            Self::SignInRequired | Self::SessionEnded => {
                (StatusCode::UNAUTHORIZED, "sign_in_required")
            }
            Self::BadCredentials => (StatusCode::UNAUTHORIZED, "bad_credentials"),
            Self::GuestsNotAllowed => (StatusCode::UNAUTHORIZED, "guests_not_allowed"),
            Self::Forbidden(_) => (StatusCode::FORBIDDEN, "forbidden"),
            Self::Locked => (StatusCode::FORBIDDEN, "locked"),
            Self::NotFound(_) => (StatusCode::NOT_FOUND, "not_found"),
            Self::MethodNotAllowed => (StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed"),
            Self::Timeout => (StatusCode::REQUEST_TIMEOUT, "timeout"),
            Self::Malformed(_) => (StatusCode::BAD_REQUEST, "malformed"),
            Self::UnsupportedMediaType | Self::NotAnImage => {
                (StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type")
            }
            Self::TooLarge(_) => (StatusCode::PAYLOAD_TOO_LARGE, "too_large"),
            Self::Invalid(_) => (StatusCode::UNPROCESSABLE_ENTITY, "invalid"),
            Self::KeyReused => (StatusCode::UNPROCESSABLE_ENTITY, "key_reused"),
            Self::Duplicate => (StatusCode::CONFLICT, "duplicate"),
            Self::NameTaken => (StatusCode::CONFLICT, "name_taken"),
            Self::Conflict(_) => (StatusCode::CONFLICT, "conflict"),
            Self::PreconditionFailed => (StatusCode::PRECONDITION_FAILED, "conflict"),
            Self::RateLimited { .. } => (StatusCode::TOO_MANY_REQUESTS, "rate_limited"),
            Self::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, "unavailable"),
            Self::Internal | Self::Database(_) => (StatusCode::INTERNAL_SERVER_ERROR, "internal"),
        }
    }

    /// Seconds after which the same request may succeed.
    fn retry_after(&self) -> Option<u64> {
        match self {
            Self::RateLimited { retry_after } => Some(*retry_after),
            Self::Unavailable => Some(1),
            _ => None,
        }
    }
}

impl From<sqlx::Error> for ApiError {
    fn from(error: sqlx::Error) -> Self {
        // SQLITE_BUSY, SQLITE_LOCKED and SQLITE_FULL pass; the client may try again.
        let passes = error
            .as_database_error()
            .and_then(DatabaseError::code)
            .is_some_and(|code| matches!(&*code, "5" | "6" | "13" | "261" | "517"));
        if passes || matches!(error, sqlx::Error::PoolTimedOut) {
            tracing::warn!("the database is not available: {error}");
            return Self::Unavailable;
        }
        Self::Database(error)
    }
}

/// The document on the wire.
#[derive(Serialize)]
struct Problem<'a> {
    r#type: &'static str,
    title: &'static str,
    status: u16,
    detail: String,
    code: &'static str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [FieldError],
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<u64>,
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        if let Self::Database(error) = &self {
            tracing::error!("the database failed: {error}");
        }
        let (status, code) = self.class();
        let retry_after = self.retry_after();
        let problem = Problem {
            r#type: "about:blank",
            title: status.canonical_reason().unwrap_or("Error"),
            status: status.as_u16(),
            detail: self.to_string(),
            code,
            errors: if let Self::Invalid(errors) = &self {
                errors
            } else {
                &[]
            },
            retry_after,
        };
        let mut response = (status, Json(problem)).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}
