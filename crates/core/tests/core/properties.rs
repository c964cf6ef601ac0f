//! What holds for any input: nothing panics, and what goes in comes out.

use baraza_core::{
    connector::{CommentQuery, Connector, PageToken, PostQuery, Session},
    html,
    model::Post,
    rich_text::{needs_markdown, shorten, text, without_marks},
    time, url,
};
use serde_json::{Value, json};

use crate::support::{Random, answer, connectors, custom, json_of, run, source};

/// Text of pieces that mean something to one parser or another.
fn noise(random: &mut Random, length: usize) -> String {
    const PIECES: &[&str] = &[
        "{",
        "}",
        "{{",
        "}}",
        "[",
        "]",
        "\"",
        "'",
        ":",
        ",",
        "\\",
        "\\u",
        "d83d",
        "null",
        "true",
        "0",
        "-1",
        "1e9",
        ".",
        "@",
        "$",
        "^",
        "&",
        "%",
        "~key",
        "?",
        "*",
        "==",
        "&&",
        "||",
        "!",
        "(",
        ")",
        "<",
        ">",
        "</p>",
        "<script>",
        "<!--",
        "&#",
        "&amp;",
        ";",
        "http://",
        "https://a",
        "//",
        "/",
        "#",
        " ",
        "\n",
        "\r",
        "\t",
        "\0",
        "é",
        "日",
        "😀",
        "\u{202e}",
        "a",
        "id",
        "items",
        "2024-03-01",
        "T",
        "09:00",
        "+01:00",
        "Mar",
        "GMT",
        "`",
        "_",
        "|",
        "-",
        "=",
    ];
    (0..random.below(length))
        .map(|_| *random.pick(PIECES))
        .collect()
}

#[test]
fn no_text_makes_a_parser_panic() {
    let source = custom(&json!({}));
    for seed in 1..3000 {
        let mut random = Random(seed * 104_729);
        let text_of = noise(&mut random, 40);
        let _ = Connector::parse(&text_of);
        let _ = url::origin(&text_of);
        let _ = url::join("https://example.org/a?b", &text_of);
        let _ = time::parse(&text_of);
        let _ = time::Zone::parse(&text_of);
        let _ = html::decode(&text_of);
        let _ = html::to_text(&text_of);
        let _ = text::parse(&text_of);
        let _ = text::prose(&text_of);
        let _ = needs_markdown(&text_of);
        let _ = without_marks(&text_of);
        let _ = baraza_core::rich_text::RichText::from_json(&text_of);
        #[cfg(feature = "markdown")]
        let _ = baraza_core::rich_text::markdown::parse(&text_of);
        let length = random.below(20);
        assert!(shorten(&text_of, length).chars().count() <= length.max(1));
        let headers = [("link", text_of.as_str()), ("x-wp-totalpages", &text_of)];
        let session = Session::default();
        let _ = run(
            source.posts(&session, &PostQuery::default()),
            [answer(200, &headers, &*text_of)],
        );
        let token: PageToken = serde_json::from_value(json!(text_of)).expect("a token");
        let query = PostQuery {
            page: Some(token),
            ..PostQuery::default()
        };
        let _ = source.posts(&session, &query).resume(Vec::new());
    }
}

#[test]
fn no_selector_template_or_predicate_makes_a_file_panic() {
    for seed in 1..3000 {
        let mut random = Random(seed * 7919);
        let mut code = || noise(&mut random, 16);
        let file = json!({
            "format": 1, "title": "t", "base": "https://example.org",
            "posts": {
                "request": { "get": format!("{{+base}}{}", code()), "query": { "q": code() } },
                "items": format!("$.items{}", code()), "where": format!("@.a{}", code()),
                "map": { "id": format!("@.{}", code()), "title": code() }
            }
        });
        if let Ok(connector) = Connector::parse(&file.to_string()) {
            let source = crate::support::bind(connector, &[]);
            let mut operation = source.posts(&Session::default(), &PostQuery::default());
            let _ = operation.resume(Vec::new());
            let body = json!({ "items": [{ "id": 1, "a": [1, { "b": null }] }] });
            let _ = operation.resume(vec![Ok(answer(200, &[], body.to_string()))]);
        }
    }
}

