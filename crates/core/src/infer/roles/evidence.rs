//! How well a place fits a role: what its keys say, what stands around it, what its values are.

use super::{
    super::{
        leaves::Leaf,
        words::{Lexicon, plain, tokens},
    },
    Role,
};

/// Of several objects side by side in an item (post, creator, community), the one with the text.
pub(super) fn home(leaves: &[&Leaf], lexicon: &Lexicon) -> Option<Vec<String>> {
    let best = leaves
        .iter()
        .map(|leaf| {
            (
                by_value(Role::Body, leaf) + named(Role::Body, leaf, lexicon),
                leaf,
            )
        })
        .filter(|(score, leaf)| *score > 0.7 && !leaf.is_list)
        .max_by(|a, b| a.0.total_cmp(&b.0))?;
    let path = &best.1.path;
    Some(path.get(..path.len().saturating_sub(1))?.to_vec())
}

/// How well a place fits a role.
pub(super) fn score(
    role: Role,
    leaf: &Leaf,
    lexicon: &Lexicon,
    ids: &[&str],
    home: Option<&[String]>,
) -> f64 {
    if leaf.count == 0 || !fits(role, leaf) {
        return 0.0;
    }
    let mut name = named(role, leaf, lexicon);
    let in_author = author_part(leaf, lexicon);
    match (role.is_of_author(), in_author) {
        (true, Some(exact)) => name = name.max(exact_name(role, exact)) + 0.15,
        // A name with nobody around it is a title or a category.
        (true, None) => {
            let bare = lexicon.is_author(leaf.name()) && role == Role::AuthorName;
            // Only people have nicknames.
            let is_sure = role == Role::AuthorName
                && !matches!(
                    plain(leaf.name()).as_str(),
                    "name" | "nombre" | "nom" | "nome" | "handle"
                );
            name = match (bare, is_sure) {
                (true, _) => 0.85,
                (_, true) => name * 0.65,
                _ => name * 0.35,
            };
        }
        (false, Some(_)) if role == Role::Parent => return 0.0,
        (false, Some(_)) => name *= 0.25,
        (false, None) => {}
    }
    let evidence = by_value(role, leaf) + points_at(role, leaf, ids);
    if name <= 0.0 {
        // Without a word for it, only what cannot be anything else counts, and not for much.
        return match role {
            Role::Body if evidence >= 0.5 => 0.36,
            Role::Created if in_author.is_none() && leaf.path.len() <= 2 => 0.35,
            Role::Parent
                if evidence >= 0.3
                    && leaf
                        .values
                        .iter()
                        .any(|value| ids.contains(&value.as_str())) =>
            {
                0.52
            }
            _ => 0.0,
        };
    }
    let depth = leaf
        .path
        .iter()
        .filter(|key| !lexicon.is_envelope(key) && key.as_str() != "*")
        .count();
    let mut score = name + evidence;
    for _ in 1..depth.max(1) {
        score *= 0.93;
    }
    if role.is_of_author() && leaf.is_list {
        score *= 0.9;
    }
    let is_own_id = role == Role::Id
        && leaf
            .path
            .first()
            .is_some_and(|key| lexicon.is_envelope(key))
        && leaf.path.len() == 2;
    if !role.is_of_author() && role != Role::Tags && !is_own_id && is_elsewhere(leaf, lexicon, home)
    {
        // Counts often stand in an object of their own.
        let is_count = matches!(role, Role::Score | Role::CommentCount);
        score *= if is_count { 0.85 } else { 0.45 };
    }
    score
}

/// Under an object that is neither a wrapping nor where the text is.
fn is_elsewhere(leaf: &Leaf, lexicon: &Lexicon, home: Option<&[String]>) -> bool {
    let parents = leaf
        .path
        .get(..leaf.path.len().saturating_sub(1))
        .unwrap_or(&[]);
    if parents.is_empty() {
        return false;
    }
    if home.is_some_and(|home| !home.is_empty() && parents.starts_with(home)) {
        return false;
    }
    let is_own_wrapping = lexicon.is_opaque(leaf.name()) && parents.len() == 1;
    !is_own_wrapping
        && !parents
            .iter()
            .all(|key| lexicon.is_envelope(key) && home.is_none_or(<[_]>::is_empty))
}

/// How well the keys name the role; a key that says nothing has the name of what is around it.
fn named(role: Role, leaf: &Leaf, lexicon: &Lexicon) -> f64 {
    let mut keys = leaf.path.iter().rev().filter(|key| key.as_str() != "*");
    let Some(last) = keys.next() else {
        return 0.0;
    };
    let own = lexicon.weight(role, last);
    // Of a list of objects, the list's name says what they are.
    if role == Role::Tags && leaf.is_list {
        let star = leaf.path.iter().position(|key| key == "*");
        let before = star.and_then(|at| leaf.path.get(..at)).unwrap_or(&[]);
        let key = before.iter().rev().find(|key| !lexicon.is_envelope(key));
        let weight = key.map_or(0.0, |key| lexicon.weight(role, key));
        let inner = leaf.path.last().filter(|last| last.as_str() != "*");
        let names = [
            "name", "title", "label", "webtitle", "libelle", "nome", "nombre", "tag", "text",
        ];
        let is_name = inner.is_none_or(|inner| names.contains(&plain(inner).as_str()));
        return if is_name { weight } else { weight * 0.5 };
    }
    // `replyTo.id`: what it is the identifier of.
    if role == Role::Parent && matches!(plain(last).as_str(), "id" | "uuid" | "key") {
        let around = keys.find(|key| !lexicon.is_envelope(key));
        return around.map_or(own, |key| lexicon.weight(role, key).max(own));
    }
    if !lexicon.is_opaque(last) {
        return own;
    }
    let around = keys
        .find(|key| !lexicon.is_envelope(key))
        .map_or(0.0, |key| lexicon.weight(role, key));
    if leaf.path.len() > 1 && around > 0.0 {
        around * 0.97
    } else {
        own
    }
}

