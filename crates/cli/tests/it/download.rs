//! `tertius download` as a user meets it, against a server on the loopback address.

use super::session::Session;
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Three bodies with their MD5, from RFC 1321.
const BODIES: [(&str, &str); 3] = [
    ("a", "0cc175b9c0f1b6a831c399e269772661"),
    ("abc", "900150983cd24fb0d6963f7d28e17f72"),
    ("message digest", "f96b697d7cb7938d525a2f31aaf161d0"),
];
const STAMPS: [&str; 3] = ["20200101000000", "20200101001500", "20200101004500"];

/// Pages by path; how many bytes of a page are sent before the server falls silent, for the first request alone.
#[derive(Default)]
struct Pages {
    bodies: BTreeMap<String, String>,
    silent_after: BTreeMap<String, usize>,
    ranges: Vec<String>,
}

/// A server until the end of the test program; its address and what it holds.
fn serve() -> (String, Arc<Mutex<Pages>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port of the loopback address");
    let base = format!("http://{}", listener.local_addr().expect("an address"));
    let pages = Arc::new(Mutex::new(Pages::default()));
    let shared = Arc::clone(&pages);
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let shared = Arc::clone(&shared);
            std::thread::spawn(move || {
                let mut head = Vec::new();
                let mut byte = [0];
                while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|n| n == 1) {
                    head.push(byte[0]);
                }
                let head = String::from_utf8_lossy(&head).to_lowercase();
                let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
                let from = head.lines().find_map(|l| l.strip_prefix("range: bytes=")?.strip_suffix('-')?.parse().ok());
                let (body, silent) = {
                    let mut pages = shared.lock().expect("no panic inside");
                    pages.ranges.extend(from.map(|n: usize| format!("{path} {n}")));
                    (pages.bodies.get(&path).cloned(), pages.silent_after.remove(&path))
                };
                // A client that goes away is no fault of a test.
                let _ = match body {
                    None => stream.write_all(b"HTTP/1.1 404 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
                    Some(body) => {
                        let first = from.unwrap_or(0).min(body.len());
                        let range = format!("Content-Range: bytes {first}-{}/{}\r\n", body.len() - 1, body.len());
                        let (status, range) = if from.is_some() { (206, range) } else { (200, String::new()) };
                        let len = body.len() - first;
                        let head = format!(
                            "HTTP/1.1 {status} Yes\r\n{range}Content-Length: {len}\r\nConnection: close\r\n\r\n"
                        );
                        let sent = &body[first..silent.unwrap_or(body.len())];
                        let sent = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(sent.as_bytes()));
                        if silent.is_some() {
                            std::thread::sleep(Duration::from_secs(20));
                        }
                        sent
                    }
                };
            });
        }
    });
    (base, pages)
}

fn path(n: usize) -> String {
    format!("/gdeltv2/{}.export.csv.zip", STAMPS[n])
}

/// Three quarter-hours of GDELT 2.0, one missing between them.
fn gdelt() -> (String, Arc<Mutex<Pages>>) {
    let (base, pages) = serve();
    {
        let mut pages = pages.lock().expect("no panic inside");
        let mut list = String::from("a line that is none\n");
        for (n, (body, md5)) in BODIES.iter().enumerate() {
            list.push_str(&format!(
                "{} {md5} http://data.gdeltproject.org/gdeltv2/{}.export.CSV.zip\n",
                body.len(),
                STAMPS[n]
            ));
            pages.bodies.insert(path(n), (*body).to_owned());
        }
        pages.bodies.insert("/gdeltv2/masterfilelist.txt".into(), list);
        pages.bodies.insert("/gdeltv2/lastupdate.txt".into(), String::from("\n"));
    }
    (base, pages)
}

fn call<'a>(base: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let usual = ["download", "gdelt2", "--from", "2020-01-01", "--to", "2020-01-01", "--out", "g", "--base-url", base];
    usual.into_iter().chain(more.iter().copied()).collect()
}

