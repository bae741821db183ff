//! Running the specifications of a curve: every declared combination cut to the era of the claim, its statistic, and
//! what it adds to draws under the null. What cannot be run keeps its reason.

use super::curve_findings::{Choices, NotRun, Specification};
use super::question::{Curve, Putting, Three, estimate, refused};
use super::response::ratio;
use super::specifications::Alternative;
use crate::calendar::{PeriodCalendar, PeriodLength, Span};
use crate::dossier::{Arithmetic, Half, Side, Stretch};
use crate::series::{Era, InstrumentSeries};
use rayon::prelude::*;
use tertius_econometrics as ec;

/// Shortest block of time that keeps one sign within a draw: as long as the response is averaged over.
const BLOCK_MIN: PeriodLength = PeriodLength::Quarter;

/// All specifications of a curve, as far as they could be run.
pub(super) struct Run {
    /// Those that ran, in the order in which they are declared, each with other numbers than those before.
    pub(super) specifications: Vec<Specification>,
    /// What each adds to draws under the null.
    pub(super) scores: Vec<ec::NullScores>,
    /// The others.
    pub(super) not_run: Vec<NotRun>,
    /// Blocks that the rows fall into.
    pub(super) n_blocks: usize,
    /// Their length.
    pub(super) block: PeriodLength,
}

/// One that ran, and the blocks of its rows.
type Ran = (Specification, ec::NullScores, Vec<usize>);

/// Runs every declared specification for the claim's instrument and era.
pub(super) fn run(putting: &Putting<'_>, curve: &Curve<'_>) -> Run {
    let deciding = curve.instruments.iter().position(|s| std::ptr::eq(*s, putting.series));
    let declared: Vec<&Alternative> = curve
        .declared
        .alternatives
        .iter()
        .filter(|a| Some(a.instrument) == deciding || curve.declared.beside.contains(&a.instrument))
        .collect();
    let block = declared.iter().map(|a| a.counting.period).max().unwrap_or(BLOCK_MIN).max(BLOCK_MIN);
    let days = days_of(putting.series, putting.era);
    let blocks = PeriodCalendar::covering(block, days);
    let all: Vec<(Vec<Ran>, Vec<NotRun>)> = declared
        .par_iter()
        .map(|alternative| {
            let own = Some(alternative.instrument) == deciding;
            match prepared(putting, curve, alternative, own, days) {
                Ok((series, era)) => tried(putting, curve, alternative, own, series, &era, &blocks),
                Err(why) => {
                    let n = curve.declared.lags.len() * curve.declared.samples.len();
                    (Vec::new(), vec![NotRun { what: counted_words(curve, alternative), n, why }])
                }
            }
        })
        .collect();
    let mut run = Run { specifications: Vec::new(), scores: Vec::new(), not_run: Vec::new(), n_blocks: 0, block };
    let mut seen = std::collections::BTreeSet::new();
    for (ran, not_run) in all {
        run.not_run.extend(not_run);
        for (specification, scores, blocks) in ran {
            if let Some(twin) = run.specifications.iter().find(|s| alike(s, &specification)) {
                run.not_run.push(NotRun {
                    what: specification.choices.words().join(", "),
                    n: 1,
                    why: format!("it gives the same numbers as {}", twin.choices.words().join(", ")),
                });
                continue;
            }
            seen.extend(blocks);
            run.specifications.push(specification);
            run.scores.push(scores);
        }
    }
    run.n_blocks = seen.len();
    run
}

/// Whether two give the same numbers but for rounding: a filter that removed nothing, a scale that scores these codes alike.
fn alike(a: &Specification, b: &Specification) -> bool {
    let near = |x: f64, y: f64| (x - y).abs() <= 1e-9 * x.abs().max(y.abs());
    a.n_rows == b.n_rows && near(a.z, b.z) && near(a.standardised.value, b.standardised.value)
}

fn days_of(series: &InstrumentSeries, era: &Era) -> Span {
    Span { first: series.calendar.span(era.first).first, last: series.calendar.span(era.last).last }
}

/// The instrument and how it is counted, in words.
fn counted_words(curve: &Curve<'_>, alternative: &Alternative) -> String {
    let how = alternative.counting;
    let name = &curve.instruments[alternative.instrument].instrument.name.value;
    let scale = how.scale.map_or_else(String::new, |s| format!(", {}", s.word()));
    let filter = if how.one_a_day { ", one a day" } else { "" };
    format!("{name}, {}{scale}, {}{filter}", how.measure.word(), how.period)
}

