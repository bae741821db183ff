//! Producers as the server shows them, and the run of a download against them.

use super::folder::Folder;
use super::server::Server;
use md5::{Digest, Md5};
use std::time::Duration;
use tertius::calendar::{Span, When};
use tertius::progress::Quiet;
use tertius_lake::download::{Manners, Outcome, Plan, Producer, Request, Stop, fetch, list, plan};

/// Bytes that look like nothing, the same for the same seed.
pub(super) fn bytes(seed: u64, n: usize) -> Vec<u8> {
    let mut state = seed;
    (0..n)
        .map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 56) as u8
        })
        .collect()
}

pub(super) fn md5(bytes: &[u8]) -> String {
    Md5::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

/// The quarter-hours of the first hour of 2020.
pub(super) const QUARTERS: [&str; 4] = ["20200101000000", "20200101001500", "20200101003000", "20200101004500"];

pub(super) fn name(stamp: &str) -> String {
    format!("{stamp}.export.CSV.zip")
}

pub(super) fn path(stamp: &str) -> String {
    format!("/gdeltv2/{}", name(stamp))
}

/// A line of GDELT 2.0's list. Its URL names the producer's host, as on a mirror.
pub(super) fn line(stamp: &str, body: &[u8]) -> String {
    format!("{} {} http://data.gdeltproject.org{}\n", body.len(), md5(body), path(stamp))
}

/// A server with these quarter-hours of GDELT 2.0, each of so many bytes.
pub(super) fn gdelt2(stamps: &[&str], n: usize) -> Server {
    let server = Server::start();
    let mut all = String::new();
    for (seed, stamp) in stamps.iter().enumerate() {
        let body = bytes(seed as u64, n);
        all.push_str(&line(stamp, &body));
        server.put(&path(stamp), body);
    }
    server.put("/gdeltv2/lastupdate.txt", stamps.last().map(|_| all.lines().last().unwrap_or_default()).unwrap_or(""));
    server.put("/gdeltv2/masterfilelist.txt", all);
    server
}

/// The bytes of the nth of these files.
pub(super) fn body(nth: u64, n: usize) -> Vec<u8> {
    bytes(nth, n)
}

pub(super) fn request(producer: Producer, server: &Server, from: &str, to: &str) -> Request {
    let when = |text: &str| When::parse(text).expect("a date").span;
    Request {
        producer,
        span: Span::new(when(from).first, when(to).last).expect("a span"),
        base: Some(server.base()),
        dois: Vec::new(),
        key: None,
    }
}

/// Quick and patient enough for a machine that has other things to do.
pub(super) fn manners() -> Manners {
    Manners {
        retries: 3,
        pause: Duration::from_millis(1),
        longest_pause: Duration::from_millis(4),
        connect_timeout: Duration::from_secs(5),
        read_timeout: Duration::from_secs(3),
        proxy_from_environment: false,
        ..Manners::default()
    }
}

pub(super) fn planned(request: &Request, folder: &Folder) -> Result<Plan, Stop> {
    plan(list(request, &manners(), &Quiet)?, request, folder.path(), &Quiet)
}

pub(super) fn run_with(request: &Request, folder: &Folder, manners: &Manners) -> Result<Outcome, Stop> {
    fetch(&planned(request, folder)?, request, manners, &Quiet)
}

/// Lists, plans and fetches; the folder must hold what was fetched.
pub(super) fn run(request: &Request, folder: &Folder) -> Outcome {
    run_with(request, folder, &manners()).unwrap_or_else(|stop| panic!("{stop}"))
}