#[test]
fn a_dry_run_a_run_and_a_second_run() {
    let s = Session::new("download");
    let (base, _pages) = gdelt();
    let dry = s.tertius(&call(&base, &["--dry-run"]));
    dry.succeeds()
        .stdout_has("to fetch            3 files,      18 B")
        .stdout_has("in 1 stretches, 1 files:\n  2020-01-01 00:30 (1)")
        .stdout_has("cannot be read: 1; the first is number 1: a line that is none");
    assert!(!s.files(".").contains(&"g".to_owned()), "a dry run writes nothing");

    let run = s.tertius(&call(&base, &[]));
    run.succeeds()
        .stdout_has("fetched             3 files,      18 B")
        .stderr_has("tertius import gdelt g --name gdelt2");
    for (n, (body, _)) in BODIES.iter().enumerate() {
        assert_eq!(s.read(&format!("g/{}.export.CSV.zip", STAMPS[n])), *body);
    }
    assert!(s.files("g").iter().all(|f| !f.contains(".part")), "{:?}", s.files("g"));

    let again = s.tertius(&call(&base, &["--format", "json", "--quiet"]));
    again.succeeds();
    assert_eq!(again.stderr, "", "quiet is quiet");
    let told: serde_json::Value = serde_json::from_str(&again.stdout).expect("JSON");
    assert_eq!((&told["there"]["files"], &told["outcome"]["fetched"]), (&3.into(), &0.into()));
    assert_eq!(told["gaps"][0]["from"], "2020-01-01 00:30");
    assert_eq!(told["format"], "tertius-download/1");
}

#[test]
fn what_is_missing_is_named_and_makes_the_exit_code_1() {
    let s = Session::new("download-missing");
    let (base, pages) = gdelt();
    pages.lock().expect("no panic inside").bodies.remove(&path(1));
    let run = s.tertius(&call(&base, &["--format", "json"]));
    run.fails_with(1).stderr_has("1 file is not there").stderr_has(STAMPS[1]).stderr_has("404");
    let told: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON, also where files are missing");
    assert_eq!(told["outcome"]["failed"][0]["kind"], "not-there");
    assert_eq!(told["outcome"]["fetched"], 2);
    // The list itself.
    pages.lock().expect("no panic inside").bodies.clear();
    s.tertius(&call(&base, &[])).fails_with(1).stderr_has("masterfilelist.txt cannot be had").stderr_has("--base-url");
    // A folder that is none.
    s.write("g.txt", "mine");
    let (base, _pages) = gdelt();
    let into_file = ["download", "gdelt2", "--from", "2020", "--out", "g.txt", "--base-url", &base];
    s.tertius(&into_file).fails_with(1).stderr_has("a file stands where the folder should be");
}

#[test]
fn killed_in_the_middle_it_goes_on_where_it_was() {
    let s = Session::new("download-killed");
    let (base, pages) = gdelt();
    pages.lock().expect("no panic inside").silent_after.insert(path(2), 8);
    let mut child = Command::new(env!("CARGO_BIN_EXE_tertius"))
        .args(call(&base, &["--quiet"]))
        .current_dir(s.folder())
        .env("NO_PROXY", "127.0.0.1")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program can be started");
    let part = format!("g/.{}.export.CSV.zip.part", STAMPS[2]);
    let begun = Instant::now();
    while std::fs::read_to_string(s.folder().join(&part)).unwrap_or_default() != "message " {
        assert!(begun.elapsed() < Duration::from_secs(15), "no part has come");
        std::thread::sleep(Duration::from_millis(10));
    }
    child.kill().expect("it runs");
    child.wait().expect("it ends");
    assert!(!s.files("g").contains(&format!("{}.export.CSV.zip", STAMPS[2])), "half a file has no name");

    s.tertius(&call(&base, &["--dry-run"])).succeeds().stdout_has("1 unfinished, to be gone on with");
    s.tertius(&call(&base, &[])).succeeds();
    assert_eq!(s.read(&format!("g/{}.export.CSV.zip", STAMPS[2])), "message digest");
    assert_eq!(pages.lock().expect("no panic inside").ranges, [format!("{} 8", path(2))]);
}

#[test]
fn a_call_that_means_nothing_is_a_complaint() {
    let s = Session::new("download-complaints");
    let with = |arguments: &[&'static str]| {
        let mut all = vec!["download"];
        all.extend(arguments);
        all.extend(["--out", "g"]);
        s.tertius(&all)
    };
    with(&["gdelt3", "--from", "2020"]).fails_with(2).stderr_has("gdelt1").stderr_has("polecat");
    with(&["gdelt2", "--from", "2020-13"]).fails_with(2).stderr_has("is no date");
    with(&["gdelt2", "--from", "2020", "--to", "2019"]).fails_with(2).stderr_has("before --from");
    with(&["gdelt2", "--from", "2020", "--doi", "doi:10.7910/DVN/28075"]).fails_with(2).stderr_has("--doi");
    with(&["icews", "--from", "2020", "--doi", "28075"]).fails_with(2).stderr_has("no DOI");
    with(&["gdelt2", "--from", "2020", "--limit", "fast"]).fails_with(2).stderr_has("500K");
    with(&["gdelt2", "--from", "2020", "--base-url", "example"]).fails_with(2).stderr_has("no address of a server");
    assert!(!s.files(".").contains(&"g".to_owned()), "nothing was written");
}
