//! Posts with their discussions, kept for the way back.

use std::{collections::HashMap, sync::Arc};

use baraza_core::{
    connector::{CommentQuery, FailureKind, PageToken, PostQuery, Stub},
    model::{Comment, CommentId, Post, PostId, State},
    thread::{self, Thread},
};
use leptos::{prelude::*, task::spawn_local};

use super::{Load, held, place::Place, written};

/// Pages of comments read in a row; what is beyond is offered by a button.
const PAGES_IN_A_ROW: u32 = 40;

/// Pages of a list in which a post is looked for.
const PAGES_TO_LOOK_AT: u32 = 3;

/// A post and its discussion as far as they are loaded.
#[derive(Debug, Clone, Default)]
pub struct Discussion {
    /// The post.
    pub post: Option<Arc<Post>>,
    /// How far the read of the post has come.
    pub post_load: Load,
    /// The comments, in the backend's order.
    pub comments: Vec<Comment>,
    /// The rows to show; indices are into `comments`.
    pub thread: Arc<Thread>,
    /// How far the read of the comments has come.
    pub load: Load,
    /// Where the comments go on.
    pub next: Option<PageToken>,
    /// How many records of the backend did not fit.
    pub unreadable: usize,
    /// Comments that the backend has but did not send along.
    pub stubs: Vec<Stub>,
    /// The order the comments were read in.
    pub sort: Option<String>,
    /// Comments that a guest has sent from this device.
    pub own: Vec<CommentId>,
}

/// The discussion that one writes in, for the names of who takes part.
#[derive(Clone, Copy)]
pub struct Around(pub RwSignal<Discussion>);

impl Discussion {
    /// Puts comments in: new ones at the end, known ones in place.
    pub fn merge(&mut self, newer: Vec<Comment>) {
        thread::merge(&mut self.comments, newer);
        written::mark(&mut self.comments, &self.own);
        self.thread = Arc::new(Thread::build(&self.comments));
    }

    /// Another order: the comments are read anew.
    fn set_order(&mut self, sort: Option<String>) {
        if self.sort != sort {
            self.comments.clear();
            self.stubs.clear();
            self.thread = Arc::default();
            self.load = Load::Idle;
            self.sort = sort;
        }
    }

    /// Takes a comment out that is gone. With answers below it, its place stays.
    pub fn take_away(&mut self, id: &CommentId) {
        let has_replies = self
            .comments
            .iter()
            .any(|other| other.parent.as_ref() == Some(id));
        if has_replies {
            for comment in self.comments.iter_mut().filter(|comment| &comment.id == id) {
                comment.state = State::Deleted;
            }
        } else {
            self.comments.retain(|comment| &comment.id != id);
        }
        self.merge(Vec::new());
    }

    /// A comment by its name.
    pub fn comment(&self, id: &CommentId) -> Option<&Comment> {
        self.comments.iter().find(|comment| &comment.id == id)
    }
}

/// The discussions of this app, by source and post.
#[derive(Clone, Copy)]
pub struct Threads(StoredValue<HashMap<(String, PostId), ArcRwSignal<Discussion>>>);

impl Threads {
    /// Creates the store at the root.
    pub fn provide() -> Self {
        let this = Self(StoredValue::new(HashMap::new()));
        provide_context(this);
        this
    }

    /// A discussion, which this reads: anew if it is there, so that it is up to date.
    ///
    /// `known` is the post as a list had it; it shows while the rest comes.
    pub fn open(
        self,
        place: &Place,
        id: &PostId,
        sort: Option<String>,
        known: impl FnOnce() -> Option<Post>,
    ) -> ArcRwSignal<Discussion> {
        let discussion = self.get(place, id);
        discussion.update(|d| {
            d.set_order(sort);
            if d.post.is_none() {
                d.post = known().map(Arc::new);
            }
        });
        refresh(place, id, discussion.clone());
        discussion
    }

    fn get(self, place: &Place, id: &PostId) -> ArcRwSignal<Discussion> {
        let key = (place.id.to_string(), id.clone());
        self.0
            .with_value(|all| all.get(&key).cloned())
            .unwrap_or_else(|| {
                let discussion = ArcRwSignal::new(Discussion::default());
                self.0.update_value(|all| {
                    all.insert(key, discussion.clone());
                });
                discussion
            })
    }

    /// Discussions of a source are read anew when next opened: somebody signed in or out.
    pub fn forget(self, source: &str) {
        self.0
            .update_value(|all| all.retain(|(id, _), _| id != source));
    }
}

