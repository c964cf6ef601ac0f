//! How the app looks on this device.

use leptos::{ev, prelude::*};

use super::title::PageTitle;
use crate::{
    html::handler,
    route::Route,
    state::{
        guest,
        prefs::{self, TextSize, Theme, use_prefs},
        sources::use_sources,
        toasts::use_toasts,
        tongue,
    },
};

/// Light or dark, size of texts, images, and what is remembered.
#[component]
pub fn SettingsPage() -> impl IntoView {
    PageTitle::from_context().set("Settings");
    let prefs = use_prefs();
    let toasts = use_toasts();
    let sources = use_sources();
    let knows_guest = RwSignal::new(guest::remembered().is_some());
    let theme = move |title: &'static str, theme: Theme| {
        choice(
            title,
            move || prefs.theme() == theme,
            move || prefs.set_theme(theme),
        )
    };
    let text = move |title: &'static str, text: TextSize| {
        choice(
            title,
            move || prefs.text() == text,
            move || prefs.set_text(text),
        )
    };
    let images = move |title: &'static str, load: bool| {
        choice(
            title,
            move || prefs.loads_images() == load,
            move || prefs.set_loads_images(load),
        )
    };
    let seconds_to_undo = RwSignal::new(prefs::undo());
    let undo = move |title: &'static str, seconds: u32| {
        choice(
            title,
            move || seconds_to_undo.get() == seconds,
            move || {
                prefs::set_undo(seconds);
                seconds_to_undo.set(seconds);
            },
        )
    };
    let forget = move |_| {
        guest::remember(None);
        knows_guest.set(false);
        toasts.show("Your guest details are forgotten.");
    };
    let chosen = tongue::chosen().unwrap_or_default();
    let languages = [("", "As the browser guesses")]
        .into_iter()
        .chain(
            tongue::LANGUAGES
                .lines()
                .filter_map(|line| line.split_once(' ')),
        )
        .map(|(tag, name)| {
            let lang = (!tag.is_empty()).then_some(tag);
            html! { <option value=tag lang=lang selected=tag == chosen>{name}</option> }
        })
        .collect_view();
    html! {
        <div class="page settings">
            <h1>"Settings"</h1>
            <section>
                <h2>"Appearance"</h2>
                <div class="segmented" role="group" aria-label="Appearance">
                    {theme("As the device", Theme::Auto)}
                    {theme("Light", Theme::Light)}
                    {theme("Dark", Theme::Dark)}
                </div>
            </section>
            <section>
                <h2>"Text size"</h2>
                <div class="segmented" role="group" aria-label="Text size">
                    {text("Normal", TextSize::Normal)}
                    {text("Large", TextSize::Large)}
                    {text("Larger", TextSize::Larger)}
                </div>
            </section>
            <section>
                <h2 id="language">"Language of what you write"</h2>
                <p class="hint" id="language-hint">
                    "Your browser checks spelling by it, and sites that ask for it are told."
                </p>
                <div class="field">
                    <select
                        aria-labelledby="language"
                        aria-describedby="language-hint"
                        on:change=handler(move |event: ev::Event| tongue::choose(&event_target_value(&event)))
                    >
                        {languages}
                    </select>
                </div>
            </section>
            <section>
                <h2>"Unsent texts"</h2>
                <p class="hint">"What you write is kept on this device until it is sent."</p>
                <a class="secondary" href=Route::Unsent.to_string()>"Show them"</a>
            </section>
            <section>
                <h2>"Taking back what was sent"</h2>
                <p class="hint">"So long a comment waits before it leaves, in case you see a mistake."</p>
                <div class="segmented" role="group" aria-label="Taking back what was sent">
                    {undo("At once", 0)}
                    {undo("5 seconds", 5)}
                    {undo("10 seconds", 10)}
                    {undo("30 seconds", 30)}
                </div>
            </section>
            <section>
                <h2>"Images in texts"</h2>
                <p class="hint">
                    "Images come from other sites: they cost data and tell those sites that you read this."
                </p>
                <div class="segmented" role="group" aria-label="Images in texts">
                    {images("One tap each", false)}
                    {images("Always", true)}
                </div>
            </section>
            {move || {
                sources
                    .is_open()
                    .then(|| {
                        html! {
                            <section>
                                <h2>"Sources"</h2>
                                <p class="hint">
                                    "Which discussions you read here, and in which order."
                                </p>
                                <a class="secondary" href=Route::Sources.to_string()>
                                    "Manage sources"
                                </a>
                            </section>
                        }
                    })
            }}
            <section>
                <h2>"Guest details"</h2>
                <p class="hint">
                    {move || {
                        if knows_guest.get() {
                            "Your name and e-mail address are remembered on this device."
                        } else {
                            "Nothing is remembered. You are asked when you comment without an account."
                        }
                    }}
                </p>
                <button
                    type="button"
                    class="secondary"
                    hidden=move || !knows_guest.get()
                    on:click=handler(forget)
                >
                    "Forget them"
                </button>
            </section>
        </div>
    }
}

fn choice(
    title: &'static str,
    is_chosen: impl Fn() -> bool + Copy + Send + 'static,
    choose: impl Fn() + 'static,
) -> impl IntoView {
    html! {
        <button
            type="button"
            class="pill"
            aria-pressed=move || is_chosen().to_string()
            on:click=handler(move |_| choose())
        >
            {title}
        </button>
    }
}
