//! The program as a user meets it: each command run once, its output read, its exit code checked.

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
