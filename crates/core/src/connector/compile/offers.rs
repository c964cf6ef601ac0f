//! What a source offers, for the interface: read off the file without compiling its parts.

use crate::{
    connector::{
        capabilities::{Capabilities, Cors, GuestFields, Need, Write},
        list::List,
        signing::Auth,
    },
    json::Node,
    model::Format,
};

/// What a file offers.
pub(super) fn capabilities(
    root: Node<'_>,
    [posts, comments]: [&Option<List>; 2],
    held: bool,
    auth: &Auth,
    (write_format, max_length): (Format, Option<u32>),
) -> Capabilities {
    let offers = |name: &str| {
        let node = root.get("posts").and_then(|posts| posts.get(name));
        node.is_some_and(|node| node.as_bool() != Some(false))
    };
    let orders = |list: &Option<List>| {
        let sorts = list.iter().flat_map(|list| &list.sorts);
        sorts.map(|order| order.sort.clone()).collect()
    };
    Capabilities {
        post_sorts: orders(posts),
        comment_sorts: orders(comments),
        search: offers("search"),
        tags: offers("tag"),
        writes: writes_where(root, &|_| true),
        idempotent: writes_where(root, &|op| op.get("idempotency").is_some()),
        held,
        downvote: takes_downvotes(root),
        reactions: reactions(root),
        cors: Cors::of(root),
        recipe: root
            .get("recipe")
            .and_then(Node::as_str)
            .map(std::borrow::Cow::into_owned),
        guest: root.get("guest").map(guest),
        sign_in: auth.sign_in.clone(),
        sign_up: root
            .get("auth")
            .is_some_and(|auth| auth.get("sign_up").is_some()),
        write_format,
        max_length,
    }
}

/// The writes of a file of which something holds.
fn writes_where(root: Node<'_>, holds: &dyn Fn(Node<'_>) -> bool) -> Vec<Write> {
    let described = |name| root.get("ops").and_then(|ops| ops.get(name));
    let all = Write::ALL.into_iter();
    all.filter(|(_, name)| described(name).is_some_and(holds))
        .map(|(write, _)| write)
        .collect()
}

/// Whether a vote can be against something.
fn takes_downvotes(root: Node<'_>) -> bool {
    let votes = ["comment.vote", "post.vote"].into_iter();
    let mut ops = votes.filter_map(|name| root.get("ops")?.get(name));
    ops.any(|op| match op.get("up") {
        Some(_) => op.get("down").is_some(),
        None => op.get("downvote").and_then(Node::as_bool) != Some(false),
    })
}

/// The reactions that writes offer.
fn reactions(root: Node<'_>) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for name in ["post.react", "comment.react"] {
        let op = root.get("ops").and_then(|ops| ops.get(name));
        let offered = op.and_then(|op| op.get("reactions")?.elements());
        for reaction in offered.into_iter().flatten().filter_map(Node::as_str) {
            if !all.iter().any(|known| **known == *reaction) {
                all.push(reaction.into_owned());
            }
        }
    }
    all
}

fn guest(node: Node<'_>) -> GuestFields {
    let need = |name: &str| match node.get(name).and_then(Node::as_str).as_deref() {
        Some("required") => Need::Required,
        Some("optional") => Need::Optional,
        _ => Need::No,
    };
    GuestFields {
        name: need("name"),
        email: need("email"),
        url: need("url"),
    }
}
