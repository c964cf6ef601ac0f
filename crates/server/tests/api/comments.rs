//! Threads: replies, their order, and what their authors do with them.

use std::collections::HashSet;

use serde_json::{Value, json};

use crate::site::{Site, id, ids};

#[tokio::test]
async fn a_reply_is_read_below_what_it_answers() {
    let site = Site::start().await;
    let ana = site.sign_up("ana").await;
    let post = site.new_post(&ana, "post").await;
    let top = site.new_comment(&ana, &post, "top").await;
    let body = json!({ "body": "reply", "parent_id": top, "lang": "pt-BR" });
    let answer = site
        .post(&format!("/posts/{post}/comments"), body)
        .by(&ana)
        .send()
        .await;
    let location = answer.header("location").to_owned();
    let reply = answer.expect(201);
    assert_eq!(location, format!("/api/v1/comments/{}", id(&reply)));
    assert_eq!(
        (&reply["parent_id"], &reply["lang"]),
        (&json!(top), &json!("pt-BR"))
    );
    assert_eq!(reply["post_id"], post);
    let read = site
        .get(&format!("/comments/{}", id(&reply)))
        .by(&ana)
        .send()
        .await;
    assert!(read.header("etag").starts_with("\"1."));
    assert_eq!(read.expect(200), reply);
    let read = site.get(&format!("/posts/{post}")).send().await.expect(200);
    assert_eq!(read["comment_count"], 2);
    assert_eq!(read["last_activity_at"], reply["created_at"]);
}

#[tokio::test]
async fn a_reply_to_what_is_not_there_is_refused() {
    let site = Site::start().await;
    let ana = site.sign_up("ana").await;
    let post = site.new_post(&ana, "post").await;
    let other = site.new_post(&ana, "other post").await;
    let elsewhere = site.new_comment(&ana, &other, "elsewhere").await;
    let path = format!("/posts/{post}/comments");
    for parent in [
        "999",
        "0",
        "-1",
        "",
        "x",
        "1; DROP TABLE comments",
        elsewhere.as_str(),
    ] {
        let body = json!({ "body": "reply", "parent_id": parent });
        let problem = site
            .post(&path, body)
            .by(&ana)
            .send()
            .await
            .problem(422, "invalid");
        assert_eq!(problem["errors"][0]["pointer"], "#/parent_id", "{parent}");
    }
    let gone = site.new_comment(&ana, &post, "gone").await;
    site.delete(&format!("/comments/{gone}"))
        .by(&ana)
        .send()
        .await
        .expect(200);
    let body = json!({ "body": "reply", "parent_id": gone });
    site.post(&path, body)
        .by(&ana)
        .send()
        .await
        .problem(409, "conflict");
    let body = json!({ "body": "reply" });
    site.post("/posts/999/comments", body)
        .by(&ana)
        .send()
        .await
        .problem(404, "not_found");
    site.get("/posts/999/comments")
        .send()
        .await
        .problem(404, "not_found");
}

#[tokio::test]
async fn a_parent_never_comes_after_its_child() {
    let site = Site::start().await;
    let ana = site.sign_up("ana").await;
    let post = site.new_post(&ana, "post").await;
    let path = format!("/posts/{post}/comments");
    // Deeper than any recursion should go.
    let mut parent = Value::Null;
    for depth in 0..600 {
        let body = json!({ "body": format!("depth {depth}"), "parent_id": parent });
        parent = json!(id(&site
            .post(&path, body)
            .by(&ana)
            .send()
            .await
            .expect(201)));
    }
    let mut seen = HashSet::new();
    let mut next = format!("{path}?limit=250");
    loop {
        let page = site.get(&next).send().await.expect(200);
        for item in page["items"].as_array().unwrap() {
            let parent = &item["parent_id"];
            assert!(
                parent.is_null() || seen.contains(parent.as_str().unwrap()),
                "{item}"
            );
            seen.insert(id(item));
        }
        let Some(cursor) = page["next"].as_str() else {
            break;
        };
        next = format!("{path}?limit=250&cursor={cursor}");
    }
    assert_eq!(seen.len(), 600);
}

