//! From votes and ideal points to yearly readings of a dyad: agreement, S, kappa and pi over the roll calls on which
//! both states voted and not everybody voted alike; the distance of ideal points. Which votes are taken was decided in
//! `events`; the coefficients are those of `econometrics`.

use crate::dossier::{Dyad, Measure, VoteChoices, VoteDistance};
use crate::events::{IdealPoints, RollCall, RollCalls};
use std::collections::BTreeMap;
use tertius_econometrics as ec;

/// The weight, in roll calls, of one roll call that might have gone any way, added for the variance: never 0, and
/// largest where few roll calls are behind a reading. As the half event on each side of a balance.
const PRIOR_ROLL_CALLS: f64 = 1.0;

/// What two states' votes say in one year.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VoteReading {
    /// The year in which the session opens, or the calendar year.
    pub year: i16,
    /// The measure; up is warmer.
    pub value: f64,
    /// Its sampling variance: delta method, resolutions taken as independent draws, one roll call of prior.
    pub variance: f64,
    /// Roll calls on which both voted.
    pub n: usize,
    /// Resolutions among them.
    pub n_resolutions: usize,
    /// The file and line of the first of these roll calls.
    pub place: (u16, u32),
}

/// A year for which the measure is not defined, and why.
pub type UndefinedYear = (i16, ec::Refusal);

/// Readings of a dyad, year by year, of `measure` ([`Measure::Agreement`], [`Measure::S`], [`Measure::Kappa`] or
/// [`Measure::Pi`]).
///
/// With d the distance of two votes (0 to 1, see [`VoteDistance`]) and D its mean: agreement is 1 - D, and S = 1 - 2 D
/// (Signorino and Ritter 1999, here with equal weights); kappa and pi are 1 - D / E, where E is the mean distance if
/// votes were drawn at random, from each state's own shares of yes, abstention and no (Cohen 1960) or from the two
/// states' pooled shares (Scott 1955); for states, Haege (2011). Years without a roll call on which both voted have no
/// entry; years in which both cast one and the same kind of vote throughout have no kappa and no pi, and are
/// given apart. Other measures give nothing.
pub fn vote_readings(
    calls: &RollCalls,
    dyad: Dyad,
    measure: Measure,
    choices: VoteChoices,
) -> (Vec<VoteReading>, Vec<UndefinedYear>) {
    let chance = match measure {
        Measure::Agreement | Measure::S => ec::ChanceModel::Uncorrected,
        Measure::Kappa => ec::ChanceModel::OwnShares,
        Measure::Pi => ec::ChanceModel::PooledShares,
        _ => return (Vec::new(), Vec::new()),
    };
    let settings = ec::AgreementSettings {
        categories: 3,
        distance: match choices.distance {
            VoteDistance::Absolute => ec::CategoryDistance::Absolute,
            VoteDistance::Squared => ec::CategoryDistance::Squared,
            VoteDistance::Nominal => ec::CategoryDistance::Nominal,
        },
        chance,
        prior_items: PRIOR_ROLL_CALLS,
    };
    let (mut readings, mut undefined) = (Vec::new(), Vec::new());
    for (year, both) in by_year(calls, dyad, choices) {
        match ec::agreement(&both.first, &both.second, &both.resolutions, settings) {
            Ok(found) => {
                // S runs over twice the range of agreement.
                let (value, scale) = match measure {
                    Measure::S => (2.0 * found.estimate - 1.0, 2.0),
                    _ => (found.estimate, 1.0),
                };
                readings.push(VoteReading {
                    year,
                    value,
                    variance: scale * scale * found.variance,
                    n: found.n,
                    n_resolutions: found.n_clusters,
                    place: both.place,
                });
            }
            Err(refusal) => undefined.push((year, refusal)),
        }
    }
    (readings, undefined)
}

/// The votes of two states in one year.
struct Both {
    first: Vec<usize>,
    second: Vec<usize>,
    resolutions: Vec<u32>,
    place: (u16, u32),
}

fn by_year(calls: &RollCalls, dyad: Dyad, choices: VoteChoices) -> BTreeMap<i16, Both> {
    let [a, b] = dyad.states();
    let mut years: BTreeMap<i16, Both> = BTreeMap::new();
    let wanted = |call: &RollCall| choices.issue.is_none_or(|issue| call.issues.has(issue));
    for (call, vote_a, vote_b) in calls.both(a, b).filter(|(call, ..)| wanted(call)) {
        let both = years.entry(call.year(choices.by)).or_insert_with(|| Both {
            first: Vec::new(),
            second: Vec::new(),
            resolutions: Vec::new(),
            place: call.place,
        });
        both.first.push(vote_a.category());
        both.second.push(vote_b.category());
        both.resolutions.push(call.resolution);
    }
    years
}

/// A distance of two states' ideal points in one session.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DistanceReading {
    /// The year in which the session opens.
    pub year: i16,
    /// The distance, 0 or more; up is *colder*.
    pub value: f64,
    /// The sum of the two points' variances: their errors are taken as independent.
    pub variance: f64,
    /// The file and line of the first state's point.
    pub place: (u16, u32),
}

/// Distances of a dyad's ideal points, in time. Sessions in which either has none have no entry.
pub fn ideal_point_distances(points: &IdealPoints, dyad: Dyad) -> Vec<DistanceReading> {
    let [Some(a), Some(b)] = dyad.states().map(|s| points.get(&s)) else { return Vec::new() };
    let shared = a.iter().filter_map(|(year, point)| Some((*year, point, b.get(year)?)));
    shared
        .map(|(year, one, other)| DistanceReading {
            year,
            value: (one.value - other.value).abs(),
            variance: one.standard_deviation.powi(2) + other.standard_deviation.powi(2),
            place: one.place,
        })
        .collect()
}
