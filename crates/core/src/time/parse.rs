//! Reads the spellings of moments that backends use.

use super::{DAY, day_number};
use crate::{json::float, model::Timestamp};

/// What a time without an offset means.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Zone {
    /// Minutes east of UTC.
    pub minutes: i32,
}

impl Zone {
    /// Reads `utc`, `Z`, `+01:00`, `-0530` or a zone's name from RFC 2822.
    pub fn parse(text: &str) -> Option<Self> {
        let mut rest = Scanner(text.as_bytes());
        let zone = rest.zone()?;
        rest.0.is_empty().then_some(zone)
    }
}

/// Numbers from here on are milliseconds: as seconds they would be the year 5138.
const FIRST_MILLISECONDS: f64 = 1e11;
/// The widest range this crate computes with: years 0 to 9999, roughly.
const LIMIT: i64 = 253_402_300_800_000;

/// Reads a moment; a time without an offset is in UTC.
///
/// Understands RFC 3339 (also with a space, without seconds, or a date alone), RFC 2822, and Unix
/// times in seconds or milliseconds, told apart by their size.
pub fn parse(text: &str) -> Option<Timestamp> {
    parse_in(text, Zone::default())
}

/// Like [`parse`], with the zone of times without an offset.
pub fn parse_in(text: &str, zone: Zone) -> Option<Timestamp> {
    let text = text.trim();
    let moment = unix(text)
        .or_else(|| Scanner(text.as_bytes()).rfc3339(zone))
        .or_else(|| Scanner(text.as_bytes()).rfc2822())?;
    (-LIMIT..=LIMIT)
        .contains(&moment)
        .then_some(Timestamp(moment))
}

/// A Unix time; fractions of a second are kept to the millisecond.
fn unix(text: &str) -> Option<i64> {
    // A bare year or compact date is not a Unix time; nobody writes posts before 1973.
    let numeric = |byte| matches!(byte, b'0'..=b'9' | b'.' | b'-' | b'e' | b'E' | b'+');
    if text.len() < 9 || !text.bytes().all(numeric) {
        return None;
    }
    millis(float(text)?)
}

/// Milliseconds of a Unix time in seconds or milliseconds.
fn millis(number: f64) -> Option<i64> {
    let millis = if number.abs() >= FIRST_MILLISECONDS {
        number
    } else {
        number * 1000.0
    };
    if !millis.is_finite() || millis.abs() > 2.6e14 {
        return None;
    }
    #[expect(
        clippy::as_conversions,
        clippy::cast_possible_truncation,
        reason = "the range was checked just above; std has no checked conversion"
    )]
    let whole = millis.round() as i64;
    Some(whole)
}

/// Eats a text from the left.
struct Scanner<'a>(&'a [u8]);

