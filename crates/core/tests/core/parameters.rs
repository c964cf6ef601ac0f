//! Parameters and origins: checked when a connector is bound, and with each request.

use baraza_core::{
    connector::{FailureKind, Intent, PostQuery, Session},
    model::Post,
};
use serde_json::json;

use crate::{
    support::{custom, header, minimal, over, parse, request_of, run},
    writing::session,
};

#[test]
fn parameters_are_checked_when_a_source_is_made() {
    use std::{collections::BTreeMap, sync::Arc};
    let file = over(
        minimal(),
        &json!({
            "params": { "site": { "kind": "url" }, "path": { "default": "/api" } },
            "base": "{+site}{+path}",
            "origins": ["https://{path}.example.org"]
        }),
    );
    let connector = Arc::new(parse(&file).expect("a connector"));
    let bind = |pairs: &[(&str, &str)]| {
        let params: BTreeMap<String, String> = pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        Arc::clone(&connector).bind(&params)
    };
    let source = bind(&[
        ("site", " HTTPS://Example.org/blog/?utm=1#top "),
        ("path", "x"),
    ]);
    let source = source.expect("a source");
    let expected = ["https://example.org", "https://x.example.org"];
    assert_eq!(source.origins(), expected);

    let message = |pairs: &[(&str, &str)]| bind(pairs).expect_err("a failure").message;
    assert_eq!(message(&[]), "`site` is missing");
    assert_eq!(message(&[("site", " ")]), "`site` is missing");
    for site in [
        "/",
        "example.org",
        "javascript:alert(1)",
        "https://a@b.example",
        "ftp://x",
    ] {
        let expected = format!("`site` is not an http(s) address: {site}");
        assert_eq!(message(&[("site", site)]), expected);
    }
    assert!(bind(&[("site", "https://x.example"), ("path", "@evil.example")]).is_err());
}

#[test]
fn a_parameter_that_is_left_empty_takes_what_depends_on_it_along() {
    let file = json!({
        "params": { "key": { "default": "" }, "list": { "default": "/list" } },
        "headers": { "X-Key": "{{params.key}}" },
        "posts": { "request": { "get": "{+base}{+params.list}", "query": { "key": "{{params.key}}" } } }
    });
    let source = custom(&file);
    let request = request_of(&mut source.posts(&Session::default(), &PostQuery::default()));
    assert_eq!(request.url, "https://example.org/list");
    assert_eq!(header(&request, "X-Key"), None);
}

#[test]
fn a_request_never_leaves_the_origins_of_the_source() {
    let file = json!({ "ops": { "comment.create": { "request": { "post": "{+post.url}/c" } } } });
    let source = custom(&file);
    for url in [
        "https://evil.example",
        "//example.org",
        "https://example.org@evil.example",
        "https://example.org.evil.example",
        "https://example.org:8443",
        "http://example.org",
        "",
    ] {
        let mut post = Box::new(Post {
            id: "p1".into(),
            ..Post::default()
        });
        post.url = Some(url.to_owned());
        let intent = Intent::CreateComment {
            post,
            parent: None,
            text: "x".to_owned(),
            guest: None,
        };
        let failure = run(source.write(&session(), &intent, ""), []).expect_err("a failure");
        assert_eq!(failure.kind, FailureKind::Unsupported, "of `{url}`");
    }
}
