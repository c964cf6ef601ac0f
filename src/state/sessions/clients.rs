//! The app's own names with authorization servers that let apps register themselves: one is made
//! at the first sign-in to a source and used again. It is nobody's secret and says nothing of who
//! signs in.

use baraza_core::{
    connector::{OAuthClient, OAuthParties},
    json::{self, Document},
};
use serde::Serialize;

use crate::platform::storage;

/// What is kept: the name, and what it is good for.
#[derive(Serialize)]
struct Kept<'a> {
    token: &'a str,
    redirect: &'a str,
    scopes: Option<&'a str>,
    id: &'a str,
    secret: Option<&'a str>,
}

fn key(source: &str) -> String {
    format!("baraza:oauth-client:v1:{source}")
}

/// The name of the app that was made for just this server, address to come back to and scopes.
pub(super) fn find(source: &str, parties: &OAuthParties, redirect: &str) -> Option<OAuthClient> {
    let text = storage::get(&key(source))?;
    let document = Document::parse(&text).ok()?;
    let root = document.root();
    let is_for = |name: &str, value: &str| root.text(name).as_deref() == Some(value);
    let fits = is_for("token", &parties.token)
        && is_for("redirect", redirect)
        && root.text("scopes") == parties.scopes;
    fits.then_some(OAuthClient {
        id: root.text("id")?,
        secret: root.text("secret"),
    })
}

/// Keeps it. Where that does not work, the app registers once more.
pub(super) fn keep(source: &str, parties: &OAuthParties, redirect: &str, client: &OAuthClient) {
    let kept = Kept {
        token: &parties.token,
        redirect,
        scopes: parties.scopes.as_deref(),
        id: &client.id,
        secret: client.secret.as_deref(),
    };
    if let Ok(text) = json::to_string(&kept) {
        drop(storage::set(&key(source), &text));
    }
}

/// Forgets it: the server may not know it any more.
pub(super) fn forget(source: &str) {
    storage::remove(&key(source));
}
