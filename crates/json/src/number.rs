//! Numbers as floats, for comparing and rounding.
//!
//! The standard library's parser brings ten kilobytes of tables to be exact in the last digit.
//! Here nothing is ever computed with the result: identifiers and counts stay text or integers.

/// A decimal number; exact up to 15 digits, nearly so above.
pub fn float(text: &str) -> Option<f64> {
    let bytes = text.as_bytes();
    let (negative, mut rest) = match bytes.split_first()? {
        (b'-', rest) => (true, rest),
        (b'+', rest) => (false, rest),
        _ => (false, bytes),
    };
    let mut value = 0.0;
    let mut exponent = 0_i32;
    let mut digits = 0_u32;
    let mut in_fraction = false;
    while let Some((byte, after)) = rest.split_first() {
        match byte {
            b'0'..=b'9' => {
                value = value * 10.0 + f64::from(byte - b'0');
                exponent -= i32::from(in_fraction);
                digits += 1;
            }
            b'.' if !in_fraction => in_fraction = true,
            b'e' | b'E' => {
                let written: i32 = std::str::from_utf8(after).ok()?.parse().ok()?;
                exponent = exponent.saturating_add(written);
                break;
            }
            _ => return None,
        }
        rest = after;
    }
    if digits == 0 {
        return None;
    }
    // Beyond this there is only infinity or nothing.
    for _ in 0..exponent.unsigned_abs().min(700) {
        if exponent > 0 {
            value *= 10.0;
        } else {
            value /= 10.0;
        }
    }
    Some(if negative { -value } else { value })
}
