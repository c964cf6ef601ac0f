//! What did not work, in plain words, with what the owner of the site has to change.

use baraza_core::connector::{Cors, Failure, FailureKind};

use super::{Facts, Finding, Level};

/// A failure, as a finding.
pub(super) fn of_failure(facts: Facts<'_>, failure: &Failure, what: &str) -> Finding {
    let host = facts.origin;
    let said = &failure.message;
    match failure.kind {
        FailureKind::Unreachable if !facts.is_online => Finding::new(
            Level::Bad,
            "You are offline",
            "Look again when there is a network.",
        ),
        FailureKind::Unreachable => Finding::new(
            Level::Bad,
            "No answer",
            format!(
                "{host} does not answer. Is the address right, and does the site open in another \
                 tab? A page that was loaded by https cannot read a site that has only http."
            ),
        ),
        FailureKind::Opaque => Finding::new(
            Level::Bad,
            "The site does not let other sites read it",
            format!(
                "{host} answers, but the browser withholds the answer, because the site does not \
                 allow pages of {} to read it (CORS). Its owner can allow that:",
                facts.own_origin
            ),
        )
        .with(cors_recipe(facts)),
        FailureKind::SignInRequired | FailureKind::BadCredentials => {
            let can_sign_in = facts.capabilities.sign_in.is_some();
            let how = if can_sign_in {
                ""
            } else {
                " The connector does not say how one signs in."
            };
            Finding {
                signs_in: can_sign_in,
                ..Finding::new(
                    Level::Bad,
                    "One has to sign in to read",
                    format!("{what}: {said}{how}"),
                )
            }
        }
        FailureKind::Forbidden | FailureKind::GuestsRefused => {
            Finding::new(Level::Bad, "It is not allowed", format!("{what}: {said}"))
        }
        FailureKind::NotFound => Finding::new(
            Level::Bad,
            "There is nothing at this address",
            format!("{what}: {said} Check the parameters of the source."),
        ),
        FailureKind::RateLimited => Finding::new(
            Level::Note,
            "Too many requests",
            match failure.retry_after {
                Some(seconds) => format!("The site asks to wait {seconds} seconds."),
                None => "The site asks to wait, but not for how long.".to_owned(),
            },
        ),
        FailureKind::Server => Finding::new(
            Level::Bad,
            "The site is in trouble",
            format!("{what}: {said}"),
        ),
        _ => Finding::new(
            Level::Bad,
            "The connector does not fit",
            format!("{what}: {said}"),
        ),
    }
}

/// What an owner has to do so that this app can read the site.
fn cors_recipe(facts: Facts<'_>) -> String {
    let own = facts.own_origin;
    let mut recipe = String::new();
    if let Some(said) = &facts.capabilities.recipe {
        recipe.push_str(said);
        recipe.push_str("\n\n");
    }
    if facts.capabilities.cors == Cors::Closed {
        recipe.push_str("Or serve Baraza from the same site. ");
    }
    recipe.push_str("Answer each request with these header fields, OPTIONS requests too:\n\n");
    recipe.push_str("Access-Control-Allow-Origin: ");
    recipe.push_str(own);
    recipe.push('\n');
    recipe.push_str("Access-Control-Allow-Methods: GET, POST, PUT, PATCH, DELETE\n");
    recipe.push_str("Access-Control-Allow-Headers: Authorization, Content-Type, Idempotency-Key\n");
    recipe.push_str("Access-Control-Expose-Headers: Link, Retry-After, ETag\n");
    recipe
}
