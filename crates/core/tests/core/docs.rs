//! The guide to the connector language (`docs/connectors.md`): every example in it is true, and
//! no key of the format is left out.
//!
//! The document is read from heading to heading. Its fenced blocks are marked by what follows
//! the word `json` or `http`:
//!
//! | block | what it is |
//! |---|---|
//! | `json connector` | a connector. Without `format` it is a fragment, and its keys are put over those of the smallest connector, `support::minimal` (posts with id, title and body; flat comments) |
//! | `json params`, `json session` | the parameters (addresses are `https://example.org` if nothing is said), and the values of `auth` that a signed-in person has |
//! | `http request` | what has to be sent. Only the header fields that are written down are compared |
//! | `http answer` | what the backend says to it. One line that is no status stands for no answer: `none`, `withheld` |
//! | `json answer` | the same, for good answers of JSON |
//! | `json write` | what a person does, as in the fixtures |
//! | `json result WHAT` | runs the example and compares: `posts`, `post`, `comments`, `held`, `write`, `sign_in`, `sign_up`, `sign_out`, `oauth`, `live`, `detect`, `offers`, `problems`; more words `key=value` say what is listed |
//! | `json item`, `json values`, `json holds` | an item, and pairs: an expression and its value, a predicate and whether it holds |
//! | `json config` | a `config.json`: the connectors that it names have to be there |
//!
//! Requests that are sent side by side are `http request beside` from the second on. In results
//! empty fields are left out, and so are `locked` and `pinned` where they are false; `"next": true`
//! stands for any page token. A connector and a session hold until the next heading.

use std::{
    collections::{BTreeMap, BTreeSet},
    panic::{AssertUnwindSafe, catch_unwind},
};

use baraza_core::connector::Connector;
use serde_json::Value;

use crate::{docs_example::Example, support::connectors};

fn document() -> String {
    let path = connectors().join("../../docs/connectors.md");
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A fenced block: the words after the fence, and what is in it.
#[derive(Debug)]
pub(crate) struct Block<'d> {
    pub(crate) heading: &'d str,
    pub(crate) words: Vec<&'d str>,
    pub(crate) text: String,
}

fn blocks(document: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let (mut heading, mut open) = ("", None);
    for line in document.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(info)) => {
                open = Some(Block {
                    heading,
                    words: info.split_whitespace().collect(),
                    text: String::new(),
                });
            }
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some(block), None) => {
                block.text.push_str(line);
                block.text.push('\n');
            }
            (None, None) if line.starts_with('#') => heading = line,
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a block is not closed");
    blocks
}

#[test]
fn every_example_of_the_guide_is_true() {
    let document = document();
    let (mut wrong, mut count) = (Vec::new(), 0);
    let mut example = Example::default();
    for block in blocks(&document) {
        if example.heading != block.heading {
            let left = !example.steps.is_empty();
            assert!(!left, "{}: an answer without a result", example.heading);
            example = Example::of(block.heading);
        }
        let outcome = catch_unwind(AssertUnwindSafe(|| example.take(&block)));
        match outcome {
            Ok(checked) => count += checked,
            Err(panic) => {
                let text = panic.downcast_ref::<String>().cloned();
                let text = text.or_else(|| panic.downcast_ref::<&str>().map(|&s| s.to_owned()));
                example.steps.clear();
                wrong.push(format!(
                    "{} ({}): {}",
                    block.heading,
                    block.words.join(" "),
                    text.unwrap_or_default()
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(count >= 200, "only {count} examples are checked");
}

/// All names of keys and all words that can be values, from the schema.
fn names(schema: &Value, into: &mut BTreeSet<String>) {
    match schema {
        Value::Object(members) => {
            for (key, value) in members {
                match (key.as_str(), value) {
                    ("properties", Value::Object(properties)) => {
                        into.extend(properties.keys().cloned());
                        for property in properties.values() {
                            names(property, into);
                        }
                    }
                    ("const", Value::String(word)) => {
                        into.insert(word.clone());
                    }
                    ("enum", Value::Array(words)) => {
                        into.extend(words.iter().filter_map(Value::as_str).map(str::to_owned));
                    }
                    _ => names(value, into),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| names(item, into)),
        _ => {}
    }
}

#[test]
fn the_guide_leaves_no_key_out() {
    let schema = serde_json::from_str(&Connector::schema()).expect("a schema");
    let mut known = BTreeSet::new();
    names(&schema, &mut known);
    assert!(known.len() > 150, "only {} names", known.len());
    let document = document();
    let quoted = |name: &str| [format!("`{name}`"), format!("\"{name}\"")];
    known.retain(|name| !quoted(name).iter().any(|name| document.contains(name)));
    assert!(known.is_empty(), "the guide does not mention {known:?}");
}

#[test]
fn the_table_of_contents_leads_to_every_chapter() {
    let document = document();
    let headings = document.lines().filter_map(|line| line.strip_prefix("## "));
    for heading in headings.filter(|heading| *heading != "Contents") {
        let kept = |c: &char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_');
        let anchor: String = heading.to_lowercase().chars().filter(kept).collect();
        let link = format!("[{heading}](#{})", anchor.replace(' ', "-"));
        assert!(document.contains(&link), "{link} is not in the contents");
    }
}

/// Checks that the connectors which a configuration names are there, with their parameters.
pub(crate) fn config(config: &Value) -> usize {
    let sources = config["sources"].as_array().expect("sources");
    for source in sources {
        let name = source["connector"].as_str().expect("a connector");
        assert!(source["id"].is_string() && source["name"].is_string());
        let path = connectors().join(format!("{name}.json"));
        let Ok(text) = std::fs::read_to_string(path) else {
            assert!(
                name.starts_with("https://"),
                "there is no connector `{name}`"
            );
            continue;
        };
        let connector = Connector::parse(&text).expect("a connector");
        let known: BTreeMap<_, _> = connector
            .params()
            .iter()
            .map(|param| (param.name.as_str(), param))
            .collect();
        let given = source["params"].as_object().expect("parameters");
        for name in given.keys() {
            assert!(
                known.contains_key(name.as_str()),
                "there is no parameter `{name}`"
            );
        }
    }
    sources.len()
}
