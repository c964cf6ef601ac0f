//! Recognises the system behind an address that a person has pasted.
//!
//! Each preset says how it is recognised: by what the address looks like, or by what the site
//! answers to a question. Questions are asked one after the other, only with GET, only to the
//! site that was pasted, and at most [`MAX_PROBES`] of them; one answer serves all presets that ask
//! the same. What the path looks like decides who may ask first.

mod preset;

pub use preset::Preset;

use std::{borrow::Cow, collections::BTreeMap};

use super::{
    expression::Expression,
    request::{HttpRequest, HttpResponse, Method, Unreachable},
    scope::{Item, Scope},
    selector::Predicate,
    template::{Address, Vars},
    value::Value,
};
use crate::{json::Document, pattern::Pattern, url};

/// No address is worth more questions.
pub const MAX_PROBES: usize = 6;

/// When a site's first page is asked itself, among the ranks of the rules.
const BARE: i64 = 60;

/// One way to recognise a system.
#[derive(Debug)]
pub(crate) struct Rule {
    /// What the address looks like, one of these; empty: like any.
    addresses: Vec<Shape>,
    /// What the path looks like if this is likely.
    hint: Option<Pattern>,
    /// What to ask; `None`: the address says it all.
    question: Option<Address>,
    /// What the answer has to be like.
    expect: Option<Predicate>,
    /// Parameters, from the answer (`$`) and the address (`@.address`, `@.site`, `@.path`).
    set: Vec<(String, Expression)>,
    /// Who asks first: small numbers.
    rank: i64,
}

/// A host and the first segments of a path.
#[derive(Debug)]
struct Shape {
    host: String,
    segments: Vec<Segment>,
}

#[derive(Debug)]
enum Segment {
    Literal(String),
    Param(String),
    Any,
}

/// What is wrong with the rules of a file.
pub(crate) fn problems(file: crate::json::Node<'_>) -> Vec<super::problem::Problem> {
    preset::rules(file, &super::capabilities::Param::all(file)).1
}

/// Parameters by their names.
pub type Params = BTreeMap<String, String>;

/// What has been found out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Detected {
    /// A system, with the parameters that could be worked out.
    Preset {
        /// The name of its connector.
        name: String,
        /// Its parameters.
        params: Params,
    },
    /// None that is known. What the address itself answered is here, if it was JSON.
    Unknown {
        /// The answer's text.
        json: Option<String>,
    },
}

/// What a host has to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DetectStep {
    /// Send this, and call [`Detection::resume`] with the answer.
    Ask(HttpRequest),
    /// Done.
    Done(Detected),
}

/// The text is not the address of a site.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("this is not an address like https://example.org")]
pub struct NotAnAddress;

/// A pasted address on its way to a system.
#[derive(Debug)]
pub struct Detection {
    presets: Vec<Preset>,
    pasted: Pasted,
    /// What is left to ask, best first.
    questions: Vec<String>,
    asked: usize,
    /// What the address itself answered.
    own: Option<String>,
}

#[derive(Debug)]
struct Pasted {
    address: String,
    site: String,
    host: String,
    path: String,
}

impl Pasted {
    fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let has_scheme = text
            .split_once("://")
            .is_some_and(|(scheme, _)| scheme.chars().all(|c| c.is_ascii_alphanumeric()));
        let address = if has_scheme {
            text.to_owned()
        } else {
            ["https://", text].concat()
        };
        let site = url::origin(&address)?;
        let (_, rest) = site.split_once("://")?;
        let host = rest.split(':').next().unwrap_or(rest).to_ascii_lowercase();
        // A word without a dot is no site, but a machine of one's own may be called so.
        if !(host.contains('.') || host == "localhost" || host.starts_with('[') || has_scheme) {
            return None;
        }
        let after = address.split_once("://")?.1;
        let path = after
            .find('/')
            .and_then(|at| after.get(at..))
            .unwrap_or("/");
        let path = path.split(['?', '#']).next().unwrap_or("/").to_owned();
        let address = address.split('#').next().unwrap_or(&address).to_owned();
        Some(Self {
            address,
            site,
            host,
            path,
        })
    }

    fn vars(&self) -> Vars<'_> {
        let mut vars = Vars::default();
        vars.set("site", Value::text(&self.site));
        vars.set("address", Value::text(&self.address));
        vars
    }

    fn item(&self) -> Item<'_> {
        let member = |name, text| (Cow::Borrowed(name), Value::text(text));
        Item::new(Value::Record(vec![
            member("address", &self.address),
            member("site", &self.site),
            member("path", &self.path),
        ]))
    }
}

