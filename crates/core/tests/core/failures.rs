//! Failures: what kind they are, in whose words, and when to try again.

use baraza_core::{
    connector::{Failure, FailureKind, HttpResponse, Intent, Session, Unreachable},
    model::Post,
};
use serde_json::{Value, json};

use crate::{
    support::{answer, custom, ok, over, run, run_with, source},
    writing::{session, with_op},
};

fn say(text: &str) -> Intent {
    Intent::CreateComment {
        post: Box::new(Post {
            id: "p1".into(),
            ..Post::default()
        }),
        parent: None,
        text: text.to_owned(),
        guest: None,
    }
}

fn failure(keys: &Value, response: HttpResponse) -> Failure {
    let op = json!({ "ops": { "comment.create": { "request": { "post": "{+base}/c" } } } });
    let source = custom(&over(op, keys));
    run(source.write(&Session::default(), &say("x"), ""), [response]).expect_err("a failure")
}

#[test]
fn errors_are_told_apart_and_said_in_the_words_of_the_backend() {
    use FailureKind::{
        Closed, Conflict, Forbidden, Invalid, NotFound, RateLimited, Server, SignInRequired,
    };
    let cases: [(u16, &str, FailureKind, &str, Option<&str>); 22] = [
        (401, "{\"error\":\"no\"}", SignInRequired, "no", Some("no")),
        (403, "", Forbidden, "the server answered 403", None),
        (404, "{}", NotFound, "the server answered 404", None),
        (410, "gone", NotFound, "gone", None),
        (409, "null", Conflict, "the server answered 409", None),
        (412, "[]", Conflict, "the server answered 412", None),
        (
            422,
            "{\"errors\":{\"name\":[\"is taken\"]}}",
            Invalid,
            "is taken",
            None,
        ),
        (
            422,
            "{\"errors\":[\"Subject cannot be blank\"]}",
            Invalid,
            "Subject cannot be blank",
            None,
        ),
        (
            422,
            "{\"errors\":[{\"status\":\"422\",\"detail\":\"too short\"}]}",
            Invalid,
            "too short",
            None,
        ),
        (
            400,
            "{\"error\":{\"message\":\"deep\",\"code\":\"E1\"}}",
            Invalid,
            "deep",
            Some("E1"),
        ),
        (
            400,
            "{\"code\":\"c1\",\"message\":\"<b>Error</b>: a &amp; b\"}",
            Invalid,
            "Error: a & b",
            Some("c1"),
        ),
        (
            429,
            "{\"message\":\"slow down\"}",
            RateLimited,
            "slow down",
            None,
        ),
        (
            400,
            "{\"type\":\"about:blank\",\"title\":\"Bad\",\"status\":400,\"detail\":\"Worse\"}",
            Invalid,
            "Worse",
            None,
        ),
        (400, "{\"title\":\"Bad\"}", Invalid, "Bad", None),
        (
            500,
            "<html><head><title>Error</title></head><body><h1>Oh no</h1><p>Sorry.</p></body></html>",
            Server,
            "Oh no Sorry.",
            None,
        ),
        (
            502,
            "<p>text is too short (minimum length: 3)</p>",
            Server,
            "text is too short (minimum length: 3)",
            None,
        ),
        (503, "plain words", Server, "plain words", None),
        (
            418,
            "[[[[[[\"deep\"]]]]]]",
            Invalid,
            "the server answered 418",
            None,
        ),
        (
            302,
            "",
            FailureKind::Unreadable,
            "the server answered 302",
            None,
        ),
        (
            0,
            "",
            FailureKind::Unreadable,
            "the server answered 0",
            None,
        ),
        (
            400,
            "{\"code\":\"shut\"}",
            Closed,
            "the server answered 400",
            Some("shut"),
        ),
        (
            499,
            "{\"message\":[\"\",\" \",\"third\"]}",
            NotFound,
            "third",
            None,
        ),
    ];
    let keys = json!({ "errors": { "class": { "shut": "closed", "499": "not_found" } } });
    for (status, body, kind, message, code) in cases {
        let failure = failure(&keys, answer(status, &[], body));
        let found = (
            failure.kind,
            failure.message.as_str(),
            failure.code.as_deref(),
        );
        assert_eq!(found, (kind, message, code), "of {status} `{body}`");
        assert_eq!(failure.status, Some(status));
    }
}

