//! `GET /tags`: the tags in use, the most used first.

use std::sync::Arc;

use axum::extract::State;
use axum::response::IntoResponse;
use serde::Serialize;

use crate::app::App;
use crate::db::posts;
use crate::error::ApiError;
use crate::extract::private_json;

#[derive(Debug, Serialize)]
struct TagView {
    name: String,
    count: i64,
}

#[derive(Debug, Serialize)]
struct Tags {
    items: Vec<TagView>,
}

/// `GET /tags`
pub(super) async fn list(State(app): State<Arc<App>>) -> Result<impl IntoResponse, ApiError> {
    let tags = posts::tags(&mut *app.db.read().await?).await?;
    let items = tags
        .into_iter()
        .map(|(name, count)| TagView { name, count })
        .collect();
    Ok(private_json(Tags { items }))
}
