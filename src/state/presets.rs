//! The connectors that come with the app, as their index lists them.

use baraza_core::{
    connector::{Cors, Failure, FailureKind},
    json,
};
use serde::Deserialize;

use super::config::failure;
use crate::platform::http;

/// Where the index is. It is made of the connector files.
const INDEX: &str = "/connectors/index.json";

/// A connector that comes with the app.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Preset {
    /// The name of its file.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// What it reads, in a sentence.
    #[serde(default)]
    pub about: String,
    /// Whether pages of other sites can read such a backend as it is installed.
    #[serde(default)]
    pub cors: Cors,
    /// What its owner has to do so that they can.
    #[serde(default)]
    pub recipe: Option<String>,
}

impl Preset {
    /// Fetches the index.
    ///
    /// # Errors
    /// It is missing or cannot be read.
    pub async fn all() -> Result<Vec<Self>, Failure> {
        let answer = http::own_file(INDEX)
            .await
            .map_err(|error| failure(FailureKind::Unreachable, error.to_string()))?;
        if answer.status != 200 {
            let message = format!("{INDEX} answered with status {}", answer.status);
            return Err(failure(FailureKind::Unsupported, message));
        }
        json::from_str(&answer.body).map_err(|error| {
            let message = format!("{INDEX} cannot be read: {error}");
            failure(FailureKind::Unsupported, message)
        })
    }
}

/// What to call the way a backend treats pages of other sites, if it matters.
pub fn badge(cors: Cors) -> Option<&'static str> {
    match cors {
        Cors::Open => None,
        Cors::OptIn => Some("Has to be allowed"),
        Cors::Closed => Some("Not from other sites"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_index_of_this_repository_can_be_read() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/public/connectors/index.json");
        let text = std::fs::read_to_string(path).unwrap();
        let all: Vec<Preset> = json::from_str(&text).unwrap();
        let wordpress = all
            .iter()
            .find(|preset| preset.name == "wordpress")
            .unwrap();
        assert_eq!(wordpress.title, "WordPress");
        assert!(!wordpress.about.is_empty());
    }
}
