//! `GET /oauth/callback/{id}`: somebody comes back from a provider.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;

use super::cookie::Browser;
use super::parameters::Parameters;
use super::redirect::{self, Refusal};
use super::{Flow, Grant, account, page};
use crate::app::App;
use crate::auth::Token;
use crate::error::ApiError;

/// The longest code of a provider that is handed on.
const CODE_LIMIT: usize = 4096;

/// `GET /oauth/callback/{id}`
pub(crate) async fn callback(
    State(app): State<Arc<App>>,
    Path(provider): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    app.oauth.providers()?;
    let parameters = Parameters::read(uri.query().unwrap_or_default().as_bytes());
    let parameters = match parameters {
        Ok(parameters) => parameters,
        Err(error) => return Ok(refuse(&error.to_string())),
    };
    let state = parameters.get("state").unwrap_or_default();
    // Taken at once: whatever comes of it, the same answer does not count again.
    let Some(flow) = app.oauth.flows.take(state, Instant::now()) else {
        return Ok(refuse("this sign-in is not known, or was too long ago"));
    };
    let browser = Browser::of(&headers).map(|browser| browser.hash());
    if browser != Some(flow.browser) {
        return Ok(refuse("this sign-in was begun in another browser"));
    }
    if flow.provider != provider {
        return Ok(refuse("this sign-in was begun with another provider"));
    }
    let address = match finish(&app, &flow, &parameters).await {
        Ok(code) => flow.client.code(&code),
        Err(refusal) => flow.client.refusal(&refusal),
    };
    Ok(redirect::to(&address))
}

fn refuse(text: &str) -> Response {
    page::problem(StatusCode::BAD_REQUEST, text)
}

/// Makes a code for the client of what the provider answered.
async fn finish(app: &Arc<App>, flow: &Flow, parameters: &Parameters) -> Result<String, Refusal> {
    let provider = app.oauth.provider(&flow.provider);
    let provider = provider.ok_or_else(Refusal::server_error)?;
    let warn = |error: &_| tracing::warn!("`{}`: {error}", provider.id);
    let issuer = provider.is_issuer(parameters.get("iss")).await;
    if !issuer.inspect_err(warn)? {
        let description = "the answer comes from another provider";
        return Err(Refusal::new("server_error", description));
    }
    if let Some(error) = parameters.get("error") {
        return Err(refused(error));
    }
    let code = parameters.get("code").filter(|it| it.len() <= CODE_LIMIT);
    let code = code.ok_or_else(|| Refusal::new("server_error", "the provider sent no code"))?;
    let identity = provider.identity(&flow.attempt, code).await;
    let identity = identity.inspect_err(warn)?;
    let account = account::of(app, provider, identity).await?;

    let code = Token::random()?.reveal().to_owned();
    let grant = Grant {
        account,
        redirect_uri: flow.client.redirect_uri.clone(),
        challenge: flow.challenge.clone(),
    };
    if !app.oauth.grants.insert(&code, grant, Instant::now()) {
        let description = "too many sign-ins are under way";
        return Err(Refusal::new("temporarily_unavailable", description));
    }
    Ok(code)
}

/// What the client is told of a provider's own refusal.
fn refused(error: &str) -> Refusal {
    match error {
        "access_denied"
        | "login_required"
        | "consent_required"
        | "interaction_required"
        | "account_selection_required" => {
            Refusal::new("access_denied", "the sign-in was refused at the provider")
        }
        "temporarily_unavailable" => Refusal::new(
            "temporarily_unavailable",
            "the provider is busy: try again in a moment",
        ),
        error => {
            // Its own words are for the owner; they may hold anything.
            tracing::warn!("a provider answered with an error: {error:?}");
            Refusal::new("server_error", "the provider answered with an error")
        }
    }
}
