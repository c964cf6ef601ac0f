//! What a file is, told by its name alone.

/// The types of the files that a client is built of.
const TYPES: &[(&str, &str)] = &[
    ("css", "text/css; charset=utf-8"),
    ("gif", "image/gif"),
    ("html", "text/html; charset=utf-8"),
    ("ico", "image/x-icon"),
    ("jpeg", "image/jpeg"),
    ("jpg", "image/jpeg"),
    ("js", "text/javascript; charset=utf-8"),
    ("json", "application/json"),
    ("map", "application/json"),
    ("mjs", "text/javascript; charset=utf-8"),
    ("png", "image/png"),
    ("svg", "image/svg+xml"),
    ("txt", "text/plain; charset=utf-8"),
    ("wasm", "application/wasm"),
    ("webmanifest", "application/manifest+json"),
    ("webp", "image/webp"),
    ("woff2", "font/woff2"),
    ("xml", "application/xml"),
];

/// The shortest run of hexadecimal digits that is taken for a hash.
const HASH: usize = 12;

fn extension(name: &str) -> Option<&str> {
    name.rsplit('/')
        .next()?
        .rsplit_once('.')
        .map(|(_, extension)| extension)
}

/// The content type of a file.
pub(super) fn content_type(name: &str) -> &'static str {
    let extension = extension(name).unwrap_or_default();
    let known = TYPES
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(extension));
    known.map_or("application/octet-stream", |(_, content_type)| content_type)
}

/// Whether a path that is no file was meant to be one: it ends as files of a client do. The
/// last part of a page's address may hold a dot too, and may hold a whole escaped address.
pub(super) fn looks_like_file(path: &str) -> bool {
    let last = path.rsplit('/').next().unwrap_or_default();
    let Some(extension) = extension(last) else {
        return false;
    };
    !last.contains('%')
        && TYPES
            .iter()
            .any(|(known, _)| known.eq_ignore_ascii_case(extension))
}

/// Whether the name changes with the content: a part of it is a hash.
pub(super) fn is_hashed(name: &str) -> bool {
    let last = name.rsplit('/').next().unwrap_or_default();
    last.split(['-', '_', '.']).any(|part| {
        part.len() >= HASH
            && part.bytes().all(|byte| byte.is_ascii_hexdigit())
            && part.bytes().any(|byte| byte.is_ascii_digit())
    })
}

/// Whether the site's owner edits this file by hand.
pub(super) fn is_owners(name: &str) -> bool {
    name == super::CONFIG || name.starts_with("connectors/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_types_that_browsers_insist_on() {
        assert_eq!(content_type("a-0123_bg.wasm"), "application/wasm");
        assert_eq!(
            content_type("manifest.webmanifest"),
            "application/manifest+json"
        );
        assert_eq!(content_type("sw.js"), "text/javascript; charset=utf-8");
        assert_eq!(content_type("LICENSE"), "application/octet-stream");
    }

    #[test]
    fn only_names_with_a_hash_never_change() {
        for name in [
            "baraza-1f3a9c0d2b4e5f67.js",
            "baraza-1f3a9c0d2b4e5f67_bg.wasm",
        ] {
            assert!(is_hashed(name), "{name}");
        }
        for name in [
            "index.html",
            "sw.js",
            "connectors/hacker-news.json",
            "icons/icon-512.png",
        ] {
            assert!(!is_hashed(name), "{name}");
        }
    }

    #[test]
    fn addresses_of_pages_do_not_look_like_files() {
        for path in [
            "/",
            "/s/box/p/12",
            "/s/x/p/v1.2",
            "/s/x/p/https%3A%2F%2Fa.org%2Fb.html",
        ] {
            assert!(!looks_like_file(path), "{path}");
        }
        for path in [
            "/missing.js",
            "/icons/x.png",
            "/old-0123456789abcdef_bg.wasm",
        ] {
            assert!(looks_like_file(path), "{path}");
        }
    }
}
