//! Who a request comes from: a bearer token, an account, an address; and within which limit.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::FromRequestParts;
use axum::http::{HeaderMap, header, request::Parts};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use crate::app::App;
use crate::clock::{DAY, now};
use crate::db::accounts::{self, Account};
use crate::error::ApiError;
use crate::id::AccountId;
use crate::rate_limit::Party;

mod address;
mod passwords;

use address::address;
pub(crate) use passwords::{Passwords, hash};

/// How long a session lasts.
pub(crate) const SESSION: i64 = 90 * DAY;

/// A bearer token. Only its hash is stored.
#[derive(Clone)]
pub(crate) struct Token(String);

impl Token {
    /// A new random one.
    pub(crate) fn random() -> Result<Self, ApiError> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|error| {
            tracing::error!("the system gives no random numbers: {error}");
            ApiError::Internal
        })?;
        Ok(Self(URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// What is sent to the client, once.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }

    /// What is stored.
    pub(crate) fn hash(&self) -> Vec<u8> {
        Sha256::digest(&self.0).to_vec()
    }

    /// The one that a request carries.
    fn of(headers: &HeaderMap) -> Result<Option<Self>, ApiError> {
        let Some(value) = headers.get(header::AUTHORIZATION) else {
            return Ok(None);
        };
        let token = value.to_str().ok().and_then(|value| {
            let (scheme, token) = value.split_once(' ')?;
            scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
        });
        token
            .map(|token| Some(Self(token.to_owned())))
            .ok_or(ApiError::SessionEnded)
    }
}

/// Who reads: somebody with an account, or anybody.
#[derive(Debug, Clone, Default)]
pub(crate) struct Viewer(pub(crate) Option<Account>);

impl Viewer {
    /// The id of the account.
    pub(crate) fn id(&self) -> Option<AccountId> {
        self.0.as_ref().map(|account| account.id)
    }

    /// Whether it is a moderator.
    pub(crate) fn is_moderator(&self) -> bool {
        self.0.as_ref().is_some_and(|account| account.moderator)
    }
}

impl FromRequestParts<Arc<App>> for Viewer {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, ApiError> {
        let Some(token) = Token::of(&parts.headers)? else {
            return Ok(Self(None));
        };
        let mut db = app.db.read().await?;
        let account = accounts::by_session(&mut db, &token.hash(), now()).await?;
        // An ended session is said even to readers: else what they write next would be refused.
        account
            .map(|account| Self(Some(account)))
            .ok_or(ApiError::SessionEnded)
    }
}

/// The token of a request that must be signed in.
pub(crate) struct CurrentToken(pub(crate) Token);

impl FromRequestParts<Arc<App>> for CurrentToken {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, ApiError> {
        SignedIn::from_request_parts(parts, app).await?;
        Token::of(&parts.headers)?
            .map(Self)
            .ok_or(ApiError::SignInRequired)
    }
}

/// Somebody with an account.
#[derive(Debug, Clone)]
pub(crate) struct SignedIn(pub(crate) Account);

impl FromRequestParts<Arc<App>> for SignedIn {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, ApiError> {
        let Viewer(account) = Viewer::from_request_parts(parts, app).await?;
        account.map(Self).ok_or(ApiError::SignInRequired)
    }
}

/// Who writes: an account or a guest, within the limit for writes.
#[derive(Debug, Clone)]
pub(crate) struct Writer(pub(crate) Viewer);

impl Writer {
    /// The account; guests are refused.
    pub(crate) fn account(&self) -> Result<&Account, ApiError> {
        self.0.0.as_ref().ok_or(ApiError::SignInRequired)
    }

    /// The account of a moderator; others are refused.
    pub(crate) fn moderator(&self) -> Result<&Account, ApiError> {
        let account = self.account()?;
        if account.moderator {
            Ok(account)
        } else {
            Err(ApiError::Forbidden("only moderators can do this"))
        }
    }
}

impl FromRequestParts<Arc<App>> for Writer {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, ApiError> {
        let viewer = Viewer::from_request_parts(parts, app).await?;
        let counted = match viewer.id() {
            Some(account) => Party::Account(account),
            None => Party::address(address(parts, &app.config.trusted_proxy)),
        };
        app.writes
            .take(counted, Instant::now())
            .map_err(|retry_after| ApiError::RateLimited { retry_after })?;
        Ok(Self(viewer))
    }
}

/// Proof that the address of a request is within the limit for sign-ins.
#[derive(Debug)]
pub(crate) struct SignInAllowed;

impl FromRequestParts<Arc<App>> for SignInAllowed {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, ApiError> {
        let counted = Party::address(address(parts, &app.config.trusted_proxy));
        app.sign_ins
            .take(counted, Instant::now())
            .map_err(|retry_after| ApiError::RateLimited { retry_after })?;
        Ok(Self)
    }
}
