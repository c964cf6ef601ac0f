//! Whether the answer of an authorization server is believed (RFC 6749, RFC 7636, RFC 9207,
//! RFC 9700).

use baraza_core::connector::{
    AuthorizationError, FailureKind, OAuthClient, OAuthRequest, Operation, Session, Source,
};
use serde_json::{Value, json};

use crate::support::{answer, custom, ok, request_of, run};

/// A source whose authorization server may have a name and may be elsewhere.
fn authorized(more: &Value) -> Source {
    let mut auth = json!({
        "kind": "oauth2",
        "authorize": "{+base}/authorize",
        "token": "{+base}/token",
        "client": "c",
        "send": { "headers": { "Authorization": "Bearer {{auth.token}}" } }
    });
    for (key, value) in more.as_object().into_iter().flatten() {
        auth[key] = value.clone();
    }
    custom(&json!({ "auth": auth }))
}

fn asked() -> OAuthRequest {
    OAuthRequest {
        redirect: "https://app.example/oauth.html".to_owned(),
        state: "s1".to_owned(),
        challenge: "ch".to_owned(),
    }
}

fn refused(code: &str, description: Option<&str>) -> AuthorizationError {
    AuthorizationError::Refused {
        code: code.to_owned(),
        description: description.map(str::to_owned),
    }
}

#[test]
fn only_the_answer_to_this_attempt_brings_a_code() {
    use AuthorizationError::{Denied, Issuer, Malformed, State};
    let plain = authorized(&json!({}));
    let named = authorized(&json!({ "issuer": "{+base}/id" }));
    let cases: [(&str, &Source, &str, Result<&str, AuthorizationError>); 27] = [
        ("a code", &plain, "?code=a&state=s1", Ok("a")),
        ("without ?", &plain, "code=a&state=s1", Ok("a")),
        ("escaped", &plain, "?state=s1&code=a%2Fb%2b+c", Ok("a/b+ c")),
        ("half an escape", &plain, "?state=s1&code=a%2", Ok("a%2")),
        (
            "no sign in an escape",
            &plain,
            "?state=s1&code=%+1",
            Ok("% 1"),
        ),
        ("another state", &plain, "?code=a&state=s2", Err(State)),
        ("state in capitals", &plain, "?code=a&state=S1", Err(State)),
        ("no state", &plain, "?code=a", Err(State)),
        ("an empty state", &plain, "?code=a&state=", Err(State)),
        (
            "two states",
            &plain,
            "?code=a&state=s1&state=s1",
            Err(State),
        ),
        (
            "a hidden state",
            &plain,
            "?code=a&state=s1&st%61te=s2",
            Err(State),
        ),
        (
            "an error for another",
            &plain,
            "?error=x&state=s2",
            Err(State),
        ),
        ("nothing", &plain, "", Err(State)),
        ("no code", &plain, "?state=s1", Err(Malformed)),
        ("an empty code", &plain, "?state=s1&code=", Err(Malformed)),
        (
            "two codes",
            &plain,
            "?code=a&code=b&state=s1",
            Err(Malformed),
        ),
        ("a no", &plain, "?error=access_denied&state=s1", Err(Denied)),
        (
            "a no and a code",
            &plain,
            "?error=access_denied&code=a&state=s1",
            Err(Denied),
        ),
        (
            "a reason",
            &plain,
            "?error=invalid_scope&state=s1",
            Err(refused("invalid_scope", None)),
        ),
        (
            "a reason in words",
            &plain,
            "?error=server_error&error_description=Come+back+later.&state=s1",
            Err(refused("server_error", Some("Come back later."))),
        ),
        (
            "its own origin",
            &plain,
            "?code=a&state=s1&iss=https%3A%2F%2Fexample.org%2F",
            Ok("a"),
        ),
        (
            "another origin",
            &plain,
            "?code=a&state=s1&iss=https%3A%2F%2Fevil.example",
            Err(Issuer),
        ),
        (
            "no origin",
            &plain,
            "?code=a&state=s1&iss=example.org",
            Err(Issuer),
        ),
        (
            "its name",
            &named,
            "?code=a&state=s1&iss=https%3A%2F%2Fexample.org%2Fid",
            Ok("a"),
        ),
        (
            "nearly its name",
            &named,
            "?code=a&state=s1&iss=https%3A%2F%2Fexample.org%2Fid%2F",
            Err(Issuer),
        ),
        ("a name kept back", &named, "?code=a&state=s1", Err(Issuer)),
        (
            "a stranger's no",
            &named,
            "?error=access_denied&state=s1&iss=https%3A%2F%2Fevil.example",
            Err(Issuer),
        ),
    ];
    for (what, source, query, expected) in cases {
        let expected = expected.map(str::to_owned);
        assert_eq!(
            source.oauth_code(&asked(), query),
            expected,
            "{what}: {query}"
        );
    }
}

