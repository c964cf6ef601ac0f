//! The details of a source: change it, hand it on, remove it.

use std::{collections::BTreeMap, sync::Arc};

use baraza_core::connector::Connector;
use leptos::{prelude::*, task::spawn_local};

use super::acts::Acts;
use crate::{
    html::handler,
    pages::source_form::{Filled, SourceForm},
    platform::{dom, files, http},
    route::Route,
    state::{
        config::SourceConfig,
        explain,
        share::{Shared, config_entry},
        sources::connector_file,
    },
};

/// What can be done with a source.
///
/// The last one (`is_last`) stays.
pub(super) fn panel(
    acts: Acts,
    source: SourceConfig,
    is_last: bool,
    open: RwSignal<Option<String>>,
) -> AnyView {
    let is_own = untrack(|| acts.sources.kept().is_own(&source.id));
    let check = Route::Check {
        source: source.id.clone(),
    }
    .to_string();
    let is_editing = RwSignal::new(false);
    let link = RwSignal::new(String::new());
    let file = RwSignal::new(None::<String>);
    let failure = RwSignal::new(None::<String>);
    let source = StoredValue::new(source);
    spawn_local(async move {
        let config = source.try_get_value().unwrap_or_default();
        match connector_file(&config).await {
            Ok(text) => {
                link.try_set(shared_link(&config, &text));
                file.try_set(Some(text));
            }
            Err(problem) => {
                let text = explain::reading(&problem, dom::is_online()).text;
                failure.try_set(Some(text));
            }
        }
    });
    let save_connector = move |_| {
        if let Some(text) = file.get_untracked() {
            source.with_value(|source| files::save(&format!("{}.json", source.id), &text));
        }
    };
    let save_entry = move |_| {
        source.with_value(|source| {
            files::save(&format!("{}.config.json", source.id), &config_entry(source));
        });
    };
    let copy = move |_| {
        let toasts = acts.toasts;
        let text = link.get_untracked();
        spawn_local(async move {
            toasts.show(if dom::copy(&text).await {
                "The link is copied."
            } else {
                "This browser did not let the link be copied. Mark it and copy it by hand."
            });
        });
    };
    let remove = move |_| {
        open.set(None);
        source.with_value(|source| acts.remove(source));
        // What had the focus is gone.
        dom::focus("#main");
    };
    html! {
        <div class="panel">
            {move || {
                is_editing
                    .get()
                    .then(|| html! { <Edit acts=acts source=source.get_value() file=file open=open /> })
            }}
            <div hidden=move || is_editing.get()>
                <label class="field">
                    <span>"Link to share it"<small>" (without your account)"</small></span>
                    <span class="beside">
                        <input type="text" readonly prop:value=move || link.get() />
                        <button type="button" class="secondary" on:click=handler(copy)>"Copy"</button>
                    </span>
                </label>
                {move || failure.get().map(|text| html! { <p class="error">{text}</p> })}
                <div class="acts">
                    <a class="pill" href=check>"Check"</a>
                    <button
                        type="button"
                        class="pill"
                        disabled=move || file.with(Option::is_none)
                        on:click=handler(move |_| is_editing.set(true))
                    >
                        {if is_own { "Change" } else { "Rename" }}
                    </button>
                    <button
                        type="button"
                        class="pill"
                        disabled=move || file.with(Option::is_none)
                        on:click=handler(save_connector)
                    >
                        "Save the connector"
                    </button>
                    <button type="button" class="pill" on:click=handler(save_entry)>
                        "Save for config.json"
                    </button>
                    <button
                        type="button"
                        class="pill danger"
                        disabled=is_last
                        on:click=handler(remove)
                    >
                        "Remove"
                    </button>
                </div>
            </div>
        </div>
    }
}

/// The form of a source that is there already. What the app's owner has set is only named anew.
#[component]
fn Edit(
    acts: Acts,
    source: SourceConfig,
    file: RwSignal<Option<String>>,
    open: RwSignal<Option<String>>,
) -> impl IntoView {
    let is_own = untrack(|| acts.sources.kept().is_own(&source.id));
    let connector = file
        .get_untracked()
        .filter(|_| is_own)
        .and_then(|text| Connector::load_whole(&text).ok())
        .map(Arc::new);
    let filled: Filled = (source.name.clone(), source.params.clone());
    let done = Callback::new(move |(name, params): Filled| {
        let params = if is_own {
            params
        } else {
            source.params.clone()
        };
        open.set(None);
        acts.edit(&source, &name, params);
    });
    let cancel = Callback::new(move |()| open.set(None));
    html! {
        <SourceForm connector=connector filled=filled verb="Save" on_done=done on_cancel=cancel />
    }
}

/// The link that hands a source on.
fn shared_link(source: &SourceConfig, file: &str) -> String {
    let connector = if source.is_preset() {
        source.connector.clone()
    } else {
        file.to_owned()
    };
    let shared = Shared {
        name: source.name.clone(),
        connector,
        params: absolute(source, file),
    };
    let page = dom::origin();
    format!("{page}{}#{}", Route::AddSource, shared.to_fragment())
}

/// The parameters, with addresses of this site written out: elsewhere they mean something else.
fn absolute(source: &SourceConfig, file: &str) -> BTreeMap<String, String> {
    let mut params = source.params.clone();
    let Ok(connector) = Connector::load_whole(file) else {
        return params;
    };
    for param in connector.params().iter().filter(|param| param.is_url) {
        if let Some(value) = params.get_mut(&param.name)
            && value.starts_with('/')
            && let Some(address) = http::resolve(value)
        {
            *value = address;
        }
    }
    params
}
