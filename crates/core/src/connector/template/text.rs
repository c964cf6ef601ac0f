//! Texts with holes: `Bearer {{auth.token}}`.

use std::borrow::Cow;

use super::{Known, Path, TemplateError, Vars};
use crate::connector::value::Value;

/// A text with holes.
#[derive(Debug, Default)]
pub(crate) struct Text {
    parts: Vec<Part>,
}

#[derive(Debug)]
enum Part {
    Literal(Box<str>),
    Hole(Path),
}

impl Text {
    /// Reads a template.
    pub(crate) fn parse(text: &str, known: Known<'_>) -> Result<Self, TemplateError> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((literal, inner)) = rest.split_once("{{") {
            if !literal.is_empty() {
                parts.push(Part::Literal(literal.into()));
            }
            let (name, after) = inner
                .split_once("}}")
                .ok_or(TemplateError::Syntax("a `{{` without its `}}`"))?;
            parts.push(Part::Hole(known.path(name.trim())?));
            rest = after;
        }
        if !rest.is_empty() {
            parts.push(Part::Literal(rest.into()));
        }
        Ok(Self { parts })
    }

    /// How many pieces it has.
    pub(crate) fn parts(&self) -> usize {
        self.parts.len()
    }

    /// Fills the holes. A template that is one hole keeps the type of its value; one whose holes
    /// are all empty is missing as a whole.
    pub(crate) fn value<'a>(&'a self, vars: &Vars<'a>) -> Value<'a> {
        match self.parts.as_slice() {
            [] => return Value::text(""),
            [Part::Literal(text)] => return Value::text(text),
            [Part::Hole(path)] => return vars.get(path),
            _ => {}
        }
        let mut out = String::new();
        let mut filled = false;
        for part in &self.parts {
            match part {
                Part::Literal(text) => out.push_str(text),
                Part::Hole(path) => {
                    if let Some(text) = vars.get(path).spelled() {
                        filled = true;
                        out.push_str(&text);
                    }
                }
            }
        }
        if filled {
            Value::Text(Cow::Owned(out))
        } else {
            Value::Missing
        }
    }
}

/// Named texts: query parameters, header fields, fields of a form.
#[derive(Debug, Default)]
pub(crate) struct Fields(pub(crate) Vec<(Box<str>, Text)>);

impl Fields {
    /// Hands each field with its value to `each`; a list gives several fields of one name. Fields
    /// that are missing are left out.
    pub(crate) fn for_each(&self, vars: &Vars<'_>, mut each: impl FnMut(&str, &str)) {
        for (name, text) in &self.0 {
            for value in text.value(vars).into_items() {
                if let Some(value) = value.spelled() {
                    each(name, &value);
                }
            }
        }
    }
}
