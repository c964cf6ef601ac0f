//! One file per place of the app: it loads, then composes components.

pub mod account;
pub mod add_source;
pub mod check;
pub mod describe;
pub mod feed;
pub mod merged;
pub mod not_found;
pub mod post_form;
pub mod search;
pub mod settings;
pub mod source;
pub mod source_form;
pub mod sources;
pub mod thread;
pub mod title;
pub mod unsent;

use baraza_core::model::PostId;
use leptos::prelude::*;

use crate::{components::later::later, route::Route, state::sources::use_sources};

/// A page, without the parts of the address that change within it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Page {
    /// A list of posts; of the first source when none is named.
    Feed(Option<String>),
    /// The posts of all sources.
    Merged,
    /// A discussion.
    Thread(String, PostId),
    /// A new post.
    NewPost(Option<String>),
    /// A change of a post.
    EditPost(String, PostId),
    /// Signing in.
    Account(Option<String>),
    /// Finding posts.
    Search(Option<String>),
    /// How the app looks.
    Settings,
    /// What was not sent.
    Unsent,
    /// The sources, to be arranged.
    Sources,
    /// One more source.
    AddSource,
    /// Whether a source works.
    Check(String),
    /// An API that no preset knows.
    Describe,
    /// No such place.
    NotFound,
}

impl Page {
    /// The page of an address.
    pub fn of(route: &Route) -> Self {
        match route.clone() {
            Route::Home(_) => Self::Feed(None),
            Route::Feed { source, .. } => Self::Feed(Some(source)),
            Route::Thread { source, post, .. } => Self::Thread(source, post),
            Route::NewPost { source } => Self::NewPost(source),
            Route::EditPost { source, post } => Self::EditPost(source, post),
            Route::Account { source } => Self::Account(source),
            Route::Search { source, .. } => Self::Search(source),
            Route::Settings => Self::Settings,
            Route::Unsent => Self::Unsent,
            Route::Sources => Self::Sources,
            Route::AddSource => Self::AddSource,
            Route::Check { source } => Self::Check(source),
            Route::Describe => Self::Describe,
            Route::NotFound => Self::NotFound,
        }
    }
}

crate::later! {
    thread: fn make_thread / arrive_thread(
        source: String,
        post: PostId,
        here: Memo<Route>,
    ) -> AnyView = html! { <thread::ThreadPage source=source post=post here=here /> }
}

crate::later! {
    describe: fn make_describe / arrive_describe() -> AnyView =
        html! { <describe::DescribePage /> }
}

crate::later! {
    sources: fn make_sources / arrive_sources(page: Page) -> AnyView = match page {
        Page::Sources => html! { <sources::SourcesPage /> },
        Page::AddSource => html! { <add_source::AddSourcePage /> },
        Page::Check(source) => html! { <check::CheckPage source=source /> },
        _ => html! { <not_found::NotFoundPage /> },
    }
}

crate::later! {
    account: fn make_account / arrive_account(source: Option<String>) -> AnyView =
        html! { <account::AccountPage source=source /> }
}

crate::later! {
    later: fn make / arrive(page: Page, here: Memo<Route>) -> AnyView = match page {
        Page::NewPost(source) => html! { <post_form::NewPostPage source=source /> },
        Page::EditPost(source, post) => {
            html! { <post_form::EditPostPage source=source post=post /> }
        }
        Page::Search(source) => html! { <search::SearchPage source=source here=here /> },
        Page::Settings => html! { <settings::SettingsPage /> },
        Page::Unsent => html! { <unsent::UnsentPage /> },
        Page::Merged => html! { <merged::MergedPage /> },
        _ => html! { <not_found::NotFoundPage /> },
    }
}

/// The view of the page at hand, made anew when it is another one.
///
/// Lists and discussions are what people come for; the other pages arrive later.
pub fn show(page: Memo<Page>, here: Memo<Route>) -> impl IntoView {
    let merges_home = {
        let sources = use_sources();
        Memo::new(move |_| sources.merges_home())
    };
    move || match page.get() {
        Page::Feed(None) if merges_home.get() => {
            later(|| Box::pin(arrive()), Box::pin(make(Page::Merged, here)))
        }
        Page::Feed(source) => html! { <feed::FeedPage source=source here=here /> },
        page @ (Page::Sources | Page::AddSource | Page::Check(_)) => {
            later(|| Box::pin(arrive_sources()), Box::pin(make_sources(page)))
        }
        Page::Account(source) => later(
            || Box::pin(arrive_account()),
            Box::pin(make_account(source)),
        ),
        Page::Describe => later(|| Box::pin(arrive_describe()), Box::pin(make_describe())),
        Page::Thread(source, post) => later(
            || Box::pin(arrive_thread()),
            Box::pin(make_thread(source, post, here)),
        ),
        page => later(|| Box::pin(arrive()), Box::pin(make(page, here))),
    }
}
