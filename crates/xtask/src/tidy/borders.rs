//! Rules about what may know what: the order of the spine, and the things that each library must not know.

use super::rules::Problem;
use super::source::{Source, is_word, lines_with, sources};
use super::tree::Tree;

const SPINE: &str = "crates/tertius/src/";
const NUMBERS: &str = "crates/econometrics/src/";
/// The level that tests are held against by habit.
const LEVEL: &str = "0.05";

/// The modules of a library in the order in which its `lib.rs` lists them.
fn order(tree: &Tree, library: &str) -> Vec<String> {
    let Some(lib) = sources(tree, library).into_iter().find(|s| s.path == format!("{library}lib.rs")) else {
        return Vec::new();
    };
    lib.shipped_code
        .lines()
        .filter_map(|l| l.trim().trim_start_matches("pub ").trim_start_matches("pub(crate) ").strip_prefix("mod "))
        .filter_map(|l| l.split([';', '{', ' ']).next().map(str::to_owned))
        .collect()
}

pub(super) fn data_flow_one_way(tree: &Tree) -> Vec<Problem> {
    [SPINE, NUMBERS].iter().flat_map(|library| one_way_in(tree, library)).collect()
}

fn one_way_in(tree: &Tree, library: &str) -> Vec<Problem> {
    let order = order(tree, library);
    let mut problems = Vec::new();
    for source in sources(tree, library) {
        let inner = &source.path[library.len()..];
        let module = inner.split('/').next().unwrap_or(inner).trim_end_matches(".rs");
        let Some(here) = order.iter().position(|m| m == module) else { continue };
        for (line, name) in roots_named(&source.shipped_code, depth(inner)) {
            let advice = match order.iter().position(|m| *m == name) {
                Some(there) if there > here => format!(
                    "`{module}` uses `{name}`, which lib.rs lists below it: data flow one way only; hand the value in, or move the type up"
                ),
                Some(_) => continue,
                None => format!("`crate::{name}` hides which module is used: name the module"),
            };
            problems.push(Problem::at(&source.path, line, advice));
        }
    }
    problems
}

/// How many `super::` lead from a file to the root of its crate.
fn depth(inner: &str) -> usize {
    let parts = inner.split('/').count();
    if inner.ends_with("/mod.rs") { parts - 1 } else { parts }
}

/// Names used at the root of the crate (`crate::a`, `crate::{a, b::c}`, or as many `super::` as lead there), with lines.
fn roots_named(code: &str, depth: usize) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for root in ["crate::".to_owned(), "super::".repeat(depth)] {
        for (at, _) in code.match_indices(&root) {
            let before = code[..at].chars().next_back().unwrap_or(' ');
            if is_word(before) || before == ':' || before == '$' {
                continue;
            }
            let line = code[..at].matches('\n').count() + 1;
            let rest = &code[at + root.len()..];
            let names = if let Some(list) = rest.strip_prefix('{') { heads(list) } else { vec![word(rest)] };
            found.extend(names.into_iter().filter(|n| !n.is_empty() && n != "super" && n != "self").map(|n| (line, n)));
        }
    }
    found
}

/// The first name of each path in a list, up to its closing brace.
fn heads(list: &str) -> Vec<String> {
    let (mut names, mut depth, mut start) = (Vec::new(), 0usize, true);
    for (at, c) in list.char_indices() {
        match c {
            '}' if depth == 0 => break,
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => start = true,
            c if start && depth == 0 && is_word(c) => {
                names.push(word(&list[at..]));
                start = false;
            }
            _ => {}
        }
    }
    names
}

fn word(text: &str) -> String {
    text.trim_start().chars().take_while(|c| is_word(*c)).collect()
}

/// Where 0.05 is not the level of a test: a quantile of draws, the spread of a prior.
const NOT_A_LEVEL: [&str; 2] = ["quantile(0.05)", "standard_deviation: 0.05 }"];

