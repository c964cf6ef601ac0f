//! `cargo xtask connector infer` and `detect`, as they are typed, against sites on this machine.

#![expect(
    clippy::unwrap_used,
    reason = "what is not as it must be fails the test"
)]

#[path = "connector/site.rs"]
mod site;

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use site::Site;

const BARE: &str = r#"[
    {"id": 11, "title": "Cats and dogs", "body": "They get along well.", "author": "ann", "created_at": "2026-01-02T03:04:05Z"},
    {"id": 12, "title": "Birds at dawn", "body": "They sing in the garden.", "author": "bob", "created_at": "2026-01-03T03:04:05Z"},
    {"id": 13, "title": "Fish at night", "body": "They say nothing at all.", "author": "cat", "created_at": "2026-01-04T03:04:05Z"}
]"#;

const COMMENTS: &str = r#"{"comments": [
    {"id": 1, "text": "I like cats a lot.", "user": {"name": "bob"}, "created_at": "2026-01-02T04:04:05Z", "parent_id": null},
    {"id": 2, "text": "So do I, and dogs.", "user": {"name": "eve"}, "created_at": "2026-01-02T05:04:05Z", "parent_id": 1}
]}"#;

/// What a command said, and how it ended.
struct Said {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Said {
    fn json(&self) -> Value {
        assert_eq!(self.code, Some(0), "{}{}", self.out, self.err);
        serde_json::from_str(&self.out).unwrap()
    }
}

fn connector(arguments: &[&str]) -> Said {
    let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .arg("connector")
        .args(arguments)
        .output()
        .unwrap();
    Said {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Each test has file names of its own.
fn file(name: &str, text: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).unwrap();
    path
}

/// Keeps the connector of a guess in a file, which has to be sound.
fn kept(name: &str, guess: &Value) -> String {
    let path = file(name, &guess["connector"].to_string());
    let path = path.to_str().unwrap().to_owned();
    let checked = connector(&["check", &path]);
    assert_eq!(checked.code, Some(0), "{}", checked.out);
    path
}

fn titles(read: &Value) -> Vec<&str> {
    let posts = read["posts"].as_array().unwrap().iter();
    posts.map(|post| post["title"].as_str().unwrap()).collect()
}

/// Every field that has a confidence is in the connector, and it is one.
fn assert_confidence(guess: &Value, fields: &[&str]) {
    let confidence = guess["confidence"].as_object().unwrap();
    for (place, share) in confidence {
        let pointer = format!("/{}", place.replace('.', "/"));
        assert!(guess["connector"].pointer(&pointer).is_some(), "{place}");
        let share = share.as_f64().unwrap();
        assert!(share > 0.3 && share <= 1.0, "{place}: {share}");
    }
    for field in fields {
        assert!(confidence.contains_key(*field), "{field}: {guess:#}");
    }
}

#[test]
fn a_bare_array_at_an_address_becomes_a_connector_that_reads_it() {
    let comments = "/api/posts/11/comments";
    let site = Site::with(&[("/api/posts", BARE), (comments, COMMENTS)]);
    let guess = connector(&["infer", &site.at("/api/posts")]).json();
    assert_eq!(guess["connector"]["posts"]["items"], "$[*]");
    assert_confidence(
        &guess,
        &[
            "posts.items",
            "posts.map.id",
            "posts.map.title",
            "posts.map.body",
            "posts.map.created",
            "posts.map.author.name",
            "comments.items",
            "comments.map.body",
            "comments.tree.parent",
        ],
    );
    assert_eq!(site.asked(), ["GET /api/posts", &format!("GET {comments}")]);

    let file = kept("bare.json", &guess);
    let read = connector(&["read", &file]).json();
    let expected = ["Cats and dogs", "Birds at dawn", "Fish at night"];
    assert_eq!(titles(&read), expected);
    assert_eq!(read["posts"][0]["author"]["name"], "ann");
    let read = connector(&["read", &file, "--post", "11"]).json();
    assert_eq!(read["comments"][0]["replies"][0]["author"]["name"], "eve");
}

#[test]
fn a_wrapped_list_in_pages_becomes_a_connector_that_goes_on() {
    let all: Vec<Value> = serde_json::from_str(BARE).unwrap();
    let page = |items: &[Value]| json!({ "data": { "posts": items }, "status": "ok" }).to_string();
    let site = Site::with(&[
        ("/list?tag=pets&page=1&per_page=2", &page(&all[..2])),
        ("/list?tag=pets&page=2&per_page=2", &page(&all[2..])),
        // In the order of the connector.
        ("/list?page=1&per_page=2&tag=pets", &page(&all[..2])),
        ("/list?page=2&per_page=2&tag=pets", &page(&all[2..])),
    ]);
    let address = site.at("/list?tag=pets&page=1&per_page=2");
    let said = connector(&["infer", &address]);
    let guess = said.json();
    assert!(said.err.contains("No comments were found"), "{}", said.err);
    assert_eq!(guess["connector"]["posts"]["items"], "$.data.posts[*]");
    assert_eq!(guess["connector"]["posts"]["page"]["kind"], "page");
    assert_confidence(&guess, &["posts.items", "posts.map.title"]);
    assert!(site.asked().len() <= 7, "{:?}", site.asked());

    let file = kept("wrapped.json", &guess);
    let read = connector(&["read", &file, "--pages", "2"]).json();
    let expected = ["Cats and dogs", "Birds at dawn", "Fish at night"];
    assert_eq!(titles(&read), expected, "{:?}", site.asked());
}

#[test]
fn files_become_a_connector_that_is_right_but_for_its_address() {
    let posts = file("posts.answer.json", BARE);
    let comments = file("comments.answer.json", COMMENTS);
    let (posts, comments) = (posts.to_str().unwrap(), comments.to_str().unwrap());
    let said = connector(&["infer", posts, "--comments", comments]);
    let mut guess = said.json();
    assert!(said.err.contains("correct `base`"), "{}", said.err);
    assert_confidence(&guess, &["posts.map.title", "comments.map.body"]);
    assert_eq!(guess["connector"]["base"], "https://example.org");

    let site = Site::with(&[("/posts", BARE), ("/posts/12/comments", COMMENTS)]);
    guess["connector"]["base"] = json!(site.origin);
    let file = kept("files.json", &guess);
    assert_eq!(titles(&connector(&["read", &file]).json()).len(), 3);
    let read = connector(&["read", &file, "--post", "12"]).json();
    assert_eq!(read["comments"][0]["author"]["name"], "bob");
}

#[test]
fn comments_are_taken_from_the_address_that_is_given() {
    let (list, comments) = ("/v1/items", "/v1/talk?depth=3&about=12&page=1");
    let site = Site::with(&[(list, BARE), (comments, COMMENTS)]);
    let guess = connector(&["infer", &site.at(list), "--comments", &site.at(comments)]).json();
    assert_eq!(
        guess["connector"]["comments"]["request"],
        json!({
            "get": "{+base}/v1/talk",
            "query": { "depth": "3", "about": "{{post.id}}", "page": "1" },
        })
    );
    assert_eq!(site.asked().len(), 2, "nothing else is asked");
    kept("given.json", &guess);
}

#[test]
fn where_nothing_can_be_guessed_it_is_said_what_was_looked_for() {
    let site = Site::with(&[
        ("/posts", BARE),
        ("/numbers", r#"{"values": [1, 2, 3]}"#),
        ("/page", "<!doctype html>"),
    ]);
    let posts = site.at("/posts");
    let numbers = site.at("/numbers");
    let gone = site.at("/posts/11/gone");
    for (arguments, words) in [
        (vec![&*numbers], ["no list of posts", "a title or a text"]),
        (vec![&*site.at("/page")], ["not JSON", "of the API"]),
        (vec![&*site.at("/none")], ["/none", "404"]),
        (vec!["no/such/file.json"], ["no/such/file.json", "read"]),
        (
            vec![&*posts, "--comments", &*numbers],
            ["the identifier of a post", "a part of the path"],
        ),
        (vec![&*posts, "--comments", &*gone], ["/gone", "404"]),
        (
            vec![&*posts, "--comments", "http://127.0.0.1:1/posts/11"],
            ["cannot be read", "127.0.0.1:1"],
        ),
    ] {
        let said = connector(&[&["infer"], arguments.as_slice()].concat());
        assert_eq!(said.code, Some(1), "{arguments:?}: {}", said.out);
        assert_eq!(said.out, "", "{arguments:?}");
        for word in words {
            assert!(said.err.contains(word), "{arguments:?}: {}", said.err);
        }
    }
}

#[test]
fn a_wordpress_is_recognised() {
    let about = r#"{"name": "Blog", "namespaces": ["oembed/1.0", "wp/v2"]}"#;
    let site = Site::with(&[("/?rest_route=/", about)]);
    for path in ["", "/2026/01/hello/", "/wp-json/wp/v2/posts", "/about"] {
        let before = site.asked().len();
        let found = connector(&["detect", &site.at(path)]).json();
        assert_eq!(found["preset"], "wordpress", "{path}: {found:#}");
        assert_eq!(found["params"]["site"], site.origin.as_str());
        let asked = found["asked"].as_array().unwrap();
        assert_eq!(
            asked.last().unwrap(),
            &json!(format!("GET {}", site.at("/?rest_route=/")))
        );
        let sent = site.asked().len() - before;
        assert_eq!(sent, asked.len(), "{path}");
        assert!(sent <= 6, "{path}: {found:#}");
    }
}

#[test]
fn an_address_says_enough_without_a_request() {
    let found = connector(&["detect", "github.com/ann/cats/issues/7"]).json();
    assert_eq!(
        found,
        json!({ "preset": "github-issues", "params": { "owner": "ann", "repo": "cats" }, "asked": [] })
    );
}

#[test]
fn an_unknown_address_is_asked_six_times_at_most() {
    let site = Site::with(&[("/posts", BARE)]);
    for (path, advice) in [
        ("/posts", "answers in JSON"),
        ("/nothing", "a list in JSON"),
    ] {
        let before = site.asked().len();
        let said = connector(&["detect", &site.at(path)]);
        assert_eq!(said.code, Some(1), "{}", said.out);
        let found: Value = serde_json::from_str(&said.out).unwrap();
        assert_eq!(found["preset"], Value::Null);
        assert!(found.get("params").is_none());
        let sent = &site.asked()[before..];
        assert!(!sent.is_empty() && sent.len() <= 6, "{sent:?}");
        assert!(sent.iter().all(|line| line.starts_with("GET ")), "{sent:?}");
        let told: Vec<String> = sent
            .iter()
            .map(|line| line.replacen("GET ", &format!("GET {}", site.origin), 1))
            .collect();
        assert_eq!(found["asked"], json!(told));
        let err = &said.err;
        assert!(
            err.contains("connector infer") && err.contains(advice),
            "{err}"
        );
    }
}

#[test]
fn what_is_no_site_or_does_not_answer_is_said_to_be_so() {
    let said = connector(&["detect", "cats"]);
    assert_eq!((said.code, said.out.as_str()), (Some(1), ""));
    assert!(
        said.err.contains("`cats`: this is not an address"),
        "{}",
        said.err
    );

    let gone = {
        let site = Site::with(&[]);
        site.origin.clone()
    };
    let said = connector(&["detect", &gone]);
    assert_eq!(said.code, Some(1));
    assert!(said.err.contains("did not answer"), "{}", said.err);
}
