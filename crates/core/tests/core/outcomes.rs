//! Writes: what comes of each kind of answer.

use baraza_core::{
    connector::{FailureKind, Guest, HttpResponse, Intent, Method, Outcome},
    model::{Body, Format, State, Vote},
};
use serde_json::{Value, json};

use crate::{
    support::{answer, json_of, ok, over, request_of, run, sent},
    writing::{comment, post, session, with_op},
};

fn written(op: &Value, intent: &Intent, answer: HttpResponse) -> Outcome {
    let name = match intent {
        Intent::CreateComment { .. } => "comment.create",
        Intent::EditComment { .. } => "comment.edit",
        Intent::DeleteComment { .. } => "comment.delete",
        Intent::VoteComment { .. } => "comment.vote",
        Intent::ModerateComment { approve: true, .. } => "comment.approve",
        Intent::ModerateComment { approve: false, .. } => "comment.remove",
        Intent::CreatePost { .. } => "post.create",
        Intent::EditPost { .. } => "post.edit",
        Intent::DeletePost { .. } => "post.delete",
        Intent::VotePost { .. } => "post.vote",
        Intent::React {
            comment: Some(_), ..
        } => "comment.react",
        Intent::React { .. } => "post.react",
    };
    let op = over(json!({ "request": { "post": "{+base}/c" } }), op);
    run(with_op(name, &op).write(&session(), intent, ""), [answer]).expect("an outcome")
}

#[test]
fn results_are_read_merged_assumed_or_fetched_again() {
    let edit = Intent::EditComment {
        post: post(),
        comment: comment(),
        text: "after".to_owned(),
    };
    let comment_of = |outcome: Outcome| match outcome {
        Outcome::Comment(comment) => *comment,
        other => panic!("{other:?}"),
    };
    // The record as it is now.
    let item = written(
        &json!({ "result": "item", "item": "$.data" }),
        &edit,
        ok(&json!({ "data": { "id": "c1", "body": "server", "parent": "c9" } })),
    );
    let item = comment_of(item);
    assert_eq!(
        (item.body.text.as_str(), item.parent),
        ("server", Some("c9".into()))
    );
    // Only what has changed.
    let merged = written(
        &json!({ "result": "merge", "map": { "score": "@.points" }, "capture": { "rev": "@.rev" } }),
        &edit,
        ok(&json!({ "ok": true, "rev": "2-x", "points": 9 })),
    );
    let merged = comment_of(merged);
    assert_eq!(
        (merged.body.text.as_str(), merged.score, merged.id.as_str()),
        ("after", Some(9), "c1")
    );
    assert_eq!(json_of(&merged.capture["rev"]), json!("2-x"));
    // Nothing but what was asked for.
    let assumed = comment_of(written(
        &json!({ "result": "ignore" }),
        &edit,
        answer(204, &[], ""),
    ));
    assert_eq!(
        assumed.body,
        Body {
            text: "after".to_owned(),
            format: Format::Text
        }
    );
    // Fetched again: when told so, and when the answer cannot be read. It was written all the same.
    for (result, body) in [
        ("refetch", "{}"),
        ("item", ""),
        ("item", "OK"),
        ("item", "{\"ok\":true}"),
        ("item", "[]"),
    ] {
        let outcome = written(&json!({ "result": result }), &edit, answer(200, &[], body));
        assert_eq!(outcome, Outcome::Refetch, "of {result} with `{body}`");
    }
}

