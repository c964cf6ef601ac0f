//! Sessions: they are renewed, kept by the browser's cookie, or opened by an authorization server.

use baraza_core::connector::{
    Credentials, Failure, FailureKind, Intent, Method, OAuthClient, OAuthRequest, PostQuery,
    Session, SignInKind, Source, Step,
};
use baraza_core::model::{Comment, Post};
use serde_json::{Value, json};

use crate::support::{answer, custom, header, ok, request_of, run, sent, text_of};

fn session(values: &[(&str, &str)]) -> Session {
    let values = values
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Session {
        auth: values.collect(),
        ..Session::default()
    }
}

fn renewing() -> Source {
    custom(&json!({
        "ops": { "comment.create": { "request": { "post": "{+base}/c", "json": { "b": "{{input.text}}" } } } },
        "auth": {
            "kind": "login",
            "login": { "request": { "post": "{+base}/in" }, "set": { "token": "$.token" } },
            "refresh": {
                "request": { "post": "{+base}/renew", "json": { "r": "{{auth.refresh}}" } },
                "set": { "token": "$.token" }
            },
            "send": { "headers": { "Authorization": "Bearer {{auth.token}}" } }
        }
    }))
}

fn say(text: &str) -> Intent {
    Intent::CreateComment {
        post: Box::new(Post::default()),
        parent: None,
        text: text.to_owned(),
        guest: None,
    }
}

#[test]
fn a_session_that_has_run_out_is_renewed_once_and_the_request_sent_again() {
    let source = renewing();
    let old = session(&[("token", "old"), ("refresh", "r1")]);
    let mut operation = source.write(&old, &say("hi"), "k");
    let first = request_of(&mut operation);
    assert_eq!(header(&first, "authorization"), Some("Bearer old"));
    let Step::Send(renewal) = operation.resume(vec![Ok(answer(401, &[], "{}"))]) else {
        panic!("nothing is renewed");
    };
    assert_eq!(sent(&renewal[0]), json!({ "r": "r1" }));
    let renewed = ok(&json!({ "token": "new" }));
    let Step::Send(again) = operation.resume(vec![Ok(renewed)]) else {
        panic!("nothing is sent again");
    };
    assert_eq!(header(&again[0], "authorization"), Some("Bearer new"));
    assert_eq!(again[0].body, first.body);
    let kept = operation.take_renewed().expect("the renewed session");
    assert_eq!(kept.auth["token"], "new");
    assert_eq!(kept.auth["refresh"], "r1", "what is not said stays");
    let Step::Done(Err(failure)) = operation.resume(vec![Ok(answer(401, &[], "{}"))]) else {
        panic!("it is renewed again and again");
    };
    assert_eq!(failure.kind, FailureKind::SignInRequired);
}

#[test]
fn a_session_that_cannot_be_renewed_fails_as_it_did() {
    let source = renewing();
    let old = session(&[("token", "old"), ("refresh", "r1")]);
    let said = json!({ "message": "the session is over" }).to_string();
    for renewal in [
        answer(401, &[], "{}"),
        answer(200, &[], "{}"),
        answer(502, &[], "<p>"),
    ] {
        let answers = [answer(401, &[], said.clone()), renewal];
        let failure = run(source.posts(&old, &PostQuery::default()), answers);
        let failure = failure.expect_err("a failure");
        assert_eq!(
            (failure.kind, failure.message.as_str()),
            (FailureKind::SignInRequired, "the session is over")
        );
    }
    let guest = run(
        source.posts(&Session::default(), &PostQuery::default()),
        [answer(401, &[], said)],
    );
    assert!(guest.is_err(), "there is nothing to renew for a guest");
}

fn by_cookie(more: &Value) -> Source {
    let mut auth = json!({ "kind": "cookie" });
    for (key, value) in more.as_object().expect("an object") {
        auth[key] = value.clone();
    }
    custom(&json!({ "auth": auth, "ops": {
        "comment.create": { "request": { "post": "{+base}/c" }, "needs": ["auth"] },
        "comment.delete": { "request": { "delete": "{+base}/c/{comment.id}" }, "needs": ["auth"] }
    } }))
}

fn sign_in(source: &Source, answers: &[Value]) -> Result<Session, Failure> {
    run(
        source.sign_in(&Credentials::default()),
        answers.iter().map(ok),
    )
}

#[test]
fn who_is_known_by_a_cookie_is_signed_in_and_the_cookie_goes_along() {
    let login = json!({ "login": { "request": { "post": "{+base}/in" } } });
    let check = json!({ "site": "{+base}/login", "check": { "request": "{+base}/me", "account": { "name": "$.name" } } });
    for (keys, kind) in [(login, SignInKind::Login), (check, SignInKind::Site)] {
        let source = by_cookie(&keys);
        let with = source
            .capabilities()
            .sign_in
            .clone()
            .expect("a way to sign in");
        assert_eq!(with.kind, kind);
        let session = sign_in(&source, &[json!({ "name": "Ann" })]).expect("a session");
        assert!(session.is_signed_in());
        assert!(request_of(&mut source.write(&session, &say("x"), "")).credentials);
    }
    let site = by_cookie(&json!({ "site": "{+base}/login" }));
    assert_eq!(
        site.sign_in_address().as_deref(),
        Some("https://example.org/login")
    );
    assert!(sign_in(&site, &[]).expect("a session").is_signed_in());
    assert!(
        !request_of(&mut custom(&json!({})).posts(&Session::default(), &PostQuery::default()))
            .credentials
    );
}

