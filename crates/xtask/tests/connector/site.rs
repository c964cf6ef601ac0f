//! A site on this machine that answers by path and notes what it is asked.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

/// Gone at the end of the test.
pub(crate) struct Site {
    pub(crate) origin: String,
    asked: Arc<Mutex<Vec<String>>>,
    is_over: Arc<AtomicBool>,
    served: Option<JoinHandle<()>>,
}

impl Site {
    /// A site with these answers; to all else it says 404.
    pub(crate) fn with(answers: &[(&str, &str)]) -> Self {
        let answers: Vec<(String, String)> = answers
            .iter()
            .map(|(path, body)| ((*path).to_owned(), (*body).to_owned()))
            .collect();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let (asked, is_over) = (Arc::<Mutex<Vec<String>>>::default(), Arc::default());
        let (notes, over) = (Arc::clone(&asked), Arc::<AtomicBool>::clone(&is_over));
        let served = thread::spawn(move || {
            for stream in listener.incoming() {
                if over.load(Ordering::SeqCst) {
                    break;
                }
                serve(stream.unwrap(), &answers, &notes);
            }
        });
        Self {
            origin,
            asked,
            is_over,
            served: Some(served),
        }
    }

    pub(crate) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    /// What it was asked, as `GET /path?query`.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::SeqCst);
        // Wakes it up.
        let _ = TcpStream::connect(self.origin.trim_start_matches("http://"));
        let _ = self.served.take().map(JoinHandle::join);
    }
}

fn serve(mut stream: TcpStream, answers: &[(String, String)], asked: &Mutex<Vec<String>>) {
    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
    let first = lines.next().unwrap().unwrap();
    // The rest of the head, so that nothing is left unread when the connection ends.
    let _ = lines
        .take_while(|line| line.as_ref().is_ok_and(|line| !line.is_empty()))
        .count();
    let (request, _) = first.rsplit_once(' ').unwrap();
    asked.lock().unwrap().push(request.to_owned());
    let known = answers
        .iter()
        .find(|(path, _)| request.strip_prefix("GET ") == Some(path));
    let (status, body) = known.map_or(("404 Not Found", "<p>no"), |(_, body)| ("200 OK", body));
    let length = body.len();
    let _ = write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    );
}
