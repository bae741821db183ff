//! The tree as it stands: the house rules (one test for all, so that one run names every place that breaks
//! one), the generated list of third parties, and what the documents show against what the program reads.

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
    let rows: Vec<&str> =
        text.lines().filter(|l| l.starts_with("| ")).filter_map(|l| l.split('|').nth(1)).map(str::trim).collect();
    let missing: Vec<&str> = RULES.iter().map(|r| r.says).filter(|says| !rows.contains(says)).collect();
    assert!(missing.is_empty(), "add to the house rules of CONTRIBUTING.md, with the reason: {missing:#?}");
}

#[test]
fn dossiers_in_documents_are_sound() {
    let tree = Tree::of_workspace().expect("the tests run inside the repository");
    let mut n_dossiers = 0;
    for (path, text) in tree.texts_in("docs/", ".md") {
        let blocks = text.split("```toml\n").skip(1).filter_map(|rest| rest.split_once("```")).map(|(block, _)| block);
        for block in blocks.filter(|b| b.contains("[triangle]")) {
            n_dossiers += 1;
            if let Err(complaints) = tertius::dossier::Dossier::read(block, &tertius::claims::kind_names()) {
                panic!("mend the dossier in {path}: {complaints:#?}");
            }
        }
    }
    assert!(n_dossiers > 0, "docs/guide shows a whole dossier");
}
