//! What happens to a discussion when the server has taken something.

use baraza_core::{
    connector::{Intent, Outcome},
    model::{Post, PostId, State},
};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    components::thread_view::{Act, ThreadView, element_id},
    platform::{clock, dom, timer},
    route::{Listing, Route},
    state::{
        address::use_address,
        explain,
        feeds::use_feeds,
        held,
        place::Place,
        threads::{self, Discussion},
        toasts::{Toasts, use_toasts},
        written,
    },
};

/// Puts what the server took into the thread and says how it stands.
pub(super) fn taking(view: ThreadView, id: StoredValue<PostId>) -> Callback<Outcome> {
    let toasts = use_toasts();
    Callback::new(move |outcome: Outcome| {
        view.open.set(None);
        let comment = match &outcome {
            Outcome::Comment(comment) => Some(comment.id.clone()),
            Outcome::Post(_) | Outcome::Refetch => None,
        };
        take(view, id, toasts, outcome);
        if let Some(comment) = comment {
            timer::after_paint(move || {
                let element = element_id(&comment);
                dom::reveal(&element, dom::Place::Nearest);
                dom::focus_on(&element);
            });
        }
    })
}

fn take(view: ThreadView, id: StoredValue<PostId>, toasts: Toasts, outcome: Outcome) {
    let place = view.place.get_value();
    match outcome {
        Outcome::Comment(comment) => {
            if comment.state == State::Held {
                // It need not be the chosen account that has said it.
                let author = comment.author.as_ref().and_then(|author| author.id.clone());
                let account = author.or_else(|| place.account_id()).unwrap_or_default();
                id.with_value(|id| held::keep(&place.id, id, &comment, account));
                toasts.show("Received. A moderator will look at it; until then only you see it.");
            } else {
                toasts.show("Sent.");
            }
            let is_own = written::keep(&place, &comment.id);
            view.discussion.update(|d| {
                d.own.extend(is_own.then(|| comment.id.clone()));
                d.merge(vec![*comment]);
            });
        }
        Outcome::Post(_) | Outcome::Refetch => {
            toasts.show("Sent.");
            id.with_value(|id| threads::refresh(&place, id, view.discussion));
        }
    }
}

/// Takes what leaves the outbox into the thread, whichever tab has sent it. Nothing else moves: the
/// person may be at something else by then.
pub(super) fn settle(view: ThreadView, id: StoredValue<PostId>) {
    let toasts = use_toasts();
    Effect::new(move |before: Option<Vec<String>>| {
        let before = before.unwrap_or_default();
        let entries = view.outbox.get();
        for entry in entries.iter().filter(|entry| before.contains(&entry.id)) {
            if !entry.is_open() {
                let comment = entry.comment.clone();
                let outcome = comment.map_or(Outcome::Refetch, Outcome::Comment);
                untrack(|| take(view, id, toasts, outcome));
            }
        }
        let open = entries.iter().filter(|entry| entry.is_open());
        open.map(|entry| entry.id.clone()).collect()
    });
}

/// The same for the thread's own post.
pub(super) fn taking_into(view: ThreadView) -> Callback<Outcome> {
    let post = view
        .discussion
        .with_untracked(|d| d.post.as_ref().map(|post| post.id.clone()));
    taking(view, StoredValue::new(post.unwrap_or_default()))
}

/// Deletes, approves and removes comments.
pub(super) fn acting(place: StoredValue<Place>, discussion: RwSignal<Discussion>) -> Callback<Act> {
    let toasts = use_toasts();
    Callback::new(move |act: Act| {
        let Some(post) = discussion.with_untracked(|d| d.post.clone()) else {
            return;
        };
        let post_id = post.id.clone();
        let post = Box::new((*post).clone());
        let (intent, done, id) = match act {
            Act::Delete(comment) => {
                let id = comment.id.clone();
                (
                    Intent::DeleteComment {
                        post,
                        comment: Box::new(comment),
                    },
                    "Deleted.",
                    id,
                )
            }
            Act::Moderate(comment, approve) => {
                let id = comment.id.clone();
                let done = if approve { "Approved." } else { "Removed." };
                let comment = Box::new(comment);
                (
                    Intent::ModerateComment {
                        post,
                        comment,
                        approve,
                    },
                    done,
                    id,
                )
            }
        };
        let place = place.get_value();
        spawn_local(async move {
            let outcome = place.write(intent, clock::uuid()).await;
            if outcome.is_ok() {
                held::forget(&place.id, &post_id, &id);
            }
            match outcome {
                Ok(Outcome::Comment(comment)) => {
                    discussion.update(|d| d.merge(vec![*comment]));
                    toasts.show(done);
                }
                Ok(Outcome::Post(_) | Outcome::Refetch) => {
                    discussion.update(|d| d.take_away(&id));
                    toasts.show(done);
                }
                Err(failure) => toasts.show(explain::short(&failure)),
            }
        });
    })
}

/// Deletes the post and goes back to the list.
pub(super) fn deleting(
    place: StoredValue<Place>,
    discussion: RwSignal<Discussion>,
) -> Callback<()> {
    let toasts = use_toasts();
    let feeds = use_feeds();
    let address = use_address();
    // Who has gone elsewhere meanwhile, stays there.
    let go = Callback::new(move |route: Route| address.go(&route));
    Callback::new(move |()| {
        let Some(post) = discussion.with_untracked(|d| d.post.clone()) else {
            return;
        };
        let place = place.get_value();
        spawn_local(async move {
            let intent = Intent::DeletePost {
                post: Box::new(Post::clone(&post)),
            };
            match place.write(intent, clock::uuid()).await {
                Ok(_) => {
                    feeds.forget(&place.id);
                    toasts.show("Deleted.");
                    let source = place.id.to_string();
                    go.try_run(Route::Feed {
                        source,
                        listing: Listing::default(),
                    });
                }
                Err(failure) => toasts.show(explain::short(&failure)),
            }
        });
    })
}
