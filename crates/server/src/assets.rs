//! The files of the built client.
//!
//! Names with a hash never change and are kept for ever; all others are asked for anew and
//! usually answered with 304. A `.br` beside a file is sent to those who can read it. Addresses
//! of pages, which are no files, get `index.html`.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};

use crate::app::App;
use crate::error::ApiError;
use crate::{csp, version};

mod kind;
mod store;

use kind::{content_type, is_hashed, is_owners, looks_like_file};
use store::{File, Store};

const INDEX: &str = "index.html";
const CONFIG: &str = "config.json";
const NO_CLIENT: &str = "Baraza's server is running, but there is no client to show yet.\n\n\
    Build it with `cargo xtask build`, or start with `--dist DIR` where it is built already.\n\
    The API is at /api/v1; its description at /api/v1/openapi.json.\n";

/// The files of the client, and the configuration that may take the place of its own.
#[derive(Debug)]
pub(crate) struct Assets {
    dist: PathBuf,
    config: Option<PathBuf>,
    store: Store,
}

impl Assets {
    pub(crate) fn new(dist: PathBuf, config: Option<PathBuf>) -> Self {
        Self {
            dist,
            config,
            store: Store::default(),
        }
    }

    /// The file of a name that has been checked.
    async fn file(&self, name: &str) -> Option<File> {
        match &self.config {
            Some(path) if name == CONFIG => self.store.read(path).await,
            _ => self.store.read(&self.dist.join(name)).await,
        }
    }

    /// The brotli form of a file. Files that the site's owner edits have none: it would not
    /// change with them.
    async fn brotli(&self, name: &str) -> Option<File> {
        if is_owners(name) {
            return None;
        }
        self.store.read(&self.dist.join(format!("{name}.br"))).await
    }
}

/// Answers what is not the API's.
pub(crate) async fn serve(
    State(app): State<Arc<App>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let path = uri.path();
    if path == "/api" || path.starts_with("/api/") {
        return Err(ApiError::NotFound("there is nothing at this address"));
    }
    if method != Method::GET && method != Method::HEAD {
        let problem = ApiError::MethodNotAllowed.into_response();
        return Ok(([(header::ALLOW, "GET, HEAD")], problem).into_response());
    }
    let assets = &app.assets;
    let name = name(path);
    if let Some(name) = &name
        && let Some(file) = assets.file(name).await
    {
        return Ok(answer(assets, name, file, &headers).await);
    }
    let is_page = name.as_deref() == Some(INDEX)
        || (accepts(&headers, header::ACCEPT, "text/html") && !looks_like_file(path));
    if !is_page {
        return Err(ApiError::NotFound("there is no such file"));
    }
    match assets.file(INDEX).await {
        Some(file) => Ok(answer(assets, INDEX, file, &headers).await),
        None => Ok((StatusCode::SERVICE_UNAVAILABLE, NO_CLIENT).into_response()),
    }
}

/// The name of the file that a path asks for, or `None` when it cannot be one. No part of it
/// leads out of the directory: what is not a plain name is refused, not repaired.
fn name(path: &str) -> Option<String> {
    let path = percent_encoding::percent_decode_str(path)
        .decode_utf8()
        .ok()?;
    let path = path.strip_prefix('/')?;
    if path.is_empty() {
        return Some(INDEX.to_owned());
    }
    let is_plain = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && !part.contains(['\\', ':', '\0'])
            && Path::new(part).file_name().is_some_and(|name| name == part)
    };
    let is_well_known = path.starts_with(".well-known/");
    let parts = path.strip_prefix(".well-known/").unwrap_or(path);
    (parts.split('/').all(is_plain) && (is_well_known || !path.starts_with('.')))
        .then(|| path.to_owned())
}

/// Whether a header that lists things with weights accepts one of them.
fn accepts(headers: &HeaderMap, name: header::HeaderName, thing: &str) -> bool {
    headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .any(|value| {
            value.split(',').any(|entry| {
                let mut parts = entry.split(';').map(str::trim);
                let is_it = parts
                    .next()
                    .is_some_and(|name| name.eq_ignore_ascii_case(thing));
                let is_refused = parts
                    .filter_map(|part| part.strip_prefix("q="))
                    .any(|weight| weight.parse::<f32>().is_ok_and(|weight| weight == 0.0));
                is_it && !is_refused
            })
        })
}

async fn answer(assets: &Assets, name: &str, file: File, headers: &HeaderMap) -> Response {
    let accepts_brotli = accepts(headers, header::ACCEPT_ENCODING, "br");
    let brotli = if accepts_brotli {
        assets.brotli(name).await
    } else {
        None
    };
    let is_brotli = brotli.is_some();
    let File { bytes, tag } = brotli.unwrap_or(file);

    let mut answer = HeaderMap::new();
    let kind = content_type(name);
    answer.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    answer.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if is_brotli {
        answer.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
    }
    let keep = if is_hashed(name) {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    answer.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    let is_page = kind.starts_with("text/html");
    let tag = if is_page {
        page(assets, &mut answer, &tag).await
    } else {
        tag
    };
    if let Ok(tag) = HeaderValue::try_from(&tag) {
        answer.insert(header::ETAG, tag);
    }
    if version::is_known(headers, &tag) {
        answer.remove(header::CONTENT_ENCODING);
        return (StatusCode::NOT_MODIFIED, answer).into_response();
    }
    (answer, Body::from(bytes)).into_response()
}

/// Adds the headers of a page. They depend on the configuration, and so does the tag that is
/// returned: with 304 a browser would keep the old ones.
async fn page(assets: &Assets, headers: &mut HeaderMap, tag: &str) -> String {
    let config = assets.file(CONFIG).await;
    let config_bytes = config
        .as_ref()
        .map_or_else(Bytes::new, |file| file.bytes.clone());
    if let Ok(policy) = HeaderValue::try_from(csp::policy(&config_bytes)) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    for (name, value) in [
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin-allow-popups"),
        (
            "permissions-policy",
            "camera=(), geolocation=(), microphone=()",
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let config_tag = config.map_or_else(String::new, |file| file.tag);
    format!(
        "\"{}.{}\"",
        tag.trim_matches('"'),
        config_tag.trim_matches('"')
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_names_a_file_inside_or_none() {
        for (path, expected) in [
            ("/", Some("index.html")),
            ("/connectors/a%20b.json", Some("connectors/a b.json")),
            ("/.well-known/x", Some(".well-known/x")),
            ("/../secret", None),
            ("/%2e%2e/secret", None),
            ("/a/..%2f..%2fsecret", None),
            ("/..%5csecret", None),
            ("//etc/passwd", None),
            ("/a/", None),
            ("/.git/config", None),
            ("/.well-known/../x", None),
            ("/a%00.html", None),
            ("/c:/x", None),
            ("/%FF", None),
        ] {
            assert_eq!(name(path).as_deref(), expected, "{path}");
        }
    }

    #[test]
    fn weights_of_zero_refuse() {
        for (value, accepted) in [
            ("gzip, br", true),
            ("br;q=0.5", true),
            ("br;q=0", false),
            ("gzip", false),
            ("", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(value));
            assert_eq!(
                accepts(&headers, header::ACCEPT_ENCODING, "br"),
                accepted,
                "{value:?}"
            );
        }
    }
}
