//! Whose turn it is, and what a person can do about it.

use baraza_core::{
    connector::FailureKind,
    outbox::{Entry, Event, Guarantee, State},
};

use crate::{
    play::{Play, wake},
    support::{ANN, entry},
};

const DAY: i64 = 24 * 3_600_000;

#[test]
fn texts_of_a_thread_go_one_after_the_other() {
    let mut play = Play::with(&[("a", "one"), ("b", "two")]);
    assert_eq!(play.look(), "send a");
    assert_eq!(play.look(), "", "one request at a time");
    assert_eq!(play.take("a", "1"), "sent a");
    assert_eq!(play.look(), "send b");
}

#[test]
fn a_source_has_one_request_at_a_time_and_sources_do_not_wait_for_each_other() {
    let mut play = Play::with(&[("a", "one")]);
    play.add(entry("b", 5, "s", "another post", "two"));
    play.add(entry("c", 6, "t", "p", "three"));
    assert_eq!(play.look(), "send b, send c", "the earliest of each source");
    play.take("b", "1");
    assert_eq!(play.look(), "send a");
}

#[test]
fn what_is_meant_later_goes_later_also_after_the_clock_was_set_back() {
    let mut play = Play::with(&[("a", "one")]);
    play.now -= 3_600_000;
    play.add(play.text("b", "two"));
    assert_eq!(play.look(), "send a");
}

#[test]
fn the_same_intent_is_there_once() {
    let mut play = Play::with(&[("a", "one"), ("a", "one")]);
    assert_eq!(play.outbox.entries.len(), 1);
    play.look();
    play.take("a", "1");
    play.add(play.text("a", "one"));
    assert_eq!(play.look(), "", "also when it is sent already");
}

#[test]
fn nothing_leaves_before_its_time_and_the_look_says_when_that_is() {
    let mut play = Play::with(&[]);
    let due = play.now + 10_000;
    play.add(Entry {
        due,
        ..play.text("a", "one")
    });
    assert_eq!(wake(&play.effects_of_look(&[("s", ANN)])), Some(due));
    assert_eq!(play.after(9_999), "");
    assert_eq!(play.after(1), "send a");
}

#[test]
fn a_source_that_cannot_be_used_is_waited_for() {
    let mut play = Play::with(&[("a", "one")]);
    for ready in [
        vec![],
        vec![("t", ANN)],
        vec![("s", "bea")],
        vec![("s", "")],
    ] {
        assert!(play.effects_of_look(&ready).is_empty(), "{ready:?}");
    }
    assert_eq!(play.look(), "send a");
}

#[test]
fn a_text_is_taken_back_unless_it_may_be_on_its_way() {
    for (state, given_back) in [
        (State::Queued, "give back a"),
        (State::Asking, "give back a"),
        (State::Sending, ""),
        (State::Unsure, ""),
        (State::Sent, ""),
    ] {
        let mut play = Play::with(&[("a", "one")]);
        play.outbox.entries[0].state = state;
        assert_eq!(play.take_back("a"), given_back, "{state:?}");
        let is_there = play.outbox.entry("a").is_some();
        assert_eq!(is_there, given_back.is_empty(), "{state:?}");
    }
    assert_eq!(Play::default().take_back("nothing"), "");
}

#[test]
fn what_waited_for_a_text_that_is_taken_back_is_looked_at_again() {
    let mut play = Play::with(&[("a", "one"), ("b", "two")]);
    let effects = play.outbox.step(Event::TakeBack("a".to_owned()));
    assert!(wake(&effects).is_some());
    assert_eq!(play.look(), "send b");
}

#[test]
fn whoever_is_in_a_hurry_does_not_wait() {
    let mut play = Play::with(&[]);
    play.add(Entry {
        due: play.now + 10_000,
        ..play.text("a", "one")
    });
    play.send_now("a");
    assert_eq!(play.look(), "send a");
    play.send_now("a");
    assert_eq!(play.state("a"), State::Sending, "a request is left alone");
}

#[test]
fn a_hurry_does_not_forget_that_a_try_may_have_arrived() {
    let mut play = Play::with(&[("a", "one")]);
    play.look();
    play.fail("a", Guarantee::Key, FailureKind::Unreachable);
    play.send_now("a");
    assert_eq!(play.look(), "send a");
    play.fail("a", Guarantee::Key, FailureKind::Duplicate);
    assert_eq!(play.state("a"), State::Sent);
}

#[test]
fn what_asks_holds_up_nothing_but_its_own_words() {
    let mut play = Play::with(&[("a", "one"), ("b", "two"), ("c", "one!")]);
    play.look();
    play.fail("a", Guarantee::None, FailureKind::Unreachable);
    assert_eq!(play.state("a"), State::Asking);
    assert_eq!(play.look(), "send b");
    play.take("b", "1");
    assert_eq!(
        play.look(),
        "",
        "nobody could say which of the two is there"
    );
    play.is_there("a");
    assert_eq!(play.look(), "send c");
}

#[test]
fn what_was_refused_holds_up_nothing() {
    let mut play = Play::with(&[("a", "one"), ("b", "one!")]);
    play.look();
    play.fail("a", Guarantee::None, FailureKind::Forbidden);
    assert_eq!(play.look(), "send b");
}

