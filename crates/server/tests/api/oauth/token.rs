//! What a client exchanges.

use super::visit::{Visit, but, encoded};

const FORM: &str = "application/x-www-form-urlencoded";

#[tokio::test]
async fn an_exchange_that_is_not_in_order_is_refused_and_uses_the_code_up() {
    let visit = Visit::start().await;
    let verifier = "code_verifier";
    for (name, value, error, word) in [
        (
            verifier,
            Some("another-verifier-that-is-long-enough-000000001"),
            "invalid_grant",
            verifier,
        ),
        (verifier, Some("short"), "invalid_grant", verifier),
        (verifier, None, "invalid_grant", verifier),
        (
            "redirect_uri",
            Some("https://evil.example/"),
            "invalid_grant",
            "redirect_uri",
        ),
        ("redirect_uri", None, "invalid_grant", "redirect_uri"),
        ("code", Some("guessed"), "invalid_grant", "unknown"),
        ("code", None, "invalid_grant", "unknown"),
        ("client_id", Some("other"), "invalid_client", "not known"),
        ("client_id", None, "invalid_client", "not known"),
        (
            "grant_type",
            Some("password"),
            "unsupported_grant_type",
            "authorization_code",
        ),
        (
            "grant_type",
            None,
            "unsupported_grant_type",
            "authorization_code",
        ),
    ] {
        let code = visit.code().await;
        let form = encoded(&but(visit.exchange(&code), name, value));
        let refused = visit.post_form(form, FORM).await.expect(400);
        assert_eq!(refused["error"], error, "{name}={value:?}");
        let said = refused["error_description"].as_str().unwrap();
        assert!(said.contains(word), "{name}={value:?}: {said}");
        if name == verifier || name == "redirect_uri" {
            let form = encoded(&visit.exchange(&code));
            let refused = visit.post_form(form, FORM).await.expect(400);
            assert_eq!(refused["error"], "invalid_grant", "{name}={value:?}");
        }
    }
    let code = visit.code().await;
    let good = encoded(&visit.exchange(&code));
    let twice = format!("{good}&code={code}");
    let refused = visit.post_form(twice, FORM).await.expect(400);
    assert_eq!(refused["error"], "invalid_request");
    let refused = visit.post_form(good.clone(), "application/json").await;
    assert_eq!(refused.expect(400)["error"], "invalid_request");
    let long = format!("{good}&x={}", "x".repeat(10_000));
    visit.post_form(long, FORM).await.problem(413, "too_large");
    visit.token(&code).await;
}

#[tokio::test]
async fn a_code_that_is_used_twice_ends_the_session_of_the_first_use() {
    let visit = Visit::start().await;
    let code = visit.code().await;
    let token = visit.token(&code).await;
    visit.me(&token).await;
    let form = encoded(&visit.exchange(&code));
    let refused = visit.post_form(form, FORM).await.expect(400);
    assert_eq!(refused["error"], "invalid_grant");
    let ended = visit.site.get("/me").by(&token).send().await;
    ended.problem(401, "sign_in_required");
}
