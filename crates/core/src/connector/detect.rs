//! Recognises the system behind an address that a person has pasted.
//!
//! Each preset says how it is recognised: by what the address looks like, or by what the site
//! answers to a question. Questions are asked one after the other, only with GET, only to the
//! site that was pasted, and at most [`MAX_PROBES`] of them; one answer serves all presets that ask
//! the same. What the address looks like decides who may ask first.

mod address;
mod preset;

pub use preset::Preset;

use std::collections::BTreeMap;

use address::{Pasted, Shape, Weight};

use super::{
    expression::Expression,
    request::{HttpRequest, HttpResponse, Method, Unreachable},
    scope::{Item, Scope},
    selector::Predicate,
    template::Address,
    value::Value,
};
use crate::{json::Document, pattern::Pattern, url};

/// No address is worth more questions.
pub const MAX_PROBES: usize = 6;

/// One way to recognise a system.
#[derive(Debug)]
pub(crate) struct Rule {
    /// What the address looks like, one of these; empty: like any.
    addresses: Vec<Shape>,
    /// What the path, or the host with its port, looks like if this is likely.
    hint: Option<Pattern>,
    /// What to ask; `None`: the address says it all.
    question: Option<Address>,
    /// What the answer has to be like.
    expect: Option<Predicate>,
    /// Parameters, from the answer (`$`), if any, and the address (`@.address`, `@.site`, `@.host`,
    /// `@.path`).
    set: Vec<(String, Expression)>,
    /// Who asks first: small numbers.
    rank: i64,
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

impl Rule {
    /// The parameters that are in the address, and how closely it is described; `None`: it is not
    /// of this rule.
    fn fits(&self, pasted: &Pasted) -> Option<(Weight, Params)> {
        if self.addresses.is_empty() {
            return Some((Weight::default(), Params::new()));
        }
        let fitting = self.addresses.iter().filter_map(|shape| {
            let params = shape.matches(pasted)?;
            Some((shape.weight(), params))
        });
        fitting.reduce(|best, next| if next.0 > best.0 { next } else { best })
    }

    /// Whether the address makes it more likely than others.
    fn is_likely(&self, pasted: &Pasted) -> bool {
        let matches = |hint: &Pattern| {
            [&pasted.path, &pasted.authority]
                .iter()
                .any(|text| hint.find(text, 0).is_some())
        };
        !self.addresses.is_empty() || self.hint.as_ref().is_some_and(matches)
    }

    /// What it asks, if that stays on the site.
    fn question(&self, pasted: &Pasted) -> Option<String> {
        let question = self.question.as_ref()?.expand(&pasted.vars());
        let is_own = url::origin(&question).as_ref() == Some(&pasted.site);
        is_own.then(|| pasted.with_path(question))
    }

    /// The parameters, if the address says it all.
    fn by_address(&self, pasted: &Pasted) -> Option<(Weight, Params)> {
        if self.question.is_some() || self.addresses.is_empty() {
            return None;
        }
        let (weight, mut params) = self.fits(pasted)?;
        let vars = pasted.vars();
        let scope = Scope::new(Value::Missing, &[], &vars, &pasted.address);
        self.set(pasted, &scope, &mut params);
        Some((weight, params))
    }

    /// The parameters, if an answer is as expected.
    fn by_answer(&self, pasted: &Pasted, response: &HttpResponse) -> Option<Params> {
        let (_, mut params) = self.fits(pasted)?;
        let document = Document::parse(&response.body).ok()?;
        let root = Value::Node(document.root());
        let vars = pasted.vars();
        let scope = Scope::new(root.clone(), &response.headers, &vars, &pasted.address);
        let expected = self.expect.as_ref();
        if !expected.is_none_or(|expect| expect.holds(&scope, &Item::new(root))) {
            return None;
        }
        self.set(pasted, &scope, &mut params);
        Some(params)
    }

    fn set(&self, pasted: &Pasted, scope: &Scope<'_>, params: &mut Params) {
        let item = pasted.item();
        for (name, expression) in &self.set {
            if let Some(value) = expression.evaluate(scope, &item).as_text() {
                params.insert(name.clone(), value.into_owned());
            }
        }
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
            if rule.fits(&pasted).is_none() {
                continue;
            }
            if let Some(question) = rule.question(&pasted) {
                ranked.push((!rule.is_likely(&pasted), rule.rank, question));
            }
        }
        // The address itself may be an API, known or unknown; the front page of a site is seldom one.
        let rank = if pasted.is_bare() { i64::MAX } else { 0 };
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
                    is_secret: false,
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

    /// What the address alone says: who describes it most closely, or comes first, has it.
    fn by_address(&self) -> Option<Detected> {
        let rules = self
            .presets
            .iter()
            .flat_map(|preset| preset.rules.iter().map(move |rule| (preset, rule)));
        let fitting = rules.filter_map(|(preset, rule)| {
            let (weight, params) = rule.by_address(&self.pasted)?;
            Some((weight, preset, params))
        });
        let best = fitting.reduce(|best, next| if next.0 > best.0 { next } else { best });
        best.map(|(_, preset, params)| self.found(preset, params))
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
            let params = rule.by_answer(&self.pasted, response)?;
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
