//! Comments that a backend has but did not send along.
//!
//! Some put an item in their place that stands for them (`stub`), some say of a comment that it
//! has more answers than are here (`more`), and where answers are fetched one by one the budget
//! ends somewhere. Each becomes a [`Stub`], which [`Source::more`] asks for when a person wants to.

use super::{
    Source,
    answer::{accepted, unreadable},
    bound::Situation,
    expression::Expression,
    failure::Failure,
    list::{List, Listed, Names},
    operation::{Operation, Reply, State},
    plan::Request,
    query::{Page, Rest, Stub},
    reading::{Which, engine, page_of_comments, undescribed},
    request::{HttpRequest, HttpResponse},
    scope::{Item, Scope},
    selector::Predicate,
    session::Session,
    signing::renew,
    tree::{Parent, Placement, Tree},
    value::Value,
};
use crate::model::{Comment, CommentId, Post};

/// Which items stand for others, and how those are asked for.
#[derive(Debug)]
pub(crate) struct StubRule {
    /// Which items.
    pub(crate) when: Predicate,
    /// How many they stand for.
    pub(crate) count: Option<Expression>,
    /// Who they stand for.
    pub(crate) ids: Option<Expression>,
    /// What to ask for; `comment` is the one that they answer.
    pub(crate) rest: Continuation,
}

/// Which records have answers that are not here, and how those are asked for.
#[derive(Debug)]
pub(crate) struct MoreRule {
    /// Which records; all of them, if it is not said.
    pub(crate) when: Option<Predicate>,
    /// How many are not here.
    pub(crate) count: Expression,
    /// What to ask for; `comment` is the record.
    pub(crate) rest: Continuation,
}

/// How what was left out is asked for, and what comes back.
#[derive(Debug)]
pub(crate) struct Continuation {
    /// What to ask for.
    pub(crate) request: Request,
    /// Where the items are, if not where the list has them.
    pub(crate) items: Option<Expression>,
    /// How they hang together, if not as the list does.
    pub(crate) tree: Option<Tree>,
}

impl Source {
    /// Reads comments that were left out. `parent` is the comment that the stub names.
    pub fn more(
        &self,
        session: &Session,
        post: &Post,
        parent: Option<&Comment>,
        stub: &Stub,
    ) -> Operation<Page<Comment>> {
        let mut situation = Situation::new(&self.bound, session);
        situation.post = Some(Box::new(post.clone()));
        situation.comment = parent.map(|parent| Box::new(parent.clone()));
        Operation::new(ask(situation, stub), page_of_comments)
    }
}

fn ask(mut situation: Situation, stub: &Stub) -> State {
    let Some(list) = Which::Comments.of(situation.source.connector()) else {
        return State::Done(Err(undescribed("this list")));
    };
    let rest = match &stub.rest {
        Rest::Kids(ids) => {
            let Some(engine) = engine(&situation, Which::Comments) else {
                return State::Done(Err(undescribed("the rest of this list")));
            };
            return (engine.by_ids)(situation, Which::Comments, ids, stub.parent.as_ref());
        }
        Rest::Stub(_) => list.stub.as_ref().map(|stub| &stub.rest),
        Rest::More => list.more.as_ref().map(|more| &more.rest),
    };
    let Some(rest) = rest else {
        return State::Done(Err(undescribed("the rest of this list")));
    };
    if let Rest::Stub(ids) = &stub.rest {
        situation.ids.clone_from(ids);
    }
    let request = rest.request.fill(&situation.source, &situation.vars());
    let stub = stub.clone();
    State::ask(request, move |request, response| {
        match read(&situation, &stub, &request, &response) {
            Ok(listed) => State::Done(Ok(Reply::List(listed))),
            Err(failure) => renew(situation, failure, move |situation| ask(situation, &stub)),
        }
    })
}

fn read(
    situation: &Situation,
    stub: &Stub,
    request: &HttpRequest,
    response: &HttpResponse,
) -> Result<Listed, Failure> {
    let connector = situation.source.connector();
    let list = Which::Comments
        .of(connector)
        .ok_or_else(|| undescribed("this list"))?;
    let rest = match &stub.rest {
        Rest::More => list.more.as_ref().map(|more| &more.rest),
        _ => list.stub.as_ref().map(|stub| &stub.rest),
    };
    let document = accepted(&connector.errors, &situation.session, response)?
        .map_err(|error| unreadable(&error, response))?;
    let vars = situation.vars();
    let root = Value::Node(document.root());
    let scope = Scope::new(root, &response.headers, &vars, &request.url);
    let items = rest.and_then(|rest| rest.items.as_ref());
    let tree = rest.and_then(|rest| rest.tree.as_ref());
    let items = list.select(&scope, items.unwrap_or(&list.items))?.items;
    let mut listed = Listed::default();
    list.read_items(
        &scope,
        items,
        tree.unwrap_or(&list.tree),
        false,
        &mut listed,
    );
    hang_under(stub.parent.as_ref(), &mut listed);
    // It still says that it has answers which were not there before: these are they.
    let is_answered = |found: &Stub| found.rest == stub.rest && found.parent == stub.parent;
    listed.stubs.retain(|found| !is_answered(found));
    Ok(listed)
}

/// What answers nobody here answers the one that was asked about.
pub(crate) fn hang_under(parent: Option<&CommentId>, listed: &mut Listed) {
    let Some(parent) = parent else {
        return;
    };
    for (_, above) in &mut listed.records {
        above.get_or_insert_with(|| parent.as_str().to_owned());
    }
    for stub in &mut listed.stubs {
        stub.parent.get_or_insert_with(|| parent.clone());
    }
    // The one that was asked about may be among what comes back.
    listed
        .records
        .retain(|(record, _)| record.id.as_str() != parent.as_str());
}

impl List {
    /// Notes what stands for others, and what has answers that are not here.
    pub(crate) fn find_stubs<'a>(
        &'a self,
        scope: &Scope<'a>,
        placement: &Placement<'a>,
        names: &Names,
        listed: &mut Listed,
    ) {
        let count = |expression: Option<&'a Expression>, item: &Item<'a>| {
            let count = expression?.evaluate(scope, item).as_int()?;
            u64::try_from(count).ok()
        };
        if let Some(rule) = &self.stub {
            for stub in &placement.stubs {
                let parent = match &stub.parent {
                    Parent::Post => None,
                    Parent::At(above) => names.ids.get(*above).cloned().flatten(),
                    Parent::Named(name) => names.target(name),
                };
                let ids = rule.ids.iter().flat_map(|ids| {
                    let ids = ids.evaluate(scope, &stub.item).into_items();
                    ids.into_iter()
                        .filter_map(|id| Some(id.as_text()?.into_owned()))
                });
                listed.stubs.push(Stub {
                    parent: names.comment(parent),
                    count: count(rule.count.as_ref(), &stub.item),
                    rest: Rest::Stub(ids.collect()),
                });
            }
        }
        if let Some(rule) = &self.more {
            for (at, placed) in placement.placed.iter().enumerate() {
                let applies = rule.when.as_ref();
                if !applies.is_none_or(|when| when.holds(scope, &placed.item)) {
                    continue;
                }
                let missing = count(Some(&rule.count), &placed.item).filter(|count| *count > 0);
                if let (Some(count), Some(Some(id))) = (missing, names.ids.get(at)) {
                    listed.stubs.push(Stub {
                        parent: names.comment(Some(id.clone())),
                        count: Some(count),
                        rest: Rest::More,
                    });
                }
            }
        }
    }
}
