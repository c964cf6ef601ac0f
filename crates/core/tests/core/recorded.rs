//! Answers recorded from a real WordPress 6.1 (`tests/fixtures/wordpress/recorded`), read through
//! the released connector.

use baraza_core::{
    connector::{
        CommentQuery, Credentials, FailureKind, Guest, HttpResponse, Intent, Outcome, Page,
        PostQuery, Session, Source,
    },
    model::{Comment, Post, State},
    thread::Thread,
};
use serde_json::Value;

use crate::support::{run, source};

fn recorded(name: &str) -> HttpResponse {
    let folder = "tests/fixtures/wordpress/recorded";
    let path = format!("{}/{folder}/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let record: Value =
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"));
    let headers = record["headers"].as_object().into_iter().flatten();
    HttpResponse {
        status: u16::try_from(record["status"].as_u64().expect("a status")).expect("a status"),
        headers: headers
            .map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_owned()))
            .collect(),
        body: record["body"].to_string(),
    }
}

fn wordpress() -> Source {
    source("wordpress", &[("site", "https://wordpress.example")])
}

fn posts(name: &str) -> Page<Post> {
    let operation = wordpress().posts(&Session::default(), &PostQuery::default());
    let page =
        run(operation, [recorded(name)]).unwrap_or_else(|failure| panic!("{name}: {failure}"));
    assert_eq!(page.issues, [], "{name}");
    page
}

fn comments(name: &str) -> Page<Comment> {
    let post = Post {
        id: "17".into(),
        ..Post::default()
    };
    let operation = wordpress().comments(&Session::default(), &post, &CommentQuery::default());
    let page =
        run(operation, [recorded(name)]).unwrap_or_else(|failure| panic!("{name}: {failure}"));
    assert_eq!(page.issues, [], "{name}");
    page
}

#[test]
fn lists_of_posts_are_complete() {
    for name in ["posts", "posts-last-page", "posts-search"] {
        let page = posts(name);
        assert!(!page.items.is_empty(), "{name}");
        for post in &page.items {
            assert!(post.body.is_some(), "{name}: {post:?}");
            assert!(
                post.created.is_some() && post.permalink.is_some(),
                "{name}: {post:?}"
            );
            let author = post.author.as_ref().expect("an author");
            assert!(
                author.name.as_ref().is_some_and(|name| !name.is_empty()),
                "{author:?}"
            );
            let avatar = author.avatar.as_deref().unwrap_or("https://");
            assert!(avatar.starts_with("https://"), "{avatar}");
            let title = post.title.as_deref().unwrap_or("");
            assert!(!title.contains("&#") && !title.contains("<em>"), "{title}");
        }
    }
    assert!(posts("posts").next.is_some());
    assert_eq!(posts("posts-search-nothing").items, []);
}

#[test]
fn a_discussion_hangs_together() {
    let page = comments("comments");
    assert!(page.items.len() > 15, "{}", page.items.len());
    let thread = Thread::build(&page.items);
    assert_eq!(thread.len(), page.items.len());
    let deepest = thread.rows().iter().map(|row| row.depth).max();
    assert!(deepest >= Some(2), "{deepest:?}");
    for comment in &page.items {
        assert!(comment.created.is_some(), "{comment:?}");
        assert_eq!(comment.state, State::Published);
    }
    assert!(comments("comments-first-of-two-pages").next.is_some());
    assert_eq!(comments("comments-none").items, []);
    let held = comments("comments-held");
    assert!(
        held.items
            .iter()
            .all(|comment| comment.state == State::Held)
    );
}

fn say() -> Intent {
    Intent::CreateComment {
        post: Box::new(Post {
            id: "17".into(),
            ..Post::default()
        }),
        parent: None,
        text: "Hello".to_owned(),
        guest: Some(Guest {
            name: "Ada".to_owned(),
            ..Guest::default()
        }),
    }
}

fn edit() -> Intent {
    Intent::EditComment {
        post: Box::new(Post {
            id: "17".into(),
            ..Post::default()
        }),
        comment: Box::new(Comment {
            id: "174".into(),
            ..Comment::default()
        }),
        text: "Put better".to_owned(),
    }
}

