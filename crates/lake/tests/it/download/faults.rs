//! What goes wrong on the way: stalls, resets, cut and changed bodies, files that are not there.

use super::folder::Folder;
use super::server::{Fault, Server};
use super::world::{QUARTERS, body, gdelt2, line, manners, name, path, request, run, run_with};
use std::time::Duration;
use tertius_lake::download::{FailedKind, Manners, Outcome, Producer};

const SIZE: usize = 200_000;

/// Fetches one file that meets these faults first.
fn one(test: &str, faults: &[Fault], manners: &Manners) -> (Outcome, Folder, Server) {
    let server = gdelt2(&QUARTERS[..1], SIZE);
    server.faults(&path(QUARTERS[0]), faults);
    let folder = Folder::new(test);
    let request = request(Producer::Gdelt2, &server, "2020", "2020");
    let outcome = run_with(&request, &folder, manners).unwrap_or_else(|stop| panic!("{stop}"));
    (outcome, folder, server)
}

fn arrives(test: &str, faults: &[Fault]) -> (Outcome, Server) {
    let (outcome, folder, server) = one(test, faults, &manners());
    assert!(outcome.is_whole(), "{outcome:?}");
    assert_eq!(folder.names(), [name(QUARTERS[0])], "no part is left");
    assert_eq!(folder.read(&name(QUARTERS[0])), body(0, SIZE));
    (outcome, server)
}

#[test]
fn a_cut_body_is_noticed_and_gone_on_with() {
    let (outcome, server) = arrives("cut", &[Fault::Cut(90_000), Fault::Cut(70_000)]);
    let ranges: Vec<_> = server.asked(&path(QUARTERS[0])).iter().map(|a| a.headers.get("range").cloned()).collect();
    assert_eq!(ranges, [None, Some("bytes=90000-".into()), Some("bytes=160000-".into())]);
    assert_eq!((outcome.tried_again, outcome.received_bytes), (2, SIZE as u64), "no byte came twice");
}

#[test]
fn a_cut_body_of_no_announced_length_is_noticed() {
    let (outcome, server) = arrives("unannounced", &[Fault::CutUnannounced(90_000)]);
    assert_eq!((server.asked(&path(QUARTERS[0])).len(), outcome.received_bytes), (2, SIZE as u64));
}

#[test]
fn a_reset_in_mid_body_is_gone_on_with() {
    let (outcome, server) = arrives("reset", &[Fault::Reset(90_000), Fault::Reset(0)]);
    assert_eq!((outcome.tried_again, server.asked(&path(QUARTERS[0])).len()), (2, 3));
}

#[test]
fn a_stall_ends_with_the_time_for_a_read() {
    let manners = Manners { read_timeout: Duration::from_millis(700), ..manners() };
    let begun = std::time::Instant::now();
    let (outcome, folder, server) = one("stall", &[Fault::Stall(90_000), Fault::Stall(0)], &manners);
    assert!(outcome.is_whole(), "{outcome:?}");
    assert_eq!(folder.read(&name(QUARTERS[0])), body(0, SIZE));
    assert!(begun.elapsed() < Duration::from_secs(9), "a stall lasts 10 s on this server");
    assert!(server.asked(&path(QUARTERS[0])).len() >= 3);
}

#[test]
fn a_slow_but_steady_body_is_no_stall() {
    let server = gdelt2(&QUARTERS[..1], SIZE);
    server.change(&path(QUARTERS[0]), |page| page.slow = 200);
    let folder = Folder::new("slow");
    let patient = Manners { read_timeout: Duration::from_millis(500), ..manners() };
    let outcome = run_with(&request(Producer::Gdelt2, &server, "2020", "2020"), &folder, &patient).expect("a run");
    assert_eq!((outcome.fetched, outcome.tried_again), (1, 0), "it took longer than the time for one read");
}

#[test]
fn a_wrong_checksum_is_fetched_once_more_and_then_reported() {
    let (outcome, server) = arrives("wrong-once", &[Fault::Instead(body(77, SIZE))]);
    assert_eq!((outcome.tried_again, server.asked(&path(QUARTERS[0])).len()), (1, 2));

    let wrong = Fault::Instead(body(77, SIZE));
    let (outcome, folder, server) = one("wrong-twice", &[wrong.clone(), wrong], &manners());
    assert_eq!(outcome.failed[0].kind, FailedKind::WrongChecksum);
    assert!(outcome.failed[0].why.contains("md5:"), "{}", outcome.failed[0].why);
    assert_eq!(server.asked(&path(QUARTERS[0])).len(), 2, "no third time");
    assert!(folder.names().is_empty(), "nothing is kept: {:?}", folder.names());
}

