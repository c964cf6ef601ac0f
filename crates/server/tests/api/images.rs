//! Images: who may send which, and how they are served.

use reqwest::Method;
use serde_json::json;

use crate::site::{Call, MODERATOR, Site};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n and what follows";

/// The request that sends an image.
fn send(site: &Site, bytes: impl Into<Vec<u8>>) -> Call {
    site.call(Method::POST, "/images").bytes(bytes)
}

#[tokio::test]
async fn an_image_comes_back_as_it_was_sent_and_can_do_nothing() {
    let site = Site::with(&["--no-sample", "--cors", "*"]).await;
    let ana = site.sign_up("ana").await;
    let answer = send(&site, PNG).by(&ana).send().await;
    let location = answer.header("location").to_owned();
    let image = answer.expect(201);
    assert_eq!(image["url"], location.as_str());
    assert_eq!(
        (&image["media_type"], &image["size"]),
        (&json!("image/png"), &json!(PNG.len()))
    );

    let url = format!("{}{location}", site.origin);
    let request = site
        .http
        .get(&url)
        .header("origin", "https://client.example");
    let shown = request.send().await.unwrap();
    assert_eq!(shown.status(), 200);
    for (name, expected) in [
        ("content-type", "image/png"),
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", "default-src 'none'; sandbox"),
        ("cache-control", "public, max-age=31536000, immutable"),
        ("access-control-allow-origin", "*"),
        ("cross-origin-resource-policy", "cross-origin"),
    ] {
        assert_eq!(shown.headers()[name], expected, "{name}");
    }
    assert_eq!(shown.bytes().await.unwrap(), PNG);
}

#[tokio::test]
async fn the_same_image_is_kept_once() {
    let mut site = Site::start().await;
    let ana = site.sign_up("ana").await;
    let ben = site.sign_up("ben").await;
    let first = send(&site, PNG).by(&ana).send().await.expect(201);
    let again = send(&site, PNG).by(&ben).send().await.expect(201);
    assert_eq!(first, again);
    site.restart().await;
    let url = format!("{}{}", site.origin, first["url"].as_str().unwrap());
    assert_eq!(site.http.get(&url).send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn only_images_are_taken_whatever_they_are_called() {
    let site = Site::start().await;
    let ana = site.sign_up("ana").await;
    for bytes in [
        &b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>"[..],
        b"<!doctype html><script>alert(1)</script>",
        b"%PDF-1.7",
        b"",
    ] {
        let call = site.call(Method::POST, "/images").bytes(bytes);
        let answer = call
            .header("content-type", "image/png")
            .by(&ana)
            .send()
            .await;
        answer.problem(415, "unsupported_media_type");
    }
}

#[tokio::test]
async fn an_image_that_is_too_large_is_told_so() {
    let site = Site::with(&["--no-sample", "--image-limit", "1"]).await;
    let ana = site.sign_up("ana").await;
    let padded = |size: usize| {
        let mut bytes = PNG.to_vec();
        bytes.resize(size, 0);
        bytes
    };
    send(&site, padded(1024)).by(&ana).send().await.expect(201);
    let problem = send(&site, padded(1025)).by(&ana).send().await;
    let problem = problem.problem(413, "too_large");
    assert_eq!(problem["detail"], "this is larger than 1 KB");

    let site = Site::with(&["--no-sample", "--image-limit", "0"]).await;
    let ana = site.sign_up("ana").await;
    let answer = send(&site, PNG).by(&ana).send().await;
    answer.problem(403, "forbidden");
}

#[tokio::test]
async fn who_has_no_account_sends_no_images() {
    let site = Site::start().await;
    let answer = send(&site, PNG).send().await;
    answer.problem(401, "sign_in_required");
    let answer = send(&site, PNG).by("nobody's token").send().await;
    answer.problem(401, "sign_in_required");
}

#[tokio::test]
async fn images_count_as_writes() {
    let site = Site::with(&["--no-sample", "--rate-limit", "6/min"]).await;
    let ana = site.sign_up("ana").await;
    for _ in 0..6 {
        send(&site, PNG).by(&ana).send().await.expect(201);
    }
    let answer = send(&site, PNG).by(&ana).send().await;
    answer.problem(429, "rate_limited");
}

#[tokio::test]
async fn who_sent_an_image_or_moderates_takes_it_away() {
    let site = Site::start().await;
    let ana = site.sign_up("ana").await;
    let ben = site.sign_up("ben").await;
    let moderator = site.sign_up(MODERATOR).await;
    for remover in [&ana, &moderator] {
        let image = send(&site, PNG).by(&ana).send().await.expect(201);
        let path = format!("/images/{}", image["id"].as_str().unwrap());
        let answer = site.delete(&path).send().await;
        answer.problem(401, "sign_in_required");
        let answer = site.delete(&path).by(&ben).send().await;
        answer.problem(403, "forbidden");
        site.delete(&path).by(remover).send().await.expect(204);
        site.get(&path).send().await.problem(404, "not_found");
    }
    let answer = site.get("/images/..%2F..%2Fbaraza.sqlite3").send().await;
    answer.problem(404, "not_found");
}
