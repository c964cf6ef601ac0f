//! A backend that knows, other than real ones, which text a comment was.

use baraza_core::{
    connector::{Failure, FailureKind},
    model::{Comment, CommentId},
    outbox::{Entry, Guarantee, is_same_text},
};

use super::chance::Chance;
use crate::support::{ANN, comment, failure};

/// A backend.
#[derive(Debug)]
pub(super) struct Server {
    /// What can be made sure of with it.
    pub(super) guarantee: Guarantee,
    /// It answers a write with nothing that could be read.
    pub(super) is_silent: bool,
    /// It refuses what the same person said already.
    pub(super) refuses_repeats: bool,
    /// All comments, in the order in which they came.
    pub(super) kept: Vec<Kept>,
    /// How many of them have been seen on this device.
    pub(super) seen: usize,
}

/// A comment on a server.
#[derive(Debug)]
pub(super) struct Kept {
    /// The text it was; nothing for what others wrote.
    pub(super) key: String,
    /// The post it is about.
    pub(super) post: String,
    /// How it is told.
    pub(super) comment: Comment,
}

/// What an honest answer to a write says.
pub(super) type Answer = Result<Option<Box<Comment>>, Failure>;

impl Server {
    pub(super) fn by_chance(chance: &mut Chance) -> Self {
        let guarantee = chance.one(&[
            Guarantee::Key,
            Guarantee::ReadBack,
            Guarantee::ReadBack,
            Guarantee::None,
        ]);
        Self {
            guarantee,
            is_silent: chance.of_thousand(300),
            refuses_repeats: guarantee != Guarantee::Key && chance.of_thousand(250),
            kept: Vec::new(),
            seen: 0,
        }
    }

    /// Somebody else, or the same person long ago, says something.
    pub(super) fn hear(&mut self, post: &str, author: &str, text: &str) {
        let comment = comment(&self.next_name(), None, author, text);
        self.keep(String::new(), post, comment);
    }

    /// Takes a text, unless it has it already and can know that.
    pub(super) fn take(&mut self, entry: &Entry) -> Answer {
        let place = match self.guarantee {
            Guarantee::Key => self.kept.iter().position(|kept| kept.key == entry.id),
            Guarantee::ReadBack | Guarantee::None => None,
        };
        let is_repeat = |kept: &Kept| {
            let author = kept.comment.author.as_ref();
            kept.post == entry.post.id.as_str()
                && author.and_then(|author| author.id.as_deref()) == Some(ANN)
                && is_same_text(&kept.comment.body.text, &entry.text)
        };
        if self.refuses_repeats && self.kept.iter().any(is_repeat) {
            return Err(failure(FailureKind::Duplicate, None));
        }
        let place = place.unwrap_or_else(|| {
            let parent = entry.parent.comment().map(CommentId::as_str);
            let comment = comment(&self.next_name(), parent, ANN, &entry.text);
            self.keep(entry.id.clone(), entry.post.id.as_str(), comment);
            self.kept.len() - 1
        });
        let told = Box::new(self.kept[place].comment.clone());
        Ok(Some(told).filter(|_| !self.is_silent))
    }

    fn keep(&mut self, key: String, post: &str, comment: Comment) {
        self.kept.push(Kept {
            key,
            post: post.to_owned(),
            comment,
        });
    }

    /// Names start anew on each server, so two servers have the same ones.
    fn next_name(&self) -> String {
        (self.kept.len() + 1).to_string()
    }

    /// The comments of a post.
    pub(super) fn list(&self, post: &str) -> Vec<Comment> {
        let kept = self.kept.iter().filter(|kept| kept.post == post);
        kept.map(|kept| kept.comment.clone()).collect()
    }

    /// The comments of a post that this device has seen.
    pub(super) fn seen(&self, post: &str) -> Vec<Comment> {
        let seen = self.kept[..self.seen].iter();
        seen.filter(|kept| kept.post == post)
            .map(|kept| kept.comment.clone())
            .collect()
    }

    /// Where a text came, each time that it did.
    pub(super) fn places(&self, key: &str) -> impl Iterator<Item = usize> {
        let kept = self.kept.iter().enumerate();
        kept.filter_map(move |(place, kept)| (kept.key == key).then_some(place))
    }
}
