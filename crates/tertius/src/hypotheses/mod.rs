//! Does the third drive the pair? Gates, each of which could fail, and findings that only describe. Has the pair grown
//! closer, has an influence weakened, is a term bolder? Evidence of one shape for each.
//!
//! This stage builds samples, asks `econometrics`, and words the outcome; it computes no statistic of its
//! own and gives no verdict. One file for each gate or finding.

mod boldness;
mod cautions;
mod circular_shift;
mod consolidation;
mod cut;
mod episodes;
mod evidence;
mod exclusions;
mod findings;
mod gates;
mod latent_response;
mod moderation;
mod other_kinds;
mod placebo_thirds;
mod question;
mod ranked;
mod response;
mod same_period;
mod single_period;
mod two_halves;

pub use cut::POWER_FACTOR;
pub use episodes::contrasts;
pub use evidence::{Check, Evidence, EvidenceFinding, EvidencePutting, EvidenceReading, Outlook, Ranking};
pub use exclusions::exclusion_table;
pub use findings::{
    CircularShift, Contrast, EpisodeContrast, Estimate, ExclusionLine, Gate, GateOutcome, GateResult, Interval,
    LatentResponse, PlaceboThird, PlaceboThirds, Response, SamePeriod, SinglePeriod, Subject, Tested, TwoHalves,
    Variant, confidence_words,
};
pub use gates::put;
pub use latent_response::latent_response;
pub use other_kinds::{outlook, put_evidence};
pub use question::{Latent, Putting};
pub use response::raw_response;
