//! Weighs the release: what a first visit fetches, against the budgets and against the figures
//! that are recorded in `sizes.toml`. Then measures how long decoding takes in a browser.
//!
//! Bytes are what goes over the wire with brotli at quality 11; 1 KB is 1,000 bytes. The budget is
//! a promise to people on slow links. The recorded figure is there so that growth is a decision: a
//! change that adds more than 5 % has to record the new figure, where a reviewer sees it.

use std::fmt;
use std::path::Path;
use std::process::ExitCode;

use crate::error::Error;
use crate::files;
use crate::finish::{Page, Tag, brotli, brotli_name};
use crate::workspace::Workspace;

/// Growth over the recorded figure that needs no explanation, in per cent.
const SLACK: usize = 5;

/// One thing that is weighed, with its parts.
#[derive(Debug)]
pub struct Weight {
    name: &'static str,
    key: &'static str,
    budget: usize,
    parts: Vec<Part>,
}

#[derive(Debug)]
struct Part {
    name: String,
    raw: usize,
    small: usize,
}

impl Weight {
    /// Bytes over the wire.
    pub fn total(&self) -> usize {
        self.parts.iter().map(|part| part.small).sum()
    }

    /// Why it is too heavy, if it is.
    fn verdict(&self, recorded: Option<usize>) -> Result<(), String> {
        let (name, total) = (self.name, self.total());
        // A budget that was kept once is kept. One that was not reached yet is said in the table,
        // and until then the recorded figure holds.
        let was_kept = recorded.is_none_or(|recorded| recorded <= self.budget);
        if total > self.budget && was_kept {
            return Err(format!(
                "{name}: {} is over the budget of {}",
                kb(total),
                kb(self.budget)
            ));
        }
        match recorded {
            None => Err(format!(
                "{name}: no figure is recorded; run `cargo xtask bench --record`"
            )),
            Some(recorded) if total * 100 > recorded * (100 + SLACK) => Err(format!(
                "{name}: {} is more than {SLACK} % over the recorded {}; make it smaller, or \
                 record it with `cargo xtask bench --record` and say why",
                kb(total),
                kb(recorded)
            )),
            Some(_) => Ok(()),
        }
    }
}

impl fmt::Display for Weight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<34} {:>11} {:>11}", self.name, "raw", "brotli")?;
        for part in &self.parts {
            writeln!(
                f,
                "  {:<32} {:>11} {:>11}",
                part.name,
                kb(part.raw),
                kb(part.small)
            )?;
        }
        let raw = self.parts.iter().map(|part| part.raw).sum();
        write!(
            f,
            "  {:<32} {:>11} {:>11}",
            "in all",
            kb(raw),
            kb(self.total())
        )?;
        write!(f, "   of {} allowed", kb(self.budget))?;
        match self.total().checked_sub(self.budget) {
            Some(over) if over > 0 => write!(f, ": OVER the budget by {}", kb(over)),
            _ => Ok(()),
        }
    }
}

