//! The house rules that a program can check. Each rule is a function from the tree to the places that break
//! it; `rules` lists them in the order of CONTRIBUTING.md. `tree` and `source` read, the rest judge.
//! A rule comes with a test that breaks it: a rule that cannot fail is no rule.

mod architecture;
mod borders;
mod claims;
mod documents;
mod files;
mod proofs;
mod rules;
mod source;
mod tree;
mod words;

pub use rules::{Problem, RULES, Rule, check_workspace};
pub use tree::Tree;
pub(crate) use tree::root;
