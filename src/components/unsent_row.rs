//! A comment that is in the outbox: its words, how it stands with it, and what can be done.

use std::sync::Arc;

use baraza_core::{
    connector::Failure,
    outbox::{Entry, Parent, State},
};
use leptos::{prelude::*, task::spawn_local};

use super::{
    later::later,
    thread_view::{OpenBox, ThreadView},
};
use crate::{
    html::handler,
    platform::{clock, timer},
    route::Route,
    state::{
        explain::{self, Remedy},
        outbox::{Outboxes, use_outboxes},
        toasts::use_toasts,
    },
};

crate::later! {
    later: fn make / arrive(view: ThreadView, id: String) -> AnyView = {
        // What was taken back stands in its box again.
        let open = Callback::new(move |entry: Arc<Entry>| {
            view.open.set(Some(match &entry.parent {
                Parent::Post => OpenBox::Post,
                Parent::Comment(comment) => OpenBox::Reply(comment.id.clone()),
                Parent::Entry(id) => OpenBox::Unsent(id.clone()),
            }));
        });
        let reply = Callback::new(move |id| view.open.set(Some(OpenBox::Unsent(id))));
        html! { <UnsentRow id=id open=open reply=reply /> }.into_any()
    }
}

/// The row of an entry in its thread, so far in.
pub fn in_thread(view: ThreadView, id: String, indent: u32) -> AnyView {
    html! {
        <li class="composer-row" style:--depth=indent.to_string()>
            {later(|| Box::pin(arrive()), Box::pin(make(view, id)))}
        </li>
    }
    .into_any()
}

/// How it stands with an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Standing {
    /// In a few words.
    title: String,
    /// More of it.
    text: String,
    /// What can be done, by their names.
    deeds: Vec<Deed>,
    /// Whether somebody has to decide.
    is_urgent: bool,
}

