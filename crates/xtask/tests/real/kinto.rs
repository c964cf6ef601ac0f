//! Kinto 26.5, with its memory for a store.

use baraza_core::connector::{FailureKind, Intent, Method, Outcome, PostQuery};
use serde_json::{Value, json};
use xtask::connector::visit::Visit;
use xtask::tools::backends::Origin;

use crate::server::Server;
use crate::talk::{
    comments, delete, edit, fails, outline, said, sorted, titles, visit, with_text, words,
};

const SETTINGS: &str = "\
[server:main]
use = egg:waitress#main
host = 127.0.0.1
[app:main]
use = egg:kinto
kinto.includes = kinto.plugins.accounts
kinto.storage_backend = kinto.core.storage.memory
kinto.cache_backend = kinto.core.cache.memory
kinto.permission_backend = kinto.core.permission.memory
kinto.userid_hmac_secret = of-a-test
kinto.account_create_principals = system.Everyone
kinto.bucket_create_principals = system.Authenticated
multiauth.policies = account
multiauth.policy.account.use = kinto.plugins.accounts.AccountsPolicy
";

/// `owner:secret-1`
const OWNER: (&str, &str) = ("authorization", "Basic b3duZXI6c2VjcmV0LTE=");

/// A bucket that everyone reads and comments in, and accounts `owner`, `ann` and `bob`.
fn start() -> (Server, Visit) {
    let server = Server::start(Origin::Python, "pserve", "/v1/", |place| {
        let port = format!("port = {}\n[app:main]", place.port);
        vec![place.write("kinto.ini", &SETTINGS.replacen("[app:main]", &port, 1))]
    });
    let put = |path: &str, body: &Value| {
        server.ask(Method::Put, &format!("/v1{path}"), &[OWNER], Some(body));
    };
    for name in ["owner", "ann", "bob"] {
        let account = json!({ "data": { "password": "secret-1" } });
        let path = format!("/v1/accounts/{name}");
        server.ask(Method::Put, &path, &[], Some(&account));
    }
    let read = json!({ "permissions": { "read": ["system.Everyone"] } });
    put("/buckets/talk", &read);
    let write = json!({ "permissions": { "record:create": ["system.Everyone"] } });
    put("/buckets/talk/collections/posts", &read);
    put("/buckets/talk/collections/comments", &write);
    for n in 1..=25 {
        let post = json!({ "data": { "title": format!("Post {n:02}"), "body": "Words." } });
        put(
            &format!("/buckets/talk/collections/posts/records/p{n}"),
            &post,
        );
    }
    for (id, parent, name, body) in [
        ("c1", None, "Ann", "First"),
        ("c2", Some("c1"), "Bob", "Second"),
        ("c3", None, "Cy", "Third"),
        ("c4", Some("c2"), "Ann", "Fourth"),
    ] {
        let data = json!({ "post_id": "p3", "parent_id": parent, "author": name, "body": body });
        let path = format!("/buckets/talk/collections/comments/records/{id}");
        put(&path, &json!({ "data": data }));
    }
    let visit = guest(&server);
    (server, visit)
}

fn guest(server: &Server) -> Visit {
    visit("kinto", &[("site", &server.url), ("bucket", "talk")])
}

#[test]
#[ignore = "needs Kinto: cargo xtask test --real kinto"]
fn the_last_posts_come_first_and_the_rest_on_a_second_page() {
    let (_server, mut visit) = start();
    let first = visit.posts(&PostQuery::default(), 1).unwrap();
    assert_eq!(first.items.len(), 20);
    assert!(first.has_more);
    let all = titles(&mut visit, &PostQuery::default(), 9);
    let expected: Vec<String> = (1..=25).rev().map(|n| format!("Post {n:02}")).collect();
    assert_eq!(all, expected);
}

#[test]
#[ignore = "needs Kinto: cargo xtask test --real kinto"]
fn posts_are_ordered_and_found_by_their_titles() {
    let (_server, mut visit) = start();
    let found = titles(&mut visit, &sorted("title"), 1);
    assert_eq!(found[..2], ["Post 01", "Post 02"]);
    assert_eq!(titles(&mut visit, &words("17"), 1), ["Post 17"]);
}

#[test]
#[ignore = "needs Kinto: cargo xtask test --real kinto"]
fn answers_stand_below_what_they_answer() {
    let (_server, mut visit) = start();
    let post = visit.post("p3").unwrap();
    assert_eq!(post.title.as_deref(), Some("Post 03"));
    let found = outline(&comments(&mut visit, &post));
    let expected = "Ann: First\n  Bob: Second\n    Ann: Fourth\nCy: Third\n";
    assert_eq!(found, expected);
}

