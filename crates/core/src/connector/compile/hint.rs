//! What is wrong with a text that cannot be read, and what would be right.

use crate::{
    connector::{
        format::did_you_mean,
        problem::Problem,
        template::{Known, TemplateError},
    },
    json::JsonError,
};

/// What keeps a file from being JSON.
pub(super) fn syntax(error: &JsonError, json: &str) -> Problem {
    let (message, hint) = match error {
        JsonError::Syntax { expected, offset } => {
            let before = json.get(..*offset).unwrap_or(json);
            let line = before.matches('\n').count() + 1;
            let column = before.chars().rev().take_while(|&c| c != '\n').count() + 1;
            let message = format!("not JSON: {expected} expected at line {line}, column {column}");
            (
                message,
                "JSON has no comments and no comma after the last element".to_owned(),
            )
        }
        other => (other.to_string(), "a connector is a small file".to_owned()),
    };
    Problem {
        pointer: String::new(),
        message,
        hint,
    }
}

/// What would be right in place of a template.
pub(super) fn template_hint(error: &TemplateError, known: Known<'_>) -> String {
    match error {
        TemplateError::Syntax(_) => {
            "addresses have holes like `{post.id}`, other texts like `{{post.id}}`".to_owned()
        }
        TemplateError::Unknown(name) => {
            let names = known.names();
            did_you_mean(name, names.iter().map(String::as_str))
        }
    }
}
