//! Connector files: the released ones have no problems, and broken ones hear of all of theirs.

use baraza_core::connector::{Connector, Problem, SignInKind, Write};
use serde_json::{Value, json};

use crate::support::{bind, connector, connectors, minimal, over, parse};

#[test]
fn every_released_file_has_no_problems() {
    let mut count = 0;
    for entry in std::fs::read_dir(connectors()).expect("the folder of connectors") {
        let path = entry.expect("an entry").path();
        if ["schema.json", "index.json"]
            .iter()
            .any(|name| path.ends_with(name))
        {
            continue;
        }
        let json = std::fs::read_to_string(&path).expect("a file");
        if let Err(problems) = Connector::parse(&json) {
            panic!("{}: {problems:#?}", path.display());
        }
        count += 1;
    }
    assert!(count >= 4, "only {count} files");
}

#[test]
fn the_released_files_offer_what_their_backends_can() {
    let all: Vec<Write> = connector("baraza").capabilities_for_tests();
    assert_eq!(all.len(), 10);
    let site = [("site", "https://example.org")];
    let of = |name: &str| bind(connector(name), &site).capabilities().clone();
    let (baraza, wordpress, mastodon) = (of("baraza"), of("wordpress"), of("mastodon"));
    assert!(baraza.search && baraza.tags && baraza.downvote && baraza.held && baraza.sign_up);
    assert!(baraza.idempotent.contains(&Write::CommentCreate));
    assert_eq!(
        baraza.sign_in.map(|with| with.kind),
        Some(SignInKind::Login)
    );
    assert!(wordpress.search && !wordpress.tags && !wordpress.downvote && !wordpress.sign_up);
    assert!(wordpress.idempotent.is_empty());
    assert_eq!(
        wordpress.sign_in.map(|with| with.kind),
        Some(SignInKind::Basic)
    );
    assert!(mastodon.tags && mastodon.idempotent.contains(&Write::CommentCreate));
    assert_eq!(
        mastodon.sign_in.map(|with| with.kind),
        Some(SignInKind::Token)
    );
}

#[test]
fn the_schema_beside_the_connectors_is_that_of_the_tables() {
    let schema: Value = serde_json::from_str(&Connector::schema()).expect("a schema");
    let path = connectors().join("schema.json");
    if std::env::var_os("BLESS").is_some() {
        let text = serde_json::to_string_pretty(&schema).expect("JSON");
        std::fs::write(&path, text + "\n").expect("a file");
    }
    let text = std::fs::read_to_string(&path).expect("the schema; write it with BLESS=1");
    assert_eq!(serde_json::from_str::<Value>(&text).expect("JSON"), schema);
    // Each reference leads somewhere.
    for reference in text.split("#/$defs/").skip(1) {
        let name = reference.split('"').next().unwrap_or("");
        assert!(schema["$defs"][name].is_object(), "`{name}` is not defined");
    }
}

/// The index of the released files, for the list of presets: one line each, parameters in their order.
fn index() -> String {
    let mut names: Vec<String> = std::fs::read_dir(connectors())
        .expect("the folder of connectors")
        .filter_map(|entry| entry.expect("an entry").file_name().into_string().ok())
        .filter_map(|name| name.strip_suffix(".json").map(str::to_owned))
        .filter(|name| !["schema", "index"].contains(&name.as_str()))
        .collect();
    names.sort();
    let line = |name: &String| {
        let path = connectors().join(format!("{name}.json"));
        let text = std::fs::read_to_string(path).expect("a file");
        let file: Value = serde_json::from_str(&text).expect("JSON");
        let mut keys = vec![format!("\"name\":{}", json!(name))];
        for key in ["title", "about", "cors", "recipe"] {
            if let Some(value) = file.get(key) {
                keys.push(format!("{}:{value}", json!(key)));
            }
        }
        let params: Vec<String> = connector(name)
            .params()
            .iter()
            .map(|param| format!("{}:{}", json!(param.name), file["params"][&param.name]))
            .collect();
        keys.push(format!("\"params\":{{{}}}", params.join(",")));
        if let Some(rules) = file.get("detect") {
            keys.push(format!("\"detect\":{rules}"));
        }
        format!("{{{}}}", keys.join(","))
    };
    let lines: Vec<String> = names.iter().map(line).collect();
    format!("[\n{}\n]\n", lines.join(",\n"))
}

#[test]
fn the_index_beside_the_connectors_is_that_of_the_files() {
    let path = connectors().join("index.json");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, index()).expect("a file");
    }
    let text = std::fs::read_to_string(&path).expect("the index; write it with BLESS=1");
    assert_eq!(text, index());
}

#[test]
fn every_released_file_says_what_it_is_and_what_its_owner_has_to_do() {
    let index: Value = serde_json::from_str(&index()).expect("JSON");
    for file in index.as_array().expect("a list") {
        let has = |key: &str| file[key].as_str().is_some_and(|text| !text.is_empty());
        assert!(has("title") && has("about"), "{file}");
        let is_open = file.get("cors").is_none_or(|cors| cors == "open");
        assert!(is_open || has("recipe"), "{file}");
    }
}

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

/// What a connector can write, whatever its parameters.
trait Writes {
    fn capabilities_for_tests(self) -> Vec<Write>;
}

impl Writes for Connector {
    fn capabilities_for_tests(self) -> Vec<Write> {
        let source = bind(self, &[("site", "https://example.org")]);
        source.capabilities().writes.iter().copied().collect()
    }
}
