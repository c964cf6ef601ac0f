//! The values of a list's items, place by place, and what they look like.

use super::words::Lexicon;
use crate::{
    json::{Node, Type},
    rich_text::shorten,
    time::{self, Zone},
};

/// Items that are looked at; more would say the same.
const MAX_ITEMS: usize = 40;
/// How deep in an item places are looked for.
const MAX_DEPTH: usize = 6;
/// Places of an item.
const MAX_LEAVES: usize = 200;

/// A place in the items, with what all of them have there.
#[derive(Debug, Clone, Default)]
pub(super) struct Leaf {
    /// The keys that lead there.
    pub(super) path: Vec<String>,
    /// It is a list of scalars, or of the scalars at this place in a list of objects.
    pub(super) is_list: bool,
    /// Values that are there and not null.
    pub(super) count: usize,
    pub(super) numbers: usize,
    /// Numbers that are written as strings.
    pub(super) digits: usize,
    pub(super) flags: usize,
    /// Different values.
    pub(super) values: Vec<String>,
    pub(super) total_length: usize,
    pub(super) dates: usize,
    pub(super) seconds: usize,
    pub(super) millis: usize,
    pub(super) addresses: usize,
    pub(super) images: usize,
    pub(super) markup: usize,
    pub(super) escaped: usize,
    pub(super) marks: usize,
    pub(super) spaced: usize,
    pub(super) paths: usize,
    /// The first value that is there.
    pub(super) sample: String,
}

impl Leaf {
    /// A share of the values.
    pub(super) fn share(&self, count: usize) -> f64 {
        ratio(count, self.count)
    }

    /// Values look like moments.
    pub(super) fn is_time(&self) -> bool {
        self.count > 0 && self.share(self.dates + self.seconds + self.millis) >= 0.8
    }

    /// The mean length of the values.
    pub(super) fn length(&self) -> f64 {
        ratio(self.total_length, self.count)
    }

    /// No value occurs twice.
    pub(super) fn is_unique(&self) -> bool {
        self.values.len() == self.count
    }

    /// All values are numbers.
    pub(super) fn is_number(&self) -> bool {
        self.count > 0 && self.numbers == self.count
    }

    /// The key at the end.
    pub(super) fn name(&self) -> &str {
        self.path.last().map_or("", String::as_str)
    }

    /// The place as a selector from the item.
    pub(super) fn selector(&self) -> String {
        let mut selector = String::from("@");
        for key in &self.path {
            if key == "*" {
                selector.push_str("[*]");
            } else if is_plain(key) {
                selector.push('.');
                selector.push_str(key);
            } else {
                selector.push_str("['");
                selector.push_str(&key.replace('\\', "\\\\").replace('\'', "\\'"));
                selector.push_str("']");
            }
        }
        selector
    }

    fn take(&mut self, node: Node<'_>) {
        let text = match node.kind() {
            Type::Null | Type::Array | Type::Object => return,
            Type::Bool => {
                self.flags += 1;
                node.raw().to_owned()
            }
            Type::Number => {
                self.numbers += 1;
                let raw = node.raw();
                let digits = raw.split('.').next().unwrap_or(raw);
                let number: i64 = digits.parse().unwrap_or(0);
                self.seconds += usize::from((1_000_000_000..2_600_000_000).contains(&number));
                self.millis +=
                    usize::from((1_000_000_000_000..2_600_000_000_000).contains(&number));
                raw.to_owned()
            }
            Type::String => {
                let text = node.as_str().unwrap_or_default().into_owned();
                self.look_at(&text);
                text
            }
        };
        self.count += 1;
        self.total_length += text.chars().count();
        if self.sample.is_empty() {
            self.sample = shorten(&text, 200);
        }
        if !self.values.contains(&text) {
            self.values.push(text);
        }
    }

