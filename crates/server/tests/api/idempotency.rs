//! The same request with the same key has one effect and one answer.

use serde_json::json;

use crate::site::{PASSWORD, Site, id, ids};

const KEY: &str = "idempotency-key";

#[tokio::test]
async fn a_repeated_request_gets_the_same_answer_and_has_no_second_effect() {
    let mut site = Site::start().await;
    let ana = site.sign_up("ana").await;
    let post = site.new_post(&ana, "post").await;
    let comments = format!("/posts/{post}/comments");
    let guest = json!({ "body": "hi", "author_name": "Kofi", "author_email": "a@b" });
    for (path, body, token) in [
        (
            "/posts".to_owned(),
            json!({ "title": "t", "body": "b" }),
            Some(&ana),
        ),
        (comments.clone(), json!({ "body": "b" }), Some(&ana)),
        (comments.clone(), guest, None),
    ] {
        let call = |site: &Site| {
            let call = site
                .post(&path, body.clone())
                .header(KEY, &format!("key of {body}"));
            if let Some(token) = token {
                call.by(token)
            } else {
                call
            }
        };
        let first = call(&site).send().await;
        assert!(first.headers.get("idempotency-replayed").is_none());
        // The answer outlives the process.
        site.restart().await;
        for _ in 0..3 {
            let again = call(&site).send().await;
            assert_eq!(again.header("idempotency-replayed"), "true");
            assert_eq!(again.header("location"), first.header("location"));
            assert_eq!((again.status, &again.text), (201, &first.text));
        }
    }
    assert_eq!(ids(&site.get("/posts").send().await.expect(200)).len(), 2);
    assert_eq!(ids(&site.get(&comments).send().await.expect(200)).len(), 1);
}

#[tokio::test]
async fn a_key_stands_for_one_request_of_one_account() {
    let site = Site::start().await;
    let ana = site.sign_up("ana").await;
    let ben = site.sign_up("ben").await;
    let post = site.new_post(&ana, "post").await;
    let other = site.new_post(&ana, "other").await;
    let path = format!("/posts/{post}/comments");
    let body = json!({ "body": "b" });
    site.post(&path, body.clone())
        .by(&ana)
        .header(KEY, "k")
        .send()
        .await
        .expect(201);
    let changed = json!({ "body": "c" });
    site.post(&path, changed)
        .by(&ana)
        .header(KEY, "k")
        .send()
        .await
        .problem(422, "key_reused");
    let elsewhere = format!("/posts/{other}/comments");
    let call = site
        .post(&elsewhere, body.clone())
        .by(&ana)
        .header(KEY, "k");
    call.send().await.problem(422, "key_reused");
    let answer = site
        .post(&path, body)
        .by(&ben)
        .header(KEY, "k")
        .send()
        .await;
    assert!(answer.headers.get("idempotency-replayed").is_none());
    answer.expect(201);
}

#[tokio::test]
async fn a_refusal_is_not_kept() {
    let site = Site::start().await;
    let moderator = site.sign_up(crate::site::MODERATOR).await;
    let ana = site.sign_up("ana").await;
    let post = site.new_post(&ana, "post").await;
    let lock = async |locked: bool| {
        let call = site.post(&format!("/posts/{post}/lock"), json!({ "locked": locked }));
        call.by(&moderator).send().await.expect(200)
    };
    let call = || {
        let call = site.post(&format!("/posts/{post}/comments"), json!({ "body": "b" }));
        call.by(&ana).header(KEY, "k").send()
    };
    lock(true).await;
    call().await.problem(403, "locked");
    lock(false).await;
    call().await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_request_many_times_at_once_has_one_effect() {
    let site = Site::start().await;
    let ana = site.sign_up("ana").await;
    let post = site.new_post(&ana, "post").await;
    let path = format!("/posts/{post}/comments");
    for round in 0..5 {
        let key = format!("key {round}");
        let body = json!({ "body": key });
        let calls: Vec<_> = (0..20)
            .map(|_| {
                tokio::spawn(
                    site.post(&path, body.clone())
                        .by(&ana)
                        .header(KEY, &key)
                        .send(),
                )
            })
            .collect();
        let mut answers = Vec::new();
        for call in calls {
            let answer = call.await.unwrap();
            let is_replayed = answer.headers.contains_key("idempotency-replayed");
            answers.push((id(&answer.expect(201)), is_replayed));
        }
        assert!(
            answers.iter().all(|(id, _)| *id == answers[0].0),
            "{answers:?}"
        );
        assert_eq!(
            answers
                .iter()
                .filter(|(_, is_replayed)| !is_replayed)
                .count(),
            1
        );
    }
    assert_eq!(ids(&site.get(&path).send().await.expect(200)).len(), 5);
}

#[tokio::test]
async fn a_repeated_sign_up_proves_itself_by_the_password() {
    let site = Site::start().await;
    let call = |name: &str, password: &str| {
        let body = json!({ "name": name, "password": password });
        site.post("/accounts", body).header(KEY, "k").send()
    };
    let first = call("ana", PASSWORD).await.expect(201);
    let again = call("ana", PASSWORD).await;
    assert_eq!(again.header("idempotency-replayed"), "true");
    let again = again.expect(201);
    assert_eq!(again["account"], first["account"]);
    for session in [first, again] {
        site.get("/me")
            .by(session["token"].as_str().unwrap())
            .send()
            .await
            .expect(200);
    }
    call("ana", "another password")
        .await
        .problem(422, "key_reused");
    call("ben", PASSWORD).await.problem(422, "key_reused");
}

#[tokio::test]
async fn a_key_is_short_printable_ascii() {
    let site = Site::start().await;
    let ana = site.sign_up("ana").await;
    for key in ["", &"k".repeat(256), "ключ"] {
        let call = site
            .post("/posts", json!({ "title": "t", "body": "b" }))
            .by(&ana);
        call.header(KEY, key).send().await.problem(400, "malformed");
    }
    let call = site
        .post("/posts", json!({ "title": "t", "body": "b" }))
        .by(&ana);
    call.header(KEY, &"k".repeat(255)).send().await.expect(201);
}
