//! What the tests share: sources, answers, and a host that has the answers ready.

use std::{collections::BTreeMap, path::PathBuf, sync::Arc};

use baraza_core::{
    connector::{
        Connector, Failure, HttpRequest, HttpResponse, Operation, Problem, Source, Step,
        Unreachable,
    },
    json::Json,
    model::{Body, Comment, Format},
};
use serde_json::Value;

/// The folder of the released connector files.
pub(crate) fn connectors() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../public/connectors")
}

/// A released connector file.
pub(crate) fn connector(name: &str) -> Connector {
    let path = connectors().join(format!("{name}.json"));
    let json = std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Connector::parse(&json).unwrap_or_else(|problems| panic!("{name}: {problems:#?}"))
}

/// A released connector, bound.
pub(crate) fn source(name: &str, params: &[(&str, &str)]) -> Source {
    bind(connector(name), params)
}

pub(crate) fn bind(connector: Connector, params: &[(&str, &str)]) -> Source {
    let params: BTreeMap<String, String> = params
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    Arc::new(connector)
        .bind(&params)
        .expect("parameters that fit")
}

/// A connector of a test's own: the smallest file, with these keys put over it.
pub(crate) fn custom(keys: &Value) -> Source {
    bind(
        parse(&over(minimal(), keys)).expect("a connector without problems"),
        &[],
    )
}

pub(crate) fn parse(file: &Value) -> Result<Connector, Vec<Problem>> {
    Connector::parse(&file.to_string())
}

/// The smallest file that lists posts and comments.
pub(crate) fn minimal() -> Value {
    serde_json::json!({
        "format": 1,
        "title": "Test",
        "base": "https://example.org",
        "posts": {
            "request": "{+base}/posts",
            "map": { "id": "@.id", "title": "@.title", "body": "@.body" }
        },
        "comments": {
            "request": "{+base}/comments",
            "map": { "id": "@.id", "body": "@.body" },
            "tree": { "kind": "flat", "parent": "@.parent" }
        }
    })
}

/// One value with the members of another put over its own, all the way down.
pub(crate) fn over(mut below: Value, above: &Value) -> Value {
    match (&mut below, above) {
        (Value::Object(below), Value::Object(above)) => {
            for (key, value) in above {
                let merged = match below.remove(key) {
                    // Another kind of thing takes the place of the one below.
                    Some(inner)
                        if inner.is_object()
                            && value.is_object()
                            && value.get("kind").is_none() =>
                    {
                        over(inner, value)
                    }
                    _ => value.clone(),
                };
                below.insert(key.clone(), merged);
            }
            Value::Object(std::mem::take(below))
        }
        _ => above.clone(),
    }
}

/// An answer with a body and header fields.
pub(crate) fn answer(
    status: u16,
    headers: &[(&str, &str)],
    body: impl Into<String>,
) -> HttpResponse {
    HttpResponse {
        status,
        headers: headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
        body: body.into(),
    }
}

/// A good answer.
pub(crate) fn ok(body: &Value) -> HttpResponse {
    answer(200, &[], body.to_string())
}

/// The first request of an operation.
pub(crate) fn request_of<T: std::fmt::Debug>(operation: &mut Operation<T>) -> HttpRequest {
    match operation.resume(Vec::new()) {
        Step::Send(requests) => {
            assert_eq!(requests.len(), 1, "one request was expected");
            requests.into_iter().next().expect("a request")
        }
        Step::Done(result) => panic!("done without a request: {result:?}"),
    }
}

/// Runs an operation whose requests are answered by these, one after the other.
pub(crate) fn run<T: std::fmt::Debug>(
    operation: Operation<T>,
    answers: impl IntoIterator<Item = HttpResponse>,
) -> Result<T, Failure> {
    run_with(operation, answers.into_iter().map(Ok))
}

pub(crate) fn run_with<T: std::fmt::Debug>(
    mut operation: Operation<T>,
    answers: impl IntoIterator<Item = Result<HttpResponse, Unreachable>>,
) -> Result<T, Failure> {
    let mut answers = answers.into_iter();
    let mut given = Vec::new();
    loop {
        match operation.resume(given) {
            Step::Send(requests) => {
                assert!(!requests.is_empty(), "a step without requests");
                given = requests
                    .iter()
                    .map(|request| {
                        answers
                            .next()
                            .unwrap_or_else(|| panic!("no answer to {request:?}"))
                    })
                    .collect();
            }
            Step::Done(result) => return result,
        }
    }
}

/// A comment for thread tests.
pub(crate) fn comment(id: &str, parent: Option<&str>) -> Comment {
    Comment {
        id: id.into(),
        parent: parent.map(Into::into),
        body: Body {
            text: format!("text of {id}"),
            format: Format::Text,
        },
        ..Comment::default()
    }
}

/// A header field of a request.
pub(crate) fn header<'r>(request: &'r HttpRequest, name: &str) -> Option<&'r str> {
    let found = request
        .headers
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value.as_str())
}

/// The body of a request, if it is a text.
pub(crate) fn text_of(request: &HttpRequest) -> Option<&str> {
    std::str::from_utf8(request.body.as_ref()?.as_bytes()).ok()
}

/// The body of a request, as JSON.
pub(crate) fn sent(request: &HttpRequest) -> Value {
    let body = text_of(request).expect("a body");
    serde_json::from_str(body).unwrap_or_else(|error| panic!("{error}: {body}"))
}

/// A small generator of pseudo-random numbers (xorshift), so that a failure can be repeated.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(limit.max(1)).expect("64 bits")).expect("fits")
    }

    pub(crate) fn pick<'t, T>(&mut self, from: &'t [T]) -> &'t T {
        &from[self.below(from.len())]
    }
}

/// A captured value, as a connector would have captured it.
pub(crate) fn captured(value: &Value) -> Json {
    Json::new(value.to_string()).expect("JSON")
}

/// What a captured value is.
pub(crate) fn json_of(captured: &Json) -> Value {
    serde_json::from_str(captured.as_str()).expect("JSON")
}
