//! Address templates: RFC 6570 up to level 4, without prefix modifiers.
//!
//! One liberty: `{?…}` continues a query that has begun and `{&…}` begins one that has not, so a
//! template works behind `/wp-json` and behind `/?rest_route=` alike. And one more: `{parent.id||post.id}`.

use std::borrow::Cow;

use super::{Known, Path, TemplateError, Vars};
use crate::{connector::value::Value, json::Type};

/// An address with holes.
#[derive(Debug, Default)]
pub(crate) struct Address {
    parts: Vec<Part>,
}

#[derive(Debug)]
enum Part {
    Literal(Box<str>),
    Expression(Operator, Vec<Hole>),
}

#[derive(Debug)]
struct Hole {
    path: Path,
    /// What stands before `=`, percent-encoded already.
    name: Box<str>,
    explode: bool,
}

/// The operators of RFC 6570.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    Simple,
    Reserved,
    Fragment,
    Label,
    Segment,
    Parameter,
    Query,
    Continuation,
}

impl Operator {
    fn parse(mark: char) -> Option<Self> {
        Some(match mark {
            '+' => Self::Reserved,
            '#' => Self::Fragment,
            '.' => Self::Label,
            '/' => Self::Segment,
            ';' => Self::Parameter,
            '?' => Self::Query,
            '&' => Self::Continuation,
            _ => return None,
        })
    }

    fn separator(self) -> char {
        match self {
            Self::Simple | Self::Reserved | Self::Fragment => ',',
            Self::Label => '.',
            Self::Segment => '/',
            Self::Parameter => ';',
            Self::Query | Self::Continuation => '&',
        }
    }

    /// What stands before the first value.
    fn first(self, out: &str) -> &'static str {
        match self {
            Self::Simple | Self::Reserved => "",
            Self::Fragment => "#",
            Self::Label => ".",
            Self::Segment => "/",
            Self::Parameter => ";",
            Self::Query | Self::Continuation => query_mark(out),
        }
    }

    fn is_named(self) -> bool {
        matches!(self, Self::Parameter | Self::Query | Self::Continuation)
    }

    fn keeps_reserved(self) -> bool {
        matches!(self, Self::Reserved | Self::Fragment)
    }
}

impl Address {
    /// How many pieces it has.
    pub(crate) fn parts(&self) -> usize {
        self.parts.len()
    }

    /// Reads a template.
    pub(crate) fn parse(text: &str, known: Known<'_>) -> Result<Self, TemplateError> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            let (literal, marked) = rest.split_at_checked(at).unwrap_or((rest, ""));
            if !literal.is_empty() {
                parts.push(Part::Literal(literal.into()));
            }
            let inner = marked
                .strip_prefix('{')
                .ok_or(TemplateError::Syntax("a `}` without its `{`"))?;
            let end = inner
                .find('}')
                .ok_or(TemplateError::Syntax("a `{` without its `}`"))?;
            let (expression, after) = inner.split_at_checked(end).unwrap_or((inner, ""));
            parts.push(expression_part(expression, known)?);
            rest = after.get(1..).unwrap_or("");
        }
        if !rest.is_empty() {
            parts.push(Part::Literal(rest.into()));
        }
        Ok(Self { parts })
    }

    /// Fills the holes.
    pub(crate) fn expand(&self, vars: &Vars<'_>) -> String {
        let mut out = String::new();
        for part in &self.parts {
            match part {
                Part::Literal(text) => encode(text, true, &mut out),
                Part::Expression(operator, holes) => {
                    let mut first = true;
                    for hole in holes {
                        expand_hole(*operator, hole, &vars.get(&hole.path), &mut first, &mut out);
                    }
                }
            }
        }
        out
    }

    /// What it begins with before the first hole.
    pub(crate) fn literal_start(&self) -> &str {
        match self.parts.first() {
            Some(Part::Literal(text)) => text,
            _ => "",
        }
    }
}

fn expression_part(text: &str, known: Known<'_>) -> Result<Part, TemplateError> {
    let operator = text.chars().next().and_then(Operator::parse);
    let names = if operator.is_some() {
        text.get(1..).unwrap_or("")
    } else {
        text
    };
    let mut holes = Vec::new();
    for name in names.split(',') {
        let (name, explode) = match name.strip_suffix('*') {
            Some(name) => (name, true),
            None => (name, false),
        };
        if name.contains(':') {
            return Err(TemplateError::Syntax(
                "prefixes such as `{name:3}` are not supported",
            ));
        }
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '%');
        let mut alternatives = name.split("||");
        if !alternatives.all(|name| name.chars().all(allowed)) {
            return Err(TemplateError::Syntax(
                "a variable's name has letters, digits, `_` and `.` only",
            ));
        }
        let path = known.path(&decode(name))?;
        holes.push(Hole {
            path,
            name: name.split("||").next().unwrap_or(name).into(),
            explode,
        });
    }
    Ok(Part::Expression(
        operator.unwrap_or(Operator::Simple),
        holes,
    ))
}

