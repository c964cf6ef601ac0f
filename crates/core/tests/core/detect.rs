//! From a pasted address to a preset.

use baraza_core::connector::{
    Connector, DetectStep, Detected, Detection, HttpResponse, MAX_PROBES, NotAnAddress, Params,
    Preset,
};
use serde_json::{Value, json};

fn presets() -> Vec<Preset> {
    let site = json!({ "site": { "kind": "url" } });
    let index = json!([
        {
            "name": "press", "title": "Press", "params": site,
            "detect": [{ "get": "{+site}/wp-json/", "expect": "$.namespaces[?@ == 'wp/v2']", "rank": 1 }]
        },
        {
            "name": "forge", "title": "Forge", "params": { "owner": {}, "repo": {}, "token": { "default": "" } },
            "detect": [{ "address": ["forge.example/{owner}/{repo}", "*.forge.example/x/*/{repo}"] }]
        },
        {
            "name": "agora", "title": "Agora", "params": { "site": { "kind": "url" }, "group": {} },
            "detect": [{
                "hint": "^/t/", "get": "{+site}/about.json", "expect": "$.about", "rank": 9,
                "set": { "group": { "op": "regex", "in": "@.path", "re": "^/t/([^/]+)" } }
            }]
        },
        {
            "name": "feed", "title": "Feed", "params": { "feed": { "kind": "url" } },
            "detect": [{
                "get": "{+address}", "expect": "$.items && $.version", "rank": 5,
                "set": { "feed": "@.address" }
            }]
        },
        { "name": "elsewhere", "title": "Elsewhere", "params": {}, "detect": [{ "get": "https://other.example/" }] }
    ]);
    Preset::index(&index.to_string()).expect("an index")
}

/// What comes of an address, and what was asked on the way.
fn detect(address: &str, site: impl Fn(&str) -> Option<Value>) -> (Detected, Vec<String>) {
    let mut detection = Detection::new(address, presets()).expect("an address");
    let mut asked = Vec::new();
    let mut answer = None;
    loop {
        match detection.resume(answer) {
            DetectStep::Done(detected) => return (detected, asked),
            DetectStep::Ask(request) => {
                assert_eq!(request.method.as_str(), "GET");
                let body = site(&request.url);
                asked.push(request.url);
                answer = Some(Ok(HttpResponse {
                    status: if body.is_some() { 200 } else { 404 },
                    headers: Vec::new(),
                    body: body.map_or_else(|| "<p>no".to_owned(), |body| body.to_string()),
                }));
            }
        }
    }
}

fn preset(name: &str, params: &[(&str, &str)]) -> Detected {
    Detected::Preset {
        name: name.to_owned(),
        params: params
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect::<Params>(),
    }
}

#[test]
fn a_known_host_is_recognised_without_a_question() {
    for (address, owner, repo) in [
        (
            "https://forge.example/ann/tools/issues/4?x#y",
            Some("ann"),
            "tools",
        ),
        ("www.forge.example/ann/tools", Some("ann"), "tools"),
        ("https://eu.forge.example/x/anything/tools", None, "tools"),
    ] {
        let (found, asked) = detect(address, |_| None);
        let mut params = vec![("repo", repo)];
        params.extend(owner.map(|owner| ("owner", owner)));
        assert_eq!(found, preset("forge", &params), "{address}");
        assert!(asked.is_empty());
    }
}

#[test]
fn a_site_is_recognised_by_what_it_answers() {
    let (found, asked) = detect("blog.example/2024/hello", |url| {
        url.ends_with("/wp-json/")
            .then(|| json!({ "namespaces": ["oembed/1.0", "wp/v2"] }))
    });
    assert_eq!(found, preset("press", &[("site", "https://blog.example")]));
    assert!(asked.len() <= 2, "{asked:?}");
}

