//! A source with somebody who reads and writes it: what a client is to a person.

use std::collections::BTreeMap;
use std::sync::Arc;

use baraza_core::connector::{
    CommentQuery, Connector, Credentials, DecodeIssue, Failure, FailureKind, Intent, Operation,
    Outcome, Page, PageToken, PostQuery, Sending, Session, Source, Stub,
};
use baraza_core::model::{Comment, Post, PostId, Timestamp};

use super::host::Host;

/// Somebody at a source.
pub struct Visit {
    source: Source,
    session: Session,
    host: Host,
    writes: u32,
}

/// All pages that were asked for, as one.
#[derive(Debug)]
pub struct Pages<T> {
    /// The records.
    pub items: Vec<T>,
    /// The records that did not fit.
    pub issues: Vec<DecodeIssue>,
    /// What the backend has but did not send along.
    pub stubs: Vec<Stub>,
    /// Whether there are more pages.
    pub has_more: bool,
}

impl Visit {
    /// Goes to a source, as a guest.
    ///
    /// # Errors
    /// A parameter is missing or is not an http(s) address.
    pub fn new(connector: Connector, params: &BTreeMap<String, String>) -> Result<Self, Failure> {
        let source = Arc::new(connector).bind(params)?;
        let host = Host::new(source.origins().to_vec());
        Ok(Self {
            source,
            session: Session::default(),
            host,
            writes: 0,
        })
    }

    /// What is visited.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// Who visits it.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// Does one thing.
    ///
    /// # Errors
    /// As the operation.
    pub fn perform<T>(
        &mut self,
        start: impl FnOnce(&Source, &Session) -> Operation<T>,
    ) -> Result<T, Failure> {
        let (result, renewed) = self.host.drive(start(&self.source, &self.session));
        if let Some(session) = renewed {
            self.session = session;
        }
        result
    }

    /// Signs in.
    ///
    /// # Errors
    /// The source has no such thing, or refuses.
    pub fn sign_in(&mut self, user: &str, secret: &str) -> Result<(), Failure> {
        let credentials = Credentials {
            user: user.to_owned(),
            secret: secret.to_owned(),
            email: None,
        };
        self.session = self.perform(|source, _| source.sign_in(&credentials))?;
        Ok(())
    }

    /// Lists posts, so many pages at the most.
    ///
    /// # Errors
    /// A page cannot be read.
    pub fn posts(&mut self, query: &PostQuery, pages: u32) -> Result<Pages<Post>, Failure> {
        self.pages(pages, |source, session, page| {
            let query = PostQuery {
                page,
                ..query.clone()
            };
            source.posts(session, &query)
        })
    }

    /// Reads a post. A source that has no address for one may have it in its list; a post that
    /// only its comments know of is its identifier.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn post(&mut self, id: &str) -> Result<Post, Failure> {
        let id = PostId::from(id);
        let post = self.perform(|source, session| source.post(session, &id));
        match post {
            Err(failure) if failure.kind == FailureKind::Unsupported => {
                let listed = self.posts(&PostQuery::default(), 1);
                let found = listed
                    .ok()
                    .and_then(|list| list.items.into_iter().find(|post| post.id == id));
                Ok(found.unwrap_or_else(|| Post {
                    id,
                    ..Post::default()
                }))
            }
            other => other,
        }
    }

    /// Lists the comments of a post, so many pages at the most.
    ///
    /// # Errors
    /// A page cannot be read.
    pub fn comments(
        &mut self,
        post: &Post,
        sort: Option<&str>,
        pages: u32,
    ) -> Result<Pages<Comment>, Failure> {
        self.pages(pages, |source, session, page| {
            let query = CommentQuery {
                sort: sort.map(str::to_owned),
                page,
            };
            source.comments(session, post, &query)
        })
    }

    /// Changes something.
    ///
    /// # Errors
    /// The source refuses.
    pub fn write(&mut self, intent: &Intent) -> Result<Outcome, Failure> {
        self.writes += 1;
        let key = format!("visit-{}-{}", std::process::id(), self.writes);
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        let at = now
            .ok()
            .and_then(|now| i64::try_from(now.as_millis()).ok())
            .map(Timestamp);
        let sending = Sending {
            key: &key,
            at,
            ..Sending::default()
        };
        self.perform(|source, session| source.write(session, intent, sending))
    }

    fn pages<T>(
        &mut self,
        limit: u32,
        read: impl Fn(&Source, &Session, Option<PageToken>) -> Operation<Page<T>>,
    ) -> Result<Pages<T>, Failure> {
        let mut all = Pages {
            items: Vec::new(),
            issues: Vec::new(),
            stubs: Vec::new(),
            has_more: true,
        };
        let mut next = None;
        for _ in 0..limit {
            let page = self.perform(|source, session| read(source, session, next.take()))?;
            all.items.extend(page.items);
            all.issues.extend(page.issues);
            all.stubs.extend(page.stubs);
            next = page.next;
            if next.is_none() {
                all.has_more = false;
                break;
            }
        }
        Ok(all)
    }
}
