//! Folders that cannot be written, and two runs at once.

use super::folder::Folder;
use super::world::{QUARTERS, gdelt2, manners, planned, request, run_with};
use tertius::progress::Quiet;
use tertius_lake::download::{Producer, Stop, fetch};

#[test]
fn a_file_in_the_place_of_the_folder_is_said() {
    let server = gdelt2(&QUARTERS[..1], 100);
    let folder = Folder::new("not-a-folder");
    std::fs::write(folder.path(), b"mine").expect("the target folder can be written");
    let stop =
        run_with(&request(Producer::Gdelt2, &server, "2020", "2020"), &folder, &manners()).expect_err("no folder");
    assert!(matches!(&stop, Stop::Machine(text) if text.contains("--out")), "{stop}");
    assert_eq!(std::fs::read(folder.path()).expect("it is there"), b"mine");
    std::fs::remove_file(folder.path()).expect("it is there");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said_and_ends_the_run() {
    let server = gdelt2(&QUARTERS, 100_000);
    let folder = Folder::new("full-disk");
    std::fs::create_dir_all(folder.path()).expect("the target folder can be written");
    // The device that is always full stands where the bytes of the first file go.
    let part = folder.path().join(format!(".{}.part", super::world::name(QUARTERS[0])));
    std::os::unix::fs::symlink("/dev/full", part).expect("a link");
    let alone = tertius_lake::download::Manners { connections: 1, ..manners() };
    let stop = run_with(&request(Producer::Gdelt2, &server, "2020", "2020"), &folder, &alone).expect_err("full");
    assert!(matches!(&stop, Stop::Machine(text) if text.contains("make room")), "{stop}");
    assert!(server.asked(&super::world::path(QUARTERS[1])).is_empty(), "the other files are not tried");
}

#[test]
fn two_downloads_into_one_folder_do_not_meet() {
    let server = gdelt2(&QUARTERS[..1], 100);
    let (folder, request) = (Folder::new("two-at-once"), request(Producer::Gdelt2, &server, "2020", "2020"));
    let plan = planned(&request, &folder).expect("a list");
    std::fs::create_dir_all(folder.path()).expect("the target folder can be written");
    let held = std::fs::File::create(folder.path().join(".tertius-download.lock")).expect("a file");
    held.lock().expect("a lock");
    let stop = fetch(&plan, &request, &manners(), &Quiet).expect_err("held");
    assert!(matches!(&stop, Stop::Complaint(text) if text.contains("another download")), "{stop}");
    drop(held);
    assert!(fetch(&plan, &request, &manners(), &Quiet).expect("free").is_whole());
}
