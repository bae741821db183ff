//! A Dataverse: its description of a dataset, files that stand elsewhere, the user's key.

use super::folder::Folder;
use super::server::{Fault, Server};
use super::world::{bytes, manners, md5, planned, request, run, run_with};
use serde_json::{Value, json};
use tertius::progress::Quiet;
use tertius_lake::download::{FailedKind, Manners, Producer, Request, Stand, Stop, list};

const ICEWS: [&str; 2] = ["10.7910/DVN/28075", "10.7910/DVN/QI2T9A"];

fn dataset(doi: &str) -> String {
    format!("/api/datasets/:persistentId/?persistentId=doi:{doi}")
}

fn describe(server: &Server, doi: &str, files: &[Value]) {
    let described = json!({ "status": "OK", "data": { "latestVersion": { "versionNumber": 3, "files": files } } });
    server.put(&dataset(doi), described.to_string());
}

fn stored(id: u64, name: &str, body: &[u8]) -> Value {
    let sum = json!({ "type": "MD5", "value": md5(body) });
    json!({ "label": name, "dataFile": { "id": id, "filename": name, "filesize": body.len(), "md5": md5(body), "checksum": sum } })
}

/// A table that was converted: the description is of `listed`, the original has another name.
fn converted(id: u64, name: &str, listed: &[u8], original_size: usize) -> Value {
    json!({ "dataFile": {
        "id": id, "filename": format!("{name}.tab"), "filesize": listed.len(), "md5": md5(listed),
        "originalFileFormat": "text/tsv", "originalFileName": format!("{name}.tsv"), "originalFileSize": original_size,
    } })
}

#[test]
fn both_icews_datasets_are_read_and_filtered_by_the_dates_in_names() {
    let server = Server::start();
    let all = [(1, "events.2017.20200602.tab.zip"), (2, "events.2018.20200602.tab.zip"), (3, "CAMEO.codebook.pdf")];
    let updates =
        [(4, "20181004-icews-events.zip"), (5, "20181120-icews-events.zip"), (6, "20181004-icews-events.zip")];
    let files = |list: &[(u64, &str)]| -> Vec<Value> {
        list.iter().map(|(id, name)| stored(*id, name, &bytes(*id, 700))).collect()
    };
    describe(&server, ICEWS[0], &files(&all));
    describe(&server, ICEWS[1], &files(&updates));
    (1..=6).for_each(|id| server.put(&format!("/api/access/datafile/{id}"), bytes(id, 700)));
    let (folder, request) = (Folder::new("icews"), request(Producer::Icews, &server, "2018-10-01", "2018-10-31"));
    let plan = planned(&request, &folder).expect("a list");
    assert!(plan.listing.notes.iter().any(|n| n.contains("CAMEO.codebook.pdf")), "{:?}", plan.listing.notes);
    assert!(run(&request, &folder).is_whole());
    let expected = [
        "20181004-icews-events-6.zip",
        "20181004-icews-events.zip",
        "CAMEO.codebook.pdf",
        "events.2018.20200602.tab.zip",
    ];
    assert_eq!(folder.names(), expected);
    assert_eq!(folder.read(expected[0]), bytes(6, 700), "of two files of one name, both are kept");
    assert_eq!(folder.read(expected[1]), bytes(4, 700));
}

#[test]
fn the_original_of_a_converted_table_is_fetched_and_checked_where_that_is_possible() {
    let server = Server::start();
    let (original, other) = (bytes(1, 800), bytes(2, 900));
    // What Dataverse lists is the checksum of the original for the first, of the converted table for the second, and the
    // original's size is stated wrongly.
    let files =
        [converted(1, "20200517-icews-events", &original, 801), converted(2, "20200524-icews-events", &other, 801)];
    describe(&server, "10.7910/DVN/QI2T9A", &files);
    (1..=2).for_each(|id| server.put(&format!("/api/access/datafile/{id}?format=original"), original.clone()));
    let request =
        Request { dois: vec!["doi:10.7910/DVN/QI2T9A".into()], ..request(Producer::Icews, &server, "2020", "2020") };
    let folder = Folder::new("converted");
    let outcome = run(&request, &folder);
    assert_eq!((outcome.fetched, outcome.unchecked, outcome.tried_again), (2, 1, 0));
    assert_eq!(folder.read("20200517-icews-events.tsv"), original);
    assert_eq!(folder.read("20200524-icews-events.tsv"), original);
    assert_eq!(run(&request, &folder).there, 2, "the ledger vouches for both");
    // A new version of the second.
    let files = [
        converted(1, "20200517-icews-events", &original, 801),
        converted(2, "20200524-icews-events", &bytes(3, 9), 801),
    ];
    describe(&server, "10.7910/DVN/QI2T9A", &files);
    let stands: Vec<Stand> = planned(&request, &folder).expect("a list").files.iter().map(|f| f.stand).collect();
    assert_eq!(stands, [Stand::There, Stand::Corrected]);
}

