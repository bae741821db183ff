//! Finding *share*: how much of what cannot be foreseen of R goes with U? A generalised variance decomposition, with a
//! band. It changes the wording of a verdict, never the verdict.

use super::question::{Putting, Three, refused};
use crate::refusal::Refusal;
use tertius_econometrics as ec;

/// Share of the draws within the band.
const CONFIDENCE: f64 = 0.90;

/// Draws behind the band.
const DRAWS: usize = 1_000;

/// Keeps the random numbers apart from those of other parts of a test.
const SEED_OFFSET: u64 = 0x5AA2_E000;

/// The share of R's forecast-error variance that goes with surprises in U.
#[derive(Clone, Debug, PartialEq)]
pub struct Share {
    /// By periods ahead: the primary horizon and a year, in that order (one where they are the same).
    pub horizons: Vec<ShareAt>,
    /// Share of the draws within the bands.
    pub confidence: f64,
    /// Draws.
    pub n_draws: usize,
    /// First and last period of the longest stretch in which all three sides are read, as printed.
    pub stretch: (String, String),
    /// Its periods.
    pub n_periods: usize,
    /// What must be known of it.
    pub cautions: Vec<String>,
}

/// The share so many periods ahead, with its band: all between 0 and 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ShareAt {
    /// Periods ahead.
    pub ahead: usize,
    /// The share as estimated.
    pub share: f64,
    /// Lower end of the band.
    pub low: f64,
    /// Upper end of the band.
    pub high: f64,
}

/// Decomposes the forecast errors of a vector autoregression of R, V and U with the claim's lags over the longest stretch
/// without holes. Generalised shocks (Pesaran and Shin 1998): by which share the error's variance would fall were the
/// surprises in U known beforehand, with all that goes with them in the same period; the shares of R, V and U overlap and
/// are not made to sum to 1. Band: draws from the posterior under a flat prior (Sims and Zha 1999).
///
/// Refuses a stretch with fewer rows than a test needs.
pub(super) fn share(putting: &Putting<'_>, three: &Three, labels: &[String]) -> Result<Share, Refusal> {
    let sides = [("R", &three.between), ("V", &three.other), ("U", &three.driver)];
    let read: Vec<bool> = (0..three.between.len()).map(|t| sides.iter().all(|(_, s)| s[t].is_some())).collect();
    let (first, n) = longest_stretch(&read);
    let need = putting.rows_min + putting.lags;
    if n < need {
        return Err(Refusal::new(
            format!("the longest stretch in which all three sides are read has {n} periods"),
            format!("at least {need} periods without a hole"),
        ));
    }
    let (near, far) = (putting.horizon(), putting.series.calendar.length().longest_horizon());
    let decomposed = || -> Result<_, ec::Refusal> {
        let mut series = ec::Columns::new(n);
        for (name, side) in sides {
            let values: Vec<f64> = side[first..first + n].iter().flatten().copied().collect();
            series.push(name, &values)?;
        }
        let var = ec::ResampledVar::new(&series, ec::Lags::new(putting.lags)?, ec::Deterministic::Constant)?;
        let sampling = ec::Sampling {
            draws: ec::vector_autoregression::Draws::Posterior,
            count: DRAWS,
            seed: putting.seed.wrapping_add(SEED_OFFSET),
            ..ec::Sampling::default()
        };
        let drawn = var.decomposition(&ec::Identification::Generalised, false, far.max(near), &sampling)?;
        let bands = drawn.bands(ec::vector_autoregression::Ends::Percentile, ec::Confidence::new(CONFIDENCE)?)?;
        let path = bands.of("R")?.from("U")?;
        let mut horizons = Vec::new();
        for ahead in if near == far { vec![near] } else { vec![near, far] } {
            // The entry at horizon h is about a forecast h + 1 periods ahead.
            let band = path.at(ec::Horizon(ahead - 1))?;
            horizons.push(ShareAt { ahead, share: path.estimate()[ahead - 1], low: band.low, high: band.high });
        }
        Ok((horizons, bands.draws, bands.cautions))
    };
    let (horizons, n_draws, cautions) = decomposed().map_err(|e| refused(&e))?;
    if horizons.iter().any(|h| ![h.share, h.low, h.high].iter().all(|x| x.is_finite())) {
        return Err(Refusal::new("the share is not a finite number", "readings that vary"));
    }
    let label = |t: usize| labels.get(t).cloned().unwrap_or_default();
    Ok(Share {
        horizons,
        confidence: CONFIDENCE,
        n_draws,
        stretch: (label(first), label(first + n - 1)),
        n_periods: n,
        cautions: cautions.iter().map(ToString::to_string).collect(),
    })
}

