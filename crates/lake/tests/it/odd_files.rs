//! Files that are odd, packed oddly or damaged, and what a user would expect of each.

use super::fixtures::{self, Fixture};
use super::lakes::{Folder, Manner, rows, said, take, take_as, take_fixture};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::slice::from_ref;
use tertius::dossier::{Ontology, Source};
use tertius_lake::{Imported, Lake, LakeError, Limits};

/// A row of GDELT with a day, a code and an id.
fn gdelt_row(columns: usize, id: u64, code: &str) -> String {
    let mut fields = vec![String::new(); columns];
    fields[0] = id.to_string();
    for (at, text) in [(1, "20180301"), (5, "USA"), (7, "USA"), (15, "IRN"), (17, "IRN"), (25, "1"), (26, code)] {
        fields[at] = text.to_owned();
    }
    for field in &mut fields[31..34] {
        *field = "3".to_owned();
    }
    fields[34] = "1.5".to_owned();
    if columns != 57 {
        fields[columns - 1] = format!("http://example.org/{id}");
    }
    fields.join("\t") + "\n"
}

fn gdelt_text(ids: std::ops::Range<u64>) -> String {
    ids.map(|id| gdelt_row(61, id, "112")).collect()
}

fn zipped(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in members {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).expect("memory");
        writer.write_all(bytes).expect("memory");
    }
    writer.finish().expect("memory").into_inner()
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    writer.write_all(bytes).expect("memory");
    writer.finish().expect("memory")
}

fn tarred(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, bytes) in members {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        builder.append_data(&mut header, name, *bytes).expect("memory");
    }
    builder.into_inner().expect("memory")
}

/// The files of the ledger that stand, with their rows.
fn ledger(lake: &Path, source: &str) -> Vec<(String, u64)> {
    let lake = Lake::open(lake).expect("a lake");
    lake.files(source).into_iter().map(|(name, f)| (name.to_owned(), f.rows)).collect()
}

fn complaint(result: Result<Imported, LakeError>) -> String {
    match result {
        Err(e @ LakeError::Complaint { .. }) => e.to_string(),
        other => panic!("no complaint: {other:?}"),
    }
}

/// Small files as they come, and every file as a stream.
fn both() -> [Manner; 2] {
    [Manner::default(), Manner::tiny(2)]
}

#[test]
fn gdelt_of_57_and_58_columns_in_one_file() {
    for manner in both() {
        let folder = Folder::new("mixed");
        let text = gdelt_row(57, 1, "112") + &gdelt_row(58, 2, "042") + &gdelt_row(57, 3, "190");
        let file = folder.write("20130401.export.CSV", text);
        let imported = take(&folder.path("lake"), &[file], &manner).expect("an import");
        assert_eq!((imported.totals.rows, imported.totals.counted), (3, 3), "{imported:?}");
        let lake = Lake::open(&folder.path("lake")).expect("a lake");
        let stories: Vec<String> = rows(&lake, "events", "gdelt").iter().map(|r| r["story"].clone()).collect();
        assert!(
            stories.contains(&"http://example.org/2".to_owned()) && stories.contains(&String::new()),
            "{stories:?}"
        );
    }
}

#[test]
fn icews_without_country_and_with_literal_quotes() {
    let folder = Folder::new("icews");
    let header = fixtures::all(1, 1)[2].text.lines().next().expect("a header").to_owned();
    let row = |id: u32, a: &str, a_country: &str, b: &str, b_country: &str| {
        format!(
            "{id}\t2018-03-01\t{a}\tGovernment\t{a_country}\tMake statement\t010\t0\t{b}\tGovernment\t{b_country}\t9\t1\tThe \"Post\"\t\t\t\tIran\t1\t2\n"
        )
    };
    let text = format!(
        "{header}\n{}{}{}",
        row(1, "Government (Iran)", "Iran", "United States", "United States"),
        row(2, "United Nations", "", "Iran", "Iran"),
        row(3, "Hassan \"the quoted", "Iran", "\"Free\" Press (Israel)", "Israel"),
    );
    let file = folder.write("20180301-icews-events.tab", text);
    let lake = folder.path("lake");
    let imported = take_as(Source::Icews, Ontology::Cameo, "icews", &lake, &[file], &Manner::default()).expect("taken");
    assert_eq!((imported.totals.rows, imported.totals.counted), (3, 2), "{imported:?}");
    assert!(imported.totals.rejected.is_empty(), "a country that is not there is no damage: {imported:?}");
    let all = rows(&Lake::open(&lake).expect("a lake"), "events", "icews");
    let without = all.iter().find(|r| r["event_id"] == "2").expect("it is kept");
    assert!(!without.contains_key("initiator") && without.contains_key("removed"), "{without:?}");
    let quoted = all.iter().find(|r| r["event_id"] == "3").expect("it is kept");
    assert_eq!((quoted["initiator_name"].as_str(), quoted["target"].as_str()), ("Hassan \"the quoted", "ISR"));
}

