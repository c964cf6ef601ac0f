//! Checks the structure of a file along the tables.

use super::{EXPRESSION_KINDS, Field, Shape, did_you_mean, one_of};
use crate::{
    connector::problem::Problem,
    json::{Node, Type},
};

/// Reports everything in `node` that does not have the shape.
pub(crate) fn check(node: Node<'_>, shape: &Shape, problems: &mut Vec<Problem>) {
    match shape {
        Shape::Any => {}
        Shape::Text | Shape::Code => {
            expect(node, Type::String, problems);
        }
        Shape::Flag => {
            expect(node, Type::Bool, problems);
        }
        Shape::Integer => {
            if node.kind() != Type::Number || node.raw().parse::<i64>().is_err() {
                wrong_type(node, "a whole number", problems);
            }
        }
        Shape::OneOf(words) => {
            if expect(node, Type::String, problems) {
                let word = node.as_str().unwrap_or_default();
                if !words.contains(&&*word) {
                    let hint = did_you_mean(&word, words.iter().copied());
                    report(
                        node,
                        format!("`{word}` is not possible here"),
                        hint,
                        problems,
                    );
                }
            }
        }
        Shape::Expression => expression(node, problems),
        Shape::ListOf(shape) => {
            if expect(node, Type::Array, problems) {
                for element in node.children() {
                    check(element, shape, problems);
                }
            }
        }
        Shape::MapOf(shape) => {
            if expect(node, Type::Object, problems) {
                doubles(node, problems);
                for member in node.children() {
                    check(member, shape, problems);
                }
            }
        }
        Shape::Object(fields) => object(node, None, fields, problems),
        Shape::Tagged(tag, variants) => tagged(node, tag, variants, problems),
        Shape::Either(shapes) => {
            let fitting = shapes
                .iter()
                .find(|shape| shape.kind() == Some(node.kind()));
            if let Some(shape) = fitting {
                check(node, shape, problems);
            } else {
                let kinds = shapes.iter().filter_map(|shape| shape.kind());
                let names: Vec<_> = kinds.map(Type::name).collect();
                wrong_type(node, &names.join(" or "), problems);
            }
        }
    }
}

impl Shape {
    /// The JSON type of what has this shape, where it is only one.
    fn kind(&self) -> Option<Type> {
        Some(match self {
            Self::Text | Self::Code | Self::OneOf(_) => Type::String,
            Self::Flag => Type::Bool,
            Self::Integer => Type::Number,
            Self::ListOf(_) => Type::Array,
            Self::MapOf(_) | Self::Object(_) | Self::Tagged(..) => Type::Object,
            Self::Any | Self::Expression | Self::Either(_) => return None,
        })
    }
}

fn object(node: Node<'_>, tag: Option<&str>, fields: &[Field], problems: &mut Vec<Problem>) {
    if !expect(node, Type::Object, problems) {
        return;
    }
    doubles(node, problems);
    let names = || tag.into_iter().chain(fields.iter().map(|field| field.name));
    for member in node.children() {
        let key = member.key().unwrap_or_default();
        if Some(&*key) == tag {
            continue;
        }
        if let Some(field) = fields.iter().find(|field| *field.name == *key) {
            check(member, field.shape, problems);
        } else {
            let message = format!("there is no key `{key}` here");
            report(member, message, did_you_mean(&key, names()), problems);
        }
    }
    for field in fields {
        if field.required && node.get(field.name).is_none() {
            let hint = format!("add `\"{}\": …`", field.name);
            report(node, format!("`{}` is missing", field.name), hint, problems);
        }
    }
}

fn tagged(node: Node<'_>, tag: &str, variants: &[(&str, &[Field])], problems: &mut Vec<Problem>) {
    if !expect(node, Type::Object, problems) {
        return;
    }
    let names = variants.iter().map(|(name, _)| *name);
    let Some(value) = node.get(tag) else {
        report(node, format!("`{tag}` is missing"), one_of(names), problems);
        return;
    };
    let name = value.as_str().unwrap_or_default();
    if let Some((_, fields)) = variants.iter().find(|(known, _)| *known == name) {
        object(node, Some(tag), fields, problems);
    } else {
        let hint = did_you_mean(&name, names);
        report(value, format!("`{name}` is no `{tag}`"), hint, problems);
    }
}

fn expression(node: Node<'_>, problems: &mut Vec<Problem>) {
    match node.kind() {
        Type::String => {}
        Type::Array => {
            if node.has_no_children() {
                let hint = "list what to try, best first".to_owned();
                report(
                    node,
                    "the list of choices is empty".to_owned(),
                    hint,
                    problems,
                );
            }
            for choice in node.children() {
                expression(choice, problems);
            }
        }
        Type::Object if node.get("lit").is_some() => {
            object(node, Some("lit"), &[], problems);
        }
        Type::Object => tagged(node, "op", EXPRESSION_KINDS, problems),
        _ => {
            let value = node.to_json();
            let hint = format!("a value as it stands is written `{{\"lit\": {value}}}`");
            wrong(node, "an expression", hint, problems);
        }
    }
}

/// Keys that occur twice: only the last would count.
fn doubles(node: Node<'_>, problems: &mut Vec<Problem>) {
    let mut seen: Vec<std::borrow::Cow<'_, str>> = Vec::new();
    for member in node.children() {
        let key = member.key().unwrap_or_default();
        if seen.contains(&key) {
            let hint = "keep one of them".to_owned();
            report(
                member,
                format!("the key `{key}` is there twice"),
                hint,
                problems,
            );
        }
        seen.push(key);
    }
}

fn expect(node: Node<'_>, kind: Type, problems: &mut Vec<Problem>) -> bool {
    let fits = node.kind() == kind;
    if !fits {
        wrong_type(node, kind.name(), problems);
    }
    fits
}

fn wrong_type(node: Node<'_>, wanted: &str, problems: &mut Vec<Problem>) {
    wrong(node, wanted, format!("write {wanted}"), problems);
}

fn wrong(node: Node<'_>, wanted: &str, hint: String, problems: &mut Vec<Problem>) {
    report(
        node,
        format!("{} instead of {wanted}", node.kind().name()),
        hint,
        problems,
    );
}

fn report(node: Node<'_>, message: String, hint: String, problems: &mut Vec<Problem>) {
    problems.push(Problem {
        pointer: node.pointer(),
        message,
        hint,
    });
}
