//! Is the pair warm more often when the third is cold towards one of its members? Two conditional shares per draw, and
//! their difference.

use tertius_econometrics::Confidence;

use super::draws::TriangleDraws;
use super::signs::Signed;
use super::summary::DrawSummary;
use crate::dossier::Dyad;

/// P(pair warm | third's side cold) - P(pair warm | third's side warm), over watched periods.
///
/// The interval says how well the draws agree about *these* periods. It is not a test: neighbouring periods resemble
/// each other, and chance alone makes such a difference in two slow series.
#[derive(Clone, Debug, PartialEq)]
pub struct SignContrast {
    /// The third's side on whose sign it depends.
    pub given: Dyad,
    /// Share of periods with a warm pair among those in which the third's side is cold; `None` where no draw has one.
    pub when_cold: Option<DrawSummary>,
    /// The same among those in which it is warm.
    pub when_warm: Option<DrawSummary>,
    /// The first less the second, over draws that have both.
    pub difference: Option<DrawSummary>,
    /// Share of those draws in which it is positive.
    pub share_positive: Option<f64>,
    /// Periods in which all three relations were read: the ones that are counted.
    pub n_periods: usize,
}

/// For each of the third's two sides.
pub(super) fn contrasts(
    draws: &TriangleDraws<'_>,
    signed: &Signed,
    sides: [Dyad; 3],
    confidence: Confidence,
) -> Vec<SignContrast> {
    let periods: Vec<usize> = (0..draws.n_periods()).filter(|t| draws.all_watched(*t)).collect();
    let of = |side: usize| {
        let share = |signs: &[[i8; 3]], sign: i8| {
            let (mut n, mut warm) = (0usize, 0usize);
            for t in periods.iter().filter(|t| signs[**t][side] == sign) {
                n += 1;
                warm += usize::from(signs[*t][0] > 0);
            }
            (n > 0).then(|| warm as f64 / n as f64)
        };
        let shares: Vec<[Option<f64>; 2]> =
            (0..signed.n_draws()).map(|d| [-1, 1].map(|sign| share(signed.signs_of(d), sign))).collect();
        let each = |at: usize| DrawSummary::of(shares.iter().filter_map(|s| s[at]).collect(), confidence);
        let differences: Vec<f64> = shares.iter().filter_map(|s| Some(s[0]? - s[1]?)).collect();
        let positive = differences.iter().filter(|d| **d > 0.0).count() as f64;
        SignContrast {
            given: sides[side],
            when_cold: each(0),
            when_warm: each(1),
            share_positive: (!differences.is_empty()).then(|| positive / differences.len() as f64),
            difference: DrawSummary::of(differences, confidence),
            n_periods: periods.len(),
        }
    };
    vec![of(1), of(2)]
}
