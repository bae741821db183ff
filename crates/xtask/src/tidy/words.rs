//! The rule about words: where the glossary has chosen one, its rivals do not appear.

use super::rules::Problem;
use super::tree::Tree;

/// Rivals and the words that won. Lower case; found whatever the case of the text.
const RIVALS: [(&str, &str); 8] = [
    ("country pair", "dyad, or pair"),
    ("country-pair", "dyad, or pair"),
    ("actor1", "initiator"),
    ("actor2", "target"),
    ("source actor", "initiator"),
    ("target actor", "target"),
    ("sender state", "initiator"),
    ("recipient state", "target"),
];

pub(super) fn no_rivals(tree: &Tree) -> Vec<Problem> {
    let ours = |path: &str| {
        let text = path.ends_with(".md")
            || path.ends_with(".rs")
            || path.ends_with(".toml")
            || path.ends_with(".j2")
            || path.ends_with(".cff");
        // The glossary must name what it warns against, and so must this file.
        text && path != "docs/glossary.md" && !path.ends_with("tidy/words.rs")
    };
    let mut problems = Vec::new();
    for (path, text) in tree.texts().filter(|(p, _)| ours(p)) {
        for (n, line) in text.lines().enumerate() {
            let line = line.to_lowercase();
            for (rival, word) in RIVALS.iter().filter(|(r, _)| line.contains(r)) {
                problems.push(Problem::at(
                    path,
                    n + 1,
                    format!("say \"{word}\" for \"{rival}\", as docs/glossary.md does"),
                ));
            }
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rival_is_found() {
        assert_eq!(no_rivals(&Tree::of(&[("docs/a.md", "Each Country pair has")])).len(), 1);
        assert_eq!(no_rivals(&Tree::of(&[("crates/a/src/b.rs", "let actor1 = 0;")])).len(), 1);
        assert_eq!(
            no_rivals(&Tree::of(&[("docs/glossary.md", "not: country pair"), ("docs/a.md", "the initiator")])),
            []
        );
    }
}
