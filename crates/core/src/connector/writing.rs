//! Writes: from an intent to a request, and from its answer to what came of it.
//!
//! A write that the backend accepted is never reported as failed, whatever its answer looks like:
//! what cannot be read from the answer is to be fetched again.

mod effect;
mod upload;

use std::borrow::Cow;

use self::effect::{applied, created, merge};
pub use self::upload::{Image, ImageLimits};
pub(crate) use self::upload::{Multipart, UploadRule};
use super::{
    Source,
    answer::accepted,
    bound::Situation,
    capabilities::Write,
    expression::Expression,
    failure::{Failure, FailureKind},
    intent::{Intent, Outcome, Sending},
    mapping::{Mapping, into_comment, into_post},
    operation::{Operation, Reply, State},
    plan::{Request, set_header},
    reading::{read_one, undescribed},
    request::{HttpRequest, HttpResponse},
    scope::Scope,
    session::Session,
    signing::{prove, renew},
    tree::{Parent, Tree},
    value::Value,
};
use crate::{
    json::Document,
    model::{CommentId, Format, Vote},
    time,
};

/// A write that a connector describes.
#[derive(Debug)]
pub(crate) struct WriteRule {
    /// What to send; for votes, one each.
    pub(crate) requests: Requests,
    /// What the answer holds.
    pub(crate) result: Answered,
    /// Where in the answer the record is.
    pub(crate) item: Expression,
    /// What the record means, where that is not what items of the list mean.
    pub(crate) mapping: Option<Mapping>,
    /// How an image is sent, for the write that sends one.
    pub(crate) upload: Option<UploadRule>,
    /// The header field for the idempotency key.
    pub(crate) idempotency: Option<Box<str>>,
    /// Whether one has to be signed in.
    pub(crate) needs_auth: bool,
}

/// What to send for a write.
#[derive(Debug)]
pub(crate) enum Requests {
    /// The same for all.
    One(Box<Request>),
    /// One for each kind of vote.
    Votes {
        /// For.
        up: Box<Request>,
        /// Against.
        down: Option<Box<Request>>,
        /// The vote taken back.
        clear: Option<Box<Request>>,
    },
}

/// What the answer to a write holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answered {
    /// The record as it is now.
    Item,
    /// What has changed of the record.
    Merge,
    /// Nothing of use: read it again.
    Refetch,
    /// Nothing of use, and nothing but what was asked for has changed.
    Ignore,
}

/// How texts are written.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Writing {
    /// Their markup.
    pub(crate) format: Format,
    /// What has to be done for backends that take them for HTML.
    pub(crate) escape: Escape,
}

/// What is done to a text that a backend takes for HTML.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Escape {
    /// It does not.
    #[default]
    Nothing,
    /// Its marks are escaped; the backend makes paragraphs of its lines.
    Marks,
    /// That, and lines and paragraphs are written as HTML.
    Paragraphs,
}

impl Source {
    /// Changes something.
    pub fn write<'a>(
        &self,
        session: &Session,
        intent: &Intent,
        sending: impl Into<Sending<'a>>,
    ) -> Operation<Outcome> {
        let Sending { key, at, lang } = sending.into();
        let mut situation = Situation::new(&self.bound, session);
        key.clone_into(&mut situation.key);
        situation.now = at.map(time::iso).unwrap_or_default();
        if !lang.is_empty() {
            let lang = Cow::Owned(lang.to_owned());
            situation.input.push(("lang", Value::Text(lang)));
        }
        describe(intent, self.bound.connector().writing, &mut situation);
        Operation::new(ask_write(situation, intent.clone()), |reply| match reply {
            Reply::Write(outcome) => Ok(outcome),
            _ => Err(undescribed("this")),
        })
    }
}

/// Sends a write.
fn ask_write(situation: Situation, intent: Intent) -> State {
    match plan(&situation, kind(&intent)) {
        Ok(request) => with_proof(situation, request, |situation, request| {
            send(situation, intent, request)
        }),
        Err(failure) => State::Done(Err(failure)),
    }
}

