//! What components look like as HTML, on the host: no browser, no effects, no requests.
#![cfg(not(target_arch = "wasm32"))]

use baraza::components::{
    icon::Glyph,
    notice::{Empty, Failed},
    post_card::{PostCard, count, title},
    skeleton::{FeedSkeleton, ThreadSkeleton},
};
use baraza::state::explain;
use baraza_core::{
    connector::{Failure, FailureKind},
    model::{Author, Body, Format, Post},
};
use leptos::prelude::*;

/// The HTML of a view, without the comments that mark dynamic places.
fn html<V: IntoView>(view: impl FnOnce() -> V) -> String {
    let owner = Owner::new();
    owner.with(|| {
        let html = view().into_view().to_html();
        let mut out = String::new();
        let mut rest = html.as_str();
        while let Some((before, after)) = rest.split_once("<!") {
            out.push_str(before);
            rest = after.split_once('>').map_or("", |(_, after)| after);
        }
        out + rest
    })
}

fn post() -> Post {
    Post {
        id: "a/b".into(),
        title: Some("<img src=x onerror=alert(1)> & more".into()),
        body: Some(Body {
            text: "The beginning".into(),
            format: Format::Text,
        }),
        author: Some(Author {
            name: Some("<b>Ann</b>".into()),
            ..Author::default()
        }),
        comment_count: Some(1),
        score: Some(2),
        tags: vec!["a&b".into()],
        lang: Some("en".into()),
        ..Post::default()
    }
}

#[test]
fn a_post_card_escapes_what_others_wrote() {
    let html = html(|| view! { class="", <PostCard source="box" post=post() /> });
    assert!(
        html.contains("&lt;img src=x onerror=alert(1)&gt; &amp; more"),
        "{html}"
    );
    assert!(html.contains("&lt;b&gt;Ann&lt;/b&gt;"), "{html}");
    assert!(!html.contains("<img"), "{html}");
}

#[test]
fn a_post_card_links_to_the_post_by_its_encoded_name() {
    let html = html(|| view! { class="", <PostCard source="box" post=post() /> });
    assert!(html.contains("href=\"/s/box/p/a~2Fb\""), "{html}");
    assert!(html.contains("href=\"/s/box?tag=a%26b\""), "{html}");
    assert!(html.contains("1 reply"), "{html}");
    assert!(html.contains("2 points"), "{html}");
}

#[test]
fn a_post_without_a_title_is_called_by_its_beginning() {
    let untitled = Post {
        title: None,
        ..post()
    };
    assert_eq!(title(&untitled), "The beginning");
    assert_eq!(title(&Post::default()), "Untitled");
    assert_eq!(count(0, "reply", "replies"), "0 replies");
}

#[test]
fn a_failure_is_an_alert_with_a_way_out() {
    let failure = |kind| Failure {
        kind,
        message: "no <luck>".into(),
        code: None,
        status: Some(503),
        retry_after: None,
        fields: Vec::new(),
    };
    let retry = html(|| {
        let explanation = explain::reading(&failure(FailureKind::Server), true);
        view! { class="", <Failed explanation=explanation on_retry=Callback::new(|()| {}) /> }
    });
    assert!(retry.contains("role=\"alert\""), "{retry}");
    assert!(retry.contains("Try again"), "{retry}");
    assert!(retry.contains("No &lt;luck&gt;."), "{retry}");
    let sign_in = html(|| {
        let explanation = explain::sending(&failure(FailureKind::GuestsRefused), true);
        view! { class="", <Failed explanation=explanation source="box" /> }
    });
    assert!(sign_in.contains("href=\"/s/box/account\""), "{sign_in}");
}

#[test]
fn an_empty_list_says_why_and_what_helps() {
    let html = html(|| {
        view! { class="", <Empty glyph=Glyph::Comment title="No posts yet" text="Start one." /> }
    });
    assert!(html.contains("<h2 class=\"\">No posts yet</h2>"), "{html}");
    assert!(html.contains("Start one."), "{html}");
}

#[test]
fn an_outline_is_hidden_from_screen_readers_but_for_one_line() {
    for html in [
        html(|| view! { class="", <FeedSkeleton /> }),
        html(|| view! { class="", <ThreadSkeleton /> }),
    ] {
        assert_eq!(html.matches("role=\"status\"").count(), 1, "{html}");
        assert!(html.contains("aria-hidden=\"true\""), "{html}");
    }
}
