//! The list of rules, what a broken one looks like, and how the whole tree is held against them.

use super::tree::Tree;
use super::{architecture, borders, claims, documents, files, proofs, words};
use std::fmt;

/// A place that breaks a rule, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file, with its line where one can be named.
    pub place: String,
    /// One sentence: what to do.
    pub advice: String,
}

impl Problem {
    pub(super) fn new(place: impl Into<String>, advice: impl Into<String>) -> Problem {
        Problem { place: place.into(), advice: advice.into() }
    }

    pub(super) fn at(path: &str, line: usize, advice: impl Into<String>) -> Problem {
        Problem::new(format!("{path}:{line}"), advice)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.advice)
    }
}

/// A house rule.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// The rule as a sentence.
    pub says: &'static str,
    /// Every place that breaks it.
    pub check: fn(&Tree) -> Vec<Problem>,
}

/// All rules, in the order of CONTRIBUTING.md.
pub const RULES: &[Rule] = &[
    Rule {
        says: "every Rust file begins with a paragraph that says what lives there",
        check: files::begins_with_a_paragraph,
    },
    Rule { says: "files stay short", check: files::stays_short },
    Rule { says: "a folder's mod.rs holds text and lines, no functions", check: files::mod_rs_holds_no_function },
    Rule { says: "no file is named after a drawer for odds and ends", check: files::has_a_name_of_its_own },
    Rule { says: "nothing is left unfinished or switched off", check: files::is_finished },
    Rule { says: "no path of one machine stands in a file", check: files::names_no_machine },
    Rule {
        says: "the crate table of ARCHITECTURE.md equals the manifests",
        check: architecture::table_equals_manifests,
    },
    Rule { says: "the checks that ARCHITECTURE.md names exist", check: architecture::named_checks_exist },
    Rule { says: "a module uses only modules listed above it", check: borders::data_flow_one_way },
    Rule {
        says: "econometrics knows no country, date, file or significance level",
        check: borders::econometrics_knows_only_numbers,
    },
    Rule { says: "one file touches the linear-algebra crate", check: borders::one_file_touches_linear_algebra },
    Rule {
        says: "the libraries open no file and read no clock and no environment",
        check: borders::libraries_touch_nothing_outside,
    },
    Rule {
        says: "report computes nothing, hypotheses computes no statistics",
        check: borders::statistics_stay_at_home,
    },
    Rule { says: "each kind of claim answers the four questions", check: claims::four_headings },
    Rule { says: "each reference has a recipe, numbers and a user", check: proofs::reference_is_whole_and_used },
    Rule { says: "tolerances have names", check: proofs::tolerances_have_names },
    Rule { says: "shared data are looked for in one place per crate", check: proofs::shared_data_have_one_door },
    Rule { says: "our words, not their rivals", check: words::no_rivals },
    Rule { says: "links in documents lead somewhere", check: documents::links_lead_somewhere },
    Rule { says: "each release begins with the numbers that change", check: documents::changelog_begins_with_numbers },
    Rule {
        says: "the guide lists the keys of a dossier as the reader knows them",
        check: documents::guide_lists_the_keys,
    },
];

/// Holds the current repository against all rules.
///
/// # Errors
/// The places that break a rule, by rule, or why the repository could not be read.
pub fn check_workspace() -> Result<String, String> {
    let tree = Tree::of_workspace()?;
    let mut text = String::new();
    for rule in RULES {
        let problems = (rule.check)(&tree);
        if !problems.is_empty() {
            text.push_str(&format!("{}\n", rule.says));
            problems.iter().for_each(|p| text.push_str(&format!("  {p}\n")));
        }
    }
    if text.is_empty() { Ok(format!("{} rules hold\n", RULES.len())) } else { Err(text) }
}
