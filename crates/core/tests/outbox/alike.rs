//! Telling a text from others that say the same.

use baraza_core::{
    connector::{FailureKind, Guest},
    model::{Body, Comment, CommentId, Format},
    outbox::{Entry, Guarantee, State, find, is_same_text},
};

use crate::{
    play::Play,
    support::{ANN, comment, entry},
};

fn name_of(play: &Play, id: &str) -> Option<String> {
    let comment = play.entry(id).comment.as_ref();
    comment.map(|comment| comment.id.to_string())
}

fn yes(name: &str) -> Comment {
    comment(name, None, ANN, "yes.")
}

/// A text, of which nobody knows what became of it.
fn in_doubt(play: &mut Play, id: &str) {
    play.look();
    assert_eq!(play.state(id), State::Sending);
    play.fail(id, Guarantee::ReadBack, FailureKind::Unreachable);
}

#[test]
fn what_was_there_before_is_not_it() {
    let mut play = Play::with(&[]);
    play.add(Entry {
        before: vec!["1".into()],
        ..play.text("a", "yes")
    });
    in_doubt(&mut play, "a");
    play.read("a", Guarantee::ReadBack, Some(vec![yes("1")]));
    assert_eq!(play.state("a"), State::Unsure);
    play.read("a", Guarantee::ReadBack, Some(vec![yes("1"), yes("2")]));
    assert_eq!(name_of(&play, "a").as_deref(), Some("2"));
}

#[test]
fn what_another_text_has_become_is_not_it() {
    let mut play = Play::with(&[("a", "yes"), ("b", "yes!")]);
    play.look();
    play.take("a", "1");
    in_doubt(&mut play, "b");
    play.read("b", Guarantee::ReadBack, Some(vec![yes("1")]));
    assert_eq!(play.state("b"), State::Unsure);
    play.read("b", Guarantee::ReadBack, Some(vec![yes("1"), yes("2")]));
    assert_eq!(name_of(&play, "b").as_deref(), Some("2"));
}

#[test]
fn another_source_may_use_the_same_names() {
    let mut play = Play::with(&[("a", "yes")]);
    play.add(entry("b", 5, "t", "p", "yes"));
    play.look();
    play.take("b", "1");
    play.fail("a", Guarantee::ReadBack, FailureKind::Unreachable);
    play.read("a", Guarantee::ReadBack, Some(vec![yes("1")]));
    assert_eq!(name_of(&play, "a").as_deref(), Some("1"));
}

#[test]
fn a_text_that_was_sent_in_silence_gets_its_name_first() {
    for before in [vec![], vec![CommentId::from("1")]] {
        for newest_first in [false, true] {
            let mut play = Play::with(&[("a", "yes")]);
            play.look();
            play.take_silently("a");
            // Its comment may have been seen when the second one was written, or not.
            play.add(Entry {
                before: before.clone(),
                ..play.text("b", "yes")
            });
            in_doubt(&mut play, "b");
            play.read("b", Guarantee::ReadBack, Some(vec![yes("1")]));
            assert_eq!(play.state("b"), State::Unsure, "{before:?}");
            let mut play = Play {
                outbox: play.outbox,
                ..Play::default()
            };
            let mut all = vec![yes("1"), yes("2")];
            if newest_first {
                all.reverse();
            }
            play.read("b", Guarantee::ReadBack, Some(all));
            assert_eq!(play.state("b"), State::Sent, "{before:?}");
            assert_ne!(name_of(&play, "a"), name_of(&play, "b"), "{before:?}");
        }
    }
}

#[test]
fn where_nothing_is_guaranteed_two_of_the_same_are_left_to_the_person() {
    let mut play = Play::with(&[("a", "yes"), ("b", "yes")]);
    play.look();
    play.take("a", "1");
    play.look();
    play.die();
    play.read("b", Guarantee::None, Some(vec![yes("1"), yes("2")]));
    assert_eq!(play.state("b"), State::Asking);
}

#[test]
fn it_is_of_the_same_account_in_the_same_place_with_the_same_words() {
    let guest = Entry {
        account: String::new(),
        name: String::new(),
        guest: Some(Guest {
            name: " Gus ".to_owned(),
            ..Guest::default()
        }),
        ..entry("g", 1, "s", "p", "yes")
    };
    let ann = entry("a", 1, "s", "p", "yes");
    let named = |name: &str| {
        let mut comment = yes("1");
        comment.author.iter_mut().for_each(|author| {
            author.id = None;
            author.name = Some(name.to_owned());
        });
        comment
    };
    let mut nobodys = yes("1");
    nobodys.author = None;
    let mut html = yes("1");
    html.body = Body {
        text: "<p>y<b>es</b>!</p>".to_owned(),
        format: Format::Html,
    };
    for (what, entry, comment, is_it) in [
        ("hers", &ann, yes("1"), true),
        ("as the server shows it", &ann, html, true),
        (
            "somebody else's",
            &ann,
            comment("1", None, "bob", "yes."),
            false,
        ),
        (
            "another place",
            &ann,
            comment("1", Some("0"), ANN, "yes."),
            false,
        ),
        ("other words", &ann, comment("1", None, ANN, "No."), false),
        ("nobody's", &ann, nobodys, true),
        ("by her name", &ann, named("Ann"), true),
        ("by another name", &ann, named("Bob"), false),
        ("a guest's", &guest, named("Gus"), true),
        ("another guest's", &guest, named("Ann"), false),
    ] {
        let comments = [comment];
        assert_eq!(find(entry, &[], &comments).is_some(), is_it, "{what}");
        assert!(find(entry, &["1".into()], &comments).is_none(), "{what}");
    }
}

#[test]
fn the_same_is_said_whatever_became_of_marks_and_spaces() {
    for (one, other, is_same) in [
        ("one *two*", "one two", true),
        ("“quoted”", "\"quoted\"", true),
        ("a\n\nb", "a b", true),
        ("Ja, ü", "Ja ü.", true),
        ("one", "two", false),
        ("one", "One", false),
        (":-)", ":-)", true),
        (":-)", ":-(", false),
        ("👍", "👍 ", true),
        ("👍", "👎", false),
        ("", "", true),
        ("", "a", false),
    ] {
        assert_eq!(is_same_text(one, other), is_same, "{one:?} {other:?}");
        assert_eq!(is_same_text(other, one), is_same, "{other:?} {one:?}");
    }
}
