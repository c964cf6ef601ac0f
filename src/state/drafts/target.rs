//! What a text is written for, and under which keys it is kept.

use crate::route::{decode, encode};

/// What a text is written for. Posts and comments by their identifiers.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Target {
    /// A comment on a post.
    Post(String),
    /// An answer to a comment of a post.
    Comment(String, String),
    /// A change of a comment of a post.
    EditComment(String, String),
    /// A new post.
    NewPost,
    /// A change of a post.
    EditPost(String),
}

/// Begins every key; the number is that of the format.
const START: &str = "baraza:draft:v2:";

impl Target {
    /// What the keys of all records of this target at a source begin with.
    pub fn prefix(&self, source: &str) -> String {
        let (kind, ids) = match self {
            Self::Post(post) => ("post", vec![post]),
            Self::Comment(post, comment) => ("reply", vec![post, comment]),
            Self::EditComment(post, comment) => ("edit", vec![post, comment]),
            Self::NewPost => ("new-post", Vec::new()),
            Self::EditPost(post) => ("edit-post", vec![post]),
        };
        let mut prefix = format!("{START}{}:{kind}:", encode(source));
        for id in ids {
            prefix.push_str(&encode(id));
            prefix.push(':');
        }
        prefix
    }

    /// The source and the target of a record, from its key.
    pub fn of_key(key: &str) -> Option<(String, Self)> {
        let (rest, _writer) = key.strip_prefix(START)?.rsplit_once(':')?;
        let mut parts = rest.split(':').map(decode);
        let (source, kind) = (parts.next()?, parts.next()?);
        let mut id = || parts.next();
        let target = match kind.as_str() {
            "post" => Self::Post(id()?),
            "reply" => Self::Comment(id()?, id()?),
            "edit" => Self::EditComment(id()?, id()?),
            "new-post" => Self::NewPost,
            "edit-post" => Self::EditPost(id()?),
            _ => return None,
        };
        Some((source, target))
    }

    /// Where the first format kept text and title.
    pub(super) fn old_keys(&self, source: &str) -> [String; 2] {
        let name = match self {
            Self::Post(post) => format!("post:{post}"),
            Self::Comment(post, comment) => format!("reply:{post}:{comment}"),
            Self::EditComment(_, comment) => format!("edit-comment:{comment}"),
            Self::NewPost => "new-post".to_owned(),
            Self::EditPost(post) => format!("edit-post:{post}"),
        };
        ["", "title:"].map(|kind| format!("baraza:draft:v1:{source}:{kind}{name}"))
    }
}

/// What the keys of all records begin with.
pub(super) fn all() -> &'static str {
    START
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_tells_source_and_target_whatever_their_names_are() {
        let targets = [
            Target::Post("1".into()),
            Target::Post("a:b/c %".into()),
            Target::Comment("1".into(), "1".into()),
            Target::EditComment("1".into(), "é:".into()),
            Target::NewPost,
            Target::EditPost("1".into()),
        ];
        let mut prefixes = Vec::new();
        for source in ["a", "b:post", "ü"] {
            for target in &targets {
                let prefix = target.prefix(source);
                let key = format!("{prefix}writer");
                assert_eq!(
                    Target::of_key(&key),
                    Some((source.to_owned(), target.clone()))
                );
                let is_apart = |other: &String| {
                    !other.starts_with(&prefix) && !prefix.starts_with(other.as_str())
                };
                assert!(prefixes.iter().all(is_apart), "{prefix}");
                prefixes.push(prefix);
            }
        }
        assert_eq!(Target::of_key("baraza:draft:v2:a:unknown:1:w"), None);
        assert_eq!(Target::of_key("baraza:draft:v1:a:post:1"), None);
    }
}
