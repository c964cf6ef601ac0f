//! Writing, reading, editing and deleting posts.

use serde_json::{Value, json};

use crate::site::{Site, id, ids};

#[tokio::test]
async fn a_post_is_read_as_it_was_written() {
    let site = Site::start().await;
    let ana = site.sign_up("ana").await;
    let body = json!({
        "title": "  Visa from Bogotá ", "body": "First *line*\r\nsecond\n", "lang": "es",
        "tags": ["Visa", "remote work", "visa"], "url": "https://example.org/a",
    });
    let answer = site.post("/posts", body).by(&ana).send().await;
    let location = answer.header("location").to_owned();
    let made = answer.expect(201);
    assert_eq!(location, format!("/api/v1/posts/{}", id(&made)));
    let post = site
        .get(&format!("/posts/{}", id(&made)))
        .by(&ana)
        .send()
        .await
        .expect(200);
    assert_eq!(post, made);
    for (field, value) in [
        ("title", json!("Visa from Bogotá")),
        ("body", json!("First *line*\nsecond")),
        ("excerpt", json!("First line second")),
        ("tags", json!(["visa", "remote-work"])),
        ("lang", json!("es")),
        ("url", json!("https://example.org/a")),
        ("state", json!("published")),
        ("score", json!(0)),
        ("my_vote", json!(0)),
        ("comment_count", json!(0)),
        ("version", json!(1)),
        ("edited_at", Value::Null),
        (
            "can",
            json!({ "edit": true, "delete": true, "vote": true, "reply": true, "moderate": false }),
        ),
    ] {
        assert_eq!(post[field], value, "{field}");
    }
    assert_eq!(post["author"]["name"], "ana");
    let seen = site
        .get(&format!("/posts/{}", id(&made)))
        .send()
        .await
        .expect(200);
    assert_eq!(seen["my_vote"], Value::Null);
    assert_eq!(seen["can"]["edit"], false);
    assert_eq!(seen["can"]["vote"], false);
    assert_eq!(seen["can"]["reply"], true, "guests may reply");
}

#[tokio::test]
async fn only_its_author_edits_a_post_and_only_the_version_they_read() {
    let site = Site::start().await;
    let ana = site.sign_up("ana").await;
    let ben = site.sign_up("ben").await;
    let path = format!("/posts/{}", site.new_post(&ana, "first").await);
    let change = json!({ "title": "second", "tags": ["a"] });

    site.patch(&path, change.clone())
        .send()
        .await
        .problem(401, "sign_in_required");
    site.patch(&path, change.clone())
        .by(&ben)
        .send()
        .await
        .problem(403, "forbidden");
    let answer = site.get(&path).by(&ana).send().await;
    let tag = answer.header("etag").to_owned();
    let edited = site
        .patch(&path, change)
        .by(&ana)
        .header("if-match", &tag)
        .send()
        .await;
    assert_ne!(edited.header("etag"), tag);
    let edited = edited.expect(200);
    assert_eq!(
        (&edited["title"], &edited["body"]),
        (&json!("second"), &json!("text"))
    );
    assert_eq!(edited["version"], 2);
    assert!(edited["edited_at"].is_string());

    let again = json!({ "body": "third" });
    let stale = site
        .patch(&path, again.clone())
        .by(&ana)
        .header("if-match", &tag)
        .send()
        .await;
    stale.problem(412, "conflict");
    site.delete(&path)
        .by(&ana)
        .header("if-match", &tag)
        .send()
        .await
        .problem(412, "conflict");
    // The bare version does as well, and so does no condition at all.
    site.patch(&path, again.clone())
        .by(&ana)
        .header("if-match", "\"2\"")
        .send()
        .await
        .expect(200);
    let same = site.patch(&path, again).by(&ana).send().await.expect(200);
    assert_eq!(same["version"], 3, "what changes nothing is no edit");
    assert_eq!(
        site.patch(&path, json!({}))
            .by(&ana)
            .send()
            .await
            .expect(200),
        same
    );
}

#[tokio::test]
async fn a_vote_between_reading_and_editing_does_not_spoil_the_edit() {
    let site = Site::start().await;
    let ana = site.sign_up("ana").await;
    let ben = site.sign_up("ben").await;
    let path = format!("/posts/{}", site.new_post(&ana, "first").await);
    let tag = site
        .get(&path)
        .by(&ana)
        .send()
        .await
        .header("etag")
        .to_owned();
    site.put(&format!("{path}/vote"), json!({ "value": 1 }))
        .by(&ben)
        .send()
        .await
        .expect(200);
    let edit = site
        .patch(&path, json!({ "body": "new" }))
        .by(&ana)
        .header("if-match", &tag);
    edit.send().await.expect(200);
}

