//! An OpenID Connect provider on loopback, and the lies that it can be told to tell.

use std::sync::{Arc, Mutex};
use std::time::{SystemTime, UNIX_EPOCH};

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::hmac;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

pub(crate) const CLIENT: &str = "box";
pub(crate) const SECRET: &str = "a secret, with %:";
/// The one code that it takes.
pub(crate) const CODE: &str = "code-of-the-provider";

/// Changes a document before it is sent.
type Change = fn(&mut Value);

/// What it does other than it should.
#[derive(Clone, Copy)]
pub(crate) struct Lies {
    pub(crate) discovery: Change,
    pub(crate) header: Change,
    pub(crate) claims: Change,
    pub(crate) token: Change,
    pub(crate) userinfo: Change,
    pub(crate) keys: Change,
    /// The status of the token endpoint.
    pub(crate) status: u16,
    /// Damages the signature.
    pub(crate) is_forged: bool,
}

pub(crate) const HONEST: Lies = Lies {
    discovery: |_| {},
    header: |_| {},
    claims: |_| {},
    token: |_| {},
    userinfo: |_| {},
    keys: |_| {},
    status: 200,
    is_forged: false,
};

/// What it was asked at its authorization endpoint.
#[derive(Clone, Default)]
pub(crate) struct Asked {
    pub(crate) nonce: String,
    pub(crate) challenge: String,
    pub(crate) redirect_uri: String,
}

struct Shared {
    issuer: String,
    key: EcdsaKeyPair,
    lies: Mutex<Lies>,
    asked: Mutex<Asked>,
    discoveries: Mutex<u32>,
}

/// The running provider; dropping it stops it.
pub(crate) struct Provider {
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

impl Provider {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let random = SystemRandom::new();
        let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let key = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
        let shared = Arc::new(Shared {
            issuer: format!("http://{}", listener.local_addr().unwrap()),
            key: EcdsaKeyPair::from_pkcs8(algorithm, key.as_ref(), &random).unwrap(),
            lies: Mutex::new(HONEST),
            asked: Mutex::default(),
            discoveries: Mutex::default(),
        });
        let routes = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .route("/userinfo", get(userinfo))
            .route(
                "/me",
                get(async || Json(json!({ "user": { "ID": 41, "login": "Zuri" } }))),
            )
            .with_state(Arc::clone(&shared));
        let task = tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        Self { shared, task }
    }

    pub(crate) fn issuer(&self) -> &str {
        &self.shared.issuer
    }

    pub(crate) fn lie(&self, lies: Lies) {
        *self.shared.lies.lock().unwrap() = lies;
    }

    /// Somebody has been sent here, and has agreed.
    pub(crate) fn ask(&self, asked: Asked) {
        *self.shared.asked.lock().unwrap() = asked;
    }

    pub(crate) fn discoveries(&self) -> u32 {
        *self.shared.discoveries.lock().unwrap()
    }

    /// The entry of this provider in the owner's file.
    pub(crate) fn entry(&self, id: &str) -> Value {
        json!({ "id": id, "title": "The <site>", "issuer": self.issuer(), "client_id": CLIENT,
            "client_secret": { "file": "secret" } })
    }

