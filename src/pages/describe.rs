//! Describes an API that no preset knows: what was guessed of it beside what that shows, to be
//! corrected by picking values, and kept as an ordinary connector.

mod fields;
mod preview;

use leptos::{ev, prelude::*, task::spawn_local};

use self::{fields::fields, preview::preview};
use super::{add_source::Fixed, title::PageTitle};
use crate::{
    components::{
        icon::{Glyph, Icon},
        notice::Failed,
    },
    html::handler,
    platform::{dom, files},
    route::Route,
    state::{
        address::use_address,
        explain::{self, Explanation, Remedy},
        guesses::{self, Guessed},
        own,
        share::Shared,
        sources::use_sources,
    },
};

/// How far one has come.
#[derive(Clone)]
enum Stage {
    Asking,
    Failed(Explanation),
    Guessed,
}

/// The page's state, for its parts.
#[derive(Clone, Copy)]
pub(super) struct Describing {
    stage: RwSignal<Option<Stage>>,
    /// The addresses that were asked.
    asked: RwSignal<Vec<String>>,
    guessed: RwSignal<Option<Guessed>>,
    /// Whether comments are looked at, and not posts.
    of_comments: RwSignal<bool>,
    /// The field that the next picked value is for.
    picking: RwSignal<Option<baraza_core::infer::Role>>,
}

impl Describing {
    fn look(self, typed: &str) {
        let Some(address) = own::address(typed) else {
            self.stage.set(Some(Stage::Failed(Explanation {
                title: "This is no address",
                text: "One looks like https://example.org/api/posts".to_owned(),
                remedy: Remedy::None,
            })));
            return;
        };
        self.asked.set(Vec::new());
        self.guessed.set(None);
        self.of_comments.set(false);
        self.stage.set(Some(Stage::Asking));
        spawn_local(async move {
            let asking = |address| {
                self.asked.try_update(|asked| asked.push(address));
            };
            match guesses::guess(&address, &asking).await {
                Ok(guessed) => {
                    self.guessed.try_set(Some(guessed));
                    self.stage.try_set(Some(Stage::Guessed));
                }
                Err(failure) => {
                    let explanation = explain::reading(&failure, dom::is_online());
                    self.stage.try_set(Some(Stage::Failed(explanation)));
                }
            }
        });
    }
}

/// Describes an API.
#[component]
pub fn DescribePage() -> impl IntoView {
    PageTitle::from_context().set("Describe an API");
    let describing = Describing {
        stage: RwSignal::new(None),
        asked: RwSignal::new(Vec::new()),
        guessed: RwSignal::new(None),
        of_comments: RwSignal::new(false),
        picking: RwSignal::new(None),
    };
    let (sources, address) = (use_sources(), use_address());
    let typed = RwSignal::new(String::new());
    // Where sources are fixed, a link makes nobody ask anything.
    Effect::new(move || {
        let handed = crate::route::decode(&address.fragment());
        if sources.is_open() && own::address(&handed).is_some() {
            typed.set(handed.clone());
            describing.look(&handed);
        }
    });
    let is_asking = move || {
        let is_asking = |stage: &Option<Stage>| matches!(stage, Some(Stage::Asking));
        describing.stage.with(is_asking)
    };
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        describing.look(&typed.get_untracked());
    };
    html! {
        <div class="page describe">
            <h1>"Describe an API"</h1>
            {move || match sources.config() {
                Some(Ok(config)) if config.locked => html! { <Fixed /> },
                _ => {
                    html! {
                        <p class="hint">
                            "Give the address of a list of posts in JSON. It is asked, and what is in it is guessed; you correct the guess. Nothing is written there."
                        </p>
                        <form class="form" on:submit=handler(submit)>
                            <label class="field">
                                <span>"Address of a list of posts"</span>
                                <input
                                    type="text"
                                    inputmode="url"
                                    autocapitalize="none"
                                    autocomplete="off"
                                    spellcheck="false"
                                    placeholder="https://example.org/api/posts"
                                    prop:value=move || typed.get()
                                    on:input=handler(move |event: ev::Event| typed.set(event_target_value(&event)))
                                />
                            </label>
                            <div class="form-actions">
                                <button type="submit" class="primary" disabled=is_asking aria-busy=move || is_asking().to_string()>"Look at it"</button>
                            </div>
                        </form>
                        {asked(describing)}
                        {move || outcome(describing)}
                    }
                }
            }}
        </div>
    }
}

