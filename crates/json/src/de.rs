//! Reads values of Rust types from JSON, by their `serde` implementations.
//!
//! What the client itself keeps or is configured with is read by the same reader as the answers
//! of backends, so a second one (that of `serde_json` costs 9 KB brotli) is not part of the download.

use std::fmt::Display;

use serde::{
    de::{
        DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Error as _, Expected,
        IntoDeserializer as _, MapAccess, SeqAccess, Unexpected, VariantAccess, Visitor,
        value::StringDeserializer,
    },
    forward_to_deserialize_any,
};

use super::{Document, JsonError, Node, Type, float, node::Children};

/// Why a text is not the value that was expected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// It is not JSON, or not JSON that is read here.
    #[error("it is {0}")]
    Json(#[from] JsonError),
    /// It is JSON, but of another shape.
    #[error("{0}")]
    Shape(String),
}

impl serde::de::Error for ReadError {
    fn custom<T: Display>(message: T) -> Self {
        Self::Shape(message.to_string())
    }

    // The default says what was found instead, for which it needs the code that spells floats.
    fn invalid_type(_found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        unexpected(expected)
    }

    fn invalid_value(_found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        unexpected(expected)
    }
}

/// Reads a value.
///
/// # Errors
/// The text is not JSON, or is not of the value's shape.
pub fn from_str<T: DeserializeOwned>(text: &str) -> Result<T, ReadError> {
    let document = Document::parse(text)?;
    T::deserialize(document.root())
}

/// What stands there is not what is expected.
fn unexpected(expected: &dyn Expected) -> ReadError {
    ReadError::custom(format_args!("expected {expected}"))
}

fn number<'de, V: Visitor<'de>>(raw: &str, visitor: V) -> Result<V::Value, ReadError> {
    match (raw.parse(), raw.parse()) {
        (Ok(number), _) => visitor.visit_i64(number),
        (_, Ok(number)) => visitor.visit_u64(number),
        _ => visitor.visit_f64(float(raw).unwrap_or_default()),
    }
}

impl<'de> Deserializer<'de> for Node<'de> {
    type Error = ReadError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.kind() {
            Type::Null => visitor.visit_unit(),
            Type::Bool => visitor.visit_bool(self.as_bool().unwrap_or_default()),
            Type::Number => number(self.raw(), visitor),
            Type::String => visitor.visit_string(self.as_str().unwrap_or_default().into_owned()),
            Type::Array => visitor.visit_seq(Elements(self.children())),
            Type::Object => visitor.visit_map(Members::of(self)),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.as_bool() {
            Some(value) => visitor.visit_bool(value),
            None => Err(unexpected(&visitor)),
        }
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.raw().parse() {
            Ok(value) if self.kind() == Type::Number => visitor.visit_i64(value),
            _ => Err(unexpected(&visitor)),
        }
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.raw().parse() {
            Ok(value) if self.kind() == Type::Number => visitor.visit_u64(value),
            _ => Err(unexpected(&visitor)),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.as_str() {
            Some(text) => visitor.visit_string(text.into_owned()),
            None => Err(unexpected(&visitor)),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        self.deserialize_string(visitor)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.elements() {
            Some(elements) => visitor.visit_seq(Elements(elements)),
            None => Err(unexpected(&visitor)),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        if self.kind() == Type::Object {
            visitor.visit_map(Members::of(self))
        } else {
            Err(unexpected(&visitor))
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        self.deserialize_map(visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        visitor.visit_unit()
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        if self.kind() == Type::Null {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        if let Some(name) = self.as_str() {
            return visitor.visit_enum(name.into_owned().into_deserializer());
        }
        let content = self.members().and_then(|mut members| members.next());
        content.map_or_else(
            || Err(ReadError::custom("the name of a choice is missing")),
            |content| visitor.visit_enum(Choice(content)),
        )
    }

    forward_to_deserialize_any! {
        i8 i16 i32 u8 u16 u32 f32 f64 char bytes byte_buf unit unit_struct tuple tuple_struct
        identifier
    }
}

struct Elements<'de>(Children<'de>);

impl<'de> SeqAccess<'de> for Elements<'de> {
    type Error = ReadError;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, ReadError> {
        self.0.next().map(|node| seed.deserialize(node)).transpose()
    }
}

struct Members<'de> {
    rest: Children<'de>,
    value: Option<Node<'de>>,
}

impl<'de> Members<'de> {
    fn of(object: Node<'de>) -> Self {
        Self {
            rest: object.children(),
            value: None,
        }
    }
}

impl<'de> MapAccess<'de> for Members<'de> {
    type Error = ReadError;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, ReadError> {
        self.value = self.rest.next();
        let key = self.value.and_then(Node::key);
        key.map(|key| seed.deserialize(name(key.into_owned())))
            .transpose()
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, ReadError> {
        match self.value.take() {
            Some(value) => seed.deserialize(value),
            None => Err(ReadError::custom("a value is missing")),
        }
    }
}

fn name(text: String) -> StringDeserializer<ReadError> {
    text.into_deserializer()
}

/// A choice with content: `{"name": content}`.
struct Choice<'de>(Node<'de>);

impl<'de> EnumAccess<'de> for Choice<'de> {
    type Error = ReadError;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), ReadError> {
        let key = self.0.key().unwrap_or_default().into_owned();
        Ok((seed.deserialize(name(key))?, self))
    }
}

impl<'de> VariantAccess<'de> for Choice<'de> {
    type Error = ReadError;

    fn unit_variant(self) -> Result<(), ReadError> {
        Err(ReadError::invalid_type(Unexpected::Map, &"only a name"))
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, ReadError> {
        seed.deserialize(self.0)
    }

    fn tuple_variant<V: Visitor<'de>>(
        self,
        _length: usize,
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        self.0.deserialize_any(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        self.0.deserialize_any(visitor)
    }
}
