//! The sources of this app and their connectors, each fetched when first used.

use std::{collections::BTreeMap, sync::Arc};

use baraza_core::connector::{Connector, Failure, FailureKind, Problem};
use leptos::{prelude::*, task::spawn_local};

use super::{
    config::{Config, SourceConfig, failure},
    place::Place,
    sessions::Sessions,
};
use crate::{
    later::NotHere,
    platform::{dom, http},
};

/// The site owner's choice of sources, once it has been read.
pub type Configured = Option<Result<Arc<Config>, Failure>>;

/// How far a source is ready for use.
#[derive(Clone, Default)]
pub enum Binding {
    /// Its connector is on its way.
    #[default]
    Loading,
    /// It can be read and written.
    Ready(Place),
    /// Its connector cannot be used.
    Failed(Failure),
}

/// The sources of this app.
#[derive(Clone, Copy)]
pub struct Sources {
    config: RwSignal<Configured>,
    bindings: StoredValue<BTreeMap<String, ArcRwSignal<Binding>>>,
    sessions: Sessions,
}

impl Sources {
    /// Creates the store at the root and starts to read `config.json`.
    pub fn provide(sessions: Sessions) -> Self {
        let this = Self {
            config: RwSignal::new(None),
            bindings: StoredValue::new(BTreeMap::new()),
            sessions,
        };
        provide_context(this);
        this.reload();
        this
    }

    /// Reads `config.json`, again after a failure.
    pub fn reload(self) {
        self.config.set(None);
        spawn_local(async move {
            let config = Config::load().await.map(Arc::new);
            if let Ok(config) = &config {
                dom::set_root_attribute("lang", Some(config.lang.as_deref().unwrap_or("en")));
                dom::set_root_attribute("dir", config.dir.as_deref());
            }
            self.config.set(Some(config));
        });
    }

    /// What `config.json` says. Reactive.
    pub fn config(self) -> Configured {
        self.config.get()
    }

    /// All sources, the first one being home. Reactive.
    pub fn all(self) -> Vec<SourceConfig> {
        match self.config.get() {
            Some(Ok(config)) => config.sources.clone(),
            _ => Vec::new(),
        }
    }

    /// The source of that name, or the first one. Reactive.
    pub fn find(self, id: Option<&str>) -> Option<SourceConfig> {
        let all = self.all();
        match id {
            Some(id) => all.into_iter().find(|source| source.id == id),
            None => all.into_iter().next(),
        }
    }

    /// The state of a source's connector, which this starts to fetch at the first call.
    pub fn binding(self, source: &SourceConfig) -> ArcRwSignal<Binding> {
        if let Some(known) = self.bindings.with_value(|all| all.get(&source.id).cloned()) {
            return known;
        }
        let binding = ArcRwSignal::new(Binding::Loading);
        self.bindings.update_value(|all| {
            all.insert(source.id.clone(), binding.clone());
        });
        self.fetch(source.clone(), binding.clone());
        binding
    }

    /// Fetches a connector that failed once more.
    pub fn retry(self, source: &SourceConfig) {
        let binding = self.binding(source);
        binding.set(Binding::Loading);
        self.fetch(source.clone(), binding);
    }

    fn fetch(self, source: SourceConfig, binding: ArcRwSignal<Binding>) {
        let session = self.sessions.of(&source.id);
        spawn_local(async move {
            binding.set(match bind(&source).await {
                Ok(bound) => Binding::Ready(Place {
                    id: source.id.into(),
                    name: source.name.into(),
                    source: Arc::new(bound),
                    session,
                }),
                Err(failure) => Binding::Failed(failure),
            });
        });
    }
}

/// The sources of this app.
pub fn use_sources() -> Sources {
    expect_context()
}

crate::later! {
    later: fn check(json: String) -> Checked = Box::new(Connector::parse(&json))
}

type Checked = Box<Result<Connector, Vec<Problem>>>;

async fn bind(config: &SourceConfig) -> Result<baraza_core::connector::Source, Failure> {
    let path = config.connector_path();
    let answer = http::own_file(&path)
        .await
        .map_err(|error| failure(FailureKind::Unreachable, format!("{path}: {error}")))?;
    if answer.status != 200 {
        let message = format!("{path} answered with status {}", answer.status);
        return Err(failure(FailureKind::Unsupported, message));
    }
    let read = if config.is_preset() {
        Connector::load(&answer.body)
    } else {
        // Whoever wrote it wants to hear of every mistake.
        match check(answer.body.clone()).await {
            Ok(checked) => *checked,
            Err(NotHere) => Connector::load(&answer.body),
        }
    };
    let connector = read.map_err(|problems| {
        let lines: Vec<String> = problems
            .iter()
            .map(|p| format!("{} {}; {}", p.pointer, p.message, p.hint))
            .collect();
        let message = format!("{path} is not a connector:\n{}", lines.join("\n"));
        failure(FailureKind::Unsupported, message)
    })?;
    let mut params = config.params.clone();
    for param in connector.params().iter().filter(|param| param.is_url) {
        let given = params.get(&param.name).or(param.default.as_ref());
        if let Some(address) = given.and_then(|value| http::resolve(value)) {
            params.insert(param.name.clone(), address);
        }
    }
    Arc::new(connector).bind(&params)
}
