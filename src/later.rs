//! Parts that a first look at the app does not need, in WASM modules of their own.
//!
//! What [`later!`](crate::later!) declares, with all that only such parts use, is taken out of the
//! client's module by `cargo xtask build`. Calling it waits until its module has arrived. A debug
//! build is one piece.

use wasm_split_helpers::SplitLoaderError;

/// The part has not arrived; the browser's console knows why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a part of the app has not arrived")]
pub struct NotHere;

impl From<SplitLoaderError> for NotHere {
    fn from(_: SplitLoaderError) -> Self {
        Self
    }
}

/// Declares a function of a later module.
///
/// `later! { module: fn make(name: Type) -> Kind = … }` gives an `async fn make` whose result is
/// `Result<Kind, NotHere>`. With `fn make / arrive(…)` there is also `arrive`, which waits for the
/// module alone.
#[macro_export]
macro_rules! later {
    (
        $module:ident: fn $make:ident $(/ $arrive:ident)? ($($name:ident: $kind:ty),* $(,)?)
            -> $out:ty = $body:expr
    ) => {
        #[cfg(not(debug_assertions))]
        #[wasm_split_helpers::wasm_split($module, fallible $(, preload($arrive))?)]
        fn $make($($name: $kind),*) -> Result<$out, $crate::later::NotHere> {
            Ok($body)
        }

        #[cfg(debug_assertions)]
        async fn $make($($name: $kind),*) -> Result<$out, $crate::later::NotHere> {
            Ok($body)
        }

        $(#[cfg(debug_assertions)]
        async fn $arrive() -> Result<(), wasm_split_helpers::SplitLoaderError> {
            Ok(())
        })?
    };
}
