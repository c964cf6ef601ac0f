//! `POST /oauth/token`: the client brings a code and gets a session.

use std::sync::Arc;
use std::time::Instant;

use axum::Json;
use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;

use super::parameters::{LIMIT, Parameters};
use super::{CLIENT_ID, challenge};
use crate::app::App;
use crate::auth::{SESSION, Token};
use crate::db::accounts;
use crate::error::ApiError;
use crate::idempotency::Write;

const FORM: &str = "application/x-www-form-urlencoded";
/// The lengths that RFC 7636 allows a verifier.
const VERIFIER_LENGTHS: std::ops::RangeInclusive<usize> = 43..=128;

/// Why there is no session (RFC 6749, 5.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Refusal {
    error: &'static str,
    description: &'static str,
}

#[derive(Serialize)]
struct RefusalView {
    error: &'static str,
    error_description: &'static str,
}

#[derive(Serialize)]
struct TokenView<'a> {
    access_token: &'a str,
    token_type: &'static str,
    expires_in: i64,
}

/// `POST /oauth/token`
pub(crate) async fn token(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, ApiError> {
    app.oauth.providers()?;
    let body = match to_bytes(body, LIMIT).await {
        Ok(body) => body,
        Err(_error) => return Err(ApiError::TooLarge(LIMIT / 1024)),
    };
    let parameters = match read(&headers, &body) {
        Ok(parameters) => parameters,
        Err(refusal) => return Ok(refuse(refusal)),
    };
    let code = parameters.get("code").unwrap_or_default();
    // The one connection that writes is held from here on: of two requests with the same code,
    // the second one finds what the first one has done.
    let mut write = Write::begin(&app).await?;
    let Some(grant) = app.oauth.grants.take(code, Instant::now()) else {
        if let Some(session) = app.oauth.used.take(code, Instant::now()) {
            // Somebody else has seen the code: what it was exchanged for is not safe either.
            accounts::delete_session(write.db(), &session).await?;
            write.commit().await?;
        }
        let description = "the code is unknown, used or too old";
        return Ok(refuse(invalid_grant(description)));
    };
    if parameters.get("redirect_uri") != Some(&grant.redirect_uri) {
        let description = "the code was made for another redirect_uri";
        return Ok(refuse(invalid_grant(description)));
    }
    let verifier = parameters.get("code_verifier").unwrap_or_default();
    if !VERIFIER_LENGTHS.contains(&verifier.len()) || challenge(verifier) != grant.challenge {
        let description = "the code_verifier does not belong to the code";
        return Ok(refuse(invalid_grant(description)));
    }
    let token = Token::random()?;
    let expires_at = write.now + SESSION;
    let hash = token.hash();
    app.oauth.used.insert(code, hash.clone(), Instant::now());
    accounts::insert_session(write.db(), &hash, grant.account, expires_at).await?;
    write.commit().await?;
    let view = TokenView {
        access_token: token.reveal(),
        token_type: "Bearer",
        expires_in: SESSION / 1000,
    };
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(view)).into_response())
}

fn read(headers: &HeaderMap, body: &[u8]) -> Result<Parameters, Refusal> {
    let invalid = |description| Refusal {
        error: "invalid_request",
        description,
    };
    let content_type = headers.get(header::CONTENT_TYPE);
    let content_type = content_type.and_then(|value| value.to_str().ok());
    let essence = content_type.and_then(|value| value.split(';').next());
    if !essence.is_some_and(|it| it.trim().eq_ignore_ascii_case(FORM)) {
        return Err(invalid("send a form"));
    }
    let parameters =
        Parameters::read(body).map_err(|_error| invalid("a parameter is there twice"))?;
    if parameters.get("client_id") != Some(CLIENT_ID) {
        return Err(Refusal {
            error: "invalid_client",
            description: "the client is not known",
        });
    }
    if parameters.get("grant_type") != Some("authorization_code") {
        return Err(Refusal {
            error: "unsupported_grant_type",
            description: "the grant_type has to be authorization_code",
        });
    }
    Ok(parameters)
}

fn invalid_grant(description: &'static str) -> Refusal {
    Refusal {
        error: "invalid_grant",
        description,
    }
}

fn refuse(refusal: Refusal) -> Response {
    let view = RefusalView {
        error: refusal.error,
        error_description: refusal.description,
    };
    let headers = [(header::CACHE_CONTROL, "no-store")];
    (StatusCode::BAD_REQUEST, headers, Json(view)).into_response()
}
