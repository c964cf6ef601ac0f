//! Guesses a connector for an API that nobody has described.
//!
//! Names carry most of it: the words of `lexicon.json`, in several languages. What the values look
//! like (dates, addresses, markup, identifiers that point at others) carries the rest. Each guess
//! has a confidence, and what comes out is an ordinary connector that a person corrects. Writing is
//! never guessed by sending.
//!
//! In reading order: `words` takes keys apart, `leaves` looks at the values of a list's items,
//! `roles` decides which is which, `lists` finds the list, `paging` how it goes on, `draft` writes
//! the connector down.

mod draft;
mod leaves;
mod lists;
mod paging;
mod roles;
mod words;

pub use roles::Role;
pub use words::Lexicon;

use crate::{
    connector::{HttpRequest, HttpResponse, Method, Unreachable},
    json::{Document, JsonError},
    url,
};
use draft::{Comments, Draft};
use lists::Found;

/// No API is asked more often for where its comments are.
pub const MAX_PROBES: usize = 6;

/// A field of the model and where it was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Which field.
    pub role: Role,
    /// Where, as a selector from the item.
    pub selector: String,
    /// How sure that is, from 0 to 1.
    pub confidence: f64,
    /// The next best places, best first.
    pub others: Vec<(String, f64)>,
    /// The value in the first item that has one, shortened.
    pub sample: String,
}

/// A place in an item, with what stands there: for choosing it by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Where, as a selector from the item.
    pub selector: String,
    /// The value in the first item that has one, shortened.
    pub sample: String,
}

/// What was guessed of one list.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct List {
    /// Where the items are.
    pub items: String,
    /// How many there were.
    pub count: usize,
    /// The fields that were found.
    pub fields: Vec<Field>,
    /// All places of an item.
    pub places: Vec<Place>,
    /// How sure it is that this is the list.
    pub confidence: f64,
}

impl List {
    /// The guess for a role.
    pub fn field(&self, role: Role) -> Option<&Field> {
        self.fields.iter().find(|field| field.role == role)
    }
}

/// A guess.
#[derive(Debug, Clone, PartialEq)]
pub struct Guess {
    /// The posts.
    pub posts: List,
    /// The comments of a post, if they were found.
    pub comments: Option<List>,
    /// The connector, as JSON.
    pub connector: String,
    /// Writes that may work, as the `ops` of a connector: a draft, switched off.
    pub writes: Option<String>,
    draft: Draft,
}

/// Why nothing could be guessed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InferError {
    /// The answer is not JSON.
    #[error("the answer is {0}")]
    NotJson(JsonError),
    /// There is no list of objects in it.
    #[error("the answer has no list of posts")]
    NoList,
    /// The address is none.
    #[error("this is not an address like https://example.org/api/posts")]
    NoAddress,
    /// There is no list of objects with a text in it.
    #[error("the answer has no list of comments")]
    NoComments,
    /// The comments are not where the posts are.
    #[error("the comments are at another site than the posts")]
    Elsewhere,
    /// No post is named in the address of its comments.
    #[error("the address does not hold the identifier of a post on the list")]
    NoPost,
}

/// What a host has to do next.
#[derive(Debug, Clone, PartialEq)]
pub enum InferStep {
    /// Send this, and call [`Inference::resume`] with the answer.
    Ask(HttpRequest),
    /// Done.
    Done(Box<Guess>),
}

/// A guess on its way: posts from the answer at hand, comments by asking.
#[derive(Debug)]
pub struct Inference {
    lexicon: Lexicon,
    draft: Draft,
    posts: List,
    /// Where comments may be, best first, with the template of each.
    probes: Vec<(String, String)>,
    asked: usize,
    post_id: String,
    /// The identifiers of the posts at hand.
    post_ids: Vec<String>,
}