/// The key under the author that a place is at, or the bare author.
pub(super) fn author_part<'l>(leaf: &'l Leaf, lexicon: &Lexicon) -> Option<&'l str> {
    let Some(at) = leaf.path.iter().position(|key| lexicon.is_author(key)) else {
        // `userPhoto`, `author_name` stand for an object of their own.
        let tokens = tokens(leaf.name());
        let (first, rest) = tokens.split_first()?;
        return (!rest.is_empty() && lexicon.is_author(first)).then(|| leaf.name());
    };
    if at + 1 == leaf.path.len() {
        // `user_name` beside others, or `author` itself.
        return Some(leaf.name()).filter(|name| lexicon.is_author(name));
    }
    leaf.path.last().map(String::as_str)
}

/// `author`, `by`: the person's name stands there itself.
fn exact_name(role: Role, key: &str) -> f64 {
    if role == Role::AuthorName && !matches!(plain(key).as_str(), "id" | "uid" | "slug") {
        0.5
    } else {
        0.0
    }
}

/// Whether the values can be this at all.
fn fits(role: Role, leaf: &Leaf) -> bool {
    let is_words = leaf.numbers == 0 && leaf.flags == 0;
    let is_text = is_words && !leaf.is_list;
    let is_address = leaf.share(leaf.addresses) >= 0.8;
    match role {
        Role::Id => {
            !leaf.is_list
                && leaf.flags == 0
                && leaf.share(leaf.spaced) < 0.05
                && leaf.length() <= 140.0
        }
        Role::Title => {
            is_text && !is_address && !leaf.is_time() && (2.0..=220.0).contains(&leaf.length())
        }
        Role::Body => is_text && !is_address && !leaf.is_time(),
        Role::Created | Role::Edited => leaf.is_time() && !leaf.is_list,
        Role::AuthorName => is_words && !is_address && !leaf.is_time() && leaf.length() <= 80.0,
        Role::AuthorAvatar | Role::AuthorUrl => is_words && leaf.share(leaf.addresses) >= 0.6,
        Role::Permalink => is_text && is_address,
        Role::Score | Role::CommentCount => {
            let is_number = leaf.numbers + leaf.digits == leaf.count;
            is_number && !leaf.is_list && !leaf.is_time()
        }
        Role::Tags => leaf.is_list && leaf.numbers == 0 && !is_address,
        Role::Parent => !leaf.is_list && leaf.flags == 0 && leaf.share(leaf.spaced) < 0.05,
        Role::Depth => leaf.is_number() && leaf.values.len() < 40 && !leaf.is_list,
        Role::Path => is_text && leaf.share(leaf.paths) >= 0.6,
    }
}

/// What the values themselves say for a role.
fn by_value(role: Role, leaf: &Leaf) -> f64 {
    let mut evidence = 0.0;
    match role {
        Role::Body => {
            evidence += 0.25 * leaf.share(leaf.markup + leaf.escaped).min(1.0);
            evidence += if leaf.share(leaf.spaced) > 0.5 {
                0.15
            } else {
                -0.4
            };
            if leaf.length() > 120.0 {
                evidence += 0.1;
            }
        }
        Role::Title => {
            evidence += if leaf.share(leaf.spaced) > 0.5 {
                0.1
            } else {
                -0.2
            };
            if leaf.share(leaf.markup) > 0.3 || leaf.length() > 160.0 {
                evidence -= 0.3;
            }
            if leaf.values.len() * 2 < leaf.count {
                evidence -= 0.3;
            }
        }
        Role::Id if leaf.count > 1 && !leaf.is_unique() => evidence -= 0.8,
        Role::AuthorAvatar => evidence += 0.2 * leaf.share(leaf.images),
        Role::AuthorUrl => evidence -= 0.4 * leaf.share(leaf.images),
        Role::Permalink => {
            let is_api = |value: &String| {
                let mut parts = value.split(['/', '.']);
                parts.any(|part| part == "api")
            };
            if leaf.values.iter().any(is_api) {
                evidence -= 0.5;
            }
            evidence -= 0.5 * leaf.share(leaf.images);
            if leaf.count > 1 && !leaf.is_unique() {
                evidence -= 0.4;
            }
        }
        Role::Path => evidence += 0.3,
        _ => {}
    }
    evidence
}

/// Whether the values are identifiers of other items.
fn points_at(role: Role, leaf: &Leaf, ids: &[&str]) -> f64 {
    if role != Role::Parent {
        return 0.0;
    }
    let is_root = |value: &str| matches!(value, "0" | "" | "null");
    let points = |value: &str| {
        let bare = value.rsplit('_').next().unwrap_or(value);
        is_root(value) || ids.contains(&value) || ids.contains(&bare)
    };
    let known = leaf.values.iter().filter(|value| points(value)).count();
    if known == leaf.values.len() {
        0.3
    } else if known == 0 {
        -0.3
    } else {
        0.0
    }
}
