//! JSON bodies with holes: `{"post": "{{post.id}}", "parent?": "{{parent.id}}"}`.

use super::{Text, Vars};
use crate::{connector::value::Value, json};

/// A JSON value with holes. A string that is one hole takes over the type of what fills it.
#[derive(Debug)]
pub(crate) enum Body {
    /// A string, perhaps with holes.
    Text(Text),
    /// Anything else, as JSON.
    Literal(Box<str>),
    /// A list.
    List(Vec<Self>),
    /// An object.
    Object(Vec<Member>),
}

/// A member of an object.
#[derive(Debug)]
pub(crate) struct Member {
    /// Its key; the member disappears when the key is missing.
    pub(crate) key: Text,
    /// Whether it disappears when its value stands for nothing.
    pub(crate) optional: bool,
    /// Its value.
    pub(crate) value: Body,
}

impl Body {
    /// Writes it as JSON with its holes filled.
    pub(crate) fn write(&self, vars: &Vars<'_>, out: &mut String) {
        match self {
            Self::Text(text) => text.value(vars).write_json(out),
            Self::Literal(json) => out.push_str(json),
            Self::List(items) => {
                out.push('[');
                for (at, item) in items.iter().enumerate() {
                    if at > 0 {
                        out.push(',');
                    }
                    item.write(vars, out);
                }
                out.push(']');
            }
            Self::Object(members) => {
                out.push('{');
                let mut first = true;
                for member in members {
                    if member.optional && member.value.is_nothing(vars) {
                        continue;
                    }
                    let Some(key) = member.key.value(vars).spelled() else {
                        continue;
                    };
                    if !std::mem::take(&mut first) {
                        out.push(',');
                    }
                    json::write_string(&key, out);
                    out.push(':');
                    member.value.write(vars, out);
                }
                out.push('}');
            }
        }
    }

    /// Whether it stands for nothing: a missing or `null` hole, or a list or object that needs one.
    pub(crate) fn is_nothing(&self, vars: &Vars<'_>) -> bool {
        match self {
            Self::Literal(json) => &**json == "null",
            _ => self.lacks_something(vars),
        }
    }

    /// Whether a hole is empty whose key does not end in `?`. A `null` that is written down is meant.
    fn lacks_something(&self, vars: &Vars<'_>) -> bool {
        match self {
            Self::Text(text) => text.value(vars).is_nothing(),
            Self::Literal(_) => false,
            Self::List(items) => items.iter().any(|item| item.lacks_something(vars)),
            Self::Object(members) => members
                .iter()
                .any(|member| !member.optional && member.value.lacks_something(vars)),
        }
    }

    /// What it stands for, when it is a single value.
    pub(crate) fn value<'a>(&'a self, vars: &Vars<'a>) -> Value<'a> {
        match self {
            Self::Text(text) => text.value(vars),
            Self::Literal(json) if &**json == "null" => Value::Null,
            Self::Literal(json) => Value::text(json),
            Self::List(_) | Self::Object(_) => Value::Missing,
        }
    }
}
