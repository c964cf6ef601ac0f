//! Runs other programs.
//!
//! A program's own output is its progress report, so it goes straight to the terminal; where its
//! words are needed as well, they are read while they pass.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader, Read, Write as _};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::Duration;
use std::{env, io, thread};

use crate::error::Error;
use crate::workspace::{find_program, search_path};

/// A program about to be run.
#[derive(Debug)]
pub struct Process {
    command: Command,
    shown: String,
}

/// What a program said and how it ended.
#[derive(Debug)]
pub struct Report {
    /// How it ended.
    pub status: ExitStatus,
    /// What it wrote to its standard output.
    pub text: String,
}

impl Process {
    /// A program by its name or path. It finds the pinned tools before any others.
    pub fn new(program: impl AsRef<OsStr>) -> Self {
        let program = program.as_ref();
        let shown = Path::new(program)
            .file_name()
            .unwrap_or(program)
            .to_string_lossy()
            .into_owned();
        let found = program.to_str().and_then(find_program);
        let mut command = Command::new(found.as_deref().map_or(program, Path::as_os_str));
        if let Ok(path) = env::join_paths(search_path()) {
            command.env("PATH", path);
        }
        command.stdin(Stdio::null());
        Self { command, shown }
    }

    /// Cargo, the one that runs this program.
    pub fn cargo() -> Self {
        Self::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
    }

    /// Adds an argument.
    #[must_use]
    pub fn arg(mut self, argument: impl AsRef<OsStr>) -> Self {
        let argument = argument.as_ref();
        self.shown.push(' ');
        self.shown.push_str(&argument.to_string_lossy());
        self.command.arg(argument);
        self
    }

    /// Adds several arguments.
    #[must_use]
    pub fn args(self, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Self {
        arguments.into_iter().fold(self, Self::arg)
    }

    /// Sets a variable of its environment.
    #[must_use]
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Runs it in a folder.
    #[must_use]
    pub fn folder(mut self, folder: &Path) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// The command line, for messages.
    pub fn shown(&self) -> &str {
        &self.shown
    }

    /// Runs it with its output to the terminal.
    ///
    /// # Errors
    /// It does not start, or ends with an error.
    pub fn run(mut self) -> Result<(), Error> {
        let status = self
            .command
            .status()
            .map_err(|source| self.not_started(source))?;
        self.judged(status)
    }

    /// Runs it in silence and returns its standard output; what it says on the standard error
    /// shows only when it fails.
    ///
    /// # Errors
    /// It does not start, or ends with an error.
    pub fn read(mut self) -> Result<String, Error> {
        let output = self
            .command
            .output()
            .map_err(|source| self.not_started(source))?;
        if !output.status.success() {
            let _ = io::stderr().write_all(&output.stderr);
        }
        self.judged(output.status)?;
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// Its standard output, if it runs and ends well; nothing is said if not.
    pub fn read_quietly(mut self) -> Option<String> {
        let output = self
            .command
            .output()
            .ok()
            .filter(|output| output.status.success())?;
        String::from_utf8(output.stdout).ok()
    }

    /// Whether it runs and ends well. It is heard by nobody.
    pub fn succeeds(mut self) -> bool {
        self.command.stdout(Stdio::null()).stderr(Stdio::null());
        self.command.status().is_ok_and(|status| status.success())
    }

    /// Runs it with its output to the terminal and returns its standard output as well.
    ///
    /// # Errors
    /// It does not start. How it ends is for the caller to judge.
    pub fn watch(self) -> Result<Report, Error> {
        self.watch_within(None)
    }

    /// Like [`Process::watch`], but asks it to end when `limit` is over.
    ///
    /// # Errors
    /// It does not start. How it ends is for the caller to judge.
    pub fn watch_for(self, limit: Duration) -> Result<Report, Error> {
        self.watch_within(Some(limit))
    }

    fn watch_within(mut self, limit: Option<Duration>) -> Result<Report, Error> {
        self.command.stdout(Stdio::piped());
        let mut child = self
            .command
            .spawn()
            .map_err(|source| self.not_started(source))?;
        let reader = child
            .stdout
            .take()
            .map(|pipe| thread::spawn(move || pass_on(pipe)));
        let ended = limit.map(|limit| end_after(limit, child.id(), self.shown.clone()));
        let status = child.wait().map_err(|source| self.not_started(source))?;
        drop(ended);
        let text = reader
            .and_then(|reader| reader.join().ok())
            .unwrap_or_default();
        Ok(Report { status, text })
    }

    /// Starts it and does not wait for it.
    ///
    /// # Errors
    /// It does not start.
    pub fn start(mut self) -> Result<Child, Error> {
        self.command
            .spawn()
            .map_err(|source| self.not_started(source))
    }

    /// Becomes it: signals reach it directly, and nothing is left between it and the terminal.
    ///
    /// # Errors
    /// It does not start. Where a program cannot become another, also when it ends with an error.
    pub fn become_it(mut self) -> Result<(), Error> {
        #[cfg(unix)]
        {
            use std::os::unix::process::CommandExt as _;
            let source = self.command.exec();
            Err(self.not_started(source))
        }
        #[cfg(not(unix))]
        {
            let status = self
                .command
                .status()
                .map_err(|source| self.not_started(source))?;
            self.judged(status)
        }
    }

    fn not_started(&self, source: io::Error) -> Error {
        Error::Start {
            program: self.shown.clone(),
            source,
        }
    }

    fn judged(self, status: ExitStatus) -> Result<(), Error> {
        if status.success() {
            Ok(())
        } else {
            Err(Error::Failed {
                command: self.shown,
                status,
            })
        }
    }
}

/// Asks a process to end when `limit` is over, unless what is returned was dropped before.
fn end_after(limit: Duration, pid: u32, shown: String) -> mpsc::Sender<()> {
    let (ended, wait) = mpsc::channel();
    thread::spawn(move || {
        if wait.recv_timeout(limit) == Err(mpsc::RecvTimeoutError::Timeout) {
            eprintln!(
                "`{shown}` did not end within {} s and is stopped",
                limit.as_secs()
            );
            Process::new("kill")
                .args(["-TERM", &pid.to_string()])
                .succeeds();
        }
    });
    ended
}

fn pass_on(pipe: impl Read) -> String {
    let mut text = String::new();
    let mut reader = BufReader::new(pipe);
    let mut line = Vec::new();
    while matches!(reader.read_until(b'\n', &mut line), Ok(count) if count > 0) {
        let _ = io::stdout().write_all(&line);
        text.push_str(&String::from_utf8_lossy(&line));
        line.clear();
    }
    text
}
