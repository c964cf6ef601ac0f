//! The ids of stored things, one type each, so that no two kinds are mixed up.
//!
//! Inside they are row numbers; on the wire they are strings, and clients must not look into
//! them. Reading is strict: only the one spelling that the server wrote is an id.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

/// The text is not an id that this server could have given out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an id")]
pub(crate) struct NotAnId;

/// What all ids have in common.
pub(crate) trait Id: FromStr<Err = NotAnId> {
    /// What to say when nothing has this id.
    const MISSING: &'static str;
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $missing:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, sqlx::Type)]
        #[sqlx(transparent)]
        pub(crate) struct $name(pub i64);

        impl Id for $name {
            const MISSING: &'static str = $missing;
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            fn from_str(text: &str) -> Result<Self, NotAnId> {
                canonical(text).map(Self)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(&self.0)
            }
        }
    };
}

id! {
    /// The id of an account.
    AccountId, "there is no such account"
}
id! {
    /// The id of a post.
    PostId, "there is no such post"
}
id! {
    /// The id of a comment.
    CommentId, "there is no such comment"
}

/// Reads a positive number without sign, space or leading zeros.
fn canonical(text: &str) -> Result<i64, NotAnId> {
    let is_canonical = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
    if !is_canonical {
        return Err(NotAnId);
    }
    text.parse().map_err(|_error| NotAnId)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_spelling_that_was_given_out_is_an_id() {
        assert_eq!("12".parse(), Ok(PostId(12)));
        for text in [
            "",
            "0",
            "012",
            "+12",
            "-12",
            " 12",
            "12 ",
            "1e3",
            "٣",
            "9223372036854775808",
        ] {
            assert_eq!(text.parse::<PostId>(), Err(NotAnId), "{text:?}");
        }
    }

    #[test]
    fn ids_are_strings_on_the_wire() {
        assert_eq!(serde_json::to_string(&CommentId(7)).unwrap(), "\"7\"");
    }
}
