//! Connector files: the released ones have no problems, and broken ones hear of all of theirs.

use baraza_core::connector::{Connector, SignInKind, Write};
use serde_json::{Value, json};

use crate::support::{bind, connector, connectors};

#[test]
fn every_released_file_has_no_problems() {
    let mut count = 0;
    for entry in std::fs::read_dir(connectors()).expect("the folder of connectors") {
        let path = entry.expect("an entry").path();
        if ["schema.json", "index.json"]
            .iter()
            .any(|name| path.ends_with(name))
        {
            continue;
        }
        let json = std::fs::read_to_string(&path).expect("a file");
        if let Err(problems) = Connector::parse(&json) {
            panic!("{}: {problems:#?}", path.display());
        }
        count += 1;
    }
    assert!(count >= 4, "only {count} files");
}

#[test]
fn the_released_files_offer_what_their_backends_can() {
    let site = [("site", "https://example.org")];
    let of = |name: &str| bind(connector(name), &site).capabilities().clone();
    let (baraza, wordpress, mastodon) = (of("baraza"), of("wordpress"), of("mastodon"));
    assert_eq!(baraza.writes.len(), 11);
    assert!(baraza.search && baraza.tags && baraza.downvote && baraza.held && baraza.sign_up);
    assert!(baraza.idempotent.contains(&Write::CommentCreate));
    assert_eq!(
        baraza.sign_in.map(|with| with.kind),
        Some(SignInKind::Login)
    );
    assert!(wordpress.search && !wordpress.tags && !wordpress.downvote && !wordpress.sign_up);
    assert!(wordpress.idempotent.is_empty());
    assert_eq!(
        wordpress.sign_in.map(|with| with.kind),
        Some(SignInKind::Basic)
    );
    assert!(mastodon.tags && mastodon.idempotent.contains(&Write::CommentCreate));
    assert_eq!(
        mastodon.sign_in.map(|with| with.kind),
        Some(SignInKind::OAuth)
    );
}

#[test]
fn the_schema_beside_the_connectors_is_that_of_the_tables() {
    let schema: Value = serde_json::from_str(&Connector::schema()).expect("a schema");
    let path = connectors().join("schema.json");
    if std::env::var_os("BLESS").is_some() {
        let text = serde_json::to_string_pretty(&schema).expect("JSON");
        std::fs::write(&path, text + "\n").expect("a file");
    }
    let text = std::fs::read_to_string(&path).expect("the schema; write it with BLESS=1");
    assert_eq!(serde_json::from_str::<Value>(&text).expect("JSON"), schema);
    // Each reference leads somewhere.
    for reference in text.split("#/$defs/").skip(1) {
        let name = reference.split('"').next().unwrap_or("");
        assert!(schema["$defs"][name].is_object(), "`{name}` is not defined");
    }
}

/// The index of the released files, for the list of presets: one line each, parameters in their order.
fn index() -> String {
    let mut names: Vec<String> = std::fs::read_dir(connectors())
        .expect("the folder of connectors")
        .filter_map(|entry| entry.expect("an entry").file_name().into_string().ok())
        .filter_map(|name| name.strip_suffix(".json").map(str::to_owned))
        .filter(|name| !["schema", "index"].contains(&name.as_str()))
        .collect();
    names.sort();
    let line = |name: &String| {
        let path = connectors().join(format!("{name}.json"));
        let text = std::fs::read_to_string(path).expect("a file");
        let file: Value = serde_json::from_str(&text).expect("JSON");
        let mut keys = vec![format!("\"name\":{}", json!(name))];
        for key in ["title", "about", "cors", "recipe"] {
            if let Some(value) = file.get(key) {
                keys.push(format!("{}:{value}", json!(key)));
            }
        }
        let params: Vec<String> = connector(name)
            .params()
            .iter()
            .map(|param| format!("{}:{}", json!(param.name), file["params"][&param.name]))
            .collect();
        keys.push(format!("\"params\":{{{}}}", params.join(",")));
        if let Some(rules) = file.get("detect") {
            keys.push(format!("\"detect\":{rules}"));
        }
        format!("{{{}}}", keys.join(","))
    };
    let lines: Vec<String> = names.iter().map(line).collect();
    format!("[\n{}\n]\n", lines.join(",\n"))
}

#[test]
fn the_index_beside_the_connectors_is_that_of_the_files() {
    let path = connectors().join("index.json");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, index()).expect("a file");
    }
    let text = std::fs::read_to_string(&path).expect("the index; write it with BLESS=1");
    assert_eq!(text, index());
}

#[test]
fn every_released_file_says_what_it_is_and_what_its_owner_has_to_do() {
    let index: Value = serde_json::from_str(&index()).expect("JSON");
    for file in index.as_array().expect("a list") {
        let has = |key: &str| file[key].as_str().is_some_and(|text| !text.is_empty());
        assert!(has("title") && has("about"), "{file}");
        let is_open = file.get("cors").is_none_or(|cors| cors == "open");
        assert!(is_open || has("recipe"), "{file}");
    }
}
