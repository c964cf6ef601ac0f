//! Answers as real backends give them, and what becomes of them.
//!
//! Each `tests/fixtures/<connector>/<case>.json` says what is done, which request that makes, and
//! how the backend answers (`request` and `answer`; or `exchange`, a list of steps of which each is a
//! list of such pairs); `<case>.expected.json` beside it is what comes out, without the empty
//! fields. `"then": "next"` goes on to the next page, `"then": {"more": 0}` to what the first stub
//! stands for; `"at"` is when a write is asked for, in milliseconds. With `BLESS=1` the expected files are written anew: read the difference before it stays.

use std::{
    fmt::Debug,
    path::{Path, PathBuf},
};

use baraza_core::connector::{
    CommentQuery, Credentials, Failure, HttpRequest, HttpResponse, Image, Intent, Operation,
    Outcome, Page, PostQuery, Sending, Session, Source, Step, Unreachable,
};
use baraza_core::model::{Comment, Post, Timestamp, Vote};
use serde::Serialize;
use serde_json::{Value, json};

use crate::docs_example;
use crate::support::{header, sent, source, text_of};

pub(crate) fn cases() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut cases = Vec::new();
    for system in std::fs::read_dir(root).expect("the fixtures") {
        for case in std::fs::read_dir(system.expect("a folder").path()).expect("a folder") {
            let path = case.expect("a file").path();
            if path.is_file() && !path.to_string_lossy().ends_with(".expected.json") {
                cases.push(path);
            }
        }
    }
    cases.sort();
    cases
}

