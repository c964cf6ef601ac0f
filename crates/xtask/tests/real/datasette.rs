//! Datasette 0.65.

use std::fmt::Write as _;
use std::process::Command;

use baraza_core::connector::{FailureKind, PostQuery};
use xtask::connector::visit::Visit;
use xtask::tools::backends::Origin;

use crate::server::Server;
use crate::talk::{comments, fails, outline, say, sorted, titles, visit, words};

const TABLES: &str = "
create table posts (id integer primary key, title text, body text, author text, created_at text);
create table comments (id integer primary key, post_id integer, parent_id integer, author text,
  body text, created_at text);
insert into comments values
  (1, 3, null, 'Ann', 'First', '2024-04-01T10:00:00Z'),
  (2, 3, 1, 'Bob', 'Second', '2024-04-01T11:00:00Z'),
  (3, 3, null, 'Cy', 'Third', '2024-04-01T12:00:00Z'),
  (4, 3, 2, 'Ann', 'Fourth', '2024-04-01T13:00:00Z'),
  (5, 4, null, 'Dee', 'Elsewhere', '2024-04-01T14:00:00Z');
";
const SEARCH: &str = "
create virtual table posts_fts using fts5(title, body, content=\"posts\");
insert into posts_fts (rowid, title, body) select id, title, body from posts;
";

fn start() -> (Server, Visit) {
    let server = Server::start(Origin::Python, "datasette", "/-/versions.json", |place| {
        let mut sql = TABLES.to_owned();
        for n in 1..=25 {
            let row = format!("{n}, 'Post {n}', 'Words.', 'Ann', '2024-03-{n:02}T10:00:00Z'");
            writeln!(sql, "insert into posts values ({row});").unwrap();
        }
        sql.push_str(SEARCH);
        let file = place.folder.join("talk.db").display().to_string();
        let make = "import sqlite3, sys; sqlite3.connect(sys.argv[1]).executescript(sys.argv[2])";
        let status = Command::new(Origin::Python.program("python"))
            .args(["-c", make, &file, &sql])
            .status()
            .unwrap();
        assert!(status.success());
        let port = place.port.to_string();
        ["serve", &file, "--cors", "-h", "127.0.0.1", "-p", &port]
            .map(str::to_owned)
            .to_vec()
    });
    let visit = visit("datasette", &[("site", &server.url), ("db", "talk")]);
    (server, visit)
}

#[test]
#[ignore = "needs Datasette: cargo xtask test --real datasette"]
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
#[ignore = "needs Datasette: cargo xtask test --real datasette"]
fn posts_are_ordered_and_found_by_their_words() {
    let (_server, mut visit) = start();
    let found = titles(&mut visit, &sorted("old"), 1);
    assert_eq!(found[..2], ["Post 1", "Post 2"]);
    assert_eq!(titles(&mut visit, &words("17"), 1), ["Post 17"]);
}

#[test]
#[ignore = "needs Datasette: cargo xtask test --real datasette"]
fn answers_stand_below_what_they_answer() {
    let (_server, mut visit) = start();
    let post = visit.post("3").unwrap();
    assert_eq!(post.title.as_deref(), Some("Post 3"));
    assert!(post.created.is_some());
    let found = outline(&comments(&mut visit, &post));
    let expected = "Ann: First\n  Bob: Second\n    Ann: Fourth\nCy: Third\n";
    assert_eq!(found, expected);
}

#[test]
#[ignore = "needs Datasette: cargo xtask test --real datasette"]
fn it_is_for_reading() {
    let (_server, mut visit) = start();
    assert!(visit.source().capabilities().writes.is_empty());
    let post = visit.post("3").unwrap();
    let words = say(&mut visit, &post, None, Some("Dee"), "Hello");
    fails(words, FailureKind::Unsupported);
}

#[test]
#[ignore = "needs Datasette: cargo xtask test --real datasette"]
fn what_is_not_there_is_not_found_and_what_is_not_a_column_is_told() {
    let (mut server, mut visit) = start();
    fails(visit.post("99"), FailureKind::NotFound);
    let site = ("site", server.url.as_str());
    let mut other = crate::talk::visit("datasette", &[site, ("db", "none")]);
    fails(other.posts(&PostQuery::default(), 1), FailureKind::NotFound);
    let column = ("created_at", "born");
    let mut wrong = crate::talk::visit("datasette", &[site, ("db", "talk"), column]);
    let message = fails(wrong.posts(&PostQuery::default(), 1), FailureKind::Server);
    assert!(message.contains("born"), "{message}");
    server.stop();
    fails(visit.post("3"), FailureKind::Unreachable);
}
