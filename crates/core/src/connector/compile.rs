//! Turns a checked file into a [`Connector`]: reads selectors, templates and predicates once, and
//! reports each that is wrong.
//!
//! The structure has been checked along the tables of `format`; where it was wrong, the parts here
//! come out empty, and the problems reported there keep the result from being used.

mod auth;
mod expression;
mod hint;
mod list;
mod offers;
mod request;
mod upload;
mod write;

use std::sync::OnceLock;

use self::hint::{syntax, template_hint};
use super::{
    Connector,
    capabilities::{Param, Write},
    errors::ErrorRules,
    failure::FailureKind,
    format::{CONNECTOR, check},
    gather::ENGINE,
    hydration::Engine,
    live::LiveRule,
    problem::Problem,
    signing::Doors,
    template::{Address, Fields, Known, TemplateError, Text},
    writing::WriteRule,
};
use crate::{
    json::{Document, Node, Type},
    pattern::{Pattern, PatternError, Search},
};

/// Nobody writes a deeper file; what follows may recurse.
const MAX_DEPTH: usize = 32;

/// The variables of each part of a file.
mod roots {
    pub(super) const BASE: &[&str] = &["params"];
    pub(super) const LIST: &[&str] =
        &["params", "base", "account", "auth", "query", "sort", "page"];
    pub(super) const COMMENTS: &[&str] = &[
        "params", "base", "account", "auth", "query", "sort", "page", "post",
    ];
    pub(super) const MORE: &[&str] = &[
        "params", "base", "account", "auth", "sort", "post", "comment", "ids",
    ];
    pub(super) const POST: &[&str] = &["params", "base", "account", "auth", "post"];
    pub(super) const WRITE: &[&str] = &[
        "params", "base", "account", "auth", "post", "parent", "comment", "input", "vote", "key",
        "now",
    ];
    pub(super) const AUTH: &[&str] = &["params", "base", "account", "auth", "input"];
    pub(super) const SITE: &[&str] = &["params", "base"];
    pub(super) const VALUE: &[&str] = &["params", "base", "account", "post"];
}

/// Reads a file, and all that is wrong with it.
pub(crate) fn compile(json: &str) -> Result<Connector, Vec<Problem>> {
    read(json, true, Some(&WHOLE))
}

/// Reads a file that is known to be sound: what reading needs of it, and no more. Files with
/// patterns or with lists that take several answers need [`load_whole`].
pub(crate) fn load(json: &str) -> Result<Connector, Vec<Problem>> {
    read(json, false, None)
}

/// Like [`load`], with all of the language.
pub(crate) fn load_whole(json: &str) -> Result<Connector, Vec<Problem>> {
    read(json, false, Some(&WHOLE))
}

/// The parts of the language that few files need.
pub(super) struct Whole {
    /// Reads patterns.
    pub(super) pattern: fn(&str) -> Result<Box<dyn Search>, PatternError>,
    /// Reads lists that take several answers.
    pub(super) engine: &'static Engine,
}

static WHOLE: Whole = Whole {
    pattern: |text| Ok(Box::new(Pattern::parse(text)?)),
    engine: &ENGINE,
};

/// `is_strict` is a constant wherever this is called, so that a program which only loads has no
/// code for checking.
#[inline(always)]
#[expect(clippy::inline_always, reason = "see above")]
fn read(
    json: &str,
    is_strict: bool,
    whole: Option<&'static Whole>,
) -> Result<Connector, Vec<Problem>> {
    let document = Document::parse(json).map_err(|error| vec![syntax(&error, json)])?;
    let root = document.root();
    if document.depth() > MAX_DEPTH {
        return Err(vec![Problem {
            pointer: String::new(),
            message: format!("the file is nested deeper than {MAX_DEPTH} levels"),
            hint: "write it flatter".to_owned(),
        }]);
    }
    let params = Param::all(root);
    let mut compiler = Compiler::new(&params);
    compiler.whole = whole;
    if is_strict {
        compiler.hint = Some(template_hint);
        check(root, &CONNECTOR, &mut compiler.problems);
    }
    let connector = compiler.connector(root, params, json);
    if is_strict {
        compiler.writes(root);
        compiler.check_upload(root);
        compiler.doors(root);
    }
    // In the order of the file, whichever pass found them.
    let problems = compiler.problems;
    if problems.is_empty() {
        Ok(connector)
    } else {
        Err(problems)
    }
}

