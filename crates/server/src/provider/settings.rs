//! The file in which a site's owner names the providers.
//!
//! ```json
//! { "providers": [
//!   { "id": "example", "title": "Example", "issuer": "https://login.example",
//!     "client_id": "baraza", "client_secret": { "env": "EXAMPLE_SECRET" } }
//! ] }
//! ```
//!
//! Either `issuer` (OpenID Connect), or the endpoints and members of an OAuth 2 server. Secrets
//! are not written into it but come from the environment or from a file.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use url::{Host, Url};

use super::discovery::Discovery;
use super::{Endpoints, Http, Kind, Provider};

/// What is asked for if the file says nothing.
const SCOPES: &str = "openid profile";

/// Why the file of providers cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ProvidersError {
    /// A file cannot be read.
    #[error("cannot read `{path}`: {source}")]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is not as described.
    #[error("`{path}` is no list of providers: {source}")]
    Format {
        /// The file.
        path: PathBuf,
        /// Where and why.
        source: serde_json::Error,
    },
    /// A variable of the environment is missing.
    #[error("the provider `{id}` needs its secret in the variable `{variable}`")]
    Variable {
        /// The provider.
        id: String,
        /// The variable.
        variable: String,
    },
    /// A provider is not described in a way that works.
    #[error("the provider `{id}`: {problem}")]
    Provider {
        /// The provider.
        id: String,
        /// What is wrong.
        problem: &'static str,
    },
}

/// Something that is shown to nobody, not even in a log.
#[derive(Clone, Deserialize)]
#[serde(transparent)]
pub(crate) struct Secret(String);

impl Secret {
    /// What it is.
    pub(super) fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[secret]")
    }
}

/// Which members of a server's own answer say who somebody is.
#[derive(Debug)]
pub(crate) struct Members {
    /// The identifier that stays.
    pub(super) subject: String,
    /// The name.
    pub(super) name: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    providers: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    title: String,
    client_id: String,
    client_secret: Option<SecretPlace>,
    scopes: Option<String>,
    issuer: Option<String>,
    authorization_endpoint: Option<String>,
    token_endpoint: Option<String>,
    userinfo_endpoint: Option<String>,
    subject: Option<String>,
    name: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum SecretPlace {
    /// The name of a variable.
    Env(String),
    /// A path, from the folder of the file.
    File(PathBuf),
}

/// Reads the file.
pub(crate) fn load(path: &Path) -> Result<Vec<Provider>, ProvidersError> {
    let text = read(path)?;
    let file: File = serde_json::from_str(&text).map_err(|source| ProvidersError::Format {
        path: path.to_owned(),
        source,
    })?;
    let http = Http::new();
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut providers: Vec<Provider> = Vec::new();
    for entry in file.providers {
        let problem = |problem| ProvidersError::Provider {
            id: entry.id.clone(),
            problem,
        };
        if providers.iter().any(|known| known.id == entry.id) {
            return Err(problem("there is another one with this id"));
        }
        check(&entry).map_err(problem)?;
        let secret = secret(&entry, folder)?;
        let kind = kind(&entry).map_err(problem)?;
        let scopes = match &kind {
            Kind::OpenId(_) => SCOPES,
            Kind::OAuth { .. } => "",
        };
        providers.push(Provider {
            kind,
            scopes: entry.scopes.unwrap_or_else(|| scopes.to_owned()),
            id: entry.id,
            title: entry.title,
            client_id: entry.client_id,
            client_secret: secret,
            http: http.clone(),
        });
    }
    Ok(providers)
}

fn read(path: &Path) -> Result<String, ProvidersError> {
    std::fs::read_to_string(path).map_err(|source| ProvidersError::Read {
        path: path.to_owned(),
        source,
    })
}

fn check(entry: &Entry) -> Result<(), &'static str> {
    let is_id = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if entry.id.is_empty() || entry.id.len() > 40 || !entry.id.chars().all(is_id) {
        return Err("write its id with small letters, digits and hyphens");
    }
    if entry.title.trim().is_empty() || entry.client_id.is_empty() {
        return Err("it needs a title and a client id");
    }
    let addresses = [
        &entry.issuer,
        &entry.authorization_endpoint,
        &entry.token_endpoint,
        &entry.userinfo_endpoint,
    ];
    if !addresses
        .into_iter()
        .flatten()
        .all(|address| is_secure(address))
    {
        return Err("write its addresses with https (http only on this machine)");
    }
    let is_open_id = entry.issuer.is_some();
    let mut scopes = entry.scopes.as_deref().unwrap_or(SCOPES).split(' ');
    if is_open_id && !scopes.any(|scope| scope == "openid") {
        return Err("the scopes of OpenID Connect have to hold `openid`");
    }
    Ok(())
}

