//! The cookie that ties a sign-in to the browser that began it: without it, an address that a
//! stranger sends could end a sign-in of the stranger's making.

use axum::http::{HeaderMap, header};
use sha2::{Digest as _, Sha256};

use super::{FLOW, OAuth, PREFIX};
use crate::auth::Token;
use crate::error::ApiError;

const NAME: &str = "baraza_sign_in";
/// The length of a random word.
const LENGTH: usize = 43;

/// The browser's word, which several sign-ins may share.
#[derive(Debug)]
pub(super) struct Browser(String);

impl Browser {
    /// The word that a browser sends.
    pub(super) fn of(headers: &HeaderMap) -> Option<Self> {
        let cookies = headers.get_all(header::COOKIE).iter();
        let mut pairs = cookies
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'))
            .filter_map(|pair| pair.trim().split_once('='));
        let (_, word) = pairs.find(|(name, _)| *name == NAME)?;
        let is_ours = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        (word.len() == LENGTH && word.chars().all(is_ours)).then(|| Self(word.to_owned()))
    }

    /// A new word.
    pub(super) fn random() -> Result<Self, ApiError> {
        Ok(Self(Token::random()?.reveal().to_owned()))
    }

    /// What is remembered of it.
    pub(super) fn hash(&self) -> [u8; 32] {
        Sha256::digest(&self.0).into()
    }
}

impl OAuth {
    /// Gives a browser its word.
    pub(super) fn cookie(&self, browser: &Browser) -> String {
        // Browsers send no `Secure` cookie over plain http, which is for this machine only.
        let secure = if self.origin.starts_with("https:") {
            "; Secure"
        } else {
            ""
        };
        let (word, seconds) = (&browser.0, FLOW.as_secs());
        // `Lax`: the provider's site is the one that leads back here.
        format!(
            "{NAME}={word}; Path={PREFIX}/oauth; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_known_by_a_word_of_ours_alone() {
        let word = "a".repeat(LENGTH);
        for (cookies, is_known) in [
            (format!("{NAME}={word}"), true),
            (format!("x=y; {NAME}={word}; z=1"), true),
            (format!("{NAME}={word}a"), false),
            (format!("x{NAME}={word}"), false),
            (format!("{NAME}="), false),
            (String::new(), false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::COOKIE, cookies.parse().unwrap());
            assert_eq!(Browser::of(&headers).is_some(), is_known, "{cookies}");
        }
    }
}
