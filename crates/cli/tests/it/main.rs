//! The program as a user meets it: each command run once, its output read, its exit code checked.

mod atlas;
mod crash;
mod download;
mod session;

use session::Session;

#[test]
fn report_runs_the_bundled_dossier_from_any_folder() {
    let s = Session::new("report");
    let run = s.tertius(&["report", "--out", "r"]);
    run.succeeds().stdout_has("NOT ESTABLISHED").stderr_has("report.html");
    let html = s.read("r/report.html");
    assert!(html.contains("<!doctype html>") || html.contains("<!DOCTYPE html>"));
    assert!(!html.contains("src=\"http") && !html.contains("href=\"https://cdn"), "the page works offline");
    let json: serde_json::Value = serde_json::from_str(&s.read("r/report.json")).expect("the report is JSON");
    assert!(json.to_string().contains("tertius-report/1"));
    assert!(!s.read("r/report.json").contains("NaN"));
    assert!(s.files("r/tables").iter().any(|f| f.ends_with(".csv")));
    assert!(s.files("r").iter().all(|f| !f.ends_with(".unfinished")));

    // Any number of threads, the same digits.
    s.tertius(&["report", "--out", "one", "--threads", "1", "--quiet"]).succeeds();
    s.tertius(&["report", "--out", "two", "--threads", "2", "--quiet"]).succeeds();
    assert_eq!(s.read("one/report.json"), s.read("two/report.json"));
    assert_eq!(s.read("one/report.html"), s.read("two/report.html"));
}

#[test]
fn the_second_dossier_is_about_other_states() {
    let s = Session::new("second");
    let run = s.tertius(&["report", "iran-iraq-united-states", "--out", "r", "--format", "json", "--quiet"]);
    run.succeeds().stdout_has("IRQ");
    assert_eq!(run.stderr, "", "quiet is quiet");
}

#[test]
fn a_claim_added_after_a_run_is_post_hoc() {
    let s = Session::new("posthoc");
    s.write_small_dossier();
    s.tertius(&["report", "d.toml", "--out", "r", "--quiet"]).succeeds();
    assert!(!s.read("r/report.json").contains("\"post_hoc\": true"));
    let claim = "\n[[claim]]\nkind = \"third-party response\"\nsays = \"an afterthought\"\ndriver = \"USA-IRN\"\ndirection = \"same\"\n";
    s.write("d.toml", &format!("{}{claim}", s.read("d.toml")));
    s.tertius(&["report", "d.toml", "--out", "r", "--quiet"]).succeeds().stdout_has("post hoc");
    assert!(s.read("r/report.json").contains("\"post_hoc\": true"));
    // It stays so in the third run.
    s.tertius(&["report", "d.toml", "--out", "r", "--quiet"]).succeeds().stdout_has("post hoc");
    // Settings that were changed after results had been seen are named.
    s.write("d.toml", &format!("{}\n[settings]\nlags = 3\n", s.read("d.toml")));
    s.tertius(&["report", "d.toml", "--out", "r", "--quiet"]).succeeds();
    assert!(s.read("r/report.json").contains("lags: 2 before, 3 now"));
    // Another dossier into the same folder is no earlier run of this question.
    s.tertius(&["report", "iran-iraq-united-states", "--out", "r", "--quiet"]).succeeds();
    assert!(!s.read("r/report.json").contains("\"post_hoc\": true"));
    s.write("r/report.json", "{");
    s.tertius(&["report", "d.toml", "--out", "r", "--quiet"]).fails_with(2).stderr_has("not a report of this program");
}

#[test]
fn a_run_is_kept_until_a_byte_changes() {
    let s = Session::new("cache");
    s.write_small_dossier();
    let report = ["report", "d.toml", "--out", "r"];
    let first = s.tertius(&report);
    first.succeeds();
    assert!(!first.stderr.contains("kept"), "{}", first.stderr);
    let files = ["r/report.json", "r/report.html", "r/tables/claims.csv"];
    let before = files.map(|f| s.read(f));
    // The folder now has an earlier run, which changes nothing.
    let second = s.tertius(&report);
    second.succeeds().stderr_has("Nothing changed since a run that is kept");
    assert_eq!(second.stdout, first.stdout);
    assert!(before == files.map(|f| s.read(f)), "the same bytes");
    s.tertius(&["show", "claims", "d.toml"]).succeeds().stderr_has("that is kept").stdout_has("not established");
    s.tertius(&["cache"]).succeeds().stdout_has("d.toml");
    let anew = s.tertius(&["report", "d.toml", "--out", "r", "--no-cache"]);
    assert!(!anew.succeeds().stderr.contains("kept"), "{}", anew.stderr);
    // A row, a claim, an earlier run that did not have the claim: each is another run.
    s.write(
        "e.csv",
        &s.read("e.csv").replacen("2001-01,IRN,RUS,verbal-conflict,", "2001-01,IRN,RUS,verbal-conflict,1", 1),
    );
    let changed = s.tertius(&report);
    changed.succeeds();
    assert!(!changed.stderr.contains("kept"), "{}", changed.stderr);
    assert!(s.read("r/report.json").contains("the file e.csv"), "that a file changed after a run is said");
    let fresh = s.tertius(&["report", "d.toml", "--out", "r2"]);
    assert!(!fresh.succeeds().stderr.contains("kept"), "an earlier run was said to have changed: {}", fresh.stderr);
    assert!(!s.read("r2/report.json").contains("the file e.csv"));
    s.tertius(&["cache", "--drop"]).succeeds().stdout_has("3 kept runs dropped");
    let dropped = s.tertius(&report);
    assert!(!dropped.succeeds().stderr.contains("kept"), "{}", dropped.stderr);
}

