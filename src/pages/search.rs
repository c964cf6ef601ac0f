//! Finds posts by words.

use baraza_core::connector::PostQuery;
use leptos::{ev, prelude::*};

use super::{feed::PostList, source::with_place, title::PageTitle};
use crate::{
    components::{
        icon::{Glyph, Icon},
        notice::Empty,
    },
    html::handler,
    platform::{dom, timer},
    route::Route,
    state::{address::use_address, place::Place},
};

/// A field for words, and the posts that have them.
#[component]
pub fn SearchPage(
    /// The source; the first one when absent.
    source: Option<String>,
    /// Where one is; the words are in the address.
    here: Memo<Route>,
) -> impl IntoView {
    PageTitle::from_context().set("Search");
    with_place(source, move |place| {
        html! { <Find place=place here=here /> }.into_any()
    })
}

#[component]
fn Find(place: Place, here: Memo<Route>) -> impl IntoView {
    let words = Memo::new(move |_| match here.get() {
        Route::Search { words, .. } => words,
        _ => String::new(),
    });
    if !place.capabilities().search {
        let text = format!("{} offers no search to other sites.", place.name);
        return html! { <Empty glyph=Glyph::Search title="No search here" text=text /> }.into_any();
    }
    // After the frame has put the focus on the page as a whole.
    timer::next_frame(|| {
        dom::focus("input[type=search]");
    });
    let typed = RwSignal::new(words.get_untracked());
    let address = use_address();
    let source = place.id.to_string();
    let go = move || {
        let route = Route::Search {
            source: Some(source.clone()),
            words: typed.get_untracked().trim().to_owned(),
        };
        address.go(&route);
    };
    let query = Signal::derive(move || PostQuery {
        search: Some(words.get()).filter(|words| !words.is_empty()),
        ..PostQuery::default()
    });
    let has_words = Memo::new(move |_| !words.get().is_empty());
    let nothing = Callback::new(move |()| {
        let text = format!(
            "Nothing has “{}” in it. Try fewer or other words.",
            words.get()
        );
        html! { <Empty glyph=Glyph::Search title="Nothing found" text=text /> }.into_any()
    });
    let name = place.name.to_string();
    html! {
        <section class="page">
        <h1>"Search"</h1>
        <form
            class="search"
            role="search"
            on:submit=handler(move |event: ev::SubmitEvent| {
                event.prevent_default();
                go();
            })
        >
            <Icon glyph=Glyph::Search />
            <input
                type="search"
                aria-label=format!("Search in {name}")
                placeholder=format!("Search in {name}")
                enterkeyhint="search"
                dir="auto"
                prop:value=move || typed.get()
                on:input=handler(move |event: ev::Event| typed.set(event_target_value(&event)))
            />
            <button type="submit" class="primary">"Search"</button>
        </form>
        {move || {
            if has_words.get() {
                html! { <PostList place=place.clone() query=query empty=nothing /> }.into_any()
            } else {
                html! {
                    <Empty
                        glyph=Glyph::Search
                        title="What are you looking for?"
                        text="Words from titles, posts and replies, in any language."
                    />
                }
                    .into_any()
            }
        }}
        </section>
    }
    .into_any()
}
