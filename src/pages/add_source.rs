//! One more source: from an address, from the list of presets, from a connector file, from a link.

mod address;
mod import;
mod preset_list;

use std::{collections::BTreeMap, sync::Arc};

use baraza_core::connector::{Connector, Problem};
use leptos::{prelude::*, task::spawn_local};

use super::{
    source_form::{Filled, SourceForm},
    title::PageTitle,
};
use crate::{
    components::{
        icon::Glyph,
        notice::{Empty, Failed, Kind, Notice},
    },
    platform::{dom, storage},
    route::{Listing, Route},
    state::{
        address::use_address,
        config::{IMPORTED, SourceConfig, is_preset},
        explain::{self, Explanation, Remedy},
        own,
        share::Shared,
        sources::{connector_file, connector_key, use_sources},
        toasts::use_toasts,
    },
};

/// Where a connector is from.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Origin {
    /// It comes with the app, by this name.
    Preset(String),
    /// This is the text of its file.
    File(String),
}

/// A connector that was chosen, and what its form is filled in with.
#[derive(Clone)]
struct Chosen {
    origin: Origin,
    connector: Arc<Connector>,
    filled: Filled,
    /// Whether a link chose it, and not the person.
    is_shared: bool,
}

/// How far one has come.
#[derive(Clone)]
enum Stage {
    Choosing,
    Fetching,
    Filling(Chosen),
}

/// The page's state, for all its parts.
#[derive(Clone, Copy)]
struct Adding {
    stage: RwSignal<Stage>,
    failure: RwSignal<Option<Explanation>>,
    problems: RwSignal<Vec<Problem>>,
    /// The connector file that was pasted; it stays for another try.
    pasted: RwSignal<String>,
    /// What was asked to find out what is behind an address.
    asked: RwSignal<Vec<String>>,
}

impl Adding {
    /// Takes a connector that comes with the app.
    fn choose(self, preset: String, filled: Filled, is_shared: bool) {
        self.failure.set(None);
        self.stage.set(Stage::Fetching);
        spawn_local(async move {
            let file = connector_file(&SourceConfig {
                connector: preset.clone(),
                ..SourceConfig::default()
            })
            .await;
            match file {
                Ok(text) => self.take(Origin::Preset(preset), &text, filled, is_shared),
                Err(failure) => {
                    self.back();
                    let explanation = explain::reading(&failure, dom::is_online());
                    self.failure.try_set(Some(explanation));
                }
            }
        });
    }

    /// Takes a connector file, or says what is wrong with it.
    fn import(self, text: String, filled: Filled, is_shared: bool) {
        self.failure.set(None);
        self.take(Origin::File(text.clone()), &text, filled, is_shared);
    }

    fn take(self, origin: Origin, text: &str, filled: Filled, is_shared: bool) {
        match Connector::parse(text) {
            Ok(connector) => {
                self.problems.try_set(Vec::new());
                self.stage.try_set(Stage::Filling(Chosen {
                    origin,
                    connector: Arc::new(connector),
                    filled,
                    is_shared,
                }));
                // The form is in the page after this turn.
                spawn_local(async {
                    dom::focus(".add-source h2");
                });
            }
            Err(problems) => {
                self.back();
                self.problems.try_set(problems);
            }
        }
    }

    /// To the choice of a kind, which stays as it is for who is there already.
    fn back(self) {
        self.asked.set(Vec::new());
        let is_there = |stage: &Stage| matches!(stage, Stage::Choosing);
        if self.stage.try_with_untracked(is_there) == Some(false) {
            self.stage.set(Stage::Choosing);
        }
    }
}

/// Adds a source.
#[component]
pub fn AddSourcePage() -> impl IntoView {
    PageTitle::from_context().set("Add a source");
    let sources = use_sources();
    let address = use_address();
    let adding = Adding {
        stage: RwSignal::new(Stage::Choosing),
        failure: RwSignal::new(None),
        problems: RwSignal::new(Vec::new()),
        pasted: RwSignal::new(String::new()),
        asked: RwSignal::new(Vec::new()),
    };
    Effect::new(move || follow_link(adding, &address.fragment()));
    html! {
        <div class="page add-source">
            <h1>"Add a source"</h1>
            {move || match sources.config() {
                Some(Ok(config)) if config.locked => html! { <Fixed /> },
                _ => html! { <Steps adding=adding /> },
            }}
        </div>
    }
}

