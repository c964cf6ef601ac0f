//! Connector files that mean harm: what they cannot do, one test each.

use baraza_core::{
    connector::{
        CommentQuery, Credentials, HttpRequest, Intent, Live, OAuthClient, OAuthRequest, Operation,
        Page, PostQuery, Session, Source, Step,
    },
    model::{Comment, Post},
};
use serde_json::{Value, json};

use crate::support::{answer, bind, custom, minimal, over, parse, run};

const ELSEWHERE: &str = "https://evil.example";

/// What every request is answered with: addresses elsewhere wherever a file may look for one.
fn lure() -> Value {
    let link = format!("{ELSEWHERE}/lure");
    json!({
        "items": [
            { "id": "1", "title": "t", "body": "b", "url": link, "link": link, "left": 3 },
            { "id": "2", "body": "b", "stub": true, "link": link }
        ],
        "id": "1", "title": "t", "body": "b", "link": link, "next": link, "ids": [1, 2],
        "token": "made-here", "access_token": "made-here", "refresh_token": "r"
    })
}

/// Drives an operation to its end; each request has the same answer.
fn asked<T>(mut operation: Operation<T>, status: u16, out: &mut Vec<HttpRequest>) -> Option<T> {
    let link = format!("{ELSEWHERE}/lure");
    let next = format!("<{link}>; rel=\"next\"");
    let fields = [
        ("Location", link.as_str()),
        ("Link", &next),
        ("X-Next", &link),
    ];
    let mut answers = Vec::new();
    for _ in 0..20 {
        match operation.resume(answers) {
            Step::Done(result) => return result.ok(),
            Step::Send(requests) => {
                let same = || Ok(answer(status, &fields, lure().to_string()));
                answers = requests.iter().map(|_| same()).collect();
                out.extend(requests);
            }
        }
    }
    panic!("it asks and asks");
}

/// Does all that can be done with a source; gives back every request and address of it.
fn everything(source: &Source, session: &Session, status: u16) -> (Vec<HttpRequest>, Vec<String>) {
    let mut sent = Vec::new();
    let out = &mut sent;
    let search = PostQuery {
        search: Some(format!("{ELSEWHERE}/lure")),
        ..PostQuery::default()
    };
    asked(source.posts(session, &search), status, out);
    let posts: Option<Page<Post>> =
        asked(source.posts(session, &PostQuery::default()), status, out);
    if let Some(page) = posts.as_ref().and_then(|posts| posts.next.clone()) {
        let query = PostQuery {
            page: Some(page),
            ..PostQuery::default()
        };
        asked(source.posts(session, &query), status, out);
    }
    let post = posts
        .and_then(|page| page.items.into_iter().next())
        .unwrap_or_default();
    asked(source.post(session, &post.id), status, out);
    let page: Option<Page<Comment>> = asked(
        source.comments(session, &post, &CommentQuery::default()),
        status,
        out,
    );
    let (items, stubs) = page.map_or_else(Default::default, |page| (page.items, page.stubs));
    for stub in &stubs {
        asked(
            source.more(session, &post, items.first(), stub),
            status,
            out,
        );
    }
    asked(source.held(session, None), status, out);
    let comment = items.into_iter().next().unwrap_or_default();
    let (boxed, text) = (Box::new(post.clone()), "x".to_owned());
    let create = Intent::CreateComment {
        post: boxed.clone(),
        parent: None,
        text: text.clone(),
        guest: None,
    };
    let edit = Intent::EditComment {
        post: boxed,
        comment: Box::new(comment),
        text,
    };
    for intent in [create, edit] {
        asked(source.write(session, &intent, "k"), status, out);
    }
    asked(source.sign_in(&Credentials::default()), status, out);
    asked(source.sign_up(&Credentials::default()), status, out);
    asked(source.sign_out(session), status, out);
    asked(source.oauth_client("https://app.example/"), status, out);
    let client = OAuthClient {
        id: "c".to_owned(),
        secret: None,
    };
    asked(
        source.oauth_session(&client, "https://app.example/", "code", "v"),
        status,
        out,
    );
    let mut addresses: Vec<String> = sent.iter().map(|request| request.url.clone()).collect();
    addresses.extend(source.oauth_address(&client, &OAuthRequest::default()).ok());
    addresses.extend(match source.live(session, Some(&post)) {
        Some(Live::Events { url, .. } | Live::Socket { url, .. }) => Some(url),
        _ => None,
    });
    (sent, addresses)
}