/// Lines on which econometrics names the name. A table of a distribution, `*_table.rs`, must say which probabilities it
/// holds, and calls none of them small.
fn known(source: &Source, name: &str) -> Vec<usize> {
    if name != LEVEL {
        return lines_with(&source.shipped, name);
    }
    if source.path.ends_with("_table.rs") {
        return Vec::new();
    }
    lines_with(&NOT_A_LEVEL.iter().fold(source.shipped.clone(), |text, known| text.replace(known, "")), name)
}

pub(super) fn econometrics_knows_only_numbers(tree: &Tree) -> Vec<Problem> {
    let unknown = [
        "country",
        "Country",
        "countries",
        "COW",
        "ISO3",
        "Day",
        "Date",
        "std::fs",
        "std::io",
        "File::",
        LEVEL,
        "significant",
    ];
    let mut problems = Vec::new();
    for source in sources(tree, NUMBERS) {
        for name in unknown {
            for line in known(&source, name) {
                problems.push(Problem::at(
                    &source.path,
                    line,
                    format!("`{name}` is nothing that econometrics may know: let the caller say it"),
                ));
            }
        }
    }
    problems
}

pub(super) fn one_file_touches_linear_algebra(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    for source in sources(tree, "crates/").iter().filter(|s| s.path != format!("{NUMBERS}linear.rs")) {
        for line in lines_with(&source.code, "faer") {
            problems.push(Problem::at(
                &source.path,
                line,
                "ask crates/econometrics/src/linear.rs, the one file that names the linear-algebra crate",
            ));
        }
    }
    problems
}

pub(super) fn libraries_touch_nothing_outside(tree: &Tree) -> Vec<Problem> {
    let outside = [
        "std::fs",
        "std::env",
        "std::net",
        "std::process",
        "SystemTime",
        "Instant",
        "File::",
        "Zoned::now",
        "Timestamp::now",
        "HashMap",
    ];
    let mut problems = Vec::new();
    for source in [SPINE, NUMBERS].iter().flat_map(|folder| sources(tree, folder)) {
        for name in outside {
            for line in lines_with(&source.shipped_code, name) {
                problems.push(Problem::at(
                    &source.path,
                    line,
                    format!("`{name}` belongs to a door: let the caller hand in the value"),
                ));
            }
        }
    }
    problems
}

