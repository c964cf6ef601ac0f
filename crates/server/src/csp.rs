//! The security headers of the page.
//!
//! Scripts come from this site alone and may only pass strings to the page through the Trusted
//! Types policy `app`. The page may talk to any https backend, because that is what the client
//! is for; backends on plain http must be named in `config.json`.

use std::collections::BTreeSet;

use serde_json::Value;
use url::Url;

/// How deep `config.json` is looked into.
const DEPTH: usize = 8;

/// The policy for a page that is configured by this `config.json`.
pub(crate) fn policy(config: &[u8]) -> String {
    let mut origins = BTreeSet::new();
    if let Ok(config) = serde_json::from_slice::<Value>(config)
        && let Some(sources) = config.get("sources")
    {
        collect(sources, DEPTH, &mut origins);
    }
    let mut named = String::new();
    for origin in origins {
        named.push(' ');
        named.push_str(&origin);
    }
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' https: data:{named}; connect-src 'self' https:{named}; \
         worker-src 'self'; manifest-src 'self'; font-src 'self'; base-uri 'none'; \
         form-action 'none'; object-src 'none'; frame-ancestors 'none'; \
         require-trusted-types-for 'script'; trusted-types app"
    )
}

/// Collects the origins of all http and https addresses in a value.
fn collect(value: &Value, depth: usize, origins: &mut BTreeSet<String>) {
    let Some(depth) = depth.checked_sub(1) else {
        return;
    };
    match value {
        Value::String(text) => {
            // The serialised origin of a parsed address has no space or semicolon in it, so
            // no address can add a directive.
            let url = Url::parse(text).ok();
            let url = url.filter(|url| matches!(url.scheme(), "http" | "https"));
            origins.extend(url.map(|url| url.origin().ascii_serialization()));
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, depth, origins)),
        Value::Object(map) => map.values().for_each(|item| collect(item, depth, origins)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The value of `connect-src` for this configuration.
    fn connect(config: &str) -> String {
        let policy = policy(config.as_bytes());
        let directive = policy
            .split("; ")
            .find_map(|part| part.strip_prefix("connect-src "));
        directive.unwrap().to_owned()
    }

    #[test]
    fn the_origins_of_sources_may_be_connected_to() {
        let config = r#"{"sources":[
            {"id":"a","connector":"baraza","params":{"site":"/"}},
            {"id":"b","connector":"http://c.example/x.json","params":{"site":"http://127.0.0.1:8081/wp/"}}
        ]}"#;
        assert_eq!(
            connect(config),
            "'self' https: http://127.0.0.1:8081 http://c.example"
        );
    }

    #[test]
    fn nothing_in_a_configuration_can_add_a_directive() {
        for config in [
            "",
            "not json",
            "[]",
            r#"{"sources":"http://x; script-src *"}"#,
            r#"{"sources":["http://x;script-src */","javascript:alert(1)","data:text/html,x"]}"#,
        ] {
            let policy = policy(config.as_bytes());
            assert_eq!(policy.matches("script-src").count(), 1, "{config}");
            assert!(!policy.contains('*'), "{config}");
        }
    }
}
