//! Lists of posts, kept for the way back.

use std::collections::HashMap;

use baraza_core::{
    connector::{PageToken, PostQuery},
    model::{Post, PostId},
};
use leptos::{prelude::*, task::spawn_local};

use super::{Load, place::Place};

/// A list of posts as far as it is loaded.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Feed {
    /// The posts, in the backend's order.
    pub posts: Vec<Post>,
    /// Where the list goes on.
    pub next: Option<PageToken>,
    /// How many records of the backend did not fit.
    pub unreadable: usize,
    /// How far the read at hand has come.
    pub load: Load,
}

/// The lists of this app, by source and query.
#[derive(Clone, Copy)]
pub struct Feeds(StoredValue<HashMap<(String, PostQuery), ArcRwSignal<Feed>>>);

impl Feeds {
    /// Creates the store at the root.
    pub fn provide() -> Self {
        let this = Self(StoredValue::new(HashMap::new()));
        provide_context(this);
        this
    }

    /// A list, which this starts to read if it is not there yet.
    pub fn open(self, place: &Place, query: &PostQuery) -> ArcRwSignal<Feed> {
        let key = (place.id.to_string(), query.clone());
        let feed = self
            .0
            .with_value(|all| all.get(&key).cloned())
            .unwrap_or_else(|| {
                let feed = ArcRwSignal::new(Feed::default());
                self.0.update_value(|all| {
                    all.insert(key, feed.clone());
                });
                feed
            });
        if feed.with_untracked(|feed| feed.load == Load::Idle) {
            refresh(place, query, feed.clone());
        }
        feed
    }

    /// Lists of a source are read anew when next opened: somebody signed in, or a post is new.
    pub fn forget(self, source: &str) {
        self.0
            .update_value(|all| all.retain(|(id, _), _| id != source));
    }

    /// A post as a list had it.
    pub fn find(self, source: &str, id: &PostId) -> Option<Post> {
        self.0.with_value(|all| {
            all.iter()
                .filter(|((known, _), _)| known == source)
                .find_map(|(_, feed)| {
                    feed.with_untracked(|feed| {
                        feed.posts.iter().find(|post| &post.id == id).cloned()
                    })
                })
        })
    }
}

/// Reads a list from its start. What was there stays until the answer is here.
pub fn refresh(place: &Place, query: &PostQuery, feed: ArcRwSignal<Feed>) {
    read(place, query.clone(), feed, false);
}

/// Reads the next page of a list.
pub fn read_more(place: &Place, query: &PostQuery, feed: ArcRwSignal<Feed>) {
    let next = feed.with_untracked(|feed| feed.next.clone());
    if next.is_some() {
        read(
            place,
            PostQuery {
                page: next,
                ..query.clone()
            },
            feed,
            true,
        );
    }
}

fn read(place: &Place, query: PostQuery, feed: ArcRwSignal<Feed>, append: bool) {
    if feed.with_untracked(|feed| feed.load == Load::Loading) {
        return;
    }
    feed.update(|feed| feed.load = Load::Loading);
    let place = place.clone();
    spawn_local(async move {
        let operation = place.source.posts(&place.session_now(), &query);
        let result = place.run(operation).await;
        feed.update(|feed| match result {
            Ok(page) => {
                if !append {
                    feed.posts.clear();
                    feed.unreadable = 0;
                }
                for post in page.items {
                    // Lists shift while one reads on; a post that came before is not shown twice.
                    if !feed.posts.iter().any(|known| known.id == post.id) {
                        feed.posts.push(post);
                    }
                }
                feed.unreadable += page.issues.len();
                feed.next = page.next;
                feed.load = Load::Ready;
            }
            Err(failure) => feed.load = Load::Failed(failure),
        });
    });
}

/// The lists of this app.
pub fn use_feeds() -> Feeds {
    expect_context()
}
