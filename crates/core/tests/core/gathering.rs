//! Lists that take several answers: hydration, pages of identifiers, answers that are fetched one
//! by one, and what is left out until a person asks for it.

use baraza_core::{
    connector::{
        CommentQuery, FailureKind, HttpResponse, Operation, Page, PostQuery, Session, Source, Step,
        Unreachable,
    },
    model::{Comment, Post},
};
use serde_json::{Value, json};

use crate::support::{answer, custom, ok, parse};

/// Runs an operation against a site; gives back what was asked for, step by step.
fn visit<T: std::fmt::Debug>(
    mut operation: Operation<T>,
    site: impl Fn(&str) -> Result<HttpResponse, Unreachable>,
) -> (Result<T, baraza_core::connector::Failure>, Vec<String>) {
    let (mut given, mut asked) = (Vec::new(), Vec::new());
    loop {
        match operation.resume(given) {
            Step::Done(result) => return (result, asked),
            Step::Send(requests) => {
                let paths = requests.iter().map(|request| {
                    let path = request.url.strip_prefix("https://example.org");
                    path.expect("an address of the site").to_owned()
                });
                let paths: Vec<String> = paths.collect();
                asked.push(paths.join(" "));
                given = paths.iter().map(|path| site(path)).collect();
            }
        }
    }
}

fn comments(source: &Source, query: &CommentQuery) -> Operation<Page<Comment>> {
    let post = Post {
        id: "p".into(),
        ..Post::default()
    };
    source.comments(&Session::default(), &post, query)
}

/// `id>parent` of each comment, and the stubs as `+count>parent`.
fn shape(page: &Page<Comment>) -> String {
    let edge = |name: String, parent: Option<String>| match parent {
        Some(parent) => format!("{name}>{parent}"),
        None => name,
    };
    let parent = |id: &Option<baraza_core::model::CommentId>| id.as_ref().map(ToString::to_string);
    let comments = page.items.iter();
    let comments = comments.map(|item| edge(item.id.to_string(), parent(&item.parent)));
    let stubs = page.stubs.iter().map(|stub| {
        let count = stub.count.map_or("?".to_owned(), |count| count.to_string());
        edge(format!("+{count}"), parent(&stub.parent))
    });
    comments.chain(stubs).collect::<Vec<_>>().join(" ")
}

#[test]
fn what_a_list_only_names_is_fetched_side_by_side() {
    let source = custom(&json!({ "posts": {
        "hydrate": { "request": "{+base}/item/{id}" },
        "page": { "kind": "ids", "from": "$", "size": 2 },
        "where": "!@.dead",
        "map": { "score": "^" }
    } }));
    let site = |path: &str| {
        Ok(match path {
            "/posts" => ok(&json!([1, 2, 3, 4, 5])),
            "/item/2" => ok(&json!(null)),
            "/item/3" => ok(&json!({ "id": 3, "title": "t", "dead": true })),
            other => {
                let id: i64 = other.trim_start_matches("/item/").parse().expect("an id");
                ok(&json!({ "id": id, "title": "t" }))
            }
        })
    };
    let read = |page| {
        let query = PostQuery {
            page,
            ..PostQuery::default()
        };
        let (page, asked) = visit(source.posts(&Session::default(), &query), site);
        let page = page.expect("a page");
        assert_eq!(page.issues, []);
        let items: Vec<_> = page.items.iter().map(|post| post.id.to_string()).collect();
        (items.join(" "), asked, page.next)
    };
    let (items, asked, next) = read(None);
    assert_eq!(
        (items.as_str(), asked),
        ("1", vec!["/posts".to_owned(), "/item/1 /item/2".to_owned()])
    );
    let (items, asked, next) = read(next);
    assert_eq!(
        (items.as_str(), asked),
        ("4", vec!["/item/3 /item/4".to_owned()])
    );
    let (items, _, next) = read(next);
    assert_eq!((items.as_str(), next), ("5", None));
}

#[test]
fn records_of_a_batch_go_to_the_entries_that_asked_for_them() {
    let source = custom(&json!({ "posts": {
        "hydrate": { "request": "{+base}/items{?ids*}", "batch": 2, "item": "$.items[*]" },
        "map": { "score": "^" }
    } }));
    // In another order, and one of them is not there any more.
    let site = |path: &str| {
        let item = |id: i64| json!({ "id": id, "title": "t" });
        Ok(match path {
            "/posts" => ok(&json!([7, 8, 9, 10])),
            "/items?ids=7&ids=8" => ok(&json!({ "items": [item(8), item(7)] })),
            _ => ok(&json!({ "items": [item(10)] })),
        })
    };
    let (page, asked) = visit(
        source.posts(&Session::default(), &PostQuery::default()),
        site,
    );
    let page = page.expect("a page");
    assert_eq!(asked, ["/posts", "/items?ids=7&ids=8 /items?ids=9&ids=10"]);
    let found: Vec<_> = page
        .items
        .iter()
        .map(|post| (post.id.to_string(), post.score))
        .collect();
    let of = |id: i64| (id.to_string(), Some(id));
    assert_eq!(found, [of(7), of(8), of(10)], "`^` is what the list had");
}

