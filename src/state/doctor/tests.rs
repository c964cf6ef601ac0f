//! What the doctor says of each kind of answer.

use super::*;

fn with_facts<T>(test: impl Fn(Facts<'_>) -> T) -> T {
    let capabilities = Capabilities {
        recipe: Some("Set `cors: true`.".to_owned()),
        ..Capabilities::default()
    };
    test(Facts {
        capabilities: &capabilities,
        own_origin: "https://app.example",
        origin: "https://site.example",
        is_online: true,
        is_signed_in: false,
    })
}

fn page(ids: &[&str]) -> Page<Post> {
    Page {
        items: ids
            .iter()
            .map(|id| Post {
                id: (*id).into(),
                title: Some("T".to_owned()),
                ..Post::default()
            })
            .collect(),
        next: None,
        issues: Vec::new(),
        stubs: Vec::new(),
    }
}

#[test]
fn a_withheld_answer_comes_with_what_the_owner_has_to_change() {
    let failure = Failure::new(FailureKind::Opaque, "no answer");
    let found = with_facts(|facts| of_list(facts, &Err(failure.clone())));
    let recipe = found[0].recipe.as_deref().unwrap_or_default();
    assert_eq!(found[0].level, Level::Bad);
    assert!(recipe.starts_with("Set `cors: true`."), "{recipe}");
    assert!(
        recipe.contains("Allow-Origin: https://app.example\n"),
        "{recipe}"
    );
}

#[test]
fn each_failure_says_what_it_is() {
    for (kind, title) in [
        (FailureKind::Unreachable, "No answer"),
        (FailureKind::SignInRequired, "One has to sign in to read"),
        (FailureKind::NotFound, "There is nothing at this address"),
        (FailureKind::RateLimited, "Too many requests"),
        (FailureKind::Unreadable, "The connector does not fit"),
    ] {
        let failure = Failure::new(kind, "so it said");
        let found = with_facts(|facts| of_list(facts, &Err(failure.clone())));
        assert_eq!(found[0].title, title, "{kind:?}");
    }
}

#[test]
fn what_is_missing_from_all_posts_is_noted() {
    let found = with_facts(|facts| of_list(facts, &Ok(page(&["1", "2"]))));
    let titles: Vec<&str> = found.iter().map(|finding| finding.title.as_str()).collect();
    assert_eq!(titles, ["It answers", "No authors, no dates"]);
}

#[test]
fn a_next_page_leads_on_or_does_not() {
    let first = page(&["1", "2"]);
    let level = |next: Option<Result<Page<Post>, Failure>>| of_next(&first, next.as_ref()).level;
    assert_eq!(level(Some(Ok(page(&["3"])))), Level::Good);
    assert_eq!(level(Some(Ok(page(&["1"])))), Level::Bad);
    assert_eq!(
        level(Some(Err(Failure::new(FailureKind::Server, "x")))),
        Level::Bad
    );
    assert_eq!(level(None), Level::Good);
}

#[test]
fn comments_that_are_said_to_be_there_have_to_be() {
    let post = Post {
        comment_count: Some(3),
        ..Post::default()
    };
    let none = Page {
        items: Vec::new(),
        next: None,
        issues: Vec::new(),
        stubs: Vec::new(),
    };
    let found = with_facts(|facts| of_comments(facts, &post, &Ok(none.clone())));
    assert_eq!(found[0].title, "Comments are not found");
}
