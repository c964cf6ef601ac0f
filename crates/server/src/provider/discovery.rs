//! What an OpenID Connect provider says about itself: its addresses and its keys.
//!
//! Both are kept for an hour. A token that is signed with a key of another name makes the keys
//! be read again, but not more often than every half a minute; a failure is remembered for five
//! seconds, so that those who wait do not all ask again.

use std::sync::Arc;
use std::time::{Duration, Instant};

use jsonwebtoken::jwk::{Jwk, JwkSet};
use serde::Deserialize;
use serde_json::Value;
use tokio::sync::Mutex;

use super::http::{Http, HttpError};
use super::id_token::{self, Claims, Expected, IdTokenError};
use super::settings::is_secure;
use super::{Endpoints, ProviderError};

/// How long descriptions and keys are good.
const KEPT: Duration = Duration::from_hours(1);
/// How old keys have to be before an unknown one makes them be read again.
const KEYS_KEPT: Duration = Duration::from_secs(30);
/// How long a failure is remembered.
const FAILURE_KEPT: Duration = Duration::from_secs(5);

/// What is needed of the description.
#[derive(Debug)]
pub(super) struct Metadata {
    pub(super) endpoints: Endpoints,
    /// Where its keys are.
    keys: String,
    /// Whether the client may authenticate itself in a header.
    pub(super) takes_basic: bool,
    /// Whether its answers say who they come from (RFC 9207).
    pub(super) names_itself: bool,
}

/// The description as it is published.
#[derive(Deserialize)]
struct Document {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    userinfo_endpoint: Option<String>,
    jwks_uri: String,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

/// An OpenID Connect provider as far as it is known.
#[derive(Debug)]
pub(super) struct Discovery {
    issuer: String,
    metadata: Cached<Metadata>,
    keys: Cached<JwkSet>,
}

impl Discovery {
    /// Nothing is known yet but the name.
    pub(super) fn new(issuer: String) -> Self {
        Self {
            issuer,
            metadata: Cached::default(),
            keys: Cached::default(),
        }
    }

    /// Its name, which is also its address.
    pub(super) fn issuer(&self) -> &str {
        &self.issuer
    }

    /// Its description.
    pub(super) async fn metadata(&self, http: &Http) -> Result<Arc<Metadata>, ProviderError> {
        let read = async {
            let base = self.issuer.trim_end_matches('/');
            let address = format!("{base}/.well-known/openid-configuration");
            self.accept(http.get(&address, None).await?)
        };
        self.metadata.get(KEPT, read).await
    }

    fn accept(&self, document: Document) -> Result<Metadata, ProviderError> {
        if document.issuer != self.issuer {
            return Err(ProviderError::OtherIssuer);
        }
        let addresses = [
            Some(&document.authorization_endpoint),
            Some(&document.token_endpoint),
            Some(&document.jwks_uri),
            document.userinfo_endpoint.as_ref(),
        ];
        if !addresses
            .into_iter()
            .flatten()
            .all(|address| is_secure(address))
        {
            return Err(ProviderError::Insecure);
        }
        let methods = document.token_endpoint_auth_methods_supported;
        Ok(Metadata {
            endpoints: Endpoints {
                authorization: document.authorization_endpoint,
                token: document.token_endpoint,
                userinfo: document.userinfo_endpoint,
            },
            keys: document.jwks_uri,
            takes_basic: methods.is_none_or(|all| all.iter().any(|it| it == "client_secret_basic")),
            names_itself: document.authorization_response_iss_parameter_supported,
        })
    }

    /// What an ID token claims, once it is checked.
    pub(super) async fn claims(
        &self,
        http: &Http,
        token: &str,
        client_id: &str,
        nonce: &str,
    ) -> Result<Claims, ProviderError> {
        let expected = Expected {
            issuer: &self.issuer,
            client_id,
            nonce,
        };
        let keys = self.keys(http, KEPT).await?;
        match id_token::check(token, &keys, &expected) {
            Err(IdTokenError::UnknownKey) => {
                let keys = self.keys(http, KEYS_KEPT).await?;
                Ok(id_token::check(token, &keys, &expected)?)
            }
            result => Ok(result?),
        }
    }

    async fn keys(&self, http: &Http, kept: Duration) -> Result<Arc<JwkSet>, ProviderError> {
        let address = &self.metadata(http).await?.keys;
        let read = async {
            let document: Value = http.get(address, None).await?;
            let keys = document.get("keys").and_then(Value::as_array);
            let keys = keys.ok_or(HttpError::Unreadable)?;
            // Keys of a kind that is not known here must not spoil the others.
            let known = keys.iter().filter_map(|key| Jwk::deserialize(key).ok());
            Ok(JwkSet {
                keys: known.collect(),
            })
        };
        self.keys.get(kept, read).await
    }
}

/// Something that is read when it is needed, by one at a time, and kept for a while.
#[derive(Debug)]
struct Cached<T>(Mutex<Known<T>>);

#[derive(Debug)]
enum Known<T> {
    Nothing,
    Value(Instant, Arc<T>),
    Failure(Instant, HttpError),
}

impl<T> Default for Cached<T> {
    fn default() -> Self {
        Self(Mutex::new(Known::Nothing))
    }
}

impl<T> Cached<T> {
    async fn get(
        &self,
        kept: Duration,
        read: impl Future<Output = Result<T, ProviderError>>,
    ) -> Result<Arc<T>, ProviderError> {
        let mut known = self.0.lock().await;
        match &*known {
            Known::Value(since, value) if since.elapsed() < kept => return Ok(Arc::clone(value)),
            Known::Failure(since, error) if since.elapsed() < FAILURE_KEPT => {
                return Err(error.clone().into());
            }
            _ => {}
        }
        match read.await {
            Ok(value) => {
                let value = Arc::new(value);
                *known = Known::Value(Instant::now(), Arc::clone(&value));
                Ok(value)
            }
            Err(error) => {
                if let ProviderError::Http(error) = &error {
                    *known = Known::Failure(Instant::now(), error.clone());
                }
                Err(error)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_was_read_is_kept_and_a_failure_is_not_repeated_at_once() {
        let cached = Cached::default();
        let failed = cached.get(KEPT, async { Err(HttpError::Unreachable.into()) });
        assert!(failed.await.is_err());
        assert!(cached.get(KEPT, async { Ok(1) }).await.is_err());
        let cached = Cached::default();
        assert_eq!(*cached.get(KEPT, async { Ok(1) }).await.unwrap(), 1);
        assert_eq!(*cached.get(KEPT, async { Ok(2) }).await.unwrap(), 1);
        let newer = cached.get(Duration::ZERO, async { Ok(2) });
        assert_eq!(*newer.await.unwrap(), 2);
    }
}
