//! Our counts against an independent program: DuckDB over the producers' text by the rules of `reference/events_counts`,
//! with our table of states put over its names. Per day, initiator, target and code both must count the same; where the
//! rules differ, the rows that make the difference are found in the text and named.

use super::accounting::texts;
use super::lakes::{self, Folder, Manner, options, python, rows};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use tertius::actors::Coding;
use tertius::calendar::Day;
use tertius::dossier::{Ontology, Source};
use tertius::events::ontologies::{self, Lookup};
use tertius::events::sources::{Actor, event_layout};
use tertius::events::state_of;
use tertius::progress::Quiet;
use tertius_lake::{Lake, import};

/// Events by day, initiator, target and code.
type Counts = BTreeMap<[String; 4], i64>;

const SCRIPT: &str = r#"
import sys, tempfile, shutil
sys.path.insert(0, sys.argv[1])
sys.dont_write_bytecode = True
import count
folder = tempfile.mkdtemp(prefix="counts-")
try:
    connection, read = count.count(sys.argv[2], sys.argv[3], folder)
    by_day = count.COUNT.replace("SELECT initiator", "SELECT day, initiator", 1)
    assert by_day != count.COUNT
    # Into a file: on the screen the program may draw how far it is.
    with open(sys.argv[4], "w", encoding="utf-8") as out:
        for row in connection.execute(by_day).fetchall():
            out.write("\t".join([row[0].date().isoformat(), *map(str, row[1:])]) + "\n")
finally:
    shutil.rmtree(folder)
"#;

/// What the independent program counts, its names resolved by our table of states.
fn theirs(python: &Path, source: Source, ontology: Ontology, file: &Path) -> Counts {
    let kind = match source {
        Source::Gdelt => "gdelt",
        Source::Icews => "icews",
        Source::IcewsNamed => "icews-named",
        Source::Phoenix => "phoenix",
        _ => "keds",
    };
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../reference/events_counts");
    let folder = Folder::new("theirs");
    let out = folder.path("counts.tsv");
    let output = Command::new(python)
        .args(["-c", SCRIPT])
        .arg(scripts)
        .arg(kind)
        .arg(file)
        .arg(&out)
        .output()
        .expect("Python can be started");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = std::fs::read_to_string(&out).expect("it was written");
    let coding = if ontology == Ontology::Weis { Coding::Keds } else { Coding::Cameo };
    let mut counts = Counts::new();
    for line in text.lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        let [day, initiator, target, code, n] = fields[..] else { panic!("{line}") };
        let date = Day::parse(day).expect("a day");
        let state = |text| {
            let actor = match source {
                Source::Icews => Actor::Country { name: text, country: text },
                Source::IcewsNamed => Actor::Named(text),
                _ => Actor::Coded(coding, text),
            };
            state_of(actor, date).ok()
        };
        let found = if source == Source::IcewsNamed {
            ontologies::code_of_text(ontology, code)
        } else {
            match ontologies::code(ontology, code) {
                Lookup::Exact(code) | Lookup::Root(code) => Some(code),
                Lookup::Unknown => None,
            }
        };
        let (Some(a), Some(b), Some(code)) = (state(initiator), state(target), found) else { continue };
        if a != b {
            let key = [day.to_owned(), a.code().to_owned(), b.code().to_owned(), code.text().to_owned()];
            *counts.entry(key).or_insert(0) += n.parse::<i64>().expect("a number");
        }
    }
    counts
}

/// The one difference between the rules. GDELT and Phoenix leave the column of an actor's country empty where their own
/// table lacks the code (`ROU` and `TWN` in GDELT; `KSV`, `SUN` and `USRTKM` in Phoenix), so the independent program sees no
/// actor; we read the code itself. Found in the text, not in what we made of it: rows with such a column whose code is a
/// state's.
fn without_country(source: Source, ontology: Ontology, file: &Path) -> Counts {
    let (separator, [id, day, code, a, a_country, b, b_country]) = match source {
        Source::Gdelt => ('\t', [0, 1, 26, 5, 7, 15, 17]),
        Source::Phoenix => (',', [2, 3, 15, 7, 8, 11, 12]),
        _ => return Counts::new(),
    };
    let mut counts = Counts::new();
    let mut seen = BTreeSet::new();
    for text in texts(file) {
        for line in String::from_utf8_lossy(&text).lines() {
            let fields: Vec<&str> = line.split(separator).map(|f| f.trim_matches('"')).collect();
            let field = |n: usize| fields.get(n).copied().unwrap_or("");
            let Some(date) = Day::parse(field(day)).filter(|_| field(day).len() == 8) else { continue };
            let state = |chain, country| {
                let known = if field(country).is_empty() { field(chain) } else { field(country) };
                state_of(Actor::Coded(Coding::Cameo, known), date).ok()
            };
            let is_one =
                (field(a_country).is_empty() || field(b_country).is_empty()) && seen.insert(field(id).to_owned());
            let code = ontologies::code(ontology, field(code)).code();
            if let (true, Some(a), Some(b), Some(code)) = (is_one, state(a, a_country), state(b, b_country), code)
                && a != b
            {
                let key = [date.to_string(), a.code().to_owned(), b.code().to_owned(), code.text().to_owned()];
                *counts.entry(key).or_insert(0) += 1;
            }
        }
    }
    counts
}

/// What our lake counts, with nothing removed but rows whose key was seen before.
fn ours(source: Source, ontology: Ontology, file: &Path) -> Counts {
    let folder = Folder::new("independent");
    let mut options = options(source, ontology, "one", &Manner::default());
    options.choices.emitted_again = false;
    let layout = || event_layout(source, Some(ontology)).expect("a source of events");
    let files: [PathBuf; 1] = [file.to_path_buf()];
    let imported = import(&folder.path("lake"), &files, &options, &layout, &Quiet).expect("an import");
    assert!(imported.refused.is_empty(), "{imported:?}");
    let lake = Lake::open(&folder.path("lake")).expect("a lake");
    let mut counts = Counts::new();
    for row in rows(&lake, "cube", "one") {
        let day = Day::EPOCH.plus(row["day"].parse().expect("a number")).to_string();
        let key = [day, row["initiator"].clone(), row["target"].clone(), row["code"].clone()];
        *counts.entry(key).or_insert(0) += row["events"].parse::<i64>().expect("a number");
    }
    counts
}

#[test]
fn counts_equal_those_of_an_independent_program() {
    let test = "counts_equal_those_of_an_independent_program";
    let Some(python) = python(test) else { return };
    let mut compared = 0;
    for (source, ontology, name, file, _) in lakes::SHARED {
        let Some(path) = lakes::shared(test, file) else { return };
        let (theirs, ours) = (theirs(&python, source, ontology, &path), ours(source, ontology, &path));
        let mut difference = ours.clone();
        for (key, n) in &theirs {
            *difference.entry(key.clone()).or_insert(0) -= n;
        }
        difference.retain(|_, n| *n != 0);
        assert_eq!(difference, without_country(source, ontology, &path), "{name}");
        compared += theirs.values().sum::<i64>();
    }
    assert!(compared > 100_000, "{compared} events compared");
}
