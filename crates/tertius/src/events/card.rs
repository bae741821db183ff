//! The card of a data source: who made it, how to cite it, what it covers and what is wrong with it.
//! Provenance is data, not prose: `tertius cite` prints from here.

use crate::dossier::Source;

/// A data source as its producer made it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SourceCard {
    /// The reader it belongs to.
    pub source: Source,
    /// Short name.
    pub name: &'static str,
    /// Who makes it.
    pub producer: &'static str,
    /// How to cite it: a BibTeX entry.
    pub bibtex: &'static str,
    /// Terms of use, as far as known.
    pub licence: &'static str,
    /// Time and actors covered.
    pub coverage: &'static str,
    /// What an absent row means.
    pub absent_row: &'static str,
    /// Days (or months, or years) on which the producer's coder, sources or layout changed, and what changed: levels before and
    /// after do not compare.
    pub breaks: &'static [(&'static str, &'static str)],
    /// Known faults, one a sentence.
    pub known_faults: &'static [&'static str],
}
