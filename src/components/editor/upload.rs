//! Images that are pasted, dropped or chosen: what stands in the text while one is on its way, and
//! what takes its place.

use baraza_core::model::Format;
use leptos::{ev, html, prelude::*, task::spawn_local};

use super::{
    super::{
        icon::{Glyph, Icon},
        notice::Failed,
    },
    marks::{Marked, units},
};
use crate::{
    html::handler,
    platform::{
        images::{self, Picked},
        text_area,
    },
    state::{
        explain::{Explanation, Remedy},
        uploads::Uploads,
    },
};

crate::later! {
    upload: fn begin(easel: Easel, files: Vec<Picked>) -> () = easel.send(files)
}

/// A text area that images go into.
#[derive(Clone, Copy)]
pub(super) struct Easel {
    /// The images.
    pub(super) uploads: Uploads,
    /// Where they go.
    pub(super) area: NodeRef<html::Textarea>,
    /// The markup of the text.
    pub(super) format: Format,
    /// Keeps a text.
    pub(super) keep: Callback<String>,
}

impl Easel {
    /// Puts files into the text; how that is done is a later part. Whether they are taken at all.
    fn put(self, files: Vec<Picked>) -> bool {
        let is_taken = untrack(move || self.uploads.are_offered());
        if is_taken && !files.is_empty() {
            spawn_local(async move {
                if begin(self, files).await.is_err() {
                    self.uploads.trouble.try_set(Some(Explanation {
                        title: "A part of the app did not arrive",
                        text: "Check the connection, then add the image again. Your text is as it was."
                            .to_owned(),
                        remedy: Remedy::None,
                    }));
                }
            });
        }
        is_taken
    }

    /// Sends files, each to stand in the text as soon as it has arrived.
    fn send(self, files: Vec<Picked>) {
        for file in files {
            let words = words_of(&file.name());
            let mut holder = String::new();
            let is_image = file.media_type().starts_with("image/");
            if is_image {
                self.change(true, |before, selected, after| {
                    let whole = [before, selected, after].concat();
                    holder = holder_of(&words, self.format, &whole);
                    let head = [before, selected, &holder].concat();
                    let at = units(&head);
                    Some(Marked {
                        text: head + after,
                        select: at..at,
                    })
                });
            }
            spawn_local(async move {
                let address = self.uploads.send(file).await;
                let image = address.map(|address| image_of(&words, &address, self.format));
                self.change(false, |before, selected, after| {
                    replaced(&holder, image.as_ref(), (before, selected, after))
                });
            });
        }
    }

    /// Changes the text, if it is still there. Where the box does not get the focus, it does not
    /// take it either.
    fn change(self, has_focus: bool, make: impl FnOnce(&str, &str, &str) -> Option<Marked>) {
        let Some(area) = self.area.try_get_untracked().flatten() else {
            return;
        };
        let (before, selected, after) = text_area::selection(&area);
        let Some(marked) = make(&before, &selected, &after) else {
            return;
        };
        if has_focus {
            text_area::replace(&area, &marked.text, marked.select);
        } else {
            text_area::replace_aside(&area, &marked.text, marked.select);
        }
        self.keep.run(marked.text);
    }

    /// Takes what is pasted and dropped.
    pub(super) fn listen(self) {
        if let Some(area) = self.area.get_untracked() {
            images::listen(&area, move |files| self.put(files));
        }
    }

    /// The button to choose images with.
    pub(super) fn button(self) -> impl IntoView {
        let field = NodeRef::<html::Input>::new();
        let open = move |_| {
            if let Some(field) = field.get_untracked() {
                field.click();
            }
        };
        let chosen = move |event: ev::Event| {
            self.put(images::chosen(&event));
        };
        move || {
            self.uploads.are_offered().then(|| {
                html! {
                    <button
                        type="button"
                        class="icon-button"
                        aria-label="Image"
                        title="Image"
                        on:click=handler(open)
                    >
                        <Icon glyph=Glyph::Image />
                    </button>
                    <input
                        type="file"
                        accept="image/*"
                        multiple=true
                        hidden=true
                        aria-label="Images for the text"
                        node_ref=field
                        on:change=handler(chosen)
                    />
                }
            })
        }
    }

    /// What went wrong with the last one.
    pub(super) fn trouble(self) -> impl IntoView {
        move || {
            self.uploads.trouble.get().map(|trouble| {
                html! { <Failed explanation=trouble source=self.uploads.source() /> }
            })
        }
    }
}

/// The name of a file as the words for an image, without what could end or change them.
fn words_of(name: &str) -> String {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let is_plain = |c: char| !c.is_ascii_punctuation() && !c.is_control() || "-,'".contains(c);
    let words = stem.replace(|c| !is_plain(c), " ");
    let words: Vec<&str> = words.split_whitespace().collect();
    match words.join(" ") {
        words if words.is_empty() => "image".to_owned(),
        words => words,
    }
}

