//! From the records of a list to a page of posts or comments; what cannot be shown becomes an issue.

use std::collections::HashMap;

use super::undescribed;
use crate::{
    connector::{
        failure::Failure,
        mapping::{comment_of, hides_comment, into_post},
        operation::Reply,
        query::{DecodeIssue, Page},
    },
    model::{Comment, Post},
};

/// Posts of a page; those that cannot be shown become issues.
pub(super) fn page_of_posts(reply: Reply) -> Result<Page<Post>, Failure> {
    let Reply::List(listed) = reply else {
        return Err(undescribed("this"));
    };
    let mut page = Page {
        items: Vec::new(),
        next: listed.next,
        issues: listed.issues,
        stubs: Vec::new(),
    };
    // A list of what is new may name a post several times.
    let mut known = HashMap::new();
    for (post, _) in listed.records {
        let id = post.id.clone();
        if known
            .insert(id.as_str().to_owned(), page.items.len())
            .is_some()
        {
            continue;
        }
        match into_post(post) {
            Ok(post) => page.items.push(post),
            Err(message) => page.issues.push(about(id.as_str(), &message)),
        }
    }
    Ok(page)
}

/// Comments of a page; those that cannot be shown become issues.
pub(in crate::connector) fn page_of_comments(reply: Reply) -> Result<Page<Comment>, Failure> {
    let Reply::List(listed) = reply else {
        return Err(undescribed("this"));
    };
    let mut page = Page {
        items: Vec::new(),
        next: listed.next,
        issues: listed.issues,
        stubs: listed.stubs,
    };
    page.items.reserve(listed.records.len());
    for (post, parent) in listed.records {
        if let Some(message) = hides_comment(&post) {
            page.issues.push(about(post.id.as_str(), message));
        } else {
            page.items.push(comment_of(post, parent));
        }
    }
    Ok(page)
}

fn about(id: &str, message: &str) -> DecodeIssue {
    DecodeIssue {
        pointer: String::new(),
        message: format!("`{id}`: {message}"),
    }
}
