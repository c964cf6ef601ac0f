//! What the command line asks for.
//!
//! Read by hand: there are nine commands with a handful of options, and every crate here is
//! compiled before a newcomer sees anything happen.

mod connector;

pub use connector::{ConnectorTask, InferOptions, Place, ReadOptions};

use crate::error::Error;

/// What `cargo xtask help` prints.
pub const HELP: &str = "\
The chores of Baraza.

  cargo xtask serve    build what has changed and open the app on this machine
      --port N           default 8080
      --host ADDRESS     default 127.0.0.1
      --data FOLDER      where the server keeps its database, default data/
      --open             open a browser
      -- OPTIONS         anything else that baraza-server takes
  cargo xtask dev      the quick edit loop: rebuild and reload on every change
      --port N, --open
  cargo xtask test     everything that is checked; the last line says how many passed
      --only STAGE       just this stage; may be repeated
      --real SYSTEM      also against a real one on this machine: wordpress, json-server,
                         couchdb, isso, kinto, datasette, or all
  cargo xtask build    the release in dist/, ready for any static host
  cargo xtask bench    the sizes of the release against their budgets, and how long
                       decoding takes beside the browser's JSON.parse
      --record           keep these sizes as the ones that CI compares with
  cargo xtask stress NAME   what must not be lost or told, under faults, against its marks:
                       drafts-kill, drafts-close, drafts-tabs, drafts-storage, outbox-faults,
                       outbox-tabs, tokens, accounts, outbox (without a browser)
      --runs N           so many times; tokens counts requests, outbox small worlds
  cargo xtask shots    take the screenshots of the documentation anew
  cargo xtask connector check FILE    whether a connector file is sound, and what is wrong with it
  cargo xtask connector read FILE     read a live server as a connector file says; prints JSON
      --param NAME=VALUE a parameter of the connector, such as site=https://blog.example
      --post ID          this post with its comments, in place of the posts
      --sort, --search, --tag, --pages N
      --token T, or --user U --secret S to sign in
  cargo xtask connector infer FILE-or-URL
                       guess a connector from a list of posts in JSON; prints it with how sure
                       each field is. An address is asked, with GET, for its comments as well
      --comments FILE-or-URL  where the comments of one of the posts are; no more is asked then
  cargo xtask connector detect URL
                       which preset an address is, in at most six requests; prints JSON. The exit
                       code is 1 if it is none
  cargo xtask tools    install what the commands above need
      --tests            also what only the tests need

Everything needed is installed on the first run, pinned to a version.
";

/// One command with its options.
#[derive(Debug, PartialEq, Eq)]
pub enum Task {
    /// Says what there is.
    Help,
    /// Installs what is needed.
    Tools {
        /// Also what only the tests need.
        tests: bool,
    },
    /// Makes the release.
    Build,
    /// Builds and runs the server.
    Serve(ServeOptions),
    /// The edit loop.
    Dev(ServeOptions),
    /// Checks everything.
    Test(TestOptions),
    /// Weighs the release.
    Bench {
        /// Keep the figures.
        record: bool,
    },
    /// Takes the screenshots of the documentation.
    Shots,
    /// Puts the app under faults; what and how often.
    Stress(Vec<String>),
    /// Works on a connector file.
    Connector(ConnectorTask),
    /// Trunk's hook; not for people.
    Finish,
    /// Opens a browser once a server answers; not for people.
    Open {
        /// The address.
        url: String,
    },
}

/// How to run the server.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct ServeOptions {
    /// The port; the default when absent.
    pub port: Option<u16>,
    /// The address to listen on; loopback when absent.
    pub host: Option<String>,
    /// Open a browser.
    pub open: bool,
    /// Handed on to the server as they are.
    pub rest: Vec<String>,
}

/// What to check.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct TestOptions {
    /// Only these stages; all when empty.
    pub only: Vec<String>,
    /// Real systems to check against as well.
    pub real: Vec<String>,
}