/// What a person can do with an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Deed {
    TakeBack(&'static str),
    Send(&'static str),
    IsThere,
    SignIn,
}

/// An entry of the outbox.
#[component]
pub fn UnsentRow(
    /// The entry.
    id: String,
    /// Opens the box of an entry whose text was taken back.
    open: Callback<Arc<Entry>>,
    /// Answers the entry, where that is possible.
    #[prop(optional, into)]
    reply: Option<Callback<String>>,
) -> impl IntoView {
    let outboxes = use_outboxes();
    let key = StoredValue::new(id);
    let entry = Memo::new(move |_| key.with_value(|id| outboxes.entry(id)));
    let now = RwSignal::new(clock::now().0);
    spawn_local(async move {
        while now.try_set(clock::now().0).is_none() {
            timer::sleep(500).await;
        }
    });
    let standing = Memo::new(move |_| entry.get().map(|entry| standing(outboxes, &entry, now)));
    let words = move || entry.get().map(|entry| entry.text.clone());
    let name = move || {
        entry.get().map(|entry| {
            let guest = entry.guest.as_ref().map(|guest| guest.name.clone());
            let name = guest.unwrap_or_else(|| entry.name.clone());
            if name.is_empty() {
                "You".to_owned()
            } else {
                name
            }
        })
    };
    let said = move || {
        standing.get().map(|standing| {
            html! {
                <p class="standing" data-urgent=standing.is_urgent.then_some("")>
                    <b>{standing.title}</b>
                    {(!standing.text.is_empty()).then(|| format!(" {}", standing.text))}
                </p>
            }
        })
    };
    // A countdown must not make the buttons anew under somebody's finger.
    let deeds = Memo::new(move |_| {
        let standing = standing.get();
        standing.map(|standing| standing.deeds).unwrap_or_default()
    });
    let acts = move || {
        let deeds = deeds.get().into_iter();
        deeds
            .map(|deed| act(deed, outboxes, entry, open))
            .collect_view()
    };
    let answer = reply.map(|reply| {
        html! {
            <button type="button" class="link-button" on:click=handler(move |_| reply.run(key.get_value()))>
                "Reply"
            </button>
        }
    });
    html! {
        <article class="unsent-row">
            <p class="meta"><b><bdi>{name}</bdi></b></p>
            <p class="words" dir="auto">{words}</p>
            <div role="status">{said}</div>
            <div class="row">{acts}{answer}</div>
        </article>
    }
}

fn act(
    deed: Deed,
    outboxes: Outboxes,
    entry: Memo<Option<Arc<Entry>>>,
    open: Callback<Arc<Entry>>,
) -> AnyView {
    let toasts = use_toasts();
    let (title, class) = match deed {
        Deed::TakeBack(title) => (title, "link-button"),
        Deed::Send(title) => (title, "secondary"),
        Deed::IsThere => ("It is there", "secondary"),
        Deed::SignIn => {
            let source = entry.get_untracked().map(|entry| entry.source.clone());
            let href = Route::Account { source }.to_string();
            return html! { <a class="secondary" href=href>"Sign in"</a> }.into_any();
        }
    };
    let run = move |_| {
        let Some(entry) = entry.get_untracked() else {
            return;
        };
        spawn_local(async move {
            let done = match deed {
                Deed::TakeBack(_) => outboxes.take_back(&entry).await,
                Deed::Send(_) => outboxes.send_now(&entry.id).await,
                _ => outboxes.is_there(&entry.id).await,
            };
            if done.is_err() {
                toasts.show("This device does not let it be changed now. It stays as it is.");
            } else if matches!(deed, Deed::TakeBack(_)) {
                if untrack(|| outboxes.entry(&entry.id)).is_none() {
                    open.try_run(entry);
                } else {
                    toasts.show("It is on its way already.");
                }
            }
        });
    };
    html! { <button type="button" class=class on:click=handler(run)>{title}</button> }.into_any()
}

/// How it stands with an entry. Reactive.
fn standing(outboxes: Outboxes, entry: &Entry, now: RwSignal<i64>) -> Standing {
    let told = |title: &str, text: &str, deeds: &[Deed]| Standing {
        title: title.to_owned(),
        text: text.to_owned(),
        deeds: deeds.to_vec(),
        is_urgent: false,
    };
    let is_online = outboxes.is_online();
    let trouble = entry.trouble.as_ref();
    let explained = trouble.map(|trouble| explain::sending(&Failure::from(trouble), true));
    match entry.state {
        State::Sent => told("Sent.", "", &[]),
        State::Sending => told("Sending…", "", &[]),
        State::Unsure if !is_online => told(
            "It may have arrived.",
            "That is looked up as soon as there is a network.",
            &[],
        ),
        State::Unsure => told("Looking whether it has arrived…", "", &[]),
        State::Asking => asking(entry, explained),
        State::Queued if matches!(entry.parent, Parent::Entry(_)) => told(
            "Goes right after what it answers.",
            "",
            &[Deed::TakeBack("Take back")],
        ),
        State::Queued if !outboxes.sends_by_itself() => told(
            "Ready to send.",
            "This browser does not let the app send by itself.",
            &[Deed::Send("Send now"), Deed::TakeBack("Take back")],
        ),
        State::Queued if !is_online => told(
            "Waits for a network.",
            "It is sent as soon as there is one.",
            &[Deed::TakeBack("Take back")],
        ),
        State::Queued => {
            let left = (entry.due - now.get() + 999).div_euclid(1000);
            let why = explained.map_or(String::new(), |explained| format!("{}. ", explained.title));
            if left <= 0 {
                return told("Waits for its turn.", "", &[Deed::TakeBack("Take back")]);
            }
            let when = if left > 90 {
                format!("{} minutes", (left + 59).div_euclid(60))
            } else {
                format!("{left} s")
            };
            if entry.tries == 0 {
                return told(
                    &format!("Leaves in {when}."),
                    "",
                    &[Deed::TakeBack("Undo"), Deed::Send("Send now")],
                );
            }
            let mut deeds = vec![Deed::Send("Send now")];
            deeds.extend((!entry.is_doubtful).then_some(Deed::TakeBack("Take back")));
            told(&format!("{why}Next try in {when}."), "", &deeds)
        }
    }
}

fn asking(entry: &Entry, explained: Option<explain::Explanation>) -> Standing {
    let has_lost_parent = entry
        .trouble
        .as_ref()
        .is_some_and(|trouble| trouble.kind.is_none());
    let (title, text, deeds) = if entry.is_doubtful {
        (
            "It may have arrived.".to_owned(),
            "Nobody can tell from here. Look at the discussion before you send it again."
                .to_owned(),
            vec![
                Deed::IsThere,
                Deed::Send("Send again"),
                Deed::TakeBack("Take back"),
            ],
        )
    } else if has_lost_parent {
        (
            "What it answers is not there.".to_owned(),
            "It can be sent one level up.".to_owned(),
            vec![Deed::Send("Send it there"), Deed::TakeBack("Take back")],
        )
    } else {
        let explained = explained.unwrap_or(explain::Explanation {
            title: "Not sent",
            text: String::new(),
            remedy: Remedy::Retry,
        });
        let mut deeds = vec![if explained.remedy == Remedy::SignIn {
            Deed::SignIn
        } else {
            Deed::Send("Send again")
        }];
        deeds.push(Deed::TakeBack("Change it"));
        (format!("{}.", explained.title), explained.text, deeds)
    };
    Standing {
        title,
        text,
        deeds,
        is_urgent: true,
    }
}
