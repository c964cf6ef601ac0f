//! Full-text search: how text is prepared for FTS5, and how a question becomes a query.
//!
//! FTS5 splits at spaces. Scripts that write without them (Chinese, Japanese, Thai, Khmer…)
//! are split into characters here and asked for as phrases, so any part of a sentence is
//! found. What people type is words, never operators.

use sqlx::SqliteConnection;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use crate::id::{CommentId, PostId};

/// The longest question, in characters.
pub(crate) const QUESTION_LIMIT: usize = 200;

/// Makes the words of a post findable, in place of those it had.
pub(crate) async fn index_post(
    db: &mut SqliteConnection,
    id: PostId,
    title: &str,
    body: &str,
) -> sqlx::Result<()> {
    drop_post(db, id).await?;
    sqlx::query("INSERT INTO posts_words (rowid, title, body) VALUES (?, ?, ?)")
        .bind(id)
        .bind(prepare(title))
        .bind(prepare(body))
        .execute(db)
        .await?;
    Ok(())
}

/// Makes a post unfindable.
pub(crate) async fn drop_post(db: &mut SqliteConnection, id: PostId) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM posts_words WHERE rowid = ?")
        .bind(id)
        .execute(db)
        .await?;
    Ok(())
}

/// Makes the words of a comment findable, in place of those it had.
pub(crate) async fn index_comment(
    db: &mut SqliteConnection,
    id: CommentId,
    body: &str,
) -> sqlx::Result<()> {
    drop_comment(db, id).await?;
    sqlx::query("INSERT INTO comments_words (rowid, body) VALUES (?, ?)")
        .bind(id)
        .bind(prepare(body))
        .execute(db)
        .await?;
    Ok(())
}

/// Makes a comment unfindable.
pub(crate) async fn drop_comment(db: &mut SqliteConnection, id: CommentId) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM comments_words WHERE rowid = ?")
        .bind(id)
        .execute(db)
        .await?;
    Ok(())
}

/// The FTS5 query for what a person typed: all words, the last one perhaps unfinished.
/// `None` when there is no word in it.
pub(crate) fn query(question: &str) -> Option<String> {
    let prepared = prepare_words(question);
    let words: Vec<_> = prepared
        .iter()
        .map(|word| format!("\"{}\"", word.join(" ")))
        .collect();
    if words.is_empty() {
        None
    } else {
        Some(format!("{} *", words.join(" ")))
    }
}

/// The text as it is given to FTS5.
fn prepare(text: &str) -> String {
    let words: Vec<_> = prepare_words(text)
        .iter()
        .map(|word| word.join(" "))
        .collect();
    words.join(" ")
}

/// The words of a text, each as the tokens it is made of: one, or one per character in
/// scripts without spaces.
fn prepare_words(text: &str) -> Vec<Vec<String>> {
    let mut words: Vec<Vec<String>> = Vec::new();
    let mut previous = Kind::Space;
    for c in text.nfkc() {
        let kind = Kind::of(c);
        match (previous, kind) {
            (_, Kind::Dropped) => continue,
            (_, Kind::Space) | (Kind::Space, Kind::Mark) => {
                previous = Kind::Space;
                continue;
            }
            (Kind::Space, _) => words.push(vec![String::new()]),
            (_, Kind::Solid) | (Kind::Solid, Kind::Letter) => {
                if let Some(word) = words.last_mut() {
                    word.push(String::new());
                }
            }
            _ => {}
        }
        if let Some(token) = words.last_mut().and_then(|word| word.last_mut()) {
            token.push(c);
        }
        if kind != Kind::Mark {
            previous = kind;
        }
    }
    words
}

/// What a character means to the search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Part of a word.
    Letter,
    /// A letter of a script that does not separate words.
    Solid,
    /// Belongs to the letter before it.
    Mark,
    /// Left out, as many writers do: vowel points, accents that have no letter of their own.
    Dropped,
    /// Between words.
    Space,
}

impl Kind {
    fn of(c: char) -> Self {
        match c {
            '\u{0300}'..='\u{036F}'
            | '\u{0591}'..='\u{05C7}'
            | '\u{0610}'..='\u{061A}'
            | '\u{0640}'
            | '\u{064B}'..='\u{065F}'
            | '\u{0670}'
            | '\u{06D6}'..='\u{06DC}'
            | '\u{06DF}'..='\u{06E4}'
            | '\u{200C}'
            | '\u{200D}' => Self::Dropped,
            _ if is_combining_mark(c) => Self::Mark,
            '\u{0E00}'..='\u{0EFF}'
            | '\u{1000}'..='\u{109F}'
            | '\u{1780}'..='\u{17FF}'
            | '\u{3040}'..='\u{30FF}'
            | '\u{31F0}'..='\u{31FF}'
            | '\u{3400}'..='\u{4DBF}'
            | '\u{4E00}'..='\u{9FFF}'
            | '\u{F900}'..='\u{FAFF}'
            | '\u{20000}'..='\u{323AF}'
                if c.is_alphanumeric() =>
            {
                Self::Solid
            }
            _ if c.is_alphanumeric() => Self::Letter,
            _ => Self::Space,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_words_and_never_operators() {
        for (question, expected) in [
            ("visa", Some("\"visa\" *")),
            ("work  visa", Some("\"work\" \"visa\" *")),
            ("a\" OR title:*", Some("\"a\" \"OR\" \"title\" *")),
            ("東京", Some("\"東 京\" *")),
            ("", None),
            ("\"*():^-\u{0}", None),
        ] {
            assert_eq!(query(question).as_deref(), expected, "{question:?}");
        }
    }

    #[test]
    fn scripts_without_spaces_are_split_into_characters() {
        assert_eq!(prepare("東京tower、大阪"), "東 京 tower 大 阪");
        assert_eq!(prepare("नेटवर्किंग काम"), "नेटवर्किंग काम");
        assert_eq!(prepare("سَلَام"), "سلام");
        assert_eq!(prepare("cafe\u{301}"), "café");
    }
}
