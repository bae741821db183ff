//! From findings to verdicts: one sentence, one verdict, by a rule that is fixed before data are read.
//! Words are chosen here; statistics are not computed here. Each kind of claim is a file.

mod findings;
mod kinds;
mod rule;
mod run;
mod third_party_response;
mod verdict;
mod weigh;

pub use findings::{Findings, Input, InstrumentFinding, Manifest, Setting};
pub use kinds::{KINDS, Kind, kind_names};
pub(crate) use rule::{FAMILY_LEVEL, verdict as judge};
pub use run::{EarlierRun, read_series, run};
pub use verdict::{ClaimFinding, Verdict};
