//! The icons: one stroke path each, inline, so that they cost no request.

use leptos::prelude::*;

/// What an icon shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Glyph {
    /// A house: the first list.
    Home,
    /// A magnifying glass.
    Search,
    /// A pencil.
    Write,
    /// A person.
    Person,
    /// Two sliders.
    Settings,
    /// A globe: a source.
    Source,
    /// An arrow to where one came from.
    Back,
    /// An arrow that turns back: an answer.
    Reply,
    /// An arrow upwards: a vote for.
    Up,
    /// An arrow downwards: a vote against.
    Down,
    /// Three dots.
    More,
    /// A speech bubble.
    Comment,
    /// A chain link.
    Link,
    /// A fat letter.
    Bold,
    /// A slanted letter.
    Italic,
    /// Lines behind a bar.
    Quote,
    /// Angle brackets.
    Code,
    /// Lines with points.
    List,
    /// An eye.
    Preview,
    /// A cross.
    Close,
    /// A chevron upwards.
    Fold,
    /// A chevron downwards.
    Lower,
    /// Two arrows in a circle.
    Refresh,
    /// A check mark.
    Check,
    /// A clock.
    Clock,
    /// A triangle with a mark.
    Warning,
    /// A picture.
    Image,
    /// An arrow out of a box.
    External,
    /// A cross of two lines: one more.
    Plus,
}

impl Glyph {
    fn path(self) -> &'static str {
        match self {
            Self::Home => "m4 11 8-7 8 7v8a1 1 0 0 1-1 1h-4v-6H9v6H5a1 1 0 0 1-1-1z",
            Self::Search => "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM20 20l-4-4",
            Self::Write => "M4 20h4L19 9a2.8 2.8 0 0 0-4-4L4 16z",
            Self::Person => "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20a7.5 7.5 0 0 1 15 0",
            Self::Settings => {
                "M4 8h9M19 8h1M4 16h1M11 16h9M16 10.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM8 \
                 18.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z"
            }
            Self::Source => {
                "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM3 12h18M12 3c3 3 3 15 0 18M12 3c-3 3-3 15 0 \
                 18"
            }
            Self::Back => "M15 5l-7 7 7 7",
            Self::Reply => "M9 7 4 12l5 5M4 12h9a7 7 0 0 1 7 7v1",
            Self::Up => "M9.5 20v-7H5l7-8.5 7 8.5h-4.5v7z",
            Self::Down => "M14.5 4v7H19l-7 8.5L5 11h4.5V4z",
            Self::More => "M5 12h.01M12 12h.01M19 12h.01",
            Self::Comment => {
                "M4 6a2 2 0 0 1 2-2h12a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-7l-5 4v-4a2 2 0 0 1-2-2z"
            }
            Self::Link => {
                "M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 \
                 6l1-1"
            }
            Self::Bold => "M8 5h5a3.5 3.5 0 0 1 0 7H8zM8 12h6a3.5 3.5 0 0 1 0 7H8z",
            Self::Italic => "M10 5h7M7 19h7M14 5l-4 14",
            Self::Quote => "M5 6h14M9 12h10M9 18h7M5 12v6",
            Self::Code => "m8 8-4 4 4 4M16 8l4 4-4 4",
            Self::List => "M9 6h11M9 12h11M9 18h11M4.5 6h.01M4.5 12h.01M4.5 18h.01",
            Self::Preview => {
                "M3 12s3.5-6 9-6 9 6 9 6-3.5 6-9 6-9-6-9-6ZM12 14.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 \
                 0 0 5Z"
            }
            Self::Close => "M6 6l12 12M18 6 6 18",
            Self::Fold => "M6 15l6-6 6 6",
            Self::Lower => "m6 9 6 6 6-6",
            Self::Refresh => {
                "M20 11a8 8 0 0 0-14-4.5L4 9M4 4v5h5M4 13a8 8 0 0 0 14 4.5l2-2.5M20 20v-5h-5"
            }
            Self::Check => "m5 12.5 4.5 4.5L19 7.5",
            Self::Clock => "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 7v5l3.5 2",
            Self::Warning => "M12 4 2.8 19.5h18.4zM12 10v4M12 17h.01",
            Self::Image => {
                "M5 4h14a1 1 0 0 1 1 1v14a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1ZM4 16l4.5-4.5 \
                 5 5M13 14l2.5-2.5L20 16M9 9h.01"
            }
            Self::Plus => "M12 5v14M5 12h14",
            Self::External => {
                "M14 4h6v6M20 4l-9 9M18 14v5a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V7a1 1 0 0 1 1-1h5"
            }
        }
    }

    /// Whether the icon points along the line and turns round where text runs right to left.
    fn is_directional(self) -> bool {
        matches!(
            self,
            Self::Back | Self::Reply | Self::List | Self::Quote | Self::External
        )
    }
}

/// An icon. It says nothing to screen readers: what it stands on has a name.
#[component]
pub fn Icon(
    /// What it shows.
    glyph: Glyph,
) -> impl IntoView {
    let name = if glyph.is_directional() {
        "icon directional"
    } else {
        "icon"
    };
    html! {
        <svg class=name viewBox="0 0 24 24" aria-hidden="true">
            <path d=glyph.path() />
        </svg>
    }
}
