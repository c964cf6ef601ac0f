//! Answers to what is not sent yet.

use baraza_core::{
    connector::FailureKind,
    model::CommentId,
    outbox::{Entry, Guarantee, Parent, State, Trouble},
};

use crate::{
    play::Play,
    support::{ANN, comment},
};

/// A comment on the server, answered by `a`, which `b` answers; both are unsent.
fn play() -> Play {
    let mut play = Play::with(&[]);
    play.add(Entry {
        parent: Parent::of(&comment("top", None, "bob", "first")),
        ..play.text("a", "one")
    });
    play.add(play.reply("b", "a"));
    play
}

fn parent<'a>(play: &'a Play, id: &str) -> Option<&'a str> {
    play.entry(id).parent.comment().map(CommentId::as_str)
}

#[test]
fn an_answer_waits_for_what_it_answers_and_then_knows_its_name() {
    let mut play = play();
    assert_eq!(play.look(), "send a");
    assert!(play.entry("b").intent().is_none());
    play.take("a", "7");
    assert_eq!(parent(&play, "b"), Some("7"));
    assert!(play.entry("b").intent().is_some());
    assert_eq!(play.look(), "send b");
}

#[test]
fn it_is_never_sent_before_not_even_in_a_hurry() {
    let mut play = play();
    play.send_now("b");
    assert_eq!(play.look(), "send a");
    play.fail("a", Guarantee::Key, FailureKind::Forbidden);
    play.send_now("b");
    assert_eq!(play.after(1_000_000), "");
}

#[test]
fn whatever_becomes_of_its_parent_without_a_name_it_asks_and_would_answer_what_that_answered() {
    type Way = fn(&mut Play);
    let ways: [(&str, Way); 4] = [
        ("taken back", |play| {
            play.take_back("a");
        }),
        ("sent in silence", |play| {
            play.look();
            play.take_silently("a");
        }),
        ("there before", |play| {
            play.look();
            play.die();
            play.fail("a", Guarantee::ReadBack, FailureKind::Duplicate);
        }),
        ("there, says the person", |play| {
            play.look();
            play.fail("a", Guarantee::None, FailureKind::Opaque);
            play.is_there("a");
        }),
    ];
    for (what, way) in ways {
        let mut play = play();
        way(&mut play);
        assert_eq!(play.state("b"), State::Asking, "{what}");
        assert_eq!(play.entry("b").trouble, Some(Trouble::default()), "{what}");
        assert_eq!(parent(&play, "b"), Some("top"), "{what}");
        assert_eq!(play.after(1_000_000), "", "{what}");
        play.send_now("b");
        assert_eq!(play.look(), "send b", "{what}");
    }
}

#[test]
fn an_answer_that_is_written_while_its_parent_is_sent_knows_the_name_or_asks() {
    let mut play = play();
    play.look();
    play.take("a", "7");
    play.add(play.reply("c", "a"));
    assert_eq!(parent(&play, "c"), Some("7"));
    assert_eq!(play.state("c"), State::Queued);

    let mut play = self::play();
    play.look();
    play.take_silently("a");
    play.add(play.reply("c", "a"));
    assert_eq!(parent(&play, "c"), Some("top"));
    assert_eq!(play.state("c"), State::Asking);
}

#[test]
fn an_answer_to_nothing_asks() {
    let mut play = Play::with(&[]);
    play.add(play.reply("b", "gone"));
    play.look();
    assert_eq!(play.state("b"), State::Asking);
    assert_eq!(play.entry("b").parent, Parent::Post);
    play.send_now("b");
    assert_eq!(play.look(), "send b");
}

#[test]
fn two_that_answer_each_other_hang_nobody() {
    let mut play = Play::with(&[]);
    play.add(play.reply("a", "b"));
    play.add(play.reply("b", "a"));
    play.add(play.text("c", "three"));
    assert_eq!(play.look(), "send c");
    assert_eq!(play.take_back("a"), "give back a");
}

#[test]
fn an_answer_to_what_asks_holds_up_nothing() {
    let mut play = play();
    play.add(play.reply("c", "b"));
    play.add(play.text("d", "four"));
    play.look();
    play.fail("a", Guarantee::Key, FailureKind::Forbidden);
    assert_eq!(play.look(), "send d");
    assert_eq!(
        play.state("b"),
        State::Queued,
        "it does not ask: its parent does"
    );
}

#[test]
fn a_chain_goes_in_order_each_under_the_one_before() {
    let mut play = play();
    play.add(play.reply("c", "b"));
    for (id, name, next) in [("a", "7", "b"), ("b", "8", "c")] {
        assert_eq!(play.look(), format!("send {id}"));
        play.take(id, name);
        assert_eq!(parent(&play, next), Some(name));
    }
    assert_eq!(play.look(), "send c");
}

#[test]
fn a_chain_closes_when_its_middle_is_taken_back() {
    let mut play = play();
    play.add(play.reply("c", "b"));
    play.take_back("b");
    assert_eq!(play.state("c"), State::Asking);
    assert_eq!(play.entry("c").parent, Parent::Entry("a".to_owned()));
    play.send_now("c");
    assert_eq!(play.look(), "send a");
    play.take("a", "7");
    assert_eq!(parent(&play, "c"), Some("7"));
    assert_eq!(play.look(), "send c");
}

#[test]
fn an_answer_that_is_there_stays_there() {
    let mut play = play();
    assert_eq!(play.is_there("b"), "sent b");
    play.take_back("a");
    assert_eq!(play.state("b"), State::Sent);
}

#[test]
fn it_is_looked_for_under_what_it_answers() {
    let mut play = play();
    play.look();
    play.take("a", "7");
    play.look();
    play.die();
    let elsewhere = comment("8", Some("top"), ANN, "words of b");
    play.read("b", Guarantee::ReadBack, Some(vec![elsewhere.clone()]));
    assert_eq!(play.state("b"), State::Unsure);
    let there = comment("9", Some("7"), ANN, "words of b");
    play.read("b", Guarantee::ReadBack, Some(vec![elsewhere, there]));
    assert_eq!(play.state("b"), State::Sent);
}
