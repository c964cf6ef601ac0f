//! Reads: lists of posts and comments, and one post.

use std::collections::BTreeSet;

use super::{
    Connector, Source,
    answer::{accepted, unreadable},
    bound::Situation,
    expression::Expression,
    failure::{Failure, FailureKind},
    gather::Begun,
    hydration::Engine,
    list::{List, Listed, join},
    mapping::{Mapping, comment_of, hides_comment, into_post},
    operation::{Operation, Reply, State},
    page::{Bookmark, PagingKind, Position},
    plan::{Request, check_origin, set_header},
    query::{CommentQuery, DecodeIssue, Page, PageToken, PostQuery},
    request::{HttpRequest, HttpResponse},
    scope::{Item, Scope},
    session::Session,
    signing::renew,
    template::{Vars, append_query},
    tree::{Parent, Placed},
    value::Value,
};
use crate::model::{Comment, Post, PostId};

/// One record that a connector describes.
#[derive(Debug)]
pub(crate) struct Single {
    /// What to ask for.
    pub(crate) request: Request,
    /// Where the record is.
    pub(crate) item: Expression,
    /// What it means, where that is not what items of the list mean.
    pub(crate) mapping: Option<Mapping>,
}

/// One of a connector's lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    Posts,
    Found,
    Tagged,
    Comments,
    Held,
}

impl Which {
    pub(super) fn of(self, connector: &Connector) -> Option<&List> {
        match self {
            Self::Posts => connector.posts.as_ref(),
            Self::Found => connector.found.as_ref().or(connector.posts.as_ref()),
            Self::Tagged => connector.tagged.as_ref().or(connector.posts.as_ref()),
            Self::Comments => connector.comments.as_ref(),
            Self::Held => connector.held.as_ref(),
        }
    }
}

impl Source {
    /// Lists posts, one page.
    pub fn posts(&self, session: &Session, query: &PostQuery) -> Operation<Page<Post>> {
        let filled = |text: &Option<String>| {
            text.as_deref()
                .map(str::trim)
                .filter(|text| !text.is_empty())
                .map(str::to_owned)
        };
        let mut situation = Situation::new(&self.bound, session);
        situation.sort.clone_from(&query.sort);
        let mut which = Which::Posts;
        if let Some(tag) = filled(&query.tag) {
            which = Which::Tagged;
            situation.query.push(("tag", tag));
        }
        if let Some(search) = filled(&query.search) {
            which = Which::Found;
            situation.query.push(("search", search));
        }
        Operation::new(list(situation, which, query.page.as_ref()), page_of_posts)
    }

    /// Reads one post.
    pub fn post(&self, session: &Session, id: &PostId) -> Operation<Post> {
        let mut situation = Situation::new(&self.bound, session);
        situation.post = Some(Box::new(Post {
            id: id.clone(),
            ..Post::default()
        }));
        Operation::new(ask_post(situation), |reply| match reply {
            Reply::Post(post) => Ok(*post),
            _ => Err(undescribed("this")),
        })
    }

    /// Lists comments of a post, one page, flat, parents named by id.
    pub fn comments(
        &self,
        session: &Session,
        post: &Post,
        query: &CommentQuery,
    ) -> Operation<Page<Comment>> {
        let mut situation = Situation::new(&self.bound, session);
        situation.post = Some(Box::new(post.clone()));
        situation.sort.clone_from(&query.sort);
        Operation::new(
            list(situation, Which::Comments, query.page.as_ref()),
            page_of_comments,
        )
    }

    /// Lists the comments that wait for a moderator, one page.
    pub fn held(&self, session: &Session, from: Option<&PageToken>) -> Operation<Page<Comment>> {
        let situation = Situation::new(&self.bound, session);
        Operation::new(list(situation, Which::Held, from), page_of_comments)
    }
}

fn ask_post(situation: Situation) -> State {
    let request = match &situation.source.connector().post {
        Some(single) => single.request.fill(&situation.source, &situation.vars()),
        None => Err(undescribed("reading one post")),
    };
    State::ask(request, move |request, response| {
        match read_post(&situation, &request, &response) {
            Ok(post) => State::Done(Ok(Reply::Post(Box::new(post)))),
            Err(failure) => renew(situation, failure, ask_post),
        }
    })
}

