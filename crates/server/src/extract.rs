//! What handlers take out of a request; every refusal is a problem document.
//!
//! The extractors of axum are not used bare, because their refusals are plain text.

use axum::Json;
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::{HeaderMap, header, request::Parts};
use http_body_util::BodyExt as _;
use serde::de::{DeserializeOwned, IgnoredAny};
use sha2::{Digest as _, Sha256};

use crate::error::{ApiError, FieldError};
use crate::id;

/// The largest body that is read.
pub(crate) const BODY_LIMIT: usize = 64 * 1024;
/// How much of a body that is too large is still taken in, so that the answer gets through.
const DRAIN_LIMIT: usize = 16 * 1024 * 1024;

/// A JSON body.
#[derive(Debug)]
pub(crate) struct JsonBody<T> {
    /// What it says.
    pub(crate) value: T,
    /// SHA-256 of method, path and bytes: two requests with the same one are the same request.
    pub(crate) fingerprint: [u8; 32],
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for JsonBody<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _state: &S) -> Result<Self, ApiError> {
        if !is_json(request.headers()) {
            return Err(ApiError::UnsupportedMediaType);
        }
        let mut hasher = Sha256::new();
        hasher.update(request.method().as_str());
        hasher.update([0]);
        hasher.update(request.uri().path());
        hasher.update([0]);
        let bytes = read(request, BODY_LIMIT).await?;
        hasher.update(&bytes);
        let value = parse(&bytes)?;
        Ok(Self {
            value,
            fingerprint: hasher.finalize().into(),
        })
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let Some(value) = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
    else {
        return false;
    };
    let essence = value
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    essence == "application/json"
        || (essence.starts_with("application/") && essence.ends_with("+json"))
}

/// Reads a body of at most so many bytes.
pub(crate) async fn read(request: Request, limit: usize) -> Result<Vec<u8>, ApiError> {
    let mut body = request.into_body();
    let mut bytes = Vec::new();
    let mut size = 0;
    while let Some(frame) = body.frame().await {
        let frame = frame
            .map_err(|error| ApiError::Malformed(format!("the body did not arrive: {error}")))?;
        let Some(data) = frame.data_ref() else {
            continue;
        };
        size += data.len();
        if size > limit.max(DRAIN_LIMIT) {
            break;
        }
        if size <= limit {
            bytes.extend_from_slice(data);
        }
    }
    if size > limit {
        Err(ApiError::TooLarge(limit / 1024))
    } else {
        Ok(bytes)
    }
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ApiError> {
    let text = std::str::from_utf8(bytes)
        .map_err(|error| ApiError::Malformed(format!("the body is not UTF-8: {error}")))?;
    require_object(text)?;
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let pointer = pointer(error.path());
        let error = error.into_inner();
        if error.is_data() {
            ApiError::Invalid(vec![FieldError::at(pointer, error.to_string())])
        } else {
            not_json(&error)
        }
    })?;
    deserializer.end().map_err(|error| not_json(&error))?;
    Ok(value)
}

fn not_json(error: &serde_json::Error) -> ApiError {
    ApiError::Malformed(format!("the body is not JSON: {error}"))
}

/// Refuses what is no object. The parser would take an array for the fields in their order.
fn require_object(text: &str) -> Result<(), ApiError> {
    if text.trim_start().starts_with('{') {
        return Ok(());
    }
    serde_json::from_str::<IgnoredAny>(text).map_err(|error| not_json(&error))?;
    Err(ApiError::field("#", "write an object"))
}

/// The path of an error as a JSON pointer in a URL fragment.
fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    let mut pointer = "#".to_owned();
    for segment in path {
        match segment {
            Segment::Map { key } | Segment::Enum { variant: key } => {
                pointer.push('/');
                pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
            }
            Segment::Seq { index } => {
                pointer.push('/');
                pointer.push_str(&index.to_string());
            }
            Segment::Unknown => {}
        }
    }
    pointer
}

/// The id in the path.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Id<T>(pub(crate) T);

impl<S: Send + Sync, T: id::Id> FromRequestParts<S> for Id<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let Path(text) = Path::<String>::from_request_parts(parts, state)
            .await
            .map_err(|error| ApiError::Malformed(error.body_text()))?;
        text.parse()
            .map(Self)
            .map_err(|_error| ApiError::NotFound(T::MISSING))
    }
}

/// The parameters of the query.
#[derive(Debug)]
pub(crate) struct Parameters<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Parameters<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, ApiError> {
        let query = parts.uri.query().unwrap_or_default();
        if !is_percent_encoded(query) {
            return Err(ApiError::Malformed(
                "the query is not percent-encoded UTF-8".to_owned(),
            ));
        }
        let Query(value) = Query::try_from_uri(&parts.uri)
            .map_err(|error| ApiError::Malformed(error.body_text()))?;
        Ok(Self(value))
    }
}

/// Whether every `%` starts an escape and the whole is UTF-8. The parser behind would put
/// replacement characters instead, and search for something nobody asked for.
fn is_percent_encoded(query: &str) -> bool {
    let escapes_are_whole = query.split('%').skip(1).all(|rest| {
        rest.as_bytes()
            .get(..2)
            .is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit))
    });
    escapes_are_whole
        && percent_encoding::percent_decode_str(query)
            .decode_utf8()
            .is_ok()
}

/// A JSON answer that depends on who asks, and is asked for anew each time.
pub(crate) fn private_json<T: serde::Serialize>(value: T) -> impl axum::response::IntoResponse {
    (
        [
            (header::CACHE_CONTROL, "private, no-cache"),
            (header::VARY, "authorization"),
        ],
        Json(value),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_type_is_reported_with_its_place() {
        #[derive(Debug, serde::Deserialize)]
        struct Body {
            #[expect(dead_code, reason = "only its type matters")]
            tags: Vec<String>,
        }
        let error = parse::<Body>(br#"{"tags":["a",7]}"#).unwrap_err();
        let ApiError::Invalid(errors) = error else {
            panic!("{error:?}")
        };
        assert_eq!(errors[0].pointer.as_deref(), Some("#/tags/1"));
    }

    #[test]
    fn a_query_must_be_percent_encoded_utf_8() {
        for good in ["", "q=a+b&c=%C3%A9", "q=%25"] {
            assert!(is_percent_encoded(good), "{good:?}");
        }
        for bad in ["q=%", "q=%zz", "q=%F", "q=%FF", "q=%C3"] {
            assert!(!is_percent_encoded(bad), "{bad:?}");
        }
    }
}
