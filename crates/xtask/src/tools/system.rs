//! Programs of the operating system.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::error::Error;
use crate::process::Process;
use crate::workspace::find_program;

/// A program that the system must have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Program {
    /// The browser of the tests.
    Chromium,
    /// Steers the browser for the tests of the WASM code.
    Chromedriver,
    /// Runs the end-to-end tests.
    Node,
    /// Installs what the end-to-end tests need.
    Npm,
}

impl Program {
    /// Its name for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Chromedriver => "chromedriver",
            Self::Node => "node",
            Self::Npm => "npm",
        }
    }

    fn names(self) -> &'static [&'static str] {
        match self {
            Self::Chromium => &[
                "chromium",
                "chromium-browser",
                "google-chrome",
                "google-chrome-stable",
            ],
            Self::Chromedriver => &["chromedriver"],
            Self::Node => &["node", "nodejs"],
            Self::Npm => &["npm"],
        }
    }

    fn debian_package(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Chromedriver => "chromium-driver",
            Self::Node => "nodejs",
            Self::Npm => "npm",
        }
    }

    fn advice(self) -> &'static str {
        match self {
            Self::Chromium => "Install Chromium or Chrome (Debian: `apt install chromium`).",
            Self::Chromedriver => {
                "Install ChromeDriver of the browser's version (Debian: `apt install chromium-driver`)."
            }
            Self::Node => "Install Node.js 20 or newer.",
            Self::Npm => "Install npm (Debian: `apt install npm`).",
        }
    }

    /// Finds it, or installs it where that is possible.
    ///
    /// # Errors
    /// It is not here and cannot be installed.
    pub fn ensure(self) -> Result<PathBuf, Error> {
        if let Some(path) = self.find() {
            return Ok(path);
        }
        if install_debian(&[self.debian_package()])
            && let Some(path) = self.find()
        {
            return Ok(path);
        }
        Err(Error::Missing {
            tool: self.name(),
            advice: self.advice().to_owned(),
        })
    }

    fn find(self) -> Option<PathBuf> {
        let path = self.names().iter().find_map(|name| find_program(name))?;
        (self != Self::Node || is_recent_node(&path)).then_some(path)
    }
}

/// Installs packages with apt. Says whether that worked; it does not where there is no apt or
/// where we are not root.
pub fn install_debian(packages: &[&str]) -> bool {
    static LISTS: OnceLock<bool> = OnceLock::new();
    if !Path::new("/usr/bin/apt-get").is_file() || !is_root() {
        return false;
    }
    let apt = || {
        Process::new("apt-get")
            .env("DEBIAN_FRONTEND", "noninteractive")
            .arg("-q")
    };
    println!("      installing with apt: {}", packages.join(" "));
    LISTS.get_or_init(|| apt().arg("update").succeeds());
    apt()
        .args(["install", "-y", "--no-install-recommends"])
        .args(packages)
        .read()
        .is_ok()
}

/// The tests use what came with version 20.
fn is_recent_node(path: &Path) -> bool {
    let version = Process::new(path)
        .arg("--version")
        .read_quietly()
        .unwrap_or_default();
    let major = version.trim().trim_start_matches('v').split('.').next();
    major
        .and_then(|major| major.parse::<u32>().ok())
        .is_some_and(|major| major >= 20)
}

fn is_root() -> bool {
    Process::new("id")
        .arg("-u")
        .read()
        .is_ok_and(|id| id.trim() == "0")
}