fn delete() -> Intent {
    Intent::DeleteComment {
        post: Box::new(Post {
            id: "17".into(),
            ..Post::default()
        }),
        comment: Box::new(Comment {
            id: "179".into(),
            ..Comment::default()
        }),
    }
}

fn member() -> Session {
    let auth = [("user", "lucia"), ("secret", "x")];
    Session {
        auth: auth
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into(),
        account_id: Some("4".to_owned()),
        ..Session::default()
    }
}

#[test]
fn writes_come_back_as_they_were_taken() {
    let cases = [
        ("comment-created", member(), say(), State::Published),
        ("comment-newcomer-held", member(), say(), State::Held),
        ("comment-guest-held", Session::default(), say(), State::Held),
        (
            "comment-guest-held-twice",
            Session::default(),
            say(),
            State::Held,
        ),
        ("comment-edited", member(), edit(), State::Published),
        ("comment-trashed", member(), delete(), State::Deleted),
        ("comment-deleted", member(), delete(), State::Deleted),
    ];
    for (name, session, intent, state) in cases {
        let outcome = run(
            wordpress().write(&session, &intent, "key"),
            [recorded(name)],
        );
        match outcome {
            Ok(Outcome::Comment(comment)) => assert_eq!(comment.state, state, "{name}"),
            other => panic!("{name}: {other:?}"),
        }
    }
    let created = run(
        wordpress().write(&member(), &say(), "key"),
        [recorded("comment-created")],
    );
    let Ok(Outcome::Comment(comment)) = created else {
        panic!("a comment")
    };
    assert_eq!(comment.can.edit, Some(true), "one's own comment");
}

#[test]
fn refusals_say_why() {
    use FailureKind::{
        Closed, Duplicate, Forbidden, GuestsRefused, Invalid, NotFound, RateLimited, SignInRequired,
    };
    let guest = Session::default;
    let cases = [
        ("comment-guest-refused", guest(), say(), GuestsRefused),
        ("comment-bad-credentials", member(), say(), SignInRequired),
        ("comment-closed", member(), say(), Closed),
        ("comment-duplicate", guest(), say(), Duplicate),
        ("comment-flood", member(), say(), RateLimited),
        ("comment-empty", member(), say(), Invalid),
        ("comment-too-long", guest(), say(), Invalid),
        ("comment-guest-without-name", guest(), say(), SignInRequired),
        ("comment-guest-bad-email", guest(), say(), Invalid),
        ("comment-no-post", member(), say(), NotFound),
        ("comment-edit-refused", member(), edit(), Forbidden),
        ("comment-delete-refused", member(), delete(), Forbidden),
    ];
    for (name, session, intent, kind) in cases {
        let answer = recorded(name);
        let status = answer.status;
        let failure = run(wordpress().write(&session, &intent, "key"), [answer]);
        let failure = failure.expect_err(name);
        assert_eq!(failure.kind, kind, "{name}: {failure:?}");
        assert_eq!(failure.status, Some(status), "{name}");
        assert!(
            failure.code.is_some() && !failure.message.contains('&'),
            "{name}: {failure:?}"
        );
    }
    let email = recorded("comment-guest-bad-email");
    let failure = run(wordpress().write(&guest(), &say(), ""), [email]).expect_err("a failure");
    assert_eq!(failure.message, "Invalid email address.");
}

#[test]
fn one_post_is_read_or_missed() {
    let read = |name: &str| {
        run(
            wordpress().post(&Session::default(), &"17".into()),
            [recorded(name)],
        )
    };
    for name in ["post", "post-hostile", "post-protected"] {
        assert!(read(name).is_ok_and(|post| post.body.is_some()), "{name}");
    }
    assert_eq!(
        read("post-missing").expect_err("a failure").kind,
        FailureKind::NotFound
    );
}

#[test]
fn only_good_credentials_sign_in() {
    let sign_in = |name: &str| {
        run(
            wordpress().sign_in(&Credentials::default()),
            [recorded(name)],
        )
    };
    let session = sign_in("users-me").expect("a session");
    assert!(session.account_id.is_some() && session.account_name.is_some());
    for name in [
        "users-me-bad-credentials",
        "users-me-unknown-name",
        "users-me-guest",
    ] {
        let failure = sign_in(name).expect_err(name);
        assert_eq!(
            failure.kind,
            FailureKind::BadCredentials,
            "{name}: {failure:?}"
        );
    }
}
