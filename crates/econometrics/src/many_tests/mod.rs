//! Several tests at once: p-values adjusted so that their number is accounted for, and one answer from many
//! analyses of the same question.

mod false_discovery;
mod holm;
mod p_values;
mod romano_wolf;
mod specification_curve;

pub use false_discovery::{benjamini_hochberg, benjamini_yekutieli};
pub use holm::holm;
pub use romano_wolf::{RomanoWolf, romano_wolf};
pub use specification_curve::{CurveStatistic, SpecificationCurve, Specifications, specification_curve};
