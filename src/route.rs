//! The one place that builds or reads a path. Pure.
//!
//! Addresses are state: source, order, tag, search words and the comment a permalink names are all
//! in them. Identifiers of backends are opaque and may hold any character; see `encoding`.

mod encoding;

use std::fmt;

use baraza_core::model::{CommentId, PostId};

use encoding::resolve;
pub use encoding::{decode, encode, segment};

/// A place in the app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Route {
    /// The posts of the first source.
    Home(Listing),
    /// The posts of one source.
    Feed {
        /// The source.
        source: String,
        /// Which of its posts.
        listing: Listing,
    },
    /// One post and its discussion.
    Thread {
        /// The source.
        source: String,
        /// The post.
        post: PostId,
        /// The comment a permalink names.
        comment: Option<CommentId>,
        /// The order of the comments.
        sort: Option<String>,
    },
    /// Starts a discussion; without a source, in the first one that takes posts.
    NewPost {
        /// The source.
        source: Option<String>,
    },
    /// Changes a post of one's own.
    EditPost {
        /// The source.
        source: String,
        /// The post.
        post: PostId,
    },
    /// Signs in, signs up, signs out.
    Account {
        /// The source; the first one when absent.
        source: Option<String>,
    },
    /// Finds posts by words.
    Search {
        /// The source; the first one when absent.
        source: Option<String>,
        /// The words.
        words: String,
    },
    /// How the app looks and who comments.
    Settings,
    /// What was written and not sent.
    Unsent,
    /// The sources of the app, to be arranged.
    Sources,
    /// One more source. What a link hands over is in the fragment.
    AddSource,
    /// Looks whether a source works, and what is wrong if not.
    Check {
        /// The source.
        source: String,
    },
    /// Describes an API that no preset knows. Its address is in the fragment.
    Describe,
    /// No such place.
    NotFound,
}

/// Which posts of a source a list shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listing {
    /// The order, by the connector's name for it.
    pub sort: Option<String>,
    /// One tag.
    pub tag: Option<String>,
}

impl Route {
    /// Reads the path and the query of an address.
    pub fn parse(path: &str, search: &str) -> Self {
        let segments: Vec<String> = path
            .split('/')
            .filter(|segment| !segment.is_empty())
            .map(|segment| resolve(&decode(segment)))
            .collect();
        let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
        let query = Query::parse(search);
        let listing = || Listing {
            sort: query.get("sort"),
            tag: query.get("tag"),
        };
        match segments.as_slice() {
            [] => Self::Home(listing()),
            ["s", source] => Self::Feed {
                source: (*source).into(),
                listing: listing(),
            },
            ["s", source, "p", post] => Self::Thread {
                source: (*source).into(),
                post: (*post).into(),
                comment: None,
                sort: query.get("sort"),
            },
            ["s", source, "p", post, "c", comment] => Self::Thread {
                source: (*source).into(),
                post: (*post).into(),
                comment: Some((*comment).into()),
                sort: query.get("sort"),
            },
            ["s", source, "p", post, "edit"] => Self::EditPost {
                source: (*source).into(),
                post: (*post).into(),
            },
            ["s", source, "new"] => Self::NewPost {
                source: Some((*source).into()),
            },
            ["s", source, "account"] => Self::Account {
                source: Some((*source).into()),
            },
            ["s", source, "check"] => Self::Check {
                source: (*source).into(),
            },
            ["s", source, "search"] => Self::Search {
                source: Some((*source).into()),
                words: query.get("q").unwrap_or_default(),
            },
            ["write"] => Self::NewPost { source: None },
            ["account"] => Self::Account { source: None },
            ["search"] => Self::Search {
                source: None,
                words: query.get("q").unwrap_or_default(),
            },
            ["settings"] => Self::Settings,
            ["unsent"] => Self::Unsent,
            ["sources"] => Self::Sources,
            ["add"] => Self::AddSource,
            ["describe"] => Self::Describe,
            _ => Self::NotFound,
        }
    }

