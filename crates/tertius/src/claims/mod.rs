//! From findings to verdicts: one sentence, one verdict, by a rule that is fixed before data are read.
//! Words are chosen here; statistics are not computed here. Each kind of claim is a file.

mod boldness;
mod consolidation;
mod detectable;
mod earlier;
mod evidence_of;
mod findings;
mod kinds;
mod moderation;
mod reasons;
mod rule;
mod rule_of_evidence;
mod run;
mod third_party_response;
mod verdict;
mod weigh;

pub use earlier::EarlierRun;
pub use findings::{Findings, Input, InstrumentFinding, Manifest, Setting};
pub use kinds::{KINDS, Kind, kind_names};
pub use reasons::FAMILY_LEVEL;
pub(crate) use rule::verdict as judge;
pub use run::{read_series, run, verdicts};
pub use verdict::{ClaimFinding, SmallestCaught, SubsetFinding, Verdict};
