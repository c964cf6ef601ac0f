//! Signing in and out: what is sent, what is kept, and where secrets go.

use baraza_core::connector::{Credentials, FailureKind, Method, PostQuery, Session, Source};
use serde_json::{Value, json};

use crate::support::{answer, custom, header, ok, request_of, run, sent, source};

fn credentials() -> Credentials {
    Credentials {
        user: " ann ".to_owned(),
        secret: "pass word é".to_owned(),
        email: Some("ann@example.org".to_owned()),
    }
}

fn authorization(source: &Source, session: &Session) -> Option<String> {
    let request = request_of(&mut source.posts(session, &PostQuery::default()));
    header(&request, "authorization").map(str::to_owned)
}

#[test]
fn a_login_is_exchanged_for_a_token_that_goes_along_from_then_on() {
    let source = source("baraza", &[("site", "http://127.0.0.1:8080/")]);
    let mut operation = source.sign_in(&credentials());
    let request = request_of(&mut operation);
    assert_eq!(request.url, "http://127.0.0.1:8080/api/v1/sessions");
    assert_eq!(
        sent(&request),
        json!({ "name": "ann", "password": "pass word é" })
    );
    assert_eq!(header(&request, "authorization"), None);

    let account = json!({ "id": "7", "name": "Ann", "roles": ["moderator"] });
    let said = answer(
        201,
        &[],
        json!({ "token": "t0k", "account": account }).to_string(),
    );
    let session = run(source.sign_in(&credentials()), [said]).expect("a session");
    assert!(session.is_signed_in());
    assert_eq!(session.account_id.as_deref(), Some("7"));
    assert_eq!(session.account_name.as_deref(), Some("Ann"));
    assert_eq!(session.roles, ["moderator"]);
    assert_eq!(
        authorization(&source, &session).as_deref(),
        Some("Bearer t0k")
    );
    assert_eq!(authorization(&source, &Session::default()), None);

    let request = request_of(&mut source.sign_out(&session));
    assert_eq!(
        (request.method, header(&request, "authorization")),
        (Method::Delete, Some("Bearer t0k"))
    );
    assert_eq!(
        run(source.sign_out(&session), [answer(204, &[], "")]),
        Ok(())
    );
    let gone = answer(401, &[], json!({ "code": "sign_in_required" }).to_string());
    assert_eq!(run(source.sign_out(&session), [gone]), Ok(()));
}

#[test]
fn a_session_survives_being_stored_and_does_not_show_its_secrets() {
    let session = Session {
        auth: [("token".to_owned(), "t0k".to_owned())].into(),
        account_name: Some("Ann".to_owned()),
        ..Session::default()
    };
    let json = serde_json::to_string(&session).expect("JSON");
    assert_eq!(
        serde_json::from_str::<Session>(&json).expect("a session"),
        session
    );
    let shown = format!("{session:?} {:?}", credentials());
    assert!(shown.contains("Ann") && shown.contains("token"), "{shown}");
    assert!(!shown.contains("t0k") && !shown.contains("pass"), "{shown}");
}

#[test]
fn an_account_is_made_and_signed_in_to() {
    let source = source("baraza", &[("site", "http://127.0.0.1:8080")]);
    let request = request_of(&mut source.sign_up(&credentials()));
    assert_eq!(request.url, "http://127.0.0.1:8080/api/v1/accounts");
    let expected = json!({ "name": "ann", "email": "ann@example.org", "password": "pass word é" });
    assert_eq!(sent(&request), expected);
    let taken = answer(
        409,
        &[],
        json!({ "code": "name_taken", "detail": "the name is taken" }).to_string(),
    );
    let failure = run(source.sign_up(&credentials()), [taken]).expect_err("a failure");
    assert_eq!(
        (failure.kind, failure.message.as_str()),
        (FailureKind::Invalid, "the name is taken")
    );
}

#[test]
fn an_account_made_without_a_session_is_signed_in_to() {
    let keys = json!({ "auth": {
        "kind": "login",
        "login": { "request": { "post": "{+base}/in" }, "set": { "token": "$.jwt" } },
        "sign_up": { "request": { "post": "{+base}/up" } },
        "send": { "query": { "key": "{{auth.token}}" } }
    } });
    let source = custom(&keys);
    let answers = [answer(204, &[], ""), ok(&json!({ "jwt": "a&b" }))];
    let session = run(source.sign_up(&credentials()), answers).expect("a session");
    let request = request_of(&mut source.posts(&session, &PostQuery::default()));
    assert_eq!(request.url, "https://example.org/posts?key=a%26b");
    let refused = run(source.sign_up(&credentials()), [answer(422, &[], "{}")]);
    assert_eq!(refused.expect_err("a failure").kind, FailureKind::Invalid);
}

