//! Failures in words: what happened, what was kept, what to do. Pure.

mod authorization;
mod uploading;

pub use authorization::authorizing;
pub use uploading::uploading;

use baraza_core::connector::{Failure, FailureKind};

/// A failure for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// What happened, in a few words.
    pub title: &'static str,
    /// More of it: the backend's words, and what to do.
    pub text: String,
    /// What may help.
    pub remedy: Remedy,
}

/// What the interface offers beside the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remedy {
    /// The same again.
    Retry,
    /// Sign in.
    SignIn,
    /// Nothing but to read on.
    None,
}

/// Explains why something could not be read.
pub fn reading(failure: &Failure, online: bool) -> Explanation {
    let said = sentence(&failure.message);
    let (title, text, remedy) = match failure.kind {
        FailureKind::Unreachable if !online => (
            "You are offline",
            "This has not been read on this device yet. It comes as soon as there is a network."
                .to_owned(),
            Remedy::Retry,
        ),
        FailureKind::Unreachable => (
            "No answer",
            "The network or the server keep this from arriving. Try again in a moment.".to_owned(),
            Remedy::Retry,
        ),
        FailureKind::Opaque => (
            "This site does not let other sites read it",
            "Its owner has to allow requests from other sites (CORS).".to_owned(),
            Remedy::Retry,
        ),
        FailureKind::NotFound => (
            "Not here",
            "It was removed, or the address has a mistake.".to_owned(),
            Remedy::None,
        ),
        FailureKind::SignInRequired | FailureKind::BadCredentials => {
            ("Sign in to read this", said, Remedy::SignIn)
        }
        FailureKind::Forbidden | FailureKind::GuestsRefused => {
            ("Not for everyone", said, Remedy::SignIn)
        }
        FailureKind::RateLimited => ("Too many requests", wait(failure), Remedy::Retry),
        FailureKind::Unreadable => (
            "The answer could not be read",
            format!("{said} The connector may not fit this server."),
            Remedy::Retry,
        ),
        FailureKind::Unsupported => ("This source cannot be used", said, Remedy::Retry),
        FailureKind::Server => ("The server is in trouble", said, Remedy::Retry),
        FailureKind::Invalid
        | FailureKind::Duplicate
        | FailureKind::Closed
        | FailureKind::Captcha
        | FailureKind::Conflict => ("That did not work", said, Remedy::Retry),
    };
    Explanation {
        title,
        text,
        remedy,
    }
}

/// Explains why a text was not sent. The text itself is always kept.
pub fn sending(failure: &Failure, online: bool) -> Explanation {
    let said = sentence(&failure.message);
    let kept = "Your text is kept on this device.";
    let (title, text, remedy) = match failure.kind {
        FailureKind::Unreachable if !online => (
            "You are offline",
            format!("{kept} Send it when there is a network again."),
            Remedy::Retry,
        ),
        FailureKind::Unreachable => (
            "No answer",
            format!(
                "{kept} It may have arrived all the same: look at the thread before you send it \
                 again."
            ),
            Remedy::Retry,
        ),
        FailureKind::Opaque => (
            "The answer does not arrive",
            format!(
                "The site does not let other sites read its answer (CORS), so nobody knows whether \
                 it was taken. {kept}"
            ),
            Remedy::Retry,
        ),
        FailureKind::Captcha => (
            "This site wants a puzzle solved first",
            format!("That is possible on its own page only. {kept}"),
            Remedy::None,
        ),
        FailureKind::GuestsRefused => (
            "This site takes no comments from guests",
            format!(
                "Its owner has to allow comments without an account, or you sign in with one. {kept}"
            ),
            Remedy::SignIn,
        ),
        FailureKind::SignInRequired => (
            "Sign in to send this",
            format!("{said} {kept}"),
            Remedy::SignIn,
        ),
        FailureKind::BadCredentials => (
            "Your sign-in is no longer valid",
            format!("{kept} Sign in again."),
            Remedy::SignIn,
        ),
        FailureKind::Forbidden => (
            "You may not do this",
            format!("{said} {kept}"),
            Remedy::SignIn,
        ),
        FailureKind::Duplicate => (
            "This was said already",
            format!("The same text is there from you. {kept}"),
            Remedy::None,
        ),
        FailureKind::RateLimited => (
            "Too fast",
            format!("{} {kept}", wait(failure)),
            Remedy::Retry,
        ),
        FailureKind::Closed => (
            "The discussion is closed",
            format!("{said} {kept}"),
            Remedy::None,
        ),
        FailureKind::Conflict => (
            "It changed in the meantime",
            format!("{said} {kept} Read it again, then decide."),
            Remedy::Retry,
        ),
        FailureKind::NotFound => (
            "What you answer is gone",
            format!("It was removed while you wrote. {kept}"),
            Remedy::None,
        ),
        FailureKind::Invalid => (
            "Something has to be changed",
            format!("{said} {kept}"),
            Remedy::None,
        ),
        FailureKind::Server => (
            "The server is in trouble",
            format!("{said} {kept}"),
            Remedy::Retry,
        ),
        FailureKind::Unreadable | FailureKind::Unsupported => {
            ("That did not work", format!("{said} {kept}"), Remedy::Retry)
        }
    };
    Explanation {
        title,
        text: text.trim().to_owned(),
        remedy,
    }
}

