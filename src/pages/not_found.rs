//! An address that leads nowhere.

use leptos::prelude::*;

use super::title::PageTitle;
use crate::components::{icon::Glyph, notice::Empty};

/// Says that there is nothing at this address.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    PageTitle::from_context().set("Not found");
    html! {
        <Empty
            glyph=Glyph::Search
            title="Nothing here"
            text="The address has a mistake, or what was here is gone."
        >
            <a class="primary" href="/">"Go home"</a>
        </Empty>
    }
}
