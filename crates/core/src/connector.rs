//! Talks to any JSON backend that a connector file describes.
//!
//! A [`Connector`] is a parsed, checked file. Bound to its parameters it is a [`Source`], whose
//! methods return [`Operation`]s: values that hand out HTTP requests and take answers until they
//! are done. Nothing here performs I/O; see [`Operation`] for how a host drives one.
//!
//! A file is evaluated totally: no loops, no recursion, and a bounded number of steps per answer.
//! In reading order: `format` and `compile` read a file; `selector`, `expression` and `template`
//! are its language; `plan` makes requests; `list`, `mapping`, `tree` and `page` read answers;
//! `reading`, `writing` and `signing` put them together.

mod answer;
mod bound;
mod capabilities;
mod compile;
mod detect;
mod errors;
mod expression;
mod failure;
mod format;
mod gather;
mod hydration;
mod intent;
mod link;
mod list;
mod live;
mod mapping;
mod more;
mod oauth;
mod operation;
mod page;
mod plan;
mod problem;
mod query;
mod reading;
mod request;
mod scope;
mod selector;
mod session;
mod signing;
mod template;
mod tree;
mod value;
mod writing;

pub use capabilities::{
    Capabilities, Cors, GuestFields, Live, Need, Param, SignIn, SignInKind, Sort, Write,
};
pub use detect::{DetectStep, Detected, Detection, MAX_PROBES, NotAnAddress, Params, Preset};
pub use failure::{Failure, FailureKind};
pub use intent::{Guest, Intent, Outcome, Sending};
pub use oauth::{AuthorizationError, OAuthClient, OAuthParties, OAuthRequest};
pub use operation::{Operation, Step};
pub use problem::Problem;
pub use query::{CommentQuery, DecodeIssue, Page, PageToken, PostQuery, Stub};
pub use request::{HttpRequest, HttpResponse, Method, RequestBody, Unreachable};
pub use session::{Credentials, Session};
pub use writing::{Image, ImageLimits};

use std::{
    collections::BTreeMap,
    sync::{Arc, OnceLock},
};

use crate::json::Document;

use self::{
    bound::Bound,
    errors::ErrorRules,
    list::List,
    live::LiveRule,
    reading::Single,
    signing::{Auth, Doors},
    template::{Address, Fields},
    writing::{WriteRule, Writing},
};

/// A connector file, parsed and checked. Format version 1.
#[derive(Debug)]
pub struct Connector {
    title: String,
    params: Vec<Param>,
    base: Address,
    origins: Vec<Address>,
    headers: Fields,
    cookies: bool,
    live: Option<LiveRule>,
    posts: Option<List>,
    found: Option<List>,
    tagged: Option<List>,
    post: Option<Single>,
    comments: Option<List>,
    held: Option<List>,
    /// The file, for what is read of it only when it is needed.
    text: Box<str>,
    writes: OnceLock<Vec<(Write, WriteRule)>>,
    doors: OnceLock<Doors>,
    auth: Auth,
    errors: ErrorRules,
    writing: Writing,
    capabilities: Capabilities,
}

/// A connector bound to its parameters: something one can read and write. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Source {
    bound: Arc<Bound>,
}

impl Connector {
    /// Reads a connector file.
    ///
    /// # Errors
    /// All problems of the file at once.
    pub fn parse(json: &str) -> Result<Self, Vec<Problem>> {
        compile::compile(json)
    }

    /// Reads a connector file that is known to be sound, such as those that come with the app. Keys
    /// that do not exist and the like go unnoticed; [`Connector::parse`] finds all problems.
    ///
    /// # Errors
    /// Problems that keep it from being read.
    pub fn load(json: &str) -> Result<Self, Vec<Problem>> {
        compile::load(json)
    }

    /// Whether a file has parts that [`Connector::load`] knows nothing of: patterns, and lists that
    /// take several answers. Few have, so a program may keep the code for them apart.
    pub fn needs_whole_language(json: &str) -> bool {
        json.contains("\"regex\"") || json.contains("\"hydrate\"")
    }

    /// Like [`Connector::load`], with all of the language.
    ///
    /// # Errors
    /// Problems that keep it from being read.
    pub fn load_whole(json: &str) -> Result<Self, Vec<Problem>> {
        compile::load_whole(json)
    }

    /// What is wrong with how a file's system is recognised, which [`Connector::parse`] has no use
    /// for.
    pub fn problems_of_detection(json: &str) -> Vec<Problem> {
        let Ok(document) = Document::parse(json) else {
            return Vec::new();
        };
        let root = document.root();
        detect::problems(root)
    }

    /// What the file calls itself.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Whether pages of other sites can read such a backend as it is installed.
    pub fn cors(&self) -> Cors {
        self.capabilities.cors
    }

    /// What the backend's owner has to do so that they can.
    pub fn recipe(&self) -> Option<&str> {
        self.capabilities.recipe.as_deref()
    }

    /// The values a source has to give.
    pub fn params(&self) -> &[Param] {
        &self.params
    }

    /// Binds the connector to its parameters. Addresses have to be absolute.
    ///
    /// # Errors
    /// A parameter is missing or is not an http(s) address.
    pub fn bind(self: Arc<Self>, params: &BTreeMap<String, String>) -> Result<Source, Failure> {
        Ok(Source {
            bound: Arc::new(Bound::new(self, params)?),
        })
    }

    /// A JSON Schema of connector files, made of the tables that they are checked by.
    pub fn schema() -> String {
        format::schema()
    }

    fn doors(&self) -> &Doors {
        self.doors.get_or_init(|| compile::doors(&self.text))
    }

    fn write(&self, write: Write) -> Option<&WriteRule> {
        self.writes
            .get_or_init(|| compile::writes(&self.text))
            .iter()
            .find(|(known, _)| *known == write)
            .map(|(_, rule)| rule)
    }
}

impl Source {
    /// What this source can do.
    pub fn capabilities(&self) -> &Capabilities {
        &self.bound.connector().capabilities
    }

    /// The origins requests and credentials may go to.
    pub fn origins(&self) -> &[String] {
        self.bound.origins()
    }
}
