//! Versions of items: `ETag`, `If-Match` and `If-None-Match` (RFC 9110).
//!
//! The tag is `"<version>.<digest>"`. The version grows with each edit and decides `If-Match`,
//! so that a vote in between does not spoil an edit; the digest covers the whole answer and
//! decides `If-None-Match`. In `If-Match`, `"<version>"` alone is accepted too, and so are weak
//! tags, because proxies that compress make tags weak.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::error::ApiError;

/// Refuses when the request was made for another version.
pub(crate) fn require_match(headers: &HeaderMap, version: i64) -> Result<(), ApiError> {
    let Some(condition) = headers.get(header::IF_MATCH) else {
        return Ok(());
    };
    let wanted = version.to_string();
    let is_met = tags(condition).any(|tag| {
        tag == "*"
            || tag
                .trim_matches('"')
                .split('.')
                .next()
                .is_some_and(|part| part == wanted)
    });
    if is_met {
        Ok(())
    } else {
        Err(ApiError::PreconditionFailed)
    }
}

/// Whether the reader has exactly this already.
pub(crate) fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .any(|condition| tags(condition).any(|known| known == "*" || known == tag))
}

/// The tags of a condition, without the mark of weak ones.
fn tags(condition: &HeaderValue) -> impl Iterator<Item = &str> {
    let text = condition.to_str().unwrap_or_default();
    text.split(',')
        .map(|tag| tag.trim().trim_start_matches("W/"))
}

/// A few letters that change with the bytes.
pub(crate) fn short_digest(bytes: &[u8]) -> String {
    let digest: Vec<u8> = Sha256::digest(bytes).iter().take(9).copied().collect();
    URL_SAFE_NO_PAD.encode(digest)
}

/// The answer with one item: its tag, and no body when the reader has it.
pub(crate) fn item<T: Serialize>(
    headers: &HeaderMap,
    version: i64,
    item: &T,
) -> Result<Response, ApiError> {
    let body = serde_json::to_vec(item).map_err(|error| {
        tracing::error!("an answer cannot be written: {error}");
        ApiError::Internal
    })?;
    let tag = format!("\"{version}.{}\"", short_digest(&body));
    let known = is_known(headers, &tag);
    let headers = [
        (header::ETAG, tag),
        (header::CACHE_CONTROL, "private, no-cache".to_owned()),
        (header::VARY, "authorization".to_owned()),
        (header::CONTENT_TYPE, "application/json".to_owned()),
    ];
    if known {
        return Ok((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    Ok((headers, body).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edit_is_for_one_version() {
        for (condition, is_met) in [
            ("\"3.abc\"", true),
            ("\"3\"", true),
            ("W/\"3.abc\"", true),
            ("*", true),
            ("\"2\", \"3\"", true),
            ("\"2.abc\"", false),
            ("\"33\"", false),
            ("", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::IF_MATCH, HeaderValue::from_static(condition));
            assert_eq!(require_match(&headers, 3).is_ok(), is_met, "{condition:?}");
        }
        assert!(require_match(&HeaderMap::new(), 3).is_ok());
    }
}
