//! The path of a piece without each of its instruments, held against the path with all of them: who disagrees.

use super::draws::{Paths, Pool};
use super::findings::{Disagreement, InstrumentInRelation, LeftOut, Posterior};
use super::fused::Fused;
use super::problem::Problem;
use crate::calendar::PeriodCalendar;
use crate::refusal::Refusal;
use std::collections::BTreeSet;
use tertius_econometrics as ec;

/// Share of an instrument's periods in which the path with it may lie outside the 90 % band without it.
pub(super) const SHARE_OUTSIDE_MAX: f64 = 0.2;
/// Correlation of the paths with and without an instrument below which a caution says so.
pub(super) const CORRELATION_MIN: f64 = 0.5;
/// Correlation of neighbouring residuals above which a caution says that errors persist.
pub(super) const AUTOCORRELATION_MAX: f64 = 0.3;
/// Factor above which a caution says that a path was stretched to match.
const FACTOR_MAX: f64 = 2.0;
/// Fewest periods for a comparison of two paths.
const COMPARED_MIN: usize = 6;

/// What is left when instruments are taken out, drawn.
pub(super) struct Rest<'a> {
    /// Their names.
    pub(super) instrument: &'a str,
    /// Periods that they read.
    pub(super) reads: BTreeSet<usize>,
    /// The parts that still hang together.
    pub(super) parts: Vec<Result<(&'a Problem, Fused), Refusal>>,
}

/// A comparison, and the draws behind the path without the instrument.
pub(super) struct Compared {
    pub(super) left_out: LeftOut,
    pub(super) paths: Vec<Paths>,
    /// Largest factor by which deviations were stretched to match, where the anchor itself was left out.
    pub(super) stretched: f64,
}

impl Compared {
    /// Whether the path with all instruments leaves the band without these too often.
    pub(super) fn disagrees(&self) -> bool {
        self.left_out.share_outside.is_some_and(|s| s > SHARE_OUTSIDE_MAX)
    }
}

/// What stands for the whole where the whole could not be drawn.
pub(super) struct Reference<'a> {
    /// Names of the instruments that it lacks.
    pub(super) instrument: &'a str,
    pub(super) problem: &'a Problem,
    pub(super) fused: Fused,
}

/// Of a piece whose instruments together allow more than one path, drawn in parts: the one that has the piece's anchor,
/// else the one with most readings. `None` unless at least two were drawn, for one answer alone would hide the other.
pub(super) fn reference<'a>(problem: &Problem, rests: &[Rest<'a>]) -> Option<Reference<'a>> {
    let answered = rests.iter().filter(|r| r.parts.iter().any(Result::is_ok)).count();
    let anchor = problem.anchor(0);
    let has_anchor =
        |own: &Problem| own.anchor(0).channel == anchor.channel && own.anchor(0).eras.first() == anchor.eras.first();
    let n_readings = |own: &Problem| own.entries.iter().map(|e| e.readings.len()).sum::<usize>();
    let all = rests.iter().flat_map(|r| r.parts.iter().flatten().map(|(own, fused)| (r.instrument, *own, fused)));
    let best = all.max_by_key(|(_, own, _)| (has_anchor(own), n_readings(own)))?;
    (answered >= 2).then(|| Reference { instrument: best.0, problem: best.1, fused: best.2.clone() })
}

/// What is said of a piece whose instruments together allow more than one path.
pub(super) fn more_than_one_path(without: &str, refusal: &Refusal) -> Disagreement {
    Disagreement {
        instrument: without.to_owned(),
        sentence: format!(
            "The instruments do not tell one story: all of them together allow more than one path ({}). They were drawn apart; the band is the pool of these paths, each with the same weight, matched by mean and standard deviation. Units and the table of instruments are those without {without}.",
            refusal.why
        ),
    }
}

/// The path without one instrument, in the units of the whole piece.
pub(super) fn compare(problem: &Problem, full: &Fused, rest: Rest<'_>) -> Compared {
    let mut paths = Vec::new();
    let mut refusals = Vec::new();
    let mut stretched = 1.0_f64;
    for part in rest.parts {
        match part.and_then(|(own, fused)| matched(problem, full, own, fused)) {
            Ok((matched, factor)) => {
                stretched = stretched.max(factor);
                paths.push(matched);
            }
            Err(refusal) => refusals.push(refusal),
        }
    }
    let path = match (paths.is_empty(), refusals.into_iter().next()) {
        (true, Some(refusal)) => Err(refusal),
        (true, None) => Err(Refusal::new("no other instrument is left", "a second instrument")),
        (false, _) => Ok(Pool { stories: vec![vec![paths.clone()]] }.path(problem.first, problem.last)),
    };
    let mut pairs = Vec::new();
    if let Ok(path) = &path {
        for t in rest.reads.iter().filter(|t| problem.first <= **t && **t <= problem.last) {
            let at = t - problem.first;
            pairs.extend(path[at].map(|without| (full.path[at], without)));
        }
    }
    let enough = pairs.len() >= COMPARED_MIN;
    let with: Vec<f64> = pairs.iter().map(|p| p.0.mean).collect();
    let without: Vec<f64> = pairs.iter().map(|p| p.1.mean).collect();
    let outside = pairs.iter().filter(|(a, b)| a.mean < b.low || a.mean > b.high).count();
    let left_out = LeftOut {
        instrument: rest.instrument.to_owned(),
        path,
        correlation: enough.then(|| ec::correlation(&with, &without).ok()).flatten().map(|c| c.estimate),
        share_outside: enough.then(|| outside as f64 / pairs.len() as f64),
    };
    Compared { left_out, paths, stretched }
}

