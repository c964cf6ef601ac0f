//! Pages: each strategy goes on, stops, and stops by the body alone where header fields are hidden.

use baraza_core::connector::{
    CommentQuery, FailureKind, HttpResponse, Page, PageToken, PostQuery, Session, Source,
};
use baraza_core::model::Post;
use serde_json::{Value, json};

use crate::support::{answer, custom, ok, over, request_of, run};

fn source(page: &Value) -> Source {
    custom(&json!({ "posts": { "items": "$.items[*]", "page": page } }))
}

fn query(page: Option<PageToken>) -> PostQuery {
    PostQuery {
        page,
        ..PostQuery::default()
    }
}

fn read(source: &Source, at: Option<PageToken>, answer: HttpResponse) -> Page<Post> {
    run(source.posts(&Session::default(), &query(at)), [answer]).expect("a page")
}

fn url(source: &Source, at: Option<PageToken>) -> String {
    request_of(&mut source.posts(&Session::default(), &query(at))).url
}

/// Items with these identifiers, and more members of the answer.
fn items(ids: std::ops::Range<i32>, more: &Value) -> Value {
    let items: Vec<Value> = ids.map(|id| json!({ "id": id, "title": "t" })).collect();
    over(json!({ "items": items }), more)
}

#[test]
fn each_strategy_asks_for_the_next_page_in_its_way() {
    let base = "https://example.org/posts";
    // The strategy, the first request, the answer, the second request.
    let cases = [
        (
            json!({ "kind": "page", "param": "page", "size_param": "per", "size": 2 }),
            "?page=1&per=2",
            ok(&items(0..2, &json!({}))),
            Some("?page=2&per=2"),
        ),
        (
            json!({ "kind": "page", "param": "p", "start": 0, "size": 2, "total_pages": "$.pages" }),
            "?p=0",
            ok(&items(0..1, &json!({ "pages": 2 }))),
            Some("?p=1"),
        ),
        (
            json!({ "kind": "page", "param": "p", "size": 2, "total": "%['x-total']" }),
            "?p=1",
            answer(
                200,
                &[("X-Total", "3")],
                items(0..2, &json!({})).to_string(),
            ),
            Some("?p=2"),
        ),
        (
            json!({ "kind": "offset", "param": "skip", "size_param": "limit", "size": 2 }),
            "?skip=0&limit=2",
            ok(&items(0..2, &json!({}))),
            Some("?skip=2&limit=2"),
        ),
        (
            json!({ "kind": "cursor", "from": "$.next", "param": "after" }),
            "",
            ok(&items(0..2, &json!({ "next": "a b/c=" }))),
            Some("?after=a%20b%2Fc%3D"),
        ),
        (
            json!({ "kind": "next_url", "from": "$.next" }),
            "",
            ok(&items(0..2, &json!({ "next": "/more?x=1" }))),
            Some("!https://example.org/more?x=1"),
        ),
        (
            json!({ "kind": "link_header" }),
            "",
            answer(
                200,
                &[(
                    "LINK",
                    "<?p=0>; rel=prev, </posts?p=2,3>; title=\"a, b\"; REL=\"last Next\"",
                )],
                items(0..2, &json!({})).to_string(),
            ),
            Some("!https://example.org/posts?p=2,3"),
        ),
        (
            json!({ "kind": "header_url", "name": "Next-Page" }),
            "",
            answer(
                200,
                &[("next-page", "https://EXAMPLE.org:443/posts?token=x")],
                items(0..2, &json!({})).to_string(),
            ),
            Some("!https://EXAMPLE.org:443/posts?token=x"),
        ),
        (
            json!({ "kind": "keyset", "from": "@.id", "param": "max_id", "size_param": "n", "size": 2 }),
            "?n=2",
            ok(&items(0..2, &json!({}))),
            Some("?max_id=1&n=2"),
        ),
        (
            json!({ "kind": "has_more", "from": "$.more", "param": "page" }),
            "?page=1",
            ok(&items(0..1, &json!({ "more": true }))),
            Some("?page=2"),
        ),
        (
            json!({ "kind": "none" }),
            "",
            ok(&items(0..2, &json!({}))),
            None,
        ),
        // The ends.
        (
            json!({ "kind": "page", "param": "p", "size": 3 }),
            "?p=1",
            ok(&items(0..2, &json!({}))),
            None,
        ),
        (
            json!({ "kind": "page", "param": "p", "total_pages": "$.pages" }),
            "?p=1",
            ok(&items(0..2, &json!({ "pages": 1 }))),
            None,
        ),
        (
            json!({ "kind": "offset", "param": "o", "total": "$.total" }),
            "?o=0",
            ok(&items(0..2, &json!({ "total": 2 }))),
            None,
        ),
        (
            json!({ "kind": "cursor", "from": "$.next", "param": "after" }),
            "",
            ok(&items(0..2, &json!({ "next": null }))),
            None,
        ),
        (
            json!({ "kind": "has_more", "from": "$.more", "param": "page" }),
            "?page=1",
            ok(&items(0..2, &json!({ "more": false }))),
            None,
        ),
        (
            json!({ "kind": "link_header" }),
            "",
            answer(
                200,
                &[("link", "</posts>; rel=\"first\"")],
                items(0..2, &json!({})).to_string(),
            ),
            None,
        ),
        (
            json!({ "kind": "keyset", "from": "@.id", "param": "m", "size": 3 }),
            "",
            ok(&items(0..2, &json!({}))),
            None,
        ),
        (
            json!({ "kind": "keyset", "from": "@.id", "param": "m", "size": 3, "short_page": "go_on" }),
            "",
            ok(&items(0..2, &json!({}))),
            Some("?m=1"),
        ),
        // An empty page is the end for all of them.
        (
            json!({ "kind": "cursor", "from": "$.next", "param": "after" }),
            "",
            ok(&items(0..0, &json!({ "next": "on and on" }))),
            None,
        ),
    ];
    for (page, first, answer, second) in cases {
        let source = source(&page);
        assert_eq!(
            url(&source, None),
            format!("{base}{first}"),
            "first of {page}"
        );
        let read = read(&source, None, answer);
        assert_eq!(read.issues, [], "of {page}");
        let next = read.next.map(|next| url(&source, Some(next)));
        let expected = second.map(|second| match second.strip_prefix('!') {
            Some(whole) => whole.to_owned(),
            None => format!("{base}{second}"),
        });
        assert_eq!(next, expected, "second of {page}");
    }
}