impl Shape {
    /// `github.com/{owner}/{repo}`
    fn read(text: &str) -> Self {
        let (host, path) = text.split_once('/').unwrap_or((text, ""));
        let segment = |segment: &str| {
            let name = segment
                .strip_prefix('{')
                .and_then(|rest| rest.strip_suffix('}'));
            match (segment, name) {
                ("*", _) => Segment::Any,
                (_, Some(name)) => Segment::Param(name.to_owned()),
                _ => Segment::Literal(segment.to_owned()),
            }
        };
        Self {
            host: host.to_ascii_lowercase(),
            segments: path
                .split('/')
                .filter(|segment| !segment.is_empty())
                .map(segment)
                .collect(),
        }
    }

    /// The parameters that an address of this shape sets.
    fn matches(&self, pasted: &Pasted) -> Option<Params> {
        let fits = match self.host.strip_prefix("*.") {
            Some(end) => pasted
                .host
                .strip_suffix(end)
                .is_some_and(|start| start.ends_with('.')),
            None => pasted.host.strip_prefix("www.").unwrap_or(&pasted.host) == self.host,
        };
        if !fits {
            return None;
        }
        let mut params = Params::new();
        let mut given = pasted.path.split('/').filter(|segment| !segment.is_empty());
        for segment in &self.segments {
            let here = given.next()?;
            match segment {
                Segment::Literal(literal) if literal != here => return None,
                Segment::Param(name) => {
                    params.insert(name.clone(), here.to_owned());
                }
                Segment::Literal(_) | Segment::Any => {}
            }
        }
        Some(params)
    }
}

impl Rule {
    /// The parameters that the address alone sets; `None`: it is not of this rule.
    fn applies(&self, pasted: &Pasted) -> Option<Params> {
        if self.addresses.is_empty() {
            return Some(Params::new());
        }
        self.addresses
            .iter()
            .find_map(|shape| shape.matches(pasted))
    }

    fn is_hinted(&self, pasted: &Pasted) -> bool {
        let hint = self.hint.as_ref();
        hint.is_some_and(|hint| hint.find(&pasted.path, 0).is_some())
    }

    /// What it asks, if that stays on the site.
    fn question(&self, pasted: &Pasted) -> Option<String> {
        let question = self.question.as_ref()?.expand(&pasted.vars());
        (url::origin(&question).as_ref() == Some(&pasted.site)).then_some(question)
    }

    /// The parameters, if an answer is as expected.
    fn holds(&self, pasted: &Pasted, response: &HttpResponse) -> Option<Params> {
        let mut params = self.applies(pasted)?;
        let document = Document::parse(&response.body).ok();
        let root = match &document {
            Some(document) => Value::Node(document.root()),
            None => return None,
        };
        let vars = pasted.vars();
        let scope = Scope::new(root.clone(), &response.headers, &vars, &pasted.address);
        let expected = self.expect.as_ref();
        if !expected.is_none_or(|expect| expect.holds(&scope, &Item::new(root))) {
            return None;
        }
        let item = pasted.item();
        for (name, expression) in &self.set {
            if let Some(value) = expression.evaluate(&scope, &item).as_text() {
                params.insert(name.clone(), value.into_owned());
            }
        }
        Some(params)
    }
}

