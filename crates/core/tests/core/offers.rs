//! What a source offers beside reading: patterns, reactions, news; and what its errors say.

use baraza_core::connector::{
    FailureKind, Intent, Live, Outcome, PostQuery, Session, Source, Unreachable, Write,
};
use baraza_core::model::{Comment, Post};
use serde_json::{Value, json};

use crate::support::{answer, custom, json_of, ok, over, parse, request_of, run, run_with, sent};

/// What an expression makes of an item.
fn value(expression: &Value, item: &Value) -> Option<Value> {
    let source = custom(&json!({ "posts": {
        "map": { "id": { "lit": 1 }, "title": { "lit": "t" } }, "capture": { "v": expression }
    } }));
    let page = run(
        source.posts(&Session::default(), &PostQuery::default()),
        [ok(&json!([item]))],
    );
    page.expect("a page").items[0].capture.get("v").map(json_of)
}

#[test]
fn patterns_take_a_group_of_the_first_match() {
    let item = json!({ "url": "https://x.example/t/some-title/42?p=7", "list": ["a1", "b", "c3"], "n": 2024 });
    let regex = |name: &str, re: &str| json!({ "op": "regex", "in": name, "re": re });
    let group =
        |name: &str, re: &str, group: u32| over(regex(name, re), &json!({ "group": group }));
    for (expression, expected) in [
        (regex("@.url", "/t/[^/]+/(\\d+)"), Some(json!("42"))),
        (regex("@.url", "\\d+"), Some(json!("42"))),
        (
            group("@.url", "/(t)/([a-z-]+)", 2),
            Some(json!("some-title")),
        ),
        (
            group("@.url", "/(t)/([a-z-]+)", 0),
            Some(json!("/t/some-title")),
        ),
        (regex("@.url", "(?:p|q)=(\\w)$"), Some(json!("7"))),
        (regex("@.url", "nothing"), None),
        (regex("@.n", "^20(..)$"), Some(json!("24"))),
        (regex("@.list", "[0-9]"), Some(json!(["1", null, "3"]))),
        (regex("@.missing", ".*"), Some(json!(""))),
    ] {
        assert_eq!(value(&expression, &item), expected, "of {expression}");
    }
    let wrong = |expression: Value| {
        let keys = json!({ "posts": { "map": { "title": expression } } });
        let problems = parse(&over(crate::support::minimal(), &keys)).expect_err("a problem");
        assert_eq!(problems.len(), 1);
        format!("{}: {}", problems[0].pointer, problems[0].message)
    };
    assert_eq!(
        wrong(group("@.a", "(x)", 2)),
        "/posts/map/title/group: the pattern has no group 2"
    );
    assert!(wrong(regex("@.a", "(")).starts_with("/posts/map/title/re: not a pattern"));
}

#[test]
fn yes_and_no_are_taken_of_what_a_filter_finds() {
    let item = json!({ "acts": [{ "id": 1, "done": true }, { "id": 2, "done": false }] });
    for (id, expected) in [(1, true), (2, false)] {
        let found = format!("@.acts[?@.id == {id}].done");
        let not = json!({ "op": "not", "in": found });
        assert_eq!(value(&not, &item), Some(json!(!expected)), "not {found}");
        let eq = json!({ "op": "eq", "in": found, "to": { "lit": true } });
        assert_eq!(value(&eq, &item), Some(json!(expected)), "{found}");
    }
}

#[test]
fn all_of_a_list_goes_into_an_address() {
    let item = json!({ "tags": ["a b", "c"] });
    let address = |template: &str| {
        let with = json!({ "tags": "@.tags", "found": "@.tags[*]" });
        let call = json!({ "op": "template", "url": template, "with": with });
        value(&call, &item).expect("an address")
    };
    for name in ["tags", "found"] {
        assert_eq!(
            address(&format!("{{+base}}{{?{name}}}")),
            format!("https://example.org?{name}=a%20b,c")
        );
        assert_eq!(
            address(&format!("{{+base}}{{?{name}*}}")),
            format!("https://example.org?{name}=a%20b&{name}=c")
        );
    }
}

#[test]
fn reactions_are_offered_and_sent() {
    let source = custom(&json!({ "ops": {
        "post.react": { "request": { "post": "{+base}/p/{post.id}/r", "json": { "r": "{{input.reaction}}" } }, "reactions": ["+1", "heart"] },
        "comment.react": {
            "request": { "post": "{+base}/c/{comment.id}/r", "json": { "r": "{{input.reaction}}" } },
            "reactions": ["heart", "eyes"], "result": "merge", "map": { "score": "$.total" }
        }
    } }));
    assert_eq!(source.capabilities().reactions, ["+1", "heart", "eyes"]);
    assert!(source.capabilities().can(Write::PostReact));
    let react = |comment: Option<Box<Comment>>| Intent::React {
        post: Box::new(Post {
            id: "p".into(),
            ..Post::default()
        }),
        comment,
        reaction: "heart".to_owned(),
    };
    let to_post = request_of(&mut source.write(&Session::default(), &react(None), ""));
    assert_eq!(
        (to_post.url.as_str(), sent(&to_post)),
        ("https://example.org/p/p/r", json!({ "r": "heart" }))
    );
    let comment = Box::new(Comment {
        id: "c".into(),
        ..Comment::default()
    });
    let intent = react(Some(comment));
    let to_comment = request_of(&mut source.write(&Session::default(), &intent, ""));
    assert_eq!(to_comment.url, "https://example.org/c/c/r");
    let outcome = run(
        source.write(&Session::default(), &intent, ""),
        [ok(&json!({ "total": 3 }))],
    );
    assert_eq!(
        outcome,
        Ok(Outcome::Refetch),
        "nobody knows what a reaction does to the rest"
    );
}

