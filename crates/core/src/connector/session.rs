//! Who is signed in, and with what.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};

use crate::json::{Document, Node};

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
    /// The sessions that were kept as JSON: a list of them, or one alone. None, if it is neither.
    pub fn all_from_json(text: &str) -> Vec<Self> {
        let Ok(document) = Document::parse(text) else {
            return Vec::new();
        };
        let root = document.root();
        let read = |node: Node<'_>| Self {
            auth: node.pairs("auth"),
            account_id: node.text("account_id"),
            account_name: node.text("account_name"),
            roles: node.texts("roles"),
        };
        match root.elements() {
            Some(sessions) => sessions.map(read).collect(),
            None => root.members().map(|_| read(root)).into_iter().collect(),
        }
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
