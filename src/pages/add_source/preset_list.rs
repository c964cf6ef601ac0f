//! The connectors that come with the app, to choose from.

use std::sync::Arc;

use baraza_core::connector::{Failure, Preset};
use leptos::{ev, prelude::*, task::spawn_local};

use super::{Adding, nothing};
use crate::{
    components::{
        coded::coded,
        icon::{Glyph, Icon},
        notice::Failed,
    },
    html::handler,
    platform::dom,
    state::{
        explain,
        presets::{self, badge},
    },
};

type Presets = Option<Result<Arc<Vec<Preset>>, Failure>>;

/// The list, and a field to find one in it.
pub(super) fn list(adding: Adding) -> AnyView {
    let presets = RwSignal::new(Presets::None);
    let words = RwSignal::new(String::new());
    let fetch = move || {
        presets.set(None);
        spawn_local(async move {
            let all = presets::all().await.map(Arc::new);
            presets.try_set(Some(all));
        });
    };
    fetch();
    let again = Callback::new(move |()| fetch());
    html! {
        <section>
            <div class="heading">
                <h2>"Choose a kind"</h2>
                <button
                    type="button"
                    class="link-button"
                    on:click=handler(|_| {
                        dom::focus_on("import");
                        dom::reveal("import", dom::Place::Start);
                    })
                >
                    "Import a connector"
                </button>
            </div>
            <div class="search" role="search">
                <Icon glyph=Glyph::Search />
                <input
                    type="search"
                    aria-label="Find a kind by its name"
                    placeholder="WordPress, Mastodon, …"
                    autocapitalize="none"
                    prop:value=move || words.get()
                    on:input=handler(move |event: ev::Event| words.set(event_target_value(&event)))
                />
            </div>
            {move || shown(adding, &presets.get(), &dom::lowercase(words.get().trim()), again)}
        </section>
    }
}

fn shown(adding: Adding, presets: &Presets, words: &str, again: Callback<()>) -> AnyView {
    let all = match presets {
        None => return html! { <p class="hint" role="status">"One moment…"</p> },
        Some(Err(failure)) => {
            let explanation = explain::reading(failure, dom::is_online());
            return html! { <Failed explanation=explanation on_retry=again /> };
        }
        Some(Ok(all)) => all,
    };
    let is_meant = |preset: &&Preset| {
        let text = format!("{} {} {}", preset.title, preset.name, preset.about);
        dom::lowercase(&text).contains(words)
    };
    let found: Vec<AnyView> = all
        .iter()
        .filter(is_meant)
        .map(|preset| entry(adding, preset))
        .collect();
    if found.is_empty() {
        return html! {
            <p class="hint" role="status">
                "Nothing of that name. A connector file can describe any JSON API: import one below."
            </p>
        };
    }
    html! { <ul class="presets">{found}</ul> }
}

fn entry(adding: Adding, preset: &Preset) -> AnyView {
    let name = preset.name.clone();
    let badge = badge(preset.cors);
    html! {
        <li>
            <button
                type="button"
                class="preset"
                on:click=handler(move |_| {
                    adding.asked.set(Vec::new());
                    adding.choose(name.clone(), nothing(), false);
                })
            >
                <span>
                    <b>{preset.title.clone()}</b>
                    {badge.map(|badge| html! { <span class="badge held">{badge}</span> })}
                </span>
                <small>{coded(&preset.about)}</small>
            </button>
        </li>
    }
}
