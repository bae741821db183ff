//! `tertius atlas` as a user meets it: a table, a dossier's instrument, a run that was stopped, a setting that changed.

use super::session::Session;

const FILES: [&str; 4] = ["atlas.csv", "survivors.csv", "atlas.json", "atlas.html"];
const TABLE: [&str; 9] =
    ["atlas", "e.csv", "--ontology", "quad", "--measure", "balance", "--observed", "2001..2010", "--out"];

fn with<'a>(out: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    TABLE.iter().copied().chain([out]).chain(more.iter().copied()).collect()
}

#[test]
fn a_stopped_atlas_is_resumed_with_the_same_bytes() {
    let s = Session::new("atlas");
    s.write_small_dossier();
    let run = s.tertius(&with("a", &[]));
    run.succeeds().stdout_has("None of this is a verdict").stderr_has("atlas.html");
    let whole = FILES.map(|f| s.read(&format!("a/{f}")));
    assert_eq!(whole[0].lines().count(), 1 + 6, "six questions of one triangle");
    s.tertius(&with("one", &["--threads", "1", "--quiet"])).succeeds();
    assert_eq!(FILES.map(|f| s.read(&format!("one/{f}"))), whole);

    // As a run leaves it that was stopped: no result, and a chunk that is cut off.
    s.remove("a/atlas.json");
    let chunk = s.read("a/.atlas/screen-00000");
    s.write("a/.atlas/screen-00000", &chunk[..chunk.len() - 9]);
    s.tertius(&with("a", &[])).fails_with(2).stderr_has("--resume");
    s.tertius(&with("a", &["--resume"])).succeeds().stderr_has("Resuming");
    assert_eq!(FILES.map(|f| s.read(&format!("a/{f}"))), whole);

    // Another setting, another run.
    s.tertius(&with("a", &["--resume", "--lags", "3"])).succeeds().stderr_has("starting anew");
    assert_ne!(s.read("a/atlas.csv"), whole[0]);
}

#[test]
fn a_dossiers_instrument_gives_the_same_numbers() {
    let s = Session::new("atlas-dossier");
    s.write_small_dossier();
    s.tertius(&with("table", &["--quiet"])).succeeds();
    s.tertius(&["atlas", "d.toml", "--instrument", "counts", "--out", "d", "--quiet"]).succeeds();
    assert_eq!(s.read("table/atlas.csv"), s.read("d/atlas.csv"));
    s.tertius(&["atlas", "d.toml", "--lags", "3"]).fails_with(2).stderr_has("--lags");
    s.tertius(&["atlas", "d.toml", "--instrument", "other"]).fails_with(2).stderr_has("counts");
    s.tertius(&["atlas", "e.csv", "--measure", "balance"]).fails_with(2).stderr_has("ontology");
    s.tertius(&with("b", &["--active", "200"])).fails_with(2).stderr_has("refused");
}