#[tokio::test]
async fn comments_come_in_the_order_asked_for() {
    let site = Site::start().await;
    let ana = site.sign_up("ana").await;
    let post = site.new_post(&ana, "post").await;
    let a = site.new_comment(&ana, &post, "a").await;
    let b = site.new_comment(&ana, &post, "b").await;
    let c = site.new_comment(&ana, &post, "c").await;
    let up = site.put(&format!("/comments/{b}/vote"), json!({ "value": 1 }));
    up.by(&ana).send().await.expect(200);
    let order = async |sort: &str| {
        ids(&site
            .get(&format!("/posts/{post}/comments?sort={sort}"))
            .send()
            .await
            .expect(200))
    };
    assert_eq!(order("old").await, [&*a, &b, &c]);
    assert_eq!(order("new").await, [&*c, &b, &a]);
    assert_eq!(order("top").await, [&*b, &a, &c]);
}

#[tokio::test]
async fn only_its_author_changes_a_comment() {
    let site = Site::start().await;
    let ana = site.sign_up("ana").await;
    let ben = site.sign_up("ben").await;
    let post = site.new_post(&ana, "post").await;
    let path = format!("/comments/{}", site.new_comment(&ana, &post, "first").await);
    let change = json!({ "body": "second" });
    site.patch(&path, change.clone())
        .send()
        .await
        .problem(401, "sign_in_required");
    site.patch(&path, change.clone())
        .by(&ben)
        .send()
        .await
        .problem(403, "forbidden");
    site.delete(&path)
        .by(&ben)
        .send()
        .await
        .problem(403, "forbidden");
    let call = site
        .patch(&path, change.clone())
        .by(&ana)
        .header("if-match", "\"7\"");
    call.send().await.problem(412, "conflict");
    let edited = site
        .patch(&path, change)
        .by(&ana)
        .header("if-match", "\"1\"")
        .send()
        .await;
    let edited = edited.expect(200);
    assert_eq!(
        (&edited["body"], &edited["version"]),
        (&json!("second"), &json!(2))
    );
}

#[tokio::test]
async fn a_deleted_comment_keeps_its_place_without_its_text() {
    let site = Site::start().await;
    let ana = site.sign_up("ana").await;
    let post = site.new_post(&ana, "post").await;
    let comment = site.new_comment(&ana, &post, "secret").await;
    let path = format!("/posts/{post}/comments");
    let body = json!({ "body": "reply", "parent_id": comment });
    site.post(&path, body).by(&ana).send().await.expect(201);
    let tombstone = site
        .delete(&format!("/comments/{comment}"))
        .by(&ana)
        .send()
        .await
        .expect(200);
    let expected = (&json!("deleted"), &json!(""), &Value::Null);
    assert_eq!(
        (
            &tombstone["state"],
            &tombstone["body"],
            &tombstone["author"]
        ),
        expected
    );
    let thread = site.get(&path).by(&ana).send().await.expect(200);
    assert_eq!(thread["items"][0], tombstone);
    assert_eq!(thread["items"][1]["parent_id"], comment);
    assert_eq!(
        site.get(&format!("/posts/{post}")).send().await.expect(200)["comment_count"],
        1
    );
    let edit = site.patch(&format!("/comments/{comment}"), json!({ "body": "back" }));
    edit.by(&ana).send().await.problem(409, "conflict");
    site.delete(&format!("/comments/{comment}"))
        .by(&ana)
        .send()
        .await
        .problem(409, "conflict");
}

#[tokio::test]
async fn the_same_comment_is_not_taken_twice_at_the_same_place() {
    let site = Site::start().await;
    let ana = site.sign_up("ana").await;
    let ben = site.sign_up("ben").await;
    let post = site.new_post(&ana, "post").await;
    let path = format!("/posts/{post}/comments");
    let top = site.new_comment(&ana, &post, "+1").await;
    let body = json!({ "body": "+1" });
    site.post(&path, body.clone())
        .by(&ana)
        .send()
        .await
        .problem(409, "duplicate");
    let below = json!({ "body": "+1", "parent_id": top });
    site.post(&path, below.clone())
        .by(&ana)
        .send()
        .await
        .expect(201);
    site.post(&path, below)
        .by(&ana)
        .send()
        .await
        .problem(409, "duplicate");
    site.post(&path, body.clone())
        .by(&ben)
        .send()
        .await
        .expect(201);
    // What was deleted may be said again.
    site.delete(&format!("/comments/{top}"))
        .by(&ana)
        .send()
        .await
        .expect(200);
    site.post(&path, body).by(&ana).send().await.expect(201);
}
