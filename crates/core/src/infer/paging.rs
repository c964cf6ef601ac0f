//! How a list goes on: by what the answer says, or by what the address asks for.

use std::fmt::Write as _;

use super::words::Lexicon;
use crate::json::{Node, Type};

/// How a list goes on, as the `page` of a connector.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Paging {
    /// JSON of `page`; empty: one page holds everything.
    pub(super) json: String,
    /// Parameters of the address that the page sets itself.
    pub(super) drops: Vec<String>,
}

/// Names of parameters that say where a page starts, and how.
const PAGES: [&str; 5] = ["page", "_page", "p", "pagina", "seite"];
const OFFSETS: [&str; 4] = ["offset", "skip", "start", "from"];
const SIZES: [&str; 10] = [
    "per_page",
    "limit",
    "_limit",
    "pagesize",
    "page_size",
    "size",
    "count",
    "perpage",
    "hitsperpage",
    "_size",
];

/// Whether a parameter says which page or how much of it.
pub(super) fn is_of_page(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let names = PAGES.iter().chain(&OFFSETS).chain(&SIZES);
    names.into_iter().any(|known| *known == name)
}

/// How a list goes on.
pub(super) fn of(lexicon: &Lexicon, root: Node<'_>, address: &str, count: usize) -> Paging {
    let query = query(address);
    let size = param(&query, &SIZES);
    if let Some(next) = next(lexicon, root) {
        return by_answer(&next, &query);
    }
    let sized = |json: &mut String, drops: &mut Vec<String>| {
        if let Some((name, value)) = &size
            && value.parse::<u32>().is_ok()
        {
            let _ = write!(json, ",\"size_param\":\"{name}\",\"size\":{value}");
            drops.push(name.clone());
        } else if count >= 5 {
            let _ = write!(json, ",\"size\":{count}");
        }
    };
    if let Some((name, value)) = param(&query, &PAGES) {
        let start: i64 = value.parse().unwrap_or(1);
        let mut json = format!(
            "{{\"kind\":\"page\",\"param\":\"{name}\",\"start\":{}",
            start.min(1)
        );
        let mut drops = vec![name];
        sized(&mut json, &mut drops);
        json.push('}');
        return Paging { json, drops };
    }
    let by_offset = param(&query, &OFFSETS);
    let said = says_offset(root);
    if let Some(name) = by_offset.map(|(name, _)| name).or(said) {
        let mut json = format!("{{\"kind\":\"offset\",\"param\":\"{name}\"");
        let mut drops = vec![name];
        sized(&mut json, &mut drops);
        if let Some(total) = total(root) {
            let _ = write!(json, ",\"total\":\"{total}\"");
        }
        json.push('}');
        return Paging { json, drops };
    }
    Paging {
        json: "{\"kind\":\"link_header\"}".to_owned(),
        drops: Vec::new(),
    }
}

/// A value in the answer that leads on.
struct Next {
    selector: String,
    is_address: bool,
    is_page: bool,
    key: String,
}

fn next(lexicon: &Lexicon, root: Node<'_>) -> Option<Next> {
    let mut more = None;
    let mut pending: Vec<(String, Node<'_>, usize)> = vec![("$".to_owned(), root, 0)];
    while let Some((selector, node, depth)) = pending.pop() {
        if node.kind() != Type::Object || depth > 3 {
            continue;
        }
        for member in node.children() {
            let key = member.key().unwrap_or_default().into_owned();
            let here = format!("{selector}.{key}");
            match member.kind() {
                Type::Object => pending.push((here, member, depth + 1)),
                Type::String | Type::Number if lexicon.is_next(&key) => {
                    let value = member.as_str().unwrap_or_else(|| member.raw().into());
                    let is_address = value.starts_with("http") || value.starts_with('/');
                    return Some(Next {
                        selector: here,
                        is_address,
                        is_page: !is_address
                            && value.parse::<u32>().is_ok_and(|page| page < 10_000),
                        key,
                    });
                }
                Type::Bool if lexicon.says_more(&key) => more = Some((here, key)),
                _ => {}
            }
        }
    }
    more.map(|(selector, key)| Next {
        selector,
        is_address: false,
        is_page: false,
        key: format!("?{key}"),
    })
}

fn by_answer(next: &Next, query: &[(String, String)]) -> Paging {
    let selector = &next.selector;
    if next.is_address {
        return Paging {
            json: format!("{{\"kind\":\"next_url\",\"from\":\"{selector}\"}}"),
            drops: Vec::new(),
        };
    }
    if next.key.starts_with('?') {
        let name = param(query, &PAGES).map_or_else(|| "page".to_owned(), |(name, _)| name);
        return Paging {
            json: format!("{{\"kind\":\"has_more\",\"from\":\"{selector}\",\"param\":\"{name}\"}}"),
            drops: vec![name],
        };
    }
    let name = if next.is_page {
        param(query, &PAGES).map_or_else(|| "page".to_owned(), |(name, _)| name)
    } else {
        // What the answer calls it, the request most likely calls it too.
        match super::words::plain(&next.key).as_str() {
            "next" | "nextpage" | "nextcursor" | "endcursor" => "cursor".to_owned(),
            "nextpagetoken" => "pageToken".to_owned(),
            _ => next.key.clone(),
        }
    };
    Paging {
        json: format!("{{\"kind\":\"cursor\",\"from\":\"{selector}\",\"param\":\"{name}\"}}"),
        drops: vec![name],
    }
}

/// `{"total": 251, "skip": 0, "limit": 30}`
fn says_offset(root: Node<'_>) -> Option<String> {
    let has = |name: &str| {
        root.get(name)
            .is_some_and(|node| node.kind() == Type::Number)
    };
    OFFSETS
        .iter()
        .find(|name| has(name))
        .map(|name| (*name).to_owned())
}

fn total(root: Node<'_>) -> Option<String> {
    ["total", "total_count", "totalCount", "count"]
        .iter()
        .find(|name| {
            root.get(name)
                .is_some_and(|node| node.kind() == Type::Number)
        })
        .map(|name| format!("$.{name}"))
}

/// The parameters of an address.
pub(super) fn query(address: &str) -> Vec<(String, String)> {
    let query = address.split_once('?').map_or("", |(_, query)| query);
    let query = query.split('#').next().unwrap_or("");
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (name.to_owned(), value.to_owned())
        })
        .collect()
}

fn param(query: &[(String, String)], names: &[&str]) -> Option<(String, String)> {
    query
        .iter()
        .find(|(name, _)| names.contains(&name.to_ascii_lowercase().as_str()))
        .cloned()
}
