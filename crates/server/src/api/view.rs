//! How posts, comments and accounts look on the wire, to one reader.
//!
//! The e-mail address of a guest is in [`HeldView`] alone, which only moderators get.

use serde::Serialize;

use crate::app::App;
use crate::auth::Viewer;
use crate::clock::rfc3339;
use crate::db::accounts::Account;
use crate::db::comments::Comment;
use crate::db::posts::{ItemState, Post};
use crate::id::{AccountId, CommentId, PostId};

/// The only format that texts are written in.
const FORMAT: &str = "markdown";

/// An account.
#[derive(Debug, Serialize)]
pub(crate) struct AccountView {
    id: AccountId,
    name: String,
    roles: Vec<&'static str>,
}

impl From<&Account> for AccountView {
    fn from(account: &Account) -> Self {
        let roles = roles(Some(account.id), account.moderator);
        Self {
            id: account.id,
            name: account.name.clone(),
            roles,
        }
    }
}

fn roles(account: Option<AccountId>, is_moderator: bool) -> Vec<&'static str> {
    match (account, is_moderator) {
        (None, _) => vec!["guest"],
        (Some(_), true) => vec!["moderator"],
        (Some(_), false) => Vec::new(),
    }
}

/// Who wrote something; `id` is null for guests.
#[derive(Debug, Serialize)]
struct AuthorView {
    id: Option<AccountId>,
    name: String,
    url: Option<String>,
    /// The box keeps no pictures; the field is there for clients of many backends.
    avatar: Option<String>,
    roles: Vec<&'static str>,
}

/// What the reader may do with an item.
#[derive(Debug, Serialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "five rights are five yes or no"
)]
struct Can {
    edit: bool,
    delete: bool,
    vote: bool,
    reply: bool,
    moderate: bool,
}

impl Can {
    fn new(viewer: &Viewer, author: Option<AccountId>, state: ItemState, reply: bool) -> Self {
        let is_published = state == ItemState::Published;
        let is_own = author.is_some() && viewer.id() == author && is_published;
        Self {
            edit: is_own,
            delete: is_own,
            vote: viewer.id().is_some() && is_published,
            reply: is_published && reply,
            moderate: viewer.is_moderator(),
        }
    }
}

/// Whether the reader may comment on a post that is published.
fn may_reply(app: &App, viewer: &Viewer, is_locked: bool) -> bool {
    (viewer.id().is_some() || app.takes_guests()) && (!is_locked || viewer.is_moderator())
}

/// The vote of the reader; null when there is no account to vote with.
fn my_vote(viewer: &Viewer, vote: Option<i64>) -> Option<i64> {
    viewer.id().map(|_| vote.unwrap_or(0))
}

/// Whether the text of an item in this state is shown.
fn is_readable(state: ItemState) -> bool {
    matches!(state, ItemState::Published | ItemState::Held)
}

/// A post.
#[derive(Debug, Serialize)]
pub(crate) struct PostView {
    id: PostId,
    title: String,
    body: String,
    format: &'static str,
    excerpt: String,
    author: Option<AuthorView>,
    created_at: String,
    edited_at: Option<String>,
    last_activity_at: String,
    score: i64,
    my_vote: Option<i64>,
    comment_count: i64,
    tags: Vec<String>,
    lang: Option<String>,
    url: Option<String>,
    state: ItemState,
    locked: bool,
    pinned: bool,
    can: Can,
    version: i64,
}

impl PostView {
    /// The post as the reader sees it.
    pub(crate) fn new(app: &App, viewer: &Viewer, post: Post) -> Self {
        let reply = may_reply(app, viewer, post.locked);
        let can = Can::new(viewer, Some(post.author_id), post.state, reply);
        let is_readable = is_readable(post.state);
        let shown = |text: String| if is_readable { text } else { String::new() };
        let author = is_readable.then(|| AuthorView {
            id: Some(post.author_id),
            name: post.author_name,
            url: post.author_url,
            avatar: None,
            roles: roles(Some(post.author_id), post.author_moderator),
        });
        let tags = post.tags.filter(|_| is_readable).unwrap_or_default();
        Self {
            id: post.id,
            title: shown(post.title),
            body: shown(post.body),
            format: FORMAT,
            excerpt: shown(post.excerpt),
            author,
            created_at: rfc3339(post.created_at),
            edited_at: post.edited_at.map(rfc3339),
            last_activity_at: rfc3339(post.last_activity_at),
            score: post.score,
            my_vote: my_vote(viewer, post.my_vote),
            comment_count: post.comment_count,
            tags: tags.split_whitespace().map(str::to_owned).collect(),
            lang: post.lang,
            url: post.url.filter(|_| is_readable),
            state: post.state,
            locked: post.locked,
            pinned: post.pinned,
            can,
            version: post.version,
        }
    }
}

/// A comment.
#[derive(Debug, Serialize)]
pub(crate) struct CommentView {
    id: CommentId,
    post_id: PostId,
    parent_id: Option<CommentId>,
    body: String,
    format: &'static str,
    author: Option<AuthorView>,
    created_at: String,
    edited_at: Option<String>,
    score: i64,
    my_vote: Option<i64>,
    lang: Option<String>,
    state: ItemState,
    can: Can,
    version: i64,
}

impl CommentView {
    /// The comment as the reader sees it.
    pub(crate) fn new(app: &App, viewer: &Viewer, comment: Comment) -> Self {
        let reply = comment.post_state == ItemState::Published
            && may_reply(app, viewer, comment.post_locked);
        let can = Can::new(viewer, comment.author_id, comment.state, reply);
        let is_readable = is_readable(comment.state);
        let author = is_readable.then(|| AuthorView {
            id: comment.author_id,
            name: comment.author_name,
            url: comment.author_url,
            avatar: None,
            roles: roles(comment.author_id, comment.author_moderator),
        });
        Self {
            id: comment.id,
            post_id: comment.post_id,
            parent_id: comment.parent_id,
            body: if is_readable {
                comment.body
            } else {
                String::new()
            },
            format: FORMAT,
            author,
            created_at: rfc3339(comment.created_at),
            edited_at: comment.edited_at.map(rfc3339),
            score: comment.score,
            my_vote: my_vote(viewer, comment.my_vote),
            lang: comment.lang,
            state: comment.state,
            can,
            version: comment.version,
        }
    }
}

/// A comment that waits, as moderators see it.
#[derive(Debug, Serialize)]
pub(crate) struct HeldView {
    #[serde(flatten)]
    comment: CommentView,
    author_email: Option<String>,
    post_title: String,
}

impl HeldView {
    /// The comment as a moderator sees it.
    pub(crate) fn new(app: &App, moderator: &Viewer, comment: Comment) -> Self {
        Self {
            author_email: comment.guest_email.clone(),
            post_title: comment.post_title.clone(),
            comment: CommentView::new(app, moderator, comment),
        }
    }
}
