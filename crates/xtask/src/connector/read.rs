//! `cargo xtask connector read`: what a live server says, as the model that everything shows.

use std::process::ExitCode;

use baraza_core::connector::{Connector, Failure, FailureKind, PostQuery};
use baraza_core::model::Comment;
use baraza_core::thread::Thread;
use serde::Serialize;
use serde_json::{Value, json};

use super::told;
use super::visit::{Pages, Visit};
use crate::cli::ReadOptions;
use crate::error::Error;
use crate::files;

/// Reads and prints.
///
/// # Errors
/// The file cannot be read.
pub fn run(options: &ReadOptions) -> Result<ExitCode, Error> {
    let connector = match Connector::parse(&files::read_text(&options.file)?) {
        Ok(connector) => connector,
        Err(problems) => {
            eprint!("{}", told(&options.file, &problems));
            return Ok(ExitCode::FAILURE);
        }
    };
    match read(connector, options) {
        Ok(found) => {
            println!("{found:#}");
            Ok(ExitCode::SUCCESS)
        }
        Err(failure) => {
            eprintln!("{}", explained(&failure));
            Ok(ExitCode::FAILURE)
        }
    }
}

fn read(connector: Connector, options: &ReadOptions) -> Result<Value, Failure> {
    let mut visit = Visit::new(connector, &options.params)?;
    if let Some(token) = &options.token {
        visit.sign_in("", token)?;
    } else if let (Some(user), Some(secret)) = (&options.user, &options.secret) {
        visit.sign_in(user, secret)?;
    }
    let pages = options.pages.unwrap_or(1);
    if let Some(id) = &options.post {
        let post = visit.post(id)?;
        let comments = visit.comments(&post, options.sort.as_deref(), pages)?;
        let tree = nested(&comments.items);
        return Ok(result(
            &[("post", shown(&post)), ("comments", tree)],
            &comments,
        ));
    }
    let query = PostQuery {
        sort: options.sort.clone(),
        search: options.search.clone(),
        tag: options.tag.clone(),
        page: None,
    };
    let posts = visit.posts(&query, pages)?;
    let list = posts.items.iter().map(shown).collect();
    Ok(result(&[("posts", list)], &posts))
}

/// What was found, and what is missing from it.
fn result<T>(found: &[(&str, Value)], pages: &Pages<T>) -> Value {
    let owned = found
        .iter()
        .map(|(name, value)| ((*name).to_owned(), value.clone()));
    let mut members: serde_json::Map<String, Value> = owned.collect();
    let issues: Vec<Value> = pages
        .issues
        .iter()
        .map(|issue| json!({ "pointer": issue.pointer, "message": issue.message }))
        .collect();
    for (name, list) in [
        ("left_out", pages.stubs.iter().map(shown).collect()),
        ("issues", issues),
    ] {
        if !list.is_empty() {
            members.insert(name.to_owned(), Value::Array(list));
        }
    }
    members.insert("more_pages".to_owned(), pages.has_more.into());
    Value::Object(members)
}

/// Comments as a tree, each with its answers under `replies`.
fn nested(comments: &[Comment]) -> Value {
    let thread = Thread::build(comments);
    let mut roots = Vec::new();
    // Of each comment, its answers so far, last first: they come before it when walked backwards.
    let mut answers: Vec<Vec<Value>> = vec![Vec::new(); thread.len()];
    for (at, row) in thread.rows().iter().enumerate().rev() {
        let mut comment = comments.get(row.index).map(shown).unwrap_or_default();
        let mut below = answers.get_mut(at).map(std::mem::take).unwrap_or_default();
        below.reverse();
        if let Some(members) = comment.as_object_mut().filter(|_| !below.is_empty()) {
            members.insert("replies".to_owned(), Value::Array(below));
        }
        let parent = row.parent.and_then(|parent| answers.get_mut(parent));
        parent.unwrap_or(&mut roots).push(comment);
    }
    roots.reverse();
    Value::Array(roots)
}

