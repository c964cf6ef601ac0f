//! The language: selectors, expressions, transforms and joins, each read from an answer.

use baraza_core::connector::{PostQuery, Session};
use baraza_core::model::{Post, State, Vote};
use serde_json::{Value, json};

use crate::support::{custom, json_of, ok, run};

/// The posts that a file with these keys reads from an answer.
fn posts(keys: &Value, body: &Value) -> Vec<Post> {
    let source = custom(&json!({ "posts": keys }));
    let page = run(
        source.posts(&Session::default(), &PostQuery::default()),
        [ok(body)],
    );
    let page = page.expect("a page");
    assert_eq!(page.issues, [], "of {body}");
    page.items
}

/// What an expression for a title makes of one item.
fn title(expression: &Value, item: &Value) -> Option<String> {
    let mut item = item.clone();
    item["id"] = json!("1");
    item["fallback"] = json!("x");
    let keys = json!({ "map": { "title": expression, "body": "@.fallback" } });
    posts(&keys, &json!([item])).remove(0).title
}

#[test]
fn selectors_find_what_they_say() {
    let item = json!({
        "a": { "b": "one", "c d": "two", "ü": "three", "~key": "four" },
        "list": ["zero", "first", { "k": "x", "v": "third" }, { "k": "y", "v": "fourth", "n": 2 }],
        "map": { "p": { "v": 1 }, "q": { "v": 2 } },
        "null": null, "empty": "", "number": 12_345_678_901_234_567_890_u64, "float": 1.50,
    });
    let cases = [
        ("@.a.b", Some("one")),
        ("@['a']['c d']", Some("two")),
        ("@[\"a\"].ü", Some("three")),
        ("@.list[0]", Some("zero")),
        ("@.list[-1].v", Some("fourth")),
        ("@.list[-9]", None),
        ("@.list[9]", None),
        ("@.list[*].v", Some("third")),
        ("@.list[?@.k == 'y'].v", Some("fourth")),
        ("@.list[?@.k == \"y\" && @.n > 1].v", Some("fourth")),
        ("@.list[?@.k == 'z' || !(@.k != 'y')].v", Some("fourth")),
        ("@.list[?@.n].v", Some("fourth")),
        ("@.list[?@.n >= 2 && @.n <= 2].v", Some("fourth")),
        ("@.list[?@.k < 'y' && @.k > 'w'].v", Some("third")),
        ("@.list[?@.k == @.v].v", None),
        ("@.map[?@.v == 2]['~key']", Some("q")),
        ("@.map[*]['~key']", Some("p")),
        ("$[0].a.b", Some("one")),
        ("^.a.b", Some("one")),
        ("@.number", Some("12345678901234567890")),
        ("@.float", Some("1.5")),
        ("@.null", None),
        ("@.missing.deeper[0]", None),
        ("@.a", None),
        ("@.a.b.c", None),
        ("@.list.b", None),
        ("@.a[0]", None),
        ("%.anything", None),
        ("&.id", None),
    ];
    for (selector, expected) in cases {
        assert_eq!(
            title(&json!(selector), &item).as_deref(),
            expected,
            "of `{selector}`"
        );
    }
}

