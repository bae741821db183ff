//! Asking a server: redirects followed by hand, so that the user's key reaches the base's host and no other; answers and
//! faults sorted into those that pass and those that last. Knows no folder.

use super::body::Incoming;
use super::outcome::FailedKind;
use super::pace::Pace;
use super::retry_after::retry_after;
use super::{Manners, Request, Stop};
use std::io::{self, Read};
use std::time::{Duration, SystemTime};
use tertius::progress::Progress;
use ureq::http::Uri;

const MOST_REDIRECTS: usize = 10;
/// Of an error's answer no more than this is read for its message.
const LONGEST_MESSAGE: u64 = 8_192;

/// A server to ask, and how it is treated.
pub(super) struct Client {
    agent: ureq::Agent,
    base: String,
    origin: String,
    key: Option<String>,
    retries: u32,
    longest_wait: Duration,
    pub(super) pace: Pace,
}

/// An answer with the beginning of a body.
pub(super) struct Answer {
    pub(super) status: u16,
    headers: ureq::http::HeaderMap,
    body: ureq::Body,
}

/// Why a try did not succeed.
#[derive(Debug)]
pub(super) enum Trouble {
    /// May be over at the next try. `wait` is what the server asked for; `is_busy` puts the brake on all connections.
    Passing { why: String, wait: Option<Duration>, is_busy: bool },
    /// Will not be better at the next try.
    Lasting { kind: FailedKind, why: String },
}

impl Trouble {
    pub(super) fn passing(why: impl Into<String>) -> Trouble {
        Trouble::Passing { why: why.into(), wait: None, is_busy: false }
    }
}

impl Answer {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|v| v.to_str().ok())
    }

    pub(super) fn body(self, pace: &Pace) -> Incoming<'_> {
        Incoming::new(self.body, pace)
    }
}

impl Client {
    pub(super) fn new(request: &Request, manners: &Manners) -> Result<Client, Stop> {
        let base = request.base();
        let complaint = |what: &str, help: &str| Stop::Complaint(format!("{what}\n  help: {help}"));
        let not_a_base = || {
            complaint(
                &format!("\"{base}\" is no address of a server"),
                "write --base-url like https://mirror.example.org or http://127.0.0.1:8080/gdelt",
            )
        };
        let uri: Uri = base.parse().map_err(|_| not_a_base())?;
        let is_web = matches!(uri.scheme_str(), Some("http" | "https"));
        let authority = uri.authority().filter(|a| !a.host().is_empty() && !a.as_str().contains('@'));
        let (true, Some(authority), None) = (is_web, authority, uri.query()) else { return Err(not_a_base()) };
        let is_here = matches!(authority.host(), "127.0.0.1" | "localhost" | "[::1]");
        if request.key.is_some() && uri.scheme_str() == Some("http") && !is_here {
            return Err(complaint(
                "your Dataverse key would be sent over http, where anybody on the way can read it",
                "use an https address, or unset DATAVERSE_KEY",
            ));
        }
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .user_agent(concat!("tertius/", env!("CARGO_PKG_VERSION")))
            // Bytes as they are stored: sizes, ranges and checksums are those of the file.
            .accept_encoding("identity")
            .max_idle_connections_per_host(manners.connections)
            .timeout_resolve(Some(manners.connect_timeout))
            .timeout_connect(Some(manners.connect_timeout))
            .timeout_recv_response(Some(manners.read_timeout))
            .timeout_per_read(Some(manners.read_timeout))
            .timeout_per_write(Some(manners.read_timeout));
        let config = if manners.proxy_from_environment { config } else { config.proxy(None) };
        Ok(Client {
            agent: config.build().into(),
            base: base.to_owned(),
            origin: origin(base),
            key: request.key.clone(),
            retries: manners.retries,
            longest_wait: manners.longest_wait,
            pace: Pace::new(manners),
        })
    }

    /// How often a request is tried again.
    pub(super) fn retries(&self) -> u32 {
        self.retries
    }

