//! `tertius cite`: BibTeX for exactly what a dossier uses.

use super::open::open;
use super::report::print;
use crate::Failure;
use crate::args::Global;
use tertius::report::bibtex;

/// Prints the entries.
pub(crate) fn cite(dossier: Option<&str>, global: &Global) -> Result<(), Failure> {
    print(&bibtex(&open(dossier)?.dossier(global)?))
}
