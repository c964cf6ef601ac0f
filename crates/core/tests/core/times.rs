//! Moments: every spelling that backends use, and nothing that is none.

use baraza_core::{
    model::Timestamp,
    time::{Age, Zone, iso, parse, parse_in, relative},
};

#[test]
fn every_spelling_of_one_moment_is_understood() {
    let cases = [
        "2024-03-01T09:00:00Z",
        "2024-03-01T09:00:00.000Z",
        "2024-03-01t09:00:00z",
        "2024-03-01T10:00:00+01:00",
        "2024-03-01T10:00:00+0100",
        "2024-03-01T03:30:00-05:30",
        "2024-03-01 09:00:00.000Z",
        "2024-03-01 09:00:00",
        "2024-03-01T09:00",
        "2024-03-01T09:00:00.000000000+00:00",
        "2024-03-01T09:00:00+00",
        " 2024-03-01 09:00:00 UTC ",
        "Fri, 01 Mar 2024 09:00:00 GMT",
        "1 Mar 2024 10:00:00 +0100",
        "Fri, 1 Mar 2024 04:00:00 EST",
        "Fri, 01 Mar 2024 10:00:00 +0100 (CET)",
        "1709283600",
        "1709283600.0",
        "1.7092836e9",
        "1709283600000",
    ];
    for text in cases {
        let moment = parse(text).unwrap_or_else(|| panic!("`{text}` was not understood"));
        assert_eq!(iso(moment), "2024-03-01T09:00:00Z", "of `{text}`");
    }
}

#[test]
fn what_is_no_moment_is_none() {
    let cases = [
        "",
        "yesterday",
        "0",
        "false",
        "42",
        "2024",
        "20240301",
        "2024-13-01T00:00:00Z",
        "2024-02-30",
        "2023-02-29",
        "0000-00-00 00:00:00",
        "2024-03-01T25:00:00Z",
        "2024-03-01T09:60:00Z",
        "2024-03-01T09:00:00Zulu",
        "2024-03-01T09:00:00.Z",
        "2024-03-01T09:00:00+25:00",
        "2024-03-01T",
        "2024-03-01Tnoon",
        "Fri, 01 Foo 2024 09:00:00 GMT",
        "99999999999999999999",
        "1e300",
        "NaN",
        "２０２４-03-01",
        "2024-03-01T09:00:00+é1",
    ];
    for text in cases {
        assert_eq!(parse(text), None, "of `{text}`");
    }
}

#[test]
fn a_zone_applies_to_times_without_an_offset_only() {
    let zone = Zone::parse("+05:30").expect("a zone");
    let moment = |text: &str| iso(parse_in(text, zone).expect("a moment"));
    assert_eq!(moment("2024-03-01T09:00:00"), "2024-03-01T03:30:00Z");
    assert_eq!(moment("2024-03-01T09:00:00Z"), "2024-03-01T09:00:00Z");
    assert_eq!(moment("2024-03-01"), "2024-02-29T18:30:00Z");
    for (text, minutes) in [
        ("utc", 0),
        ("Z", 0),
        ("-0330", -210),
        ("+01", 60),
        ("GMT", 0),
    ] {
        assert_eq!(Zone::parse(text), Some(Zone { minutes }), "of `{text}`");
    }
    for text in ["", "local", "+1", "+25:00", "01:00", "utc!"] {
        assert_eq!(Zone::parse(text), None, "of `{text}`");
    }
}

#[test]
fn every_day_of_eight_centuries_survives_the_way_there_and_back() {
    let mut expected = (1600, 1, 1);
    let first = parse("1600-01-01").expect("a day").0;
    for day in 0..(800 * 365 + 194) {
        let text = iso(Timestamp(first + day * 86_400_000));
        let (year, month, of_month) = expected;
        assert_eq!(
            text,
            format!("{year:04}-{month:02}-{of_month:02}T00:00:00Z")
        );
        assert_eq!(parse(&text), Some(Timestamp(first + day * 86_400_000)));
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let last = match month {
            2 => 28 + i32::from(leap),
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        expected = match (month, of_month) {
            (12, 31) => (year + 1, 1, 1),
            (_, day) if day == last => (year, month + 1, 1),
            _ => (year, month, of_month + 1),
        };
    }
}

#[test]
fn ages_are_said_in_the_largest_unit_that_fits() {
    let then = parse("2024-03-01T09:00:00Z").expect("a moment");
    let cases = [
        (0, Age::Now, "now"),
        (59, Age::Now, "now"),
        (60, Age::Minutes(1), "1 min"),
        (3599, Age::Minutes(59), "59 min"),
        (3600, Age::Hours(1), "1 h"),
        (86_399, Age::Hours(23), "23 h"),
        (86_400, Age::Days(1), "1 d"),
        (29 * 86_400, Age::Days(29), "29 d"),
        (
            30 * 86_400,
            Age::Date {
                year: 2024,
                month: 3,
                day: 1,
            },
            "1 Mar 2024",
        ),
        // A clock that runs ahead is not worth a word; a day ahead is.
        (-3600, Age::Now, "now"),
        (
            -86_400,
            Age::Date {
                year: 2024,
                month: 3,
                day: 1,
            },
            "1 Mar 2024",
        ),
    ];
    for (seconds, age, text) in cases {
        let found = relative(Timestamp(then.0 + seconds * 1000), then);
        assert_eq!(found, age, "after {seconds} s");
        assert_eq!(found.english(), text, "after {seconds} s");
    }
    // The ends of the range are no trap.
    let _ = relative(Timestamp(i64::MAX), Timestamp(i64::MIN)).english();
    let _ = relative(Timestamp(i64::MIN), Timestamp(i64::MAX)).english();
    let _ = iso(Timestamp(i64::MIN));
}