pub(super) fn statistics_stay_at_home(tree: &Tree) -> Vec<Problem> {
    let borders: [(&str, &[&str], &str); 2] = [
        (
            "report",
            &["tertius_econometrics", "statrs", "rand"],
            "report prints findings: compute this in the stage that owns it",
        ),
        (
            "hypotheses",
            &["statrs", "faer", "nalgebra"],
            "hypotheses builds a sample and asks econometrics: put the statistic there",
        ),
    ];
    let mut problems = Vec::new();
    for (module, names, advice) in borders {
        let (folder, file) = (format!("{SPINE}{module}/"), format!("{SPINE}{module}.rs"));
        for source in sources(tree, SPINE).iter().filter(|s| s.path.starts_with(&folder) || s.path == file) {
            for line in names.iter().flat_map(|n| lines_with(&source.shipped_code, n)) {
                problems.push(Problem::at(&source.path, line, advice));
            }
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIB: (&str, &str) =
        ("crates/tertius/src/lib.rs", "//! Spine.\npub mod events;\nmod series;\npub mod claims;\n");

    fn spine(path: &str, text: &str) -> Vec<Problem> {
        data_flow_one_way(&Tree::of(&[LIB, (path, text)]))
    }

    #[test]
    fn a_module_that_looks_down_the_spine_is_found() {
        assert_eq!(spine("crates/tertius/src/series/a.rs", "use crate::claims::Verdict;").len(), 1);
        assert_eq!(spine("crates/tertius/src/series.rs", "use crate::{events, claims::{self, X}};").len(), 1);
        assert_eq!(spine("crates/tertius/src/series/a.rs", "fn a() { super::super::claims::b() }").len(), 1);
        assert_eq!(spine("crates/tertius/src/series/mod.rs", "use super::claims;").len(), 1);
        assert_eq!(spine("crates/tertius/src/series/a.rs", "use crate::Verdict;").len(), 1);
    }

    #[test]
    fn estimators_keep_to_their_order_too() {
        let lib = ("crates/econometrics/src/lib.rs", "pub mod refusal;\nmod linear;\npub mod breaks;\n");
        let at = |path: &str, text: &str| data_flow_one_way(&Tree::of(&[lib, (path, text)])).len();
        assert_eq!(at("crates/econometrics/src/linear.rs", "use crate::breaks::Pelt;"), 1);
        assert_eq!(at("crates/econometrics/src/breaks/pelt.rs", "use crate::linear::dot;"), 0);
    }

    #[test]
    fn looking_up_is_allowed_and_so_are_tests() {
        assert_eq!(
            spine(
                "crates/tertius/src/series/a.rs",
                "//! crate::claims\nuse crate::{events::{A, B}, series::C};\nuse super::b::D;"
            ),
            []
        );
        assert_eq!(
            spine("crates/tertius/src/series/a.rs", "#[cfg(test)]\nmod tests { use crate::claims::Verdict; }"),
            []
        );
    }

    #[test]
    fn a_country_in_econometrics_is_found() {
        let at =
            |text: &str| econometrics_knows_only_numbers(&Tree::of(&[("crates/econometrics/src/a.rs", text)])).len();
        assert_eq!(at("fn a(country: &str) { if p < 0.05 {} }"), 2);
        assert_eq!(
            at("//! No country.\nfn a(state_space: f64) {}\n#[cfg(test)] mod tests { fn b() { let p = 0.05; } }"),
            0
        );
    }

    #[test]
    fn five_hundredths_may_be_a_quantile_but_no_level() {
        let at = |file: &str, text: &str| {
            let path = format!("{NUMBERS}{file}");
            econometrics_knows_only_numbers(&Tree::of(&[(path.as_str(), text)])).len()
        };
        assert_eq!(at("a.rs", "let low = below_quantile(0.05).min(below_quantile(0.95));"), 0);
        assert_eq!(at("a.rs", "GammaPrior { mode: 0.12, standard_deviation: 0.05 }"), 0);
        assert_eq!(at("a.rs", "let low = quantile(0.05); if p < 0.05 {}"), 1);
        assert_eq!(at("a.rs", "// a quantile\nconst SMALL: f64 = 0.05;"), 1);
        assert_eq!(at("f_table.rs", "const PROBABILITIES: [f64; 2] = [0.1, 0.05];"), 0);
        assert_eq!((at("f_table.rs", "fn significant() {}"), at("f_tables.rs", "const P: f64 = 0.05;")), (1, 1));
    }

    #[test]
    fn a_second_user_of_the_linear_algebra_crate_is_found() {
        let at = |path: &str| one_file_touches_linear_algebra(&Tree::of(&[(path, "use faer::Mat;")])).len();
        assert_eq!((at("crates/econometrics/src/var.rs"), at("crates/econometrics/src/linear.rs")), (1, 0));
    }

    #[test]
    fn a_library_that_opens_a_file_is_found() {
        let at =
            |path: &str| libraries_touch_nothing_outside(&Tree::of(&[(path, "fn a() { std::fs::read(p); }")])).len();
        assert_eq!(
            (at("crates/tertius/src/a.rs"), at("crates/cli/src/a.rs"), at("crates/tertius/tests/it/a.rs")),
            (1, 0, 0)
        );
    }

    #[test]
    fn a_report_that_computes_is_found() {
        let at = |path: &str| {
            statistics_stay_at_home(&Tree::of(&[(path, "use tertius_econometrics::holm;\nuse statrs::F;")])).len()
        };
        assert_eq!(
            (
                at("crates/tertius/src/report/a.rs"),
                at("crates/tertius/src/hypotheses/a.rs"),
                at("crates/tertius/src/claims/a.rs")
            ),
            (2, 1, 0)
        );
    }
}
