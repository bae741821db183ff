//! The charts: one file each, every one a Vega-Lite specification with the table behind it. They read
//! findings and compute nothing; colours and fonts come from the page's themes by the style names in
//! `chart`.

mod chart;
mod coverage;
mod episodes;
mod placebo;
mod relation;
mod response;
mod single_period;

pub(super) use chart::Chart;
pub(super) use coverage::coverage;
pub(super) use episodes::episodes;
pub(super) use placebo::placebo;
pub(super) use relation::relation;
pub(super) use response::response;
pub(super) use single_period::single_period;
