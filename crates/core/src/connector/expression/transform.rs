//! The transforms: each a total function from values to a value.
//!
//! Those that work on one text work on each text of a list. What does not fit gives nothing, so
//! that a list of choices goes on to the next.

use std::borrow::Cow;

use super::Expression;
use crate::{
    connector::{
        scope::{Item, Scope},
        template::{Address, Text, Vars},
        value::Value,
    },
    html,
    json::Type,
    pattern::Search,
    time::{self, Zone},
    url,
};

/// A transform and what it works on.
#[derive(Debug)]
pub(crate) struct Transform {
    /// What it works on: `in`.
    pub(crate) input: Expression,
    /// What it does: `op`.
    pub(crate) function: Function,
}

/// What a transform does.
#[derive(Debug)]
pub(crate) enum Function {
    /// `time`: reads a moment.
    Time(Zone),
    /// `html_decode`: resolves character references.
    HtmlDecode,
    /// `html_to_text`: leaves the tags out.
    HtmlToText,
    /// `replace`: each `from` by `to`.
    Replace { from: Box<str>, to: Box<str> },
    /// `regex`: what a group of the first match is.
    Regex(Box<dyn Search>, usize),
    /// `prefix`: puts a text before.
    Prefix(Box<str>),
    /// `strip_prefix`: takes a text away where it stands at the start.
    StripPrefix(Box<str>),
    /// `split`: the pieces between separators, without blanks around them and empty ones.
    Split(Box<str>),
    /// `join`: the texts of a list with a separator between them.
    Join(Box<str>),
    /// `template` with `url`.
    Address(Address, Locals),
    /// `template` with `text`.
    Text(Text, Locals),
    /// `absolute`: a relative address as it is meant in the answer.
    Absolute(Option<Expression>),
    /// `map`: a table from texts to values, and what is taken for others.
    Map {
        table: Vec<(Box<str>, Value<'static>)>,
        default: Option<Expression>,
    },
    /// `eq`: whether it is the same as another value, as text.
    Equals(Expression),
    /// `not`: whether it means no.
    Not,
    /// `exists`: whether it is present and not empty.
    Exists,
    /// `add`: a number and another.
    Add(i64),
    /// `sub`: a number less another.
    Subtract(Expression),
    /// `sum`: of the numbers of a list, or of the values of an object.
    Sum,
    /// `len`: how many values a list or object has.
    Length,
    /// `int`: a whole number.
    Int,
    /// `str`: a text.
    Str,
    /// `list`: a list, also of a single value.
    List,
    /// `entries`: an object as a list of `{key, value}`.
    Entries,
    /// `zip`: rows of a table as objects; the operand names the columns.
    Zip(Expression),
    /// `json`: the value as JSON.
    Json,
}

/// Variables of a template of its own: `with`.
pub(crate) type Locals = Vec<(Box<str>, Expression)>;

impl Transform {
    /// What it works on.
    pub(crate) fn source(&self) -> &Expression {
        &self.input
    }

