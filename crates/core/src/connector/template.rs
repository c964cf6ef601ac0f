//! Templates: addresses (RFC 6570), texts and JSON bodies with holes for variables.
//!
//! Variables are known when a file is read, so an unknown one is a problem of the file and not of
//! a request. A hole whose variable is not there takes what depends on it along: a query
//! parameter, a header field, a key that ends in `?`. A hole may name several variables, as in
//! `parent.id || post.id`: the first that is there fills it.

mod body;
mod text;
mod url;

pub(crate) use body::{Body, Member};
pub(crate) use text::{Fields, Text};
pub(crate) use url::{Address, append_query};

use std::borrow::Cow;

use super::value::Value;

/// What is wrong with a template.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TemplateError {
    /// It breaks the grammar.
    #[error("{0}")]
    Syntax(&'static str),
    /// It names a variable that does not exist here.
    #[error("there is no variable `{0}` here")]
    Unknown(String),
}

/// The values that templates can name.
#[derive(Debug, Default)]
pub(crate) struct Vars<'a> {
    roots: Vec<(&'a str, Value<'a>)>,
    /// Where to look for what is not here.
    around: Option<&'a Self>,
}

impl<'a> Vars<'a> {
    /// Variables on top of others.
    pub(crate) fn within(around: &'a Self) -> Self {
        Self {
            roots: Vec::new(),
            around: Some(around),
        }
    }

    /// Adds a variable.
    pub(crate) fn set(&mut self, name: &'a str, value: Value<'a>) {
        self.roots.push((name, value));
    }

    /// Adds a variable with members.
    pub(crate) fn set_record(
        &mut self,
        name: &'a str,
        members: impl IntoIterator<Item = (&'a str, Value<'a>)>,
    ) {
        let members = members
            .into_iter()
            .map(|(key, value)| (Cow::Borrowed(key), value))
            .collect();
        self.set(name, Value::Record(members));
    }

    /// A variable without its members; the one set last wins.
    pub(crate) fn root(&self, name: &str) -> Value<'a> {
        self.find(name).cloned().unwrap_or_default()
    }

    fn find(&self, name: &str) -> Option<&Value<'a>> {
        let found = self.roots.iter().rev().find(|(known, _)| *known == name);
        found
            .map(|(_, value)| value)
            .or_else(|| self.around?.find(name))
    }

    fn get(&self, path: &Path) -> Value<'a> {
        let value = self.look_up(path);
        match &path.otherwise {
            Some(otherwise) if value.is_nothing() => self.get(otherwise),
            _ => value,
        }
    }

    fn look_up(&self, path: &Path) -> Value<'a> {
        let Some(root) = self.find(&path.root) else {
            return Value::Missing;
        };
        let Some((first, rest)) = path.members.split_first() else {
            return root.clone();
        };
        rest.iter()
            .fold(root.member(first), |value, name| value.member(name))
    }
}

/// The name of a variable, taken apart.
#[derive(Debug)]
struct Path {
    root: Box<str>,
    members: Vec<Box<str>>,
    /// What stands in for it where it is not there.
    otherwise: Option<Box<Self>>,
}

/// The variables that exist in one part of a file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Known<'k> {
    /// The names of the parameters.
    pub(crate) params: &'k [String],
    /// The variables; see [`MEMBERS`].
    pub(crate) roots: &'k [&'k str],
}

/// The members that variables have; a variable that is not listed may have any.
const MEMBERS: &[(&str, &[&str])] = &[
    ("account", &["id", "name"]),
    ("base", &[]),
    ("comment", CONTENT),
    (
        "input",
        &[
            "text",
            "title",
            "tags",
            "name",
            "email",
            "url",
            "user",
            "secret",
            "reaction",
            "code",
            "verifier",
            "client_id",
            "client_secret",
            "redirect",
            "lang",
            "type",
        ],
    ),
    ("id", &[]),
    ("ids", &[]),
    ("key", &[]),
    ("page", &["number", "size", "offset", "cursor", "last"]),
    ("parent", CONTENT),
    ("post", CONTENT),
    ("query", &["search", "tag"]),
    ("now", &[]),
    ("vote", &["value", "name", "change"]),
];

/// The members of posts and comments.
const CONTENT: &[&str] = &[
    "id",
    "title",
    "body",
    "url",
    "permalink",
    "parent",
    "author",
    "cap",
];

impl Known<'_> {
    /// Takes the names of a hole apart.
    fn path(&self, names: &str) -> Result<Path, TemplateError> {
        let (name, others) = match names.split_once("||") {
            Some((name, others)) => (name.trim(), Some(others.trim())),
            None => (names, None),
        };
        let mut path = self.single(name)?;
        path.otherwise = others
            .map(|others| self.path(others).map(Box::new))
            .transpose()?;
        Ok(path)
    }

    /// Takes a variable's name apart. A parameter may be named without `params.`.
    fn single(&self, name: &str) -> Result<Path, TemplateError> {
        let unknown = || TemplateError::Unknown(name.to_owned());
        let mut parts = name.split('.');
        let first = parts
            .next()
            .filter(|first| !first.is_empty())
            .ok_or(TemplateError::Syntax("a variable's name is missing"))?;
        let members: Vec<Box<str>> = parts.map(Box::from).collect();
        let is_param = |name: &str| self.params.iter().any(|param| param == name);
        if members.is_empty() && !self.roots.contains(&first) && is_param(first) {
            return Ok(Path {
                root: "params".into(),
                members: vec![first.into()],
                otherwise: None,
            });
        }
        if !self.roots.contains(&first) {
            return Err(unknown());
        }
        let fits = match (first, members.first()) {
            (_, Some(member)) if member.is_empty() => false,
            ("params", member) => member.is_some_and(|member| is_param(member)),
            (_, None) => true,
            (root, Some(member)) => MEMBERS
                .iter()
                .find(|(known, _)| *known == root)
                .is_none_or(|(_, known)| known.contains(&&**member)),
        };
        if fits {
            Ok(Path {
                root: first.into(),
                members,
                otherwise: None,
            })
        } else {
            Err(unknown())
        }
    }

    /// The variables as they can be written, for a hint.
    pub(crate) fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.params.to_vec();
        for root in self.roots.iter().filter(|root| **root != "params") {
            match MEMBERS.iter().find(|(known, _)| known == root) {
                Some((_, members)) if !members.is_empty() => {
                    names.extend(members.iter().map(|member| format!("{root}.{member}")));
                }
                _ => names.push((*root).to_owned()),
            }
        }
        names
    }
}
