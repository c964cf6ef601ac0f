//! Which word before the caret asks for a name or an emoji, and what is offered for it. Pure.

use baraza_core::model::{Comment, Post};

use super::{emoji, marks::Marked, marks::units};

/// How many are offered at once: what a phone shows above its keyboard.
const MOST: usize = 5;
/// A longer word is no beginning of a name any more.
const LONGEST: usize = 40;

/// What a word before the caret asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted<'a> {
    /// Somebody of the discussion, by the beginning of the name.
    Person(&'a str),
    /// An emoji, by the beginning of its name.
    Emoji(&'a str),
}

/// What the end of a text asks for.
pub(super) fn wanted(before: &str) -> Option<Wanted<'_>> {
    let start = before
        .rfind(char::is_whitespace)
        .map_or(0, |at| at + before.get(at..).map_or(0, first_len));
    let word = before
        .get(start..)?
        .trim_start_matches(['(', '*', '_', '"']);
    if word.len() > LONGEST {
        return None;
    }
    if let Some(name) = word.strip_prefix('@') {
        return (!name.is_empty()).then_some(Wanted::Person(name));
    }
    let name = word.strip_prefix(':')?;
    let is_name = |c: char| c.is_ascii_alphanumeric() || "_+-".contains(c);
    (name.len() > 1 && name.chars().all(is_name)).then_some(Wanted::Emoji(name))
}

fn first_len(text: &str) -> usize {
    text.chars().next().map_or(0, char::len_utf8)
}

/// Somebody who takes part in the discussion.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Person {
    /// The name to show.
    pub(super) name: String,
    /// What stands behind the `@`.
    pub(super) handle: String,
    /// Both in small letters.
    pub(super) sought: String,
}

/// Everybody who takes part, each once, in the order of the discussion.
pub(super) fn people(
    post: Option<&Post>,
    comments: &[Comment],
    lowercase: impl Fn(&str) -> String,
) -> Vec<Person> {
    let mut people: Vec<Person> = Vec::new();
    let authors = post
        .and_then(|post| post.author.as_ref())
        .into_iter()
        .chain(
            comments
                .iter()
                .filter_map(|comment| comment.author.as_ref()),
        );
    for author in authors {
        let given = |text: &Option<String>| {
            let text = text.as_deref().unwrap_or_default().trim();
            (!text.is_empty()).then(|| text.to_owned())
        };
        let (name, handle) = (given(&author.name), given(&author.handle));
        let Some(called) = handle.clone().or_else(|| name.clone()) else {
            continue;
        };
        let called = called.trim_start_matches('@').to_owned();
        if people.iter().any(|one| one.handle == called) {
            continue;
        }
        let name = name.unwrap_or_else(|| called.clone());
        people.push(Person {
            sought: lowercase(&format!("{name} {called}")),
            name,
            handle: called,
        });
    }
    people
}

/// What is offered.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Offer {
    /// What takes the place of the word.
    pub(super) insert: String,
    /// The emoji; empty where it is somebody.
    pub(super) sign: &'static str,
    /// Its name.
    pub(super) name: String,
    /// What it says beside that.
    pub(super) note: String,
}

/// What is offered for a word; `query` of a person is in small letters.
pub(super) fn offers(wanted: Wanted<'_>, people: &[Person]) -> Vec<Offer> {
    match wanted {
        Wanted::Emoji(query) => emoji::find(&query.to_ascii_lowercase(), MOST)
            .into_iter()
            .map(|(sign, name)| Offer {
                insert: sign.to_owned(),
                sign,
                name: format!(":{name}:"),
                note: String::new(),
            })
            .collect(),
        Wanted::Person(query) => {
            let (mut first, mut more) = (Vec::new(), Vec::new());
            for one in people {
                let mut words = one.sought.split([' ', '-', '_', '.', '@']);
                let found = if one.sought.starts_with(query) {
                    &mut first
                } else if words.any(|word| word.starts_with(query)) {
                    &mut more
                } else {
                    continue;
                };
                let note = if one.name == one.handle {
                    String::new()
                } else {
                    format!("@{}", one.handle)
                };
                found.push(Offer {
                    insert: format!("@{} ", one.handle),
                    sign: "",
                    name: one.name.clone(),
                    note,
                });
            }
            first.append(&mut more);
            first.truncate(MOST);
            first
        }
    }
}

/// The text with what is offered in the place of the word that asked for it.
pub(super) fn take(offer: &Offer, before: &str, after: &str) -> Option<Marked> {
    let word = match wanted(before)? {
        Wanted::Person(name) | Wanted::Emoji(name) => name.len() + 1,
    };
    let head = before.get(..before.len() - word)?.to_owned() + &offer.insert;
    // No second space where one is there already.
    let after = if head.ends_with(' ') {
        after.strip_prefix(' ').unwrap_or(after)
    } else {
        after
    };
    let at = units(&head);
    Some(Marked {
        text: head + after,
        select: at..at,
    })
}

#[cfg(test)]
mod tests {
    use baraza_core::model::Author;

    use super::*;

    fn author(name: &str, handle: Option<&str>) -> Comment {
        Comment {
            author: Some(Author {
                name: Some(name.to_owned()),
                handle: handle.map(str::to_owned),
                ..Author::default()
            }),
            ..Comment::default()
        }
    }

    #[test]
    fn a_word_asks_only_where_it_begins_with_the_sign() {
        use Wanted::{Emoji, Person};
        for (before, expected) in [
            ("@a", Some(Person("a"))),
            ("Hello @Wanj", Some(Person("Wanj"))),
            ("سلام @سا", Some(Person("سا"))),
            ("(@ann@example.org", Some(Person("ann@example.org"))),
            ("@", None),
            ("ann@example.org", None),
            ("@ann ", None),
            ("so :ta", Some(Emoji("ta"))),
            (":+1", Some(Emoji("+1"))),
            (":t", None),
            ("https://a", None),
            ("12:30", None),
            (":-)", None),
            (":tada:", None),
        ] {
            assert_eq!(wanted(before), expected, "{before}");
        }
    }

    #[test]
    fn everybody_is_offered_once_by_any_part_of_the_name() {
        let comments = [
            author("Joseph Kimani", None),
            author("Ann", Some("@ann@example.org")),
            author("Joseph Kimani", None),
            author("Annan Kofi", None),
            Comment::default(),
        ];
        let people = people(None, &comments, str::to_lowercase);
        assert_eq!(people.len(), 3);
        let inserted = |query| -> Vec<String> {
            let offers = offers(Wanted::Person(query), &people).into_iter();
            offers.map(|offer| offer.insert).collect()
        };
        assert_eq!(inserted("ann"), ["@ann@example.org ", "@Annan Kofi "]);
        assert_eq!(inserted("kim"), ["@Joseph Kimani "]);
        assert_eq!(inserted("zz"), Vec::<String>::new());
    }

    #[test]
    fn what_is_taken_replaces_the_word_that_asked() {
        let offer = |insert: &str| Offer {
            insert: insert.to_owned(),
            sign: "",
            name: String::new(),
            note: String::new(),
        };
        let marked = take(&offer("@ann "), "😀 @an", " and").expect("a word that asks");
        assert_eq!(marked.text, "😀 @ann and");
        assert_eq!(marked.select, 8..8);
        let marked = take(&offer("🎉"), "(:ta", ")").expect("a word that asks");
        assert_eq!(marked.text, "(🎉)");
        assert_eq!(take(&offer("x"), "nothing", ""), None);
    }
}
