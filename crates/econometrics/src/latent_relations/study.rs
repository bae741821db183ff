//! The calibration of the sampler: everything from its prior, readings from that, draws from the posterior of the
//! readings. The ranking stands in `calibration.rs`.

use rand_chacha::ChaCha8Rng;

use super::chain::{Chain, normal};
use super::layout::Layout;
use super::model::{BlockReading, LatentInstrument, LatentRelations};
use super::prior::LatentPrior;
use super::rounds::Run;
use crate::calibration::{Calibration, CalibrationFit, CalibrationResult, calibrate};
use crate::dense::cholesky_in_place;
use crate::refusal::Refusal;
use crate::vector_autoregression::{Lags, is_stable, stability_room};

/// A study of a few relations, each read by an anchor, by an instrument with a gap and by one of blocks of 12 periods.
#[derive(Debug, Clone, PartialEq)]
pub struct LatentStudy {
    /// Fits, draws, bins and seed.
    pub calibration: Calibration,
    /// Relations m.
    pub relations: usize,
    /// Periods, at least 36.
    pub periods: usize,
    /// Lags.
    pub lags: Lags,
    /// Prior, of which parameters are drawn and which the sampler assumes.
    pub prior: LatentPrior,
    /// Sweeps before the first draw.
    pub burn_in: usize,
    /// Sweeps from draw to draw.
    pub thin: usize,
    /// Draws of noise are multiplied by this; any number but 1 makes the sampler wrong, to see that this is found.
    pub distortion: f64,
}

/// Of the periods, in sixtieths: where the anchor changes its era, where it and the instrument with a gap are silent.
const NEW_ERA: usize = 40;
const ANCHOR_SILENT: std::ops::Range<usize> = 22..30;
const OTHER_SILENT: std::ops::Range<usize> = 12..32;

impl LatentStudy {
    /// 300 fits of one relation over 60 periods. Refuses a number of lags that is out of range.
    pub fn standard(lags: usize) -> Result<Self, Refusal> {
        Ok(Self {
            calibration: Calibration::default(),
            relations: 1,
            periods: 60,
            lags: Lags::new(lags)?,
            prior: LatentPrior::default(),
            burn_in: 600,
            thin: 40,
            distortion: 1.0,
        })
    }

    /// Who reads what, with values still to be drawn.
    fn relations(&self) -> LatentRelations {
        let at = |sixtieths: usize| sixtieths * self.periods / 60;
        let months = |silent: std::ops::Range<usize>, late: usize| -> Vec<BlockReading> {
            let silent = at(silent.start)..at(silent.end);
            let of = |t: usize| {
                let variance = if t.is_multiple_of(3) { 0.0 } else { (1.0 + 2.0 * (t % 4) as f64) / 20.0 };
                BlockReading { first: t, last: t, value: 0.0, variance, era: usize::from(t >= late) }
            };
            (0..self.periods).filter(|t| !silent.contains(t)).map(of).collect()
        };
        let blocks = (0..self.periods / 12).map(|b| BlockReading {
            first: 12 * b,
            last: 12 * b + 11,
            value: 0.0,
            variance: 0.0,
            era: 0,
        });
        let blocks: Vec<BlockReading> = blocks.collect();
        let of_relation = |relation: usize| {
            let named = move |kind: &str, anchor: bool, readings: Vec<BlockReading>| LatentInstrument {
                name: format!("{kind} of {relation}"),
                relation,
                anchor,
                readings,
            };
            [
                named("anchor", true, months(ANCHOR_SILENT, at(NEW_ERA))),
                named("gap", false, months(OTHER_SILENT, self.periods)),
                named("blocks", false, blocks.clone()),
            ]
        };
        LatentRelations {
            relations: (0..self.relations).map(|j| format!("relation {j}")).collect(),
            periods: self.periods,
            restarts: Vec::new(),
            instruments: (0..self.relations).flat_map(of_relation).collect(),
        }
    }