pub(crate) fn read(path: &Path) -> Value {
    let text =
        std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn answers_of_real_backends_become_what_is_expected() {
    let cases = cases();
    assert!(cases.len() >= 30, "only {} cases", cases.len());
    for path in cases {
        let case = read(&path);
        let found = perform(&path, &case);
        let expected_path = path.with_extension("expected.json");
        if std::env::var_os("BLESS").is_some() {
            let text = serde_json::to_string_pretty(&found).expect("JSON");
            std::fs::write(&expected_path, text + "\n").expect("a file");
        }
        let expected = read(&expected_path);
        assert_eq!(found, expected, "{}", path.display());
    }
}

/// Does what a case says and gives back what came of it.
fn perform(path: &Path, case: &Value) -> Value {
    let system = path
        .parent()
        .and_then(Path::file_name)
        .expect("a system")
        .to_string_lossy();
    let mut params = vec![("site", "https://example.org")];
    for (name, value) in case["params"].as_object().into_iter().flatten() {
        params.push((name, value.as_str().expect("a text")));
    }
    perform_on(&source(&system, &params), case, &path.display().to_string())
}

/// Does with a source what a case says and gives back what came of it.
pub(crate) fn perform_on(source: &Source, case: &Value, name: &str) -> Value {
    let session: Session = serde_json::from_value(case["session"].clone()).unwrap_or_default();
    let action = &case["do"];
    let text = |key: &str| action[key].as_str().map(str::to_owned);
    let post: Post = serde_json::from_value(action["post"].clone()).unwrap_or_default();
    let comment: Comment = serde_json::from_value(action["comment"].clone()).unwrap_or_default();
    let sending = Sending {
        key: "key-1",
        at: action["at"].as_i64().map(Timestamp),
        lang: action["lang"].as_str().unwrap_or_default(),
    };
    let mut steps = steps(case).into_iter();
    let steps = &mut steps;
    match action["what"].as_str().expect("what to do") {
        "posts" => {
            let query = PostQuery {
                sort: text("sort"),
                search: text("search"),
                tag: text("tag"),
                page: None,
            };
            let first = drive(steps, source.posts(&session, &query));
            let next = first.as_ref().ok().and_then(|first| first.next.clone());
            let mut found = shown(first, page);
            if action["then"] == "next" {
                assert!(next.is_some(), "there is no next page: {name}");
                let query = PostQuery {
                    page: next,
                    ..query
                };
                found["then"] = shown(drive(steps, source.posts(&session, &query)), page);
            }
            found
        }
        "post" => shown(drive(steps, source.post(&session, &post.id)), |post| {
            pruned(&post)
        }),
        "comments" => {
            let query = CommentQuery {
                sort: text("sort"),
                page: None,
            };
            let first = drive(steps, source.comments(&session, &post, &query));
            let kept = first.as_ref().ok().cloned();
            let mut found = shown(first, page);
            let Some(first) = kept else { return found };
            if action["then"] == "next" {
                let query = CommentQuery {
                    page: first.next,
                    ..query
                };
                assert!(query.page.is_some(), "no next page: {name}");
                let next = drive(steps, source.comments(&session, &post, &query));
                found["then"] = shown(next, page);
            } else if let Some(at) = action["then"]["more"].as_u64() {
                let stub = &first.stubs[usize::try_from(at).expect("a place")];
                let parent = first
                    .items
                    .iter()
                    .find(|item| Some(&item.id) == stub.parent.as_ref());
                let more = drive(steps, source.more(&session, &post, parent, stub));
                found["then"] = shown(more, page);
            }
            found
        }
        "held" => shown(drive(steps, source.held(&session, None)), page),
        "sign_in" => shown(drive(steps, source.sign_in(&credentials())), |session| {
            pruned(&session)
        }),
        "oauth" => docs_example::oauth(source, steps.collect()),
        "sign_up" => shown(drive(steps, source.sign_up(&credentials())), |session| {
            pruned(&session)
        }),
        "sign_out" => shown(drive(steps, source.sign_out(&session)), |()| {
            json!("signed out")
        }),
        "image.upload" => {
            let image = Image {
                name: text("name").unwrap_or_default(),
                media_type: text("type").unwrap_or_default(),
                bytes: text("bytes").unwrap_or_default().into_bytes().into(),
            };
            let upload = source.upload(&session, image, sending.key);
            shown(drive(steps, upload), |address| json!(address))
        }
        what => {
            let intent = intent(what, action, post, comment);
            let write = source.write(&session, &intent, sending);
            shown(drive(steps, write), outcome)
        }
    }
}

pub(crate) fn credentials() -> Credentials {
    Credentials {
        user: "ann".to_owned(),
        secret: "abcd efgh ijkl".to_owned(),
        email: Some("ann@example.org".to_owned()),
    }
}

pub(crate) fn intent(what: &str, action: &Value, post: Post, comment: Comment) -> Intent {
    let text = |key: &str| action[key].as_str().unwrap_or("").to_owned();
    let (post, comment) = (Box::new(post), Box::new(comment));
    let vote = match action["vote"].as_str() {
        Some("up") => Vote::Up,
        Some("down") => Vote::Down,
        _ => Vote::None,
    };
    match what {
        "comment.create" => Intent::CreateComment {
            post,
            parent: serde_json::from_value(action["parent"].clone())
                .ok()
                .map(Box::new),
            text: text("text"),
            guest: serde_json::from_value(action["guest"].clone()).ok(),
        },
        "comment.edit" => Intent::EditComment {
            post,
            comment,
            text: text("text"),
        },
        "comment.delete" => Intent::DeleteComment { post, comment },
        "comment.vote" => Intent::VoteComment {
            post,
            comment,
            vote,
        },
        "comment.approve" => Intent::ModerateComment {
            post,
            comment,
            approve: true,
        },
        "comment.remove" => Intent::ModerateComment {
            post,
            comment,
            approve: false,
        },
        "post.create" => Intent::CreatePost {
            title: text("title"),
            text: text("text"),
            tags: serde_json::from_value(action["tags"].clone()).unwrap_or_default(),
        },
        "post.edit" => Intent::EditPost {
            post,
            title: text("title"),
            text: text("text"),
        },
        "post.delete" => Intent::DeletePost { post },
        "post.vote" => Intent::VotePost { post, vote },
        "comment.react" | "post.react" => Intent::React {
            post,
            comment: Some(comment).filter(|_| what.starts_with("comment")),
            reaction: text("reaction"),
        },
        other => panic!("`{other}` is nothing that one can do"),
    }
}

/// The steps of a case: of each, the requests that it makes and their answers.
pub(crate) fn steps(case: &Value) -> Vec<Vec<Value>> {
    match case["exchange"].as_array() {
        Some(steps) => steps
            .iter()
            .map(|step| step.as_array().expect("a list of pairs").clone())
            .collect(),
        None => vec![vec![case.clone()]],
    }
}

/// Runs an operation with the case's answers, checking the requests on the way.
pub(crate) fn drive<T: Debug>(
    steps: &mut impl Iterator<Item = Vec<Value>>,
    mut operation: Operation<T>,
) -> Result<T, Failure> {
    let mut answers = Vec::new();
    loop {
        match operation.resume(answers) {
            Step::Done(result) => return result,
            Step::Send(requests) => {
                let step = steps
                    .next()
                    .unwrap_or_else(|| panic!("more requests: {requests:?}"));
                assert_eq!(requests.len(), step.len(), "{requests:?}");
                for (expected, request) in step.iter().zip(&requests) {
                    check_request(&expected["request"], request);
                }
                answers = step.iter().map(|pair| answer(&pair["answer"])).collect();
            }
        }
    }
}

/// An answer; `"none"` and `"withheld"` are none.
pub(crate) fn answer(answer: &Value) -> Result<HttpResponse, Unreachable> {
    if let Some(why) = answer.as_str() {
        return Err(Unreachable {
            detail: why.to_owned(),
            withheld: why == "withheld",
        });
    }
    let body = match &answer["body"] {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let headers = answer["headers"].as_object().into_iter().flatten();
    Ok(HttpResponse {
        status: answer["status"]
            .as_u64()
            .unwrap_or(200)
            .try_into()
            .expect("a status"),
        headers: headers
            .map(|(name, value)| (name.clone(), value.as_str().expect("a text").to_owned()))
            .collect(),
        body,
    })
}

pub(crate) fn shown<T>(result: Result<T, Failure>, show: impl FnOnce(T) -> Value) -> Value {
    match result {
        Ok(result) => show(result),
        Err(failure) => shown_failure(&failure),
    }
}

fn check_request(expected: &Value, request: &HttpRequest) {
    if expected == "any" {
        return;
    }
    let line = format!("{} {}", request.method.as_str(), request.url);
    assert_eq!(expected["line"].as_str(), Some(line.as_str()));
    for (name, value) in expected["headers"].as_object().into_iter().flatten() {
        assert_eq!(header(request, name), value.as_str(), "the field {name}");
    }
    match (&expected["json"], &expected["body"]) {
        (Value::Null, Value::Null) => assert_eq!(request.body, None, "a body"),
        (Value::Null, body) => {
            let text = text_of(request).map(|text| text.replace("\r\n", "\n"));
            assert_eq!(text.as_deref().map(str::trim), body.as_str());
        }
        (json, _) => assert_eq!(&sent(request), json),
    }
}

fn shown_failure(failure: &Failure) -> Value {
    pruned(&json!({ "failure": {
        "kind": failure.kind,
        "message": failure.message,
        "code": failure.code,
        "status": failure.status,
        "retry_after": failure.retry_after,
        "fields": failure.fields,
    } }))
}

fn page<T: Serialize>(page: Page<T>) -> Value {
    let issues: Vec<String> = page
        .issues
        .iter()
        .map(|issue| format!("{}: {}", issue.pointer, issue.message))
        .collect();
    let (items, next, stubs) = (page.items, page.next, page.stubs);
    pruned(&json!({ "items": items, "next": next, "issues": issues, "stubs": stubs }))
}

fn outcome(outcome: Outcome) -> Value {
    match outcome {
        Outcome::Comment(comment) => json!({ "comment": pruned(&comment) }),
        Outcome::Post(post) => json!({ "post": pruned(&post) }),
        Outcome::Refetch => json!("refetch"),
    }
}

/// A value as JSON without its empty fields.
pub(crate) fn pruned(value: &impl Serialize) -> Value {
    fn prune(value: Value) -> Value {
        match value {
            Value::Object(members) => {
                let kept = members.into_iter().map(|(key, value)| (key, prune(value)));
                Value::Object(kept.filter(|(_, value)| !is_empty(value)).collect())
            }
            Value::Array(items) => items.into_iter().map(prune).collect(),
            other => other,
        }
    }
    fn is_empty(value: &Value) -> bool {
        match value {
            Value::Null => true,
            Value::Array(items) => items.is_empty(),
            Value::Object(members) => members.is_empty(),
            Value::String(text) => text == "published",
            _ => false,
        }
    }
    prune(serde_json::to_value(value).expect("JSON"))
}
