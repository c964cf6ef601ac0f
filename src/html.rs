//! The one way this app writes views.
//!
//! `html!` is Leptos's `view!` with two things settled for the whole app. It opens with `class=""`,
//! so that static parts are built node by node and not from an HTML string, which Trusted Types
//! would refuse. And it erases the view's type: code for one type of view is fetched once, code for
//! a hundred types a hundred times.

use std::sync::{Arc, Mutex};

use leptos::prelude::*;

/// A view from markup, as [`leptos::view!`] reads it. Its type is [`leptos::prelude::AnyView`].
#[macro_export]
macro_rules! html {
    ($($markup:tt)*) => {
        leptos::prelude::IntoAny::into_any(leptos::view! { class="", $($markup)* })
    };
}

/// What changes in a view: [`dynamic`] parts, and [`changing`] attributes. One type for all of them.
pub type Changing<T> = Arc<Mutex<dyn FnMut() -> T + Send>>;

/// A part of a view that is made anew when what it reads has changed.
pub fn dynamic<V: IntoView>(mut part: impl FnMut() -> V + Send + 'static) -> Changing<AnyView> {
    Arc::new(Mutex::new(move || part().into_any()))
}

/// An attribute, a property or a text that changes with what it reads.
pub fn changing<T: 'static>(value: impl FnMut() -> T + Send + 'static) -> Changing<T> {
    Arc::new(Mutex::new(value))
}

/// What is done at an event. Boxed for the same reason: one type for all of them.
pub fn handler<E>(handle: impl FnMut(E) + 'static) -> Box<dyn FnMut(E)> {
    Box::new(handle)
}
