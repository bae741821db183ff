//! One file, from the first request to its place in the folder: gone on with where a part is there, tried again after
//! passing faults, held against the listed size and checksum before it gets its name.

use super::checksum::Summing;
use super::client::{Client, Trouble};
use super::outcome::FailedKind;
use super::part::{Part, PartOf};
use super::{Checksum, ChecksumKind, Listed, Stop};
use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use tertius::progress::Progress;

/// A try that brought so much is not counted against a file.
const WORTHWHILE: u64 = 64 << 10;
/// Read and written at once.
const CHUNK: usize = 64 << 10;

/// What fetching a file needs.
pub(super) struct Fetching<'a> {
    pub(super) client: &'a Client,
    pub(super) folder: &'a Path,
    pub(super) progress: &'a dyn Progress,
    pub(super) received: &'a AtomicU64,
    pub(super) tried_again: &'a AtomicU64,
}

/// A file in its place.
pub(super) struct Arrived {
    pub(super) size: u64,
    pub(super) checksum: Checksum,
    pub(super) is_checked: bool,
    pub(super) of: PartOf,
}

/// Why a file did not arrive.
pub(super) enum Missed {
    /// The fault is this file's or the network's; others may fare better.
    File(FailedKind, String),
    /// The machine's; no other will fare better.
    Machine(Stop),
    /// The run is being ended.
    Halted,
}

/// Why one try ended.
enum Ended {
    Trouble(Trouble),
    /// The bytes are more than were listed.
    TooLong,
    Machine(Stop),
    Halted,
}

impl From<Trouble> for Ended {
    fn from(trouble: Trouble) -> Ended {
        Ended::Trouble(trouble)
    }
}

