//! The account of somebody whom a provider knows: found, or made with a free name.
//!
//! An account is found by issuer and subject alone. A name proves nothing, so somebody from a
//! provider never gets an account that has a password, nor a name that stands for a moderator.

use std::sync::Arc;

use super::redirect::Refusal;
use crate::app::App;
use crate::db::accounts::{self, NewAccount};
use crate::db::identities;
use crate::error::ApiError;
use crate::id::AccountId;
use crate::idempotency::Write;
use crate::provider::{Identity, Provider, ProviderError};
use crate::validate::{self, Check, NAME_LIMIT};

/// The name of somebody without a usable one.
const NAMELESS: &str = "Member";
/// How many numbers are tried after a name that is taken.
const NUMBERS: u32 = 50;
/// Room for a space and a number.
const ROOM: usize = 10;

/// The account of a person, which may be a new one.
pub(super) async fn of(
    app: &Arc<App>,
    provider: &Provider,
    identity: Identity,
) -> Result<AccountId, Refusal> {
    let (issuer, subject) = (identity.issuer.clone(), identity.subject.clone());
    let mut db = app.db.read().await.map_err(ApiError::from)?;
    let known = identities::account(&mut db, &issuer, &subject).await;
    drop(db);
    if let Some(account) = known.map_err(ApiError::from)? {
        return Ok(account);
    }
    let warn = |error: &ProviderError| tracing::warn!("`{}`: {error}", provider.id);
    let names = provider.names(identity).await.inspect_err(warn)?;
    Ok(make(app, &issuer, &subject, &presentable(&names)).await?)
}

/// Makes an account, unless another request has just made it.
async fn make(
    app: &Arc<App>,
    issuer: &str,
    subject: &str,
    name: &str,
) -> Result<AccountId, ApiError> {
    let mut write = Write::begin(app).await?;
    if let Some(account) = identities::account(write.db(), issuer, subject).await? {
        return Ok(account);
    }
    for number in 1..=NUMBERS {
        let name = match number {
            1 => name.to_owned(),
            NUMBERS => format!("{name} {}", random_number()?),
            _ => format!("{name} {number}"),
        };
        let name_key = validate::name_key(&name);
        let is_reserved = |name: &String| validate::name_key(name) == name_key;
        if app.config.moderator.iter().any(is_reserved) {
            continue;
        }
        let new = NewAccount {
            name: &name,
            name_key: &name_key,
            email: None,
            url: None,
            password_hash: None,
            moderator: false,
            created_at: write.now,
        };
        if let Some(account) = accounts::insert(write.db(), new).await? {
            let now = write.now;
            identities::insert(write.db(), issuer, subject, account, now).await?;
            write.commit().await?;
            return Ok(account);
        }
    }
    Err(ApiError::NameTaken)
}

fn random_number() -> Result<u32, ApiError> {
    let random = getrandom::u32().map_err(|error| {
        tracing::error!("the system gives no random numbers: {error}");
        ApiError::Internal
    })?;
    Ok(100_000_000 + random % 900_000_000)
}

/// The first of the names that can be shown, brought into the form that names have here.
fn presentable(names: &[String]) -> String {
    let usable = names.iter().filter_map(|name| {
        // Some sites call people by their e-mail address, which is nobody else's business.
        let name = name.split('@').find(|part| !part.trim().is_empty())?;
        let is_shown = |c: &char| !c.is_control() && !validate::is_invisible(*c);
        let name: String = name
            .chars()
            .filter(is_shown)
            .take(NAME_LIMIT - ROOM)
            .collect();
        let mut check = Check::new();
        let name = check.name("#/name", &name);
        check.finish().ok().map(|()| name)
    });
    usable
        .into_iter()
        .next()
        .unwrap_or_else(|| NAMELESS.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_made_presentable() {
        let long = "n".repeat(100);
        for (names, expected) in [
            (&["Amina  Otieno", "amina"][..], "Amina Otieno"),
            (&[" ", "\u{202E}", "amina"], "amina"),
            (&["ami\u{200B}na\n"], "amina"),
            (&["ana@example.org"], "ana"),
            (&["@ana"], "ana"),
            (&["@"], NAMELESS),
            (&[], NAMELESS),
            (&["نور"], "نور"),
            (&[&*long], &"n".repeat(50)),
        ] {
            let names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
            assert_eq!(presentable(&names), expected, "{names:?}");
        }
    }
}
