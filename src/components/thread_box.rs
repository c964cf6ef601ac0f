//! The boxes to write in within a thread: an answer, a change, a comment on the post.

use std::sync::Arc;

use baraza_core::{
    connector::{Intent, Outcome},
    model::{Comment, Format, Post},
};
use leptos::prelude::*;

use super::{
    avatar::display_name,
    composer::{ComposerProps, Purpose, composer},
    icon::{Glyph, Icon},
    notice::{Kind, Notice},
    thread_view::{OpenBox, ThreadView, element_id},
};
use crate::{
    html::handler,
    platform::{dom, timer},
    route::Route,
    state::drafts::Target,
};

/// The box of an answer or of a change.
#[component]
pub(super) fn BoxAt(view: ThreadView, open: OpenBox, on_sent: Callback<Outcome>) -> impl IntoView {
    let place = view.place.get_value();
    let of = match &open {
        OpenBox::Reply(id) | OpenBox::Edit(id) => Some(element_id(id)),
        OpenBox::Post | OpenBox::Unsent(_) => None,
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
            // Until it has a name, it is called what its entry is called.
            OpenBox::Unsent(id) => Some(Comment {
                id: id.as_str().into(),
                ..Comment::default()
            }),
            OpenBox::Post => None,
        };
        (discussion.post.clone(), comment)
    });
    let (post, comment) = (post?, comment?);
    let answers = match &open {
        OpenBox::Unsent(id) => Some(id.clone()),
        _ => None,
    };
    if !place.is_signed_in() && !place.may_comment() {
        return Some(
            html! { <AskToSignIn place=place.id.to_string() on_close=close /> }.into_any(),
        );
    }
    let about = post.title.clone().unwrap_or_default();
    let whole_post = Box::new(Post::clone(&post));
    let whole = Box::new(comment.clone());
    let (target, purpose, initial) = match &open {
        OpenBox::Edit(id) => (
            Target::EditComment(post.id.to_string(), id.to_string()),
            Purpose::Edit,
            editable(
                &comment.body.text,
                comment.body.format,
                place.capabilities().write_format,
            ),
        ),
        _ => (
            Target::Comment(post.id.to_string(), comment.id.to_string()),
            Purpose::Reply(match (&answers, &comment.author) {
                (Some(_), _) => "yourself".to_owned(),
                (None, Some(author)) => display_name(author),
                (None, None) => "—".to_owned(),
            }),
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
        about,
        intent,
        discussion: view.discussion,
        answers,
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
            about: post.title.clone().unwrap_or_default(),
            intent,
            discussion: view.discussion,
            answers: None,
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
