//! A connector with its parameters, and the situation that a request is made in.

use std::{borrow::Cow, collections::BTreeMap, sync::Arc};

use super::{
    Connector,
    capabilities::SignInKind,
    failure::{Failure, FailureKind},
    plan::set_header,
    request::HttpRequest,
    session::Session,
    template::{Vars, append_query},
    value::Value,
};
use crate::{
    model::{Author, Body, Capture, Comment, Post, Vote},
    url,
};

/// A connector with its parameters.
#[derive(Debug)]
pub(crate) struct Bound {
    connector: Arc<Connector>,
    params: BTreeMap<String, String>,
    base: String,
    origins: Vec<String>,
}

impl Bound {
    /// Checks the parameters and works out base and origins.
    pub(crate) fn new(
        connector: Arc<Connector>,
        given: &BTreeMap<String, String>,
    ) -> Result<Self, Failure> {
        let unsupported = |message| Failure::new(FailureKind::Unsupported, message);
        let mut params = BTreeMap::new();
        let mut origins = Vec::new();
        for param in &connector.params {
            let given = given.get(&param.name).map(String::as_str).map(str::trim);
            let value = given
                .filter(|value| !value.is_empty())
                .or(param.default.as_deref())
                .ok_or_else(|| unsupported(format!("`{}` is missing", param.name)))?;
            let value = if param.is_url {
                let site = url::site(value).ok_or_else(|| {
                    unsupported(format!(
                        "`{}` is not an http(s) address: {value}",
                        param.name
                    ))
                })?;
                origins.extend(url::origin(&site));
                site
            } else {
                value.to_owned()
            };
            params.insert(param.name.clone(), value);
        }
        let mut vars = Vars::default();
        vars.set_record(
            "params",
            params
                .iter()
                .map(|(name, value)| (&**name, Value::filled(value))),
        );
        let base = connector.base.expand(&vars);
        for address in connector
            .origins
            .iter()
            .map(|template| template.expand(&vars))
        {
            origins.extend(url::origin(&address));
        }
        let origin = url::origin(&base)
            .ok_or_else(|| unsupported(format!("the base is not an http(s) address: {base}")))?;
        origins.push(origin);
        origins.sort_unstable();
        origins.dedup();
        Ok(Self {
            connector,
            params,
            base,
            origins,
        })
    }

    /// The connector.
    pub(crate) fn connector(&self) -> &Connector {
        &self.connector
    }

    /// Where requests and credentials may go.
    pub(crate) fn origins(&self) -> &[String] {
        &self.origins
    }

    /// Adds what the session sends along outside of header fields of the connector.
    pub(crate) fn authorize(&self, vars: &Vars<'_>, request: &mut HttpRequest) {
        let auth = &self.connector.auth;
        auth.send_query.for_each(vars, |name, value| {
            append_query(&mut request.url, name, value);
        });
        let is_basic = auth
            .sign_in
            .as_ref()
            .is_some_and(|with| with.kind == SignInKind::Basic);
        if is_basic {
            let session = vars.root("auth");
            let part = |name| session.member(name).as_text();
            if let (Some(user), Some(secret)) = (part("user"), part("secret")) {
                let pair = [user.as_ref(), ":", secret.as_ref()].concat();
                let value = ["Basic ", &base64(pair.as_bytes())].concat();
                set_header(&mut request.headers, "Authorization", &value);
            }
        }
    }
}

/// What is known when a request is made and its answer read.
#[derive(Debug, Clone)]
pub(crate) struct Situation {
    pub(crate) source: Arc<Bound>,
    pub(crate) session: Session,
    pub(crate) post: Option<Box<Post>>,
    pub(crate) parent: Option<Box<Comment>>,
    pub(crate) comment: Option<Box<Comment>>,
    /// What a person entered, by the names of `input.…`.
    pub(crate) input: Vec<(&'static str, Value<'static>)>,
    /// What is listed, by the names of `query.…`.
    pub(crate) query: Vec<(&'static str, String)>,
    /// The order of the list, by name.
    pub(crate) sort: Option<String>,
    pub(crate) vote: Option<Vote>,
    /// The vote before.
    pub(crate) voted: Vote,
    pub(crate) key: String,
    /// When a write was asked for (RFC 3339); empty: it is not known.
    pub(crate) now: String,
    /// The comments that are asked for by name.
    pub(crate) ids: Vec<String>,
    /// The session has been renewed once for this.
    pub(crate) is_renewed: bool,
}

impl Situation {
    /// Nothing but a source and who is signed in to it.
    pub(crate) fn new(source: &Arc<Bound>, session: &Session) -> Self {
        Self {
            source: Arc::clone(source),
            session: session.clone(),
            post: None,
            parent: None,
            comment: None,
            input: Vec::new(),
            query: Vec::new(),
            sort: None,
            vote: None,
            key: String::new(),
            now: String::new(),
            voted: Vote::None,
            ids: Vec::new(),
            is_renewed: false,
        }
    }