/// Beginning and length of the longest run of `true`, the first of equal ones.
fn longest_stretch(read: &[bool]) -> (usize, usize) {
    let (mut best, mut run) = ((0, 0), 0);
    for (t, here) in read.iter().enumerate() {
        run = if *here { run + 1 } else { 0 };
        if run > best.1 {
            best = (t + 1 - run, run);
        }
    }
    best
}

#[cfg(test)]
mod tests {
    //! (a) hand: stretches; (b) the decomposition stands in `reference/var_responses`; its use here, against matrices by numpy; (c)
    //! worlds, a hole, and the band on autoregressions whose share is known.
    use super::*;
    use crate::simulate::World;
    use rayon::prelude::*;

    #[test]
    fn the_longest_stretch_by_hand() {
        let of = |text: &str| longest_stretch(&text.chars().map(|c| c == '1').collect::<Vec<_>>());
        assert_eq!(of("0110111"), (4, 3));
        assert_eq!(of("1101100"), (0, 2));
        assert_eq!(of("000"), (0, 0));
        assert_eq!(of(""), (0, 0));
    }

    fn with(world: World, change: impl Fn(&mut Three)) -> Result<Share, Refusal> {
        let read = world.states(4).emit().unwrap().read().unwrap();
        let putting = read.putting(0.95).unwrap();
        let aligned = putting.aligned_with(putting.third);
        let labels = aligned.labels.clone();
        let mut three = Three::from(aligned);
        change(&mut three);
        share(&putting, &three, &labels)
    }

    #[test]
    fn series_by_formula_have_numpys_shares() {
        let found = with(World::independent(200), |three| {
            let at = |t: usize, of: fn(f64) -> f64| of(t as f64 + 1.0);
            let u = |t| at(t, |x| (0.7 * x.powf(1.4)).sin());
            let v = |t| at(t, |x| (0.9 * x.powf(1.2)).cos());
            let w = |t| at(t, |x| (1.1 * x.powf(1.3)).sin());
            for t in 0..200 {
                let before = if t == 0 { 0.0 } else { u(t - 1) };
                three.between[t] = Some(w(t) + 0.5 * before + 0.3 * u(t));
                (three.other[t], three.driver[t]) = (Some(v(t)), Some(u(t)));
            }
        })
        .unwrap();
        // Least squares by numpy.linalg.lstsq, moving averages and the formula of Pesaran and Shin in matrices.
        for (h, numpy) in found.horizons.iter().zip([0.196_256_461_683_243_18, 0.203_922_961_117_965_4]) {
            assert!((h.share - numpy).abs() < 1e-10, "{} {}", h.share, numpy);
        }
    }

    #[test]
    fn a_share_is_larger_where_there_is_an_influence() {
        let mean = |world: fn(usize) -> World| {
            let all: Vec<f64> = (1..=12)
                .into_par_iter()
                .map(|seed| {
                    let found = with(world(240).seed(seed), |_| ()).unwrap();
                    assert_eq!(found.horizons.iter().map(|h| h.ahead).collect::<Vec<_>>(), [3, 12]);
                    assert!(found.horizons.iter().all(|h| 0.0 < h.low && h.low < h.high && h.high < 1.0), "{found:?}");
                    found.horizons[1].share
                })
                .collect();
            all.iter().sum::<f64>() / all.len() as f64
        };
        let (there, not) = (mean(World::with_effect), mean(World::independent));
        assert!(there > not + 0.05, "{there} {not}");
    }

    #[test]
    fn a_hole_leaves_the_longer_part_or_a_refusal() {
        let hole = |at: usize| move |three: &mut Three| three.driver[at] = None;
        let found = with(World::independent(200), hole(80)).unwrap();
        assert_eq!((found.n_periods, found.stretch.0.as_str()), (119, "1999-10"));
        let refused = with(World::independent(120), hole(60));
        assert!(refused.is_err_and(|r| r.why.contains("has 60 periods")));
    }
}