/// The writes of a file that has been read.
pub(super) fn writes(json: &str) -> Vec<(Write, WriteRule)> {
    let Ok(document) = Document::parse(json) else {
        return Vec::new();
    };
    let root = document.root();
    Compiler::whole(&Param::all(root)).writes(root)
}

/// How people get in and out, of a file that has been read.
pub(super) fn doors(json: &str) -> Doors {
    let Ok(document) = Document::parse(json) else {
        return Doors::default();
    };
    let root = document.root();
    Compiler::whole(&Param::all(root)).doors(root)
}

pub(super) struct Compiler {
    pub(super) problems: Vec<Problem>,
    params: Vec<String>,
    /// What is not part of every program.
    whole: Option<&'static Whole>,
    /// Finds the hint for a template; nobody reads hints where files are only loaded.
    hint: Option<fn(&TemplateError, Known<'_>) -> String>,
}

impl Compiler {
    /// A compiler of a file with these parameters.
    pub(super) fn new(params: &[Param]) -> Self {
        Self {
            problems: Vec::new(),
            params: params.iter().map(|param| param.name.clone()).collect(),
            whole: None,
            hint: None,
        }
    }

    /// A compiler with all of the language.
    pub(super) fn whole(params: &[Param]) -> Self {
        Self {
            whole: Some(&WHOLE),
            ..Self::new(params)
        }
    }

    fn connector(&mut self, root: Node<'_>, params: Vec<Param>, json: &str) -> Connector {
        self.version(root);
        for param in &params {
            let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
            if param.name.is_empty() || !param.name.chars().all(plain) {
                let node = root
                    .get("params")
                    .and_then(|params| params.get(&param.name));
                let message = format!("`{}` cannot be the name of a parameter", param.name);
                self.report(node.unwrap_or(root), message, "use letters, digits and `_`");
            }
        }
        let base = match root.get("base") {
            Some(node) => self.address(node, roots::BASE, &[]),
            None => Address::default(),
        };
        let origins = root
            .get("origins")
            .map(Node::children)
            .into_iter()
            .flatten();
        let origins = origins
            .map(|node| self.address(node, roots::BASE, &[]))
            .collect();
        let headers = self.fields(root.get("headers"), roots::AUTH);
        let posts = root
            .get("posts")
            .map(|node| self.list(node, roots::LIST, None));
        let described = root.get("posts");
        let mut variant = |name: &str| {
            let node = described?
                .get(name)
                .filter(|node| node.kind() == Type::Object)?;
            Some(self.list(node, roots::LIST, described))
        };
        let found = variant("search");
        let tagged = variant("tag");
        let post = root.get("post").map(|node| self.single(node, described));
        let described = root.get("comments");
        if let Some(node) = described.filter(|node| node.get("map").is_none()) {
            self.report(node, "`map` is missing".to_owned(), "add `\"map\": …`");
        }
        let comments = described.map(|node| self.list(node, roots::COMMENTS, None));
        let held = root
            .get("held")
            .map(|node| self.list(node, roots::LIST, described));
        let auth = self.auth(root);
        let errors = self.errors(root.get("errors"));
        let (writing, max_length) = Self::writing(root.get("write"));
        let capabilities = offers::capabilities(
            root,
            [&posts, &comments],
            held.is_some(),
            &auth,
            (writing.format, max_length),
        );
        Connector {
            title: root
                .get("title")
                .and_then(Node::as_str)
                .unwrap_or_default()
                .into_owned(),
            params,
            base,
            origins,
            headers,
            cookies: root.get("cookies").and_then(Node::as_bool) == Some(true),
            live: root.get("live").and_then(|node| self.live(node)),
            posts,
            found,
            tagged,
            post,
            comments,
            held,
            text: json.into(),
            writes: OnceLock::new(),
            doors: OnceLock::new(),
            auth,
            errors,
            writing,
            capabilities,
        }
    }

