//! What a client asks for.

use super::visit::{VERIFIER, Visit, but, challenge, encoded};

#[tokio::test]
async fn somebody_is_sent_to_the_provider_with_words_of_this_server() {
    let visit = Visit::start().await;
    let there = visit.to_provider().await;
    let start = format!("{}/authorize?", visit.provider.issuer());
    assert!(there.address.starts_with(&start), "{}", there.address);
    let of = |name: &str| &*there.parameters[name];
    assert_eq!((of("client_id"), of("scope")), ("box", "openid profile"));
    let callback = format!("{}/api/v1/oauth/callback/one", visit.site.origin);
    assert_eq!(of("redirect_uri"), callback);
    assert!(!there.address.contains("client%20") && !there.address.contains("client+"));
    assert_ne!(of("code_challenge"), challenge(VERIFIER));
    let again = visit.to_provider().await;
    for name in ["state", "nonce", "code_challenge"] {
        assert_ne!(again.parameters[name], of(name), "{name}");
    }
    assert_eq!(visit.provider.discoveries(), 1, "the description is kept");
}

#[tokio::test]
async fn a_client_that_is_not_in_order_is_told_so_and_nobody_is_sent_elsewhere() {
    let visit = Visit::start().await;
    let elsewhere = "https://evil.example/";
    let in_api = format!("{}/api/v1/oauth/authorize", visit.site.origin);
    let long = "s".repeat(513);
    for (name, value, word) in [
        ("client_id", Some("other"), "not known"),
        ("client_id", None, "not known"),
        ("redirect_uri", Some(elsewhere), "not allowed"),
        ("redirect_uri", Some(&*in_api), "not allowed"),
        ("redirect_uri", None, "not allowed"),
    ] {
        let query = encoded(&but(visit.request(), name, value));
        let answer = visit.open("/oauth/authorize", &query, "").await;
        assert_eq!(answer.status, 400, "{name}={value:?}");
        assert!(
            answer.text.contains(word),
            "{name}={value:?}: {}",
            answer.text
        );
    }
    let twice = format!("{}&client_id=baraza", encoded(&visit.request()));
    let answer = visit.open("/oauth/authorize", &twice, "").await;
    assert!(
        answer.status == 400 && answer.text.contains("twice"),
        "{}",
        answer.text
    );

    let challenge = "code_challenge";
    for (name, value, error, word) in [
        (
            "code_challenge_method",
            Some("plain"),
            "invalid_request",
            "S256",
        ),
        ("code_challenge_method", None, "invalid_request", "S256"),
        (challenge, None, "invalid_request", "code_challenge"),
        (
            challenge,
            Some("short"),
            "invalid_request",
            "code_challenge",
        ),
        (
            challenge,
            Some(VERIFIER),
            "invalid_request",
            "code_challenge",
        ),
        (
            "response_type",
            Some("token"),
            "unsupported_response_type",
            "code",
        ),
        ("response_type", None, "unsupported_response_type", "code"),
        ("state", Some(&*long), "invalid_request", "too long"),
        (
            "provider",
            Some("two"),
            "invalid_request",
            "no such provider",
        ),
    ] {
        let query = encoded(&but(visit.request(), name, value));
        let answer = visit.open("/oauth/authorize", &query, "").await;
        let returned = visit.returned(&answer);
        assert_eq!(returned["error"], error, "{name}={value:?}");
        let said = &returned["error_description"];
        assert!(said.contains(word), "{name}={value:?}: {said}");
    }
}

#[tokio::test]
async fn with_several_providers_a_page_without_script_asks_which() {
    let entries = |provider: &super::provider::Provider| {
        vec![provider.entry("one"), provider.entry_without_openid("blog")]
    };
    let visit = Visit::with(&["--rate-limit", "off"], entries).await;
    let query = encoded(&visit.request());
    let page = visit.open("/oauth/authorize", &query, "").await;
    assert_eq!(page.status, 200);
    assert!(page.text.contains("The &lt;site&gt;") && !page.text.contains("<script"));
    let policy = page.header("content-security-policy");
    assert!(
        policy.contains("default-src 'none'") && !policy.contains("unsafe"),
        "{policy}"
    );
    let links: Vec<_> = page.text.split("href=\"").skip(1).collect();
    let link = |index: usize| {
        links[index]
            .split('"')
            .next()
            .unwrap()
            .replace("&amp;", "&")
    };
    assert_eq!(links.len(), 3, "{}", page.text);
    let query = link(0).split_once('?').unwrap().1.to_owned();
    let there = visit.to_provider_by(&query).await;
    assert!(there.parameters.contains_key("nonce"));
    assert!(link(2).contains("error=access_denied"), "{}", link(2));
    let blog = link(1).split_once('?').unwrap().1.to_owned();
    let there = visit.to_provider_by(&blog).await;
    let start = format!("{}/authorize?blog=1&", visit.provider.issuer());
    assert!(there.address.starts_with(&start), "{}", there.address);
    let token = visit.token(&visit.code_from(&there).await).await;
    assert_eq!(visit.me(&token).await["name"], "Zuri");
}

#[tokio::test]
async fn a_provider_that_is_down_is_said_to_the_client() {
    let entries = |provider: &super::provider::Provider| {
        let mut entry = provider.entry("one");
        // A port that nothing listens on any more.
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        entry["issuer"] = format!("http://{}", listener.local_addr().unwrap()).into();
        vec![entry]
    };
    let visit = Visit::with(&["--rate-limit", "off"], entries).await;
    let query = encoded(&visit.request());
    let answer = visit.open("/oauth/authorize", &query, "").await;
    let returned = visit.returned(&answer);
    assert_eq!(returned["error"], "temporarily_unavailable");
    assert!(returned["error_description"].contains("cannot be reached"));
}

#[tokio::test]
async fn sign_ins_are_limited_for_each_address() {
    let entries = |provider: &super::provider::Provider| vec![provider.entry("one")];
    let visit = Visit::with(&["--rate-limit", "6/min"], entries).await;
    visit.to_provider().await;
    let query = encoded(&visit.request());
    let answer = visit.open("/oauth/authorize", &query, "").await;
    let returned = visit.returned(&answer);
    assert_eq!(returned["error"], "temporarily_unavailable");
    assert!(returned["error_description"].contains("too many"));
}
