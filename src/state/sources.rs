//! The sources of this app and their connectors, each fetched when first used.

use std::{collections::BTreeMap, sync::Arc};

use baraza_core::connector::{Connector, Failure, FailureKind, Problem};
use leptos::{prelude::*, task::spawn_local};

use super::{
    config::{Config, SourceConfig, failure},
    kept::Kept,
    place::Place,
    sessions::Sessions,
};
use crate::{
    later::NotHere,
    platform::{dom, http, storage},
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
    kept: RwSignal<Kept>,
    bindings: StoredValue<Vec<(String, ArcRwSignal<Binding>)>>,
    sessions: Sessions,
}

impl Sources {
    /// Creates the store at the root and starts to read `config.json`.
    pub fn provide(sessions: Sessions) -> Self {
        let this = Self {
            config: RwSignal::new(None),
            kept: RwSignal::new(Kept::load()),
            bindings: StoredValue::new(Vec::new()),
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
            Some(Ok(config)) => self.kept.with(|kept| kept.arrange(&config)),
            _ => Vec::new(),
        }
    }

    /// What the person has made of them. Reactive.
    pub fn kept(self) -> Kept {
        self.kept.get()
    }

    /// Keeps what `change` makes of what is kept; another tab may have changed it meanwhile.
    ///
    /// # Errors
    /// The browser does not keep it; it holds until the page is closed.
    pub fn change(self, change: impl FnOnce(&mut Kept)) -> Result<(), storage::StorageError> {
        let mut kept = Kept::load();
        change(&mut kept);
        let saved = kept.save();
        self.kept.set(kept);
        saved
    }

    /// Whether sources can be added and arranged. Reactive.
    pub fn is_open(self) -> bool {
        self.config
            .with(|config| matches!(config, Some(Ok(config)) if !config.locked))
    }

    /// Whether home shows all sources. Reactive.
    pub fn merges_home(self) -> bool {
        self.kept.with(|kept| kept.merged) && self.is_open() && self.all().len() > 1
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
        if let Some(known) = self.bindings.with_value(|all| {
            let found = all.iter().find(|(id, _)| *id == source.id);
            found.map(|(_, binding)| binding.clone())
        }) {
            return known;
        }
        let binding = ArcRwSignal::new(Binding::Loading);
        self.bindings.update_value(|all| {
            all.push((source.id.clone(), binding.clone()));
        });
        self.fetch(source.clone(), binding.clone());
        binding
    }

    /// The source is another one from now on, or none.
    pub fn forget(self, id: &str) {
        self.bindings.update_value(|all| {
            all.retain(|(known, _)| known != id);
        });
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
                    sessions: self.sessions,
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
    language: fn load_whole(json: String) -> Checked = Box::new(Connector::load_whole(&json))
}

crate::later! {
    sources: fn check(json: String) -> Checked = Box::new(Connector::parse(&json))
}

type Checked = Box<Result<Connector, Vec<Problem>>>;

/// The text of a source's connector file.
///
/// # Errors
/// It is not there.
pub async fn connector_file(config: &SourceConfig) -> Result<String, Failure> {
    if let Some(id) = config.imported() {
        return storage::get(&connector_key(id)).ok_or_else(|| {
            let message = "its connector is not on this device any more".to_owned();
            failure(FailureKind::Unsupported, message)
        });
    }
    let path = config.connector_path();
    let answer = http::own_file(&path)
        .await
        .map_err(|error| failure(FailureKind::Unreachable, format!("{path}: {error}")))?;
    if answer.status != 200 {
        let message = format!("{path} answered with status {}", answer.status);
        return Err(failure(FailureKind::Unsupported, message));
    }
    Ok(answer.body)
}

/// Where an imported connector is kept.
pub fn connector_key(id: &str) -> String {
    format!("baraza:connector:v1:{id}")
}

async fn bind(config: &SourceConfig) -> Result<baraza_core::connector::Source, Failure> {
    let text = connector_file(config).await?;
    let is_checked = config.is_preset() || config.imported().is_some();
    let read = if is_checked && !Connector::needs_whole_language(&text) {
        Ok(Box::new(Connector::load(&text)))
    } else if is_checked {
        load_whole(text).await
    } else {
        // Whoever wrote it wants to hear of every mistake.
        check(text).await
    };
    let read = read.map_err(|NotHere| failure(FailureKind::Unreachable, NotHere.to_string()))?;
    let connector = (*read).map_err(|problems| {
        let lines: Vec<String> = problems
            .iter()
            .map(|p| format!("{} {}; {}", p.pointer, p.message, p.hint))
            .collect();
        let message = format!(
            "{} is not a connector:\n{}",
            config.connector_path(),
            lines.join("\n")
        );
        failure(FailureKind::Unsupported, message)
    })?;
    bind_to(Arc::new(connector), &config.params)
}

/// Binds a connector; addresses may be relative to the page.
///
/// # Errors
/// A parameter is missing or is no address.
pub fn bind_to(
    connector: Arc<Connector>,
    given: &BTreeMap<String, String>,
) -> Result<baraza_core::connector::Source, Failure> {
    let mut params = given.clone();
    for param in connector.params().iter().filter(|param| param.is_url) {
        let given = params.get(&param.name).or(param.default.as_ref());
        if let Some(address) = given.and_then(|value| http::resolve(value)) {
            params.insert(param.name.clone(), address);
        }
    }
    connector.bind(&params)
}
