//! Counts what passed and what failed, read off what the test runners print.

/// The result of a stage, or of all of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many tests passed.
    pub passed: u32,
    /// The names of those that failed, or the reasons.
    pub failures: Vec<String>,
}

impl Tally {
    /// A stage that is one check, and passed.
    pub fn one() -> Self {
        Self {
            passed: 1,
            failures: Vec::new(),
        }
    }

    /// How many failed.
    pub fn failed(&self) -> usize {
        self.failures.len()
    }

    /// Adds what another one counted, its failures under a heading.
    pub fn add(&mut self, heading: &str, other: Self) {
        self.passed += other.passed;
        self.failures.extend(
            other
                .failures
                .into_iter()
                .map(|name| format!("{heading}: {name}")),
        );
    }
}

/// Reads the output of `cargo test` and of wasm-bindgen's test runner.
pub fn of_cargo(output: &str, ended_well: bool) -> Tally {
    let mut tally = Tally::default();
    let mut failed = 0;
    for line in output.lines() {
        if let Some((_, counts)) = line.split_once("test result: ") {
            tally.passed += number_before(counts, " passed");
            failed += number_before(counts, " failed");
        } else if let Some(name) = failed_test(line) {
            tally.failures.push(name);
        }
    }
    complete(&mut tally, failed, ended_well);
    tally
}

fn failed_test(line: &str) -> Option<String> {
    let name = line
        .trim_start()
        .strip_prefix("test ")?
        .split_once(" ... FAIL")?
        .0;
    Some(name.to_owned())
}

/// Reads the output of Node's test runner, in the Test Anything Protocol.
///
/// A test or a file with a failing part fails as well; only the part itself is counted.
pub fn of_tap(output: &str, ended_well: bool) -> Tally {
    let mut tally = Tally::default();
    for line in output.lines() {
        let trimmed = line.trim_start();
        if let Some(count) = line.strip_prefix("# pass ") {
            tally.passed += count.trim().parse().unwrap_or(0);
        } else if let Some(rest) = trimmed.strip_prefix("not ok ") {
            let name = rest.split_once(" - ").map_or(rest, |(_number, name)| name);
            tally.failures.push(name.to_owned());
        } else if trimmed == "failureType: 'subtestsFailed'" {
            tally.failures.pop();
        }
    }
    complete(&mut tally, 0, ended_well);
    tally
}

/// A runner that failed without naming a test must not look as if nothing had.
fn complete(tally: &mut Tally, failed: u32, ended_well: bool) {
    let named = u32::try_from(tally.failures.len()).unwrap_or(u32::MAX);
    for index in named..failed {
        tally
            .failures
            .push(format!("a test without a name ({})", index + 1));
    }
    if !ended_well && tally.failures.is_empty() {
        tally
            .failures
            .push("it ended with an error; see above".to_owned());
    }
    if ended_well && tally.passed == 0 && tally.failures.is_empty() {
        tally.failures.push("it ran no test".to_owned());
    }
}

fn number_before(text: &str, unit: &str) -> u32 {
    let Some((before, _)) = text.split_once(unit) else {
        return 0;
    };
    before
        .rsplit(|c: char| !c.is_ascii_digit())
        .next()
        .and_then(|n| n.parse().ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_results_of_several_crates_are_summed() {
        let output = "running 2 tests\ntest a ... ok\ntest b::c ... FAILED\n\n\
                      test result: FAILED. 1 passed; 1 failed; 0 ignored; 0 measured\n\
                      test result: ok. 12 passed; 0 failed; 0 ignored\n";
        let tally = of_cargo(output, false);
        assert_eq!(
            tally,
            Tally {
                passed: 13,
                failures: vec!["b::c".into()]
            }
        );
    }

    #[test]
    fn the_browsers_failures_are_named_too() {
        let output = "test web::focus ... FAIL\ntest web::idb ... ok\n\
                      test result: FAILED. 1 passed; 1 failed; 0 ignored; 0 filtered out";
        assert_eq!(of_cargo(output, false).failures, ["web::focus"]);
    }

    #[test]
    fn nodes_results_are_read() {
        let output = "TAP version 13\n# Subtest: feed\n    ok 1 - opens\n    not ok 2 - sorts\n\
                      \u{20}     failureType: 'testCodeFailure'\nnot ok 1 - feed\n  \
                      failureType: 'subtestsFailed'\n# tests 2\n# pass 1\n# fail 1\n";
        assert_eq!(
            of_tap(output, false),
            Tally {
                passed: 1,
                failures: vec!["sorts".into()]
            }
        );
    }

    #[test]
    fn a_runner_that_breaks_or_runs_nothing_counts_as_a_failure() {
        assert_eq!(of_cargo("error: could not compile", false).failed(), 1);
        assert_eq!(of_cargo("", true).failed(), 1);
        assert_eq!(of_tap("# pass 0\n# fail 0\n", true).failed(), 1);
        assert_eq!(
            of_cargo("test result: ok. 1 passed; 0 failed", true).failed(),
            0
        );
    }

    #[test]
    fn a_sum_says_where_its_failures_are_from() {
        let mut sum = Tally::one();
        sum.add(
            "e2e",
            Tally {
                passed: 2,
                failures: vec!["opens".into()],
            },
        );
        assert_eq!(
            sum,
            Tally {
                passed: 3,
                failures: vec!["e2e: opens".into()]
            }
        );
    }
}