/// A path in the units of the whole piece: as it is where it has the same anchor from the same start, else matched by
/// mean and standard deviation of the posterior means over the periods that both have. With the factor of its deviations.
fn matched(problem: &Problem, full: &Fused, own: &Problem, fused: Fused) -> Result<(Paths, f64), Refusal> {
    let (anchor, other) = (problem.anchor(0), own.anchor(0));
    if anchor.channel == other.channel && anchor.eras.first() == other.eras.first() {
        return Ok((fused.paths, 1.0));
    }
    let common = own.first.max(problem.first)..=own.last.min(problem.last);
    let moments = |path: &[Posterior], first: usize| {
        let values: Vec<f64> = common.clone().map(|t| path[t - first].mean).collect();
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        (mean, (values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / n).sqrt())
    };
    let (to, from) = (moments(&full.path, problem.first), moments(&fused.path, own.first));
    let factor = to.1 / from.1;
    if !factor.is_finite() || factor <= 0.0 {
        return Err(Refusal::new("the path without the anchor does not move", "other instruments that tell something"));
    }
    let mut paths = fused.paths;
    paths.draws.iter_mut().flatten().for_each(|x| *x = to.0 + factor * (*x - from.0));
    Ok((paths, factor))
}

/// Instruments whose loss moves the path out of the band that the others give: real disagreement, not mere ignorance,
/// for where the others know little their band is wide.
pub(super) fn disagreements(all: &[Compared], length: &str) -> Vec<Disagreement> {
    let of = |c: &Compared| {
        let share = c.left_out.share_outside.filter(|_| c.disagrees())?;
        let correlation =
            c.left_out.correlation.map_or_else(String::new, |r| format!("; the two paths correlate by {r:.2}"));
        let name = &c.left_out.instrument;
        Some(Disagreement {
            instrument: name.clone(),
            sentence: format!(
                "\"{name}\" and the other instruments do not tell one story: in {:.0} % of the {length}s that it reads the path with it lies outside the 90 % band without it{correlation}. The band drawn is the pool, half of it the path with all instruments, half the path without those that disagree.",
                100.0 * share
            ),
        })
    };
    all.iter().filter_map(of).collect()
}

/// What the reader must know of single instruments: a path that changes without one, a loading that may be 0, errors
/// that persist.
pub(super) fn cautions(
    all: &[Compared],
    instruments: &[InstrumentInRelation],
    calendar: &PeriodCalendar,
) -> Vec<String> {
    let mut cautions = Vec::new();
    let length = calendar.length();
    for c in all {
        if c.stretched > FACTOR_MAX {
            cautions.push(format!(
                "Without \"{}\" the path has other units; its deviations were stretched by {:.1} to be laid beside the path with all.",
                c.left_out.instrument, c.stretched
            ));
        }
    }
    for c in all.iter().map(|c| &c.left_out) {
        let agrees = c.share_outside.is_none_or(|s| s <= SHARE_OUTSIDE_MAX);
        if let Some(r) = c.correlation.filter(|r| agrees && *r < CORRELATION_MIN) {
            cautions.push(format!(
                "In the {length}s that \"{}\" reads the path rests mainly on it: without it the others give another one (correlation {r:.2}), within wide bands.",
                c.instrument
            ));
        }
    }
    cautions.extend(of_instruments(instruments));
    cautions
}

/// Instruments whose loading may be 0, and whose errors persist.
pub(crate) fn of_instruments(instruments: &[InstrumentInRelation]) -> Vec<String> {
    let mut cautions = Vec::new();
    for i in instruments {
        if !i.anchor && i.loading.low <= 0.0 {
            let says = if i.loading.high < 0.0 {
                "moves against the relation that the others show"
            } else {
                "hardly moves with the relation that the others show"
            };
            cautions.push(format!(
                "\"{}\" {says}: its loading is {:.2} ({:.2} to {:.2}).",
                i.name, i.loading.mean, i.loading.low, i.loading.high
            ));
        }
        if let Some(r) = i.residual_autocorrelation.filter(|r| *r > AUTOCORRELATION_MAX) {
            cautions.push(format!(
                "The errors of \"{}\" persist (correlation of neighbours {r:.2}): it measures something of its own besides the relation, and the bands are too narrow for that.",
                i.name
            ));
        }
    }
    cautions
}