/// Reads the arguments after `cargo xtask`.
///
/// # Errors
/// A command or an option does not exist or lacks its value.
pub fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Task, Error> {
    let command = arguments.next().unwrap_or_else(|| "help".to_owned());
    match command.as_str() {
        "help" | "--help" | "-h" => Ok(Task::Help),
        "build" => no_more(arguments, Task::Build),
        "shots" => no_more(arguments, Task::Shots),
        "finish" => no_more(arguments, Task::Finish),
        "stress" => Ok(Task::Stress(arguments.collect())),
        "tools" => flag(arguments, "--tests").map(|tests| Task::Tools { tests }),
        "bench" => flag(arguments, "--record").map(|record| Task::Bench { record }),
        "serve" => serve_options(arguments).map(Task::Serve),
        "dev" => serve_options(arguments).map(Task::Dev),
        "test" => test_options(arguments).map(Task::Test),
        "connector" => connector::parse(arguments).map(Task::Connector),
        "open" => value(&mut arguments, "open").map(|url| Task::Open { url }),
        other => Err(Error::Usage(format!("there is no command `{other}`"))),
    }
}

fn serve_options(mut arguments: impl Iterator<Item = String>) -> Result<ServeOptions, Error> {
    let mut options = ServeOptions::default();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--port" => options.port = Some(port(&value(&mut arguments, "--port")?)?),
            "--host" => options.host = Some(value(&mut arguments, "--host")?),
            "--data" => {
                options
                    .rest
                    .extend([argument, value(&mut arguments, "--data")?]);
            }
            "--open" => options.open = true,
            "--" => options.rest.extend(arguments.by_ref()),
            other => return Err(unknown(other)),
        }
    }
    Ok(options)
}

fn test_options(mut arguments: impl Iterator<Item = String>) -> Result<TestOptions, Error> {
    let mut options = TestOptions::default();
    while let Some(argument) = arguments.next() {
        let list = match argument.as_str() {
            "--only" => &mut options.only,
            "--real" => &mut options.real,
            other => return Err(unknown(other)),
        };
        list.push(value(&mut arguments, &argument)?);
    }
    Ok(options)
}

fn port(text: &str) -> Result<u16, Error> {
    text.parse()
        .map_err(|_number| Error::Usage(format!("`{text}` is not a port")))
}

fn value(arguments: &mut impl Iterator<Item = String>, of: &str) -> Result<String, Error> {
    arguments
        .next()
        .ok_or_else(|| Error::Usage(format!("`{of}` needs a value")))
}

fn flag(mut arguments: impl Iterator<Item = String>, name: &str) -> Result<bool, Error> {
    match arguments.next() {
        None => Ok(false),
        Some(argument) if argument == name => Ok(true),
        Some(other) => Err(unknown(&other)),
    }
}

fn no_more<T>(mut arguments: impl Iterator<Item = String>, task: T) -> Result<T, Error> {
    match arguments.next() {
        None => Ok(task),
        Some(other) => Err(unknown(&other)),
    }
}

fn unknown(option: &str) -> Error {
    Error::Usage(format!("there is no option `{option}` here"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Task, Error> {
        parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn every_command_in_the_help_is_understood() {
        for line in HELP
            .lines()
            .filter_map(|line| line.trim().strip_prefix("cargo xtask "))
        {
            // Two blanks stand between what is typed and what it does.
            let command = line.split("  ").next().unwrap();
            assert!(read(command).is_ok(), "`{command}` is not understood");
        }
    }

    #[test]
    fn the_servers_own_options_are_handed_on() {
        let Task::Serve(options) = read("serve --port 9 --data d --open -- --guests off").unwrap()
        else {
            panic!("not a serve task");
        };
        assert_eq!(options.port, Some(9));
        assert!(options.open);
        assert_eq!(options.rest, ["--data", "d", "--guests", "off"]);
    }

    #[test]
    fn stages_and_real_systems_may_be_repeated() {
        let expected = TestOptions {
            only: vec!["lint".into(), "e2e".into()],
            real: vec!["wordpress".into()],
        };
        let read = read("test --only lint --real wordpress --only e2e").unwrap();
        assert_eq!(read, Task::Test(expected));
    }

    #[test]
    fn what_is_not_understood_is_refused_by_name() {
        for (line, word) in [
            ("surf", "surf"),
            ("serve --prot 1", "--prot"),
            ("serve --port", "--port"),
            ("serve --port x", "x"),
            ("build now", "now"),
            ("test --real", "--real"),
        ] {
            let message = read(line).unwrap_err().to_string();
            assert!(message.contains(word), "{line}: {message}");
        }
    }
}
