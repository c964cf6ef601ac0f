//! `cargo xtask test`: everything that is checked, in one command and in one order.
//!
//! What is cheap and fails often comes first. A stage that fails does not stop the others: one run
//! shows all there is to mend. The last line is `N passed, N failed`.

mod browser;
mod native;
mod real;

pub use browser::{decoding, node};

use std::process::ExitCode;
use std::time::{Duration, Instant};

use crate::cli::TestOptions;
use crate::error::Error;
use crate::steps::duration;
use crate::tally::Tally;
use crate::workspace::Workspace;

/// One thing that is checked.
struct Stage {
    name: &'static str,
    about: &'static str,
    check: fn(&Workspace) -> Result<Tally, Error>,
}

const STAGES: [Stage; 10] = [
    Stage {
        name: "format",
        about: "the code is formatted",
        check: native::format,
    },
    Stage {
        name: "lint",
        about: "clippy on the host",
        check: native::lint,
    },
    Stage {
        name: "lint-wasm",
        about: "clippy for the browser",
        check: native::lint_wasm,
    },
    Stage {
        name: "native",
        about: "unit, snapshot, server and tidy tests",
        check: native::tests,
    },
    Stage {
        name: "docs",
        about: "the documentation builds without a warning",
        check: native::docs,
    },
    Stage {
        name: "licences",
        about: "what comes in from outside",
        check: native::licences,
    },
    Stage {
        name: "wasm",
        about: "the client's own parts, in a browser",
        check: browser::wasm,
    },
    Stage {
        name: "build",
        about: "the release of the client",
        check: browser::build,
    },
    Stage {
        name: "size",
        about: "the release against its budgets",
        check: browser::size,
    },
    Stage {
        name: "e2e",
        about: "the whole app, in a browser",
        check: browser::end_to_end,
    },
];

/// Asks for all real systems.
const ALL: &str = "all";

const REAL: [Stage; 6] = [
    Stage {
        name: "wordpress",
        about: "the engine and the whole app against a real WordPress",
        check: browser::wordpress,
    },
    Stage {
        name: "json-server",
        about: "the engine and the whole app against json-server",
        check: real::json_server,
    },
    Stage {
        name: "couchdb",
        about: "the engine against a server of the CouchDB kind",
        check: real::couchdb,
    },
    Stage {
        name: "isso",
        about: "the engine and the whole app against Isso",
        check: real::isso,
    },
    Stage {
        name: "kinto",
        about: "the engine against Kinto",
        check: real::kinto,
    },
    Stage {
        name: "datasette",
        about: "the engine against Datasette",
        check: real::datasette,
    },
];

/// A stage that has run.
struct Outcome {
    name: &'static str,
    tally: Tally,
    time: Duration,
}

/// Runs the stages that are asked for.
///
/// # Errors
/// A stage is asked for that does not exist.
pub fn run(workspace: &Workspace, options: &TestOptions) -> Result<ExitCode, Error> {
    let stages = select(options)?;
    let mut outcomes = Vec::new();
    for (index, stage) in stages.iter().enumerate() {
        println!(
            "\n==== [{}/{}] {}: {}",
            index + 1,
            stages.len(),
            stage.name,
            stage.about
        );
        let start = Instant::now();
        let tally = (stage.check)(workspace).unwrap_or_else(|error| Tally {
            passed: 0,
            failures: vec![error.to_string()],
        });
        let time = start.elapsed();
        println!(
            "==== {}: {} passed, {} failed, {}",
            stage.name,
            tally.passed,
            tally.failed(),
            duration(time)
        );
        outcomes.push(Outcome {
            name: stage.name,
            tally,
            time,
        });
    }
    Ok(report(outcomes))
}

fn select(options: &TestOptions) -> Result<Vec<&'static Stage>, Error> {
    let known = [
        (&options.only, &STAGES[..], None),
        (&options.real, &REAL[..], Some(ALL)),
    ];
    for (asked, stages, all) in known {
        let names: Vec<&str> = stages.iter().map(|stage| stage.name).chain(all).collect();
        let unknown = asked.iter().find(|name| !names.contains(&name.as_str()));
        if let Some(name) = unknown {
            let message = format!("there is no `{name}`, but {}", names.join(", "));
            return Err(Error::Usage(message));
        }
    }
    let is_asked = |stage: &&Stage| {
        options.only.is_empty() || options.only.iter().any(|name| name == stage.name)
    };
    let is_real = |stage: &&Stage| {
        let mut asked = options.real.iter();
        asked.any(|name| name == stage.name || name == ALL)
    };
    Ok(STAGES
        .iter()
        .filter(is_asked)
        .chain(REAL.iter().filter(is_real))
        .collect())
}

fn report(outcomes: Vec<Outcome>) -> ExitCode {
    println!("\n{:<12} {:>8} {:>8}   time", "stage", "passed", "failed");
    let mut sum = Tally::default();
    for outcome in outcomes {
        let (passed, failed) = (outcome.tally.passed, outcome.tally.failed());
        println!(
            "{:<12} {passed:>8} {failed:>8}   {}",
            outcome.name,
            duration(outcome.time)
        );
        sum.add(outcome.name, outcome.tally);
    }
    if sum.failed() > 0 {
        println!("\nfailed:");
        for name in &sum.failures {
            println!("  {name}");
        }
    }
    println!("\n{} passed, {} failed", sum.passed, sum.failed());
    if sum.failed() == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(only: &[&str], real: &[&str]) -> Result<Vec<&'static str>, Error> {
        let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
        let options = TestOptions {
            only: owned(only),
            real: owned(real),
        };
        Ok(select(&options)?.iter().map(|stage| stage.name).collect())
    }

    #[test]
    fn all_stages_run_unless_some_are_named() {
        assert_eq!(names(&[], &[]).unwrap().len(), STAGES.len());
        assert_eq!(names(&["e2e", "lint"], &[]).unwrap(), ["lint", "e2e"]);
        assert_eq!(
            names(&["lint"], &["wordpress"]).unwrap(),
            ["lint", "wordpress"]
        );
        assert_eq!(names(&["lint"], &["all"]).unwrap().len(), 1 + REAL.len());
    }

    #[test]
    fn a_stage_that_does_not_exist_is_refused_with_those_that_do() {
        let message = names(&["lnit"], &[]).unwrap_err().to_string();
        assert!(
            message.contains("lnit") && message.contains("lint-wasm"),
            "{message}"
        );
        assert!(names(&[], &["lint"]).is_err());
        assert!(names(&["all"], &[]).is_err());
    }
}