#[test]
fn a_wrong_size_is_reported_and_an_endless_body_is_not_read_to_its_end() {
    for (test, sent) in [("short", SIZE - 1), ("long", SIZE * 20)] {
        let wrong = Fault::Instead(body(0, sent));
        let (outcome, folder, _) = one(test, &[wrong.clone(), wrong], &manners());
        assert_eq!(outcome.failed[0].kind, FailedKind::WrongSize, "{outcome:?}");
        assert!(outcome.received_bytes <= 2 * (SIZE as u64 + 65_536), "{outcome:?}");
        assert!(folder.names().is_empty());
    }
}

#[test]
fn what_the_server_does_not_have_is_reported_and_not_asked_for_again() {
    let server = gdelt2(&QUARTERS, 2_000);
    server.remove(&path(QUARTERS[1]));
    server.faults(&path(QUARTERS[2]), &[Fault::Status(403, Vec::new())]);
    let folder = Folder::new("gone");
    let outcome = run(&request(Producer::Gdelt2, &server, "2020", "2020"), &folder);
    let told: Vec<_> = outcome.failed.iter().map(|f| (f.name.clone(), f.kind)).collect();
    assert_eq!(told, [(name(QUARTERS[1]), FailedKind::NotThere), (name(QUARTERS[2]), FailedKind::Refused)]);
    assert_eq!((outcome.fetched, outcome.tried_again), (2, 0));
    assert_eq!(server.asked(&path(QUARTERS[1])).len(), 1);
}

#[test]
fn passing_faults_use_up_the_tries_unless_bytes_come() {
    let (outcome, server) = arrives("five-hundred", &[500, 502, 504].map(|s| Fault::Status(s, Vec::new())));
    assert_eq!((outcome.tried_again, server.asked(&path(QUARTERS[0])).len()), (3, 4));

    let (outcome, folder, server) = one("used-up", &vec![Fault::Status(500, Vec::new()); 9], &manners());
    assert_eq!(outcome.failed[0].kind, FailedKind::GivenUp);
    assert!(outcome.failed[0].why.contains("tried 4 times"), "{}", outcome.failed[0].why);
    assert_eq!(server.asked(&path(QUARTERS[0])).len(), 4);
    assert!(folder.names().is_empty());

    // Each of these tries brings less than what is counted as a step forward, but for one.
    let cuts = [10, 10, 10, 90_000, 10, 10].map(Fault::Cut);
    let (outcome, _) = arrives("steps", &cuts);
    assert_eq!(outcome.tried_again, 6);
}

#[test]
fn a_server_out_of_reach_ends_the_run_and_names_what_was_not_tried() {
    let stamps: Vec<String> = (0..20).map(|h| format!("20200101{h:02}0000")).collect();
    let stamps: Vec<&str> = stamps.iter().map(String::as_str).collect();
    let server = gdelt2(&stamps, 100);
    stamps.iter().for_each(|s| server.faults(&path(s), &vec![Fault::Reset(0); 9]));
    let folder = Folder::new("out-of-reach");
    let manners = Manners { retries: 1, ..manners() };
    let request = request(Producer::Gdelt2, &server, "2020", "2020");
    let outcome = run_with(&request, &folder, &manners).expect("a run");
    let of = |kind: FailedKind| outcome.failed.iter().filter(|f| f.kind == kind).count();
    assert_eq!(outcome.failed.len(), 20, "every file is accounted for");
    assert!((3..=5).contains(&of(FailedKind::GivenUp)), "{outcome:?}");
    assert_eq!(of(FailedKind::GivenUp) + of(FailedKind::NotTried), 20);
}

#[test]
fn the_list_itself_is_tried_again() {
    let server = gdelt2(&QUARTERS, 1_000);
    let list = "/gdeltv2/masterfilelist.txt";
    server
        .faults(list, &[Fault::Status(503, Vec::new()), Fault::Cut(line(QUARTERS[0], b"").len() + 5), Fault::Reset(3)]);
    let folder = Folder::new("list-again");
    assert_eq!(run(&request(Producer::Gdelt2, &server, "2020", "2020"), &folder).fetched, 4);
    assert_eq!(server.asked(list).len(), 4);
}
