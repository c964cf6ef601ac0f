//! A site with providers, and a browser that signs in there without following anything by itself.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::Method;
use reqwest::redirect::Policy;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

use super::provider::{Asked, CODE, Provider};
use crate::document;
use crate::site::{Answer, Site};

/// The client's verifier.
pub(crate) const VERIFIER: &str = "a-verifier-of-the-client-that-is-long-enough-1";

/// A site and what its visitor knows.
pub(crate) struct Visit {
    pub(crate) site: Site,
    pub(crate) provider: Provider,
    /// Where the client wants its answer.
    pub(crate) redirect_uri: String,
    _folder: TempDir,
}

/// Somebody at a provider: the browser's cookie, and the parameters of the address.
pub(crate) struct AtProvider {
    pub(crate) cookie: String,
    pub(crate) address: String,
    pub(crate) parameters: BTreeMap<String, String>,
}

impl Visit {
    /// A site with one provider.
    pub(crate) async fn start() -> Self {
        Self::with(&["--rate-limit", "off"], |provider| {
            vec![provider.entry("one")]
        })
        .await
    }

    pub(crate) async fn with(
        arguments: &[&str],
        entries: impl FnOnce(&Provider) -> Vec<Value>,
    ) -> Self {
        let provider = Provider::start().await;
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("providers.json");
        let entries = json!({ "providers": entries(&provider) });
        std::fs::write(&file, entries.to_string()).unwrap();
        std::fs::write(folder.path().join("secret"), super::provider::SECRET).unwrap();
        let file = file.to_str().unwrap();
        let fixed = ["--no-sample", "--moderator", "Boss", "--providers", file];
        let mut site = Site::with(&[&fixed, arguments].concat()).await;
        let client = reqwest::Client::builder().redirect(Policy::none());
        site.http = client.build().unwrap();
        Self {
            redirect_uri: format!("{}/signed-in", site.origin),
            site,
            provider,
            _folder: folder,
        }
    }

    /// The parameters of a good request of the client.
    pub(crate) fn request(&self) -> Vec<(&'static str, String)> {
        vec![
            ("response_type", "code".to_owned()),
            ("client_id", "baraza".to_owned()),
            ("redirect_uri", self.redirect_uri.clone()),
            ("state", "state of the client".to_owned()),
            ("code_challenge", challenge(VERIFIER)),
            ("code_challenge_method", "S256".to_owned()),
        ]
    }

    /// Opens an address of the API.
    pub(crate) async fn open(&self, path: &str, query: &str, cookie: &str) -> Answer {
        let call = self.site.get(&format!("{path}?{query}"));
        call.header("cookie", cookie).send().await
    }

    /// The client asks; the browser is sent to the provider.
    pub(crate) async fn to_provider(&self) -> AtProvider {
        let query = encoded(&self.request());
        self.to_provider_by(&query).await
    }

    pub(crate) async fn to_provider_by(&self, query: &str) -> AtProvider {
        let answer = self.open("/oauth/authorize", query, "").await;
        assert_eq!(answer.status, 303, "{}", answer.text);
        let address = answer.header("location").to_owned();
        let parameters = parameters(&address);
        let of = |name: &str| parameters.get(name).cloned().unwrap_or_default();
        assert_eq!(of("code_challenge_method"), "S256", "{address}");
        self.provider.ask(Asked {
            nonce: of("nonce"),
            challenge: of("code_challenge"),
            redirect_uri: of("redirect_uri"),
        });
        let cookie = answer.header("set-cookie");
        for part in ["HttpOnly", "SameSite=Lax", "Path=/api/v1/oauth"] {
            assert!(cookie.contains(part), "{cookie}");
        }
        AtProvider {
            cookie: cookie.split(';').next().unwrap().to_owned(),
            address,
            parameters,
        }
    }

    /// What a provider that agrees sends back.
    pub(crate) fn agreed(&self, there: &AtProvider) -> Vec<(&'static str, String)> {
        vec![
            ("code", CODE.to_owned()),
            ("state", there.parameters["state"].clone()),
            ("iss", self.provider.issuer().to_owned()),
        ]
    }

    /// The browser comes back from the provider.
    pub(crate) async fn back(&self, there: &AtProvider, query: &str) -> Answer {
        let path = there.parameters["redirect_uri"]
            .split("/api/v1")
            .nth(1)
            .unwrap();
        self.open(path, query, &there.cookie).await
    }

    /// The whole way to the code for the client.
    pub(crate) async fn code(&self) -> String {
        let there = self.to_provider().await;
        self.code_from(&there).await
    }

    pub(crate) async fn code_from(&self, there: &AtProvider) -> String {
        let answer = self.back(there, &encoded(&self.agreed(there))).await;
        let answer = self.returned(&answer);
        answer
            .get("code")
            .unwrap_or_else(|| panic!("{answer:?}"))
            .clone()
    }

    /// What the client gets, which comes to its address, with its state, from this issuer.
    #[track_caller]
    pub(crate) fn returned(&self, answer: &Answer) -> BTreeMap<String, String> {
        assert_eq!(answer.status, 303, "{}", answer.text);
        let location = answer.header("location");
        assert_eq!(location.split('?').next(), Some(&*self.redirect_uri));
        let returned = parameters(location);
        assert_eq!(returned["iss"], self.site.origin, "{location}");
        if let Some(state) = returned.get("state") {
            assert_eq!(state, "state of the client", "{location}");
        }
        returned
    }

    /// The fields of a good exchange.
    pub(crate) fn exchange(&self, code: &str) -> Vec<(&'static str, String)> {
        vec![
            ("grant_type", "authorization_code".to_owned()),
            ("client_id", "baraza".to_owned()),
            ("code", code.to_owned()),
            ("redirect_uri", self.redirect_uri.clone()),
            ("code_verifier", VERIFIER.to_owned()),
        ]
    }

    /// Sends a form to the token endpoint.
    pub(crate) async fn post_form(&self, body: String, content_type: &str) -> Answer {
        let address = format!("{}/api/v1/oauth/token", self.site.origin);
        let request = self
            .site
            .http
            .post(address)
            .header("content-type", content_type);
        let response = request.body(body).send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await.unwrap();
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        let answer = Answer {
            status,
            headers,
            body,
            text,
        };
        document::check(&Method::POST, "/oauth/token", &answer);
        answer
    }

    /// Exchanges a code for a token.
    pub(crate) async fn token(&self, code: &str) -> String {
        let form = encoded(&self.exchange(code));
        let answer = self
            .post_form(form, "application/x-www-form-urlencoded")
            .await;
        assert_eq!(answer.header("cache-control"), "no-store");
        let token = answer.expect(200);
        token["access_token"].as_str().unwrap().to_owned()
    }

    /// Who a token is of.
    pub(crate) async fn me(&self, token: &str) -> Value {
        self.site.get("/me").by(token).send().await.expect(200)
    }
}

pub(crate) fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier))
}

pub(crate) fn encoded(pairs: &[(&'static str, String)]) -> String {
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
}

/// Pairs with one of them changed, or without it.
pub(crate) fn but(
    mut pairs: Vec<(&'static str, String)>,
    name: &'static str,
    value: Option<&str>,
) -> Vec<(&'static str, String)> {
    pairs.retain(|(key, _)| *key != name);
    pairs.extend(value.map(|value| (name, value.to_owned())));
    pairs
}

fn parameters(address: &str) -> BTreeMap<String, String> {
    let url = url::Url::parse(address).unwrap();
    url.query_pairs().into_owned().collect()
}
