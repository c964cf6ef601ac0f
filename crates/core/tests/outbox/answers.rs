//! What becomes of a text when a request has ended.

use baraza_core::{
    connector::FailureKind,
    outbox::{Guarantee, State},
};

use crate::{
    play::Play,
    support::{ANN, comment, failure},
};

const GUARANTEES: [Guarantee; 3] = [Guarantee::Key, Guarantee::ReadBack, Guarantee::None];

#[test]
fn each_kind_of_failure_leads_to_what_can_be_made_sure_of() {
    use State::{Asking, Queued, Unsure};
    for (kinds, states) in [
        // Nobody knows whether it has arrived: with a key it is sent again, else looked for, else asked about.
        (
            vec![
                FailureKind::Unreachable,
                FailureKind::Opaque,
                FailureKind::Server,
                FailureKind::Unreadable,
            ],
            [Queued, Unsure, Asking],
        ),
        (vec![FailureKind::RateLimited], [Queued, Unsure, Queued]),
        (
            vec![
                FailureKind::SignInRequired,
                FailureKind::BadCredentials,
                FailureKind::Forbidden,
                FailureKind::GuestsRefused,
                FailureKind::NotFound,
                FailureKind::Invalid,
                FailureKind::Duplicate,
                FailureKind::Closed,
                FailureKind::Conflict,
                FailureKind::Captcha,
                FailureKind::Unsupported,
            ],
            [Asking, Asking, Asking],
        ),
    ] {
        for kind in kinds {
            for (guarantee, state) in GUARANTEES.into_iter().zip(states) {
                let mut play = Play::with(&[("a", "one")]);
                play.look();
                play.fail("a", guarantee, kind);
                assert_eq!(play.state("a"), state, "{kind:?} {guarantee:?}");
                let trouble = play.entry("a").trouble.clone().expect("a reason");
                assert_eq!(trouble.kind, Some(kind));
                assert_eq!(trouble.message, "words of the backend");
            }
        }
    }
}

#[test]
fn without_a_guarantee_nothing_in_doubt_is_sent_again_by_itself() {
    for kind in [
        FailureKind::Unreachable,
        FailureKind::Opaque,
        FailureKind::Server,
        FailureKind::Unreadable,
    ] {
        let mut play = Play::with(&[("a", "one")]);
        play.look();
        play.fail("a", Guarantee::None, kind);
        assert_eq!(play.after(1_000_000_000), "", "{kind:?}");
    }
}

#[test]
fn pauses_grow_with_the_tries_and_stay_below_five_minutes() {
    let mut play = Play::with(&[("a", "one")]);
    play.look();
    for pause in [2, 4, 8, 16, 32, 64, 128, 256, 300, 300] {
        play.fail("a", Guarantee::Key, FailureKind::Server);
        assert_eq!(play.after(pause * 1_000 - 1), "", "{pause}");
        assert_eq!(play.after(1), "send a", "{pause}");
    }
}

#[test]
fn a_backend_that_asks_for_time_gets_it() {
    for (kind, guarantee) in [
        (FailureKind::RateLimited, Guarantee::Key),
        (FailureKind::RateLimited, Guarantee::None),
        (FailureKind::Server, Guarantee::Key),
    ] {
        let mut play = Play::with(&[("a", "one")]);
        play.look();
        play.answer("a", guarantee, Err(failure(kind, Some(120))));
        assert_eq!(play.after(119_999), "", "{kind:?} {guarantee:?}");
        assert_eq!(play.after(1), "send a", "{kind:?} {guarantee:?}");
    }
}

#[test]
fn it_gets_it_also_after_the_looks() {
    let mut play = Play::with(&[("a", "one")]);
    play.look();
    let busy = failure(FailureKind::RateLimited, Some(120));
    play.answer("a", Guarantee::ReadBack, Err(busy));
    for pause in [2_000, 4_000] {
        assert_eq!(play.after(pause), "search a");
        play.read("a", Guarantee::ReadBack, Some(vec![]));
    }
    assert_eq!(play.after(119_999), "");
    assert_eq!(play.after(1), "send a");
}

#[test]
fn others_of_a_source_go_on_while_one_pauses() {
    let mut play = Play::with(&[("a", "one")]);
    play.add(crate::support::entry(
        "b",
        2_000_000,
        "s",
        "another post",
        "two",
    ));
    play.look();
    play.fail("a", Guarantee::Key, FailureKind::Server);
    assert_eq!(play.look(), "send b");
}

