//! ID tokens: what a provider says about somebody, checked as OpenID Connect Core 3.1.3.7 wants.

use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::jwk::{Jwk, JwkSet, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;
use serde_json::Value;

use super::signatures::{self, ALGORITHMS};

/// How far the clocks of two servers may be apart, in seconds.
const LEEWAY: u64 = 60;

/// Why an ID token is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum IdTokenError {
    /// It is no token.
    #[error("the ID token cannot be read")]
    Malformed,
    /// It is signed in a way that is not accepted.
    #[error("the ID token is signed in a way that is not accepted")]
    Algorithm,
    /// The provider publishes no such key.
    #[error("the ID token is signed with an unknown key")]
    UnknownKey,
    /// The signature is not of the key.
    #[error("the signature of the ID token is wrong")]
    Signature,
    /// It comes from somebody else.
    #[error("the ID token is of another issuer")]
    Issuer,
    /// It is meant for somebody else.
    #[error("the ID token is meant for another client")]
    Audience,
    /// Its time is over, or has not come.
    #[error("the ID token has expired")]
    Expired,
    /// It answers another attempt.
    #[error("the ID token belongs to another attempt")]
    Nonce,
}

/// What a token must say.
#[derive(Debug)]
pub(super) struct Expected<'a> {
    pub(super) issuer: &'a str,
    pub(super) client_id: &'a str,
    pub(super) nonce: &'a str,
}

/// What a token says.
#[derive(Debug, Deserialize)]
pub(super) struct Claims {
    pub(super) sub: String,
    aud: Value,
    azp: Option<String>,
    nonce: Option<String>,
    #[serde(flatten)]
    pub(super) names: Names,
}

/// The names that somebody goes by.
#[derive(Debug, Deserialize)]
pub(super) struct Names {
    name: Option<String>,
    preferred_username: Option<String>,
    nickname: Option<String>,
}

impl Names {
    /// Best first.
    pub(super) fn into_vec(self) -> Vec<String> {
        let names = [self.name, self.preferred_username, self.nickname];
        names.into_iter().flatten().collect()
    }
}

/// What the token claims, if it is to be believed.
pub(super) fn check(
    token: &str,
    keys: &JwkSet,
    expected: &Expected<'_>,
) -> Result<Claims, IdTokenError> {
    signatures::install();
    let header = jsonwebtoken::decode_header(token).map_err(|error| match error.kind() {
        // The header names an algorithm that the library does not know, such as `none`.
        ErrorKind::Json(_) => IdTokenError::Algorithm,
        _ => IdTokenError::Malformed,
    })?;
    if !ALGORITHMS.contains(&header.alg) || header.crit.is_some() {
        return Err(IdTokenError::Algorithm);
    }
    let mut validation = Validation::new(header.alg);
    validation.leeway = LEEWAY;
    validation.validate_nbf = true;
    validation.set_issuer(&[expected.issuer]);
    validation.set_audience(&[expected.client_id]);
    validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);

    let mut result = Err(IdTokenError::UnknownKey);
    for key in candidates(keys, header.alg, header.kid.as_deref()) {
        result = decode(token, &key, &validation);
        if !matches!(
            result,
            Err(IdTokenError::Signature | IdTokenError::Algorithm)
        ) {
            break;
        }
    }
    let claims = result?;
    let is_shared = claims.aud.as_array().is_some_and(|all| all.len() > 1);
    let is_party = |party: &String| party == expected.client_id;
    if !claims.azp.as_ref().map_or(!is_shared, is_party) {
        return Err(IdTokenError::Audience);
    }
    if claims.nonce.as_deref() != Some(expected.nonce) {
        return Err(IdTokenError::Nonce);
    }
    Ok(claims)
}

/// The keys that may have made a signature: the one of the name, or all if none is named.
fn candidates(keys: &JwkSet, algorithm: Algorithm, id: Option<&str>) -> Vec<DecodingKey> {
    let is_named = |key: &&Jwk| id.is_none() || key.common.key_id.as_deref() == id;
    let is_for_signing = |key: &&Jwk| {
        let public_key_use = key.common.public_key_use.as_ref();
        public_key_use.is_none_or(|it| *it == PublicKeyUse::Signature)
    };
    let named = keys.keys.iter().filter(is_named).filter(is_for_signing);
    let readable = named.filter_map(|key| DecodingKey::from_jwk(key).ok());
    readable
        .filter(|key| key.family() == algorithm.family())
        .collect()
}

fn decode(token: &str, key: &DecodingKey, validation: &Validation) -> Result<Claims, IdTokenError> {
    match jsonwebtoken::decode(token, key, validation) {
        Ok(token) => Ok(token.claims),
        Err(error) => Err(match error.kind() {
            ErrorKind::InvalidSignature => IdTokenError::Signature,
            ErrorKind::InvalidIssuer => IdTokenError::Issuer,
            ErrorKind::InvalidAudience => IdTokenError::Audience,
            ErrorKind::ExpiredSignature | ErrorKind::ImmatureSignature => IdTokenError::Expired,
            ErrorKind::InvalidAlgorithm | ErrorKind::InvalidKeyFormat => IdTokenError::Algorithm,
            _ => IdTokenError::Malformed,
        }),
    }
}