    /// The value for an item.
    pub(crate) fn apply<'a>(&'a self, scope: &Scope<'a>, item: &Item<'a>) -> Value<'a> {
        let input = self.input.evaluate(scope, item);
        if !scope.spend_bytes(self.function.copies(&input)) {
            return Value::Missing;
        }
        match &self.function {
            Function::Time(zone) => time_of(&input, *zone),
            Function::HtmlDecode => each(input, &|text| match text {
                Cow::Borrowed(text) => html::decode(text),
                Cow::Owned(text) => Cow::Owned(html::decode(&text).into_owned()),
            }),
            Function::HtmlToText => each(input, &|text| Cow::Owned(html::to_text(&text))),
            Function::Replace { from, to } => {
                each(input, &|text| Cow::Owned(text.replace(&**from, to)))
            }
            Function::Regex(pattern, group) => each_value(input, &|value| {
                let text = value.as_text().unwrap_or_default();
                // A search costs a step of the machine for each character and instruction.
                let cost = text.len().saturating_mul(pattern.cost()) / 64;
                if !scope.spend(cost) {
                    return Value::Missing;
                }
                let found = pattern.find(&text, *group);
                found.map_or(Value::Missing, |found| {
                    Value::Text(Cow::Owned(found.to_owned()))
                })
            }),
            Function::Prefix(prefix) => {
                each(input, &|text| Cow::Owned([prefix, text.as_ref()].concat()))
            }
            Function::StripPrefix(prefix) => each(input, &|text| match text {
                Cow::Borrowed(text) => Cow::Borrowed(text.strip_prefix(&**prefix).unwrap_or(text)),
                Cow::Owned(text) => {
                    Cow::Owned(text.strip_prefix(&**prefix).unwrap_or(&text).to_owned())
                }
            }),
            Function::Split(separator) => split(input, separator),
            Function::Join(separator) => {
                let texts: Vec<_> = input
                    .into_items()
                    .iter()
                    .filter_map(Value::spelled)
                    .collect();
                if texts.is_empty() {
                    return Value::Missing;
                }
                Value::Text(Cow::Owned(texts.join(separator)))
            }
            Function::Address(template, locals) => Value::Text(Cow::Owned(
                template.expand(&variables(scope, item, locals, template.parts())),
            )),
            Function::Text(template, locals) => {
                let vars = variables(scope, item, locals, template.parts());
                template
                    .value(&vars)
                    .spelled()
                    .map_or(Value::Missing, Value::Text)
            }
            Function::Absolute(base) => {
                let base = base
                    .as_ref()
                    .and_then(|base| base.evaluate(scope, item).as_text());
                let base = base.unwrap_or(Cow::Borrowed(scope.address));
                each_value(input, &|value| {
                    let joined = value.as_text().and_then(|text| url::join(&base, &text));
                    joined.map_or(Value::Missing, |url| Value::Text(Cow::Owned(url)))
                })
            }
            Function::Map { table, default } => map(input, table, &|| match default {
                Some(default) => default.evaluate(scope, item),
                None => Value::Missing,
            }),
            Function::Equals(other) => {
                let other = other.evaluate(scope, item);
                Value::Bool(input.spelled() == other.spelled())
            }
            Function::Not => Value::Bool(!input.as_flag().unwrap_or(false)),
            Function::Exists => Value::Bool(!input.is_empty()),
            Function::Add(number) => {
                int(input.as_int().and_then(|input| input.checked_add(*number)))
            }
            Function::Subtract(other) => {
                let other = other.evaluate(scope, item).as_int();
                int(input
                    .as_int()
                    .zip(other)
                    .and_then(|(a, b)| a.checked_sub(b)))
            }
            Function::Sum => {
                let Some(children) = input.children() else {
                    return Value::Missing;
                };
                let _ = scope.spend(children.len());
                int(Some(
                    children
                        .iter()
                        .filter_map(Value::as_int)
                        .fold(0, i64::saturating_add),
                ))
            }
            Function::Length => {
                let count = input.children().map(|children| children.len());
                let _ = scope.spend(count.unwrap_or(0));
                int(count.and_then(|count| i64::try_from(count).ok()))
            }
            Function::Int => int(input.as_int()),
            Function::Str => {
                let text = |value: Value<'a>| value.spelled().map_or(Value::Missing, Value::Text);
                each_value(input, &text)
            }
            Function::List => Value::List(input.into_items()),
            Function::Entries => entries(&input),
            Function::Zip(columns) => zip(&columns.evaluate(scope, item), input, scope),
            Function::Json => {
                if input.kind().is_none() {
                    return Value::Missing;
                }
                let mut json = String::new();
                input.write_json(&mut json);
                Value::Text(Cow::Owned(json))
            }
        }
    }
}

/// Reads a moment from a text or a Unix time.
pub(crate) fn time_of<'a>(value: &Value<'_>, zone: Zone) -> Value<'a> {
    if let Value::Time(millis) = value {
        return Value::Time(*millis);
    }
    let moment = value.as_text().and_then(|text| time::parse_in(&text, zone));
    moment.map_or(Value::Missing, |moment| Value::Time(moment.0))
}

fn int<'a>(number: Option<i64>) -> Value<'a> {
    number.map_or(Value::Missing, Value::int)
}

/// Applies a function to a value, or to each of a list.
fn each_value<'a>(value: Value<'a>, function: &dyn Fn(Value<'a>) -> Value<'a>) -> Value<'a> {
    if value.kind() == Some(Type::Array) {
        return Value::List(value.into_items().into_iter().map(function).collect());
    }
    function(value)
}

