//! One post and its discussion.

pub mod comments;
mod writes;

use std::{collections::HashSet, sync::Arc};

use baraza_core::model::{CommentId, PostId};
use comments::Comments;
use leptos::{ev, prelude::*};
use writes::{acting, deleting, settle, taking};

use super::{source::with_place, title::PageTitle};
use crate::{
    components::{
        notice::Failed,
        post_card,
        post_head::PostHead,
        skeleton::ThreadSkeleton,
        thread_box::PostBox,
        thread_view::{OpenBox, ThreadView, element_id},
    },
    platform::{dom, quotation, scroll, timer},
    route::Route,
    state::{
        Load,
        drafts::{self, Target},
        explain,
        feeds::use_feeds,
        outbox::use_outboxes,
        place::Place,
        threads::{self, Around, Discussion, use_threads},
    },
};

/// A post with its discussion; what is known of it shows at once.
#[component]
pub fn ThreadPage(
    /// The source.
    source: String,
    /// The post.
    post: PostId,
    /// Where one is; order and permalink are in the address.
    here: Memo<Route>,
) -> impl IntoView {
    with_place(Some(source), move |place| {
        html! { <Discussed place=place post=post.clone() here=here /> }.into_any()
    })
}

#[component]
fn Discussed(place: Place, post: PostId, here: Memo<Route>) -> impl IntoView {
    let (feeds, outboxes) = (use_feeds(), use_outboxes());
    let discussion = use_threads().open(&place, &post, sort_of(&here.get_untracked()), || {
        feeds.find(&place.id, &post)
    });
    let discussion = RwSignal::from(discussion);
    provide_context(Around(discussion));
    quotation::watch();
    let place = StoredValue::new(place);
    let id = StoredValue::new(post);
    let target = Memo::new(move |_| match here.get() {
        Route::Thread { comment, .. } => comment,
        _ => None,
    });
    let folded = RwSignal::new(HashSet::<CommentId>::new());
    let view = ThreadView {
        place,
        discussion,
        folded,
        hidden: Memo::new(move |_| hidden(&discussion.read(), &folded.read())),
        open: RwSignal::new(None),
        target: target.into(),
        outbox: Memo::new(move |_| {
            place.with_value(|place| id.with_value(|id| outboxes.of_thread(&place.id, id)))
        }),
        act: acting(place, discussion),
    };
    keep_order(here, place, id, discussion);
    keep_title(discussion);
    go_to_target(view, target);
    open_requested(view, id);
    settle(view, id);
    listen_to_keys(view);

    let again = Callback::new(move |()| {
        place.with_value(|place| id.with_value(|id| threads::refresh(place, id, discussion)));
    });
    let post = Memo::new(move |_| discussion.with(|d| d.post.clone()));
    let post_failure = Memo::new(move |_| {
        discussion.with(|d| match (&d.post, &d.post_load) {
            (None, Load::Failed(failure)) => Some(explain::reading(failure, dom::is_online())),
            _ => None,
        })
    });
    let source = place.with_value(|place| place.id.to_string());
    move || {
        match (post.get(), post_failure.get()) {
        (Some(post), _) => html! {
            <PostHead place=place.get_value() post=Arc::clone(&post) on_delete=deleting(place, discussion) />
            <PostBox view=view post=post on_sent=taking(view, id) />
            <Comments view=view again=again here=here />
        }
        .into_any(),
        (None, Some(explanation)) => html! {
            <Failed explanation=explanation source=source.clone() on_retry=again />
        }
        .into_any(),
        (None, None) => html! { <ThreadSkeleton /> }.into_any(),
    }
    }
}

fn sort_of(route: &Route) -> Option<String> {
    match route {
        Route::Thread { sort, .. } => sort.clone(),
        _ => None,
    }
}

/// The comments that are under a folded one.
fn hidden(discussion: &Discussion, folded: &HashSet<CommentId>) -> HashSet<CommentId> {
    let thread = &discussion.thread;
    let rows = folded
        .iter()
        .filter_map(|id| thread.row_of(id))
        .flat_map(|row| {
            let under = thread.subtree(row);
            under.start + 1..under.end
        });
    rows.filter_map(|row| thread.rows().get(row).map(|row| row.id.clone()))
        .collect()
}

/// Another order in the address: the comments are read anew.
fn keep_order(
    here: Memo<Route>,
    place: StoredValue<Place>,
    id: StoredValue<PostId>,
    discussion: RwSignal<Discussion>,
) {
    let sort = Memo::new(move |_| sort_of(&here.get()));
    Effect::new(move |before: Option<()>| {
        let sort = sort.get();
        if before.is_some() {
            place.with_value(|place| {
                id.with_value(|id| threads::reorder(place, id, sort, discussion));
            });
        }
    });
}

fn keep_title(discussion: RwSignal<Discussion>) {
    let title = PageTitle::from_context();
    Effect::new(move || {
        title.set(&discussion.with(|d| {
            d.post
                .as_ref()
                .map_or_else(|| "Discussion".to_owned(), |post| post_card::title(post))
        }));
    });
}

/// Brings the comment that the address names into view, once it is there.
fn go_to_target(view: ThreadView, target: Memo<Option<CommentId>>) {
    Effect::new(move |shown: Option<Option<CommentId>>| {
        let wanted = target.get();
        let id = wanted.clone()?;
        if shown.flatten().as_ref() == Some(&id) {
            return Some(id);
        }
        let is_here = view.discussion.with(|d| d.thread.row_of(&id).is_some());
        if !is_here || scroll::is_returning() {
            return None;
        }
        view.unfold_to(&id);
        timer::after_paint({
            let id = id.clone();
            move || {
                dom::reveal(&element_id(&id), dom::Place::Center);
            }
        });
        Some(id)
    });
}

/// Opens the box of an unsent text that was asked for, once its place is there.
fn open_requested(view: ThreadView, post: StoredValue<PostId>) {
    Effect::new(move |wanted: Option<Option<Target>>| {
        let wanted = wanted.unwrap_or_else(|| {
            view.place.with_value(|place| {
                post.with_value(|post| drafts::take_request(&place.id, post.as_str()))
            })
        })?;
        let id = match &wanted {
            Target::Comment(_, id) | Target::EditComment(_, id) => {
                Some(CommentId::from(id.as_str()))
            }
            _ => None,
        };
        let is_here = view.discussion.with(|d| match &id {
            Some(id) => d.thread.row_of(id).is_some(),
            None => d.post.is_some(),
        });
        if !is_here {
            return Some(wanted);
        }
        view.open.set(Some(match (wanted, id) {
            (Target::EditComment(..), Some(id)) => OpenBox::Edit(id),
            (_, Some(id)) => OpenBox::Reply(id),
            (_, None) => OpenBox::Post,
        }));
        None
    });
}

/// `j` and `k` go from discussion to discussion, `c` writes a comment.
fn listen_to_keys(view: ThreadView) {
    let handle = window_event_listener(ev::keydown, move |event| {
        let Some(key) = dom::command_key(&event) else {
            return;
        };
        match key.as_str() {
            "j" => dom::step("li.comment[aria-level=\"1\"]", true),
            "k" => dom::step("li.comment[aria-level=\"1\"]", false),
            "c" => {
                event.prevent_default();
                view.open.set(Some(OpenBox::Post));
            }
            _ => {}
        }
    });
    on_cleanup(move || handle.remove());
}
