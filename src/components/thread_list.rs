//! The rows of a thread.
//!
//! Rows are put into the page in slices: what is on screen first, the rest right after the
//! browser has painted, so that a large thread shows at once and everything is there a moment
//! later. A box is an entry of its own: nothing that happens to rows takes it away.

use std::{
    collections::hash_map::DefaultHasher,
    hash::{Hash as _, Hasher as _},
    sync::Arc,
};

use baraza_core::{
    connector::{Outcome, Stub},
    model::{Author, CommentId},
    outbox::{self, Parent},
};
use leptos::{ev, prelude::*};

use super::{
    avatar::display_name,
    comment_row::CommentRow,
    icon::{Glyph, Icon},
    post_card,
    thread_box::BoxAt,
    thread_view::{OpenBox, ThreadView, element_id},
    unsent_row,
};
use crate::{
    html::handler,
    platform::{dom, scroll, timer},
    state::threads::{self, Discussion},
};

/// Rows of the first slice: more than a screen holds.
const FIRST: usize = 40;

/// An entry of the list. The key of a comment changes with what its row shows, so that only rows
/// that look different are made anew.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Entry {
    Comment(CommentId, u64),
    Box(OpenBox),
    /// What is in the outbox, and how far in it stands.
    Unsent(String, u32),
    /// What the backend has of answers to a comment, or to the post, but did not send along.
    Rest(Option<CommentId>, Option<u64>),
}

/// The rows of a thread.
#[component]
pub fn ThreadList(
    /// What the rows share.
    view: ThreadView,
    /// The server has taken a text.
    on_sent: Callback<Outcome>,
) -> impl IntoView {
    // Back has to find the page as tall as it was.
    let mounted = RwSignal::new(if scroll::is_returning() {
        usize::MAX
    } else {
        FIRST
    });
    Effect::new(move || {
        let (there, all) = (mounted.get(), view.discussion.with(|d| d.thread.len()));
        if there < all {
            timer::after_paint(move || {
                // Each slice is as large as all before it: few passes over the list in all.
                mounted.try_update(|mounted| *mounted = mounted.saturating_mul(2));
            });
        }
    });
    let entries = Memo::new(move |_| {
        let limit = mounted.get();
        let open = view.open.get();
        let outbox = view.outbox.get();
        view.discussion
            .with(|discussion| entries(discussion, limit, open.as_ref(), &outbox))
    });
    let row = move |entry: Entry| match entry {
        Entry::Comment(id, _) => comment(view, &id).into_any(),
        Entry::Rest(parent, count) => rest(view, parent, count),
        Entry::Unsent(id, depth) => unsent_row::in_thread(view, id, depth),
        Entry::Box(open) => {
            let indent = indent_of(view, &open).to_string();
            html! {
                <li class="composer-row" style:--depth=indent>
                    <BoxAt view=view open=open on_sent=on_sent />
                </li>
            }
            .into_any()
        }
    };
    html! {
        <ol class="thread" on:beforematch=handler(move |event: ev::Event| found(view, &event))>
            <For each=move || entries.get() key=Clone::clone children=row />
        </ol>
    }
}

/// How far in a box stands: with the answers to come, or where the changed comment stood.
fn indent_of(view: ThreadView, open: &OpenBox) -> u32 {
    let (id, inwards) = match open {
        OpenBox::Post => return 0,
        OpenBox::Reply(id) => (id, 1),
        OpenBox::Edit(id) => (id, 0),
        OpenBox::Unsent(id) => return unsent_indent(view, id),
    };
    view.discussion.with_untracked(|discussion| {
        let thread = &discussion.thread;
        let row = thread.row_of(id).and_then(|row| thread.rows().get(row));
        row.map_or(0, |row| row.indent + inwards)
    })
}

/// How far in an answer to an entry of the outbox stands.
fn unsent_indent(view: ThreadView, id: &str) -> u32 {
    view.outbox.with_untracked(|outbox| {
        let entry = outbox.iter().find(|entry| entry.id == id);
        1 + match entry.map(|entry| &entry.parent) {
            Some(Parent::Comment(comment)) => indent_of(view, &OpenBox::Reply(comment.id.clone())),
            Some(Parent::Entry(id)) => unsent_indent(view, id),
            Some(Parent::Post) | None => 0,
        }
    })
}

fn found(view: ThreadView, event: &ev::Event) {
    let id = dom::target_id(event).and_then(|element| {
        view.discussion.with_untracked(|discussion| {
            let rows = discussion.thread.rows().iter();
            rows.map(|row| &row.id)
                .find(|id| element_id(id) == element)
                .cloned()
        })
    });
    if let Some(id) = id {
        view.unfold_to(&id);
        // What was above it is there again and pushes it away from where the browser went.
        timer::after_paint(move || {
            dom::reveal(&element_id(&id), dom::Place::Nearest);
        });
    }
}