/// Applies a function to a text, or to each text of a list.
fn each<'a>(value: Value<'a>, function: &dyn Fn(Cow<'a, str>) -> Cow<'a, str>) -> Value<'a> {
    each_value(value, &|value| match value.as_text() {
        Some(text) => Value::Text(function(text)),
        None => Value::Missing,
    })
}

/// A text in pieces. A list stays a list: some backends send either.
fn split<'a>(input: Value<'a>, separator: &str) -> Value<'a> {
    if input.kind() == Some(Type::Array) {
        return input;
    }
    let Some(text) = input.as_text() else {
        return Value::Missing;
    };
    let pieces = match text {
        Cow::Borrowed(text) => pieces(text, separator).map(Value::text).collect(),
        Cow::Owned(text) => pieces(&text, separator)
            .map(|piece| Value::Text(Cow::Owned(piece.to_owned())))
            .collect(),
    };
    Value::List(pieces)
}

fn pieces<'t>(text: &'t str, separator: &str) -> impl Iterator<Item = &'t str> {
    text.split(separator)
        .map(str::trim)
        .filter(|piece| !piece.is_empty())
}

fn map<'a>(
    input: Value<'a>,
    table: &'a [(Box<str>, Value<'static>)],
    default: &dyn Fn() -> Value<'a>,
) -> Value<'a> {
    each_value(input, &|value| {
        let key = value.spelled().unwrap_or_default();
        match table.iter().find(|(known, _)| **known == *key) {
            Some((_, mapped)) => mapped.clone(),
            None => default(),
        }
    })
}

/// The variables of the answer, and a template's own.
/// The variables of a template with so many parts, each of which may be one of them.
fn variables<'a>(scope: &Scope<'a>, item: &Item<'a>, locals: &'a Locals, parts: usize) -> Vars<'a> {
    let mut vars = Vars::within(scope.vars);
    for (name, expression) in locals {
        let value = expression.evaluate(scope, item);
        if scope.spend_bytes(value.weight().saturating_mul(parts)) {
            vars.set(name, value);
        }
    }
    vars
}

impl Function {
    /// How many bytes of text it makes of a value at most, where that is more than a few.
    fn copies(&self, input: &Value<'_>) -> usize {
        let count = || match input {
            Value::List(items) => items.len().max(1),
            Value::Node(node) => node.children().count().max(1),
            _ => 1,
        };
        let added = match self {
            Self::Prefix(text) | Self::Join(text) => count().saturating_mul(text.len()),
            // At most one replacement for each byte of what is replaced.
            Self::Replace { from, to } => {
                let places = input.weight() / from.len().max(1);
                places.saturating_mul(to.len())
            }
            Self::HtmlDecode
            | Self::HtmlToText
            | Self::StripPrefix(_)
            | Self::Split(_)
            | Self::Str
            | Self::Json => 0,
            // A step for each value that is listed.
            Self::Entries | Self::Zip(_) | Self::List => return count().saturating_mul(16),
            _ => return 0,
        };
        added.saturating_add(input.weight())
    }
}

fn entries<'a>(input: &Value<'a>) -> Value<'a> {
    if input.kind() != Some(Type::Object) {
        return if input.is_nothing() {
            Value::List(Vec::new())
        } else {
            Value::Missing
        };
    }
    let entry = |key: Cow<'a, str>, value: Value<'a>| {
        Value::Record(vec![
            (Cow::Borrowed("key"), Value::Text(key)),
            (Cow::Borrowed("value"), value),
        ])
    };
    Value::List(match input {
        Value::Record(members) => members
            .iter()
            .map(|(key, value)| entry(key.clone(), value.clone()))
            .collect(),
        _ => input
            .children()
            .unwrap_or_default()
            .into_iter()
            .map(|child| entry(child.key().as_text().unwrap_or_default(), child))
            .collect(),
    })
}

fn zip<'a>(columns: &Value<'a>, rows: Value<'a>, scope: &Scope<'a>) -> Value<'a> {
    let names: Vec<Cow<'a, str>> = columns
        .children()
        .unwrap_or_default()
        .iter()
        .map(|name| name.as_text().unwrap_or_default())
        .collect();
    if rows.kind() != Some(Type::Array) {
        return Value::Missing;
    }
    let mut records = Vec::new();
    for row in rows.into_items() {
        let cells = row.children().unwrap_or_default();
        if !scope.spend(cells.len() + 1) {
            break;
        }
        records.push(Value::Record(names.iter().cloned().zip(cells).collect()));
    }
    Value::List(records)
}
