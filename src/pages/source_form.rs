//! The form of one source: its name and the values that its connector asks for.

use std::{collections::BTreeMap, sync::Arc};

use baraza_core::connector::{Connector, Cors, Param};
use leptos::{ev, prelude::*, task::spawn_local};

use crate::{
    html::handler,
    platform::dom,
    state::{own, presets, sources::bind_to, toasts::use_toasts},
};

/// What a form is filled in with: a name and values by the names of parameters.
pub type Filled = (String, BTreeMap<String, String>);

/// A value that the connector asks for, with what is typed.
#[derive(Clone)]
struct Field {
    param: Param,
    typed: RwSignal<String>,
}

impl Field {
    /// The value, if one is given. Reactive.
    fn value(&self) -> Option<String> {
        let typed = self.typed.get();
        let typed = typed.trim();
        if typed.is_empty() {
            return None;
        }
        let whole = self.param.is_url.then(|| own::address(typed)).flatten();
        Some(whole.unwrap_or_else(|| typed.to_owned()))
    }

    /// What is wrong with it. Reactive.
    fn problem(&self) -> Option<&'static str> {
        match self.value() {
            None if self.param.default.is_some() => None,
            None if self.param.is_url => Some("Please enter an address."),
            None => Some("Please fill this in."),
            Some(value) if self.param.is_url && own::address(&value).is_none() => {
                Some("This is no address. One looks like https://example.org")
            }
            Some(_) => None,
        }
    }
}

/// Asks for a source's name and for what its connector wants to know.
#[component]
pub fn SourceForm(
    /// The connector; without one only the name is asked for.
    #[prop(optional_no_strip)]
    connector: Option<Arc<Connector>>,
    /// What it is filled in with at first.
    filled: Filled,
    /// What the button says.
    verb: &'static str,
    /// Takes what was filled in, once it is whole.
    on_done: Callback<Filled>,
    /// Leaves the form.
    on_cancel: Callback<()>,
) -> impl IntoView {
    let (name, given) = filled;
    let name = RwSignal::new(name);
    let params = connector.iter().flat_map(|connector| connector.params());
    let fields: Vec<Field> = params
        .map(|param| Field {
            typed: RwSignal::new(given.get(&param.name).cloned().unwrap_or_default()),
            param: param.clone(),
        })
        .collect();
    let was_sent = RwSignal::new(false);
    let title = connector
        .as_ref()
        .map(|connector| connector.title().to_owned());
    let cors = connector
        .as_ref()
        .map(|connector| (connector.cors(), connector.recipe().map(str::to_owned)));
    let fields = StoredValue::new(fields);
    let values = move || -> BTreeMap<String, String> {
        let value = |field: &Field| Some((field.param.name.clone(), field.value()?));
        fields.with_value(|fields| fields.iter().filter_map(value).collect())
    };
    // What it is called when nobody calls it anything: by its host.
    let suggestion = move || {
        let of_host = fields.with_value(|fields| {
            let address = |field: &Field| field.value().filter(|_| field.param.is_url);
            fields
                .iter()
                .find_map(address)
                .and_then(|address| own::host(&address))
        });
        of_host.or_else(|| title.clone()).unwrap_or_default()
    };
    let suggestion = Memo::new(move |_| suggestion());
    let origins = Memo::new(move |_| {
        let connector = connector.clone()?;
        let source = bind_to(connector, &values()).ok()?;
        let origins = source.origins().to_vec();
        Some(origins)
    });
    let is_whole = move || {
        let has_name = !name.get().trim().is_empty() || !suggestion.get().is_empty();
        has_name && fields.with_value(|fields| fields.iter().all(|field| field.problem().is_none()))
    };
    let submit = move || {
        was_sent.set(true);
        if !untrack(is_whole) {
            // What is wrong is marked after this turn.
            spawn_local(async {
                dom::focus(".source-form [aria-invalid='true']");
            });
            return;
        }
        let typed = name.get_untracked().trim().to_owned();
        let name = if typed.is_empty() {
            suggestion.get_untracked()
        } else {
            typed
        };
        on_done.run((name, untrack(values)));
    };
    let name_problem = move || {
        (was_sent.get() && name.get().trim().is_empty() && suggestion.get().is_empty())
            .then_some("Please give it a name.")
    };
    html! {
        <form
            class="form source-form"
            novalidate
            on:submit=handler(move |event: ev::SubmitEvent| {
                event.prevent_default();
                submit();
            })
        >
            {cors.and_then(|(cors, recipe)| recipe_note(cors, recipe))}
            {fields
                .get_value()
                .into_iter()
                .map(|field| param_field(field, was_sent))
                .collect_view()}
            <label class="field">
                <span>"Name"</span>
                <input
                    type="text"
                    maxlength="80"
                    dir="auto"
                    autocomplete="off"
                    placeholder=move || suggestion.get()
                    aria-invalid=move || name_problem().map(|_| "true")
                    prop:value=move || name.get()
                    on:input=handler(move |event: ev::Event| name.set(event_target_value(&event)))
                />
                <small class="error">{name_problem}</small>
            </label>
            {move || origins.get().map(|origins| places(&origins))}
            <div class="form-actions">
                <button type="submit" class="primary">{verb}</button>
                <button type="button" class="secondary" on:click=handler(move |_| on_cancel.run(()))>
                    "Cancel"
                </button>
            </div>
        </form>
    }
}

