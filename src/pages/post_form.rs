//! Starts a discussion, or changes the post of one.

use std::sync::Arc;

use baraza_core::{
    connector::{Intent, Outcome, Write},
    model::{Post, PostId},
};
use leptos::{ev, prelude::*, task::spawn_local};

use super::{source::with_place, title::PageTitle};
use crate::{
    components::{
        editor::Editor,
        icon::Glyph,
        notice::{Empty, Failed},
        skeleton::ThreadSkeleton,
    },
    html::handler,
    platform::{clock, dom},
    route::{Listing, Route},
    state::{
        address::use_address,
        drafts::{Beginning, OpenDraft, Target},
        explain::{self, Explanation, Remedy},
        feeds::use_feeds,
        place::Place,
        threads::use_threads,
        toasts::use_toasts,
        uploads::Uploads,
    },
};

/// A form for a new post.
#[component]
pub fn NewPostPage(
    /// The source; the first one when absent.
    source: Option<String>,
) -> impl IntoView {
    PageTitle::from_context().set("New post");
    with_place(source, move |place| {
        if !place.writes(Write::PostCreate) {
            let text = format!("{} takes no posts from other apps.", place.name);
            return html! { <Empty glyph=Glyph::Write title="Nothing to write here" text=text /> }
                .into_any();
        }
        if !place.is_signed_in() && place.capabilities().sign_in.is_some() {
            let href = Route::Account {
                source: Some(place.id.to_string()),
            }
            .to_string();
            return html! {
                <Empty
                    glyph=Glyph::Person
                    title="Sign in to start a discussion"
                    text="What you wrote here before is kept on this device."
                >
                    <a class="primary" href=href>"Sign in"</a>
                </Empty>
            }
            .into_any();
        }
        html! { <PostForm place=place post=None /> }.into_any()
    })
}

/// A form to change a post.
#[component]
pub fn EditPostPage(
    /// The source.
    source: String,
    /// The post.
    post: PostId,
) -> impl IntoView {
    PageTitle::from_context().set("Edit post");
    let threads = use_threads();
    with_place(Some(source), move |place| {
        let discussion = threads.open(&place, &post, None, || None);
        let post = Memo::new(move |_| discussion.with(|d| d.post.clone()));
        (move || match post.get() {
            Some(post) => html! { <PostForm place=place.clone() post=Some(post) /> }.into_any(),
            None => html! { <ThreadSkeleton /> }.into_any(),
        })
        .into_any()
    })
}

