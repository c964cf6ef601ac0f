//! `openapi.json` says what the server does: its answers fit, and it names every route.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use jsonschema::Validator;
use reqwest::Method;
use serde_json::{Value, json};

use crate::site::{Answer, Site};

static DOCUMENT: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../openapi.json")).unwrap());
const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// The document with its objects closed: what it does not name must not be there.
static CLOSED: LazyLock<Value> = LazyLock::new(|| {
    let mut components = DOCUMENT["components"].clone();
    close(&mut components["schemas"]);
    components
});

fn close(schema: &mut Value) {
    match schema {
        Value::Object(map) => {
            map.values_mut().for_each(close);
            if map.get("type") == Some(&json!("object")) && map.contains_key("properties") {
                map.insert("additionalProperties".to_owned(), json!(false));
            }
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}

/// The template of the document that a path is an instance of.
fn template(path: &str) -> Option<&'static str> {
    let path = path.split('?').next().unwrap();
    let fits = |template: &str| {
        let (template, path) = (template.split('/'), path.split('/'));
        template.clone().count() == path.clone().count()
            && template
                .zip(path)
                .all(|(want, is)| want == is || want.starts_with('{'))
    };
    let paths = DOCUMENT["paths"].as_object().unwrap();
    // A literal part is preferred to a parameter, as in the server.
    let mut found: Vec<_> = paths.keys().filter(|template| fits(template)).collect();
    found.sort_by_key(|template| template.contains('{'));
    found.first().map(|template| template.as_str())
}

/// Fails the test when an answer is not one that the document allows.
#[track_caller]
pub(crate) fn check(method: &Method, path: &str, answer: &Answer) {
    let what = || format!("{method} {path} -> {} {}", answer.status, answer.text);
    let responses = template(path)
        .map(|template| &DOCUMENT["paths"][template][method.as_str().to_lowercase()]["responses"]);
    let status = answer.status.to_string();
    let response = responses.and_then(|responses| responses.get(&status));
    let problem = &DOCUMENT["components"]["responses"]["Problem"];
    let response = response.unwrap_or_else(|| {
        assert!(answer.status >= 400, "not in the document: {}", what());
        problem
    });
    assert_ne!(answer.status, 500, "{}", what());
    let Some(content) = response["content"].as_object() else {
        assert_eq!(answer.text, "", "{}", what());
        return;
    };
    let (content_type, media) = content.iter().next().unwrap();
    assert_eq!(answer.header("content-type"), content_type, "{}", what());
    let schema = json!({ "allOf": [media["schema"]], "components": *CLOSED });
    let errors: Vec<_> = validator(&schema)
        .iter_errors(&answer.body)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{}\n{}", what(), errors.join("\n"));
}

fn validator(schema: &Value) -> Validator {
    jsonschema::options()
        .should_validate_formats(true)
        .build(schema)
        .unwrap()
}

#[test]
fn every_route_is_in_the_document_and_every_path_is_a_route() {
    let source = include_str!("../../src/api.rs");
    let routes: BTreeSet<_> = source
        .split(".route(")
        .skip(1)
        .filter_map(|rest| rest.trim_start().strip_prefix('"')?.split('"').next())
        .filter(|path| *path != "/")
        .collect();
    let paths = DOCUMENT["paths"].as_object().unwrap();
    assert_eq!(routes, paths.keys().map(String::as_str).collect());
}

#[tokio::test]
async fn every_method_of_the_document_is_answered_and_no_other() {
    let site = Site::start().await;
    for (path, operations) in DOCUMENT["paths"].as_object().unwrap() {
        // A stream of events has no end to wait for.
        for name in METHODS.into_iter().filter(|_| path != "/events") {
            let method = name.to_uppercase().parse().unwrap();
            let answer = site.call(method, &path.replace("{id}", "1")).send().await;
            let is_documented = operations.get(name).is_some();
            assert_eq!(
                answer.status != 405,
                is_documented,
                "{name} {path}: {}",
                answer.text
            );
            if !is_documented {
                let allowed = answer.header("allow").to_lowercase();
                for name in METHODS {
                    let is_allowed = allowed.split(',').any(|allowed| allowed.trim() == name);
                    assert_eq!(is_allowed, operations.get(name).is_some(), "{name} {path}");
                }
                answer.problem(405, "method_not_allowed");
            }
        }
    }
}

#[tokio::test]
async fn the_document_is_served_and_its_references_lead_somewhere() {
    let site = Site::start().await;
    assert_eq!(
        site.get("/openapi.json").send().await.expect(200),
        *DOCUMENT
    );
    let text = DOCUMENT.to_string();
    for reference in text
        .split("\"$ref\":\"#")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
    {
        assert!(DOCUMENT.pointer(reference).is_some(), "{reference}");
    }
    site.get("/health").send().await.expect(200);
}
