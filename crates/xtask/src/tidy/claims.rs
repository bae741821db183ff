//! The rule about kinds of claim: each one answers the uncomfortable questions in its own file.

use super::rules::Problem;
use super::source::{is_word, sources};
use super::tree::Tree;

const FOLDER: &str = "crates/tertius/src/claims/";

/// The questions, in the order in which they are answered.
const HEADINGS: [&str; 4] = ["What it says", "What it does not say", "Evidence it needs", "What would refute it"];

pub(super) fn four_headings(tree: &Tree) -> Vec<Problem> {
    if !tree.has(FOLDER) {
        return Vec::new();
    }
    let listed = kinds(tree);
    if listed.is_empty() {
        return vec![Problem::new(
            format!("{FOLDER}mod.rs"),
            "list the kinds of claim in a constant `KINDS`, as `module::NAME`",
        )];
    }
    let mut problems = Vec::new();
    for kind in &listed {
        let path = format!("{FOLDER}{kind}.rs");
        let Some(text) = tree.text(&path) else {
            problems.push(Problem::new(path, format!("`KINDS` names `{kind}`: give it a file of that name")));
            continue;
        };
        let missing: Vec<&str> = HEADINGS.into_iter().filter(|h| !has_heading(text, h)).collect();
        if !missing.is_empty() {
            problems.push(Problem::new(
                path,
                format!("answer in the `//!` paragraph, each under its heading: {}", missing.join("; ")),
            ));
        }
    }
    for (path, text) in tree.texts_in(FOLDER, ".rs") {
        let kind = path[FOLDER.len()..].trim_end_matches(".rs");
        if HEADINGS.iter().any(|h| has_heading(text, h)) && !listed.iter().any(|k| k == kind) {
            problems.push(Problem::new(path, "this file describes a kind of claim: list it in `KINDS`"));
        }
    }
    problems
}

fn has_heading(text: &str, heading: &str) -> bool {
    text.lines().any(|l| l.strip_prefix("//! #").is_some_and(|l| l.trim_start_matches('#').trim() == heading))
}

/// The modules named in the constant `KINDS`, wherever in the folder it stands.
fn kinds(tree: &Tree) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for source in sources(tree, FOLDER) {
        let Some((_, rest)) = source.shipped_code.split_once("const KINDS") else { continue };
        let value = rest.split_once('=').map_or("", |(_, v)| v);
        let value = value.split_once(';').map_or(value, |(v, _)| v);
        for path in value.split(|c: char| !(is_word(c) || c == ':')).filter(|p| p.contains("::")) {
            let module =
                path.split("::").find(|p| !["super", "self", "crate", "claims"].contains(p)).unwrap_or_default();
            if module.starts_with(char::is_lowercase) && !names.iter().any(|n| n == module) {
                names.push(module.to_owned());
            }
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = "//! A kind.\n//!\n//! # What it says\n//! # What it does not say\n//! # Evidence it needs\n//! # What would refute it\n";
    const MOD: (&str, &str) =
        ("crates/tertius/src/claims/mod.rs", "pub const KINDS: [&Card; 1] = [&third_party::CARD];");

    #[test]
    fn a_kind_without_its_four_answers_is_found() {
        let path = "crates/tertius/src/claims/third_party.rs";
        assert_eq!(four_headings(&Tree::of(&[MOD, (path, WHOLE)])), []);
        assert_eq!(four_headings(&Tree::of(&[MOD, (path, &WHOLE.replace("What would refute it", "Notes"))])).len(), 1);
        assert_eq!(four_headings(&Tree::of(&[MOD])).len(), 1);
    }

    #[test]
    fn a_kind_that_is_not_listed_is_found() {
        let files =
            [MOD, ("crates/tertius/src/claims/third_party.rs", WHOLE), ("crates/tertius/src/claims/other.rs", WHOLE)];
        assert_eq!(four_headings(&Tree::of(&files)).len(), 1);
        assert_eq!(four_headings(&Tree::of(&[("crates/tertius/src/claims/mod.rs", "mod a;")])).len(), 1);
    }
}
