//! The typology of a triangle: what the other files of this folder find in the draws, put together.

use super::contrast::{SignContrast, contrasts};
use super::draws::{TriangleDraws, TypologySettings, Zero, ZeroKind};
use super::signs::{Signed, signed};
use super::spells::{TypeSpells, spells};
use super::summary::DrawSummary;
use super::tertius_gaudens::{TertiusGaudens, gaudens};
use super::transitions::{Transitions, transitions};
use super::turning_points::{TurningPoint, Watching, turning_points};
use super::types::{N_TYPES, TriangleType, balance_of};
use crate::actors::StateId;
use crate::dossier::Dyad;
use crate::refusal::Refusal;

/// What is known of the triangle in one period. All shares are posterior probabilities, 0 to 1.
#[derive(Clone, Debug, PartialEq)]
pub struct MonthOfTypes {
    /// Probability of each type, in the order of [`Typology::types`]; they add up to 1.
    pub probabilities: [f64; 9],
    /// Place of the most probable type; the first of several.
    pub most_probable: usize,
    /// Per side, the probability of a warm relation.
    pub warm: [f64; 3],
    /// Per side, the probability of a cold one. What both leave is the dead zone.
    pub cold: [f64; 3],
    /// Probability that the product of the three signs is positive: balanced (Heider 1946).
    pub balanced: f64,
    /// Probability that it is negative.
    pub unbalanced: f64,
    /// Probability that a relation lies in the dead zone, so that balance is undecided.
    pub undecided: f64,
    /// Probability that the type differs from that of a year before; `None` in the first year of a stretch.
    pub differs_from_year_before: Option<f64>,
    /// Per side, whether an instrument that reads period by period has a reading.
    pub watched: [bool; 3],
}

impl MonthOfTypes {
    /// Probability of a menage a trois.
    pub fn menage_a_trois(&self) -> f64 {
        self.probabilities[0]
    }

    /// Probability of a stable marriage, whoever is the outcast.
    pub fn stable_marriage(&self) -> f64 {
        self.outcast().iter().sum()
    }

    /// Probability that each state, in the order of [`Typology::states`], is the outcast of a stable marriage.
    pub fn outcast(&self) -> [f64; 3] {
        [self.probabilities[1], self.probabilities[2], self.probabilities[3]]
    }

    /// Probability of a romantic triangle, whoever is the pivot.
    pub fn romantic_triangle(&self) -> f64 {
        self.pivot().iter().sum()
    }

    /// Probability that each state is the pivot of a romantic triangle.
    pub fn pivot(&self) -> [f64; 3] {
        [self.probabilities[4], self.probabilities[5], self.probabilities[6]]
    }

    /// Probability of a unit veto.
    pub fn unit_veto(&self) -> f64 {
        self.probabilities[7]
    }

    /// Probability that a relation lies in the dead zone.
    pub fn none_of_these(&self) -> f64 {
        self.probabilities[8]
    }

    /// Whether all three relations were read.
    pub fn all_watched(&self) -> bool {
        self.watched.iter().all(|w| *w)
    }
}

/// What kind of triangle three states form, and when it turned.
#[derive(Clone, Debug, PartialEq)]
pub struct Typology {
    /// The pair's first and second member, and the third.
    pub states: [StateId; 3],
    /// The three sides: the pair, the third with the first member, the third with the second.
    pub sides: [Dyad; 3],
    /// Names of the periods.
    pub labels: Vec<String>,
    /// Number of draws.
    pub n_draws: usize,
    /// What a relation was compared with.
    pub zero: ZeroKind,
    /// The settings.
    pub settings: TypologySettings,
    /// Periods that a type must last to make a turning point.
    pub lasting: usize,
    /// Half-width of the dead zone of each side, in the units of its path.
    pub dead_zones: Vec<DrawSummary>,
    /// First periods of the stretches after the first.
    pub restarts: Vec<usize>,
    /// The nine types, in the order of all lists.
    pub types: [TriangleType; 9],
    /// One entry per period.
    pub months: Vec<MonthOfTypes>,
    /// Moves between types.
    pub transitions: Transitions,
    /// How long each type lasts.
    pub spells: Vec<TypeSpells>,
    /// Lasting changes of the most probable type.
    pub turning_points: Vec<TurningPoint>,
    /// The three states as the third who rejoices.
    pub gaudens: Vec<TertiusGaudens>,
    /// Is the pair warm more often when the third is cold: for the third's two sides.
    pub contrasts: Vec<SignContrast>,
    /// What the reader must know.
    pub cautions: Vec<String>,
}

