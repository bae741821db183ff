//! From the sampler's draws to one relation in its anchor's units: path, instruments, readings. Compares nothing.

use super::channels::Channels;
use super::draws::{Paths, spaced};
use super::findings::{Convergence, Converted, FusedReading, InstrumentInRelation, Posterior};
use super::problem::{Problem, scaled};
use tertius_econometrics as ec;

/// The normal distribution's quantile of .95: half the width of a central 90 % interval.
const NORMAL_95: f64 = 1.644_854;

/// One relation of a fit, in its anchor's units.
#[derive(Clone, Debug)]
pub(super) struct Fused {
    /// One per period of the problem.
    pub(super) path: Vec<Posterior>,
    /// Some of its draws.
    pub(super) paths: Paths,
    /// Anchor first.
    pub(super) instruments: Vec<InstrumentInRelation>,
    /// Of all of them, converted where the loading is surely not 0.
    pub(super) readings: Vec<FusedReading>,
    /// Whether the chains agreed.
    pub(super) convergence: Convergence,
}

/// The confidence of every printed interval of a relation.
pub(crate) fn confidence() -> ec::Confidence {
    ec::Confidence::new(Posterior::CONFIDENCE).expect("nine tenths are a confidence")
}

/// The path of one relation, in its anchor's units.
pub(crate) fn path_in_units(problem: &Problem, relation: usize, fit: &ec::LatentFit) -> Vec<Posterior> {
    let anchor = problem.anchor(relation);
    let state = |s: &ec::StateSummary| Posterior {
        mean: problem.in_units(relation, s.mean),
        standard_deviation: anchor.spread * s.standard_deviation,
        low: problem.in_units(relation, s.low),
        high: problem.in_units(relation, s.high),
    };
    fit.band(relation, confidence()).iter().map(state).collect()
}

/// The sampler's account of its chains.
pub(crate) fn convergence(fit: &ec::LatentFit) -> Convergence {
    fit.convergence().clone()
}

/// The reliability of an instrument; `None` with no more readings than stretches, and where it has not settled by the rule
/// that every other number of the fit keeps.
pub(crate) fn reliability(
    fit: &ec::LatentFit,
    instrument: usize,
    confidence: ec::Confidence,
) -> Option<ec::PosteriorSummary> {
    let rule = ec::LatentSampler::default();
    let found = fit.reliability(instrument, confidence).ok()?;
    (found.r_hat < rule.r_hat_max && found.effective > rule.effective_min).then_some(found)
}

/// The instruments of one relation, anchor first, in their own units.
pub(crate) fn instruments(
    problem: &Problem,
    relation: usize,
    channels: &Channels,
    fit: &ec::LatentFit,
) -> Vec<InstrumentInRelation> {
    let spread = problem.anchor(relation).spread;
    let own = problem.entries.iter().enumerate().filter(|(_, e)| e.relation == relation);
    own.map(|(k, entry)| {
        let channel = &channels.channels[entry.channel];
        let intercepts = entry.eras.iter().filter_map(|era| {
            let intercept = fit.intercept(k, *era, confidence()).ok()?;
            Some((channel.eras[*era].clone(), entry.unit(&intercept, entry.centre)))
        });
        InstrumentInRelation {
            name: channel.name.clone(),
            anchor: entry.anchor,
            arithmetical: channel.arithmetical,
            period: channel.period.to_string(),
            n_readings: entry.readings.len(),
            intercepts: intercepts.collect(),
            loading: scaled(&fit.loading(k, confidence()), entry.spread / spread, 0.0),
            noise: entry.unit(&fit.noise(k, confidence()), 0.0),
            reliability: reliability(fit, k, confidence()).map(|r| scaled(&r, 1.0, 0.0)),
            residual_autocorrelation: fit.residual_autocorrelation(k),
        }
    })
    .collect()
}

/// Every reading of one relation, in its anchor's units where its instrument's loading is surely not 0. `instruments` are
/// those of the relation, in the order of the problem's entries.
fn readings(
    problem: &Problem,
    relation: usize,
    channels: &Channels,
    instruments: &[InstrumentInRelation],
    fit: &ec::LatentFit,
) -> Vec<FusedReading> {
    let anchor = problem.anchor(relation);
    let mut all = Vec::new();
    let own = problem.entries.iter().enumerate().filter(|(_, e)| e.relation == relation);
    for ((position, (k, entry)), shown) in own.enumerate().zip(instruments) {
        let loading = fit.loading(k, confidence());
        let convertible = shown.not_converted().is_none();
        let channel = &channels.channels[entry.channel];
        let noise = fit.noise(k, confidence()).mean;
        let intercepts: Vec<f64> =
            entry.eras.iter().map(|e| fit.intercept(k, *e, confidence()).map_or(0.0, |i| i.mean)).collect();
        for (i, residual) in entry.readings.iter().zip(fit.residual(k)) {
            let r = &channel.readings[*i];
            let era = entry.eras.iter().position(|e| *e == r.era).unwrap_or(0);
            let standard = ((r.value - entry.centre) / entry.spread - intercepts[era]) / loading.mean;
            let variance = r.variance / (entry.spread * entry.spread) + noise * noise;
            let half = NORMAL_95 * variance.sqrt() / loading.mean * anchor.spread;
            let value = problem.in_units(relation, standard);
            all.push(FusedReading {
                instrument: position,
                first: r.first.max(problem.first),
                last: r.last.min(problem.last),
                converted: convertible.then_some(Converted { value, low: value - half, high: value + half }),
                residual,
            });
        }
    }
    all
}

/// Draws a problem of one relation.
pub(super) fn fuse(
    problem: &Problem,
    channels: &Channels,
    lags: usize,
    sampler: &ec::LatentSampler,
) -> Result<Fused, ec::Refusal> {
    let fit = problem.draw(lags, sampler)?;
    let path = path_in_units(problem, 0, &fit);
    if path
        .iter()
        .any(|p| !(p.mean.is_finite() && p.standard_deviation > 0.0 && p.low.is_finite() && p.high.is_finite()))
    {
        return Err(ec::Refusal::NotConverged { what: "the path", iterations: sampler.draws, change: 0.0 });
    }
    let draws = spaced(fit.n_draws())
        .into_iter()
        .map(|d| fit.path(d, 0).iter().map(|x| problem.in_units(0, *x)).collect())
        .collect();
    let instruments = instruments(problem, 0, channels, &fit);
    Ok(Fused {
        path,
        paths: Paths { first: problem.first, draws },
        readings: readings(problem, 0, channels, &instruments, &fit),
        instruments,
        convergence: convergence(&fit),
    })
}