#[test]
fn what_the_path_looks_like_is_asked_first() {
    let (found, asked) = detect("http://localhost:8080/t/visas/12", |url| {
        url.ends_with("about.json").then(|| json!({ "about": {} }))
    });
    let params = [("site", "http://localhost:8080"), ("group", "visas")];
    assert_eq!(found, preset("agora", &params));
    assert_eq!(asked, ["http://localhost:8080/about.json"]);
}

#[test]
fn the_address_itself_may_be_the_api() {
    let feed = json!({ "version": "https://jsonfeed.org/version/1.1", "items": [] });
    let (found, _) = detect("https://a.example/feed.json", |url| {
        url.ends_with("feed.json").then(|| feed.clone())
    });
    assert_eq!(
        found,
        preset("feed", &[("feed", "https://a.example/feed.json")])
    );
    let unknown = json!([{ "id": 1 }]);
    let (found, asked) = detect("https://a.example/api?x=1", |url| {
        url.ends_with("x=1").then(|| unknown.clone())
    });
    let json = Some(unknown.to_string());
    assert_eq!(found, Detected::Unknown { json });
    // Nobody else is asked, and each address once.
    assert_eq!(asked.len(), 3, "{asked:?}");
    assert!(
        asked
            .iter()
            .all(|url| url.starts_with("https://a.example/"))
    );
}

#[test]
fn questions_are_few() {
    let rule = |at: usize| json!({ "get": format!("{{+site}}/{at}"), "expect": "$.x" });
    let index = json!([{ "name": "many", "detect": (0..20).map(rule).collect::<Vec<_>>() }]);
    let presets = Preset::index(&index.to_string()).expect("an index");
    let mut detection = Detection::new("https://a.example", presets).expect("an address");
    let mut asked = 0;
    let mut step = detection.resume(None);
    while let DetectStep::Ask(_) = step {
        asked += 1;
        step = detection.resume(Some(Ok(HttpResponse::default())));
    }
    assert_eq!(asked, MAX_PROBES);
}

#[test]
fn the_most_common_systems_are_asked_for_at_any_address() {
    let path = crate::support::connectors().join("index.json");
    let index = std::fs::read_to_string(path).expect("the index");
    for (file, answer) in [
        (
            "wordpress",
            json!({ "namespaces": ["oembed/1.0", "wp/v2"] }),
        ),
        (
            "mastodon",
            json!({ "domain": "a", "version": "4.3.0", "api_versions": { "mastodon": 2 } }),
        ),
        (
            "discourse",
            json!({ "topic_list": { "per_page": 30, "topics": [{ "id": 1 }] } }),
        ),
        (
            "lemmy",
            json!({ "site_view": { "site": {} }, "version": "0.19.3" }),
        ),
        ("flarum", json!({ "data": { "type": "forums", "id": "1" } })),
    ] {
        let presets = Preset::index(&index).expect("the index");
        let mut detection = Detection::new("a.example", presets).expect("an address");
        let mut step = detection.resume(None);
        let found = loop {
            match step {
                DetectStep::Done(found) => break found,
                // Each site answers anything it knows nothing of with what it has to say.
                DetectStep::Ask(_) => {
                    step = detection.resume(Some(Ok(HttpResponse {
                        status: 200,
                        headers: Vec::new(),
                        body: answer.to_string(),
                    })));
                }
            }
        };
        assert_eq!(
            found,
            preset(file, &[("site", "https://a.example")]),
            "{file}"
        );
    }
}

#[test]
fn what_is_no_address_is_told_apart() {
    for text in [
        "",
        "hello",
        "a b",
        "ftp://a.example",
        "javascript:alert(1)",
        "https://",
    ] {
        let detection = Detection::new(text, Vec::new());
        assert_eq!(detection.err(), Some(NotAnAddress), "{text}");
    }
}

#[test]
fn rules_of_the_released_files_have_no_problems() {
    for entry in std::fs::read_dir(crate::support::connectors()).expect("the folder") {
        let path = entry.expect("an entry").path();
        let json = std::fs::read_to_string(&path).expect("a file");
        let problems = Connector::problems_of_detection(&json);
        assert!(problems.is_empty(), "{}: {problems:?}", path.display());
    }
}
