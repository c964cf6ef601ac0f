//! What was written and not sent, of all sources: to go on with, or to throw away.

use std::sync::Arc;

use baraza_core::{draft::Draft, model::Timestamp, outbox::Entry};
use leptos::{prelude::*, task::spawn_local};

use super::title::PageTitle;
use crate::{
    components::{
        icon::Glyph, notice::Empty, skeleton::FeedSkeleton, time_ago::TimeAgo,
        unsent_row::UnsentRow,
    },
    html::handler,
    platform::dom,
    route::Route,
    state::{
        address::use_address,
        drafts::{self, Target, Unsent, trash},
        outbox::{self, use_outboxes},
        sources::use_sources,
        toasts::use_toasts,
    },
};

/// A text in the trash, with its key.
type Thrown = (String, Draft);

/// Unsent texts, and those that were thrown away of late.
#[component]
pub fn UnsentPage() -> impl IntoView {
    PageTitle::from_context().set("Unsent");
    let found = RwSignal::new(None::<(Vec<Unsent>, Vec<Thrown>)>);
    let look = Callback::new(move |()| {
        spawn_local(async move {
            let all = (drafts::everything().await, trash::read().await);
            found.try_set(Some(all));
        });
    });
    look.run(());
    drafts::on_change(look);
    let outboxes = use_outboxes();
    let waiting = Memo::new(move |_| {
        let open = outboxes.all().into_iter().filter(|entry| entry.is_open());
        open.map(|entry| entry.id.clone()).collect::<Vec<String>>()
    });
    // What leaves the outbox may be a draft again.
    Effect::new(move |before: Option<()>| {
        waiting.track();
        if before.is_some() {
            look.run(());
        }
    });
    let is_bare = Memo::new(move |_| waiting.with(Vec::is_empty));
    html! {
        <section class="page unsent">
            <h1>"Unsent"</h1>
            {move || (!is_bare.get()).then(|| on_its_way(waiting))}
            {move || match found.get() {
                None => html! { <FeedSkeleton /> }.into_any(),
                Some((unsent, thrown)) if unsent.is_empty() && thrown.is_empty() && !is_bare.get() => {
                    ().into_any()
                }
                Some((unsent, thrown)) if unsent.is_empty() && thrown.is_empty() => html! {
                    <Empty
                        glyph=Glyph::Write
                        title="Nothing is unsent"
                        text="What you write is kept on this device from the first key, and stands here until it is sent."
                    />
                }
                .into_any(),
                Some((unsent, thrown)) => html! {
                    {(unsent.is_empty() && is_bare.get())
                        .then(|| html! { <p class="hint">"Nothing is unsent."</p> })}
                    {(!unsent.is_empty() && !is_bare.get()).then(|| html! { <h2>"Begun"</h2> })}
                    <ul class="unsent-list">
                        {unsent.into_iter().map(|unsent| row(unsent, look)).collect_view()}
                    </ul>
                    {(!thrown.is_empty()).then(|| html! {
                        <section>
                            <h2>"Thrown away"</h2>
                            <p class="hint">"Kept for seven days."</p>
                            <ul class="unsent-list">
                                {thrown.into_iter().map(|thrown| thrown_row(thrown, look)).collect_view()}
                            </ul>
                        </section>
                    })}
                }
                .into_any(),
            }}
        </section>
    }
}

/// What is in the outbox, each with the way to its discussion.
fn on_its_way(waiting: Memo<Vec<String>>) -> AnyView {
    let (outboxes, sources, address) = (use_outboxes(), use_sources(), use_address());
    let open = Callback::new(move |entry: Arc<Entry>| {
        let unsent = Unsent {
            source: entry.source.clone(),
            target: outbox::target(&entry),
            draft: Draft::default(),
            is_copy: false,
        };
        address.go(&unsent.request());
    });
    let row = move |id: String| {
        let entry = untrack(|| outboxes.entry(&id))?;
        let source = untrack(|| sources.find(Some(&entry.source)));
        let name = source.map_or_else(|| entry.source.clone(), |source| source.name);
        let route = Route::Thread {
            source: entry.source.clone(),
            post: entry.post.id.clone(),
            comment: entry.parent.comment().cloned(),
            sort: None,
        };
        let title = entry
            .post
            .title
            .clone()
            .unwrap_or_else(|| "Discussion".to_owned());
        Some(html! {
            <li>
                <h3 dir="auto"><a href=route.to_string()>{title}</a></h3>
                <p class="meta"><bdi>{name}</bdi><TimeAgo at=entry.time() /></p>
                <UnsentRow id=id open=open />
            </li>
        })
    };
    html! {
        <section>
            <h2>"On its way"</h2>
            <ul class="unsent-list">
                <For each=move || waiting.get() key=Clone::clone children=row />
            </ul>
        </section>
    }
    .into_any()
}