#[test]
fn transforms_do_what_they_say() {
    let item = json!({
        "title": "A &amp; B", "html": "<p>one</p><p>two</p>", "n": 5, "m": "7", "big": 1e3,
        "list": ["b", "a"], "numbers": { "x": 1, "y": 2, "z": "3" }, "csv": "a, b,,c ",
        "yes": true, "no": false, "zero": 0, "empty": "", "link": "/path?x#y", "half": 2.5,
        "columns": ["id", "name"], "rows": [[1, "Ann"], [2, "Bob"]], "time": "2024-03-01 09:00:00",
    });
    let of = |op: &str, name: &str| json!({ "op": op, "in": name });
    let with = |op: &str, name: &str, key: &str, value: &str| {
        let mut call = json!({ "op": op, "in": name });
        call[key] = json!(value);
        call
    };
    let cases = [
        (of("html_decode", "@.title"), Some("A & B")),
        (of("html_to_text", "@.html"), Some("one\n\ntwo")),
        (
            json!({ "op": "replace", "in": "@.title", "from": " ", "to": "_" }),
            Some("A_&amp;_B"),
        ),
        (with("prefix", "@.m", "with", "no. "), Some("no. 7")),
        (with("prefix", "@.missing", "with", "no. "), None),
        (
            with("strip_prefix", "@.title", "with", "A "),
            Some("&amp; B"),
        ),
        (
            with("strip_prefix", "@.title", "with", "B "),
            Some("A &amp; B"),
        ),
        (
            json!({ "op": "join", "in": with("split", "@.csv", "separator", ","), "separator": "|" }),
            Some("a|b|c"),
        ),
        (
            json!({ "op": "join", "in": with("split", "@.list", "separator", ",") }),
            Some("b, a"),
        ),
        (of("join", "@.missing"), None),
        (
            json!({ "op": "template", "text": "{{n}} of {{m}}", "with": { "n": "@.n", "m": "@.m" } }),
            Some("5 of 7"),
        ),
        (
            json!({ "op": "template", "url": "{+base}/u/{n}{?q}", "with": { "n": "@.title", "q": "@.m" } }),
            Some("https://example.org/u/A%20%26amp%3B%20B?q=7"),
        ),
        (
            of("absolute", "@.link"),
            Some("https://example.org/path?x#y"),
        ),
        (
            json!({ "op": "absolute", "in": "@.link", "base": { "lit": "http://a.example/b/" } }),
            Some("http://a.example/path?x#y"),
        ),
        (of("absolute", "@.title"), None),
        (
            json!({ "op": "map", "in": "@.yes", "enum": { "true": "on" } }),
            Some("on"),
        ),
        (
            json!({ "op": "map", "in": "@.n", "enum": { "5": "five" } }),
            Some("five"),
        ),
        (
            json!({ "op": "map", "in": "@.n", "enum": {}, "default": { "lit": "many" } }),
            Some("many"),
        ),
        (
            json!({ "op": "map", "in": "@.n", "enum": {}, "default": "@.m" }),
            Some("7"),
        ),
        (json!({ "op": "map", "in": "@.n", "enum": {} }), None),
        (
            json!({ "op": "str", "in": { "op": "eq", "in": "@.n", "to": { "lit": "5" } } }),
            Some("true"),
        ),
        (
            json!({ "op": "str", "in": { "op": "eq", "in": "@.n", "to": "@.m" } }),
            Some("false"),
        ),
        (
            json!({ "op": "str", "in": of("not", "@.zero") }),
            Some("true"),
        ),
        (
            json!({ "op": "str", "in": of("not", "@.missing") }),
            Some("true"),
        ),
        (
            json!({ "op": "str", "in": of("not", "@.title") }),
            Some("false"),
        ),
        (
            json!({ "op": "str", "in": of("exists", "@.empty") }),
            Some("false"),
        ),
        (
            json!({ "op": "str", "in": of("exists", "@.no") }),
            Some("true"),
        ),
        (json!({ "op": "add", "in": "@.n", "n": -1 }), Some("4")),
        (json!({ "op": "add", "in": "@.m", "n": 1 }), Some("8")),
        (json!({ "op": "add", "in": "@.title", "n": 1 }), None),
        (
            json!({ "op": "sub", "in": "@.n", "minus": "@.m" }),
            Some("-2"),
        ),
        (of("sum", "@.numbers"), Some("6")),
        (of("sum", "@.n"), None),
        (of("len", "@.list"), Some("2")),
        (of("len", "@.numbers"), Some("3")),
        (of("int", "@.half"), Some("3")),
        (of("int", "@.big"), Some("1000")),
        (of("int", "@.title"), None),
        (json!({ "op": "join", "in": of("list", "@.m") }), Some("7")),
        (
            json!({ "op": "join", "in": of("str", "@.rows[1]") }),
            Some("2, Bob"),
        ),
        (of("json", "@.rows"), Some("[[1,\"Ann\"],[2,\"Bob\"]]")),
        (of("time", "@.time"), Some("1709283600000")),
        (
            with("time", "@.time", "zone", "+01:00"),
            Some("1709280000000"),
        ),
        (json!({ "lit": "as it is" }), Some("as it is")),
        (json!({ "lit": 7 }), Some("7")),
        (json!({ "lit": null }), None),
        (
            json!(["@.missing", "@.empty", "@.list[9]", "@.m", "@.n"]),
            Some("7"),
        ),
        (json!(["@.missing", "@.empty"]), None),
    ];
    for (expression, expected) in cases {
        assert_eq!(
            title(&expression, &item).as_deref(),
            expected,
            "of {expression}"
        );
    }
}

