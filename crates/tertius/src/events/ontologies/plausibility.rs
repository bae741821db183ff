//! Whether the codes of a file look like the ontology that it is declared to have. A file under the wrong name
//! still yields numbers, all of them wrong, so readers ask before they believe.

use super::codes::{Lookup, Ontology, code};

/// Shares of a file's codes that each of two rival ontologies knows exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plausibility {
    /// The ontology that the file is declared to have.
    pub declared: Ontology,
    /// Rows looked at.
    pub rows: u64,
    /// Rows whose code the declared ontology has, exactly as written.
    pub matched: u64,
    /// The ontology that knows more of the rows than the declared one, if there is one.
    pub rival: Option<Ontology>,
    /// Rows whose code the rival has (0 without a rival).
    pub rival_matched: u64,
}

impl Plausibility {
    /// The share below which a file is not what it says, if another ontology knows more of its codes.
    pub const FLOOR: f64 = 0.95;

    /// Share of rows whose code the declared ontology has, 0 to 1; `None` without rows.
    pub fn share(&self) -> Option<f64> {
        (self.rows > 0).then(|| self.matched as f64 / self.rows as f64)
    }

    /// Whether the declared ontology may stand: not when fewer than 95 % of the rows have a code of it *and*
    /// another ontology knows more rows. Without rows there is nothing against it.
    pub fn stands(&self) -> bool {
        self.rival.is_none() || self.share().is_none_or(|share| share >= Self::FLOOR)
    }
}

/// Counts how many of the code texts, one per row, the declared ontology has exactly, and whether another
/// ontology has more.
///
/// CAMEO and WEIS share many three-digit texts (`031`, `111`, `190` are codes of both), so a share alone far
/// above a half proves nothing. Measured on published files, as CAMEO and as WEIS: KEDS Gulf .821 and 1.000,
/// KEDS Central Asia .820 and 1.000, KEDS Turkey .9997 and .679, the demonstration file of TABARI (77 rows)
/// .922 and .935. What separates them is on one side 223, 222, 211, 212 and 066 (WEIS only: CAMEO has no
/// roots 21 and 22), on the other four-digit codes, 036, 046 and 057 (CAMEO only). The floor of .95 lies in
/// the middle of the gap between right and wrong for the files of any size, and leaves room for damaged codes.
/// `Quad` shares no text with the others.
pub fn plausibility<'a>(declared: Ontology, codes: impl IntoIterator<Item = &'a str>) -> Plausibility {
    let mut rows = 0;
    let mut matched = [0u64; Ontology::ALL.len()];
    // Callers count rows by code, so the same text mostly comes again.
    let mut last: Option<(&str, [bool; Ontology::ALL.len()])> = None;
    for text in codes {
        rows += 1;
        let has = match last {
            Some((before, has)) if before == text => has,
            _ => Ontology::ALL.map(|ontology| matches!(code(ontology, text), Lookup::Exact(_))),
        };
        last = Some((text, has));
        matched.iter_mut().zip(has).for_each(|(count, has)| *count += u64::from(has));
    }
    let of = |wanted: Ontology| {
        matched.iter().zip(Ontology::ALL).find(|(_, ontology)| *ontology == wanted).map_or(0, |(count, _)| *count)
    };
    let own = of(declared);
    // Ties among rivals cannot matter: at most one rival shares texts with the declared ontology.
    let rival = Ontology::ALL
        .into_iter()
        .filter(|ontology| *ontology != declared)
        .max_by_key(|ontology| of(*ontology))
        .filter(|ontology| of(*ontology) > own);
    Plausibility { declared, rows, matched: own, rival, rival_matched: rival.map_or(0, of) }
}
