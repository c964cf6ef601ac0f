//! The way from the name of a source to the source: loading, missing, or not usable.

use leptos::prelude::*;

use crate::{
    components::{
        icon::Glyph,
        notice::{Empty, Failed},
        skeleton::FeedSkeleton,
    },
    platform::dom,
    state::{
        explain,
        place::Place,
        sources::{Binding, use_sources},
    },
};

/// Shows `view` as soon as the source can be used; before and instead of that, says how it stands.
pub fn with_place(
    id: Option<String>,
    view: impl Fn(Place) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    placed(id, Box::new(view))
}

/// One body for all pages.
fn placed(id: Option<String>, view: Box<dyn Fn(Place) -> AnyView + Send + Sync>) -> AnyView {
    let sources = use_sources();
    let show = move || {
        match sources.config() {
            None => return html! { <FeedSkeleton /> }.into_any(),
            Some(Err(failure)) => {
                let explanation = explain::reading(&failure, dom::is_online());
                let retry = Callback::new(move |()| sources.reload());
                return html! { <Failed explanation=explanation on_retry=retry /> }.into_any();
            }
            Some(Ok(_)) => {}
        }
        let Some(source) = sources.find(id.as_deref()) else {
            return html! {
                <Empty
                    glyph=Glyph::Source
                    title="No such source"
                    text="This app has no source of that name. It may have been renamed."
                >
                    <a class="primary" href="/">"Go home"</a>
                </Empty>
            }
            .into_any();
        };
        match sources.binding(&source).get() {
            Binding::Loading => html! { <FeedSkeleton /> }.into_any(),
            Binding::Ready(place) => view(place),
            Binding::Failed(failure) => {
                let explanation = explain::reading(&failure, dom::is_online());
                let retry = Callback::new(move |()| sources.retry(&source));
                html! { <Failed explanation=explanation on_retry=retry /> }.into_any()
            }
        }
    };
    show.into_any()
}