/// What `cargo xtask bench` does.
///
/// # Errors
/// There is no release, or it cannot be read.
pub fn run(workspace: &Workspace, record: bool) -> Result<ExitCode, Error> {
    crate::tools::for_build(workspace)?;
    crate::client::build(workspace)?;
    println!("\nFirst visit, in KB of 1,000 bytes\n");
    let weights = weigh(&workspace.dist())?;
    for weight in &weights {
        println!("{weight}\n");
    }
    if record {
        files::write(&sizes_file(workspace), recorded_text(&weights))?;
        println!("recorded in crates/xtask/sizes.toml");
    }
    let problems = problems(workspace, &weights);
    for problem in &problems {
        println!("too heavy: {problem}");
    }
    println!("\nDecoding, beside the browser's own JSON.parse\n");
    let decoding = crate::test::decoding(workspace)?;
    Ok(if problems.is_empty() && decoding.failed() == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// What is too heavy in the release, one message each; and how many things were weighed.
///
/// # Errors
/// There is no release.
pub fn gate(workspace: &Workspace) -> Result<(usize, Vec<String>), Error> {
    let weights = weigh(&workspace.dist())?;
    for weight in &weights {
        println!("{weight}\n");
    }
    Ok((weights.len(), problems(workspace, &weights)))
}

fn problems(workspace: &Workspace, weights: &[Weight]) -> Vec<String> {
    let recorded = files::read_text(&sizes_file(workspace)).unwrap_or_default();
    let verdicts = weights
        .iter()
        .map(|weight| weight.verdict(recorded_figure(&recorded, weight.key)));
    verdicts.filter_map(Result::err).collect()
}

/// Weighs a release.
///
/// # Errors
/// A file that the page names is not there.
pub fn weigh(dist: &Path) -> Result<Vec<Weight>, Error> {
    let page = Page::read(dist)?;
    let tags = page.tags();
    let mut first = vec!["index.html".to_owned()];
    first.extend(tags.iter().filter_map(fetched_at_once));
    first.sort();
    first.dedup();
    let markdown = tags.iter().flat_map(|tag| {
        ["data-markdown", "data-markdown-wasm"]
            .into_iter()
            .filter_map(|name| tag.attribute(name))
    });
    let markdown: Vec<String> = markdown
        .map(|path| path.trim_start_matches('/').to_owned())
        .collect();
    let thread: Vec<String> = tags
        .iter()
        .filter_map(|tag| tag.attribute("data-thread"))
        .flat_map(|paths| paths.split(','))
        .map(|path| path.trim_start_matches('/').to_owned())
        .collect();
    let modules: Vec<String> = files::list(dist)?
        .into_iter()
        .map(|path| files::relative(&path, dist))
        .filter(|name| name.contains("_bg.") && !name.contains(".br"))
        .collect();
    let of = |names: &[&str]| -> Vec<String> {
        let is_one = |file: &&String| {
            let part = file.split('-').next().unwrap_or_default();
            names.contains(&part)
        };
        modules.iter().filter(is_one).cloned().collect()
    };
    Ok(vec![
        Weight {
            name: "First load: a list",
            key: "first_load",
            budget: 190_000,
            parts: parts(dist, &first)?,
        },
        Weight {
            name: "A discussion, beyond that",
            key: "thread",
            budget: 96_000,
            parts: parts(dist, &thread)?,
        },
        Weight {
            name: "Writing and the rest, later",
            key: "later",
            budget: 120_000,
            parts: parts(dist, &of(&["later"]))?,
        },
        Weight {
            name: "Signing in, when it is asked for",
            key: "account",
            budget: 40_000,
            parts: parts(dist, &of(&["account"]))?,
        },
        Weight {
            name: "Arranging sources, when it is asked for",
            key: "sources",
            budget: 60_000,
            parts: parts(dist, &of(&["sources"]))?,
        },
        Weight {
            name: "Describing an API, when it is asked for",
            key: "describe",
            budget: 60_000,
            parts: parts(dist, &of(&["describe"]))?,
        },
        Weight {
            name: "Markdown, when it is needed",
            key: "markdown",
            budget: 70_000,
            parts: parts(dist, &markdown)?,
        },
    ])
}

/// The file that a tag makes the browser fetch before the first screen is there.
fn fetched_at_once(tag: &Tag) -> Option<String> {
    let path = match (tag.name.as_str(), tag.attribute("rel")) {
        ("script", _) => tag.attribute("src"),
        ("link", Some("stylesheet" | "modulepreload" | "preload")) => tag.attribute("href"),
        _ => None,
    };
    path.map(|path| path.trim_start_matches('/').to_owned())
}

fn parts(dist: &Path, names: &[String]) -> Result<Vec<Part>, Error> {
    let part = |name: &String| {
        let path = dist.join(name);
        let content = files::read(&path)?;
        let is_wasm = path
            .extension()
            .is_some_and(|extension| extension == "wasm");
        let small = files::read(&brotli_name(&path)).unwrap_or_else(|_| brotli(&content, is_wasm));
        let small = small.len();
        Ok(Part {
            name: name.clone(),
            raw: content.len(),
            small,
        })
    };
    names.iter().map(part).collect()
}

fn kb(bytes: usize) -> String {
    format!("{}.{} KB", bytes / 1_000, bytes % 1_000 / 100)
}

fn sizes_file(workspace: &Workspace) -> std::path::PathBuf {
    workspace.root.join("crates/xtask/sizes.toml")
}

fn recorded_text(weights: &[Weight]) -> String {
    let head = "# Bytes over the wire (brotli) of the release; `cargo xtask bench --record` writes this.\n\
                # CI fails when a release is more than 5 % heavier than this, or over a budget that was kept.\n";
    weights.iter().fold(head.to_owned(), |text, weight| {
        format!("{text}{} = {}\n", weight.key, weight.total())
    })
}

fn recorded_figure(text: &str, key: &str) -> Option<usize> {
    let mut pairs = text.lines().filter_map(|line| line.split_once('='));
    pairs
        .find(|(name, _)| name.trim() == key)?
        .1
        .trim()
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weight(small: usize) -> Weight {
        let parts = vec![Part {
            name: "x".into(),
            raw: small * 3,
            small,
        }];
        Weight {
            name: "X",
            key: "x",
            budget: 1_000,
            parts,
        }
    }

    #[test]
    fn growth_within_the_slack_passes_and_more_does_not() {
        for (total, recorded, passes) in [
            (900, Some(900), true),
            (945, Some(900), true),
            (946, Some(900), false),
            (500, Some(900), true),
            (1_001, Some(1_000), false),
            (1_201, Some(1_200), true),
            (1_300, Some(1_200), false),
            (10, None, false),
        ] {
            assert_eq!(
                weight(total).verdict(recorded).is_ok(),
                passes,
                "{total} after {recorded:?}"
            );
        }
    }

    #[test]
    fn what_is_recorded_is_read_back() {
        let text = recorded_text(&[weight(123)]);
        assert_eq!(recorded_figure(&text, "x"), Some(123));
        assert_eq!(recorded_figure(&text, "y"), None);
    }

    #[test]
    fn sizes_read_in_thousands() {
        assert_eq!(kb(190_000), "190.0 KB");
        assert_eq!(kb(1_260), "1.2 KB");
    }
}