#[test]
fn a_damaged_code_is_not_counted_and_kept_as_it_stands() {
    let folder = Folder::new("code");
    let file =
        folder.write("turkey.csv", "date,source,target,code\n1995-01-02,TUR,GRC,0841]\n1995-01-02,TUR,GRC,0841\n");
    let lake = folder.path("lake");
    let imported = take_as(Source::Keds, Ontology::Cameo, "keds", &lake, &[file], &Manner::default()).expect("taken");
    assert_eq!((imported.totals.rows, imported.totals.counted), (2, 1));
    assert_eq!(imported.totals.removed["code not in the ontology"], 1);
    assert_eq!(imported.totals.unresolved["code: 0841]"], 1, "it is named");
    let all = rows(&Lake::open(&lake).expect("a lake"), "events", "keds");
    assert!(all.iter().any(|r| r["producer_code"] == "0841]" && !r.contains_key("code")), "{all:?}");
}

#[test]
fn a_zip_with_two_members_and_what_is_no_table() {
    for manner in both() {
        let folder = Folder::new("two");
        let (a, b) = (gdelt_text(0..3), gdelt_text(3..8));
        let members: [(&str, &[u8]); 5] = [
            ("20180301.export.CSV", a.as_bytes()),
            ("readme.pdf", b"%PDF"),
            ("__MACOSX/._20180301.export.CSV", b"\0\0"),
            ("sub/.hidden", b"x"),
            ("sub/20180302.export.CSV", b.as_bytes()),
        ];
        let file = folder.write("two.zip", zipped(&members));
        take(&folder.path("lake"), &[file], &manner).expect("an import");
        let wanted = [("two.zip/20180301.export.CSV".to_owned(), 3), ("two.zip/sub/20180302.export.CSV".to_owned(), 5)];
        assert_eq!(ledger(&folder.path("lake"), "gdelt"), wanted);
    }
}

#[test]
fn nothing_in_it_is_no_fault() {
    for manner in both() {
        let folder = Folder::new("empty");
        let files = [
            folder.write("in/a.zip", zipped(&[])),
            folder.write("in/b.CSV", b""),
            folder.write("in/c.CSV.gz", gzipped(b"")),
            folder.write("in/d.CSV", b"\n\r\n\n"),
            folder.write("in/e.CSV.zip", zipped(&[("e.CSV", b"")])),
        ];
        let lake = folder.path("lake");
        let imported = take(&lake, &files, &manner).expect("an import");
        assert_eq!((imported.totals.rows, imported.refused.len()), (0, 0), "{imported:?}");
        let again = take(&lake, &files, &manner).expect("an import");
        assert_eq!(again.totals.files, 0, "{again:?}");
        assert!(again.refused.is_empty(), "{again:?}");
    }
}

#[test]
fn zip_bombs_are_refused_before_they_are_unpacked() {
    let zeros = vec![b'\n'; 8 << 20];
    for manner in both() {
        let folder = Folder::new("bomb");
        let bombs = [
            folder.write("bomb.zip", zipped(&[("a.CSV", &zeros)])),
            folder.write("bomb.gz", gzipped(&zeros)),
            folder.write("bomb.tar.gz", gzipped(&tarred(&[("a.CSV", &zeros)]))),
        ];
        let sound = folder.write("20180301.export.CSV", gdelt_text(0..2));
        let imported =
            take(&folder.path("lake"), &[&bombs[..], &[sound]].concat(), &manner).expect("the others are taken");
        assert_eq!((imported.refused.len(), imported.totals.rows), (3, 2), "{imported:?}");
        if manner.limits.whole > 0 {
            assert!(imported.refused.values().all(|why| why.contains("would unpack")), "{:?}", imported.refused);
        }
    }
}

