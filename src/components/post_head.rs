//! A post at the top of its page.

use std::sync::Arc;

use baraza_core::model::{Post, State};
use leptos::prelude::*;

use super::{
    ask_first::AskFirst,
    avatar::{Avatar, display_name},
    icon::{Glyph, Icon},
    post_card,
    rich_text::RichTextView,
    time_ago::TimeAgo,
    vote_control::VoteControl,
};
use crate::{
    route::{Listing, Route},
    state::{place::Place, votes::Votable},
};

/// A post in full, with what can be done with it.
#[component]
pub fn PostHead(
    /// Where it is.
    place: Place,
    /// The post.
    post: Arc<Post>,
    /// Takes it away.
    on_delete: Callback<()>,
) -> impl IntoView {
    let source = place.id.to_string();
    let lists_tags = place.capabilities().tags;
    let tags: Vec<_> = post
        .tags
        .iter()
        .map(|tag| post_card::tag_link(&source, tag.clone(), "badge", lists_tags))
        .collect();
    let home = Route::Feed {
        source: source.clone(),
        listing: Listing::default(),
    }
    .to_string();
    let edit = Route::EditPost {
        source,
        post: post.id.clone(),
    }
    .to_string();
    let allowed = {
        let (place, post) = (place.clone(), Arc::clone(&post));
        Memo::new(move |_| place.can_post(&post))
    };
    let gone = match post.state {
        State::Removed => Some("Removed by a moderator"),
        State::Deleted => Some("Deleted by its author"),
        State::Published | State::Held => None,
    };
    let author = post.author.clone();
    let elsewhere = post
        .url
        .clone()
        .or_else(|| post.permalink.clone())
        .filter(|address| address.starts_with("https://") || address.starts_with("http://"));
    let has_score = post.score.is_some();
    let vote_item = Votable::Post(Box::new((*post).clone()));
    let name = place.name.to_string();
    let vote_place = place;
    html! {
        <article class="head">
            <div class="meta">
                {tags} <span><a href=home><bdi>{name}</bdi></a></span>
            </div>
            <h1 dir="auto" lang=post.lang.clone()>{post_card::title(&post)}</h1>
            <div class="meta">
                <Avatar author=author.clone() />
                {author.map(|author| html! { <b dir="auto">{display_name(&author)}</b> })}
                {post.created.map(|at| html! { <TimeAgo at=at /> })}
                {post.edited.is_some().then(|| html! { <span>"edited"</span> })}
                {post.locked.then(|| html! { <span>"closed"</span> })}
            </div>
            {gone
                .map(|words| html! { <p class="gone">{words}</p> }.into_any())
                .or_else(|| {
                    post.body
                        .clone()
                        .map(|body| {
                            html! { <RichTextView body=body lang=post.lang.clone() /> }
                                .into_any()
                        })
                })}
            <div class="acts">
                {(has_score || allowed.get_untracked().vote)
                    .then(|| {
                        html! {
                            <VoteControl
                                place=vote_place
                                item=vote_item
                                is_open=allowed.get_untracked().vote
                            />
                        }
                    })}
                {elsewhere
                    .map(|href| {
                        html! {
                            <a class="pill" href=href target="_blank" rel="nofollow ugc noopener noreferrer">
                                <Icon glyph=Glyph::External />
                                "Original"
                            </a>
                        }
                    })}
                {move || {
                    let allowed = allowed.get();
                    html! {
                        {allowed
                            .edit
                            .then(|| html! { <a class="pill" href=edit.clone()>"Edit"</a> })}
                        {allowed
                            .delete
                            .then(|| {
                                html! { <AskFirst verb="Delete" on_yes=move || on_delete.run(()) /> }
                            })}
                    }
                }}
            </div>
        </article>
    }
}
