//! Connector files that would work for ever: work is counted, and what is too much is given up.

use baraza_core::{
    connector::{PostQuery, Session},
    pattern::Pattern,
};
use serde_json::{Value, json};

use crate::support::{custom, minimal, ok, over, parse, run};

/// The titles of 2,000 records beside something large, read by an expression; and whether the
/// reading was given up.
fn cost_of(title: &Value) -> (usize, bool) {
    let source = custom(&json!({ "posts": {
        "items": "$.items[*]",
        "map": { "title": title, "body": "@.title" }
    } }));
    let items: Vec<Value> = (0..2_000)
        .map(|id| json!({ "id": id, "title": "t" }))
        .collect();
    let body = json!({
        "items": items,
        "big": "a".repeat(1_000_000),
        "list": vec![7; 5_000],
        "texts": vec!["a".repeat(1_000); 1_000]
    });
    let page = run(
        source.posts(&Session::default(), &PostQuery::default()),
        [ok(&body)],
    );
    let page = page.expect("a page");
    let written = page
        .items
        .iter()
        .filter_map(|post| post.title.as_ref())
        .map(String::len);
    let said = page
        .issues
        .iter()
        .any(|issue| issue.message.contains("too much work"));
    (written.sum(), said)
}

#[test]
fn a_file_cannot_run_longer_than_its_budget() {
    let nested = |levels: usize, op: &dyn Fn(Value) -> Value| {
        (0..levels).fold(json!("$.big"), |inner, _| op(inner))
    };
    let expensive = [
        json!("$.big"),
        json!("$.texts[*]"),
        json!("$.items[?@.id == 'none'].title"),
        json!(["$.items[?@.id == 'none'].title", "@.title"]),
        json!({ "op": "regex", "in": "$.big", "re": "(a*)*(a*)*(a*)*b" }),
        json!({ "op": "sum", "in": "$.list" }),
        json!({ "op": "len", "in": "$.list" }),
        json!({ "op": "join", "in": "$.texts", "separator": "-".repeat(10_000) }),
        json!({ "op": "entries", "in": "$.list" }),
        json!({ "op": "json", "in": "$.texts" }),
        json!({ "op": "html_to_text", "in": "$.big" }),
        json!({ "op": "replace", "in": "$.big", "from": "a", "to": "b".repeat(1_000) }),
        json!({ "op": "prefix", "in": "$.texts", "with": "b".repeat(10_000) }),
        nested(8, &|inner| json!({ "op": "html_decode", "in": inner })),
        nested(
            8,
            &|inner| json!({ "op": "template", "text": "{{x}}{{x}}{{x}}{{x}}", "with": { "x": inner } }),
        ),
    ];
    for title in expensive {
        let file = over(
            minimal(),
            &json!({ "posts": { "map": { "title": title } } }),
        );
        let shown: String = title.to_string().chars().take(120).collect();
        if let Err(problems) = parse(&file) {
            panic!("{shown}: {problems:#?}");
        }
        let (written, given_up) = cost_of(&title);
        assert!(given_up, "{shown} is read to its end");
        assert!(written < 100_000_000, "{shown} makes {written} bytes");
    }
    assert_eq!(cost_of(&json!("@.title")), (2_000, false));
}

#[test]
fn a_join_does_not_grow_with_the_square_of_the_answer() {
    let source = custom(&json!({ "posts": {
        "items": "$.items[*]",
        "join": [{ "into": "more", "from": "$.items[*]", "on": [["$.items[?@.id == 'none'].id", "@.id"]] }],
        "map": { "title": "@.title" }
    } }));
    let items: Vec<Value> = (0..4_000)
        .map(|id| json!({ "id": id, "title": "t" }))
        .collect();
    let page = run(
        source.posts(&Session::default(), &PostQuery::default()),
        [ok(&json!({ "items": items }))],
    );
    let issues = page.expect("a page").issues;
    assert!(
        issues
            .iter()
            .any(|issue| issue.message.contains("too much work")),
        "{issues:?}"
    );
}

#[test]
fn a_file_that_is_nested_or_whose_patterns_are_huge_is_refused() {
    let deep = (0..40).fold(
        json!("@.title"),
        |inner, _| json!({ "op": "str", "in": inner }),
    );
    for title in [
        deep,
        json!({ "op": "regex", "in": "@.title", "re": "(((((a{9}){9}){9}){9}){9})" }),
        json!({ "op": "regex", "in": "@.title", "re": "(".repeat(30) + &")".repeat(30) }),
    ] {
        let file = over(
            minimal(),
            &json!({ "posts": { "map": { "title": title } } }),
        );
        assert!(parse(&file).is_err(), "{title}");
    }
    assert!(Pattern::parse(&"a?".repeat(2_000)).is_err());
}
