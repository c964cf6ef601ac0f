//! WordPress as the distribution has it, past the browser. How it is set up is said once, for the
//! tests in a browser: `tests/e2e/real/wordpress.mjs`.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use baraza_core::connector::{FailureKind, Guest, Intent, Outcome, PostQuery};
use baraza_core::model::{Post, State};
use serde_json::Value;
use xtask::connector::visit::Visit;

use crate::talk::{comments, delete, edit, fails, said, say, titles, visit, with_text, words};

/// A WordPress that goes when it is dropped.
struct WordPress {
    child: Child,
    facts: Value,
}

impl WordPress {
    fn start(flags: &[&str]) -> (Self, Visit) {
        let script =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/e2e/real/wordpress-serve.mjs");
        let mut child = Command::new("node")
            .arg(script)
            .args(flags)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let output = child.stdout.take().unwrap();
        BufReader::new(output).read_line(&mut line).unwrap();
        let facts: Value = serde_json::from_str(&line).unwrap();
        let visit = visit("wordpress", &[("site", facts["url"].as_str().unwrap())]);
        (Self { child, facts }, visit)
    }

    fn sign_in(&self, visit: &mut Visit, key: &str) {
        let account = &self.facts["accounts"][key];
        let text = |name: &str| account[name].as_str().unwrap();
        visit.sign_in(text("login"), text("password")).unwrap();
    }

    fn post(&self, visit: &mut Visit, key: &str) -> Post {
        visit.post(&self.facts["posts"][key].to_string()).unwrap()
    }

    fn stop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

impl Drop for WordPress {
    fn drop(&mut self) {
        self.stop();
    }
}

#[test]
#[ignore = "needs WordPress: cargo xtask test --real wordpress"]
fn posts_are_listed_searched_and_their_discussions_read() {
    let (wordpress, mut visit) = WordPress::start(&[]);
    let all = titles(&mut visit, &PostQuery::default(), 9);
    assert!(all.len() > 20, "several pages: {}", all.len());
    assert_eq!(
        titles(&mut visit, &words("bobbin"), 1),
        ["A bobbin that jams"]
    );
    let post = wordpress.post(&mut visit, "tree");
    let comments = comments(&mut visit, &post);
    let drawer = with_text(&comments, "Then I would keep a spare pinion in the drawer.");
    let pinion = with_text(
        &comments,
        "The pinion, as it should: it costs a tenth of the gear.",
    );
    assert_eq!(drawer.parent.as_ref(), Some(&pinion.id));
    fails(visit.post("999999"), FailureKind::NotFound);
}

#[test]
#[ignore = "needs WordPress: cargo xtask test --real wordpress"]
fn guests_are_refused_until_the_site_allows_them_and_then_wait_for_approval() {
    let (wordpress, mut visit) = WordPress::start(&[]);
    let post = wordpress.post(&mut visit, "reply");
    let refused = say(&mut visit, &post, None, Some("Ann"), "Hello from outside.");
    fails(refused, FailureKind::GuestsRefused);
    drop(wordpress);

    let (wordpress, mut visit) = WordPress::start(&["--guests"]);
    let post = wordpress.post(&mut visit, "reply");
    let intent = Intent::CreateComment {
        post: Box::new(post),
        parent: None,
        text: "Hello from outside.".to_owned(),
        guest: Some(Guest {
            name: "Ann".to_owned(),
            email: "ann@site.example".to_owned(),
            url: String::new(),
        }),
    };
    let Outcome::Comment(held) = visit.write(&intent).unwrap() else {
        panic!("no comment");
    };
    assert_eq!(held.state, State::Held);
}

#[test]
#[ignore = "needs WordPress: cargo xtask test --real wordpress"]
fn an_account_answers_changes_its_words_and_takes_them_back() {
    let (wordpress, mut visit) = WordPress::start(&[]);
    wordpress.sign_in(&mut visit, "warden");
    let post = wordpress.post(&mut visit, "reply");
    let before = comments(&mut visit, &post);
    let answer = said(&mut visit, &post, before.first(), None, "An answer.");
    edit(&mut visit, &post, &answer, "Another answer.").unwrap();
    let after = comments(&mut visit, &post);
    let changed = with_text(&after, "Another answer.").clone();
    assert_eq!(
        changed.parent,
        before.first().map(|comment| comment.id.clone())
    );
    delete(&mut visit, &post, &changed).unwrap();
    assert_eq!(comments(&mut visit, &post).len(), before.len());
    let closed = wordpress.post(&mut visit, "closed");
    fails(
        say(&mut visit, &closed, None, None, "Late."),
        FailureKind::Closed,
    );
}

#[test]
#[ignore = "needs WordPress: cargo xtask test --real wordpress"]
fn a_wrong_password_and_a_site_that_is_gone_are_told_apart() {
    let (mut wordpress, mut visit) = WordPress::start(&[]);
    fails(visit.sign_in("lucia", "wrong"), FailureKind::BadCredentials);
    wordpress.stop();
    fails(
        visit.posts(&PostQuery::default(), 1),
        FailureKind::Unreachable,
    );
}
