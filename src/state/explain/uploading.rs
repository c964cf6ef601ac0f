//! Images that did not arrive, in words.

use baraza_core::connector::{Failure, FailureKind};

use super::{Explanation, Remedy, sentence, wait};

/// Explains why an image was not put into a text. The text itself is as it was.
pub fn uploading(failure: &Failure, online: bool) -> Explanation {
    let said = sentence(&failure.message);
    let (title, why, remedy) = match failure.kind {
        FailureKind::Unreachable if !online => (
            "You are offline",
            "Add the image when there is a network again.".to_owned(),
            Remedy::None,
        ),
        FailureKind::Unreachable => (
            "The image did not arrive",
            "There was no answer. Add it again in a moment.".to_owned(),
            Remedy::None,
        ),
        FailureKind::Opaque => (
            "The image did not arrive",
            "The site does not let other sites send images (CORS), or it is too large.".to_owned(),
            Remedy::None,
        ),
        FailureKind::SignInRequired | FailureKind::BadCredentials | FailureKind::GuestsRefused => {
            ("Sign in to add an image", said, Remedy::SignIn)
        }
        FailureKind::RateLimited => ("Too fast", wait(failure), Remedy::None),
        _ => ("The image was not taken", said, Remedy::None),
    };
    Explanation {
        title,
        text: format!("{why} Your text is as it was, without the image."),
        remedy,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_happens_to_an_image_the_person_reads_that_the_text_is_as_it_was() {
        for (kind, online, title) in [
            (FailureKind::Unreachable, false, "You are offline"),
            (FailureKind::Unreachable, true, "The image did not arrive"),
            (FailureKind::SignInRequired, true, "Sign in to add an image"),
            (FailureKind::Invalid, true, "The image was not taken"),
        ] {
            let told = uploading(&Failure::new(kind, "it is too large"), online);
            assert_eq!(told.title, title);
            assert!(
                told.text
                    .ends_with("Your text is as it was, without the image.")
            );
        }
    }
}
