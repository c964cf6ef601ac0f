//! `cargo xtask connector …`: tries a connector file out, or finds one, without a browser.

pub mod detect;
pub mod host;
pub mod infer;
pub mod read;
pub mod visit;

use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;

use baraza_core::connector::{Connector, Problem};

use crate::cli::ConnectorTask;
use crate::error::Error;
use crate::files;

/// Carries a task out. What is wrong with a connector or with a server's answer is a result; it
/// makes the exit code.
///
/// # Errors
/// A file cannot be read, or there is nothing to work on in it or at an address.
pub fn run(task: &ConnectorTask) -> Result<ExitCode, Error> {
    match task {
        ConnectorTask::Check { file } => check(file),
        ConnectorTask::Read(options) => read::run(options),
        ConnectorTask::Infer(options) => infer::run(options),
        ConnectorTask::Detect { address } => detect::run(address),
    }
}

fn check(file: &Path) -> Result<ExitCode, Error> {
    Ok(match Connector::parse(&files::read_text(file)?) {
        Ok(_) => {
            println!("{}: no problems", file.display());
            ExitCode::SUCCESS
        }
        Err(problems) => {
            print!("{}", told(file, &problems));
            ExitCode::FAILURE
        }
    })
}

/// The problems of a file, for people.
fn told(file: &Path, problems: &[Problem]) -> String {
    let noun = if problems.len() == 1 {
        "problem"
    } else {
        "problems"
    };
    let mut text = format!("{}: {} {noun}\n", file.display(), problems.len());
    for problem in problems {
        let pointer = match problem.pointer.as_str() {
            "" => "(the whole file)",
            pointer => pointer,
        };
        let _ = writeln!(text, "\n  {pointer}\n    {}", problem.message);
        if !problem.hint.is_empty() {
            let _ = writeln!(text, "    hint: {}", problem.hint);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_is_told_with_its_place_and_a_hint() {
        let problems = Connector::parse(r#"{"format": 1, "title": "A", "bse": ""}"#).unwrap_err();
        let text = told(Path::new("a.json"), &problems);
        assert!(text.starts_with("a.json: "), "{text}");
        assert!(text.contains("\n  /bse\n"), "{text}");
        assert!(text.contains("hint: "), "{text}");
    }
}
