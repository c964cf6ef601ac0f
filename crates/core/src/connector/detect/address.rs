//! What people paste, and what addresses look like.

use std::borrow::Cow;

use super::Params;
use crate::{
    connector::{scope::Item, template::Vars, value::Value},
    url,
};

/// An address as it was pasted, taken apart.
#[derive(Debug)]
pub(super) struct Pasted {
    pub(super) address: String,
    pub(super) site: String,
    /// In lower case, without `www.` and port.
    host: String,
    /// The host with its port.
    pub(super) authority: String,
    pub(super) path: String,
}

/// A host and the first segments of a path.
#[derive(Debug)]
pub(super) struct Shape {
    host: String,
    segments: Vec<Segment>,
}

#[derive(Debug)]
enum Segment {
    Literal(String),
    Param(String),
    Any,
}

/// How closely a shape describes an address: a whole host before the end of one, then words of
/// the path, then its length.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Weight {
    is_whole_host: bool,
    literals: usize,
    segments: usize,
}

impl Pasted {
    pub(super) fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let has_scheme = text
            .split_once("://")
            .is_some_and(|(scheme, _)| scheme.chars().all(|c| c.is_ascii_alphanumeric()));
        let address = if has_scheme {
            text.to_owned()
        } else {
            ["https://", text].concat()
        };
        let site = url::origin(&address)?;
        let (_, rest) = site.split_once("://")?;
        let authority = rest.to_ascii_lowercase();
        let host = match authority.rsplit_once(':') {
            // What is after the last colon of an address such as `[::1]` is no port.
            Some((host, port)) if !port.ends_with(']') => host,
            _ => &authority,
        };
        // A word without a dot is no site, but a machine of one's own may be called so.
        if !(host.contains('.') || host == "localhost" || host.starts_with('[') || has_scheme) {
            return None;
        }
        let after = address.split_once("://")?.1;
        let path = after
            .find('/')
            .and_then(|at| after.get(at..))
            .unwrap_or("/");
        let path = path.split(['?', '#']).next().unwrap_or("/").to_owned();
        let address = address.split('#').next().unwrap_or(&address).to_owned();
        let mut pasted = Self {
            host: host.strip_prefix("www.").unwrap_or(host).to_owned(),
            address: String::new(),
            site,
            authority,
            path,
        };
        pasted.address = pasted.with_path(address);
        Some(pasted)
    }

    /// The address of the site has a path as well, so that it is one address and not two.
    pub(super) fn with_path(&self, address: String) -> String {
        if address.eq_ignore_ascii_case(&self.site) {
            address + "/"
        } else {
            address
        }
    }

    /// Whether it is nothing but a site.
    pub(super) fn is_bare(&self) -> bool {
        self.path == "/" && !self.address.contains('?')
    }

    /// What questions can name.
    pub(super) fn vars(&self) -> Vars<'_> {
        let mut vars = Vars::default();
        vars.set("site", Value::text(&self.site));
        vars.set("host", Value::text(&self.host));
        vars.set("address", Value::text(&self.address));
        vars
    }

    /// What parameters can be made of.
    pub(super) fn item(&self) -> Item<'_> {
        let member = |name, text| (Cow::Borrowed(name), Value::text(text));
        Item::new(Value::Record(vec![
            member("address", &self.address),
            member("site", &self.site),
            member("host", &self.host),
            member("path", &self.path),
        ]))
    }
}

impl Shape {
    /// `github.com/{owner}/{repo}`
    pub(super) fn read(text: &str) -> Self {
        let (host, path) = text.split_once('/').unwrap_or((text, ""));
        let segment = |segment: &str| {
            let name = segment
                .strip_prefix('{')
                .and_then(|rest| rest.strip_suffix('}'));
            match (segment, name) {
                ("*", _) => Segment::Any,
                (_, Some(name)) => Segment::Param(name.to_owned()),
                _ => Segment::Literal(segment.to_owned()),
            }
        };
        Self {
            host: host.to_ascii_lowercase(),
            segments: path
                .split('/')
                .filter(|segment| !segment.is_empty())
                .map(segment)
                .collect(),
        }
    }

    /// The parameters that an address of this shape sets.
    pub(super) fn matches(&self, pasted: &Pasted) -> Option<Params> {
        let fits = match self.host.strip_prefix("*.") {
            Some(end) => pasted
                .host
                .strip_suffix(end)
                .is_some_and(|start| start.ends_with('.')),
            None => pasted.host == self.host,
        };
        if !fits {
            return None;
        }
        let mut params = Params::new();
        let mut given = pasted.path.split('/').filter(|segment| !segment.is_empty());
        for segment in &self.segments {
            let here = given.next()?;
            match segment {
                Segment::Literal(literal) if literal != here => return None,
                Segment::Param(name) => {
                    params.insert(name.clone(), here.to_owned());
                }
                Segment::Literal(_) | Segment::Any => {}
            }
        }
        Some(params)
    }

    pub(super) fn weight(&self) -> Weight {
        let is_literal = |segment: &&Segment| matches!(segment, Segment::Literal(_));
        Weight {
            is_whole_host: !self.host.starts_with("*."),
            literals: self.segments.iter().filter(is_literal).count(),
            segments: self.segments.len(),
        }
    }
}
