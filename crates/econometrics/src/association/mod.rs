//! Association of two series without a direction: correlation, and agreement of two raters.

mod agreement;
mod correlation;

pub use agreement::{Agreement, AgreementSettings, CategoryDistance, ChanceModel, agreement};
pub use correlation::{Correlation, correlation};
