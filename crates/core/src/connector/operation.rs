//! An operation: requests out, answers in, until it is done.

use std::{fmt, mem};

use super::{
    Failure, HttpRequest, HttpResponse, Unreachable, answer::unreachable, intent::Outcome,
    list::Listed, oauth::OAuthClient, session::Session,
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

/// What to do with an answer. Reads and writes each bring their own, so that a program that only
/// reads holds no code for writing.
type Then = Box<dyn FnOnce(HttpRequest, HttpResponse) -> State>;

/// What to do with several answers.
type ThenAll = Box<dyn FnOnce(Vec<(HttpRequest, Answer)>) -> State>;

/// Requests, and what to do with their answers.
pub(super) struct Job {
    requests: Vec<HttpRequest>,
    then: ThenAll,
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
    /// An image that has been taken: its address.
    Image(String),
    /// A session.
    Session(Session),
    /// A client of OAuth 2.
    Client(OAuthClient),
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
    /// The session as it was renewed on the way.
    renewed: Option<Session>,
    /// Makes the result of the reply. All the rest is the same for every type.
    finish: fn(Reply) -> Result<T, Failure>,
}

/// How far an operation is.
pub(super) enum State {
    /// Its requests have not been handed out.
    Ready(Job),
    /// Their answers are awaited.
    Waiting(Job),
    /// The session was renewed; it goes on from there.
    Renewed(Session, Box<Self>),
    /// It is done.
    Done(Result<Reply, Failure>),
    /// The result has been handed over.
    Over,
}

impl State {
    /// Asks for something, or is over at once with the reason why it cannot.
    pub(super) fn ask(
        request: Result<HttpRequest, Failure>,
        then: impl FnOnce(HttpRequest, HttpResponse) -> Self + 'static,
    ) -> Self {
        match request {
            Ok(request) => ask_one(request, Box::new(then)),
            Err(failure) => Self::Done(Err(failure)),
        }
    }

    /// Asks for something; without an answer, it is over with a failure that was there before.
    pub(super) fn ask_or(
        request: Result<HttpRequest, Failure>,
        failure: Failure,
        then: impl FnOnce(HttpRequest, HttpResponse) -> Self + 'static,
    ) -> Self {
        match request {
            Ok(request) => Self::ask_all(vec![request], move |answers| {
                match answers.into_iter().next() {
                    Some((request, Ok(response))) => then(request, response),
                    _ => Self::Done(Err(failure)),
                }
            }),
            Err(_) => Self::Done(Err(failure)),
        }
    }

    /// Asks for several things side by side. Each may have failed by itself.
    pub(super) fn ask_all(
        requests: Vec<HttpRequest>,
        then: impl FnOnce(Vec<(HttpRequest, Answer)>) -> Self + 'static,
    ) -> Self {
        Self::Ready(Job {
            requests,
            then: Box::new(then),
        })
    }
}

fn ask_one(request: HttpRequest, then: Then) -> State {
    State::ask_all(vec![request], |answers| match answers.into_iter().next() {
        Some((request, Ok(response))) => then(request, response),
        Some((_, Err(error))) => State::Done(Err(unreachable(&error))),
        None => State::Over,
    })
}

impl<T> Operation<T> {
    /// An operation at its start.
    pub(super) fn new(state: State, finish: fn(Reply) -> Result<T, Failure>) -> Self {
        Self {
            state,
            renewed: None,
            finish,
        }
    }

    /// The session as it was renewed on the way, for the host to keep in place of the one that the
    /// operation began with.
    pub fn take_renewed(&mut self) -> Option<Session> {
        self.renewed.take()
    }

    /// Takes the answers to the requests of the step before; none at the start.
    ///
    /// Once it is done, there is nothing to resume: it answers with no requests.
    pub fn resume(&mut self, answers: Vec<Answer>) -> Step<T> {
        let before = mem::replace(&mut self.state, State::Over);
        let (state, requests) = advance(before, answers, &mut self.renewed);
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
fn advance(
    state: State,
    answers: Vec<Answer>,
    renewed: &mut Option<Session>,
) -> (State, Vec<HttpRequest>) {
    let mut state = match state {
        State::Waiting(job) => {
            let lost = || {
                let detail = "the host has lost it".to_owned();
                Err(Unreachable {
                    detail,
                    withheld: false,
                })
            };
            let answers = answers.into_iter().chain(std::iter::repeat_with(lost));
            (job.then)(job.requests.into_iter().zip(answers).collect())
        }
        state => state,
    };
    while let State::Renewed(session, next) = state {
        *renewed = Some(session);
        state = *next;
    }
    match state {
        State::Ready(job) => {
            let requests = job.requests.clone();
            (State::Waiting(job), requests)
        }
        state => (state, Vec::new()),
    }
}

impl<T> fmt::Debug for Operation<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.state {
            State::Ready(_) => "Operation(ready)",
            State::Waiting(_) | State::Renewed(..) => "Operation(waiting)",
            State::Done(_) | State::Over => "Operation(done)",
        })
    }
}