/// Posts of a page; those that cannot be shown become issues.
fn page_of_posts(reply: Reply) -> Result<Page<Post>, Failure> {
    let Reply::List(listed) = reply else {
        return Err(undescribed("this"));
    };
    let mut page = Page {
        items: Vec::new(),
        next: listed.next,
        issues: listed.issues,
        stubs: Vec::new(),
    };
    // A list of what is new may name a post several times.
    let mut known = BTreeSet::new();
    for (post, _) in listed.records {
        let id = post.id.clone();
        if !known.insert(id.as_str().to_owned()) {
            continue;
        }
        match into_post(post) {
            Ok(post) => page.items.push(post),
            Err(message) => page.issues.push(about(id.as_str(), &message)),
        }
    }
    Ok(page)
}

/// Comments of a page; those that cannot be shown become issues.
pub(super) fn page_of_comments(reply: Reply) -> Result<Page<Comment>, Failure> {
    let Reply::List(listed) = reply else {
        return Err(undescribed("this"));
    };
    let mut page = Page {
        items: Vec::new(),
        next: listed.next,
        issues: listed.issues,
        stubs: listed.stubs,
    };
    page.items.reserve(listed.records.len());
    for (post, parent) in listed.records {
        if let Some(message) = hides_comment(&post) {
            page.issues.push(about(post.id.as_str(), message));
        } else {
            page.items.push(comment_of(post, parent));
        }
    }
    Ok(page)
}

fn about(id: &str, message: &str) -> DecodeIssue {
    DecodeIssue {
        pointer: String::new(),
        message: format!("`{id}`: {message}"),
    }
}

fn list(situation: Situation, which: Which, from: Option<&PageToken>) -> State {
    let bookmark = from.map(Bookmark::parse);
    if let Some(None) = bookmark {
        let message = "this is no place to go on from";
        return State::Done(Err(Failure::new(FailureKind::Unsupported, message)));
    }
    ask_list(situation, which, bookmark.flatten())
}

fn ask_list(situation: Situation, which: Which, at: Option<Bookmark>) -> State {
    let engine = engine(&situation, which);
    let by_ids = which
        .of(situation.source.connector())
        .is_some_and(|list| matches!(list.paging.kind, PagingKind::Ids { .. }));
    if let (Some(at), Some(engine)) = (at.as_ref().filter(|_| by_ids), engine) {
        return (engine.resume)(situation, which, at);
    }
    let request = list_request(&situation, which, at.as_ref());
    State::ask(request, move |request, response| {
        match read_list(&situation, which, at.as_ref(), &request, &response) {
            Ok(OwnAnswer::Whole(listed)) => State::Done(Ok(Reply::List(listed))),
            Ok(OwnAnswer::Begun(begun, engine)) => {
                (engine.go_on)(begun, situation, which, at.is_none(), request.url)
            }
            Err(failure) => renew(situation, failure, move |situation| {
                ask_list(situation, which, at)
            }),
        }
    })
}

fn list_request(
    situation: &Situation,
    which: Which,
    bookmark: Option<&Bookmark>,
) -> Result<HttpRequest, Failure> {
    let source = &situation.source;
    let list = which
        .of(source.connector())
        .ok_or_else(|| undescribed("this list"))?;
    let sender = list.paging.sender();
    let value = sender.value(bookmark);
    let mut vars = situation.vars();
    set_sort(list, situation, &mut vars);
    sender.set_vars(value.as_deref(), &mut vars);
    let mut request = list.request.fill(source, &vars)?;
    if let Some(Position::Url(url)) = bookmark.map(|bookmark| &bookmark.position) {
        // The rest of the request stays: header fields, and what signs it.
        request.url.clone_from(url);
        source.authorize(&vars, &mut request);
        check_origin(source, &request.url)?;
        return Ok(request);
    }
    if let PagingKind::Range = sender.kind {
        // RFC 9110, 14: how PostgREST and its like divide lists.
        let page = vars.root("page");
        let place = |name| page.member(name).as_text().unwrap_or_default();
        let range = format!("{}-{}", place("offset"), place("last"));
        set_header(&mut request.headers, "Range-Unit", "items");
        set_header(&mut request.headers, "Range", &range);
    }
    if let (Some(param), Some(value)) = (&sender.param, &value) {
        append_query(&mut request.url, param, value);
    }
    if let (Some(param), Some(size)) = (&sender.size_param, sender.size) {
        append_query(&mut request.url, param, &size.to_string());
    }
    Ok(request)
}

