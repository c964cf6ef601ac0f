//! Runs what core has decided.
//!
//! Core says which requests to send and what to make of the answers; this module sends them. It
//! decides nothing itself.

use std::collections::BTreeSet;

use baraza_core::connector::{Failure, Operation, Step};
use futures_util::future::join_all;

use crate::platform::http;

/// Drives an operation to its end, requests of one step side by side.
///
/// # Errors
/// What the operation made of the answers; see [`Failure`].
pub async fn run<T>(mut operation: Operation<T>, origins: &BTreeSet<String>) -> Result<T, Failure> {
    let mut answers = Vec::new();
    loop {
        match operation.resume(answers) {
            Step::Done(result) => return result,
            Step::Send(requests) => {
                answers =
                    join_all(requests.iter().map(|request| http::send(request, origins))).await;
            }
        }
    }
}
