//! What must hold when all has come to rest.

use baraza_core::{connector::FailureKind, model::CommentId, outbox::Guarantee};

use super::{Text, World, server::Answer};

/// Whether an answer says for sure what became of a text.
pub(super) fn is_definite(answer: &Answer) -> bool {
    answer.as_ref().map_or_else(
        |failure| {
            !matches!(
                failure.kind,
                FailureKind::Unreachable
                    | FailureKind::Opaque
                    | FailureKind::Server
                    | FailureKind::Unreadable
            )
        },
        |_| true,
    )
}

impl World {
    /// It is known now what became of a text, or the person takes it upon themselves.
    pub(super) fn know(&mut self, id: &str) {
        for text in self.texts.iter_mut().filter(|text| text.id == id) {
            text.is_open_question = false;
        }
    }

    /// A text leaves: where nothing makes that safe, nobody may be in doubt about it.
    pub(super) fn mark_resend(&mut self, guarantee: Guarantee, id: &str) {
        let texts = self.texts.iter_mut().filter(|text| text.id == id);
        let mut is_bad = false;
        for text in texts {
            is_bad |= text.is_open_question && guarantee == Guarantee::None;
            text.is_open_question = true;
        }
        if is_bad {
            self.miss(format!("{id} was sent again by itself"));
        }
    }

    /// Whether it, or what it answers, has asked the person.
    fn has_asked(&self, text: &Text) -> bool {
        let is_parent_at_fault = || {
            let parent = text.parent.and_then(|parent| self.texts.get(parent));
            parent.is_some_and(|parent| self.has_asked(parent))
        };
        text.has_asked || is_parent_at_fault()
    }

    /// Looks at the servers.
    pub(super) fn judge(&mut self) {
        let open = self.store.entries.iter().filter(|entry| entry.is_open());
        let mut missed: Vec<String> = open
            .map(|entry| format!("{} is stuck: {entry:?}", entry.id))
            .collect();
        for text in &self.texts {
            missed.extend(self.judge_one(text));
        }
        for (index, text) in self.texts.iter().enumerate() {
            let followers = self.texts[index + 1..].iter();
            let in_thread = |other: &&Text| other.source == text.source && other.post == text.post;
            for other in followers.filter(in_thread) {
                // What was taken back in doubt may come at any time.
                let is_free = |text: &Text| text.is_taken_back || self.has_asked(text);
                let asked = is_free(text) || is_free(other);
                let place = |text: &Text| self.servers[text.source].places(&text.id).next();
                if let (false, Some(first), Some(second)) = (asked, place(text), place(other))
                    && first > second
                {
                    missed.push(format!("{} overtook {}", other.id, text.id));
                }
            }
        }
        for words in missed {
            self.miss(words);
        }
    }

    fn judge_one(&self, text: &Text) -> Option<String> {
        let server = &self.servers[text.source];
        let count = server.places(&text.id).count();
        let most = match server.guarantee {
            // Whoever had it sent anew knew that it might be there.
            Guarantee::None => usize::MAX,
            _ if text.is_taken_back && !text.was_doubtful => 0,
            _ => 1,
        };
        if count > most {
            return Some(format!("{} is there {count} times", text.id));
        }
        if count == 0 && !text.is_taken_back && !self.is_stood_for(text) {
            return Some(format!("{} is lost", text.id));
        }
        let parent = text.parent.and_then(|parent| self.texts.get(parent))?;
        let place = server.places(&text.id).next()?;
        let is = server.kept[place].comment.parent.as_ref();
        // Where a server is silent, nobody can tell two comments of the same words.
        let says_the_same = |name: &CommentId| {
            let kept = server.kept.iter().find(|kept| kept.comment.id == *name);
            kept.is_some_and(|kept| kept.comment.body.text == parent.words)
        };
        (!self.has_asked(text) && self.name(parent).is_some() && !is.is_some_and(says_the_same))
            .then(|| format!("{} answers {is:?}, not {}", text.id, parent.id))
    }

    /// Whether one of the same words, taken back while nobody knew whether it had arrived, is there
    /// in its place: who takes a text back and sends it anew wants to have it there once.
    fn is_stood_for(&self, text: &Text) -> bool {
        let is_like = |other: &&Text| {
            other.source == text.source && other.post == text.post && other.words == text.words
        };
        let alike: Vec<&Text> = self.texts.iter().filter(is_like).collect();
        let is_there = |text: &Text| {
            let server = &self.servers[text.source];
            server.places(&text.id).next().is_some()
        };
        let missing = alike
            .iter()
            .filter(|text| !text.is_taken_back && !is_there(text));
        let spare = alike
            .iter()
            .filter(|text| text.is_taken_back && text.was_doubtful && is_there(text));
        missing.count() <= spare.count()
    }
}