#[test]
fn each_write_proves_where_it_comes_from() {
    for (csrf, proof) in [
        (
            json!({ "request": "{+base}/csrf", "from": "$.csrf", "header": "X-Csrf" }),
            ok(&json!({ "csrf": "w1" })),
        ),
        (
            json!({ "request": "{+base}/csrf", "header": "X-Csrf" }),
            answer(200, &[], " w1\n"),
        ),
    ] {
        let source = by_cookie(&json!({ "csrf": csrf }));
        let mut operation = source.write(&session(&[("cookie", "1")]), &say("x"), "");
        let asked = request_of(&mut operation);
        assert_eq!(
            (asked.method, asked.url.as_str()),
            (Method::Get, "https://example.org/csrf")
        );
        let Step::Send(write) = operation.resume(vec![Ok(proof)]) else {
            panic!("nothing is sent");
        };
        assert_eq!(header(&write[0], "x-csrf"), Some("w1"));
        let missing = run(
            source.write(&session(&[("cookie", "1")]), &say("x"), ""),
            [answer(200, &[], "")],
        );
        assert_eq!(
            missing.expect_err("a failure").kind,
            FailureKind::Unreadable
        );
    }
}

fn authorized(client: &Value) -> Source {
    custom(&json!({ "auth": {
        "kind": "oauth2",
        "authorize": "{+base}/authorize",
        "token": "{+base}/token",
        "scopes": "read write",
        "client": client,
        "send": { "headers": { "Authorization": "Bearer {{auth.token}}" } },
        "check": { "request": "{+base}/me", "account": { "id": "$.id", "name": "$.name" } },
        "refresh": {
            "request": { "post": "{+base}/token", "form": {
                "grant_type": "refresh_token",
                "refresh_token": "{{auth.refresh}}",
                "client_id": "{{auth.client_id}}"
            } },
            "set": { "token": "$.access_token", "refresh": "$.refresh_token" }
        }
    } }))
}

#[test]
fn an_authorization_server_is_asked_with_a_code_and_a_proof() {
    let source = authorized(&json!({
        "request": { "post": "{+base}/apps", "form": { "redirect_uris": "{{input.redirect}}" } },
        "id": "$.client_id", "secret": "$.client_secret"
    }));
    let redirect = "https://app.example/back";
    let mut registration = source.oauth_client(redirect);
    let request = request_of(&mut registration);
    assert_eq!(
        text_of(&request),
        Some("redirect_uris=https%3A%2F%2Fapp.example%2Fback")
    );
    let said = json!({ "client_id": "c", "client_secret": "s" });
    let client = run(source.oauth_client(redirect), [ok(&said)]).expect("a client");
    let asked = OAuthRequest {
        redirect: redirect.to_owned(),
        state: "st".to_owned(),
        challenge: "ch".to_owned(),
    };
    assert_eq!(
        source.oauth_address(&client, &asked).expect("an address"),
        "https://example.org/authorize?response_type=code&client_id=c\
         &redirect_uri=https%3A%2F%2Fapp.example%2Fback&scope=read%20write&state=st\
         &code_challenge=ch&code_challenge_method=S256"
    );
    let mut exchange = source.oauth_session(&client, redirect, "code", "verifier");
    assert_eq!(
        text_of(&request_of(&mut exchange)),
        Some(
            "grant_type=authorization_code&code=code\
             &redirect_uri=https%3A%2F%2Fapp.example%2Fback&client_id=c&client_secret=s\
             &code_verifier=verifier"
        )
    );
    let answers = [
        ok(&json!({ "access_token": "t1", "refresh_token": "r1" })),
        ok(&json!({ "id": 7, "name": "Ann" })),
    ];
    let session = run(
        source.oauth_session(&client, redirect, "code", "v"),
        answers,
    );
    let session = session.expect("a session");
    assert_eq!(session.account_name.as_deref(), Some("Ann"));
    let mut operation = source.posts(&session, &PostQuery::default());
    assert_eq!(
        header(&request_of(&mut operation), "authorization"),
        Some("Bearer t1")
    );
    let Step::Send(renewal) = operation.resume(vec![Ok(answer(401, &[], "{}"))]) else {
        panic!("nothing is renewed");
    };
    assert_eq!(
        text_of(&renewal[0]),
        Some("client_id=c&grant_type=refresh_token&refresh_token=r1")
    );
}

#[test]
fn an_authorization_server_elsewhere_has_to_be_declared() {
    let client = run(
        authorized(&json!("known")).oauth_client("https://app.example/"),
        [],
    );
    let client: OAuthClient = client.expect("a client");
    assert_eq!((client.id.as_str(), &client.secret), ("known", &None));
    let elsewhere = |origins: Value| {
        custom(&json!({ "origins": origins, "auth": {
            "kind": "oauth2", "authorize": "https://id.example/a", "token": "{+base}/t", "client": "c", "send": {}
        } }))
    };
    let address = |source: Source| source.oauth_address(&client, &OAuthRequest::default());
    assert_eq!(
        address(elsewhere(json!([]))).expect_err("a failure").kind,
        FailureKind::Unsupported
    );
    assert!(address(elsewhere(json!(["https://id.example"]))).is_ok());
}

#[test]
fn a_comment_that_is_deleted_by_cookie_needs_the_cookie() {
    let source = by_cookie(&json!({ "site": "{+base}/login" }));
    let intent = Intent::DeleteComment {
        post: Box::new(Post::default()),
        comment: Box::new(Comment::default()),
    };
    let failure = run(source.write(&Session::default(), &intent, ""), []);
    assert_eq!(
        failure.expect_err("a failure").kind,
        FailureKind::SignInRequired
    );
}