#[test]
fn an_attempt_without_a_state_takes_no_answer() {
    let source = authorized(&json!({}));
    let nothing = OAuthRequest::default();
    for query in ["?code=a&state=", "?code=a", "?code=a&state"] {
        assert_eq!(
            source.oauth_code(&nothing, query),
            Err(AuthorizationError::State),
            "{query}"
        );
    }
}

#[test]
fn a_source_without_oauth_takes_no_answer() {
    let source = custom(&json!({}));
    assert!(source.oauth_code(&asked(), "?code=a&state=s1").is_err());
    assert_eq!(source.oauth_parties(), None);
}

#[test]
fn nobody_is_sent_to_agree_where_the_token_would_go_elsewhere() {
    let elsewhere = json!({ "token": "https://id.example/token" });
    let source = authorized(&elsewhere);
    let failure = source.oauth_address(&OAuthClient::default(), &asked());
    assert_eq!(
        failure.expect_err("a failure").kind,
        FailureKind::Unsupported
    );
}

fn exchange(source: &Source) -> Operation<Session> {
    source.oauth_session(&OAuthClient::default(), "https://app.example/", "code", "v")
}

#[test]
fn a_code_is_not_sent_on_to_where_a_redirect_leads() {
    assert!(request_of(&mut exchange(&authorized(&json!({})))).is_secret);
}

#[test]
fn what_a_token_endpoint_says_is_told_as_what_it_is() {
    let source = authorized(&json!({}));
    let cases = [
        (
            "no token",
            ok(&json!({ "token_type": "Bearer" })),
            FailureKind::Unreadable,
        ),
        (
            "an empty one",
            ok(&json!({ "access_token": "" })),
            FailureKind::Unreadable,
        ),
        (
            "one to be proved",
            ok(&json!({ "access_token": "t", "token_type": "DPoP" })),
            FailureKind::Unsupported,
        ),
        (
            "a code that was used",
            answer(400, &[], r#"{"error":"invalid_grant"}"#),
            FailureKind::Invalid,
        ),
        ("trouble", answer(503, &[], "down"), FailureKind::Server),
        (
            "a page",
            answer(200, &[], "<html>"),
            FailureKind::Unreadable,
        ),
    ];
    for (what, response, expected) in cases {
        let failure = run(exchange(&source), [response]).expect_err(what);
        assert_eq!(failure.kind, expected, "{what}: {failure:?}");
    }
    for kind in ["Bearer", "bearer"] {
        let said = ok(&json!({ "access_token": "t", "token_type": kind }));
        assert!(run(exchange(&source), [said]).is_ok(), "{kind}");
    }
}

#[test]
fn one_can_say_beforehand_who_takes_part() {
    let parties = authorized(&json!({ "scopes": "read write" }));
    let parties = parties.oauth_parties().expect("parties");
    assert_eq!(parties.authorize, "https://example.org/authorize");
    assert_eq!(parties.token, "https://example.org/token");
    assert_eq!(parties.scopes.as_deref(), Some("read write"));
}
