//! Addresses: what passes means the same to a browser, what could be misread does not pass.

use baraza_core::url::{join, origin};

#[test]
fn an_origin_is_scheme_host_and_port_in_one_spelling() {
    let cases = [
        ("https://example.org", "https://example.org"),
        ("https://example.org/", "https://example.org"),
        ("HTTPS://Example.ORG/Path?q#f", "https://example.org"),
        ("https://example.org:443/x", "https://example.org"),
        ("http://example.org:80", "http://example.org"),
        ("http://example.org:443", "http://example.org:443"),
        ("http://127.0.0.1:8080/a", "http://127.0.0.1:8080"),
        ("http://[::1]:8080/", "http://[::1]:8080"),
        (
            "https://example.org?x=//evil.example",
            "https://example.org",
        ),
        ("https://example.org#@evil.example", "https://example.org"),
        ("https://a_b.example-1.org", "https://a_b.example-1.org"),
    ];
    for (url, expected) in cases {
        assert_eq!(origin(url).as_deref(), Some(expected), "of `{url}`");
    }
}

#[test]
fn what_could_be_misread_is_no_address() {
    let cases = [
        "",
        "example.org",
        "//example.org",
        "/path",
        "ftp://example.org",
        "javascript:alert(1)",
        "data:text/html,x",
        "https:example.org",
        "https:/example.org",
        "https:///example.org",
        "https://",
        "https:// example.org",
        "https://example.org\\@evil.example",
        "https:\\\\evil.example",
        "https://user@example.org",
        "https://user:secret@example.org",
        "https://example.org@evil.example",
        "https://example.org%2f@evil.example",
        "https://exam\nple.org",
        "https://example.org/a\tb",
        "\u{1}https://example.org",
        "https://example.org:",
        "https://example.org:99999",
        "https://example.org:+80",
        "https://example.org:8o",
        "https://ex%61mple.org",
        "https://bücher.example",
        "https://evil。example",
        "https://[::1",
        "https://[::1]x",
        "https://[evil.example]",
        "https://.example.org",
        "https://example.org<script>",
    ];
    for url in cases {
        assert_eq!(origin(url), None, "of `{url}`");
    }
}

#[test]
fn references_are_resolved_as_a_browser_does() {
    let base = "https://example.org/a/b?q=1#f";
    let cases = [
        ("https://other.example/x", Some("https://other.example/x")),
        ("//other.example/x", Some("https://other.example/x")),
        ("/x", Some("https://example.org/x")),
        ("x", Some("https://example.org/a/x")),
        ("x/y?z", Some("https://example.org/a/x/y?z")),
        ("?page=2", Some("https://example.org/a/b?page=2")),
        ("#top", Some("https://example.org/a/b?q=1#top")),
        ("", Some("https://example.org/a/b?q=1")),
        ("./x:y", Some("https://example.org/a/./x:y")),
        ("javascript:alert(1)", None),
        ("mailto:a@example.org", None),
        ("//user@evil.example", None),
        ("/\\evil.example", None),
        ("x y", None),
        ("https:evil", None),
    ];
    for (reference, expected) in cases {
        assert_eq!(
            join(base, reference).as_deref(),
            expected,
            "of `{reference}`"
        );
    }
    assert_eq!(
        join("https://example.org", "x").as_deref(),
        Some("https://example.org/x")
    );
    assert_eq!(
        join("https://example.org?q", "x").as_deref(),
        Some("https://example.org/x")
    );
    assert_eq!(join("nonsense", "/x"), None);
}

#[test]
fn a_network_path_cannot_leave_unseen() {
    // `//evil` after a base that ends in a slash must not become a path of the base.
    let joined = join("https://example.org/", "//evil.example/x").expect("an address");
    assert_eq!(origin(&joined).as_deref(), Some("https://evil.example"));
}
