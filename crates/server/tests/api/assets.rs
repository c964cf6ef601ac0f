//! The files of the client, and the headers that keep the page safe.

use std::fs;

use reqwest::Response;

use crate::site::Site;

const HASHED: &str = "baraza-1f3a9c0d2b4e5f67_bg.wasm";
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self' https: data: http://127.0.0.1:9; connect-src 'self' https: http://127.0.0.1:9; \
    worker-src 'self'; manifest-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; \
    object-src 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types app";
const CONFIG: &str =
    r#"{"name":"x","sources":[{"id":"a","params":{"site":"http://127.0.0.1:9/"}}]}"#;

async fn with_client(arguments: &[&str]) -> Site {
    let site = Site::with(&[&["--no-sample"], arguments].concat()).await;
    let dist = site.dist();
    fs::create_dir_all(dist.join("connectors")).unwrap();
    for (name, content) in [
        ("index.html", "<!doctype html><title>page</title>"),
        (HASHED, "\0asm"),
        ("sw.js", "// worker"),
        ("boot.js", "// boot"),
        ("manifest.webmanifest", "{}"),
        ("config.json", CONFIG),
        ("config.json.br", "stale"),
        ("connectors/baraza.json", "{}"),
    ] {
        fs::write(dist.join(name), content).unwrap();
    }
    fs::write(dist.join(format!("{HASHED}.br")), "compressed").unwrap();
    fs::write(site.directory.path().join("secret.txt"), "secret").unwrap();
    site
}

async fn get(site: &Site, path: &str, headers: &[(&str, &str)]) -> Response {
    let mut request = site.http.get(format!("{}{path}", site.origin));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.send().await.unwrap()
}

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response
        .headers()
        .get(name)
        .map_or("", |value| value.to_str().unwrap())
}

const BROWSER: (&str, &str) = ("accept", "text/html,application/xhtml+xml,*/*;q=0.8");

#[tokio::test]
async fn each_file_has_its_type_and_is_kept_as_long_as_it_may() {
    let site = with_client(&[]).await;
    let forever = "public, max-age=31536000, immutable";
    for (path, content_type, keep) in [
        ("/", "text/html; charset=utf-8", "no-cache"),
        ("/index.html", "text/html; charset=utf-8", "no-cache"),
        (&format!("/{HASHED}"), "application/wasm", forever),
        ("/sw.js", "text/javascript; charset=utf-8", "no-cache"),
        ("/boot.js", "text/javascript; charset=utf-8", "no-cache"),
        (
            "/manifest.webmanifest",
            "application/manifest+json",
            "no-cache",
        ),
        ("/config.json", "application/json", "no-cache"),
        ("/connectors/baraza.json", "application/json", "no-cache"),
    ] {
        let answer = get(&site, path, &[]).await;
        assert_eq!(answer.status(), 200, "{path}");
        assert_eq!(header(&answer, "content-type"), content_type, "{path}");
        assert_eq!(header(&answer, "cache-control"), keep, "{path}");
        assert_eq!(
            header(&answer, "x-content-type-options"),
            "nosniff",
            "{path}"
        );
        let is_page = content_type.starts_with("text/html");
        let has_policy = answer.headers().contains_key("content-security-policy");
        assert_eq!(has_policy, is_page, "{path}: a worker would live under it");
        let tag = header(&answer, "etag").to_owned();
        let again = get(&site, path, &[("if-none-match", &tag)]).await;
        assert_eq!(again.status(), 304, "{path}");
        assert_eq!(again.text().await.unwrap(), "", "{path}");
        let head = site
            .http
            .head(format!("{}{path}", site.origin))
            .send()
            .await
            .unwrap();
        assert_eq!(
            (head.status(), header(&head, "etag")),
            (answer.status(), &*tag),
            "{path}"
        );
        let length = answer.text().await.unwrap().len().to_string();
        assert_eq!(header(&head, "content-length"), length, "{path}");
    }
}

#[tokio::test]
async fn the_page_has_the_strict_policy_and_the_configured_backends() {
    let site = with_client(&[]).await;
    let page = get(&site, "/s/box/p/1", &[BROWSER]).await;
    assert_eq!(header(&page, "content-security-policy"), POLICY);
    assert_eq!(header(&page, "referrer-policy"), "no-referrer");
    let tag = header(&page, "etag").to_owned();
    // Another configuration is another policy, so the page must not be taken from a cache.
    fs::write(site.dist().join("config.json"), "{}").unwrap();
    let page = get(&site, "/", &[BROWSER, ("if-none-match", &tag)]).await;
    assert_eq!(page.status(), 200);
    assert!(!header(&page, "content-security-policy").contains("127.0.0.1"));
}

