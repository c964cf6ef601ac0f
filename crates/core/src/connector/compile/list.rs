//! Lists: their items, trees, pages and orders.

use super::{Compiler, roots};
use crate::{
    connector::{
        capabilities::Sort,
        expression::Expression,
        hydration::{Engine, Hydration},
        list::{List, Opening, Order},
        more::{Continuation, MoreRule, StubRule},
        page::{Paging, PagingKind},
        reading::Single,
        selector::{Predicate, Selector},
        template::Body,
        tree::Tree,
        value::Value,
    },
    json::{Node, Type},
};

impl Compiler {
    /// A list; what is not said is as in the list that `base` describes.
    pub(super) fn list(&mut self, node: Node<'_>, roots: &[&str], base: Option<Node<'_>>) -> List {
        let said = |key: &str| node.get(key).or_else(|| base?.get(key));
        for (key, kind) in [("page", "ids"), ("tree", "kids")] {
            let part = said(key)
                .filter(|part| part.get("kind").and_then(Node::as_str).as_deref() == Some(kind));
            if let Some(part) = part.filter(|_| said("hydrate").is_none()) {
                let message = format!("`{kind}` needs `hydrate`");
                let hint = "say how a record is asked for: `\"hydrate\": {\"request\": …}`";
                self.report(part, message, hint);
            }
        }
        List {
            request: self.request_of(node, "request", roots),
            items: match said("items") {
                Some(items) => self.expression(items),
                None => select("$[*]"),
            },
            filter: said("where").map(|node| self.predicate(node)),
            mapping: self.mapping(node, base),
            tree: said("tree").map_or(Tree::None, |node| self.tree(node)),
            opening_post: said("opening_post").map(|node| self.opening(node)),
            paging: match said("page") {
                Some(page) => self.paging(page),
                None => bare(PagingKind::Whole),
            },
            sorts: said("sorts").map(sorts).unwrap_or_default(),
            hydration: match (said("hydrate"), self.whole) {
                (Some(node), Some(whole)) => Some(self.hydration(node, roots, whole.engine)),
                _ => None,
            },
            stub: said("stub").map(|node| StubRule {
                when: match node.get("when") {
                    Some(when) => self.predicate(when),
                    None => Predicate::Any(Vec::new()),
                },
                count: self.optional(node, "count"),
                ids: self.optional(node, "ids"),
                rest: self.continuation(node),
            }),
            more: said("more").map(|node| MoreRule {
                when: node.get("when").map(|node| self.predicate(node)),
                count: self.required(node, "count"),
                rest: self.continuation(node),
            }),
        }
    }

    fn hydration(&mut self, node: Node<'_>, roots: &[&str], engine: &'static Engine) -> Hydration {
        let known: Vec<&str> = roots.iter().copied().chain(["id", "ids", "item"]).collect();
        Hydration {
            request: self.request_of(node, "request", &known),
            when: node.get("when").map(|node| self.predicate(node)),
            batch: number(node, "batch"),
            item: self.optional(node, "item").unwrap_or_else(whole),
            engine,
        }
    }

    fn continuation(&mut self, node: Node<'_>) -> Continuation {
        Continuation {
            request: self.request_of(node, "request", roots::MORE),
            items: self.optional(node, "items"),
            tree: node.get("tree").map(|node| self.tree(node)),
        }
    }

    /// A single post; without a map of its own it is as in the list that `base` describes.
    pub(super) fn single(&mut self, node: Node<'_>, base: Option<Node<'_>>) -> Single {
        let own = ["map", "record", "capture", "join"]
            .iter()
            .any(|key| node.get(key).is_some());
        let base = base.filter(|_| node.get("map").is_none());
        let mapping = own.then(|| self.mapping(node, base));
        Single {
            request: self.request_of(node, "request", roots::POST),
            item: self.optional(node, "item").unwrap_or_else(whole),
            mapping,
        }
    }

