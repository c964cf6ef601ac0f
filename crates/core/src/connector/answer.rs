//! The first look at an answer: whether there is one, whether it is good, whether it is JSON.

use super::{
    bound::Situation,
    errors::ErrorRules,
    failure::{Failure, FailureKind},
    request::{HttpResponse, Unreachable},
    session::Session,
};
use crate::json::{Document, JsonError};

/// The failure of a request that has no answer.
pub(crate) fn unreachable(error: &Unreachable) -> Failure {
    let kind = if error.withheld {
        FailureKind::Opaque
    } else {
        FailureKind::Unreachable
    };
    Failure::new(kind, error.to_string())
}

/// A good answer's document; for errors, the failure that it is.
pub(crate) fn accepted<'a>(
    rules: &ErrorRules,
    session: &Session,
    response: &'a HttpResponse,
) -> Result<Result<Document<'a>, JsonError>, Failure> {
    let document = Document::parse(&response.body);
    match rules.check(response, document.as_ref()) {
        Ok(()) => Ok(document),
        Err(mut failure) => {
            // What a backend says to all who are not signed in as it sees it.
            if failure.kind == FailureKind::GuestsRefused && session.is_signed_in() {
                failure.kind = FailureKind::SignInRequired;
            }
            Err(failure)
        }
    }
}

/// The failure that an answer is which should have been JSON.
pub(crate) fn unreadable(error: &JsonError, response: &HttpResponse) -> Failure {
    let mut failure = Failure::new(FailureKind::Unreadable, format!("the answer is {error}"));
    failure.status = Some(response.status);
    failure
}

/// Whether an answer is good; what is in it does not matter.
pub(crate) fn is_accepted(situation: &Situation, response: &HttpResponse) -> Result<(), Failure> {
    let errors = &situation.source.connector().errors;
    accepted(errors, &situation.session, response).map(|_| ())
}
