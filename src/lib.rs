//! Baraza: one discussion client for any JSON backend.
//!
//! Arrows point one way: `pages → components`, `pages → state → sync → core`, and only
//! [`platform`] touches the browser. What a backend is comes from a connector file; what is
//! decided about it is decided in `baraza_core`, without a browser.

#![recursion_limit = "256"]

#[macro_use]
pub mod html;
#[macro_use]
pub mod later;

pub mod app;
pub mod components;
pub mod pages;
pub mod platform;
pub mod route;
pub mod state;
pub mod sync;