#[test]
fn an_original_goes_on_only_with_the_same_entity_tag() {
    let server = Server::start();
    let (body, listed) = (bytes(1, 200_000), bytes(2, 10));
    describe(&server, "10.1/a", &[converted(1, "20200517-icews-events", &listed, 200_000)]);
    let path = "/api/access/datafile/1?format=original";
    let cut = Manners { retries: 0, ..manners() };
    let request = Request { dois: vec!["10.1/a".into()], ..request(Producer::Icews, &server, "2020", "2020") };
    for (etag, came_anew) in [(Some("\"v1\""), false), (None, true)] {
        let folder = Folder::new("original-resume");
        server.change(path, |page| {
            page.body = body.clone();
            page.etag = etag.map(str::to_owned);
            page.faults = vec![Fault::Cut(90_000)].into();
        });
        assert!(!run_with(&request, &folder, &cut).expect("a run").is_whole());
        let outcome = run(&request, &folder);
        assert_eq!(outcome.received_bytes == 200_000, came_anew, "without checksum and tag nothing joins two versions");
        assert_eq!(folder.read("20200517-icews-events.tsv"), body);
    }
    // With the tag, a part to which nothing is missing is answered 416, and is whole.
    let folder = Folder::new("original-416");
    server.change(path, |page| {
        page.etag = Some("\"v1\"".into());
        page.faults = vec![Fault::Cut(90_000)].into();
    });
    assert!(!run_with(&request, &folder, &cut).expect("a run").is_whole());
    folder.write(".20200517-icews-events.tsv.part", &body);
    server.forget_asked();
    let outcome = run(&request, &folder);
    assert_eq!((outcome.fetched, outcome.received_bytes, server.asked(path).len()), (1, 0, 1));
    // A part that is longer than the file now is begins anew.
    let folder = Folder::new("original-416-longer");
    server.faults(path, &[Fault::Cut(90_000)]);
    assert!(!run_with(&request, &folder, &cut).expect("a run").is_whole());
    folder.write(".20200517-icews-events.tsv.part", &bytes(1, 200_001));
    let outcome = run(&request, &folder);
    assert_eq!((outcome.tried_again, outcome.received_bytes), (1, 200_000));
    assert_eq!(folder.read("20200517-icews-events.tsv"), body);
}

#[test]
fn the_key_reaches_the_dataverse_and_not_the_store_it_points_to() {
    let (server, store) = (Server::start(), Server::start());
    let body = bytes(1, 90_000);
    describe(&server, "10.7910/DVN/AJGVIT", &[stored(1, "ngecEventsDV-2022.txt.zip", &body)]);
    server
        .change("/api/access/datafile/1", |page| page.redirect = Some(format!("{}/bucket/abc?signed=1", store.base())));
    store.put("/bucket/abc?signed=1", body.clone());
    store.faults("/bucket/abc?signed=1", &[Fault::Cut(70_000)]);
    let secret = "11111111-2222-3333-4444-555555555555";
    let request = Request { key: Some(secret.into()), ..request(Producer::Polecat, &server, "2022", "2022") };
    let folder = Folder::new("key");
    assert!(run(&request, &folder).is_whole());
    assert_eq!(folder.read("ngecEventsDV-2022.txt.zip"), body);
    let asked = server.all_asked();
    assert_eq!(asked.len(), 3, "the description, and the file twice");
    assert!(asked.iter().all(|a| a.headers.get("x-dataverse-key").map(String::as_str) == Some(secret)));
    let elsewhere = store.all_asked();
    assert_eq!(elsewhere.len(), 2);
    assert!(elsewhere.iter().all(|a| !format!("{a:?}").contains(secret)), "{elsewhere:?}");
    assert!(elsewhere[1].headers.contains_key("range"), "the range is asked for at the store");
    let ledger = String::from_utf8(folder.read(".tertius-download.json")).expect("text");
    assert!(!ledger.contains(secret) && !ledger.contains("signed"), "neither key nor signed address is kept");
}

#[test]
fn redirects_in_a_circle_end() {
    let server = Server::start();
    describe(&server, "10.7910/DVN/AJGVIT", &[stored(1, "ngecEventsDV-2022.txt.zip", b"x")]);
    server.change("/api/access/datafile/1", |page| page.redirect = Some("/api/access/datafile/1".into()));
    let folder = Folder::new("circle");
    let outcome = run(&request(Producer::Polecat, &server, "2022", "2022"), &folder);
    assert!(outcome.failed[0].why.contains("redirects"), "{outcome:?}");
    assert_eq!(outcome.failed[0].kind, FailedKind::Other);
}

#[test]
fn files_that_the_producer_withdraws_are_named_and_kept() {
    let server = Server::start();
    let (week, year) = (bytes(1, 50), bytes(2, 60));
    let weekly = "ngecEvents.20230103111842.Release603.DV.txt";
    describe(&server, "10.7910/DVN/AJGVIT", &[stored(1, weekly, &week)]);
    server.put("/api/access/datafile/1", week);
    server.put("/api/access/datafile/2", year.clone());
    let (folder, request) = (Folder::new("withdrawn"), request(Producer::Polecat, &server, "2022-12", "2023-01"));
    assert_eq!(run(&request, &folder).fetched, 1);
    describe(&server, "10.7910/DVN/AJGVIT", &[stored(2, "ngecEventsDV-2023.txt.zip", &year)]);
    assert_eq!(planned(&request, &folder).expect("a list").withdrawn, [weekly]);
    run(&request, &folder);
    assert_eq!(folder.names().len(), 2, "nothing of the user's is removed");
}

#[test]
fn what_a_dataverse_says_of_a_refusal_is_passed_on() {
    let server = Server::start();
    let request = request(Producer::Polecat, &server, "2022", "2022");
    let stop = list(&request, &manners(), &Quiet).expect_err("no dataset");
    assert!(matches!(&stop, Stop::Network(text) if text.contains("404")), "{stop}");
    let said = Fault::Status(403, vec![("Content-Type", "application/json".into())]);
    server.put(&dataset("10.7910/DVN/AJGVIT"), "<html>maintenance</html>");
    let stop = list(&request, &manners(), &Quiet).expect_err("no JSON");
    assert!(matches!(&stop, Stop::Network(text) if text.contains("no JSON")), "{stop}");
    server.faults(&dataset("10.7910/DVN/AJGVIT"), &[said]);
    let stop = list(&request, &manners(), &Quiet).expect_err("refused");
    assert!(
        matches!(&stop, Stop::Network(text) if text.contains("403") && text.contains("does not give it to you")),
        "{stop}"
    );
}
