//! `cargo xtask serve`: from a fresh clone to the app in the browser.

use std::net::{TcpStream, ToSocketAddrs as _};
use std::thread;
use std::time::{Duration, Instant};

use crate::cli::ServeOptions;
use crate::error::Error;
use crate::process::Process;
use crate::steps::Steps;
use crate::workspace::Workspace;
use crate::{client, server, tools};

/// How long a browser is kept waiting for the server.
const PATIENCE: Duration = Duration::from_secs(30);

/// Builds what has changed and becomes the server.
///
/// # Errors
/// A tool is missing, something does not build, or the server does not start.
pub fn run(workspace: &Workspace, options: &ServeOptions) -> Result<(), Error> {
    let mut steps = Steps::new(4);
    steps.step("Tools", || tools::for_build(workspace))?;
    steps.step("Client, release", || client::build(workspace))?;
    let program = steps.step("Server, release", || server::release(workspace))?;

    let port = options.port.unwrap_or(8080);
    let host = options.host.as_deref().unwrap_or("127.0.0.1");
    println!("\n[4/4] Serving; Ctrl-C stops it");
    if options.open && port != 0 {
        open_later(&format!("http://{host}:{port}"))?;
    }
    Process::new(program)
        .args(["--port", &port.to_string(), "--host", host])
        .args(&options.rest)
        .folder(&workspace.root)
        .become_it()
}

/// Starts this program once more, to open the browser when the server is up: by then this process
/// is the server.
fn open_later(url: &str) -> Result<(), Error> {
    if let Ok(this) = std::env::current_exe() {
        Process::new(this).args(["open", url]).start()?;
    }
    Ok(())
}

/// Waits until a server answers, then opens a browser.
///
/// # Errors
/// No server answers, or there is no program that opens addresses.
pub fn open(url: &str) -> Result<(), Error> {
    let address = url.trim_start_matches("http://");
    let start = Instant::now();
    while !answers(address) {
        if start.elapsed() > PATIENCE {
            return Err(Error::Unsound(format!("nothing answers at {url}")));
        }
        thread::sleep(Duration::from_millis(100));
    }
    let opener = if cfg!(target_os = "macos") {
        Process::new("open")
    } else if cfg!(windows) {
        Process::new("explorer")
    } else {
        Process::new("xdg-open")
    };
    opener.arg(url).run()
}

/// Whether somebody listens at `host:port`.
pub fn answers(address: &str) -> bool {
    address
        .to_socket_addrs()
        .is_ok_and(|mut all| all.any(|one| TcpStream::connect(one).is_ok()))
}