/// Expands one variable (RFC 6570, section 3.2).
fn expand_hole(
    operator: Operator,
    hole: &Hole,
    value: &Value<'_>,
    first: &mut bool,
    out: &mut String,
) {
    let pairs = pairs(value);
    if pairs.is_empty() {
        return;
    }
    let mut between = |out: &mut String| {
        if std::mem::take(first) {
            out.push_str(operator.first(out));
        } else {
            out.push(operator.separator());
        }
    };
    let keep = operator.keeps_reserved();
    if !hole.explode {
        between(out);
        push_name(
            operator,
            hole,
            pairs.iter().all(|(_, value)| value.is_empty()),
            out,
        );
        for (at, (key, value)) in pairs.iter().enumerate() {
            if at > 0 {
                out.push(',');
            }
            if let Some(key) = key {
                encode(key, keep, out);
                out.push(',');
            }
            encode(value, keep, out);
        }
        return;
    }
    for (key, value) in &pairs {
        between(out);
        match key {
            Some(key) => {
                encode(key, keep, out);
                out.push('=');
            }
            None => push_name(operator, hole, value.is_empty(), out),
        }
        encode(value, keep, out);
    }
}

/// Writes `name=` where the operator wants it; `;name` has no `=` before an empty value.
fn push_name(operator: Operator, hole: &Hole, is_empty: bool, out: &mut String) {
    if operator.is_named() {
        out.push_str(&hole.name);
        if !(is_empty && operator == Operator::Parameter) {
            out.push('=');
        }
    }
}

/// One piece of a value, and its key where it has one.
type Pair<'a> = (Option<Cow<'a, str>>, Cow<'a, str>);

/// A value as it goes into an address: one string, several, or several with keys.
fn pairs<'a>(value: &Value<'a>) -> Vec<Pair<'a>> {
    if let Some(text) = value
        .spelled()
        .filter(|_| value.kind() != Some(Type::Array))
    {
        return vec![(None, text)];
    }
    let children = value.children().unwrap_or_default();
    match value {
        Value::Record(members) => members
            .iter()
            .filter_map(|(key, value)| Some((Some(key.clone()), value.spelled()?)))
            .collect(),
        _ => children
            .iter()
            .filter_map(|child| Some((child.key().as_text(), child.spelled()?)))
            .collect(),
    }
}

/// Adds a parameter to the query of an address.
pub(crate) fn append_query(url: &mut String, name: &str, value: &str) {
    let mark = query_mark(url);
    url.push_str(mark);
    encode(name, false, url);
    url.push('=');
    encode(value, false, url);
}

/// What goes before the next parameter of a query.
fn query_mark(url: &str) -> &'static str {
    match url.find('?') {
        None => "?",
        Some(_) if url.ends_with(['?', '&']) => "",
        Some(_) => "&",
    }
}

/// Percent-encodes everything but unreserved characters, and but reserved ones and triplets where
/// those are kept.
fn encode(text: &str, keep_reserved: bool, out: &mut String) {
    for (at, byte) in text.bytes().enumerate() {
        let triplet = || {
            let digits = text.as_bytes().get(at + 1..at + 3);
            digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
        };
        let plain = byte.is_ascii_alphanumeric()
            || b"-._~".contains(&byte)
            || keep_reserved
                && (b":/?#[]@!$&'()*+,;=".contains(&byte) || byte == b'%' && triplet());
        if plain {
            out.push(char::from(byte));
        } else {
            const DIGITS: [char; 16] = [
                '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F',
            ];
            out.push('%');
            for half in [byte >> 4, byte & 15] {
                out.push(DIGITS.get(usize::from(half)).copied().unwrap_or('0'));
            }
        }
    }
}

/// Resolves percent-encoded characters of a variable's name.
fn decode(name: &str) -> Cow<'_, str> {
    if !name.contains('%') {
        return Cow::Borrowed(name);
    }
    let mut bytes = Vec::with_capacity(name.len());
    let mut rest = name.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let code = rest
            .get(1..3)
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        if let Some(code) = code.filter(|_| byte == b'%') {
            bytes.push(code);
            rest = rest.get(3..).unwrap_or(&[]);
        } else {
            bytes.push(byte);
            rest = after;
        }
    }
    Cow::Owned(String::from_utf8_lossy(&bytes).into_owned())
}
