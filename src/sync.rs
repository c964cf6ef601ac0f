//! Runs what core has decided.
//!
//! Core says which requests to send and what to make of the answers; this module sends them. It
//! decides nothing itself.

use baraza_core::connector::{Failure, Operation, Session, Step};
use futures_util::future::join_all;

use crate::platform::http;
pub use crate::platform::http::Caching;

/// Drives an operation to its end, requests of one step side by side. `renewed` takes the session
/// if it was renewed on the way.
///
/// # Errors
/// What the operation made of the answers; see [`Failure`].
pub async fn run<T>(
    operation: Operation<T>,
    origins: &[String],
    renewed: &dyn Fn(Session),
) -> Result<T, Failure> {
    run_with(operation, origins, renewed, Caching::AsTold).await
}

/// The same, with a word on caches.
///
/// # Errors
/// What the operation made of the answers; see [`Failure`].
pub async fn run_with<T>(
    mut operation: Operation<T>,
    origins: &[String],
    renewed: &dyn Fn(Session),
    caching: Caching,
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
                let sent = requests
                    .iter()
                    .map(|request| http::send_with(request, origins, caching));
                answers = join_all(sent).await;
            }
        }
    }
}
