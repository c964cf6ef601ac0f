//! The time and the random numbers that core must be given.

use baraza_core::model::Timestamp;

/// The time now, by the device's clock.
pub fn now() -> Timestamp {
    // A time in milliseconds is far below 2^53, so nothing is lost.
    #[expect(
        clippy::as_conversions,
        clippy::cast_possible_truncation,
        reason = "see above"
    )]
    Timestamp(js_sys::Date::now() as i64)
}

/// A new identifier that nobody else has: a random UUID (RFC 9562, version 4).
pub fn uuid() -> String {
    if let Some(crypto) = web_sys::window().and_then(|window| window.crypto().ok())
        && js_sys::Reflect::has(&crypto, &"randomUUID".into()).unwrap_or(false)
    {
        return crypto.random_uuid();
    }
    // Pages on plain http outside loopback have no `randomUUID`.
    let quarter = || {
        format!(
            "{:08x}",
            (js_sys::Math::random() * f64::from(u32::MAX)).to_bits()
        )
    };
    [quarter(), quarter(), quarter()].join("-")
}
