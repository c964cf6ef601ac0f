//! Keys as words: taken apart, without accents, and weighed by the lexicon.

use std::collections::BTreeMap;

use super::roles::Role;
use crate::json::{Document, Node, ReadError, float};

/// The words that name parts of posts and comments.
#[derive(Debug, Clone)]
pub struct Lexicon {
    roles: Vec<(Role, BTreeMap<String, f64>)>,
    author: Vec<String>,
    lists: Vec<String>,
    not_lists: Vec<String>,
    children: Vec<String>,
    envelopes: Vec<String>,
    opaque: Vec<String>,
    next: Vec<String>,
    has_more: Vec<String>,
}

impl Lexicon {
    /// Reads `lexicon.json`.
    ///
    /// # Errors
    /// It is not JSON.
    pub fn parse(json: &str) -> Result<Self, ReadError> {
        let document = Document::parse(json)?;
        let root = document.root();
        let list = |key: &str| -> Vec<String> {
            let words = root.get(key).map(Node::children).into_iter().flatten();
            words
                .filter_map(|word| Some(plain(&word.as_str()?)))
                .collect()
        };
        let roles = root.get("roles").map(Node::children).into_iter().flatten();
        let role = |node: Node<'_>| {
            let role = Role::by_name(&node.key()?)?;
            let words = node
                .children()
                .filter_map(|word| Some((plain(&word.key()?), float(word.raw())?)));
            Some((role, words.collect()))
        };
        Ok(Self {
            roles: roles.filter_map(role).collect(),
            author: list("author"),
            lists: list("lists"),
            not_lists: list("not_lists"),
            children: list("children"),
            envelopes: list("envelopes"),
            opaque: list("opaque"),
            next: list("next"),
            has_more: list("has_more"),
        })
    }

    /// How well a key names a role, from 0 to 1.
    pub(super) fn weight(&self, role: Role, key: &str) -> f64 {
        let Some((_, words)) = self.roles.iter().find(|(known, _)| *known == role) else {
            return 0.0;
        };
        let whole = plain(key);
        if let Some(weight) = words.get(&whole) {
            return *weight;
        }
        if let Some(weight) = either(words, &whole) {
            return weight;
        }
        let tokens = tokens(key);
        if tokens.len() < 2 {
            return stem(role, &tokens);
        }
        // `numLikes`, `likes_total`: what is counted is what matters.
        if matches!(role, Role::Score | Role::CommentCount) {
            let counted: Vec<&str> = tokens
                .iter()
                .map(String::as_str)
                .filter(|token| !COUNTING.contains(token))
                .collect();
            if counted.len() < tokens.len() {
                let counted = counted.concat();
                if let Some(weight) = either(words, &counted) {
                    return weight.max(0.8);
                }
            }
        }
        // `post_title`: the last words say what it is; `title_html`: the first ones, less surely.
        let mut best: f64 = stem(role, &tokens);
        for from in 1..tokens.len() {
            let end = tokens.get(from..).unwrap_or(&[]).concat();
            best = best.max(either(words, &end).map_or(0.0, |weight| weight * 0.7));
            let start = tokens.get(..from).unwrap_or(&[]).concat();
            best = best.max(either(words, &start).map_or(0.0, |weight| weight * 0.55));
        }
        best
    }

    /// Whether a key names a person.
    pub(super) fn is_author(&self, key: &str) -> bool {
        // `written_by`, `eingereicht_von`: the last word says it.
        let tokens = tokens(key);
        let is_by = tokens.len() > 1
            && tokens
                .last()
                .is_some_and(|last| ["by", "von", "par", "por"].contains(&last.as_str()));
        is_by || has(&self.author, key)
    }

    /// Whether a key, or its last word, names a list of things.
    pub(super) fn is_list(&self, key: &str) -> bool {
        has(&self.lists, key)
            || tokens(key)
                .last()
                .is_some_and(|last| self.lists.contains(last))
    }

    /// Whether a key names a list of something else.
    pub(super) fn is_other_list(&self, key: &str) -> bool {
        has(&self.not_lists, key)
    }

    /// Whether a key names answers.
    pub(super) fn is_children(&self, key: &str) -> bool {
        has(&self.children, key)
    }

    /// Whether a key is only a wrapping.
    pub(super) fn is_envelope(&self, key: &str) -> bool {
        has(&self.envelopes, key)
    }

    /// Whether a key says nothing by itself, so that what is around it counts.
    pub(super) fn is_opaque(&self, key: &str) -> bool {
        // Sizes of pictures: `96`, `48x48`.
        let is_size = key.starts_with(|first: char| first.is_ascii_digit())
            && key.chars().all(|c| c.is_ascii_digit() || c == 'x');
        is_size || has(&self.opaque, key)
    }

    /// Whether a key leads to the next page.
    pub(super) fn is_next(&self, key: &str) -> bool {
        has(&self.next, key)
    }

    /// Whether a key says that there is a next page.
    pub(super) fn says_more(&self, key: &str) -> bool {
        has(&self.has_more, key)
    }
}