#[test]
fn members_that_lie_over_each_other_are_refused() {
    // Two entries of the list point to the same packed bytes, as in archives that unpack to thousands of times their size.
    let text = gdelt_text(0..200);
    let mut bytes = zipped(&[("a.CSV", text.as_bytes()), ("b.CSV", text.as_bytes())]);
    let at = |bytes: &[u8], what: &[u8], from: usize| {
        from + bytes[from..].windows(4).position(|w| w == what).expect("a zip has it")
    };
    let first = at(&bytes, b"PK\x01\x02", 0);
    let second = at(&bytes, b"PK\x01\x02", first + 4);
    let offset: [u8; 4] = bytes[first + 42..first + 46].try_into().expect("four bytes");
    bytes[second + 42..second + 46].copy_from_slice(&offset);
    // What is in the gap between is cut out, so that the list claims more than the file holds.
    let local = at(&bytes, b"PK\x03\x04", 4);
    let gap = first - local;
    bytes.drain(local..first);
    let end = bytes.len() - 22;
    let list = u32::from_le_bytes(bytes[end + 16..end + 20].try_into().expect("four bytes")) - gap as u32;
    bytes[end + 16..end + 20].copy_from_slice(&list.to_le_bytes());
    for manner in both() {
        let folder = Folder::new("overlap");
        let file = folder.write("over.zip", &bytes);
        let imported = take(&folder.path("lake"), &[file], &manner).expect("an import");
        assert_eq!((imported.refused.len(), imported.totals.rows), (1, 0), "{imported:?}");
    }
}

#[test]
fn cut_off_and_damaged_archives_are_refused_whole() {
    let text = gdelt_text(0..400);
    let (zip, gz) = (zipped(&[("a.CSV", text.as_bytes())]), gzipped(text.as_bytes()));
    let tar = gzipped(&tarred(&[("a.CSV", text.as_bytes()), ("b.CSV", gdelt_text(400..800).as_bytes())]));
    let cut = |bytes: &[u8]| bytes[..bytes.len() * 2 / 3].to_vec();
    // The checksum stands 4 bytes behind the local header's 14th byte and in the list.
    let mut wrong_crc = zip.clone();
    let list = wrong_crc.windows(4).position(|w| w == b"PK\x01\x02").expect("a zip has a list");
    wrong_crc[list + 16] ^= 1;
    wrong_crc[14] ^= 1;
    let end_of = |bytes: &[u8]| {
        let mut wrong = bytes.to_vec();
        let at = wrong.len() - 8;
        wrong[at] ^= 1;
        wrong
    };
    let inner_cut = gzipped(&cut(&tarred(&[("a.CSV", text.as_bytes())])));
    for manner in both() {
        let folder = Folder::new("cut");
        let files: Vec<PathBuf> = [
            ("cut.zip", cut(&zip)),
            ("cut.CSV.gz", cut(&gz)),
            ("cut.tar.gz", cut(&tar)),
            ("crc.zip", wrong_crc.clone()),
            ("crc.CSV.gz", end_of(&gz)),
            ("crc.tar.gz", end_of(&tar)),
            ("inner.tar.gz", inner_cut.clone()),
            ("two-bytes.gz", vec![0x1f, 0x8b]),
        ]
        .into_iter()
        .map(|(name, bytes)| folder.write(&format!("in/{name}"), bytes))
        .collect();
        let sound = folder.write("in/20180301.export.CSV", gdelt_text(900..902));
        let lake = folder.path("lake");
        let imported = take(&lake, &[&files[..], &[sound]].concat(), &manner).expect("the sound one is taken");
        assert_eq!((imported.refused.len(), imported.totals.rows), (8, 2), "{imported:?}");
        // Nothing of what was read before the damage was found is in the lake.
        let lake = Lake::open(&lake).expect("a lake");
        assert_eq!(rows(&lake, "events", "gdelt").len(), 2);
        assert_eq!(lake.content().expect("readable").faults, Vec::<String>::new());
    }
}

