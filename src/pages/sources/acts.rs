//! What is done to sources: kept on the device, and told where it was not.

use std::{collections::BTreeMap, sync::Arc};

use leptos::prelude::untrack;

use crate::{
    platform::storage::{self, StorageError},
    state::{
        config::SourceConfig,
        feeds::{Feeds, use_feeds},
        kept::Kept,
        sessions::{Sessions, use_sessions},
        sources::{Sources, connector_key, use_sources},
        threads::{Threads, use_threads},
        toasts::{Toasts, use_toasts},
        votes::{Votes, use_votes},
    },
};

/// The stores that a change of sources is about.
#[derive(Clone, Copy)]
pub(super) struct Acts {
    pub(super) sources: Sources,
    pub(super) toasts: Toasts,
    sessions: Sessions,
    feeds: Feeds,
    threads: Threads,
    votes: Votes,
}

impl Acts {
    pub(super) fn from_context() -> Self {
        Self {
            sources: use_sources(),
            toasts: use_toasts(),
            sessions: use_sessions(),
            feeds: use_feeds(),
            threads: use_threads(),
            votes: use_votes(),
        }
    }

    fn ids(self) -> Vec<String> {
        let all = untrack(|| self.sources.all());
        all.into_iter().map(|source| source.id).collect()
    }

    fn change(self, change: impl FnOnce(&mut Kept)) {
        self.told(self.sources.change(change));
    }

    fn told(self, kept: Result<(), StorageError>) {
        if let Err(error) = kept {
            self.toasts
                .show(format!("Until you close this page: {error}."));
        }
    }

    /// What was read of a source is of another one now, or of none.
    fn forget(self, id: &str) {
        self.sources.forget(id);
        self.feeds.forget(id);
        self.threads.forget(id);
        self.votes.forget();
    }

    /// Moves a source one place up or down.
    pub(super) fn shift(self, id: &str, up: bool) {
        let all = self.ids();
        self.change(|kept| kept.shift(&all, id, up));
    }

    /// Chooses what home shows.
    pub(super) fn merge_home(self, merged: bool) {
        self.change(|kept| kept.merged = merged);
    }

    /// Gives a source another name, and one's own other parameters.
    pub(super) fn edit(self, source: &SourceConfig, name: &str, params: BTreeMap<String, String>) {
        let is_elsewhere = params != source.params;
        if is_elsewhere {
            // An account is one of the old place: what proves it must not be sent to the new one.
            self.sessions.take(&source.id);
        }
        self.forget(&source.id);
        self.change(|kept| {
            kept.rename(&source.id, name);
            if let Some(own) = kept.own.iter_mut().find(|own| own.id == source.id) {
                own.params = params;
            }
        });
        self.toasts.show("Saved.");
    }

    /// Takes a source away, with its account and its imported connector, and offers it back.
    pub(super) fn remove(self, source: &SourceConfig) {
        let all = self.ids();
        let was_own = untrack(|| self.sources.kept().is_own(&source.id));
        let key = source.imported().map(connector_key);
        let file = key.as_deref().and_then(storage::get);
        self.change(|kept| kept.take(&all, &source.id));
        let accounts = self.sessions.take(&source.id);
        self.forget(&source.id);
        if let Some(key) = &key {
            storage::remove(key);
        }
        let kept = source.clone();
        let undo = move || {
            if let (Some(key), Some(file)) = (&key, &file) {
                self.told(storage::set(key, file));
            }
            self.forget(&kept.id);
            self.told(self.sessions.bring_back(&kept.id, accounts.clone()));
            self.change(|all| all.bring_back(&kept, was_own));
        };
        let text = format!("{} is removed.", source.name);
        self.toasts.offer(text, Some(("Undo", Arc::new(undo))));
    }

    /// Brings back a source of the app's owner.
    pub(super) fn bring_back(self, source: &SourceConfig) {
        self.forget(&source.id);
        self.change(|kept| kept.bring_back(source, false));
    }
}
