//! A value that is kept as its JSON, for whoever wants it back.

use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{MapAccess, SeqAccess, Visitor},
    ser::{SerializeMap as _, SerializeSeq as _},
};

use super::{Document, Node, Type, float, write_string};

/// The deepest nesting that is kept: deep enough for anything a write needs again.
const MAX_DEPTH: usize = 128;

/// A value as its JSON text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Json(Box<str>);

impl Json {
    /// Takes a JSON text; `None` when it is none, or is nested deeper than 128 levels.
    pub fn new(text: String) -> Option<Self> {
        let is_kept = Document::parse(&text).is_ok_and(|document| document.depth() <= MAX_DEPTH);
        is_kept.then(|| Self(text.into()))
    }

    /// Takes a value of a document, unless it is nested deeper than 128 levels.
    pub(crate) fn of(node: Node<'_>) -> Option<Self> {
        match node.kind() {
            Type::Array | Type::Object => Self::new(node.to_json().to_owned()),
            _ => Some(Self(node.to_json().into())),
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match Document::parse(&self.0) {
            Ok(document) => document.root().serialize(serializer),
            Err(_) => serializer.serialize_unit(),
        }
    }
}

impl Serialize for Node<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.kind() {
            Type::Null => serializer.serialize_unit(),
            Type::Bool => serializer.serialize_bool(self.as_bool().unwrap_or_default()),
            Type::Number => match (self.raw().parse(), self.raw().parse()) {
                (Ok(number), _) => serializer.serialize_i64(number),
                (_, Ok(number)) => serializer.serialize_u64(number),
                _ => serializer.serialize_f64(float(self.raw()).unwrap_or_default()),
            },
            Type::String => serializer.serialize_str(&self.as_str().unwrap_or_default()),
            Type::Array => {
                let mut list = serializer.serialize_seq(None)?;
                for element in self.children() {
                    list.serialize_element(&element)?;
                }
                list.end()
            }
            Type::Object => {
                let mut object = serializer.serialize_map(None)?;
                for member in self.children() {
                    object.serialize_entry(&member.key().unwrap_or_default(), &member)?;
                }
                object.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Spelling)
    }
}

/// Spells a value of any other format as JSON.
struct Spelling;

fn json(text: impl Into<Box<str>>) -> Json {
    Json(text.into())
}

impl<'de> Visitor<'de> for Spelling {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(json("null"))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(json(if value { "true" } else { "false" }))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(json(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(json(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Json, E> {
        Ok(json(value.to_string()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Json, E> {
        let mut text = String::new();
        write_string(value, &mut text);
        Ok(json(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Json, A::Error> {
        let mut text = String::new();
        while let Some(element) = list.next_element::<Json>()? {
            text.push(if text.is_empty() { '[' } else { ',' });
            text.push_str(element.as_str());
        }
        Ok(close(text, '[', ']'))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Json, A::Error> {
        let mut text = String::new();
        while let Some((key, value)) = object.next_entry::<String, Json>()? {
            text.push(if text.is_empty() { '{' } else { ',' });
            write_string(&key, &mut text);
            text.push(':');
            text.push_str(value.as_str());
        }
        Ok(close(text, '{', '}'))
    }
}

fn close(mut text: String, open: char, end: char) -> Json {
    if text.is_empty() {
        text.push(open);
    }
    text.push(end);
    json(text)
}