impl Inference {
    /// Starts with the answer of a list of posts and its address.
    ///
    /// # Errors
    /// There is nothing to guess from.
    pub fn new(lexicon: Lexicon, address: &str, json: &str) -> Result<Self, InferError> {
        let document = Document::parse(json).map_err(InferError::NotJson)?;
        let origin = url::origin(address).ok_or(InferError::NoAddress)?;
        let found = lists::posts(&lexicon, document.root()).ok_or(InferError::NoList)?;
        let paging = paging::of(&lexicon, document.root(), address, found.count);
        let probes = probes(address, &found);
        let inline = found.children.clone();
        let post_id = found.first_id.clone().unwrap_or_default();
        let (posts, post_ids) = (found.list, found.ids);
        let draft = Draft::new(address, &origin, &posts, paging);
        let mut this = Self {
            lexicon,
            draft,
            posts,
            probes,
            asked: 0,
            post_id,
            post_ids,
        };
        if let Some(children) = inline {
            this.inline(&document, &children);
        }
        Ok(this)
    }

    /// Takes comments that somebody has found: an answer and, where it is known, its address, which
    /// holds the identifier of a post. Nothing is asked after that.
    ///
    /// # Errors
    /// There are no comments in it, or the address does not say whose they are.
    pub fn take_comments(&mut self, address: Option<&str>, json: &str) -> Result<(), InferError> {
        let document = Document::parse(json).map_err(InferError::NotJson)?;
        let template = match address {
            Some(address) => {
                let origin = url::origin(address).ok_or(InferError::NoAddress)?;
                if origin != self.draft.origin {
                    return Err(InferError::Elsewhere);
                }
                template(address, &self.post_ids)
            }
            // Where most APIs have them.
            None => self.probes.first().map(|(_, template)| template.clone()),
        };
        let template = template.ok_or(InferError::NoPost)?;
        let found = lists::comments(&self.lexicon, document.root(), &self.post_id)
            .ok_or(InferError::NoComments)?;
        self.draft.comments = Some(Comments::new(template, found));
        Ok(())
    }

    /// Takes the answer to the question before; `None` at the start.
    pub fn resume(&mut self, answer: Option<Result<HttpResponse, Unreachable>>) -> InferStep {
        if let Some(Ok(response)) = answer
            && (200..300).contains(&response.status)
        {
            self.read(&response);
        }
        let is_done = self.draft.comments.is_some() || self.asked >= MAX_PROBES;
        match self.probes.get(self.asked).filter(|_| !is_done) {
            Some((url, _)) => {
                self.asked += 1;
                InferStep::Ask(HttpRequest {
                    method: Method::Get,
                    url: url.clone(),
                    headers: vec![("Accept".to_owned(), "application/json".to_owned())],
                    body: None,
                    credentials: false,
                    is_secret: false,
                })
            }
            None => InferStep::Done(Box::new(self.guess())),
        }
    }

    fn read(&mut self, response: &HttpResponse) {
        let Some((_, template)) = self
            .asked
            .checked_sub(1)
            .and_then(|at| self.probes.get(at))
            .cloned()
        else {
            return;
        };
        let Ok(document) = Document::parse(&response.body) else {
            return;
        };
        if let Some(found) = lists::comments(&self.lexicon, document.root(), &self.post_id) {
            self.draft.comments = Some(Comments::new(template, found));
        }
    }

    /// Comments that stand in the posts themselves.
    fn inline(&mut self, document: &Document<'_>, children: &str) {
        let found =
            lists::inline_comments(&self.lexicon, document.root(), &self.posts.items, children);
        if let Some(found) = found {
            self.draft.comments = Some(Comments::inline(&self.posts.items, children, found));
        }
    }

    fn guess(&mut self) -> Guess {
        let draft = self.draft.clone();
        Guess {
            connector: draft.connector(),
            writes: draft.writes(),
            comments: draft
                .comments
                .as_ref()
                .map(|comments| comments.found.list.clone()),
            posts: std::mem::take(&mut self.posts),
            draft,
        }
    }
}

