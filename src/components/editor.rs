//! The box to write in: text, marks, quotations, names and emoji, preview, and the word on whether
//! it is saved.
//!
//! Every input is kept on the device before anything else happens to it. What could not be kept
//! is said at once, with a way to take the text along.

mod beside;
mod completion;
mod emoji;
mod links;
mod marks;
mod quote;
mod suggestions;
mod upload;

use baraza_core::model::{Body, Format};
use beside::{copies, not_saved};
use leptos::{ev, html, prelude::*};
use marks::{Mark, Marked};
use suggestions::{Meaning, Suggestions};
use upload::Easel;

use super::{
    icon::{Glyph, Icon},
    rich_text::RichTextView,
};
use crate::{
    html::handler,
    platform::{
        choices::{self, Happening},
        dom, quotation, text_area, timer,
    },
    state::{
        drafts::{OpenDraft, Saved},
        tongue,
        uploads::Uploads,
    },
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
    /// The images that go into the text, where the backend takes some.
    #[prop(optional_no_strip)]
    uploads: Option<Uploads>,
    /// What the box is called.
    #[prop(into)]
    label: String,
    /// What stands in the empty box.
    #[prop(into)]
    placeholder: String,
    /// Whether the box gets the focus.
    #[prop(optional)]
    has_focus: bool,
    /// Whether what is selected in the discussion is quoted when the box opens.
    #[prop(optional)]
    has_quotation: bool,
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
    let suggestions = Suggestions::new(area);
    let keep = Callback::new(move |value: String| {
        draft.write(value);
        if let Some(area) = area.get_untracked() {
            text_area::fit_height(&area);
        }
    });
    let easel = uploads.map(|uploads| Easel {
        uploads,
        area,
        format,
        keep,
    });
    // What is made of the text by anything but a key.
    let change = move |make: &dyn Fn(&str, &str, &str) -> Option<Marked>| {
        // The box may be gone by now.
        let area = area.try_get_untracked().flatten()?;
        let (before, selected, after) = text_area::selection(&area);
        let made = make(&before, &selected, &after)?;
        text_area::replace(&area, &made.text, made.select);
        suggestions.close();
        // As good as typed, it is kept already.
        if text.with_untracked(|text| *text != made.text) {
            keep.run(made.text);
        }
        Some(())
    };
    let quote = move |words: &str| {
        change(&|before, selected, after| {
            Some(quote::put(
                words,
                format,
                &format!("{before}{selected}"),
                after,
            ))
        });
    };

    let mark = move |mark: Mark| {
        if mark == Mark::Quote
            && let Some(words) = quotation::take()
        {
            return quote(&words);
        }
        change(&|before, selected, after| {
            Some(marks::apply(mark, format, before, selected, after))
        });
    };
    let take =
        move |at: usize| change(&|before, _, after| suggestions.taken(at, before, after)).is_some();
    let on_input = move |event: ev::Event| {
        keep.run(event_target_value(&event));
        // The keyboard of a phone puts every word together; elsewhere a character may be half done.
        if text_area::is_composing(&event) && !dom::matches("(pointer: coarse)") {
            suggestions.close();
        } else {
            suggestions.look();
        }
    };
    let on_happening = move |happening: Happening| match happening {
        Happening::Pasted(pasted) => change(&|before, selected, after| {
            links::pasted(&pasted, format, (before, selected, after))
        })
        .is_some(),
        Happening::Taken(at) => take(at),
        Happening::Composed => {
            suggestions.look();
            false
        }
        Happening::Left => {
            suggestions.close();
            false
        }
    };
    Effect::new(move || {
        if let Some(area) = area.get() {
            // The view's own effect may come after this one: nothing is put into a box that does
            // not have its draft yet.
            let words = text.get_untracked();
            text_area::fill(&area, &words);
            text_area::fit_height(&area);
            choices::listen(&area, on_happening);
            if let Some(easel) = easel {
                easel.listen();
            }
            if has_focus {
                let end = marks::units(&words);
                text_area::replace(&area, &words, end..end);
            }
            if has_quotation && let Some(words) = quotation::take() {
                // What the view sets after this would end the browser's undo.
                timer::after_paint(move || quote(&words));
            }
        }
    });
    let on_key = move |event: ev::KeyboardEvent| {
        // The key is one of the input method's.
        if event.is_composing() {
            return;
        }
        let with_command = event.ctrl_key() || event.meta_key();
        let is_alone = !with_command && !event.alt_key() && !event.shift_key();
        let key = dom::key(&event).unwrap_or_default();
        let meaning = if is_alone {
            suggestions.on_key(&key)
        } else {
            Meaning::None
        };
        if !matches!(meaning, Meaning::None) {
            event.prevent_default();
            event.stop_propagation();
            if let Meaning::Took(at) = meaning {
                take(at);
            }
            return;
        }
        match key.as_str() {
            "Enter" if with_command => {
                event.prevent_default();
                suggestions.close();
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
    let marks_row = Mark::ALL
        .into_iter()
        .filter(|each| each.is_for(format))
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
        .collect_view();

    html! {
        <textarea
            node_ref=area
            aria-label=label
            placeholder=placeholder
            dir="auto"
            lang=tongue::chosen()
            spellcheck="true"
            rows="3"
            aria-autocomplete="list"
            prop:value=move || text.get()
            hidden=move || is_preview.get()
            on:input=handler(on_input)
            on:keydown=handler(on_key)
        ></textarea>
        <ul class="offers" id="offers" role="listbox" aria-label="Suggestions" hidden=true></ul>
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
        {easel.map(Easel::trouble)}
        {not_saved(draft)}
        {copies(draft)}
        {details.run()}
        <div class="row">
            <div class="tools" role="group" aria-label="Marks">
                {marks_row}
                {easel.map(Easel::button)}
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
                    _ if uploads.is_some_and(Uploads::are_running) => "Uploading…",
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
