//! The sources of the app: which there are, in which order, who is signed in, what home shows.

mod acts;
mod panel;

use baraza_core::connector::Failure;
use leptos::{ev, prelude::*, task::spawn_local};

use self::{acts::Acts, panel::panel};
use super::{add_source::Fixed, title::PageTitle};
use crate::{
    components::{
        icon::{Glyph, Icon},
        skeleton::FeedSkeleton,
    },
    html::handler,
    platform::dom,
    route::{Listing, Route, segment},
    state::{
        config::SourceConfig,
        explain,
        place::Place,
        sources::{Binding, use_sources},
    },
};

/// What the page is about at the moment.
#[derive(Clone, Copy)]
struct View {
    acts: Acts,
    /// The source whose details are open.
    open: RwSignal<Option<String>>,
    /// What a screen reader is told.
    said: RwSignal<String>,
}

/// All sources, to be opened, arranged and changed.
#[component]
pub fn SourcesPage() -> impl IntoView {
    PageTitle::from_context().set("Sources");
    let sources = use_sources();
    let view = View {
        acts: Acts::from_context(),
        open: RwSignal::new(None),
        said: RwSignal::new(String::new()),
    };
    html! {
        <div class="page">
            <h1>"Sources"</h1>
            {move || match sources.config() {
                None => html! { <FeedSkeleton /> },
                Some(Ok(config)) if config.locked => html! { <Fixed /> },
                Some(_) => html! { <Arranged view=view /> },
            }}
        </div>
    }
}

#[component]
fn Arranged(view: View) -> impl IntoView {
    let sources = use_sources();
    let rows = move || {
        let all = sources.all();
        let count = all.len();
        all.into_iter()
            .enumerate()
            .map(|(at, source)| html! { <Row view=view source=source at=at count=count /> })
            .collect_view()
    };
    html! {
        <p>"Where the discussions are that you read here. The first one is home."</p>
        <ul class="sources">{rows}</ul>
        <p class="visually-hidden" role="status">{move || view.said.get()}</p>
        <div class="form-actions">
            <a class="primary" href=Route::AddSource.to_string()>
                <Icon glyph=Glyph::Plus />
                "Add a source"
            </a>
        </div>
        {move || (sources.all().len() > 1).then(|| home_choice(view.acts))}
        {move || taken_away(view.acts)}
    }
}

/// One source or all of them at the first page.
fn home_choice(acts: Acts) -> AnyView {
    let choice = move |title: &'static str, merged: bool| {
        html! {
            <button
                type="button"
                class="pill"
                aria-pressed=move || (acts.sources.kept().merged == merged).to_string()
                on:click=handler(move |_| acts.merge_home(merged))
            >
                {title}
            </button>
        }
    };
    html! {
        <section class="choice">
            <h2>"Home shows"</h2>
            <div class="segmented" role="group" aria-label="Home shows">
                {choice("The first source", false)}
                {choice("All, newest first", true)}
            </div>
        </section>
    }
}

/// The sources of the app's owner that are out of sight here.
fn taken_away(acts: Acts) -> Option<AnyView> {
    let config = acts.sources.config()?.ok()?;
    let all = acts.sources.kept().taken_away(&config);
    (!all.is_empty()).then(|| {
        let rows = all
            .into_iter()
            .map(|source| {
                let name = source.name.clone();
                html! {
                    <li>
                        <bdi>{name}</bdi>
                        <button
                            type="button"
                            class="link-button"
                            on:click=handler(move |_| acts.bring_back(&source))
                        >
                            "Bring back"
                        </button>
                    </li>
                }
            })
            .collect_view();
        html! {
            <section class="choice">
                <h2>"Removed here"</h2>
                <p class="hint">"The owner of this app offers these too."</p>
                <ul class="removed">{rows}</ul>
            </section>
        }
    })
}

