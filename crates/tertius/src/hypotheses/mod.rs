//! Does the third drive the pair? Gates, each of which could fail, and findings that only describe. Has the pair grown
//! closer, has an influence weakened, is a term bolder? Evidence of one shape for each.
//!
//! This stage builds samples, asks `econometrics`, and words the outcome; it computes no statistic of its
//! own and gives no verdict. One file for each gate or finding.

mod arithmetic;
mod boldness;
mod cautions;
mod circular_shift;
mod consolidation;
mod curve_findings;
mod curve_specifications;
mod cut;
mod episodes;
mod evidence;
mod exclusions;
mod findings;
mod gates;
mod latent_response;
mod line_positions;
mod moderation;
mod other_kinds;
mod placebo_thirds;
mod prediction;
mod question;
mod ranked;
mod response;
mod route;
mod same_period;
mod share;
mod single_period;
mod specification_curve;
mod specifications;
mod stability;
mod two_halves;

pub use curve_findings::{Choices, CurveTest, DecidingChoice, NotRun, Specification, SpecificationCurve};
pub use cut::POWER_FACTOR;
pub use episodes::contrasts;
pub use evidence::{Check, Evidence, EvidenceFinding, EvidencePutting, EvidenceReading, Outlook, Ranking};
pub use exclusions::exclusion_table;
pub use findings::{
    ArithmeticTest, CircularShift, Contrast, EpisodeContrast, Estimate, ExclusionLine, Gate, GateOutcome, GateResult,
    Interval, LatentResponse, PlaceboThird, PlaceboThirds, Response, SamePeriod, SinglePeriod, Subject, Tested,
    TwoHalves, Variant, confidence_words,
};
pub use gates::put;
pub use latent_response::latent_response;
pub use other_kinds::{outlook, put_evidence};
pub use prediction::Prediction;
pub use question::{Curve, Latent, Putting};
pub use response::raw_response;
pub use route::{Route, RouteFinding};
pub use share::{Share, ShareAt};
pub use specifications::{Declared, curve_settings};
pub use stability::{ResponseOverTime, WindowResponse};
