//! Why an operation did not work.

use serde::{Deserialize, Serialize};

/// What makes an error what it is, so that the interface can react to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureKind {
    /// No answer: no network, or a server that is down.
    Unreachable,
    /// There was an answer, but the browser withholds it: the backend does not allow requests from
    /// other sites (CORS), or not for its errors.
    Opaque,
    /// The person has to sign in, or to sign in again.
    SignInRequired,
    /// Name or password are wrong.
    BadCredentials,
    /// Signed in or not, it is not allowed.
    Forbidden,
    /// Guests are refused by the backend's settings.
    GuestsRefused,
    /// There is no such thing (any more).
    NotFound,
    /// Something in the input is wrong.
    Invalid,
    /// The same was said already.
    Duplicate,
    /// Too much at once; see [`Failure::retry_after`].
    RateLimited,
    /// The discussion takes no more comments.
    Closed,
    /// Someone else changed it in between.
    Conflict,
    /// The backend wants a puzzle solved first.
    Captcha,
    /// The server is in trouble.
    Server,
    /// The answer could not be understood.
    Unreadable,
    /// The connector does not describe this, or would have left its origins.
    Unsupported,
}

/// Why an operation did not work.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    /// What kind it is.
    pub kind: FailureKind,
    /// What happened, in the backend's words where it has some, as plain text.
    pub message: String,
    /// The backend's own code, such as `rest_comment_login_required`.
    pub code: Option<String>,
    /// HTTP status, when there was an answer.
    pub status: Option<u16>,
    /// Seconds to wait before trying again.
    pub retry_after: Option<u32>,
    /// What is wrong with single fields of what was sent, by the backend's names for them.
    pub fields: Vec<(String, String)>,
}

impl Failure {
    /// A failure of this kind, before or without an answer.
    pub fn new(kind: FailureKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            code: None,
            status: None,
            retry_after: None,
            fields: Vec::new(),
        }
    }
}

impl FailureKind {
    /// All kinds with their names in connector files.
    pub(crate) const ALL: [(Self, &'static str); 16] = [
        (Self::Unreachable, "unreachable"),
        (Self::Opaque, "opaque"),
        (Self::SignInRequired, "sign_in_required"),
        (Self::BadCredentials, "bad_credentials"),
        (Self::Forbidden, "forbidden"),
        (Self::GuestsRefused, "guests_refused"),
        (Self::NotFound, "not_found"),
        (Self::Invalid, "invalid"),
        (Self::Duplicate, "duplicate"),
        (Self::RateLimited, "rate_limited"),
        (Self::Closed, "closed"),
        (Self::Conflict, "conflict"),
        (Self::Captcha, "captcha"),
        (Self::Server, "server"),
        (Self::Unreadable, "unreadable"),
        (Self::Unsupported, "unsupported"),
    ];

    /// What a status code means where nothing more is known (RFC 9110).
    pub(crate) fn of_status(status: u16) -> Self {
        match status {
            401 | 407 => Self::SignInRequired,
            403 => Self::Forbidden,
            404 | 410 => Self::NotFound,
            409 | 412 => Self::Conflict,
            429 => Self::RateLimited,
            400..=499 => Self::Invalid,
            500..=599 => Self::Server,
            _ => Self::Unreadable,
        }
    }
}
