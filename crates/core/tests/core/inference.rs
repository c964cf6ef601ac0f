//! How well connectors are guessed for APIs that nobody has described.
//!
//! `tests/inference/known` was there while the heuristics were written; `tests/inference/holdout`
//! was written by others after they were frozen, and is what the promises are measured by.

use std::{collections::BTreeMap, path::Path};

use baraza_core::{
    connector::{Connector, HttpResponse},
    infer::{Guess, InferError, InferStep, Inference, Lexicon, List},
};
use serde_json::{Value, json};

use crate::support::connectors;

const CORE: [&str; 5] = ["id", "title", "body", "created", "author.name"];

fn lexicon() -> Lexicon {
    let path = connectors().join("../lexicon.json");
    Lexicon::parse(&std::fs::read_to_string(path).expect("the lexicon")).expect("JSON")
}

/// Answers of a sample: `address` says who is asked, `comments.address` where comments are.
fn guess(sample: &Value) -> Option<(List, Option<List>, String)> {
    let address = sample["address"].as_str().expect("an address");
    let address = &address.replace(' ', "%20");
    let json = sample["answer"].to_string();
    let mut inference = Inference::new(lexicon(), address, &json).ok()?;
    let comments = &sample["comments"];
    let mut answer = None;
    loop {
        match inference.resume(answer) {
            InferStep::Done(guess) => return Some((guess.posts, guess.comments, guess.connector)),
            InferStep::Ask(_) => {
                // Whether the address is right is not measured here: all of them have the answer.
                let is_there = comments.is_object();
                answer = Some(Ok(HttpResponse {
                    status: if is_there { 200 } else { 404 },
                    headers: Vec::new(),
                    body: comments["answer"].to_string(),
                }));
            }
        }
    }
}

#[derive(Default)]
struct Tally {
    lists: (usize, usize),
    core: (usize, usize),
    all: (usize, usize),
    /// Titles that were found where there is none, or somewhere else.
    spurious: (usize, usize),
    misses: Vec<String>,
}

impl Tally {
    fn add(&mut self, pair: fn(&mut Self) -> &mut (usize, usize), hit: bool) {
        let (hits, total) = pair(self);
        *hits += usize::from(hit);
        *total += 1;
    }

    fn compare(&mut self, name: &str, expected: &Value, list: Option<&List>) {
        let items = list.map(|list| list.items.as_str());
        let right = items.is_some_and(|items| is_same_list(&expected["items"], items));
        self.add(|tally| &mut tally.lists, right);
        if !right {
            self.misses
                .push(format!("{name}: items {items:?} for {}", expected["items"]));
        }
        let found: BTreeMap<&str, &str> = list
            .filter(|_| right)
            .into_iter()
            .flat_map(|list| &list.fields)
            .map(|field| (field.role.name(), field.selector.as_str()))
            .collect();
        let whole = |selector: Option<&str>| {
            let selector = selector?.strip_prefix('@')?;
            Some(format!("{}{selector}", items?))
        };
        let of_items = expected["items"].as_str().unwrap_or_default();
        for (field, selector) in expected["fields"].as_object().into_iter().flatten() {
            let place = whole(found.get(field.as_str()).copied());
            let hit = accepts(selector, of_items, place.as_deref());
            if !hit {
                let found = found.get(field.as_str());
                self.misses
                    .push(format!("{name}: {field} {found:?} for {selector}"));
            }
            self.add(|tally| &mut tally.all, hit);
            if CORE.contains(&field.as_str()) {
                self.add(|tally| &mut tally.core, hit);
            }
        }
        if let Some(title) = found.get("title") {
            let place = whole(Some(title));
            let wrong = !accepts(&expected["fields"]["title"], of_items, place.as_deref());
            if wrong {
                self.misses
                    .push(format!("{name}: a title that is none: {title}"));
            }
            self.add(|tally| &mut tally.spurious, wrong);
        }
    }
}

