//! Where the list is: of all lists of objects in an answer, the one whose items read like posts.

use super::{
    List,
    leaves::{self, ratio},
    roles::{self, Assigned, Kind, Role},
    words::Lexicon,
};
use crate::json::{Node, Type};

/// How deep in an answer lists are looked for.
const MAX_DEPTH: usize = 6;
/// Lists that are looked at closer.
const MAX_LISTS: usize = 60;

/// A list and what hangs on it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Found {
    pub(super) list: List,
    pub(super) count: usize,
    /// The identifier of the first item.
    pub(super) first_id: Option<String>,
    /// The identifiers of the items that were looked at.
    pub(super) ids: Vec<String>,
    /// The key of a list of comments within the items.
    pub(super) children: Option<String>,
    /// Places of items that lead to their comments.
    pub(super) comment_links: Vec<String>,
    /// Addresses in the first item, by place.
    pub(super) links: Vec<(String, String)>,
    /// The items stand under their identifiers.
    pub(super) is_keyed: bool,
    /// The selector of answers within a comment.
    pub(super) nested: Option<String>,
}

struct Candidate<'d> {
    node: Node<'d>,
    selector: String,
    key: String,
    depth: usize,
    within_list: bool,
}

/// The posts of an answer.
pub(super) fn posts(lexicon: &Lexicon, root: Node<'_>) -> Option<Found> {
    best(lexicon, root, Kind::Post)
}

/// The comments of an answer; `post` is the identifier they all may name.
pub(super) fn comments(lexicon: &Lexicon, root: Node<'_>, _post: &str) -> Option<Found> {
    let found = best(lexicon, root, Kind::Comment)?;
    let has = |role| found.list.fields.iter().any(|field| field.role == role);
    has(Role::Body).then_some(found)
}

/// Comments that stand within the items of a list.
pub(super) fn inline_comments(
    lexicon: &Lexicon,
    root: Node<'_>,
    items: &str,
    key: &str,
) -> Option<Found> {
    let list = candidates(lexicon, root)
        .into_iter()
        .find(|candidate| candidate.selector == items)?;
    let inner = elements(list.node).into_iter().find_map(|item| {
        let inner = item.get(key)?;
        (inner.children().next()?.kind() == Type::Object).then_some(inner)
    })?;
    let found = weigh(lexicon, &elements(inner), Kind::Comment);
    let has = |role| found.fields.iter().any(|field| field.role == role);
    has(Role::Body).then(|| finish(lexicon, inner, String::new(), found, 1.0))
}

