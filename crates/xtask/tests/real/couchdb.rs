//! `PouchDB` Server 4.2, which speaks as `CouchDB` does.

use baraza_core::connector::{FailureKind, Intent, Method, PostQuery};
use serde_json::{Value, json};
use xtask::connector::visit::Visit;
use xtask::tools::backends::Origin;

use crate::server::Server;
use crate::talk::{comments, delete, edit, fails, outline, say, sorted, titles, visit, with_text};

fn start() -> (Server, Visit) {
    let server = Server::start(Origin::Node, "pouchdb-server", "/", |place| {
        let port = place.port.to_string();
        ["--in-memory", "--host", "127.0.0.1", "--port", &port]
            .map(str::to_owned)
            .to_vec()
    });
    server.ask(Method::Put, "/talk", &[], None);
    let posts = (1..=25).map(|n| {
        json!({
            "_id": format!("p{n:02}"), "type": "post", "title": format!("Post {n}"),
            "body": "Words.", "author": "Ann", "created_at": format!("2024-03-{n:02}T10:00:00Z"),
            "tags": ["a"],
        })
    });
    let comment = |id: &str, parent: Option<&str>, name: &str, body: &str| {
        json!({
            "_id": id, "type": "comment", "post_id": "p03", "parent_id": parent,
            "author": name, "body": body,
        })
    };
    let comments = [
        comment("c1", None, "Ann", "First"),
        comment("c2", Some("c1"), "Bob", "Second"),
        comment("c3", None, "Cy", "Third"),
        comment("c4", Some("c2"), "Ann", "Fourth"),
    ];
    let documents: Vec<Value> = posts.chain(comments).collect();
    let all = json!({ "docs": documents });
    server.ask(Method::Post, "/talk/_bulk_docs", &[], Some(&all));
    let visit = visit("couchdb", &[("site", &server.url), ("db", "talk")]);
    (server, visit)
}

#[test]
#[ignore = "needs pouchdb-server: cargo xtask test --real couchdb"]
fn the_newest_posts_come_first_and_the_rest_on_a_second_page() {
    let (_server, mut visit) = start();
    let first = visit.posts(&PostQuery::default(), 1).unwrap();
    assert_eq!(first.items.len(), 20);
    assert!(first.has_more);
    let all = titles(&mut visit, &PostQuery::default(), 9);
    let expected: Vec<String> = (1..=25).rev().map(|n| format!("Post {n}")).collect();
    assert_eq!(all, expected);
    let oldest = titles(&mut visit, &sorted("old"), 1);
    assert_eq!(oldest[..2], ["Post 1", "Post 2"]);
}

#[test]
#[ignore = "needs pouchdb-server: cargo xtask test --real couchdb"]
fn answers_stand_below_what_they_answer() {
    let (_server, mut visit) = start();
    let post = visit.post("p03").unwrap();
    assert_eq!(post.title.as_deref(), Some("Post 3"));
    assert_eq!(post.tags, ["a"]);
    let found = outline(&comments(&mut visit, &post));
    let expected = "Ann: First\n  Bob: Second\n    Ann: Fourth\nCy: Third\n";
    assert_eq!(found, expected);
}

#[test]
#[ignore = "needs pouchdb-server: cargo xtask test --real couchdb"]
fn a_comment_is_written_answered_edited_and_deleted() {
    let (_server, mut visit) = start();
    let post = visit.post("p07").unwrap();
    say(&mut visit, &post, None, Some("Dee"), "Hello").unwrap();
    let comment = comments(&mut visit, &post).remove(0);
    say(&mut visit, &post, Some(&comment), Some("Eve"), "Hello, Dee").unwrap();
    let found = comments(&mut visit, &post);
    assert_eq!(outline(&found), "Dee: Hello\n  Eve: Hello, Dee\n");

    let answer = with_text(&found, "Hello, Dee").clone();
    edit(&mut visit, &post, &answer, "Good evening").unwrap();
    let found = comments(&mut visit, &post);
    assert_eq!(outline(&found), "Dee: Hello\n  Eve: Good evening\n");

    delete(&mut visit, &post, with_text(&found, "Good evening")).unwrap();
    assert_eq!(outline(&comments(&mut visit, &post)), "Dee: Hello\n");
}

