//! Short ways to say what the tests of all systems say.

use std::fmt::Write as _;
use std::path::Path;

use baraza_core::connector::{Connector, Failure, FailureKind, Guest, Intent, Outcome, PostQuery};
use baraza_core::model::{Comment, Post};
use baraza_core::thread::Thread;
use xtask::connector::visit::Visit;

/// Goes to a source as a guest.
pub(crate) fn visit(connector: &str, params: &[(&str, &str)]) -> Visit {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../public/connectors");
    let text = std::fs::read_to_string(root.join(format!("{connector}.json"))).unwrap();
    let parsed = Connector::parse(&text).unwrap_or_else(|problems| panic!("{problems:#?}"));
    let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    Visit::new(parsed, &params.iter().map(own).collect()).unwrap()
}

/// All posts in the order of the source, some pages of them.
pub(crate) fn titles(visit: &mut Visit, query: &PostQuery, pages: u32) -> Vec<String> {
    let posts = visit.posts(query, pages).unwrap();
    assert_eq!(posts.issues, [], "each post can be read");
    let title = |post: Post| post.title.unwrap_or_default();
    posts.items.into_iter().map(title).collect()
}

/// All comments of a post.
pub(crate) fn comments(visit: &mut Visit, post: &Post) -> Vec<Comment> {
    let comments = visit.comments(post, None, 9).unwrap();
    assert_eq!(comments.issues, [], "each comment can be read");
    assert!(!comments.has_more);
    comments.items
}

/// A discussion as lines, each answer further in than what it answers, without markup.
pub(crate) fn outline(comments: &[Comment]) -> String {
    let mut text = String::new();
    for row in Thread::build(comments).rows() {
        assert!(!row.orphan, "{} answers what is not here", row.id);
        let comment = &comments[row.index];
        let name = comment
            .author
            .as_ref()
            .and_then(|author| author.name.as_deref());
        let indent = "  ".repeat(usize::try_from(row.depth).unwrap());
        let words = plain(&comment.body.text);
        writeln!(text, "{indent}{}: {words}", name.unwrap_or("?")).unwrap();
    }
    text
}

/// A text without its markup.
pub(crate) fn plain(html: &str) -> String {
    let parts = html.split('<').enumerate();
    let outside = parts.map(|(index, part)| match index {
        0 => part,
        _ => part.split_once('>').map_or(part, |(_, after)| after),
    });
    outside.collect::<String>().trim().to_owned()
}

/// Says something as a guest, or as who is signed in if there is no name.
pub(crate) fn say(
    visit: &mut Visit,
    post: &Post,
    parent: Option<&Comment>,
    name: Option<&str>,
    text: &str,
) -> Result<Outcome, Failure> {
    visit.write(&Intent::CreateComment {
        post: Box::new(post.clone()),
        parent: parent.map(|parent| Box::new(parent.clone())),
        text: text.to_owned(),
        guest: name.map(|name| Guest {
            name: name.to_owned(),
            ..Guest::default()
        }),
    })
}

/// Says something and insists on the comment that comes of it.
pub(crate) fn said(
    visit: &mut Visit,
    post: &Post,
    parent: Option<&Comment>,
    name: Option<&str>,
    text: &str,
) -> Comment {
    match say(visit, post, parent, name, text).unwrap() {
        Outcome::Comment(comment) => *comment,
        other => panic!("no comment, but {other:?}"),
    }
}

/// Replaces the text of a comment.
pub(crate) fn edit(
    visit: &mut Visit,
    post: &Post,
    comment: &Comment,
    text: &str,
) -> Result<Outcome, Failure> {
    visit.write(&Intent::EditComment {
        post: Box::new(post.clone()),
        comment: Box::new(comment.clone()),
        text: text.to_owned(),
    })
}

/// Takes a comment away.
pub(crate) fn delete(
    visit: &mut Visit,
    post: &Post,
    comment: &Comment,
) -> Result<Outcome, Failure> {
    visit.write(&Intent::DeleteComment {
        post: Box::new(post.clone()),
        comment: Box::new(comment.clone()),
    })
}

/// Words to search for.
pub(crate) fn words(words: &str) -> PostQuery {
    PostQuery {
        search: Some(words.to_owned()),
        ..PostQuery::default()
    }
}

/// An order of posts.
pub(crate) fn sorted(sort: &str) -> PostQuery {
    PostQuery {
        sort: Some(sort.to_owned()),
        ..PostQuery::default()
    }
}

/// The comment with this text.
pub(crate) fn with_text<'a>(comments: &'a [Comment], text: &str) -> &'a Comment {
    let found = comments
        .iter()
        .find(|comment| plain(&comment.body.text) == text);
    found.unwrap_or_else(|| panic!("nobody says {text:?}:\n{}", outline(comments)))
}

/// Insists on what kind of failure it is, and gives the words.
pub(crate) fn fails<T>(result: Result<T, Failure>, kind: FailureKind) -> String {
    match result {
        Ok(_) => panic!("it worked, but should have been {kind:?}"),
        Err(failure) => {
            assert_eq!(failure.kind, kind, "{failure:?}");
            failure.message
        }
    }
}
