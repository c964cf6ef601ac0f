//! Trees: each shape of discussion becomes flat, and comments see their post.

use baraza_core::{
    connector::{CommentQuery, Session},
    model::{CommentId, Post},
};
use serde_json::{Value, json};

use crate::support::{captured, custom, ok, run};

/// The comments that a tree makes of an answer: `id>parent`, in order.
fn tree(keys: &Value, body: &Value) -> String {
    let source = custom(&json!({ "comments": keys }));
    let post = Post {
        id: "p1".into(),
        ..Post::default()
    };
    let operation = source.comments(&Session::default(), &post, &CommentQuery::default());
    let page = run(operation, [ok(body)]).expect("a page");
    assert_eq!(page.issues, []);
    let edges = page.items.iter().map(|comment| match &comment.parent {
        Some(parent) => format!("{}>{parent}", comment.id),
        None => comment.id.to_string(),
    });
    edges.collect::<Vec<_>>().join(" ")
}

#[test]
fn every_shape_of_tree_becomes_flat() {
    let c = |id: Value, more: Value| {
        let mut comment = json!({ "id": id, "body": "text" });
        for (key, value) in more.as_object().expect("an object") {
            comment[key] = value.clone();
        }
        comment
    };
    // Flat, with the usual signs for the root.
    let flat = json!([
        c(json!(1), json!({ "parent": 0 })),
        c(json!(2), json!({ "parent": null })),
        c(json!(3), json!({ "parent": "" })),
        c(json!(4), json!({})),
        c(json!(5), json!({ "parent": "1" })),
        c(json!(6), json!({ "parent": 6 })),
    ]);
    assert_eq!(tree(&json!({}), &flat), "1 2 3 4 5>1 6");

    // Flat, rooted at the post, by another key.
    let keyed = json!([
        c(json!("a"), json!({ "nr": 1, "to": "p1" })),
        c(json!("b"), json!({ "nr": 2, "to": 1 })),
        c(json!("c"), json!({ "nr": 3, "to": 9 })),
    ]);
    let keys = json!({
        "tree": { "kind": "flat", "parent": "@.to", "key": "@.nr", "roots": ["{{post.id}}", 0] }
    });
    assert_eq!(tree(&keys, &keyed), "a b>a c>9");

    // Nested, with a wrapper around each record, and nonsense where a list would be.
    let node = |id: &str, replies: Value| json!({ "c": { "id": id, "body": "x" }, "r": replies });
    let nested = json!([
        node(
            "a",
            json!([
                node("b", json!([node("c", json!(""))])),
                node("d", json!(null))
            ])
        ),
        node("e", json!(3)),
    ]);
    let keys = json!({ "record": "@.c", "tree": { "kind": "nested", "children": "@.r[*]" } });
    assert_eq!(tree(&keys, &nested), "a b>a c>b d>a e");

    // Two levels, with the true edge beside.
    let two = json!([c(
        json!("a"),
        json!({ "children": [
        c(json!("b"), json!({ "pid": "a" })),
        c(json!("c"), json!({ "pid": "b" })),
        c(json!("d"), json!({ "pid": null })),
    ] })
    )]);
    let keys = json!({
        "tree": { "kind": "two_level", "children": "@.children[*]", "edge": "@.pid" }
    });
    assert_eq!(tree(&keys, &two), "a b>a c>b d>a");

    // Paths.
    let path = json!([
        c(json!("12"), json!({ "path": "0.12" })),
        c(json!("34"), json!({ "path": "0.12.34" })),
        c(json!("56"), json!({ "path": "0.12.34.56" })),
        c(json!("78"), json!({ "path": "" })),
    ]);
    let keys = json!({ "tree": { "kind": "path", "path": "@.path", "drop": 1 } });
    assert_eq!(tree(&keys, &path), "12 34>12 56>34 78");
}

