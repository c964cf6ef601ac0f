//! One attempt to sign in on a site's own page (OAuth 2: RFC 6749, RFC 7636, RFC 9207, RFC 9700).
//!
//! The page opens in a window of its own, so that the app's page stays as it is with all that is
//! half written in it. What proves that the answer belongs to this attempt (state, verifier) is in
//! memory only, and gone with the attempt.

use std::sync::Arc;

use baraza_core::connector::{
    AuthorizationError, Failure, OAuthClient, OAuthParties, OAuthRequest, Session,
};
use futures_util::future::{Either, select};
use leptos::{prelude::*, task::spawn_local};

use super::clients;
use crate::{
    platform::{
        crypto, dom,
        popup::{Answer, Popup},
        timer,
    },
    state::place::Place,
};

/// How long an answer is waited for, in milliseconds: ten minutes.
const PATIENCE: i32 = 600_000;
/// How often one looks whether the window is still there, in milliseconds.
const STEP: i32 = 500;

/// Why an attempt came to nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AttemptError {
    /// A request failed: the app's registration, the exchange of the code, or the account's name.
    #[error(transparent)]
    Failed(#[from] Failure),
    /// The answer brings no code.
    #[error(transparent)]
    Refused(#[from] AuthorizationError),
    /// The page is not in a secure context: the browser has no hashes for it.
    #[error("there is no secure context")]
    Insecure,
    /// The browser has no `BroadcastChannel`.
    #[error("there is no way for an answer to come back")]
    NoWayBack,
    /// No answer came in time.
    #[error("no answer came in time")]
    TooLate,
}

/// How an attempt stands.
#[derive(Debug, Clone, PartialEq)]
pub enum Progress {
    /// The address is being made.
    Preparing,
    /// The person is at the site, as far as one knows.
    Waiting {
        /// Where they are, or have to go.
        address: String,
        /// The window that was opened for it.
        window: Opened,
    },
    /// The code is being exchanged.
    Exchanging,
    /// Somebody is signed in.
    Done(Session),
    /// It came to nothing.
    Failed(AttemptError),
    /// The person changed their mind.
    Cancelled,
}

/// The window that an attempt has opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opened {
    /// It is there.
    Open,
    /// The browser held it back.
    Blocked,
    /// It is closed, or cannot be seen from here.
    Closed,
}

/// Where people come back to. The same letters each time: servers compare them.
pub fn redirect() -> String {
    format!("{}/oauth.html", dom::origin())
}

/// Starts an attempt. Called from the tap itself, or browsers hold the window back. It goes on
/// when the page that started it is gone; `done` is told the session.
pub fn start(place: Place, done: impl FnOnce(Session) + 'static) -> ArcRwSignal<Progress> {
    let popup = Popup::open();
    let progress = ArcRwSignal::new(Progress::Preparing);
    let of_task = progress.clone();
    spawn_local(async move {
        let result = attempt(&place, popup, &of_task).await;
        if of_task.with_untracked(|progress| *progress == Progress::Cancelled) {
            return;
        }
        match result {
            Ok(Some(session)) => {
                of_task.set(Progress::Done(session.clone()));
                done(session);
            }
            Ok(None) => {}
            Err(error) => of_task.set(Progress::Failed(error)),
        }
    });
    progress
}

/// What an attempt needs before the person is led to the site.
struct Prepared {
    parties: OAuthParties,
    verifier: String,
    request: OAuthRequest,
    client: OAuthClient,
    address: String,
}

async fn prepare(place: &Place) -> Result<Prepared, AttemptError> {
    let parties = place.source.oauth_parties().unwrap_or_default();
    let verifier = crypto::random().ok_or(AttemptError::Insecure)?;
    let challenge = crypto::sha256(&verifier).await;
    let request = OAuthRequest {
        redirect: redirect(),
        state: crypto::random().ok_or(AttemptError::Insecure)?,
        challenge: challenge.ok_or(AttemptError::Insecure)?,
    };
    let client = client(place, &parties, &request.redirect).await?;
    let address = place.source.oauth_address(&client, &request)?;
    Ok(Prepared {
        parties,
        verifier,
        request,
        client,
        address,
    })
}

