//! The values that expressions work on: parts of an answer, and what was computed from them.

use std::borrow::Cow;

use crate::json::{self, Document, Json, Node, Type};

/// A value, or the absence of one.
#[derive(Debug, Clone, Default)]
pub(crate) enum Value<'a> {
    /// There is nothing there.
    #[default]
    Missing,
    /// A part of a JSON document.
    Node(Node<'a>),
    /// `null`.
    Null,
    /// True or false.
    Bool(bool),
    /// A number as it is spelled.
    Number(Cow<'a, str>),
    /// A moment in milliseconds.
    Time(i64),
    /// A string.
    Text(Cow<'a, str>),
    /// A list.
    List(Vec<Self>),
    /// Named values.
    Record(Vec<(Cow<'a, str>, Self)>),
}

impl<'a> Value<'a> {
    /// A string that is borrowed.
    pub(crate) fn text(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }

    /// A string, where there is one.
    pub(crate) fn optional(text: Option<&'a str>) -> Self {
        text.map_or(Self::Missing, Self::text)
    }

    /// A string, or nothing when it is empty.
    pub(crate) fn filled(text: &'a str) -> Self {
        Self::optional(Some(text).filter(|text| !text.is_empty()))
    }

    /// A whole number.
    pub(crate) fn int(number: i64) -> Self {
        Self::Number(Cow::Owned(number.to_string()))
    }

    /// What was kept of an answer.
    pub(crate) fn parsed(json: &Json) -> Value<'static> {
        Document::parse(json.as_str()).map_or(Value::Null, |document| Self::owned(document.root()))
    }

    /// A literal of a connector file, free of its document.
    pub(crate) fn owned(node: Node<'_>) -> Value<'static> {
        match node.kind() {
            Type::Null => Value::Null,
            Type::Bool => Value::Bool(node.as_bool().unwrap_or_default()),
            Type::Number => Value::Number(Cow::Owned(node.raw().to_owned())),
            Type::String => Value::Text(Cow::Owned(node.as_str().unwrap_or_default().into_owned())),
            Type::Array => Value::List(node.children().map(Self::owned).collect()),
            Type::Object => Value::Record(
                node.children()
                    .map(|member| {
                        let key = member.key().unwrap_or_default().into_owned();
                        (Cow::Owned(key), Self::owned(member))
                    })
                    .collect(),
            ),
        }
    }

    /// Its JSON type; `None` when there is nothing.
    pub(crate) fn kind(&self) -> Option<Type> {
        Some(match self {
            Self::Missing => return None,
            Self::Node(node) => node.kind(),
            Self::Null => Type::Null,
            Self::Bool(_) => Type::Bool,
            Self::Number(_) | Self::Time(_) => Type::Number,
            Self::Text(_) => Type::String,
            Self::List(_) => Type::Array,
            Self::Record(_) => Type::Object,
        })
    }

    /// Whether there is nothing, or `null`.
    pub(crate) fn is_nothing(&self) -> bool {
        matches!(self.kind(), None | Some(Type::Null))
    }

    /// Whether there is nothing in it: missing, `null`, `""`, `[]` or `{}`.
    pub(crate) fn is_empty(&self) -> bool {
        match self {
            Self::Missing | Self::Null => true,
            Self::Text(text) => text.is_empty(),
            Self::List(items) => items.iter().all(Self::is_empty),
            Self::Record(members) => members.is_empty(),
            Self::Node(node) => match node.kind() {
                Type::Null => true,
                Type::String => node.raw().is_empty(),
                Type::Array | Type::Object => node.has_no_children(),
                Type::Bool | Type::Number => false,
            },
            Self::Bool(_) | Self::Number(_) | Self::Time(_) => false,
        }
    }

    /// A string or a number, as text. Of a list, the first element.
    pub(crate) fn as_text(&self) -> Option<Cow<'a, str>> {
        match self {
            Self::Text(text) | Self::Number(text) => Some(text.clone()),
            Self::Time(millis) => Some(Cow::Owned(millis.to_string())),
            Self::Node(node) => match node.kind() {
                Type::String => node.as_str(),
                Type::Number => Some(Cow::Borrowed(node.raw())),
                Type::Array => node
                    .children()
                    .find_map(|child| Self::Node(child).as_scalar()),
                _ => None,
            },
            Self::List(items) => items.iter().find_map(Self::as_text),
            Self::Missing | Self::Null | Self::Bool(_) | Self::Record(_) => None,
        }
    }

    /// A string or a number of a document, as text.
    fn as_scalar(&self) -> Option<Cow<'a, str>> {
        match self {
            Self::Node(node) if node.kind() != Type::Array => self.as_text(),
            _ => None,
        }
    }

    /// Like [`Value::as_text`], and `true` or `false` for those.
    pub(crate) fn spelled(&self) -> Option<Cow<'a, str>> {
        match self.as_bool() {
            Some(true) => Some(Cow::Borrowed("true")),
            Some(false) => Some(Cow::Borrowed("false")),
            None => self.as_text(),
        }
    }

    /// The Boolean value, if it is one. Of what a selector found, the first.
    pub(crate) fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(flag) => Some(*flag),
            Self::List(items) => items.first()?.as_bool(),
            Self::Node(node) => node.as_bool(),
            _ => None,
        }
    }

    /// Whether it means yes: `true`, a number but 0, a text but `""`, `"0"` and `"false"`, any
    /// list or object with something in it. `None` when there is nothing.
    pub(crate) fn as_flag(&self) -> Option<bool> {
        if self.is_nothing() {
            return None;
        }
        if let Some(flag) = self.as_bool() {
            return Some(flag);
        }
        match self.kind() {
            Some(Type::Number) => self.as_float().map(|number| number != 0.0),
            Some(Type::String) => {
                let text = self.as_text().unwrap_or_default();
                Some(!matches!(text.as_ref(), "" | "0" | "false"))
            }
            _ => Some(!self.is_empty()),
        }
    }

    /// A number, also when it is spelled as a string; fractions are rounded.
    pub(crate) fn as_int(&self) -> Option<i64> {
        let text = self.as_text()?;
        let text = text.trim();
        if let Ok(number) = text.parse() {
            return Some(number);
        }
        let number = json::float(text)?;
        // Above 2^53 a float is no whole number one could rely on.
        if !number.is_finite() || number.abs() > 9_007_199_254_740_992.0 {
            return None;
        }
        #[expect(
            clippy::as_conversions,
            clippy::cast_possible_truncation,
            reason = "the range was checked just above; std has no checked conversion"
        )]
        let whole = number.round() as i64;
        Some(whole)
    }

    /// A number, for comparisons.
    pub(crate) fn as_float(&self) -> Option<f64> {
        match self.kind() {
            Some(Type::Number) => json::float(&self.as_text()?),
            _ => None,
        }
    }

    /// The values of a list; a single value counts as a list of one, nothing as an empty one.
    pub(crate) fn into_items(self) -> Vec<Self> {
        match self {
            Self::List(items) => items,
            Self::Node(node) if node.kind() == Type::Array => {
                node.children().map(Self::Node).collect()
            }
            other if other.is_nothing() => Vec::new(),
            other => vec![other],
        }
    }

    /// The values of a list or an object; `None` for anything else.
    pub(crate) fn children(&self) -> Option<Vec<Self>> {
        match self {
            Self::Node(node) if matches!(node.kind(), Type::Array | Type::Object) => {
                Some(node.children().map(Self::Node).collect())
            }
            Self::List(items) => Some(items.clone()),
            Self::Record(members) => Some(members.iter().map(|(_, value)| value.clone()).collect()),
            _ => None,
        }
    }

    /// The member with this name.
    pub(crate) fn member(&self, name: &str) -> Self {
        self.find(name).0
    }

    /// The member with this name, and how many members were looked at.
    pub(crate) fn find(&self, name: &str) -> (Self, usize) {
        match self {
            Self::Node(node) => {
                let (found, count) = node.find(name);
                (found.map_or(Self::Missing, Self::Node), count)
            }
            Self::Record(members) => {
                let found = members.iter().find(|(known, _)| known == name);
                (
                    found.map_or(Self::Missing, |(_, value)| value.clone()),
                    members.len(),
                )
            }
            _ => (Self::Missing, 1),
        }
    }

    /// The element at a place (negative ones count from the end), and how many were looked at.
    pub(crate) fn element(&self, place: i32) -> (Self, usize) {
        let of = |count: usize| {
            let place = i64::from(place);
            let count = i64::try_from(count).unwrap_or(i64::MAX);
            usize::try_from(if place < 0 { count + place } else { place }).ok()
        };
        match self {
            Self::List(items) => (
                of(items.len())
                    .and_then(|at| items.get(at))
                    .cloned()
                    .unwrap_or_default(),
                1,
            ),
            Self::Node(node) => {
                let Some(mut elements) = node.elements() else {
                    return (Self::Missing, 1);
                };
                let count = if place < 0 {
                    elements.clone().count()
                } else {
                    0
                };
                let Some(at) = of(count) else {
                    return (Self::Missing, count);
                };
                (
                    elements.nth(at).map_or(Self::Missing, Self::Node),
                    count.saturating_add(at),
                )
            }
            _ => (Self::Missing, 1),
        }
    }

    /// The key under which it stands in its object.
    pub(crate) fn key(&self) -> Self {
        match self {
            Self::Node(node) => node.key().map_or(Self::Missing, Self::Text),
            Self::Record(_) => self.member("key"),
            _ => Self::Missing,
        }
    }

    /// Writes it as JSON; nothing is `null`.
    pub(crate) fn write_json(&self, out: &mut String) {
        match self {
            Self::Missing | Self::Null => out.push_str("null"),
            Self::Node(node) => out.push_str(node.to_json()),
            Self::Bool(flag) => out.push_str(if *flag { "true" } else { "false" }),
            Self::Number(number) => out.push_str(number),
            Self::Time(millis) => out.push_str(&millis.to_string()),
            Self::Text(text) => json::write_string(text, out),
            Self::List(items) => {
                out.push('[');
                for (at, item) in items.iter().enumerate() {
                    if at > 0 {
                        out.push(',');
                    }
                    item.write_json(out);
                }
                out.push(']');
            }
            Self::Record(members) => {
                out.push('{');
                for (at, (key, value)) in members.iter().enumerate() {
                    if at > 0 {
                        out.push(',');
                    }
                    json::write_string(key, out);
                    out.push(':');
                    value.write_json(out);
                }
                out.push('}');
            }
        }
    }

    /// How many bytes of text there are to copy.
    pub(crate) fn weight(&self) -> usize {
        match self {
            Self::Node(node) => node.raw().len(),
            Self::Text(text) | Self::Number(text) => text.len(),
            Self::List(items) => items.iter().map(Self::weight).sum(),
            Self::Record(members) => members.iter().map(|(_, value)| value.weight()).sum(),
            Self::Missing | Self::Null | Self::Bool(_) | Self::Time(_) => 0,
        }
    }

    /// Whether two values are the same, as RFC 9535 compares: types differ, values differ.
    pub(crate) fn equals(&self, other: &Self) -> bool {
        match (self.kind(), other.kind()) {
            (None, None) | (Some(Type::Null), Some(Type::Null)) => true,
            (Some(Type::Bool), Some(Type::Bool)) => self.as_bool() == other.as_bool(),
            (Some(Type::String), Some(Type::String)) => self.as_text() == other.as_text(),
            (Some(Type::Number), Some(Type::Number)) => {
                // Equal spelling first: identifiers have more digits than a float.
                let (a, b) = (self.as_text(), other.as_text());
                a == b
                    || self.as_int().is_none() && self.as_float() == other.as_float()
                    || self.as_int().is_some() && self.as_int() == other.as_int()
            }
            _ => false,
        }
    }
}