/// Goes on with a request; where the backend wants it, with the word that proves where it comes from.
fn with_proof(
    situation: Situation,
    request: HttpRequest,
    send: impl FnOnce(Situation, HttpRequest) -> State + 'static,
) -> State {
    let csrf = situation.source.connector().doors().csrf.as_ref();
    let Some(csrf) = csrf.filter(|_| situation.session.is_signed_in()) else {
        return send(situation, request);
    };
    let proof = csrf.request.fill(&situation.source, &situation.vars());
    State::ask(proof, move |asked, response| {
        let mut request = request;
        match prove(&situation, &asked, &response, &mut request) {
            Ok(()) => send(situation, request),
            Err(failure) => State::Done(Err(failure)),
        }
    })
}

fn send(situation: Situation, intent: Intent, request: HttpRequest) -> State {
    State::ask(Ok(request), move |request, response| {
        match outcome(&situation, &intent, &request, &response) {
            Ok(outcome) => State::Done(Ok(Reply::Write(outcome))),
            Err(failure) => renew(situation, failure, move |situation| {
                ask_write(situation, intent)
            }),
        }
    })
}

fn plan(situation: &Situation, write: Write) -> Result<HttpRequest, Failure> {
    let rule = situation
        .source
        .connector()
        .write(write)
        .ok_or_else(|| undescribed("this change"))?;
    if rule.needs_auth && !situation.session.is_signed_in() {
        return Err(Failure::new(
            FailureKind::SignInRequired,
            "sign in to do this",
        ));
    }
    let template = match (&rule.requests, situation.vote) {
        (Requests::One(request), _) => Some(request),
        (Requests::Votes { up, .. }, None | Some(Vote::Up)) => Some(up),
        (Requests::Votes { down, .. }, Some(Vote::Down)) => down.as_ref(),
        (Requests::Votes { clear, .. }, Some(Vote::None)) => clear.as_ref(),
    };
    let template = template.ok_or_else(|| undescribed("this kind of vote"))?;
    let mut request = template.fill(&situation.source, &situation.vars())?;
    let key = &situation.key;
    if let Some(name) = rule.idempotency.as_ref().filter(|_| !key.is_empty()) {
        set_header(&mut request.headers, name, key);
    }
    Ok(request)
}

/// Which write an intent is.
fn kind(intent: &Intent) -> Write {
    match intent {
        Intent::CreateComment { .. } => Write::CommentCreate,
        Intent::EditComment { .. } => Write::CommentEdit,
        Intent::DeleteComment { .. } => Write::CommentDelete,
        Intent::VoteComment { .. } => Write::CommentVote,
        Intent::ModerateComment { approve: true, .. } => Write::CommentApprove,
        Intent::ModerateComment { approve: false, .. } => Write::CommentRemove,
        Intent::CreatePost { .. } => Write::PostCreate,
        Intent::EditPost { .. } => Write::PostEdit,
        Intent::DeletePost { .. } => Write::PostDelete,
        Intent::VotePost { .. } => Write::PostVote,
        Intent::React {
            comment: Some(_), ..
        } => Write::CommentReact,
        Intent::React { .. } => Write::PostReact,
    }
}

/// Puts what an intent says into the variables of the request.
fn describe(intent: &Intent, writing: Writing, to: &mut Situation) {
    let owned = |text: &str| Value::Text(Cow::Owned(text.to_owned()));
    let filled = |text: &str| {
        let text = text.trim();
        if text.is_empty() {
            Value::Missing
        } else {
            owned(text)
        }
    };
    let body = |text: &str| match writing.escape {
        Escape::Nothing => owned(text),
        Escape::Marks => Value::Text(Cow::Owned(escape(text))),
        Escape::Paragraphs => Value::Text(Cow::Owned(paragraphs(&escape(text)))),
    };
    match intent {
        Intent::CreateComment {
            post,
            parent,
            text,
            guest,
        } => {
            to.post = Some(post.clone());
            to.parent.clone_from(parent);
            to.input.push(("text", body(text)));
            if let Some(guest) = guest {
                to.input.push(("name", filled(&guest.name)));
                to.input.push(("email", filled(&guest.email)));
                to.input.push(("url", filled(&guest.url)));
            }
        }
        Intent::EditComment {
            post,
            comment,
            text,
        } => {
            to.post = Some(post.clone());
            to.comment = Some(comment.clone());
            to.input.push(("text", body(text)));
        }
        Intent::DeleteComment { post, comment } | Intent::ModerateComment { post, comment, .. } => {
            to.post = Some(post.clone());
            to.comment = Some(comment.clone());
        }
        Intent::VoteComment {
            post,
            comment,
            vote,
        } => {
            to.post = Some(post.clone());
            to.voted = comment.my_vote.unwrap_or_default();
            to.comment = Some(comment.clone());
            to.vote = Some(*vote);
        }
        Intent::CreatePost { title, text, tags } => {
            to.input.push(("title", owned(title)));
            to.input.push(("text", body(text)));
            to.input.push((
                "tags",
                Value::List(tags.iter().map(|tag| owned(tag)).collect()),
            ));
        }
        Intent::EditPost { post, title, text } => {
            to.post = Some(post.clone());
            to.input.push(("title", owned(title)));
            to.input.push(("text", body(text)));
        }
        Intent::DeletePost { post } => to.post = Some(post.clone()),
        Intent::VotePost { post, vote } => {
            to.voted = post.my_vote.unwrap_or_default();
            to.post = Some(post.clone());
            to.vote = Some(*vote);
        }
        Intent::React {
            post,
            comment,
            reaction,
        } => {
            to.post = Some(post.clone());
            to.comment.clone_from(comment);
            to.input.push(("reaction", owned(reaction)));
        }
    }
}

