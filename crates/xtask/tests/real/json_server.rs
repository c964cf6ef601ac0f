//! json-server 0.17.

use baraza_core::connector::{FailureKind, Intent, Method, Outcome, PostQuery};
use serde_json::{Value, json};
use xtask::connector::visit::Visit;
use xtask::tools::backends::Origin;

use crate::server::Server;
use crate::talk::{
    comments, delete, edit, fails, outline, said, sorted, titles, visit, with_text, words,
};

fn start() -> (Server, Visit) {
    let server = Server::start(Origin::Node, "json-server", "/posts/1", |place| {
        let posts: Vec<Value> = (1..=25)
            .map(|n| json!({ "id": n, "title": format!("Post {n}"), "body": "Words." }))
            .collect();
        let comment = |id: u32, parent: Option<u32>, name: &str, body: &str| json!({ "id": id, "postId": 3, "parentId": parent, "name": name, "body": body });
        let comments = [
            comment(1, None, "Ann", "First"),
            comment(2, Some(1), "Bob", "Second"),
            comment(3, None, "Cy", "Third"),
            comment(4, Some(2), "Ann", "Fourth"),
        ];
        let data = json!({ "posts": posts, "comments": comments });
        let port = place.port.to_string();
        let file = place.write("db.json", &data.to_string());
        ["--host", "127.0.0.1", "--port", &port, "--quiet", &file]
            .map(str::to_owned)
            .to_vec()
    });
    let visit = visit("json-server", &[("site", &server.url)]);
    (server, visit)
}

#[test]
#[ignore = "needs json-server: cargo xtask test --real json-server"]
fn the_newest_posts_come_first_and_the_rest_on_a_second_page() {
    let (_server, mut visit) = start();
    let first = visit.posts(&PostQuery::default(), 1).unwrap();
    assert_eq!(first.items.len(), 20);
    assert!(first.has_more);
    let all = titles(&mut visit, &PostQuery::default(), 9);
    let expected: Vec<String> = (1..=25).rev().map(|n| format!("Post {n}")).collect();
    assert_eq!(all, expected);
}

#[test]
#[ignore = "needs json-server: cargo xtask test --real json-server"]
fn posts_are_ordered_and_found_by_their_words() {
    let (_server, mut visit) = start();
    let found = titles(&mut visit, &sorted("old"), 1);
    assert_eq!(found[..2], ["Post 1", "Post 2"]);
    assert_eq!(titles(&mut visit, &words("Post 17"), 1), ["Post 17"]);
}

#[test]
#[ignore = "needs json-server: cargo xtask test --real json-server"]
fn answers_stand_below_what_they_answer() {
    let (_server, mut visit) = start();
    let post = visit.post("3").unwrap();
    assert_eq!(post.title.as_deref(), Some("Post 3"));
    let found = outline(&comments(&mut visit, &post));
    let expected = "Ann: First\n  Bob: Second\n    Ann: Fourth\nCy: Third\n";
    assert_eq!(found, expected);
}

#[test]
#[ignore = "needs json-server: cargo xtask test --real json-server"]
fn a_comment_and_an_answer_to_it_are_kept() {
    let (_server, mut visit) = start();
    let post = visit.post("7").unwrap();
    let comment = said(&mut visit, &post, None, Some("Dee"), "Hello");
    said(&mut visit, &post, Some(&comment), Some("Eve"), "Hello, Dee");
    let found = comments(&mut visit, &post);
    assert_eq!(outline(&found), "Dee: Hello\n  Eve: Hello, Dee\n");
    assert_eq!(with_text(&found, "Hello").id, comment.id);
}

#[test]
#[ignore = "needs json-server: cargo xtask test --real json-server"]
fn a_comment_is_changed_in_its_text_alone_and_taken_away() {
    let (server, mut visit) = start();
    let post = visit.post("3").unwrap();
    let found = comments(&mut visit, &post);
    edit(&mut visit, &post, with_text(&found, "Second"), "Another").unwrap();
    let kept = server.ask(Method::Get, "/comments/2", &[], None);
    let expected = json!({ "id": 2, "postId": 3, "parentId": 1, "name": "Bob", "body": "Another" });
    assert_eq!(kept, expected);
    delete(&mut visit, &post, with_text(&found, "Third")).unwrap();
    let expected = "Ann: First\n  Bob: Another\n    Ann: Fourth\n";
    assert_eq!(outline(&comments(&mut visit, &post)), expected);
}

#[test]
#[ignore = "needs json-server: cargo xtask test --real json-server"]
fn a_discussion_is_started() {
    let (server, mut visit) = start();
    let intent = Intent::CreatePost {
        title: "New".to_owned(),
        text: "Text".to_owned(),
        tags: vec!["a".to_owned(), "b".to_owned()],
    };
    let Outcome::Post(post) = visit.write(&intent).unwrap() else {
        panic!("no post");
    };
    let mut kept = server.ask(Method::Get, &format!("/posts/{}", post.id), &[], None);
    let created = kept["createdAt"].take();
    assert!(created.as_str().is_some_and(|time| time.ends_with('Z')));
    let expected =
        json!({ "id": 26, "title": "New", "body": "Text", "tags": ["a", "b"], "createdAt": null });
    assert_eq!(kept, expected);
    assert_eq!(titles(&mut visit, &PostQuery::default(), 1)[0], "New");
}

#[test]
#[ignore = "needs json-server: cargo xtask test --real json-server"]
fn what_is_not_there_is_not_found() {
    let (_server, mut visit) = start();
    fails(visit.post("99"), FailureKind::NotFound);
}

#[test]
#[ignore = "needs json-server: cargo xtask test --real json-server"]
fn a_server_that_has_stopped_is_unreachable() {
    let (mut server, mut visit) = start();
    server.stop();
    fails(
        visit.posts(&PostQuery::default(), 1),
        FailureKind::Unreachable,
    );
}
