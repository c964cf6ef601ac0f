//! Every value of every recorded answer, replaced by everything that it should not be.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use baraza_core::{
    connector::{
        CommentQuery, HttpResponse, OAuthClient, Operation, PostQuery, Session, Source, Step,
        Unreachable,
    },
    model::{Comment, Post},
    thread::Thread,
};
use serde_json::{Value, json};

use crate::{
    fixtures::{answer, cases, credentials, intent, read, steps},
    support::source,
};

type Answers = Vec<Result<HttpResponse, Unreachable>>;

/// What came of a read: the identifiers, and whether something was reported.
struct Shown {
    ids: BTreeSet<String>,
    reported: bool,
}

/// Drives an operation with answers in their order; when there are no more, nobody is there.
fn drive<T>(
    mut operation: Operation<T>,
    mut answers: impl Iterator<Item = Result<HttpResponse, Unreachable>>,
) -> Option<T> {
    let mut given = Vec::new();
    for _ in 0..40 {
        match operation.resume(given) {
            Step::Done(result) => return result.ok(),
            Step::Send(requests) => {
                let next = |_| {
                    answers
                        .next()
                        .unwrap_or_else(|| Err(Unreachable::default()))
                };
                given = requests.iter().map(next).collect();
            }
        }
    }
    panic!("it asks and asks");
}

/// Does what a case says with these answers. `None`: it failed, or was no read of a list.
fn perform(source: &Source, case: &Value, answers: Answers) -> Option<Shown> {
    let session: Session = serde_json::from_value(case["session"].clone()).unwrap_or_default();
    let action = &case["do"];
    let text = |key: &str| action[key].as_str().map(str::to_owned);
    let post: Post = serde_json::from_value(action["post"].clone()).unwrap_or_default();
    let comment: Comment = serde_json::from_value(action["comment"].clone()).unwrap_or_default();
    let answers = answers.into_iter();
    match action["what"].as_str()? {
        "posts" => {
            let query = PostQuery {
                sort: text("sort"),
                search: text("search"),
                tag: text("tag"),
                page: None,
            };
            let page = drive(source.posts(&session, &query), answers)?;
            Some(Shown {
                ids: page.items.iter().map(|post| post.id.to_string()).collect(),
                reported: !page.issues.is_empty(),
            })
        }
        what @ ("comments" | "held") => {
            let query = CommentQuery {
                sort: text("sort"),
                page: None,
            };
            let operation = match what {
                "held" => source.held(&session, None),
                _ => source.comments(&session, &post, &query),
            };
            let page = drive(operation, answers)?;
            let _ = Thread::build(&page.items);
            Some(Shown {
                ids: page
                    .items
                    .iter()
                    .map(|comment| comment.id.to_string())
                    .collect(),
                reported: !page.issues.is_empty(),
            })
        }
        "post" => drive(source.post(&session, &post.id), answers).and(None),
        "sign_in" => drive(source.sign_in(&credentials()), answers).and(None),
        "oauth" => {
            let session = source.oauth_session(&OAuthClient::default(), "", "code", "v");
            drive(session, answers).and(None)
        }
        "sign_up" => drive(source.sign_up(&credentials()), answers).and(None),
        "sign_out" => drive(source.sign_out(&session), answers).and(None),
        what => drive(
            source.write(&session, &intent(what, action, post, comment), "k"),
            answers,
        )
        .and(None),
    }
}

/// The pointers of all values. Of a list, two elements stand for all; of one within, the first.
fn pointers(value: &Value, at: &str, out: &mut Vec<String>) {
    out.push(at.to_owned());
    match value {
        Value::Array(items) => {
            let count = if at.matches('/').count() < 2 { 2 } else { 1 };
            for (place, item) in items.iter().enumerate().take(count) {
                pointers(item, &format!("{at}/{place}"), out);
            }
        }
        Value::Object(members) => {
            for (key, member) in members {
                let key = key.replace('~', "~0").replace('/', "~1");
                pointers(member, &format!("{at}/{key}"), out);
            }
        }
        _ => {}
    }
}

/// Leaves three elements in each list: more take time and show no more.
fn shorten(value: &mut Value) {
    match value {
        Value::Array(items) => {
            items.truncate(3);
            items.iter_mut().for_each(shorten);
        }
        Value::Object(members) => members.values_mut().for_each(shorten),
        _ => {}
    }
}

/// A body without the value at a pointer.
fn without(body: &Value, pointer: &str) -> Option<Value> {
    let mut body = body.clone();
    let (around, last) = pointer.rsplit_once('/')?;
    match body.pointer_mut(around)? {
        Value::Object(members) => members.remove(&last.replace("~1", "/").replace("~0", "~"))?,
        Value::Array(items) => items.remove(last.parse().ok()?),
        _ => return None,
    };
    Some(body)
}

/// The pointer of the outermost element of a list that a value is in.
fn element_around(body: &Value, pointer: &str) -> Option<String> {
    let steps = pointer
        .match_indices('/')
        .map(|(at, _)| at)
        .skip(1)
        .chain([pointer.len()]);
    let mut ends = steps.map(|end| &pointer[..end]);
    ends.find(|inner| {
        let around = inner
            .rsplit_once('/')
            .and_then(|(around, _)| body.pointer(around));
        around.is_some_and(Value::is_array)
    })
    .map(str::to_owned)
}

fn wrong() -> [Value; 7] {
    let deep = (0..60).fold(json!(1), |inner, level| {
        if level % 2 == 0 {
            json!([inner])
        } else {
            json!({ "id": inner })
        }
    });
    [
        json!(null),
        json!(-1.5e300),
        json!("\u{0}<b>"),
        json!(true),
        json!([]),
        json!({}),
        deep,
    ]
}

