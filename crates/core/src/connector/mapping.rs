//! From a record of an answer to the model.
//!
//! Each field has an expression. What is missing or of the wrong type is left out; only a record
//! without an identifier, or with nothing to show, is refused.

use std::borrow::Cow;

use super::{
    expression::{Expression, time_of},
    scope::{Item, Scope},
    value::Value,
};
use crate::{
    html,
    json::Json,
    model::{Author, Body, Capture, Comment, CommentId, Format, Post, State, Timestamp, Vote},
    rich_text::{shorten, without_marks},
    time::Zone,
};

/// How long an excerpt made from a body may be.
const EXCERPT: usize = 280;
/// No identifier is longer; a longer one is a sign of something else.
const MAX_ID: usize = 4096;

/// How records become posts or comments.
#[derive(Debug, Default)]
pub(crate) struct Mapping {
    /// Unwraps the record from the item.
    pub(crate) record: Option<Expression>,
    /// The fields.
    pub(crate) fields: Vec<(Field, Expression)>,
    /// Values kept for later writes.
    pub(crate) capture: Vec<(Box<str>, Expression)>,
    /// Lists that records are completed from.
    pub(crate) joins: Vec<Join>,
}

/// Completes records from another list of the same answer.
#[derive(Debug)]
pub(crate) struct Join {
    /// The member of `@` that appears.
    pub(crate) into: Box<str>,
    /// The other list.
    pub(crate) from: Expression,
    /// What has to be equal, as text: of the record, and of the list's elements.
    pub(crate) on: Vec<(Expression, Expression)>,
}

macro_rules! fields {
    ($($field:ident = $name:literal),+ $(,)?) => {
        /// A field of the model that an expression can fill.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Field { $($field),+ }

        impl Field {
            /// The field with this name in connector files; `author.name` for those of objects.
            pub(crate) fn by_name(name: &str) -> Option<Self> {
                match name {
                    $($name => Some(Self::$field),)+
                    _ => None,
                }
            }
        }
    };
}

fields! {
    Id = "id", Title = "title", Body = "body", Format = "format", Excerpt = "excerpt",
    AuthorId = "author.id", AuthorName = "author.name", AuthorHandle = "author.handle",
    AuthorAvatar = "author.avatar", AuthorUrl = "author.url", AuthorRoles = "author.roles",
    Created = "created", Edited = "edited", Score = "score", MyVote = "my_vote",
    CommentCount = "comment_count", Tags = "tags", Url = "url", Permalink = "permalink",
    Lang = "lang", State = "state", Locked = "locked", Pinned = "pinned",
    CanEdit = "can.edit", CanDelete = "can.delete", CanReply = "can.reply",
    CanVote = "can.vote", CanModerate = "can.moderate",
}

impl Mapping {
    /// Unwraps the record of an item; `Err` says what is there instead.
    pub(crate) fn unwrap<'a>(
        &'a self,
        scope: &Scope<'a>,
        wrapper: Value<'a>,
    ) -> Result<Item<'a>, String> {
        let mut item = Item::new(wrapper);
        if let Some(record) = &self.record {
            item.value = record.evaluate(scope, &item);
        }
        match item.value.kind() {
            None => Err("there is no record".to_owned()),
            Some(crate::json::Type::Object) => Ok(item),
            Some(other) => Err(format!("{} instead of an object", other.name())),
        }
    }

    /// Reads a record. Comments come out as posts too; see [`into_comment`].
    pub(crate) fn read<'a>(&'a self, scope: &Scope<'a>, item: &Item<'a>) -> Result<Post, String> {
        let (mut post, id) = self.read_fields(scope, item);
        if scope.is_exhausted() {
            return Err("the answer takes too much work to read".to_owned());
        }
        post.id = id?.into();
        Ok(post)
    }

    /// Reads what there is of a record; the identifier apart, for it may be missing.
    pub(crate) fn read_fields<'a>(
        &'a self,
        scope: &Scope<'a>,
        item: &Item<'a>,
    ) -> (Post, Result<String, String>) {
        let mut post = Post::default();
        let mut author = Author::default();
        let mut body = None;
        let mut format = Format::Text;
        let mut id = None;
        for (field, expression) in &self.fields {
            let value = expression.evaluate(scope, item);
            // A record that takes its text from elsewhere in the answer copies it.
            if value.is_nothing() || !scope.spend_bytes(value.weight()) {
                continue;
            }
            match field {
                Field::Id => id = Some(value),
                Field::Title => post.title = filled(&value),
                Field::Body => body = text(&value),
                Field::Format => format = format_of(&value),
                Field::Excerpt => post.excerpt = filled(&value),
                Field::AuthorId => author.id = filled(&value),
                Field::AuthorName => author.name = filled(&value),
                Field::AuthorHandle => author.handle = filled(&value),
                Field::AuthorAvatar => author.avatar = filled(&value),
                Field::AuthorUrl => author.url = filled(&value),
                Field::AuthorRoles => author.roles = texts(value),
                Field::Created => post.created = moment(&value),
                Field::Edited => post.edited = moment(&value),
                Field::Score => post.score = value.as_int(),
                Field::MyVote => post.my_vote = vote(&value),
                Field::CommentCount => {
                    post.comment_count = value.as_int().and_then(|count| count.try_into().ok());
                }
                Field::Tags => post.tags = texts(value),
                Field::Url => post.url = filled(&value),
                Field::Permalink => post.permalink = filled(&value),
                Field::Lang => post.lang = filled(&value),
                Field::State => post.state = state(&value),
                Field::Locked => post.locked = value.as_flag().unwrap_or(false),
                Field::Pinned => post.pinned = value.as_flag().unwrap_or(false),
                Field::CanEdit => post.can.edit = value.as_flag(),
                Field::CanDelete => post.can.delete = value.as_flag(),
                Field::CanReply => post.can.reply = value.as_flag(),
                Field::CanVote => post.can.vote = value.as_flag(),
                Field::CanModerate => post.can.moderate = value.as_flag(),
            }
        }
        post.body = body.map(|text| Body { text, format });
        post.author = Some(author).filter(|author| *author != Author::default());
        post.capture = self.capture(scope, item);
        (post, identifier(id.as_ref()))
    }

    fn capture<'a>(&'a self, scope: &Scope<'a>, item: &Item<'a>) -> Capture {
        let mut capture = Capture::new();
        for (name, expression) in &self.capture {
            let value = expression.evaluate(scope, item);
            if value.kind().is_none() || !scope.spend_bytes(value.weight()) {
                continue;
            }
            let json = if let Value::Node(node) = value {
                Json::of(node)
            } else {
                let mut json = String::new();
                value.write_json(&mut json);
                Json::new(json)
            };
            // Nested too deep for the other side, it is left out.
            if let Some(value) = json {
                capture.insert(name.to_string(), value);
            }
        }
        capture
    }
}

