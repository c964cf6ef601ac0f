//! One comment of a thread, as a row.
//!
//! A thread is one flat list: each row says its level (`aria-level`) and draws the rails of its
//! ancestors itself. Rows are never taken out of the page while it is read; folding hides them in
//! a way that the browser's own find can open again.

use baraza_core::{
    model::{Author, Comment, CommentId, State},
    thread::Row,
};
use leptos::{attr::custom::custom_attribute, ev, prelude::*};

use super::{
    avatar::{Avatar, display_name},
    comment_acts::CommentActs,
    icon::{Glyph, Icon},
    post_card::count,
    rich_text::RichTextView,
    thread_view::{ThreadView, element_id},
    time_ago::TimeAgo,
};
use crate::{html::handler, platform::dom, route::Route};

/// One comment.
#[component]
pub fn CommentRow(
    /// What the rows share.
    view: ThreadView,
    /// The comment.
    comment: Comment,
    /// Its place in the thread.
    row: Row,
    /// Whom it answers and with which comment, when the indentation does not show it.
    #[prop(optional_no_strip)]
    answers: Option<(String, CommentId)>,
    /// The author of the post.
    #[prop(optional_no_strip)]
    post_author: Option<Author>,
) -> impl IntoView {
    let id = comment.id.clone();
    let name = comment
        .author
        .as_ref()
        .map_or_else(|| "Nobody".to_owned(), display_name);
    let key = StoredValue::new(id.clone());
    let is_folded = Memo::new(move |_| view.folded.with(|f| key.with_value(|id| f.contains(id))));
    let is_hidden = Memo::new(move |_| view.hidden.with(|h| key.with_value(|id| h.contains(id))));
    let is_target = move || {
        view.target
            .with(|t| key.with_value(|id| t.as_ref() == Some(id)))
    };

    let on_rail = move |event: ev::MouseEvent| {
        let level = dom::level_clicked(&event, row.indent);
        key.with_value(|id| view.fold_rail(id, level));
    };
    let rails = (row.indent > 0).then(|| {
        html! { <div class="rails" aria-hidden="true" on:click=handler(on_rail)></div> }
    });
    let badges = badges(comment.author.as_ref(), post_author.as_ref());
    let gone = match comment.state {
        State::Removed => Some("Removed by a moderator"),
        State::Deleted => Some("Deleted by its author"),
        State::Published | State::Held => None,
    };
    let link = {
        let id = id.clone();
        move |view: ThreadView, comment: Option<CommentId>| {
            let post = view
                .discussion
                .with_untracked(|d| d.post.as_ref().map(|p| p.id.clone()));
            let comment = comment.or_else(|| Some(id.clone()));
            let source = view.place.with_value(|place| place.id.to_string());
            Route::Thread {
                source,
                post: post.unwrap_or_default(),
                comment,
                sort: None,
            }
            .to_string()
        }
    };
    let level = custom_attribute("aria-level", (row.depth + 1).to_string());
    let permalink = link(view, None);
    let answers = answers.map(|(whom, parent)| {
        let href = link(view, Some(parent));
        html! {
            <a class="answers" href=href>
                <span class="visually-hidden">"answers "</span>
                <span aria-hidden="true">"↳ "</span>
                <bdi>{whom}</bdi>
            </a>
        }
    });
    let fold_label = format!("Fold the comment of {name} and its replies");
    let folded_name = name.clone();
    let is_held = comment.state == State::Held;
    let has_acts = gone.is_none();
    let body = comment.body.clone();
    let lang = comment.lang.clone();
    let shown = comment.clone();

    html! {
        <li
            class="comment"
            id=element_id(&id)
            style:--depth=row.indent.to_string()
            data-branch=(row.replies > 0).then_some("")
            data-folded=move || is_folded.get().then_some("")
            data-target=move || is_target().then_some("")
            data-state=is_held.then_some("held")
            hidden=move || is_hidden.get().then_some("until-found")
            {..level}
        >
            {rails}
            <Avatar author=comment.author.clone() />
            <div class="meta">
                <b dir="auto">{name}</b>
                {badges
                    .into_iter()
                    .map(|badge| html! { <span class="badge">{badge}</span> })
                    .collect_view()}
                {answers}
                {comment
                    .created
                    .map(|at| {
                        html! { <a class="when" href=permalink><TimeAgo at=at /></a> }
                    })}
                {comment.edited.is_some().then(|| html! { <span>"edited"</span> })}
            </div>
            <button
                type="button"
                class="fold"
                aria-expanded=move || (!is_folded.get()).to_string()
                aria-label=move || (!is_folded.get()).then(|| fold_label.clone())
                on:click=handler(move |_| key.with_value(|id| view.toggle(id)))
            >
                <Icon glyph=Glyph::Fold />
                {move || {
                    is_folded
                        .get()
                        .then(|| {
                            let under = key.with_value(|id| view.descendants(id));
                            let words = if under == 0 {
                                " · folded".to_owned()
                            } else {
                                format!(" · {} hidden", count(under, "reply", "replies"))
                            };
                            html! {
                                <span><b dir="auto">{folded_name.clone()}</b>{words}</span>
                            }
                        })
                }}
            </button>
            {match gone {
                Some(words) => html! { <p class="gone">{words}</p> }.into_any(),
                None => html! { <RichTextView body=body lang=lang /> }.into_any(),
            }}
            {is_held
                .then(|| {
                    html! {
                        <div class="notice held" data-kind="held">
                            <Icon glyph=Glyph::Clock />
                            <div><p>"Only you can see this: waiting for a moderator."</p></div>
                        </div>
                    }
                })}
            {has_acts.then(|| html! { <CommentActs view=view comment=shown /> })}
        </li>
    }
}

fn badges(author: Option<&Author>, post_author: Option<&Author>) -> Vec<String> {
    let Some(author) = author else {
        return Vec::new();
    };
    let is_post_author = author.id.is_some() && author.id == post_author.and_then(|a| a.id.clone());
    is_post_author
        .then(|| "Author".to_owned())
        .into_iter()
        .chain(author.roles.iter().map(|role| {
            let mut letters = role.chars();
            letters
                .next()
                .map(|first| first.to_ascii_uppercase().to_string() + letters.as_str())
                .unwrap_or_default()
        }))
        .collect()
}
