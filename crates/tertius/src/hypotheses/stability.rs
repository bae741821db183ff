//! Finding *response over time*: has the influence been of one size all along? The response in windows slid through the
//! era, and a test for a change at a date that nobody stated. A claim that states a date stands in `moderation.rs`. It
//! changes the wording of a verdict, never the verdict.

use super::consolidation::scaled;
use super::findings::Estimate;
use super::question::{Putting, Three, estimate, refused};
use super::response;
use crate::dossier::Half;
use crate::refusal::Refusal;
use tertius_econometrics as ec;

/// Share of rows at either end of the era that is not searched for a change.
const TRIMMED: f64 = 0.15;

/// Draws for the p-value.
const DRAWS: usize = 499;

/// Dates that are tried at most.
const DATES_MAX: usize = 200;

/// A window holds this part of all rows, and at least so many as a test needs.
const WINDOW_PART: usize = 3;

/// Windows that are drawn at most, but for the last one.
const WINDOWS_MAX: usize = 48;

/// Keeps the random numbers apart from those of other parts of a test.
const SEED_OFFSET: u64 = 0x57AB_1117;

/// Whether, and when, the response changed within the era. Responses are in standard deviations of R per standard deviation
/// of U, both over all rows of the regression, as in gate *response*.
#[derive(Clone, Debug, PartialEq)]
pub struct ResponseOverTime {
    /// First period of the rows after the date at which the response changes most, as printed.
    pub date: String,
    /// Its middle day, for the drawing.
    pub day: String,
    /// Largest Wald statistic (HC3) of a change over all dates. Null hypothesis: the response changes at no date.
    pub statistic: f64,
    /// From draws with regressors held fixed (Hansen 2000).
    pub p_value: f64,
    /// In the limit (Andrews 1993), which rejects too often in short samples.
    pub p_value_limit: f64,
    /// Response before that date.
    pub before: Estimate,
    /// Response from that date on.
    pub after: Estimate,
    /// Draws for the p-value.
    pub n_draws: usize,
    /// Dates tried.
    pub n_dates: usize,
    /// Rows in a window.
    pub window: usize,
    /// The response in windows of that many rows, oldest first; empty where two do not fit side by side.
    pub path: Vec<WindowResponse>,
}

/// The response within one window.
#[derive(Clone, Debug, PartialEq)]
pub struct WindowResponse {
    /// First period, as printed.
    pub from: String,
    /// Last period, as printed; the periods of the horizon come after it.
    pub to: String,
    /// The middle day of the middle row's period.
    pub day: String,
    /// The response; `None` where it could not be fitted.
    pub response: Option<Estimate>,
}

/// Slides the regression of gate *response* through the era, and tests it for one change of the coefficient that the claim
/// is about. The level may change on the same date; what the regression holds keeps its coefficients.
///
/// Refuses what the test refuses: too few rows, and readings that stand still on one side of a date.
pub(super) fn over_time(
    putting: &Putting<'_>,
    three: &Three,
    sample: &ec::ProjectionSample,
    labels: &[String],
) -> Result<ResponseOverTime, Refusal> {
    let unit = response::ratio(three, &sample.rows)?;
    let (x, column) = design(putting, sample).map_err(|e| refused(&e))?;
    let test = change(putting, sample, (&x, column)).map_err(|e| refused(&e))?;
    let calendar = &putting.series.calendar;
    let day = |row: usize| {
        let span = calendar.span(putting.era.first + sample.rows[row]);
        span.first.plus(span.n_days() / 2).to_string()
    };
    let label = |row: usize| labels.get(sample.rows[row]).cloned().unwrap_or_default();
    let in_unit = |c: &ec::Coefficient| estimate(c, putting.confidence).and_then(|e| scaled(e, unit));
    let n = sample.n();
    let window = putting.rows_min.max(n.div_ceil(WINDOW_PART));
    let path = windows(n, window)
        .into_iter()
        .map(|from| {
            let rows: Vec<usize> = (from..from + window).collect();
            let fitted = x.select_rows(&rows).and_then(|x| {
                ec::OrdinaryLeastSquares::fit(&sample.y[from..from + window], &x)?
                    .coefficient(column, ec::Covariance::Hc3)
            });
            WindowResponse {
                from: label(from),
                to: label(from + window - 1),
                day: day(from + window / 2),
                response: fitted.ok().and_then(|c| in_unit(&c).ok()),
            }
        })
        .collect();
    Ok(ResponseOverTime {
        date: label(test.date),
        day: day(test.date),
        statistic: test.statistic,
        p_value: test.p_value,
        p_value_limit: test.p_value_limit,
        before: in_unit(&test.before)?,
        after: in_unit(&test.after)?,
        n_draws: test.draws,
        n_dates: test.dates.len(),
        window,
        path,
    })
}

/// The regression's columns with the surprise in U in the place of U, or with its two halves, and the column that the claim
/// is about. Over all rows, and over any window, that is the same regression; but times a step, U itself would bring along
/// what its past predicts of it, which lasts as the overlapping responses do.
fn design(putting: &Putting<'_>, sample: &ec::ProjectionSample) -> Result<(ec::Columns, usize), ec::Refusal> {
    let surprise = sample.surprise()?.values;
    let mut x = ec::Columns::new(sample.n());
    for (j, name) in sample.x.names().iter().enumerate().filter(|(j, _)| *j != sample.impulse_column) {
        x.push(name.as_str(), sample.x.column(j))?;
    }
    let column = match putting.claim.half {
        Half::Both => x.push("surprise", &surprise)?,
        half => {
            let thaw = x.push_with("thaw", |i| surprise[i].max(0.0));
            let tension = x.push_with("tension", |i| surprise[i].min(0.0));
            if half == Half::Thaw { thaw } else { tension }
        }
    };
    Ok((x, column))
}

