//! A web server of the tests: pages with entity tags and ranges, and faults that are met one after the other, each once.

use std::collections::{BTreeMap, VecDeque};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// What a page does instead of answering, once.
#[derive(Clone)]
pub(super) enum Fault {
    /// A status with headers and no page.
    Status(u16, Vec<(&'static str, String)>),
    /// Announces the whole, sends so many bytes, then says nothing more.
    Stall(usize),
    /// Announces the whole, sends so many bytes, then resets the connection.
    Reset(usize),
    /// Announces the whole, sends so many bytes, then closes the connection.
    Cut(usize),
    /// Announces nothing, sends so many bytes, then closes the connection.
    CutUnannounced(usize),
    /// Sends these bytes as if they were the page.
    Instead(Vec<u8>),
    /// Goes on with a byte that was not asked for.
    WrongRange,
}

/// What lies at a path.
#[derive(Clone, Default)]
pub(super) struct Page {
    pub(super) body: Vec<u8>,
    pub(super) etag: Option<String>,
    pub(super) ignores_range: bool,
    pub(super) redirect: Option<String>,
    pub(super) faults: VecDeque<Fault>,
    /// Bytes per write, with a pause of a millisecond after each; 0: all at once.
    pub(super) slow: usize,
}

/// A request as it arrived.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) path: String,
    pub(super) headers: BTreeMap<String, String>,
    pub(super) at: Instant,
}

#[derive(Default)]
struct Inside {
    pages: BTreeMap<String, Page>,
    asked: Vec<Asked>,
}

/// A server on a port of its own, until it is dropped.
pub(super) struct Server {
    inside: Arc<Mutex<Inside>>,
    is_over: Arc<AtomicBool>,
    port: u16,
}

impl Server {
    pub(super) fn start() -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port of the loopback address");
        let port = listener.local_addr().expect("an address").port();
        let (inside, is_over) = (Arc::new(Mutex::new(Inside::default())), Arc::new(AtomicBool::new(false)));
        let (shared, over) = (Arc::clone(&inside), Arc::clone(&is_over));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if over.load(Ordering::Relaxed) {
                    return;
                }
                let (shared, over) = (Arc::clone(&shared), Arc::clone(&over));
                std::thread::spawn(move || {
                    // A client that goes away is no fault of a test.
                    let _ = answer(stream, &shared, &over);
                });
            }
        });
        Server { inside, is_over, port }
    }

    pub(super) fn base(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub(super) fn put(&self, path: &str, body: impl Into<Vec<u8>>) {
        self.change(path, |page| page.body = body.into());
    }

    /// Changes a page, which is made if it is not there.
    pub(super) fn change(&self, path: &str, change: impl FnOnce(&mut Page)) {
        change(self.inside.lock().expect("no panic inside").pages.entry(path.to_owned()).or_default());
    }

    pub(super) fn remove(&self, path: &str) {
        self.inside.lock().expect("no panic inside").pages.remove(path);
    }

    pub(super) fn faults(&self, path: &str, faults: &[Fault]) {
        self.change(path, |page| page.faults = faults.iter().cloned().collect());
    }

    /// The requests for a path so far.
    pub(super) fn asked(&self, path: &str) -> Vec<Asked> {
        let inside = self.inside.lock().expect("no panic inside");
        inside.asked.iter().filter(|a| a.path == path).cloned().collect()
    }

    pub(super) fn all_asked(&self) -> Vec<Asked> {
        self.inside.lock().expect("no panic inside").asked.clone()
    }

    pub(super) fn forget_asked(&self) {
        self.inside.lock().expect("no panic inside").asked.clear();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Relaxed);
        // The thread that accepts waits for one more connection.
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

fn answer(mut stream: TcpStream, shared: &Mutex<Inside>, over: &AtomicBool) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    // Looked at and not taken: a connection that is closed over unread bytes is reset by the system.
    let mut seen = vec![0; 16_384];
    let head = loop {
        let n = stream.peek(&mut seen)?;
        match String::from_utf8_lossy(&seen[..n]).split_once("\r\n\r\n") {
            Some((head, _)) => break head.to_owned(),
            None if n == 0 => return Ok(()),
            None => std::thread::sleep(Duration::from_millis(1)),
        }
    };
    let mut lines = head.lines();
    let path = lines.next().and_then(|l| l.split(' ').nth(1)).unwrap_or_default().to_owned();
    let headers: BTreeMap<String, String> = lines
        .filter_map(|l| l.split_once(':').map(|(k, v)| (k.trim().to_ascii_lowercase(), v.trim().to_owned())))
        .collect();
    let (page, fault) = {
        let mut inside = shared.lock().expect("no panic inside");
        inside.asked.push(Asked { path: path.clone(), headers: headers.clone(), at: Instant::now() });
        let page = inside.pages.get_mut(&path);
        let fault = page.and_then(|p| p.faults.pop_front());
        (inside.pages.get(&path).cloned(), fault)
    };
    if !matches!(fault, Some(Fault::Reset(_))) {
        let mut taken = vec![0; head.len() + 4];
        stream.read_exact(&mut taken)?;
    }
    let Some(page) = page else { return send(&mut stream, 404, &[], b"", 0) };
    if let Some(to) = &page.redirect {
        return send(&mut stream, 302, &[("Location", to.clone())], b"", 0);
    }
    let (mut status, mut extra, mut from) = (200, Vec::new(), 0);
    let body = &page.body;
    if let Some(etag) = &page.etag {
        extra.push(("ETag", etag.clone()));
    }
    let is_same = headers.get("if-range").is_none_or(|v| Some(v) == page.etag.as_ref());
    let range = headers.get("range").and_then(|r| r.strip_prefix("bytes=")?.strip_suffix('-')?.parse::<usize>().ok());
    if let Some(first) = range.filter(|_| is_same && !page.ignores_range) {
        if first >= body.len() {
            return send(&mut stream, 416, &[("Content-Range", format!("bytes */{}", body.len()))], b"", 0);
        }
        let told = if matches!(fault, Some(Fault::WrongRange)) { first + 1 } else { first };
        (status, from) = (206, told);
        extra.push(("Content-Range", format!("bytes {told}-{}/{}", body.len() - 1, body.len())));
    }
    let rest = &body[from.min(body.len())..];
    let part = |n: usize| &rest[..n.min(rest.len())];
    match fault {
        None | Some(Fault::WrongRange) => send(&mut stream, status, &extra, rest, page.slow),
        Some(Fault::Instead(other)) => send(&mut stream, 200, &extra, &other, 0),
        Some(Fault::Status(status, headers)) => send(&mut stream, status, &headers, b"", 0),
        Some(Fault::CutUnannounced(n)) => {
            stream.write_all(&head_of(status, &extra, None))?;
            stream.write_all(part(n))
        }
        Some(Fault::Cut(n) | Fault::Reset(n)) => {
            stream.write_all(&head_of(status, &extra, Some(rest.len())))?;
            stream.write_all(part(n))?;
            // Time to arrive before the reset, which overtakes what has not been read.
            std::thread::sleep(Duration::from_millis(50));
            Ok(())
        }
        Some(Fault::Stall(n)) => {
            stream.write_all(&head_of(status, &extra, Some(rest.len())))?;
            stream.write_all(part(n))?;
            for _ in 0..500 {
                if over.load(Ordering::Relaxed) {
                    break;
                }
                std::thread::sleep(Duration::from_millis(20));
            }
            Ok(())
        }
    }
}

fn head_of(status: u16, headers: &[(&str, String)], len: Option<usize>) -> Vec<u8> {
    let mut head = format!("HTTP/1.1 {status} Said\r\nConnection: close\r\n");
    headers.iter().for_each(|(name, value)| head.push_str(&format!("{name}: {value}\r\n")));
    if let Some(len) = len {
        head.push_str(&format!("Content-Length: {len}\r\n"));
    }
    head.push_str("\r\n");
    head.into_bytes()
}

fn send(
    stream: &mut TcpStream,
    status: u16,
    headers: &[(&str, String)],
    body: &[u8],
    slow: usize,
) -> std::io::Result<()> {
    stream.write_all(&head_of(status, headers, Some(body.len())))?;
    if slow == 0 {
        return stream.write_all(body);
    }
    for part in body.chunks(slow) {
        stream.write_all(part)?;
        std::thread::sleep(Duration::from_millis(1));
    }
    Ok(())
}