#[component]
fn PostForm(place: Place, #[prop(optional_no_strip)] post: Option<Arc<Post>>) -> impl IntoView {
    let feeds = use_feeds();
    let threads = use_threads();
    let toasts = use_toasts();
    let address = use_address();
    // Who has gone elsewhere meanwhile, stays there.
    let go = Callback::new(move |route: Route| address.go(&route));

    let source = place.id.to_string();
    let target = post.as_ref().map_or(Target::NewPost, |post| {
        Target::EditPost(post.id.to_string())
    });
    let old_text = post
        .as_ref()
        .and_then(|post| post.body.clone())
        .unwrap_or_default()
        .text;
    let old_title = post
        .as_ref()
        .and_then(|post| post.title.clone())
        .unwrap_or_default();
    let beginning = Beginning {
        account: place.account_id().unwrap_or_default(),
        about: old_title.clone(),
        title: old_title,
        text: old_text,
    };
    let draft = OpenDraft::open(&source, &target, beginning);
    let OpenDraft { text, title, .. } = draft;
    let tags = RwSignal::new(String::new());
    let failure = RwSignal::new(None::<Explanation>);
    let is_sending = RwSignal::new(false);
    let key = StoredValue::new(clock::uuid());
    let (format, max_length) = (
        place.capabilities().write_format,
        place.capabilities().max_length,
    );
    let uploads = Uploads::of(&place);
    let is_new = post.is_none();
    let context = StoredValue::new((place, post));

    let send = Callback::new(move |()| {
        if is_sending.get_untracked() {
            return;
        }
        let (words, name) = (
            text.get_untracked(),
            title.get_untracked().trim().to_owned(),
        );
        if name.is_empty() || words.trim().is_empty() {
            let what = if name.is_empty() {
                "a title"
            } else {
                "a few words"
            };
            failure.set(Some(Explanation {
                title: "Something is missing",
                text: format!("Please add {what}."),
                remedy: Remedy::None,
            }));
            return;
        }
        if let Some(problem) = uploads.and_then(Uploads::problem) {
            failure.set(Some(problem));
            return;
        }
        failure.set(None);
        is_sending.set(true);
        let (place, post) = context.get_value();
        let intent = match &post {
            Some(post) => Intent::EditPost {
                post: Box::new(Post::clone(post)),
                title: name,
                text: words,
            },
            None => Intent::CreatePost {
                title: name,
                text: words,
                // Topics are the same in capitals and without.
                tags: words_of(&dom::lowercase(&tags.get_untracked())),
            },
        };
        spawn_local(async move {
            let key = key.try_get_value().unwrap_or_default();
            let result = place.write(intent, key).await;
            is_sending.try_set(false);
            match result {
                Ok(outcome) => {
                    draft.forget();
                    feeds.forget(&place.id);
                    threads.forget(&place.id);
                    toasts.show(if is_new { "Posted." } else { "Saved." });
                    let id = match outcome {
                        Outcome::Post(post) => Some(post.id),
                        Outcome::Comment(_) | Outcome::Refetch => post.map(|post| post.id.clone()),
                    };
                    let source = place.id.to_string();
                    let route = match id {
                        Some(post) => Route::Thread {
                            source,
                            post,
                            comment: None,
                            sort: None,
                        },
                        None => Route::Feed {
                            source,
                            listing: Listing::default(),
                        },
                    };
                    go.try_run(route);
                }
                Err(problem) => {
                    failure.try_set(Some(explain::sending(&problem, dom::is_online())));
                }
            }
        });
    });
    let source_of_failure = source;
    let escape = Callback::new(|()| {});

    html! {
        <section class="page">
        <h1>{if is_new { "Start a discussion" } else { "Edit your post" }}</h1>
        {is_new.then(|| html! { <a class="link-button" href=Route::Unsent.to_string()>"Unsent texts"</a> })}
        <form
            class="form composer post-form"
            on:submit=handler(move |event: ev::SubmitEvent| {
                event.prevent_default();
                send.run(());
            })
        >
            <label class="field">
                <span>"Title"</span>
                <input
                    type="text"
                    maxlength="300"
                    dir="auto"
                    placeholder="What is it about?"
                    prop:value=move || title.get()
                    on:input=handler(move |event: ev::Event| draft.write_title(event_target_value(&event)))
                />
            </label>
            <Editor
                draft=draft
                format=format
                max_length=max_length
                uploads=uploads
                label="Text"
                placeholder="Say what you know and what you ask"
                on_submit=send
                on_escape=escape
            >
                <button
                    type="submit"
                    class="primary"
                    aria-busy=move || is_sending.get().to_string()
                    disabled=move || is_sending.get()
                >
                    {move || match (is_sending.get(), is_new) {
                        (true, _) => "Sending…",
                        (false, true) => "Post",
                        (false, false) => "Save",
                    }}
                </button>
            </Editor>
            {is_new
                .then(|| {
                    html! {
                        <label class="field">
                            <span>"Tags"<small class="hint">" (optional, with spaces between)"</small></span>
                            <input
                                type="text"
                                autocapitalize="none"
                                prop:value=move || tags.get()
                                on:input=handler(move |event: ev::Event| tags.set(event_target_value(&event)))
                            />
                        </label>
                    }
                })}
            {move || {
                failure
                    .get()
                    .map(|explanation| {
                        html! {
                            <Failed
                                explanation=explanation
                                source=source_of_failure.clone()
                                on_retry=send
                            />
                        }
                    })
            }}
        </form>
        </section>
    }
}

/// The tags that were typed: words between spaces or commas, without `#`.
fn words_of(text: &str) -> Vec<String> {
    text.split([' ', ',', '\n'])
        .map(|word| word.trim_start_matches('#').to_owned())
        .filter(|word| !word.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_the_words_that_were_typed() {
        assert_eq!(words_of(" #mentoring, visas  "), ["mentoring", "visas"]);
        assert_eq!(words_of(""), Vec::<String>::new());
    }
}
