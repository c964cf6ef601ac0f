//! Says under the text what is wrong with keeping it, and which other texts there are for the
//! same place.

use baraza_core::draft::Draft;
use leptos::{prelude::*, task::spawn_local};

use super::super::notice::{Kind, Notice};
use crate::{
    html::handler,
    platform::{dom, files},
    state::{
        drafts::{OpenDraft, Saved},
        toasts::use_toasts,
    },
};

/// The word that a text is nowhere but on the screen, with two ways to take it along.
pub(super) fn not_saved(draft: OpenDraft) -> impl IntoView {
    let toasts = use_toasts();
    let copy = move |_| {
        spawn_local(async move {
            let worked = dom::copy(&draft.text.get_untracked()).await;
            toasts.show(if worked {
                "Copied."
            } else {
                "Select the text and copy it by hand."
            });
        });
    };
    let download = move |_| files::save("unsent.txt", &draft.text.get_untracked());
    move || {
        (draft.saved.get() == Saved::Lost).then(|| {
            html! {
                <Notice
                    kind=Kind::Error
                    title="This text is not saved"
                    text="The browser's storage for this page is full or blocked. Take the text along before you leave."
                >
                    <button type="button" class="secondary" on:click=handler(copy)>
                        "Copy the text"
                    </button>
                    <button type="button" class="link-button" on:click=handler(download)>
                        "Download it"
                    </button>
                </Notice>
            }
        })
    }
}

/// Other texts for the same place, each to go on with or to throw away.
pub(super) fn copies(draft: OpenDraft) -> impl IntoView {
    let toasts = use_toasts();
    let row = move |copy: Draft| {
        let (to_use, to_drop) = (copy.clone(), copy.clone());
        html! {
            <li>
                <p dir="auto">{copy.text}</p>
                <button
                    type="button"
                    class="link-button"
                    on:click=handler(move |_| draft.swap(&to_use))
                >
                    "Go on with this one"
                </button>
                <button
                    type="button"
                    class="link-button"
                    on:click=handler(move |_| draft.discard_copy(&to_drop, toasts))
                >
                    "Throw it away"
                </button>
            </li>
        }
    };
    move || {
        let copies = draft.copies.get();
        (!copies.is_empty()).then(|| {
            html! {
                <div class="copies" role="group" aria-label="Other texts for this place">
                    <p>"You wrote something else here too, perhaps in another tab. Both are kept."</p>
                    <ul>{copies.into_iter().map(row).collect_view()}</ul>
                </div>
            }
        })
    }
}
