//! The sample discussion that fills a new database, so that there is something to read.
//!
//! Its people cannot sign in. One account can, to try things with: `demo`, a moderator. All
//! times are relative to the first start.

use std::collections::HashMap;
use std::time::Duration;

use serde::Deserialize;
use sqlx::SqliteConnection;

use crate::auth;
use crate::db::accounts::{self, NewAccount};
use crate::db::comments::{self, NewComment, Writer};
use crate::db::posts::{self, NewPost};
use crate::db::search;
use crate::excerpt::excerpt;
use crate::id::{AccountId, CommentId, PostId};
use crate::validate::name_key;

const DISCUSSION: &str = include_str!("../sample/discussion.json");
const DEMO_NAME: &str = "demo";
const DEMO_PASSWORD: &str = "demo-demo-demo";

/// Why the sample could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum SampleError {
    /// It is not of the expected form.
    #[error("the sample cannot be read: {0}")]
    Read(#[from] serde_json::Error),
    /// Somebody writes who is not among the people.
    #[error("nobody in the sample is called `{0}`")]
    UnknownPerson(String),
    /// Two people have names that count as the same.
    #[error("two people in the sample are called `{0}`")]
    SameName(String),
    /// The password of the demo account cannot be hashed.
    #[error("cannot hash the password of the demo account")]
    Hash,
    /// The database failed.
    #[error("the sample cannot be stored: {0}")]
    Store(#[from] sqlx::Error),
}

#[derive(Debug, Deserialize)]
struct Discussion {
    people: Vec<Person>,
    posts: Vec<SamplePost>,
}

#[derive(Debug, Deserialize)]
struct Person {
    key: String,
    name: String,
    #[serde(default)]
    url: Option<String>,
    #[serde(default)]
    roles: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct SamplePost {
    author: String,
    title: String,
    body: String,
    #[serde(default)]
    tags: Vec<String>,
    #[serde(default)]
    lang: Option<String>,
    hours_ago: f64,
    #[serde(default)]
    score: i64,
    #[serde(default)]
    comments: Vec<SampleComment>,
}

#[derive(Debug, Deserialize)]
struct SampleComment {
    author: String,
    body: String,
    #[serde(default)]
    lang: Option<String>,
    hours_ago: f64,
    #[serde(default)]
    score: i64,
    #[serde(default)]
    replies: Vec<Self>,
}

/// A comment taken out of its tree.
struct Flat<'a> {
    comment: &'a SampleComment,
    /// Where its parent is in the list.
    parent: Option<usize>,
    created_at: i64,
}

/// Fills an empty database.
pub(crate) async fn fill(db: &mut SqliteConnection, now: i64) -> Result<(), SampleError> {
    let discussion: Discussion = serde_json::from_str(DISCUSSION)?;
    let people = insert_people(db, &discussion.people, now).await?;
    let mut posts: Vec<_> = discussion
        .posts
        .iter()
        .map(|post| (before(now, post.hours_ago), post))
        .collect();
    // Ids grow with time, here as later.
    posts.sort_by_key(|(created_at, _)| *created_at);
    for (created_at, post) in posts {
        let new = NewPost {
            author: person(&people, &post.author)?,
            title: &post.title,
            body: &post.body,
            excerpt: &excerpt(&post.body),
            lang: post.lang.as_deref(),
            url: None,
            score: post.score,
            created_at,
        };
        let id = posts::insert(db, new).await?;
        posts::set_tags(db, id, &post.tags).await?;
        search::index_post(db, id, &post.title, &post.body).await?;
        insert_comments(db, &people, id, flatten(post, created_at, now)).await?;
        posts::recount_comments(db, id).await?;
    }
    insert_demo(db, now).await
}

async fn insert_people(
    db: &mut SqliteConnection,
    people: &[Person],
    now: i64,
) -> Result<HashMap<String, AccountId>, SampleError> {
    let mut ids = HashMap::new();
    for person in people {
        let new = NewAccount {
            name: &person.name,
            name_key: &name_key(&person.name),
            email: None,
            url: person.url.as_deref(),
            password_hash: None,
            moderator: person.roles.iter().any(|role| role == "moderator"),
            created_at: now,
        };
        let id = accounts::insert(db, new).await?;
        let id = id.ok_or_else(|| SampleError::SameName(person.name.clone()))?;
        ids.insert(person.key.clone(), id);
    }
    Ok(ids)
}

fn person(people: &HashMap<String, AccountId>, key: &str) -> Result<AccountId, SampleError> {
    people
        .get(key)
        .copied()
        .ok_or_else(|| SampleError::UnknownPerson(key.to_owned()))
}

/// All comments of a post. A reply is never older than what it answers.
fn flatten(post: &SamplePost, created_at: i64, now: i64) -> Vec<Flat<'_>> {
    let mut flat: Vec<Flat<'_>> = Vec::new();
    let mut open: Vec<_> = post
        .comments
        .iter()
        .map(|comment| (comment, None, created_at))
        .collect();
    while let Some((comment, parent, not_before)) = open.pop() {
        let created_at = before(now, comment.hours_ago).max(not_before);
        let index = flat.len();
        flat.push(Flat {
            comment,
            parent,
            created_at,
        });
        open.extend(
            comment
                .replies
                .iter()
                .map(|reply| (reply, Some(index), created_at)),
        );
    }
    flat
}

async fn insert_comments(
    db: &mut SqliteConnection,
    people: &HashMap<String, AccountId>,
    post: PostId,
    flat: Vec<Flat<'_>>,
) -> Result<(), SampleError> {
    let mut order: Vec<_> = flat.iter().enumerate().collect();
    // Of the same time, parents come first: they were flattened first.
    order.sort_by_key(|(index, item)| (item.created_at, *index));
    let mut ids: HashMap<usize, CommentId> = HashMap::new();
    for (index, item) in order {
        let comment = item.comment;
        let new = NewComment {
            post,
            parent: item.parent.and_then(|parent| ids.get(&parent).copied()),
            writer: Writer::Account(person(people, &comment.author)?),
            body: &comment.body,
            lang: comment.lang.as_deref(),
            score: comment.score,
            created_at: item.created_at,
        };
        let id = comments::insert(db, new).await?;
        search::index_comment(db, id, &comment.body).await?;
        ids.insert(index, id);
    }
    Ok(())
}

async fn insert_demo(db: &mut SqliteConnection, now: i64) -> Result<(), SampleError> {
    let hash = auth::hash(DEMO_PASSWORD).ok_or(SampleError::Hash)?;
    let new = NewAccount {
        name: DEMO_NAME,
        name_key: DEMO_NAME,
        email: None,
        url: None,
        password_hash: Some(&hash),
        moderator: true,
        created_at: now,
    };
    let id = accounts::insert(db, new).await?;
    id.map(|_| ())
        .ok_or_else(|| SampleError::SameName(DEMO_NAME.to_owned()))
}

/// The time so many hours before another; never after it.
fn before(now: i64, hours: f64) -> i64 {
    let span = Duration::from_secs_f64(hours.clamp(0.0, 100_000.0) * 60.0 * 60.0);
    now - i64::try_from(span.as_millis()).unwrap_or(0)
}
