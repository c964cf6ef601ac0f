//! Rate limits, and which origins may use the API.

use reqwest::Method;
use serde_json::json;

use crate::site::{PASSWORD, Site};

#[tokio::test]
async fn too_many_writes_are_told_when_to_come_back() {
    let site = Site::with(&["--no-sample", "--rate-limit", "12/min"]).await;
    let ana = site.sign_up("ana").await;
    let ben = site.sign_up("ben").await;
    let post = site.new_post(&ana, "post").await;
    let path = format!("/posts/{post}/vote");
    for _ in 0..11 {
        site.put(&path, json!({ "value": 1 }))
            .by(&ana)
            .send()
            .await
            .expect(200);
    }
    let answer = site.put(&path, json!({ "value": 1 })).by(&ana).send().await;
    let seconds: u64 = answer.header("retry-after").parse().unwrap();
    assert!((1..=5).contains(&seconds), "{seconds}");
    assert_eq!(answer.problem(429, "rate_limited")["retry_after"], seconds);
    // Others write on, and everybody reads on.
    site.put(&path, json!({ "value": 1 }))
        .by(&ben)
        .send()
        .await
        .expect(200);
    site.get("/posts").by(&ana).send().await.expect(200);
}

#[tokio::test]
async fn sign_ins_have_a_limit_of_their_own() {
    let site = Site::with(&["--no-sample", "--rate-limit", "12/min"]).await;
    let ana = site.sign_up("ana").await;
    let body = json!({ "name": "ana", "password": "a wrong password" });
    site.post("/sessions", body.clone())
        .send()
        .await
        .problem(401, "bad_credentials");
    site.post("/sessions", body)
        .send()
        .await
        .problem(429, "rate_limited");
    let body = json!({ "name": "ben", "password": PASSWORD });
    site.post("/accounts", body)
        .send()
        .await
        .problem(429, "rate_limited");
    site.new_post(&ana, "post").await;
}

#[tokio::test]
async fn other_origins_are_allowed_only_when_the_owner_says_so() {
    let origin = "https://client.example";
    let ask = async |site: &Site, origin: &str| {
        let preflight = site
            .http
            .request(Method::OPTIONS, format!("{}/api/v1/posts", site.origin));
        let preflight = preflight
            .header("origin", origin)
            .header("access-control-request-method", "POST")
            .header(
                "access-control-request-headers",
                "authorization,idempotency-key",
            );
        let preflight = preflight.send().await.unwrap().headers().clone();
        let answer = site.get("/posts/999").header("origin", origin).send().await;
        let allowed = answer.headers.get("access-control-allow-origin").cloned();
        (
            preflight,
            allowed.map(|value| value.to_str().unwrap().to_owned()),
            answer.headers,
        )
    };
    let closed = Site::start().await;
    assert_eq!(ask(&closed, origin).await.1, None);

    let open = Site::with(&["--no-sample", "--cors", origin]).await;
    let (preflight, allowed, headers) = ask(&open, origin).await;
    assert_eq!(allowed.as_deref(), Some(origin), "problems can be read too");
    let allowed = preflight["access-control-allow-headers"].to_str().unwrap();
    for name in [
        "authorization",
        "content-type",
        "if-match",
        "idempotency-key",
    ] {
        assert!(allowed.contains(name), "{name}");
    }
    let exposed = headers["access-control-expose-headers"].to_str().unwrap();
    for name in [
        "etag",
        "link",
        "location",
        "retry-after",
        "idempotency-replayed",
    ] {
        assert!(exposed.contains(name), "{name}");
    }
    assert_eq!(ask(&open, "https://other.example").await.1, None);

    let all = Site::with(&["--no-sample", "--cors", "*"]).await;
    assert_eq!(ask(&all, origin).await.1.as_deref(), Some("*"));
}
