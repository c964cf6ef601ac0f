//! Shows what happened when the app panics.
//!
//! A panic of a WASM module leaves a dead page. The hook hands the message to the notice in the
//! page itself, which needs nothing of the app. What was typed is saved on each input, so a
//! reload brings it back.

/// Makes panics visible: in the console and as a notice with a way to go on.
pub fn install() {
    std::panic::set_hook(Box::new(|info| super::boot::show_panic(&info.to_string())));
}
