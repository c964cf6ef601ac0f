//! The other sites that people may sign in with: OpenID Connect providers, and OAuth 2 servers
//! that say who somebody is in a way of their own.
//!
//! Reading order: [`settings`] (the file of the owner) → [`Provider`] (where to send people, and
//! who came back) → [`discovery`] (what an OpenID Connect provider says about itself) →
//! [`id_token`] and [`signatures`]. Invariant: nothing that a provider sends is followed
//! anywhere, and nothing is believed before it is checked; [`http`] limits time and size.

use serde::Deserialize;
use serde_json::Value;

mod discovery;
mod http;
mod id_token;
mod settings;
mod signatures;

use discovery::Discovery;
pub(crate) use http::Http;
use http::{Form, HttpError};
pub(crate) use id_token::IdTokenError;
pub use settings::ProvidersError;
use settings::Secret;
pub(crate) use settings::{Members, load};

/// The longest identifier of a person that is stored; OpenID Connect allows no longer one.
const SUBJECT_LIMIT: usize = 255;

/// Why nobody can be signed in through a provider.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ProviderError {
    /// It does not answer, or not in a way that can be read.
    #[error("{0}")]
    Http(#[from] HttpError),
    /// Its description of itself is that of another one.
    #[error("the provider calls itself by another name")]
    OtherIssuer,
    /// It names an address without TLS.
    #[error("the provider has an address without https")]
    Insecure,
    /// It does not take the code.
    #[error("the provider did not take the code")]
    CodeRefused,
    /// Its answer has not got what it must have.
    #[error("the answer of the provider has no {0}")]
    Missing(&'static str),
    /// It says who somebody is, but not in a way that can be believed.
    #[error("{0}")]
    IdToken(#[from] IdTokenError),
    /// Its two answers are about different people.
    #[error("the provider named two different people")]
    OtherSubject,
}

/// A site that people may sign in with.
#[derive(Debug)]
pub(crate) struct Provider {
    /// Its name in addresses.
    pub(crate) id: String,
    /// Its name for people.
    pub(crate) title: String,
    client_id: String,
    client_secret: Option<Secret>,
    scopes: String,
    kind: Kind,
    http: Http,
}

/// How a provider says who somebody is.
#[derive(Debug)]
enum Kind {
    /// In an ID token; its addresses come from discovery.
    OpenId(Discovery),
    /// In an answer of its own form.
    OAuth {
        endpoints: Endpoints,
        members: Members,
    },
}

/// The addresses of a provider.
#[derive(Debug, Clone)]
struct Endpoints {
    authorization: String,
    token: String,
    userinfo: Option<String>,
}

/// What one attempt to sign in is bound to at the provider.
#[derive(Debug, Clone)]
pub(crate) struct Attempt {
    /// Where the provider sends people back to.
    pub(crate) redirect_uri: String,
    /// Comes back in the address.
    pub(crate) state: String,
    /// Comes back in the ID token.
    pub(crate) nonce: String,
    /// Proves that who brings the code began the attempt (PKCE).
    pub(crate) verifier: String,
}

/// Somebody whom a provider knows.
#[derive(Debug)]
pub(crate) struct Identity {
    /// Who says so.
    pub(crate) issuer: String,
    /// What the provider calls the person, for ever.
    pub(crate) subject: String,
    /// Names that the person goes by there, best first, as far as they are known yet.
    pub(crate) names: Vec<String>,
    access_token: Option<Secret>,
}

#[derive(Deserialize)]
struct TokenAnswer {
    access_token: Option<Secret>,
    id_token: Option<String>,
}

impl Provider {
    /// Where people are sent to sign in. `challenge` is the SHA-256 of the verifier.
    pub(crate) async fn authorization_address(
        &self,
        attempt: &Attempt,
        challenge: &str,
    ) -> Result<String, ProviderError> {
        let endpoints = self.endpoints().await?;
        let is_open_id = matches!(self.kind, Kind::OpenId(_));
        let mut parameters = url::form_urlencoded::Serializer::new(String::new());
        parameters
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.client_id)
            .append_pair("redirect_uri", &attempt.redirect_uri)
            .append_pair("state", &attempt.state)
            .append_pair("code_challenge", challenge)
            .append_pair("code_challenge_method", "S256");
        if !self.scopes.is_empty() {
            parameters.append_pair("scope", &self.scopes);
        }
        if is_open_id {
            parameters.append_pair("nonce", &attempt.nonce);
        }
        let address = endpoints.authorization;
        let separator = if address.contains('?') { '&' } else { '?' };
        Ok(format!("{address}{separator}{}", parameters.finish()))
    }

    /// Whether an answer that says it comes from `issuer`, or does not say it, is this
    /// provider's (RFC 9207).
    pub(crate) async fn is_issuer(&self, issuer: Option<&str>) -> Result<bool, ProviderError> {
        match &self.kind {
            // It has no name to compare; its own address to come back to keeps others out.
            Kind::OAuth { .. } => Ok(true),
            Kind::OpenId(discovery) => match issuer {
                Some(issuer) => Ok(issuer == discovery.issuer()),
                None => Ok(!discovery.metadata(&self.http).await?.names_itself),
            },
        }
    }

    /// Exchanges the code of an attempt for the person who came back with it.
    pub(crate) async fn identity(
        &self,
        attempt: &Attempt,
        code: &str,
    ) -> Result<Identity, ProviderError> {
        let answer = self.exchange(attempt, code).await?;
        let access_token = answer.access_token;
        match &self.kind {
            Kind::OpenId(discovery) => {
                let token = answer.id_token.ok_or(ProviderError::Missing("ID token"))?;
                let claims = discovery
                    .claims(&self.http, &token, &self.client_id, &attempt.nonce)
                    .await?;
                Ok(Identity {
                    issuer: discovery.issuer().to_owned(),
                    subject: checked_subject(claims.sub)?,
                    names: claims.names.into_vec(),
                    access_token,
                })
            }
            Kind::OAuth { endpoints, members } => {
                let userinfo = self.userinfo(endpoints, access_token.as_ref()).await?;
                let subject = member(&userinfo, &members.subject);
                let subject = subject.ok_or(ProviderError::Missing("identifier of the person"))?;
                Ok(Identity {
                    // The address where the identifier is good.
                    issuer: endpoints.userinfo.clone().unwrap_or_default(),
                    subject: checked_subject(subject)?,
                    names: member(&userinfo, &members.name).into_iter().collect(),
                    access_token: None,
                })
            }
        }
    }

    /// The names that the person goes by at the provider, best first. Asks only if need be.
    pub(crate) async fn names(&self, identity: Identity) -> Result<Vec<String>, ProviderError> {
        let Kind::OpenId(discovery) = &self.kind else {
            return Ok(identity.names);
        };
        let metadata = discovery.metadata(&self.http).await?;
        let endpoints = &metadata.endpoints;
        if !identity.names.is_empty() || endpoints.userinfo.is_none() {
            return Ok(identity.names);
        }
        let token = identity.access_token.as_ref();
        let userinfo = self.userinfo(endpoints, token).await?;
        if member(&userinfo, "sub") != Some(identity.subject) {
            return Err(ProviderError::OtherSubject);
        }
        let members = ["name", "preferred_username", "nickname"];
        let names = members
            .into_iter()
            .filter_map(|name| member(&userinfo, name));
        Ok(names.collect())
    }

    async fn endpoints(&self) -> Result<Endpoints, ProviderError> {
        match &self.kind {
            Kind::OpenId(discovery) => Ok(discovery.metadata(&self.http).await?.endpoints.clone()),
            Kind::OAuth { endpoints, .. } => Ok(endpoints.clone()),
        }
    }

    async fn exchange(&self, attempt: &Attempt, code: &str) -> Result<TokenAnswer, ProviderError> {
        let in_header = match &self.kind {
            Kind::OpenId(discovery) => discovery.metadata(&self.http).await?.takes_basic,
            // What Mastodon, WordPress.com and most others document.
            Kind::OAuth { .. } => false,
        };
        let mut form = Form::new(&self.endpoints().await?.token);
        form.add("grant_type", "authorization_code");
        form.add("code", code);
        form.add("redirect_uri", &attempt.redirect_uri);
        form.add("code_verifier", &attempt.verifier);
        match &self.client_secret {
            Some(secret) if in_header => form.authenticate(&self.client_id, secret.reveal()),
            Some(secret) => {
                form.add("client_id", &self.client_id);
                form.add("client_secret", secret.reveal());
            }
            None => form.add("client_id", &self.client_id),
        }
        self.http.post(form).await.map_err(|error| match error {
            HttpError::Status {
                status: 400..=499, ..
            } => {
                tracing::warn!("`{}` refuses a code: {error}", self.id);
                ProviderError::CodeRefused
            }
            error => error.into(),
        })
    }

    async fn userinfo(
        &self,
        endpoints: &Endpoints,
        token: Option<&Secret>,
    ) -> Result<Value, ProviderError> {
        let (Some(address), Some(token)) = (&endpoints.userinfo, token) else {
            return Err(ProviderError::Missing("access token"));
        };
        Ok(self.http.get(address, Some(token.reveal())).await?)
    }
}

/// A member that holds a text or a number: by its name, or by a JSON pointer such as `/user/id`.
fn member(value: &Value, path: &str) -> Option<String> {
    let value = if path.starts_with('/') {
        value.pointer(path)?
    } else {
        value.get(path)?
    };
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
        Value::Number(number) if !number.is_f64() => Some(number.to_string()),
        _ => None,
    }
}

fn checked_subject(subject: String) -> Result<String, ProviderError> {
    if subject.is_empty() || subject.len() > SUBJECT_LIMIT {
        return Err(ProviderError::Missing("usable identifier of the person"));
    }
    Ok(subject)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_is_a_text_or_a_whole_number_by_name_or_pointer() {
        let value = serde_json::json!({ "ID": 7, "a": { "b": "c" }, "f": 1.5, "e": " ", "x": [] });
        for (path, expected) in [
            ("ID", Some("7")),
            ("/a/b", Some("c")),
            ("a", None),
            ("f", None),
            ("e", None),
            ("x", None),
            ("none", None),
            ("/a/none", None),
        ] {
            assert_eq!(member(&value, path).as_deref(), expected, "{path}");
        }
    }
}
