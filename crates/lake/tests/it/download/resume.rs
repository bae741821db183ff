//! Going on with a part that an earlier run left, and never joining two versions.

use super::folder::Folder;
use super::server::{Fault, Server};
use super::world::{QUARTERS, body, gdelt2, line, manners, name, path, planned, request, run, run_with};
use tertius_lake::download::{FailedKind, Manners, Outcome, Producer, Request, Stand};

const SIZE: usize = 200_000;
const CAME: usize = 90_000;

/// A run that ended with so many bytes in a part.
fn interrupted(test: &str, etag: Option<&str>) -> (Server, Folder, Request) {
    let server = gdelt2(&QUARTERS[..1], SIZE);
    server.change(&path(QUARTERS[0]), |page| {
        page.etag = etag.map(str::to_owned);
        page.faults = vec![Fault::Cut(CAME); 1].into();
    });
    let (folder, request) = (Folder::new(test), request(Producer::Gdelt2, &server, "2020", "2020"));
    let outcome = run_with(&request, &folder, &Manners { retries: 0, ..manners() }).expect("a run");
    assert_eq!(outcome.failed[0].kind, FailedKind::GivenUp);
    assert_eq!(folder.names().len(), 2, "the part and its note: {:?}", folder.names());
    let plan = planned(&request, &folder).expect("a list");
    assert_eq!((plan.files[0].stand, plan.bytes_to_come()), (Stand::Unfinished(CAME as u64), (SIZE - CAME) as u64));
    server.forget_asked();
    (server, folder, request)
}

fn arrived(outcome: &Outcome, folder: &Folder) {
    assert!(outcome.is_whole(), "{outcome:?}");
    assert_eq!(folder.names(), [name(QUARTERS[0])]);
    assert_eq!(folder.read(&name(QUARTERS[0])), body(0, SIZE));
}

#[test]
fn another_run_goes_on_where_one_stopped() {
    let (server, folder, request) = interrupted("go-on", Some("\"v1\""));
    let outcome = run(&request, &folder);
    arrived(&outcome, &folder);
    assert_eq!(outcome.received_bytes, (SIZE - CAME) as u64);
    let asked = server.asked(&path(QUARTERS[0]));
    assert_eq!(asked[0].headers.get("range").map(String::as_str), Some("bytes=90000-"));
    assert_eq!(asked[0].headers.get("if-range").map(String::as_str), Some("\"v1\""));
}

#[test]
fn a_server_that_knows_no_ranges_sends_it_anew() {
    let (server, folder, request) = interrupted("no-ranges", None);
    server.change(&path(QUARTERS[0]), |page| page.ignores_range = true);
    let outcome = run(&request, &folder);
    arrived(&outcome, &folder);
    assert_eq!((outcome.received_bytes, server.asked(&path(QUARTERS[0])).len()), (SIZE as u64, 1));
}

#[test]
fn another_entity_tag_means_from_the_beginning() {
    let (server, folder, request) = interrupted("etag", Some("\"v1\""));
    server.change(&path(QUARTERS[0]), |page| page.etag = Some("\"v2\"".into()));
    let outcome = run(&request, &folder);
    arrived(&outcome, &folder);
    assert_eq!(outcome.received_bytes, SIZE as u64, "If-Range was not met, so all of it came");

    // A weak tag may not be asked with, but one that has changed is noticed in the answer.
    let (server, folder, request) = interrupted("weak-etag", Some("W/\"v1\""));
    server.change(&path(QUARTERS[0]), |page| page.etag = Some("W/\"v2\"".into()));
    let outcome = run(&request, &folder);
    arrived(&outcome, &folder);
    let asked = server.asked(&path(QUARTERS[0]));
    assert!(asked[0].headers.contains_key("range") && !asked[0].headers.contains_key("if-range"));
    assert!(!asked[1].headers.contains_key("range"));
}

#[test]
fn a_part_of_another_version_is_not_gone_on_with() {
    let (server, folder, request) = interrupted("other-version", Some("\"v1\""));
    let corrected = body(50, SIZE);
    server.put("/gdeltv2/masterfilelist.txt", line(QUARTERS[0], &corrected));
    server.remove("/gdeltv2/lastupdate.txt");
    server.put(&path(QUARTERS[0]), corrected.clone());
    assert_eq!(planned(&request, &folder).expect("a list").files[0].stand, Stand::New);
    assert!(run(&request, &folder).is_whole());
    assert_eq!(folder.read(&name(QUARTERS[0])), corrected);
    assert!(!server.asked(&path(QUARTERS[0]))[0].headers.contains_key("range"));
}

#[test]
fn a_part_that_is_whole_is_not_fetched_again() {
    let (server, folder, request) = interrupted("whole-part", Some("\"v1\""));
    let part = format!(".{}.part", name(QUARTERS[0]));
    folder.write(&part, &body(0, SIZE));
    arrived(&run(&request, &folder), &folder);
    assert!(server.asked(&path(QUARTERS[0])).is_empty());
}

#[test]
fn a_part_with_a_rotten_byte_is_thrown_away() {
    let (_server, folder, request) = interrupted("rotten", Some("\"v1\""));
    let part = format!(".{}.part", name(QUARTERS[0]));
    let mut bytes = folder.read(&part);
    bytes[100] ^= 1;
    folder.write(&part, &bytes);
    let outcome = run(&request, &folder);
    arrived(&outcome, &folder);
    assert_eq!((outcome.tried_again, outcome.received_bytes), (1, (2 * SIZE - CAME) as u64));
}

#[test]
fn a_note_that_cannot_be_read_is_no_note() {
    let (_server, folder, request) = interrupted("no-note", None);
    folder.write(&format!(".{}.part.json", name(QUARTERS[0])), b"{");
    let outcome = run(&request, &folder);
    arrived(&outcome, &folder);
    assert_eq!(outcome.received_bytes, SIZE as u64);
}

#[test]
fn a_range_that_was_not_asked_for_is_not_taken() {
    let (server, folder, request) = interrupted("wrong-range", Some("\"v1\""));
    server.faults(&path(QUARTERS[0]), &[Fault::WrongRange]);
    let outcome = run(&request, &folder);
    arrived(&outcome, &folder);
    assert_eq!(outcome.tried_again, 1);
}