#[test]
fn basic_credentials_are_tried_before_they_are_kept() {
    let source = source("wordpress", &[("site", "https://blog.example/")]);
    let request = request_of(&mut source.sign_in(&credentials()));
    assert_eq!(
        request.url,
        "https://blog.example/?rest_route=/wp/v2/users/me"
    );
    // base64("ann:pass word é")
    assert_eq!(
        header(&request, "authorization"),
        Some("Basic YW5uOnBhc3Mgd29yZCDDqQ==")
    );
    let me = ok(&json!({ "id": 3, "name": "Ann &amp; Co", "slug": "ann" }));
    let session = run(source.sign_in(&credentials()), [me]).expect("a session");
    assert_eq!(session.account_id.as_deref(), Some("3"));
    assert_eq!(session.account_name.as_deref(), Some("Ann & Co"));
    assert_eq!(
        authorization(&source, &session).as_deref(),
        Some("Basic YW5uOnBhc3Mgd29yZCDDqQ==")
    );
    for (status, code) in [
        (401, "incorrect_password"),
        (401, "rest_not_logged_in"),
        (403, "rest_forbidden"),
    ] {
        let body = json!({ "code": code, "message": "no" }).to_string();
        let failure = run(source.sign_in(&credentials()), [answer(status, &[], body)]);
        assert_eq!(
            failure.expect_err("a failure").kind,
            FailureKind::BadCredentials,
            "of {code}"
        );
    }
    let down = run(source.sign_in(&credentials()), [answer(503, &[], "")]);
    assert_eq!(down.expect_err("a failure").kind, FailureKind::Server);
}

#[test]
fn a_pasted_token_goes_where_the_connector_puts_it() {
    let keys = |send: Value| json!({ "auth": { "kind": "token", "send": send } });
    let with = |send: Value| {
        let source = custom(&keys(send));
        let token = Credentials {
            secret: " abc ".to_owned(),
            ..Credentials::default()
        };
        let session = run(source.sign_in(&token), []).expect("a session");
        request_of(&mut source.posts(&session, &PostQuery::default()))
    };
    let request = with(json!({ "headers": { "X-Key": "k {{auth.token}}" } }));
    assert_eq!(header(&request, "x-key"), Some("k abc"));
    let request = with(json!({ "query": { "token": "{{auth.token}}" } }));
    assert_eq!(request.url, "https://example.org/posts?token=abc");
}

#[test]
fn cookies_go_along_where_they_sign_somebody_in() {
    let sent = |keys: Value, session: &Session| {
        request_of(&mut custom(&keys).posts(session, &PostQuery::default())).credentials
    };
    let by_cookie = json!({ "auth": { "kind": "cookie", "site": "https://example.org/login" } });
    let source = custom(&by_cookie);
    let signed_in = run(source.sign_in(&Credentials::default()), []).expect("a session");
    assert!(!sent(by_cookie.clone(), &Session::default()));
    assert!(sent(by_cookie, &signed_in));
    let always = json!({ "cookies": true });
    assert!(sent(always, &Session::default()));
    assert!(!sent(json!({}), &signed_in));
    let check = json!({ "auth": { "kind": "cookie", "check": { "request": "{+base}/me" } } });
    assert!(request_of(&mut custom(&check).sign_in(&Credentials::default())).credentials);
}

#[test]
fn an_answer_without_a_token_signs_nobody_in() {
    let source = source("baraza", &[("site", "https://example.org")]);
    for body in [
        "{}",
        "{\"token\":\"\"}",
        "{\"token\":null}",
        "{\"token\":{}}",
        "<p>hi</p>",
    ] {
        let failure = run(source.sign_in(&credentials()), [answer(200, &[], body)]);
        assert_eq!(
            failure.expect_err("a failure").kind,
            FailureKind::Unreadable,
            "of {body}"
        );
    }
    let failure = run(custom(&json!({})).sign_in(&credentials()), []).expect_err("a failure");
    assert_eq!(failure.kind, FailureKind::Unsupported);
}
