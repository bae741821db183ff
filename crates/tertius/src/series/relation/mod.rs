//! The relation of a pair: one latent series by period, fused from all instruments that read it, with its
//! posterior. Neither the readings themselves (see `instrument`) nor any test of them live here: a fused
//! relation is drawn and described, never tested.

mod channels;
mod contrasts;
mod draws;
mod findings;
mod fuse;
mod fused;
mod left_out;
mod pieces;
mod plan;
mod problem;

pub(crate) use channels::{Channel, Channels, Choice, days_read, slivers};
pub(crate) use draws::mean_variance;
pub use findings::{
    Convergence, Converted, Disagreement, EpisodeInRelation, FusedReading, InstrumentInRelation, LeftOut, Piece,
    Posterior, Relation, RelationContrast, Restart, Unit, Unread,
};
pub(crate) use fuse::{choice, deciding, sampler};
pub use fuse::{fuse, settings};
pub(crate) use fused::{
    confidence as interval_confidence, convergence as sampler_convergence, instruments as instruments_in_units,
    path_in_units, reliability as settled_reliability,
};
pub(crate) use left_out::of_instruments as cautions_of_instruments;
pub(crate) use pieces::{Linked, link, nodes};
pub(crate) use plan::READINGS_MIN;
pub(crate) use problem::{Part, Problem, unsettled as refused_by_sampler};
