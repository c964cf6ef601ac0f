//! Home when it shows all sources: their posts as one list, newest first.

use baraza_core::{
    connector::{Failure, PostQuery},
    model::Post,
};
use leptos::prelude::*;

use super::title::PageTitle;
use crate::{
    components::{
        icon::{Glyph, Icon},
        notice::{Empty, Kind, Notice},
        post_card::PostCard,
        skeleton::FeedSkeleton,
    },
    html::handler,
    platform::dom,
    route::{Listing, Route},
    state::{
        Load,
        config::SourceConfig,
        explain::{self, Explanation},
        feeds::{self, Feed, Feeds, use_feeds},
        merged::{self, Part},
        place::Place,
        sources::{Binding, Sources, use_sources},
    },
};

/// A source with its posts, as far as they are here.
struct Listed {
    source: SourceConfig,
    state: State,
}

#[derive(Clone)]
enum State {
    /// Its connector is on its way.
    Binding,
    /// Its connector cannot be used.
    Unusable(Failure),
    /// Its posts, or what has become of them.
    Feed(Place, PostQuery, ArcRwSignal<Feed>),
}

impl Listed {
    fn posts(&self) -> Vec<Post> {
        match &self.state {
            State::Feed(_, _, feed) => feed.with(|feed| feed.posts.clone()),
            _ => Vec::new(),
        }
    }

    fn load(&self) -> Load {
        match &self.state {
            State::Binding => Load::Loading,
            State::Unusable(failure) => Load::Failed(failure.clone()),
            State::Feed(_, _, feed) => feed.with(|feed| feed.load.clone()),
        }
    }

    fn goes_on(&self) -> bool {
        match &self.state {
            State::Feed(_, _, feed) => {
                feed.with(|feed| feed.next.is_some() && !matches!(feed.load, Load::Failed(_)))
            }
            _ => false,
        }
    }
}

/// Reads on, or reads again what failed.
fn read_on(place: &Place, query: &PostQuery, feed: &ArcRwSignal<Feed>) {
    if feed.with_untracked(|feed| feed.posts.is_empty()) {
        feeds::refresh(place, query, feed.clone());
    } else {
        feeds::read_more(place, query, feed.clone());
    }
}

/// By time, where the source has such an order; else in its own.
fn query(place: &Place) -> PostQuery {
    let sorts = &place.capabilities().post_sorts;
    let by_time = sorts
        .iter()
        .find(|sort| ["new", "newest", "latest", "recent"].contains(&sort.name.as_str()));
    PostQuery {
        sort: by_time.or(sorts.first()).map(|sort| sort.name.clone()),
        ..PostQuery::default()
    }
}

/// All sources with their posts. Reactive.
fn listed(sources: Sources, feeds: Feeds) -> Vec<Listed> {
    let list = |source: SourceConfig| {
        let state = match sources.binding(&source).get() {
            Binding::Loading => State::Binding,
            Binding::Failed(failure) => State::Unusable(failure),
            Binding::Ready(place) => {
                let query = query(&place);
                let feed = feeds.open(&place, &query);
                State::Feed(place, query, feed)
            }
        };
        Listed { source, state }
    };
    sources.all().into_iter().map(list).collect()
}

/// The posts of all sources as one list.
#[component]
pub fn MergedPage() -> impl IntoView {
    PageTitle::from_context().set("All sources");
    let (sources, feeds) = (use_sources(), use_feeds());
    // Stores outlive pages: each time this is asked it is the same feeds.
    let listed = move || listed(sources, feeds);
    html! {
        <div class="bar all">
            <h1>"All sources"</h1>
            <a class="pill" href=Route::Sources.to_string()>"Manage sources"</a>
        </div>
        {move || listed().iter().filter_map(|each| problem(sources, each)).collect_view()}
        {move || waiting(&listed())}
        <ul class="feed merged">{move || cards(&listed())}</ul>
        {move || below(&listed())}
    }
}

