//! What a provider answers.

use serde_json::{Value, json};

use super::provider::{HONEST, Lies};
use super::visit::{Visit, but, encoded};

#[tokio::test]
async fn the_whole_way_gives_a_token_and_the_same_person_the_same_account() {
    let visit = Visit::start().await;
    let token = visit.token(&visit.code().await).await;
    let me = visit.me(&token).await;
    assert_eq!(
        (&me["name"], &me["roles"]),
        (&json!("Amina Otieno"), &json!([]))
    );
    visit.site.new_post(&token, "written by a token").await;

    visit.provider.lie(Lies {
        userinfo: |person| person["name"] = json!("Another Name"),
        ..HONEST
    });
    let again = visit.token(&visit.code().await).await;
    assert_ne!(again, token);
    assert_eq!(visit.me(&again).await, me, "the name is taken over once");
}

#[tokio::test]
async fn a_new_person_gets_a_free_name_and_nobody_elses_account() {
    let visit = Visit::start().await;
    visit.site.sign_up("amina otieno").await;
    let sign_in = async |lies: Lies| {
        visit.provider.lie(lies);
        let token = visit.token(&visit.code().await).await;
        visit.me(&token).await
    };
    let first = sign_in(HONEST).await;
    assert_eq!(first["name"], "Amina Otieno 2");
    let other = Lies {
        claims: |claims| {
            claims["sub"] = json!("s-2");
            claims["name"] = json!("AMINA OTIENO");
        },
        ..HONEST
    };
    assert_eq!(sign_in(other).await["name"], "AMINA OTIENO 3");
    let moderator = Lies {
        claims: |claims| {
            claims["sub"] = json!("s-3");
            claims["name"] = json!("boss");
        },
        ..HONEST
    };
    let me = sign_in(moderator).await;
    assert_eq!((&me["name"], &me["roles"]), (&json!("boss 2"), &json!([])));
}

#[tokio::test]
async fn an_answer_that_belongs_to_nothing_here_ends_on_a_page() {
    let visit = Visit::start().await;
    let there = visit.to_provider().await;
    let good = encoded(&visit.agreed(&there));
    let wrong = encoded(&but(visit.agreed(&there), "state", Some("guessed")));
    let refused = async |query: &str, cookie: &str, word: &str| {
        let answer = visit.open("/oauth/callback/one", query, cookie).await;
        assert_eq!(answer.status, 400, "{query}");
        assert!(answer.text.contains(word), "{query}: {}", answer.text);
    };
    refused(&wrong, &there.cookie, "not known").await;
    refused("", &there.cookie, "not known").await;
    // Read to the end once, the same answer is worth nothing.
    visit.returned(&visit.back(&there, &good).await);
    refused(&good, &there.cookie, "not known").await;

    let there = visit.to_provider().await;
    let good = encoded(&visit.agreed(&there));
    refused(&good, "baraza_sign_in=", "another browser").await;
    refused(&good, &there.cookie, "not known").await;

    let there = visit.to_provider().await;
    let good = encoded(&visit.agreed(&there));
    let answer = visit
        .open("/oauth/callback/two", &good, &there.cookie)
        .await;
    assert!(
        answer.status == 400 && answer.text.contains("another provider"),
        "{}",
        answer.text
    );
}

#[tokio::test]
async fn what_the_provider_answers_in_the_address_is_checked() {
    let visit = Visit::start().await;
    let denied = Some("access_denied");
    for (name, value, error, word) in [
        (
            "iss",
            Some("https://evil.example"),
            "server_error",
            "another provider",
        ),
        ("iss", None, "server_error", "another provider"),
        ("code", None, "server_error", "no code"),
        (
            "code",
            Some("guessed"),
            "server_error",
            "did not take the code",
        ),
        ("error", denied, "access_denied", "refused"),
        (
            "error",
            Some("temporarily_unavailable"),
            "temporarily_unavailable",
            "busy",
        ),
        ("error", Some("<script>"), "server_error", "an error"),
    ] {
        let there = visit.to_provider().await;
        let query = encoded(&but(visit.agreed(&there), name, value));
        let returned = visit.returned(&visit.back(&there, &query).await);
        assert_eq!(returned["error"], error, "{name}={value:?}");
        let said = &returned["error_description"];
        assert!(said.contains(word), "{name}={value:?}: {said}");
        assert!(!returned.contains_key("code"), "{name}={value:?}");
    }
}

fn far(seconds: i64) -> Value {
    let now = jiff::Timestamp::now().as_second();
    json!(now + seconds)
}