impl Detection {
    /// Starts to find out about an address.
    ///
    /// # Errors
    /// It is none.
    pub fn new(address: &str, presets: Vec<Preset>) -> Result<Self, NotAnAddress> {
        let pasted = Pasted::read(address).ok_or(NotAnAddress)?;
        let mut ranked: Vec<(bool, i64, String)> = Vec::new();
        for rule in presets.iter().flat_map(|preset| &preset.rules) {
            if rule.applies(&pasted).is_none() {
                continue;
            }
            if let Some(question) = rule.question(&pasted) {
                ranked.push((!rule.is_hinted(&pasted), rule.rank, question));
            }
        }
        // The address itself may be an API, known or unknown. A bare site seldom is: what it runs
        // on is asked first.
        let rank = if pasted.path == "/" { BARE } else { 0 };
        ranked.push((true, rank, pasted.address.clone()));
        ranked.sort_by_key(|(is_unlikely, rank, _)| (*is_unlikely, *rank));
        let mut questions: Vec<String> = Vec::new();
        for (_, _, question) in ranked {
            if !questions.contains(&question) {
                questions.push(question);
            }
        }
        questions.truncate(MAX_PROBES);
        Ok(Self {
            presets,
            pasted,
            questions,
            asked: 0,
            own: None,
        })
    }

    /// Takes the answer to the question before; `None` at the start.
    pub fn resume(&mut self, answer: Option<Result<HttpResponse, Unreachable>>) -> DetectStep {
        if answer.is_none()
            && self.asked == 0
            && let Some(detected) = self.by_address()
        {
            return DetectStep::Done(detected);
        }
        if let Some(Ok(response)) = answer
            && let Some(detected) = self.by_answer(&response)
        {
            return DetectStep::Done(detected);
        }
        match self.questions.get(self.asked) {
            Some(question) => {
                self.asked += 1;
                DetectStep::Ask(HttpRequest {
                    method: Method::Get,
                    url: question.clone(),
                    headers: vec![("Accept".to_owned(), "application/json".to_owned())],
                    body: None,
                    credentials: false,
                })
            }
            None => DetectStep::Done(Detected::Unknown {
                json: self.own.take(),
            }),
        }
    }

    /// The origin that is asked, which is the only one.
    pub fn origin(&self) -> &str {
        &self.pasted.site
    }

    fn by_address(&self) -> Option<Detected> {
        self.presets.iter().find_map(|preset| {
            let silent = |rule: &&Rule| rule.question.is_none() && !rule.addresses.is_empty();
            let rules = preset.rules.iter().filter(silent);
            let params = rules
                .into_iter()
                .find_map(|rule| rule.applies(&self.pasted))?;
            Some(self.found(preset, params))
        })
    }

    fn by_answer(&mut self, response: &HttpResponse) -> Option<Detected> {
        let question = self
            .asked
            .checked_sub(1)
            .and_then(|at| self.questions.get(at))?;
        if *question == self.pasted.address
            && (200..300).contains(&response.status)
            && Document::parse(&response.body).is_ok()
        {
            self.own = Some(response.body.clone());
        }
        let mut asking: Vec<(i64, &Preset, &Rule)> = Vec::new();
        for preset in &self.presets {
            for rule in &preset.rules {
                if rule.question(&self.pasted).as_ref() == Some(question) {
                    asking.push((rule.rank, preset, rule));
                }
            }
        }
        asking.sort_by_key(|(rank, ..)| *rank);
        asking.into_iter().find_map(|(_, preset, rule)| {
            let params = rule.holds(&self.pasted, response)?;
            Some(self.found(preset, params))
        })
    }

    fn found(&self, preset: &Preset, mut params: Params) -> Detected {
        for param in preset.params.iter().filter(|param| param.name == "site") {
            let site = self.pasted.site.clone();
            params.entry(param.name.clone()).or_insert(site);
        }
        params.retain(|name, _| preset.params.iter().any(|param| param.name == *name));
        Detected::Preset {
            name: preset.name.clone(),
            params,
        }
    }
}