fn signed_in(token: &str) -> Session {
    Session {
        auth: [("token".to_owned(), token.to_owned())].into(),
        ..Session::default()
    }
}

#[test]
fn a_file_cannot_read_the_token_of_another_source() {
    let auth = json!({ "kind": "token", "send": { "headers": { "Authorization": "Bearer {{auth.token}}" } } });
    let honest = custom(&json!({ "base": "https://honest.example", "auth": auth }));
    let (sent, _) = everything(&honest, &signed_in("the-secret"), 200);
    assert!(
        format!("{sent:?}").contains("the-secret"),
        "the honest one sends its own"
    );
    // All that a file can name is known when it is read; nothing of it is another source's.
    for name in [
        "session.token",
        "sources.honest.auth.token",
        "honest.token",
        "storage.baraza",
        "config.token",
    ] {
        let file = over(
            minimal(),
            &json!({ "headers": { "X": format!("{{{{{name}}}}}") } }),
        );
        assert!(parse(&file).is_err(), "`{name}` is known");
    }
    let greedy = custom(&json!({ "auth": {
        "kind": "token",
        "send": { "headers": { "X-A": "{{auth.token}}", "X-B": "{{auth.honest}}", "X-C": "{{auth}}" } }
    } }));
    for session in [Session::default(), signed_in("its-own")] {
        let (sent, _) = everything(&greedy, &session, 200);
        assert!(!sent.is_empty());
        assert!(!format!("{sent:?}").contains("the-secret"));
    }
}

/// Files that would send to `evil.example`, each by another door.
fn doors() -> Vec<(&'static str, Value)> {
    let to = |path: &str| format!("{ELSEWHERE}/{path}");
    let login = |more: Value| {
        let auth = json!({
            "kind": "login",
            "login": { "request": { "post": "{+base}/in" }, "set": { "token": "$.token" } },
            "send": { "headers": { "Authorization": "Bearer {{auth.token}}" } }
        });
        json!({ "auth": over(auth, &more) })
    };
    let oauth = |more: Value| {
        let auth = json!({
            "kind": "oauth2", "authorize": "{+base}/a", "token": "{+base}/t", "client": "c", "send": {}
        });
        json!({ "auth": over(auth, &more) })
    };
    let ids = json!({ "kind": "ids", "from": "$.ids", "size": 2 });
    vec![
        ("a request", json!({ "posts": { "request": to("p") } })),
        (
            "one post",
            json!({ "post": { "request": to("p/{post.id}") } }),
        ),
        (
            "a search",
            json!({ "posts": { "request": "{+query.search}", "search": true } }),
        ),
        (
            "a capture",
            json!({
                "posts": { "capture": { "link": "@.link" } },
                "comments": { "request": "{+post.cap.link}" }
            }),
        ),
        (
            "a field",
            json!({ "posts": { "map": { "url": "@.url" } }, "comments": { "request": "{+post.url}" } }),
        ),
        (
            "a next page",
            json!({ "posts": { "page": { "kind": "next_url", "from": "$.next" } } }),
        ),
        (
            "a `Link` field",
            json!({ "posts": { "page": { "kind": "link_header" } } }),
        ),
        (
            "a field of its own",
            json!({ "posts": { "page": { "kind": "header_url", "name": "x-next" } } }),
        ),
        (
            "a hydration",
            json!({ "posts": { "items": "$.ids[*]", "hydrate": { "request": to("i/{id}") }, "page": ids } }),
        ),
        (
            "what is more",
            json!({ "comments": { "more": { "when": "@.link", "count": "@.left", "request": to("m/{comment.id}") } } }),
        ),
        (
            "a stub",
            json!({ "comments": { "stub": { "when": "@.stub", "count": "@.left", "ids": "@.ids[*]", "items": "$.items[*]", "request": to("s") } } }),
        ),
        ("what is held", json!({ "held": { "request": to("h") } })),
        (
            "a write",
            json!({ "ops": { "comment.create": { "request": { "post": to("w") } } } }),
        ),
        (
            "an edit",
            json!({
                "comments": { "capture": { "link": "@.link" } },
                "ops": { "comment.edit": { "request": { "put": "{+comment.cap.link}" } } }
            }),
        ),
        (
            "a login",
            login(json!({ "login": { "request": { "post": to("in") } } })),
        ),
        (
            "an account",
            login(
                json!({ "sign_up": { "request": { "post": to("up") }, "set": { "token": "$.token" } } }),
            ),
        ),
        (
            "a sign-out",
            login(json!({ "sign_out": { "delete": to("out") } })),
        ),
        (
            "a proof",
            json!({
                "auth": {
                    "kind": "cookie",
                    "login": { "request": { "post": "{+base}/in" } },
                    "csrf": { "request": to("csrf"), "from": "$.token", "header": "X-Csrf" }
                },
                "ops": { "comment.create": { "request": { "post": "{+base}/w" } } }
            }),
        ),
        ("an authorization", oauth(json!({ "authorize": to("a") }))),
        ("a token", oauth(json!({ "token": to("t") }))),
        (
            "a registration",
            oauth(json!({ "client": { "request": { "post": to("r") }, "id": "$.id" } })),
        ),
        (
            "events",
            json!({ "live": { "kind": "sse", "url": to("e"), "events": ["x"] } }),
        ),
        (
            "a socket",
            json!({ "live": { "kind": "ws", "url": "wss://evil.example/s" } }),
        ),
    ]
}

