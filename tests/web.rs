//! What only a browser can show: runs in headless Chromium with `wasm-bindgen-test`.
#![cfg(target_arch = "wasm32")]

use baraza::platform::{rich_text, storage};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// What `public/boot.js` offers in the real page; the harness page of these tests has no boot.
fn boot() {
    js_sys::Function::new_no_args(
        "globalThis.baraza ??= { parseInert: (html) => new DOMParser().parseFromString(html, 'text/html') }",
    )
    .call0(&wasm_bindgen::JsValue::NULL)
    .unwrap();
}

fn shown(html: &str) -> String {
    boot();
    let document = web_sys::window().unwrap().document().unwrap();
    let host = document.create_element("div").unwrap();
    rich_text::fill(&host, &rich_text::parse_html(html), false);
    host.inner_html()
}

#[wasm_bindgen_test]
fn what_is_allowed_is_built_anew_and_the_rest_is_not() {
    for (html, expected) in [
        ("<p>a <em>b</em></p>", "<p>a <em>b</em></p>"),
        (
            "<p onclick=\"x()\" id=\"a\" style=\"color:red\">a</p>",
            "<p>a</p>",
        ),
        ("<script>x()</script>a", "a"),
        (
            "<svg><script>x()</script><a href=\"javascript:x()\">b</a></svg>",
            "",
        ),
        ("<a href=\"javascript:x()\">a</a>", "<span>a</span>"),
        ("<a href=\" JaVaScRiPt:x()\">a</a>", "<span>a</span>"),
        ("<a href=\"/relative\">a</a>", "<span>a</span>"),
        (
            "<a href=\"https://example.org/?a=1&amp;b\">a</a>",
            "<a href=\"https://example.org/?a=1&amp;b\" rel=\"nofollow ugc noopener noreferrer\" target=\"_blank\">a</a>",
        ),
        ("<iframe src=\"https://example.org\">x</iframe>", ""),
        (
            "<form><input name=\"x\"><b>a</b></form>",
            "<strong>a</strong>",
        ),
        ("<h1>a</h1>", "<p role=\"heading\" aria-level=\"3\">a</p>"),
    ] {
        assert_eq!(shown(html), expected, "{html}");
    }
}

#[wasm_bindgen_test]
fn an_image_waits_for_a_tap() {
    let html = shown("<img src=\"https://example.org/a.png\" alt=\"A\" onerror=\"x()\">");
    assert!(html.starts_with("<button"), "{html}");
    assert!(!html.contains("src="), "{html}");
}

#[wasm_bindgen_test]
fn ten_thousand_nested_elements_leave_the_page_alive() {
    let html = format!(
        "{}deep{}",
        "<blockquote>".repeat(10_000),
        "</blockquote>".repeat(10_000)
    );
    let shown = shown(&html);
    assert!(shown.contains("deep"), "the words are there");
    assert!(shown.matches("<blockquote>").count() <= 64);
}

#[wasm_bindgen_test]
fn a_text_is_kept_found_again_and_forgotten() {
    let key = "baraza:test:draft";
    storage::set(key, "a word 😀").unwrap();
    assert_eq!(storage::get(key).as_deref(), Some("a word 😀"));
    assert!(storage::keys("baraza:test:").contains(&key.to_owned()));
    storage::remove(key);
    assert_eq!(storage::get(key), None);
}