/// Describes the triangle from posterior draws. Refuses draws that do not fit together, that hold a number that is not
/// finite, or in which a relation does not vary.
pub fn typology(draws: &TriangleDraws<'_>, zero: &Zero, settings: &TypologySettings) -> Result<Typology, Refusal> {
    let sides = draws.dyads()?;
    draws.check(zero, settings)?;
    let signed = signed(draws, zero, settings)?;
    let types = TriangleType::all(draws.states);
    let confidence = settings.confidence;
    let months: Vec<MonthOfTypes> = months(draws, &signed);
    let lasting = settings.lasting.unwrap_or((draws.year() / 2).max(1));
    let modal: Vec<usize> = months.iter().map(|m| m.most_probable).collect();
    let probabilities: Vec<[f64; N_TYPES]> = months.iter().map(|m| m.probabilities).collect();
    let turns = turning_points(draws, &signed, &types, (&modal, &probabilities), lasting, confidence);
    let labels: Vec<String> = (0..draws.n_periods()).map(|t| draws.calendar.label(t)).collect();
    let cautions = cautions(draws, &signed, &turns, &sides, &labels);
    let dead_zone = |side: usize| DrawSummary::of(signed.dead_zones.iter().map(|d| d[side]).collect(), confidence);
    let too_few = || Refusal::new("there are no draws", "draws of the three relations");
    Ok(Typology {
        states: draws.states,
        sides,
        labels,
        n_draws: draws.n_draws,
        zero: match zero {
            Zero::OwnMean => ZeroKind::OwnMean,
            Zero::EvenEvents(_) => ZeroKind::EvenEvents,
        },
        settings: *settings,
        lasting,
        dead_zones: (0..3).filter_map(dead_zone).collect(),
        restarts: draws.restarts.iter().map(|r| r.period).collect(),
        types,
        months,
        transitions: transitions(draws, &signed, &types, confidence).ok_or_else(too_few)?,
        spells: spells(draws, &signed, &types, confidence),
        turning_points: turns,
        gaudens: gaudens(draws, settings),
        contrasts: contrasts(draws, &signed, sides, confidence),
        cautions,
    })
}

fn months(draws: &TriangleDraws<'_>, signed: &Signed) -> Vec<MonthOfTypes> {
    let (n, year) = (draws.n_periods(), draws.year());
    let mut has_year_before = vec![false; n];
    draws.stretches().into_iter().flat_map(|s| s.skip(year)).for_each(|t| has_year_before[t] = true);
    #[derive(Clone, Default)]
    struct Counts {
        types: [usize; N_TYPES],
        warm: [usize; 3],
        cold: [usize; 3],
        balanced: usize,
        unbalanced: usize,
        differs: usize,
    }
    let mut counts = vec![Counts::default(); n];
    for draw in 0..signed.n_draws() {
        let (types, signs) = (signed.types_of(draw), signed.signs_of(draw));
        for (t, of) in counts.iter_mut().enumerate() {
            of.types[usize::from(types[t])] += 1;
            for (side, sign) in signs[t].iter().enumerate() {
                of.warm[side] += usize::from(*sign > 0);
                of.cold[side] += usize::from(*sign < 0);
            }
            let balance = balance_of(signs[t]);
            of.balanced += usize::from(balance > 0);
            of.unbalanced += usize::from(balance < 0);
            of.differs += usize::from(has_year_before[t] && types[t] != types[t - year]);
        }
    }
    let share = |count: usize| count as f64 / signed.n_draws() as f64;
    let month = |(t, of): (usize, &Counts)| {
        let most = of.types.iter().enumerate().fold(0, |best, (at, n)| if *n > of.types[best] { at } else { best });
        MonthOfTypes {
            probabilities: of.types.map(share),
            most_probable: most,
            warm: of.warm.map(share),
            cold: of.cold.map(share),
            balanced: share(of.balanced),
            unbalanced: share(of.unbalanced),
            undecided: share(signed.n_draws() - of.balanced - of.unbalanced),
            differs_from_year_before: has_year_before[t].then(|| share(of.differs)),
            watched: [0, 1, 2].map(|side| draws.watched[side][t]),
        }
    };
    counts.iter().enumerate().map(month).collect()
}

fn cautions(
    draws: &TriangleDraws<'_>,
    signed: &Signed,
    turns: &[TurningPoint],
    sides: &[Dyad; 3],
    labels: &[String],
) -> Vec<String> {
    let n = draws.n_periods();
    let length = draws.calendar.length();
    let unwatched = (0..n).filter(|t| !draws.all_watched(*t)).count();
    let mut all = Vec::new();
    if unwatched > 0 {
        all.push(format!(
            "In {unwatched} of {n} {length}s at least one of the three relations was read by no instrument of {length}s: what is said of them is carried over from their neighbours."
        ));
    }
    for (stretch, side) in &signed.unwatched_means {
        let range = &draws.stretches()[*stretch];
        all.push(format!(
            "No instrument of {length}s reads {} from {} to {}: its usual level there is the model's.",
            sides[*side],
            labels[range.start],
            labels[range.end - 1]
        ));
    }
    for turn in turns.iter().filter(|t| t.watching == Watching::Nobody) {
        all.push(format!(
            "The turn to \"{}\" around {} lies in {length}s that nobody watched: its date is the model's, not a reading's.",
            turn.to.words(),
            labels[turn.period]
        ));
    }
    for restart in &draws.restarts {
        all.push(format!(
            "In {} the relations start anew ({}): types before and after have zeros of their own, and no move across is counted.",
            labels[restart.period], restart.because
        ));
    }
    all
}
