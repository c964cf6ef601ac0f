//! A post in a list.

use baraza_core::model::{Body, Format, Post};
use leptos::prelude::*;

use super::{
    avatar::{Avatar, display_name},
    time_ago::TimeAgo,
};
use crate::route::{Listing, Route};

/// Title, beginning, author, age and counts of a post.
#[component]
pub fn PostCard(
    /// The name of the source in addresses.
    #[prop(into)]
    source: String,
    /// The post.
    post: Post,
    /// Whether the source lists posts by tag, so that a tag leads somewhere.
    #[prop(default = true)]
    lists_tags: bool,
) -> impl IntoView {
    let href = Route::Thread {
        source: source.clone(),
        post: post.id.clone(),
        comment: None,
        sort: None,
    }
    .to_string();
    let tag = post
        .tags
        .first()
        .cloned()
        .map(|tag| tag_link(&source, tag, "tag", lists_tags));
    let author = post.author.clone();
    html! {
        <article class="post-card" data-pinned=post.pinned.then_some("")>
            {tag}
            <h2 dir="auto" lang=post.lang.clone()>
                <a href=href>{title(&post)}</a>
            </h2>
            {excerpt(&post)
                .map(|text| html! { <p class="excerpt" dir="auto" lang=post.lang.clone()>{text}</p> })}
            <div class="meta">
                <Avatar author=author.clone() />
                {author.map(|author| html! { <b dir="auto">{display_name(&author)}</b> })}
                {post.created.map(|at| html! { <TimeAgo at=at /> })}
                {post.comment_count.map(|n| html! { <span>{count(n, "reply", "replies")}</span> })}
                {post
                    .score
                    .map(|n| html! { <span>{count(n.unsigned_abs(), "point", "points")}</span> })}
                {post.locked.then(|| html! { <span>"closed"</span> })}
            </div>
        </article>
    }
}

/// A tag: the way to the posts that have it, where there is one.
pub fn tag_link(source: &str, tag: String, class: &'static str, is_listed: bool) -> AnyView {
    if !is_listed {
        return html! { <span class=class>{tag}</span> }.into_any();
    }
    let listing = Listing {
        sort: None,
        tag: Some(tag.clone()),
    };
    let href = Route::Feed {
        source: source.to_owned(),
        listing,
    };
    html! { <a class=class href=href.to_string()>{tag}</a> }.into_any()
}

/// What a post is called: its title, or else its beginning.
pub fn title(post: &Post) -> String {
    post.title
        .clone()
        .filter(|title| !title.trim().is_empty())
        .or_else(|| excerpt(post).map(|text| shorten(&text, 80)))
        .unwrap_or_else(|| "Untitled".to_owned())
}

/// The beginning of a post as plain text, unless it stands as the title already.
fn excerpt(post: &Post) -> Option<String> {
    let plain = post.excerpt.clone().or_else(|| match &post.body {
        Some(Body {
            text,
            format: Format::Text | Format::Markdown,
        }) => Some(text.clone()),
        _ => None,
    })?;
    let plain = plain.trim();
    (!plain.is_empty()).then(|| shorten(plain, 240))
}

fn shorten(text: &str, max: usize) -> String {
    if text.chars().count() <= max {
        return text.to_owned();
    }
    let cut: String = text.chars().take(max).collect();
    let end = cut.rfind(char::is_whitespace).unwrap_or(cut.len());
    format!("{}…", cut.get(..end).unwrap_or(&cut).trim_end())
}

/// A number with its noun.
pub fn count(n: u64, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}