fn param_field(field: Field, was_sent: RwSignal<bool>) -> AnyView {
    let Param {
        title,
        is_url,
        default,
        ..
    } = field.param.clone();
    let typed = field.typed;
    let is_plain_http = {
        let field = field.clone();
        move || {
            let value = field.value().filter(|_| is_url);
            value.is_some_and(|value| value.starts_with("http://"))
        }
    };
    let problem = Memo::new(move |_| field.problem().filter(|_| was_sent.get()));
    html! {
        <label class="field">
            <span>{title}</span>
            <input
                type="text"
                inputmode=if is_url { "url" } else { "text" }
                autocapitalize="none"
                autocomplete="off"
                spellcheck="false"
                placeholder=default.clone().unwrap_or_else(|| {
                    if is_url { "https://example.org".to_owned() } else { String::new() }
                })
                aria-invalid=move || problem.get().map(|_| "true")
                prop:value=move || typed.get()
                on:input=handler(move |event: ev::Event| typed.set(event_target_value(&event)))
            />
            {default
                .map(|default| {
                    html! {
                        <small class="hint">"If left empty: "<code>{default}</code></small>
                    }
                })}
            {move || {
                is_plain_http()
                    .then(|| {
                        html! {
                            <small class="hint">
                                "This address is not encrypted (http). Browsers read it only where the owner of this app has allowed it."
                            </small>
                        }
                    })
            }}
            <small class="error">{move || problem.get()}</small>
        </label>
    }
}

/// What the owner of a backend has to do first, as a text to copy.
fn recipe_note(cors: Cors, recipe: Option<String>) -> Option<AnyView> {
    let toasts = use_toasts();
    let text = match cors {
        Cors::Open => return None,
        Cors::OptIn => {
            "Its owner has to allow pages of other sites to read it. This is what to set there:"
        }
        Cors::Closed => {
            "It cannot be read from pages of other sites. This is what its owner can do about it:"
        }
    };
    let copy = recipe.clone();
    let copy = move |_| {
        let text = copy.clone().unwrap_or_default();
        spawn_local(async move {
            toasts.show(if dom::copy(&text).await {
                "Copied."
            } else {
                "This browser did not let the text be copied."
            });
        });
    };
    Some(html! {
        <div class="notice" data-kind="held">
            <div class="howto">
                <strong>{presets::badge(cors)}</strong>
                <p>{text}</p>
                {recipe
                    .map(|recipe| {
                        html! {
                            <pre class="recipe" tabindex="0">{recipe}</pre>
                            <button type="button" class="link-button" on:click=handler(copy)>
                                "Copy the text"
                            </button>
                        }
                    })}
            </div>
        </div>
    })
}

/// Where requests go.
fn places(origins: &[String]) -> AnyView {
    let all = origins.to_vec();
    html! {
        <div class="places">
            <p class="hint">
                "Requests, with what you write and who you are there, go to:"
            </p>
            <ul>
                {all
                    .into_iter()
                    .map(|origin| html! { <li><code>{origin}</code></li> })
                    .collect_view()}
            </ul>
        </div>
    }
}