#[test]
fn check_underlines_and_counts() {
    let s = Session::new("check");
    s.write_small_dossier();
    s.tertius(&["check", "d.toml"]).succeeds().stdout_has("no complaints");
    s.write(
        "d.toml",
        &s.read("d.toml").replace("third = \"USA\"", "third = \"USAA\"\ntrird = 1").replace("e.csv", "f.csv"),
    );
    let run = s.tertius(&["check", "d.toml", "--colour", "never"]);
    run.fails_with(2)
        .stderr_has("no state is known as \"USAA\"")
        .stderr_has("d.toml:3")
        .stderr_has("has no key `trird`")
        .stderr_has("no file matches \"f.csv\"")
        .stderr_has("3 complaints");
    assert_eq!(run.stdout, "", "complaints are not data");
    let json = s.tertius(&["check", "d.toml", "--format", "json"]);
    let value: serde_json::Value = serde_json::from_str(&json.stdout).expect("JSON");
    assert_eq!(value["complaints"][0]["line"], 3);
    s.tertius(&["check", "nothing.toml"])
        .fails_with(2)
        .stderr_has("no dossier is found")
        .stderr_has("iran-russia-united-states");
}

#[test]
fn new_writes_a_sound_dossier_and_spares_what_is_there() {
    let s = Session::new("new");
    s.tertius(&["new", "IND", "PAK", "CHN", "--out", "d.toml"]).succeeds().stderr_has("tertius check");
    s.tertius(&["new", "IND", "PAK", "CHN", "--out", "d.toml"]).fails_with(2).stderr_has("left as it is");
    // The only complaint is about the files that the analyst has to bring.
    s.tertius(&["check", "d.toml", "--quiet", "--colour", "never"])
        .fails_with(2)
        .stderr_has("no file matches \"events/*.csv\"")
        .stderr_has("1 complaint;");
    s.tertius(&["new", "IND", "PAC", "CHN"]).fails_with(2).stderr_has("PAK (Pakistan)");
    s.tertius(&["new", "IND", "IND", "CHN"]).fails_with(2).stderr_has("three different states");
}

#[test]
fn show_goes_from_verdicts_down_to_rows() {
    let s = Session::new("show");
    s.write_small_dossier();
    s.tertius(&["show", "claims", "d.toml", "--quiet"]).succeeds().stdout_has("not established");
    s.tertius(&["show", "series", "d.toml", "--format", "csv", "--quiet"]).succeeds().stdout_has("2001-01");
    s.tertius(&["show", "events", "d.toml", "--trail", "--instrument", "counts", "--format", "csv", "--quiet"])
        .succeeds()
        .stdout_has("e.csv,2");
    s.tertius(&["show", "series", "d.toml", "--directed", "--format", "csv", "--quiet"])
        .succeeds()
        .stdout_has("initiator");
    s.tertius(&["show", "clams"]).fails_with(2).stderr_has("did you mean claims?");
    s.tertius(&["show", "claims", "d.toml", "--trail"]).fails_with(2).stderr_has("events");
    let json = s.tertius(&["show", "hypotheses", "d.toml", "--format", "json", "--quiet"]);
    serde_json::from_str::<serde_json::Value>(&json.stdout).expect("JSON");
}

