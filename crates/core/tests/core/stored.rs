//! What the client keeps on the device: written and read again as JSON.

use std::collections::BTreeMap;

use baraza_core::{
    connector::Session,
    json::{Json, from_str, to_string},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[derive(Debug, PartialEq, Serialize, Deserialize)]
enum Choice {
    Plain,
    One(u64),
    Two(i64, String),
    Named { of: Option<bool> },
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Everything {
    text: String,
    numbers: (i64, u64, f64),
    flags: Vec<Option<bool>>,
    named: BTreeMap<String, Vec<u8>>,
    letter: char,
    nothing: (),
    choices: Vec<Choice>,
}

fn everything() -> Everything {
    Everything {
        text: "a \"quoted\"\n\u{1}\\ ü ☃ \u{1f600}".to_owned(),
        numbers: (i64::MIN, u64::MAX, -2.5),
        flags: vec![Some(true), None, Some(false)],
        named: [
            ("ключ \"1\"".to_owned(), vec![0, 255]),
            (String::new(), vec![]),
        ]
        .into(),
        letter: 'ß',
        nothing: (),
        choices: vec![
            Choice::Plain,
            Choice::One(7),
            Choice::Two(-7, "seven".to_owned()),
            Choice::Named { of: None },
        ],
    }
}

#[test]
fn a_value_reads_back_as_it_was_written() {
    let text = to_string(&everything()).expect("JSON");
    assert_eq!(from_str::<Everything>(&text), Ok(everything()));
}

#[test]
fn what_is_written_is_what_other_libraries_write() {
    let ours = to_string(&everything()).expect("JSON");
    let theirs = serde_json::to_string(&everything()).expect("JSON");
    assert_eq!(
        serde_json::from_str::<Value>(&ours).expect("JSON"),
        serde_json::from_str::<Value>(&theirs).expect("JSON"),
    );
    assert_eq!(from_str::<Everything>(&theirs), Ok(everything()));
}

#[test]
fn absent_and_unknown_members_do_no_harm() {
    let session: Session =
        from_str(r#"{"auth": {"token": "t"}, "later": [1, {}]}"#).expect("a session");
    assert_eq!(session.auth["token"], "t");
    assert_eq!(session.account_id, None);
}

#[test]
fn one_session_is_a_list_of_one() {
    let one = r#"{"auth": {"token": "t"}, "account_name": "Ann"}"#;
    let alone = Session::all_from_json(one);
    assert_eq!(alone, Session::all_from_json(&format!("[{one}]")));
    assert_eq!(alone.len(), 1);
    assert_eq!(alone[0].account_name.as_deref(), Some("Ann"));
    let both = to_string(&[alone[0].clone(), Session::default()]).expect("JSON");
    assert_eq!(Session::all_from_json(&both).len(), 2);
    for nothing in ["", "[]", "7", "{", "null"] {
        assert_eq!(Session::all_from_json(nothing), [], "{nothing}");
    }
}

#[derive(Debug, Deserialize)]
struct Named {
    #[expect(dead_code, reason = "only its absence is looked at")]
    name: String,
}

#[test]
fn what_is_wrong_is_said() {
    for (text, expected) in [
        ("", "it is not JSON: a value expected at byte 0"),
        ("{", "it is not JSON"),
        (r#"{"name": 1}"#, "expected a string"),
        ("7", "expected struct Named"),
        ("{}", "missing field `name`"),
    ] {
        let error = from_str::<Named>(text).expect_err(text).to_string();
        assert!(error.contains(expected), "{text}: {error}");
    }
    let unwritable: BTreeMap<bool, u8> = [(true, 1)].into();
    assert_eq!(
        to_string(&unwritable).expect_err("a key").to_string(),
        "a key that is no string"
    );
}

#[test]
fn a_kept_value_is_the_same_in_every_format() {
    let value = json!({ "a": [1, -2.5, "x\"y", null, true, {}], "b": {}, "c": [] });
    let kept: Json = serde_json::from_value(value.clone()).expect("a value");
    assert_eq!(
        serde_json::from_str::<Value>(kept.as_str()).expect("JSON"),
        value
    );
    assert_eq!(serde_json::to_value(&kept).expect("JSON"), value);
    assert_eq!(from_str::<Json>(&to_string(&kept).expect("JSON")), Ok(kept));
}

#[test]
fn a_value_is_kept_up_to_a_depth() {
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    assert!(Json::new(nested(128)).is_some());
    assert!(Json::new(nested(129)).is_none());
    assert!(Json::new("nonsense".to_owned()).is_none());
}