    /// One try at a path below the base. Answers that hold what was asked for are 200, and 206 and 416 where a range was.
    pub(super) fn get(&self, path: &str, headers: &[(&str, String)]) -> Result<Answer, Trouble> {
        self.pace.wait_for_brake();
        let mut url = format!("{}{path}", self.base);
        for _ in 0..=MOST_REDIRECTS {
            let mut request = self.agent.get(&url);
            for (name, value) in headers {
                request = request.header(*name, value);
            }
            if let Some(key) = self.key.as_deref().filter(|_| origin(&url) == self.origin) {
                request = request.header("X-Dataverse-key", key);
            }
            let response = request.call().map_err(trouble)?;
            let (parts, body) = response.into_parts();
            let answer = Answer { status: parts.status.as_u16(), headers: parts.headers, body };
            if !matches!(answer.status, 301 | 302 | 303 | 307 | 308) {
                let is_wanted = match answer.status {
                    200 => true,
                    206 | 416 => headers.iter().any(|(name, _)| *name == "Range"),
                    _ => false,
                };
                return if is_wanted { Ok(answer) } else { Err(self.refusal_of(answer)) };
            }
            let lasting = |why: String| Trouble::Lasting { kind: FailedKind::Other, why };
            let to = answer.header("location").ok_or_else(|| lasting("a redirect without an address".into()))?;
            let next =
                resolved(&url, to).ok_or_else(|| lasting(format!("a redirect to \"{to}\", which is no address")))?;
            if url.starts_with("https:") && !next.starts_with("https:") {
                return Err(lasting(format!("a redirect from https to {}, which is not followed", origin(&next))));
            }
            url = next;
        }
        Err(Trouble::Lasting { kind: FailedKind::Other, why: format!("more than {MOST_REDIRECTS} redirects") })
    }

    /// What an answer that is not the thing asked for means.
    fn refusal_of(&self, answer: Answer) -> Trouble {
        let status = answer.status;
        let wait = answer.header("retry-after").and_then(|h| retry_after(h, now()));
        let said = message(answer, &self.pace);
        let lasting =
            |kind: FailedKind, why: &str| Trouble::Lasting { kind, why: format!("{why} (status {status}{said})") };
        match status {
            404 | 410 => lasting(FailedKind::NotThere, "the server does not have it"),
            401 | 403 => lasting(FailedKind::Refused, "the server does not give it to you"),
            429 | 503 if wait.is_some_and(|w| w > self.longest_wait) => lasting(
                FailedKind::Busy,
                &format!("the server asks to come again in {} minutes", wait.map_or(0, |w| w.as_secs() / 60)),
            ),
            429 | 503 => {
                Trouble::Passing { why: format!("the server is busy (status {status}{said})"), wait, is_busy: true }
            }
            408 | 425 | 500..=599 => {
                let wait = wait.filter(|w| *w <= self.longest_wait);
                Trouble::Passing { why: format!("the server failed (status {status}{said})"), wait, is_busy: false }
            }
            _ => lasting(FailedKind::Other, "the server answered something else"),
        }
    }

    /// Waits before try `k` (from 0) after a passing trouble. A busy server is left alone by all connections.
    pub(super) fn rest(&self, k: u32, wait: Option<Duration>, is_busy: bool) {
        // What a server asks for is the least; the drawn pause on top keeps clients from coming back all at once.
        let pause = self.pace.pause_before(k) + wait.unwrap_or_default();
        if is_busy {
            self.pace.brake(pause);
            self.pace.wait_for_brake();
        } else {
            self.pace.sleep(pause);
        }
    }

    /// Reads a list whole, trying again from its beginning after passing faults. Lists can be long, so their bytes are
    /// told to `progress`.
    pub(super) fn listed<T>(
        &self,
        path: &str,
        progress: &dyn Progress,
        read: impl Fn(&mut dyn Read) -> io::Result<T>,
    ) -> Result<T, Stop> {
        let mut k = 0;
        loop {
            let tried = self.get(path, &[]).and_then(|answer| {
                read(&mut Counted { body: answer.body(&self.pace), progress })
                    .map_err(|e| Trouble::passing(e.to_string()))
            });
            let why = match tried {
                Ok(value) => return Ok(value),
                Err(Trouble::Passing { wait, is_busy, .. }) if k < self.retries => {
                    self.rest(k, wait, is_busy);
                    k += 1;
                    continue;
                }
                Err(Trouble::Passing { why, .. }) => format!("{why}, {} times", u64::from(k) + 1),
                Err(Trouble::Lasting { why, .. }) => why,
            };
            return Err(Stop::Network(format!(
                "the list {}{path} cannot be had: {why}\n  help: try again later; for another server use --base-url",
                self.base
            )));
        }
    }
}