    fn live(&mut self, node: Node<'_>) -> Option<LiveRule> {
        let url = |this: &mut Self| match node.get("url") {
            Some(node) => this.address(node, roots::COMMENTS, &[]),
            None => Address::default(),
        };
        Some(match &*node.get("kind").and_then(Node::as_str)? {
            "poll" => LiveRule::Poll(list::number(node, "seconds").unwrap_or(60)),
            "sse" => {
                let names = node.get("events").and_then(Node::elements);
                let names = names.into_iter().flatten().filter_map(Node::as_str);
                LiveRule::Events(url(self), names.map(std::borrow::Cow::into_owned).collect())
            }
            "ws" => {
                let greeting = node.get("send");
                LiveRule::Socket(
                    url(self),
                    greeting.map(|node| self.body(node, roots::COMMENTS)),
                )
            }
            _ => return None,
        })
    }

    fn version(&mut self, root: Node<'_>) {
        if let Some(node) = root.get("format")
            && node.kind() == Type::Number
            && node.raw() != "1"
        {
            let message = format!("format {} is not known to this version", node.raw());
            self.report(node, message, "write 1, or update the client");
        }
    }

    fn errors(&mut self, node: Option<Node<'_>>) -> ErrorRules {
        let Some(node) = node else {
            return ErrorRules::default();
        };
        let class = node
            .get("class")
            .and_then(Node::members)
            .into_iter()
            .flatten();
        ErrorRules {
            fail_when: node.get("fail_when").map(|node| self.predicate(node)),
            message: self.optional(node, "message"),
            code: self.optional(node, "code"),
            class: class
                .filter_map(|entry| {
                    let name = entry.as_str()?;
                    let kind = FailureKind::ALL.iter().find(|(_, known)| *known == name)?;
                    Some((Box::from(&*entry.key()?), kind.0))
                })
                .collect(),
            retry_after: self.optional(node, "retry_after"),
            fields: self.optional(node, "fields"),
        }
    }

    /// An address template.
    pub(super) fn address(&mut self, node: Node<'_>, roots: &[&str], locals: &[String]) -> Address {
        let Some(text) = node.as_str() else {
            return Address::default();
        };
        let mut all: Vec<&str> = roots.to_vec();
        all.extend(locals.iter().map(String::as_str));
        let known = Known {
            params: &self.params,
            roots: &all,
        };
        match Address::parse(&text, known) {
            Ok(address) => address,
            Err(error) => {
                let hint = self
                    .hint
                    .map_or_else(String::new, |hint| hint(&error, known));
                self.report(node, error.to_string(), &hint);
                Address::default()
            }
        }
    }

    /// A text template.
    fn text(&mut self, node: Node<'_>, roots: &[&str], locals: &[String]) -> Text {
        match node.as_str() {
            Some(text) => self.text_of(node, &text, roots, locals),
            None => Text::default(),
        }
    }

    /// A text template that stands at a node, be it as its key.
    fn text_of(&mut self, node: Node<'_>, text: &str, roots: &[&str], locals: &[String]) -> Text {
        let mut all: Vec<&str> = roots.to_vec();
        all.extend(locals.iter().map(String::as_str));
        let known = Known {
            params: &self.params,
            roots: &all,
        };
        match Text::parse(text, known) {
            Ok(text) => text,
            Err(error) => {
                let hint = self
                    .hint
                    .map_or_else(String::new, |hint| hint(&error, known));
                self.report(node, error.to_string(), &hint);
                Text::default()
            }
        }
    }

    /// Named text templates; a key may end in `?`, as in bodies.
    fn fields(&mut self, node: Option<Node<'_>>, roots: &[&str]) -> Fields {
        let members = node.and_then(Node::members).into_iter().flatten();
        let field = |member: Node<'_>| {
            let key = member.key().unwrap_or_default();
            let text = self.text(member, roots, &[]);
            (Box::from(key.strip_suffix('?').unwrap_or(&key)), text)
        };
        Fields(members.map(field).collect())
    }

    fn report(&mut self, node: Node<'_>, message: String, hint: &str) {
        let problem = Problem {
            pointer: node.pointer(),
            message,
            hint: hint.to_owned(),
        };
        // A part that another one builds on is read twice.
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }
}
