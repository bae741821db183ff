//! Test support: folders, imports, and reading a lake with nothing but the Parquet library, as a stranger would.

use super::fixtures::Fixture;
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use tertius::dossier::{Ontology, Source};
use tertius::events::sources::event_layout;
use tertius::progress::Quiet;
use tertius_lake::{Choices, ImportOptions, Imported, Lake, LakeError, Limits, Sizes, import};

/// A fresh folder; removed at the end.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Folder {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let n = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}-{n}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).expect("the target folder can be written");
        Folder(path)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("the folder can be written");
        std::fs::write(&path, bytes).expect("the folder can be written");
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// How an import of a test differs from a usual one.
#[derive(Clone)]
pub(crate) struct Manner {
    pub threads: usize,
    pub limits: Limits,
    pub sizes: Sizes,
    pub commit_bytes: u64,
    pub replace: bool,
}

impl Default for Manner {
    fn default() -> Manner {
        Manner { threads: 1, limits: Limits::default(), sizes: Sizes::default(), commit_bytes: 1 << 30, replace: false }
    }
}

impl Manner {
    /// Every file as a stream, in blocks and parts so small that each border is met often.
    pub(crate) fn tiny(threads: usize) -> Manner {
        Manner {
            threads,
            limits: Limits { whole: 0, ..Limits::default() },
            sizes: Sizes {
                block: 512,
                rows_of_part: 16,
                waiting_bytes: 6_000,
                cells: 8,
                commits_of_month: 2,
                rejected_bytes: 500,
            },
            commit_bytes: 1_000,
            replace: false,
        }
    }
}

pub(crate) fn options(source: Source, ontology: Ontology, name: &str, manner: &Manner) -> ImportOptions {
    ImportOptions {
        name: name.to_owned(),
        reader: source.word().to_owned(),
        ontology,
        choices: Choices::of(source),
        keep_rows: true,
        threads: manner.threads,
        replace: manner.replace,
        limits: manner.limits,
        commit_bytes: manner.commit_bytes,
        sizes: manner.sizes,
    }
}

/// Imports files as GDELT, or as what a fixture is.
pub(crate) fn take(lake: &Path, files: &[PathBuf], manner: &Manner) -> Result<Imported, LakeError> {
    take_as(Source::Gdelt, Ontology::Cameo, "gdelt", lake, files, manner)
}

pub(crate) fn take_fixture(
    lake: &Path,
    fixture: &Fixture,
    files: &[PathBuf],
    manner: &Manner,
) -> Result<Imported, LakeError> {
    take_as(fixture.source, fixture.ontology, fixture.name, lake, files, manner)
}

pub(crate) fn take_as(
    source: Source,
    ontology: Ontology,
    name: &str,
    lake: &Path,
    files: &[PathBuf],
    manner: &Manner,
) -> Result<Imported, LakeError> {
    let layout = || event_layout(source, Some(ontology)).expect("a source of events");
    import(lake, files, &options(source, ontology, name, manner), &layout, &Quiet)
}

/// A row of any table, its columns as text; empty ones are left out.
pub(crate) type AnyRow = BTreeMap<String, String>;

/// The rows of all parts of a kind: `events`, `rejected`, `cube`.
pub(crate) fn rows(lake: &Lake, kind: &str, source: &str) -> Vec<AnyRow> {
    let mut rows = Vec::new();
    for part in lake.parts(kind, source).into_keys() {
        let file = std::fs::File::open(lake.root().join(part)).expect("the part is there");
        let reader = SerializedFileReader::new(file).expect("the part is Parquet");
        for row in reader.get_row_iter(None).expect("rows") {
            let row = row.expect("a row");
            let fields = row.get_column_iter().filter(|(_, f)| !matches!(f, parquet::record::Field::Null));
            let plain = |f: &parquet::record::Field| match f {
                parquet::record::Field::Str(text) => text.clone(),
                parquet::record::Field::Date(n) => n.to_string(),
                other => other.to_string(),
            };
            rows.push(fields.map(|(name, field)| (name.clone(), plain(field))).collect());
        }
    }
    rows
}

/// Everything a source says, in one order: rows, rejections, and cells that are added up. Checksums and commits are no
/// part of it.
pub(crate) fn said(lake: &Lake, source: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for kind in ["events", "rejected"] {
        all.extend(rows(lake, kind, source).iter().map(|row| format!("{kind} {row:?}")));
    }
    let mut cells: BTreeMap<String, [i64; 5]> = BTreeMap::new();
    for mut row in rows(lake, "cube", source) {
        let numbers = ["events", "scored", "score_tenths", "roots", "stories"]
            .map(|name| row.remove(name).expect("a number").parse::<i64>().expect("a whole number"));
        let cell = cells.entry(format!("{row:?}")).or_default();
        for (sum, n) in cell.iter_mut().zip(numbers) {
            *sum += n;
        }
    }
    all.extend(cells.into_iter().map(|(key, cell)| format!("cell {key} {cell:?}")));
    all.sort();
    all
}

