//! Writes.

use super::{Compiler, list::whole, roots};
use crate::{
    connector::{
        capabilities::Write,
        writing::{Answered, Escape, Requests, WriteRule, Writing},
    },
    json::Node,
    model::Format,
};

impl Compiler {
    /// The writes.
    pub(super) fn writes(&mut self, root: Node<'_>) -> Vec<(Write, WriteRule)> {
        let Some(ops) = root.get("ops") else {
            return Vec::new();
        };
        let mut writes = Vec::new();
        for (write, name) in Write::ALL {
            if let Some(node) = ops.get(name) {
                let is_vote = matches!(write, Write::CommentVote | Write::PostVote);
                let requests = if is_vote {
                    self.votes(node)
                } else {
                    self.one(node)
                };
                let is_of_post = write.is_of_post();
                let list = root.get(if is_of_post { "posts" } else { "comments" });
                let mut rule = self.write_rule(node, requests, list);
                rule.upload = (write == Write::ImageUpload).then(|| self.upload(node));
                writes.push((write, rule));
            }
        }
        writes
    }

    fn one(&mut self, node: Node<'_>) -> Requests {
        Requests::One(Box::new(self.request_of(node, "request", roots::WRITE)))
    }

    fn votes(&mut self, node: Node<'_>) -> Requests {
        match (node.get("request"), node.get("up")) {
            (Some(_), None) => self.one(node),
            (None, Some(up)) => {
                let mut of = |node| Box::new(self.request(node, roots::WRITE));
                Requests::Votes {
                    up: of(up),
                    down: node.get("down").map(&mut of),
                    clear: node.get("clear").map(&mut of),
                }
            }
            _ => {
                let message = "a vote has one request, or one for each kind".to_owned();
                self.report(
                    node,
                    message,
                    "write `request`, or `up` with `down` and `clear`",
                );
                Requests::One(Box::default())
            }
        }
    }

    /// A write; without a map of its own, what comes back is as in `list`.
    fn write_rule(
        &mut self,
        node: Node<'_>,
        requests: Requests,
        list: Option<Node<'_>>,
    ) -> WriteRule {
        let result = match node.get("result").and_then(Node::as_str).as_deref() {
            Some("merge") => Answered::Merge,
            Some("refetch") => Answered::Refetch,
            Some("ignore") => Answered::Ignore,
            _ => Answered::Item,
        };
        let own = ["map", "capture"].iter().any(|key| node.get(key).is_some());
        let needs = node
            .get("needs")
            .and_then(Node::elements)
            .into_iter()
            .flatten();
        let idempotency = node.get("idempotency").and_then(Node::as_str);
        WriteRule {
            requests,
            result,
            item: self.optional(node, "item").unwrap_or_else(whole),
            mapping: own.then(|| {
                let base = list.filter(|_| node.get("map").is_none());
                self.mapping(node, base)
            }),
            upload: None,
            idempotency: idempotency.map(|name| Box::from(&*name)),
            needs_auth: needs
                .into_iter()
                .any(|need| need.as_str().as_deref() == Some("auth")),
        }
    }

    /// How texts are written, and how long they may be.
    pub(super) fn writing(node: Option<Node<'_>>) -> (Writing, Option<u32>) {
        let Some(node) = node else {
            return (Writing::default(), None);
        };
        let format = match node.get("format").and_then(Node::as_str).as_deref() {
            Some("markdown") => Format::Markdown,
            Some("html") => Format::Html,
            _ => Format::Text,
        };
        let escape = match node.get("escape").and_then(Node::as_str).as_deref() {
            Some("html") => Escape::Marks,
            Some("paragraphs") => Escape::Paragraphs,
            _ => Escape::Nothing,
        };
        let max_length = node
            .get("max_length")
            .and_then(|node| node.raw().parse().ok());
        (Writing { format, escape }, max_length)
    }
}
