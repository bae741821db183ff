//! Fits the worlds and counts what was found again. Nothing is printed here.

use std::collections::BTreeMap;

use rayon::prelude::*;
use tertius_econometrics::{Confidence, Horizons, Lags, LatentFit, LatentPrior, LatentSampler, Refusal};

use crate::worlds::{MONTHLY, RELATIONS, World, world};

/// Hits among tries.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Count {
    hits: usize,
    tries: usize,
}

impl Count {
    fn add(&mut self, hit: bool) {
        self.hits += usize::from(hit);
        self.tries += 1;
    }

    fn join(&mut self, other: Self) {
        self.hits += other.hits;
        self.tries += other.tries;
    }

    pub(crate) fn tries(&self) -> usize {
        self.tries
    }

    /// NaN without tries.
    pub(crate) fn share(&self) -> f64 {
        self.hits as f64 / self.tries as f64
    }
}

/// A number and how often it was seen.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Mean {
    sum: f64,
    pub(crate) count: usize,
}

impl Mean {
    fn join(&mut self, other: Self) {
        self.sum += other.sum;
        self.count += other.count;
    }

    fn of(value: f64) -> Self {
        Self { sum: value, count: 1 }
    }

    pub(crate) fn value(&self) -> f64 {
        self.sum / self.count as f64
    }
}

/// What came out of some worlds. Keys are the words of the page.
#[derive(Default)]
pub(crate) struct Tally {
    /// Months within their 90 % bands.
    pub(crate) months: Count,
    pub(crate) by_readers: BTreeMap<String, Count>,
    pub(crate) by_errors: BTreeMap<String, Count>,
    pub(crate) by_persistence: BTreeMap<String, Count>,
    /// Width of the band in standard deviations of the relation.
    pub(crate) width: BTreeMap<String, Mean>,
    /// Correlation of posterior mean and truth.
    pub(crate) correlation: BTreeMap<String, Mean>,
    /// Other quantities within their 90 % intervals.
    pub(crate) others: BTreeMap<String, Count>,
    pub(crate) sweeps: BTreeMap<usize, usize>,
    pub(crate) refused: Vec<String>,
    /// Shares of single worlds' months that are covered.
    pub(crate) worlds: Vec<f64>,
}

fn join<T: Default>(into: &mut BTreeMap<String, T>, from: BTreeMap<String, T>, add: impl Fn(&mut T, T)) {
    for (key, value) in from {
        add(into.entry(key).or_default(), value);
    }
}

impl Tally {
    fn join(mut self, other: Self) -> Self {
        self.months.join(other.months);
        join(&mut self.by_readers, other.by_readers, Count::join);
        join(&mut self.by_errors, other.by_errors, Count::join);
        join(&mut self.by_persistence, other.by_persistence, Count::join);
        join(&mut self.width, other.width, Mean::join);
        join(&mut self.correlation, other.correlation, Mean::join);
        join(&mut self.others, other.others, Count::join);
        for (sweeps, count) in other.sweeps {
            *self.sweeps.entry(sweeps).or_default() += count;
        }
        self.refused.extend(other.refused);
        self.worlds.extend(other.worlds);
        self
    }
}

/// Two chains are enough here: the worlds are many.
fn sampler(seed: u64) -> LatentSampler {
    LatentSampler {
        chains: 2,
        seed,
        burn_in: 600,
        draws: 1_000,
        r_hat_max: 1.05,
        effective_min: 100.0,
        ..LatentSampler::default()
    }
}

/// Fits all worlds.
pub(crate) fn tally(worlds: usize, periods: usize, seed: u64) -> Result<Tally, String> {
    let lags = Lags::new(2).map_err(|r| r.to_string())?;
    let nine_tenths = Confidence::new(0.9).map_err(|r| r.to_string())?;
    let ahead = Horizons::new(1, 3).map_err(|r| r.to_string())?;
    let of = |number: usize| {
        let world = world(number, periods, seed);
        match world.relations.fit(lags, &prior(), &sampler(seed + number as u64)) {
            Ok(fit) => look(&world, &fit, nine_tenths, ahead),
            Err(refusal) => Tally { refused: vec![format!("world {number}: {refusal}")], ..Tally::default() },
        }
    };
    // In the order of their numbers, whatever the number of threads.
    let all: Vec<Tally> = (0..worlds).into_par_iter().map(of).collect();
    Ok(all.into_iter().fold(Tally::default(), Tally::join))
}

