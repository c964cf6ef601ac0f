//! The connectors that come with the app, as their index lists them.

use baraza_core::connector::{Cors, Failure, FailureKind, Preset};

use super::config::failure;
use crate::platform::http;

/// Where the index is. It is made of the connector files.
const INDEX: &str = "/connectors/index.json";

/// Fetches the index.
///
/// # Errors
/// It is missing or cannot be read.
pub async fn all() -> Result<Vec<Preset>, Failure> {
    let answer = http::own_file(INDEX)
        .await
        .map_err(|error| failure(FailureKind::Unreachable, error.to_string()))?;
    if answer.status != 200 {
        let message = format!("{INDEX} answered with status {}", answer.status);
        return Err(failure(FailureKind::Unsupported, message));
    }
    Preset::index(&answer.body).map_err(|error| {
        let message = format!("{INDEX} cannot be read: {error}");
        failure(FailureKind::Unsupported, message)
    })
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
        let all = Preset::index(&std::fs::read_to_string(path).unwrap()).unwrap();
        let wordpress = all.iter().find(|preset| preset.name == "wordpress");
        let wordpress = wordpress.unwrap();
        assert_eq!(wordpress.title, "WordPress");
        assert!(!wordpress.about.is_empty());
        assert_eq!(wordpress.params[0].name, "site", "in the order of the file");
    }
}
