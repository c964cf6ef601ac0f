//! The browser, behind plain Rust functions.
//!
//! Every call of web-sys, js-sys and gloo is in this module and nowhere else; a tidy test holds
//! that. `JsValue` never leaves it: a failing call becomes an error with words, or a `None` where
//! the caller has nothing better to do with it than go on.

pub mod choices;
pub mod clock;
pub mod crypto;
pub mod database;
pub mod dom;
pub mod files;
pub mod http;
pub mod images;
pub mod markdown;
pub mod panic;
pub mod popup;
pub mod quotation;
pub mod rich_text;
pub mod scroll;
pub mod service_worker;
pub mod storage;
pub mod tabs;
pub mod text_area;
pub mod timer;

mod boot;