#[test]
fn a_file_with_a_piece_missing_or_doubled_has_problems_or_none_but_never_panics() {
    for name in ["baraza", "wordpress", "json-server", "mastodon"] {
        let path = connectors().join(format!("{name}.json"));
        let json = std::fs::read_to_string(path).expect("a file");
        for seed in 1..200 {
            let mut random = Random(seed);
            let mut broken = json.clone();
            for _ in 0..=random.below(3) {
                let at = random.below(broken.len());
                let end = (at + random.below(30)).min(broken.len());
                if broken.is_char_boundary(at) && broken.is_char_boundary(end) {
                    let piece = broken[at..end].to_owned();
                    let with = if random.below(2) == 0 {
                        String::new()
                    } else {
                        piece.repeat(2)
                    };
                    broken.replace_range(at..end, &with);
                }
            }
            if let Err(problems) = Connector::parse(&broken) {
                assert!(!problems.is_empty());
                for problem in problems {
                    assert!(!problem.message.is_empty() && !problem.hint.is_empty());
                }
            }
        }
    }
}

/// Any JSON value.
fn any_json(random: &mut Random, depth: usize) -> Value {
    match random.below(if depth == 0 { 5 } else { 7 }) {
        0 => Value::Null,
        1 => json!(random.below(2) == 0),
        2 => json!(random.next()),
        3 => json!(f64::from(i32::try_from(random.below(2_000_000)).expect("fits")) / 8.0 - 1e5),
        4 => json!(noise(random, 6)),
        5 => (0..random.below(5))
            .map(|_| any_json(random, depth - 1))
            .collect(),
        _ => {
            let mut members = serde_json::Map::new();
            for _ in 0..random.below(5) {
                members.insert(noise(random, 3), any_json(random, depth - 1));
            }
            Value::Object(members)
        }
    }
}

#[test]
fn any_value_goes_through_the_reader_and_the_writer_unchanged() {
    let source = custom(&json!({
        "posts": { "capture": { "any": "@.any" } },
        "ops": { "post.delete": { "request": { "post": "{+base}/x", "json": { "any": "{{post.cap.any}}" } } } }
    }));
    let session = Session::default();
    for seed in 1..2000 {
        let mut random = Random(seed * 31);
        let any = any_json(&mut random, 5);
        let body = json!([{ "id": 1, "title": "t", "any": any }]);
        let written = if seed % 2 == 0 {
            body.to_string()
        } else {
            serde_json::to_string_pretty(&body).expect("JSON")
        };
        let page = run(
            source.posts(&session, &PostQuery::default()),
            [answer(200, &[], written)],
        );
        let post: Post = page.expect("a page").items.remove(0);
        assert_eq!(json_of(&post.capture["any"]), any, "seed {seed}");
        let intent = baraza_core::connector::Intent::DeletePost {
            post: Box::new(post),
        };
        let request = crate::support::request_of(&mut source.write(&session, &intent, ""));
        assert_eq!(
            crate::support::sent(&request),
            json!({ "any": any }),
            "seed {seed}"
        );
    }
}

#[test]
fn any_answer_is_read_without_a_panic() {
    let sites = [("site", "https://example.org")];
    let sources: Vec<_> = ["baraza", "wordpress", "json-server", "mastodon"]
        .iter()
        .map(|name| source(name, &sites))
        .collect();
    for seed in 1..1500 {
        let mut random = Random(seed * 613);
        let body = any_json(&mut random, 6).to_string();
        let session = Session::default();
        for source in &sources {
            let _ = run(
                source.posts(&session, &PostQuery::default()),
                [answer(200, &[], &*body)],
            );
            let post = Post {
                id: "1".into(),
                ..Post::default()
            };
            let query = CommentQuery::default();
            let _ = run(
                source.comments(&session, &post, &query),
                [answer(200, &[], &*body)],
            );
            let _ = run(source.post(&session, &post.id), [answer(200, &[], &*body)]);
            let status = [400, 401, 404, 429, 500][random.below(5)];
            let failed = run(
                source.post(&session, &post.id),
                [answer(status, &[], &*body)],
            );
            let failure = failed.expect_err("a failure");
            assert!(!failure.message.is_empty() && failure.message.chars().count() <= 400);
        }
    }
}