#[test]
fn a_file_cannot_send_to_an_origin_that_it_did_not_declare() {
    let list = json!({ "posts": { "items": "$.items[*]" }, "comments": { "items": "$.items[*]" } });
    let goes_elsewhere = |address: &String| address.contains("://evil.example/");
    let mut closed = Vec::new();
    for (door, keys) in doors() {
        let file = over(over(minimal(), &list), &keys);
        let reach = |file: &Value| {
            let connector = parse(file);
            match connector {
                Ok(connector) => everything(&bind(connector, &[]), &signed_in("t"), 200).1,
                Err(problems) => vec![format!("{problems:?}")],
            }
        };
        let away: Vec<String> = reach(&file).into_iter().filter(goes_elsewhere).collect();
        assert_eq!(away, [""; 0], "by {door}");
        // The door is one: with the origin declared, it leads there.
        let declared = over(file, &json!({ "origins": [ELSEWHERE] }));
        let reached = reach(&declared);
        if !reached.iter().any(goes_elsewhere) {
            closed.push(format!("{door}: {reached:?}"));
        }
    }
    assert_eq!(closed, [""; 0], "these doors lead nowhere");
}

#[test]
fn a_redirect_that_an_answer_states_is_not_followed() {
    let source = custom(&json!({ "origins": [ELSEWHERE], "posts": { "items": "$.items[*]" } }));
    for status in [201, 301, 302, 303, 307, 308] {
        let (_, addresses) = everything(&source, &signed_in("t"), status);
        assert!(!addresses.is_empty());
        assert!(
            addresses
                .iter()
                .all(|address| address.starts_with("https://example.org/")),
            "{addresses:?}"
        );
    }
}

#[test]
fn a_file_cannot_follow_a_next_page_off_its_origins() {
    let kinds = [
        json!({ "kind": "next_url", "from": "$.next" }),
        json!({ "kind": "link_header" }),
        json!({ "kind": "header_url", "name": "x-next" }),
    ];
    for kind in kinds {
        let source = custom(&json!({ "posts": { "items": "$.items[*]", "page": kind } }));
        for next in [
            "https://evil.example/2",
            "//evil.example/2",
            "http://example.org/2",
            "https://example.org:444/2",
            "https://example.org@evil.example/2",
            "https://example.org.evil.example/2",
            "/\\evil.example/2",
        ] {
            let link = format!("<{next}>; rel=next");
            let body = json!({ "items": [{ "id": 1, "title": "t" }], "next": next });
            let answer = answer(200, &[("Link", &link), ("X-Next", next)], body.to_string());
            let page = run(
                source.posts(&Session::default(), &PostQuery::default()),
                [answer],
            );
            let page = page.expect("a page");
            assert_eq!(page.next, None, "`{next}` by {kind}");
            assert_eq!(
                (page.items.len(), page.issues.len()),
                (1, 1),
                "`{next}` by {kind}"
            );
        }
    }
}
