//! `PUT /posts/{id}/vote` and `PUT /comments/{id}/vote`: the same vote twice is one vote.
//!
//! Votes make no events: on a busy site they would drown what streams are for.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::{comments as comment_api, posts as post_api};
use crate::app::App;
use crate::auth::Writer;
use crate::db::posts::ItemState;
use crate::db::votes::{self, Vote};
use crate::error::ApiError;
use crate::extract::{Id, JsonBody};
use crate::id::{CommentId, PostId};
use crate::idempotency::Write;

/// The body of a vote.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct VoteBody {
    value: i64,
}

impl VoteBody {
    fn vote(&self) -> Result<Vote, ApiError> {
        match self.value {
            1 => Ok(Vote::Up),
            0 => Ok(Vote::None),
            -1 => Ok(Vote::Down),
            _ => Err(ApiError::field("#/value", "write 1, 0 or -1")),
        }
    }
}

fn require_published(state: ItemState) -> Result<(), ApiError> {
    if state == ItemState::Published {
        Ok(())
    } else {
        Err(ApiError::Conflict("only what is published can be voted on"))
    }
}

/// `PUT /posts/{id}/vote`
pub(super) async fn on_post(
    State(app): State<Arc<App>>,
    writer: Writer,
    Id(id): Id<PostId>,
    JsonBody { value, .. }: JsonBody<VoteBody>,
) -> Result<Response, ApiError> {
    let account = writer.account()?.id;
    let vote = value.vote()?;
    let mut write = Write::begin(&app).await?;
    require_published(post_api::find(write.db(), id, &writer.0).await?.state)?;
    votes::on_post(write.db(), id, account, vote).await?;
    post_api::commit(write, &app, &writer.0, id).await
}

/// `PUT /comments/{id}/vote`
pub(super) async fn on_comment(
    State(app): State<Arc<App>>,
    writer: Writer,
    Id(id): Id<CommentId>,
    JsonBody { value, .. }: JsonBody<VoteBody>,
) -> Result<Response, ApiError> {
    let account = writer.account()?.id;
    let vote = value.vote()?;
    let mut write = Write::begin(&app).await?;
    require_published(comment_api::find(write.db(), id, &writer.0).await?.state)?;
    votes::on_comment(write.db(), id, account, vote).await?;
    comment_api::commit(write, &app, &writer.0, id).await
}
