//! Turns answers that are no good into failures: what kind, and in whose words.
//!
//! A connector says where its backend puts message and code, and what the codes mean. Without it,
//! the common shapes of JSON errors are known (RFC 9457 among them), and HTML and plain text give
//! their text. Content types are not trusted: JSON is tried first.

use std::borrow::Cow;

use super::{
    expression::Expression,
    failure::{Failure, FailureKind},
    request::HttpResponse,
    scope::{Item, Scope},
    selector::Predicate,
    template::Vars,
    value::Value,
};
use crate::{
    html,
    json::{Document, JsonError, Type},
    rich_text::shorten,
};

/// A message is for reading, not for debugging.
const MAX_MESSAGE: usize = 400;
/// A form has no more fields.
const MAX_FIELDS: usize = 32;
/// Keys under which backends put their message, best first.
const MESSAGE_KEYS: [&str; 11] = [
    "detail",
    "message",
    "error_description",
    "errmsg",
    "msg",
    "reason",
    "details",
    "description",
    "title",
    "error",
    "errors",
];
/// Keys under which backends put a code.
const CODE_KEYS: [&str; 5] = ["code", "error_code", "errno", "error_id", "error"];

/// What a connector says about errors.
#[derive(Debug, Default)]
pub(crate) struct ErrorRules {
    /// When an answer with a good status is an error all the same.
    pub(crate) fail_when: Option<Predicate>,
    /// The message.
    pub(crate) message: Option<Expression>,
    /// The code.
    pub(crate) code: Option<Expression>,
    /// What codes and statuses mean.
    pub(crate) class: Vec<(Box<str>, FailureKind)>,
    /// Seconds to wait.
    pub(crate) retry_after: Option<Expression>,
    /// What is wrong with single fields: an object of messages, or a list of objects.
    pub(crate) fields: Option<Expression>,
}

impl ErrorRules {
    /// The failure that an answer is, if it is one. `document` is its body, if that is JSON.
    pub(crate) fn check(
        &self,
        response: &HttpResponse,
        document: Result<&Document<'_>, &JsonError>,
    ) -> Result<(), Failure> {
        let vars = Vars::default();
        // `$` is the text of an answer that is no JSON, so that a page can be told by its words too.
        let page = document.is_err().then(|| plain(&response.body));
        let root = match (document, &page) {
            (Ok(document), _) => Value::Node(document.root()),
            (_, Some(page)) => Value::filled(page),
            _ => Value::Missing,
        };
        let scope = Scope::new(root.clone(), &response.headers, &vars, "");
        let whole = Item::new(root);
        let good = (200..300).contains(&response.status);
        let fails = self
            .fail_when
            .as_ref()
            .is_some_and(|predicate| predicate.holds(&scope, &whole));
        if good && !fails {
            return Ok(());
        }
        let code = match &self.code {
            Some(code) => code.evaluate(&scope, &whole).as_text(),
            None => None,
        };
        let code = code
            .or_else(|| common_code(&whole.value))
            .map(Cow::into_owned);
        let own = self
            .message
            .as_ref()
            .and_then(|text| text.evaluate(&scope, &whole).as_text());
        let message = own
            .filter(|message| !message.is_empty())
            .or_else(|| common_message(&whole.value, 0))
            .map(|message| plain(&message))
            .or_else(|| Some(plain(&response.body)).filter(|_| document.is_err()))
            .filter(|message| !message.is_empty());
        let status = response.status.to_string();
        let class = |name: &str| {
            self.class
                .iter()
                .find(|(known, _)| **known == *name)
                .map(|(_, kind)| *kind)
        };
        let kind = code
            .as_deref()
            .and_then(class)
            .or_else(|| class(&status))
            .unwrap_or({
                if good {
                    FailureKind::Invalid
                } else {
                    FailureKind::of_status(response.status)
                }
            });
        let retry_after = self
            .retry_after
            .as_ref()
            .and_then(|after| after.evaluate(&scope, &whole).as_int())
            .or_else(|| scope.header("retry-after").as_int())
            .or_else(|| whole.value.member("retry_after").as_int())
            .and_then(|seconds| u32::try_from(seconds).ok());
        let fields = self
            .fields
            .as_ref()
            .map(|fields| fields_of(&fields.evaluate(&scope, &whole)));
        Err(Failure {
            kind,
            message: message.unwrap_or_else(|| format!("the server answered {status}")),
            code,
            status: Some(response.status),
            retry_after,
            fields: fields.unwrap_or_default(),
        })
    }
}

/// `{"name": "is taken"}`, `{"name": ["is taken"]}`, `{"name": {"message": "…"}}`, or a list of
/// objects of which each names a field and says what is wrong with it.
fn fields_of(value: &Value<'_>) -> Vec<(String, String)> {
    const NAMES: [&str; 5] = ["field", "name", "path", "pointer", "key"];
    let pair = |name: Option<Cow<'_, str>>, of: &Value<'_>| {
        let message = common_message(of, 0).map(|message| plain(&message));
        Some((name?.into_owned(), message?))
    };
    let children = value.children().unwrap_or_default();
    let pairs = children.iter().filter_map(|child| {
        let key = child.key().as_text();
        let named = || NAMES.iter().find_map(|name| child.member(name).as_text());
        pair(key.or_else(named), child)
    });
    pairs.take(MAX_FIELDS).collect()
}

/// A text from anywhere as a short plain text.
fn plain(text: &str) -> String {
    let text = text.trim_start_matches('\u{feff}');
    let is_markup = text.contains('<') || text.contains('&');
    // What matters of an error page stands at its top.
    let end = text
        .char_indices()
        .nth(MAX_MESSAGE * 40)
        .map_or(text.len(), |(at, _)| at);
    let text = text.get(..end).unwrap_or("");
    if is_markup {
        shorten(&html::to_text(text), MAX_MESSAGE)
    } else {
        shorten(text, MAX_MESSAGE)
    }
}

/// The message of an error in one of the common shapes.
fn common_message<'a>(value: &Value<'a>, depth: u32) -> Option<Cow<'a, str>> {
    if depth > 4 {
        return None;
    }
    match value.kind()? {
        Type::String => value.as_text().filter(|text| !text.trim().is_empty()),
        Type::Array => value
            .children()?
            .iter()
            .take(8)
            .find_map(|child| common_message(child, depth + 1)),
        Type::Object => {
            let known = MESSAGE_KEYS
                .iter()
                .find_map(|key| common_message(&value.member(key), depth + 1));
            // `{"errors": {"name": ["is taken"]}}`
            known.or_else(|| {
                let children = value.children().filter(|_| depth > 0)?;
                children
                    .iter()
                    .take(8)
                    .find_map(|child| common_message(child, depth + 1))
            })
        }
        _ => None,
    }
}

/// The code of an error in one of the common shapes.
fn common_code<'a>(value: &Value<'a>) -> Option<Cow<'a, str>> {
    let inner = value.member("error");
    [value, &inner].into_iter().find_map(|value| {
        CODE_KEYS.iter().find_map(|key| {
            let code = value.member(key).as_text()?;
            // A sentence is no code.
            (!code.is_empty() && code.len() <= 80 && !code.contains(' ')).then_some(code)
        })
    })
}