#[test]
fn lists_come_from_maps_and_tables_too() {
    let entries = posts(
        &json!({
            "items": { "op": "entries", "in": "$" },
            "map": { "id": "@.key", "title": "@.value.text" }
        }),
        &json!({ "-Na": { "text": "one" }, "-Nb": { "text": "two" } }),
    );
    let found: Vec<_> = entries
        .iter()
        .map(|post| (post.id.as_str(), post.title.as_deref()))
        .collect();
    assert_eq!(found, [("-Na", Some("one")), ("-Nb", Some("two"))]);

    let keyed = posts(
        &json!({ "items": "$.posts[*]", "map": { "id": "@['~key']", "title": "@.text" } }),
        &json!({ "posts": { "x/y": { "text": "one" } } }),
    );
    assert_eq!(keyed[0].id.as_str(), "x/y");

    let rows = posts(
        &json!({
            "items": { "op": "zip", "columns": "$.columns", "rows": "$.rows" },
            "map": { "id": "@.id", "title": "@.name" }
        }),
        &json!({ "columns": ["id", "name"], "rows": [[1, "Ann"], [2, "Bob"]] }),
    );
    let found: Vec<_> = rows
        .iter()
        .map(|post| (post.id.as_str(), post.title.as_deref()))
        .collect();
    assert_eq!(found, [("1", Some("Ann")), ("2", Some("Bob"))]);
}

#[test]
fn records_are_filtered_unwrapped_joined_and_captured() {
    let body = json!({
        "users": [{ "id": 7, "name": "Ann" }, { "id": "8", "name": "Bob" }],
        "included": [
            { "type": "post", "id": "1", "text": "<p>first</p>" },
            { "type": "user", "id": "1", "text": "no" }
        ],
        "data": [
            { "kind": "t3", "score": 3, "data": { "id": "a", "user": "7", "ref": ["post", 1], "rev": { "n": [1, 2.50] } } },
            { "kind": "more", "data": { "id": "b" } },
            { "kind": "t3", "score": 4, "data": { "id": "c", "user": 8, "ref": ["post", 2] } }
        ]
    });
    let posts = posts(
        &json!({
            "items": "$.data[*]",
            "where": "@.kind == 't3'",
            "record": "@.data",
            "join": [
                { "into": "who", "from": "$.users[*]", "on": [["@.user", "@.id"]] },
                { "into": "first", "from": "$.included[*]", "on": [["@.ref[0]", "@.type"], ["@.ref[1]", "@.id"]] }
            ],
            "map": {
                "id": "@.id",
                "title": { "lit": "t" },
                "body": "@.first.text",
                "score": "^.score",
                "author": { "name": "@.who.name" }
            },
            "capture": { "rev": "@.rev", "missing": "@.nothing" }
        }),
        &body,
    );
    let name = |post: &Post| post.author.as_ref().and_then(|author| author.name.clone());
    assert_eq!(posts.len(), 2);
    assert_eq!(name(&posts[0]).as_deref(), Some("Ann"));
    assert_eq!(name(&posts[1]).as_deref(), Some("Bob"));
    assert_eq!(
        posts[0].body.as_ref().map(|body| body.text.as_str()),
        Some("<p>first</p>")
    );
    assert_eq!(posts[1].body, None);
    assert_eq!(posts[1].score, Some(4));
    assert_eq!(json_of(&posts[0].capture["rev"]), json!({ "n": [1, 2.5] }));
    assert!(!posts[0].capture.contains_key("missing"));
}