#[test]
fn a_small_archive_that_is_read_as_a_stream_leaves_nothing_when_it_is_damaged() {
    let text = gdelt_text(0..3000);
    let mut bytes = gzipped(text.as_bytes());
    let at = bytes.len() - 8;
    bytes[at] ^= 1;
    let limits = Limits { in_memory: 10_000, ..Limits::default() };
    let manner = Manner { limits, ..Manner::tiny(2) };
    let manner = Manner { limits: Limits { whole: 8 << 20, ..limits }, commit_bytes: 1 << 30, ..manner };
    let folder = Folder::new("as-stream");
    // A sound archive of another size has the length that the first 10,000 bytes promise, so both are streams.
    let sound = folder.write("in/sound.CSV.gz", gzipped(gdelt_text(5000..8000).as_bytes()));
    let bad = folder.write("in/bad.CSV.gz", &bytes);
    let lake = folder.path("lake");
    let imported = take(&lake, &[sound.clone(), bad], &manner).expect("an import");
    assert_eq!((imported.refused.len(), imported.totals.rows), (1, 3000), "{imported:?}");
    let content = Lake::open(&lake).expect("a lake").content().expect("readable");
    assert_eq!((content.sources["gdelt"].rows, content.faults), (3000, Vec::new()));
    // The second time it is known, though it was read as a stream.
    let again = take(&lake, &[sound], &manner).expect("an import");
    assert_eq!((again.standing, again.totals.files), (1, 0), "{again:?}");
}

#[test]
fn plain_gzip_zip_and_tar_of_the_same_bytes_give_the_same_rows() {
    let without_file = |lake: &Path, fixture: &Fixture| {
        let lake = Lake::open(lake).expect("a lake");
        let mut all = said(&lake, fixture.name);
        for line in &mut all {
            let cut = line.find("\"file\": \"").map(|at| (at, at + 9 + line[at + 9..].find('"').expect("it ends")));
            if let Some((first, end)) = cut {
                line.replace_range(first..end, "");
            }
        }
        all.sort();
        all
    };
    for fixture in fixtures::all(3, 60) {
        let text = fixture.text.as_bytes();
        let name = fixture.file;
        let folder = Folder::new("same-rows");
        let files = [
            folder.write(&format!("plain/{name}"), text),
            folder.write(&format!("gz/{name}"), gzipped(text)),
            folder.write(&format!("zip/{name}"), zipped(&[(name, text)])),
            folder.write(&format!("tar/{name}"), gzipped(&tarred(&[(name, text)]))),
        ];
        let mut before: Option<Vec<String>> = None;
        for (i, file) in files.into_iter().enumerate() {
            let lake = folder.path(&format!("lake-{i}"));
            take_fixture(&lake, &fixture, &[file], &Manner::default()).expect("an import");
            let all = without_file(&lake, &fixture);
            assert!(!all.is_empty());
            if let Some(before) = &before {
                assert_eq!(before, &all, "{name}");
            }
            before = Some(all);
        }
    }
}

#[test]
fn the_same_file_twice_and_its_bytes_under_another_name() {
    for manner in both() {
        let folder = Folder::new("twice");
        let lake = folder.path("lake");
        // Rows without a key of the producer's: only the file itself can tell that they came before.
        let text = &fixtures::all(5, 80)[6];
        let file = folder.write("in/gulf.keds", &text.text);
        take_fixture(&lake, text, from_ref(&file), &manner).expect("an import");
        let hash = Lake::open(&lake).expect("a lake").content_hash().expect("readable");
        let again = take_fixture(&lake, text, from_ref(&file), &manner).expect("an import");
        assert_eq!((again.totals.files, again.standing), (0, 1), "{again:?}");
        let copy = folder.write("in/copy.keds", &text.text);
        let copied = take_fixture(&lake, text, &[copy, file], &manner).expect("an import");
        assert_eq!(copied.same_as.get("copy.keds").map(String::as_str), Some("gulf.keds"), "{copied:?}");
        assert_eq!(Lake::open(&lake).expect("a lake").content_hash().expect("readable"), hash);
        // Both at once, with a commit between them.
        let both = folder.path("both");
        let files = [folder.path("in/copy.keds"), folder.path("in/gulf.keds")];
        let imported = take_fixture(&both, text, &files, &Manner { commit_bytes: 1, ..manner }).expect("an import");
        assert_eq!((imported.totals.files, imported.same_as.len()), (1, 1), "{imported:?}");
    }
}

