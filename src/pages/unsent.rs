//! What was written and not sent, of all sources: to go on with, or to throw away.

use baraza_core::{draft::Draft, model::Timestamp};
use leptos::{prelude::*, task::spawn_local};

use super::title::PageTitle;
use crate::{
    components::{icon::Glyph, notice::Empty, skeleton::FeedSkeleton, time_ago::TimeAgo},
    html::handler,
    platform::dom,
    state::{
        address::use_address,
        drafts::{self, Target, Unsent, trash},
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
    html! {
        <section class="page unsent">
            <h1>"Unsent"</h1>
            {move || match found.get() {
                None => html! { <FeedSkeleton /> }.into_any(),
                Some((unsent, thrown)) if unsent.is_empty() && thrown.is_empty() => html! {
                    <Empty
                        glyph=Glyph::Write
                        title="Nothing is unsent"
                        text="What you write is kept on this device from the first key, and stands here until it is sent."
                    />
                }
                .into_any(),
                Some((unsent, thrown)) => html! {
                    {unsent.is_empty().then(|| html! { <p class="hint">"Nothing is unsent."</p> })}
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
