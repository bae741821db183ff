//! Tests of the page: it is whole, it loads nothing, it lets nothing through unescaped, and what it shows
//! in colour it also says in words.

use super::content_policy::policy;
use super::fixture;
use super::html::html;

fn page() -> String {
    html(&fixture::findings())
}

/// The page without its chart libraries, in which anything may occur.
fn own_words() -> String {
    let mut text = page();
    for library in super::html::LIBRARIES {
        text = text.replace(library, "");
    }
    text
}

#[test]
fn the_sections_stand_in_order() {
    let text = own_words();
    let mut last = 0;
    for id in [
        "asked",
        "verdicts",
        "relations",
        "triangle",
        "fields",
        "instruments",
        "claims",
        "episodes",
        "reciprocity",
        "data",
        "cautions",
        "methods",
        "cite",
        "manifest",
    ] {
        let at = text.find(&format!("id=\"{id}\"")).unwrap_or_else(|| panic!("no section {id}"));
        assert!(at > last, "{id} comes too early");
        last = at;
    }
    let levels: Vec<u32> =
        text.match_indices("<h").filter_map(|(at, _)| text[at + 2..].chars().next()?.to_digit(10)).collect();
    assert!(levels.windows(2).all(|w| w[1] <= w[0] + 1), "a heading skips a level: {levels:?}");
}

#[test]
fn the_page_loads_nothing() {
    let text = own_words();
    for forbidden in ["src=\"", "@import", "url(", "http-equiv=\"refresh\"", "fetch(", "eval("] {
        assert!(!text.contains(forbidden), "{forbidden}");
    }
    assert!(!text.contains("href=\"http"), "no link leaves the page");
}

#[test]
fn the_policy_names_the_scripts_that_are_in_the_page() {
    let text = page();
    let scripts: Vec<&str> = text.split("<script>").skip(1).filter_map(|rest| rest.split("</script>").next()).collect();
    assert_eq!(scripts.len(), 4);
    let policy = policy(&scripts).replace('\'', "&#x27;").replace('/', "&#x2f;");
    assert!(
        text.contains(&format!("content=\"{policy}\"")),
        "a script differs from its checksum: the browser would not run it"
    );
}

#[test]
fn what_the_dossier_says_is_never_markup() {
    let text = own_words();
    assert!(text.contains("Tehran turns to Moscow when Washington &amp; Tehran quarrel &lt;&#x2f;script&gt;&lt;b&gt;"));
    assert!(!text.contains("quarrel </script>") && !text.contains("<2003>"));
    let specs =
        text.split("id=\"charts\">").nth(1).and_then(|r| r.split("</script>").next()).expect("the specifications");
    assert!(!specs.contains('<') && !specs.contains('&'));
    let specs: serde_json::Value = serde_json::from_str(specs).expect("valid JSON");
    assert!(specs["relation-1"]["vconcat"].is_array());
}

#[test]
fn every_chart_has_its_specification_and_its_table() {
    let text = own_words();
    let specs =
        text.split("id=\"charts\">").nth(1).and_then(|r| r.split("</script>").next()).expect("the specifications");
    let specs: serde_json::Value = serde_json::from_str(specs).expect("valid JSON");
    let places: Vec<&str> = text.split("data-chart=\"").skip(1).filter_map(|r| r.split('"').next()).collect();
    assert_eq!(places.len(), specs.as_object().map_or(0, serde_json::Map::len));
    for place in &places {
        assert!(specs[place].is_object(), "{place}");
        let after = text.split(&format!("data-chart=\"{place}\"")).nth(1).expect("the rest of the page");
        let table = after.find("<details class=\"numbers\">").expect("a table after the chart");
        assert!(after.find("data-chart=").is_none_or(|next| table < next), "{place} has no table of its own");
    }
}

#[test]
fn verdicts_and_gates_are_words() {
    let text = own_words();
    for word in [
        "not established",
        "supported",
        "refused",
        "passed in the opposite direction",
        "cannot run",
        "not reached",
        "not needed",
        "failed",
        "post hoc",
    ] {
        assert!(text.contains(&format!(">{word}")), "{word}");
    }
    assert!(text.contains("12,345 rows read = 12,200 accepted + 100 removed + 45 rejected"));
    let read_by_people = text.split("id=\"charts\">").next().expect("the page before the specifications");
    let no_number = [">NaN", " NaN", "\u{2212}0<", "\u{2212}0.0<", " -0.00 ", "not a number"];
    assert!(no_number.iter().all(|x| !read_by_people.contains(x)));
}

#[test]
fn the_same_findings_give_the_same_page() {
    assert_eq!(page(), page());
}

/// Writes the fixture's page for whoever wants to look at it: `TERTIUS_PAGE=page.html cargo test -p tertius the_page_to_look_at`.
#[test]
#[expect(clippy::disallowed_methods, reason = "a developer may ask for the page as a file")]
fn the_page_to_look_at_is_whole() {
    let text = page();
    if let Some(path) = std::env::var_os("TERTIUS_PAGE") {
        std::fs::write(path, &text).expect("the page can be written");
    }
    assert!(text.starts_with("<!doctype html>") && text.trim_end().ends_with("</html>"));
}