#[test]
fn the_opening_post_is_no_comment_and_its_answers_answer_the_post() {
    let body = json!([
        { "id": 1, "body": "the post" },
        { "id": 2, "body": "x", "parent": 1 },
        { "id": 3, "body": "x", "parent": 2 },
    ]);
    assert_eq!(tree(&json!({ "opening_post": "first" }), &body), "2 3>2");
    let keys = json!({ "opening_post": { "where": "@.id == 2" } });
    assert_eq!(tree(&keys, &body), "1 3");
}

#[test]
fn the_post_is_seen_where_comments_are_mapped() {
    let source = custom(&json!({
        "comments": { "map": { "permalink": {
            "op": "template", "url": "{+base}/{post.id}/{id}", "with": { "id": "@.id" }
        }, "lang": "&.cap.lang" } }
    }));
    let mut post = Post {
        id: "p/1".into(),
        ..Post::default()
    };
    post.capture
        .insert("lang".to_owned(), captured(&json!("sw")));
    let operation = source.comments(&Session::default(), &post, &CommentQuery::default());
    let page = run(operation, [ok(&json!([{ "id": 2, "body": "x" }]))]).expect("a page");
    assert_eq!(
        page.items[0].permalink.as_deref(),
        Some("https://example.org/p%2F1/2")
    );
    assert_eq!(page.items[0].lang.as_deref(), Some("sw"));
}

#[test]
fn depths_tell_who_is_answered_also_by_what_stands_for_others() {
    let body = json!([
        { "id": 1, "body": "x", "level": 0 },
        { "id": 2, "body": "x", "level": 1 },
        { "id": 3, "body": "x", "level": 4 },
        { "id": 4, "body": "x", "level": 1 },
        { "more": 5, "level": 2 },
        { "id": 6, "body": "x", "level": 0 },
        { "id": 7, "body": "x" },
    ]);
    let source = custom(&json!({ "comments": {
        "tree": { "kind": "depth", "depth": "@.level" },
        "stub": { "when": "@.more", "count": "@.more", "request": "{+base}/more" }
    } }));
    let operation = source.comments(
        &Session::default(),
        &Post::default(),
        &CommentQuery::default(),
    );
    let page = run(operation, [ok(&body)]).expect("a page");
    let parents = page.items.iter().map(|item| item.parent.as_ref());
    let parents: Vec<_> = parents.map(|id| id.map_or("-", |id| id.as_str())).collect();
    assert_eq!(parents, ["-", "1", "2", "1", "-", "-"]);
    let stub = &page.stubs[0];
    assert_eq!(stub.count, Some(5));
    assert_eq!(stub.parent.as_ref().map(CommentId::as_str), Some("4"));
}

#[test]
fn answers_that_have_come_are_not_offered_again() {
    let source = custom(&json!({ "comments": {
        "more": { "count": "@.missing", "request": "{+base}/comments?of={comment.id}" }
    } }));
    let post = Post {
        id: "p1".into(),
        ..Post::default()
    };
    let session = Session::default();
    let top = json!({ "id": 1, "body": "one", "missing": 2 });
    let comments = source.comments(&session, &post, &CommentQuery::default());
    let page = run(comments, [ok(&json!([top]))]).expect("a page");
    assert_eq!(page.stubs.len(), 1);
    // The backend sends the one that was asked about along; it still says how many answer it.
    let body = json!([top, { "id": 2, "body": "two", "parent": 1, "missing": 5 }]);
    let more = source.more(&session, &post, page.items.first(), &page.stubs[0]);
    let more = run(more, [ok(&body)]).expect("the rest");
    let ids: Vec<_> = more
        .items
        .iter()
        .map(|comment| comment.id.as_str())
        .collect();
    assert_eq!(ids, ["2"]);
    let offered: Vec<_> = more
        .stubs
        .iter()
        .map(|stub| (stub.parent.as_ref().map(CommentId::as_str), stub.count))
        .collect();
    assert_eq!(offered, [(Some("2"), Some(5))]);
}