/// What shows where sources are not to be changed.
#[component]
pub fn Fixed() -> impl IntoView {
    html! {
        <Empty
            glyph=Glyph::Source
            title="The sources are fixed here"
            text="The owner of this app has chosen them."
        >
            <a class="primary" href="/">"Go home"</a>
        </Empty>
    }
}

/// Fills in what a link hands over. Nothing is added by it.
fn follow_link(adding: Adding, fragment: &str) {
    // Links within a page have fragments too.
    if fragment.is_empty() || fragment == "main" {
        return;
    }
    let damaged = |text: &str| {
        adding.failure.set(Some(Explanation {
            title: "This link cannot be used",
            text: text.to_owned(),
            remedy: Remedy::None,
        }));
    };
    match Shared::from_fragment(fragment) {
        Some(shared) if shared.is_file() => {
            adding.import(shared.connector, (shared.name, shared.params), true);
        }
        Some(shared) if is_preset(&shared.connector) => {
            adding.choose(shared.connector, (shared.name, shared.params), true);
        }
        Some(_) => damaged("It names a connector that does not come with this app."),
        None => damaged("A part of it is missing. Ask for it once more."),
    }
}

#[component]
fn Steps(adding: Adding) -> impl IntoView {
    html! {
        {move || adding.failure.get().map(|explanation| html! { <Failed explanation=explanation /> })}
        {move || match adding.stage.get() {
            Stage::Choosing => {
                html! {
                    {address::form(adding)}
                    {preset_list::list(adding)}
                    {import::form(adding)}
                }
            }
            Stage::Fetching => html! { <p class="hint" role="status">"One moment…"</p> },
            Stage::Filling(chosen) => html! { <Filling adding=adding chosen=chosen /> },
        }}
    }
}

/// The form, with a word of warning where somebody else has chosen the connector.
#[component]
fn Filling(adding: Adding, chosen: Chosen) -> impl IntoView {
    let sources = use_sources();
    let (toasts, address) = (use_toasts(), use_address());
    let Chosen {
        origin,
        connector,
        filled,
        is_shared,
    } = chosen;
    let is_file = matches!(origin, Origin::File(_));
    let title = connector.title().to_owned();
    let add = Callback::new(move |(name, params): Filled| {
        let mut taken: Vec<String> = sources.all().into_iter().map(|source| source.id).collect();
        if let Some(Ok(config)) = sources.config() {
            taken.extend(config.sources.iter().map(|source| source.id.clone()));
        }
        let id = own::id_of(&name, &taken);
        let connector = match &origin {
            Origin::Preset(preset) => preset.clone(),
            Origin::File(text) => {
                if let Err(error) = storage::set(&connector_key(&id), text) {
                    adding.failure.set(Some(Explanation {
                        title: "The connector cannot be kept",
                        text: format!("It has to be on this device, but {error}."),
                        remedy: Remedy::None,
                    }));
                    return;
                }
                format!("{IMPORTED}{id}")
            }
        };
        let source = SourceConfig {
            id: id.clone(),
            name: name.clone(),
            connector,
            params,
        };
        sources.forget(&id);
        toasts.show(match sources.change(|kept| kept.own.push(source)) {
            Ok(()) => format!("{name} is added."),
            Err(_) => format!("{name} is added, but this browser will not remember it."),
        });
        let listing = Listing::default();
        address.go(&Route::Feed {
            source: id,
            listing,
        });
    });
    let cancel = Callback::new(move |()| adding.back());
    let warning = "It decides which requests are sent, where they go, and what goes along: what you \
                   write there, and your account if you sign in. Add it only if you trust who made it.";
    html! {
        <section>
            <h2 tabindex="-1"><bdi>{title}</bdi></h2>
            {move || address::asked(adding)}
            {is_shared
                .then(|| {
                    let text = if is_file {
                        format!("Nothing is added before you say so. A connector comes along with it. {warning}")
                    } else {
                        "Nothing is added before you say so. Look at the address first: what you write there goes to it.".to_owned()
                    };
                    html! { <Notice kind=Kind::Held title="Look at it before you add it" text=text /> }
                })}
            {(is_file && !is_shared)
                .then(|| html! { <Notice kind=Kind::Held title="A connector from outside" text=warning /> })}
            <SourceForm
                connector=Some(connector)
                filled=filled
                verb="Add this source"
                on_done=add
                on_cancel=cancel
            />
        </section>
    }
}

/// Nothing filled in.
fn nothing() -> Filled {
    (String::new(), BTreeMap::new())
}
