//! The rows of a thread, and the boxes to write in between them.
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
    connector::{Intent, Outcome, Stub},
    model::{Author, CommentId, Format, Post},
};
use leptos::{ev, prelude::*};

use super::{
    avatar::display_name,
    comment_row::CommentRow,
    composer::{ComposerProps, Purpose, composer},
    icon::{Glyph, Icon},
    notice::{Kind, Notice},
    post_card,
    thread_view::{OpenBox, ThreadView, element_id},
};
use crate::{
    html::handler,
    platform::{dom, scroll, timer},
    route::Route,
    state::{
        drafts::Target,
        threads::{self, Discussion},
    },
};

/// Rows of the first slice: more than a screen holds.
const FIRST: usize = 40;

/// An entry of the list. The key of a comment changes with what its row shows, so that only rows
/// that look different are made anew.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Entry {
    Comment(CommentId, u64),
    Box(OpenBox),
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
        view.discussion
            .with(|discussion| entries(discussion, limit, open.as_ref()))
    });
    let row = move |entry: Entry| match entry {
        Entry::Comment(id, _) => comment(view, &id).into_any(),
        Entry::Rest(parent, count) => rest(view, parent, count),
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
    };
    view.discussion.with_untracked(|discussion| {
        let thread = &discussion.thread;
        let row = thread.row_of(id).and_then(|row| thread.rows().get(row));
        row.map_or(0, |row| row.indent + inwards)
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

fn entries(discussion: &Discussion, limit: usize, open: Option<&OpenBox>) -> Vec<Entry> {
    let mut entries = Vec::new();
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
    }
    let all = discussion.thread.len();
    if limit >= all {
        rest_after(all, &mut entries);
    }
    entries
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

/// The box of an answer or of a change.
#[component]
fn BoxAt(view: ThreadView, open: OpenBox, on_sent: Callback<Outcome>) -> impl IntoView {
    let place = view.place.get_value();
    let of = match &open {
        OpenBox::Reply(id) | OpenBox::Edit(id) => Some(element_id(id)),
        OpenBox::Post => None,
    };
    let close = Callback::new(move |()| {
        view.open.set(None);
        // The keyboard goes on where it was before the box.
        if let Some(of) = of.clone() {
            timer::after_paint(move || dom::focus_on(&of));
        }
    });
    let (post, comment) = view.discussion.with_untracked(|discussion| {
        let comment = match &open {
            OpenBox::Reply(id) | OpenBox::Edit(id) => discussion.comment(id).cloned(),
            OpenBox::Post => None,
        };
        (discussion.post.clone(), comment)
    });
    let (post, comment) = (post?, comment?);
    if !place.is_signed_in() && !place.may_comment() {
        return Some(
            html! { <AskToSignIn place=place.id.to_string() on_close=close /> }.into_any(),
        );
    }
    let whole_post = Box::new(Post::clone(&post));
    let whole = Box::new(comment.clone());
    let (target, purpose, initial) = match &open {
        OpenBox::Edit(id) => (
            Target::EditComment(id.to_string()),
            Purpose::Edit,
            editable(
                &comment.body.text,
                comment.body.format,
                place.capabilities().write_format,
            ),
        ),
        _ => (
            Target::Comment(post.id.to_string(), comment.id.to_string()),
            Purpose::Reply(
                comment
                    .author
                    .as_ref()
                    .map_or_else(|| "—".to_owned(), display_name),
            ),
            String::new(),
        ),
    };
    let is_edit = purpose == Purpose::Edit;
    let intent = Callback::new(move |(text, guest)| {
        let (post, whole) = (whole_post.clone(), whole.clone());
        if is_edit {
            Intent::EditComment {
                post,
                comment: whole,
                text,
            }
        } else {
            Intent::CreateComment {
                post,
                parent: Some(whole),
                text,
                guest,
            }
        }
    });
    Some(composer(ComposerProps {
        place,
        target,
        purpose,
        initial,
        intent,
        on_sent,
        on_close: close,
    }))
}

/// The text to change: as it was written, where the backend hands that out.
fn editable(text: &str, format: Format, write_format: Format) -> String {
    if format == Format::Html && write_format != Format::Html {
        baraza_core::html::to_text(text)
    } else {
        text.to_owned()
    }
}

/// The box for a comment on the post, or the way to it.
#[component]
pub fn PostBox(
    /// What the rows share.
    view: ThreadView,
    /// The post.
    post: Arc<Post>,
    /// The server has taken a text.
    on_sent: Callback<Outcome>,
) -> impl IntoView {
    let place = view.place;
    let close = Callback::new(move |()| {
        view.open.set(None);
        timer::after_paint(|| {
            dom::focus(".write-prompt");
        });
    });
    let post = StoredValue::new(post);
    let is_open = Memo::new(move |_| view.open.get() == Some(OpenBox::Post));
    move || {
        let place = place.get_value();
        let post = post.get_value();
        if post.locked {
            return Some(
                html! {
                    <Notice kind=Kind::Info title="The discussion is closed" text="No more replies are taken." />
                }
                .into_any(),
            );
        }
        if !place.writes(baraza_core::connector::Write::CommentCreate) {
            return None;
        }
        if !is_open.get() {
            return Some(
                html! {
                    <button type="button" class="write-prompt" on:click=handler(move |_| view.open.set(Some(OpenBox::Post)))>
                        <Icon glyph=Glyph::Write />
                        "Write a comment"
                    </button>
                }
                .into_any(),
            );
        }
        // Decided when the box opens: a sign-in that ends while one writes must not make it anew,
        // or the words about it would be lost with the old one.
        if !untrack(|| place.may_comment()) {
            return Some(
                html! { <AskToSignIn place=place.id.to_string() on_close=close /> }.into_any(),
            );
        }
        let target = Target::Post(post.id.to_string());
        let whole_post = Box::new(Post::clone(&post));
        let intent = Callback::new(move |(text, guest)| Intent::CreateComment {
            post: whole_post.clone(),
            parent: None,
            text,
            guest,
        });
        Some(composer(ComposerProps {
            place,
            target,
            purpose: Purpose::Comment,
            initial: String::new(),
            intent,
            on_sent,
            on_close: close,
        }))
    }
}

#[component]
fn AskToSignIn(place: String, on_close: Callback<()>) -> impl IntoView {
    let href = Route::Account {
        source: Some(place),
    }
    .to_string();
    html! {
        <Notice
            kind=Kind::Info
            title="Sign in to reply"
            text="This site takes replies from people with an account."
        >
            <a class="primary" href=href>"Sign in"</a>
            <button type="button" class="link-button" on:click=handler(move |_| on_close.run(()))>"Not now"</button>
        </Notice>
    }
}
