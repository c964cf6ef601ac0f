//! The discussion that a new database begins with.

use serde_json::{Value, json};

use crate::site::Site;

async fn all_comments(site: &Site, post: &str) -> Vec<Value> {
    let page = site
        .get(&format!("/posts/{post}/comments?limit=500"))
        .send()
        .await
        .expect(200);
    assert!(page["next"].is_null());
    page["items"].as_array().unwrap().clone()
}

/// How deep the deepest comment is; parents come first.
fn depth(comments: &[Value]) -> usize {
    let mut depths = std::collections::HashMap::new();
    for comment in comments {
        let above = comment["parent_id"]
            .as_str()
            .map_or(0, |parent| depths[parent]);
        depths.insert(comment["id"].as_str().unwrap().to_owned(), above + 1);
    }
    depths.into_values().max().unwrap_or(0)
}

#[tokio::test]
async fn a_new_database_holds_a_discussion_worth_reading() {
    let site = Site::with(&[]).await;
    let page = site.get("/posts?limit=100").send().await.expect(200);
    let posts = page["items"].as_array().unwrap();
    assert!(posts.len() >= 8, "{} posts", posts.len());
    let (mut comments, mut deepest, mut langs) = (0, 0, std::collections::BTreeSet::new());
    for post in posts {
        langs.insert(post["lang"].as_str().unwrap_or_default().to_owned());
        let thread = all_comments(&site, post["id"].as_str().unwrap()).await;
        assert_eq!(post["comment_count"], thread.len());
        for pair in thread.windows(2) {
            let time = |item: &Value| {
                item["created_at"]
                    .as_str()
                    .unwrap()
                    .parse::<jiff::Timestamp>()
                    .unwrap()
            };
            assert!(time(&pair[0]) <= time(&pair[1]), "ids grow with time");
        }
        comments += thread.len();
        deepest = deepest.max(depth(&thread));
        langs.extend(
            thread
                .iter()
                .filter_map(|item| item["lang"].as_str())
                .map(str::to_owned),
        );
    }
    assert!(comments >= 120, "{comments} comments");
    assert!(deepest >= 12, "{deepest} levels");
    for lang in ["en", "es", "fr", "pt", "ar", "hi", "sw"] {
        assert!(
            langs.iter().any(|known| known.starts_with(lang)),
            "{lang} is not in {langs:?}"
        );
    }
}

#[tokio::test]
async fn the_sample_is_loaded_once_and_only_when_wanted() {
    let mut site = Site::with(&[]).await;
    let total = async |site: &Site| site.get("/posts").send().await.expect(200)["total"].clone();
    let before = total(&site).await;
    site.restart().await;
    assert_eq!(total(&site).await, before);
    let empty = Site::with(&["--no-sample"]).await;
    assert_eq!(total(&empty).await, 0);
    let body = json!({ "name": "demo", "password": "demo-demo-demo" });
    empty
        .post("/sessions", body)
        .send()
        .await
        .problem(401, "bad_credentials");
}

#[tokio::test]
async fn one_account_of_the_sample_can_sign_in_and_moderates() {
    let site = Site::with(&["--rate-limit", "off"]).await;
    let body = json!({ "name": "demo", "password": "demo-demo-demo" });
    let session = site.post("/sessions", body).send().await.expect(201);
    assert_eq!(session["account"]["roles"], json!(["moderator"]));
    let page = site.get("/posts").send().await.expect(200);
    for post in page["items"].as_array().unwrap() {
        let body = json!({ "name": post["author"]["name"], "password": "" });
        site.post("/sessions", body)
            .send()
            .await
            .problem(401, "bad_credentials");
    }
}
