//! The two plain pages: which provider to sign in with, and what went wrong when there is nowhere
//! to send the person. No script, and one style sheet that the policy names by its hash.

use std::fmt::Write as _;
use std::sync::LazyLock;

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

const STYLE: &str = "\
:root{color-scheme:light dark;font:1.0625rem/1.5 system-ui,sans-serif}\
body{max-width:24rem;margin:15vh auto 0;padding:0 1.25rem}\
h1{font-size:1.375rem;line-height:1.25}\
ul{list-style:none;margin:1.5rem 0;padding:0}\
li{margin:.75rem 0}\
li a{display:block;padding:.75rem 1rem;border:1px solid;border-radius:.5rem;text-decoration:none;\
overflow-wrap:anywhere}\
li a:hover{text-decoration:underline}";

static POLICY: LazyLock<String> = LazyLock::new(|| {
    let hash = STANDARD.encode(Sha256::digest(STYLE));
    format!(
        "default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'none'"
    )
});

/// A link of the page.
pub(super) struct Link<'a> {
    pub(super) address: String,
    pub(super) title: &'a str,
}

/// Asks which provider to sign in with. `cancel` is where those go who change their mind.
pub(super) fn choice(links: &[Link<'_>], cancel: &str) -> Response {
    let mut body = "<h1>Sign in with</h1><ul>".to_owned();
    for Link { address, title } in links {
        let (address, title) = (escape(address), escape(title));
        // Writing to a String cannot fail.
        let _infallible = write!(body, "<li><a href=\"{address}\">{title}</a></li>");
    }
    let _infallible = write!(
        body,
        "</ul><p><a href=\"{}\">Cancel</a></p>",
        escape(cancel)
    );
    page(StatusCode::OK, "Sign in", &body)
}

/// Says that somebody could not be signed in, where no client can be told.
pub(super) fn problem(status: StatusCode, text: &str) -> Response {
    let body = format!(
        "<h1>You were not signed in</h1><p>{}.</p>\
         <p>Close this page and try again where you came from.</p>",
        escape(text)
    );
    page(status, "Not signed in", &body)
}

fn page(status: StatusCode, title: &str, body: &str) -> Response {
    let html = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{title}</title>\
         <meta name=\"viewport\" content=\"width=device-width\"><style>{STYLE}</style>\
         <main>{body}</main></html>"
    );
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, &**POLICY),
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    (status, headers, html).into_response()
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}
