//! Looks for an entry among the comments that a server has.

use super::entry::{Entry, Parent};
use crate::{
    html,
    model::{Body, Comment, CommentId, Format},
};

/// The comment that an entry has become: of the same account, in the same place, with the same
/// words, and none of those that are `taken`, which means known to be something else.
pub fn find<'a>(
    entry: &Entry,
    taken: &[CommentId],
    comments: &'a [Comment],
) -> Option<&'a Comment> {
    let is_it = |comment: &&Comment| {
        !entry.before.contains(&comment.id)
            && !taken.contains(&comment.id)
            && comment.parent.as_ref() == entry.parent.comment()
            && !matches!(entry.parent, Parent::Entry(_))
            && is_author(entry, comment)
            && is_same_text(&entry.text, &words(&comment.body))
    };
    comments.iter().find(is_it)
}

/// The comments that say the same as an entry that is yet to be sent: none of them is the entry.
/// Wherever they stand, for what it answers may turn out to be something else.
pub fn find_like(entry: &Entry, comments: &[Comment]) -> Vec<CommentId> {
    let like = comments
        .iter()
        .filter(|comment| is_same_text(&entry.text, &words(&comment.body)));
    like.map(|comment| comment.id.clone()).collect()
}

fn is_author(entry: &Entry, comment: &Comment) -> bool {
    let Some(author) = &comment.author else {
        // Nobody says who wrote it: the words decide.
        return true;
    };
    // Where a source has no identifiers of accounts, names stand for them.
    let has_id = !entry.account.is_empty() && entry.account != entry.name;
    if let (Some(id), true) = (&author.id, has_id) {
        return *id == entry.account;
    }
    let name = entry
        .guest
        .as_ref()
        .map_or(entry.name.as_str(), |guest| guest.name.trim());
    author
        .name
        .as_deref()
        .is_none_or(|known| known == name || name.is_empty())
}

/// Whether two texts say the same, whatever a server has made of their marks and spaces.
pub fn is_same_text(one: &str, other: &str) -> bool {
    let letters = |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).collect() };
    let (a, b) = (letters(one), letters(other));
    if a.is_empty() || b.is_empty() {
        // Without a letter, the marks are what is said.
        return one.split_whitespace().eq(other.split_whitespace());
    }
    a == b
}

/// The words of a comment as the server has them.
fn words(body: &Body) -> String {
    match body.format {
        Format::Html => html::to_text(&body.text),
        _ => body.text.clone(),
    }
}
