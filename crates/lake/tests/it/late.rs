//! Files that come after files of later hours, and corrected files that take the place of others: the lake must be that
//! of an import of all at once.

use super::lakes::{Folder, Manner, options, rows, take};
use std::path::{Path, PathBuf};
use tertius::dossier::{Ontology, Source};
use tertius::events::sources::event_layout;
use tertius::progress::Quiet;
use tertius_lake::{ImportOptions, Lake, Limits, import};

/// Rows of GDELT: id, day, and the story that they tell. Rows of one day and story tell one event again.
pub(crate) fn text(said: impl IntoIterator<Item = (u64, &'static str, u64)>) -> String {
    let row = |(id, day, story): (u64, &str, u64)| {
        let mut fields = vec![String::new(); 61];
        fields[0] = id.to_string();
        for (at, text) in [(1, day), (5, "USAGOV"), (7, "USA"), (15, "IRN"), (17, "IRN"), (25, "1"), (26, "112")] {
            fields[at] = text.to_owned();
        }
        for field in &mut fields[31..34] {
            *field = "3".to_owned();
        }
        fields[60] = format!("http://example.org/{story}");
        fields.join("\t") + "\n"
    };
    said.into_iter().map(row).collect()
}

const DAY: &str = "20180301";

/// Three quarter-hours of a day and one of the next; stories come again from file to file.
fn files(folder: &Folder) -> [PathBuf; 4] {
    let told = |ids: std::ops::Range<u64>| text(ids.map(|id| (id, DAY, id % 8)));
    [
        folder.write("in/20180301100000.export.CSV", told(0..6)),
        folder.write("in/20180301101500.export.CSV", told(6..12)),
        folder.write("in/20180301103000.export.CSV", told(12..18)),
        folder.write("in/20180302000000.export.CSV", told(18..20)),
    ]
}

fn events(lake: &Path) -> u64 {
    let lake = Lake::open(lake).expect("a lake");
    assert_eq!(lake.content().expect("readable").faults, Vec::<String>::new());
    rows(&lake, "cube", "gdelt").iter().map(|row| row["events"].parse::<u64>().expect("a number")).sum()
}

#[test]
fn a_late_file_counts_no_event_twice() {
    for manner in [Manner::default(), Manner::tiny(2)] {
        let folder = Folder::new("late");
        let [first, second, third, next] = files(&folder);
        let at_once = folder.path("at-once");
        take(&at_once, &[first.clone(), second.clone(), third.clone(), next.clone()], &manner).expect("an import");
        // Eight stories, told twenty times.
        assert_eq!(events(&at_once), 8);
        let late = folder.path("late");
        take(&late, &[first, third], &manner).expect("an import");
        take(&late, &[next], &manner).expect("an import");
        take(&late, &[second], &manner).expect("an import");
        assert_eq!(events(&late), 8);
    }
}

#[test]
fn a_late_file_of_a_lake_without_rows_is_named() {
    let folder = Folder::new("late-cube");
    let [first, second, third, next] = files(&folder);
    let lake = folder.path("lake");
    let cube_only =
        ImportOptions { keep_rows: false, ..options(Source::Gdelt, Ontology::Cameo, "gdelt", &Manner::default()) };
    let layout = || event_layout(Source::Gdelt, None).expect("GDELT holds events");
    let take = |files: &[PathBuf]| import(&lake, files, &cube_only, &layout, &Quiet).expect("an import").totals.late;
    assert!(take(&[first, third]).is_empty());
    assert!(take(&[next]).is_empty(), "the day before is remembered");
    assert_eq!(take(&[second]).into_iter().collect::<Vec<_>>(), ["20180301101500.export.CSV"]);
}

#[test]
fn a_corrected_file_leaves_the_lake_of_a_fresh_import() {
    for manner in [Manner::default(), Manner::tiny(2)] {
        let replacing = Manner { replace: true, ..manner.clone() };
        let folder = Folder::new("corrected");
        let [first, second, third, next] = files(&folder);
        let lake = folder.path("lake");
        let old = text((6..12).map(|id| (id, DAY, id % 8)).chain([(40, "20180115", 90), (41, "20180115", 91)]));
        std::fs::write(&second, old + "a broken row\n").expect("the folder can be written");
        let all = [first, second.clone(), third, next];
        take(&lake, &all, &manner).expect("an import");
        assert_eq!(events(&lake), 10);
        // Other rows in another month, no broken one, and stories 6 and 7 as before.
        let new = text([(6, DAY, 6), (7, DAY, 7), (9, DAY, 0), (42, "20171201", 92)]);
        std::fs::write(&second, new).expect("the folder can be written");
        let imported = take(&lake, &all, &replacing).expect("an import");
        let gone = &imported.replaced["20180301101500.export.CSV"];
        assert_eq!((gone.rows, gone.rejected, imported.standing), (8, 1, 3), "{imported:?}");
        assert_eq!(events(&lake), 9);
        let fresh = folder.path("fresh");
        take(&fresh, &all, &manner).expect("an import");
        let hash = |lake: &Path| Lake::open(lake).expect("a lake").content_hash().expect("readable");
        assert_eq!(hash(&lake), hash(&fresh));
        // Keys that left may come again, keys that stand may not.
        let back = folder.write("in/20180303000000.export.CSV", text([(40, "20180115", 95), (42, "20171201", 96)]));
        take(&lake, &[back], &manner).expect("an import");
        assert_eq!(events(&lake), 10);
    }
}

#[test]
fn days_that_come_in_no_order_are_compared_all_the_same() {
    for keep_rows in [true, false] {
        let folder = Folder::new("order");
        let told = |ids: std::ops::Range<u64>| text(ids.map(|id| (id, DAY, id % 8)));
        // By name the folders come one after the other, and the days go back and forth.
        let all = [
            folder.write("in/a/20180301100000.export.CSV", told(0..6)),
            folder.write("in/a/20180302000000.export.CSV", told(6..12)),
            folder.write("in/a/20180305000000.export.CSV", told(100..103)),
            folder.write("in/b/20180301100000.export.CSV", told(12..18)),
            folder.write("in/b/20180302000000.export.CSV", told(20..24)),
        ];
        for commit_bytes in [1, 1 << 30] {
            let lake = folder.path(&format!("lake-{keep_rows}-{commit_bytes}"));
            let manner = Manner { commit_bytes, ..Manner::default() };
            let options = ImportOptions { keep_rows, ..options(Source::Gdelt, Ontology::Cameo, "gdelt", &manner) };
            let layout = || event_layout(Source::Gdelt, None).expect("GDELT holds events");
            let imported = import(&lake, &all, &options, &layout, &Quiet).expect("an import");
            assert!(imported.totals.late.is_empty());
            // Eight stories of the first days; the fifth is no neighbour of theirs.
            assert_eq!(events(&lake), 8 + 3, "{keep_rows} {commit_bytes}");
        }
    }
}

#[test]
fn a_correction_that_cannot_be_read_leaves_what_stands() {
    for whole in [u64::MAX, 0] {
        let manner = Manner {
            limits: Limits { whole: whole.min(Limits::default().whole), ..Limits::default() },
            ..Manner::default()
        };
        let folder = Folder::new("worse");
        let [first, second, ..] = files(&folder);
        let lake = folder.path("lake");
        let all = [first, second.clone()];
        take(&lake, &all, &manner).expect("an import");
        let before = Lake::open(&lake).expect("a lake").content_hash().expect("readable");
        std::fs::write(&second, "this,is\nanother,table\n").expect("the folder can be written");
        let imported = take(&lake, &all, &Manner { replace: true, ..manner }).expect("an import");
        assert_eq!(imported.refused.keys().collect::<Vec<_>>(), ["20180301101500.export.CSV"]);
        assert!(imported.refused.values().all(|why| why.ends_with("what the lake holds of it stays")), "{imported:?}");
        assert!(imported.replaced.is_empty());
        assert_eq!(imported.standing, 1);
        assert_eq!(Lake::open(&lake).expect("a lake").content_hash().expect("readable"), before);
    }
}
