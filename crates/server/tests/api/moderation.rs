//! Guests, whose comments wait, and moderators, who let them through.

use serde_json::{Value, json};

use crate::site::{MODERATOR, Site, id, ids};

const EMAIL: &str = "kofi.private@example.org";

/// A site with a moderator, a post, and a comment of a guest.
async fn with_guest_comment() -> (Site, String, String, String) {
    let site = Site::start().await;
    let moderator = site.sign_up(MODERATOR).await;
    let post = site.new_post(&moderator, "post").await;
    let body = json!({ "body": "from a guest", "author_name": "Kofi", "author_email": EMAIL,
        "author_url": "https://example.org/kofi" });
    let answer = site
        .post(&format!("/posts/{post}/comments"), body)
        .send()
        .await;
    assert!(!answer.text.contains(EMAIL));
    let comment = answer.expect(201);
    assert_eq!(comment["state"], "held");
    let author = json!({ "id": null, "name": "Kofi", "url": "https://example.org/kofi",
        "avatar": null, "roles": ["guest"] });
    assert_eq!(comment["author"], author);
    (site, moderator, post, id(&comment))
}

#[tokio::test]
async fn the_comment_of_a_guest_is_seen_by_moderators_alone_until_it_is_approved() {
    let (site, moderator, post, comment) = with_guest_comment().await;
    let ana = site.sign_up("ana").await;
    let thread = format!("/posts/{post}/comments");
    let one = format!("/comments/{comment}");
    for call in [site.get(&thread), site.get(&thread).by(&ana)] {
        assert_eq!(call.send().await.expect(200)["items"], json!([]));
    }
    site.get(&one).send().await.problem(404, "not_found");
    site.get(&one)
        .by(&ana)
        .send()
        .await
        .problem(404, "not_found");
    site.put(&format!("{one}/vote"), json!({ "value": 1 }))
        .by(&ana)
        .send()
        .await
        .problem(404, "not_found");
    let reply = json!({ "body": "reply", "parent_id": comment });
    site.post(&thread, reply.clone())
        .by(&ana)
        .send()
        .await
        .problem(422, "invalid");
    site.post(&thread, reply)
        .by(&moderator)
        .send()
        .await
        .problem(409, "conflict");
    assert_eq!(
        ids(&site.get("/posts?q=guest").send().await.expect(200)),
        [""; 0]
    );
    assert_eq!(
        site.get(&format!("/posts/{post}")).send().await.expect(200)["comment_count"],
        0
    );

    site.get("/moderation")
        .send()
        .await
        .problem(401, "sign_in_required");
    site.get("/moderation")
        .by(&ana)
        .send()
        .await
        .problem(403, "forbidden");
    let held = site
        .get("/moderation")
        .by(&moderator)
        .send()
        .await
        .expect(200);
    assert_eq!(ids(&held), [&*comment]);
    assert_eq!(held["items"][0]["author_email"], EMAIL);
    assert_eq!(held["items"][0]["post_title"], "post");
    assert_eq!(
        ids(&site.get(&thread).by(&moderator).send().await.expect(200)),
        [&*comment]
    );

    let approve = format!("{one}/approve");
    site.call(reqwest::Method::POST, &approve)
        .by(&ana)
        .send()
        .await
        .problem(403, "forbidden");
    for _ in 0..2 {
        let call = site.call(reqwest::Method::POST, &approve).by(&moderator);
        assert_eq!(call.send().await.expect(200)["state"], "published");
    }
    let answer = site.get(&thread).send().await;
    assert!(!answer.text.contains(EMAIL));
    assert_eq!(ids(&answer.expect(200)), [&*comment]);
    assert_eq!(
        ids(&site.get("/posts?q=guest").send().await.expect(200)),
        [&*post]
    );
    assert_eq!(
        site.get(&format!("/posts/{post}")).send().await.expect(200)["comment_count"],
        1
    );
    assert_eq!(
        site.get("/moderation")
            .by(&moderator)
            .send()
            .await
            .expect(200)["items"],
        json!([])
    );
    // A guest has no account to change it with.
    site.delete(&one)
        .by(&ana)
        .send()
        .await
        .problem(403, "forbidden");
}

#[tokio::test]
async fn a_held_comment_that_is_refused_leaves_no_trace_for_the_public() {
    let (site, moderator, post, comment) = with_guest_comment().await;
    let remove = site.call(
        reqwest::Method::POST,
        &format!("/comments/{comment}/remove"),
    );
    assert_eq!(
        remove.by(&moderator).send().await.expect(200)["state"],
        "removed"
    );
    let thread = site
        .get(&format!("/posts/{post}/comments"))
        .send()
        .await
        .expect(200);
    assert_eq!(thread["items"], json!([]));
    site.get(&format!("/comments/{comment}"))
        .send()
        .await
        .problem(404, "not_found");
    assert_eq!(
        site.get("/moderation")
            .by(&moderator)
            .send()
            .await
            .expect(200)["items"],
        json!([])
    );
}

