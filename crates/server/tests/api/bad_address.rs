//! Requests that lead nowhere: unknown ids, broken addresses, bodies of another kind.

use reqwest::Method;

use crate::bad_input::{furnished, writes};

#[tokio::test]
async fn ids_that_nothing_has_are_not_found() {
    let (site, token) = furnished().await;
    for id in [
        "2",
        "0",
        "-1",
        "01",
        "1.0",
        "9223372036854775808",
        "x",
        "%20",
        "1%20",
        "a%2Fb",
        "%00",
        "%E2%82%AC",
    ] {
        for (method, path) in [
            (Method::GET, "/posts/{id}"),
            (Method::PATCH, "/posts/{id}"),
            (Method::DELETE, "/posts/{id}"),
            (Method::PUT, "/posts/{id}/vote"),
            (Method::GET, "/posts/{id}/comments"),
            (Method::POST, "/posts/{id}/comments"),
            (Method::POST, "/posts/{id}/remove"),
            (Method::POST, "/posts/{id}/lock"),
            (Method::POST, "/posts/{id}/pin"),
            (Method::GET, "/comments/{id}"),
            (Method::PATCH, "/comments/{id}"),
            (Method::DELETE, "/comments/{id}"),
            (Method::PUT, "/comments/{id}/vote"),
            (Method::POST, "/comments/{id}/approve"),
            (Method::POST, "/comments/{id}/remove"),
        ] {
            let good = writes().into_iter().find(|(known, known_path, _)| {
                *known == method && known_path.replace('1', "{id}") == path
            });
            let mut call = site
                .call(method.clone(), &path.replace("{id}", id))
                .by(&token);
            if let Some((_, _, body)) = good {
                call = call.json(body);
            }
            let answer = call.send().await;
            assert_eq!(answer.status, 404, "{method} {path} {id}: {}", answer.text);
        }
    }
}

#[tokio::test]
async fn addresses_that_are_badly_written_are_problems_too() {
    let (site, _) = furnished().await;
    for (path, status) in [
        ("/api/v1/posts/%FF", 400),
        ("/api/v1/comments/%C3%28", 400),
        ("/api/v1/posts?q=%FF", 400),
        ("/api/v1/posts?q=%zz", 400),
        ("/api/v1/posts?q=%", 400),
        ("/api/v1/posts/1/comments?cursor=%E0%80", 400),
        ("/api/v1/posts/%zz", 404),
        ("/api/v1/nothing", 404),
        ("/api/v1/posts/", 404),
        ("/api/v1//posts", 404),
        ("/api/v1", 404),
        ("/api/v1/posts/1/../2", 404),
    ] {
        let request = format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
        let answer = site.raw(request.as_bytes()).await;
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status} ")),
            "{path}: {answer}"
        );
        assert!(
            answer.contains("content-type: application/problem+json"),
            "{path}: {answer}"
        );
    }
    // What is not HTTP at all is cut off, and the server goes on.
    for request in [
        &b"\x16\x03\x01\x02\x00"[..],
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /\xFF HTTP/1.1\r\n\r\n",
    ] {
        let answer = site.raw(request).await;
        assert!(
            answer.is_empty() || answer.starts_with("HTTP/1.1 4"),
            "{answer}"
        );
    }
    site.get("/posts/1").send().await.expect(200);
}

#[tokio::test]
async fn a_body_must_say_that_it_is_json() {
    let (site, token) = furnished().await;
    for (method, path, good) in writes() {
        for content_type in [
            "text/plain",
            "application/x-www-form-urlencoded",
            "application/jsonx",
            "",
        ] {
            let request = site
                .http
                .request(method.clone(), format!("{}/api/v1{path}", site.origin));
            let request = request
                .bearer_auth(&token)
                .header("content-type", content_type);
            let answer = request.body(good.to_string()).send().await.unwrap();
            assert_eq!(answer.status(), 415, "{method} {path} {content_type}");
        }
        site.call(method.clone(), path)
            .by(&token)
            .send()
            .await
            .problem(415, "unsupported_media_type");
    }
    for content_type in [
        "application/json; charset=utf-8",
        "Application/JSON",
        "application/merge-patch+json",
    ] {
        let request = site
            .http
            .patch(format!("{}/api/v1/posts/1", site.origin))
            .bearer_auth(&token);
        let request = request
            .header("content-type", content_type)
            .body("{\"title\":\"t\"}");
        assert_eq!(
            request.send().await.unwrap().status(),
            200,
            "{content_type}"
        );
    }
}
