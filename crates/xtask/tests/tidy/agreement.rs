//! What must agree although it stands in several places.

use crate::sources::{self, text};

/// The versions of wasm-bindgen in the workspace's manifest, the lock file and the chores.
fn wasm_bindgen_versions(manifest: &str, lock: &str, chores: &str) -> [Option<String>; 3] {
    let quoted = |line: &str| line.split('"').nth(1).map(str::to_owned);
    let in_manifest = manifest
        .lines()
        .find(|line| line.starts_with("wasm-bindgen = "))
        .and_then(quoted)
        .and_then(|version| version.strip_prefix('=').map(str::to_owned));
    let mut locked = lock
        .lines()
        .skip_while(|line| *line != "name = \"wasm-bindgen\"");
    let in_lock = locked.nth(1).and_then(quoted);
    let in_chores = chores
        .lines()
        .find(|line| line.contains("WASM_BINDGEN_VERSION: &str"))
        .and_then(quoted);
    [in_manifest, in_lock, in_chores]
}

#[test]
fn wasm_bindgen_is_of_one_version_everywhere() {
    let sample = wasm_bindgen_versions(
        "wasm-bindgen = \"=1.2.3\"",
        "[[package]]\nname = \"wasm-bindgen\"\nversion = \"1.2.4\"\n",
        "pub const WASM_BINDGEN_VERSION: &str = \"1.2.5\";",
    );
    assert_eq!(sample.map(Option::unwrap), ["1.2.3", "1.2.4", "1.2.5"]);

    let [manifest, lock, chores] = wasm_bindgen_versions(
        &text("Cargo.toml"),
        &text("Cargo.lock"),
        &text("crates/xtask/src/tools/pinned.rs"),
    );
    assert!(manifest.is_some(), "Cargo.toml pins no version with `=`");
    assert_eq!(manifest, lock);
    assert_eq!(manifest, chores);
}

/// Dependencies in a manifest that core must not have.
fn forbidden_dependencies(manifest: &str) -> Vec<String> {
    let forbidden = [
        "chrono",
        "getrandom",
        "gloo",
        "js-sys",
        "leptos",
        "rand",
        "reqwest",
        "tokio",
        "uuid",
        "wasm-bindgen",
        "web-sys",
        "web-time",
    ];
    let names = manifest.lines().filter_map(|line| {
        line.split_once(['=', '.'])
            .map(|(name, _)| name.trim().trim_matches('"').to_owned())
    });
    names
        .filter(|name| {
            forbidden
                .iter()
                .any(|bad| name == bad || name.starts_with(&format!("{bad}-")))
                || name.starts_with("leptos_")
        })
        .collect()
}

#[test]
fn core_depends_on_nothing_that_reaches_outside() {
    let sample =
        "[dependencies]\nserde.workspace = true\nweb-sys = \"1\"\ngloo-net.workspace = true";
    assert_eq!(forbidden_dependencies(sample), ["web-sys", "gloo-net"]);
    assert_eq!(
        forbidden_dependencies(&text("crates/core/Cargo.toml")),
        [""; 0]
    );
}

fn missing_styles(page: &str, styles: &[&str]) -> Vec<String> {
    let link = |path: &str| format!("data-trunk rel=\"css\" href=\"{path}\"");
    styles
        .iter()
        .filter(|path| !page.contains(&link(path)))
        .map(|&path| path.to_owned())
        .collect()
}

#[test]
fn every_style_sheet_is_linked() {
    let page = "<link data-trunk rel=\"css\" href=\"style/a.css\">";
    assert_eq!(
        missing_styles(page, &["style/a.css", "style/b.css"]),
        ["style/b.css"]
    );

    let files = sources::all().iter().map(|file| file.path.as_str());
    let styles: Vec<&str> = files.filter(|path| path.starts_with("style/")).collect();
    assert!(!styles.is_empty());
    assert_eq!(missing_styles(&text("index.html"), &styles), [""; 0]);
}

#[test]
fn every_crate_follows_the_lints_of_the_workspace() {
    let follows = |manifest: &str| manifest.contains("[lints]\nworkspace = true");
    assert!(!follows("[package]\nname = \"a\"\n"));
    let manifests = sources::all()
        .iter()
        .filter(|file| file.path.ends_with("Cargo.toml"));
    let lax: Vec<&str> = manifests
        .filter(|file| !follows(&file.text))
        .map(|file| file.path.as_str())
        .collect();
    assert_eq!(lax, [""; 0]);
}

/// Settings of one clippy configuration that another one lacks.
fn lacking<'a>(all: &'a str, from: &str) -> Vec<&'a str> {
    let settings = all
        .lines()
        .filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    settings
        .filter(|line| !from.lines().any(|other| other == *line))
        .collect()
}

#[test]
fn clippy_is_no_laxer_for_the_browser() {
    assert_eq!(lacking("a = 1\n# b\nc = 2\n", "a = 1\n"), ["c = 2"]);
    let wasm = text("crates/xtask/clippy_wasm/clippy.toml");
    assert_eq!(lacking(&text("clippy.toml"), &wasm), [""; 0]);
}

/// The directives of the policy in the server's source: one string over several lines.
fn policy_of_server(source: &str) -> Vec<String> {
    let start = source.find("\"default-src").map_or(0, |quote| quote + 1);
    let text = source[start..].split('"').next().unwrap_or_default();
    directives(&text.replace("\\\n", "").replace("{named}", ""))
}

fn policy_of_hosts(file: &str) -> Vec<String> {
    let line = file
        .lines()
        .find_map(|line| line.trim().strip_prefix("Content-Security-Policy:"));
    directives(line.unwrap_or_default())
}

fn directives(policy: &str) -> Vec<String> {
    let words = |directive: &str| directive.split_whitespace().collect::<Vec<_>>().join(" ");
    policy.split(';').map(words).collect()
}

#[test]
fn static_hosts_get_the_policy_of_the_server() {
    assert_eq!(
        policy_of_server("x(\"default-src 'none'; \\\n   a b{named}\")"),
        ["default-src 'none'", "a b"]
    );
    let hosts = std::fs::read_to_string(sources::root().join("public/_headers")).unwrap();
    let hosts = policy_of_hosts(&hosts);
    assert!(
        hosts
            .iter()
            .any(|directive| directive == "trusted-types app")
    );
    assert_eq!(hosts, policy_of_server(&text("crates/server/src/csp.rs")));
}
