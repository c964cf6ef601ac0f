//! Answers that are wrong, broken or malicious: nothing panics, and what is good is shown.

use baraza_core::{
    connector::{CommentQuery, FailureKind, Page, PostQuery, Session},
    model::{Comment, Post},
    thread::Thread,
};
use serde_json::{Value, json};

use crate::support::{answer, custom, ok, run, source};

fn posts(body: impl Into<String>) -> Result<Page<Post>, baraza_core::connector::Failure> {
    let source = custom(&json!({ "posts": { "items": "$.items[*]" } }));
    run(
        source.posts(&Session::default(), &PostQuery::default()),
        [answer(200, &[], body)],
    )
}

fn comments(body: &Value) -> Page<Comment> {
    let operation = custom(&json!({})).comments(
        &Session::default(),
        &Post::default(),
        &CommentQuery::default(),
    );
    run(operation, [ok(body)]).expect("a page")
}

#[test]
fn records_that_do_not_fit_are_left_out_and_reported_where_they_are() {
    let body = json!({ "items": [
        { "id": 1, "title": "good" },
        { "title": "no id" },
        { "id": null, "title": "null id" },
        { "id": {}, "title": "object id" },
        { "id": true, "title": "flag id" },
        { "id": "", "title": "empty id" },
        { "id": 2 },
        "text", 3, null, [], true,
        { "id": 3, "title": ["listed"] },
        { "id": 4, "title": { "a": 1 }, "body": "the body helps" },
        { "id": 5, "title": "good too" }
    ] });
    let page = posts(body.to_string()).expect("a page");
    let ids: Vec<_> = page.items.iter().map(|post| post.id.as_str()).collect();
    assert_eq!(ids, ["1", "3", "4", "5"]);
    let pointers: Vec<_> = page
        .issues
        .iter()
        .map(|issue| issue.pointer.as_str())
        .collect();
    for at in [1, 2, 3, 4, 5, 7, 8, 9, 10, 11] {
        let pointer = format!("/items/{at}");
        assert!(
            pointers.contains(&pointer.as_str()),
            "{pointer} is not among {pointers:?}"
        );
    }
    let messages: Vec<_> = page
        .issues
        .iter()
        .map(|issue| issue.message.as_str())
        .collect();
    assert!(
        messages.contains(&"`2`: it has neither title nor body"),
        "{messages:?}"
    );
    assert!(
        messages.contains(&"a string instead of an object"),
        "{messages:?}"
    );
}

#[test]
fn an_answer_of_another_shape_is_a_failure_and_not_an_empty_list() {
    for body in [
        "{}",
        "[]",
        "3",
        "\"x\"",
        "true",
        "{\"items\":3}",
        "{\"items\":\"x\"}",
        "{\"itens\":[]}",
    ] {
        let failure = posts(body).expect_err("a failure");
        assert_eq!(failure.kind, FailureKind::Unreadable, "of {body}");
        assert_eq!(
            failure.message, "the answer has no list at `$.items[*]`",
            "of {body}"
        );
    }
    for body in ["{\"items\":[]}", "{\"items\":null}", "{\"items\":{}}"] {
        assert_eq!(posts(body).expect("a page").items, [], "of {body}");
    }
}

#[test]
fn what_is_no_json_is_a_failure_with_a_status() {
    let bodies = [
        "",
        " ",
        "<!doctype html><html><body>Log in</body></html>",
        "{\"items\":[",
        "{\"items\":[{\"id\":1,\"title\":\"tru",
        "{\"items\":[]} trailing",
        "{\"items\":[],}",
        "{'items':[]}",
        "{\"a\":01}",
        "{\"a\":1.}",
        "{\"a\":.5}",
        "{\"a\":+1}",
        "{\"a\":NaN}",
        "{\"a\":\"\u{1}\"}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\u12\"}",
        "{\"a\" 1}",
        "{1:2}",
        "]",
        "[}",
        "nul",
        "\u{feff}",
        "tru\u{e9}",
    ];
    for body in bodies {
        let failure = posts(body).expect_err("a failure");
        assert_eq!(failure.kind, FailureKind::Unreadable, "of `{body}`");
        assert_eq!(failure.status, Some(200), "of `{body}`");
    }
    assert!(posts("\u{feff} {\"items\":[]}\r\n\t ").is_ok());
}

