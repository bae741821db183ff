//! A folder that has been filled before.

use super::folder::Folder;
use super::world::{QUARTERS, body, gdelt2, line, name, path, planned, request, run};
use std::collections::BTreeMap;
use tertius_lake::download::{LEDGER, Ledger, Producer, Stand};

#[test]
fn a_second_run_fetches_nothing() {
    let server = gdelt2(&QUARTERS, 2_000);
    server.change(&path(QUARTERS[0]), |page| page.etag = Some("\"v1\"".into()));
    let (folder, request) = (Folder::new("second"), request(Producer::Gdelt2, &server, "2020", "2020"));
    assert_eq!(run(&request, &folder).fetched, 4);
    let (ledger, note) = Ledger::read(folder.path()).expect("a ledger");
    assert_eq!((ledger.files.len(), note), (4, None));
    let first = &ledger.files[&name(QUARTERS[0])];
    assert_eq!((first.size, first.is_checked, first.etag.as_deref()), (2_000, true, Some("\"v1\"")));
    assert_eq!((first.source.as_str(), first.checksum == first.version), ("gdelt2", true));
    assert!(first.fetched.starts_with("20") && first.fetched.ends_with('Z'));

    server.forget_asked();
    let outcome = run(&request, &folder);
    assert_eq!((outcome.there, outcome.fetched, outcome.received_bytes), (4, 0, 0));
    assert!(server.all_asked().iter().all(|a| a.path.ends_with(".txt")), "only the lists are asked for");
}

#[test]
fn a_file_that_the_producer_corrects_is_fetched_again() {
    let server = gdelt2(&QUARTERS, 2_000);
    let (folder, request) = (Folder::new("corrected"), request(Producer::Gdelt2, &server, "2020", "2020"));
    run(&request, &folder);
    let corrected = body(99, 2_000);
    let bodies: BTreeMap<usize, Vec<u8>> =
        (0..4).map(|n| (n, if n == 1 { corrected.clone() } else { body(n as u64, 2_000) })).collect();
    let list: String = bodies.iter().map(|(n, b)| line(QUARTERS[*n], b)).collect();
    server.put("/gdeltv2/masterfilelist.txt", list);
    server.put(&path(QUARTERS[1]), corrected.clone());
    let plan = planned(&request, &folder).expect("a list");
    assert_eq!(
        plan.files.iter().map(|f| f.stand).collect::<Vec<_>>(),
        [Stand::There, Stand::Corrected, Stand::There, Stand::There]
    );
    let outcome = run(&request, &folder);
    assert_eq!((outcome.there, outcome.fetched, outcome.replaced), (3, 1, 1));
    assert_eq!(folder.read(&name(QUARTERS[1])), corrected);
}

#[test]
fn without_a_ledger_the_files_speak_for_themselves() {
    let server = gdelt2(&QUARTERS, 2_000);
    let (folder, request) = (Folder::new("no-ledger"), request(Producer::Gdelt2, &server, "2020", "2020"));
    run(&request, &folder);
    for ledger in [None, Some(&b"{\"format\":\"other/9\",\"files\":{}}"[..]), Some(b"\xff")] {
        match ledger {
            Some(bytes) => folder.write(LEDGER, bytes),
            None => std::fs::remove_file(folder.path().join(LEDGER)).expect("it is there"),
        }
        server.forget_asked();
        let plan = planned(&request, &folder).expect("a list");
        assert_eq!(plan.listing.notes.iter().any(|n| n.contains("ledger cannot be read")), ledger.is_some());
        assert_eq!(run(&request, &folder).there, 4);
        assert!(server.asked(&path(QUARTERS[0])).is_empty());
        assert_eq!(Ledger::read(folder.path()).expect("a ledger").0.files.len(), 4, "it was written anew");
    }
}

#[test]
fn a_file_that_is_not_what_it_should_be_is_replaced() {
    let server = gdelt2(&QUARTERS[..3], 2_000);
    let (folder, request) = (Folder::new("differs"), request(Producer::Gdelt2, &server, "2020", "2020"));
    folder.write(&name(QUARTERS[0]), &body(5, 2_000));
    run(&request, &folder);
    // Cut after the ledger had entered it, and gone altogether.
    folder.write(&name(QUARTERS[1]), &body(1, 1_000));
    std::fs::remove_file(folder.path().join(name(QUARTERS[2]))).expect("it is there");
    let stands: Vec<Stand> = planned(&request, &folder).expect("a list").files.iter().map(|f| f.stand).collect();
    assert_eq!(stands, [Stand::There, Stand::Differs, Stand::New]);
    assert_eq!(run(&request, &folder).fetched, 2);
    for (n, stamp) in QUARTERS[..3].iter().enumerate() {
        assert_eq!(folder.read(&name(stamp)), body(n as u64, 2_000));
    }
}