#[test]
fn what_was_made_is_known_from_its_identifier_alone() {
    let op = json!({ "result": "merge", "map": { "id": "@.objectId", "created": "@.createdAt" } });
    let intent = Intent::CreateComment {
        post: post(),
        parent: Some(comment()),
        text: "mine".to_owned(),
        guest: Some(Guest {
            name: "Ann".to_owned(),
            ..Guest::default()
        }),
    };
    let said = ok(&json!({ "objectId": "x9", "createdAt": "2024-03-01T09:00:00Z" }));
    let Outcome::Comment(comment) = written(&op, &intent, said) else {
        panic!("a comment")
    };
    assert_eq!(comment.id.as_str(), "x9");
    assert_eq!(comment.parent, Some("c1".into()));
    assert_eq!(comment.body.text, "mine");
    assert_eq!(
        comment.author.and_then(|author| author.name).as_deref(),
        Some("Ann")
    );
    assert!(comment.created.is_some());
    let outcome = written(&op, &intent, ok(&json!({ "nothing": "of use" })));
    assert_eq!(outcome, Outcome::Refetch);
    let outcome = written(&json!({ "result": "ignore" }), &intent, ok(&json!({})));
    assert_eq!(outcome, Outcome::Refetch);
}

#[test]
fn assumed_effects_are_those_that_were_asked_for() {
    let ignore = json!({ "result": "ignore" });
    let done = |intent: Intent| written(&ignore, &intent, answer(204, &[], ""));
    let vote = |vote| Intent::VoteComment {
        post: post(),
        comment: comment(),
        vote,
    };
    for (cast, score) in [(Vote::Up, 6), (Vote::None, 5), (Vote::Down, 4)] {
        let Outcome::Comment(comment) = done(vote(cast)) else {
            panic!("a comment")
        };
        assert_eq!((comment.my_vote, comment.score), (Some(cast), Some(score)));
    }
    let gone = Intent::DeleteComment {
        post: post(),
        comment: comment(),
    };
    let Outcome::Comment(gone) = done(gone) else {
        panic!("a comment")
    };
    assert_eq!((gone.state, gone.body.text.as_str()), (State::Deleted, ""));
    for (approve, state) in [(true, State::Published), (false, State::Removed)] {
        let intent = Intent::ModerateComment {
            post: post(),
            comment: comment(),
            approve,
        };
        let Outcome::Comment(comment) = done(intent) else {
            panic!("a comment")
        };
        assert_eq!(comment.state, state);
    }
    let edit = Intent::EditPost {
        post: post(),
        title: "New".to_owned(),
        text: "Text".to_owned(),
    };
    let Outcome::Post(edited) = done(edit) else {
        panic!("a post")
    };
    assert_eq!(edited.title.as_deref(), Some("New"));
    let Outcome::Post(gone) = done(Intent::DeletePost { post: post() }) else {
        panic!("a post")
    };
    assert_eq!(gone.state, State::Deleted);
    let vote = Intent::VotePost {
        post: post(),
        vote: Vote::Up,
    };
    let Outcome::Post(voted) = done(vote) else {
        panic!("a post")
    };
    assert_eq!((voted.my_vote, voted.score), (Some(Vote::Up), None));
}

#[test]
fn votes_may_have_a_request_each() {
    let op = json!({
        "up": { "post": "{+base}/{comment.id}/like" },
        "clear": { "delete": "{+base}/{comment.id}/like" },
        "result": "refetch"
    });
    let source = with_op("comment.vote", &op);
    assert!(!source.capabilities().downvote);
    let vote = |vote| Intent::VoteComment {
        post: post(),
        comment: comment(),
        vote,
    };
    let up = request_of(&mut source.write(&session(), &vote(Vote::Up), ""));
    assert_eq!(
        (up.method, up.url.as_str()),
        (Method::Post, "https://example.org/c1/like")
    );
    let clear = request_of(&mut source.write(&session(), &vote(Vote::None), ""));
    assert_eq!(clear.method, Method::Delete);
    let down = run(source.write(&session(), &vote(Vote::Down), ""), []).expect_err("a failure");
    assert_eq!(down.kind, FailureKind::Unsupported);

    let one = json!({ "request": { "put": "{+base}/v", "json": { "v": "{{vote.value}}", "n": "{{vote.name}}" } } });
    let source = with_op("comment.vote", &one);
    assert!(source.capabilities().downvote);
    let down = request_of(&mut source.write(&session(), &vote(Vote::Down), ""));
    assert_eq!(sent(&down), json!({ "v": -1, "n": "down" }));
}