#[test]
fn json_nested_a_thousand_deep_is_read_and_deeper_is_refused() {
    let nested = |depth: usize| {
        let open = "{\"a\":[".repeat(depth / 2);
        let close = "]}".repeat(depth / 2);
        format!("{{\"items\":[{{\"id\":1,\"title\":\"t\",\"deep\":{open}{close}}}]}}")
    };
    assert_eq!(posts(nested(1000)).expect("a page").items.len(), 1);
    assert_eq!(posts(nested(1020)).expect("a page").items.len(), 1);
    for body in [
        nested(1024),
        nested(100_000),
        "[".repeat(1_000_000),
        "{\"a\":".repeat(500_000),
    ] {
        let failure = posts(body).expect_err("a failure");
        assert_eq!(
            failure.message,
            "the answer is nested deeper than 1,024 levels"
        );
    }
}

#[test]
fn an_answer_of_more_than_sixteen_megabytes_is_refused() {
    let body = format!(
        "{{\"items\":[],\"pad\":\"{}\"}}",
        "x".repeat(16 * 1024 * 1024)
    );
    let failure = posts(body).expect_err("a failure");
    assert_eq!(failure.message, "the answer is larger than 16 MB");
}

#[test]
fn a_deep_discussion_keeps_its_shape() {
    let source = custom(&json!({ "comments": {
        "items": "$.replies[*]",
        "tree": { "kind": "nested", "children": "@.replies[*]" }
    } }));
    let mut body = "{\"id\":500,\"body\":\"x\"}".to_owned();
    for id in (1..500).rev() {
        body = format!("{{\"id\":{id},\"body\":\"x\",\"replies\":[{body}]}}");
    }
    let body = format!("{{\"replies\":[{body}]}}");
    let operation = source.comments(
        &Session::default(),
        &Post::default(),
        &CommentQuery::default(),
    );
    let page = run(operation, [answer(200, &[], body)]).expect("a page");
    let thread = Thread::build(&page.items);
    assert_eq!(thread.len(), 500);
    assert_eq!(thread.rows().last().map(|row| row.depth), Some(499));
}

#[test]
fn circles_duplicates_and_strays_are_shown() {
    let page = comments(&json!([
        { "id": 1, "body": "a", "parent": 2 },
        { "id": 2, "body": "b", "parent": 1 },
        { "id": 3, "body": "c", "parent": 3 },
        { "id": 4, "body": "d", "parent": "gone" },
        { "id": 4, "body": "d, again" },
        { "id": "4", "body": "d, as text", "parent": { "id": 1 } },
    ]));
    assert_eq!(page.items.len(), 6);
    let thread = Thread::build(&page.items);
    assert_eq!(thread.len(), 4);
}

#[test]
fn comments_without_a_text_are_left_out_unless_their_place_matters() {
    let source = custom(&json!({ "comments": { "map": { "state": "@.state" } } }));
    let body = json!([
        { "id": 1, "body": null },
        { "id": 2, "state": "deleted" },
        { "id": 3, "body": "" },
        { "id": 4, "body": 5 }
    ]);
    let operation = source.comments(
        &Session::default(),
        &Post::default(),
        &CommentQuery::default(),
    );
    let page = run(operation, [ok(&body)]).expect("a page");
    let ids: Vec<_> = page
        .items
        .iter()
        .map(|comment| comment.id.as_str())
        .collect();
    assert_eq!(ids, ["2", "3", "4"]);
    assert_eq!(page.issues.len(), 1);
}

#[test]
fn an_answer_that_is_expensive_to_read_is_read_in_part() {
    // Every record looks through a list as long as the list of records.
    let source = custom(&json!({ "posts": {
        "items": "$.items[*]",
        "map": { "body": "$.items[?@.id == 'none'].title" }
    } }));
    let items: Vec<Value> = (0..4_000)
        .map(|id| json!({ "id": id, "title": "t" }))
        .collect();
    let body = json!({ "items": items }).to_string();
    let operation = source.posts(&Session::default(), &PostQuery::default());
    let page = run(operation, [answer(200, &[], body)]).expect("a page");
    assert!(!page.items.is_empty() && page.items.len() < 4_000);
    let said = page
        .issues
        .iter()
        .any(|issue| issue.message.contains("too much work"));
    assert!(said, "{:?}", page.issues.first());
}