#[test]
fn a_good_status_can_be_an_error_and_the_connector_says_when_to_try_again() {
    let keys = json!({ "errors": {
        "fail_when": "$.errno && $.errno != 0",
        "message": "$.errmsg",
        "code": "$.errno",
        "class": { "1000": "duplicate" },
        "retry_after": "$.wait"
    } });
    let body = json!({ "errno": 1000, "errmsg": "Duplicate Content", "wait": "12" });
    let said = failure(&keys, ok(&body));
    assert_eq!(said.kind, FailureKind::Duplicate);
    assert_eq!(said.message, "Duplicate Content");
    assert_eq!(
        (said.code.as_deref(), said.retry_after),
        (Some("1000"), Some(12))
    );
    let header = failure(&json!({}), answer(429, &[("Retry-After", "30")], ""));
    assert_eq!(header.retry_after, Some(30));
    let date = answer(
        429,
        &[("retry-after", "Fri, 01 Mar 2024 09:00:00 GMT")],
        "{}",
    );
    assert_eq!(failure(&json!({}), date).retry_after, None);
}

#[test]
fn a_page_is_told_by_its_words() {
    let rules = json!({ "errors": {
        "code": { "op": "regex", "in": "$", "re": "ratelimit|too short" },
        "class": { "ratelimit": "rate_limited" }
    } });
    let page = "<title>403 Forbidden</title>\n<p>192.0.2.0: ratelimit exceeded</p>";
    let failure = failure(&rules, answer(403, &[], page.to_owned()));
    assert_eq!(failure.kind, FailureKind::RateLimited);
    assert_eq!(failure.code.as_deref(), Some("ratelimit"));
    assert!(failure.message.ends_with("192.0.2.0: ratelimit exceeded"));
}

#[test]
fn a_message_is_never_long() {
    let page = format!("<html><body>{}</body></html>", "word ".repeat(100_000));
    let failure = failure(&json!({}), answer(500, &[], page));
    assert!(
        failure.message.chars().count() <= 400,
        "{}",
        failure.message.len()
    );
}

#[test]
fn no_answer_is_a_failure_of_its_own() {
    let source = with_op(
        "comment.create",
        &json!({ "request": { "post": "{+base}/c" } }),
    );
    let unreachable = Unreachable {
        detail: "connection refused".to_owned(),
        withheld: false,
    };
    let failure = run_with(source.write(&session(), &say("x"), ""), [Err(unreachable)]);
    let failure = failure.expect_err("a failure");
    assert_eq!(failure.kind, FailureKind::Unreachable);
    assert_eq!(failure.message, "no answer: connection refused");
    let mut operation = source.write(&session(), &say("x"), "");
    let _ = operation.resume(Vec::new());
    match operation.resume(Vec::new()) {
        baraza_core::connector::Step::Done(Err(failure)) => {
            assert_eq!(failure.kind, FailureKind::Unreachable);
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn guests_that_are_refused_are_told_so_and_members_to_sign_in_again() {
    let source = source("wordpress", &[("site", "https://blog.example")]);
    let refused = || {
        let body = json!({ "code": "rest_comment_login_required", "message": "Sorry, you must be logged in to comment.", "data": { "status": 401 } });
        answer(401, &[], body.to_string())
    };
    let kind = |session: &Session| {
        run(source.write(session, &say("x"), ""), [refused()])
            .expect_err("a failure")
            .kind
    };
    assert_eq!(kind(&Session::default()), FailureKind::GuestsRefused);
    let member = Session {
        auth: [
            ("user".to_owned(), "a".to_owned()),
            ("secret".to_owned(), "b".to_owned()),
        ]
        .into(),
        ..Session::default()
    };
    assert_eq!(kind(&member), FailureKind::SignInRequired);
}