#[test]
fn a_repeat_that_is_refused_has_arrived_before() {
    for guarantee in GUARANTEES {
        let mut play = Play::with(&[("a", "one")]);
        play.look();
        play.die();
        play.outbox.entries[0].state = State::Sending;
        let refused = Err(failure(FailureKind::Duplicate, None));
        assert_eq!(play.answer("a", guarantee, refused), "sent a");
    }
}

#[test]
fn a_request_without_a_sender_is_in_doubt() {
    let mut play = Play::with(&[("a", "one")]);
    assert_eq!(play.look(), "send a");
    assert_eq!(play.die(), "");
    assert_eq!(play.state("a"), State::Unsure);
    assert!(play.entry("a").is_doubtful);
    assert_eq!(play.after(2_000), "search a");
}

#[test]
fn a_doubt_ends_as_the_guarantee_allows() {
    let there = || Some(vec![comment("7", None, ANN, "<One>")]);
    for (guarantee, comments, state) in [
        (Guarantee::Key, None, State::Queued),
        (Guarantee::Key, there(), State::Queued),
        (Guarantee::ReadBack, there(), State::Sent),
        (Guarantee::ReadBack, Some(vec![]), State::Unsure),
        (Guarantee::ReadBack, None, State::Unsure),
        (Guarantee::None, there(), State::Sent),
        (Guarantee::None, Some(vec![]), State::Asking),
        (Guarantee::None, None, State::Asking),
    ] {
        let mut play = Play::with(&[("a", "One")]);
        play.look();
        play.die();
        play.read("a", guarantee, comments.clone());
        assert_eq!(play.state("a"), state, "{guarantee:?} {comments:?}");
    }
}

#[test]
fn it_is_looked_for_twice_before_it_is_sent_again() {
    let mut play = Play::with(&[("a", "one")]);
    play.look();
    play.fail("a", Guarantee::ReadBack, FailureKind::Unreachable);
    assert_eq!(play.after(1_999), "");
    assert_eq!(play.after(1), "search a");
    play.read("a", Guarantee::ReadBack, Some(vec![]));
    assert_eq!(play.after(3_999), "");
    assert_eq!(play.after(1), "search a");
    play.read("a", Guarantee::ReadBack, Some(vec![]));
    assert_eq!(play.after(2_000), "send a");
}

#[test]
fn a_server_that_cannot_be_read_is_asked_ever_less_often() {
    let mut play = Play::with(&[("a", "one")]);
    play.look();
    play.fail("a", Guarantee::ReadBack, FailureKind::Unreachable);
    assert_eq!(play.after(2_000), "search a");
    for pause in [4, 8, 16, 32, 64, 128, 256, 300, 300] {
        play.read("a", Guarantee::ReadBack, None);
        assert_eq!(play.after(pause * 1_000 - 1), "", "{pause}");
        assert_eq!(play.after(1), "search a", "{pause}");
    }
}

#[test]
fn the_words_of_nobody_prove_nothing_where_nothing_is_guaranteed() {
    let mut play = Play::with(&[("a", "one")]);
    play.look();
    play.die();
    let mut nobodys = comment("7", None, ANN, "one");
    nobodys.author = None;
    play.read("a", Guarantee::None, Some(vec![nobodys]));
    assert_eq!(play.state("a"), State::Asking);
}

#[test]
fn an_answer_to_what_is_sent_or_gone_changes_nothing() {
    let mut play = Play::with(&[("a", "one")]);
    play.look();
    play.take("a", "1");
    play.fail("a", Guarantee::Key, FailureKind::Server);
    play.read("a", Guarantee::None, None);
    assert_eq!(play.state("a"), State::Sent);
    assert_eq!(play.take("gone", "1"), "");
    assert_eq!(play.read("gone", Guarantee::None, None), "");
    assert_eq!(play.is_there("gone"), "");
    assert_eq!(play.send_now("gone"), "");
}

#[test]
fn the_person_says_that_it_is_there() {
    let mut play = Play::with(&[("a", "one")]);
    play.look();
    play.fail("a", Guarantee::None, FailureKind::Unreachable);
    assert_eq!(play.is_there("a"), "sent a");
    assert_eq!(play.is_there("a"), "", "once");
    assert_eq!(play.entry("a").trouble, None);
}
