//! Going from one page of a list to the next.
//!
//! Header fields may be hidden from a browser (CORS), so every strategy can also stop by what is
//! in the body: an empty page, a short one, one that begins like the page before. The address of
//! a next page has to stay on the origins of the source.

use super::{
    expression::Expression,
    link,
    query::PageToken,
    scope::{Item, Scope},
    template::Vars,
    value::Value,
};
use crate::url;

/// No list has more pages; one that seems to is going in circles.
const MAX_PAGES: u32 = 10_000;

/// How a list is divided into pages.
#[derive(Debug)]
pub(crate) struct Paging {
    /// The strategy.
    pub(crate) kind: PagingKind,
    /// The query parameter that says where the page starts.
    pub(crate) param: Option<Box<str>>,
    /// The query parameter for the number of items.
    pub(crate) size_param: Option<Box<str>>,
    /// How many items a full page has.
    pub(crate) size: Option<u32>,
    /// The number of the first page.
    pub(crate) start: i64,
    /// Whether a page that is not full may be followed by another.
    pub(crate) goes_on_after_short: bool,
    /// Codes or statuses of failures that mean: there is no such page.
    pub(crate) past_end: Vec<Box<str>>,
    /// What to do where the strategy's header fields cannot be seen.
    pub(crate) fallback: Option<Box<Self>>,
}

/// The strategies.
#[derive(Debug)]
pub(crate) enum PagingKind {
    /// One page holds everything.
    Whole,
    /// Pages are numbered.
    Page {
        total_pages: Option<Expression>,
        total: Option<Expression>,
    },
    /// Pages start at an item's number.
    Offset { total: Option<Expression> },
    /// The answer holds a word for the next page.
    Cursor { from: Expression },
    /// The answer holds the next page's address.
    NextUrl { from: Expression },
    /// The `Link` field holds the next page's address.
    LinkHeader,
    /// A header field of its own holds the next page's address.
    HeaderUrl { name: Box<str> },
    /// The next page starts after the last item's key.
    Keyset { from: Expression },
    /// The request asks for a range of items in a header field; the answer says of how many.
    Range,
    /// The answer names everything; the records are fetched in portions.
    Ids {
        from: Expression,
        /// What a record is named by there, where it is not the identifier.
        key: Option<Expression>,
    },
    /// Pages are numbered and say whether there are more.
    HasMore { from: Expression },
}

/// Where a page starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Position {
    /// At an address of its own.
    Url(String),
    /// At the value of a parameter.
    Value(String),
}

/// What a [`PageToken`] stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bookmark {
    /// How many pages came before.
    pub(crate) pages: u32,
    /// The identifier of the first item of the page before.
    pub(crate) first: String,
    /// Where to go on.
    pub(crate) position: Position,
}

/// What was on a page that has been read.
pub(crate) struct Read<'a, 'r> {
    /// How many items there were, fitting or not.
    pub(crate) count: usize,
    /// The first item's identifier.
    pub(crate) first: Option<&'r str>,
    /// The last item.
    pub(crate) last: Option<&'r Item<'a>>,
}

impl Bookmark {
    /// The token for it.
    pub(crate) fn token(&self) -> PageToken {
        let (kind, value) = match &self.position {
            Position::Url(url) => ('u', url),
            Position::Value(value) => ('v', value),
        };
        PageToken(format!(
            "{}\n{}\n{kind}{value}",
            self.pages,
            self.first.replace('\n', " ")
        ))
    }

    /// Reads a token; `None`: it is none of ours.
    pub(crate) fn parse(token: &PageToken) -> Option<Self> {
        let (pages, rest) = token.0.split_once('\n')?;
        let (first, position) = rest.split_once('\n')?;
        let position = match position.split_at_checked(1)? {
            ("u", url) => Position::Url(url.to_owned()),
            ("v", value) => Position::Value(value.to_owned()),
            _ => return None,
        };
        Some(Self {
            pages: pages.parse().ok()?,
            first: first.to_owned(),
            position,
        })
    }
}

impl Paging {
    /// The paging that fills in query parameters: the strategy itself, or its fallback where the
    /// strategy goes by addresses.
    pub(crate) fn sender(&self) -> &Self {
        match (&self.kind, &self.fallback) {
            (
                PagingKind::LinkHeader | PagingKind::HeaderUrl { .. } | PagingKind::NextUrl { .. },
                Some(fallback),
            ) => fallback,
            _ => self,
        }
    }

    /// The value that says where the page starts, if it is said.
    pub(crate) fn value(&self, bookmark: Option<&Bookmark>) -> Option<String> {
        match bookmark.map(|bookmark| &bookmark.position) {
            Some(Position::Value(value)) => Some(value.clone()),
            Some(Position::Url(_)) => None,
            None => match self.kind {
                PagingKind::Page { .. } | PagingKind::HasMore { .. } => {
                    Some(self.start.to_string())
                }
                PagingKind::Offset { .. } | PagingKind::Range => Some("0".to_owned()),
                _ => None,
            },
        }
    }