impl Scanner<'_> {
    /// `2024-03-01T10:00:00.123+01:00` and its shorter relatives.
    fn rfc3339(mut self, zone: Zone) -> Option<i64> {
        let year = self.digits(4, 4)?;
        self.eat(b"-")?;
        let month = self.digits(2, 2)?;
        self.eat(b"-")?;
        let day = self.digits(2, 2)?;
        let days = date(year, month, day)?;
        if self.0.is_empty() {
            return Some(days * DAY - i64::from(zone.minutes) * 60_000);
        }
        self.eat(b"Tt _")?;
        let time = self.time()?;
        self.spaces();
        let zone = if self.0.is_empty() {
            zone
        } else {
            self.zone()?
        };
        self.0
            .is_empty()
            .then_some(days * DAY + time - i64::from(zone.minutes) * 60_000)
    }

    /// `Fri, 01 Mar 2024 10:00:00 +0100`; the day's name is optional.
    fn rfc2822(mut self) -> Option<i64> {
        const MONTHS: &[u8] = b"janfebmaraprmayjunjulaugsepoctnovdec";
        if let Some(comma) = self.0.iter().position(|&byte| byte == b',') {
            self.0 = self.0.get(comma + 1..)?;
        }
        self.spaces();
        let day = self.digits(1, 2)?;
        self.spaces();
        let name = self.0.get(..3)?.to_ascii_lowercase();
        let month = MONTHS.chunks(3).position(|month| month == name)?;
        self.0 = self.0.get(3..)?;
        self.spaces();
        let year = self.digits(4, 4)?;
        self.spaces();
        let days = date(year, i64::try_from(month).ok()? + 1, day)?;
        let time = self.time()?;
        self.spaces();
        let zone = self.zone()?;
        self.spaces();
        // A comment such as `(CET)` may follow.
        let ends = matches!(self.0.first(), None | Some(b'('));
        ends.then_some(days * DAY + time - i64::from(zone.minutes) * 60_000)
    }

    /// `10:00`, `10:00:00` or `10:00:00.123456`, in milliseconds of the day.
    fn time(&mut self) -> Option<i64> {
        let hour = self.digits(2, 2)?;
        self.eat(b":")?;
        let minute = self.digits(2, 2)?;
        let second = if self.eat(b":").is_some() {
            self.digits(2, 2)?
        } else {
            0
        };
        let mut fraction = 0;
        if self.eat(b".,").is_some() {
            let mut unit = 100;
            let mut any = false;
            while let [digit @ b'0'..=b'9', rest @ ..] = self.0 {
                fraction += i64::from(digit - b'0') * unit;
                unit /= 10;
                any = true;
                self.0 = rest;
            }
            if !any {
                return None;
            }
        }
        // A leap second counts as the first of the next minute.
        let ok = hour < 24 && minute < 60 && second <= 60;
        ok.then_some(((hour * 60 + minute) * 60 + second) * 1000 + fraction)
    }

    fn zone(&mut self) -> Option<Zone> {
        const NAMES: [(&[u8], i32); 14] = [
            (b"utc", 0),
            (b"gmt", 0),
            (b"ut", 0),
            (b"z", 0),
            (b"est", -300),
            (b"edt", -240),
            (b"cst", -360),
            (b"cdt", -300),
            (b"mst", -420),
            (b"mdt", -360),
            (b"pst", -480),
            (b"pdt", -420),
            (b"cet", 60),
            (b"cest", 120),
        ];
        let sign = match self.0.first()? {
            b'+' => 1,
            b'-' => -1,
            _ => {
                let letters = self
                    .0
                    .iter()
                    .take_while(|byte| byte.is_ascii_alphabetic())
                    .count();
                let (name, rest) = self.0.split_at_checked(letters)?;
                self.0 = rest;
                let name = name.to_ascii_lowercase();
                let known = NAMES.iter().find(|(known, _)| *known == name)?;
                return Some(Zone { minutes: known.1 });
            }
        };
        self.0 = self.0.get(1..)?;
        let hours = self.digits(2, 2)?;
        let colon = self.eat(b":").is_some();
        let minutes = if colon || !self.0.is_empty() {
            self.digits(2, 2)?
        } else {
            0
        };
        let total = i32::try_from(hours * 60 + minutes).ok()?;
        (hours < 24 && minutes < 60).then_some(Zone {
            minutes: sign * total,
        })
    }

    /// A number of `least` to `most` digits.
    fn digits(&mut self, least: usize, most: usize) -> Option<i64> {
        let count = self
            .0
            .iter()
            .take(most)
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let (digits, rest) = self.0.split_at_checked(count).filter(|_| count >= least)?;
        self.0 = rest;
        Some(
            digits
                .iter()
                .fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0')),
        )
    }

    /// One of these bytes.
    fn eat(&mut self, any_of: &[u8]) -> Option<()> {
        let (_, rest) = self
            .0
            .split_first()
            .filter(|(first, _)| any_of.contains(first))?;
        self.0 = rest;
        Some(())
    }

    fn spaces(&mut self) {
        while self.eat(b" ").is_some() {}
    }
}

/// The day number of a date that exists.
fn date(year: i64, month: i64, day: i64) -> Option<i64> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    ((1..=12).contains(&month) && (1..=last).contains(&day)).then(|| day_number(year, month, day))
}