#[test]
fn hidden_header_fields_are_replaced_by_the_fallback() {
    let source = source(&json!({
        "kind": "link_header",
        "fallback": { "kind": "page", "param": "_page", "size_param": "_limit", "size": 2 }
    }));
    assert_eq!(
        url(&source, None),
        "https://example.org/posts?_page=1&_limit=2"
    );
    let page = read(&source, None, ok(&items(0..2, &json!({}))));
    let second = page.next.expect("a second page");
    assert_eq!(
        url(&source, Some(second.clone())),
        "https://example.org/posts?_page=2&_limit=2"
    );
    let page = read(&source, Some(second), ok(&items(2..3, &json!({}))));
    assert_eq!(page.next, None);
    // Where the field can be seen, it decides.
    let first = answer(
        200,
        &[("Link", "</p2>; rel=next")],
        items(0..1, &json!({})).to_string(),
    );
    let page = read(&source, None, first);
    assert_eq!(
        page.next.map(|next| url(&source, Some(next))).as_deref(),
        Some("https://example.org/p2")
    );
}

#[test]
fn a_list_that_goes_in_circles_ends() {
    let paged = source(&json!({ "kind": "page", "param": "p" }));
    let first = read(&paged, None, ok(&items(0..2, &json!({}))));
    let second = read(&paged, first.next, ok(&items(0..2, &json!({}))));
    assert_eq!(second.next, None, "the same page came again");

    let cursor = source(&json!({ "kind": "cursor", "from": "$.next", "param": "c" }));
    let stuck = json!({ "next": "same" });
    let first = read(&cursor, None, ok(&items(0..2, &stuck)));
    let second = read(&cursor, first.next, ok(&items(2..4, &stuck)));
    assert_eq!(second.next, None, "the cursor does not move");
}

#[test]
fn a_page_starts_after_the_last_of_the_list_and_not_of_its_answers() {
    let source = custom(&json!({ "comments": {
        "tree": { "kind": "nested", "children": "@.replies[*]" },
        "page": { "kind": "keyset", "param": "after", "from": "@.id" }
    } }));
    let post = Post {
        id: "p1".into(),
        ..Post::default()
    };
    let list = json!([{ "id": 5, "body": "a", "replies": [{ "id": 9, "body": "b" }] }]);
    let query = CommentQuery::default();
    let first = source.comments(&Session::default(), &post, &query);
    let page = run(first, [ok(&list)]).expect("a page").next;
    let query = CommentQuery { page, ..query };
    let request = request_of(&mut source.comments(&Session::default(), &post, &query));
    assert_eq!(request.url, "https://example.org/comments?after=5");
}