#[test]
fn only_the_records_with_gaps_are_completed() {
    let source = custom(&json!({ "posts": {
        "hydrate": { "request": "{+base}/p/{item.slug}", "when": "@.cut", "item": "$.post" }
    } }));
    let site = |path: &str| {
        Ok(match path {
            "/posts" => ok(&json!([
                { "id": 1, "title": "whole" }, { "id": 2, "title": "cut", "cut": true, "slug": "a b" }
            ])),
            _ => ok(&json!({ "post": { "id": 2, "title": "full" } })),
        })
    };
    let (page, asked) = visit(
        source.posts(&Session::default(), &PostQuery::default()),
        site,
    );
    assert_eq!(asked, ["/posts", "/p/a%20b"]);
    let titles = page
        .expect("a page")
        .items
        .into_iter()
        .filter_map(|post| post.title);
    assert_eq!(titles.collect::<Vec<_>>(), ["whole", "full"]);
}

#[test]
fn a_record_that_fails_is_reported_and_a_list_that_fails_is_a_failure() {
    let source = custom(&json!({ "posts": { "hydrate": { "request": "{+base}/item/{id}" } } }));
    let site = |all: bool| {
        move |path: &str| match path {
            "/posts" => Ok(ok(&json!([1, 2]))),
            "/item/1" if !all => Ok(ok(&json!({ "id": 1, "title": "t" }))),
            _ => Err(Unreachable::default()),
        }
    };
    let read = |all| {
        visit(
            source.posts(&Session::default(), &PostQuery::default()),
            site(all),
        )
        .0
    };
    let page = read(false).expect("a page");
    assert_eq!((page.items.len(), page.issues.len()), (1, 1));
    assert!(
        page.issues[0].message.starts_with("`2`: no answer"),
        "{:?}",
        page.issues
    );
    assert_eq!(
        read(true).expect_err("a failure").kind,
        FailureKind::Unreachable
    );
}

#[test]
fn answers_are_fetched_level_by_level_until_the_budget_ends() {
    let source = custom(&json!({ "comments": {
        "request": "{+base}/item/{post.id}",
        "items": "$.kids[*]",
        "hydrate": { "request": "{+base}/item/{id}" },
        "tree": { "kind": "kids", "ids": "@.kids[*]", "budget": 4 }
    } }));
    let site = |path: &str| {
        let kids = match path.trim_start_matches("/item/") {
            "p" => json!([1, 2]),
            "1" => json!([11, 12, 13]),
            "2" => json!([21]),
            "13" => json!([131]),
            _ => json!([]),
        };
        let id = path.trim_start_matches("/item/").to_owned();
        Ok(ok(&json!({ "id": id, "body": "x", "kids": kids })))
    };
    let (page, asked) = visit(comments(&source, &CommentQuery::default()), site);
    let page = page.expect("a page");
    assert_eq!(asked, ["/item/p", "/item/1 /item/2", "/item/11 /item/12"]);
    assert_eq!(shape(&page), "1 2 11>1 12>1 +1>1 +1>2");
    let post = Post {
        id: "p".into(),
        ..Post::default()
    };
    let one = page.items.iter().find(|item| item.id.as_str() == "1");
    let more = source.more(&Session::default(), &post, one, &page.stubs[0]);
    let (more, asked) = visit(more, site);
    assert_eq!(asked, ["/item/13", "/item/131"]);
    assert_eq!(shape(&more.expect("a page")), "13>1 131>13");
}

#[test]
fn items_that_stand_for_others_are_asked_for_by_what_they_say() {
    let source = custom(&json!({ "comments": {
        "record": "@.data",
        "tree": { "kind": "nested", "children": "@.data.replies[*]" },
        "stub": {
            "when": "^.kind == 'more'",
            "count": "@.count",
            "ids": "@.children[*]",
            "request": "{+base}/more{?ids}{&comment.id}",
            "items": "$.things[*]",
            "tree": { "kind": "flat", "parent": "@.to" }
        }
    } }));
    let node = |id: &str, replies: Value| json!({ "kind": "t", "data": { "id": id, "body": "x", "replies": replies } });
    let more = json!({ "kind": "more", "data": { "count": 7, "children": ["x", "y"] } });
    let list = json!([node("a", json!([node("b", json!("")), more.clone()])), more]);
    let things = json!({ "things": [node("x", json!([])), node("y", json!([]))] });
    let site = |path: &str| Ok(ok(if path == "/comments" { &list } else { &things }));
    let (page, _) = visit(comments(&source, &CommentQuery::default()), site);
    let page = page.expect("a page");
    assert_eq!(shape(&page), "a b>a +7>a +7");
    let post = Post::default();
    let more = source.more(
        &Session::default(),
        &post,
        page.items.first(),
        &page.stubs[0],
    );
    let (more, asked) = visit(more, site);
    assert_eq!(asked, ["/more?ids=x,y&comment.id=a"]);
    assert_eq!(shape(&more.expect("a page")), "x>a y>a");
}