/// The weight of a word, or a little less of its plural or singular: `like`, `likes`.
fn either(words: &BTreeMap<String, f64>, word: &str) -> Option<f64> {
    let other = word
        .strip_suffix('s')
        .map_or_else(|| format!("{word}s"), str::to_owned);
    let own = words.get(word).copied();
    own.or_else(|| words.get(&other).map(|weight| weight * 0.95))
}

/// Words that only say that something is counted.
const COUNTING: [&str; 15] = [
    "aggregate",
    "count",
    "total",
    "num",
    "number",
    "nb",
    "n",
    "anzahl",
    "qtd",
    "of",
    "de",
    "numero",
    "nombre",
    "cantidad",
    "quantidade",
];

/// What the verbs of moments begin with, in several languages.
const WRITTEN: [&str; 16] = [
    "creat",
    "submit",
    "post",
    "publi",
    "writ",
    "sent",
    "insert",
    "erstell",
    "veroff",
    "cread",
    "criad",
    "cree",
    "sign",
    "eingereicht",
    "envi",
    "geschrieben",
];
const CHANGED: [&str; 13] = [
    "edit", "modif", "updat", "chang", "revis", "aktualis", "gean", "gea", "bearbeit", "actualiz",
    "atualiz", "alter", "maj",
];

/// How well a key names a moment by its verb.
fn stem(role: Role, tokens: &[String]) -> f64 {
    let stems: &[&str] = match role {
        Role::Created => &WRITTEN,
        Role::Edited => &CHANGED,
        _ => return 0.0,
    };
    let begins = |token: &String| stems.iter().any(|stem| token.starts_with(stem));
    if tokens.iter().any(begins) { 0.7 } else { 0.0 }
}

fn has(words: &[String], key: &str) -> bool {
    words.contains(&plain(key))
}

/// A key in lower case, without accents and separators.
pub(super) fn plain(key: &str) -> String {
    tokens(key).concat()
}

/// The words of a key: `createdAt`, `created_at` and `CREATED-AT` alike.
pub(super) fn tokens(key: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut was_small = false;
    for character in key.chars() {
        let Some(letter) = letter(character) else {
            words.extend(Some(std::mem::take(&mut word)).filter(|word| !word.is_empty()));
            was_small = false;
            continue;
        };
        if character.is_ascii_uppercase() && was_small {
            words.push(std::mem::take(&mut word));
        }
        was_small = character.is_ascii_lowercase() || character.is_ascii_digit();
        word.push_str(letter.as_str());
    }
    words.extend(Some(word).filter(|word| !word.is_empty()));
    words
}

/// A letter or digit in lower case and without its accent; `None` for what separates words.
fn letter(character: char) -> Option<String> {
    const PLAIN: [(&str, &str); 12] = [
        ("áàâäãåÁÀÂÄÃÅ", "a"),
        ("éèêëÉÈÊË", "e"),
        ("íìîïÍÌÎÏ", "i"),
        ("óòôöõÓÒÔÖÕ", "o"),
        ("úùûüÚÙÛÜ", "u"),
        ("çÇ", "c"),
        ("ñÑ", "n"),
        ("ýÿ", "y"),
        ("ß", "ss"),
        ("œŒ", "oe"),
        ("æÆ", "ae"),
        ("ø", "o"),
    ];
    if character.is_ascii() {
        let letter = character.to_ascii_lowercase();
        return letter.is_ascii_alphanumeric().then(|| letter.to_string());
    }
    let found = PLAIN.iter().find(|(from, _)| from.contains(character));
    Some(found.map_or_else(|| character.to_string(), |(_, to)| (*to).to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_the_same_in_all_spellings() {
        for key in [
            "createdAt",
            "created_at",
            "CREATED-AT",
            "created.at",
            "CreatedAt",
        ] {
            assert_eq!(tokens(key), ["created", "at"], "{key}");
        }
        assert_eq!(plain("Überschrift"), "uberschrift");
        assert_eq!(plain("créé_le"), "creele");
        assert_eq!(plain("_id"), "id");
    }
}