fn secret(entry: &Entry, folder: &Path) -> Result<Option<Secret>, ProvidersError> {
    let secret = match &entry.client_secret {
        None => return Ok(None),
        Some(SecretPlace::File(path)) => read(&folder.join(path))?,
        Some(SecretPlace::Env(variable)) => {
            std::env::var(variable).map_err(|_missing| ProvidersError::Variable {
                id: entry.id.clone(),
                variable: variable.clone(),
            })?
        }
    };
    Ok(Some(Secret(secret.trim().to_owned())))
}

fn kind(entry: &Entry) -> Result<Kind, &'static str> {
    let of_oauth = (
        entry.authorization_endpoint.clone(),
        entry.token_endpoint.clone(),
        entry.userinfo_endpoint.clone(),
        entry.subject.clone(),
        entry.name.clone(),
    );
    match (entry.issuer.clone(), of_oauth) {
        (Some(issuer), (None, None, None, None, None)) => Ok(Kind::OpenId(Discovery::new(issuer))),
        (None, (Some(authorization), Some(token), Some(userinfo), Some(subject), Some(name))) => {
            Ok(Kind::OAuth {
                endpoints: Endpoints {
                    authorization,
                    token,
                    userinfo: Some(userinfo),
                },
                members: Members { subject, name },
            })
        }
        _ => Err(
            "write its issuer, or else all of authorization_endpoint, token_endpoint, \
             userinfo_endpoint, subject and name",
        ),
    }
}

/// Whether nobody on the way can read what is sent to an address.
pub(super) fn is_secure(address: &str) -> bool {
    Url::parse(address).is_ok_and(|url| {
        let is_here = match url.host() {
            Some(Host::Domain(name)) => name == "localhost",
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        };
        let has_fragment = url.fragment().is_some();
        !has_fragment && (url.scheme() == "https" || url.scheme() == "http" && is_here)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is said about a file with this provider in it.
    fn problem(provider: &str) -> String {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("providers.json");
        std::fs::write(folder.path().join("secret"), "s\n").unwrap();
        std::fs::write(&path, format!("{{\"providers\":[{provider}]}}")).unwrap();
        load(&path).map_or_else(|error| error.to_string(), |_| String::new())
    }

    #[test]
    fn a_provider_is_described_by_its_issuer_or_by_its_endpoints() {
        let oauth = r#""authorization_endpoint":"https://a/b","token_endpoint":"https://a/t","userinfo_endpoint":"https://a/u","subject":"id""#;
        let start = r#""id":"a","title":"A","client_id":"c""#;
        for (rest, expected) in [
            (r#""issuer":"https://a""#.to_owned(), ""),
            (
                r#""issuer":"https://a","client_secret":{"file":"secret"}"#.to_owned(),
                "",
            ),
            (format!(r#"{oauth},"name":"/user/name""#), ""),
            (oauth.to_owned(), "write its issuer, or else"),
            (
                format!(r#"{oauth},"name":"n","issuer":"https://a""#),
                "write its issuer, or else",
            ),
            (r#""issuer":"http://a""#.to_owned(), "with https"),
            (r#""issuer":"http://127.0.0.1:9""#.to_owned(), ""),
            (
                r#""issuer":"https://a","scopes":"profile""#.to_owned(),
                "openid",
            ),
            (
                r#""issuer":"https://a","client_secret":{"file":"none"}"#.to_owned(),
                "cannot read",
            ),
            (
                r#""issuer":"https://a","client_secret":{"env":"BARAZA_NO_SUCH"}"#.to_owned(),
                "BARAZA_NO_SUCH",
            ),
            (
                r#""issuer":"https://a","client_secret":"written here""#.to_owned(),
                "no list of providers",
            ),
            (r#""isuer":"https://a""#.to_owned(), "unknown field"),
        ] {
            let said = problem(&format!("{{{start},{rest}}}"));
            let fits = if expected.is_empty() {
                said.is_empty()
            } else {
                said.contains(expected)
            };
            assert!(fits, "{rest}: {said}");
        }
        let twice = format!(r#"{{{start},"issuer":"https://a"}},{{{start},"issuer":"https://b"}}"#);
        assert!(problem(&twice).contains("another one"));
    }

    #[test]
    fn a_secret_does_not_show_in_a_log() {
        assert_eq!(format!("{:?}", Secret("word".to_owned())), "[secret]");
    }
}