#[test]
#[ignore = "needs Kinto: cargo xtask test --real kinto"]
fn words_and_identifiers_may_look_like_numbers() {
    let (server, mut visit) = start();
    let post = json!({ "data": { "title": "The year 1984", "body": "Words." } });
    let path = "/v1/buckets/talk/collections/posts/records/1984";
    server.ask(Method::Put, path, &[OWNER], Some(&post));
    assert_eq!(titles(&mut visit, &words("1984"), 1), ["The year 1984"]);
    let post = visit.post("1984").unwrap();
    said(&mut visit, &post, None, Some("Dee"), "Hello");
    assert_eq!(outline(&comments(&mut visit, &post)), "Dee: Hello\n");
}

#[test]
#[ignore = "needs Kinto: cargo xtask test --real kinto"]
fn a_guest_comments_and_answers() {
    let (_server, mut visit) = start();
    let post = visit.post("p7").unwrap();
    let comment = said(&mut visit, &post, None, Some("Dee"), "Hello");
    said(&mut visit, &post, Some(&comment), Some("Eve"), "Hello, Dee");
    let found = comments(&mut visit, &post);
    assert_eq!(outline(&found), "Dee: Hello\n  Eve: Hello, Dee\n");
}

#[test]
#[ignore = "needs Kinto: cargo xtask test --real kinto"]
fn an_account_edits_and_deletes_its_own_comment_and_nobody_elses() {
    let (server, mut ann) = start();
    ann.sign_in("ann", "secret-1").unwrap();
    assert_eq!(ann.session().account_name.as_deref(), Some("ann"));
    let post = ann.post("p7").unwrap();
    let comment = said(&mut ann, &post, None, None, "Hello");

    let mut bob = guest(&server);
    fails(
        edit(&mut bob, &post, &comment, "Mine"),
        FailureKind::SignInRequired,
    );
    bob.sign_in("bob", "secret-1").unwrap();
    fails(
        edit(&mut bob, &post, &comment, "Mine"),
        FailureKind::Forbidden,
    );
    fails(delete(&mut bob, &post, &comment), FailureKind::Forbidden);

    let Outcome::Comment(edited) = edit(&mut ann, &post, &comment, "Hello again").unwrap() else {
        panic!("no comment");
    };
    assert_eq!(edited.body.text, "Hello again");
    fails(
        edit(&mut ann, &post, &comment, "Old"),
        FailureKind::Conflict,
    );
    assert_eq!(outline(&comments(&mut ann, &post)), "ann: Hello again\n");
    delete(&mut ann, &post, &edited).unwrap();
    assert!(comments(&mut ann, &post).is_empty());
}

#[test]
#[ignore = "needs Kinto: cargo xtask test --real kinto"]
fn the_owner_writes_edits_and_deletes_a_post() {
    let (_server, mut visit) = start();
    let new = Intent::CreatePost {
        title: "New".to_owned(),
        text: "Text".to_owned(),
        tags: vec!["a".to_owned()],
    };
    fails(visit.write(&new), FailureKind::SignInRequired);
    visit.sign_in("owner", "secret-1").unwrap();
    let Outcome::Post(post) = visit.write(&new).unwrap() else {
        panic!("no post");
    };
    let edit = Intent::EditPost {
        post: post.clone(),
        title: "Newer".to_owned(),
        text: "Text".to_owned(),
    };
    let Outcome::Post(newer) = visit.write(&edit).unwrap() else {
        panic!("no post");
    };
    assert_eq!((&newer.id, &newer.tags), (&post.id, &post.tags));
    assert_eq!(titles(&mut visit, &PostQuery::default(), 1)[0], "Newer");
    visit.write(&Intent::DeletePost { post: newer }).unwrap();
    fails(visit.post(post.id.as_str()), FailureKind::NotFound);
}

#[test]
#[ignore = "needs Kinto: cargo xtask test --real kinto"]
fn a_wrong_password_is_refused() {
    let (_server, mut visit) = start();
    fails(visit.sign_in("ann", "wrong"), FailureKind::BadCredentials);
}

#[test]
#[ignore = "needs Kinto: cargo xtask test --real kinto"]
fn what_is_not_there_is_not_found_and_what_is_not_open_wants_an_account() {
    let (mut server, mut visit) = start();
    fails(visit.post("p99"), FailureKind::NotFound);
    let mut closed = crate::talk::visit("kinto", &[("site", &server.url), ("bucket", "none")]);
    fails(
        closed.posts(&PostQuery::default(), 1),
        FailureKind::SignInRequired,
    );
    let found = visit.post("p3").unwrap();
    let comments = comments(&mut visit, &found);
    assert_eq!(with_text(&comments, "Third").parent, None);
    server.stop();
    fails(visit.post("p3"), FailureKind::Unreachable);
}
