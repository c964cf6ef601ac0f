//! What can be done with a comment, as buttons below it.

use baraza_core::model::{Comment, CommentId, State};
use leptos::{prelude::*, task::spawn_local};

use super::{
    ask_first::AskFirst,
    icon::{Glyph, Icon},
    thread_view::{Act, OpenBox, ThreadView},
    vote_control::VoteControl,
};
use crate::{
    html::handler,
    platform::dom,
    route::Route,
    state::{place::Allowed, toasts::use_toasts, votes::Votable},
};

/// What can be done with a comment, as buttons.
#[component]
pub fn CommentActs(
    /// What the rows share.
    view: ThreadView,
    /// The comment.
    comment: Comment,
) -> impl IntoView {
    let place = view.place.get_value();
    let toasts = use_toasts();
    let comment = StoredValue::new(comment);
    let post = view.discussion.with_untracked(|d| d.post.clone());
    let is_closed = post.as_ref().is_some_and(|post| post.locked);
    let allowed = {
        let place = place.clone();
        Memo::new(move |_| comment.with_value(|c| place.can_comment(c)))
    };
    let is_held = comment.with_value(|c| c.state == State::Held);
    let vote = post.clone().map(|post| {
        let has_score = comment.with_value(|c| c.score.is_some());
        let is_open = allowed.get_untracked().vote && !is_held;
        let item = Votable::Comment(Box::new((*post).clone()), Box::new(comment.get_value()));
        (has_score || is_open)
            .then(|| html! { <VoteControl place=place.clone() item=item is_open=is_open /> })
    });
    let copy_link = move |_| {
        let Some(post) = &post else { return };
        let route = Route::Thread {
            source: place.id.to_string(),
            post: post.id.clone(),
            comment: Some(comment.with_value(|c| c.id.clone())),
            sort: None,
        };
        let address = format!("{}{route}", dom::origin());
        spawn_local(async move {
            let worked = dom::copy(&address).await;
            toasts.show(if worked {
                "Link copied.".to_owned()
            } else {
                address
            });
        });
    };
    let open = move |which: fn(CommentId) -> OpenBox| {
        view.open
            .set(Some(which(comment.with_value(|c| c.id.clone()))));
    };
    let act = move |act: fn(Comment) -> Act| view.act.run(act(comment.get_value()));
    html! {
        <div class="acts">
            {move || {
                let Allowed { edit, delete, reply, moderate, .. } = allowed.get();
                html! {
                    {(reply && !is_closed && !is_held)
                        .then(|| {
                            html! {
                                <button type="button" class="pill" on:click=handler(move |_| open(OpenBox::Reply))>
                                    <Icon glyph=Glyph::Reply />
                                    "Reply"
                                </button>
                            }
                        })}
                    {edit
                        .then(|| {
                            html! {
                                <button type="button" class="pill" on:click=handler(move |_| open(OpenBox::Edit))>
                                    "Edit"
                                </button>
                            }
                        })}
                    {delete.then(|| html! { <AskFirst verb="Delete" on_yes=move || act(Act::Delete) /> })}
                    {(moderate && is_held)
                        .then(|| {
                            html! {
                                <button
                                    type="button"
                                    class="pill"
                                    on:click=handler(move |_| act(|comment| Act::Moderate(comment, true)))
                                >
                                    <Icon glyph=Glyph::Check />
                                    "Approve"
                                </button>
                            }
                        })}
                    {moderate
                        .then(|| {
                            html! {
                                <AskFirst
                                    verb="Remove"
                                    on_yes=move || act(|comment| Act::Moderate(comment, false))
                                />
                            }
                        })}
                }
            }}
            {vote}
            <button type="button" class="icon-button" aria-label="Copy the link to this comment" on:click=handler(copy_link)>
                <Icon glyph=Glyph::Link />
            </button>
        </div>
    }
}