    /// Makes `page.…` known.
    pub(crate) fn set_vars<'a>(&'a self, value: Option<&'a str>, vars: &mut Vars<'a>) {
        let value = value.map_or(Value::Missing, |value| match value.parse::<i64>() {
            Ok(number) if number.to_string() == value => Value::int(number),
            _ => Value::text(value),
        });
        let size = self
            .size
            .map_or(Value::Missing, |size| Value::int(size.into()));
        let last = value
            .as_int()
            .zip(size.as_int())
            .map_or(Value::Missing, |(from, size)| {
                Value::int(from.saturating_add(size - 1))
            });
        vars.set_record(
            "page",
            [
                ("number", value.clone()),
                ("offset", value.clone()),
                ("cursor", value),
                ("size", size),
                ("last", last),
            ],
        );
    }

    /// Where the next page starts; `None` at the end. `Err`: where it would start is forbidden.
    pub(crate) fn next<'a>(
        &'a self,
        scope: &Scope<'a>,
        at: Option<&Bookmark>,
        read: &Read<'a, '_>,
        origins: &[String],
    ) -> Result<Option<Bookmark>, String> {
        let pages = at.map_or(0, |at| at.pages) + 1;
        let first = read.first.unwrap_or("").replace('\n', " ");
        let repeats = at.is_some_and(|at| !first.is_empty() && at.first == first);
        if read.count == 0 || repeats || pages >= MAX_PAGES {
            return Ok(None);
        }
        let position = self.position(scope, at, read, origins)?;
        let stuck = at.is_some_and(|at| Some(&at.position) == position.as_ref());
        Ok(position.filter(|_| !stuck).map(|position| Bookmark {
            pages,
            first,
            position,
        }))
    }

    fn position<'a>(
        &'a self,
        scope: &Scope<'a>,
        at: Option<&Bookmark>,
        read: &Read<'a, '_>,
        origins: &[String],
    ) -> Result<Option<Position>, String> {
        let whole = Item::new(scope.response.clone());
        let number = |expression: &'a Option<Expression>| {
            expression
                .as_ref()
                .and_then(|expression| expression.evaluate(scope, &whole).as_int())
        };
        let current = self.value(at).and_then(|value| value.parse::<i64>().ok());
        let size = self.size.map(i64::from);
        let count = i64::try_from(read.count).unwrap_or(i64::MAX);
        let is_short = !self.goes_on_after_short && size.is_some_and(|size| count < size);
        let value = |number: i64| Some(Position::Value(number.to_string()));
        Ok(match &self.kind {
            PagingKind::Page { total_pages, total } => {
                let current = current.unwrap_or(self.start);
                let done = current - self.start + 1;
                let more = match (number(total_pages), number(total), size) {
                    (Some(pages), ..) => done < pages,
                    (None, Some(total), Some(size)) => done.saturating_mul(size) < total,
                    _ => !is_short,
                };
                if more {
                    value(current.saturating_add(1))
                } else {
                    None
                }
            }
            PagingKind::HasMore { from } => {
                let more = from.evaluate(scope, &whole).as_flag().unwrap_or(false);
                let current = current.unwrap_or(self.start);
                if more {
                    value(current.saturating_add(1))
                } else {
                    None
                }
            }
            PagingKind::Offset { total } => {
                let next = current.unwrap_or(0).saturating_add(count);
                let more = number(total).map_or(!is_short, |total| next < total);
                if more { value(next) } else { None }
            }
            PagingKind::Range => {
                // `0-24/3573`, or `0-24/*` where nobody has counted.
                let total = scope.header("content-range").as_text();
                let total = total.and_then(|range| range.rsplit_once('/')?.1.parse::<i64>().ok());
                let next = current.unwrap_or(0).saturating_add(count);
                let more = total.map_or(!is_short, |total| next < total);
                if more { value(next) } else { None }
            }
            // Of identifiers, see `gather`: what is left to fetch is not in this answer alone.
            PagingKind::Whole | PagingKind::Ids { .. } => None,
            PagingKind::Cursor { from } => text(&from.evaluate(scope, &whole)).map(Position::Value),
            PagingKind::Keyset { from } => {
                let last = read.last.filter(|_| !is_short);
                last.and_then(|last| text(&from.evaluate(scope, last)))
                    .map(Position::Value)
            }
            PagingKind::NextUrl { from } => match text(&from.evaluate(scope, &whole)) {
                Some(next) => return Self::address(scope, &next, origins).map(Some),
                None => None,
            },
            PagingKind::LinkHeader => match text(&scope.header("link")) {
                Some(header) => match link::target(&header, "next") {
                    Some(next) => return Self::address(scope, next, origins).map(Some),
                    None => None,
                },
                None => return self.fall_back(scope, at, read, origins),
            },
            PagingKind::HeaderUrl { name } => match text(&scope.header(name)) {
                Some(next) => return Self::address(scope, &next, origins).map(Some),
                None => return self.fall_back(scope, at, read, origins),
            },
        })
    }

    fn fall_back<'a>(
        &'a self,
        scope: &Scope<'a>,
        at: Option<&Bookmark>,
        read: &Read<'a, '_>,
        origins: &[String],
    ) -> Result<Option<Position>, String> {
        // After a page that was reached by its address, the fallback does not know where it is.
        let lost = matches!(
            at,
            Some(Bookmark {
                position: Position::Url(_),
                ..
            })
        );
        match &self.fallback {
            Some(fallback) if !lost || matches!(fallback.kind, PagingKind::Keyset { .. }) => {
                fallback.position(scope, at, read, origins)
            }
            _ => Ok(None),
        }
    }

    fn address(scope: &Scope<'_>, next: &str, origins: &[String]) -> Result<Position, String> {
        let joined = url::join(scope.address, next);
        let stays = |url: &String| url::origin(url).is_some_and(|origin| origins.contains(&origin));
        joined
            .filter(stays)
            .map(Position::Url)
            .ok_or_else(|| format!("the next page is not on this source's site: {next}"))
    }
}

fn text(value: &Value<'_>) -> Option<String> {
    value
        .as_text()
        .map(std::borrow::Cow::into_owned)
        .filter(|text| !text.is_empty())
}