/// The series of an alternative and the part of one of its eras that lies within the claim's days.
fn prepared<'a>(
    putting: &Putting<'a>,
    curve: &Curve<'a>,
    alternative: &'a Alternative,
    own: bool,
    days: Span,
) -> Result<(&'a InstrumentSeries, Era), String> {
    let series = match &alternative.series {
        Ok(Some(series)) => &**series,
        Ok(None) => curve.instruments[alternative.instrument],
        Err(why) => return Err(why.clone()),
    };
    if !own {
        let (this, that) = (&series.instrument, &putting.series.instrument);
        if this.field != that.field {
            return Err("it counts another field, which is another relation".to_owned());
        }
        if this.arithmetic() != Arithmetic::Free {
            return Err("its sign may be built in by arithmetic".to_owned());
        }
        let sides = [putting.claim.between, putting.claim.driver, putting.claim.other];
        if !series.is_of_events() && sides.iter().any(|s| matches!(s, Side::Directed(_))) {
            return Err("it has no directions, and the claim is about one".to_owned());
        }
    }
    if series.calendar.length() != alternative.counting.period {
        return Err(format!("it reads by {}", series.calendar.length()));
    }
    if std::ptr::eq(series, putting.series) {
        return Ok((series, putting.era.clone()));
    }
    let shared = |e: &Era| days.intersection(days_of(series, e)).map_or(0, |s| s.n_days());
    // Of eras that share as many days, the earlier.
    let era = series.eras.iter().rev().max_by_key(|e| shared(e)).ok_or("nothing was observed")?;
    let within = |i: &usize| days.covers(series.calendar.span(*i));
    let first = (era.first..=era.last).find(within);
    let last = (era.first..=era.last).rev().find(within);
    match first.zip(last) {
        Some((first, last)) => Ok((series, Era { first, last, ..era.clone() })),
        None => Err("it was not watching in this era".to_owned()),
    }
}

/// One counting with every sample and every number of lags.
fn tried(
    putting: &Putting<'_>,
    curve: &Curve<'_>,
    alternative: &Alternative,
    own: bool,
    series: &InstrumentSeries,
    era: &Era,
    blocks: &PeriodCalendar,
) -> (Vec<Ran>, Vec<NotRun>) {
    let one = Putting { series, era, curve: None, latent: None, ..*putting };
    let three = Three::from(one.aligned_with(putting.third));
    let (mut ran, mut not_run) = (Vec::new(), Vec::new());
    for sample in &curve.declared.samples {
        let range = sample.of(three.between.len());
        let cut = Three {
            between: three.between[range.clone()].to_vec(),
            driver: three.driver[range.clone()].to_vec(),
            other: three.other[range.clone()].to_vec(),
        };
        for lags in &curve.declared.lags {
            let how = alternative.counting;
            let choices = Choices {
                instrument: series.instrument.name.value.clone(),
                measure: how.measure,
                scale: how.scale,
                period: how.period,
                lags: *lags,
                sample: *sample,
                one_a_day: how.one_a_day,
            };
            let is_own =
                own && std::ptr::eq(series, putting.series) && *lags == putting.lags && *sample == Stretch::Whole;
            let lagged = Putting { lags: *lags, ..one };
            match specification(&lagged, &cut, era.first + range.start, blocks) {
                Ok((standardised, z, scores, rows)) => {
                    let n_rows = rows.len();
                    ran.push((Specification { choices, standardised, z, n_rows, is_own }, scores, rows));
                }
                Err(why) => not_run.push(NotRun { what: choices.words().join(", "), n: 1, why }),
            }
        }
    }
    (ran, not_run)
}

/// The statistic of gate *response* for these series, standardised, its z, its scores, and the block of each row.
/// `first` is the period of the first entry in the series' calendar.
fn specification(
    putting: &Putting<'_>,
    three: &Three,
    first: usize,
    blocks: &PeriodCalendar,
) -> Result<(super::Estimate, f64, ec::NullScores, Vec<usize>), String> {
    let why = |e: ec::Refusal| refused(&e).why;
    let calendar = &putting.series.calendar;
    let too_few = |have: usize| format!("{have} usable {}s; a test needs {}", calendar.length(), putting.rows_min);
    let sample = putting.sample(three).map_err(|e| match e {
        ec::Refusal::TooFewObservations { have, .. } => too_few(have),
        other => why(other),
    })?;
    if sample.n() < putting.rows_min {
        return Err(too_few(sample.n()));
    }
    let coefficient = putting.statistic(&sample).map_err(why)?;
    let mut standardised = estimate(&coefficient, putting.confidence).map_err(|r| r.why)?;
    let unit = ratio(three, &sample.rows).map_err(|r| r.why)?;
    for x in [&mut standardised.value, &mut standardised.standard_error, &mut standardised.low, &mut standardised.high]
    {
        *x *= unit;
    }
    let of_rows: Option<Vec<usize>> =
        sample.rows.iter().map(|t| blocks.index_of(calendar.span(first + t).first)).collect();
    let of_rows = of_rows.ok_or("a period lies outside the claim's era")?;
    let movement = match putting.claim.half {
        Half::Both => ec::Movement::Any,
        Half::Thaw => ec::Movement::Up,
        Half::Tension => ec::Movement::Down,
    };
    let scores = sample.null_scores(movement, &of_rows, unit).map_err(why)?;
    let z = ec::normal_score(coefficient.t, coefficient.df);
    if !z.is_finite() {
        return Err("its statistic is not a finite number".to_owned());
    }
    Ok((standardised, z, scores, of_rows))
}