/// An identifier: a text or a number.
pub(crate) fn identifier(value: Option<&Value<'_>>) -> Result<String, String> {
    let Some(value) = value else {
        return Err("it has no id".to_owned());
    };
    match value.as_text() {
        Some(id) if id.is_empty() => Err("its id is empty".to_owned()),
        Some(id) if id.len() > MAX_ID => Err("its id is too long".to_owned()),
        Some(id) => Ok(id.into_owned()),
        None => {
            let found = value.kind().map_or("nothing", crate::json::Type::name);
            Err(format!("its id is {found}"))
        }
    }
}

/// A post with what can be shown of it; `Err`: nothing can.
pub(crate) fn into_post(mut post: Post) -> Result<Post, String> {
    let body = post.body.as_ref();
    let is_empty = post.title.is_none() && body.is_none() && post.url.is_none();
    if is_empty && post.state == State::Published {
        return Err("it has neither title nor body".to_owned());
    }
    if post.excerpt.is_none() {
        post.excerpt = body.map(excerpt_of).filter(|text| !text.is_empty());
    }
    Ok(post)
}

/// Why nothing can be shown of a record that should be a comment, if so.
pub(crate) fn hides_comment(post: &Post) -> Option<&'static str> {
    let is_empty = post.body.is_none() && post.state == State::Published;
    is_empty.then_some("it has no body")
}

/// A record as a comment; `Err`: nothing can be shown of it.
pub(crate) fn into_comment(post: Post, parent: Option<String>) -> Result<Comment, String> {
    match hides_comment(&post) {
        Some(message) => Err(message.to_owned()),
        None => Ok(comment_of(post, parent)),
    }
}

/// A record as a comment.
pub(crate) fn comment_of(post: Post, parent: Option<String>) -> Comment {
    Comment {
        id: CommentId::from(post.id.into_string()),
        parent: parent.map(CommentId::from),
        body: post.body.unwrap_or_default(),
        author: post.author,
        created: post.created,
        edited: post.edited,
        score: post.score,
        my_vote: post.my_vote,
        permalink: post.permalink,
        lang: post.lang,
        state: post.state,
        can: post.can,
        capture: post.capture,
    }
}

fn excerpt_of(body: &Body) -> String {
    // The beginning is enough, and markup takes no more than its share of it.
    let end = body
        .text
        .char_indices()
        .nth(EXCERPT * 16)
        .map_or(body.text.len(), |(at, _)| at);
    let start = body.text.get(..end).unwrap_or("");
    match body.format {
        Format::Html => shorten(&html::to_text(start), EXCERPT),
        Format::Markdown => shorten(&without_marks(start), EXCERPT),
        Format::Text => shorten(start, EXCERPT),
    }
}

fn text(value: &Value<'_>) -> Option<String> {
    value.as_text().map(Cow::into_owned)
}

fn filled(value: &Value<'_>) -> Option<String> {
    text(value).filter(|text| !text.is_empty())
}

fn texts(value: Value<'_>) -> Vec<String> {
    value.into_items().iter().filter_map(filled).collect()
}

fn moment(value: &Value<'_>) -> Option<Timestamp> {
    match time_of(value, Zone::default()) {
        Value::Time(millis) => Some(Timestamp(millis)),
        _ => None,
    }
}

fn format_of(value: &Value<'_>) -> Format {
    let name = value.as_text().unwrap_or_default();
    let is = |known: &str| name.eq_ignore_ascii_case(known);
    if is("markdown") || is("md") || is("text/markdown") {
        Format::Markdown
    } else if is("html") || is("text/html") {
        Format::Html
    } else {
        Format::Text
    }
}

fn state(value: &Value<'_>) -> State {
    match value.as_text().unwrap_or_default().as_ref() {
        "held" => State::Held,
        "removed" => State::Removed,
        "deleted" => State::Deleted,
        _ => State::Published,
    }
}

/// A vote: 1, -1, 0; true, false; `up`, `down`.
fn vote(value: &Value<'_>) -> Option<Vote> {
    if let Some(flag) = value.as_bool() {
        return Some(if flag { Vote::Up } else { Vote::None });
    }
    match value.as_int() {
        Some(1..) => return Some(Vote::Up),
        Some(0) => return Some(Vote::None),
        Some(_) => return Some(Vote::Down),
        None => {}
    }
    match value.as_text()?.as_ref() {
        "up" => Some(Vote::Up),
        "down" => Some(Vote::Down),
        "none" => Some(Vote::None),
        _ => None,
    }
}