/// Explains why somebody was not signed in.
pub fn signing_in(failure: &Failure, online: bool) -> Explanation {
    match failure.kind {
        FailureKind::BadCredentials | FailureKind::SignInRequired | FailureKind::Forbidden => {
            Explanation {
                title: "Name or password do not match",
                text: sentence(&failure.message),
                remedy: Remedy::None,
            }
        }
        _ => Explanation {
            remedy: Remedy::None,
            ..reading(failure, online)
        },
    }
}

/// A failure in one sentence.
pub fn short(failure: &Failure) -> String {
    match failure.kind {
        FailureKind::Unreachable => "There was no answer.".to_owned(),
        FailureKind::SignInRequired => "Sign in first.".to_owned(),
        FailureKind::RateLimited => wait(failure),
        _ => sentence(&failure.message),
    }
}

fn wait(failure: &Failure) -> String {
    match failure.retry_after {
        Some(seconds) if seconds > 90 => {
            format!("Try again in {} minutes.", seconds.div_ceil(60))
        }
        Some(seconds) => format!("Try again in {seconds} seconds."),
        None => "Try again in a little while.".to_owned(),
    }
}

/// A message as a sentence: capital first, one stop at the end.
fn sentence(message: &str) -> String {
    let message = message.trim();
    let mut letters = message.chars();
    let Some(first) = letters.next() else {
        return String::new();
    };
    let mut out = first.to_ascii_uppercase().to_string();
    out.push_str(letters.as_str());
    if !out.ends_with(['.', '!', '?', '…', '。', '।', '؟']) {
        out.push('.');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const KINDS: [FailureKind; 16] = [
        FailureKind::Unreachable,
        FailureKind::Opaque,
        FailureKind::Captcha,
        FailureKind::SignInRequired,
        FailureKind::BadCredentials,
        FailureKind::Forbidden,
        FailureKind::GuestsRefused,
        FailureKind::NotFound,
        FailureKind::Invalid,
        FailureKind::Duplicate,
        FailureKind::RateLimited,
        FailureKind::Closed,
        FailureKind::Conflict,
        FailureKind::Server,
        FailureKind::Unreadable,
        FailureKind::Unsupported,
    ];

    fn failure(kind: FailureKind) -> Failure {
        Failure {
            retry_after: Some(150),
            ..Failure::new(kind, "the backend said so")
        }
    }

    #[test]
    fn whatever_fails_while_sending_the_person_reads_that_the_text_is_kept() {
        for kind in KINDS {
            for online in [true, false] {
                let told = sending(&failure(kind), online);
                assert!(
                    told.text.contains("is kept on this device"),
                    "{kind:?}: {told:?}"
                );
            }
        }
    }

    #[test]
    fn every_explanation_is_made_of_sentences() {
        for kind in KINDS {
            for online in [true, false] {
                for told in [
                    reading(&failure(kind), online),
                    sending(&failure(kind), online),
                    signing_in(&failure(kind), online),
                ] {
                    assert!(told.text.ends_with('.'), "{told:?}");
                    assert!(!told.title.ends_with('.'), "{told:?}");
                }
            }
        }
    }

    #[test]
    fn a_long_wait_is_told_in_minutes() {
        let told = sending(&failure(FailureKind::RateLimited), true);
        assert!(told.text.starts_with("Try again in 3 minutes."), "{told:?}");
    }

    #[test]
    fn a_message_in_another_script_keeps_its_stop() {
        assert_eq!(sentence("كيف؟"), "كيف؟");
        assert_eq!(sentence("va bene"), "Va bene.");
        // Capitals beyond ASCII would be a table in every download.
        assert_eq!(sentence("ça va"), "ça va.");
        assert_eq!(sentence(""), "");
    }
}
