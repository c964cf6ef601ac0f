//! What a guest has written on this device, so that they can change it or take it away.
//!
//! Backends without accounts know a guest by a cookie for a while, and say in no answer whose
//! comment is whose. So the names of comments that were sent from here are kept, for a day.

use baraza_core::{
    connector::Write,
    model::{Comment, CommentId},
};

use super::place::Place;
use crate::platform::{clock, storage};

/// How long a comment counts as one's own, in milliseconds.
const KEEP: i64 = 24 * 3_600_000;

fn key(source: &str) -> String {
    format!("baraza:written:v1:{source}")
}

/// Whether guests may change something at all.
fn is_for(place: &Place) -> bool {
    place.capabilities().sign_in.is_none()
        && (place.writes(Write::CommentEdit) || place.writes(Write::CommentDelete))
}

/// The comments that were sent from here.
pub fn restore(place: &Place) -> Vec<CommentId> {
    if !is_for(place) {
        return Vec::new();
    }
    let text = storage::get(&key(&place.id)).unwrap_or_default();
    let oldest = clock::now().0 - KEEP;
    lines(&text, oldest).map(|(_, id)| id.into()).collect()
}

/// Keeps that a comment was sent from here, if that is of use with its backend.
pub fn keep(place: &Place, id: &CommentId) -> bool {
    if !is_for(place) {
        return false;
    }
    let now = clock::now().0;
    let text = storage::get(&key(&place.id)).unwrap_or_default();
    // If it cannot be kept, it can be changed until the page is closed.
    drop(storage::set(&key(&place.id), &with(&text, now, id)));
    true
}

/// Marks those of the comments that were sent from here.
pub fn mark(comments: &mut [Comment], own: &[CommentId]) {
    for comment in comments.iter_mut().filter(|each| own.contains(&each.id)) {
        comment.can.edit.get_or_insert(true);
        comment.can.delete.get_or_insert(true);
    }
}

/// Time and name, one of each in a line.
fn lines(text: &str, oldest: i64) -> impl Iterator<Item = (i64, &str)> {
    text.lines().filter_map(move |line| {
        let (time, id) = line.split_once(' ')?;
        let time = time.parse::<i64>().ok().filter(|time| *time > oldest)?;
        Some((time, id))
    })
}

fn with(text: &str, now: i64, id: &CommentId) -> String {
    let others = lines(text, now - KEEP).filter(|(_, other)| *other != id.as_str());
    let mut all = String::new();
    for (time, id) in others.chain([(now, id.as_str())]) {
        all.extend([time.to_string().as_str(), " ", id, "\n"]);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sent_is_known_for_a_day() {
        let first = with("", 1000, &"1".into());
        let both = with(&first, 2000, &"a b".into());
        let known = |now: i64| -> Vec<String> {
            let known = lines(&both, now - KEEP);
            known.map(|(_, id)| id.to_owned()).collect()
        };
        assert_eq!(known(3000), ["1", "a b"]);
        assert_eq!(known(1500 + KEEP), ["a b"]);
        assert_eq!(
            with(&both, 2000 + KEEP, &"1".into()),
            format!("{} 1\n", 2000 + KEEP)
        );
        assert_eq!(with("nonsense\n", 5, &"1".into()), "5 1\n");
    }

    #[test]
    fn only_what_was_sent_is_marked() {
        let comment = |id: &str| Comment {
            id: id.into(),
            ..Comment::default()
        };
        let mut comments = [comment("1"), comment("2")];
        comments[1].can.delete = Some(false);
        mark(&mut comments, &["2".into()]);
        assert_eq!(comments[0].can.edit, None);
        assert_eq!(comments[1].can.edit, Some(true));
        assert_eq!(
            comments[1].can.delete,
            Some(false),
            "the backend knows best"
        );
    }
}
