//! Whatever is sent, the server answers with a problem or does as told, and loses nothing.
//!
//! That no answer has status 500 and every refusal is a problem document is checked for all
//! answers of all tests, in `document`.

use reqwest::Method;
use serde_json::{Value, json};

use crate::site::{MODERATOR, PASSWORD, Site};

/// Every endpoint that takes a body, with one that it accepts.
pub(crate) fn writes() -> Vec<(Method, &'static str, Value)> {
    vec![
        (
            Method::POST,
            "/posts",
            json!({ "title": "t", "body": "b", "tags": ["x"], "lang": "en", "url": "https://a.org" }),
        ),
        (
            Method::PATCH,
            "/posts/1",
            json!({ "title": "t", "body": "b", "tags": ["x"] }),
        ),
        (Method::PUT, "/posts/1/vote", json!({ "value": 1 })),
        (
            Method::POST,
            "/posts/1/comments",
            json!({ "body": "b", "parent_id": "1", "lang": "en", "author_name": "n",
                "author_email": "a@b", "author_url": "https://a.org" }),
        ),
        (Method::POST, "/posts/1/lock", json!({ "locked": false })),
        (Method::POST, "/posts/1/pin", json!({ "pinned": false })),
        (Method::PATCH, "/comments/1", json!({ "body": "b" })),
        (Method::PUT, "/comments/1/vote", json!({ "value": 1 })),
        (
            Method::POST,
            "/accounts",
            json!({ "name": "n", "email": "a@b", "password": PASSWORD }),
        ),
        (
            Method::POST,
            "/sessions",
            json!({ "name": MODERATOR, "password": PASSWORD }),
        ),
    ]
}

/// A site with one post and one comment, both of the moderator, whose token it returns.
pub(crate) async fn furnished() -> (Site, String) {
    let site = Site::start().await;
    let token = site.sign_up(MODERATOR).await;
    let post = site.new_post(&token, "the post").await;
    let comment = site.new_comment(&token, &post, "the comment").await;
    assert_eq!((&*post, &*comment), ("1", "1"));
    (site, token)
}

/// Everything the public can read.
async fn content(site: &Site) -> (Value, Value) {
    let posts = site.get("/posts").send().await.expect(200);
    (
        posts,
        site.get("/posts/1/comments").send().await.expect(200),
    )
}

#[tokio::test]
async fn a_body_that_is_not_the_expected_json_is_refused() {
    let (site, token) = furnished().await;
    let before = content(&site).await;
    let deep = 10_000;
    let bodies: Vec<(Vec<u8>, &str)> = vec![
        (b"".to_vec(), "malformed"),
        (b"{".to_vec(), "malformed"),
        (b"{}{}".to_vec(), "malformed"),
        (b"{\"body\":\"b\"".to_vec(), "malformed"),
        (b"\xFF\xFE".to_vec(), "malformed"),
        (
            b"{\"body\":\"\xC3\x28\",\"title\":\"t\"}".to_vec(),
            "malformed",
        ),
        (
            b"{\"body\":\"\\ud800\",\"title\":\"t\",\"name\":\"\\ud800\"}".to_vec(),
            "malformed",
        ),
        ("[".repeat(deep).into_bytes(), "invalid"),
        (
            ("[".repeat(deep) + &"]".repeat(deep)).into_bytes(),
            "invalid",
        ),
        ("{\"body\":".repeat(deep / 2).into_bytes(), "invalid"),
        (b"null".to_vec(), "invalid"),
        (b"true".to_vec(), "invalid"),
        (b"1e999".to_vec(), "malformed"),
        (b"\"text\"".to_vec(), "invalid"),
        (b"[]".to_vec(), "invalid"),
        (b"{\"surprise\":1}".to_vec(), "invalid"),
        (vec![b' '; 64 * 1024 + 1], "too_large"),
        (vec![b'['; 1024 * 1024], "too_large"),
    ];
    for (method, path, _) in writes() {
        for (body, code) in &bodies {
            let answer = site
                .call(method.clone(), path)
                .by(&token)
                .bytes(body.clone())
                .send()
                .await;
            let start = String::from_utf8_lossy(&body[..body.len().min(40)]).into_owned();
            assert!(
                (400..500).contains(&answer.status),
                "{method} {path} {start}: {}",
                answer.text
            );
            // Deep nesting may be refused for its form or for its depth, whichever is met first.
            let is_deep = body.len() > 1000 && *code != "too_large";
            if !is_deep {
                let found = answer.body["code"].as_str();
                let is_either = matches!(found, Some("malformed" | "invalid"));
                assert!(
                    found == Some(code) || (is_either && *code != "too_large"),
                    "{method} {path} {start}: {}",
                    answer.text
                );
            }
        }
    }
    assert_eq!(content(&site).await, before);
}

