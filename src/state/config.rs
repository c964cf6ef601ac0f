//! The site owner's `config.json`: which sources the app opens with.
//!
//! It is read at every start, so editing it needs no rebuild.

use std::collections::BTreeMap;

use baraza_core::{
    connector::{Failure, FailureKind},
    json::{Document, Node},
};
use serde::Serialize;

use crate::platform::http;

/// The file as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// What the app calls itself here.
    pub name: String,
    /// The sources, the first one being home.
    pub sources: Vec<SourceConfig>,
    /// BCP 47 tag of the language most texts are in.
    pub lang: Option<String>,
    /// Direction of the page, `ltr` or `rtl`.
    pub dir: Option<String>,
    /// Whether these are all the sources there can be.
    pub locked: bool,
}

/// One source: a connector and what it has to be told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SourceConfig {
    /// Its name in addresses.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// A name of `connectors/<name>.json`, an address that ends in `.json`, or `device:` and the
    /// id of an imported connector.
    pub connector: String,
    /// Values for the connector's parameters. Addresses may be relative to the page.
    pub params: BTreeMap<String, String>,
}

/// What the connector of a source begins with when it was imported.
pub const IMPORTED: &str = "device:";

impl Config {
    /// Fetches and reads the file.
    ///
    /// # Errors
    /// It is missing or is not what it should be; the message says where.
    pub async fn load() -> Result<Self, Failure> {
        let answer = http::own_file("/config.json")
            .await
            .map_err(|unreachable| failure(FailureKind::Unreachable, unreachable.to_string()))?;
        if answer.status != 200 {
            let message = format!("config.json answered with status {}", answer.status);
            return Err(failure(FailureKind::Unsupported, message));
        }
        Self::parse(&answer.body)
    }

    /// Reads the file's text.
    ///
    /// # Errors
    /// It is not what it should be; the message says where.
    pub fn parse(text: &str) -> Result<Self, Failure> {
        let unsupported = |message| failure(FailureKind::Unsupported, message);
        let document = Document::parse(text)
            .map_err(|error| unsupported(format!("config.json is {error}")))?;
        let root = document.root();
        let sources = root
            .get("sources")
            .and_then(Node::elements)
            .ok_or_else(|| unsupported("config.json has no list of `sources`".to_owned()))?;
        let mut config = Self {
            name: root.text("name").unwrap_or_else(|| "Baraza".to_owned()),
            sources: Vec::new(),
            lang: root.text("lang"),
            dir: root.text("dir"),
            locked: root.get("locked").and_then(Node::as_bool) == Some(true),
        };
        for (at, source) in sources.enumerate() {
            let source = SourceConfig::read(source).ok_or_else(|| {
                unsupported(format!(
                    "config.json: source {} needs `id`, `name` and `connector`",
                    at + 1
                ))
            })?;
            config.sources.push(source);
        }
        if config.sources.is_empty() {
            return Err(unsupported("config.json names no source".to_owned()));
        }
        Ok(config)
    }
}

impl SourceConfig {
    /// A source as JSON has it. `None`: something is missing.
    pub fn read(node: Node<'_>) -> Option<Self> {
        Some(Self {
            id: node.text("id")?,
            name: node.text("name")?,
            connector: node.text("connector")?,
            params: node.pairs("params"),
        })
    }

    /// The id of the connector on this device, if it was imported.
    pub fn imported(&self) -> Option<&str> {
        self.connector.strip_prefix(IMPORTED)
    }

    /// Whether its connector is one that comes with the app.
    pub fn is_preset(&self) -> bool {
        is_preset(&self.connector)
    }

    /// Where the connector file is.
    pub fn connector_path(&self) -> String {
        if std::path::Path::new(&self.connector)
            .extension()
            .is_some_and(|e| e == "json")
        {
            // Beside the app, whatever page is open.
            let is_rooted = self.connector.starts_with('/') || self.connector.contains("://");
            let root = if is_rooted { "" } else { "/" };
            format!("{root}{}", self.connector)
        } else {
            format!("/connectors/{}.json", self.connector)
        }
    }
}

/// Whether a connector's name is one of those that come with the app: no path, no address.
pub fn is_preset(connector: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    !connector.is_empty() && connector.bytes().all(is_plain)
}

/// A failure of the app's own files, which has neither status nor code of a backend.
pub fn failure(kind: FailureKind, message: String) -> Failure {
    Failure::new(kind, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_config_without_sources_says_so() {
        for (text, expected) in [
            (r#"{"sources": []}"#, "names no source"),
            (r"{}", "no list of `sources`"),
            (r#"{"sources": [{"id": 1}]}"#, "source 1 needs `id`"),
            ("<html>", "config.json is not JSON"),
        ] {
            let failure = Config::parse(text).unwrap_err();
            assert!(failure.message.contains(expected), "{text}: {failure}");
        }
    }

    #[test]
    fn a_connector_is_named_or_addressed() {
        let config = |connector: &str| SourceConfig {
            id: "a".into(),
            name: "A".into(),
            connector: connector.into(),
            params: BTreeMap::new(),
        };
        assert_eq!(
            config("wordpress").connector_path(),
            "/connectors/wordpress.json"
        );
        assert_eq!(
            config("https://a.example/c.json").connector_path(),
            "https://a.example/c.json"
        );
    }

    #[test]
    fn only_a_plain_name_is_a_preset() {
        for (name, expected) in [
            ("wordpress", true),
            ("json-server", true),
            ("", false),
            ("../x", false),
            ("https://a.example/c.json", false),
            ("device:a", false),
            ("{}", false),
        ] {
            assert_eq!(is_preset(name), expected, "{name}");
        }
    }
}
