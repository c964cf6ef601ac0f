//! Who is signed in, and with what.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};

use crate::json::Document;

/// What a person entered to sign in or to make an account.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Credentials {
    /// Name or e-mail; empty for a pasted token.
    pub user: String,
    /// Password or token.
    pub secret: String,
    /// E-mail, when making an account.
    pub email: Option<String>,
}

/// Who is signed in to a source. Holds the secret: kept in memory unless the person asks otherwise.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Session {
    /// The values that `{auth.…}` stands for.
    pub auth: BTreeMap<String, String>,
    /// The account's identifier, where the backend tells it.
    pub account_id: Option<String>,
    /// The name to show.
    pub account_name: Option<String>,
    /// What the account is: `moderator`.
    pub roles: Vec<String>,
}

impl Session {
    /// A session that was kept as JSON. `None`: it is none.
    pub fn from_json(text: &str) -> Option<Self> {
        let document = Document::parse(text).ok()?;
        let root = document.root();
        Some(Self {
            auth: root.pairs("auth"),
            account_id: root.text("account_id"),
            account_name: root.text("account_name"),
            roles: root.texts("roles"),
        })
    }

    /// Whether someone is signed in.
    pub fn is_signed_in(&self) -> bool {
        !self.auth.is_empty()
    }
}

// Secrets stay out of logs: only the names of the values are shown.
impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("account_id", &self.account_id)
            .field("account_name", &self.account_name)
            .field("auth", &self.auth.keys())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("user", &self.user)
            .finish_non_exhaustive()
    }
}
