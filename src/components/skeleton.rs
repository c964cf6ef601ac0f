//! What shows while something is on its way: its outline.

use leptos::prelude::*;

/// The outline of a list of posts.
#[component]
pub fn FeedSkeleton() -> impl IntoView {
    html! {
        <p class="visually-hidden" role="status">"Loading posts"</p>
        <ul class="feed" aria-hidden="true">
            {(0..6)
                .map(|_| {
                    html! {
                        <li>
                            <div class="post-card">
                                <span class="skeleton short"></span>
                                <span class="skeleton title"></span>
                                <span class="skeleton"></span>
                                <span class="skeleton half"></span>
                            </div>
                        </li>
                    }
                })
                .collect_view()}
        </ul>
    }
}

/// The outline of a discussion.
#[component]
pub fn ThreadSkeleton() -> impl IntoView {
    html! {
        <p class="visually-hidden" role="status">"Loading replies"</p>
        <ol class="thread" aria-hidden="true">
            {(0..5)
                .map(|_| {
                    html! {
                        <li class="comment">
                            <span class="avatar skeleton"></span>
                            <div class="meta">
                                <span class="skeleton short"></span>
                            </div>
                            <div class="prose">
                                <span class="skeleton"></span>
                                <span class="skeleton half"></span>
                            </div>
                        </li>
                    }
                })
                .collect_view()}
        </ol>
    }
}
