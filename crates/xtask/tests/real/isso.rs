//! Isso 0.14.

use baraza_core::connector::{FailureKind, Intent, Method, PostQuery};
use baraza_core::model::{State, Vote};
use serde_json::json;
use xtask::connector::visit::Visit;
use xtask::tools::backends::Origin;

use crate::server::Server;
use crate::talk::{comments, delete, edit, fails, outline, said, say, titles, visit, with_text};

fn start_with(settings: &str) -> (Server, Visit) {
    start_of("latest-enabled = true\n", settings)
}

fn start_of(general: &str, settings: &str) -> (Server, Visit) {
    let server = Server::start(Origin::Python, "isso", "/config", |place| {
        let database = place.folder.join("isso.db");
        let text = format!(
            "[general]\ndbpath = {}\nhost = {url}\n{general}\
             [server]\nlisten = {url}\ntrusted-proxies = 127.0.0.1\n{settings}",
            database.display(),
            url = place.url(),
        );
        let file = place.write("isso.cfg", &text);
        vec!["-c".to_owned(), file, "run".to_owned()]
    });
    let visit = visit("isso", &[("site", &server.url)]);
    (server, visit)
}

fn start() -> (Server, Visit) {
    start_with("[guard]\nratelimit = 1000\ndirect-reply = 1000\nreply-to-self = true\n")
}

/// Somebody elsewhere says something on a page.
fn seed(server: &Server, page: &str, parent: Option<u64>, name: &str, text: &str) -> u64 {
    let body = json!({ "title": page, "author": name, "text": text, "parent": parent });
    let path = format!("/new?uri={page}");
    // One may not vote on one's own comments, and Isso knows people by their address.
    let from = [("x-forwarded-for", "192.0.2.1")];
    let kept = server.ask(Method::Post, &path, &from, Some(&body));
    kept["id"].as_u64().unwrap()
}

#[test]
#[ignore = "needs Isso: cargo xtask test --real isso"]
fn the_pages_that_were_commented_last_are_the_posts() {
    let (server, mut visit) = start();
    for (page, text) in [("/a", "One"), ("/b", "Two"), ("/a", "Three")] {
        seed(&server, page, None, "Ann", text);
    }
    assert_eq!(titles(&mut visit, &PostQuery::default(), 1), ["/a", "/b"]);
    assert_eq!(visit.post("/a").unwrap().comment_count, Some(2));
}

#[test]
#[ignore = "needs Isso: cargo xtask test --real isso"]
fn answers_stand_below_what_they_answer_at_two_levels() {
    let (server, mut visit) = start();
    let first = seed(&server, "/a", None, "Ann", "First");
    let second = seed(&server, "/a", Some(first), "Bob", "Second");
    seed(&server, "/a", Some(second), "Cy", "Third");
    seed(&server, "/a", None, "Dee", "Fourth");
    let post = visit.post("/a").unwrap();
    // Isso itself puts an answer to an answer beside it.
    let expected = "Ann: First\n  Bob: Second\n  Cy: Third\nDee: Fourth\n";
    assert_eq!(outline(&comments(&mut visit, &post)), expected);
}

#[test]
#[ignore = "needs Isso: cargo xtask test --real isso"]
fn long_discussions_come_in_pages_and_long_answers_on_request() {
    let (server, mut visit) = start();
    let first = seed(&server, "/a", None, "Ann", "First");
    for n in 1..=13 {
        seed(&server, "/a", Some(first), "Bob", &format!("Answer {n}"));
    }
    for n in 1..=54 {
        seed(&server, "/a", None, "Cy", &format!("Comment {n}"));
    }
    let post = visit.post("/a").unwrap();
    let page = visit.comments(&post, None, 1).unwrap();
    assert!(page.has_more);
    let all = visit.comments(&post, None, 9).unwrap();
    let roots = all.items.iter().filter(|comment| comment.parent.is_none());
    assert_eq!(roots.count(), 55);
    assert_eq!(all.items.len(), 55 + 10);
    let [stub] = &all.stubs[..] else {
        panic!("{:?}", all.stubs);
    };
    assert_eq!(stub.count, Some(3));
    let parent = with_text(&all.items, "First").clone();
    let more = visit
        .perform(|source, session| source.more(session, &post, Some(&parent), stub))
        .unwrap();
    assert!(
        more.items
            .iter()
            .all(|item| item.parent.as_ref() == Some(&parent.id))
    );
    let mut texts: Vec<&str> = all.items.iter().map(|item| item.id.as_str()).collect();
    texts.extend(more.items.iter().map(|item| item.id.as_str()));
    texts.sort_unstable();
    texts.dedup();
    assert_eq!(texts.len(), 55 + 13);
}

#[test]
#[ignore = "needs Isso: cargo xtask test --real isso"]
fn a_guest_comments_answers_edits_and_deletes() {
    let (server, mut visit) = start();
    seed(&server, "/a", None, "Ann", "Welcome");
    let post = visit.post("/a").unwrap();
    let comment = said(&mut visit, &post, None, Some("Dee"), "Hello *all*");
    let answer = said(&mut visit, &post, Some(&comment), Some("Dee"), "And so on");
    let found = comments(&mut visit, &post);
    let expected = "Ann: Welcome\nDee: Hello all\n  Dee: And so on\n";
    assert_eq!(outline(&found), expected);
    assert!(with_text(&found, "Hello all").body.text.contains("<em>"));

    edit(&mut visit, &post, &comment, "Hello again").unwrap();
    let found = comments(&mut visit, &post);
    assert!(with_text(&found, "Hello again").edited.is_some());

    delete(&mut visit, &post, &answer).unwrap();
    let expected = "Ann: Welcome\nDee: Hello again\n";
    assert_eq!(outline(&comments(&mut visit, &post)), expected);
}