impl Guess {
    /// Puts a field where a person says it is; `None`: there is none. The connector is written anew.
    pub fn choose(&mut self, of_comments: bool, role: Role, selector: Option<&str>) {
        let place = |list: &mut List| {
            list.fields.retain(|field| field.role != role);
            if let Some(selector) = selector {
                let sample = list.places.iter().find(|place| place.selector == selector);
                list.fields.push(Field {
                    role,
                    selector: selector.to_owned(),
                    confidence: 1.0,
                    others: Vec::new(),
                    sample: sample.map(|place| place.sample.clone()).unwrap_or_default(),
                });
                list.fields.sort_by_key(|field| field.role);
            }
        };
        match (of_comments, &mut self.draft.comments, &mut self.comments) {
            (false, ..) => {
                place(&mut self.posts);
                self.draft.posts = self.posts.clone();
            }
            (true, Some(draft), Some(comments)) => {
                place(comments);
                draft.found.list = comments.clone();
            }
            _ => {}
        }
        self.connector = self.draft.connector();
        self.writes = self.draft.writes();
    }

    /// The connector with its writes switched on.
    pub fn with_writes(&self) -> String {
        match (&self.writes, self.connector.strip_suffix('}')) {
            (Some(writes), Some(rest)) => format!("{rest},\"ops\":{writes}}}"),
            _ => self.connector.clone(),
        }
    }
}

/// An address of comments with `{id}` in place of the post's identifier: the last part of the path
/// that is one or, if there is none, the first value of the query that does not say the page.
fn template(address: &str, ids: &[String]) -> Option<String> {
    let address = address.split('#').next().unwrap_or(address);
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let is_id = |text: &str| ids.iter().any(|id| id == text);
    let parts: Vec<&str> = path.split('/').collect();
    // Before the third slash is the site.
    let at = parts.iter().skip(3).rposition(|part| {
        let bare = part.strip_suffix(".json").unwrap_or(part);
        is_id(bare)
    });
    if let Some((before, rest)) = at.and_then(|at| parts.split_at_checked(at + 3)) {
        let (part, after) = rest.split_first()?;
        let end = if is_id(part) { "" } else { ".json" };
        let part = ["{id}", end].concat();
        let path = [before, &[part.as_str()], after].concat().join("/");
        return Some(match query {
            "" => path,
            query => format!("{path}?{query}"),
        });
    }
    let is_post = |pair: &str| {
        let named = pair.split_once('=');
        named.is_some_and(|(name, value)| is_id(value) && !paging::is_of_page(name))
    };
    let pairs: Vec<&str> = query.split('&').collect();
    let at = pairs.iter().position(|pair| is_post(pair))?;
    let (name, _) = pairs.get(at)?.split_once('=')?;
    let post = format!("{name}={{id}}");
    let with_post = pairs.iter().enumerate().map(
        |(place, pair)| {
            if place == at { post.as_str() } else { pair }
        },
    );
    let query: Vec<&str> = with_post.collect();
    Some(format!("{path}?{}", query.join("&")))
}

/// Where the comments of the first post may be.
fn probes(address: &str, found: &Found) -> Vec<(String, String)> {
    let Some(id) = &found.first_id else {
        return Vec::new();
    };
    let list = address.split(['?', '#']).next().unwrap_or(address);
    let list = list.trim_end_matches('/').trim_end_matches(".json");
    let root = list.rsplit_once('/').map_or(list, |(root, _)| root);
    let name = list.rsplit('/').next().unwrap_or("post");
    let one = name.strip_suffix('s').unwrap_or(name);
    let mut templates: Vec<String> = found
        .comment_links
        .iter()
        .map(|selector| format!("={selector}"))
        .collect();
    for template in [
        format!("{list}/{{id}}/comments"),
        format!("{root}/comments?{one}Id={{id}}"),
        format!("{root}/comments?{one}_id={{id}}"),
        format!("{list}/{{id}}"),
        format!("{list}/{{id}}/replies"),
        format!("{root}/comments/{one}/{{id}}"),
        format!("{root}/comments?{one}={{id}}"),
    ] {
        templates.push(template);
    }
    templates
        .into_iter()
        .take(MAX_PROBES)
        .filter_map(|template| match template.strip_prefix('=') {
            Some(selector) => {
                let link = found.links.iter().find(|(known, _)| known == selector)?;
                Some((url::join(address, &link.1)?, template))
            }
            None => Some((template.replace("{id}", id), template)),
        })
        .collect()
}
