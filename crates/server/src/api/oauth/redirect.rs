//! Where the client gets its answer, and the answer itself.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use url::Url;

use super::OAuth;
use crate::provider::ProviderError;

const LIMIT: usize = 2048;

/// Where an answer goes, and what it has to carry.
#[derive(Debug, Clone)]
pub(super) struct Return {
    /// The client's address, checked.
    pub(super) redirect_uri: String,
    /// The client's own word.
    pub(super) state: Option<String>,
    /// Who answers (RFC 9207).
    pub(super) issuer: String,
}

/// Why nobody was signed in, as RFC 6749 (4.1.2.1) names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    /// For programs.
    pub(super) error: &'static str,
    /// For people. Characters of ASCII, without quotes.
    pub(super) description: String,
}

impl Refusal {
    pub(super) fn new(error: &'static str, description: &str) -> Self {
        Self {
            error,
            description: description.to_owned(),
        }
    }

    pub(super) fn server_error() -> Self {
        Self::new("server_error", "something went wrong on the server")
    }
}

impl From<ProviderError> for Refusal {
    fn from(error: ProviderError) -> Self {
        let passes = matches!(&error, ProviderError::Http(error) if error.passes());
        let class = if passes {
            "temporarily_unavailable"
        } else {
            "server_error"
        };
        Self::new(class, &error.to_string())
    }
}

impl From<crate::error::ApiError> for Refusal {
    fn from(error: crate::error::ApiError) -> Self {
        use crate::error::ApiError;
        match error {
            ApiError::RateLimited { .. } | ApiError::Unavailable => {
                Self::new("temporarily_unavailable", &error.to_string())
            }
            error => {
                tracing::error!("a sign-in failed: {error:?}");
                Self::server_error()
            }
        }
    }
}

impl Return {
    /// The address with a code.
    pub(super) fn code(&self, code: &str) -> String {
        self.address(&[("code", code)])
    }

    /// The address with a refusal.
    pub(super) fn refusal(&self, refusal: &Refusal) -> String {
        self.address(&[
            ("error", refusal.error),
            ("error_description", &refusal.description),
        ])
    }

    fn address(&self, parameters: &[(&str, &str)]) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(parameters);
        if let Some(state) = &self.state {
            query.append_pair("state", state);
        }
        query.append_pair("iss", &self.issuer);
        let uri = &self.redirect_uri;
        let separator = if uri.contains('?') { '&' } else { '?' };
        format!("{uri}{separator}{}", query.finish())
    }
}

/// Sends the browser to an address, which learns nothing about where it comes from.
pub(super) fn to(address: &str) -> Response {
    let headers = [
        (header::LOCATION, address),
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    (StatusCode::SEE_OTHER, headers).into_response()
}

impl OAuth {
    /// Whether people may be sent back to an address: one that the owner has named, or one of
    /// this site that is not part of its API, which would send them further.
    pub(super) fn is_redirect_uri(&self, uri: &str) -> bool {
        if self.redirect_uris.iter().any(|named| named == uri) {
            return true;
        }
        Url::parse(uri).is_ok_and(|url| {
            // As a browser would write it: nothing that two readers could read differently.
            is_plain(&url, uri)
                && url.origin().ascii_serialization() == self.origin
                && !url.path().starts_with("/api")
        })
    }
}

/// Whether an address can be sent people back to, if its owner is right.
pub(crate) fn is_usable(uri: &str) -> bool {
    Url::parse(uri).is_ok_and(|url| is_plain(&url, uri))
}

fn is_plain(url: &Url, uri: &str) -> bool {
    url.as_str() == uri
        && uri.len() <= LIMIT
        && matches!(url.scheme(), "http" | "https")
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_sent_back_to_this_site_or_to_a_named_address_alone() {
        let named = "https://app.example/signed-in?x=1".to_owned();
        let oauth = OAuth::new("https://a.example".to_owned(), vec![named], Vec::new());
        for (uri, is_allowed) in [
            ("https://a.example/signed-in", true),
            ("https://a.example/", true),
            ("https://app.example/signed-in?x=1", true),
            ("https://app.example/signed-in", false),
            ("https://app.example/signed-in?x=1&y=2", false),
            ("https://a.example", false),
            ("https://a.example/x/../y", false),
            ("https://a.example/#x", false),
            ("https://a.example/api/v1/oauth/authorize", false),
            ("https://a.example:444/", false),
            ("http://a.example/", false),
            ("https://a.example.org/", false),
            ("https://a.example@b.example/", false),
            ("https://u@a.example/", false),
            ("https:/a.example/", false),
            ("//a.example/", false),
            ("/signed-in", false),
            ("javascript:alert(1)", false),
            ("", false),
        ] {
            assert_eq!(oauth.is_redirect_uri(uri), is_allowed, "{uri:?}");
        }
    }

    #[test]
    fn an_answer_keeps_the_query_of_its_address() {
        let client = Return {
            redirect_uri: "https://app.example/x?y=1".to_owned(),
            state: Some("a b&c".to_owned()),
            issuer: "https://a.example".to_owned(),
        };
        assert_eq!(
            client.code("w"),
            "https://app.example/x?y=1&code=w&state=a+b%26c&iss=https%3A%2F%2Fa.example"
        );
    }
}
