//! The host against a server that says what it is told to.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use super::*;
use baraza_core::connector::RequestBody;

/// A server that gives these answers, one to a connection each, and notes what it was asked.
struct Server {
    origin: String,
    asked: thread::JoinHandle<Vec<String>>,
}

impl Server {
    fn that_answers(answers: Vec<String>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let asked = thread::spawn(move || {
            let answer = |answer: String| {
                let (mut stream, _) = listener.accept().unwrap();
                stream.set_read_timeout(Some(LIMIT)).unwrap();
                let mut bytes = [0; 4096];
                let count = stream.read(&mut bytes).unwrap();
                // One that hangs up early has heard enough.
                let _ = stream.write_all(answer.as_bytes());
                String::from_utf8_lossy(&bytes[..count]).to_lowercase()
            };
            answers.into_iter().map(answer).collect()
        });
        Self { origin, asked }
    }

    fn host(&self) -> Host {
        Host::new(vec![self.origin.clone()])
    }

    fn get(&self, path: &str) -> HttpRequest {
        HttpRequest {
            method: Method::Get,
            url: format!("{}{path}", self.origin),
            headers: Vec::new(),
            body: None,
            credentials: false,
            is_secret: false,
        }
    }
}

fn answer(head: &str, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 {head}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}")
}

#[test]
fn an_answer_comes_back_whatever_its_status() {
    let server = Server::that_answers(vec![answer("418 No\r\nX-A: b", "short")]);
    let response = server.host().send(&server.get("/")).unwrap();
    assert_eq!((response.status, response.body.as_str()), (418, "short"));
    assert!(response.headers.contains(&("x-a".into(), "b".into())));
}

#[test]
fn a_request_leaves_only_for_the_sources_origins() {
    let host = Host::new(vec!["https://a.example".to_owned()]);
    let mut request = HttpRequest {
        method: Method::Get,
        url: "https://b.example/".to_owned(),
        headers: Vec::new(),
        body: None,
        credentials: false,
        is_secret: false,
    };
    for url in [
        "https://b.example/",
        "http://a.example/",
        "file:///etc/passwd",
    ] {
        request.url = url.to_owned();
        let failure = host.send(&request).unwrap_err();
        assert!(failure.detail.contains("not one of the source's"), "{url}");
    }
}

#[test]
fn a_plain_request_follows_a_redirect_within_the_origins() {
    let server = Server::that_answers(vec![
        answer("301 Moved\r\nLocation: /there", ""),
        answer("200 OK", "here"),
    ]);
    let response = server.host().send(&server.get("/")).unwrap();
    assert_eq!(response.body, "here");
    assert!(server.asked.join().unwrap()[1].starts_with("get /there "));
}

#[test]
fn a_redirect_to_another_origin_is_not_followed() {
    let moved = "302 Found\r\nLocation: http://127.0.0.1:1/";
    let server = Server::that_answers(vec![answer(moved, "")]);
    let failure = server.host().send(&server.get("/")).unwrap_err();
    assert!(failure.detail.contains("not one of the source's"));
}

#[test]
fn a_request_with_something_secret_follows_no_redirect() {
    let add = |request: &mut HttpRequest, name: &str| {
        request.headers.push((name.to_owned(), "t".to_owned()));
    };
    let changes: [&dyn Fn(&mut HttpRequest); 4] = [
        &|request| add(request, "authorization"),
        &|request| add(request, "x-api-key"),
        &|request| request.credentials = true,
        &|request| {
            request.method = Method::Post;
            request.body = Some(RequestBody::Text("secret".to_owned()));
        },
    ];
    for change in changes {
        let moved = "307 Moved\r\nLocation: /there";
        let server = Server::that_answers(vec![answer(moved, "")]);
        let mut request = server.get("/");
        change(&mut request);
        let failure = server.host().send(&request).unwrap_err();
        assert!(failure.detail.contains("redirects"), "{request:?}");
    }
}

#[test]
fn a_cookie_goes_back_with_requests_that_carry_credentials_and_with_no_others() {
    let set = "200 OK\r\nSet-Cookie: a=1; Path=/; HttpOnly\r\nSet-Cookie: b=2";
    let server = Server::that_answers(vec![
        answer(set, ""),
        answer("200 OK\r\nSet-Cookie: b=; Max-Age=0", ""),
        answer("200 OK", ""),
        answer("200 OK", ""),
    ]);
    let host = server.host();
    let plain = server.get("/");
    let mut known = plain.clone();
    known.credentials = true;
    for request in [&known, &known, &known, &plain] {
        host.send(request).unwrap();
    }
    let asked = server.asked.join().unwrap();
    assert!(!asked[0].contains("cookie:"));
    assert!(asked[1].contains("cookie: a=1; b=2\r\n"));
    assert!(asked[2].contains("cookie: a=1\r\n"));
    assert!(!asked[3].contains("cookie:"));
}

#[test]
fn an_answer_that_is_too_long_is_none() {
    let body = "a".repeat(usize::try_from(MAX_BODY).unwrap() + 1);
    let server = Server::that_answers(vec![answer("200 OK", &body)]);
    assert!(server.host().send(&server.get("/")).is_err());
}

#[test]
fn a_server_that_is_not_there_is_unreachable() {
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let origin = format!("http://{port}");
    let host = Host::new(vec![origin.clone()]);
    let request = HttpRequest {
        method: Method::Get,
        url: format!("{origin}/"),
        headers: Vec::new(),
        body: None,
        credentials: false,
        is_secret: false,
    };
    assert!(!host.send(&request).unwrap_err().detail.is_empty());
}
