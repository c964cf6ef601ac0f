//! Why a sign-in on a site's own page came to nothing, in words.

use super::{Explanation, Remedy, sentence};
use crate::state::sessions::authorization::AttemptError;
use baraza_core::connector::AuthorizationError;

/// Explains why a sign-in on a site's own page came to nothing. `host` is the site.
pub fn authorizing(error: &AttemptError, host: &str, online: bool) -> Explanation {
    let kept = "Nobody was signed in, and nothing is lost.";
    let (title, text) = match error {
        AttemptError::Failed(failure) => {
            let told = super::reading(failure, online);
            return Explanation {
                text: format!("{} {kept}", told.text).trim().to_owned(),
                remedy: Remedy::Retry,
                ..told
            };
        }
        AttemptError::Insecure => (
            "Not over this connection",
            format!(
                "This browser has no means to protect a sign-in here: the app has to be opened by an \
                 address with https. {kept}"
            ),
        ),
        AttemptError::NoWayBack => (
            "This browser is too old for this",
            format!("The answer of {host} would not find its way back to this page. {kept}"),
        ),
        AttemptError::TooLate => (
            "That took too long",
            format!("{host} did not answer within ten minutes. {kept}"),
        ),
        AttemptError::Refused(AuthorizationError::Denied) => (
            "Access was denied",
            format!("You, or {host} for you, said no. {kept}"),
        ),
        AttemptError::Refused(AuthorizationError::Refused { .. }) => (
            "The site refused",
            format!("{host} says: {} {kept}", said(error)),
        ),
        AttemptError::Refused(AuthorizationError::Issuer) => (
            "Somebody else answered",
            format!(
                "The answer does not come from the server that was asked, so it was thrown away. \
                 That can be an attack. {kept}"
            ),
        ),
        AttemptError::Refused(AuthorizationError::State | AuthorizationError::Malformed) => (
            "The answer makes no sense",
            format!("What {host} sent back is not an answer to this sign-in. {kept}"),
        ),
    };
    Explanation {
        title,
        text,
        remedy: Remedy::Retry,
    }
}

/// The server's words, no longer than a few lines: they came in an address that anybody can make.
fn said(error: &AttemptError) -> String {
    let words: String = error.to_string().chars().take(200).collect();
    sentence(&words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use baraza_core::connector::{Failure, FailureKind};

    #[test]
    fn however_a_sign_in_ends_one_reads_that_nothing_is_lost() {
        let failure = |kind| AttemptError::Failed(Failure::new(kind, "it says so"));
        let refused = |description: Option<&str>| {
            AttemptError::Refused(AuthorizationError::Refused {
                code: "invalid_scope".to_owned(),
                description: description.map(str::to_owned),
            })
        };
        for (error, words) in [
            (failure(FailureKind::Unreachable), "Try again"),
            (failure(FailureKind::Server), "It says so."),
            (AttemptError::Insecure, "https"),
            (AttemptError::NoWayBack, "id.example"),
            (AttemptError::TooLate, "ten minutes"),
            (AttemptError::Refused(AuthorizationError::Denied), "said no"),
            (AttemptError::Refused(AuthorizationError::Issuer), "attack"),
            (
                AttemptError::Refused(AuthorizationError::Malformed),
                "not an answer",
            ),
            (refused(None), "says: Invalid_scope."),
            (refused(Some("no such scope")), "says: No such scope."),
            (refused(Some(&"x".repeat(9_000))), "says: Xxx"),
        ] {
            let told = authorizing(&error, "id.example", true);
            assert!(told.text.contains(words), "{error:?}: {told:?}");
            assert!(told.text.ends_with("nothing is lost."), "{told:?}");
            assert!(told.text.len() < 400, "{told:?}");
            assert_eq!(told.remedy, Remedy::Retry);
        }
    }
}