fn look(world: &World, fit: &LatentFit, confidence: Confidence, ahead: Horizons) -> Tally {
    let mut tally = Tally::default();
    let holds = |low: f64, high: f64, truth: f64| low <= truth && truth <= high;
    for (relation, states) in world.states.iter().enumerate() {
        let band = fit.band(relation, confidence);
        let spread = variance(states).sqrt();
        for state in &band {
            let hit = holds(state.low, state.high, states[state.period]);
            let readers = match world.read[relation][state.period] {
                0 => "none".to_owned(),
                1 => "one".to_owned(),
                2 => "two".to_owned(),
                _ => "three".to_owned(),
            };
            tally.months.add(hit);
            tally.by_readers.entry(readers.clone()).or_default().add(hit);
            tally.by_errors.entry(world.errors.name().to_owned()).or_default().add(hit);
            tally.by_persistence.entry(format!("{:.2}", world.persistence)).or_default().add(hit);
            tally.width.entry(readers).or_default().join(Mean::of((state.high - state.low) / spread));
        }
        let read = world.read[relation].iter().filter(|n| **n > 0).count() as f64 / states.len() as f64;
        let key = match read {
            r if r > 0.9 => "more than 90 %",
            r if r > 0.7 => "70 to 90 %",
            r if r > 0.5 => "50 to 70 %",
            _ => "at most 50 %",
        };
        let means: Vec<f64> = band.iter().map(|s| s.mean).collect();
        tally.correlation.entry(key.to_owned()).or_default().join(Mean::of(correlation(&means, states)));
    }
    tally.worlds.push(tally.months.share());
    for (at, instrument) in world.relations.instruments.iter().enumerate() {
        let kind = if at % (2 * MONTHLY) < MONTHLY { "monthly" } else { "yearly" };
        if !instrument.anchor {
            let loading = fit.loading(at, confidence);
            let hit = holds(loading.low, loading.high, world.loadings[at]);
            tally.others.entry(format!("loadings, {kind}")).or_default().add(hit);
        }
        if let Some(noise) = &world.noise {
            let found = fit.noise(at, confidence);
            let hit = holds(found.low, found.high, noise[at]);
            tally.others.entry(format!("noise where errors are as assumed, {kind}")).or_default().add(hit);
        }
    }
    debug_assert_eq!(world.responses.len(), RELATIONS * (RELATIONS - 1));
    for ((impulse, response), truth) in &world.responses {
        match fit.response(*impulse, *response, ahead, false, confidence) {
            Ok(found) => {
                let hit = holds(found.low, found.high, *truth);
                tally.others.entry("responses 1 to 3 months later".to_owned()).or_default().add(hit);
            }
            Err(refusal @ Refusal::Unsettled { .. }) => tally.refused.push(refusal.to_string()),
            Err(refusal) => tally.refused.push(format!("response: {refusal}")),
        }
    }
    tally.sweeps.insert(fit.convergence().draws_per_chain, 1);
    tally
}

fn variance(values: &[f64]) -> f64 {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (values.len() as f64 - 1.0)
}

fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let n = a.len() as f64;
    let (mean_a, mean_b) = (a.iter().sum::<f64>() / n, b.iter().sum::<f64>() / n);
    let products: f64 = a.iter().zip(b).map(|(x, y)| (x - mean_a) * (y - mean_b)).sum();
    products / (n - 1.0) / (variance(a) * variance(b)).sqrt()
}

#[allow(clippy::all, clippy::disallowed_methods)]
fn prior() -> LatentPrior {
    let v = |k: &str, d: f64| std::env::var(k).map_or(d, |v| v.parse().unwrap());
    let d = LatentPrior::default();
    LatentPrior {
        loading_spread: v("LS", 1.0),
        loading_mean: v("LM", 1.0),
        tightness: v("TI", 0.3),
        innovation_variance: v("IV", 0.2),
        noise_spread: v("NS", 0.5),
        intercept_spread: v("IS", 2.0),
        constant_spread: v("CS", 0.5),
        start_spread: v("SS", 2.0),
        error_degrees: v("ED", 5.0),
        ..d
    }
}