#[test]
fn a_result_that_only_captures_is_read_as_in_the_list() {
    let source = custom(&json!({
        "post": { "request": "{+base}/p/{post.id}", "item": "$.post", "capture": { "rev": "$.rev" } },
        "ops": { "post.edit": {
            "request": { "put": "{+base}/p/{post.id}" }, "item": "$.post", "capture": { "rev": "$.rev" }
        } }
    }));
    let said = json!({ "post": { "id": 1, "title": "T", "body": "B" }, "rev": 4 });
    let post = run(source.post(&Session::default(), &"1".into()), [ok(&said)]).expect("a post");
    assert_eq!(
        (post.title.as_deref(), json_of(&post.capture["rev"])),
        (Some("T"), json!(4))
    );
    let edit = Intent::EditPost {
        post: Box::new(Post::default()),
        title: String::new(),
        text: String::new(),
    };
    match run(source.write(&Session::default(), &edit, ""), [ok(&said)]) {
        Ok(Outcome::Post(edited)) => assert_eq!(edited, Box::new(post)),
        other => panic!("{other:?}"),
    }
}

#[test]
fn news_come_by_looking_by_events_or_by_a_socket() {
    let live = |live: Value| -> (Source, Post) {
        let post = Post {
            id: "a b".into(),
            ..Post::default()
        };
        (custom(&json!({ "live": live })), post)
    };
    let of = |keys: Value| {
        let (source, post) = live(keys);
        source.live(&Session::default(), Some(&post))
    };
    assert_eq!(
        of(json!({ "kind": "poll", "seconds": 30 })),
        Some(Live::Poll(30))
    );
    assert_eq!(
        of(json!({ "kind": "poll", "seconds": 1 })),
        Some(Live::Poll(5)),
        "nobody is asked more often"
    );
    assert_eq!(
        of(json!({ "kind": "sse", "url": "{+base}/events/{post.id}", "events": ["new"] })),
        Some(Live::Events {
            url: "https://example.org/events/a%20b".to_owned(),
            names: vec!["new".to_owned()]
        })
    );
    let socket =
        |url: &str| of(json!({ "kind": "ws", "url": url, "send": { "id": "{{post.id}}" } }));
    let expected = Some(Live::Socket {
        url: "wss://example.org/s".to_owned(),
        greeting: Some("{\"id\":\"a b\"}".to_owned()),
    });
    assert_eq!(socket("{+base}/s"), expected);
    assert_eq!(socket("wss://example.org/s"), expected);
    for elsewhere in ["wss://evil.example/s", "ws://example.org/s", "javascript:1"] {
        assert_eq!(socket(elsewhere), None, "`{elsewhere}`");
    }
    assert_eq!(custom(&json!({})).live(&Session::default(), None), None);
}

#[test]
fn fields_of_a_form_hear_what_is_wrong_with_them() {
    let of = |errors: Value, body: Value| {
        let source = custom(&json!({ "errors": errors }));
        let failed = answer(422, &[], body.to_string());
        let failure = run(
            source.posts(&Session::default(), &PostQuery::default()),
            [failed],
        );
        let failure = failure.expect_err("a failure");
        assert_eq!(failure.kind, FailureKind::Invalid);
        failure.fields
    };
    let pair = |name: &str, text: &str| (name.to_owned(), text.to_owned());
    let expected = vec![pair("name", "is taken"), pair("text", "is too long")];
    for body in [
        json!({ "errors": { "name": "is taken", "text": "is too long" } }),
        json!({ "errors": { "name": ["is taken"], "text": ["is too long", "and dull"] } }),
        json!({ "errors": { "name": { "message": "is taken" }, "text": { "msg": "<b>is too long</b>" } } }),
        json!({ "errors": [{ "field": "name", "message": "is taken" }, { "path": "text", "detail": "is too long" }] }),
    ] {
        assert_eq!(
            of(json!({ "fields": "$.errors" }), body.clone()),
            expected,
            "of {body}"
        );
    }
    assert_eq!(
        of(json!({}), json!({ "errors": { "name": "is taken" } })),
        []
    );
}

#[test]
fn an_answer_that_is_withheld_is_told_from_none() {
    let of = |withheld: bool| {
        let operation = custom(&json!({})).posts(&Session::default(), &PostQuery::default());
        let none = Unreachable {
            detail: "blocked".to_owned(),
            withheld,
        };
        run_with(operation, [Err(none)])
            .expect_err("a failure")
            .kind
    };
    assert_eq!(
        (of(true), of(false)),
        (FailureKind::Opaque, FailureKind::Unreachable)
    );
}
