//! A web server on this machine that behaves and misbehaves as told.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// What the server does.
#[derive(Clone, Default)]
pub struct Manners {
    /// The file it has, at every address that ends with the name.
    pub name: String,
    /// Its content.
    pub body: Vec<u8>,
    /// Its version.
    pub etag: Option<String>,
    /// Answers break off after so many bytes, one entry for each answer; afterwards they are whole.
    pub breaks: Vec<usize>,
    /// Whether parts are refused and the whole is sent instead.
    pub ignores_ranges: bool,
}

/// A running server.
pub struct Server {
    /// The address of its folder.
    pub url: String,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Starts; it runs until the test program ends.
    pub fn start(manners: Manners) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/dump", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = requests.clone();
        thread::spawn(move || {
            for (number, stream) in listener.incoming().flatten().enumerate() {
                let head = answer(stream, &manners, number);
                seen.lock().unwrap().push(head);
            }
        });
        Self { url, requests }
    }

    /// The heads of all requests so far, in lower case.
    pub fn requests(&self) -> Vec<String> {
        // The answer is sent before its request is noted down.
        thread::sleep(std::time::Duration::from_millis(50));
        self.requests.lock().unwrap().clone()
    }
}

fn answer(mut stream: TcpStream, manners: &Manners, number: usize) -> String {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap_or(0) == 1 {
        head.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&head).to_lowercase();
    let path = head.split_whitespace().nth(1).unwrap_or("").to_owned();
    if !path.ends_with(&manners.name.to_lowercase()) {
        let _ = stream.write_all(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        return head;
    }
    let header = |name: &str| {
        head.lines()
            .find_map(|line| line.strip_prefix(&format!("{name}: ")).map(|value| value.trim().to_owned()))
    };
    let start: Option<usize> =
        header("range").and_then(|range| range.strip_prefix("bytes=")?.strip_suffix('-')?.parse().ok());
    let fits =
        header("if-range").is_none_or(|tag| Some(tag) == manners.etag.as_ref().map(|tag| tag.to_lowercase()));
    let start = start.filter(|_| fits && !manners.ignores_ranges).unwrap_or(0);
    let body = &manners.body[start.min(manners.body.len())..];
    let mut reply = match start {
        0 => "HTTP/1.1 200 OK\r\n".to_owned(),
        _ => {
            let all = manners.body.len();
            format!("HTTP/1.1 206 Partial Content\r\nContent-Range: bytes {start}-{}/{all}\r\n", all - 1)
        }
    };
    if let Some(tag) = &manners.etag {
        reply.push_str(&format!("ETag: {tag}\r\n"));
    }
    reply.push_str(&format!("Content-Length: {}\r\nConnection: close\r\n\r\n", body.len()));
    let sent = manners.breaks.get(number).copied().unwrap_or(body.len()).min(body.len());
    let _ = stream
        .write_all(reply.as_bytes())
        .and_then(|()| stream.write_all(&body[..sent]))
        .and_then(|()| stream.flush());
    head
}

/// An address at which nobody answers.
pub fn nobody() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/dump", listener.local_addr().unwrap());
    drop(listener);
    url
}
