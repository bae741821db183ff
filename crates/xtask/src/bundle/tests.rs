//! The bundle repeated from the producers' files and held against what is committed; the numbers in it that
//! somebody else has published; and both dossiers read and run. Shared data are looked for here and nowhere else
//! in this crate.

use super::run;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use tertius::claims::{self, Findings, Verdict};
use tertius::dossier::{Asks, Dossier, MemoryFiles};
use tertius::progress::Quiet;

/// How near to published agreement ours must come: both are means of the same votes.
const SAME_MEAN: f64 = 1e-12;

const FOLDERS: [&str; 2] = ["iran-russia-united-states", "iran-iraq-united-states"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn committed(folder: &str) -> PathBuf {
    root().join("dossiers").join(folder)
}

/// The shared folder, or `None` after the skip of `test` has been reported.
fn shared(test: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("TERTIUS_SHARED").map_or_else(|| root().join("../shared"), PathBuf::from);
    if folder.join("data").is_dir() {
        return Some(folder);
    }
    assert!(std::env::var_os("TERTIUS_REQUIRE_SHARED").is_none(), "{test}: shared data not found");
    let line = format!("skipped: {test}: shared data not found\n");
    eprint!("{line}");
    if let Some(file) = std::env::var_os("TERTIUS_SKIPS") {
        let mut file = std::fs::OpenOptions::new().create(true).append(true).open(file).expect("the list of skips");
        file.write_all(line.as_bytes()).expect("the list of skips can be written");
    }
    None
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn dossier(folder: &str) -> Dossier {
    Dossier::read(&read(&committed(folder).join("dossier.toml")), &claims::kind_names())
        .unwrap_or_else(|c| panic!("{folder}: {c:#?}"))
}

fn findings(folder: &str) -> Findings {
    let mut files = MemoryFiles::default();
    for entry in std::fs::read_dir(committed(folder)).expect("the folder is committed") {
        let path = entry.expect("an entry of the folder").path();
        let name = path.file_name().expect("a file has a name").to_string_lossy().into_owned();
        files.0.push((name, std::fs::read(&path).expect("a committed file")));
    }
    claims::run(&dossier(folder), &files, None, &Quiet).unwrap_or_else(|c| panic!("{folder}: {c:#?}"))
}

#[test]
fn the_bundle_can_be_repeated_byte_by_byte() {
    let Some(shared) = shared("the_bundle_can_be_repeated_byte_by_byte") else { return };
    let out = std::env::temp_dir().join(format!("tertius-bundle-{}", std::process::id()));
    run(&shared.join("data"), &out).unwrap_or_else(|e| panic!("{e}"));
    let mut compared = 0;
    for folder in FOLDERS {
        for entry in std::fs::read_dir(out.join(folder)).expect("the folder was written") {
            let path = entry.expect("an entry of the folder").path();
            let name = path.file_name().expect("a file has a name");
            let (new, old) = (std::fs::read(&path), std::fs::read(committed(folder).join(name)));
            let same = new.expect("written just now") == old.unwrap_or_default();
            assert!(same, "{folder}/{}: run `cargo run -p xtask -- bundle`", name.display());
            compared += 1;
        }
    }
    std::fs::remove_dir_all(&out).expect("our own folder");
    assert_eq!(compared, 20, "eighteen tables and two descriptions");
}

#[test]
fn agreement_equals_what_was_published() {
    let Some(shared) = shared("agreement_equals_what_was_published") else { return };
    let rows = read(&committed(FOLDERS[0]).join("un-agreement.csv"));
    let ours: BTreeMap<(String, String), f64> = rows
        .lines()
        .skip(1)
        .map(|l| {
            let f: Vec<&str> = l.split(',').collect();
            ((f[0].to_owned(), format!("{}-{}", f[1], f[2])), f[3].parse().expect("a number"))
        })
        .collect();
    let published = read(&shared.join("reference/un/agreement_kappa_session.csv"));
    let mut n = 0;
    for line in published.lines().skip(1) {
        let f: Vec<&str> = line.split(',').map(|t| t.trim_matches('"')).collect();
        let mut pair: Vec<&str> = f[0].split('-').collect();
        pair.sort_unstable();
        let (year, agree): (&str, f64) = (f[2], f[4].parse().expect("a number"));
        let own = ours.get(&(year.to_owned(), pair.join("-"))).unwrap_or_else(|| panic!("{year} {pair:?} is missing"));
        assert!((own - agree).abs() <= SAME_MEAN, "{year} {pair:?}: {own}, published {agree}");
        n += 1;
    }
    assert_eq!(n, 3 * 74);
}

/// The triangle's conflict once more, from a table that holds the triangle alone.
#[test]
fn conflict_of_the_triangle_equals_its_own_table() {
    let Some(shared) = shared("conflict_of_the_triangle_equals_its_own_table") else { return };
    let sum = |counts: &mut BTreeMap<(String, String, String), u64>, key: [&str; 3], n: u64| {
        if n > 0 {
            *counts.entry((key[0].to_owned(), key[1].to_owned(), key[2].to_owned())).or_insert(0) += n;
        }
    };
    let (mut theirs, mut ours) = (BTreeMap::new(), BTreeMap::new());
    for line in read(&shared.join("data/triangle/icews_monthly_conflict_1991_2013.csv")).lines().skip(1) {
        let f: Vec<&str> = line.split(',').collect();
        let number = |t: &str| t.parse::<f64>().expect("a number") as u64;
        if number(f[2]) >= 1995 {
            let month = format!("{:04}-{:02}", number(f[2]), number(f[3]));
            sum(&mut theirs, [&month, f[0], f[1]], f[4..].iter().map(|t| number(t)).sum());
        }
    }
    let core = ["IRN", "RUS", "USA"];
    for line in read(&committed(FOLDERS[0]).join("icews-conflict.csv")).lines().skip(1) {
        let f: Vec<&str> = line.split(',').collect();
        if core.contains(&f[1]) && core.contains(&f[2]) {
            sum(&mut ours, [f[0], f[1], f[2]], f[4].parse().expect("a count"));
        }
    }
    assert!(theirs.len() > 1_000, "{} rows", theirs.len());
    assert_eq!(ours, theirs);
}

#[test]
fn both_dossiers_run_and_the_hole_shows() {
    for folder in FOLDERS {
        let found = findings(folder);
        let response = found.claims.iter().filter(|c| c.question.asks == Asks::Response);
        assert_eq!(response.clone().count(), 2, "{folder}");
        for claim in response {
            assert!(claim.primary.is_some(), "{folder}: nothing decides \"{}\"", claim.question.says.value);
        }
        for i in &found.instruments {
            let ledger = &i.series.ledger;
            assert!(ledger.is_balanced() && ledger.rows_rejected() == 0, "{folder}: {:?}", ledger.rejected);
            assert_eq!(ledger.rows_removed(), 0, "{folder}: {:?}", ledger.removed);
        }
    }
    let first = findings(FOLDERS[0]);
    assert!(first.holes.contains(&("2015-01".to_owned(), "2018-08".to_owned())), "{:?}", first.holes);
    // What is said since 2022 and of 2017 to 2021 cannot be answered by data with these holes, and says when it could.
    for (claim, from) in first.claims[2..].iter().zip(["2024-07", "2027-10", "2018-01"]) {
        assert_eq!(claim.verdict, Verdict::Refused, "{}", claim.question.says.value);
        assert!(claim.because.join(" ").contains(&format!("not before {from}")), "{:?}", claim.because);
    }
    assert!(first.claims[3].because.join(" ").contains("80 % power"), "{:?}", first.claims[3].because);
    for claim in &first.claims[..2] {
        let test = &claim.tests[claim.primary.expect("asserted above")];
        let placebos = test.placebo_thirds.as_ref().unwrap_or_else(|r| panic!("{r:?}"));
        assert!(placebos.n_ranked >= 20, "{} placebo thirds", placebos.n_ranked);
    }
}

#[test]
fn dossiers_and_descriptions_speak_of_the_same_files() {
    for folder in FOLDERS {
        let text = read(&committed(folder).join("SOURCES.toml"));
        let sources: toml::Table = text.parse().unwrap_or_else(|e| panic!("{folder}: {e}"));
        let tables = sources["table"].as_array().expect("tables");
        let effects: BTreeMap<&str, Option<f64>> = tables
            .iter()
            .map(|t| (t["file"].as_str().expect("a name"), t.get("design_effect").and_then(toml::Value::as_float)))
            .collect();
        let dossier = dossier(folder);
        let mut named: BTreeSet<&str> = BTreeSet::new();
        for i in &dossier.instruments {
            assert!(i.citation.is_some(), "{folder}: {} has no citation", i.name.value);
            let files = i.files.iter().chain(&i.exposure).map(|f| f.value.as_str());
            named.extend(files);
            if let Some(Some(computed)) = effects.get(i.files[0].value.as_str()) {
                assert_eq!(i.design_effect, Some(*computed), "{folder}: {}", i.name.value);
            }
        }
        assert_eq!(named, effects.keys().copied().collect(), "{folder}: files named by the dossier and described");
        let mut size = 0;
        for file in named {
            let mut bytes = Vec::new();
            std::fs::File::open(committed(folder).join(file))
                .expect("committed")
                .read_to_end(&mut bytes)
                .expect("read");
            size += bytes.len();
        }
        assert!(size < 2_000_000, "{folder}: {size} bytes go into the program");
    }
}
