//! The chores of the workspace: everything that takes more than one command.
//!
//! `cargo xtask serve` and `cargo xtask test` work on a fresh clone with nothing installed but
//! rustup and a C compiler; [`tools`] gets the rest, pinned. Trunk builds the client and calls
//! back into [`finish`], which gives the files their final content and names. No shell scripts:
//! what runs here is typed, documented and tested like the rest.

pub mod bench;
pub mod cli;
pub mod client;
pub mod connector;
pub mod dev;
pub mod error;
pub mod files;
pub mod finish;
pub mod fresh;
pub mod process;
pub mod serve;
pub mod server;
pub mod steps;
pub mod stress;
pub mod tally;
pub mod test;
pub mod tools;
pub mod workspace;

use std::process::ExitCode;

use cli::Task;
use error::Error;
use workspace::Workspace;

/// Reads the arguments, carries the task out and says what went wrong.
pub fn run(arguments: impl Iterator<Item = String>) -> ExitCode {
    match cli::parse(arguments).and_then(|task| carry_out(&task)) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("\nerror: {error}");
            ExitCode::FAILURE
        }
    }
}

fn carry_out(task: &Task) -> Result<ExitCode, Error> {
    if matches!(task, Task::Help) {
        print!("{}", cli::HELP);
        return Ok(ExitCode::SUCCESS);
    }
    if let Task::Open { url } = task {
        return serve::open(url).map(|()| ExitCode::SUCCESS);
    }
    if let Task::Connector(task) = task {
        return connector::run(task);
    }
    let workspace = Workspace::find()?;
    match task {
        Task::Help | Task::Open { .. } | Task::Connector(_) => {}
        Task::Tools { tests } => tools::install_all(&workspace, *tests)?,
        Task::Build => client::build_and_report(&workspace)?,
        Task::Serve(options) => serve::run(&workspace, options)?,
        Task::Dev(options) => dev::run(&workspace, options)?,
        Task::Test(options) => return test::run(&workspace, options),
        Task::Bench { record } => return bench::run(&workspace, *record),
        Task::Shots => test::node(&workspace)?.arg("screenshots.mjs").run()?,
        Task::Stress(arguments) => stress::run(&workspace, arguments)?,
        Task::Finish => finish::hook(&workspace)?,
    }
    Ok(ExitCode::SUCCESS)
}
