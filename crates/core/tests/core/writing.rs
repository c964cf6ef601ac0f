//! Writes: what is sent for an intent, and what comes of each kind of answer.

use baraza_core::{
    connector::{
        FailureKind, Guest, HttpResponse, Intent, Method, Outcome, Sending, Session, Source,
    },
    model::{Body, Comment, Format, Post, State, Timestamp, Vote},
};
use serde_json::{Value, json};

use crate::support::{answer, captured, custom, header, json_of, ok, over, request_of, run, sent};

fn post() -> Box<Post> {
    let mut post = Post {
        id: "p/1".into(),
        title: Some("T".to_owned()),
        ..Post::default()
    };
    post.capture.insert("nr".to_owned(), captured(&json!(7)));
    Box::new(post)
}

fn comment() -> Box<Comment> {
    let mut comment = Comment {
        id: "c1".into(),
        parent: Some("c0".into()),
        body: Body {
            text: "before".to_owned(),
            format: Format::Html,
        },
        score: Some(4),
        my_vote: Some(Vote::Down),
        ..Comment::default()
    };
    comment
        .capture
        .insert("rev".to_owned(), captured(&json!({ "a": [1, null] })));
    Box::new(comment)
}

pub(crate) fn session() -> Session {
    Session {
        auth: [("token".to_owned(), "s3cret".to_owned())].into(),
        ..Session::default()
    }
}

fn say(text: &str) -> Intent {
    Intent::CreateComment {
        post: post(),
        parent: None,
        text: text.to_owned(),
        guest: None,
    }
}

pub(crate) fn with_op(name: &str, op: &Value) -> Source {
    custom(&json!({ "ops": { name: op } }))
}

#[test]
fn bodies_keep_types_and_leave_out_what_is_missing() {
    let op = json!({ "request": { "post": "{+base}/p/{post.id}", "json": {
        "text": "{{input.text}}",
        "post": "{{post.cap.nr}}",
        "post_text": "no. {{post.cap.nr}}",
        "parent?": "{{parent.id}}",
        "reply_to": "{{parent.id}}",
        "rev?": "{{parent.cap.rev}}",
        "mail?": "{{input.email}}",
        "mention?": "@{{parent.id}}",
        "half": "{{parent.id}}:{{input.text}}",
        "fixed": [1, "two", null, { "three?": "{{key}}" }],
        "pointer?": { "base": "{{base}}", "id": "{{parent.id}}" },
        "{{post.cap.nr}}.text?": "{{input.text}}",
        "{{key}}": 1,
        "answers?": { "to": "{{post.id}}", "data": { "type": "comment", "ids": ["{{parent.id}}"] } },
        "about?": { "data": { "id": "{{post.id}}", "rev?": "{{parent.cap.rev}}", "of": null } },
        "constant?": { "type": "comment" }
    } } });
    let source = with_op("comment.create", &op);
    let text = "\"quoted\" {{post.id}} \n é 😀";
    let guest = Guest {
        email: "  ".to_owned(),
        ..Guest::default()
    };
    let intent = Intent::CreateComment {
        post: post(),
        parent: None,
        text: text.to_owned(),
        guest: Some(guest),
    };
    let request = request_of(&mut source.write(&Session::default(), &intent, "k1"));
    assert_eq!(request.method, Method::Post);
    assert_eq!(request.url, "https://example.org/p/p%2F1");
    assert_eq!(header(&request, "content-type"), Some("application/json"));
    let expected = json!({
        "text": text, "post": 7, "post_text": "no. 7", "reply_to": null,
        "half": format!(":{text}"), "fixed": [1, "two", null, { "three": "k1" }],
        "7.text": text, "k1": 1,
        "about": { "data": { "id": "p/1", "of": null } }, "constant": { "type": "comment" }
    });
    assert_eq!(sent(&request), expected);

    let intent = Intent::CreateComment {
        post: post(),
        parent: Some(comment()),
        text: "x".to_owned(),
        guest: None,
    };
    let request = request_of(&mut source.write(&Session::default(), &intent, ""));
    let expected = json!({
        "text": "x", "post": 7, "post_text": "no. 7", "parent": "c1", "reply_to": "c1",
        "rev": { "a": [1, null] }, "mention": "@c1", "half": "c1:x",
        "fixed": [1, "two", null, {}],
        "7.text": "x", "pointer": { "base": "https://example.org", "id": "c1" },
        "answers": { "to": "p/1", "data": { "type": "comment", "ids": ["c1"] } },
        "about": { "data": { "id": "p/1", "rev": { "a": [1, null] }, "of": null } },
        "constant": { "type": "comment" }
    });
    assert_eq!(sent(&request), expected);
}

