//! The server's clock: milliseconds since 1970, and how they are written on the wire.

use jiff::Timestamp;

/// One minute in milliseconds.
pub(crate) const MINUTE: i64 = 60 * 1000;
/// One day in milliseconds.
pub(crate) const DAY: i64 = 24 * 60 * MINUTE;

/// The time now.
pub(crate) fn now() -> i64 {
    Timestamp::now().as_millisecond()
}

/// The time as RFC 3339 in UTC, such as `2026-03-01T08:00:00Z`.
pub(crate) fn rfc3339(millis: i64) -> String {
    // Out of range only in the year 10,000; then the epoch does no more harm than a failure.
    Timestamp::from_millisecond(millis)
        .unwrap_or_default()
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_in_utc_with_a_z() {
        assert_eq!(rfc3339(0), "1970-01-01T00:00:00Z");
        assert_eq!(rfc3339(1_772_352_000_500), "2026-03-01T08:00:00.5Z");
    }
}
