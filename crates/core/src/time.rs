//! Moments: reading them from what backends write, and saying how long ago they were.
//!
//! A small part of a calendar library, because a whole one is larger than the rest of this crate:
//! the proleptic Gregorian calendar, RFC 3339, RFC 2822 and Unix times. No clock is read here.

mod parse;

pub use parse::{Zone, parse, parse_in};

use crate::model::Timestamp;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// From this age on, a date says more than a number of days.
const DAYS_SHOWN: i64 = 30;

/// How long ago something was, as one would say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Age {
    /// Less than a minute, or by a clock that runs ahead.
    Now,
    /// Whole minutes, below 60.
    Minutes(u32),
    /// Whole hours, below 24.
    Hours(u32),
    /// Whole days, below 30.
    Days(u32),
    /// Longer ago, or in the future: the day itself, in UTC.
    Date {
        /// The year.
        year: i32,
        /// 1 to 12.
        month: u8,
        /// 1 to 31.
        day: u8,
    },
}

/// How long before `now` the moment `then` was.
pub fn relative(now: Timestamp, then: Timestamp) -> Age {
    let age = now.0.saturating_sub(then.0);
    let whole = |unit: i64| u32::try_from(age / unit).unwrap_or(0);
    match age {
        _ if age <= -DAY || age / DAY >= DAYS_SHOWN => date(then),
        _ if age < MINUTE => Age::Now,
        _ if age < HOUR => Age::Minutes(whole(MINUTE)),
        _ if age < DAY => Age::Hours(whole(HOUR)),
        _ => Age::Days(whole(DAY)),
    }
}

impl Age {
    /// A short text in English: `now`, `5 min`, `3 h`, `2 d`, `1 Mar 2024`.
    pub fn english(&self) -> String {
        const MONTHS: [&str; 12] = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ];
        match *self {
            Self::Now => "now".to_owned(),
            Self::Minutes(count) => format!("{count} min"),
            Self::Hours(count) => format!("{count} h"),
            Self::Days(count) => format!("{count} d"),
            Self::Date { year, month, day } => {
                let name = MONTHS
                    .get(usize::from(month.saturating_sub(1)))
                    .unwrap_or(&"");
                format!("{day} {name} {year}")
            }
        }
    }
}

/// A moment as RFC 3339 in UTC, for `<time datetime>`: `2024-03-01T09:00:00Z`.
pub fn iso(moment: Timestamp) -> String {
    let (year, month, day) = civil(moment.0.div_euclid(DAY));
    let seconds = moment.0.rem_euclid(DAY) / 1000;
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

fn date(moment: Timestamp) -> Age {
    let (year, month, day) = civil(moment.0.div_euclid(DAY));
    Age::Date { year, month, day }
}

/// Year, month and day of a day number, where 0 is 1970-01-01.
///
/// The year is taken to begin in March, so that the leap day is its last and every month's start
/// is a straight line: `(153 m + 2) / 5`.
fn civil(days: i64) -> (i32, u8, u8) {
    // Day 0 becomes 0000-03-01; 400 years are 146,097 days.
    let shifted = days + 719_468;
    let (era, of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    (
        i32::try_from(year).unwrap_or(i32::MAX),
        u8::try_from(month).unwrap_or(1),
        u8::try_from(day).unwrap_or(1),
    )
}

/// The day number of a date; the inverse of [`civil`].
fn day_number(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let month_from_march = (month + 9) % 12;
    let of_year = (153 * month_from_march + 2) / 5 + day - 1;
    let of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + of_year;
    era * 146_097 + of_era - 719_468
}