#[test]
fn a_post_stands_once_in_a_page() {
    let paged = source(&json!({ "kind": "none" }));
    let twice = json!({ "items": [
        { "id": "a", "title": "first" }, { "id": "b", "title": "b" }, { "id": "a", "title": "again" }
    ] });
    let titles: Vec<_> = read(&paged, None, ok(&twice))
        .items
        .into_iter()
        .filter_map(|post| post.title)
        .collect();
    assert_eq!(titles, ["first", "b"]);
}

#[test]
fn a_next_page_elsewhere_is_not_followed_and_reported() {
    let elsewhere = [
        "https://evil.example/posts?p=2",
        "//evil.example/posts",
        "http://example.org/posts",
        "https://example.org:8443/posts",
        "https://example.org@evil.example/",
        "https://example.org\\@evil.example/",
        "https://evil.example\\.example.org/",
        "javascript:alert(1)",
        "/\\evil.example/x",
        "\thttps://evil.example",
    ];
    for next in elsewhere {
        let source = source(&json!({ "kind": "next_url", "from": "$.next" }));
        let page = read(&source, None, ok(&items(0..2, &json!({ "next": next }))));
        assert_eq!(page.next, None, "`{next}` is followed");
        assert_eq!(page.items.len(), 2);
        assert_eq!(page.issues.len(), 1, "`{next}` is not reported");
        assert!(
            page.issues[0]
                .message
                .starts_with("the next page is not on this source's site")
        );
    }
}

#[test]
fn a_forged_token_leads_nowhere_else() {
    let source = source(&json!({ "kind": "next_url", "from": "$.next" }));
    let forged = |text: &str| serde_json::from_value::<PageToken>(json!(text)).expect("a token");
    for token in [
        "1\n\nuhttps://evil.example/",
        "1\n\nu//evil.example",
        "1\n\nu",
        "",
        "x",
        "1\nvx",
    ] {
        let mut operation = source.posts(&Session::default(), &query(Some(forged(token))));
        match operation.resume(Vec::new()) {
            baraza_core::connector::Step::Done(Err(failure)) => {
                assert_eq!(failure.kind, FailureKind::Unsupported, "of {token:?}");
            }
            other => panic!("{token:?} gave {other:?}"),
        }
    }
}

#[test]
fn asking_past_the_end_gives_an_empty_page_where_that_is_an_error() {
    let source =
        source(&json!({ "kind": "page", "param": "p", "past_end": ["no_such_page", "404"] }));
    let first = read(&source, None, ok(&items(0..2, &json!({}))));
    let past = |status: u16, code: &str| {
        let body = json!({ "code": code, "message": "no" }).to_string();
        run(
            source.posts(&Session::default(), &query(first.next.clone())),
            [answer(status, &[], body)],
        )
    };
    for (status, code) in [(400, "no_such_page"), (404, "other")] {
        let page = past(status, code).expect("an empty page");
        assert!(page.items.is_empty() && page.next.is_none());
    }
    assert!(past(400, "other").is_err());
}

#[test]
fn orders_and_searches_go_into_the_request() {
    let source = custom(&json!({ "posts": {
        "request": { "get": "{+base}/posts", "query": {
            "by?": "{{sort.field}}", "dir": "{{sort.dir}}", "q": "{{query.search}}"
        } },
        "sorts": [
            { "name": "new", "title": "New", "set": { "field": "date", "dir": "desc" } },
            { "name": "top", "set": { "field": "score" } }
        ],
        "search": true,
        "tag": { "request": "{+base}/tags/{query.tag}" }
    } }));
    let url = |query: PostQuery| request_of(&mut source.posts(&Session::default(), &query)).url;
    let of = |sort: &str, search: &str, tag: &str| {
        let filled = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        url(PostQuery {
            sort: filled(sort),
            search: filled(search),
            tag: filled(tag),
            page: None,
        })
    };
    assert_eq!(of("", "", ""), "https://example.org/posts?by=date&dir=desc");
    assert_eq!(of("top", "", ""), "https://example.org/posts?by=score");
    assert_eq!(
        of("unknown", "", ""),
        "https://example.org/posts?by=date&dir=desc"
    );
    assert_eq!(
        of("top", "a b&c=d", ""),
        "https://example.org/posts?by=score&q=a%20b%26c%3Dd"
    );
    assert_eq!(of("", "  ", "a/b?c"), "https://example.org/tags/a%2Fb%3Fc");
    let titles: Vec<_> = source
        .capabilities()
        .post_sorts
        .iter()
        .map(|sort| sort.title.as_str())
        .collect();
    assert_eq!(titles, ["New", "top"]);
}
