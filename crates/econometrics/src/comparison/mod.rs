//! What would have happened without it: a treated unit against units that were not treated, over the same periods.
//! First the panel, then the estimators (difference in differences, synthetic control, synthetic difference in
//! differences), then what the same estimators find where nothing was treated.

mod difference_in_differences;
mod panel;
mod placebo;
mod simplex;
mod synthetic_control;

pub use difference_in_differences::{ClusteredEffect, clustered_difference_in_differences};
pub use panel::TreatedPanel;
pub use placebo::{
    LeaveOneOut, PlaceboEffect, PlaceboInSpace, PlaceboStandardError, leave_one_donor_out, placebo_in_space,
    placebo_standard_error,
};
pub use synthetic_control::{ComparisonEffect, ComparisonMethod};
