//! What is wrong with a connector file is said where it is, with a hint.

use baraza_core::connector::{Connector, Problem};
use serde_json::{Value, json};

use crate::support::{minimal, over, parse};

/// The problems of a file, as `pointer: message (hint)`.
fn problems(file: &Value) -> Vec<String> {
    match parse(file) {
        Ok(_) => Vec::new(),
        Err(problems) => problems
            .into_iter()
            .map(
                |Problem {
                     pointer,
                     message,
                     hint,
                 }| format!("{pointer}: {message} ({hint})"),
            )
            .collect(),
    }
}

#[test]
fn each_mistake_is_reported_where_it_is_with_a_hint() {
    let cases: [(Value, &str, &str, &str); 33] = [
        (
            json!({"formt": 1}),
            "/formt",
            "there is no key `formt` here",
            "did you mean `format`?",
        ),
        (
            json!({"format": 2}),
            "/format",
            "format 2 is not known",
            "write 1",
        ),
        (
            json!({"format": "1"}),
            "/format",
            "a string instead of a whole number",
            "write a whole",
        ),
        (
            json!({"title": null}),
            "/title",
            "null instead of a string",
            "write a string",
        ),
        (
            json!({"base": "{+sit}"}),
            "/base",
            "there is no variable `sit`",
            "nothing is possible",
        ),
        (
            json!({"params": {"site": {}}, "base": "{+sit}"}),
            "/base",
            "there is no variable `sit`",
            "did you mean `site`?",
        ),
        (
            json!({"base": "https://x/{a"}),
            "/base",
            "a `{` without its `}`",
            "{post.id}",
        ),
        (
            json!({"base": "https://x/a}"}),
            "/base",
            "a `}` without its `{`",
            "{post.id}",
        ),
        (
            json!({"base": "https://x/{a:3}"}),
            "/base",
            "prefixes",
            "{post.id}",
        ),
        (
            json!({"params": {"a b": {}}}),
            "/params/a b",
            "cannot be the name",
            "letters",
        ),
        (
            json!({"params": {"a": {"kind": "link"}}}),
            "/params/a/kind",
            "`link` is not",
            "text, url",
        ),
        (
            json!({"posts": {"map": {"titel": "@.x"}}}),
            "/posts/map/titel",
            "no key",
            "`title`",
        ),
        (
            json!({"posts": {"map": {"title": "x"}}}),
            "/posts/map/title",
            "not a selector",
            "lit",
        ),
        (
            json!({"posts": {"map": {"title": "@.a["}}}),
            "/posts/map/title",
            "not a selector",
            "@.au",
        ),
        (
            json!({"posts": {"map": {"title": "@..a"}}}),
            "/posts/map/title",
            "a name",
            "@.author",
        ),
        (
            json!({"posts": {"map": {"title": 3}}}),
            "/posts/map/title",
            "a number",
            "{\"lit\": 3}",
        ),
        (
            json!({"posts": {"map": {"title": []}}}),
            "/posts/map/title",
            "is empty",
            "best first",
        ),
        (
            json!({"posts": {"map": {"title": {"op": "html_decod", "in": "@.a"}}}}),
            "/posts/map/title/op",
            "`html_decod` is no `op`",
            "did you mean `html_decode`?",
        ),
        (
            json!({"posts": {"map": {"title": {"op": "time"}}}}),
            "/posts/map/title",
            "`in` is",
            "add",
        ),
        (
            json!({"posts": {"map": {"created": {"op": "time", "in": "@.a", "zone": "moon"}}}}),
            "/posts/map/created/zone",
            "`moon` is no time zone",
            "utc",
        ),
        (
            json!({"posts": {"map": {"title": {"op": "template", "in": "@.a"}}}}),
            "/posts/map/title/in",
            "no key `in`",
            "with",
        ),
        (
            json!({"posts": {"map": {"title": {"op": "template", "text": "{{b}}", "with": {"a": "@.a"}}}}}),
            "/posts/map/title/text",
            "no variable `b`",
            "a",
        ),
        (
            json!({"posts": {"where": "@.a = 1"}}),
            "/posts/where",
            "not a predicate: the end expected after `@.a ",
            "@.kind",
        ),
        (
            json!({"posts": {"request": {"json": {}}}}),
            "/posts/request",
            "exactly one method",
            "get",
        ),
        (
            json!({"posts": {"request": {"get": "{+base}", "json": {}}}}),
            "/posts/request/json",
            "a `get` request has no body",
            "query",
        ),
        (
            json!({"posts": {"request": "/posts"}}),
            "/posts/request",
            "not begin with",
            "{+base}",
        ),
        (
            json!({"posts": {"request": "{+base}/{post.id}"}}),
            "/posts/request",
            "no variable `post.id`",
            "base",
        ),
        (
            json!({"comments": {"request": "{+base}/{post.ip}"}}),
            "/comments/request",
            "no variable `post.ip`",
            "did you mean `post.id`?",
        ),
        (
            json!({"comments": {"tree": {"kind": "flatt"}}}),
            "/comments/tree/kind",
            "flatt",
            "`flat`",
        ),
        (
            json!({"comments": {"page": {"kind": "cursor"}}}),
            "/comments/page",
            "`from` is",
            "add",
        ),
        (
            json!({"ops": {"comment.creat": {}}}),
            "/ops/comment.creat",
            "no key",
            "comment.create",
        ),
        (
            json!({"ops": {"post.vote": {}}}),
            "/ops/post.vote",
            "a vote has one",
            "up",
        ),
        (
            json!({"errors": {"class": {"x": "bad"}}}),
            "/errors/class/x",
            "`bad`",
            "possible here",
        ),
    ];
    for (keys, pointer, message, hint) in cases {
        let found = problems(&over(minimal(), &keys));
        let fits = found.iter().any(|problem| {
            problem.starts_with(&format!("{pointer}: "))
                && problem.contains(message)
                && problem.contains(hint)
        });
        assert!(
            fits,
            "{keys}\nshould have: {pointer}: {message} ({hint})\nhas: {found:#?}"
        );
    }
    assert_eq!(problems(&minimal()), Vec::<String>::new());
}

