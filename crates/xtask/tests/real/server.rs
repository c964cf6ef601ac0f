//! A server for as long as a test runs.

use std::fs::File;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use baraza_core::connector::{HttpRequest, HttpResponse, Method, RequestBody};
use serde_json::Value;
use xtask::connector::host::Host;
use xtask::tools::backends::Origin;
use xtask::workspace::find_program;

/// The slowest one takes three seconds on two busy cores.
const START: Duration = Duration::from_mins(1);

/// A running server; dropping it stops it and removes all that it wrote.
pub(crate) struct Server {
    /// Its address, without a slash at the end.
    pub(crate) url: String,
    child: Child,
    folder: PathBuf,
    host: Host,
}

/// What is known before a server starts.
pub(crate) struct Place {
    pub(crate) folder: PathBuf,
    pub(crate) port: u16,
}

impl Place {
    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Writes a file for the server and gives its path.
    pub(crate) fn write(&self, name: &str, text: &str) -> String {
        let path = self.folder.join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }
}

impl Server {
    /// Starts a program; `prepare` lays out its files and gives its arguments, `ready` is the path
    /// that answers once it is up.
    pub(crate) fn start(
        origin: Origin,
        name: &str,
        ready: &str,
        prepare: impl FnOnce(&Place) -> Vec<String>,
    ) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let program = origin.program(name);
        assert!(
            program.is_file(),
            "{name} is not installed; `cargo xtask test --real` does that"
        );
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder = format!("baraza-real-{}-{number}", std::process::id());
        let place = Place {
            folder: std::env::temp_dir().join(folder),
            port: free_port(),
        };
        std::fs::create_dir_all(&place.folder).unwrap();
        let arguments = prepare(&place);
        let log = File::create(place.folder.join("log")).unwrap();
        let child = tied(&program)
            .args(arguments)
            .current_dir(&place.folder)
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        let url = place.url();
        let mut server = Self {
            host: Host::new(vec![url.clone()]),
            url,
            child,
            folder: place.folder,
        };
        server.wait(ready);
        server
    }

    fn wait(&mut self, path: &str) {
        let start = Instant::now();
        loop {
            if self
                .send(Method::Get, path, &[], None)
                .is_some_and(|answer| answer.status < 500)
            {
                return;
            }
            let ended = self.child.try_wait().unwrap();
            let is_hopeful = ended.is_none() && start.elapsed() < START;
            assert!(
                is_hopeful,
                "it did not come up ({ended:?}):\n{}",
                self.log()
            );
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// What it has said so far.
    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }

    /// Ends it before the test does.
    pub(crate) fn stop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&Value>,
    ) -> Option<HttpResponse> {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let mut headers: Vec<(String, String)> = headers.iter().map(own).collect();
        if body.is_some() {
            headers.push(("content-type".to_owned(), "application/json".to_owned()));
        }
        let request = HttpRequest {
            method,
            url: format!("{}{path}", self.url),
            headers,
            body: body.map(|json| RequestBody::Text(json.to_string())),
            credentials: false,
            is_secret: false,
        };
        self.host.send(&request).ok()
    }

    /// Asks it past the engine, to fill it or to see what it has.
    pub(crate) fn ask(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&Value>,
    ) -> Value {
        let line = format!("{} {path}", method.as_str());
        let answer = self
            .send(method, path, headers, body)
            .unwrap_or_else(|| panic!("{line}: no answer\n{}", self.log()));
        let text = &answer.body;
        assert!(answer.status < 300, "{line}: {} {text}", answer.status);
        serde_json::from_str(text).unwrap_or_else(|error| panic!("{line}: {error} in {text}"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// A program that ends with this one where the system can see to that: a test that is killed drops
/// nothing.
fn tied(program: &Path) -> Command {
    match find_program("setpriv") {
        Some(setpriv) => {
            let mut command = Command::new(setpriv);
            command.args(["--pdeathsig", "KILL", "--"]).arg(program);
            command
        }
        None => Command::new(program),
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}
