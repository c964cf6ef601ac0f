//! An operation: requests out, answers in, until it is done.

use std::{fmt, mem};

use super::{
    Failure, FailureKind, HttpRequest, HttpResponse, Unreachable,
    answer::{is_accepted, received},
    bound::Situation,
    intent::{Intent, Outcome},
    list::Listed,
    page::Bookmark,
    reading::{Which, read_list, read_post},
    session::{Credentials, Session},
    signing::{Door, enter, read_session},
    writing::outcome,
};
use crate::model::Post;

/// What a host has to do next.
#[derive(Debug)]
pub enum Step<T> {
    /// Send these (side by side if it can) and call [`Operation::resume`] with one answer each, in order.
    Send(Vec<HttpRequest>),
    /// Done.
    Done(Result<T, Failure>),
}

/// One answer, or why there is none.
pub(super) type Answer = Result<HttpResponse, Unreachable>;

/// What an operation is about, and the request it has made.
#[derive(Debug)]
pub(super) struct Job {
    /// What is known about it.
    pub(super) situation: Situation,
    /// The request whose answer is awaited.
    pub(super) request: HttpRequest,
    /// What to do with the answer.
    pub(super) task: Task,
}

/// What to do with an answer.
#[derive(Debug)]
pub(super) enum Task {
    /// Read a page of a list.
    List(Which, Option<Bookmark>),
    /// Read one post.
    Post,
    /// See what came of a write.
    Write(Box<Intent>),
    /// Open a session.
    Enter(Door, Session),
    /// See whether an account was made, then sign in to it.
    EnterAfterwards(Credentials),
    /// See whether a session ended.
    SignOut,
}

/// What came of a task.
#[derive(Debug)]
pub(super) enum Reply {
    /// A page of a list.
    List(Listed),
    /// A post.
    Post(Box<Post>),
    /// A write.
    Write(Outcome),
    /// A session.
    Session(Session),
    /// It is done, and that is all.
    Nothing,
}

/// One read or write in progress.
///
/// # Example
/// ```
/// use baraza_core::connector::{HttpRequest, HttpResponse, Operation, Step, Unreachable};
///
/// fn drive<T>(
///     mut operation: Operation<T>,
///     send: impl Fn(HttpRequest) -> Result<HttpResponse, Unreachable>,
/// ) -> Result<T, baraza_core::connector::Failure> {
///     let mut answers = Vec::new();
///     loop {
///         match operation.resume(answers) {
///             Step::Send(requests) => answers = requests.into_iter().map(&send).collect(),
///             Step::Done(result) => return result,
///         }
///     }
/// }
/// ```
pub struct Operation<T> {
    state: State,
    /// Makes the result of the reply. All the rest is the same for every type.
    finish: fn(Reply) -> Result<T, Failure>,
}

/// How far an operation is.
#[derive(Debug)]
pub(super) enum State {
    /// Its request has not been handed out.
    Ready(Box<Job>),
    /// Its answer is awaited.
    Waiting(Box<Job>),
    /// It is done.
    Done(Result<Reply, Failure>),
    /// The result has been handed over.
    Over,
}

impl State {
    /// With a request, or at once with the reason why there is none.
    pub(super) fn start(job: Result<Job, Failure>) -> Self {
        match job {
            Ok(job) => Self::Ready(Box::new(job)),
            Err(failure) => Self::Done(Err(failure)),
        }
    }
}

impl<T> Operation<T> {
    /// An operation at its start.
    pub(super) fn new(state: State, finish: fn(Reply) -> Result<T, Failure>) -> Self {
        Self { state, finish }
    }

    /// Takes the answers to the requests of the step before; none at the start.
    ///
    /// Once it is done, there is nothing to resume: it answers with no requests.
    pub fn resume(&mut self, answers: Vec<Answer>) -> Step<T> {
        let (state, requests) = advance(mem::replace(&mut self.state, State::Over), answers);
        match state {
            State::Done(result) => Step::Done(result.and_then(self.finish)),
            state => {
                self.state = state;
                Step::Send(requests)
            }
        }
    }
}

/// The next state, and the requests to send before it can be left.
fn advance(state: State, answers: Vec<Answer>) -> (State, Vec<HttpRequest>) {
    let state = match state {
        State::Waiting(job) => job.answered(answers),
        state => state,
    };
    match state {
        State::Ready(job) => {
            let request = job.request.clone();
            (State::Waiting(job), vec![request])
        }
        state => (state, Vec::new()),
    }
}

impl Job {
    /// Goes on with the answers.
    fn answered(self, answers: Vec<Answer>) -> State {
        let Self {
            situation,
            request,
            task,
        } = self;
        let response = match received(answers) {
            Ok(response) => response,
            Err(failure) => return State::Done(Err(failure)),
        };
        State::Done(match task {
            Task::List(which, bookmark) => {
                read_list(&situation, which, bookmark.as_ref(), &request, &response)
                    .map(Reply::List)
            }
            Task::Post => {
                read_post(&situation, &request, &response).map(|post| Reply::Post(Box::new(post)))
            }
            Task::Write(intent) => {
                outcome(&situation, &intent, &request, &response).map(Reply::Write)
            }
            Task::Enter(door, session) => {
                read_session(&situation, door, session, &request, &response).map(Reply::Session)
            }
            Task::EnterAfterwards(credentials) => match is_accepted(&situation, &response) {
                Ok(()) => return enter(&situation.source, Door::SignIn, &credentials),
                Err(failure) => Err(failure),
            },
            Task::SignOut => match is_accepted(&situation, &response) {
                // A session that is not known any more has ended.
                Err(failure) if failure.kind != FailureKind::SignInRequired => Err(failure),
                _ => Ok(Reply::Nothing),
            },
        })
    }
}

impl<T> fmt::Debug for Operation<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.state {
            State::Ready(_) => "Operation(ready)",
            State::Waiting(_) => "Operation(waiting)",
            State::Done(_) | State::Over => "Operation(done)",
        })
    }
}
