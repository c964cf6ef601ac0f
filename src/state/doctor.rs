//! Looks whether a source works from here, and says in plain words what is wrong if not. Pure.
//!
//! The page asks (reads a list, its next page, a discussion); this turns what came of it into
//! findings, each with what a person or the owner of the site can do, as text to copy.

mod failures;
mod limits;

use baraza_core::{
    connector::{Capabilities, Failure, FailureKind, Need, Page, SignInKind, Write},
    model::{Comment, Post},
};

use failures::of_failure;
pub use limits::of_limits;

/// How good a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// As it should be.
    Good,
    /// Works, but not all of it.
    Note,
    /// Does not work.
    Bad,
}

impl Level {
    /// Its name in the style sheet.
    pub fn name(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Note => "note",
            Self::Bad => "bad",
        }
    }

    /// It in a word, for those who do not see the sign.
    pub fn word(self) -> &'static str {
        match self {
            Self::Good => "Fine",
            Self::Note => "Note",
            Self::Bad => "Problem",
        }
    }
}

/// Something that was found out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// How good it is.
    pub level: Level,
    /// It in a few words.
    pub title: String,
    /// More of it, and what helps.
    pub text: String,
    /// What the owner of the site has to change, to be copied.
    pub recipe: Option<String>,
    /// Whether signing in helps.
    pub signs_in: bool,
}

impl Finding {
    fn new(level: Level, title: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            level,
            title: title.into(),
            text: text.into(),
            recipe: None,
            signs_in: false,
        }
    }

    fn with(mut self, recipe: String) -> Self {
        self.recipe = Some(recipe);
        self
    }
}

/// What is known of a source before anything is asked.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// What its connector describes.
    pub capabilities: &'a Capabilities,
    /// The site of this app.
    pub own_origin: &'a str,
    /// The backend's site.
    pub origin: &'a str,
    /// Whether there is a network.
    pub is_online: bool,
    /// Whether somebody is signed in.
    pub is_signed_in: bool,
}

/// What came of reading the list.
pub fn of_list(facts: Facts<'_>, result: &Result<Page<Post>, Failure>) -> Vec<Finding> {
    match result {
        Err(failure) => vec![of_failure(facts, failure, "The list of posts")],
        Ok(page) => {
            let count = page.items.len();
            let mut findings = vec![if count == 0 {
                Finding::new(
                    Level::Note,
                    "It answers, with nothing in it",
                    "The list of posts is empty. Either nobody has written yet, or the connector \
                     looks in the wrong place.",
                )
            } else {
                Finding::new(
                    Level::Good,
                    "It answers",
                    match count {
                        1 => format!("One post was read from {}.", facts.origin),
                        _ => format!("{count} posts were read from {}.", facts.origin),
                    },
                )
            }];
            findings.extend(of_issues(page));
            findings.extend(of_fields(&page.items));
            findings
        }
    }
}

/// What came of reading the next page; `None`: the list has said that there is none.
pub fn of_next(first: &Page<Post>, next: Option<&Result<Page<Post>, Failure>>) -> Finding {
    match next {
        None if first.items.len() >= 10 => Finding::new(
            Level::Note,
            "One page of posts",
            "The list says of no more pages. If the site has more posts than these, the connector's \
             `page` does not fit it.",
        ),
        None => Finding::new(Level::Good, "All posts are on one page", ""),
        Some(Err(failure)) => Finding::new(
            Level::Bad,
            "The next page cannot be read",
            failure.message.clone(),
        ),
        Some(Ok(page)) => {
            let is_new = |post: &&Post| !first.items.iter().any(|known| known.id == post.id);
            let fresh = page.items.iter().filter(is_new).count();
            if fresh == 0 {
                Finding::new(
                    Level::Bad,
                    "The next page is the first one again",
                    "The connector's `page` does not lead on.",
                )
            } else {
                Finding::new(
                    Level::Good,
                    "Further pages are found",
                    match fresh {
                        1 => "One more post is on the second one.".to_owned(),
                        _ => format!("{fresh} more posts are on the second one."),
                    },
                )
            }
        }
    }
}

