//! Leptos's reactive primitives, with one type for all closures.
//!
//! Each of them is generic over its closure, and every closure is a type of its own: code for a
//! hundred of them would be fetched a hundred times. Boxed, it is fetched once for each type of
//! value.

use std::{future::Future, pin::Pin};

use leptos::prelude::*;

/// A value made of others, which tells its readers only when it has changed.
pub fn memo<T: PartialEq + Send + Sync + 'static>(
    value: impl Fn() -> T + Send + Sync + 'static,
) -> Memo<T> {
    let value: Box<dyn Fn() -> T + Send + Sync> = Box::new(value);
    Memo::new(move |_| value())
}

/// A value made of others, worked out at each reading.
pub fn derived<T: Send + Sync + 'static>(
    value: impl Fn() -> T + Send + Sync + 'static,
) -> Signal<T> {
    let value: Box<dyn Fn() -> T + Send + Sync> = Box::new(value);
    Signal::derive(value)
}

/// Does something whenever what it reads has changed.
pub fn effect(mut task: impl FnMut() + 'static) {
    let task: Box<dyn FnMut()> = Box::new(move || task());
    run_effect(task);
}

fn run_effect(mut task: Box<dyn FnMut()>) {
    Effect::new(move || task());
}

/// Does something that takes time, beside the rest.
pub fn spawn(task: impl Future<Output = ()> + 'static) {
    let task: Pin<Box<dyn Future<Output = ()>>> = Box::pin(task);
    leptos::task::spawn_local(task);
}