/// Checks a case, but for places that have been `seen` in another of the same system and kind.
fn check(path: &Path, seen: &Mutex<BTreeSet<String>>) {
    let system = path
        .parent()
        .and_then(Path::file_name)
        .expect("a system")
        .to_string_lossy();
    let case = read(path);
    let mut params = vec![("site", "https://example.org")];
    for (name, value) in case["params"].as_object().into_iter().flatten() {
        params.push((name, value.as_str().expect("a text")));
    }
    let source = source(&system, &params);
    let mut pairs: Vec<Value> = steps(&case).into_iter().flatten().collect();
    if let [only] = pairs.as_mut_slice() {
        shorten(&mut only["answer"]);
    }
    let answers: Answers = pairs.iter().map(|pair| answer(&pair["answer"])).collect();
    for (at, pair) in pairs.iter().enumerate() {
        let body = &pair["answer"]["body"];
        if !body.is_array() && !body.is_object() {
            continue;
        }
        let with = |body: &Value| {
            let mut answers = answers.clone();
            if let Some(Ok(answer)) = answers.get_mut(at) {
                answer.body = body.to_string();
            }
            perform(&source, &case, answers)
        };
        let mut all = Vec::new();
        pointers(body, "", &mut all);
        let mut known = BTreeMap::new();
        for pointer in all {
            let place = format!("{system} {} {at} {pointer}", case["do"]["what"]);
            if !seen.lock().expect("no test has failed").insert(place) {
                continue;
            }
            // Without the element that it is in, this is what is left. No damage may take more.
            let element = element_around(body, &pointer);
            let least = element.and_then(|element| {
                let least = known.entry(element);
                let least = least.or_insert_with_key(|element| with(&without(body, element)?));
                least.as_ref().map(|least| least.ids.clone())
            });
            let removed = without(body, &pointer);
            let replaced = wrong().map(|value| {
                let mut body = body.clone();
                *body.pointer_mut(&pointer).expect("a value") = value;
                body
            });
            for damaged in removed.iter().chain(&replaced) {
                let shown = with(damaged);
                let Some(least) = &least else { continue };
                let place = || format!("{} {pointer}: {damaged}", path.display());
                let shown = shown.unwrap_or_else(|| panic!("all is lost by {}", place()));
                assert!(
                    shown.ids.is_superset(least),
                    "too much is lost by {}",
                    place()
                );
            }
        }
    }
}

#[test]
fn no_value_of_any_recorded_answer_can_take_more_with_it_than_its_own_record() {
    let cases = cases();
    let next = AtomicUsize::new(0);
    let seen = Mutex::new(BTreeSet::new());
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while let Some(path) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    check(path, &seen);
                }
            });
        }
    });
}

#[test]
fn a_record_that_is_none_is_reported_and_the_others_are_shown() {
    for system in ["baraza", "wordpress", "mastodon"] {
        let path = format!(
            "{}/tests/fixtures/{system}/posts.json",
            env!("CARGO_MANIFEST_DIR")
        );
        let case = read(Path::new(&path));
        let source = source(system, &[("site", "https://example.org")]);
        let body = &case["answer"]["body"];
        let mut all = Vec::new();
        pointers(body, "", &mut all);
        let with = |body: &Value| {
            let response = HttpResponse {
                status: 200,
                headers: Vec::new(),
                body: body.to_string(),
            };
            perform(&source, &case, vec![Ok(response)])
        };
        let whole = with(body).expect("a page").ids;
        let is_element =
            |pointer: &&String| element_around(body, pointer).as_ref() == Some(*pointer);
        let mut found = 0;
        for pointer in all.iter().filter(is_element) {
            let mut damaged = body.clone();
            *damaged.pointer_mut(pointer).expect("a value") = json!("no record");
            let shown = with(&damaged).expect("a page");
            if shown.ids.len() + 1 == whole.len() {
                found += 1;
                assert!(shown.reported, "{system} {pointer} is lost in silence");
            }
        }
        assert!(found > 0 || whole.len() < 2, "{system} has no records");
    }
}

#[test]
fn fifty_thousand_answers_to_one_comment_are_shown() {
    let source = source("baraza", &[("site", "https://example.org")]);
    let items: Vec<Value> = (0..50_000)
        .map(|id| json!({ "id": id.to_string(), "body": "x", "parent_id": if id == 0 { json!(null) } else { json!("0") } }))
        .collect();
    let case = json!({ "do": { "what": "comments", "post": { "id": "p" } } });
    let response = HttpResponse {
        status: 200,
        headers: Vec::new(),
        body: json!({ "items": items, "next": null }).to_string(),
    };
    let shown = perform(&source, &case, vec![Ok(response)]).expect("a page");
    assert_eq!((shown.ids.len(), shown.reported), (50_000, false));
}

#[test]
fn an_answer_that_is_cut_off_anywhere_is_a_failure() {
    let source = source("baraza", &[("site", "https://example.org")]);
    let path = format!(
        "{}/tests/fixtures/baraza/comments.json",
        env!("CARGO_MANIFEST_DIR")
    );
    let case = read(Path::new(&path));
    let body = case["answer"]["body"].to_string();
    for (end, _) in body.char_indices() {
        let response = HttpResponse {
            status: 200,
            headers: Vec::new(),
            body: body[..end].to_owned(),
        };
        assert!(
            perform(&source, &case, vec![Ok(response)]).is_none(),
            "{}",
            &body[..end]
        );
    }
}
