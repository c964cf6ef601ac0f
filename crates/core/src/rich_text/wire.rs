//! The tree as JSON, to hand it over from the module that parses Markdown.
//!
//! A flat list of tokens instead of nested objects: a string is text, an array opens an element
//! (its name, then its attributes in a fixed order), `0` closes it, an object at the end holds the
//! rest. Reading goes through the [`Builder`], so nothing over the caps comes in this way.

use super::{Align, Builder, Kind, Node, RichText, Tag};
use crate::json::{self, Document};

impl RichText {
    /// The text as JSON.
    pub fn to_json(&self) -> String {
        let mut out = String::from("[");
        write_nodes(&self.nodes, &mut out);
        if let Some(rest) = &self.rest {
            out.push_str("{\"rest\":");
            json::write_string(rest, &mut out);
            out.push_str("},");
        }
        if out.ends_with(',') {
            out.pop();
        }
        out.push(']');
        out
    }

    /// Reads what [`RichText::to_json`] wrote; `None` for anything else.
    pub fn from_json(text: &str) -> Option<Self> {
        let document = Document::parse(text).ok()?;
        let mut builder = Builder::new();
        let mut rest = None;
        for token in document.root().elements()? {
            if let Some(text) = token.as_str() {
                builder.text(&text);
            } else if token.raw() == "0" {
                builder.close();
            } else if let Some(text) = token.get("rest") {
                rest = Some(text.as_str()?.into_owned());
            } else {
                let mut parts = token.elements()?;
                let kind = Kind::by_name(&parts.next()?.as_str()?)?;
                let mut values = parts.map(|part| part.as_str().map(std::borrow::Cow::into_owned));
                builder.open(kind.tag(&mut |name| value_of(name, &mut values))?);
            }
        }
        let mut read = builder.finish();
        read.rest = read.rest.or(rest);
        Some(read)
    }
}

/// What an attribute is spelled as by [`write_attributes`]: they come in the order asked for.
fn value_of(name: &str, values: &mut dyn Iterator<Item = Option<String>>) -> Option<String> {
    match name {
        "type" => Some("checkbox".to_owned()),
        "class" => values.next()?.map(|lang| format!("language-{lang}")),
        _ => values.next()?,
    }
}

fn write_nodes(nodes: &[Node], out: &mut String) {
    for node in nodes {
        match node {
            Node::Text(text) => json::write_string(text, out),
            Node::Element(element) => {
                out.push_str("[\"");
                out.push_str(element.tag.name());
                out.push('"');
                write_attributes(&element.tag, out);
                out.push_str("],");
                write_nodes(&element.children, out);
                out.push('0');
            }
        }
        out.push(',');
    }
}

fn write_attributes(tag: &Tag, out: &mut String) {
    let mut write = |value: Option<&str>| {
        out.push(',');
        match value {
            Some(text) => json::write_string(text, out),
            None => out.push_str("null"),
        }
    };
    match tag {
        Tag::Code { lang } => write(lang.as_deref()),
        Tag::Abbr { title } => write(title.as_deref()),
        Tag::Ol { start } => write(start.map(|at| at.to_string()).as_deref()),
        Tag::Task { checked } => write(checked.then_some("")),
        Tag::A { href, title } => {
            write(Some(href));
            write(title.as_deref());
        }
        Tag::Img { src, alt } => {
            write(Some(src));
            write(Some(alt));
        }
        Tag::Th { align } | Tag::Td { align } => write(align.map(Align::as_str)),
        _ => {}
    }
}
