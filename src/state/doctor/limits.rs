//! How often a site may be asked, as far as its answers say so.

use super::{Finding, Level};

/// Fewer than this many requests are soon used up.
const FEW: u64 = 10;

/// What the header fields of the last answer say of a limit; `None`: nothing.
pub fn of_limits(headers: &[(String, String)]) -> Option<Finding> {
    let number = |part: &str| {
        headers.iter().find_map(|(name, value)| {
            let name = name.to_ascii_lowercase();
            let name = name.strip_prefix("x-").unwrap_or(&name);
            let name = name.replace("rate-limit", "ratelimit");
            let is_meant = name.strip_prefix("ratelimit-") == Some(part);
            is_meant.then(|| value.split([',', ';']).next()?.trim().parse::<u64>().ok())?
        })
    };
    let left = number("remaining")?;
    let text = match number("limit") {
        Some(limit) => format!("{left} of {limit} requests are left for now."),
        None => format!("{left} requests are left for now."),
    };
    Some(if left < FEW {
        let text = format!("{text} Then the site makes everybody wait who asks from here.");
        Finding::new(Level::Note, "Few requests are left", text)
    } else {
        Finding::new(Level::Good, "The site counts requests", text)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(headers: &[(&str, &str)]) -> Option<(Level, String)> {
        let headers: Vec<(String, String)> = headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        of_limits(&headers).map(|finding| (finding.level, finding.text))
    }

    #[test]
    fn the_usual_header_fields_are_read() {
        for prefix in ["x-ratelimit", "ratelimit", "X-RateLimit", "x-rate-limit"] {
            let (limit, left) = (format!("{prefix}-limit"), format!("{prefix}-remaining"));
            let found = told(&[(&limit, "60, 60;w=3600"), (&left, "58")]);
            let text = "58 of 60 requests are left for now.".to_owned();
            assert_eq!(found, Some((Level::Good, text)), "{prefix}");
        }
    }

    #[test]
    fn a_limit_that_is_near_is_noted_and_none_is_nothing() {
        let found = told(&[("x-ratelimit-remaining", "3")]);
        assert_eq!(found.map(|(level, _)| level), Some(Level::Note));
        assert_eq!(told(&[("x-ratelimit-limit", "60")]), None);
        assert_eq!(told(&[("x-ratelimit-remaining", "many")]), None);
    }
}