/// The lines of a text that hold something, by number from 1.
pub(crate) fn lines_with_text(text: &[u8]) -> BTreeMap<u32, Vec<u8>> {
    let mut lines = BTreeMap::new();
    let mut first = true;
    for (i, line) in text.split(|b| *b == b'\n').enumerate() {
        let mut line = line.strip_suffix(b"\r").unwrap_or(line);
        if first {
            line = line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line);
        }
        if !line.is_empty() {
            first = false;
            lines.insert(i as u32 + 1, line.to_vec());
        }
    }
    lines
}

/// Reports a skip as the other tests do: in words, and in the file that TERTIUS_SKIPS names.
pub(crate) fn skip(test: &str, why: &str) {
    let line = format!("skipped: {test}: {why}\n");
    eprint!("{line}");
    if let Some(file) = std::env::var_os("TERTIUS_SKIPS") {
        std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(file)
            .and_then(|mut file| file.write_all(line.as_bytes()))
            .expect("the list of skips can be written");
    }
}

/// A shared file, or `None` after the skip has been reported. With TERTIUS_REQUIRE_SHARED, a missing one fails the test.
pub(crate) fn shared(test: &str, relative: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("TERTIUS_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let path = folder.join("data").join(relative);
    if path.exists() {
        return Some(path);
    }
    assert!(std::env::var_os("TERTIUS_REQUIRE_SHARED").is_none(), "{test}: shared data not found: {relative}");
    skip(test, "shared data not found");
    None
}

/// The producers' files of the shared data that hold events, with what they are. The last says whether they have a header.
pub(crate) const SHARED: [(Source, Ontology, &str, &str, bool); 15] = {
    use Ontology::{Cameo, Weis};
    use Source::{Gdelt, Icews, IcewsNamed, Keds, Phoenix};
    [
        (Gdelt, Cameo, "gdelt-a", "gdelt/20151207.export.small.CSV.gz", false),
        (Gdelt, Cameo, "gdelt-b", "gdelt/20160728.sample.events.CSV", false),
        (Gdelt, Cameo, "gdelt-c", "gdelt/20161013151500.export.CSV.gz", false),
        (Gdelt, Cameo, "gdelt-d", "gdelt/20180326044500.export.CSV", false),
        (Gdelt, Cameo, "gdelt-e", "gdelt/20190121220000.export.CSV.zip", false),
        (Icews, Cameo, "icews-a", "icews/20181004-icews-events.tab", true),
        (Icews, Cameo, "icews-b", "icews/20181010-icews-events.tab", true),
        (Icews, Cameo, "icews-c", "icews/icews-daily-2018-10-11.tar.gz", true),
        (IcewsNamed, Cameo, "icews-14", "icews/icews14-named-quads.tsv.gz", true),
        (Keds, Weis, "casia", "keds/casia.weis.csv", true),
        (Keds, Weis, "gulf", "keds/gulf.weis.csv.gz", true),
        (Keds, Cameo, "turkey", "keds/turkey.cameo.csv.gz", true),
        (Keds, Weis, "tabari", "keds/tabari-demo.keds", false),
        (Phoenix, Cameo, "phoenix", "phoenix/samplePhox_older.csv.gz", true),
        (IcewsNamed, Cameo, "icews-2022", "triangle/icews_quads_2022-01_2022-08.tsv.gz", true),
    ]
};

/// A Python that has DuckDB and Polars: the one that TERTIUS_PYTHON names, else `python3`. `None` after the skip has been
/// reported; with TERTIUS_PYTHON set, one that lacks them fails the test.
pub(crate) fn python(test: &str) -> Option<PathBuf> {
    let named = std::env::var_os("TERTIUS_PYTHON");
    let python = PathBuf::from(named.clone().unwrap_or_else(|| "python3".into()));
    let output = std::process::Command::new(&python).args(["-c", "import duckdb, polars"]).output();
    if output.is_ok_and(|o| o.status.success()) {
        return Some(python);
    }
    assert!(named.is_none(), "{test}: {} has no duckdb or no polars", python.display());
    skip(test, "no Python with duckdb and polars");
    None
}
