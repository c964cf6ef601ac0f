//! The little about http(s) addresses that the engine has to decide itself.
//!
//! Strict on purpose: an address that browsers repair (backslashes, blanks, control characters,
//! missing slashes) or that could name another host than it seems to (user information) is no
//! address here. What passes means the same to this module and to a browser.

use std::fmt::Write as _;

/// The origin of an absolute http(s) address, as `scheme://host[:port]`: in lower case and without
/// the scheme's own port. `None` for anything else.
pub fn origin(url: &str) -> Option<String> {
    let (scheme, authority, _) = split(url)?;
    let (host, port) = host_and_port(authority)?;
    let own_port = if scheme == "https" { 443 } else { 80 };
    let mut origin = format!("{scheme}://{}", host.to_ascii_lowercase());
    if let Some(port) = port.filter(|&port| port != own_port) {
        let _ = write!(origin, ":{port}");
    }
    Some(origin)
}

/// The absolute address that `reference` means when it stands in the document `base`.
/// `None`: one of them is no http(s) address. Dot segments are left to the browser.
pub fn join(base: &str, reference: &str) -> Option<String> {
    let (scheme, authority, path) = split(base)?;
    host_and_port(authority)?;
    let joined = if has_scheme(reference) {
        reference.to_owned()
    } else if let Some(rest) = reference.strip_prefix("//") {
        format!("{scheme}://{rest}")
    } else {
        let without_fragment = path.split('#').next().unwrap_or("");
        let without_query = without_fragment.split('?').next().unwrap_or("");
        let folder = without_query
            .rfind('/')
            .map_or("/", |at| without_query.get(..=at).unwrap_or("/"));
        let kept = match reference.as_bytes().first() {
            None | Some(b'#') => without_fragment,
            Some(b'?') => without_query,
            Some(b'/') => "",
            Some(_) => folder,
        };
        let slash = if kept.is_empty() && !reference.starts_with('/') {
            "/"
        } else {
            ""
        };
        format!("{scheme}://{authority}{kept}{slash}{reference}")
    };
    origin(&joined).map(|_| joined)
}

/// An address of a site as a person may give it: cut before query and fragment, no slashes at the
/// end. `None`: it is no absolute http(s) address.
pub(crate) fn site(url: &str) -> Option<String> {
    let url = url.trim();
    let url = url.split(['?', '#']).next()?.trim_end_matches('/');
    origin(url)?;
    let (scheme, rest) = url.split_once(':')?;
    Some(format!("{}:{rest}", scheme.to_ascii_lowercase()))
}

/// Scheme (in lower case), authority, and the rest of an address.
fn split(url: &str) -> Option<(&'static str, &str, &str)> {
    let ambiguous = |c: char| c <= ' ' || c == '\\' || c == '\u{7f}';
    if url.contains(ambiguous) {
        return None;
    }
    let (scheme, rest) = url.split_once("://")?;
    let scheme = ["https", "http"]
        .into_iter()
        .find(|known| known.eq_ignore_ascii_case(scheme))?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, rest) = rest.split_at_checked(end)?;
    Some((scheme, authority, rest))
}

/// A host that is spelled as it is meant, and the port.
fn host_and_port(authority: &str) -> Option<(&str, Option<u16>)> {
    let (host, port) = match authority.rfind(':') {
        Some(at) if !authority.ends_with(']') => {
            let digits = authority.get(at + 1..)?;
            let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
            (
                authority.get(..at)?,
                Some(digits.parse().ok().filter(|_| plain)?),
            )
        }
        _ => (authority, None),
    };
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    let valid = match host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'))
    {
        Some(v6) => v6
            .bytes()
            .all(|byte| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.')),
        None => !host.starts_with('.') && host.bytes().all(plain),
    };
    (valid && !host.is_empty()).then_some((host, port))
}

/// Whether a reference begins with a scheme.
fn has_scheme(reference: &str) -> bool {
    let end = reference.find([':', '/', '?', '#']);
    end.is_some_and(|at| reference.as_bytes().get(at) == Some(&b':'))
}
