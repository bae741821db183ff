//! The lists of GDELT 1.0 and 2.0 from a server, good and malformed.

use super::folder::Folder;
use super::server::Server;
use super::world::{QUARTERS, body, bytes, gdelt2, line, manners, md5, name, path, planned, request, run};
use tertius::progress::Quiet;
use tertius_lake::download::{Gap, Producer, Stand, Stop, list};

#[test]
fn the_quarter_hours_of_a_span_arrive_under_their_names() {
    let server = gdelt2(&QUARTERS, 3_000);
    let (folder, request) = (Folder::new("quarters"), request(Producer::Gdelt2, &server, "2020-01-01", "2020-01-01"));
    let outcome = run(&request, &folder);
    assert!(outcome.is_whole());
    assert_eq!((outcome.fetched, outcome.fetched_bytes, outcome.received_bytes), (4, 12_000, 12_000));
    assert_eq!((outcome.there, outcome.unchecked, outcome.tried_again), (0, 0, 0));
    assert_eq!(folder.names(), QUARTERS.map(name));
    for (n, stamp) in QUARTERS.iter().enumerate() {
        assert_eq!(folder.read(&name(stamp)), body(n as u64, 3_000));
    }
}

#[test]
fn a_dry_run_counts_and_writes_nothing() {
    let server = gdelt2(&[QUARTERS[0], QUARTERS[3]], 3_000);
    let (folder, request) = (Folder::new("dry"), request(Producer::Gdelt2, &server, "2020-01-01", "2020-01-02"));
    let plan = planned(&request, &folder).expect("a list");
    assert_eq!((plan.sum(|s| s == Stand::New), plan.bytes_to_come()), ((2, 6_000), 6_000));
    let gap = Gap { from: "2020-01-01 00:15".into(), to: "2020-01-01 00:30".into(), missing: 2 };
    assert_eq!(plan.listing.gaps, [gap]);
    assert!(!folder.path().exists(), "not even the folder");
    assert!(server.all_asked().iter().all(|a| a.path.ends_with(".txt")), "no data were asked for");
}

#[test]
fn malformed_lines_are_counted_and_cost_no_file() {
    let server = gdelt2(&QUARTERS[..2], 500);
    let good: String = (0..2).map(|n| line(QUARTERS[n], &body(n as u64, 500))).collect();
    let mut list_text = format!("\n12\n318 xyz http://data.gdeltproject.org{}\n{good}", path(QUARTERS[2])).into_bytes();
    list_text.extend_from_slice(b"\xff\xfe\x00 broken\n");
    list_text.extend_from_slice(&vec![b'x'; 100_000]);
    server.put("/gdeltv2/masterfilelist.txt", list_text);
    let (folder, request) = (Folder::new("malformed"), request(Producer::Gdelt2, &server, "2020", "2020"));
    let listing = list(&request, &manners(), &Quiet).expect("a list");
    assert_eq!((listing.files.len(), listing.unreadable.count), (2, 4));
    assert_eq!(listing.unreadable.first, Some((2, "12".to_owned())));
    assert_eq!(run(&request, &folder).fetched, 2);
}

#[test]
fn the_newest_quarter_hour_comes_from_the_small_list_which_may_be_missing() {
    let server = gdelt2(&QUARTERS[..3], 500);
    server.put("/gdeltv2/lastupdate.txt", line(QUARTERS[3], &bytes(3, 500)));
    let request = request(Producer::Gdelt2, &server, "2020", "2020");
    let listed = |n: usize, notes: &str| {
        let listing = list(&request, &manners(), &Quiet).expect("a list");
        assert_eq!(listing.files.len(), n);
        assert!(listing.notes.iter().any(|note| note.contains(notes)), "{:?}", listing.notes);
        assert!(listing.gaps.is_empty());
    };
    listed(4, "ends with 2020-01-01 00:45");
    server.remove("/gdeltv2/lastupdate.txt");
    listed(3, "lastupdate.txt could not be had");
}

#[test]
fn gdelt_1_joins_its_two_lists() {
    let server = Server::start();
    let files = ["2005.zip", "200601.zip", "20130401.export.CSV.zip", "20130403.export.CSV.zip"];
    let (mut sizes, mut sums) = (String::new(), String::new());
    for (n, file) in files.iter().enumerate() {
        let body = bytes(n as u64, 900);
        sizes.push_str(&format!("{} {file}\n", body.len()));
        sums.push_str(&format!("{}  {file}\n", md5(&body)));
        server.put(&format!("/events/{file}"), body);
    }
    server.put("/events/filesizes", format!("{sizes}1 2 3\n"));
    server.put("/events/md5sums", sums);
    let (folder, request) = (Folder::new("gdelt1"), request(Producer::Gdelt1, &server, "2013-04", "2013-04"));
    let plan = planned(&request, &folder).expect("a list");
    assert_eq!(plan.listing.gaps, [Gap { from: "2013-04-02".into(), to: "2013-04-02".into(), missing: 1 }]);
    assert_eq!(plan.listing.unreadable.count, 1);
    assert_eq!(run(&request, &folder).fetched, 2);
    assert_eq!(folder.names(), [files[2], files[3]]);
    assert_eq!(folder.read(files[3]), bytes(3, 900));
}

#[test]
fn a_producer_without_a_list_is_said() {
    let server = Server::start();
    let gone = request(Producer::Gdelt2, &server, "2020", "2020");
    let stop = list(&gone, &manners(), &Quiet).expect_err("no list");
    assert!(
        matches!(&stop, Stop::Network(text) if text.contains("masterfilelist.txt") && text.contains("404")),
        "{stop}"
    );
    let base = server.base();
    drop(server);
    let nobody = tertius_lake::download::Request { base: Some(base), ..gone };
    let stop = list(&nobody, &manners(), &Quiet).expect_err("nobody there");
    assert!(matches!(&stop, Stop::Network(text) if text.contains("4 times")), "{stop}");
}