#[test]
fn another_name_between_an_archive_and_its_members_hides_neither() {
    for manner in both() {
        let folder = Folder::new("between");
        let lake = folder.path("lake");
        let keds = &fixtures::all(5, 40)[6];
        let other = &fixtures::all(6, 40)[6];
        let members: [(&str, &[u8]); 2] = [("x.keds", keds.text.as_bytes()), ("y.keds", b"950101\tIRN\tUSA\t064\n")];
        let archive = folder.write("in/a.zip", zipped(&members));
        let old = folder.write("in/a.zip.old", &other.text);
        take_fixture(&lake, keds, &[archive.clone(), old.clone()], &manner).expect("an import");
        let again = take_fixture(&lake, keds, &[archive, old], &manner).expect("an import");
        assert_eq!((again.totals.files, again.standing), (0, 2), "{again:?}");
    }
}

#[test]
fn the_same_name_with_other_bytes_is_a_complaint() {
    for manner in both() {
        let folder = Folder::new("changed");
        let lake = folder.path("lake");
        take(&lake, &[folder.write("in/20180301.export.CSV", gdelt_text(0..4))], &manner).expect("an import");
        let hash = Lake::open(&lake).expect("a lake").content_hash().expect("readable");
        let changed = folder.write("in/20180301.export.CSV", gdelt_text(0..5));
        let said = complaint(take(&lake, &[changed], &manner));
        assert!(said.contains("20180301.export.CSV stands in the lake with other bytes"), "{said}");
        assert!(said.contains("--replace"), "{said}");
        assert_eq!(Lake::open(&lake).expect("a lake").content_hash().expect("readable"), hash, "nothing changed");
    }
}

