//! Finding *reciprocity and triangular response*: the field's standard table. Six directed series, one
//! vector autoregression, and for every effect and cause the F test of leaving the cause's lags out
//! (Goldstein and Freeman 1991; Goldstein, Pevehouse, Gerner and Telhami 2001). Descriptive: no verdict
//! rests on it, for single periods and single lags can make it (see the trap in VERDICTS.md, section 2).

use super::findings::ExclusionLine;
use super::question::refused;
use crate::actors::StateId;
use crate::dossier::{DirectedDyad, Side};
use crate::refusal::Refusal;
use crate::series::{Era, InstrumentSeries};
use tertius_econometrics as ec;

/// The table for one era: thirty lines, six effects by five causes.
///
/// # Errors
/// If a direction is silent or unobserved in any period of the era: a vector autoregression needs every
/// reading, and silence is not zero unless the dossier says so.
pub fn exclusion_table(
    series: &InstrumentSeries,
    era: &Era,
    triangle: [StateId; 3],
    lags: usize,
) -> Result<Vec<ExclusionLine>, Refusal> {
    let mut directions = Vec::new();
    for a in triangle {
        directions.extend(triangle.iter().filter(|b| **b != a).map(|b| DirectedDyad { initiator: a, target: *b }));
    }
    let mut columns = ec::Columns::new(era.last - era.first + 1);
    let mut names = Vec::new();
    for d in &directions {
        let all = series.side(Side::Directed(*d), &triangle).values();
        let values: Option<Vec<f64>> = all[era.first..=era.last].iter().copied().collect();
        let Some(values) = values else {
            let missing = all[era.first..=era.last].iter().filter(|v| v.is_none()).count();
            return Err(Refusal::new(
                format!(
                    "{d} has no reading in {missing} of {} {}s",
                    era.last - era.first + 1,
                    series.calendar.length()
                ),
                "readings of all six directions in every period, or silence = \"zero\" where that is defensible",
            ));
        };
        columns.push(d.to_string(), &values).map_err(|e| refused(&e))?;
        names.push(d.to_string());
    }
    let lags = ec::Lags::new(lags).map_err(|e| refused(&e))?;
    let fitted = ec::VectorAutoregression::fit(&columns, lags, ec::Deterministic::Constant).map_err(|e| refused(&e))?;
    let mut lines = Vec::new();
    for (effect, effect_name) in names.iter().enumerate() {
        for (cause, cause_name) in names.iter().enumerate().filter(|(c, _)| *c != effect) {
            let classical = fitted.excluding(cause, effect, ec::Covariance::Classical).map_err(|e| refused(&e))?;
            let robust = fitted.excluding(cause, effect, ec::Covariance::Hc3).ok();
            lines.push(ExclusionLine {
                effect: effect_name.clone(),
                cause: cause_name.clone(),
                f: classical.f,
                df1: classical.df1,
                df2: classical.df2,
                p_value: classical.p_value,
                p_value_hc3: robust.map(|r| r.p_value),
                sum: classical.sum_of_coefficients.estimate,
            });
        }
    }
    Ok(lines)
}