#[tokio::test]
async fn what_a_moderator_removed_can_be_put_back() {
    let site = Site::start().await;
    let moderator = site.sign_up(MODERATOR).await;
    let ana = site.sign_up("ana").await;
    let post = site.new_post(&ana, "post").await;
    let comment = site.new_comment(&ana, &post, "heated words").await;
    let act = async |action: &str, token: &str| {
        let path = format!("/comments/{comment}/{action}");
        site.call(reqwest::Method::POST, &path)
            .by(token)
            .send()
            .await
    };
    act("remove", &ana).await.problem(403, "forbidden");
    for _ in 0..2 {
        let removed = act("remove", &moderator).await.expect(200);
        let expected = (&json!("removed"), &json!(""), &Value::Null);
        assert_eq!(
            (&removed["state"], &removed["body"], &removed["author"]),
            expected
        );
    }
    let thread = site
        .get(&format!("/posts/{post}/comments"))
        .send()
        .await
        .expect(200);
    assert_eq!(thread["items"][0]["state"], "removed");
    let read = site.get(&format!("/posts/{post}")).send().await.expect(200);
    assert_eq!(read["comment_count"], 0);
    assert_eq!(read["last_activity_at"], read["created_at"]);
    let edit = site.patch(&format!("/comments/{comment}"), json!({ "body": "again" }));
    edit.by(&ana).send().await.problem(409, "conflict");
    let back = act("approve", &moderator).await.expect(200);
    assert_eq!(
        (&back["state"], &back["body"]),
        (&json!("published"), &json!("heated words"))
    );
    site.delete(&format!("/comments/{comment}"))
        .by(&ana)
        .send()
        .await
        .expect(200);
    act("approve", &moderator).await.problem(409, "conflict");
    let unknown = site
        .call(reqwest::Method::POST, "/comments/999/approve")
        .by(&moderator);
    unknown.send().await.problem(404, "not_found");
}

#[tokio::test]
async fn a_removed_post_is_a_place_without_text() {
    let site = Site::start().await;
    let moderator = site.sign_up(MODERATOR).await;
    let ana = site.sign_up("ana").await;
    let path = format!("/posts/{}", site.new_post(&ana, "advert").await);
    let remove = format!("{path}/remove");
    site.call(reqwest::Method::POST, &remove)
        .by(&ana)
        .send()
        .await
        .problem(403, "forbidden");
    let call = site.call(reqwest::Method::POST, &remove).by(&moderator);
    assert_eq!(call.send().await.expect(200)["state"], "removed");
    assert!(!site.get(&path).send().await.text.contains("advert"));
    assert_eq!(
        ids(&site.get("/posts?q=advert").send().await.expect(200)),
        [""; 0]
    );
}

#[tokio::test]
async fn a_locked_post_takes_comments_of_moderators_alone() {
    let site = Site::start().await;
    let moderator = site.sign_up(MODERATOR).await;
    let ana = site.sign_up("ana").await;
    let path = format!("/posts/{}", site.new_post(&ana, "post").await);
    let (lock, comments) = (format!("{path}/lock"), format!("{path}/comments"));
    let locked = json!({ "locked": true });
    site.post(&lock, locked.clone())
        .by(&ana)
        .send()
        .await
        .problem(403, "forbidden");
    site.post(&lock, locked)
        .by(&moderator)
        .send()
        .await
        .expect(200);
    let seen = site.get(&path).by(&ana).send().await.expect(200);
    assert_eq!(
        (&seen["locked"], &seen["can"]["reply"]),
        (&json!(true), &json!(false))
    );
    let body = json!({ "body": "late", "author_name": "Kofi", "author_email": EMAIL });
    site.post(&comments, body.clone())
        .by(&ana)
        .send()
        .await
        .problem(403, "locked");
    site.post(&comments, body.clone())
        .send()
        .await
        .problem(403, "locked");
    site.post(&comments, body.clone())
        .by(&moderator)
        .send()
        .await
        .expect(201);
    site.post(&lock, json!({ "locked": false }))
        .by(&moderator)
        .send()
        .await
        .expect(200);
    site.post(&comments, body).by(&ana).send().await.expect(201);
}

#[tokio::test]
async fn guests_say_who_they_are_and_may_be_refused() {
    let (site, _, post, _) = with_guest_comment().await;
    let path = format!("/posts/{post}/comments");
    for (body, pointers) in [
        (
            json!({ "body": "x" }),
            vec!["#/author_name", "#/author_email"],
        ),
        (
            json!({ "body": "x", "author_name": "Kofi" }),
            vec!["#/author_email"],
        ),
        (
            json!({ "body": "x", "author_name": "\u{200B}", "author_email": "a@b" }),
            vec!["#/author_name", "#/author_name"],
        ),
        (
            json!({ "body": "x", "author_name": "Kofi", "author_email": "none" }),
            vec!["#/author_email"],
        ),
        (
            json!({ "body": "x", "author_name": "Kofi", "author_email": "a@b", "author_url": "javascript:1" }),
            vec!["#/author_url"],
        ),
    ] {
        let problem = site.post(&path, body).send().await.problem(422, "invalid");
        let found: Vec<_> = problem["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|e| e["pointer"].clone())
            .collect();
        assert_eq!(found, pointers);
    }
    let closed = Site::with(&["--no-sample", "--guests", "off"]).await;
    let ana = closed.sign_up("ana").await;
    let post = closed.new_post(&ana, "post").await;
    let body = json!({ "body": "x", "author_name": "Kofi", "author_email": EMAIL });
    let call = closed.post(&format!("/posts/{post}/comments"), body);
    call.send().await.problem(401, "guests_not_allowed");
    let seen = closed
        .get(&format!("/posts/{post}"))
        .send()
        .await
        .expect(200);
    assert_eq!(seen["can"]["reply"], false);
}