#[test]
fn folders_are_walked_hidden_files_are_not_taken_and_wrong_ones_are_named() {
    for manner in both() {
        let folder = Folder::new("folder");
        folder.write("in/20180301.export.CSV", gdelt_text(0..3));
        folder.write("in/sub/20180302.export.CSV", gdelt_text(3..5));
        folder.write("in/.20180303.export.CSV", gdelt_text(5..9));
        folder.write("in/.cache/20180304.export.CSV", gdelt_text(9..12));
        folder.write("in/notes.txt", "What I did last summer\n");
        folder.write("in/picture.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
        folder.write("in/mentions.CSV", "410412347\t20150218230000\t20150218230000\t1\n");
        let imported = take(&folder.path("lake"), &[folder.path("in")], &manner).expect("the others are taken");
        assert_eq!(imported.totals.rows, 5, "{imported:?}");
        let refused: Vec<&str> = imported.refused.keys().map(String::as_str).collect();
        assert_eq!(refused, ["mentions.CSV", "notes.txt", "picture.png"]);
        assert!(imported.refused["mentions.CSV"].contains("57, 58 or 61 columns"), "{:?}", imported.refused);
        let wanted = [("20180301.export.CSV".to_owned(), 3), ("20180302.export.CSV".to_owned(), 2)];
        assert_eq!(ledger(&folder.path("lake"), "gdelt"), wanted);
    }
    let folder = Folder::new("no-files");
    folder.write("in/.hidden", "x");
    assert!(complaint(take(&folder.path("lake"), &[folder.path("in")], &Manner::default())).contains("no files"));
}

#[test]
fn a_stream_that_begins_with_blank_lines_has_its_header_all_the_same() {
    let fixture = &fixtures::all(4, 50)[2];
    let folder = Folder::new("blank");
    let file = folder.write(fixture.file, format!("\r\n\n\u{FEFF}{}", fixture.text));
    let [a, b] = ["a", "b"].map(|n| folder.path(n));
    take_fixture(&a, fixture, from_ref(&file), &Manner::default()).expect("an import");
    take_fixture(&b, fixture, &[file], &Manner::tiny(2)).expect("an import");
    let [a, b] = [a, b].map(|lake| said(&Lake::open(&lake).expect("a lake"), fixture.name));
    assert!(!a.is_empty());
    assert_eq!(a, b);
}

#[test]
fn large_keys_are_told_apart_to_their_last_bit() {
    let folder = Folder::new("keys");
    let ids = [1, 1 + (1 << 47), 1 + (1 << 63), u64::MAX / 10];
    let text: String = ids.iter().chain([&ids[1]]).map(|id| gdelt_row(61, *id, "112")).collect();
    let file = folder.write("20180301.export.CSV", text);
    let imported = take(&folder.path("lake"), &[file], &Manner::default()).expect("an import");
    assert_eq!((imported.totals.counted, imported.totals.removed["same row again"]), (4, 1), "{imported:?}");
}

#[test]
fn a_zip_of_more_members_than_files_may_be_open() {
    let folder = Folder::new("many");
    let texts: Vec<(String, String)> = (0..1500).map(|i| (format!("{i}.CSV"), gdelt_text(i..i + 1))).collect();
    let members: Vec<(&str, &[u8])> = texts.iter().map(|(n, t)| (n.as_str(), t.as_bytes())).collect();
    let file = folder.write("many.zip", zipped(&members));
    let manner = Manner { limits: Limits { whole: 0, ..Limits::default() }, ..Manner::default() };
    let imported = take(&folder.path("lake"), &[file], &manner).expect("an import");
    assert_eq!((imported.totals.rows, imported.totals.files), (1500, 1500), "{:?}", imported.refused);
}

#[test]
fn a_lake_of_a_newer_layout_and_a_damaged_log_are_complaints() {
    let folder = Folder::new("log");
    let lake = folder.path("lake");
    let file = folder.write("20180301.export.CSV", gdelt_text(0..4));
    take(&lake, from_ref(&file), &Manner { commit_bytes: 1, ..Manner::default() }).expect("an import");
    let other = folder.write("20180302.export.CSV", gdelt_text(4..6));
    take(&lake, &[other], &Manner::default()).expect("an import");
    let log = lake.join("log/000001.json");
    let sound = std::fs::read_to_string(&log).expect("a log");
    let opened = || Lake::open(&lake).map(|_| Imported::default());
    // A key that this version does not know must not hide that the lake is newer.
    let newer = sound.replace("\"layout\": 1", "\"layout\": 99").replace("\"one_story\"", "\"one_novel\"");
    for (text, wanted) in [
        (newer.as_str(), "layout 99"),
        (&sound[..sound.len() / 2], "000001.json is damaged"),
        ("", "000001.json is damaged"),
        ("[]", "000001.json is damaged"),
    ] {
        std::fs::write(&log, text).expect("writable");
        for said in [complaint(opened()), complaint(take(&lake, from_ref(&file), &Manner::default()))] {
            assert!(said.contains(wanted) && said.contains("help"), "{said}");
        }
    }
    std::fs::remove_file(&log).expect("writable");
    assert!(complaint(opened()).contains("lacks commit 1"));
    std::fs::write(&log, &sound).expect("writable");
    // A part that is damaged or gone is found by reading everything.
    let open = Lake::open(&lake).expect("sound again");
    let part = open.root().join(open.parts("cube", "gdelt").keys().next().expect("a part"));
    let bytes = std::fs::read(&part).expect("readable");
    std::fs::write(&part, &bytes[..bytes.len() / 2]).expect("writable");
    assert!(open.content().expect_err("damaged").to_string().contains("cube"));
    std::fs::write(&part, &bytes).expect("writable");
    assert_eq!(open.content().expect("sound").faults, Vec::<String>::new());
}

#[test]
fn a_lake_where_nothing_can_be_written_is_an_error_with_its_place() {
    let folder = Folder::new("place");
    let file = folder.write("20180301.export.CSV", gdelt_text(0..4));
    // A file where the folder should be, and folders that nobody may write, whoever asks.
    let mut places = vec![folder.write("taken", "x"), folder.path("taken/lake")];
    if Path::new("/proc/self").is_dir() {
        places.push(PathBuf::from("/proc/lake"));
    }
    for place in places {
        let error = take(&place, from_ref(&file), &Manner::default()).expect_err("it cannot be made").to_string();
        assert!(error.contains(&*place.to_string_lossy()), "{error}");
    }
    let other = folder.write("other/file", "x");
    let said = complaint(take(other.parent().expect("a folder"), &[file], &Manner::default()));
    assert!(said.contains("other files in it"), "{said}");
}