    /// The same site as an OAuth 2 server with an answer of its own form.
    pub(crate) fn entry_without_openid(&self, id: &str) -> Value {
        let at = |path: &str| format!("{}{path}", self.issuer());
        json!({ "id": id, "title": "Blog", "client_id": CLIENT, "client_secret": { "file": "secret" },
            "authorization_endpoint": at("/authorize?blog=1"), "token_endpoint": at("/token"),
            "userinfo_endpoint": at("/me"), "subject": "/user/ID", "name": "/user/login" })
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Shared {
    fn told(&self, mut value: Value, lie: fn(&Lies) -> Change) -> Value {
        lie(&self.lies.lock().unwrap())(&mut value);
        value
    }

    fn id_token(&self) -> String {
        let lies = *self.lies.lock().unwrap();
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap()
            .as_secs();
        let header = json!({ "alg": "ES256", "kid": "k", "typ": "JWT" });
        let claims = json!({ "iss": self.issuer, "aud": CLIENT, "sub": "s-1", "iat": now,
            "exp": now + 300, "nonce": self.asked.lock().unwrap().nonce });
        let header = self.told(header, |lies| lies.header);
        let claims = self.told(claims, |lies| lies.claims);
        let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let message = format!("{}.{}", encode(&header), encode(&claims));
        let mut signature = match header["alg"].as_str().unwrap() {
            "HS256" => {
                let key = hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes());
                hmac::sign(&key, message.as_bytes()).as_ref().to_vec()
            }
            "none" => Vec::new(),
            _ => {
                let signature = self.key.sign(&SystemRandom::new(), message.as_bytes());
                signature.unwrap().as_ref().to_vec()
            }
        };
        if lies.is_forged {
            signature[5] ^= 1;
        }
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

async fn discovery(State(shared): State<Arc<Shared>>) -> Json<Value> {
    *shared.discoveries.lock().unwrap() += 1;
    let at = |path: &str| format!("{}{path}", shared.issuer);
    let document = json!({ "issuer": shared.issuer, "authorization_endpoint": at("/authorize"),
        "token_endpoint": at("/token"), "userinfo_endpoint": at("/userinfo"), "jwks_uri": at("/keys"),
        "authorization_response_iss_parameter_supported": true });
    Json(shared.told(document, |lies| lies.discovery))
}

async fn keys(State(shared): State<Arc<Shared>>) -> Json<Value> {
    let point = shared.key.public_key().as_ref();
    let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let (x, y) = (encode(&point[1..33]), encode(&point[33..]));
    let document = json!({ "keys": [
        { "kty": "EC", "crv": "of-tomorrow", "kid": "new", "x": "AA", "y": "AA" },
        { "kty": "EC", "crv": "P-256", "kid": "k", "use": "sig", "alg": "ES256", "x": x, "y": y },
    ] });
    Json(shared.told(document, |lies| lies.keys))
}

/// Takes its code from its client, with the verifier of the challenge that it was asked with.
async fn token(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: String) -> Response {
    let fields: Vec<(String, String)> = url::form_urlencoded::parse(body.as_bytes())
        .into_owned()
        .collect();
    let field = |name: &str| {
        let field = fields.iter().find(|(key, _)| key == name);
        field.map_or("", |(_, value)| value)
    };
    let asked = shared.asked.lock().unwrap().clone();
    let basic = STANDARD.encode("box:a+secret%2C+with+%25%3A");
    let by_header = headers
        .get("authorization")
        .map(|it| it.to_str().unwrap().to_owned());
    let is_client = by_header == Some(format!("Basic {basic}"))
        || (field("client_id"), field("client_secret")) == (CLIENT, SECRET);
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(field("code_verifier")));
    let is_good = is_client
        && challenge == asked.challenge
        && field("code") == CODE
        && field("grant_type") == "authorization_code"
        && field("redirect_uri") == asked.redirect_uri;
    if !is_good {
        return (
            StatusCode::BAD_REQUEST,
            Json(json!({ "error": "invalid_grant" })),
        )
            .into_response();
    }
    let answer =
        json!({ "access_token": "at", "token_type": "Bearer", "id_token": shared.id_token() });
    let status = shared.lies.lock().unwrap().status;
    let answer = Json(shared.told(answer, |lies| lies.token));
    (StatusCode::from_u16(status).unwrap(), answer).into_response()
}

async fn userinfo(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Response {
    if headers
        .get("authorization")
        .is_none_or(|it| it != "Bearer at")
    {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let person = json!({ "sub": "s-1", "name": "Amina Otieno", "email": "amina@example.org" });
    Json(shared.told(person, |lies| lies.userinfo)).into_response()
}