#[test]
fn two_of_the_same_words_never_wait_for_each_other() {
    let mut play = Play::with(&[("a", "one"), ("b", "one!")]);
    play.look();
    play.fail("a", Guarantee::ReadBack, FailureKind::Forbidden);
    assert_eq!(play.look(), "send b");
    play.fail("b", Guarantee::ReadBack, FailureKind::Unreachable);
    play.send_now("a");
    assert_eq!(
        play.after(2_000),
        "search b",
        "it is what the other waits for"
    );
    play.read("b", Guarantee::ReadBack, Some(vec![]));
    assert_eq!(play.after(4_000), "search b");
    play.read("b", Guarantee::ReadBack, Some(vec![]));
    assert_eq!(play.after(4_000), "send a");
}

#[test]
fn a_clock_that_is_set_back_holds_nothing_for_longer_than_it_was_told_to() {
    let mut play = Play::with(&[]);
    play.add(Entry {
        due: play.now + 10_000,
        ..play.text("a", "one")
    });
    assert_eq!(play.after(-60_000), "", "it may be what was meant");
    assert_eq!(play.after(-3_600_000), "send a");
}

#[test]
fn what_a_backend_asks_for_is_waited_for_up_to_a_day() {
    for (seconds, waits) in [(3_600, 3_600_000), (u32::MAX, DAY)] {
        let mut play = Play::with(&[("a", "one")]);
        play.look();
        let failure = crate::support::failure(FailureKind::RateLimited, Some(seconds));
        play.answer("a", Guarantee::Key, Err(failure));
        assert_eq!(play.after(waits - 1), "", "{seconds}");
        assert_eq!(play.after(1), "send a", "{seconds}");
    }
}

#[test]
fn a_clock_that_jumps_ahead_loses_nothing() {
    let mut play = Play::with(&[("a", "one"), ("b", "two")]);
    play.look();
    play.now += 400 * DAY;
    play.take("a", "1");
    assert_eq!(play.look(), "send b");
    play.now -= 400 * DAY;
    play.take("b", "2");
    assert_eq!(play.look(), "");
    assert!(play.outbox.entries.iter().all(|entry| !entry.is_open()));
}

#[test]
fn what_is_sent_is_remembered_for_a_day_and_while_something_says_the_same() {
    let mut play = Play::with(&[("a", "one"), ("b", "two"), ("c", "two")]);
    play.look();
    play.take("a", "1");
    play.look();
    play.take("b", "2");
    play.after(DAY - 1);
    assert_eq!(play.outbox.entries.len(), 3);
    play.after(1);
    assert!(play.outbox.entry("a").is_none());
    assert!(
        play.outbox.entry("b").is_some(),
        "`c` could be mistaken for it"
    );
}

#[test]
fn of_an_account_that_leaves_nothing_stays() {
    let mut play = Play::with(&[("a", "one")]);
    play.add(Entry {
        account: "bea".to_owned(),
        ..play.reply("b", "a")
    });
    play.add(entry("c", 5, "t", "p", "three"));
    play.look();
    play.step(Event::Forget {
        with_open: true,
        source: "s".to_owned(),
        account: ANN.to_owned(),
    });
    assert_eq!(
        play.take("a", "1"),
        "",
        "an answer that is late changes nothing"
    );
    play.look();
    let mut left: Vec<&str> = play
        .outbox
        .entries
        .iter()
        .map(|entry| entry.id.as_str())
        .collect();
    left.sort_unstable();
    assert_eq!(left, ["b", "c"]);
    assert_eq!(
        play.state("b"),
        State::Asking,
        "what it answers will not come"
    );
}

#[test]
fn where_others_may_send_nothing_of_theirs_is_doubted_too_soon() {
    let mut play = Play::with(&[("a", "one")]);
    play.look();
    play.busy.clear();
    play.patience = 60_000;
    assert_eq!(play.after(59_999), "");
    assert_eq!(play.state("a"), State::Sending);
    play.after(1);
    assert_eq!(play.state("a"), State::Unsure);
}

#[test]
fn after_signing_in_a_text_goes_on_by_itself_but_not_without_end() {
    for kind in [FailureKind::SignInRequired, FailureKind::BadCredentials] {
        let mut play = Play::with(&[("a", "one")]);
        play.look();
        play.fail("a", Guarantee::None, kind);
        play.effects_of_look(&[]);
        assert_eq!(play.state("a"), State::Asking, "{kind:?}");
        assert_eq!(
            play.look(),
            "",
            "{kind:?}: who is signed in may be refused again"
        );
        assert_eq!(play.after(2_000), "send a", "{kind:?}");
        play.fail("a", Guarantee::None, kind);
        play.look();
        assert_eq!(play.after(3_999), "", "{kind:?}");
        assert_eq!(play.after(1), "send a", "{kind:?}");
    }
}

#[test]
fn a_guest_who_is_refused_is_asked() {
    let mut play = Play::with(&[]);
    play.add(Entry {
        account: String::new(),
        ..play.text("a", "one")
    });
    play.effects_of_look(&[("s", "")]);
    play.fail("a", Guarantee::None, FailureKind::SignInRequired);
    play.now += DAY;
    play.effects_of_look(&[("s", "")]);
    assert_eq!(play.state("a"), State::Asking);
}
