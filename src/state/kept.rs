//! What a person has made of the sources on this device: own ones, an order, other names.
//!
//! The site owner's `config.json` is never copied: what is kept is laid over it, so that a
//! change of the file reaches everybody. A file that says `locked` is taken as it is.

use std::collections::BTreeMap;

use baraza_core::json::{self, Document, Node};
use serde::Serialize;

use super::config::{Config, SourceConfig};
use crate::platform::storage::{self, StorageError};

const KEY: &str = "baraza:sources:v1";

/// What is kept on the device.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Kept {
    /// The person's own sources.
    pub own: Vec<SourceConfig>,
    /// All sources by their ids, as they were put in order; others follow.
    pub order: Vec<String>,
    /// What sources of `config.json` are called here, by their ids.
    pub names: BTreeMap<String, String>,
    /// The sources of `config.json` that were taken away.
    pub hidden: Vec<String>,
    /// Whether home shows all sources, merged by time.
    pub merged: bool,
}

impl Kept {
    /// What is kept; nothing if it cannot be read.
    pub fn load() -> Self {
        Self::read(&storage::get(KEY).unwrap_or_default())
    }

    /// What a text holds; nothing if it cannot be read.
    pub fn read(text: &str) -> Self {
        let Ok(document) = Document::parse(text) else {
            return Self::default();
        };
        let root = document.root();
        let own = root.get("own").map(Node::children).into_iter().flatten();
        Self {
            own: own.filter_map(SourceConfig::read).collect(),
            order: root.texts("order"),
            names: root.pairs("names"),
            hidden: root.texts("hidden"),
            merged: root.get("merged").and_then(Node::as_bool) == Some(true),
        }
    }

    /// Keeps it.
    ///
    /// # Errors
    /// The browser does not keep it.
    pub fn save(&self) -> Result<(), StorageError> {
        let text = json::to_string(self).map_err(|_never| StorageError::Refused)?;
        storage::set(KEY, &text)
    }

    /// All sources in their order, the first one being home.
    pub fn arrange(&self, config: &Config) -> Vec<SourceConfig> {
        if config.locked {
            return config.sources.clone();
        }
        // An own source keeps its address if the file comes to name another one so.
        let is_own = |id: &str| self.own.iter().any(|own| own.id == id);
        let mut rest: Vec<SourceConfig> = Vec::new();
        for source in &config.sources {
            if !self.hidden.contains(&source.id) && !is_own(&source.id) {
                let mut source = source.clone();
                if let Some(name) = self.names.get(&source.id) {
                    source.name.clone_from(name);
                }
                rest.push(source);
            }
        }
        rest.extend_from_slice(&self.own);
        if rest.is_empty() {
            return config.sources.clone();
        }
        let mut all = Vec::new();
        for id in &self.order {
            if let Some(at) = rest.iter().position(|source| &source.id == id) {
                all.push(rest.remove(at));
            }
        }
        all.append(&mut rest);
        all
    }
}
