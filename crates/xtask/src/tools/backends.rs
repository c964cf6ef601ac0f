//! The backends that the connectors are tried on, each at one version.
//!
//! They are installed only when somebody asks for them, into folders of their own. What they are
//! is data beside the tests, so that a look there tells what runs.

use std::path::PathBuf;

use super::system::{Program, install_debian};
use crate::error::Error;
use crate::files;
use crate::process::Process;
use crate::workspace::{Workspace, find_program, tools_folder};

/// Where a backend comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// npm.
    Node,
    /// Python's package index.
    Python,
}

impl Origin {
    fn folder(self) -> PathBuf {
        let name = match self {
            Self::Node => "npm",
            Self::Python => "python",
        };
        tools_folder().join("backends").join(name)
    }

    /// A program that was installed from there.
    pub fn program(self, name: &str) -> PathBuf {
        let below = match self {
            Self::Node => "node_modules/.bin",
            Self::Python => "bin",
        };
        self.folder().join(below).join(name)
    }

    /// Makes sure that what the tests list is here, at its version.
    ///
    /// # Errors
    /// It cannot be had.
    pub fn ensure(self, workspace: &Workspace) -> Result<(), Error> {
        let file = match self {
            Self::Node => "packages.txt",
            Self::Python => "requirements.txt",
        };
        let file = workspace.root.join("crates/xtask/tests/real").join(file);
        let list = files::read_text(&file)?;
        let mark = self.folder().join("installed.txt");
        if files::read_text(&mark).is_ok_and(|installed| installed == list) {
            return Ok(());
        }
        files::remove_folder(&self.folder())?;
        files::make_folder(&self.folder())?;
        match self {
            Self::Node => install_node(&self.folder(), &list)?,
            Self::Python => install_python(&self.folder(), &file)?,
        }
        files::write(&mark, list)
    }
}

fn install_node(folder: &std::path::Path, list: &str) -> Result<(), Error> {
    Process::new(Program::Npm.ensure()?)
        .args(["install", "--no-audit", "--no-fund", "--ignore-scripts"])
        .arg("--prefix")
        .arg(folder)
        .args(list.split_whitespace())
        .run()
}

fn install_python(folder: &std::path::Path, list: &std::path::Path) -> Result<(), Error> {
    let missing = || Error::Missing {
        tool: "Python 3 with venv",
        advice: "Install it (Debian: `apt install python3-venv`).".to_owned(),
    };
    let make = || {
        find_program("python3").is_some_and(|python| {
            Process::new(python)
                .args(["-m", "venv"])
                .arg(folder)
                .succeeds()
        })
    };
    if !(make() || install_debian(&["python3-venv"]) && make()) {
        return Err(missing());
    }
    Process::new(folder.join("bin/pip"))
        .args([
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--requirement",
        ])
        .arg(list)
        .run()
}