/// What went wrong with one source. The others are shown all the same.
fn problem(sources: Sources, each: &Listed) -> Option<AnyView> {
    let Load::Failed(failure) = each.load() else {
        return None;
    };
    let Explanation { title, text, .. } = explain::reading(&failure, dom::is_online());
    let (source, state) = (each.source.clone(), each.state.clone());
    let again = move |_| match &state {
        State::Feed(place, query, feed) => read_on(place, query, feed),
        _ => sources.retry(&source),
    };
    let title = format!("{}: {title}", each.source.name);
    Some(html! {
        <Notice kind=Kind::Error title=title text=text>
            <button type="button" class="link-button" on:click=handler(again)>
                <Icon glyph=Glyph::Refresh />
                "Try again"
            </button>
        </Notice>
    })
}

/// Says whom the list waits for.
fn waiting(all: &[Listed]) -> Option<AnyView> {
    let names: Vec<String> = all
        .iter()
        .filter(|each| each.posts().is_empty() && matches!(each.load(), Load::Idle | Load::Loading))
        .map(|each| each.source.name.clone())
        .collect();
    let some_are_here = all.iter().any(|each| !each.posts().is_empty());
    (some_are_here && !names.is_empty()).then(|| {
        let text = format!("Waiting for {}…", names.join(", "));
        html! { <p class="hint" role="status">{text}</p> }
    })
}

fn merge(all: &[Listed]) -> (Vec<Vec<Post>>, merged::Merged) {
    let posts: Vec<Vec<Post>> = all.iter().map(Listed::posts).collect();
    let parts: Vec<Part<'_>> = posts
        .iter()
        .zip(all)
        .map(|(posts, each)| Part {
            posts,
            goes_on: each.goes_on(),
        })
        .collect();
    let merged = merged::merge(&parts);
    (posts, merged)
}

fn cards(all: &[Listed]) -> Vec<AnyView> {
    let (posts, merged) = merge(all);
    let card = |(which, at): (usize, usize)| {
        let source = &all.get(which)?.source;
        let mut post = posts.get(which)?.get(at)?.clone();
        // Where it is from stands in the place of its tag, and what is pinned there is not here.
        post.tags.clear();
        post.pinned = false;
        let feed = Route::Feed {
            source: source.id.clone(),
            listing: Listing::default(),
        };
        Some(html! {
            <li>
                <a class="tag from" href=feed.to_string()><bdi>{source.name.clone()}</bdi></a>
                <PostCard source=source.id.clone() post=post />
            </li>
        })
    };
    merged.shown.into_iter().filter_map(card).collect()
}

/// What stands below the posts: the way on, or why there are none.
fn below(all: &[Listed]) -> Option<AnyView> {
    let (_, merged) = merge(all);
    let is_busy = |each: &Listed| matches!(each.load(), Load::Idle | Load::Loading);
    if merged.shown.is_empty() {
        if all.iter().any(is_busy) {
            return Some(html! { <FeedSkeleton /> });
        }
        let has_failed = |each: &Listed| matches!(each.load(), Load::Failed(_));
        return (!all.iter().any(has_failed)).then(|| {
            html! {
                <Empty
                    glyph=Glyph::Comment
                    title="No posts yet"
                    text="As soon as somebody starts a discussion, it shows here."
                />
            }
        });
    }
    let unreadable: usize = all
        .iter()
        .filter_map(|each| match &each.state {
            State::Feed(_, _, feed) => Some(feed.with(|feed| feed.unreadable)),
            _ => None,
        })
        .sum();
    let is_loading = merged
        .next
        .iter()
        .any(|which| all.get(*which).is_some_and(is_busy));
    let next: Vec<(Place, PostQuery, ArcRwSignal<Feed>)> = merged
        .next
        .iter()
        .filter_map(|which| match &all.get(*which)?.state {
            State::Feed(place, query, feed) => Some((place.clone(), query.clone(), feed.clone())),
            _ => None,
        })
        .collect();
    let more = (!next.is_empty()).then(|| {
        let read = move |_| {
            for (place, query, feed) in &next {
                read_on(place, query, feed);
            }
        };
        html! {
            <div class="load-more">
                <button
                    type="button"
                    class="secondary"
                    disabled=is_loading
                    aria-busy=is_loading.to_string()
                    on:click=handler(read)
                >
                    <Icon glyph=Glyph::Fold />
                    {if is_loading { "Loading…" } else { "Show more" }}
                </button>
            </div>
        }
    });
    let left_out = (unreadable > 0).then(|| {
        let text = format!("{unreadable} of these lists could not be read and are left out.");
        html! { <p class="hint">{text}</p> }
    });
    Some(html! { {left_out} {more} })
}
