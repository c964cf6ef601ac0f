//! Pages of lists: how many items, after which place, and where the next page is.
//!
//! A cursor is the place of the last item in its order, so what is added before or after does
//! not shift the pages. Clients must treat it as opaque.

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;

use crate::error::{ApiError, FieldError};
use crate::extract::private_json;

/// Reads a `limit` parameter.
pub(crate) fn limit(text: Option<&str>, default: i64, most: i64) -> Result<i64, ApiError> {
    let Some(text) = text else { return Ok(default) };
    match text.parse() {
        Ok(limit) if (1..=most).contains(&limit) => Ok(limit),
        _ => Err(ApiError::Invalid(vec![FieldError::parameter(
            "limit",
            format!("write a number from 1 to {most}"),
        )])),
    }
}

/// The cursor of a place in an order.
pub(crate) fn cursor(order: &str, place: &[i64]) -> String {
    let numbers: Vec<_> = place.iter().map(i64::to_string).collect();
    URL_SAFE_NO_PAD.encode(format!("{order} {}", numbers.join(" ")))
}

/// The place that a cursor stands for, which must be of this order and of so many numbers.
pub(crate) fn place(cursor: &str, order: &str, width: usize) -> Result<Vec<i64>, ApiError> {
    decode(cursor, order)
        .filter(|place| place.len() == width)
        .ok_or_else(|| ApiError::Malformed("the cursor is not one of this list".to_owned()))
}

fn decode(cursor: &str, order: &str) -> Option<Vec<i64>> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let numbers = text.strip_prefix(order)?.strip_prefix(' ')?;
    numbers
        .split(' ')
        .map(|number| number.parse().ok())
        .collect()
}

/// One page of a list.
#[derive(Debug, Serialize)]
pub(crate) struct Page<T> {
    /// The items.
    pub(crate) items: Vec<T>,
    /// The cursor of the next page, when there is one.
    pub(crate) next: Option<String>,
    /// How many items all pages have together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) total: Option<i64>,
}

impl<T: Serialize> Page<T> {
    /// The answer with the page, and with a link to the next one: the same address with
    /// another cursor (RFC 8288).
    pub(crate) fn into_response(self, path: &str, query: Option<&str>) -> Response {
        let mut headers = HeaderMap::new();
        if let Some(next) = &self.next {
            let kept = query
                .unwrap_or_default()
                .split('&')
                .filter(|pair| !pair.is_empty() && !pair.starts_with("cursor="));
            let cursor = format!("cursor={next}");
            let query: Vec<_> = kept.chain([cursor.as_str()]).collect();
            let link = format!(
                "<{path}?{}>; rel=\"next\"",
                query.join("&").replace('>', "%3E")
            );
            if let Ok(link) = HeaderValue::try_from(link) {
                headers.insert(header::LINK, link);
            }
        }
        (headers, private_json(self)).into_response()
    }
}

/// Cuts what was read, one more than asked for, to a page.
pub(crate) fn cut<T>(
    rows: &mut Vec<T>,
    limit: i64,
    cursor: impl Fn(&T) -> String,
) -> Option<String> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    if rows.len() <= limit {
        return None;
    }
    rows.truncate(limit);
    rows.last().map(cursor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_back_by_its_own_order_alone() {
        let text = cursor("top", &[-3, 12]);
        assert_eq!(place(&text, "top", 2).unwrap(), [-3, 12]);
        for (text, order, width) in [
            (text.as_str(), "new", 2),
            (&text, "top", 1),
            ("%%", "top", 2),
            ("", "top", 2),
        ] {
            assert!(place(text, order, width).is_err(), "{text} {order} {width}");
        }
    }

    #[test]
    fn a_limit_is_a_number_within_its_bounds() {
        assert_eq!(limit(None, 20, 100).unwrap(), 20);
        assert_eq!(limit(Some("100"), 20, 100).unwrap(), 100);
        for text in ["0", "101", "-1", "", "ten", "1.5", "99999999999999999999"] {
            assert!(limit(Some(text), 20, 100).is_err(), "{text:?}");
        }
    }
}
