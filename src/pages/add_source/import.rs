//! A connector from outside: its JSON is pasted, or its file is chosen.

use baraza_core::connector::Problem;
use leptos::{ev, prelude::*, task::spawn_local};

use super::{Adding, nothing};
use crate::{
    components::coded::coded,
    html::handler,
    platform::files,
    route::Route,
    state::{explain::Explanation, explain::Remedy},
};

/// Takes a connector file and lists what is wrong with it.
pub(super) fn form(adding: Adding) -> AnyView {
    let text = adding.pasted;
    let choose = move |event: ev::Event| {
        spawn_local(async move {
            match files::chosen(event).await {
                Some(content) => {
                    text.try_set(content.clone());
                    adding.import(content, nothing(), false);
                }
                None => {
                    adding.failure.try_set(Some(Explanation {
                        title: "This file cannot be read",
                        text: "A connector is a text of at most 1 MB.".to_owned(),
                        remedy: Remedy::None,
                    }));
                }
            }
        });
    };
    html! {
        <section id="import">
            <h2>"Import a connector"</h2>
            <p class="hint">
                "A connector file says in JSON what a backend looks like. It is kept on this device. "
                <a href=Route::Describe.to_string()>"Make one from an API"</a>
            </p>
            <form
                class="form"
                on:submit=handler(move |event: ev::SubmitEvent| {
                    event.prevent_default();
                    adding.import(text.get_untracked(), nothing(), false);
                })
            >
                <label class="field">
                    <span>"Connector file, as JSON"</span>
                    <textarea
                        class="code"
                        rows="4"
                        spellcheck="false"
                        autocapitalize="none"
                        autocomplete="off"
                        placeholder="{ \"format\": 1, \"title\": … }"
                        prop:value=move || text.get()
                        on:input=handler(move |event: ev::Event| text.set(event_target_value(&event)))
                    ></textarea>
                </label>
                {move || problems(&adding.problems.get())}
                <div class="form-actions">
                    <button type="submit" class="secondary">"Check and go on"</button>
                    <label class="link-button file">
                        "Choose a file"
                        <input
                            type="file"
                            class="visually-hidden"
                            accept=".json,application/json"
                            on:change=handler(choose)
                        />
                    </label>
                </div>
            </form>
        </section>
    }
}

fn problems(all: &[Problem]) -> Option<AnyView> {
    if all.is_empty() {
        return None;
    }
    let title = match all.len() {
        1 => "One thing is wrong in this file".to_owned(),
        count => format!("{count} things are wrong in this file"),
    };
    let lines = all
        .iter()
        .cloned()
        .map(|problem| {
            let Problem {
                pointer,
                message,
                hint,
            } = problem;
            let pointer = if pointer.is_empty() {
                "/".to_owned()
            } else {
                pointer
            };
            html! {
                <li>
                    <code>{pointer}</code>
                    <span>{coded(&message)}</span>
                    <small>{coded(&hint)}</small>
                </li>
            }
        })
        .collect_view();
    Some(html! {
        <div class="notice" data-kind="error" role="alert">
            <div>
                <strong>{title}</strong>
                <ul class="problems">{lines}</ul>
            </div>
        </div>
    })
}
