//! `GET /oauth/authorize`: a client asks to sign somebody in.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{FromRequestParts as _, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;

use super::cookie::Browser;
use super::page::{self, Link};
use super::parameters::Parameters;
use super::redirect::{self, Refusal, Return};
use super::{CLIENT_ID, Flow, PREFIX, challenge};
use crate::app::App;
use crate::auth::{SignInAllowed, Token};
use crate::error::ApiError;
use crate::provider::{Attempt, Provider};

/// The longest word of a client that is handed through.
const STATE_LIMIT: usize = 512;
/// The length of a challenge: 32 bytes in base64url.
const CHALLENGE_LENGTH: usize = 43;

/// `GET /oauth/authorize`
pub(crate) async fn authorize(
    State(app): State<Arc<App>>,
    mut parts: Parts,
) -> Result<Response, ApiError> {
    app.oauth.providers()?;
    let query = parts.uri.query().unwrap_or_default().to_owned();
    let parameters = match Parameters::read(query.as_bytes()) {
        Ok(parameters) => parameters,
        Err(error) => return Ok(refuse(&error.to_string())),
    };
    // Until client and address are known to belong together, nobody is sent anywhere.
    if parameters.get("client_id") != Some(CLIENT_ID) {
        return Ok(refuse("the app that sent you here is not known"));
    }
    let redirect_uri = parameters.get("redirect_uri").unwrap_or_default();
    if !app.oauth.is_redirect_uri(redirect_uri) {
        return Ok(refuse(
            "the app that sent you here wants you back at an address that is not allowed",
        ));
    }
    let state = parameters.get("state");
    let client = Return {
        redirect_uri: redirect_uri.to_owned(),
        state: state
            .filter(|state| state.len() <= STATE_LIMIT)
            .map(str::to_owned),
        issuer: app.oauth.origin.clone(),
    };
    let answer = match check(&parameters) {
        Err(refusal) => Err(refusal),
        Ok(challenge) => match choose(&app, &parameters) {
            Err(refusal) => Err(refusal),
            Ok(None) => return Ok(choice(&app, &query, &client)),
            Ok(Some(provider)) => {
                begin(
                    &app,
                    &mut parts,
                    provider,
                    client.clone(),
                    challenge.to_owned(),
                )
                .await
            }
        },
    };
    Ok(answer.unwrap_or_else(|refusal| redirect::to(&client.refusal(&refusal))))
}

fn refuse(text: &str) -> Response {
    page::problem(StatusCode::BAD_REQUEST, text)
}

/// The client's PKCE challenge, when the rest of the request is in order.
fn check(parameters: &Parameters) -> Result<&str, Refusal> {
    if parameters.get("response_type") != Some("code") {
        let description = "the response_type has to be code";
        return Err(Refusal::new("unsupported_response_type", description));
    }
    let invalid = |description| Refusal::new("invalid_request", description);
    let is_short = |state: &str| state.len() <= STATE_LIMIT;
    if !parameters.get("state").is_none_or(is_short) {
        return Err(invalid("the state is too long"));
    }
    // Without a method, RFC 7636 means `plain`, which protects nothing here.
    if parameters.get("code_challenge_method") != Some("S256") {
        return Err(invalid("the code_challenge_method has to be S256"));
    }
    let is_base64url = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    parameters
        .get("code_challenge")
        .filter(|it| it.len() == CHALLENGE_LENGTH && it.chars().all(is_base64url))
        .ok_or_else(|| invalid("the code_challenge has to be a SHA-256 in base64url"))
}

/// The provider that is asked for, or the only one.
fn choose<'a>(app: &'a App, parameters: &Parameters) -> Result<Option<&'a Provider>, Refusal> {
    match (parameters.get("provider"), &*app.oauth.providers) {
        (Some(id), _) => match app.oauth.provider(id) {
            Some(provider) => Ok(Some(provider)),
            None => Err(Refusal::new("invalid_request", "there is no such provider")),
        },
        (None, [provider]) => Ok(Some(provider)),
        (None, _) => Ok(None),
    }
}

/// The page that asks which provider it shall be.
fn choice(app: &App, query: &str, client: &Return) -> Response {
    let links = app.oauth.providers.iter().map(|provider| Link {
        address: format!("{PREFIX}/oauth/authorize?{query}&provider={}", provider.id),
        title: &provider.title,
    });
    let cancelled = Refusal::new("access_denied", "the sign-in was cancelled");
    page::choice(&links.collect::<Vec<_>>(), &client.refusal(&cancelled))
}

/// Sends somebody to a provider.
async fn begin(
    app: &Arc<App>,
    parts: &mut Parts,
    provider: &Provider,
    client: Return,
    client_challenge: String,
) -> Result<Response, Refusal> {
    SignInAllowed::from_request_parts(parts, app).await?;
    let word = || Token::random().map(|token| token.reveal().to_owned());
    let attempt = Attempt {
        redirect_uri: app.oauth.callback_address(&provider.id),
        state: word()?,
        nonce: word()?,
        verifier: word()?,
    };
    let address = provider
        .authorization_address(&attempt, &challenge(&attempt.verifier))
        .await
        .inspect_err(|error| tracing::warn!("`{}`: {error}", provider.id))?;
    let browser = match Browser::of(&parts.headers) {
        Some(browser) => browser,
        None => Browser::random()?,
    };
    let cookie = app.oauth.cookie(&browser);
    let state = attempt.state.clone();
    let flow = Flow {
        provider: provider.id.clone(),
        attempt,
        browser: browser.hash(),
        client,
        challenge: client_challenge,
    };
    if !app.oauth.flows.insert(&state, flow, Instant::now()) {
        let description = "too many sign-ins are under way";
        return Err(Refusal::new("temporarily_unavailable", description));
    }
    let mut response = redirect::to(&address);
    let cookie = HeaderValue::try_from(cookie).map_err(|_error| Refusal::server_error())?;
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    Ok(response)
}
