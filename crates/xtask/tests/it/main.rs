//! The tree as it stands, held against the house rules: one test for all rules, so that one run names every
//! place that breaks one, and one for the generated list of third parties.

use xtask::tidy::{RULES, Tree};

#[test]
fn the_house_rules_hold() {
    let tree = Tree::of_workspace().expect("the tests run inside the repository");
    assert!(tree.text("ARCHITECTURE.md").is_some(), "the tree was read from the wrong place");
    let mut text = String::new();
    for rule in RULES {
        let problems = (rule.check)(&tree);
        if !problems.is_empty() {
            text.push_str(&format!("\n{}", rule.says));
            problems.iter().for_each(|p| text.push_str(&format!("\n  {p}")));
        }
    }
    assert!(text.is_empty(), "{text}\n");
}

#[test]
fn third_party_notices_name_every_dependency() {
    let problems = xtask::notices::out_of_date().expect("the notices and the lock file can be read");
    assert!(problems.is_empty(), "run `cargo run -p xtask -- notices`:\n{}", problems.join("\n"));
}

#[test]
fn contributing_names_every_rule() {
    let tree = Tree::of_workspace().expect("the tests run inside the repository");
    let text = tree.text("CONTRIBUTING.md").unwrap_or_default();
    let rows: Vec<&str> = text.lines().filter(|l| l.starts_with("| ")).filter_map(|l| l.split('|').nth(1)).map(str::trim).collect();
    let missing: Vec<&str> = RULES.iter().map(|r| r.says).filter(|says| !rows.contains(says)).collect();
    assert!(missing.is_empty(), "add to the house rules of CONTRIBUTING.md, with the reason: {missing:#?}");
}