#[test]
fn fields_take_the_spellings_that_backends_use() {
    let map = json!({
        "id": "@.id", "title": { "lit": "t" }, "my_vote": "@.vote", "state": "@.state",
        "locked": "@.flag", "tags": "@.tags", "comment_count": "@.count", "can": { "edit": "@.flag" }
    });
    let one = |item: Value| posts(&json!({ "map": map }), &json!([item])).remove(0);
    let vote = |vote: Value| one(json!({ "id": 1, "vote": vote })).my_vote;
    for (spelling, expected) in [
        (json!(1), Some(Vote::Up)),
        (json!(-1), Some(Vote::Down)),
        (json!(0), Some(Vote::None)),
        (json!("1"), Some(Vote::Up)),
        (json!(true), Some(Vote::Up)),
        (json!(false), Some(Vote::None)),
        (json!("down"), Some(Vote::Down)),
        (json!("sideways"), None),
        (json!(null), None),
        (json!([]), None),
    ] {
        assert_eq!(vote(spelling.clone()), expected, "of {spelling}");
    }
    let flag = |flag: Value| one(json!({ "id": 1, "flag": flag })).can.edit;
    for (spelling, expected) in [
        (json!(true), Some(true)),
        (json!(0), Some(false)),
        (json!("false"), Some(false)),
        (json!("0"), Some(false)),
        (json!(""), Some(false)),
        (json!("no one knows"), Some(true)),
        (json!([]), Some(false)),
        (json!({ "a": 1 }), Some(true)),
        (json!(null), None),
    ] {
        assert_eq!(flag(spelling.clone()), expected, "of {spelling}");
    }
    assert_eq!(one(json!({ "id": 1, "tags": "one" })).tags, ["one"]);
    assert_eq!(
        one(json!({ "id": 1, "tags": ["a", null, "", 2, {}] })).tags,
        ["a", "2"]
    );
    assert_eq!(
        one(json!({ "id": 1, "count": "12" })).comment_count,
        Some(12)
    );
    assert_eq!(one(json!({ "id": 1, "count": -1 })).comment_count, None);
    assert_eq!(one(json!({ "id": 1, "state": "held" })).state, State::Held);
    assert_eq!(
        one(json!({ "id": 1, "state": "sideways" })).state,
        State::Published
    );
    assert_eq!(
        one(json!({ "id": 9_007_199_254_740_993_u64 })).id.as_str(),
        "9007199254740993"
    );
}

#[test]
fn excerpts_are_made_from_bodies_of_any_markup() {
    let map = |format: &str| json!({ "map": { "id": "@.id", "title": "@.none", "body": "@.body", "format": { "lit": format } } });
    let excerpt = |format: &str, body: &str| {
        let item = json!([{ "id": 1, "body": body }]);
        posts(&map(format), &item).remove(0).excerpt
    };
    assert_eq!(
        excerpt("html", "<p>a &amp; <b>b</b></p><p>c</p>").as_deref(),
        Some("a & b c")
    );
    assert_eq!(
        excerpt("markdown", "# A\n\n*b* [c](d)").as_deref(),
        Some("A b c")
    );
    assert_eq!(excerpt("text", "<p>\n x").as_deref(), Some("<p> x"));
    assert_eq!(excerpt("text", " ").as_deref(), None);
    let long = excerpt("text", &"word ".repeat(1000)).expect("an excerpt");
    assert!(
        long.chars().count() <= 280 && long.ends_with("word…"),
        "{long}"
    );
}