#[tokio::test]
async fn a_field_of_the_wrong_type_is_refused_and_named() {
    let (site, token) = furnished().await;
    let before = content(&site).await;
    let deep: Value = (0..100).fold(json!(0), |inner, _| json!([inner]));
    for (method, path, good) in writes() {
        for (field, value) in good.as_object().unwrap() {
            let mut wrong = vec![
                json!({ "a": 1 }),
                json!([1]),
                json!(1.5),
                json!(1e300),
                deep.clone(),
            ];
            wrong.push(if value.is_boolean() {
                json!("true")
            } else {
                json!(true)
            });
            if !value.is_array() {
                wrong.push(json!(["x"]));
            }
            for wrong in wrong {
                let mut body = good.clone();
                body[field] = wrong.clone();
                let call = site.call(method.clone(), path).by(&token).json(body);
                let problem = call.send().await.problem(422, "invalid");
                let pointer = problem["errors"][0]["pointer"].as_str().unwrap();
                assert!(
                    pointer.starts_with(&format!("#/{field}")),
                    "{method} {path} {field} {wrong}: {problem}"
                );
            }
        }
    }
    assert_eq!(content(&site).await, before);
}

#[tokio::test]
async fn texts_that_are_too_long_or_hold_control_characters_are_refused() {
    let (site, token) = furnished().await;
    let before = content(&site).await;
    let long = "x".repeat(33_000);
    for (method, path, good) in writes() {
        if path == "/sessions" {
            // Sign-in compares and stores nothing: any text may be wrong there.
            continue;
        }
        let is_signed_in = !path.ends_with("/comments");
        for (field, value) in good
            .as_object()
            .unwrap()
            .iter()
            .filter(|(_, value)| value.is_string())
        {
            for text in ["a\u{0}b", "\u{1b}[2J", &long, "", " "] {
                let is_password = field == "password";
                let is_optional = matches!(field.as_str(), "email" | "author_url");
                if (is_password && text.len() == 4) || (is_optional && text.trim().is_empty()) {
                    continue;
                }
                let mut body = good.clone();
                body[field] = json!(text);
                if field != "parent_id" && !is_signed_in {
                    body["parent_id"] = Value::Null;
                }
                let call = site.call(method.clone(), path).json(body);
                let call = if is_signed_in { call.by(&token) } else { call };
                let answer = call.send().await;
                let start: String = text.chars().take(10).collect();
                assert_eq!(
                    answer.status, 422,
                    "{method} {path} {field} {start:?}, not {value}: {}",
                    answer.text
                );
            }
        }
    }
    assert_eq!(content(&site).await, before);
}

#[tokio::test]
async fn code_in_any_field_is_text() {
    let (site, token) = furnished().await;
    for text in [
        "'; DROP TABLE posts; --",
        "\" OR 1=1; --",
        "1' UNION SELECT password_hash FROM accounts--",
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "{{7*7}} ${7*7} %s %n \\x00 \\u0000",
        "../../etc/passwd",
    ] {
        for (method, path, good) in writes() {
            for (field, value) in good.as_object().unwrap() {
                let mut body = good.clone();
                body[field] = if value.is_array() {
                    json!([text])
                } else {
                    json!(text)
                };
                let answer = site
                    .call(method.clone(), path)
                    .by(&token)
                    .json(body)
                    .send()
                    .await;
                let is_kept = (200..300).contains(&answer.status)
                    && matches!(field.as_str(), "title" | "body")
                    && path != "/sessions";
                if is_kept {
                    assert_eq!(answer.body[field], text, "{method} {path} {field}");
                }
            }
        }
        let query =
            reqwest::Url::parse_with_params("http://x/", [("q", text), ("tag", text)]).unwrap();
        for name in ["q", "tag", "author", "sort", "limit", "cursor"] {
            let query = reqwest::Url::parse_with_params("http://x/", [(name, text)]).unwrap();
            site.get(&format!("/posts?{}", query.query().unwrap()))
                .send()
                .await;
        }
        site.get(&format!("/posts?{}", query.query().unwrap()))
            .send()
            .await
            .expect(200);
        site.post("/accounts", json!({ "name": text, "password": PASSWORD }))
            .send()
            .await;
    }
    assert_eq!(
        site.get("/posts/1").send().await.expect(200)["author"]["name"],
        MODERATOR
    );
    assert_eq!(
        site.get("/comments/1").send().await.expect(200)["state"],
        "published"
    );
}

#[tokio::test]
async fn more_characters_than_a_text_may_have_are_refused_and_as_many_are_taken() {
    let (site, token) = furnished().await;
    let body = json!({ "title": "é".repeat(300), "body": "x".repeat(32_768) });
    site.post("/posts", body)
        .by(&token)
        .send()
        .await
        .expect(201);
    let body = json!({ "title": "é".repeat(301), "body": "x".repeat(32_769) });
    let problem = site
        .post("/posts", body)
        .by(&token)
        .send()
        .await
        .problem(422, "invalid");
    assert_eq!(problem["errors"].as_array().unwrap().len(), 2);
    // Over 64 KB of bytes the size is what is said.
    let body = json!({ "title": "t", "body": "€".repeat(30_000) });
    site.post("/posts", body)
        .by(&token)
        .send()
        .await
        .problem(413, "too_large");
}