/// A record without what it does not say.
fn shown(value: &impl Serialize) -> Value {
    let says_nothing = |value: &Value| match value {
        Value::Null | Value::Bool(false) => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::String(text) => text == "published",
        Value::Bool(true) | Value::Number(_) => false,
    };
    match serde_json::to_value(value).unwrap_or_default() {
        Value::Object(members) => {
            let members = members.into_iter().map(|(name, value)| {
                let value = match value {
                    // What one may do is said by `false` as well.
                    Value::Object(_) => without_null(value),
                    other => other,
                };
                (name, value)
            });
            Value::Object(members.filter(|(_, value)| !says_nothing(value)).collect())
        }
        other => other,
    }
}

fn without_null(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let kept = members.into_iter().filter(|(_, value)| {
                !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty())
            });
            Value::Object(kept.collect())
        }
        other => other,
    }
}

/// A failure for people: its kind, what happened, what to do.
pub(super) fn explained(failure: &Failure) -> String {
    let name = |kind| serde_json::to_value(kind).unwrap_or_default();
    let kind = name(failure.kind);
    let mut text = format!(
        "{}: {}",
        kind.as_str().unwrap_or("failure"),
        failure.message
    );
    let mut facts = Vec::new();
    facts.extend(failure.status.map(|status| format!("status {status}")));
    facts.extend(failure.code.as_ref().map(|code| format!("code {code}")));
    facts.extend(
        failure
            .retry_after
            .map(|seconds| format!("try again after {seconds} s")),
    );
    if !facts.is_empty() {
        text = format!("{text} ({})", facts.join(", "));
    }
    for (field, message) in &failure.fields {
        text = format!("{text}\n  {field}: {message}");
    }
    format!("{text}\nhint: {}", hint(failure.kind))
}

fn hint(kind: FailureKind) -> &'static str {
    match kind {
        FailureKind::Unreachable => "is the server running, and is the address right?",
        FailureKind::Opaque => "the server does not allow this to other sites",
        FailureKind::SignInRequired | FailureKind::GuestsRefused => {
            "sign in with --token, or with --user and --secret"
        }
        FailureKind::BadCredentials => "name, password or token are not the server's",
        FailureKind::Forbidden => "this account may not; another one might",
        FailureKind::NotFound => {
            "compare the connector's addresses and the parameters with the server's"
        }
        FailureKind::Invalid => "a parameter or an option is not what the server takes",
        FailureKind::Duplicate | FailureKind::Conflict => "read again, then decide",
        FailureKind::RateLimited | FailureKind::Captcha => "wait a while before trying again",
        FailureKind::Closed => "this discussion takes no more comments",
        FailureKind::Server => "the server's own log knows more",
        FailureKind::Unreadable => {
            "compare `items` and `map` of the connector with what the server answers"
        }
        FailureKind::Unsupported => "add this to the connector, or leave the option out",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn comment(id: &str, parent: Option<&str>) -> Comment {
        Comment {
            id: id.into(),
            parent: parent.map(Into::into),
            ..Comment::default()
        }
    }

    #[test]
    fn comments_are_nested_in_their_order() {
        let comments = [
            comment("1", None),
            comment("2", Some("1")),
            comment("3", None),
            comment("4", Some("1")),
            comment("5", Some("2")),
        ];
        let ids = |list: &Value| -> Vec<String> {
            let list = list.as_array().into_iter().flatten();
            list.map(|item| item["id"].as_str().unwrap().to_owned())
                .collect()
        };
        let tree = nested(&comments);
        assert_eq!(ids(&tree), ["1", "3"]);
        assert_eq!(ids(&tree[0]["replies"]), ["2", "4"]);
        assert_eq!(ids(&tree[0]["replies"][0]["replies"]), ["5"]);
    }

    #[test]
    fn a_failure_is_explained_with_its_kind_and_a_hint() {
        let mut failure = Failure::new(FailureKind::SignInRequired, "Who are you?");
        failure.status = Some(401);
        let text = explained(&failure);
        assert!(text.starts_with("sign_in_required: Who are you? (status 401)\nhint: "));
        assert!(text.contains("--token"));
    }
}
