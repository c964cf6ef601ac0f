//! `/accounts`, `/sessions` and `/me`: signing up, in and out.
//!
//! Tokens are stored only as hashes, so the stored answer of a sign-up cannot hold one. A
//! sign-up that is repeated with its idempotency key instead proves itself by the password
//! and gets a new token for the account that the first one made.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::PREFIX;
use super::view::AccountView;
use crate::app::App;
use crate::auth::{CurrentToken, SESSION, SignInAllowed, SignedIn, Token};
use crate::db::accounts::{self, Account, NewAccount};
use crate::error::ApiError;
use crate::extract::{JsonBody, private_json};
use crate::idempotency::{self, Begun, IdempotencyKey, Write};
use crate::validate::{self, Check};

/// The answer to a sign-up or sign-in.
#[derive(Debug, Serialize)]
struct SessionView {
    token: String,
    account: AccountView,
}

impl SessionView {
    fn answer(token: &Token, account: &Account) -> Response {
        let view = Self {
            token: token.reveal().to_owned(),
            account: account.into(),
        };
        let headers = [
            (header::LOCATION, format!("{PREFIX}/me")),
            (header::CACHE_CONTROL, "no-store".to_owned()),
        ];
        (StatusCode::CREATED, headers, Json(view)).into_response()
    }
}

/// The body of `POST /accounts`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SignUpBody {
    name: String,
    #[serde(default)]
    email: Option<String>,
    password: String,
}

/// `POST /accounts`
pub(super) async fn sign_up(
    State(app): State<Arc<App>>,
    _allowed: SignInAllowed,
    key: IdempotencyKey,
    JsonBody { value, .. }: JsonBody<SignUpBody>,
) -> Result<Response, ApiError> {
    let mut check = Check::new();
    let name = check.name("#/name", &value.name);
    let email = value
        .email
        .as_deref()
        .filter(|email| !email.trim().is_empty());
    let email = email.map(|email| check.email("#/email", email));
    check.password("#/password", &value.password);
    check.finish()?;
    let name_key = validate::name_key(&name);

    let password_hash = app.passwords.hash(value.password.clone()).await?;
    let ticket = key.ticket(None, fingerprint(&name_key));
    let mut write = match Write::once(&app, ticket).await? {
        Begun::Fresh(write) => write,
        Begun::Replay(_) => return sign_up_again(&app, &name_key, value.password).await,
    };
    let now = write.now;
    let is_named = |name: &String| validate::name_key(name) == name_key;
    let moderator = app.config.moderator.iter().any(is_named);
    let new = NewAccount {
        name: &name,
        name_key: &name_key,
        email: email.as_deref(),
        url: None,
        password_hash: Some(&password_hash),
        moderator,
        created_at: now,
    };
    let id = accounts::insert(write.db(), new)
        .await?
        .ok_or(ApiError::NameTaken)?;
    let token = Token::random()?;
    accounts::insert_session(write.db(), &token.hash(), id, now + SESSION).await?;
    write.remember("", "").await?;
    write.commit().await?;
    Ok(SessionView::answer(
        &token,
        &Account {
            id,
            name,
            moderator,
        },
    ))
}

/// What a sign-up is recognised by. The password is not in it: a fast hash must not be stored.
fn fingerprint(name_key: &str) -> [u8; 32] {
    Sha256::new()
        .chain_update("sign-up\0")
        .chain_update(name_key)
        .finalize()
        .into()
}

/// Answers a sign-up that was carried out before: with another password it is another request.
async fn sign_up_again(
    app: &Arc<App>,
    name_key: &str,
    password: String,
) -> Result<Response, ApiError> {
    let account = authenticate(app, name_key, password)
        .await?
        .ok_or(ApiError::KeyReused)?;
    let mut response = begin_session(app, &account).await?;
    idempotency::mark_replayed(&mut response);
    Ok(response)
}

/// The account of this name, when the password is right.
async fn authenticate(
    app: &App,
    name_key: &str,
    password: String,
) -> Result<Option<Account>, ApiError> {
    let credentials = accounts::credentials(&mut *app.db.read().await?, name_key).await?;
    let (account, hash) = match credentials {
        Some(credentials) => (Some(credentials.account), credentials.password_hash),
        None => (None, None),
    };
    let is_right = app.passwords.verify(password, hash).await?;
    Ok(account.filter(|_| is_right))
}

async fn begin_session(app: &Arc<App>, account: &Account) -> Result<Response, ApiError> {
    let token = Token::random()?;
    let mut write = Write::begin(app).await?;
    let expires_at = write.now + SESSION;
    accounts::insert_session(write.db(), &token.hash(), account.id, expires_at).await?;
    write.commit().await?;
    Ok(SessionView::answer(&token, account))
}

/// The body of `POST /sessions`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SignInBody {
    name: String,
    password: String,
}

/// `POST /sessions`
pub(super) async fn sign_in(
    State(app): State<Arc<App>>,
    _allowed: SignInAllowed,
    JsonBody { value, .. }: JsonBody<SignInBody>,
) -> Result<Response, ApiError> {
    let name_key = validate::name_key(&value.name);
    let account = authenticate(&app, &name_key, value.password).await?;
    begin_session(&app, &account.ok_or(ApiError::BadCredentials)?).await
}

/// `DELETE /sessions/current`
pub(super) async fn sign_out(
    State(app): State<Arc<App>>,
    CurrentToken(token): CurrentToken,
) -> Result<StatusCode, ApiError> {
    let mut write = Write::begin(&app).await?;
    accounts::delete_session(write.db(), &token.hash()).await?;
    write.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /me`
pub(super) async fn me(SignedIn(account): SignedIn) -> impl IntoResponse {
    private_json(AccountView::from(&account))
}
