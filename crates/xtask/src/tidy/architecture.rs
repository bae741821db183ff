//! Rules about ARCHITECTURE.md: what it says of crates is what the manifests say, and the checks that it
//! names for its invariants exist.

use super::rules::Problem;
use super::source::sources;
use super::tree::Tree;
use std::collections::{BTreeMap, BTreeSet};

const FILE: &str = "ARCHITECTURE.md";

pub(super) fn table_equals_manifests(tree: &Tree) -> Vec<Problem> {
    let Some(text) = tree.text(FILE) else {
        return vec![Problem::new(FILE, "write it: the crate table, the spine, the invariants")];
    };
    let (written, built) = (table(text), manifests(tree));
    let mut problems = Vec::new();
    for name in written.keys().filter(|n| !built.contains_key(*n)) {
        problems.push(Problem::new(FILE, format!("take `{name}` out of the crate table: there is no such crate")));
    }
    for (name, uses) in &built {
        let list = |set: &BTreeSet<String>| {
            if set.is_empty() {
                "nothing of ours".to_owned()
            } else {
                set.iter().map(|s| format!("`{s}`")).collect::<Vec<_>>().join(", ")
            }
        };
        match written.get(name) {
            None => problems.push(Problem::new(
                FILE,
                format!("add a row for `{name}` to the crate table; it may use {}", list(uses)),
            )),
            Some(may) if may != uses => problems.push(Problem::new(
                FILE,
                format!(
                    "`{name}` may use {} by the table and uses {} by its manifest: decide which is right",
                    list(may),
                    list(uses)
                ),
            )),
            Some(_) => {}
        }
    }
    problems
}

/// Rows of the table whose head begins with "crate": name and what it may use.
fn table(text: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut rows = BTreeMap::new();
    let mut inside = false;
    for line in text.lines() {
        let cells: Vec<&str> = line.trim().trim_matches('|').split('|').map(str::trim).collect();
        if !line.trim_start().starts_with('|') {
            inside = false;
        } else if cells.first() == Some(&"crate") {
            inside = true;
        } else if inside
            && let (Some(name), Some(uses)) = (cells.first().and_then(|c| in_ticks(c).into_iter().next()), cells.last())
        {
            rows.insert(name, in_ticks(uses).into_iter().collect());
        }
    }
    rows
}

fn in_ticks(text: &str) -> Vec<String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// Folder names of our crates and of the crates of ours that each depends on.
fn manifests(tree: &Tree) -> BTreeMap<String, BTreeSet<String>> {
    let mut read: BTreeMap<String, (String, toml::Table)> = BTreeMap::new();
    for (path, text) in tree.texts_in("crates/", "/Cargo.toml") {
        let folder = path.trim_start_matches("crates/").trim_end_matches("/Cargo.toml");
        if let Ok(manifest) = text.parse::<toml::Table>()
            && let Some(package) = manifest.get("package").and_then(|p| p.get("name")).and_then(|n| n.as_str())
        {
            read.insert(package.to_owned(), (folder.to_owned(), manifest));
        }
    }
    let ours = |manifest: &toml::Table| -> BTreeSet<String> {
        ["dependencies", "dev-dependencies", "build-dependencies"]
            .iter()
            .filter_map(|kind| manifest.get(*kind).and_then(|d| d.as_table()))
            .flat_map(|d| d.keys())
            .filter_map(|name| read.get(name).map(|(folder, _)| folder.clone()))
            .collect()
    };
    read.values().map(|(folder, manifest)| (folder.clone(), ours(manifest))).collect()
}

/// A check is written as "Check: `name`"; the name is a function's, or a file's with the lint it holds.
pub(super) fn named_checks_exist(tree: &Tree) -> Vec<Problem> {
    let Some(text) = tree.text(FILE) else { return Vec::new() };
    let all = sources(tree, "crates/");
    let exists = |name: &str| tree.has(name) || all.iter().any(|s| s.code.contains(&format!("fn {name}(")));
    let mut problems = Vec::new();
    for (at, mark) in text.match_indices("Check:") {
        let line = text[..at].matches('\n').count() + 1;
        // The names run over lines and end with the sentence.
        let checks = &text[at + mark.len()..];
        let checks = checks.split_once(".\n").map_or(checks, |(names, _)| names);
        for name in in_ticks(checks).iter().filter(|name| !exists(name)) {
            problems.push(Problem::at(
                FILE,
                line,
                format!("no test, rule or file is called `{name}`: name the check that holds this invariant"),
            ));
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "| crate | what | may use |\n|---|---|---|\n| `a` | x | nothing of ours |\n| `b` | y | `a` |\n";
    const A: (&str, &str) =
        ("crates/a/Cargo.toml", "[package]\nname = \"ours-a\"\n[dependencies]\nserde.workspace = true");
    const B: (&str, &str) =
        ("crates/b/Cargo.toml", "[package]\nname = \"ours-b\"\n[dependencies]\nours-a.workspace = true");

    #[test]
    fn a_table_that_differs_from_the_manifests_is_found() {
        assert_eq!(table_equals_manifests(&Tree::of(&[(FILE, TABLE), A, B])), []);
        assert_eq!(table_equals_manifests(&Tree::of(&[(FILE, TABLE), A])).len(), 1);
        let loose = ("crates/b/Cargo.toml", "[package]\nname = \"ours-b\"");
        assert_eq!(table_equals_manifests(&Tree::of(&[(FILE, TABLE), A, loose])).len(), 1);
        assert_eq!(table_equals_manifests(&Tree::of(&[(FILE, "no table"), A, B])).len(), 2);
        assert_eq!(table_equals_manifests(&Tree::of(&[A])).len(), 1);
    }

    #[test]
    fn a_check_that_does_not_exist_is_found() {
        let code = ("crates/a/src/b.rs", "fn holds() {}");
        assert_eq!(
            named_checks_exist(&Tree::of(&[(FILE, "x. Check: `holds`, `clippy.toml`"), code, ("clippy.toml", "")])),
            []
        );
        assert_eq!(named_checks_exist(&Tree::of(&[(FILE, "x. Check: `holds_not`"), code])).len(), 1);
        assert_eq!(
            named_checks_exist(&Tree::of(&[(FILE, "x. Check: `holds`,\n  `holds_not`.\n\nNot `this`."), code])).len(),
            1
        );
    }
}
