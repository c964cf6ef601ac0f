//! Writes: what is sent for an intent, and what comes of each kind of answer.

use baraza_core::{
    connector::{FailureKind, Guest, Intent, Method, Sending, Session, Source},
    model::{Body, Comment, Format, Post, Timestamp, Vote},
};
use serde_json::{Value, json};

use crate::support::{captured, custom, header, ok, request_of, run, sent, text_of};

pub(crate) fn post() -> Box<Post> {
    let mut post = Post {
        id: "p/1".into(),
        title: Some("T".to_owned()),
        ..Post::default()
    };
    post.capture.insert("nr".to_owned(), captured(&json!(7)));
    Box::new(post)
}

pub(crate) fn comment() -> Box<Comment> {
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

pub(crate) fn say(text: &str) -> Intent {
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
        "json": { "to": "{{parent.id || post.id}}", "nr": "{{parent.cap.nr || post.cap.nr || key}}", "at?": "{{now}}", "langs?": ["{{input.lang}}"] }
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
        lang: "sw",
    };
    let request = request_of(&mut source.write(&session, &answer(Some(comment())), sending));
    assert_eq!(request.url, "https://example.org/answers/c1?by=Amina");
    assert_eq!(
        sent(&request),
        json!({ "to": "c1", "nr": 7, "at": "2026-03-01T10:00:00Z", "langs": ["sw"] })
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
        text_of(&request),
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
    assert_eq!(text_of(&request), Some("# hi"));
    assert_eq!(header(&request, "Content-Type"), Some("text/markdown"));

    let list = json!({ "request": { "post": "{+base}/c", "form": { "t": "{{input.tags}}" } } });
    let intent = Intent::CreatePost {
        title: "T".to_owned(),
        text: String::new(),
        tags: vec!["a".to_owned(), "b c".to_owned()],
    };
    let request = request_of(&mut with_op("post.create", &list).write(&session(), &intent, ""));
    assert_eq!(text_of(&request), Some("t=a&t=b%20c"));
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