#[tokio::test]
async fn a_reader_who_has_the_post_gets_it_again_only_when_it_changed() {
    let site = Site::start().await;
    let ana = site.sign_up("ana").await;
    let path = format!("/posts/{}", site.new_post(&ana, "first").await);
    let tag = site.get(&path).send().await.header("etag").to_owned();
    assert_eq!(
        site.get(&path)
            .header("if-none-match", &tag)
            .send()
            .await
            .status,
        304
    );
    site.put(&format!("{path}/vote"), json!({ "value": 1 }))
        .by(&ana)
        .send()
        .await
        .expect(200);
    assert_eq!(
        site.get(&path)
            .header("if-none-match", &tag)
            .send()
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn a_deleted_post_leaves_a_place_without_its_text() {
    let site = Site::start().await;
    let ana = site.sign_up("ana").await;
    let post = site.new_post(&ana, "secret plans").await;
    let path = format!("/posts/{post}");
    site.new_comment(&ana, &post, "kept").await;
    let tombstone = site.delete(&path).by(&ana).send().await.expect(200);
    assert_eq!(tombstone["state"], "deleted");
    assert_eq!(site.get(&path).by(&ana).send().await.expect(200), tombstone);
    let answer = site.get(&path).send().await;
    assert!(
        !answer.text.contains("secret") && !answer.text.contains("ana"),
        "{}",
        answer.text
    );
    for list in ["/posts", "/posts?q=secret", "/posts?sort=top"] {
        assert_eq!(
            site.get(list).send().await.expect(200)["items"],
            json!([]),
            "{list}"
        );
    }
    let comments = site
        .get(&format!("{path}/comments"))
        .send()
        .await
        .expect(200);
    assert_eq!(comments["items"][0]["body"], "kept");
    for call in [
        site.patch(&path, json!({ "body": "x" })),
        site.delete(&path),
        site.put(&format!("{path}/vote"), json!({ "value": 1 })),
        site.post(&format!("{path}/comments"), json!({ "body": "x" })),
    ] {
        call.by(&ana).send().await.problem(409, "conflict");
    }
}

#[tokio::test]
async fn posts_come_in_the_order_asked_for() {
    let site = Site::start().await;
    let moderator = site.sign_up(crate::site::MODERATOR).await;
    let ana = site.sign_up("ana").await;
    let mut posts = Vec::new();
    for title in ["a", "b", "c"] {
        posts.push(site.new_post(&ana, title).await);
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    let [a, b, c] = posts.clone().try_into().unwrap();
    let order = async |query: &str| ids(&site.get(query).send().await.expect(200));
    assert_eq!(order("/posts").await, [&*c, &b, &a]);
    site.new_comment(&ana, &a, "up").await;
    site.put(&format!("/posts/{b}/vote"), json!({ "value": 1 }))
        .by(&ana)
        .send()
        .await
        .expect(200);
    assert_eq!(order("/posts?sort=active").await, [&*a, &c, &b]);
    assert_eq!(order("/posts?sort=new").await, [&*c, &b, &a]);
    assert_eq!(order("/posts?sort=top").await, [&*b, &c, &a]);
    let pin = site.post(&format!("/posts/{b}/pin"), json!({ "pinned": true }));
    assert_eq!(pin.by(&moderator).send().await.expect(200)["pinned"], true);
    assert_eq!(order("/posts?sort=active").await, [&*b, &a, &c]);
    assert_eq!(order("/posts?sort=new").await, [&*c, &b, &a]);
}

#[tokio::test]
async fn posts_are_found_by_tag_and_by_author() {
    let site = Site::start().await;
    let ana = site.sign_up("ana").await;
    let ben = site.sign_up("ben").await;
    let tagged = json!({ "title": "t", "body": "b", "tags": ["Remote Work", "عمل"] });
    let tagged = id(&site
        .post("/posts", tagged)
        .by(&ana)
        .send()
        .await
        .expect(201));
    let other = site.new_post(&ben, "other").await;
    let author = |post: &Value| post["author"]["id"].as_str().unwrap().to_owned();
    let ana_id = author(
        &site
            .get(&format!("/posts/{tagged}"))
            .send()
            .await
            .expect(200),
    );
    let list = async |query: &str| ids(&site.get(query).send().await.expect(200));
    assert_eq!(list("/posts?tag=remote%20work").await, [&*tagged]);
    assert_eq!(list("/posts?tag=%D8%B9%D9%85%D9%84").await, [&*tagged]);
    assert_eq!(list("/posts?tag=none").await, [""; 0]);
    assert_eq!(list(&format!("/posts?author={ana_id}")).await, [&*tagged]);
    assert_eq!(list("/posts?author=nobody").await, [""; 0]);
    assert_eq!(
        list("/posts?tag=&author=&q=&cursor=").await,
        [&*other, &tagged]
    );
    let tags = site.get("/tags").send().await.expect(200);
    assert_eq!(tags["items"].as_array().unwrap().len(), 2);
    assert_eq!(
        tags["items"][0],
        json!({ "name": "remote-work", "count": 1 })
    );
}

#[tokio::test]
async fn the_same_post_is_not_taken_twice() {
    let site = Site::start().await;
    let ana = site.sign_up("ana").await;
    let ben = site.sign_up("ben").await;
    let body = json!({ "title": "t", "body": "b" });
    site.post("/posts", body.clone())
        .by(&ana)
        .send()
        .await
        .expect(201);
    site.post("/posts", body.clone())
        .by(&ana)
        .send()
        .await
        .problem(409, "duplicate");
    site.post("/posts", body.clone())
        .by(&ben)
        .send()
        .await
        .expect(201);
    site.post("/posts", body)
        .send()
        .await
        .problem(401, "sign_in_required");
}
