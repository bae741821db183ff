//! The relation of a pair: one latent series by period, fused from all instruments that read it, with its
//! posterior. Neither the readings themselves (see `instrument`) nor any test of them live here: a fused
//! relation is drawn and described, never tested.

mod findings;

pub use findings::{
    Convergence, Disagreement, EpisodeInRelation, FusedReading, InstrumentInRelation, LeftOut, Piece, Posterior,
    Relation, RelationContrast, Restart, Unit, Unread,
};