/// What came of reading a discussion.
pub fn of_comments(
    facts: Facts<'_>,
    post: &Post,
    result: &Result<Page<Comment>, Failure>,
) -> Vec<Finding> {
    match result {
        Err(failure) if failure.kind == FailureKind::Unsupported => vec![Finding::new(
            Level::Note,
            "No comments",
            "The connector does not say where comments are: posts can be read, discussions cannot.",
        )],
        Err(failure) => vec![of_failure(facts, failure, "The comments of a post")],
        Ok(page) => {
            let said = post.comment_count.unwrap_or(0);
            let count = page.items.len();
            let mut findings = vec![if count == 0 && said > 0 {
                Finding::new(
                    Level::Bad,
                    "Comments are not found",
                    format!("The site says that there are {said}, but none were read."),
                )
            } else {
                let answers = page.items.iter().filter(|comment| comment.parent.is_some());
                let text = match (count, answers.count()) {
                    (0, _) => "The discussion that was looked at has none yet.".to_owned(),
                    (1, _) => "One was read.".to_owned(),
                    (_, 0) => format!("{count} were read."),
                    (_, answers) => format!("{count} were read, {answers} of them answers."),
                };
                Finding::new(Level::Good, "Comments are read", text)
            }];
            findings.extend(of_issues(page));
            findings
        }
    }
}

/// Who may write here, and how.
pub fn of_writing(facts: Facts<'_>) -> Finding {
    let can = facts.capabilities;
    if !can.can(Write::CommentCreate) {
        return Finding::new(
            Level::Note,
            "For reading only",
            "The connector does not say how comments are sent.",
        );
    }
    let way = can.sign_in.as_ref().map(|with| match with.kind {
        SignInKind::Login => "with name and password",
        SignInKind::Basic => "with a name and a password made for this app",
        SignInKind::Token => "with a token that is pasted",
        SignInKind::Site => "on the site itself",
        SignInKind::OAuth => "by agreeing on the site itself",
    });
    let guests = can.guest.as_ref().map(|guest| {
        let asked: Vec<&str> = [
            (guest.name, "name"),
            (guest.email, "e-mail"),
            (guest.url, "web page"),
        ]
        .iter()
        .filter(|(need, _)| *need == Need::Required)
        .map(|(_, name)| *name)
        .collect();
        if asked.is_empty() {
            "Guests may comment.".to_owned()
        } else {
            format!("Guests may comment, with {}.", asked.join(" and "))
        }
    });
    let signed_in = match (facts.is_signed_in, way) {
        (true, _) => "You are signed in.".to_owned(),
        (false, Some(way)) => format!("One signs in {way}."),
        (false, None) if guests.is_none() => "Anybody may comment.".to_owned(),
        (false, None) => String::new(),
    };
    let text = [guests.unwrap_or_default(), signed_in].join(" ");
    Finding::new(Level::Good, "Comments can be sent", text.trim())
}

/// Records that did not fit.
fn of_issues<T>(page: &Page<T>) -> Option<Finding> {
    let first = page.issues.first()?;
    let count = page.issues.len();
    let place = if first.pointer.is_empty() {
        String::new()
    } else {
        format!(" at {}", first.pointer)
    };
    Some(Finding::new(
        Level::Note,
        format!("{count} could not be read"),
        format!("The first{place}: {}.", first.message.trim_end_matches('.')),
    ))
}

/// Fields that are missing from all posts.
fn of_fields(posts: &[Post]) -> Option<Finding> {
    let all =
        |is_missing: &dyn Fn(&Post) -> bool| !posts.is_empty() && posts.iter().all(is_missing);
    let mut missing = Vec::new();
    if all(&|post| post.title.is_none() && post.excerpt.is_none()) {
        missing.push("titles");
    }
    if all(&|post| post.author.is_none()) {
        missing.push("authors");
    }
    if all(&|post| post.created.is_none()) {
        missing.push("dates");
    }
    (!missing.is_empty()).then(|| {
        Finding::new(
            Level::Note,
            format!("No {}", missing.join(", no ")),
            "The site does not send them with its list, or the connector's `map` does not find them.",
        )
    })
}

#[cfg(test)]
mod tests;