#[test]
fn a_hole_takes_the_first_of_its_variables_that_is_there() {
    let op = json!({ "request": {
        "post": "{+base}/answers/{parent.id||post.id}",
        "query": { "by": "{{ input.name || account.name }}" },
        "json": { "to": "{{parent.id || post.id}}", "nr": "{{parent.cap.nr || post.cap.nr || key}}", "at?": "{{now}}" }
    } });
    let source = with_op("comment.create", &op);
    let answer = |parent| Intent::CreateComment {
        post: post(),
        parent,
        text: "x".to_owned(),
        guest: None,
    };
    let session = Session {
        account_name: Some("Amina".to_owned()),
        ..Session::default()
    };
    let request = request_of(&mut source.write(&session, &answer(None), "k1"));
    assert_eq!(request.url, "https://example.org/answers/p%2F1?by=Amina");
    assert_eq!(sent(&request), json!({ "to": "p/1", "nr": 7 }));
    let sending = Sending {
        key: "k1",
        at: Some(Timestamp(1_772_359_200_000)),
    };
    let request = request_of(&mut source.write(&session, &answer(Some(comment())), sending));
    assert_eq!(request.url, "https://example.org/answers/c1?by=Amina");
    assert_eq!(
        sent(&request),
        json!({ "to": "c1", "nr": 7, "at": "2026-03-01T10:00:00Z" })
    );
}

#[test]
fn votes_say_by_how_much_they_change_what_was_voted_before() {
    let vote = json!({ "post": "{+base}/vote", "json": { "by": "{{vote.change}}" } });
    let op = json!({ "up": vote, "down": vote, "clear": vote });
    let source = with_op("comment.vote", &op);
    for (before, now, change) in [
        (None, Vote::Up, 1),
        (Some(Vote::Up), Vote::None, -1),
        (Some(Vote::Up), Vote::Down, -2),
        (Some(Vote::Down), Vote::Up, 2),
    ] {
        let mut comment = comment();
        comment.my_vote = before;
        let intent = Intent::VoteComment {
            post: post(),
            comment,
            vote: now,
        };
        let request = request_of(&mut source.write(&Session::default(), &intent, ""));
        assert_eq!(sent(&request), json!({ "by": change }));
    }
}

#[test]
fn text_for_backends_that_take_html_keeps_its_paragraphs_and_lines() {
    let file = json!({
        "write": { "format": "text", "escape": "paragraphs" },
        "ops": { "comment.create": { "request": { "post": "{+base}/c", "json": { "text": "{{input.text}}" } } } }
    });
    let intent = Intent::CreateComment {
        post: post(),
        parent: None,
        text: "a < b\nc\n\n\n\nd && <script>\n".to_owned(),
        guest: None,
    };
    let request = request_of(&mut custom(&file).write(&Session::default(), &intent, ""));
    assert_eq!(
        sent(&request),
        json!({ "text": "<p>a &lt; b<br>c</p><p>d &amp;&amp; &lt;script&gt;</p>" })
    );
}

#[test]
fn forms_and_texts_are_encoded_as_such() {
    let form = json!({ "request": { "post": "{+base}/c", "form": {
        "text": "{{input.text}}", "parent": "{{parent.id}}", "api": "json", "tags[]": "{{input.tags}}"
    } } });
    let request =
        request_of(&mut with_op("comment.create", &form).write(&session(), &say("a b&c=é\n"), ""));
    assert_eq!(
        request.body.as_deref(),
        Some("api=json&text=a%20b%26c%3D%C3%A9%0A")
    );
    assert_eq!(
        header(&request, "Content-Type"),
        Some("application/x-www-form-urlencoded")
    );

    let text = json!({ "request": {
        "put": "{+base}/c",
        "headers": { "content-type": "text/markdown" },
        "text": "# {{input.text}}"
    } });
    let request =
        request_of(&mut with_op("comment.create", &text).write(&session(), &say("hi"), ""));
    assert_eq!(request.body.as_deref(), Some("# hi"));
    assert_eq!(header(&request, "Content-Type"), Some("text/markdown"));

    let list = json!({ "request": { "post": "{+base}/c", "form": { "t": "{{input.tags}}" } } });
    let intent = Intent::CreatePost {
        title: "T".to_owned(),
        text: String::new(),
        tags: vec!["a".to_owned(), "b c".to_owned()],
    };
    let request = request_of(&mut with_op("post.create", &list).write(&session(), &intent, ""));
    assert_eq!(request.body.as_deref(), Some("t=a&t=b%20c"));
}

#[test]
fn a_header_value_cannot_start_another_header() {
    let op = json!({
        "request": { "post": "{+base}/c", "headers": { "X-Text": "a {{input.text}}", "X-Gone": "{{parent.id}}" } },
        "idempotency": "Idempotency-Key"
    });
    let source = with_op("comment.create", &op);
    let request = request_of(&mut source.write(&session(), &say("x\r\nEvil: 1\0"), "key\nEvil: 2"));
    assert_eq!(header(&request, "x-text"), Some("a xEvil: 1"));
    assert_eq!(header(&request, "idempotency-key"), Some("keyEvil: 2"));
    assert_eq!(header(&request, "x-gone"), None);
    assert_eq!(header(&request, "evil"), None);
}

#[test]
fn what_needs_an_account_is_not_sent_without_one() {
    let source = with_op(
        "comment.create",
        &json!({ "request": { "post": "{+base}/c" }, "needs": ["auth"] }),
    );
    let failure = run(source.write(&Session::default(), &say("x"), ""), []).expect_err("a failure");
    assert_eq!(failure.kind, FailureKind::SignInRequired);
    assert!(
        run(
            source.write(&session(), &say("x"), ""),
            [ok(&json!({ "id": 1, "body": "x" }))]
        )
        .is_ok()
    );
    let failure =
        run(custom(&json!({})).write(&session(), &say("x"), ""), []).expect_err("a failure");
    assert_eq!(failure.kind, FailureKind::Unsupported);
}

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
