//! What a write does to the item, for backends whose answers do not show it.

use crate::{
    connector::{
        bound::Situation,
        intent::{Intent, Outcome},
    },
    model::{Author, Body, Comment, Format, Post, State, Vote},
};

/// How things are after a write that did just what it was asked to.
pub(super) fn applied(intent: &Intent, format: Format) -> Option<Outcome> {
    let comment = |comment: &Comment, change: &dyn Fn(&mut Comment)| {
        let mut comment = comment.clone();
        change(&mut comment);
        Some(Outcome::Comment(Box::new(comment)))
    };
    let post = |post: &Post, change: &dyn Fn(&mut Post)| {
        let mut post = post.clone();
        change(&mut post);
        Some(Outcome::Post(Box::new(post)))
    };
    match intent {
        Intent::CreateComment { .. } | Intent::CreatePost { .. } | Intent::React { .. } => None,
        Intent::EditComment {
            comment: of, text, ..
        } => comment(of, &|comment| {
            comment.body = Body {
                text: text.clone(),
                format,
            };
        }),
        Intent::DeleteComment { comment: of, .. } => comment(of, &|comment| {
            comment.state = State::Deleted;
            comment.body = Body::default();
            comment.author = None;
        }),
        Intent::VoteComment {
            comment: of, vote, ..
        } => comment(of, &|comment| {
            comment.score = voted(comment.score, comment.my_vote, *vote);
            comment.my_vote = Some(*vote);
        }),
        Intent::ModerateComment {
            comment: of,
            approve,
            ..
        } => comment(of, &|comment| {
            comment.state = if *approve {
                State::Published
            } else {
                State::Removed
            };
        }),
        Intent::EditPost {
            post: of,
            title,
            text,
        } => post(of, &|post| {
            post.title = Some(title.clone());
            post.body = Some(Body {
                text: text.clone(),
                format,
            });
        }),
        Intent::DeletePost { post: of } => post(of, &|post| {
            post.state = State::Deleted;
            post.body = None;
            post.author = None;
        }),
        Intent::VotePost { post: of, vote } => post(of, &|post| {
            post.score = voted(post.score, post.my_vote, *vote);
            post.my_vote = Some(*vote);
        }),
    }
}

/// A score after a vote took the place of another.
fn voted(score: Option<i64>, before: Option<Vote>, vote: Vote) -> Option<i64> {
    let change = vote.weight() - before.unwrap_or_default().weight();
    score.map(|score| score.saturating_add(change))
}

/// What was asked to be made, for backends that answer with little more than its identifier.
pub(super) fn created(situation: &Situation, intent: &Intent) -> Option<Outcome> {
    let format = situation.source.connector().writing.format;
    let author = |name: &Option<String>| {
        let id = situation.session.account_id.clone();
        Some(Author {
            id,
            name: name.clone(),
            ..Default::default()
        })
    };
    match intent {
        Intent::CreateComment {
            parent,
            text,
            guest,
            ..
        } => {
            let name = guest.as_ref().map(|guest| guest.name.clone());
            Some(Outcome::Comment(Box::new(Comment {
                parent: parent.as_ref().map(|parent| parent.id.clone()),
                body: Body {
                    text: text.clone(),
                    format,
                },
                author: author(&name.or_else(|| situation.session.account_name.clone())),
                ..Comment::default()
            })))
        }
        Intent::CreatePost { title, text, tags } => Some(Outcome::Post(Box::new(Post {
            title: Some(title.clone()),
            body: Some(Body {
                text: text.clone(),
                format,
            }),
            author: author(&situation.session.account_name),
            tags: tags.clone(),
            ..Post::default()
        }))),
        _ => None,
    }
}

/// Puts what an answer says about a record over what is known of it.
pub(super) fn merge(before: Outcome, said: Post, id: Option<String>) -> Outcome {
    fn put<T>(place: &mut Option<T>, said: Option<T>) {
        if said.is_some() {
            *place = said;
        }
    }
    match before {
        Outcome::Comment(mut comment) => {
            if let Some(id) = id {
                comment.id = id.into();
            }
            if comment.id.as_str().is_empty() {
                return Outcome::Refetch;
            }
            if let Some(body) = said.body {
                comment.body = body;
            }
            put(&mut comment.author, said.author);
            put(&mut comment.created, said.created);
            put(&mut comment.edited, said.edited);
            put(&mut comment.score, said.score);
            put(&mut comment.my_vote, said.my_vote);
            put(&mut comment.permalink, said.permalink);
            if said.state != State::Published {
                comment.state = said.state;
            }
            comment.capture.extend(said.capture);
            Outcome::Comment(comment)
        }
        Outcome::Post(mut post) => {
            if let Some(id) = id {
                post.id = id.into();
            }
            if post.id.as_str().is_empty() {
                return Outcome::Refetch;
            }
            put(&mut post.title, said.title);
            put(&mut post.body, said.body);
            put(&mut post.author, said.author);
            put(&mut post.created, said.created);
            put(&mut post.edited, said.edited);
            put(&mut post.score, said.score);
            put(&mut post.my_vote, said.my_vote);
            put(&mut post.permalink, said.permalink);
            if said.state != State::Published {
                post.state = said.state;
            }
            post.capture.extend(said.capture);
            Outcome::Post(post)
        }
        Outcome::Refetch => Outcome::Refetch,
    }
}
