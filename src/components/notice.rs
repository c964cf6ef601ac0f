//! Words about a state: a failure, an empty list, something that waits.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use crate::{
    html::handler,
    route::Route,
    state::explain::{Explanation, Remedy},
};

/// What a notice is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Something to know.
    Info,
    /// Something that waits.
    Held,
    /// Something that did not work.
    Error,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Held => "held",
            Self::Error => "error",
        }
    }

    fn glyph(self) -> Glyph {
        match self {
            Self::Info => Glyph::Comment,
            Self::Held => Glyph::Clock,
            Self::Error => Glyph::Warning,
        }
    }
}

/// Words beside what they are about. A failure is read out at once.
#[component]
pub fn Notice(
    /// What it is about.
    kind: Kind,
    /// It in a few words.
    #[prop(into)]
    title: String,
    /// More of it.
    #[prop(into)]
    text: String,
    /// What can be done.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let role = if kind == Kind::Error {
        "alert"
    } else {
        "status"
    };
    html! {
        <div class="notice" data-kind=kind.name() role=role>
            <Icon glyph=kind.glyph() />
            <div>
                <strong>{title}</strong>
                <p>{text}</p>
                {children.map(|children| html! { <div class="actions">{children()}</div> })}
            </div>
        </div>
    }
}

/// A failure, explained, with what may help.
#[component]
pub fn Failed(
    /// The words.
    explanation: Explanation,
    /// The source to sign in to.
    #[prop(optional, into)]
    source: Option<String>,
    /// Does the same again.
    #[prop(optional, into)]
    on_retry: Option<Callback<()>>,
) -> impl IntoView {
    let Explanation {
        title,
        text,
        remedy,
    } = explanation;
    html! {
        <Notice kind=Kind::Error title=title text=text>
            {match (remedy, on_retry) {
                (Remedy::Retry, Some(retry)) => {
                    let check = source.map(|source| Route::Check { source }.to_string());
                    Some(
                        html! {
                            {check.map(|href| html! { <a class="link-button" href=href>"What is wrong?"</a> })}
                            <button type="button" class="secondary" on:click=handler(move |_| retry.run(()))>
                                <Icon glyph=Glyph::Refresh />
                                "Try again"
                            </button>
                        }
                            .into_any(),
                    )
                }
                (Remedy::SignIn, _) => {
                    let href = Route::Account { source }.to_string();
                    Some(html! { <a class="secondary" href=href>"Sign in"</a> }.into_any())
                }
                _ => None,
            }}
        </Notice>
    }
}

/// An empty list: why, and what to do about it.
#[component]
pub fn Empty(
    /// What it looks like.
    glyph: Glyph,
    /// Why it is empty.
    #[prop(into)]
    title: String,
    /// What helps.
    #[prop(into)]
    text: String,
    /// The way to do it.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    html! {
        <div class="empty">
            <Icon glyph=glyph />
            <h2>{title}</h2>
            <p>{text}</p>
            {children
                .map(|children| html! { <div class="form-actions">{children()}</div> })}
        </div>
    }
}