fn entries(
    discussion: &Discussion,
    limit: usize,
    open: Option<&OpenBox>,
    outbox: &[Arc<outbox::Entry>],
) -> Vec<Entry> {
    let mut entries = Vec::new();
    let unsent = |parent: Option<&CommentId>, indent: u32, entries: &mut Vec<Entry>| {
        let of_parent = |entry: &&Arc<outbox::Entry>| {
            !matches!(entry.parent, Parent::Entry(_)) && entry.parent.comment() == parent
        };
        for entry in outbox.iter().filter(of_parent) {
            add_unsent(outbox, entry, indent, open, entries);
        }
    };
    unsent(None, 0, &mut entries);
    let rests = rests(discussion);
    let rest_after = |at: usize, entries: &mut Vec<Entry>| {
        let here = rests.iter().filter(|(place, _)| *place == at);
        entries.extend(here.map(|(_, rest)| rest.clone()));
    };
    for (at, row) in discussion.thread.rows().iter().take(limit).enumerate() {
        if at > 0 {
            rest_after(at, &mut entries);
        }
        let Some(comment) = discussion.comments.get(row.index) else {
            continue;
        };
        let edit = OpenBox::Edit(row.id.clone());
        if open == Some(&edit) {
            entries.push(Entry::Box(edit));
            continue;
        }
        let mut hasher = DefaultHasher::new();
        (&comment.body.text, comment.edited, row.indent, row.chained).hash(&mut hasher);
        (comment.state, comment.can.edit, comment.can.delete).hash(&mut hasher);
        entries.push(Entry::Comment(row.id.clone(), hasher.finish()));
        let reply = OpenBox::Reply(row.id.clone());
        if open == Some(&reply) {
            entries.push(Entry::Box(reply));
        }
        // The box for an answer to an entry stays open when that becomes a comment.
        let became = outbox.iter().find(|entry| {
            let comment = entry.comment.as_ref();
            comment.is_some_and(|comment| comment.id == row.id)
        });
        let answer = became.map(|entry| OpenBox::Unsent(entry.id.clone()));
        entries.extend(answer.filter(|answer| open == Some(answer)).map(Entry::Box));
        unsent(Some(&row.id), row.indent + 1, &mut entries);
    }
    let all = discussion.thread.len();
    if limit >= all {
        rest_after(all, &mut entries);
    }
    entries
}

/// An entry of the outbox, the box for an answer to it, and the answers that wait with it.
fn add_unsent(
    outbox: &[Arc<outbox::Entry>],
    entry: &outbox::Entry,
    indent: u32,
    open: Option<&OpenBox>,
    entries: &mut Vec<Entry>,
) {
    if !entry.is_open() {
        return;
    }
    entries.push(Entry::Unsent(entry.id.clone(), indent));
    let answer = OpenBox::Unsent(entry.id.clone());
    entries.extend((open == Some(&answer)).then_some(Entry::Box(answer)));
    for child in outbox {
        if child.parent == Parent::Entry(entry.id.clone()) {
            add_unsent(outbox, child, indent + 1, open, entries);
        }
    }
}

/// What was left out, each with the row before which it stands: behind all that answers the same.
fn rests(discussion: &Discussion) -> Vec<(usize, Entry)> {
    let thread = &discussion.thread;
    let rests = discussion.stubs.iter().map(|stub| {
        let row = stub.parent.as_ref().and_then(|id| thread.row_of(id));
        let place = row.map_or(thread.len(), |row| thread.subtree(row).end);
        (place, Entry::Rest(stub.parent.clone(), stub.count))
    });
    rests.collect()
}

/// The way to comments that are not here.
fn rest(view: ThreadView, parent: Option<CommentId>, count: Option<u64>) -> AnyView {
    let depth = match &parent {
        Some(id) => indent_of(view, &OpenBox::Reply(id.clone())),
        None => 0,
    };
    let words = match count {
        Some(count) => format!(
            "Show {}",
            post_card::count(count, "more reply", "more replies")
        ),
        None => "Show more replies".to_owned(),
    };
    let is_busy = RwSignal::new(false);
    let show = move |_| {
        let stub = view.discussion.with_untracked(|discussion| {
            let mut stubs = discussion.stubs.iter();
            let is_this = |stub: &&Stub| stub.parent == parent && stub.count == count;
            stubs.find(is_this).cloned()
        });
        if let Some(stub) = stub {
            is_busy.set(true);
            view.place
                .with_value(|place| threads::read_stub(place, &stub, view.discussion));
        }
    };
    html! {
        <li class="composer-row" style:--depth=depth.to_string()>
            <button type="button" class="more" disabled=move || is_busy.get() on:click=handler(show)>
                <Icon glyph=Glyph::Comment />
                {words}
            </button>
        </li>
    }
}

fn comment(view: ThreadView, id: &CommentId) -> Option<impl IntoView + use<>> {
    view.discussion.with_untracked(|discussion| {
        let rows = discussion.thread.rows();
        let row = rows.get(discussion.thread.row_of(id)?)?.clone();
        let comment = discussion.comments.get(row.index)?.clone();
        let parent = row
            .parent
            .filter(|_| row.chained)
            .and_then(|parent| rows.get(parent))
            .and_then(|parent| discussion.comments.get(parent.index));
        let answers = parent.map(|parent| {
            let whom = parent
                .author
                .as_ref()
                .map_or_else(|| "—".to_owned(), display_name);
            (whom, parent.id.clone())
        });
        let post_author: Option<Author> = discussion
            .post
            .as_ref()
            .and_then(|post| post.author.clone());
        Some(html! {
            <CommentRow view=view comment=comment row=row answers=answers post_author=post_author />
        })
    })
}