#[tokio::test]
async fn the_owners_configuration_takes_the_place_of_the_clients() {
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), r#"{"name":"mine"}"#).unwrap();
    let site = with_client(&["--config", file.path().to_str().unwrap()]).await;
    for headers in [&[][..], &[("accept-encoding", "br")]] {
        let config = get(&site, "/config.json", headers).await;
        assert_eq!(config.text().await.unwrap(), r#"{"name":"mine"}"#);
    }
    fs::write(file.path(), r#"{"name":"edited"}"#).unwrap();
    let config = get(&site, "/config.json", &[]).await;
    assert_eq!(config.text().await.unwrap(), r#"{"name":"edited"}"#);
}

#[tokio::test]
async fn compressed_forms_go_to_those_who_read_them() {
    let site = with_client(&[]).await;
    let path = format!("/{HASHED}");
    let plain = get(&site, &path, &[]).await;
    assert!(header(&plain, "vary").contains("accept-encoding"));
    assert_eq!(
        (
            header(&plain, "content-encoding"),
            header(&plain, "content-length")
        ),
        ("", "4")
    );
    let small = get(&site, &path, &[("accept-encoding", "gzip, br")]).await;
    assert_eq!(header(&small, "content-encoding"), "br");
    assert_eq!(header(&small, "content-type"), "application/wasm");
    assert_ne!(header(&small, "etag"), header(&plain, "etag"));
    assert_eq!(small.text().await.unwrap(), "compressed");
    // The owner's files are never served in a form that does not change with them.
    let config = get(
        &site,
        "/config.json",
        &[("accept-encoding", "br;q=0, identity")],
    )
    .await;
    assert_eq!(config.text().await.unwrap(), CONFIG);
}

#[tokio::test]
async fn pages_get_the_client_and_missing_files_do_not() {
    let site = with_client(&[]).await;
    for path in [
        "/",
        "/s/box",
        "/s/box/p/12/c/3",
        "/search?q=a.b",
        "/s/x/p/https%3A%2F%2Fa.org%2Fb",
    ] {
        let answer = get(&site, path, &[BROWSER]).await;
        assert_eq!(
            (answer.status().as_u16(), header(&answer, "content-type")),
            (200, "text/html; charset=utf-8")
        );
    }
    for path in [
        "/missing.js",
        "/old-0123456789abcdef_bg.wasm",
        "/connectors/none.json",
        "/api",
        "/api/v2/posts",
    ] {
        let answer = get(&site, path, &[BROWSER]).await;
        assert_eq!(answer.status(), 404, "{path}");
        assert_eq!(
            header(&answer, "content-type"),
            "application/problem+json",
            "{path}"
        );
    }
    // A script that asks for a page's address gets no page in its place.
    assert_eq!(
        get(&site, "/s/box", &[("accept", "*/*")]).await.status(),
        404
    );
    let post = site
        .http
        .post(format!("{}/", site.origin))
        .send()
        .await
        .unwrap();
    assert_eq!(
        (post.status().as_u16(), header(&post, "allow")),
        (405, "GET, HEAD")
    );
}

#[tokio::test]
async fn no_path_leads_out_of_the_directory() {
    let site = with_client(&[]).await;
    for path in [
        "/../secret.txt",
        "/..%2fsecret.txt",
        "/%2e%2e/secret.txt",
        "/connectors/../../secret.txt",
        "/connectors/%2e%2e%2f%2e%2e%2fsecret.txt",
        "/..%5csecret.txt",
        "//secret.txt",
        "/./../secret.txt",
        "/data/baraza.sqlite3",
        "/..%2fdata%2fbaraza.sqlite3",
        "/%00",
        "/index.html%00.txt",
        "/%FF.txt",
    ] {
        let request = format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
        let answer = site.raw(request.as_bytes()).await;
        assert!(answer.starts_with("HTTP/1.1 404"), "{path}: {answer}");
        assert!(
            !answer.contains("secret\n") && !answer.contains("SQLite"),
            "{path}: {answer}"
        );
    }
}

#[tokio::test]
async fn without_a_client_the_page_says_what_to_do() {
    let site = Site::start().await;
    for path in ["/", "/s/box"] {
        let answer = get(&site, path, &[BROWSER]).await;
        assert_eq!(answer.status(), 503);
        assert!(header(&answer, "content-type").starts_with("text/plain"));
        assert!(answer.text().await.unwrap().contains("cargo xtask build"));
    }
}
