//! The posts of a source.

use baraza_core::{
    connector::{PostQuery, Sort},
    model::Post,
};
use leptos::prelude::*;

use super::{source::with_place, title::PageTitle};
use crate::{
    components::{
        icon::{Glyph, Icon},
        notice::{Empty, Failed},
        post_card::PostCard,
        skeleton::FeedSkeleton,
    },
    html::handler,
    platform::dom,
    route::{Listing, Route},
    state::{
        Load, explain,
        feeds::{self, Feed, use_feeds},
        place::Place,
    },
};

/// The posts of a source: orders to choose from, then the list.
#[component]
pub fn FeedPage(
    /// The source; the first one when absent.
    source: Option<String>,
    /// Where one is; order and tag are in the address.
    here: Memo<Route>,
) -> impl IntoView {
    with_place(source, move |place| {
        html! { <Listed place=place here=here /> }.into_any()
    })
}

#[component]
fn Listed(place: Place, here: Memo<Route>) -> impl IntoView {
    PageTitle::from_context().set(&place.name);
    let listing = Memo::new(move |_| match here.get() {
        Route::Home(listing) | Route::Feed { listing, .. } => listing,
        _ => Listing::default(),
    });
    let sorts = place.capabilities().post_sorts.clone();
    let default_sort = sorts.first().map(|sort| sort.name.clone());
    let query = Memo::new(move |_| {
        let Listing { sort, tag } = listing.get();
        PostQuery {
            sort: sort.or_else(|| default_sort.clone()),
            tag,
            ..PostQuery::default()
        }
    });
    let source = place.id.to_string();
    let orders = {
        let source = source.clone();
        move || orders(&sorts, &query.get(), &source)
    };
    let tag = {
        move || {
            let source = source.clone();
            listing.get().tag.map(|tag| {
                let all = Route::Feed {
                    source,
                    listing: Listing::default(),
                }
                .to_string();
                html! {
                    <p class="filter">
                        "Tagged "<b><bdi>{tag}</bdi></b>
                        <a class="link-button" href=all>"Show all"</a>
                    </p>
                }
            })
        }
    };
    let name = place.name.to_string();
    html! {
        <div class="bar">
            <h1><bdi>{name}</bdi></h1>
            {orders}
        </div>
        {tag}
        <PostList place=place query=query empty=Callback::new(|()| no_posts()) />
    }
}

fn orders(sorts: &[Sort], query: &PostQuery, source: &str) -> Option<AnyView> {
    (sorts.len() > 1).then(|| {
        let links = sorts
            .iter()
            .map(|sort| {
                let is_here = query.sort.as_ref() == Some(&sort.name);
                let listing = Listing {
                    sort: Some(sort.name.clone()),
                    tag: query.tag.clone(),
                };
                let href = Route::Feed {
                    source: source.to_owned(),
                    listing,
                }
                .to_string();
                html! {
                    <a class="pill" href=href aria-current=is_here.then_some("true")>
                        {sort.title.clone()}
                    </a>
                }
            })
            .collect_view();
        html! { <nav class="segmented" aria-label="Order of the posts">{links}</nav> }.into_any()
    })
}

fn no_posts() -> AnyView {
    html! {
        <Empty
            glyph=Glyph::Comment
            title="No posts yet"
            text="As soon as somebody starts a discussion, it shows here."
        />
    }
    .into_any()
}

/// A list of posts with its outline, its empty state, its failure and the way to read on.
#[component]
pub fn PostList(
    /// Where the posts are.
    place: Place,
    /// Which of them.
    #[prop(into)]
    query: Signal<PostQuery>,
    /// What shows when there are none.
    #[prop(into)]
    empty: Callback<(), AnyView>,
) -> impl IntoView {
    let feeds = use_feeds();
    let place = StoredValue::new(place);
    let feed =
        Memo::new(move |_| Shared(place.with_value(|place| feeds.open(place, &query.get()))));
    let look = Memo::new(move |_| feed.get().0.with(Look::of));
    let source = place.with_value(|place| place.id.to_string());
    let source_of_failure = source.clone();
    let lists_tags = place.with_value(|place| place.capabilities().tags);
    let again = Callback::new(move |()| {
        let feed = feed.get_untracked().0;
        let is_empty = feed.with_untracked(|feed| feed.posts.is_empty());
        place.with_value(|place| {
            if is_empty {
                feeds::refresh(place, &query.get_untracked(), feed);
            } else {
                feeds::read_more(place, &query.get_untracked(), feed);
            }
        });
    });
    // Lists only grow or are read anew: the cards are brought up to date in their places.
    let cards = move || {
        feed.get().0.with(|feed| {
            let card = |post: &Post| {
                html! {
                    <li>
                        <PostCard source=source.clone() post=post.clone() lists_tags=lists_tags />
                    </li>
                }
            };
            feed.posts.iter().map(card).collect_view()
        })
    };
    html! {
        <ul class="feed">
            {cards}
        </ul>
        {move || match look.get() {
            Look::Loading => html! { <FeedSkeleton /> }.into_any(),
            Look::Empty => empty.run(()),
            Look::Failed(explanation) => {
                html! {
                    <Failed explanation=explanation source=source_of_failure.clone() on_retry=again />
                }
                    .into_any()
            }
            Look::Posts { has_more, is_loading, unreadable } => {
                html! {
                    {(unreadable > 0)
                        .then(|| {
                            html! {
                                <p class="hint">
                                    {format!("{unreadable} of this list could not be read and are left out.")}
                                </p>
                            }
                        })}
                    {has_more
                        .then(|| {
                            html! {
                                <div class="load-more">
                                    <button
                                        type="button"
                                        class="secondary"
                                        disabled=is_loading
                                        aria-busy=is_loading.to_string()
                                        on:click=handler(move |_| again.run(()))
                                    >
                                        <Icon glyph=Glyph::Fold />
                                        {if is_loading { "Loading…" } else { "Show more" }}
                                    </button>
                                </div>
                            }
                        })}
                }
                    .into_any()
            }
        }}
    }
}

/// A shared list, compared by identity.
#[derive(Clone)]
struct Shared(ArcRwSignal<Feed>);

impl PartialEq for Shared {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

/// What a list looks like below its posts.
#[derive(Clone, PartialEq)]
enum Look {
    Loading,
    Empty,
    Failed(explain::Explanation),
    Posts {
        has_more: bool,
        is_loading: bool,
        unreadable: usize,
    },
}

impl Look {
    fn of(feed: &Feed) -> Self {
        match (&feed.load, feed.posts.is_empty()) {
            (Load::Failed(failure), _) => Self::Failed(explain::reading(failure, dom::is_online())),
            (Load::Idle | Load::Loading, true) => Self::Loading,
            (Load::Ready, true) => Self::Empty,
            (load, false) => Self::Posts {
                has_more: feed.next.is_some(),
                is_loading: *load == Load::Loading,
                unreadable: feed.unreadable,
            },
        }
    }
}
