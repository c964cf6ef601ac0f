//! The list of presets: what each is for, what it wants to know, how it is recognised.
//!
//! `connectors/index.json` has of each connector file the parts that describe it, so that a person
//! can choose among all of them without fetching any.

use super::{Rule, address::Shape};
use crate::{
    connector::{
        capabilities::{Cors, Param},
        compile::Compiler,
        problem::Problem,
    },
    json::{Document, Node, ReadError},
    pattern::Pattern,
};

/// A connector that comes with the app.
#[derive(Debug)]
pub struct Preset {
    /// The name of its file, without `.json`.
    pub name: String,
    /// What it calls itself.
    pub title: String,
    /// What it is for, in a sentence.
    pub about: String,
    /// Whether pages of other sites can read the backend, as it is installed.
    pub cors: Cors,
    /// What its owner has to do so that they can.
    pub recipe: Option<String>,
    /// What has to be given.
    pub params: Vec<Param>,
    /// How it is recognised.
    pub(super) rules: Vec<Rule>,
}

impl Preset {
    /// Reads `connectors/index.json`.
    ///
    /// # Errors
    /// It is not JSON, or no list.
    pub fn index(json: &str) -> Result<Vec<Self>, ReadError> {
        let document = Document::parse(json)?;
        let root = document.root();
        let presets = root
            .elements()
            .ok_or(ReadError::Shape("expected a list of connectors".to_owned()))?;
        Ok(presets.map(Self::read).collect())
    }

    fn read(node: Node<'_>) -> Self {
        let text = |key: &str| {
            node.get(key)
                .and_then(Node::as_str)
                .map(std::borrow::Cow::into_owned)
        };
        let params = Param::all(node);
        let (rules, _) = rules(node, &params);
        Self {
            name: text("name").unwrap_or_default(),
            title: text("title").unwrap_or_default(),
            about: text("about").unwrap_or_default(),
            cors: Cors::of(node),
            recipe: text("recipe"),
            params,
            rules,
        }
    }
}

/// The rules of a connector file, and what is wrong with them.
pub(crate) fn rules(file: Node<'_>, params: &[Param]) -> (Vec<Rule>, Vec<Problem>) {
    let mut compiler = Compiler::whole(params);
    let nodes = file.get("detect").and_then(Node::elements);
    let rules = nodes
        .into_iter()
        .flatten()
        .map(|node| rule(&mut compiler, node))
        .collect();
    (rules, compiler.problems)
}

fn rule(compiler: &mut Compiler, node: Node<'_>) -> Rule {
    let shapes = node.get("address").and_then(Node::elements);
    let members = node.get("set").and_then(Node::members);
    Rule {
        addresses: shapes
            .into_iter()
            .flatten()
            .filter_map(Node::as_str)
            .map(|shape| Shape::read(&shape))
            .collect(),
        hint: node
            .get("hint")
            .and_then(|node| compiler.search(node, Pattern::parse)),
        question: node
            .get("get")
            .map(|node| compiler.address(node, &["site", "host", "address"], &[])),
        expect: node.get("expect").map(|node| compiler.predicate(node)),
        set: members
            .into_iter()
            .flatten()
            .map(|member| {
                let name = member.key().unwrap_or_default().into_owned();
                (name, compiler.expression(member))
            })
            .collect(),
        rank: node
            .get("rank")
            .and_then(|rank| rank.raw().parse().ok())
            .unwrap_or(100),
    }
}