fn best(lexicon: &Lexicon, root: Node<'_>, kind: Kind) -> Option<Found> {
    let mut best: Option<(f64, Candidate<'_>, Assigned)> = None;
    for candidate in candidates(lexicon, root).into_iter().take(MAX_LISTS) {
        let items = elements(candidate.node);
        let assigned = weigh(lexicon, &items, kind);
        let has_something = assigned
            .fields
            .iter()
            .any(|field| matches!(field.role, Role::Title | Role::Body));
        if !has_something {
            continue;
        }
        let mut score = assigned.quality(kind) * (0.6 + 0.4 * sameness(&items));
        if lexicon.is_list(&candidate.key) {
            score += 0.5;
        }
        if lexicon.is_other_list(&candidate.key) {
            score -= 1.6;
        }
        score -= 0.35 * ratio(candidate.depth, 1);
        if candidate.within_list {
            score -= 0.9;
        }
        score += 0.12 * ratio(items.len(), 1).max(1.0).log2();
        if best.as_ref().is_none_or(|(known, ..)| score > *known) {
            best = Some((score, candidate, assigned));
        }
    }
    let (score, candidate, assigned) = best?;
    let confidence = (score / 3.5).clamp(0.0, 1.0);
    Some(finish(
        lexicon,
        candidate.node,
        candidate.selector,
        assigned,
        confidence,
    ))
}

fn weigh(lexicon: &Lexicon, items: &[Node<'_>], kind: Kind) -> Assigned {
    roles::assign(&leaves::of(items, lexicon), kind, lexicon)
}

fn finish(
    lexicon: &Lexicon,
    node: Node<'_>,
    selector: String,
    assigned: Assigned,
    confidence: f64,
) -> Found {
    let items = elements(node);
    let first = items.first().copied();
    let id = assigned.fields.iter().find(|field| field.role == Role::Id);
    let first_id = id.map(|id| id.sample.clone());
    let ids = match id {
        Some(id) => leaves::of(&items, lexicon)
            .into_iter()
            .find(|leaf| leaf.selector() == id.selector)
            .map(|leaf| leaf.values)
            .unwrap_or_default(),
        None => node
            .children()
            .filter_map(|child| child.key().map(std::borrow::Cow::into_owned))
            .collect(),
    };
    let mut found = Found {
        count: items.len(),
        first_id,
        ids,
        is_keyed: node.kind() == Type::Object,
        ..Found::default()
    };
    for item in items.iter().take(20) {
        for member in item.children() {
            let key = member.key().unwrap_or_default();
            let is_objects = member
                .elements()
                .and_then(|mut elements| elements.next())
                .is_some_and(|first| first.kind() == Type::Object);
            if is_objects && lexicon.is_children(&key) {
                found
                    .children
                    .get_or_insert_with(|| key.clone().into_owned());
                found.nested.get_or_insert_with(|| format!("@.{key}[*]"));
            }
        }
    }
    for member in first.into_iter().flat_map(Node::children) {
        let key = member.key().unwrap_or_default();
        let Some(text) = member.as_str().filter(|text| text.starts_with(['h', '/'])) else {
            continue;
        };
        let is_address = text.contains('/') && !text.contains(' ');
        let words = super::words::tokens(&key);
        let leads = words.iter().any(|word| lexicon.is_children(word));
        if is_address && leads {
            found.comment_links.push(key.clone().into_owned());
            found.links.push((key.into_owned(), text.into_owned()));
        }
    }
    found.list = List {
        items: selector,
        count: items.len(),
        fields: assigned.fields,
        places: assigned.places,
        confidence,
    };
    found
}

/// All lists of objects, and objects that are used as lists, outer ones first.
fn candidates<'d>(lexicon: &Lexicon, root: Node<'d>) -> Vec<Candidate<'d>> {
    let mut found = Vec::new();
    let mut pending = vec![Candidate {
        node: root,
        selector: "$".to_owned(),
        key: String::new(),
        depth: 0,
        within_list: false,
    }];
    let mut at = 0;
    while let Some(here) = pending.get(at) {
        at += 1;
        let (node, selector) = (here.node, here.selector.clone());
        let (key, depth, within_list) = (here.key.clone(), here.depth, here.within_list);
        if depth > MAX_DEPTH || pending.len() > 2_000 {
            break;
        }
        let is_list = is_list_of_objects(lexicon, node);
        if is_list {
            found.push(Candidate {
                node,
                selector: format!("{selector}[*]"),
                key: key.clone(),
                depth,
                within_list,
            });
        }
        match node.kind() {
            Type::Object if is_list => {
                if let Some(first) = node.children().next() {
                    pending.push(Candidate {
                        node: first,
                        selector: format!("{selector}[*]"),
                        key: key.clone(),
                        depth: depth + 1,
                        within_list: true,
                    });
                }
            }
            Type::Object => {
                for member in node.children() {
                    let key = member.key().unwrap_or_default().into_owned();
                    pending.push(Candidate {
                        node: member,
                        selector: step(&selector, &key),
                        key,
                        depth: depth + 1,
                        within_list,
                    });
                }
            }
            Type::Array => {
                // Lists within lists: all of them together.
                let first = node.children().next();
                let elements = elements(node);
                if let Some(first) = first.filter(|_| is_list && sameness(&elements) > 0.5) {
                    pending.push(Candidate {
                        node: first,
                        selector: format!("{selector}[*]"),
                        key: key.clone(),
                        depth: depth + 1,
                        within_list: true,
                    });
                    continue;
                }
                for (place, element) in node.children().enumerate().take(3) {
                    // Lists beside each other, as Reddit sends them, or lists within items.
                    pending.push(Candidate {
                        node: element,
                        selector: format!("{selector}[{place}]"),
                        key: key.clone(),
                        depth: depth + 1,
                        within_list: within_list || is_list,
                    });
                }
            }
            _ => {}
        }
    }
    found
}

fn step(selector: &str, key: &str) -> String {
    let is_plain = key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && !key.starts_with(|first: char| first.is_ascii_digit())
        && !key.is_empty();
    if is_plain {
        format!("{selector}.{key}")
    } else {
        format!(
            "{selector}['{}']",
            key.replace('\\', "\\\\").replace('\'', "\\'")
        )
    }
}

fn is_list_of_objects(lexicon: &Lexicon, node: Node<'_>) -> bool {
    let children: Vec<Node<'_>> = node.children().take(60).collect();
    let objects = children
        .iter()
        .filter(|child| child.kind() == Type::Object)
        .count();
    match node.kind() {
        Type::Array => objects > 0 && objects * 10 >= children.len() * 6,
        // An object whose keys are identifiers: Firebase and its like.
        Type::Object => {
            let keys = children.iter().filter_map(|child| child.key());
            let ids = keys
                .filter(|key| {
                    let has_digit = key.chars().any(|c| c.is_ascii_digit());
                    has_digit && key.len() >= 2 && !lexicon.is_list(key)
                })
                .count();
            let is_named = node.key().is_some_and(|key| lexicon.is_list(&key));
            objects >= if is_named { 1 } else { 2 }
                && objects == children.len()
                && ids * 10 >= children.len() * 8
                && sameness(&children) > 0.6
        }
        _ => false,
    }
}

fn elements(node: Node<'_>) -> Vec<Node<'_>> {
    node.children()
        .filter(|child| child.kind() == Type::Object)
        .collect()
}

/// How alike items are: the share of the first one's keys that the others have.
fn sameness(items: &[Node<'_>]) -> f64 {
    let Some((first, rest)) = items.split_first() else {
        return 0.0;
    };
    if rest.is_empty() {
        return 1.0;
    }
    let keys: Vec<_> = first.children().filter_map(Node::key).collect();
    let shares = rest.iter().take(20).map(|item| {
        let shared = keys.iter().filter(|key| item.get(key).is_some()).count();
        ratio(shared, keys.len().max(1))
    });
    shares.sum::<f64>() / ratio(rest.len().min(20), 1)
}