/// Whether two selectors lead to the same items, or one to what wraps them: `edges[*]` and
/// `edges[*].node`.
fn is_same_list(expected: &Value, found: &str) -> bool {
    let expected = expected.as_str().unwrap_or_default();
    let wraps = |outer: &str, inner: &str| {
        let rest = inner.strip_prefix(outer);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.') && !rest.contains('['))
    };
    wraps(found, expected) || wraps(expected, found)
}

/// Whether a place, from the answer on, is one of the expected ones within these items.
fn accepts(expected: &Value, items: &str, found: Option<&str>) -> bool {
    match expected {
        Value::String(selector) => {
            let whole = selector
                .strip_prefix('@')
                .map(|rest| format!("{items}{rest}"));
            found.is_some() && found == whole.as_deref()
        }
        Value::Array(selectors) => selectors
            .iter()
            .any(|selector| accepts(selector, items, found)),
        _ => found.is_none(),
    }
}

fn measure(folder: &str, languages: &[&str]) -> Tally {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/inference")
        .join(folder);
    let mut tally = Tally::default();
    let mut paths: Vec<_> = std::fs::read_dir(&root)
        .into_iter()
        .flatten()
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.sort();
    for path in paths {
        let sample: Value =
            serde_json::from_str(&std::fs::read_to_string(&path).expect("a file")).expect("JSON");
        if !languages.contains(&sample["language"].as_str().unwrap_or("en")) {
            continue;
        }
        let name = path
            .file_stem()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let (posts, comments, connector) = match guess(&sample) {
            Some((posts, comments, connector)) => (Some(posts), comments, connector),
            None => (None, None, String::new()),
        };
        if posts.is_some() {
            let parsed = Connector::parse(&connector);
            assert!(parsed.is_ok(), "{name}: {:?}\n{connector}", parsed.err());
        }
        tally.compare(&name, &sample["posts"], posts.as_ref());
        if sample["comments"].is_object() {
            let name = format!("{name} comments");
            tally.compare(&name, &sample["comments"], comments.as_ref());
        }
    }
    tally
}

fn report(what: &str, tally: &Tally) {
    for miss in &tally.misses {
        println!("  {miss}");
    }
    let share = |(hits, total): (usize, usize)| format!("{hits}/{total}");
    println!(
        "{what}: lists {}, core fields {}, all fields {}, wrong titles {}",
        share(tally.lists),
        share(tally.core),
        share(tally.all),
        share(tally.spurious)
    );
}

fn at_least((hits, total): (usize, usize), percent: usize) -> bool {
    hits * 100 >= total * percent
}

#[test]
fn known_samples_are_guessed() {
    let tally = measure("known", &["en", "es", "fr", "pt", "de"]);
    report("known", &tally);
    assert!(at_least(tally.core, 90), "core fields {:?}", tally.core);
}

#[test]
fn unseen_english_apis_are_guessed() {
    let tally = measure("holdout", &["en"]);
    report("unseen, English", &tally);
    assert!(at_least(tally.lists, 95), "lists {:?}", tally.lists);
    assert!(at_least(tally.core, 95), "core fields {:?}", tally.core);
    assert!(at_least(tally.all, 90), "all fields {:?}", tally.all);
}

#[test]
fn unseen_apis_in_other_languages_are_guessed() {
    let tally = measure("holdout", &["es", "fr", "pt", "de"]);
    report("unseen, other languages", &tally);
    assert!(at_least(tally.core, 80), "core fields {:?}", tally.core);
}

/// A guess for three posts, with comments that somebody has found.
fn with_comments(address: Option<&str>, json: &str) -> Result<Guess, InferError> {
    let posts = r#"[
        {"id": 1, "title": "Cats and dogs", "body": "They get along well."},
        {"id": 72, "title": "Birds at dawn", "body": "They sing in the garden."},
        {"id": 73, "title": "Fish at night", "body": "They say nothing at all."}
    ]"#;
    let address_of_posts = "https://a.example/api/posts";
    let mut inference = Inference::new(lexicon(), address_of_posts, posts).expect("posts");
    inference.take_comments(address, json)?;
    match inference.resume(None) {
        InferStep::Done(guess) => Ok(*guess),
        InferStep::Ask(request) => panic!("{} is asked", request.url),
    }
}

const COMMENTS: &str = r#"[{"id": 5, "text": "I like cats a lot."}]"#;

#[test]
fn comments_that_somebody_has_found_are_asked_for_of_every_post() {
    for (address, request) in [
        (
            "/api/posts/72/comments",
            json!("{+base}/api/posts/{post.id}/comments"),
        ),
        ("/t/72.json#top", json!("{+base}/t/{post.id}.json")),
        (
            "/api/1/posts/1/talk",
            json!("{+base}/api/1/posts/{post.id}/talk"),
        ),
        (
            "/talk?page=1&about=1&sort=new",
            json!({
                "get": "{+base}/talk",
                "query": { "page": "1", "about": "{{post.id}}", "sort": "new" }
            }),
        ),
        (
            "/posts/73?depth=1",
            json!({ "get": "{+base}/posts/{post.id}", "query": { "depth": "1" } }),
        ),
    ] {
        let address = ["https://a.example", address].concat();
        let guess = with_comments(Some(&address), COMMENTS).expect("comments");
        for connector in [&guess.connector, &guess.with_writes()] {
            assert!(
                Connector::parse(connector).is_ok(),
                "{address}: {connector}"
            );
            let connector: Value = serde_json::from_str(connector).expect("JSON");
            assert_eq!(connector["comments"]["request"], request, "{address}");
        }
    }
}

#[test]
fn comments_without_an_address_are_where_most_apis_have_them() {
    let guess = with_comments(None, COMMENTS).expect("comments");
    let connector: Value = serde_json::from_str(&guess.connector).expect("JSON");
    assert_eq!(
        connector["comments"]["request"],
        "{+base}/api/posts/{post.id}/comments"
    );
}

#[test]
fn comments_that_are_none_or_nobodys_are_refused() {
    for (address, json, expected) in [
        ("https://a.example/talk", COMMENTS, InferError::NoPost),
        (
            "https://a.example/talk?page=1",
            COMMENTS,
            InferError::NoPost,
        ),
        ("https://b.example/posts/1", COMMENTS, InferError::Elsewhere),
        ("posts/1", COMMENTS, InferError::NoAddress),
        (
            "https://a.example/posts/1",
            "[1, 2]",
            InferError::NoComments,
        ),
    ] {
        let error = with_comments(Some(address), json).expect_err(address);
        assert_eq!(error, expected, "{address}");
    }
}
