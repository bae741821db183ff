//! Rules about files as such: how they begin, how long they are, what they are called, and that what stands
//! in them is finished.

use super::rules::Problem;
use super::source::{lines_with, sources};
use super::tree::Tree;

/// Longest file that needs no reason.
const LINES_MAX: usize = 500;

/// Longest file at all.
const LINES_MAX_WITH_REASON: usize = 600;

/// Files that may have between 500 and 600 lines, each with its reason.
const LONG_WITH_REASON: [(&str, &str); 0] = [];

/// Names that say nothing about what belongs there.
const DRAWERS: [&str; 8] = ["utils", "util", "helpers", "helper", "misc", "common", "shared_code", "managers"];

pub(super) fn begins_with_a_paragraph(tree: &Tree) -> Vec<Problem> {
    tree.texts_in("", ".rs")
        .filter(|(_, text)| !text.starts_with("//! "))
        .map(|(path, _)| {
            Problem::new(path, "begin the file with a `//!` paragraph that says what lives there and what may not")
        })
        .collect()
}

pub(super) fn stays_short(tree: &Tree) -> Vec<Problem> {
    tree.texts_in("", ".rs")
        .filter_map(|(path, text)| {
            let n = text.lines().count();
            let excused = LONG_WITH_REASON.iter().any(|(p, _)| *p == path);
            let limit = if excused { LINES_MAX_WITH_REASON } else { LINES_MAX };
            (n > limit).then(|| {
                Problem::new(
                    path,
                    format!(
                        "{n} lines, {limit} allowed: find the second thing in this file and give it a file of its own"
                    ),
                )
            })
        })
        .collect()
}

pub(super) fn mod_rs_holds_no_function(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    for source in sources(tree, "crates/").iter().filter(|s| s.path.ends_with("/mod.rs")) {
        for line in lines_with(&source.code, "fn") {
            problems.push(Problem::at(
                &source.path,
                line,
                "move this function to a file with a name; mod.rs holds text, `mod` and `pub use`",
            ));
        }
    }
    problems
}

pub(super) fn has_a_name_of_its_own(tree: &Tree) -> Vec<Problem> {
    let drawer = |path: &str| path.split('/').any(|part| DRAWERS.contains(&part.trim_end_matches(".rs")));
    tree.paths()
        .filter(|p| p.starts_with("crates/") && drawer(p))
        .map(|p| Problem::new(p, "name the file after what is in it; if it fits nowhere, the missing thing is a name"))
        .collect()
}

pub(super) fn is_finished(tree: &Tree) -> Vec<Problem> {
    // Put together here, so that the rule does not find itself.
    let marks = [["TO", "DO"], ["FIX", "ME"], ["XX", "X:"]].map(|m| m.concat());
    let mut problems = Vec::new();
    for (path, text) in tree.texts().filter(|(p, _)| !p.ends_with(".lock") && !p.ends_with(".csv")) {
        for line in marks.iter().flat_map(|m| lines_with(text, m)) {
            problems.push(Problem::at(path, line, "do it now, or write it down as an issue and take the mark away"));
        }
    }
    for source in sources(tree, "crates/") {
        for line in ["unimplemented!", "todo!"].iter().flat_map(|m| lines_with(&source.code, m)) {
            problems.push(Problem::at(
                &source.path,
                line,
                "write the missing code, or leave out the door that leads to it",
            ));
        }
        for line in lines_with(&source.code, "#[ignore]").into_iter().chain(lines_with(&source.code, "#[ignore =")) {
            problems.push(Problem::at(
                &source.path,
                line,
                "let the test run, or skip it by name where its data are absent",
            ));
        }
    }
    problems
}

pub(super) fn names_no_machine(tree: &Tree) -> Vec<Problem> {
    let places = ["home", "root", "tmp", "work", "Users"].map(|d| format!("/{d}/"));
    let mut problems = Vec::new();
    for (path, text) in tree.texts() {
        for (n, line) in text.lines().enumerate() {
            let found = places.iter().flat_map(|p| line.match_indices(p.as_str())).any(|(at, _)| {
                let before = line[..at].chars().next_back().unwrap_or(' ');
                !(before.is_alphanumeric() || "._-~*}/".contains(before))
            });
            if found {
                problems.push(Problem::at(path, n + 1, "write a path that holds on every machine"));
            }
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(path: &str, text: &str) -> Tree {
        Tree::of(&[(path, text)])
    }

    #[test]
    fn a_file_without_a_first_paragraph_is_found() {
        assert_eq!(begins_with_a_paragraph(&one("crates/a/src/b.rs", "fn b() {}")).len(), 1);
        assert!(begins_with_a_paragraph(&one("crates/a/src/b.rs", "//! Bees.\n")).is_empty());
    }

    #[test]
    fn a_long_file_is_found() {
        assert_eq!(stays_short(&one("crates/a/src/b.rs", &"\n".repeat(501))).len(), 1);
        assert!(stays_short(&one("crates/a/src/b.rs", &"\n".repeat(500))).is_empty());
    }

    #[test]
    fn a_function_in_mod_rs_is_found() {
        assert_eq!(mod_rs_holds_no_function(&one("crates/a/src/b/mod.rs", "mod c;\npub fn d() {}")).len(), 1);
        assert!(mod_rs_holds_no_function(&one("crates/a/src/b/mod.rs", "//! fn is a word.\nmod fns;")).is_empty());
    }

    #[test]
    fn a_drawer_is_found() {
        assert_eq!(has_a_name_of_its_own(&one("crates/a/src/utils/b.rs", "")).len(), 1);
        assert!(has_a_name_of_its_own(&one("crates/a/src/commons.rs", "")).is_empty());
    }

    #[test]
    fn what_is_unfinished_is_found() {
        let mark = ["// TO", "DO: b\n"].concat();
        assert_eq!(is_finished(&one("crates/a/src/b.rs", &mark)).len(), 1);
        assert_eq!(is_finished(&one("crates/a/src/b.rs", "#[test]\n#[ignore]\nfn b() { todo!() }")).len(), 2);
        assert!(is_finished(&one("crates/a/src/b.rs", "// todo lists\nfn todo() {}")).is_empty());
    }

    #[test]
    fn a_path_of_one_machine_is_found() {
        let path = |dir: &str| format!("see `/{dir}/data.csv`");
        assert_eq!(names_no_machine(&one("docs/a.md", &path("home"))).len(), 1);
        assert_eq!(names_no_machine(&one("docs/a.md", &path("tmp"))).len(), 1);
        assert!(names_no_machine(&one("docs/a.md", "https://example.org/home/page and ../place/x")).is_empty());
    }
}
