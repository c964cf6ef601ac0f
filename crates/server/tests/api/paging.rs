//! Pages follow each other without gaps and repeats, also while people go on writing.

use serde_json::json;

use crate::site::{Answer, Site, ids};

/// Where the `Link` header says that the next page is, without what all addresses begin with.
fn next_link(answer: &Answer) -> Option<String> {
    let link = answer.headers.get("link")?.to_str().unwrap();
    let target = link
        .strip_suffix(">; rel=\"next\"")
        .unwrap()
        .strip_prefix("</api/v1")
        .unwrap();
    Some(target.to_owned())
}

#[tokio::test]
async fn links_lead_through_all_posts_once() {
    let site = Site::start().await;
    let ana = site.sign_up("ana").await;
    let mut all = Vec::new();
    for number in 0..7 {
        let body = json!({ "title": format!("t{number}"), "body": "a & b", "tags": ["x"] });
        all.insert(
            0,
            crate::site::id(&site.post("/posts", body).by(&ana).send().await.expect(201)),
        );
    }
    for sort in ["active", "new", "top"] {
        let mut path = format!("/posts?sort={sort}&limit=3&tag=x&q=a%20b");
        let mut found = Vec::new();
        loop {
            let answer = site.get(&path).send().await;
            let next = next_link(&answer);
            let page = answer.expect(200);
            assert_eq!(next.is_some(), page["next"].is_string());
            assert_eq!(page["total"], 7);
            found.extend(ids(&page));
            // Somebody writes and nothing shifts.
            let body = json!({ "title": format!("later {}", found.len()), "body": sort });
            site.post("/posts", body).by(&ana).send().await.expect(201);
            match next {
                Some(next) => path = next,
                None => break,
            }
        }
        assert_eq!(found, all, "{sort}");
    }
}

#[tokio::test]
async fn pages_of_comments_hold_each_once_in_every_order() {
    let site = Site::start().await;
    let ana = site.sign_up("ana").await;
    let post = site.new_post(&ana, "post").await;
    let mut all = Vec::new();
    for number in 0..9 {
        let comment = site.new_comment(&ana, &post, &format!("c{number}")).await;
        let value = json!({ "value": ([1, 0, -1][number % 3]) });
        site.put(&format!("/comments/{comment}/vote"), value)
            .by(&ana)
            .send()
            .await
            .expect(200);
        all.push(comment);
    }
    for sort in ["old", "new", "top"] {
        let whole = ids(&site
            .get(&format!("/posts/{post}/comments?sort={sort}"))
            .send()
            .await
            .expect(200));
        let mut path = format!("/posts/{post}/comments?sort={sort}&limit=2");
        let mut found = Vec::new();
        loop {
            let answer = site.get(&path).send().await;
            let next = next_link(&answer);
            found.extend(ids(&answer.expect(200)));
            match next {
                Some(next) => path = next,
                None => break,
            }
        }
        assert_eq!(found, whole, "{sort}");
        found.sort();
        let mut sorted = all.clone();
        sorted.sort();
        assert_eq!(found, sorted, "{sort}");
    }
}

#[tokio::test]
async fn a_page_of_nothing_and_the_last_page_have_no_next() {
    let site = Site::start().await;
    let empty = site.get("/posts").send().await;
    assert!(next_link(&empty).is_none());
    assert_eq!(
        empty.expect(200),
        json!({ "items": [], "next": null, "total": 0 })
    );
    let ana = site.sign_up("ana").await;
    site.new_post(&ana, "one").await;
    assert!(next_link(&site.get("/posts?limit=1").send().await).is_none());
}

#[tokio::test]
async fn a_query_that_makes_no_sense_is_refused() {
    let site = Site::start().await;
    let ana = site.sign_up("ana").await;
    let post = site.new_post(&ana, "one").await;
    site.new_post(&ana, "two").await;
    let page = site.get("/posts?limit=1&sort=new").send().await.expect(200);
    let cursor = page["next"].as_str().unwrap();
    for (query, status, code) in [
        ("limit=0", 422, "invalid"),
        ("limit=-1", 422, "invalid"),
        ("limit=501", 422, "invalid"),
        ("limit=ten", 422, "invalid"),
        ("limit=", 422, "invalid"),
        ("limit=99999999999999999999", 422, "invalid"),
        ("sort=best", 422, "invalid"),
        ("sort=", 422, "invalid"),
        ("cursor=x", 400, "malformed"),
        ("cursor=%00", 400, "malformed"),
        ("cursor=YWN0aXZl", 400, "malformed"),
        ("limit=1&limit=2", 400, "malformed"),
        (&format!("sort=top&cursor={cursor}"), 400, "malformed"),
    ] {
        site.get(&format!("/posts?{query}"))
            .send()
            .await
            .problem(status, code);
        site.get(&format!("/posts/{post}/comments?{query}"))
            .send()
            .await
            .problem(status, code);
    }
    site.get("/posts?limit=1&unknown=1")
        .send()
        .await
        .expect(200);
}
