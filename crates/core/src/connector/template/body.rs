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

    /// Whether it stands for nothing: a missing or `null` hole, or a list or object that has holes
    /// and none of them is filled.
    pub(crate) fn is_nothing(&self, vars: &Vars<'_>) -> bool {
        match self {
            Self::Text(text) => text.value(vars).is_nothing(),
            Self::Literal(json) => &**json == "null",
            Self::List(_) | Self::Object(_) => {
                let mut with_holes = self.parts().filter(|part| part.has_holes()).peekable();
                with_holes.peek().is_some() && with_holes.all(|part| part.is_nothing(vars))
            }
        }
    }

    fn has_holes(&self) -> bool {
        match self {
            Self::Text(text) => text.has_holes(),
            Self::Literal(_) => false,
            Self::List(_) | Self::Object(_) => self.parts().any(Self::has_holes),
        }
    }

    /// What a list or an object is made of.
    fn parts(&self) -> impl Iterator<Item = &Self> {
        let (items, members): (&[Self], &[Member]) = match self {
            Self::List(items) => (items, &[]),
            Self::Object(members) => (&[], members),
            Self::Text(_) | Self::Literal(_) => (&[], &[]),
        };
        items
            .iter()
            .chain(members.iter().map(|member| &member.value))
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
