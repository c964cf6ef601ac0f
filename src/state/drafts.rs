//! Texts that are not sent yet, kept on this device from the first key press.
//!
//! One key per target, so that two boxes never write over each other. A draft is deleted only
//! after the server has taken the text.

use crate::platform::storage::{self, StorageError};

/// What a text is written for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Target {
    /// A comment on a post.
    Post(String),
    /// An answer to a comment of a post.
    Comment(String, String),
    /// A change of a comment.
    EditComment(String),
    /// A new post.
    NewPost,
    /// A change of a post.
    EditPost(String),
    /// The title that belongs to one of these.
    Title(Box<Self>),
}

impl Target {
    /// The key of local storage that the text is kept under.
    pub fn key(&self, source: &str) -> String {
        format!("baraza:draft:v1:{source}:{}", self.name())
    }

    fn name(&self) -> String {
        match self {
            Self::Post(post) => format!("post:{post}"),
            Self::Comment(post, comment) => format!("reply:{post}:{comment}"),
            Self::EditComment(comment) => format!("edit-comment:{comment}"),
            Self::NewPost => "new-post:".to_owned(),
            Self::EditPost(post) => format!("edit-post:{post}"),
            Self::Title(target) => format!("title:{}", target.name()),
        }
    }
}

/// The text that was being written.
pub fn restore(source: &str, target: &Target) -> Option<String> {
    storage::get(&target.key(source)).filter(|text| !text.is_empty())
}

/// Keeps the text; an empty one is forgotten.
///
/// # Errors
/// The browser did not keep it. The person has to be told.
pub fn keep(source: &str, target: &Target, text: &str) -> Result<(), StorageError> {
    if text.is_empty() {
        storage::remove(&target.key(source));
        return Ok(());
    }
    storage::set(&target.key(source), text)
}

/// Forgets the text, because the server has taken it or the person threw it away.
pub fn forget(source: &str, target: &Target) {
    storage::remove(&target.key(source));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_targets_share_a_key() {
        let targets = [
            Target::Post("1".into()),
            Target::Comment("1".into(), "1".into()),
            Target::EditComment("1".into()),
            Target::NewPost,
            Target::EditPost("1".into()),
            Target::Title(Box::new(Target::NewPost)),
        ];
        let keys: std::collections::BTreeSet<String> = ["a", "b"]
            .iter()
            .flat_map(|s| targets.iter().map(|t| t.key(s)))
            .collect();
        assert_eq!(keys.len(), targets.len() * 2);
    }
}