/// `None`: it was cancelled.
async fn attempt(
    place: &Place,
    popup: Option<Popup>,
    progress: &ArcRwSignal<Progress>,
) -> Result<Option<Session>, AttemptError> {
    let prepared = prepare(place).await;
    if let (Some(popup), true) = (&popup, prepared.is_err() || is_cancelled(progress)) {
        popup.close();
    }
    let Prepared {
        parties,
        verifier,
        request,
        client,
        address,
    } = prepared?;
    let popup = popup.as_ref();
    let Some(query) = answer(place, &request, &address, popup, progress).await? else {
        // Where the server does not know the app any more, people see that there and close the
        // window: the next attempt registers anew.
        forget_client(place, &parties);
        return Ok(None);
    };
    // From here on this answer is used up, whatever it says.
    progress.set(Progress::Exchanging);
    let code = place.source.oauth_code(&request, &query)?;
    let exchange = place
        .source
        .oauth_session(&client, &request.redirect, &code, &verifier);
    match place.run(exchange).await {
        Ok(session) => Ok(Some(session)),
        Err(failure) => {
            forget_client(place, &parties);
            Err(failure.into())
        }
    }
}

/// The app's name with the server, made by asking at the first time.
async fn client(
    place: &Place,
    parties: &OAuthParties,
    redirect: &str,
) -> Result<OAuthClient, Failure> {
    if parties.registers
        && let Some(client) = clients::find(&place.id, parties, redirect)
    {
        return Ok(client);
    }
    let client = place.run(place.source.oauth_client(redirect)).await?;
    if parties.registers {
        clients::keep(&place.id, parties, redirect, &client);
    }
    Ok(client)
}

fn forget_client(place: &Place, parties: &OAuthParties) {
    if parties.registers {
        clients::forget(&place.id);
    }
}

/// Leads the person to the site and waits for the query that they come back with.
async fn answer(
    place: &Place,
    request: &OAuthRequest,
    address: &str,
    popup: Option<&Popup>,
    progress: &ArcRwSignal<Progress>,
) -> Result<Option<String>, AttemptError> {
    let (source, of_answer) = (Arc::clone(&place.source), request.clone());
    // An answer with another state may be for another tab of the app. It is not taken, and the
    // page that brought it says so.
    let of_accept = progress.clone();
    let accept = move |query: &str| {
        !is_cancelled(&of_accept)
            && source.oauth_code(&of_answer, query) != Err(AuthorizationError::State)
    };
    let answer = Answer::listen(request.state.clone(), accept).ok_or(AttemptError::NoWayBack)?;
    let waiting = |window| Progress::Waiting {
        address: address.to_owned(),
        window,
    };
    if is_cancelled(progress) {
        return Ok(None);
    }
    if let Some(popup) = popup {
        popup.go(address);
        progress.set(waiting(Opened::Open));
    } else {
        progress.set(waiting(Opened::Blocked));
    }
    let mut arriving = Box::pin(answer.arrives());
    for _ in 0..PATIENCE / STEP {
        match select(arriving, Box::pin(timer::sleep(STEP))).await {
            Either::Left((query, _)) => return Ok(Some(query)),
            Either::Right(((), still)) => arriving = still,
        }
        if is_cancelled(progress) {
            return Ok(None);
        }
        let is_open = progress.with_untracked(|progress| *progress == waiting(Opened::Open));
        // The answer may be on its way all the same: only words come of this.
        if is_open && popup.is_some_and(Popup::is_closed) {
            progress.set(waiting(Opened::Closed));
        }
    }
    Err(AttemptError::TooLate)
}

fn is_cancelled(progress: &ArcRwSignal<Progress>) -> bool {
    progress.with_untracked(|progress| *progress == Progress::Cancelled)
}
