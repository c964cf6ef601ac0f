//! Requests to providers: few at once, short, to the address that was meant and no other.
//!
//! The client is a blocking one, so each request has a thread of its own as long as it takes.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::de::DeserializeOwned;
use tokio::sync::Semaphore;
use ureq::http::{Request, header};
use ureq::tls::{RootCerts, TlsConfig};
use ureq::{Agent, Body};

/// How long one request may take.
const LIMIT: Duration = Duration::from_secs(10);
/// The largest answer that is read, in bytes. Descriptions and keys are a few KB.
const SIZE_LIMIT: u64 = 256 * 1024;
/// So many requests are on their way at once; who waits longer than `LIMIT` is told to come back.
const AT_ONCE: usize = 8;

/// Why a provider gave no answer that can be used.
#[derive(Debug, Clone, thiserror::Error)]
pub(crate) enum HttpError {
    /// No answer came.
    #[error("the provider cannot be reached")]
    Unreachable,
    /// It answers, but not with what was asked for.
    #[error("the provider answered with status {status}")]
    Status {
        /// The status of HTTP.
        status: u16,
    },
    /// The answer is no JSON of the expected form.
    #[error("the answer of the provider cannot be read")]
    Unreadable,
    /// Too much is under way.
    #[error("too many sign-ins are under way")]
    Busy,
}

impl HttpError {
    /// Whether it may be otherwise in a moment.
    pub(crate) fn passes(&self) -> bool {
        match self {
            Self::Unreachable | Self::Busy => true,
            Self::Status { status } => *status >= 500,
            Self::Unreadable => false,
        }
    }
}

/// Sends requests to providers.
#[derive(Debug, Clone)]
pub(crate) struct Http {
    agent: Agent,
    permits: Arc<Semaphore>,
}

impl Http {
    pub(crate) fn new() -> Self {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let tls = TlsConfig::builder()
            .unversioned_rustls_crypto_provider(provider)
            .root_certs(RootCerts::PlatformVerifier)
            .build();
        let config = Agent::config_builder()
            .tls_config(tls)
            .timeout_global(Some(LIMIT))
            .http_status_as_error(false)
            // A provider that redirects would send secrets to somewhere else.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .user_agent("baraza")
            .build();
        Self {
            agent: config.new_agent(),
            permits: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }

    /// Reads JSON, perhaps with an access token.
    pub(crate) async fn get<T: DeserializeOwned>(
        &self,
        address: &str,
        token: Option<&str>,
    ) -> Result<T, HttpError> {
        let mut request = Request::get(address).header(header::ACCEPT, "application/json");
        if let Some(token) = token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        self.send(request.body(String::new())).await
    }

    /// Sends a form and reads JSON.
    pub(crate) async fn post<T: DeserializeOwned>(&self, form: Form) -> Result<T, HttpError> {
        let mut request = Request::post(form.address)
            .header(header::ACCEPT, "application/json")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        if let Some(authorization) = form.authorization {
            request = request.header(header::AUTHORIZATION, authorization);
        }
        self.send(request.body(form.body)).await
    }

    async fn send<T: DeserializeOwned>(
        &self,
        request: Result<Request<String>, ureq::http::Error>,
    ) -> Result<T, HttpError> {
        let request = request.map_err(|_error| HttpError::Unreachable)?;
        let address = request.uri().clone();
        let permit = tokio::time::timeout(LIMIT, Arc::clone(&self.permits).acquire_owned())
            .await
            .map_err(|_elapsed| HttpError::Busy)?;
        let agent = self.agent.clone();
        let answer = tokio::task::spawn_blocking(move || {
            // Held as long as the thread is, also when nobody waits for the answer any more.
            let _permit = permit;
            read(agent.run(request))
        });
        let answer = answer.await.unwrap_or(Err(HttpError::Unreachable))?;
        serde_json::from_slice(&answer).map_err(|error| {
            tracing::warn!("{address}: {error}");
            HttpError::Unreadable
        })
    }
}

fn read(answer: Result<ureq::http::Response<Body>, ureq::Error>) -> Result<Vec<u8>, HttpError> {
    let unreachable = |error: ureq::Error| {
        tracing::warn!("a provider cannot be reached: {error}");
        HttpError::Unreachable
    };
    let mut answer = answer.map_err(unreachable)?;
    let status = answer.status().as_u16();
    if !answer.status().is_success() {
        return Err(HttpError::Status { status });
    }
    let body = answer.body_mut().with_config().limit(SIZE_LIMIT);
    body.read_to_vec().map_err(|error| match error {
        ureq::Error::BodyExceedsLimit(_) => HttpError::Unreadable,
        error => unreachable(error),
    })
}

/// A form to send.
#[derive(Debug)]
pub(crate) struct Form {
    address: String,
    authorization: Option<String>,
    body: String,
}

impl Form {
    /// An empty one.
    pub(crate) fn new(address: &str) -> Self {
        Self {
            address: address.to_owned(),
            authorization: None,
            body: String::new(),
        }
    }

    /// Adds a field.
    pub(crate) fn add(&mut self, name: &str, value: &str) {
        let body = std::mem::take(&mut self.body);
        let mut body = url::form_urlencoded::Serializer::new(body);
        self.body = body.append_pair(name, value).finish();
    }

    /// Says who sends it, as RFC 6749 has it: both parts are encoded first.
    pub(crate) fn authenticate(&mut self, id: &str, secret: &str) {
        let encode = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
        let (id, secret): (String, String) = (encode(id), encode(secret));
        let credentials = STANDARD.encode(format!("{id}:{secret}"));
        self.authorization = Some(format!("Basic {credentials}"));
    }
}
