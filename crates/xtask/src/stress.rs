//! Puts the app under faults. Most of it needs a browser; the outbox is pure and needs none.

use crate::{error::Error, process::Process, test, workspace::Workspace};

/// How many small worlds the outbox is tried in.
const WORLDS: u64 = 1_000_000;

/// Runs what is asked for.
///
/// # Errors
/// A mark is missed, or the arguments are not understood.
pub fn run(workspace: &Workspace, arguments: &[String]) -> Result<(), Error> {
    if arguments.first().is_some_and(|name| name == "outbox") {
        let worlds = worlds(arguments.get(1..).unwrap_or_default())?;
        let cargo = Process::cargo().folder(&workspace.root);
        let test = ["test", "--release", "--package", "baraza-core"];
        let test = cargo.args(test).args(["--test", "outbox", "sim::"]);
        let test = test.env("BARAZA_OUTBOX_SEEDS", worlds.to_string());
        return test.args(["--", "--nocapture"]).run();
    }
    let node = test::node(workspace)?;
    node.arg("stress/run.mjs").args(arguments).run()
}

/// How many worlds; so many by themselves.
fn worlds(arguments: &[String]) -> Result<u64, Error> {
    let usage = || Error::Usage("it is `stress outbox [--runs N]`, with N above 0".to_owned());
    match arguments {
        [] => Ok(WORLDS),
        [flag, number] if flag == "--runs" => {
            let number = number.parse().ok();
            number.filter(|number| *number > 0).ok_or_else(usage)
        }
        _ => Err(usage()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_worlds_is_a_number_above_nothing() {
        let read = |line: &str| {
            let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
            worlds(&words).ok()
        };
        for (line, expected) in [
            ("", Some(WORLDS)),
            ("--runs 7", Some(7)),
            ("--runs 0", None),
            ("--runs -1", None),
            ("--runs", None),
            ("--runs many", None),
            ("--run 7", None),
            ("--runs 7 8", None),
        ] {
            assert_eq!(read(line), expected, "{line}");
        }
    }
}