impl Fetching<'_> {
    /// Fetches a file and puts it in its place.
    pub(super) fn fetch(&self, listed: &Listed) -> Result<Arrived, Missed> {
        let part = Part::new(self.folder, &listed.name);
        if let Some((len, _)) = part.resumable(listed) {
            self.progress.advance(len);
        }
        let mut is_second = false;
        loop {
            let wrong = match self.whole(listed, &part)? {
                Some(of) => match self.check(listed, &part, of)? {
                    Ok(arrived) => return Ok(arrived),
                    Err(wrong) => wrong,
                },
                None => {
                    (FailedKind::WrongSize, format!("more than the listed {} bytes came", listed.size.unwrap_or(0)))
                }
            };
            part.discard().map_err(|e| Missed::Machine(Stop::machine("removed", &part.bytes, &e)))?;
            if is_second {
                return Err(Missed::File(wrong.0, format!("{}, twice; nothing was kept", wrong.1)));
            }
            is_second = true;
            self.tried_again.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Tries until the part is whole by what the server says; `None` if it is longer than listed.
    fn whole(&self, listed: &Listed, part: &Part) -> Result<Option<PartOf>, Missed> {
        let mut k = 0;
        loop {
            let mut got = 0;
            let ended = match self.attempt(listed, part, &mut got) {
                Ok(of) => return Ok(Some(of)),
                Err(ended) => ended,
            };
            match ended {
                Ended::TooLong => return Ok(None),
                Ended::Machine(stop) => return Err(Missed::Machine(stop)),
                Ended::Halted => return Err(Missed::Halted),
                Ended::Trouble(Trouble::Lasting { kind, why }) => return Err(Missed::File(kind, why)),
                Ended::Trouble(Trouble::Passing { why, wait, is_busy }) => {
                    k = if got >= WORTHWHILE { 0 } else { k };
                    if k >= self.client.retries() {
                        let times = u64::from(k) + 1;
                        return Err(Missed::File(FailedKind::GivenUp, format!("{why}; tried {times} times")));
                    }
                    self.tried_again.fetch_add(1, Ordering::Relaxed);
                    self.client.rest(k, wait, is_busy);
                    k += 1;
                }
            }
        }
    }

    /// One request, and its bytes into the part.
    fn attempt(&self, listed: &Listed, part: &Part, got: &mut u64) -> Result<PartOf, Ended> {
        if self.client.pace.is_halted() {
            return Err(Ended::Halted);
        }
        let machine = |what: &str, e: std::io::Error| Ended::Machine(Stop::machine(what, &part.bytes, &e));
        let anew = |why: &str| match part.discard() {
            Ok(()) => Ended::Trouble(Trouble::passing(why)),
            Err(e) => machine("removed", e),
        };
        let resumed = part.resumable(listed);
        let mut headers = Vec::new();
        if let Some((len, of)) = &resumed {
            if listed.is_binding && listed.size == Some(*len) {
                return Ok(of.clone());
            }
            headers.push(("Range", format!("bytes={len}-")));
            if let Some(validator) = of.validator() {
                headers.push(("If-Range", validator.to_owned()));
            }
        }
        let answer = self.client.get(&listed.path, &headers)?;
        let (mut file, mut len, of) = match (answer.status, resumed) {
            (206, Some((len, of))) => {
                let range = answer.header("content-range").and_then(ContentRange::parse);
                let is_next = range.is_some_and(|r| r.first == Some(len));
                let is_same = match (answer.header("etag"), of.etag.as_deref()) {
                    (Some(now), Some(then)) => now == then,
                    _ => true,
                };
                if !is_next || !is_same {
                    return Err(anew("the server went on with other bytes than were asked for"));
                }
                (part.go_on().map_err(|e| machine("written", e))?, len, of)
            }
            (416, Some((len, of))) => {
                let range = answer.header("content-range").and_then(ContentRange::parse);
                // Nothing lies beyond the part: it is whole if the server says that the file ends there.
                if range.is_some_and(|r| r.total == Some(len)) {
                    return Ok(of);
                }
                return Err(anew("the server says that the file is shorter than what had come of it"));
            }
            (200, _) => {
                let of = PartOf::new(listed, &answer);
                (part.begin(&of).map_err(|e| machine("written", e))?, 0, of)
            }
            _ => return Err(anew("the server sent a range that was not asked for")),
        };
        let most = listed.size.filter(|_| listed.is_binding).unwrap_or(u64::MAX);
        let mut body = answer.body(&self.client.pace);
        let mut chunk = vec![0; CHUNK];
        loop {
            if self.client.pace.is_halted() {
                return Err(Ended::Halted);
            }
            let n = body.read(&mut chunk).map_err(|e| Trouble::passing(e.to_string()))?;
            if n == 0 {
                break;
            }
            len += n as u64;
            *got += n as u64;
            self.received.fetch_add(n as u64, Ordering::Relaxed);
            if len > most {
                return Err(Ended::TooLong);
            }
            file.write_all(&chunk[..n]).map_err(|e| machine("written", e))?;
            self.progress.advance(n as u64);
        }
        file.flush().map_err(|e| machine("written", e))?;
        // A body without an announced length that ends early looks whole; the listed size tells.
        if body.is_unannounced() && len < most && most != u64::MAX {
            return Err(Ended::Trouble(Trouble::passing(format!("the answer ended after {len} of {most} bytes"))));
        }
        Ok(of)
    }

    /// Holds what has come against the list; puts it in place, or says what is wrong with it.
    fn check(&self, listed: &Listed, part: &Part, of: PartOf) -> Result<Result<Arrived, (FailedKind, String)>, Missed> {
        let machine = |what: &str, e: std::io::Error| Missed::Machine(Stop::machine(what, &part.bytes, &e));
        let size = std::fs::metadata(&part.bytes).map_err(|e| machine("read", e))?.len();
        if let Some(expected) = listed.size.filter(|s| listed.is_binding && *s != size) {
            return Ok(Err((FailedKind::WrongSize, format!("{size} bytes came where {expected} are listed"))));
        }
        let kind = listed.checksum.as_ref().map_or(ChecksumKind::Md5, |c| c.kind);
        let checksum = checksum_of(&part.bytes, kind).map_err(|e| machine("read", e))?;
        let is_checked = listed.checksum.as_ref() == Some(&checksum);
        if let Some(expected) = listed.checksum.as_ref().filter(|_| listed.is_binding && !is_checked) {
            return Ok(Err((
                FailedKind::WrongChecksum,
                format!("the checksum is {checksum} where {expected} is listed"),
            )));
        }
        let place = self.folder.join(&listed.name);
        part.finish(&place).map_err(|e| Missed::Machine(Stop::machine("put in place", &place, &e)))?;
        Ok(Ok(Arrived { size, checksum, is_checked, of }))
    }
}

/// The checksum of a file's bytes.
pub(super) fn checksum_of(path: &Path, kind: ChecksumKind) -> std::io::Result<Checksum> {
    let mut file = File::open(path)?;
    let mut sum = Summing::new(kind);
    let mut chunk = vec![0; CHUNK];
    loop {
        match file.read(&mut chunk) {
            Ok(0) => return Ok(sum.done()),
            Ok(n) => sum.add(&chunk[..n]),
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
}

/// `bytes 5-9/10`, `bytes 5-9/*` or `bytes */10`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct ContentRange {
    first: Option<u64>,
    total: Option<u64>,
}

impl ContentRange {
    fn parse(text: &str) -> Option<ContentRange> {
        let (range, total) = text.trim().strip_prefix("bytes ")?.split_once('/')?;
        let first = match range.split_once('-') {
            Some((first, _)) => Some(first.trim().parse().ok()?),
            None if range.trim() == "*" => None,
            None => return None,
        };
        let total = if total.trim() == "*" { None } else { Some(total.trim().parse().ok()?) };
        Some(ContentRange { first, total })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_ranges_are_read() {
        let read = |text: &str| ContentRange::parse(text).map(|r| (r.first, r.total));
        assert_eq!(read("bytes 5-9/10"), Some((Some(5), Some(10))));
        assert_eq!(read("bytes 5-9/*"), Some((Some(5), None)));
        assert_eq!(read("bytes */10"), Some((None, Some(10))));
        for text in ["", "bytes", "bytes x-9/10", "items 5-9/10", "bytes 5-9/x", "bytes 5"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
