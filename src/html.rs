//! The one way this app writes views.
//!
//! `html!` is Leptos's `view!` with two things settled for the whole app. It opens with `class=""`,
//! so that static parts are built node by node and not from an HTML string, which Trusted Types
//! would refuse. And it erases the view's type: code for one type of view is fetched once, code for
//! a hundred types a hundred times.

/// A view from markup, as [`leptos::view!`] reads it. Its type is [`leptos::prelude::AnyView`].
#[macro_export]
macro_rules! html {
    ($($markup:tt)*) => {
        leptos::prelude::IntoAny::into_any(leptos::view! { class="", $($markup)* })
    };
}

/// What is done at an event. Boxed for the same reason: one type for all of them.
pub fn handler<E>(handle: impl FnMut(E) + 'static) -> Box<dyn FnMut(E)> {
    Box::new(handle)
}
