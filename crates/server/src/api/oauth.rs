//! `/oauth/…`: signing in with another site.
//!
//! Towards the client this server is an authorization server of its own (RFC 6749 with PKCE,
//! kept to RFC 9700), towards the providers it is a client. The way of a person: [`authorize`](mod@authorize) →
//! the provider → [`callback`](mod@callback) → the client's redirect URI with a code → [`token`](mod@token).
//! What is under way lives in memory, for minutes; a restart forgets it.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::PREFIX;
use crate::app::App;
use crate::error::ApiError;
use crate::extract::private_json;
use crate::id::AccountId;
use crate::provider::{Attempt, Provider};

mod account;
mod authorize;
mod callback;
mod cookie;
mod kept;
mod page;
mod parameters;
mod redirect;
mod token;

pub(super) use authorize::authorize;
pub(super) use callback::callback;
use kept::Kept;
use redirect::Return;
pub(crate) use redirect::is_usable;
pub(super) use token::token;

/// The only client there is. It is public: it has no secret, and needs no registration.
const CLIENT_ID: &str = "baraza";
/// How long somebody may take at the provider.
const FLOW: Duration = Duration::from_mins(10);
/// How long a code is good.
const CODE: Duration = Duration::from_mins(1);
/// How many flows, and how many codes, are remembered at most.
const MOST: usize = 10_000;

/// Signing in with other sites: who they are, and what is under way.
#[derive(Debug)]
pub(crate) struct OAuth {
    /// The origin of this server as people open it, which is also its name as an issuer.
    origin: String,
    /// Addresses on other origins that people may be sent back to.
    redirect_uris: Vec<String>,
    providers: Vec<Provider>,
    flows: Kept<Flow>,
    grants: Kept<Grant>,
    /// The sessions of codes that are used up: a second use ends them.
    used: Kept<Vec<u8>>,
}

/// Somebody who is at a provider.
#[derive(Debug)]
struct Flow {
    /// The provider's id.
    provider: String,
    attempt: Attempt,
    /// The hash of the cookie of the browser that began it.
    browser: [u8; 32],
    client: Return,
    /// The client's own PKCE challenge.
    challenge: String,
}

/// What a code stands for.
#[derive(Debug)]
struct Grant {
    account: AccountId,
    redirect_uri: String,
    challenge: String,
}

impl OAuth {
    pub(crate) fn new(
        origin: String,
        redirect_uris: Vec<String>,
        providers: Vec<Provider>,
    ) -> Self {
        Self {
            origin,
            redirect_uris,
            providers,
            flows: Kept::new(FLOW, MOST),
            grants: Kept::new(CODE, MOST),
            used: Kept::new(CODE, MOST),
        }
    }

    /// The providers; without any, all of this does not exist.
    fn providers(&self) -> Result<&[Provider], ApiError> {
        if self.providers.is_empty() {
            return Err(ApiError::NotFound("nobody signs in here with another site"));
        }
        Ok(&self.providers)
    }

    fn provider(&self, id: &str) -> Option<&Provider> {
        self.providers.iter().find(|provider| provider.id == id)
    }

    /// Where a provider sends people back to. Each has an address of its own, so that an answer
    /// of one cannot pass for that of another (RFC 9700, 4.4).
    fn callback_address(&self, provider: &str) -> String {
        format!("{}{PREFIX}/oauth/callback/{provider}", self.origin)
    }
}

#[derive(Debug, Serialize)]
struct ProviderView<'a> {
    id: &'a str,
    title: &'a str,
}

/// `GET /oauth/providers`
pub(super) async fn providers(State(app): State<Arc<App>>) -> impl IntoResponse {
    let items: Vec<_> = app
        .oauth
        .providers
        .iter()
        .map(|provider| ProviderView {
            id: &provider.id,
            title: &provider.title,
        })
        .collect();
    private_json(json!({ "items": items })).into_response()
}

/// `/.well-known/oauth-authorization-server`, beside the API (RFC 8414).
pub(super) fn well_known() -> axum::Router<Arc<App>> {
    axum::Router::new().route("/.well-known/oauth-authorization-server", get(metadata))
}

async fn metadata(State(app): State<Arc<App>>) -> Result<impl IntoResponse, ApiError> {
    app.oauth.providers()?;
    let origin = &app.oauth.origin;
    let document = json!({
        "issuer": origin,
        "authorization_endpoint": format!("{origin}{PREFIX}/oauth/authorize"),
        "token_endpoint": format!("{origin}{PREFIX}/oauth/token"),
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["none"],
        "authorization_response_iss_parameter_supported": true,
    });
    Ok(([(header::CACHE_CONTROL, "no-cache")], Json(document)))
}

/// The challenge of a verifier (PKCE, S256).
fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier))
}
