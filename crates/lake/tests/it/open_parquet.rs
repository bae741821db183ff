//! A lake is read by other engines: DuckDB makes the cube again by the documented statement, Polars reads rows and cube.

use super::fixtures;
use super::lakes::{Folder, Manner, python, take_fixture};
use std::path::{Path, PathBuf};
use std::process::Command;
use tertius_lake::{Content, Lake, Limits, Sizes};

/// A lake of every layout, with several commits and parts for most months.
fn lake_of_all(folder: &Folder) -> (PathBuf, Content) {
    let lake = folder.path("lake");
    let sizes = Sizes { rows_of_part: 50, cells: 40, ..Sizes::default() };
    let manner = Manner { limits: Limits::default(), sizes, commit_bytes: 4_000, ..Manner::default() };
    for (i, seed) in [11, 12, 13].into_iter().enumerate() {
        for fixture in fixtures::all(seed, 120) {
            let file = folder.write(&format!("{}/{i}/{i}-{}", fixture.name, fixture.file), &fixture.text);
            take_fixture(&lake, &fixture, &[file], &manner).expect("an import");
        }
    }
    let open = Lake::open(&lake).expect("a lake");
    let content = open.content().expect("readable");
    assert_eq!(content.faults, Vec::<String>::new());
    assert!(open.sources().iter().any(|s| open.parts("cube", s).len() > 2), "several parts of a month");
    (lake, content)
}

/// What a script prints, given the lake.
fn told(python: &Path, script: &str, arguments: &[&Path]) -> Vec<i64> {
    let output = Command::new(python).args(["-c", script]).args(arguments).output().expect("Python can be started");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("text");
    text.split_whitespace().map(|n| n.parse().unwrap_or_else(|_| panic!("{text}"))).collect()
}

#[test]
fn duckdb_makes_the_same_cube_by_the_documented_statement() {
    let Some(python) = python("duckdb_makes_the_same_cube_by_the_documented_statement") else { return };
    let folder = Folder::new("duckdb");
    let (lake, content) = lake_of_all(&folder);
    let script = r#"
import sys, duckdb
lake, statement = sys.argv[1], open(sys.argv[2]).read()
sql = statement.replace("'lake/", "'" + lake.replace("'", "''") + "/").strip().rstrip(";")
assert sql.count(lake) >= 1
db = duckdb.connect()
db.execute("CREATE TABLE again AS " + sql)
places = "source, initiator, target, day, code, initiator_role, target_role"
sums = ", ".join(f"CAST(sum({n}) AS BIGINT) AS {n}" for n in ["events", "scored", "score_tenths", "roots", "stories"])
db.execute(f"CREATE TABLE cube AS SELECT {places}, {sums} FROM read_parquet('{lake}/cube/**/*.parquet', hive_partitioning = true) GROUP BY {places}")
one = lambda q: db.execute(q).fetchone()[0]
print(one("SELECT count(*) FROM again"), one("SELECT sum(events) FROM again"),
      one("SELECT count(*) FROM (SELECT * FROM again EXCEPT ALL SELECT * FROM cube)"),
      one("SELECT count(*) FROM (SELECT * FROM cube EXCEPT ALL SELECT * FROM again)"),
      one("SELECT count(*) FROM cube WHERE roots > 0"), one("SELECT count(*) FROM cube WHERE score_tenths < 0"))
"#;
    let statement = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/lookup/cube.sql");
    let told = told(&python, script, &[&lake, &statement]);
    let cells: u64 = content.sources.values().map(|s| s.cells).sum();
    let events: u64 = content.sources.values().map(|s| s.cube_events).sum();
    assert!(cells > 100, "{cells} cells");
    assert_eq!(told[..4], [cells as i64, events as i64, 0, 0]);
    assert!(told[4] > 0 && told[5] > 0, "roots and scores are compared too: {told:?}");
}

#[test]
fn polars_reads_rows_and_cube() {
    let Some(python) = python("polars_reads_rows_and_cube") else { return };
    let folder = Folder::new("polars");
    let (lake, content) = lake_of_all(&folder);
    let script = r#"
import sys, polars as pl
read = lambda kind: pl.scan_parquet(f"{sys.argv[1]}/{kind}/**/*.parquet", hive_partitioning=True)
counted = read("events").filter(pl.col("removed").is_null())
number = lambda frame: frame.collect().item()
print(number(read("events").select(pl.len())), number(counted.select(pl.len())),
      number(counted.select(pl.col("count").sum())), number(read("cube").select(pl.col("events").sum())),
      number(read("rejected").select(pl.len())), number(read("events").select(pl.col("source").n_unique())))
assert read("events").collect_schema()["day"] == pl.Date
"#;
    let told = told(&python, script, &[&lake]);
    let sum = |of: &dyn Fn(&tertius_lake::SourceContent) -> u64| content.sources.values().map(of).sum::<u64>() as i64;
    let wanted = [
        sum(&|s| s.rows),
        sum(&|s| s.by_rule.get("").copied().unwrap_or(0)),
        sum(&|s| s.row_events),
        sum(&|s| s.cube_events),
        sum(&|s| s.rejected.values().sum()),
        content.sources.len() as i64,
    ];
    assert!(wanted.iter().all(|n| *n > 0), "{wanted:?}");
    assert_eq!(told, wanted);
}
