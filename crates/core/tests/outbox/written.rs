//! Entries as they are kept on the device.

use baraza_core::{
    connector::{FailureKind, Guest},
    json::{from_str, to_string},
    outbox::{Entry, Parent, State, Trouble},
};

use crate::support::{comment, entry};

const STATES: [(State, &str); 5] = [
    (State::Queued, "queued"),
    (State::Sending, "sending"),
    (State::Unsure, "unsure"),
    (State::Asking, "asking"),
    (State::Sent, "sent"),
];

#[test]
fn an_entry_of_any_state_is_read_as_it_was_written() {
    let parents = [
        Parent::Post,
        Parent::of(&comment("7", Some("6"), "bob", "not kept")),
        Parent::Entry("b".to_owned()),
    ];
    for (state, _) in STATES {
        for parent in &parents {
            let full = Entry {
                state,
                parent: parent.clone(),
                guest: Some(Guest::default()),
                before: vec!["1".into(), "ü".into()],
                due: -5,
                tries: 3,
                looks: 1,
                is_doubtful: true,
                sender: "tab".to_owned(),
                trouble: Some(Trouble {
                    kind: Some(FailureKind::RateLimited),
                    message: "\"slowly\"\n".to_owned(),
                    retry_after: Some(9),
                }),
                comment: Some(Box::new(comment("8", None, "ann", "one"))),
                ..entry("a", 1_800_000_000_000, "s", "p", "one\u{1f600}\n\"two\"")
            };
            let text = to_string(&full).expect("an entry that can be written");
            assert_eq!(from_str::<Entry>(&text).ok(), Some(full.clone()), "{text}");
            let other: Option<Entry> = serde_json::from_str(&text).ok();
            assert_eq!(other, Some(full), "{text}");
        }
    }
}

#[test]
fn the_names_of_states_stay() {
    for (state, name) in STATES {
        assert_eq!(to_string(&state).ok(), Some(format!("\"{name}\"")));
    }
}

#[test]
fn what_a_newer_client_added_is_passed_over_and_what_is_missing_is_empty() {
    let kept =
        r#"{"id":"a","text":"one","state":"asking","mood":{"is":["new"]},"trouble":{"why":1}}"#;
    let read: Option<Entry> = from_str(kept).ok();
    let expected = Entry {
        id: "a".to_owned(),
        text: "one".to_owned(),
        state: State::Asking,
        trouble: Some(Trouble::default()),
        ..Entry::default()
    };
    assert_eq!(read, Some(expected));
    assert_eq!(from_str::<Entry>("{}").ok(), Some(Entry::default()));
}

#[test]
fn every_kind_of_trouble_is_read_as_it_was_written() {
    for kind in [
        FailureKind::Unreachable,
        FailureKind::Opaque,
        FailureKind::SignInRequired,
        FailureKind::BadCredentials,
        FailureKind::Forbidden,
        FailureKind::GuestsRefused,
        FailureKind::NotFound,
        FailureKind::Invalid,
        FailureKind::Duplicate,
        FailureKind::RateLimited,
        FailureKind::Closed,
        FailureKind::Conflict,
        FailureKind::Captcha,
        FailureKind::Server,
        FailureKind::Unreadable,
        FailureKind::Unsupported,
    ] {
        let trouble = Trouble {
            kind: Some(kind),
            ..Trouble::default()
        };
        let text = to_string(&trouble).expect("a trouble that can be written");
        assert_eq!(from_str::<Trouble>(&text).ok(), Some(trouble), "{text}");
    }
}
