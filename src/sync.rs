//! Runs what core has decided.
//!
//! Core says which requests to send and what to make of the answers; this module sends them. It
//! decides nothing itself.

use std::{future::Future, pin::Pin};

use baraza_core::connector::{
    Failure, FailureKind, Intent, Operation, Outcome, Sending, Session, Source, Step,
};
use futures_util::future::join_all;

use crate::{
    later::NotHere,
    platform::{clock, http},
};

/// Drives an operation to its end, requests of one step side by side. `renewed` takes the session
/// if it was renewed on the way.
///
/// # Errors
/// What the operation made of the answers; see [`Failure`].
pub async fn run<T>(
    mut operation: Operation<T>,
    origins: &[String],
    renewed: &dyn Fn(Session),
) -> Result<T, Failure> {
    let mut answers = Vec::new();
    loop {
        let step = operation.resume(answers);
        if let Some(session) = operation.take_renewed() {
            renewed(session);
        }
        match step {
            Step::Done(result) => return result,
            Step::Send(requests) => {
                answers =
                    join_all(requests.iter().map(|request| http::send(request, origins))).await;
            }
        }
    }
}

/// What is done with a session that was renewed.
pub type Renewed = Box<dyn Fn(Session)>;
type Writing = Pin<Box<dyn Future<Output = Result<Outcome, Failure>>>>;

crate::later! {
    later: fn start_write(
        source: Source,
        session: Session,
        intent: Intent,
        key: String,
        renewed: Renewed,
    ) -> Writing =
        Box::pin(async move {
            let sending = Sending { key: &key, at: Some(clock::now()) };
            run(source.write(&session, &intent, sending), source.origins(), &*renewed).await
        })
}

/// Changes something; how that is done is a later part. `key` is unique to the intent.
///
/// # Errors
/// What became of it; see [`Failure`].
pub async fn write(
    source: &Source,
    session: Session,
    intent: Intent,
    key: String,
    renewed: Renewed,
) -> Result<Outcome, Failure> {
    match start_write(source.clone(), session, intent, key, renewed).await {
        Ok(writing) => writing.await,
        // Nothing has been sent.
        Err(NotHere) => Err(Failure::new(FailureKind::Unreachable, NotHere.to_string())),
    }
}