#[tokio::test]
async fn a_lying_provider_signs_nobody_in() {
    let visit = Visit::start().await;
    let cases: [(&str, Lies); 23] = [
        (
            "another issuer",
            Lies {
                claims: |it| it["iss"] = json!("https://evil.example"),
                ..HONEST
            },
        ),
        (
            "cannot be read",
            Lies {
                claims: |it| it["iss"] = Value::Null,
                ..HONEST
            },
        ),
        (
            "another client",
            Lies {
                claims: |it| it["aud"] = json!("other"),
                ..HONEST
            },
        ),
        (
            "another client",
            Lies {
                claims: |it| it["aud"] = json!(["box", "other"]),
                ..HONEST
            },
        ),
        (
            "another client",
            Lies {
                claims: |it| it["azp"] = json!("other"),
                ..HONEST
            },
        ),
        (
            "another attempt",
            Lies {
                claims: |it| it["nonce"] = json!("old"),
                ..HONEST
            },
        ),
        (
            "another attempt",
            Lies {
                claims: |it| it["nonce"] = Value::Null,
                ..HONEST
            },
        ),
        (
            "expired",
            Lies {
                claims: |it| it["exp"] = far(-100),
                ..HONEST
            },
        ),
        (
            "expired",
            Lies {
                claims: |it| it["nbf"] = far(600),
                ..HONEST
            },
        ),
        (
            "cannot be read",
            Lies {
                claims: |it| it["exp"] = Value::Null,
                ..HONEST
            },
        ),
        (
            "cannot be read",
            Lies {
                claims: |it| it["sub"] = json!(7),
                ..HONEST
            },
        ),
        (
            "no usable identifier",
            Lies {
                claims: |it| it["sub"] = json!(""),
                ..HONEST
            },
        ),
        (
            "no usable identifier",
            Lies {
                claims: |it| it["sub"] = json!("s".repeat(256)),
                ..HONEST
            },
        ),
        (
            "signature",
            Lies {
                is_forged: true,
                ..HONEST
            },
        ),
        (
            "unknown key",
            Lies {
                header: |it| it["kid"] = json!("other"),
                ..HONEST
            },
        ),
        (
            "not accepted",
            Lies {
                header: |it| it["alg"] = json!("none"),
                ..HONEST
            },
        ),
        (
            "not accepted",
            Lies {
                header: |it| it["alg"] = json!("HS256"),
                ..HONEST
            },
        ),
        (
            "not accepted",
            Lies {
                header: |it| it["crit"] = json!(["x"]),
                ..HONEST
            },
        ),
        (
            "unknown key",
            Lies {
                header: |it| it["alg"] = json!("RS256"),
                ..HONEST
            },
        ),
        (
            "no ID token",
            Lies {
                token: |it| it["id_token"] = Value::Null,
                ..HONEST
            },
        ),
        (
            "cannot be read",
            Lies {
                token: |it| it["id_token"] = json!("a.b"),
                ..HONEST
            },
        ),
        (
            "two different people",
            Lies {
                userinfo: |it| it["sub"] = json!("s-9"),
                ..HONEST
            },
        ),
        (
            "status 503",
            Lies {
                status: 503,
                ..HONEST
            },
        ),
    ];
    for (index, (word, lies)) in cases.into_iter().enumerate() {
        visit.provider.lie(lies);
        let there = visit.to_provider().await;
        let query = encoded(&visit.agreed(&there));
        let returned = visit.returned(&visit.back(&there, &query).await);
        let said = returned.get("error_description");
        let said = said.unwrap_or_else(|| panic!("{index} {word}: signed in"));
        assert!(said.contains(word), "{index} {word}: {said}");
    }
    visit.provider.lie(HONEST);
    visit.token(&visit.code().await).await;
}

#[tokio::test]
async fn a_provider_whose_description_is_wrong_is_not_used() {
    let cases: [(&str, Lies); 6] = [
        (
            "another name",
            Lies {
                discovery: |it| it["issuer"] = json!("https://evil.example"),
                ..HONEST
            },
        ),
        (
            "without https",
            Lies {
                discovery: |it| it["token_endpoint"] = json!("http://evil.example"),
                ..HONEST
            },
        ),
        (
            "without https",
            Lies {
                discovery: |it| it["jwks_uri"] = json!("javascript:1"),
                ..HONEST
            },
        ),
        (
            "cannot be read",
            Lies {
                discovery: |it| it["token_endpoint"] = Value::Null,
                ..HONEST
            },
        ),
        (
            "cannot be read",
            Lies {
                discovery: |it| it["x"] = json!("x".repeat(300_000)),
                ..HONEST
            },
        ),
        (
            "cannot be read",
            Lies {
                discovery: |it| *it = json!([]),
                ..HONEST
            },
        ),
    ];
    for (word, lies) in cases {
        let visit = Visit::start().await;
        visit.provider.lie(lies);
        let query = encoded(&visit.request());
        let answer = visit.open("/oauth/authorize", &query, "").await;
        let returned = visit.returned(&answer);
        assert_eq!(returned["error"], "server_error", "{word}");
        assert!(
            returned["error_description"].contains(word),
            "{word}: {returned:?}"
        );
    }
}
