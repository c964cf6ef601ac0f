//! The box to write in: text, marks, preview, and the word on whether it is saved.
//!
//! Every input is kept on the device before anything else happens to it. What could not be kept
//! is said at once, with a way to take the text along.

mod beside;
mod marks;

use baraza_core::model::{Body, Format};
use beside::{copies, not_saved};
use leptos::{ev, html, prelude::*};
use marks::Mark;

use super::{
    icon::{Glyph, Icon},
    rich_text::RichTextView,
};
use crate::{
    html::handler,
    platform::dom,
    state::drafts::{OpenDraft, Saved},
};

/// A text area bound to its draft.
#[component]
pub fn Editor(
    /// What is written.
    draft: OpenDraft,
    /// The markup the backend takes.
    format: Format,
    /// The longest text the backend takes, in characters.
    #[prop(optional_no_strip)]
    max_length: Option<u32>,
    /// What the box is called.
    #[prop(into)]
    label: String,
    /// What stands in the empty box.
    #[prop(into)]
    placeholder: String,
    /// Whether the box gets the focus.
    #[prop(optional)]
    has_focus: bool,
    /// Ctrl+Enter or Cmd+Enter.
    #[prop(into)]
    on_submit: Callback<()>,
    /// Escape.
    #[prop(into)]
    on_escape: Callback<()>,
    /// What stands between the text and the buttons.
    #[prop(optional, into)]
    details: ViewFn,
    /// The buttons to the right.
    children: Children,
) -> impl IntoView {
    let area = NodeRef::<html::Textarea>::new();
    let OpenDraft { text, saved, .. } = draft;
    let is_preview = RwSignal::new(false);
    let keep = Callback::new(move |value: String| {
        draft.write(value);
        if let Some(area) = area.get_untracked() {
            dom::fit_height(&area);
        }
    });

    Effect::new(move || {
        if let Some(area) = area.get() {
            dom::fit_height(&area);
            if has_focus {
                let end = area.value().encode_utf16().count();
                dom::replace(&area, &area.value(), end..end);
            }
        }
    });
    let mark = move |mark: Mark| {
        if let Some(area) = area.get_untracked() {
            let (before, selected, after) = dom::selection(&area);
            let marked = marks::apply(mark, format, &before, &selected, &after);
            dom::replace(&area, &marked.text, marked.select);
            keep.run(marked.text);
        }
    };
    let on_key = move |event: ev::KeyboardEvent| {
        let with_command = event.ctrl_key() || event.meta_key();
        match dom::key(&event).unwrap_or_default().as_str() {
            "Enter" if with_command => {
                event.prevent_default();
                on_submit.run(());
            }
            "Escape" => {
                event.stop_propagation();
                on_escape.run(());
            }
            "b" if with_command => {
                event.prevent_default();
                mark(Mark::Bold);
            }
            "i" if with_command => {
                event.prevent_default();
                mark(Mark::Italic);
            }
            _ => {}
        }
    };
    let remaining = move || {
        let max = usize::try_from(max_length?).ok()?;
        let used = text.with(|text| text.chars().count());
        (used * 10 > max * 8).then(|| {
            let over = used > max;
            let words = if over {
                format!("{} too many", used - max)
            } else {
                format!("{} left", max - used)
            };
            html! { <span class="count" data-over=over.then_some("")>{words}</span> }
        })
    };
    let marks_row = (format != Format::Text).then(|| {
        Mark::ALL
            .map(|each| {
                html! {
                    <button
                        type="button"
                        class="icon-button"
                        aria-label=each.label()
                        title=each.label()
                        on:click=handler(move |_| mark(each))
                    >
                        <Icon glyph=each.glyph() />
                    </button>
                }
            })
            .into_iter()
            .collect_view()
    });

    html! {
        <textarea
            node_ref=area
            aria-label=label
            placeholder=placeholder
            dir="auto"
            rows="3"
            prop:value=move || text.get()
            hidden=move || is_preview.get()
            on:input=handler(move |event: ev::Event| keep.run(event_target_value(&event)))
            on:keydown=handler(on_key)
        ></textarea>
        {move || {
            is_preview
                .get()
                .then(|| {
                    let body = Body { text: text.get(), format };
                    html! {
                        <div class="preview" role="region" aria-label="Preview">
                            <RichTextView body=body />
                        </div>
                    }
                })
        }}
        {not_saved(draft)}
        {copies(draft)}
        {details.run()}
        <div class="row">
            <div class="tools" role="group" aria-label="Marks">
                {marks_row}
                {(format != Format::Text)
                    .then(|| {
                        html! {
                            <button
                                type="button"
                                class="icon-button"
                                aria-label="Preview"
                                title="Preview"
                                aria-pressed=move || is_preview.get().to_string()
                                on:click=handler(move |_| is_preview.update(|on| *on = !*on))
                            >
                                <Icon glyph=Glyph::Preview />
                            </button>
                        }
                    })}
            </div>
            {remaining}
            <span class="state" role="status">
                {move || match saved.get() {
                    Saved::Kept => "Saved",
                    Saved::Saving => "Saving…",
                    Saved::Lost => "Not saved",
                    Saved::Untouched => "",
                }}
            </span>
            {children()}
        </div>
    }
}
