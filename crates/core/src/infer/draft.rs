//! Writes a guess down as a connector.

use super::{
    List, Role,
    lists::Found,
    paging::{Paging, query},
};
use crate::json::write_string;

/// A connector that is being written.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Draft {
    pub(super) origin: String,
    /// The address of the list without what a page sets.
    posts_url: String,
    posts_query: Vec<(String, String)>,
    pub(super) posts: List,
    paging: Paging,
    pub(super) comments: Option<Comments>,
}

/// The comments of a draft.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Comments {
    /// `{id}` is the post; `=key`: the post's own link of that name.
    template: String,
    /// They stand in the posts, under this key.
    inline: Option<(String, String)>,
    pub(super) found: Found,
}

/// The post, in the values of a query.
const POST: &str = "{{post.id}}";

impl Comments {
    /// Where they are, and the parameters of the query.
    fn address(&self) -> (&str, Vec<(String, String)>) {
        let url = self.template.split('?').next().unwrap_or(&self.template);
        let in_query = |(name, value): (String, String)| (name, value.replace("{id}", POST));
        (
            url,
            query(&self.template).into_iter().map(in_query).collect(),
        )
    }

    pub(super) fn new(template: String, found: Found) -> Self {
        Self {
            template,
            inline: None,
            found,
        }
    }

    pub(super) fn inline(items: &str, key: &str, found: Found) -> Self {
        Self {
            template: String::new(),
            inline: Some((items.to_owned(), key.to_owned())),
            found,
        }
    }
}

impl Draft {
    pub(super) fn new(address: &str, origin: &str, posts: &List, paging: Paging) -> Self {
        let bare = address.split(['?', '#']).next().unwrap_or(address);
        let kept = query(address)
            .into_iter()
            .filter(|(name, _)| !paging.drops.contains(name))
            .collect();
        Self {
            origin: origin.to_owned(),
            posts_url: bare.to_owned(),
            posts_query: kept,
            posts: posts.clone(),
            paging,
            comments: None,
        }
    }

    /// An address of this site as a template.
    fn template(&self, address: &str) -> String {
        let path = address.strip_prefix(&self.origin).unwrap_or(address);
        format!("{{+base}}{}", path.replace("{id}", "{post.id}"))
    }

    /// The connector as JSON.
    pub(super) fn connector(&self) -> String {
        let host = self.origin.split("://").nth(1).unwrap_or(&self.origin);
        let mut out = String::from("{\"$schema\":\"schema.json\",\"format\":1,\"title\":");
        write_string(host, &mut out);
        out.push_str(",\"about\":\"Guessed from the answers of this site.\",\"base\":");
        write_string(&self.origin, &mut out);
        out.push_str(",\"posts\":{\"request\":");
        Self::request(&self.template(&self.posts_url), &self.posts_query, &mut out);
        out.push_str(",\"items\":");
        write_string(&self.posts.items, &mut out);
        out.push_str(",\"map\":");
        map(&self.posts, &mut out);
        if let Some(link) = self.link() {
            out.push_str(",\"capture\":{\"comments\":");
            write_string(&format!("@.{link}"), &mut out);
            out.push('}');
        }
        if !self.paging.json.is_empty() {
            out.push_str(",\"page\":");
            out.push_str(&self.paging.json);
        }
        out.push('}');
        if let Some(comments) = &self.comments {
            out.push_str(",\"comments\":");
            self.write_comments(comments, &mut out);
        }
        out.push('}');
        out
    }

    fn link(&self) -> Option<&str> {
        let template = &self.comments.as_ref()?.template;
        template.strip_prefix('=')
    }

    fn request(url: &str, query: &[(String, String)], out: &mut String) {
        if query.is_empty() {
            write_string(url, out);
            return;
        }
        out.push_str("{\"get\":");
        write_string(url, out);
        out.push_str(",\"query\":{");
        for (at, (name, value)) in query.iter().enumerate() {
            if at > 0 {
                out.push(',');
            }
            write_string(name, out);
            out.push(':');
            write_string(value, out);
        }
        out.push_str("}}");
    }

    fn write_comments(&self, comments: &Comments, out: &mut String) {
        let list = &comments.found.list;
        out.push_str("{\"request\":");
        let items = if let Some((posts, key)) = &comments.inline {
            Self::request(&self.template(&self.posts_url), &self.posts_query, out);
            let id = self.posts.field(Role::Id).map_or("@.id", |id| &id.selector);
            let of_post = posts.strip_suffix("[*]").unwrap_or(posts);
            format!("{of_post}[?{id} == &.id].{key}[*]")
        } else if self.link().is_some() {
            write_string("{+base}{+post.cap.comments}", out);
            list.items.clone()
        } else {
            let (url, query) = comments.address();
            Self::request(&self.template(url), &query, out);
            list.items.clone()
        };
        out.push_str(",\"items\":");
        write_string(&items, out);
        out.push_str(",\"map\":");
        map(list, out);
        out.push_str(&tree(&comments.found));
        out.push('}');
    }

