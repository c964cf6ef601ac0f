//! The frame of every page: navigation at the side or at the bottom, the title on top.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use crate::{
    route::{Listing, Route},
    state::sources::use_sources,
};

/// A way to one of the app's places.
#[derive(Clone)]
struct Way {
    title: &'static str,
    glyph: Glyph,
    href: String,
    is_here: bool,
}

fn ways(here: &Route, home_source: Option<&str>, may_write: bool) -> Vec<Way> {
    let source = here.source().map(str::to_owned);
    let is_home = match here {
        Route::Home(_) => true,
        Route::Feed { source, .. } => Some(source.as_str()) == home_source,
        _ => false,
    };
    let mut ways = vec![
        Way {
            title: "Home",
            glyph: Glyph::Home,
            href: Route::Home(Listing::default()).to_string(),
            is_here: is_home,
        },
        Way {
            title: "Search",
            glyph: Glyph::Search,
            href: Route::Search {
                source: source.clone(),
                words: String::new(),
            }
            .to_string(),
            is_here: matches!(here, Route::Search { .. }),
        },
    ];
    if may_write {
        ways.push(Way {
            title: "Write",
            glyph: Glyph::Write,
            href: Route::NewPost {
                source: source.clone(),
            }
            .to_string(),
            is_here: matches!(here, Route::NewPost { .. }),
        });
    }
    ways.push(Way {
        title: "Account",
        glyph: Glyph::Person,
        href: Route::Account { source }.to_string(),
        is_here: matches!(here, Route::Account { .. }),
    });
    ways.push(Way {
        title: "Settings",
        glyph: Glyph::Settings,
        href: Route::Settings.to_string(),
        is_here: matches!(here, Route::Settings),
    });
    ways
}

/// The frame. What is around the page changes with the address; the page itself is `children`.
#[component]
pub fn Shell(
    /// Where one is.
    #[prop(into)]
    here: Signal<Route>,
    /// What the page is called.
    #[prop(into)]
    title: Signal<String>,
    /// Whether posts can be written.
    #[prop(into)]
    may_write: Signal<bool>,
    /// The name of the account at hand.
    #[prop(into)]
    account: Signal<Option<String>>,
    /// The page.
    children: Children,
) -> impl IntoView {
    let sources = use_sources();
    let name = move || match sources.config() {
        Some(Ok(config)) => config.name.clone(),
        _ => "Baraza".to_owned(),
    };
    let links = move |with_account_name: bool| {
        let home = sources.find(None).map(|source| source.id);
        ways(&here.get(), home.as_deref(), may_write.get())
            .into_iter()
            .map(|way| {
                let title = match account.get() {
                    Some(name) if with_account_name && way.glyph == Glyph::Person => name,
                    _ => way.title.to_owned(),
                };
                html! {
                    <a href=way.href aria-current=way.is_here.then_some("page")>
                        <Icon glyph=way.glyph />
                        <span dir="auto">{title}</span>
                    </a>
                }
            })
            .collect_view()
    };
    let source_links = move || {
        let here = here.get();
        let all = sources.all();
        let is_open = sources.is_open();
        (all.len() > 1 || is_open).then(|| {
            html! {
                <div class="label">"Sources"</div>
                <div class="nav">
                    {all
                        .into_iter()
                        .map(|source| {
                            let is_here = here.source() == Some(source.id.as_str());
                            let route = Route::Feed {
                                source: source.id,
                                listing: Listing::default(),
                            };
                            html! {
                                <a
                                    href=route.to_string()
                                    aria-current=is_here.then_some("true")
                                >
                                    <Icon glyph=Glyph::Source />
                                    <span dir="auto">{source.name}</span>
                                </a>
                            }
                        })
                        .collect_view()}
                    {is_open
                        .then(|| {
                            let is_here = matches!(
                                here,
                                Route::Sources | Route::AddSource | Route::Describe
                            );
                            html! {
                                <a
                                    href=Route::Sources.to_string()
                                    aria-current=is_here.then_some("page")
                                >
                                    <Icon glyph=Glyph::List />
                                    <span>"Manage sources"</span>
                                </a>
                            }
                        })}
                </div>
            }
        })
    };
    // On a phone Back leads to the list one level up; on a wide screen the side does that.
    let up = move || match here.get() {
        Route::Thread { source, .. } | Route::EditPost { source, .. } => Some(
            Route::Feed {
                source,
                listing: Listing::default(),
            }
            .to_string(),
        ),
        Route::Home(_) | Route::Feed { .. } => None,
        Route::AddSource | Route::Check { .. } => Some(Route::Sources.to_string()),
        Route::Describe => Some(Route::AddSource.to_string()),
        _ => Some(Route::Home(Listing::default()).to_string()),
    };
    let search = move || {
        Route::Search {
            source: here.get().source().map(str::to_owned),
            words: String::new(),
        }
        .to_string()
    };

    html! {
        <a class="skip-link" href="#main" rel="external">"Skip to content"</a>
        <div class="shell">
            <nav class="rail" aria-label="Main">
                <a class="brand" href="/">
                    <b><Mark /></b>
                    <span>{name}</span>
                </a>
                <div class="nav">{move || links(true)}</div>
                {source_links}
            </nav>
            <div class="column">
                <header class="top">
                    {move || {
                        up()
                            .map(|href| {
                                html! {
                                    <a class="icon-button" href=href aria-label="Back to the list">
                                        <Icon glyph=Glyph::Back />
                                    </a>
                                }
                            })
                    }}
                    <strong><bdi>{move || title.get()}</bdi></strong>
                    <a class="icon-button" href=search aria-label="Search">
                        <Icon glyph=Glyph::Search />
                    </a>
                </header>
                <main id="main" tabindex="-1">{children()}</main>
            </div>
            <aside class="aside" aria-label="Help">
                <Hints here=here />
            </aside>
        </div>
        <nav class="bottom" aria-label="Main, short">{move || links(false)}</nav>
    }
}

/// The app's mark: three voices that make a tree.
#[component]
fn Mark() -> impl IntoView {
    html! {
        <svg viewBox="0 0 512 512" aria-hidden="true">
            <rect width="512" height="512" rx="116" fill="#0d6657" />
            <circle cx="160" cy="236" r="92" fill="#8fdcc8" />
            <circle cx="352" cy="236" r="92" fill="#f5a883" />
            <path
                d="M256 76a108 108 0 0 1 48 205c-2 64-32 117-92 153 15-45 14-98-5-153A108 108 0 0 1 256 76Z"
                fill="#fff"
            />
        </svg>
    }
}

/// The keys that work where one is.
#[component]
fn Hints(#[prop(into)] here: Signal<Route>) -> impl IntoView {
    let keys = move || match here.get() {
        Route::Thread { .. } => vec![
            ("Next discussion", "j"),
            ("Previous discussion", "k"),
            ("Write a comment", "c"),
            ("Search", "/"),
        ],
        _ => vec![("Search", "/"), ("Home", "h")],
    };
    html! {
        <div class="label">"Keys"</div>
        <div class="nav keys">
            {move || {
                keys()
                    .into_iter()
                    .map(|(what, key)| {
                        html! { <span>{what}<kbd class="count">{key}</kbd></span> }
                    })
                    .collect_view()
            }}
        </div>
    }
}
