//! The tables as a JSON Schema (2020-12), so that editors complete connector files.

use super::{CONNECTOR, EXPRESSION_KINDS, Field, Shape, tables::NAMED};
use crate::json::write_string;

/// The schema of a connector file.
pub(crate) fn schema() -> String {
    let mut out = String::from(
        "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\
         \"title\":\"Baraza connector, format 1\",\"allOf\":[",
    );
    write(&CONNECTOR, &mut out);
    out.push_str("],\"$defs\":{\"expression\":");
    write_expression(&mut out);
    for (name, shape) in NAMED {
        out.push(',');
        write_string(name, &mut out);
        out.push(':');
        write_in_full(shape, &mut out);
    }
    out.push_str("}}");
    out
}

/// A shape where it is used: by name, if it has one.
fn write(shape: &Shape, out: &mut String) {
    match NAMED.iter().find(|(_, named)| std::ptr::eq(*named, shape)) {
        Some((name, _)) => write_reference(name, out),
        None => write_in_full(shape, out),
    }
}

fn write_reference(name: &str, out: &mut String) {
    out.push_str("{\"$ref\":\"#/$defs/");
    out.push_str(name);
    out.push_str("\"}");
}

fn write_in_full(shape: &Shape, out: &mut String) {
    match shape {
        Shape::Any => out.push_str("{}"),
        Shape::Text | Shape::Code => out.push_str("{\"type\":\"string\"}"),
        Shape::Flag => out.push_str("{\"type\":\"boolean\"}"),
        Shape::Integer => out.push_str("{\"type\":\"integer\"}"),
        Shape::OneOf(words) => {
            out.push_str("{\"enum\":[");
            write_list(words, out, |word, out| write_string(word, out));
            out.push_str("]}");
        }
        Shape::Expression => write_reference("expression", out),
        Shape::ListOf(inner) => {
            out.push_str("{\"type\":\"array\",\"items\":");
            write(inner, out);
            out.push('}');
        }
        Shape::MapOf(inner) => {
            out.push_str("{\"type\":\"object\",\"additionalProperties\":");
            write(inner, out);
            out.push('}');
        }
        Shape::Object(fields) => write_object(None, fields, out),
        Shape::Tagged(tag, variants) => {
            out.push_str("{\"oneOf\":[");
            write_list(variants, out, |(value, fields), out| {
                write_object(Some((tag, value)), fields, out);
            });
            out.push_str("]}");
        }
        Shape::Either(shapes) => {
            out.push_str("{\"anyOf\":[");
            write_list(shapes, out, |shape, out| write(shape, out));
            out.push_str("]}");
        }
    }
}

/// An object with these keys and, first, a key of a fixed value.
fn write_object(tag: Option<(&str, &str)>, fields: &[Field], out: &mut String) {
    out.push_str("{\"type\":\"object\",\"properties\":{");
    if let Some((tag, value)) = tag {
        write_string(tag, out);
        out.push_str(":{\"const\":");
        write_string(value, out);
        out.push('}');
        if !fields.is_empty() {
            out.push(',');
        }
    }
    write_list(fields, out, |field, out| {
        write_string(field.name, out);
        out.push(':');
        write(field.shape, out);
    });
    out.push_str("},\"required\":[");
    let required = fields
        .iter()
        .filter(|field| field.required)
        .map(|field| field.name);
    let names: Vec<&str> = tag
        .into_iter()
        .map(|(tag, _)| tag)
        .chain(required)
        .collect();
    write_list(&names, out, |name, out| write_string(name, out));
    out.push_str("],\"additionalProperties\":false}");
}

fn write_expression(out: &mut String) {
    out.push_str(
        "{\"anyOf\":[{\"type\":\"string\"},\
         {\"type\":\"array\",\"minItems\":1,\"items\":{\"$ref\":\"#/$defs/expression\"}},\
         {\"type\":\"object\",\"properties\":{\"lit\":{}},\"required\":[\"lit\"],\
         \"additionalProperties\":false},",
    );
    write_in_full(&Shape::Tagged("op", EXPRESSION_KINDS), out);
    out.push_str("]}");
}

fn write_list<T>(items: &[T], out: &mut String, each: impl Fn(&T, &mut String)) {
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        each(item, out);
    }
}