    fn look_at(&mut self, text: &str) {
        let trimmed = text.trim();
        let is_digits = !trimmed.is_empty() && trimmed.bytes().all(|byte| byte.is_ascii_digit());
        self.digits += usize::from(is_digits);
        let number: i64 = if is_digits {
            trimmed.parse().unwrap_or(0)
        } else {
            0
        };
        self.seconds += usize::from((1_000_000_000..2_600_000_000).contains(&number));
        self.millis += usize::from((1_000_000_000_000..2_600_000_000_000).contains(&number));
        let is_date = trimmed.len() >= 8
            && trimmed.starts_with(|first: char| first.is_ascii_digit())
            && trimmed.contains('-')
            && time::parse_in(trimmed, Zone::default()).is_some();
        self.dates += usize::from(is_date);
        let is_address = ["http://", "https://", "//"]
            .iter()
            .any(|start| trimmed.starts_with(start))
            || trimmed.starts_with('/') && !trimmed.contains(' ') && trimmed.len() > 1;
        self.addresses += usize::from(is_address);
        let end = trimmed.split(['?', '#']).next().unwrap_or("");
        let is_image = [".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".avif"]
            .iter()
            .any(|ending| end.to_ascii_lowercase().ends_with(ending));
        self.images += usize::from(is_image || is_address && trimmed.contains("avatar"));
        self.markup += usize::from(has_tag(text));
        self.escaped += usize::from(text.contains("&lt;p") || text.contains("&lt;a "));
        let marks = ["**", "](http", "\n- ", "\n> ", "```", "\n## "];
        self.marks += usize::from(marks.iter().any(|mark| text.contains(mark)));
        self.spaced += usize::from(trimmed.contains(' '));
        let is_path = trimmed.contains('.')
            && trimmed
                .split('.')
                .all(|step| !step.is_empty() && step.chars().all(|c| c.is_ascii_digit()));
        self.paths += usize::from(is_path);
    }
}

/// A tag such as HTML has, not any `<`.
fn has_tag(text: &str) -> bool {
    text.match_indices('<').any(|(at, _)| {
        let rest = text.get(at + 1..).unwrap_or("");
        let rest = rest.strip_prefix('/').unwrap_or(rest);
        rest.starts_with(|first: char| first.is_ascii_alphabetic()) && rest.contains('>')
    })
}

fn is_plain(key: &str) -> bool {
    let mut letters = key.chars();
    let first = letters.next();
    first.is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        && letters.all(|c| c.is_ascii_alphanumeric() || c == '_')
}

#[expect(
    clippy::as_conversions,
    clippy::cast_precision_loss,
    reason = "counts of values are small"
)]
pub(super) fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        0.0
    } else {
        part as f64 / whole as f64
    }
}

/// The places of the items of a list.
pub(super) fn of(items: &[Node<'_>], lexicon: &Lexicon) -> Vec<Leaf> {
    let mut leaves: Vec<Leaf> = Vec::new();
    for item in items.iter().take(MAX_ITEMS) {
        let mut pending: Vec<(Vec<String>, bool, Node<'_>)> = vec![(Vec::new(), false, *item)];
        while let Some((path, is_list, node)) = pending.pop() {
            match node.kind() {
                Type::Object => {
                    if path.len() >= MAX_DEPTH {
                        continue;
                    }
                    let members: Vec<Node<'_>> = node.children().collect();
                    for member in members.into_iter().rev() {
                        let mut path = path.clone();
                        path.push(member.key().unwrap_or_default().into_owned());
                        pending.push((path, is_list, member));
                    }
                }
                Type::Array => {
                    // Answers are items of their own; of other lists, names are of use.
                    let name = path.last().map_or("", String::as_str);
                    let first = node.children().next().map(Node::kind);
                    if is_list || first == Some(Type::Object) && lexicon.is_children(name) {
                        continue;
                    }
                    let mut path = path.clone();
                    path.push("*".to_owned());
                    for element in node.children().take(8) {
                        pending.push((path.clone(), true, element));
                    }
                }
                _ => note(&mut leaves, path, is_list, node),
            }
        }
    }
    leaves
}

fn note(leaves: &mut Vec<Leaf>, path: Vec<String>, is_list: bool, node: Node<'_>) {
    let known = leaves.iter().position(|leaf| leaf.path == path);
    let at = match known {
        Some(at) => at,
        None if leaves.len() < MAX_LEAVES => {
            leaves.push(Leaf {
                path,
                is_list,
                ..Leaf::default()
            });
            leaves.len() - 1
        }
        None => return,
    };
    if let Some(leaf) = leaves.get_mut(at) {
        leaf.take(node);
    }
}