fn set_sort<'a>(list: &'a List, situation: &'a Situation, vars: &mut Vars<'a>) {
    let wanted = situation.sort.as_deref();
    let named = list
        .sorts
        .iter()
        .find(|order| Some(order.sort.name.as_str()) == wanted);
    let Some(order) = named.or_else(|| list.sorts.first()) else {
        return;
    };
    let name = ("name", Value::text(&order.sort.name));
    let set = order
        .set
        .iter()
        .map(|(name, value)| (&**name, value.clone()));
    vars.set_record("sort", std::iter::once(name).chain(set));
}

/// What a list's own answer is.
enum OwnAnswer {
    /// All there is to the page.
    Whole(Listed),
    /// What it names has to be fetched.
    Begun(Begun, &'static Engine),
}

/// What reads a list that takes several answers.
pub(super) fn engine(situation: &Situation, which: Which) -> Option<&'static Engine> {
    let list = which.of(situation.source.connector())?;
    list.hydration.as_ref().map(|hydration| hydration.engine)
}

/// Reads a list's own answer.
fn read_list(
    situation: &Situation,
    which: Which,
    at: Option<&Bookmark>,
    request: &HttpRequest,
    response: &HttpResponse,
) -> Result<OwnAnswer, Failure> {
    let connector = situation.source.connector();
    let list = which
        .of(connector)
        .ok_or_else(|| undescribed("this list"))?;
    let document = match accepted(&connector.errors, &situation.session, response) {
        Ok(document) => document.map_err(|error| unreadable(&error, response))?,
        Err(failure) => {
            let status = response.status.to_string();
            let known = |end: &str| Some(end) == failure.code.as_deref() || end == status;
            let past_end = &list.paging.sender().past_end;
            if at.is_some() && past_end.iter().any(|end| known(end)) {
                return Ok(OwnAnswer::Whole(Listed::default()));
            }
            return Err(failure);
        }
    };
    let mut vars = situation.vars();
    set_sort(list, situation, &mut vars);
    let response_value = Value::Node(document.root());
    let scope = Scope::new(response_value, &response.headers, &vars, &request.url);
    let origins = situation.source.origins();
    Ok(match engine(situation, which) {
        Some(engine) => OwnAnswer::Begun((engine.begin)(list, &scope, at, origins)?, engine),
        None => OwnAnswer::Whole(list.read(&scope, at, origins)?),
    })
}

/// Reads one post.
fn read_post(
    situation: &Situation,
    request: &HttpRequest,
    response: &HttpResponse,
) -> Result<Post, Failure> {
    let connector = situation.source.connector();
    let single = connector
        .post
        .as_ref()
        .ok_or_else(|| undescribed("reading one post"))?;
    let mapping = single
        .mapping
        .as_ref()
        .or(connector.posts.as_ref().map(|list| &list.mapping));
    let mapping = mapping.ok_or_else(|| undescribed("what a post is"))?;
    let document = accepted(&connector.errors, &situation.session, response)?
        .map_err(|error| unreadable(&error, response))?;
    let vars = situation.vars();
    let root = Value::Node(document.root());
    let scope = Scope::new(root, &response.headers, &vars, &request.url);
    let post = read_one(&scope, &single.item, mapping)
        .and_then(|item| mapping.read(&scope, &item))
        .and_then(into_post);
    post.map_err(|message| {
        let mut failure = Failure::new(FailureKind::Unreadable, format!("the post: {message}"));
        failure.status = Some(response.status);
        failure
    })
}

/// Finds and unwraps one record of an answer.
pub(crate) fn read_one<'a>(
    scope: &Scope<'a>,
    item: &'a Expression,
    mapping: &'a Mapping,
) -> Result<Item<'a>, String> {
    let whole = Item::new(scope.response.clone());
    let mut found = item.evaluate(scope, &whole);
    // `$.data[*]` selects a list also where one post is asked for.
    if let Value::List(items) = found {
        found = items.into_iter().next().unwrap_or_default();
    }
    let item = mapping.unwrap(scope, found)?;
    let mut placed = [Placed {
        item,
        parent: Parent::Post,
    }];
    join(&mapping.joins, scope, &mut placed);
    let [Placed { item, .. }] = placed;
    Ok(item)
}

/// The failure of what a connector does not describe.
pub(crate) fn undescribed(what: &str) -> Failure {
    Failure::new(
        FailureKind::Unsupported,
        format!("the connector does not describe {what}"),
    )
}