    /// The source the address names.
    pub fn source(&self) -> Option<&str> {
        match self {
            Self::Feed { source, .. }
            | Self::Thread { source, .. }
            | Self::Check { source }
            | Self::EditPost { source, .. } => Some(source),
            Self::NewPost { source } | Self::Account { source } | Self::Search { source, .. } => {
                source.as_deref()
            }
            Self::Home(_)
            | Self::Settings
            | Self::Unsent
            | Self::Sources
            | Self::AddSource
            | Self::Describe
            | Self::NotFound => None,
        }
    }
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Home(listing) => write!(f, "/{}", listing_query(listing)),
            Self::Feed { source, listing } => {
                write!(f, "/s/{}{}", segment(source), listing_query(listing))
            }
            Self::Thread {
                source,
                post,
                comment,
                sort,
            } => {
                write!(f, "/s/{}/p/{}", segment(source), segment(post.as_str()))?;
                if let Some(comment) = comment {
                    write!(f, "/c/{}", segment(comment.as_str()))?;
                }
                f.write_str(&query_string(&[("sort", sort.as_deref())]))
            }
            Self::NewPost {
                source: Some(source),
            } => write!(f, "/s/{}/new", segment(source)),
            Self::NewPost { source: None } => f.write_str("/write"),
            Self::EditPost { source, post } => {
                write!(
                    f,
                    "/s/{}/p/{}/edit",
                    segment(source),
                    segment(post.as_str())
                )
            }
            Self::Account {
                source: Some(source),
            } => write!(f, "/s/{}/account", segment(source)),
            Self::Account { source: None } => f.write_str("/account"),
            Self::Search { source, words } => {
                if let Some(source) = source {
                    write!(f, "/s/{}", segment(source))?;
                }
                let words = Some(words.as_str()).filter(|words| !words.is_empty());
                write!(f, "/search{}", query_string(&[("q", words)]))
            }
            Self::Settings => f.write_str("/settings"),
            Self::Unsent => f.write_str("/unsent"),
            Self::Check { source } => write!(f, "/s/{}/check", segment(source)),
            Self::Sources => f.write_str("/sources"),
            Self::AddSource => f.write_str("/add"),
            Self::Describe => f.write_str("/describe"),
            Self::NotFound => f.write_str("/not-found"),
        }
    }
}

fn listing_query(listing: &Listing) -> String {
    query_string(&[
        ("sort", listing.sort.as_deref()),
        ("tag", listing.tag.as_deref()),
    ])
}

fn query_string(pairs: &[(&str, Option<&str>)]) -> String {
    let mut out = String::new();
    for (name, value) in pairs {
        if let Some(value) = value {
            out.push(if out.is_empty() { '?' } else { '&' });
            out.push_str(name);
            out.push('=');
            out.push_str(&encode(value));
        }
    }
    out
}

/// The pairs of a query string, decoded once (`application/x-www-form-urlencoded`).
struct Query(Vec<(String, String)>);

impl Query {
    fn parse(search: &str) -> Self {
        let search = search.strip_prefix('?').unwrap_or(search);
        Self(
            search
                .split('&')
                .filter(|pair| !pair.is_empty())
                .map(|pair| {
                    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                    (
                        decode(&name.replace('+', " ")),
                        decode(&value.replace('+', " ")),
                    )
                })
                .collect(),
        )
    }

    fn get(&self, name: &str) -> Option<String> {
        self.0
            .iter()
            .find(|(key, value)| key == name && !value.is_empty())
            .map(|(_, v)| v.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round_trip(route: &Route) {
        let address = route.to_string();
        let (path, search) = address.split_once('?').unwrap_or((&address, ""));
        assert_eq!(&Route::parse(path, search), route, "{address}");
    }

    #[test]
    fn every_route_reads_back_as_it_was_written() {
        let odd = [
            "42",
            "at://did:plc:x/app.post/3k",
            "a b/c?d#e",
            "%41",
            "ü☃",
            "+&=",
            "a%2Fb",
            "back\\slash",
            "..",
            "~41",
            "~",
        ];
        for id in odd {
            let source = "box".to_owned();
            for comment in [None, Some(CommentId::from(id))] {
                round_trip(&Route::Thread {
                    source: source.clone(),
                    post: id.into(),
                    comment,
                    sort: Some("top".into()),
                });
            }
            round_trip(&Route::Feed {
                source: id.into(),
                listing: Listing {
                    sort: Some("new".into()),
                    tag: Some(id.into()),
                },
            });
            round_trip(&Route::Search {
                source: Some(source.clone()),
                words: id.into(),
            });
            round_trip(&Route::EditPost {
                source,
                post: id.into(),
            });
        }
        round_trip(&Route::Home(Listing::default()));
        round_trip(&Route::NewPost { source: None });
        round_trip(&Route::Account {
            source: Some("a b".into()),
        });
        round_trip(&Route::Settings);
        round_trip(&Route::Check {
            source: "a/b".into(),
        });
        round_trip(&Route::Sources);
        round_trip(&Route::AddSource);
        round_trip(&Route::Describe);
    }

    #[test]
    fn a_query_is_decoded_once() {
        let route = Route::parse("/search", "?q=%2525+a");
        assert_eq!(
            route,
            Route::Search {
                source: None,
                words: "%25 a".into()
            }
        );
    }

    #[test]
    fn an_unknown_path_is_not_found() {
        for path in ["/x", "/s", "/s/a/b", "/s/a/p", "/s/a/p/1/c"] {
            assert_eq!(Route::parse(path, ""), Route::NotFound, "{path}");
        }
    }
}
