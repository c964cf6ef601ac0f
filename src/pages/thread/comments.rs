//! The discussion below a post: its bar, its rows, and what stands when there are none.

use leptos::prelude::*;

use super::writes::taking_into;
use crate::{
    components::{
        icon::{Glyph, Icon},
        notice::{Empty, Failed},
        post_card,
        skeleton::ThreadSkeleton,
        thread_list::ThreadList,
        thread_view::ThreadView,
    },
    html::handler,
    platform::dom,
    route::Route,
    state::{
        Load, explain,
        threads::{self, Discussion},
    },
};

/// The bar above the comments, the comments, and what stands when there are none.
#[component]
pub fn Comments(
    /// What the rows share.
    view: ThreadView,
    /// Reads all anew.
    again: Callback<()>,
    /// Where one is; the order is in the address.
    here: Memo<Route>,
) -> impl IntoView {
    let count = Memo::new(move |_| {
        view.discussion.with(|d| {
            let said = d
                .post
                .as_ref()
                .and_then(|post| post.comment_count)
                .unwrap_or(0);
            let here = u64::try_from(d.comments.len()).unwrap_or(u64::MAX);
            if d.load == Load::Ready && d.next.is_none() {
                here
            } else {
                said.max(here)
            }
        })
    });
    let look = Memo::new(move |_| view.discussion.with(Look::of));
    let sorts = view
        .place
        .with_value(|place| place.capabilities().comment_sorts.clone());
    let orders = move || {
        let Route::Thread {
            source,
            post,
            sort: current,
            ..
        } = here.get()
        else {
            return None;
        };
        let current = current.or_else(|| sorts.first().map(|sort| sort.name.clone()));
        (sorts.len() > 1 && count.get() > 1).then(|| {
            let links = sorts
                .iter()
                .map(|sort| {
                    let route = Route::Thread {
                        source: source.clone(),
                        post: post.clone(),
                        comment: None,
                        sort: Some(sort.name.clone()),
                    };
                    let is_here = current.as_ref() == Some(&sort.name);
                    html! {
                        <a class="pill" href=route.to_string() aria-current=is_here.then_some("true")>
                            {sort.title.clone()}
                        </a>
                    }
                })
                .collect_view();
            html! { <nav class="segmented" aria-label="Order of the replies">{links}</nav> }
        })
    };
    let more = move |_| {
        view.place
            .with_value(|place| threads::read_more(place, view.discussion));
    };
    html! {
        <div class="bar">
            <h2>
                {move || post_card::count(count.get(), "reply", "replies")}
            </h2>
            {orders}
            <button type="button" class="icon-button" aria-label="Look for new replies" on:click=handler(move |_| again.run(()))>
                <Icon glyph=Glyph::Refresh />
            </button>
        </div>
        <ThreadList view=view on_sent=taking_into(view) />
        {move || match look.get() {
            Look::Loading => html! { <ThreadSkeleton /> }.into_any(),
            Look::LoadingMore => {
                html! { <p class="hint" role="status">"Loading more replies…"</p> }.into_any()
            }
            Look::Empty => {
                html! {
                    <Empty
                        glyph=Glyph::Comment
                        title="No replies yet"
                        text="Somebody has to be first. A question back is a good start."
                    />
                }
                    .into_any()
            }
            Look::Failed(explanation) => {
                html! { <Failed explanation=explanation on_retry=again /> }.into_any()
            }
            Look::Done { has_more, unreadable } => {
                html! {
                    {(unreadable > 0)
                        .then(|| {
                            html! {
                                <p class="hint">
                                    {format!("{unreadable} replies could not be read and are left out.")}
                                </p>
                            }
                        })}
                    {has_more
                        .then(|| {
                            html! {
                                <button type="button" class="more" on:click=handler(more)>
                                    <Icon glyph=Glyph::Comment />
                                    "Show more replies"
                                </button>
                            }
                        })}
                }
                    .into_any()
            }
        }}
    }
}

/// What stands below the comments.
#[derive(Clone, PartialEq)]
enum Look {
    Loading,
    LoadingMore,
    Empty,
    Failed(explain::Explanation),
    Done { has_more: bool, unreadable: usize },
}

impl Look {
    fn of(discussion: &Discussion) -> Self {
        match (&discussion.load, discussion.comments.is_empty()) {
            (Load::Failed(failure), _) => Self::Failed(explain::reading(failure, dom::is_online())),
            (Load::Idle | Load::Loading, true) => Self::Loading,
            (Load::Idle | Load::Loading, false) if discussion.next.is_some() => Self::LoadingMore,
            (Load::Ready, true) => Self::Empty,
            (_, false) => Self::Done {
                has_more: discussion.next.is_some(),
                unreadable: discussion.unreadable,
            },
        }
    }
}