#[test]
fn answers_that_are_not_here_are_asked_for_where_they_belong_and_by_a_renewed_session() {
    let source = custom(&json!({
        "comments": {
            "opening_post": "first",
            "more": { "when": "!@.all", "count": "@.left", "request": "{+base}/under/{comment.id}" }
        },
        "auth": {
            "kind": "login",
            "login": { "request": { "post": "{+base}/in" }, "set": { "token": "$.t" } },
            "refresh": { "request": { "post": "{+base}/renew" }, "set": { "token": "$.t" } },
            "send": { "query": { "t": "{{auth.token}}" } }
        }
    }));
    let site = |path: &str| {
        Ok(match path {
            "/comments?t=old" => ok(&json!([
                { "id": 0, "body": "the post", "left": 3 },
                { "id": 1, "body": "x", "left": 2 },
                { "id": 2, "body": "x", "left": 0 },
                { "id": 3, "body": "x", "left": 9, "all": true },
            ])),
            "/under/1?t=old" => answer(401, &[], "{}"),
            "/renew?t=old" => ok(&json!({ "t": "new" })),
            "/under/1?t=new" => {
                ok(&json!([{ "id": 4, "body": "x", "parent": 1 }, { "id": 1, "body": "x" }]))
            }
            other => panic!("{other}"),
        })
    };
    let session = Session {
        auth: [("token".to_owned(), "old".to_owned())].into(),
        ..Session::default()
    };
    let post = Post::default();
    let list = source.comments(&session, &post, &CommentQuery::default());
    let page = visit(list, site).0.expect("a page");
    assert_eq!(
        shape(&page),
        "1 2 3 +3 +2>1",
        "what the opening post lacks answers the post"
    );
    let more = source.more(&session, &post, page.items.first(), &page.stubs[1]);
    let (more, asked) = visit(more, site);
    assert_eq!(asked, ["/under/1?t=old", "/renew?t=old", "/under/1?t=new"]);
    assert_eq!(shape(&more.expect("a page")), "4>1");
}

#[test]
fn pages_of_identifiers_know_records_by_another_name_than_their_own() {
    let source = custom(&json!({ "comments": {
        "items": "$.posts[*]",
        "map": { "id": "@.nr" },
        "tree": { "kind": "flat", "parent": "@.to" },
        "opening_post": { "where": "@.nr == 1" },
        "page": { "kind": "ids", "from": "$.stream[*]", "key": "@.id", "size": 2 },
        "hydrate": {
            "request": { "get": "{+base}/posts", "query": { "ids[]": "{{ids}}" } },
            "batch": 20,
            "item": "$.posts[*]"
        }
    } }));
    let post = |id: i64, nr: i64, to: Value| json!({ "id": id, "nr": nr, "to": to, "body": "x" });
    let first = json!({
        "stream": [101, 102, 105],
        "posts": [post(101, 1, json!(null)), post(102, 2, json!(1))]
    });
    let rest = json!({ "posts": [post(105, 3, json!(2))] });
    let site = |path: &str| Ok(ok(if path == "/comments" { &first } else { &rest }));
    let (page, _) = visit(comments(&source, &CommentQuery::default()), site);
    let page = page.expect("a page");
    assert_eq!(shape(&page), "2");
    let next = CommentQuery {
        page: page.next,
        ..CommentQuery::default()
    };
    let (page, asked) = visit(comments(&source, &next), site);
    let page = page.expect("a page");
    assert_eq!(asked, ["/posts?ids%5B%5D=105"]);
    assert_eq!(
        (shape(&page).as_str(), page.next),
        ("3>2", None),
        "the parent is on the page before"
    );
}

#[test]
fn what_has_to_be_fetched_needs_a_request() {
    let file = crate::support::over(
        crate::support::minimal(),
        &json!({
            "posts": { "page": { "kind": "ids", "from": "$" } },
            "comments": { "tree": { "kind": "kids", "ids": "@.kids" } }
        }),
    );
    let problems = parse(&file).expect_err("problems");
    let found: Vec<_> = problems
        .iter()
        .map(|one| (one.pointer.as_str(), one.message.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            ("/posts/page", "`ids` needs `hydrate`"),
            ("/comments/tree", "`kids` needs `hydrate`")
        ]
    );
}