/// What stands in the text for an image that is on its way: of each, another one.
fn holder_of(words: &str, format: Format, text: &str) -> String {
    let of = |words: String| match format {
        Format::Html => format!("<img alt=\"Uploading {words}…\">"),
        Format::Markdown | Format::Text => format!("![Uploading {words}…]()"),
    };
    let mut holder = of(words.to_owned());
    let mut number = 2;
    while text.contains(&holder) {
        holder = of(format!("{words} {number}"));
        number += 1;
    }
    holder
}

/// The image in the text, and where its words are.
fn image_of(words: &str, address: &str, format: Format) -> Marked {
    let (head, tail) = match format {
        Format::Html => {
            let address = address.replace('&', "&amp;").replace('"', "&quot;");
            (format!("<img src=\"{address}\" alt=\""), "\">".to_owned())
        }
        Format::Markdown | Format::Text if address.contains(['(', ')', ' ']) => {
            ("![".to_owned(), format!("](<{address}>)"))
        }
        Format::Markdown | Format::Text => ("![".to_owned(), format!("]({address})")),
    };
    let start = units(&head);
    Marked {
        text: head + words + &tail,
        select: start..start + units(words),
    }
}

/// The text with the image in the place that was held for it, or without either. Who has not
/// written on has the words of the image selected; else what is selected stays so. `None`: the
/// place is gone, so the image is not wanted any more.
fn replaced(
    holder: &str,
    image: Option<&Marked>,
    (before, selected, after): (&str, &str, &str),
) -> Option<Marked> {
    if holder.is_empty() {
        return None;
    }
    let whole = [before, selected, after].concat();
    let (head, tail) = whole.split_once(holder)?;
    let (start, end) = (units(head), units(head) + units(holder));
    let words = image.map_or("", |image| &image.text);
    let (from, to) = (units(before), units(before) + units(selected));
    let moved = |at: usize| match at {
        at if at >= end => at - end + start + units(words),
        at => at.min(start),
    };
    let select = match image {
        Some(image) if (from, to) == (end, end) => {
            start + image.select.start..start + image.select.end
        }
        _ => moved(from)..moved(to),
    };
    Some(Marked {
        text: [head, words, tail].concat(),
        select,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use Format::{Html, Markdown};

    #[test]
    fn the_words_of_an_image_are_those_of_its_file() {
        for (name, expected) in [
            ("cat.png", "cat"),
            ("My cat (2).final.jpeg", "My cat 2 final"),
            ("a](x)<b>\"&.png", "a x b"),
            ("фото_1.webp", "фото 1"),
            (".png", "image"),
            ("", "image"),
        ] {
            assert_eq!(words_of(name), expected, "{name}");
        }
    }

    #[test]
    fn each_image_that_is_on_its_way_has_a_place_of_its_own() {
        let first = holder_of("cat", Markdown, "");
        assert_eq!(first, "![Uploading cat…]()");
        assert_eq!(holder_of("cat", Markdown, &first), "![Uploading cat 2…]()");
        assert_eq!(holder_of("cat", Html, ""), "<img alt=\"Uploading cat…\">");
    }

    #[test]
    fn an_image_is_written_in_the_markup_of_the_text() {
        for (address, format, expected) in [
            (
                "https://a.example/1",
                Markdown,
                "![cat](https://a.example/1)",
            ),
            (
                "https://a.example/(1)",
                Markdown,
                "![cat](<https://a.example/(1)>)",
            ),
            (
                "https://a.example/?a=\"&b",
                Html,
                "<img src=\"https://a.example/?a=&quot;&amp;b\" alt=\"cat\">",
            ),
        ] {
            let image = image_of("cat", address, format);
            assert_eq!(image.text, expected);
            assert_eq!(&image.text[image.select], "cat");
        }
    }

    #[test]
    fn an_image_takes_its_place_and_nothing_else() {
        let image = image_of("cat", "u", Markdown);
        let of = |image: Option<&Marked>, around: (&str, &str, &str)| {
            replaced("HOLD", image, around)
                .map(|made| (made.text, made.select.start, made.select.end))
        };
        let made = |text: &str, start, end| Some((text.to_owned(), start, end));
        // Who waits has its words selected.
        assert_eq!(
            of(Some(&image), ("é HOLD", "", " b")),
            made("é ![cat](u) b", 4, 7)
        );
        // Who writes on, writes on.
        assert_eq!(
            of(Some(&image), ("HOLD and", "", "")),
            made("![cat](u) and", 13, 13)
        );
        assert_eq!(
            of(Some(&image), ("a", "b", " HOLD")),
            made("ab ![cat](u)", 1, 2)
        );
        assert_eq!(of(None, ("a HOLD", "", " b")), made("a  b", 2, 2));
        assert_eq!(of(Some(&image), ("HO", "", "gone")), None);
    }
}
