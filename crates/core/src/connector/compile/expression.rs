//! Expressions, predicates, and the maps made of them.

use super::{Compiler, roots};
use crate::{
    connector::{
        expression::{Expression, Function, Transform},
        format::NAMES_OF_MAPPED_OBJECTS,
        mapping::{Field, Join, Mapping},
        selector::{Predicate, Selector},
        value::Value,
    },
    json::{Node, Type},
    pattern::PatternError,
    time::Zone,
};

impl Compiler {
    /// An expression.
    pub(in crate::connector) fn expression(&mut self, node: Node<'_>) -> Expression {
        match node.kind() {
            Type::String => self.selector(node),
            Type::Array => {
                Expression::First(node.children().map(|node| self.expression(node)).collect())
            }
            Type::Object => match node.get("lit") {
                Some(literal) => Expression::Literal(Value::owned(literal)),
                None => self.transform(node),
            },
            _ => Expression::Literal(Value::Missing),
        }
    }

    /// The expression under a key, if there is one.
    pub(super) fn optional(&mut self, node: Node<'_>, key: &str) -> Option<Expression> {
        node.get(key).map(|node| self.expression(node))
    }

    /// The expression under a key that has to be there.
    pub(super) fn required(&mut self, node: Node<'_>, key: &str) -> Expression {
        self.optional(node, key)
            .unwrap_or(Expression::Literal(Value::Missing))
    }

    fn selector(&mut self, node: Node<'_>) -> Expression {
        let text = node.as_str().unwrap_or_default();
        match Selector::parse(&text) {
            Ok(selector) => Expression::Select(selector),
            Err(error) => {
                let starts = text.starts_with(['@', '$', '^', '&', '%']);
                let hint = if starts {
                    "selectors are like `@.author.name`, `$.items[*]`, `@.tags[?@.kind == 'x']`"
                } else {
                    "a selector starts with `@`; a text as it stands is written {\"lit\": \"…\"}"
                };
                self.report(node, format!("not a selector: {error}"), hint);
                Expression::Literal(Value::Missing)
            }
        }
    }

    /// A predicate.
    pub(in crate::connector) fn predicate(&mut self, node: Node<'_>) -> Predicate {
        let text = node.as_str().unwrap_or_default();
        Predicate::parse(&text).unwrap_or_else(|error| {
            if node.kind() == Type::String {
                let hint = "predicates are like `@.kind == 'comment' && !@.deleted`";
                self.report(node, format!("not a predicate: {error}"), hint);
            }
            Predicate::All(Vec::new())
        })
    }

