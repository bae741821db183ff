//! The charts: one file each, every one a Vega-Lite specification with the table behind it. They read
//! findings and compute nothing; colours and fonts come from the page's themes by the style names in
//! `chart`.

mod chart;
mod coverage;
mod episodes;
mod evidence;
mod fields;
mod fused;
mod fused_beside;
mod fused_layers;
mod over_time;
mod placebo;
mod relation;
mod response;
mod single_period;
mod specification_curve;
mod strips;
mod types;

pub(super) use chart::Chart;
pub(super) use coverage::coverage;
pub(super) use episodes::episodes;
pub(super) use evidence::{estimates as evidence_estimates, series as evidence_series};
pub(super) use fields::{events_by_field, fields};
pub(super) use fused::fused;
pub(super) use fused_beside::{left_out, without_arithmetical};
pub(super) use fused_layers::readers;
pub(super) use over_time::over_time;
pub(super) use placebo::placebo;
pub(super) use relation::relation;
pub(super) use response::response;
pub(super) use single_period::single_period;
pub(super) use specification_curve::specification_curve;
pub(super) use types::{gaudens, roles, types};
