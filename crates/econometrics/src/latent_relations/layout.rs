//! Relations and instruments laid out for the sampler: flat arrays of readings, distinct blocks, stretches. Computed
//! once; nothing is drawn here.

use std::collections::BTreeMap;
use std::ops::Range;

use super::envelope::Envelope;
use super::model::LatentRelations;
use super::prior::LatentPrior;
use super::profile::Profile;
use crate::bayesian_vector_autoregression::NormalInverseWishart;
use crate::refusal::Refusal;
use crate::vector_autoregression::Lags;

/// Where a reading looks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) first: usize,
    pub(super) last: usize,
    /// 1 / number of periods.
    pub(super) share: f64,
    /// Position of the reading's intercept among all intercepts.
    pub(super) intercept: usize,
    /// Position among the distinct blocks of more than one period; `None` for a reading of one period.
    pub(super) block: Option<usize>,
}

impl Place {
    /// Mean of a path over the block.
    pub(super) fn mean_of(&self, path: &[f64]) -> f64 {
        match self.block {
            None => path[self.first],
            Some(_) => path[self.first..=self.last].iter().sum::<f64>() * self.share,
        }
    }
}

/// An instrument's share of the flat arrays.
#[derive(Debug, Clone)]
pub(super) struct InstrumentLayout {
    pub(super) relation: usize,
    pub(super) anchor: bool,
    pub(super) readings: Range<usize>,
    /// Positions of its intercepts, in the order of its eras.
    pub(super) intercepts: Range<usize>,
    /// The eras by the caller's numbers.
    pub(super) eras: Vec<usize>,
}

impl InstrumentLayout {
    /// The intercepts that are drawn: the anchor's first is 0.
    pub(super) fn free_intercepts(&self) -> Range<usize> {
        self.intercepts.start + usize::from(self.anchor)..self.intercepts.end
    }
}

/// Several readings of one relation over the same periods add up to one block of the precision.
#[derive(Debug, Clone, Copy)]
pub(super) struct Block {
    pub(super) relation: usize,
    pub(super) first: usize,
    pub(super) last: usize,
}

/// Everything of a problem that does not change while it is sampled.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    /// Relations.
    pub(super) m: usize,
    /// Periods.
    pub(super) t: usize,
    /// Lags.
    pub(super) p: usize,
    /// Coefficients of an equation, m p + 1.
    pub(super) k: usize,
    pub(super) stretches: Vec<Range<usize>>,
    /// Periods that follow the autoregression: all but the first p of each stretch.
    pub(super) rows: usize,
    pub(super) instruments: Vec<InstrumentLayout>,
    /// The anchor of each relation.
    pub(super) anchors: Vec<usize>,
    /// Intercepts of all instruments.
    pub(super) intercepts: usize,
    /// Readings of all instruments, one instrument after the other.
    pub(super) places: Vec<Place>,
    pub(super) values: Vec<f64>,
    /// Known sampling variances as squared scales of the error: less by nu / (nu - 2), so that an error without noise has
    /// the variance that is known.
    pub(super) variances: Vec<f64>,
    pub(super) blocks: Vec<Block>,
    pub(super) prior: LatentPrior,
    /// The prior of coefficients and Sigma, before it is cut off.
    pub(super) base: NormalInverseWishart,
}

impl Layout {
    /// Refuses what [`LatentRelations::check`] and [`LatentPrior::dynamics`] refuse.
    pub(super) fn new(relations: &LatentRelations, lags: Lags, prior: &LatentPrior) -> Result<Self, Refusal> {
        relations.check(lags)?;
        let (m, t, p) = (relations.relations.len(), relations.periods, lags.count());
        let base = prior.dynamics(m, lags)?;
        let bounds: Vec<usize> = [0].into_iter().chain(relations.restarts.iter().copied()).chain([t]).collect();
        let stretches: Vec<Range<usize>> = bounds.windows(2).map(|w| w[0]..w[1]).collect();
        let rows = stretches.iter().map(|s| s.len().saturating_sub(p)).sum();
        let mut layout = Self {
            m,
            t,
            p,
            k: m * p + 1,
            stretches,
            rows,
            instruments: Vec::new(),
            anchors: vec![0; m],
            intercepts: 0,
            places: Vec::new(),
            values: Vec::new(),
            variances: Vec::new(),
            blocks: Vec::new(),
            prior: prior.clone(),
            base,
        };
        let error_variance = prior.error_variance();
        let mut known = BTreeMap::new();
        for (k, instrument) in relations.instruments.iter().enumerate() {
            let mut eras: Vec<usize> = instrument.readings.iter().map(|r| r.era).collect();
            eras.dedup();
            let from = layout.places.len();
            for reading in &instrument.readings {
                let of_era = eras.iter().position(|e| *e == reading.era).unwrap_or(0);
                let block = (reading.last > reading.first).then(|| {
                    let Block { relation, first, last } =
                        Block { relation: instrument.relation, first: reading.first, last: reading.last };
                    *known.entry((relation, first, last)).or_insert_with(|| {
                        layout.blocks.push(Block { relation, first, last });
                        layout.blocks.len() - 1
                    })
                });
                layout.places.push(Place {
                    first: reading.first,
                    last: reading.last,
                    share: 1.0 / (reading.last - reading.first + 1) as f64,
                    intercept: layout.intercepts + of_era,
                    block,
                });
                layout.values.push(reading.value);
                layout.variances.push(reading.variance / error_variance);
            }
            if instrument.anchor {
                layout.anchors[instrument.relation] = k;
            }
            layout.instruments.push(InstrumentLayout {
                relation: instrument.relation,
                anchor: instrument.anchor,
                readings: from..layout.places.len(),
                intercepts: layout.intercepts..layout.intercepts + eras.len(),
                eras: eras.clone(),
            });
            layout.intercepts += eras.len();
        }
        Ok(layout)
    }

    /// Room for the precision of one relation's states given those of the others.
    pub(super) fn profile(&self, relation: usize) -> Profile {
        Profile::new(self.reaches(|block| block.relation == relation))
    }

    /// Room for the precision of the states of all relations.
    pub(super) fn envelope(&self) -> Envelope {
        Envelope::new(self.m, self.reaches(|_| true))
    }

    /// To which period the precision's rows of each period reach back: p periods within their stretch, and to the first
    /// period of every block that holds them.
    fn reaches(&self, counts: impl Fn(&Block) -> bool) -> Vec<usize> {
        let mut first: Vec<usize> =
            self.stretches.iter().flat_map(|s| s.clone().map(|t| t.saturating_sub(self.p).max(s.start))).collect();
        for block in self.blocks.iter().filter(|b| counts(b)) {
            for reach in &mut first[block.first..=block.last] {
                *reach = block.first.min(*reach);
            }
        }
        first
    }

    /// Instruments of a relation other than its anchor.
    pub(super) fn others(&self, relation: usize) -> impl Iterator<Item = (usize, &InstrumentLayout)> {
        self.instruments.iter().enumerate().filter(move |(_, i)| i.relation == relation && !i.anchor)
    }
}
