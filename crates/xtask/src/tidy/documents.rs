//! Rules about documents: their links hold, a release begins with the numbers that change, and what could be
//! read from the code says what the code says.

use super::rules::Problem;
use super::source::sources;
use super::tree::Tree;
use std::collections::BTreeSet;

const GUIDE: &str = "docs/guide/your-own-dossier.md";

pub(super) fn links_lead_somewhere(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (path, text) in tree.texts_in("", ".md") {
        let folder = path.rsplit_once('/').map_or("", |(f, _)| f);
        let mut fenced = false;
        for (n, line) in text.lines().enumerate() {
            if line.trim_start().starts_with("```") {
                fenced = !fenced;
            }
            if fenced {
                continue;
            }
            for link in line.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(link, _)| link) {
                let target = link.split('#').next().unwrap_or_default();
                let outside = link.contains("://") || link.starts_with("mailto:") || target.is_empty();
                if !outside && !joined(folder, target).is_some_and(|t| tree.has(&t)) {
                    problems.push(Problem::at(
                        path,
                        n + 1,
                        format!("nothing is at {link}: mend the link or write the page"),
                    ));
                }
            }
        }
    }
    problems
}

/// The path of a link, from the root; `None` if it leaves the repository.
fn joined(folder: &str, link: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|p| !p.is_empty()).collect();
    for part in link.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

pub(super) fn changelog_begins_with_numbers(tree: &Tree) -> Vec<Problem> {
    let text = tree.text("CHANGELOG.md").unwrap_or_default();
    let mut lines = text.lines().skip_while(|l| !l.starts_with("## ")).skip(1);
    let first = lines.find(|l| l.starts_with('#'));
    if first == Some("### Numbers that change") {
        return Vec::new();
    }
    vec![Problem::new(
        "CHANGELOG.md",
        "begin the newest release with the heading \"### Numbers that change\", even where it says \"none\"",
    )]
}

pub(super) fn guide_lists_the_keys(tree: &Tree) -> Vec<Problem> {
    let (known, listed) = (keys_read(tree), keys_listed(tree.text(GUIDE).unwrap_or_default()));
    let missing = known
        .difference(&listed)
        .map(|k| Problem::new(GUIDE, format!("add a row for the key `{k}`, which the reader of dossiers knows")));
    let extra = listed
        .difference(&known)
        .map(|k| Problem::new(GUIDE, format!("take out the key `{k}`: no reader of dossiers asks for it")));
    missing.chain(extra).collect()
}

/// The keys that the reader asks a table for: the first string after a method that takes a key.
fn keys_read(tree: &Tree) -> BTreeSet<String> {
    let asks = [
        "required_text",
        "text",
        "texts",
        "choice",
        "choices",
        "number",
        "whole_number",
        "whole_numbers",
        "truth",
        "table",
        "tables",
        "within",
    ];
    let mut keys = BTreeSet::new();
    for source in sources(tree, "crates/tertius/src/dossier/") {
        if source.path.ends_with("/table.rs") {
            continue;
        }
        for ask in asks {
            for (at, _) in source.shipped.match_indices(&format!("{ask}(")) {
                let before = source.shipped[..at].chars().next_back().unwrap_or(' ');
                let rest = source.shipped[at + ask.len() + 1..].trim_start();
                let called = before == '.' || (ask == "within" && before == ' ');
                if called && let Some((key, _)) = rest.strip_prefix('"').and_then(|r| r.split_once('"')) {
                    keys.insert(key.to_owned());
                }
            }
        }
    }
    keys
}

/// The keys in the first column of the guide's tables whose head begins with "key".
fn keys_listed(text: &str) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    let mut inside = false;
    for line in text.lines() {
        let first = line.trim().strip_prefix('|').and_then(|l| l.split('|').next()).map(str::trim);
        match first {
            None => inside = false,
            Some("key") => inside = true,
            Some(cell) if inside => keys.extend(cell.split('`').skip(1).step_by(2).map(str::to_owned)),
            Some(_) => {}
        }
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dead_link_is_found() {
        let at = |text: &str| links_lead_somewhere(&Tree::of(&[("docs/guide/a.md", text), ("README.md", "")])).len();
        assert_eq!(at("[b](b.md), ![c](../../../c.png)"), 2);
        assert_eq!(
            at("[a](a.md#top) [r](../../README.md) [w](https://example.org) [g](../guide/)\n```\n[x](y)\n```"),
            0
        );
    }

    #[test]
    fn a_release_that_hides_its_numbers_is_found() {
        let at = |text: &str| changelog_begins_with_numbers(&Tree::of(&[("CHANGELOG.md", text)])).len();
        assert_eq!(at("# Changes\n\n## 0.2.0\n\n### New\n\n## 0.1.0\n\n### Numbers that change\n"), 1);
        assert_eq!(at("# Changes\n\n## 0.1.0\n\n### Numbers that change\n\nNone.\n"), 0);
    }

    #[test]
    fn a_key_that_only_one_side_knows_is_found() {
        let code = "fn a(t: &Table) { t.text(\"title\"); t.required_text(\n\"third\", \"x\"); let a = within(\"lags\", 1, 2); t.span_of(\"other\"); }";
        let at = |guide: &str| {
            guide_lists_the_keys(&Tree::of(&[("crates/tertius/src/dossier/read.rs", code), (GUIDE, guide)])).len()
        };
        assert_eq!(
            at(
                "| key | what |\n|---|---|\n| `title` | x |\n| `third` | y |\n| `lags` | z |\n\n| word | x |\n| `other` | y |\n"
            ),
            0
        );
        assert_eq!(at("| key | what |\n|---|---|\n| `title` | x |\n| `thrid` | y |\n| `lags` | z |\n"), 2);
    }
}
