//! Tests for changes at unknown dates, and intervals for the date of a change.

use std::cell::RefCell;

use tertius_econometrics::breaks::{BreakIntervals, ErrorMemory, UnknownDateTest, cusum, unknown_date};
use tertius_econometrics::{Columns, Confidence, Interval, LeastSquaresPartition, Refusal, Trimming};

use super::registry::{LEVELS, Method};
use crate::own_worlds::BreakSeries;
use crate::worlds::World;

const FAMILY: &str = "Breaks";

/// Share of the periods at both ends that is not searched, and the shortest segment.
const TRIMMING: f64 = 0.15;

/// Partitions and the tails of their tests take long.
const EVERY: usize = 5;

type Regressed = fn(&World) -> (Vec<f64>, Columns);

/// Regressions without a change.
fn regressions() -> [(&'static str, Regressed); 4] {
    [
        ("mean, no memory", |world| {
            let series = BreakSeries::draw(world, 0.0, 0.0);
            (series.y, series.x)
        }),
        ("constant and two slopes", |world| (world.slopes.y.clone(), world.slopes.x.clone())),
        ("mean, with memory", |world| {
            let series = BreakSeries::draw(world, world.data.memory(), 0.0);
            (series.y, series.x)
        }),
        ("constant and two slopes, errors with memory", |world| {
            (world.slopes_memory.y.clone(), world.slopes_memory.x.clone())
        }),
    ]
}

fn partition(y: &[f64], x: &Columns, breaks: usize) -> Result<tertius_econometrics::Partitions, Refusal> {
    let segment_min = (TRIMMING * y.len() as f64) as usize;
    LeastSquaresPartition { segment_min, breaks_max: Some(breaks) }.fit(y, x)
}

/// The p-values of the largest F, the mean F and the exponential mean of F.
type PValues = [f64; 3];

thread_local! {
    /// The last world's, regression by regression: three methods ask for the same tails, which take long.
    static LAST: RefCell<Option<(u64, usize, PValues)>> = const { RefCell::new(None) };
}

fn p_values(world: &World, which: usize, regressed: Regressed) -> Result<PValues, Refusal> {
    let known = LAST.with_borrow(|last| last.filter(|l| (l.0, l.1) == (world.seed(), which)));
    if let Some((.., p)) = known {
        return Ok(p);
    }
    let (y, x) = regressed(world);
    let UnknownDateTest { sup, average, exponential, .. } = unknown_date(&y, &x, Trimming::new(TRIMMING)?)?;
    // Without a table the test would never reject; up to 20 regressors there is one.
    let p = [sup.p_value, average.p_value, exponential.map_or(1.0, |e| e.p_value)];
    LAST.set(Some((world.seed(), which, p)));
    Ok(p)
}

pub(super) fn methods() -> Vec<Method> {
    let mut methods = Vec::new();
    for (which, (name, regressed)) in regressions().into_iter().enumerate() {
        for (at, statistic) in ["largest F", "mean F", "exponential mean of F"].into_iter().enumerate() {
            methods.push(Method::test(FAMILY, format!("{statistic}, {name}"), move |world| {
                Ok(p_values(world, which, regressed)?[at])
            }));
        }
        methods.push(Method::test(FAMILY, format!("OLS-CUSUM, {name}"), move |world| {
            let (y, x) = regressed(world);
            Ok(cusum(&y, &x)?.p_value)
        }));
        let one_more = Method::test(FAMILY, format!("one break or none, {name}"), move |world| {
            let (y, x) = regressed(world);
            Ok(partition(&y, &x, 0)?.one_more(0)?.test.p_value)
        });
        methods.push(one_more.thinned(EVERY));
    }
    let one_more = Method::test(FAMILY, "two breaks or one, one break of 2 standard deviations", |world| {
        let BreakSeries { y, x, .. } = BreakSeries::draw(world, 0.0, 2.0);
        Ok(partition(&y, &x, 1)?.one_more(1)?.test.p_value)
    });
    methods.push(one_more.thinned(EVERY));
    for (size, text) in [(1.0, "1 standard deviation"), (2.0, "2 standard deviations")] {
        methods.push(date(format!("date of a break of {text}, no memory"), ErrorMemory::None, false, size));
        let long_run = format!("date of a break of {text}, errors with memory, quadratic spectral kernel");
        methods.push(date(long_run, ErrorMemory::QuadraticSpectral, true, size));
    }
    methods
}

/// The date counts as held when it is within the whole numbers of the interval.
fn date(name: String, memory: ErrorMemory, with_memory: bool, size: f64) -> Method {
    Method::interval(FAMILY, name, move |world| {
        let own = if with_memory { world.data.memory() } else { 0.0 };
        let BreakSeries { y, x, date } = BreakSeries::draw(world, own, size);
        let found = partition(&y, &x, 1)?;
        let at = |level| {
            let settings = BreakIntervals { memory, ..BreakIntervals::new(Confidence::new(level)?) };
            let interval = found.intervals(1, &settings)?[0].clone();
            Ok(Interval { low: interval.low as f64, high: interval.high as f64 })
        };
        let [first, second] = [at(LEVELS[0])?, at(LEVELS[1])?];
        Ok((date as f64, move |confidence: Confidence| if confidence.level() == LEVELS[0] { first } else { second }))
    })
}
