//! Finding *prediction*: are forecasts of R better out of sample when U and V are in hand than from R's own past alone? It
//! changes the wording of a verdict, never the verdict.

use super::question::{Putting, refused};
use crate::refusal::Refusal;
use tertius_econometrics as ec;

/// Fewest rows behind the first forecast, and the least share of all rows.
const FIRST_MIN: usize = 60;
const FIRST_SHARE: usize = 2;

/// Fewest forecasts that are compared.
const FORECASTS_MIN: usize = 24;

/// Forecasts of the mean of R over the primary horizon, with and without the readings of U and V.
#[derive(Clone, Debug, PartialEq)]
pub struct Prediction {
    /// Mean continuous ranked probability score of forecasts from R's own past, in units of R; smaller is better.
    pub crps_own: f64,
    /// The same with U and V.
    pub crps_with: f64,
    /// `1 - crps_with / crps_own`: above 0 where U and V help, at most 1.
    pub skill: f64,
    /// Clark and West's statistic, with an error that accounts for the overlap over the horizon.
    pub clark_west: f64,
    /// Its one-sided p-value. Null hypothesis: U and V do not help to predict R.
    pub p_value: f64,
    /// Last period of the horizon that is forecast (it begins with 1).
    pub horizon: usize,
    /// Forecasts.
    pub n_forecasts: usize,
    /// The period in which the first was made, as printed.
    pub first: String,
    /// Rows behind the first; each later one rests on all that was known by then.
    pub n_first: usize,
    /// What must be known of the test.
    pub cautions: Vec<String>,
}

/// Forecasts period after period, each from the rows whose outcome was known by then. Without U and V: R and its lags. With
/// them: all that the regression of gate *response* holds. `labels` are the era's periods as printed.
///
/// Refuses fewer than 60 rows (or half of all) before the first forecast and 24 forecasts after it.
pub(super) fn prediction(
    putting: &Putting<'_>,
    sample: &ec::ProjectionSample,
    labels: &[String],
) -> Result<Prediction, Refusal> {
    let (n, horizon) = (sample.n(), putting.horizon());
    let first = FIRST_MIN.max(n.div_ceil(FIRST_SHARE));
    if n < first + horizon + FORECASTS_MIN {
        return Err(Refusal::new(
            format!("{n} usable periods leave too few forecasts: the first needs {first} before it"),
            format!("at least {} usable periods", FIRST_MIN + horizon + FORECASTS_MIN),
        ));
    }
    let gain = own_past(sample)
        .and_then(|own| {
            let window = ec::scoring::ExpandingWindow { ahead: ec::Horizon(horizon), first };
            window.compare(&sample.y, (&own, &sample.x), &sample.rows)
        })
        .map_err(|e| refused(&e))?;
    if gain.n < FORECASTS_MIN {
        return Err(Refusal::new(
            format!("holes in the readings leave {} forecasts", gain.n),
            format!("at least {FORECASTS_MIN}"),
        ));
    }
    let test = &gain.clark_west;
    if !(gain.skill().is_finite() && test.statistic.is_finite() && test.p_value.is_finite()) {
        return Err(Refusal::new("the scores are not finite numbers", "readings that vary"));
    }
    Ok(Prediction {
        crps_own: gain.crps_small,
        crps_with: gain.crps_large,
        skill: gain.skill(),
        clark_west: test.statistic,
        p_value: test.p_value,
        horizon,
        n_forecasts: gain.n,
        first: labels.get(sample.rows[gain.first_row]).cloned().unwrap_or_default(),
        n_first: gain.first_window,
        cautions: test.cautions.iter().map(ToString::to_string).collect(),
    })
}

/// The constant, R and the lags of R.
fn own_past(sample: &ec::ProjectionSample) -> Result<ec::Columns, ec::Refusal> {
    let mut own = ec::Columns::new(sample.n());
    for (j, name) in sample.x.names().iter().enumerate() {
        if name == "const" || name == "R" || name.starts_with("R.l") {
            own.push(name.as_str(), sample.x.column(j))?;
        }
    }
    Ok(own)
}

#[cfg(test)]
mod tests {
    //! (a) and (b) stand with the estimator; here: worlds, refusals, and that each forecast knows no more than it may.
    use super::*;
    use crate::hypotheses::question::Three;
    use crate::simulate::World;
    use rayon::prelude::*;

    /// The finding of a world's own claim.
    fn found(world: World) -> Result<Prediction, Refusal> {
        let read = world.emit().unwrap().read().unwrap();
        let putting = read.putting(0.95).unwrap();
        let aligned = putting.aligned_with(putting.third);
        let labels = aligned.labels.clone();
        let sample = putting.sample(&Three::from(aligned)).unwrap();
        prediction(&putting, &sample, &labels)
    }

    fn of_seeds(world: &World, seeds: u64) -> Vec<Prediction> {
        (1..=seeds).into_par_iter().map(|seed| found(world.clone().states(4).seed(seed)).unwrap()).collect()
    }

    #[test]
    fn an_influence_predicts_and_independent_states_do_not() {
        let all = of_seeds(&World::with_effect(240), 20);
        let gained = all.iter().filter(|p| p.skill > 0.0 && p.p_value < 0.05).count();
        assert!(gained >= 14, "{gained} of 20");
        let one = &all[0];
        assert_eq!((one.horizon, one.n_first), (3, 118));
        assert!((one.skill - (1.0 - one.crps_with / one.crps_own)).abs() < 1e-12);
        let all = of_seeds(&World::independent(240), 60);
        let rejected = all.iter().filter(|p| p.p_value < 0.05).count();
        // Of 60 at a true 5 %, more than 8 come once in 200 times.
        assert!(rejected <= 8, "{rejected} of 60");
        assert!(
            all.iter().map(|p| p.skill).sum::<f64>() < 0.0,
            "five coefficients that estimate nothing cost something"
        );
    }

    #[test]
    fn too_short_an_era_is_refused() {
        let short = found(World::with_effect(84).states(4));
        assert!(short.as_ref().is_err_and(|r| r.needed == "at least 87 usable periods"), "{short:?}");
    }

    /// A forecast made before some period is the same whatever that period and those after it hold.
    #[test]
    fn nothing_of_the_future_is_known() {
        let read = World::with_effect(160).states(4).emit().unwrap().read().unwrap();
        let putting = read.putting(0.95).unwrap();
        let three = Three::from(putting.aligned_with(putting.third));
        let mut changed = three.clone();
        for side in [&mut changed.between, &mut changed.driver, &mut changed.other] {
            side[130..].iter_mut().flatten().for_each(|x| *x = -*x);
        }
        let window = ec::scoring::ExpandingWindow { ahead: ec::Horizon(3), first: 80 };
        let forecasts = |three: &Three| {
            let sample = putting.sample(three).unwrap();
            let made = window.forecasts(&sample.y, &sample.x, &sample.rows).unwrap();
            let before = made.into_iter().filter(|f| sample.rows[f.row] < 130);
            before.map(|f| (f.row, f.mean, f.standard_deviation)).collect::<Vec<_>>()
        };
        let (as_it_was, with_another_future) = (forecasts(&three), forecasts(&changed));
        assert!(as_it_was.len() > 40);
        assert_eq!(as_it_was, with_another_future);
    }
}