    /// The variables of templates.
    pub(crate) fn vars(&self) -> Vars<'_> {
        let mut vars = Vars::default();
        vars.set("params", Value::Record(pairs(&self.source.params)));
        vars.set("base", Value::text(&self.source.base));
        vars.set("auth", Value::Record(pairs(&self.session.auth)));
        vars.set_record(
            "account",
            [
                ("id", Value::optional(self.session.account_id.as_deref())),
                (
                    "name",
                    Value::optional(self.session.account_name.as_deref()),
                ),
            ],
        );
        if let Some(post) = &self.post {
            vars.set("post", post_record(post));
        }
        if let Some(parent) = &self.parent {
            vars.set("parent", comment_record(parent));
        }
        if let Some(comment) = &self.comment {
            vars.set("comment", comment_record(comment));
        }
        vars.set_record(
            "input",
            self.input
                .iter()
                .map(|(name, value)| (*name, value.clone())),
        );
        vars.set_record(
            "query",
            self.query
                .iter()
                .map(|(name, value)| (*name, Value::filled(value))),
        );
        if let Some(vote) = self.vote {
            let name = match vote {
                Vote::Up => "up",
                Vote::Down => "down",
                Vote::None => "none",
            };
            vars.set_record(
                "vote",
                [
                    ("value", Value::int(vote.weight())),
                    ("name", Value::text(name)),
                    ("change", Value::int(vote.weight() - self.voted.weight())),
                ],
            );
        }
        vars.set("key", Value::filled(&self.key));
        vars.set("now", Value::filled(&self.now));
        vars.set(
            "ids",
            Value::List(self.ids.iter().map(|id| Value::text(id)).collect()),
        );
        vars
    }
}

/// Named values; what is empty is missing, so that a parameter with the default `""` is optional.
fn pairs(map: &BTreeMap<String, String>) -> Vec<(Cow<'_, str>, Value<'_>)> {
    map.iter()
        .map(|(name, value)| (Cow::Borrowed(name.as_str()), Value::filled(value)))
        .collect()
}

fn post_record(post: &Post) -> Value<'_> {
    content_record([
        ("id", Value::filled(post.id.as_str())),
        ("title", Value::optional(post.title.as_deref())),
        ("body", body_text(post.body.as_ref())),
        ("url", Value::optional(post.url.as_deref())),
        ("permalink", Value::optional(post.permalink.as_deref())),
        ("author", author_record(post.author.as_ref())),
        ("cap", capture_record(&post.capture)),
    ])
}

fn comment_record(comment: &Comment) -> Value<'_> {
    content_record([
        ("id", Value::filled(comment.id.as_str())),
        (
            "parent",
            Value::optional(comment.parent.as_ref().map(crate::model::CommentId::as_str)),
        ),
        ("body", body_text(Some(&comment.body))),
        ("url", Value::Missing),
        ("permalink", Value::optional(comment.permalink.as_deref())),
        ("author", author_record(comment.author.as_ref())),
        ("cap", capture_record(&comment.capture)),
    ])
}

fn content_record<'a>(members: [(&'static str, Value<'a>); 7]) -> Value<'a> {
    Value::Record(
        members
            .into_iter()
            .map(|(key, value)| (Cow::Borrowed(key), value))
            .collect(),
    )
}

fn body_text(body: Option<&Body>) -> Value<'_> {
    Value::optional(body.map(|body| body.text.as_str()))
}

fn author_record(author: Option<&Author>) -> Value<'_> {
    let Some(author) = author else {
        return Value::Missing;
    };
    let members = [
        ("id", author.id.as_deref()),
        ("name", author.name.as_deref()),
        ("handle", author.handle.as_deref()),
        ("url", author.url.as_deref()),
    ];
    Value::Record(
        members
            .into_iter()
            .map(|(key, value)| (Cow::Borrowed(key), Value::optional(value)))
            .collect(),
    )
}

fn capture_record(capture: &Capture) -> Value<'_> {
    Value::Record(
        capture
            .iter()
            .map(|(name, value)| (Cow::Borrowed(name.as_str()), Value::parsed(value)))
            .collect(),
    )
}

/// Base64 with padding (RFC 4648).
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let bits = chunk
            .iter()
            .chain(std::iter::repeat(&0))
            .take(3)
            .fold(0_u32, |bits, &byte| bits << 8 | u32::from(byte));
        for place in 0..4_usize {
            let digit = bits >> (18 - 6 * place) & 63;
            let digit = usize::try_from(digit)
                .ok()
                .and_then(|at| DIGITS.get(at))
                .copied();
            let used = place <= chunk.len();
            out.push(if used {
                char::from(digit.unwrap_or(b'A'))
            } else {
                '='
            });
        }
    }
    out
}
