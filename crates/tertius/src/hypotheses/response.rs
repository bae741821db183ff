//! Gate *response*: does R move after a surprise in U? Local projection, lag-augmented, HC3: the mean of R
//! over the primary horizon on U given R, V and the lags of all three. U enters last, horizon 0 never counts.

use super::findings::Response;
use super::question::{Putting, Three, estimate, refused};
use crate::refusal::Refusal;
use tertius_econometrics as ec;

/// The primary response and the path over single periods.
pub(super) fn response(
    putting: &Putting<'_>,
    three: &Three,
    sample: &ec::ProjectionSample,
) -> Result<Response, Refusal> {
    let coefficient = putting.statistic(sample).map_err(|e| refused(&e))?;
    let primary = estimate(&coefficient, putting.confidence)?;
    let standard = ratio(three, &sample.rows)?;
    let mut standardised = primary;
    for x in [&mut standardised.value, &mut standardised.standard_error, &mut standardised.low, &mut standardised.high]
    {
        *x *= standard;
    }
    let path = path(putting, three)?;
    Ok(Response { primary, standardised, horizon: putting.horizon(), path })
}

/// Gate *response* by itself, in numbers: the response of the raw readings.
///
/// # Errors
/// As [`super::put`].
pub fn raw_response(putting: &Putting<'_>) -> Result<Response, Refusal> {
    let three = Three::from(putting.aligned_with(putting.third));
    let sample = putting.sample(&three).map_err(|e| refused(&e))?;
    response(putting, &three, &sample)
}

/// Standard deviation of U over that of R, on the rows of the regression.
pub(super) fn ratio(three: &Three, rows: &[usize]) -> Result<f64, Refusal> {
    let spread = |values: &[Option<f64>]| -> Result<f64, ec::Refusal> {
        let mut x = ec::Columns::new(rows.len());
        x.constant();
        let y: Vec<f64> = rows.iter().filter_map(|t| values[*t]).collect();
        Ok(ec::OrdinaryLeastSquares::fit(&y, &x)?.residual_standard_deviation())
    };
    let (r, u) = (spread(&three.between).map_err(|e| refused(&e))?, spread(&three.driver).map_err(|e| refused(&e))?);
    if r > 0.0 && (u / r).is_finite() {
        Ok(u / r)
    } else {
        Err(Refusal::new("the pair's relation does not vary", "readings that move"))
    }
}

fn path(putting: &Putting<'_>, three: &Three) -> Result<Vec<Option<super::Estimate>>, Refusal> {
    let projection = putting.projection(three).map_err(|e| refused(&e))?;
    let longest = putting.series.calendar.length().longest_horizon();
    let mut path = Vec::with_capacity(longest);
    for h in 1..=longest {
        let at =
            ec::Horizons::single(h).and_then(|h| projection.sample(h)).and_then(|sample| putting.statistic(&sample));
        path.push(at.ok().and_then(|c| estimate(&c, putting.confidence).ok()));
    }
    Ok(path)
}
