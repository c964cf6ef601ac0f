//! `cargo xtask dev`: the quick edit loop. Trunk rebuilds and reloads on every change; the box's
//! server runs behind it.

use std::net::TcpListener;
use std::process::Child;

use crate::cli::ServeOptions;
use crate::error::Error;
use crate::process::Process;
use crate::steps::Steps;
use crate::workspace::Workspace;
use crate::{files, server, tools};

/// Ends the server when the loop ends.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Runs until it is stopped.
///
/// # Errors
/// A tool is missing, or something does not start.
pub fn run(workspace: &Workspace, options: &ServeOptions) -> Result<(), Error> {
    let mut steps = Steps::new(3);
    steps.step("Tools", || tools::for_build(workspace))?;
    let program = steps.step("Server, debug", || server::debug(workspace))?;

    println!("\n[3/3] Client, debug; it follows your edits, Ctrl-C stops it");
    let dist = workspace.scratch().join("dev-dist");
    files::make_folder(&dist)?;
    let api_port = free_port()?.to_string();
    let _server = Running(
        Process::new(program)
            .args(["--port", &api_port, "--dist"])
            .arg(&dist)
            .args(&options.rest)
            .folder(&workspace.root)
            .start()?,
    );
    let port = options.port.unwrap_or(8080).to_string();
    let api = format!("http://127.0.0.1:{api_port}/api/");
    Process::new("trunk")
        .args(["serve", "--port", &port, "--proxy-backend", &api, "--dist"])
        .arg(&dist)
        .args(options.host.iter().flat_map(|host| ["--address", host]))
        .args(options.open.then_some("--open"))
        .folder(&workspace.root)
        .run()
}

fn free_port() -> Result<u16, Error> {
    let port = TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr());
    port.map(|address| address.port())
        .map_err(|source| Error::Start {
            program: "a server on loopback".to_owned(),
            source,
        })
}