fn change(
    putting: &Putting<'_>,
    sample: &ec::ProjectionSample,
    (x, column): (&ec::Columns, usize),
) -> Result<ec::breaks::CoefficientChangeTest, ec::Refusal> {
    let settings = ec::breaks::CoefficientChange {
        trimming: ec::Trimming::new(TRIMMED)?,
        every: sample.n().div_ceil(DATES_MAX).max(1),
        draws: DRAWS,
        seed: putting.seed.wrapping_add(SEED_OFFSET),
    };
    // Responses overlap over the horizon: a block of that length has one sign.
    let blocks: Vec<usize> = sample.rows.iter().map(|t| t / putting.horizon().max(1)).collect();
    settings.test(&sample.y, x, column, &blocks)
}

/// First rows of the windows: evenly apart, at most `WINDOWS_MAX` of them, and the last one; none where two do not fit side
/// by side.
fn windows(n: usize, window: usize) -> Vec<usize> {
    if n < 2 * window {
        return Vec::new();
    }
    let last = n - window;
    let step = (last + 1).div_ceil(WINDOWS_MAX);
    let mut starts: Vec<usize> = (0..last).step_by(step).collect();
    starts.push(last);
    starts
}

#[cfg(test)]
mod tests {
    //! (a) and (b) stand with the test's estimator; here: windows by hand, the gate's own numbers, worlds.
    use super::*;
    use crate::calendar::Day;
    use crate::simulate::{Turn, World};
    use rayon::prelude::*;

    fn found(world: World) -> Result<ResponseOverTime, Refusal> {
        let read = world.emit().unwrap().read().unwrap();
        let putting = read.putting(0.95).unwrap();
        let aligned = putting.aligned_with(putting.third);
        let labels = aligned.labels.clone();
        let three = Three::from(aligned);
        let sample = putting.sample(&three).unwrap();
        over_time(&putting, &three, &sample, &labels)
    }

    #[test]
    fn windows_by_hand() {
        assert!(windows(119, 60).is_empty());
        assert_eq!(windows(120, 60).len(), 31);
        assert_eq!(windows(120, 60)[..3], [0, 2, 4]);
        assert_eq!(windows(120, 60).last(), Some(&60));
        assert_eq!(windows(66, 33), (0..=33).collect::<Vec<_>>());
        for n in 120..700 {
            let all = windows(n, 60);
            assert!(all.len() <= WINDOWS_MAX + 1 && all.is_sorted() && all.last() == Some(&(n - 60)));
        }
    }

    #[test]
    fn a_window_of_all_rows_would_be_gate_response() {
        let read = World::with_effect(150).states(4).emit().unwrap().read().unwrap();
        let putting = read.putting(0.95).unwrap();
        let three = Three::from(putting.aligned_with(putting.third));
        let sample = putting.sample(&three).unwrap();
        let (x, column) = design(&putting, &sample).unwrap();
        let whole =
            ec::OrdinaryLeastSquares::fit(&sample.y, &x).unwrap().coefficient(column, ec::Covariance::Hc3).unwrap();
        let gate = putting.statistic(&sample).unwrap();
        assert!((whole.estimate - gate.estimate).abs() < 1e-9 && (whole.t - gate.t).abs() < 1e-9);
        // A half of the surprise: the column that the claim would be about.
        let mut claim = putting.claim.clone();
        claim.half = Half::Tension;
        let half = Putting { claim: &claim, ..putting };
        let (x, column) = design(&half, &sample).unwrap();
        let of_half =
            ec::OrdinaryLeastSquares::fit(&sample.y, &x).unwrap().coefficient(column, ec::Covariance::Hc3).unwrap();
        let gate = half.statistic(&sample).unwrap();
        assert!((of_half.estimate - gate.estimate).abs() < 1e-9 && (of_half.t - gate.t).abs() < 1e-9);
    }

    #[test]
    fn an_influence_that_ends_is_dated_and_one_that_stays_is_not() {
        let ended = |seed| World::with_effect(240).effect(-0.6).turn(Turn::Effect { month: 120, to: 0.0 }).seed(seed);
        let all: Vec<ResponseOverTime> = (1..=10).into_par_iter().map(|s| found(ended(s).states(4)).unwrap()).collect();
        let caught: Vec<&ResponseOverTime> = all.iter().filter(|f| f.p_value < 0.05).collect();
        assert!(caught.len() >= 7, "{} of 10", caught.len());
        // Month 120 is January 2003; the horizon blurs it by three months, and noise by more.
        let at = |f: &ResponseOverTime| -> i32 { f.date[..4].parse::<i32>().unwrap() };
        let near = caught.iter().filter(|f| (2001..=2004).contains(&at(f))).count();
        assert!(10 * near >= 7 * caught.len(), "{:?}", caught.iter().map(|f| &f.date).collect::<Vec<_>>());
        assert!(caught.iter().all(|f| f.before.value < f.after.value));
        let one = &all[0];
        assert_eq!((one.window, one.path.len()), (79, windows(235, 79).len()));
        let (early, late) = (one.path[0].response.unwrap(), one.path.last().unwrap().response.unwrap());
        assert!(early.value < late.value, "{early:?} {late:?}");
        assert!(Day::parse(&one.day).is_some());
        let stays = |seed| World::with_effect(240).effect(-0.6).seed(seed).states(4);
        let wrong = (1..=40).into_par_iter().filter(|s| found(stays(*s)).unwrap().p_value < 0.05).count();
        // Of 40 at a true 5 %, more than 6 come once in 300 times.
        assert!(wrong <= 6, "{wrong} of 40");
    }
}