#[test]
fn a_signed_network_of_a_stretch_and_what_is_no_stretch() {
    let s = Session::new("network");
    let asked = ["network", "--instrument", "General Assembly distance", "--format", "csv", "--quiet"];
    s.tertius(&[&asked[..], &["--from", "2003", "--to", "2004"]].concat())
        .succeeds()
        .stdout_has("General Assembly distance,to,2004")
        .stdout_has("walk balance");
    s.tertius(&[&asked[..], &["--edges"]].concat()).succeeds().stdout_has("friendly");
    s.tertius(&["network", "--from", "2003"]).fails_with(2).stderr_has("both --from and --to");
    s.tertius(&["network", "--from", "2004", "--to", "2003"]).fails_with(2).stderr_has("before");
    s.tertius(&["network", "--from", "03/2004", "--to", "2003"]).fails_with(2).stderr_has("is no date");
    s.tertius(&["network", "--instrument", "votes"]).fails_with(2).stderr_has("the dossier has");
}

#[test]
fn cite_and_explain_speak_of_what_is_used() {
    let s = Session::new("cite");
    s.tertius(&["cite"]).succeeds().stdout_has("holm1979").stdout_has("@");
    s.tertius(&["explain", "third-party response"]).succeeds().stdout_has("What would refute it");
    s.tertius(&["explain"]).succeeds().stdout_has("third-party response").stdout_has("boldness");
    s.tertius(&["explain", "moderation"]).succeeds().stdout_has("Where no influence is shown before the date");
    s.tertius(&["explain", "third-party responce"]).fails_with(2).stderr_has("did you mean");
}

#[test]
fn a_simulated_world_is_read_reported_and_written_anew() {
    let s = Session::new("simulate");
    s.tertius(&["simulate", "--list"]).succeeds().stdout_has("mediated");
    let example = s.tertius(&["simulate", "--example"]);
    example.succeeds();
    // Short, so that the report is quick; every other line is as printed.
    s.write("w.toml", &example.stdout.replace("months = 240", "months = 96").replace("states = 24", "states = 6"));
    s.tertius(&["simulate", "w.toml", "--out", "w", "--layout", "icews"]).succeeds().stderr_has("tertius report");
    assert!(s.read("w/events.tab").starts_with("Event ID\tEvent Date"));
    s.tertius(&["check", "w/dossier.toml"]).succeeds().stdout_has("no complaints");
    // The same folder again, counted: what is no longer of the world goes, and threads change no byte.
    s.tertius(&["simulate", "w.toml", "--out", "w", "--quiet", "--threads", "1"]).succeeds();
    s.tertius(&["simulate", "w.toml", "--out", "w2", "--quiet", "--threads", "2"]).succeeds();
    assert!(!s.files("w").iter().any(|f| f.ends_with(".tab")));
    for file in s.files("w") {
        assert_eq!(s.read(&format!("w/{file}")), s.read(&format!("w2/{file}")), "{file}");
    }
    let truth: serde_json::Value = serde_json::from_str(&s.read("w/truth.json")).expect("JSON");
    assert_eq!(truth["influence"]["form"], "direct");
    assert_eq!(truth["influence"]["acts"]["from"], "1993-01");
    assert_eq!(truth["relations"][1]["role"], "driver");
    assert!(s.read("w/truth.csv").starts_with("month,a,b,role,warmth,influence\n1993-01,IND,PAK,pair,"));
    s.tertius(&["report", "w/dossier.toml", "--out", "r", "--quiet"]).succeeds().stdout_has("third");
    let power = ["power", "w/dossier.toml", "--gates", "response", "--seeds", "20", "--quiet"];
    s.tertius(&[&power[..], &["--format", "csv"]].concat()).succeeds().stdout_has("simulated events,1993-01,2000-12");
    s.tertius(&[&power[..], &["--curves"]].concat()).succeeds().stdout_has("effect");
    s.tertius(&["power", "--effect", "2"]).fails_with(2).stderr_has("no effect between");
    s.tertius(&["power", "--instrument", "votes"]).fails_with(2).stderr_has("the dossier has");
}

#[test]
fn what_is_no_world_is_said_and_other_folders_are_spared() {
    let s = Session::new("no-world");
    s.tertius(&["simulate", "mediatde", "--out", "w"]).fails_with(2).stderr_has("did you mean mediated?");
    s.tertius(&["simulate", "null"]).fails_with(2);
    s.write("bad.toml", "months = 5\n[influence]\nform = \"driect\"\neffect = -0.3\n");
    s.tertius(&["simulate", "bad.toml", "--out", "w", "--colour", "never"])
        .fails_with(2)
        .stderr_has("bad.toml:1")
        .stderr_has("did you mean \"direct\"?")
        .stderr_has("2 complaints");
    // This folder holds a file that nobody simulated.
    s.tertius(&["simulate", "null", "--out", "."]).fails_with(2).stderr_has("is not empty");
    assert_eq!(s.read("bad.toml").lines().count(), 4);
}
