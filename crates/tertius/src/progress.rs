//! How long work tells the door what it is doing, so that a terminal can draw a bar and an ETA. Carries
//! no result; the spine gives the same findings whether anybody listens or not.

/// Told about the work as it goes. All methods may be called from several threads.
pub trait Progress: Sync {
    /// A step begins; `total` counts its units where known.
    fn begin(&self, step: &str, total: Option<u64>);
    /// So many more units are done.
    fn advance(&self, units: u64);
    /// The step is over.
    fn end(&self);
}

/// Nobody listens.
#[derive(Clone, Copy, Debug, Default)]
pub struct Quiet;

impl Progress for Quiet {
    fn begin(&self, _: &str, _: Option<u64>) {}
    fn advance(&self, _: u64) {}
    fn end(&self) {}
}