    fn transform(&mut self, node: Node<'_>) -> Expression {
        let name = node.get("op").and_then(Node::as_str).unwrap_or_default();
        let boxed = |key: &str| -> Box<str> {
            Box::from(&*node.get(key).and_then(Node::as_str).unwrap_or_default())
        };
        let function = match &*name {
            "time" => Function::Time(self.zone(node)),
            "html_decode" => Function::HtmlDecode,
            "html_to_text" => Function::HtmlToText,
            "replace" => Function::Replace {
                from: boxed("from"),
                to: boxed("to"),
            },
            "regex" => self.regex(node),
            "prefix" => Function::Prefix(boxed("with")),
            "strip_prefix" => Function::StripPrefix(boxed("with")),
            "split" => Function::Split(boxed("separator")),
            "join" => {
                let separator = boxed("separator");
                let given = node.get("separator").is_some();
                Function::Join(if given { separator } else { ", ".into() })
            }
            "template" => self.template(node),
            "absolute" => Function::Absolute(self.optional(node, "base")),
            "map" => {
                let table = node
                    .get("enum")
                    .and_then(Node::members)
                    .into_iter()
                    .flatten();
                let entry = |member: Node<'_>| {
                    (
                        Box::from(&*member.key().unwrap_or_default()),
                        Value::owned(member),
                    )
                };
                Function::Map {
                    table: table.map(entry).collect(),
                    default: self.optional(node, "default"),
                }
            }
            "eq" => Function::Equals(self.required(node, "to")),
            "not" => Function::Not,
            "exists" => Function::Exists,
            "add" => {
                let number = node.get("n").and_then(|node| node.raw().parse().ok());
                Function::Add(number.unwrap_or(0))
            }
            "sub" => Function::Subtract(self.required(node, "minus")),
            "sum" => Function::Sum,
            "len" => Function::Length,
            "int" => Function::Int,
            "str" => Function::Str,
            "list" => Function::List,
            "entries" => Function::Entries,
            "zip" => Function::Zip(self.required(node, "columns")),
            _ => Function::Json,
        };
        let input = if &*name == "zip" { "rows" } else { "in" };
        Expression::Transform(Box::new(Transform {
            input: self.required(node, input),
            function,
        }))
    }

    /// A pattern, read by `parse`.
    pub(in crate::connector) fn search<T>(
        &mut self,
        node: Node<'_>,
        parse: fn(&str) -> Result<T, PatternError>,
    ) -> Option<T> {
        let text = node.as_str().unwrap_or_default();
        let pattern = parse(&text);
        if let Err(error) = &pattern {
            let hint = "patterns are like `^/topics/(\\d+)`; there is no look-around";
            self.report(node, format!("not a pattern: {error}"), hint);
        }
        pattern.ok()
    }

    fn regex(&mut self, node: Node<'_>) -> Function {
        let group = super::list::number(node, "group");
        let pattern = match (node.get("re"), self.whole) {
            (Some(node), Some(whole)) => self.search(node, whole.pattern),
            _ => None,
        };
        match pattern {
            Some(pattern) => {
                // The one group, if there is one: that is what groups are written for.
                let group = group.unwrap_or_else(|| pattern.groups().min(1));
                if group > pattern.groups() {
                    let message = format!("the pattern has no group {group}");
                    let hint = "groups are counted from 1; 0 is the whole match";
                    self.report(node.get("group").unwrap_or(node), message, hint);
                }
                Function::Regex(pattern, group)
            }
            None => Function::Json,
        }
    }

    fn zone(&mut self, node: Node<'_>) -> Zone {
        let Some(zone) = node.get("zone") else {
            return Zone::default();
        };
        let text = zone.as_str().unwrap_or_default();
        Zone::parse(&text).unwrap_or_else(|| {
            let message = format!("`{text}` is no time zone");
            self.report(zone, message, "write `utc` or an offset such as `+01:00`");
            Zone::default()
        })
    }

    fn template(&mut self, node: Node<'_>) -> Function {
        let members: Vec<Node<'_>> = node
            .get("with")
            .and_then(Node::members)
            .into_iter()
            .flatten()
            .collect();
        let names: Vec<String> = members
            .iter()
            .map(|member| member.key().unwrap_or_default().into_owned())
            .collect();
        let locals = names
            .iter()
            .zip(&members)
            .map(|(name, member)| (Box::from(name.as_str()), self.expression(*member)))
            .collect();
        match (node.get("url"), node.get("text")) {
            (Some(url), None) => Function::Address(self.address(url, roots::VALUE, &names), locals),
            (None, Some(text)) => Function::Text(self.text(text, roots::VALUE, &names), locals),
            _ => {
                let message = "a template is either an address or a text".to_owned();
                self.report(node, message, "write one of `url` and `text`");
                Function::Json
            }
        }
    }

    /// The mapping of a list, a record or an answer; what is not said is as in what `base`
    /// describes.
    pub(super) fn mapping(&mut self, node: Node<'_>, base: Option<Node<'_>>) -> Mapping {
        let said = |key: &str| node.get(key).or_else(|| base?.get(key));
        let members = |key: &str| said(key).and_then(Node::members).into_iter().flatten();
        let capture = |member: Node<'_>| {
            let name = member.key().unwrap_or_default();
            (Box::from(&*name), self.expression(member))
        };
        Mapping {
            capture: members("capture").map(capture).collect(),
            record: said("record").map(|node| self.expression(node)),
            fields: self.map_fields(members("map")),
            joins: said("join")
                .and_then(Node::elements)
                .into_iter()
                .flatten()
                .map(|join| self.join(join))
                .collect(),
        }
    }

    fn map_fields<'d>(
        &mut self,
        members: impl Iterator<Item = Node<'d>>,
    ) -> Vec<(Field, Expression)> {
        let mut fields = Vec::new();
        for member in members {
            let key = member.key().unwrap_or_default();
            if NAMES_OF_MAPPED_OBJECTS.contains(&&*key) {
                for inner in member.members().into_iter().flatten() {
                    let name = [&*key, ".", &*inner.key().unwrap_or_default()].concat();
                    let field = Field::by_name(&name);
                    fields.extend(field.map(|field| (field, self.expression(inner))));
                }
            } else if let Some(field) = Field::by_name(&key) {
                fields.push((field, self.expression(member)));
            }
        }
        fields
    }

    fn join(&mut self, node: Node<'_>) -> Join {
        let mut on = Vec::new();
        for pair in node.get("on").map(Node::children).into_iter().flatten() {
            let sides: Vec<Node<'_>> = pair.children().collect();
            if let [own, target] = sides.as_slice() {
                on.push((self.expression(*own), self.expression(*target)));
            } else {
                let message = "a pair of expressions is wanted".to_owned();
                self.report(pair, message, "write `[\"@.user_id\", \"@.id\"]`");
            }
        }
        let into = node.get("into").and_then(Node::as_str).unwrap_or_default();
        Join {
            into: Box::from(&*into),
            from: self.required(node, "from"),
            on,
        }
    }
}