#[test]
#[ignore = "needs pouchdb-server: cargo xtask test --real couchdb"]
fn a_comment_is_edited_twice_as_it_comes_back() {
    let (_server, mut visit) = start();
    let post = visit.post("p03").unwrap();
    let comment = with_text(&comments(&mut visit, &post), "Third").clone();
    let edited = edit(&mut visit, &post, &comment, "3rd").unwrap();
    let baraza_core::connector::Outcome::Comment(edited) = edited else {
        panic!("{edited:?}");
    };
    edit(&mut visit, &post, &edited, "Number three").unwrap();
    let found = comments(&mut visit, &post);
    assert_eq!(
        with_text(&found, "Number three").author,
        comment.author,
        "nothing else is lost"
    );
}

#[test]
#[ignore = "needs pouchdb-server: cargo xtask test --real couchdb"]
fn a_post_is_written_edited_and_deleted() {
    let (_server, mut visit) = start();
    let new = Intent::CreatePost {
        title: "New".to_owned(),
        text: "Text".to_owned(),
        tags: vec!["b".to_owned()],
    };
    visit.write(&new).unwrap();
    let find = |visit: &mut Visit, title: &str| {
        let posts = visit.posts(&PostQuery::default(), 9).unwrap().items;
        let is_it = |post: &baraza_core::model::Post| post.title.as_deref() == Some(title);
        posts.into_iter().find(is_it)
    };
    let post = find(&mut visit, "New").unwrap();
    let edit = Intent::EditPost {
        post: Box::new(post.clone()),
        title: "Newer".to_owned(),
        text: "Text".to_owned(),
    };
    visit.write(&edit).unwrap();
    let newer = find(&mut visit, "Newer").unwrap();
    assert_eq!((&newer.id, &newer.tags), (&post.id, &post.tags));
    let delete = Intent::DeletePost {
        post: Box::new(newer),
    };
    visit.write(&delete).unwrap();
    assert_eq!(find(&mut visit, "Newer"), None);
}

#[test]
#[ignore = "needs pouchdb-server: cargo xtask test --real couchdb"]
fn a_comment_that_has_changed_in_between_is_a_conflict() {
    let (_server, mut visit) = start();
    let post = visit.post("p03").unwrap();
    let comment = with_text(&comments(&mut visit, &post), "Third").clone();
    edit(&mut visit, &post, &comment, "3rd").unwrap();
    fails(
        edit(&mut visit, &post, &comment, "Mine"),
        FailureKind::Conflict,
    );
    fails(delete(&mut visit, &post, &comment), FailureKind::Conflict);
}

#[test]
#[ignore = "needs pouchdb-server: cargo xtask test --real couchdb"]
fn what_is_not_there_is_not_found() {
    let (server, mut visit) = start();
    fails(visit.post("p99"), FailureKind::NotFound);
    let mut other = crate::talk::visit("couchdb", &[("site", &server.url), ("db", "none")]);
    fails(other.posts(&PostQuery::default(), 1), FailureKind::NotFound);
}

#[test]
#[ignore = "needs pouchdb-server: cargo xtask test --real couchdb"]
fn an_account_signs_in_and_a_wrong_password_is_refused() {
    let (server, mut visit) = start();
    let password = json!("secret-1");
    server.ask(Method::Put, "/_config/admins/ann", &[], Some(&password));
    fails(visit.sign_in("ann", "wrong"), FailureKind::BadCredentials);
    visit.sign_in("ann", "secret-1").unwrap();
    assert_eq!(visit.session().account_name.as_deref(), Some("ann"));
    let post = visit.post("p07").unwrap();
    say(&mut visit, &post, None, None, "Signed").unwrap();
    assert_eq!(outline(&comments(&mut visit, &post)), "ann: Signed\n");
}

#[test]
#[ignore = "needs pouchdb-server: cargo xtask test --real couchdb"]
fn a_server_that_has_stopped_is_unreachable() {
    let (mut server, mut visit) = start();
    server.stop();
    fails(visit.post("p03"), FailureKind::Unreachable);
}