/// A body whose bytes are told as they come.
struct Counted<'a> {
    body: Incoming<'a>,
    progress: &'a dyn Progress,
}

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.body.read(buffer)?;
        self.progress.advance(n as u64);
        Ok(n)
    }
}

/// Seconds since 1970.
pub(super) fn now() -> u64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |d| d.as_secs())
}

/// Scheme, host and port, in lower case.
fn origin(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    format!("{scheme}://{authority}").to_ascii_lowercase()
}

/// The address that a redirect's `Location` names, seen from the address that was asked.
fn resolved(from: &str, to: &str) -> Option<String> {
    let (scheme, rest) = from.split_once("://")?;
    let absolute = match to {
        "" => return None,
        _ if to.starts_with("http://") || to.starts_with("https://") => to.to_owned(),
        _ if to.starts_with("//") => format!("{scheme}:{to}"),
        _ if to.starts_with('/') => format!("{}{to}", origin(from)),
        _ if to.split(['/', '?', '#']).next().is_some_and(|first| first.contains(':')) => return None,
        _ => {
            let path = rest.split(['?', '#']).next().unwrap_or_default();
            let folder = path.rfind('/').map_or(path, |end| &path[..end]);
            format!("{scheme}://{folder}/{to}")
        }
    };
    let uri: Uri = absolute.parse().ok()?;
    uri.authority().is_some_and(|a| !a.as_str().contains('@')).then_some(absolute)
}

/// The message of a server that says why in JSON, as Dataverse does.
fn message(answer: Answer, pace: &Pace) -> String {
    let is_json = answer.header("content-type").is_some_and(|t| t.contains("json"));
    let mut bytes = Vec::new();
    if !is_json || answer.body(pace).take(LONGEST_MESSAGE).read_to_end(&mut bytes).is_err() {
        return String::new();
    }
    let said: Option<serde_json::Value> = serde_json::from_slice(&bytes).ok();
    let said = said.as_ref().and_then(|v| v.get("message")).and_then(|m| m.as_str()).unwrap_or_default();
    let said: String = said.chars().filter(|c| !c.is_control()).take(200).collect();
    if said.is_empty() { said } else { format!(": {said}") }
}

fn trouble(error: ureq::Error) -> Trouble {
    match error {
        ureq::Error::BadUri(_) | ureq::Error::Http(_) | ureq::Error::InvalidProxyUrl | ureq::Error::Rustls(_) => {
            Trouble::Lasting { kind: FailedKind::Other, why: error.to_string() }
        }
        _ => Trouble::passing(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::download::Producer;
    use tertius::calendar::When;

    fn client(base: &str, key: Option<&str>) -> Result<Client, Stop> {
        let request = Request {
            producer: Producer::Icews,
            span: When::parse("2012").expect("a year").span,
            base: Some(base.into()),
            dois: Vec::new(),
            key: key.map(str::to_owned),
        };
        Client::new(&request, &Manners::default())
    }

    #[test]
    fn a_base_is_a_server_and_a_key_does_not_travel_in_the_open() {
        for base in ["http://127.0.0.1:8080", "https://a.example/x/", "http://localhost"] {
            assert!(client(base, Some("k")).is_ok(), "{base}");
        }
        assert!(client("http://a.example", None).is_ok());
        for (base, key) in [
            ("http://a.example", Some("k")),
            ("ftp://a.example", None),
            ("a.example", None),
            ("", None),
            ("http://u:p@a.example", None),
            ("http://a.example/?x=1", None),
            ("http://a b", None),
        ] {
            assert!(matches!(client(base, key), Err(Stop::Complaint(_))), "{base}");
        }
    }

    #[test]
    fn redirects_are_seen_from_where_they_were_met() {
        let from = "https://a.example:8443/x/y?z=/1";
        for (to, expected) in [
            ("https://b.example/q", Some("https://b.example/q")),
            ("//b.example/q", Some("https://b.example/q")),
            ("/q?r", Some("https://a.example:8443/q?r")),
            ("q", Some("https://a.example:8443/x/q")),
            ("", None),
            ("file:///etc", None),
            ("https://u@b.example/", None),
            ("https://b example/", None),
        ] {
            assert_eq!(resolved(from, to).as_deref(), expected, "{to}");
        }
        assert_eq!(origin("HTTPS://A.example/x"), origin("https://a.EXAMPLE?y"));
        assert_ne!(origin("https://a.example"), origin("https://a.example:8443"));
        assert_ne!(origin("https://a.example"), origin("http://a.example"));
    }
}