    /// What is compared: names, in the order of [`LatentStudy::quantities`].
    fn names(&self) -> Vec<&'static str> {
        let mut names = vec![
            "state at 1/6",
            "state in the gap",
            "last state",
            "loading, gap",
            "loading, blocks",
            "intercept, gap",
            "intercept of the anchor's second era",
            "noise, anchor",
            "noise, gap",
            "noise, blocks",
            "own lag",
            "constant",
            "variance",
            "log likelihood",
        ];
        if self.relations > 1 {
            names.extend(["lag of the second relation", "covariance", "state of the second in the gap"]);
        }
        names
    }

    fn quantities(&self, layout: &Layout, chain: &Chain) -> Vec<f64> {
        let at = |sixtieths: usize| sixtieths * self.periods / 60;
        let path = chain.path_of(layout, 0);
        let noise = |instrument: usize| self.distortion * chain.noise[instrument];
        let intercept =
            |instrument: usize, era: usize| chain.intercept[layout.instruments[instrument].intercepts.start + era];
        let mut all = vec![
            path[at(10)],
            path[at(26)],
            path[self.periods - 1],
            chain.loading[1],
            chain.loading[2],
            intercept(1, 0),
            intercept(0, 1),
            noise(0),
            noise(1),
            noise(2),
            chain.coefficients[0],
            chain.coefficients[layout.k - 1],
            chain.sigma[0],
            chain.ln_likelihood(layout),
        ];
        if self.relations > 1 {
            all.extend([chain.coefficients[1], chain.sigma[1], chain.path_of(layout, 1)[at(26)]]);
        }
        all
    }
}

/// Everything drawn from the prior: a chain that stands at the truth, and the layout with the readings that it gave.
pub(super) fn simulated(study: &LatentStudy, random: &mut ChaCha8Rng) -> Result<(Layout, Chain), Refusal> {
    let mut layout = Layout::new(&study.relations(), study.lags, &study.prior)?;
    let mut truth = Chain::new(&layout, random)?;
    let (m, k, p, prior) = (layout.m, layout.k, layout.p, &layout.prior);
    let (mut scratch, mut room) = (vec![0.0; 3 * m * m], vec![0.0; stability_room(m, p)]);
    loop {
        layout.base.draw_into(random, &mut truth.coefficients, &mut truth.sigma, &mut scratch);
        if is_stable(&truth.coefficients, k, m, p, &mut room) {
            break;
        }
    }
    let mut root = truth.sigma.clone();
    if !cholesky_in_place(&mut root, m) {
        return Err(Refusal::NotPositiveDefinite { restrictions: m });
    }
    for t in 0..layout.t {
        let z: Vec<f64> = (0..m).map(|_| normal(random)).collect();
        for j in 0..m {
            truth.x[t * m + j] = if t < p {
                prior.start_spread * z[j]
            } else {
                let b = &truth.coefficients[j * k..(j + 1) * k];
                let past: f64 = (0..k - 1).map(|l| b[l] * truth.x[(t - 1 - l / m) * m + l % m]).sum();
                let surprise: f64 = (0..=j).map(|i| root[i * m + j] * z[i]).sum();
                past + b[k - 1] + surprise
            };
        }
    }
    truth.refresh_paths(&layout);
    for (at, instrument) in layout.instruments.iter().enumerate() {
        if !instrument.anchor {
            truth.loading[at] = prior.loading_mean + prior.loading_spread * normal(random);
        }
        for era in instrument.free_intercepts() {
            truth.intercept[era] = prior.intercept_spread * normal(random);
        }
        truth.noise[at] = prior.noise_spread * normal(random).abs();
        for i in instrument.readings.clone() {
            let signal = truth.intercept[layout.places[i].intercept] + truth.loading[at] * truth.block_mean[i];
            let scale = layout.variances[i] + truth.noise[at] * truth.noise[at];
            let mixing = truth.errors.draw_mixing(random);
            layout.values[i] = signal + (scale / mixing).sqrt() * normal(random);
            truth.weight[i] = mixing / scale;
        }
    }
    Ok((layout, truth))
}

/// Calibrates the sampler under the study's prior. Refuses what [`calibrate`] and the sampler refuse.
pub fn calibrate_latent_relations(study: &LatentStudy) -> Result<CalibrationResult, Refusal> {
    if study.periods < 36 {
        return Err(Refusal::TooFewObservations { have: study.periods, need: 36 });
    }
    calibrate(&study.calibration, &study.names(), |_, random| {
        let (layout, truth) = simulated(study, random)?;
        let undistorted = LatentStudy { distortion: 1.0, ..study.clone() };
        let truth = undistorted.quantities(&layout, &truth);
        let mut run = Run::new(&layout, study.burn_in, study.thin, random.clone())?;
        let mut draws = vec![Vec::with_capacity(study.calibration.draws_per_fit); truth.len()];
        for _ in 0..study.calibration.draws_per_fit {
            run.draw(&layout, 1)?;
            for (chain, value) in draws.iter_mut().zip(study.quantities(&layout, run.chain())) {
                chain.push(value);
            }
        }
        Ok(CalibrationFit { truth, draws })
    })
}