#[component]
fn Row(view: View, source: SourceConfig, at: usize, count: usize) -> impl IntoView {
    let View { acts, open, said } = view;
    let id = source.id.clone();
    let key = segment(&id);
    let href = Route::Feed {
        source: id.clone(),
        listing: Listing::default(),
    }
    .to_string();
    let is_own = acts.sources.kept().is_own(&id);
    let is_open = {
        let id = id.clone();
        Memo::new(move |_| open.with(|open| open.as_ref() == Some(&id)))
    };
    let shift = {
        let (id, key, name) = (id.clone(), key.clone(), source.name.clone());
        Callback::new(move |up: bool| {
            let to = if up { at.checked_sub(1) } else { Some(at + 1) };
            let Some(to) = to.filter(|to| *to < count) else {
                return;
            };
            acts.shift(&id, up);
            said.set(format!("{name} is now {} of {count}.", to + 1));
            // The focus goes with the source; at an end only the other way is left.
            let is_end = to == 0 || to + 1 == count;
            let next = if up == is_end { "down" } else { "up" };
            let button = format!("[data-source=\"{key}\"] [data-do={next}]");
            spawn_local(async move {
                dom::focus(&button);
            });
        })
    };
    let keys = move |event: ev::KeyboardEvent| {
        let up = match dom::key(&event).as_deref() {
            Some("ArrowUp") if event.alt_key() => true,
            Some("ArrowDown") if event.alt_key() => false,
            _ => return,
        };
        event.prevent_default();
        shift.run(up);
    };
    let name = source.name.clone();
    let step = move |up: bool, is_end: bool| {
        let (glyph, what, does) = if up {
            (Glyph::Fold, "up", "up")
        } else {
            (Glyph::Lower, "down", "down")
        };
        html! {
            <button
                type="button"
                class="icon-button"
                data-do=does
                aria-label=format!("Move {name} {what}")
                disabled=is_end
                on:click=handler(move |_| shift.run(up))
            >
                <Icon glyph=glyph />
            </button>
        }
    };
    let toggle = move |_| {
        open.set((!is_open.get_untracked()).then(|| id.clone()));
    };
    let details = source.clone();
    html! {
        <li data-source=key on:keydown=handler(keys)>
            <div class="source-row">
                <div>
                    <h2>
                        <a href=href><bdi>{source.name.clone()}</bdi></a>
                        {(at == 0).then(|| html! { <span class="badge">"Home"</span> })}
                        {is_own.then(|| html! { <span class="badge quiet">"Yours"</span> })}
                    </h2>
                    {status(acts, source.clone())}
                </div>
                {(count > 1)
                    .then(|| html! { {step.clone()(true, at == 0)} {step(false, at + 1 == count)} })}
                <button
                    type="button"
                    class="icon-button"
                    aria-label=format!("More about {}", source.name)
                    aria-expanded=move || is_open.get().to_string()
                    on:click=handler(toggle)
                >
                    <Icon glyph=Glyph::More />
                </button>
            </div>
            {move || {
                is_open
                    .get()
                    .then(|| panel(acts, details.clone(), count == 1, open))
            }}
        </li>
    }
}

/// Where the source is and who is signed in, or why it cannot be used.
fn status(acts: Acts, source: SourceConfig) -> AnyView {
    let binding = acts.sources.binding(&source);
    let show = move || match binding.get() {
        Binding::Loading => html! { <p class="meta">"…"</p> },
        Binding::Ready(place) => ready(&place),
        Binding::Failed(failure) => failed(acts, source.clone(), &failure),
    };
    show.into_any()
}

fn ready(place: &Place) -> AnyView {
    let hosts: Vec<String> = place
        .source
        .origins()
        .iter()
        .filter_map(|origin| origin.split_once("://"))
        .map(|(_, host)| host.to_owned())
        .collect();
    let href = Route::Account {
        source: Some(place.id.to_string()),
    }
    .to_string();
    let has_accounts = place.capabilities().sign_in.is_some();
    let place = place.clone();
    let account = move || {
        if place.is_signed_in() {
            let name = place.account_name().unwrap_or_default();
            html! { <a href=href.clone()>"Signed in as "<bdi>{name}</bdi></a> }
        } else {
            html! { <a href=href.clone()>"Sign in"</a> }
        }
    };
    let account = has_accounts.then_some(account);
    html! {
        <p class="meta">
            <span>{hosts.join(", ")}</span>
            {account}
        </p>
    }
}

fn failed(acts: Acts, source: SourceConfig, failure: &Failure) -> AnyView {
    let explanation = explain::reading(failure, dom::is_online());
    html! {
        <p class="error">{explanation.title}". "{explanation.text}</p>
        <button
            type="button"
            class="link-button"
            on:click=handler(move |_| acts.sources.retry(&source))
        >
            "Try again"
        </button>
    }
}