    /// Writes as most APIs take them: a draft, which has to be looked at and switched on.
    pub(super) fn writes(&self) -> Option<String> {
        let comments = self.comments.as_ref()?;
        if comments.inline.is_some() || self.link().is_some() {
            return None;
        }
        let list = &comments.found.list;
        let key = |role: Role| {
            let field = list.field(role)?;
            field.selector.strip_prefix("@.").map(str::to_owned)
        };
        let body = key(Role::Body).filter(|body| !body.contains(['.', '[']))?;
        let (url, query) = comments.address();
        let mut out = String::from("{\"comment.create\":{\"request\":{\"post\":");
        write_string(&self.template(url), &mut out);
        out.push_str(",\"json\":{");
        write_string(&body, &mut out);
        out.push_str(":\"{{input.text}}\"");
        for (name, _) in query.iter().filter(|(_, value)| value == POST) {
            out.push(',');
            write_string(name, &mut out);
            out.push(':');
            write_string(POST, &mut out);
        }
        if let Some(parent) = key(Role::Parent).filter(|parent| !parent.contains(['.', '['])) {
            out.push(',');
            write_string(&format!("{parent}?"), &mut out);
            out.push_str(":\"{{parent.id}}\"");
        }
        out.push_str("}},\"result\":\"refetch\"}}");
        Some(out)
    }
}

fn map(list: &List, out: &mut String) {
    let mut author = String::new();
    let mut first = true;
    out.push('{');
    let mut put = |name: &str, value: &str, out: &mut String| {
        if !std::mem::take(&mut first) {
            out.push(',');
        }
        write_string(name, out);
        out.push(':');
        out.push_str(value);
    };
    for field in &list.fields {
        let mut selector = String::new();
        write_string(&field.selector, &mut selector);
        let name = field.role.name();
        match field.role {
            Role::Parent | Role::Depth | Role::Path => {}
            _ if name.starts_with("author.") => {
                author.push_str(if author.is_empty() { "{" } else { "," });
                write_string(name.trim_start_matches("author."), &mut author);
                author.push(':');
                author.push_str(&selector);
            }
            Role::Title => {
                let decoded = format!("{{\"op\":\"html_decode\",\"in\":{selector}}}");
                put(name, &decoded, out);
            }
            Role::Permalink => {
                let absolute = format!("{{\"op\":\"absolute\",\"in\":{selector}}}");
                put(name, &absolute, out);
            }
            Role::Body => {
                put(name, &selector, out);
                put("format", &format_of(&field.sample), out);
            }
            _ => put(name, &selector, out),
        }
    }
    if list.field(Role::Id).is_none() {
        put("id", "[\"@['~key']\",\"@.id\"]", out);
    }
    if !author.is_empty() {
        author.push('}');
        put("author", &author, out);
    }
    out.push('}');
}

fn format_of(sample: &str) -> String {
    let is_html = sample.contains("</") || sample.contains("<p") || sample.contains("<br");
    let is_markdown = ["**", "](http", "\n- ", "```", "\n## "]
        .iter()
        .any(|mark| sample.contains(mark));
    let format = match (is_html, is_markdown) {
        (true, _) => "html",
        (_, true) => "markdown",
        _ => "text",
    };
    format!("{{\"lit\":\"{format}\"}}")
}

fn tree(found: &Found) -> String {
    let mut tree = String::new();
    let selector = |role: Role| found.list.field(role).map(|field| field.selector.as_str());
    if let Some(children) = &found.nested {
        tree.push_str(",\"tree\":{\"kind\":\"nested\",\"children\":");
        write_string(children, &mut tree);
    } else if let Some(path) = selector(Role::Path) {
        tree.push_str(",\"tree\":{\"kind\":\"path\",\"path\":");
        write_string(path, &mut tree);
    } else if let Some(parent) = selector(Role::Parent) {
        tree.push_str(",\"tree\":{\"kind\":\"flat\",\"parent\":");
        write_string(parent, &mut tree);
    } else if let Some(depth) = selector(Role::Depth) {
        tree.push_str(",\"tree\":{\"kind\":\"depth\",\"depth\":");
        write_string(depth, &mut tree);
    } else {
        return tree;
    }
    tree.push('}');
    tree
}
