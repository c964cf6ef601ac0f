//! Signing in with another site: the way there and back, and all that must not work.
//!
//! The provider is one that can lie ([`provider`]); the test is the browser and the client. The
//! same way against a provider that others have written is `tests/e2e/oidc.spec.mjs`.

mod authorize;
mod callback;
mod configuration;
mod provider;
mod token;
mod visit;
