//! `cargo xtask …`: see the crate's documentation or `cargo xtask help`.

use std::process::ExitCode;

fn main() -> ExitCode {
    xtask::run(std::env::args().skip(1))
}
