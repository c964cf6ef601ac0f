//! Images on their way into a text.

use baraza_core::{
    connector::{Failure, FailureKind, Image, ImageLimits, Write},
    model::Format,
};
use leptos::prelude::*;

use super::{
    explain::{self, Explanation, Remedy},
    place::Place,
};
use crate::platform::{clock, dom, images::Picked};

/// The images that go into one text.
#[derive(Clone, Copy)]
pub struct Uploads {
    place: StoredValue<Place>,
    running: RwSignal<u32>,
    /// Why the last one did not arrive.
    pub trouble: RwSignal<Option<Explanation>>,
}

impl Uploads {
    /// Where a place takes images, and its texts can hold them.
    pub fn of(place: &Place) -> Option<Self> {
        let takes = place.writes(Write::ImageUpload);
        let holds = place.capabilities().write_format != Format::Text;
        (takes && holds).then(|| Self {
            place: StoredValue::new(place.clone()),
            running: RwSignal::new(0),
            trouble: RwSignal::new(None),
        })
    }

    /// Whether somebody is signed in who can send some. Reactive.
    pub fn are_offered(self) -> bool {
        self.place.with_value(Place::is_signed_in)
    }

    /// Whether one is on its way. Reactive.
    pub fn are_running(self) -> bool {
        self.running.get() > 0
    }

    /// The name of the source, to sign in to.
    pub fn source(self) -> String {
        self.place.with_value(|place| place.id.to_string())
    }

    /// Why a text cannot be sent yet.
    pub fn problem(self) -> Option<Explanation> {
        (self.running.get_untracked() > 0).then(|| Explanation {
            title: "An image is still on its way",
            text: "Your text is kept on this device. Send it when the image is there.".to_owned(),
            remedy: Remedy::None,
        })
    }

    /// Sends an image; its address, if there is one by now. What went wrong is told by `trouble`.
    pub async fn send(self, picked: Picked) -> Option<String> {
        let place = self.place.try_get_value()?;
        self.running.try_update(|running| *running += 1);
        self.trouble.try_set(None);
        let result = send(place, picked).await;
        self.running
            .try_update(|running| *running = running.saturating_sub(1));
        match result {
            Ok(address) => Some(address),
            Err(trouble) => {
                self.trouble.try_set(Some(trouble));
                None
            }
        }
    }
}

async fn send(place: Place, picked: Picked) -> Result<String, Explanation> {
    let told = |failure: &Failure| explain::uploading(failure, dom::is_online());
    let invalid = |message: String| told(&Failure::new(FailureKind::Invalid, message));
    let media_type = picked.media_type();
    let limits = place.source.image_limits().cloned().unwrap_or_default();
    if let Some(words) = refusal(&limits, &media_type, picked.size()) {
        return Err(invalid(words));
    }
    let Some(bytes) = picked.bytes().await else {
        return Err(invalid("this device cannot read the file".to_owned()));
    };
    let image = Image {
        name: picked.name(),
        media_type,
        bytes: bytes.into(),
    };
    let upload = place
        .source
        .upload(&place.session_now(), image, &clock::uuid());
    let sent = place.run(upload).await;
    sent.map_err(|failure| told(&failure))
}

/// Why a source would not take an image.
fn refusal(limits: &ImageLimits, media_type: &str, size: f64) -> Option<String> {
    // Types are written in any case (RFC 9110, section 8.3.1).
    let is_image = media_type
        .get(..6)
        .is_some_and(|start| start.eq_ignore_ascii_case("image/"));
    if !is_image {
        return Some("only images can be put into a text here".to_owned());
    }
    let mut types = limits.types.iter();
    if !limits.types.is_empty() && !types.any(|known| known.eq_ignore_ascii_case(media_type)) {
        let names = limits.types.iter();
        let names: Vec<&str> = names
            .filter_map(|name| name.strip_prefix("image/"))
            .collect();
        return Some(format!("this site takes {}", names.join(", ")));
    }
    let max = limits.max_bytes.filter(|max| size > f64::from(*max))?;
    Some(format!("this site takes images of up to {} KB", max / 1024))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_that_a_site_does_not_take_is_refused_before_it_is_sent() {
        let limits = ImageLimits {
            types: vec!["image/png".to_owned(), "image/jpeg".to_owned()],
            max_bytes: Some(2048),
        };
        for (media_type, size, expected) in [
            ("image/png", 2048.0, None),
            ("IMAGE/PNG", 1.0, None),
            ("image/svg+xml", 1.0, Some("this site takes png, jpeg")),
            (
                "text/plain",
                1.0,
                Some("only images can be put into a text here"),
            ),
            ("", 1.0, Some("only images can be put into a text here")),
            (
                "image/png",
                2049.0,
                Some("this site takes images of up to 2 KB"),
            ),
        ] {
            let found = refusal(&limits, media_type, size);
            assert_eq!(found.as_deref(), expected, "{media_type} {size}");
        }
        let anything = ImageLimits::default();
        assert_eq!(refusal(&anything, "image/svg+xml", 1e9), None);
    }
}