fn asked(describing: Describing) -> impl IntoView {
    move || {
        let asked = describing.asked.get();
        let lines = asked
            .iter()
            .map(|address| html! { <li><bdi>{address.clone()}</bdi></li> })
            .collect_view();
        let title = match asked.len() {
            1 => "One address was asked".to_owned(),
            count => format!("{count} addresses were asked"),
        };
        (!asked.is_empty()).then(|| {
            html! {
                <details class="asked">
                    <summary>{title}</summary>
                    <ol>{lines}</ol>
                </details>
            }
        })
    }
}

fn outcome(describing: Describing) -> Option<AnyView> {
    Some(match describing.stage.get()? {
        Stage::Asking => html! { <p class="hint" role="status">"Asking…"</p> },
        Stage::Failed(explanation) => html! { <Failed explanation=explanation /> },
        Stage::Guessed => html! {
            <Tabs describing=describing />
            <div class="mapping">
                {fields(describing)}
                {preview(describing)}
            </div>
            <Keep describing=describing />
        },
    })
}

#[component]
fn Tabs(describing: Describing) -> impl IntoView {
    let has_comments = Memo::new(move |_| {
        describing
            .guessed
            .with(|guessed| guessed.as_ref().is_some_and(|g| g.guess.comments.is_some()))
    });
    let tab = move |title: &'static str, of_comments: bool| {
        html! {
            <button
                type="button"
                class="pill"
                aria-pressed=move || (describing.of_comments.get() == of_comments).to_string()
                on:click=handler(move |_| {
                    describing.picking.set(None);
                    describing.of_comments.set(of_comments);
                })
            >
                {title}
            </button>
        }
    };
    move || {
        if has_comments.get() {
            html! {
                <div class="segmented" role="group" aria-label="What is described">
                    {tab("Posts", false)}
                    {tab("Comments", true)}
                </div>
            }
        } else {
            html! { <p class="hint">"No comments were found. Posts can be read all the same."</p> }
        }
    }
}

/// What is done with the connector.
#[component]
fn Keep(describing: Describing) -> impl IntoView {
    let writes = RwSignal::new(false);
    let address = use_address();
    let connector = move || {
        describing.guessed.with_untracked(|guessed| {
            let guess = guessed.as_ref().map(|guessed| &guessed.guess);
            guess.map(|guess| {
                if writes.get_untracked() {
                    guess.with_writes()
                } else {
                    guess.connector.clone()
                }
            })
        })
    };
    let draft = Memo::new(move |_| {
        describing
            .guessed
            .with(|guessed| guessed.as_ref().and_then(|g| g.guess.writes.clone()))
    });
    let keep = move |_| {
        if let Some(connector) = connector() {
            let shared = Shared {
                connector,
                ..Shared::default()
            };
            address.go_with(&Route::AddSource, &shared.to_fragment());
        }
    };
    let save = move |_| {
        if let Some(connector) = connector() {
            files::save("connector.json", &connector);
        }
    };
    html! {
        {move || {
            draft
                .get()
                .map(|draft| {
                    html! {
                        <section>
                            <label class="check">
                                <input
                                    type="checkbox"
                                    prop:checked=move || writes.get()
                                    on:change=handler(move |event: ev::Event| writes.set(event_target_checked(&event)))
                                />
                                <span>"Let comments be sent, as most APIs take them. This is a guess: look at it first."</span>
                            </label>
                            <pre class="recipe" tabindex="0">{draft}</pre>
                        </section>
                    }
                })
        }}
        <div class="form-actions">
            <button type="button" class="primary" on:click=handler(keep)>
                <Icon glyph=Glyph::Check />
                "Use this connector"
            </button>
            <button type="button" class="secondary" on:click=handler(save)>"Save as a file"</button>
        </div>
    }
}