/// What a text is, in words.
fn kind(target: &Target) -> &'static str {
    match target {
        Target::Post(_) => "Comment",
        Target::Comment(..) => "Reply",
        Target::EditComment(..) => "Change of a comment",
        Target::NewPost => "New post",
        Target::EditPost(_) => "Change of a post",
    }
}

fn row(unsent: Unsent, look: Callback<()>) -> AnyView {
    let (sources, address, toasts) = (use_sources(), use_address(), use_toasts());
    let source = sources
        .all()
        .into_iter()
        .find(|known| known.id == unsent.source);
    let name = source
        .as_ref()
        .map_or_else(|| unsent.source.clone(), |source| source.name.clone());
    let is_known = source.is_some();
    let draft = unsent.draft.clone();
    let copied = draft.text.clone();
    let (to_open, to_drop) = (unsent.clone(), unsent.clone());
    let copy = move |_| {
        let text = copied.clone();
        spawn_local(async move {
            toasts.show(if dom::copy(&text).await {
                "Copied."
            } else {
                "It could not be copied."
            });
        });
    };
    html! {
        <li>
            {about(kind(&unsent.target), &draft, &name)}
            {unsent.is_copy.then(|| html! { <p class="hint">"Beside another text for the same place."</p> })}
            {words(&draft)}
            <div class="row">
                {if is_known {
                    html! {
                        <button type="button" class="secondary" on:click=handler(move |_| address.go(&to_open.request()))>
                            "Go on"
                        </button>
                    }
                    .into_any()
                } else {
                    html! {
                        <span class="hint">"This source is not here any more."</span>
                        <button type="button" class="secondary" on:click=handler(copy)>"Copy the text"</button>
                    }
                    .into_any()
                }}
                <button
                    type="button"
                    class="link-button"
                    on:click=handler(move |_| {
                        to_drop.discard(toasts, look);
                    })
                >
                    "Throw away"
                </button>
            </div>
        </li>
    }
    .into_any()
}

fn thrown_row((key, draft): Thrown, look: Callback<()>) -> AnyView {
    let Some((source, target)) = Target::of_key(&key) else {
        return ().into_any();
    };
    let name = use_sources()
        .all()
        .into_iter()
        .find(|known| known.id == source);
    let name = name.map_or(source, |source| source.name);
    let back = {
        let (key, draft) = (key.clone(), draft.clone());
        move |_| {
            let (key, draft) = (key.clone(), draft.clone());
            spawn_local(async move {
                trash::restore(&key, &draft).await;
                look.try_run(());
            });
        }
    };
    let for_good = move |_| {
        let key = key.clone();
        spawn_local(async move {
            // What stays shows that it does.
            drop(trash::remove(&[key]).await);
            look.try_run(());
        });
    };
    html! {
        <li>
            {about(kind(&target), &draft, &name)}
            {words(&draft)}
            <div class="row">
                <button type="button" class="secondary" on:click=handler(back)>"Put back"</button>
                <button type="button" class="link-button" on:click=handler(for_good)>"Delete for good"</button>
            </div>
        </li>
    }
    .into_any()
}

fn about(kind: &'static str, draft: &Draft, source: &str) -> AnyView {
    let about = if draft.title.is_empty() {
        &draft.about
    } else {
        &draft.title
    };
    html! {
        <h3 dir="auto">{if about.is_empty() { kind.to_owned() } else { about.clone() }}</h3>
        <p class="meta">
            {kind}" · "<bdi>{source.to_owned()}</bdi><TimeAgo at=Timestamp(draft.changed) />
        </p>
    }
    .into_any()
}

fn words(draft: &Draft) -> AnyView {
    html! { <p class="words" dir="auto">{draft.text.clone()}</p> }.into_any()
}