#[test]
fn strange_keys_and_escapes_are_read_as_they_are_meant() {
    let body = r#"{"it\u0065ms":[{"id":"\ud83d\ude00 \ud800 \"\\\/\b\f\n\r\t\u00e9","title":"\u0000"},
        {"id":1,"id":2,"title":"the last of two keys counts"},
        {"":1,"id":3,"title":"t","__proto__":{},"constructor":null}]}"#;
    let page = posts(body).expect("a page");
    let ids: Vec<_> = page.items.iter().map(|post| post.id.as_str()).collect();
    assert_eq!(ids, ["😀 \u{fffd} \"\\/\u{8}\u{c}\n\r\té", "2", "3"]);
}

/// Puts something wrong at each place of an answer, one after the other.
fn spoil(value: &Value, with: &Value, out: &mut Vec<Value>) {
    out.push(with.clone());
    match value {
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                let mut inner = Vec::new();
                spoil(item, with, &mut inner);
                out.extend(inner.into_iter().map(|spoiled| {
                    let mut items = items.clone();
                    items[at] = spoiled;
                    Value::Array(items)
                }));
            }
        }
        Value::Object(members) => {
            for (key, member) in members {
                let mut inner = Vec::new();
                spoil(member, with, &mut inner);
                out.extend(inner.into_iter().map(|spoiled| {
                    let mut members = members.clone();
                    members.insert(key.clone(), spoiled);
                    Value::Object(members)
                }));
                let mut members = members.clone();
                members.remove(key);
                out.push(Value::Object(members));
            }
        }
        _ => {}
    }
}

#[test]
fn one_wrong_value_anywhere_hides_one_record_at_most() {
    let wrong = [
        json!(null),
        json!(true),
        json!(-1),
        json!(1e308),
        json!(""),
        json!("\u{0}<script>"),
        json!([]),
        json!({}),
        json!([[[]]]),
        json!({ "a": { "b": [null] } }),
    ];
    let cases = [
        ("wordpress", "posts"),
        ("wordpress", "comments"),
        ("mastodon", "posts"),
        ("json-server", "comments"),
        ("baraza", "posts"),
        ("baraza", "comments"),
    ];
    for (system, what) in cases {
        let path = format!(
            "{}/tests/fixtures/{system}/{what}.json",
            env!("CARGO_MANIFEST_DIR")
        );
        let fixture =
            std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
        let fixture: Value = serde_json::from_str(&fixture).expect("a fixture");
        let body = &fixture["answer"]["body"];
        let source = source(system, &[("site", "https://example.org")]);
        let post = Post {
            id: "1".into(),
            ..Post::default()
        };
        let read = |body: &Value| -> Result<usize, FailureKind> {
            let session = Session::default();
            let count = if what == "posts" {
                run(source.posts(&session, &PostQuery::default()), [ok(body)])
                    .map(|page| page.items.len())
            } else {
                run(
                    source.comments(&session, &post, &CommentQuery::default()),
                    [ok(body)],
                )
                .map(|page| page.items.len())
            };
            count.map_err(|failure| failure.kind)
        };
        let all = read(body).expect("a page");
        assert!(all >= 2, "{system} {what} has {all}");
        for with in &wrong {
            let mut spoiled = Vec::new();
            spoil(body, with, &mut spoiled);
            for spoiled in spoiled {
                match read(&spoiled) {
                    Ok(count) => {
                        let list_is_gone = count == 0;
                        assert!(
                            list_is_gone || count + 1 >= all,
                            "{count} of {all}: {spoiled}"
                        );
                    }
                    Err(kind) => assert_eq!(kind, FailureKind::Unreadable, "of {spoiled}"),
                }
            }
        }
    }
}
