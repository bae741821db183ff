//! Servers that ask for patience.

use super::folder::Folder;
use super::server::Fault;
use super::world::{QUARTERS, gdelt2, manners, path, request, run_with};
use std::time::{Duration, Instant, SystemTime};
use tertius::calendar::Day;
use tertius_lake::download::{FailedKind, Manners, Producer};

fn busy(status: u16, retry_after: &str) -> Fault {
    Fault::Status(status, vec![("Retry-After", retry_after.to_owned())])
}

#[test]
fn retry_after_slows_every_connection() {
    let server = gdelt2(&QUARTERS, 2_000);
    server.faults(&path(QUARTERS[0]), &[busy(429, "1")]);
    let folder = Folder::new("busy");
    let request = request(Producer::Gdelt2, &server, "2020", "2020");
    let alone = Manners { connections: 1, ..manners() };
    let outcome = run_with(&request, &folder, &alone).expect("a run");
    assert_eq!((outcome.fetched, outcome.tried_again), (4, 1));
    let first = server.asked(&path(QUARTERS[0]));
    assert!(first[1].at - first[0].at >= Duration::from_secs(1), "it came back too soon");

    // With two connections, the other one asks for nothing while the first was told to wait.
    let server = gdelt2(&QUARTERS, 2_000);
    server.faults(&path(QUARTERS[0]), &[busy(503, "2")]);
    let other = Folder::new("busy-two");
    let asking = super::world::request(Producer::Gdelt2, &server, "2020", "2020");
    assert_eq!(run_with(&asking, &other, &manners()).expect("a run").fetched, 4);
    let told = server.asked(&path(QUARTERS[0]))[0].at;
    let late = server
        .all_asked()
        .iter()
        .filter(|a| a.path.ends_with(".zip"))
        .filter(|a| a.at - told >= Duration::from_secs(2))
        .count();
    let soon = server
        .all_asked()
        .iter()
        .filter(|a| a.path.ends_with(".zip"))
        .filter(|a| a.at - told < Duration::from_millis(1_900))
        .count();
    assert!(late >= 1 && soon <= 3, "{late} late and {soon} soon");
}

#[test]
fn retry_after_may_be_a_date() {
    let server = gdelt2(&QUARTERS[..1], 2_000);
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("after 1970").as_secs();
    let then = now + 3;
    let day = Day::from_ymd(1970, 1, 1).expect("a day").plus((then / 86_400) as i32);
    let month = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (y, m, d) = day.ymd();
    let (h, min, s) = (then / 3_600 % 24, then / 60 % 60, then % 60);
    let date = format!("Mon, {d:02} {} {y:04} {h:02}:{min:02}:{s:02} GMT", month[usize::from(m) - 1]);
    server.faults(&path(QUARTERS[0]), &[busy(503, &date)]);
    let folder = Folder::new("busy-date");
    let begun = Instant::now();
    let request = request(Producer::Gdelt2, &server, "2020", "2020");
    assert_eq!(run_with(&request, &folder, &manners()).expect("a run").fetched, 1);
    assert!(begun.elapsed() >= Duration::from_millis(1_500), "{:?}", begun.elapsed());
}

#[test]
fn who_asks_for_an_hour_is_left_alone_and_reported() {
    let server = gdelt2(&QUARTERS[..1], 2_000);
    server.faults(&path(QUARTERS[0]), &[busy(429, "3600")]);
    let folder = Folder::new("busy-hour");
    let request = request(Producer::Gdelt2, &server, "2020", "2020");
    let outcome = run_with(&request, &folder, &manners()).expect("a run");
    assert_eq!(outcome.failed[0].kind, FailedKind::Busy);
    assert!(outcome.failed[0].why.contains("60 minutes"), "{}", outcome.failed[0].why);
    assert_eq!(server.asked(&path(QUARTERS[0])).len(), 1);
}

#[test]
fn the_limit_holds_over_all_connections() {
    let server = gdelt2(&QUARTERS, 30_000);
    let folder = Folder::new("limit");
    let slow = Manners { limit: Some(100_000), ..manners() };
    let request = request(Producer::Gdelt2, &server, "2020", "2020");
    let plan = super::world::planned(&request, &folder).expect("a list");
    let begun = Instant::now();
    tertius_lake::download::fetch(&plan, &request, &slow, &tertius::progress::Quiet).expect("a run");
    assert!(begun.elapsed() >= Duration::from_millis(1_100), "120 KB at 100 KB/s took {:?}", begun.elapsed());
}