#[test]
#[ignore = "needs Isso: cargo xtask test --real isso"]
fn a_deleted_comment_keeps_the_place_of_its_answers() {
    let (server, mut visit) = start();
    seed(&server, "/a", None, "Ann", "Welcome");
    let post = visit.post("/a").unwrap();
    let comment = said(&mut visit, &post, None, Some("Dee"), "Hello");
    said(&mut visit, &post, Some(&comment), Some("Dee"), "And so on");
    delete(&mut visit, &post, &comment).unwrap();
    let found = comments(&mut visit, &post);
    let place = found.iter().find(|other| other.id == comment.id).unwrap();
    assert_eq!(place.state, State::Deleted);
    assert_eq!(
        with_text(&found, "And so on").parent.as_ref(),
        Some(&comment.id)
    );
}

#[test]
#[ignore = "needs Isso: cargo xtask test --real isso"]
fn a_page_that_nobody_has_commented_takes_its_first_comment() {
    let (_server, mut visit) = start();
    let post = visit.post("/new").unwrap();
    assert_eq!(post.comment_count, Some(0));
    assert!(comments(&mut visit, &post).is_empty());
    said(&mut visit, &post, None, None, "Hello");
    assert_eq!(outline(&comments(&mut visit, &post)), "?: Hello\n");
}

#[test]
#[ignore = "needs Isso: cargo xtask test --real isso"]
fn a_vote_counts() {
    let (server, mut visit) = start();
    seed(&server, "/a", None, "Ann", "Good");
    seed(&server, "/a", None, "Bob", "Bad");
    let post = visit.post("/a").unwrap();
    let found = comments(&mut visit, &post);
    for (text, vote) in [("Good", Vote::Up), ("Bad", Vote::Down)] {
        let vote = Intent::VoteComment {
            post: Box::new(post.clone()),
            comment: Box::new(with_text(&found, text).clone()),
            vote,
        };
        visit.write(&vote).unwrap();
    }
    let found = comments(&mut visit, &post);
    assert_eq!(with_text(&found, "Good").score, Some(1));
    assert_eq!(with_text(&found, "Bad").score, Some(-1));
    // Isso says so with a good status.
    let again = Intent::VoteComment {
        post: Box::new(post.clone()),
        comment: Box::new(with_text(&found, "Good").clone()),
        vote: Vote::Up,
    };
    fails(visit.write(&again), FailureKind::Duplicate);
}

#[test]
#[ignore = "needs Isso: cargo xtask test --real isso"]
fn a_comment_that_waits_for_a_moderator_says_so() {
    let (_server, mut visit) = start_with("[moderation]\nenabled = true\n");
    let post = visit.post("/a").unwrap();
    let comment = said(&mut visit, &post, None, Some("Dee"), "Hello");
    assert_eq!(comment.state, State::Held);
    assert!(comments(&mut visit, &post).is_empty());
}

#[test]
#[ignore = "needs Isso: cargo xtask test --real isso"]
fn what_is_refused_is_told_in_its_words() {
    let (server, mut visit) = start();
    seed(&server, "/a", None, "Ann", "Welcome");
    let post = visit.post("/a").unwrap();
    let short = say(&mut visit, &post, None, None, "x");
    let message = fails(short, FailureKind::Invalid);
    assert_eq!(message, "text is too short (minimum length: 3)");

    let of_another = comments(&mut visit, &post).remove(0);
    fails(
        edit(&mut visit, &post, &of_another, "Mine"),
        FailureKind::Forbidden,
    );
    fails(
        delete(&mut visit, &post, &of_another),
        FailureKind::Forbidden,
    );
}

#[test]
#[ignore = "needs Isso: cargo xtask test --real isso"]
fn too_much_at_once_is_refused() {
    let (_server, mut visit) = start_with("[guard]\nratelimit = 2\ndirect-reply = 9\n");
    let post = visit.post("/a").unwrap();
    for text in ["One comment", "Two comments"] {
        said(&mut visit, &post, None, None, text);
    }
    let third = say(&mut visit, &post, None, None, "Three comments");
    let message = fails(third, FailureKind::RateLimited);
    assert!(message.ends_with("ratelimit exceeded (1, 2)"), "{message}");
    assert!(!message.contains("403"), "{message}");
}

#[test]
#[ignore = "needs Isso: cargo xtask test --real isso"]
fn a_server_that_lists_no_pages_says_so_and_shows_comments_all_the_same() {
    let (mut server, mut visit) = start_of("", "");
    let message = fails(visit.posts(&PostQuery::default(), 1), FailureKind::Invalid);
    assert!(message.contains("latest-enabled"), "{message}");
    let post = visit.post("/a").unwrap();
    said(&mut visit, &post, None, None, "Hello");
    assert_eq!(outline(&comments(&mut visit, &post)), "?: Hello\n");
    server.stop();
    fails(
        visit.posts(&PostQuery::default(), 1),
        FailureKind::Unreachable,
    );
}