/// Text as HTML that shows it.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// The paragraphs and lines of an escaped text as HTML.
fn paragraphs(text: &str) -> String {
    let text = text.replace('\r', "");
    let paragraphs = text.split("\n\n").map(|lines| lines.trim_matches('\n'));
    let paragraphs = paragraphs.filter(|lines| !lines.is_empty());
    paragraphs.fold(String::new(), |mut html, lines| {
        for part in ["<p>", &lines.replace('\n', "<br>"), "</p>"] {
            html.push_str(part);
        }
        html
    })
}

/// What came of a write.
fn outcome(
    situation: &Situation,
    intent: &Intent,
    request: &HttpRequest,
    response: &HttpResponse,
) -> Result<Outcome, Failure> {
    let connector = situation.source.connector();
    let rule = connector
        .write(kind(intent))
        .ok_or_else(|| undescribed("this change"))?;
    let document = accepted(&connector.errors, &situation.session, response)?;
    let outcome = match rule.result {
        Answered::Refetch => None,
        Answered::Ignore => applied(intent, connector.writing.format),
        Answered::Item | Answered::Merge => document.ok().and_then(|document| {
            let vars = situation.vars();
            let root = Value::Node(Document::root(&document));
            let scope = Scope::new(root, &response.headers, &vars, &request.url);
            read(situation, rule, intent, &scope)
        }),
    };
    Ok(outcome.unwrap_or(Outcome::Refetch))
}

/// Reads the record that an answer holds.
fn read<'a>(
    situation: &'a Situation,
    rule: &'a WriteRule,
    intent: &Intent,
    scope: &Scope<'a>,
) -> Option<Outcome> {
    let connector = situation.source.connector();
    let is_post = kind(intent).is_of_post();
    let list = if is_post {
        &connector.posts
    } else {
        &connector.comments
    };
    let mapping = rule
        .mapping
        .as_ref()
        .or(list.as_ref().map(|list| &list.mapping))?;
    let item = read_one(scope, &rule.item, mapping).ok()?;
    let (mut record, id) = mapping.read_fields(scope, &item);
    if rule.result == Answered::Merge {
        let before =
            applied(intent, connector.writing.format).or_else(|| created(situation, intent));
        return Some(merge(before?, record, id.ok()));
    }
    record.id = id.ok()?.into();
    if is_post {
        return Some(Outcome::Post(Box::new(into_post(record).ok()?)));
    }
    let known = match intent {
        Intent::CreateComment { parent, .. } => parent.as_ref().map(|parent| parent.id.clone()),
        _ => situation
            .comment
            .as_ref()
            .and_then(|comment| comment.parent.clone()),
    };
    let mut comment = into_comment(record, None).ok()?;
    comment.parent = match list.as_ref().map(|list| &list.tree) {
        Some(tree @ (Tree::Flat { key: None, .. } | Tree::Path { .. })) => {
            match tree.parent(scope, &item, None) {
                Parent::Named(name) => Some(CommentId::from(name)),
                Parent::Post | Parent::At(_) => None,
            }
        }
        _ => known,
    };
    Some(Outcome::Comment(Box::new(comment)))
}
