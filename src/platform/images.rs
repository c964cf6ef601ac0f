//! Images of the person: pasted, dropped or chosen, and what is in their files.

use js_sys::Uint8Array;
use wasm_bindgen::{JsCast as _, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    ClipboardEvent, DataTransfer, DragEvent, Event, File, FileList, HtmlInputElement,
    HtmlTextAreaElement,
};

/// A file that a person has picked; nothing of it has been read.
#[derive(Debug, Clone)]
pub struct Picked(File);

impl Picked {
    /// The name of the file.
    pub fn name(&self) -> String {
        self.0.name()
    }

    /// Its media type, as far as the device knows.
    pub fn media_type(&self) -> String {
        self.0.type_()
    }

    /// How many bytes it has.
    pub fn size(&self) -> f64 {
        self.0.size()
    }

    /// What is in it. `None`: it cannot be read, or not any more.
    pub async fn bytes(&self) -> Option<Vec<u8>> {
        let buffer = JsFuture::from(self.0.array_buffer()).await.ok()?;
        Some(Uint8Array::new(&buffer).to_vec())
    }
}

fn all(files: Option<FileList>) -> Vec<Picked> {
    let Some(files) = files else {
        return Vec::new();
    };
    let at = 0..files.length();
    at.filter_map(|at| files.get(at)).map(Picked).collect()
}

/// Says which files are pasted into a text area or dropped on it. Where `act` says no, the browser
/// goes on as if nobody had listened.
pub fn listen(area: &HtmlTextAreaElement, act: impl Fn(Vec<Picked>) -> bool + 'static) {
    let tell = Closure::<dyn Fn(Event)>::new(move |event: Event| {
        let is_taken = match event.type_().as_str() {
            "paste" => {
                let data = event.unchecked_ref::<ClipboardEvent>().clipboard_data();
                // Words that come with a picture of themselves are meant as words.
                let data = data.filter(|data| {
                    let text = data.get_data("text/plain");
                    text.is_ok_and(|text| text.is_empty())
                });
                take(data.as_ref(), &act)
            }
            "drop" => take(
                event.unchecked_ref::<DragEvent>().data_transfer().as_ref(),
                &act,
            ),
            // Only where this is stopped can something be dropped.
            _ => {
                let data = event.unchecked_ref::<DragEvent>().data_transfer();
                data.is_some_and(|data| data.types().includes(&"Files".into(), 0))
                    && act(Vec::new())
            }
        };
        if is_taken {
            event.prevent_default();
        }
    })
    .into_js_value();
    for event in ["paste", "dragover", "drop"] {
        let _ = area.add_event_listener_with_callback(event, tell.unchecked_ref());
    }
}

fn take(data: Option<&DataTransfer>, act: &impl Fn(Vec<Picked>) -> bool) -> bool {
    let files = all(data.and_then(DataTransfer::files));
    !files.is_empty() && act(files)
}

/// The files that were chosen in a field.
pub fn chosen(event: &Event) -> Vec<Picked> {
    let target = event.target();
    let Some(input) = target.and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) else {
        return Vec::new();
    };
    let files = all(input.files());
    // The same file can be chosen again.
    input.set_value("");
    files
}