#[test]
fn all_problems_are_reported_at_once() {
    let file = over(
        minimal(),
        &json!({
            "titel": "x",
            "posts": {
                "map": { "title": "@.a[", "created": { "op": "tme", "in": "@.b" }, "score": true },
                "page": { "kind": "page", "size": "20" }
            },
            "comments": { "request": "{+base}/{wrong}" },
            "auth": { "kind": "login", "send": { "headers": { "A": "{{auth.token" } } },
        }),
    );
    let mut pointers: Vec<String> = parse(&file)
        .expect_err("problems")
        .into_iter()
        .map(|problem| problem.pointer)
        .collect();
    pointers.sort();
    let expected = [
        "/auth",
        "/auth/send/headers/A",
        "/comments/request",
        "/posts/map/created/op",
        "/posts/map/score",
        "/posts/map/title",
        "/posts/page/size",
        "/titel",
    ];
    assert_eq!(pointers, expected);
}

#[test]
fn keys_that_occur_twice_are_a_problem() {
    let json = minimal()
        .to_string()
        .replacen("\"title\"", "\"title\":\"y\",\"title\"", 1);
    let problems = Connector::parse(&json).expect_err("problems");
    assert!(
        problems
            .iter()
            .any(|problem| problem.message.contains("there twice")),
        "{problems:?}"
    );
}

#[test]
fn what_is_no_json_is_said_with_line_and_column() {
    let cases = [
        ("", "a value expected at line 1, column 1"),
        (
            "{\n  \"format\": 1,\n}",
            "a key expected at line 3, column 1",
        ),
        ("{\n  // comment\n}", "a key expected at line 2, column 3"),
        ("[1, 2", "`,` or `]` expected at line 1, column 6"),
    ];
    for (json, expected) in cases {
        let problems = Connector::parse(json).expect_err("problems");
        assert!(
            problems[0].message.contains(expected),
            "{}",
            problems[0].message
        );
    }
    let deep = "[".repeat(500) + &"]".repeat(500);
    assert!(Connector::parse(&deep).is_err());
    let nested = (0..40).fold("\"@\"".to_owned(), |inner, _| format!("[{inner}]"));
    let json = minimal().to_string().replace("\"@.title\"", &nested);
    let problems = Connector::parse(&json).expect_err("problems");
    assert!(
        problems[0].message.contains("nested deeper than 32"),
        "{problems:?}"
    );
}