    fn tree(&mut self, node: Node<'_>) -> Tree {
        match node.get("kind").and_then(Node::as_str).as_deref() {
            Some("flat") => {
                let roots = node.get("roots").and_then(Node::elements);
                let default = || vec![Body::Literal("0".into())];
                Tree::Flat {
                    parent: self.required(node, "parent"),
                    key: self.optional(node, "key"),
                    roots: roots.map_or_else(default, |roots| {
                        roots.map(|root| self.body(root, roots::VALUE)).collect()
                    }),
                }
            }
            Some("nested") => Tree::Nested {
                children: self.required(node, "children"),
            },
            Some("two_level") => Tree::TwoLevel {
                children: self.required(node, "children"),
                edge: self.optional(node, "edge"),
            },
            Some("path") => {
                let separator = node.get("separator").and_then(Node::as_str);
                Tree::Path {
                    path: self.required(node, "path"),
                    separator: Box::from(separator.as_deref().unwrap_or(".")),
                    drop: number(node, "drop").unwrap_or(0),
                }
            }
            Some("depth") => Tree::Depth {
                depth: self.required(node, "depth"),
            },
            Some("kids") => Tree::Kids {
                ids: self.required(node, "ids"),
                budget: number(node, "budget").unwrap_or(60),
            },
            _ => Tree::None,
        }
    }

    fn opening(&mut self, node: Node<'_>) -> Opening {
        match node.get("where") {
            Some(predicate) => Opening::Where(self.predicate(predicate)),
            None => Opening::First,
        }
    }

    fn paging(&mut self, node: Node<'_>) -> Paging {
        let name = node.get("kind").and_then(Node::as_str).unwrap_or_default();
        let text = |key: &str| -> Option<Box<str>> {
            node.get(key)
                .and_then(Node::as_str)
                .map(|text| Box::from(&*text))
        };
        let kind = match &*name {
            "page" => PagingKind::Page {
                total_pages: self.optional(node, "total_pages"),
                total: self.optional(node, "total"),
            },
            "offset" => PagingKind::Offset {
                total: self.optional(node, "total"),
            },
            "cursor" => PagingKind::Cursor {
                from: self.required(node, "from"),
            },
            "next_url" => PagingKind::NextUrl {
                from: self.required(node, "from"),
            },
            "link_header" => PagingKind::LinkHeader,
            "header_url" => PagingKind::HeaderUrl {
                name: text("name").unwrap_or_default(),
            },
            "keyset" => PagingKind::Keyset {
                from: self.required(node, "from"),
            },
            "range" => PagingKind::Range,
            "ids" => PagingKind::Ids {
                from: self.required(node, "from"),
                key: self.optional(node, "key"),
            },
            "has_more" => PagingKind::HasMore {
                from: self.required(node, "from"),
            },
            _ => PagingKind::Whole,
        };
        let past_end = node
            .get("past_end")
            .and_then(Node::elements)
            .into_iter()
            .flatten();
        Paging {
            param: text("param"),
            size_param: text("size_param"),
            size: number(node, "size"),
            start: number(node, "start").unwrap_or(1),
            goes_on_after_short: text("short_page").as_deref() == Some("go_on"),
            past_end: past_end
                .filter_map(|code| Some(Box::from(&*code.as_str()?)))
                .collect(),
            fallback: node.get("fallback").map(|node| Box::new(self.paging(node))),
            ..bare(kind)
        }
    }
}

fn bare(kind: PagingKind) -> Paging {
    Paging {
        kind,
        param: None,
        size_param: None,
        size: None,
        start: 1,
        goes_on_after_short: false,
        past_end: Vec::new(),
        fallback: None,
    }
}

/// `$`
pub(super) fn whole() -> Expression {
    select("$")
}

fn select(text: &str) -> Expression {
    match Selector::parse(text) {
        Ok(selector) => Expression::Select(selector),
        Err(_) => Expression::Literal(Value::Missing),
    }
}

fn sorts(node: Node<'_>) -> Vec<Order> {
    let text = |node: Node<'_>, key: &str| {
        node.get(key)
            .and_then(Node::as_str)
            .map(std::borrow::Cow::into_owned)
    };
    let order = |node: Node<'_>| {
        let name = text(node, "name").unwrap_or_default();
        let title = text(node, "title").unwrap_or_else(|| name.clone());
        let set = node
            .get("set")
            .and_then(Node::members)
            .into_iter()
            .flatten();
        let entry = |member: Node<'_>| {
            (
                Box::from(&*member.key().unwrap_or_default()),
                Value::owned(member),
            )
        };
        Order {
            sort: Sort { name, title },
            set: set.map(entry).collect(),
        }
    };
    node.children()
        .filter(|node| node.kind() == Type::Object)
        .map(order)
        .collect()
}

pub(super) fn number<N: std::str::FromStr>(node: Node<'_>, key: &str) -> Option<N> {
    node.get(key).and_then(|node| node.raw().parse().ok())
}