/// Reads post and comments once more. What is there stays until the answers are here.
pub fn refresh(place: &Place, id: &PostId, discussion: impl Into<ArcRwSignal<Discussion>>) {
    let discussion = discussion.into();
    let is_busy =
        discussion.with_untracked(|d| d.load == Load::Loading || d.post_load == Load::Loading);
    if is_busy {
        return;
    }
    discussion.update(|d| {
        if d.own.is_empty() {
            d.own = written::restore(place);
        }
        d.post_load = Load::Loading;
        d.load = Load::Loading;
    });
    let (place, id) = (place.clone(), id.clone());
    spawn_local(async move {
        let operation = place.source.post(&place.session_now(), &id);
        let read = match place.run(operation).await {
            Err(failure) if failure.kind == FailureKind::Unsupported => {
                let known = discussion.with_untracked(|d| d.post.clone());
                match known {
                    Some(post) => Ok(Post::clone(&post)),
                    None => find_listed(&place, &id).await.ok_or(failure),
                }
            }
            read => read,
        };
        match read {
            Ok(post) => discussion.update(|d| {
                d.post = Some(Arc::new(post));
                d.post_load = Load::Ready;
            }),
            Err(failure) => {
                discussion.update(|d| {
                    d.post_load = Load::Failed(failure.clone());
                    d.load = Load::Failed(failure);
                });
                return;
            }
        }
        read_comments(&place, &discussion, None).await;
        let waiting = held::restore(&place.id, &id, &place.account_id().unwrap_or_default());
        if !waiting.is_empty() {
            discussion.update(|d| {
                let mut waiting = waiting;
                waiting.retain(|comment| d.comment(&comment.id).is_none());
                d.merge(waiting);
            });
        }
    });
}

/// Looks for a post in the lists of a backend that hands out no single ones.
async fn find_listed(place: &Place, id: &PostId) -> Option<Post> {
    let mut query = PostQuery::default();
    for _ in 0..PAGES_TO_LOOK_AT {
        let operation = place.source.posts(&place.session_now(), &query);
        let page = place.run(operation).await.ok()?;
        if let Some(post) = page.items.into_iter().find(|post| &post.id == id) {
            return Some(post);
        }
        query.page = Some(page.next?);
    }
    None
}

/// Reads the comments that one of the discussion's stubs stands for.
pub fn read_stub(place: &Place, stub: &Stub, discussion: impl Into<ArcRwSignal<Discussion>>) {
    let discussion = discussion.into();
    let Some((post, parent)) = discussion.with_untracked(|d| {
        let parent = stub.parent.as_ref().and_then(|id| d.comment(id)).cloned();
        Some((d.post.clone()?, parent))
    }) else {
        return;
    };
    let (place, stub) = (place.clone(), stub.clone());
    spawn_local(async move {
        let session = place.session_now();
        let operation = place.source.more(&session, &post, parent.as_ref(), &stub);
        let result = place.run(operation).await;
        discussion.try_update(|d| match result {
            Ok(found) => {
                d.stubs.retain(|known| known != &stub);
                d.unreadable += found.issues.len();
                d.stubs.extend(found.stubs);
                d.merge(found.items);
            }
            Err(failure) => d.load = Load::Failed(failure),
        });
    });
}

/// Reads the comments in another order.
pub fn reorder(
    place: &Place,
    id: &PostId,
    sort: Option<String>,
    discussion: impl Into<ArcRwSignal<Discussion>>,
) {
    let discussion = discussion.into();
    discussion.update(|d| d.set_order(sort));
    refresh(place, id, discussion);
}

/// Reads on where the comments stopped.
pub fn read_more(place: &Place, discussion: impl Into<ArcRwSignal<Discussion>>) {
    let discussion = discussion.into();
    let place = place.clone();
    let next = discussion.with_untracked(|d| d.next.clone());
    discussion.update(|d| d.load = Load::Loading);
    spawn_local(async move { read_comments(&place, &discussion, next).await });
}

async fn read_comments(
    place: &Place,
    discussion: &ArcRwSignal<Discussion>,
    mut page: Option<PageToken>,
) {
    let Some((post, sort)) =
        discussion.with_untracked(|d| d.post.clone().map(|post| (post, d.sort.clone())))
    else {
        return;
    };
    for turn in 0..PAGES_IN_A_ROW {
        let query = CommentQuery {
            sort: sort.clone(),
            page,
        };
        let operation = place.source.comments(&place.session_now(), &post, &query);
        let result = place.run(operation).await;
        let is_last = turn + 1 == PAGES_IN_A_ROW;
        page = discussion
            .try_update(|d| match result {
                Ok(found) => {
                    if turn == 0 {
                        d.unreadable = 0;
                        d.stubs.clear();
                    }
                    d.stubs.extend(found.stubs);
                    d.unreadable += found.issues.len();
                    d.merge(found.items);
                    d.next.clone_from(&found.next);
                    if found.next.is_none() || is_last {
                        d.load = Load::Ready;
                    }
                    found.next
                }
                Err(failure) => {
                    d.load = Load::Failed(failure);
                    None
                }
            })
            .flatten();
        if page.is_none() {
            break;
        }
    }
}

/// The discussions of this app.
pub fn use_threads() -> Threads {
    expect_context()
}
