//! Rules about proofs: reference numbers have an independent recipe and a user, tolerances have names, and
//! shared data are looked for in one place, so that every skip is counted.

use super::rules::Problem;
use super::source::sources;
use super::tree::Tree;
use std::collections::{BTreeMap, BTreeSet};

const ESTIMATORS: &str = "crates/econometrics/";

/// How the folders begin that hold programs on event files and no numbers: some of those files may not be published in
/// any form, and speeds belong to one machine. They need a page and a program.
const PROGRAMS: &str = "events_";

pub(super) fn reference_is_whole_and_used(tree: &Tree) -> Vec<Problem> {
    let mut folders: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for path in tree.paths().filter_map(|p| p.strip_prefix("reference/")) {
        if let Some((folder, file)) = path.split_once('/') {
            folders.entry(folder).or_default().push(file);
        }
    }
    let mut problems = Vec::new();
    for (name, files) in folders {
        let place = format!("reference/{name}/");
        let mut missing = Vec::new();
        let mut need = |what: &'static str, found: bool| {
            if !found {
                missing.push(what)
            }
        };
        need("README.md", files.contains(&"README.md"));
        need("a recipe (.py or .R)", files.iter().any(|f| f.ends_with(".py") || f.ends_with(".R")));
        let programs = name.starts_with(PROGRAMS);
        need("an input", programs || files.iter().any(|f| f.starts_with("input")));
        need("the expected numbers", programs || files.iter().any(|f| f.starts_with("expected")));
        if !missing.is_empty() {
            problems.push(Problem::new(&place, format!("add {}", missing.join(", "))));
        }
        // Readings of relations are made in the library of the spine, and have references too.
        if !programs
            && !tree
                .texts_in(ESTIMATORS, ".rs")
                .chain(tree.texts_in("crates/tertius/", ".rs"))
                .any(|(_, text)| text.contains(&format!("{name}/")) || text.contains(&format!("\"{name}\"")))
        {
            problems.push(Problem::new(
                &place,
                "no test reads it: hold an estimator or a reading against it, or take it away",
            ));
        }
    }
    problems
}

pub(super) fn tolerances_have_names(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    for source in sources(tree, ESTIMATORS).iter().filter(|s| !s.path.ends_with("/tolerance.rs")) {
        for (n, line) in source.test_code.lines().enumerate() {
            if line.split('<').skip(1).any(|after| is_power_of_ten(after.trim_start_matches('=').trim_start())) {
                problems.push(Problem::at(
                    &source.path,
                    n + 1,
                    "use a class of tolerance.rs: a tolerance is a claim about where a difference comes from",
                ));
            }
        }
    }
    problems
}

/// Whether the text begins with a number such as `1e-9` or `2.5e-3`.
fn is_power_of_ten(text: &str) -> bool {
    let number: String = text.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
    !number.is_empty() && text[number.len()..].starts_with("e-")
}

pub(super) fn shared_data_have_one_door(tree: &Tree) -> Vec<Problem> {
    // Put together here, so that the rule does not find itself.
    let (shared, skips, required) = (name("SHARED"), name("SKIPS"), name("REQUIRE_SHARED"));
    let mut doors: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut problems = Vec::new();
    for (path, text) in tree.texts_in("crates/", ".rs") {
        let krate = path.split('/').nth(1).unwrap_or_default();
        if !text.contains(&format!("\"{shared}\"")) {
            continue;
        }
        doors.entry(krate).or_default().insert(path);
        if !text.contains(&skips) || !text.contains(&required) {
            problems.push(Problem::new(path, format!("a test that finds no shared data must be counted: write its line to {skips}, and panic under {required}")));
        }
    }
    for (krate, paths) in doors.iter().filter(|(_, p)| p.len() > 1) {
        let list = paths.iter().copied().collect::<Vec<_>>().join(", ");
        problems.push(Problem::new(
            format!("crates/{krate}"),
            format!("look for the shared data in one place, not in {list}"),
        ));
    }
    problems
}

fn name(end: &str) -> String {
    ["TERTIUS", end].join("_")
}

#[cfg(test)]
mod tests {
    use super::*;

    const USER: (&str, &str) = ("crates/econometrics/tests/it/ols.rs", "let e = read(\"ols/expected.toml\");");
    const WHOLE: [(&str, &str); 4] = [
        ("reference/ols/README.md", ""),
        ("reference/ols/recipe.py", ""),
        ("reference/ols/input.csv", ""),
        ("reference/ols/expected.toml", ""),
    ];

    #[test]
    fn a_reference_without_recipe_or_user_is_found() {
        let whole: Vec<(&str, &str)> = WHOLE.into_iter().chain([USER]).collect();
        assert_eq!(reference_is_whole_and_used(&Tree::of(&whole)), []);
        assert_eq!(reference_is_whole_and_used(&Tree::of(&whole[1..])).len(), 1);
        assert_eq!(reference_is_whole_and_used(&Tree::of(&WHOLE)).len(), 1);
        let programs = [("reference/events_x/README.md", ""), ("reference/events_x/x.py", "")];
        assert_eq!(reference_is_whole_and_used(&Tree::of(&programs)), []);
        assert_eq!(reference_is_whole_and_used(&Tree::of(&programs[1..])).len(), 1);
        assert_eq!(reference_is_whole_and_used(&Tree::of(&programs[..1])).len(), 1);
    }

    #[test]
    fn a_bare_tolerance_is_found() {
        let at = |path: &str, text: &str| tolerances_have_names(&Tree::of(&[(path, text)])).len();
        assert_eq!(at("crates/econometrics/tests/it/ols.rs", "assert!((a - b).abs() < 1e-6);"), 1);
        assert_eq!(
            at("crates/econometrics/src/ols.rs", "#[cfg(test)]\nmod tests { fn a() { assert!(x <= 2.5e-3) } }"),
            1
        );
        assert_eq!(at("crates/econometrics/src/ols.rs", "fn a() { while step < 1e-12 {} }"), 0);
        assert_eq!(at("crates/econometrics/tests/it/ols.rs", "assert!(p < 0.5);"), 0);
    }

    #[test]
    fn a_second_door_to_the_shared_data_is_found() {
        let door =
            format!("var(\"{}\"); var(\"{}\"); var(\"{}\")", name("SHARED"), name("SKIPS"), name("REQUIRE_SHARED"));
        let blind = format!("var(\"{}\")", name("SHARED"));
        let tree = |files: &[(&str, &str)]| shared_data_have_one_door(&Tree::of(files)).len();
        assert_eq!(tree(&[("crates/a/tests/it/shared.rs", &door)]), 0);
        assert_eq!(tree(&[("crates/a/tests/it/shared.rs", &blind)]), 1);
        assert_eq!(
            tree(&[("crates/a/tests/it/shared.rs", &door), ("crates/a/src/b.rs", &door), ("crates/c/src/b.rs", &door)]),
            1
        );
    }
}
