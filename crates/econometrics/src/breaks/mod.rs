//! Breaks at unknown dates: where a regression changes (least-squares partition with intervals for the dates),
//! whether it changes at all (tests with an unknown date, cumulated residuals), and many changes in a long series
//! (penalised partition). A date is always the number of observations before it: a break at 28 parts
//! `0..28` from `28..n`.

mod average_f_limit;
mod break_interval;
mod coefficient_change;
mod cusum;
mod exponential_f_limit;
mod exponential_f_simulation;
mod exponential_f_table;
mod growing_fit;
mod long_run;
mod partition;
mod pelt;
mod sup_f;
mod sup_f_limit;

pub use break_interval::{BreakInterval, BreakIntervals, ErrorMemory, Moments};
pub use coefficient_change::{CoefficientChange, CoefficientChangeTest};
pub use cusum::{CusumTest, cusum};
pub use exponential_f_simulation::{ExponentialFLimit, ExponentialFSimulation};
pub(crate) use growing_fit::{GrowingFit, Rows};
pub use partition::{LeastSquaresPartition, Partition, Partitions};
pub use pelt::{Cost, ErrorVariance, Pelt, PenalisedPartition, Penalty};
pub use sup_f::{
    LimitPValues, LimitTest, SequentialTest, Trimming, UnknownDateTest, limit_p_values, sup_p_value_on_dates,
    unknown_date,
};
