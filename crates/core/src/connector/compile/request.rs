//! Requests and their bodies.

use super::Compiler;
use crate::{
    connector::{
        plan::{Content, Request},
        request::Method,
        template::{Body, Member},
    },
    json::{Node, Type},
    url,
};

/// The methods by the keys that name them.
const METHODS: [(&str, Method); 5] = [
    ("get", Method::Get),
    ("post", Method::Post),
    ("put", Method::Put),
    ("patch", Method::Patch),
    ("delete", Method::Delete),
];

impl Compiler {
    /// The request under a key that has to be there.
    pub(super) fn request_of(&mut self, node: Node<'_>, key: &str, roots: &[&str]) -> Request {
        match node.get(key) {
            Some(node) => self.request(node, roots),
            None => Request::default(),
        }
    }

    /// A request: an address to get, or an object.
    pub(super) fn request(&mut self, node: Node<'_>, roots: &[&str]) -> Request {
        if node.kind() == Type::String {
            let url = self.address(node, roots, &[]);
            self.check_literal_origin(node, url.literal_start());
            return Request {
                url,
                ..Request::default()
            };
        }
        let mut named = METHODS
            .iter()
            .filter_map(|(key, method)| Some((node.get(key)?, *method)));
        let first = named.next();
        let second = named.next();
        let (Some((address, method)), None) = (first, second) else {
            if node.kind() == Type::Object {
                let message = "a request has exactly one method with its address".to_owned();
                self.report(
                    node,
                    message,
                    "write `\"get\": \"{+base}/…\"`, or post, put, …",
                );
            }
            return Request::default();
        };
        let url = self.address(address, roots, &[]);
        self.check_literal_origin(address, url.literal_start());
        let content = self.content(node, method, roots);
        Request {
            method,
            url,
            query: self.fields(node.get("query"), roots),
            headers: self.fields(node.get("headers"), roots),
            content,
        }
    }

    fn content(&mut self, node: Node<'_>, method: Method, roots: &[&str]) -> Content {
        let (json, form, text) = (node.get("json"), node.get("form"), node.get("text"));
        if [json, form, text].iter().flatten().count() > 1 {
            let message = "a request has one body".to_owned();
            self.report(node, message, "keep one of `json`, `form` and `text`");
        }
        let body = json.or(form).or(text);
        if let Some(body) = body.filter(|_| method == Method::Get) {
            let message = "a `get` request has no body".to_owned();
            self.report(body, message, "use `query`, or another method");
        }
        match (json, form, text) {
            (Some(json), ..) => Content::Json(self.body(json, roots)),
            (_, Some(form), _) => Content::Form(self.fields(Some(form), roots)),
            (.., Some(text)) => Content::Text(self.text(text, roots, &[])),
            _ => Content::Empty,
        }
    }

    /// A JSON body with holes.
    pub(super) fn body(&mut self, node: Node<'_>, roots: &[&str]) -> Body {
        match node.kind() {
            Type::String => Body::Text(self.text(node, roots, &[])),
            Type::Array => Body::List(node.children().map(|node| self.body(node, roots)).collect()),
            Type::Object => Body::Object(
                node.children()
                    .map(|member| {
                        let key = member.key().unwrap_or_default();
                        let required = key.strip_suffix('?');
                        Member {
                            key: self.text_of(member, required.unwrap_or(&key), roots, &[]),
                            optional: required.is_some(),
                            value: self.body(member, roots),
                        }
                    })
                    .collect(),
            ),
            _ => Body::Literal(Box::from(node.to_json())),
        }
    }

    /// An address that begins with a host has to be on a declared origin; whether the host is
    /// among them is known when the parameters are.
    fn check_literal_origin(&mut self, node: Node<'_>, start: &str) {
        let is_start_of_address = start.is_empty() || url::origin(start).is_some();
        if !is_start_of_address {
            let message = "the address does not begin with a site".to_owned();
            self.report(
                node,
                message,
                "begin with `{+base}`, a parameter, or https://…",
            );
        }
    }
}
