//! Tests of the typology: (a) hand: paths of signs whose moves, spells and shares can be counted; (c) recovery of a
//! known switch from noisy draws, and properties over random draws: probabilities add up, names do not matter, what
//! nobody watched is flagged.

use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};
use tertius_econometrics::Confidence;
use tertius_econometrics::Tolerance::Exact;
use tertius_econometrics::resampling::stream;

use super::draws::SIDES;
use super::*;
use crate::actors::StateId;
use crate::calendar::{Day, PeriodCalendar, PeriodLength, Span};
use crate::refusal::Refusal;

/// Draws in memory: by draw, side, period.
#[derive(Clone)]
struct World {
    states: [StateId; 3],
    paths: Vec<[Vec<f64>; 3]>,
    watched: [Vec<bool>; 3],
    restarts: Vec<usize>,
}

fn states() -> [StateId; 3] {
    ["IRN", "RUS", "USA"].map(|s| crate::actors::state(s).unwrap())
}

fn settings() -> TypologySettings {
    TypologySettings::with_intervals(Confidence::new(0.9).unwrap())
}

impl World {
    fn of(paths: Vec<[Vec<f64>; 3]>) -> World {
        let n = paths[0][0].len();
        World { states: states(), paths, watched: [vec![true; n], vec![true; n], vec![true; n]], restarts: vec![] }
    }

    /// Months from January 2000; `even` puts the zero at 0, otherwise it is each draw's mean.
    fn typology(&self, even: bool, settings: &TypologySettings) -> Result<Typology, Refusal> {
        let n = self.paths[0][0].len();
        let first = Day::from_ymd(2000, 1, 1).unwrap();
        let calendar = PeriodCalendar::covering(PeriodLength::Month, Span { first, last: first.plus(30 * n as i32) });
        let months = (0..n).find(|k| calendar.label(*k) == calendar.label(n - 1)).unwrap();
        let calendar = PeriodCalendar::covering(PeriodLength::Month, Span { first, last: calendar.span(months).last });
        let draws = TriangleDraws {
            states: self.states,
            calendar,
            n_draws: self.paths.len(),
            path: &|draw, side| &self.paths[draw][side],
            watched: self.watched.clone(),
            restarts: self
                .restarts
                .iter()
                .map(|r| crate::series::relation::Restart { period: *r, because: "a test".to_owned() })
                .collect(),
        };
        let zero = if even { Zero::EvenEvents(vec![[0.0; 3]; self.paths.len()]) } else { Zero::OwnMean };
        typology(&draws, &zero, settings)
    }
}

/// Two identical draws whose sides have these signs.
fn certain(signs: &[[i8; 3]]) -> World {
    let side = |s: usize| signs.iter().map(|v| f64::from(v[s])).collect::<Vec<_>>();
    World::of(vec![[side(0), side(1), side(2)]; 2])
}

/// Levels plus autoregressive noise that differs from draw to draw.
fn noisy(levels: impl Fn(usize) -> [f64; 3], n: usize, n_draws: usize, spread: f64, random: &mut ChaCha8Rng) -> World {
    let paths = (0..n_draws).map(|_| {
        let mut errors = [0.0; 3];
        let mut sides = [vec![], vec![], vec![]];
        for t in 0..n {
            for s in 0..3 {
                let shock: f64 = StandardNormal.sample(random);
                errors[s] = 0.6 * errors[s] + 0.8 * spread * shock;
                sides[s].push(levels(t)[s] + errors[s]);
            }
        }
        sides
    });
    World::of(paths.collect())
}

const ROMANCE: [i8; 3] = [1, -1, 1];
const MARRIAGE: [i8; 3] = [1, -1, -1];
const VETO: [i8; 3] = [-1, -1, -1];

/// From Russia as pivot to the United States as outcast, in month 60.
fn switch(t: usize) -> [f64; 3] {
    if t < 60 { [1.0, -1.0, 1.0] } else { [1.0, -1.0, -1.0] }
}

#[test]
fn a_known_switch_is_found() {
    let world = noisy(switch, 120, 300, 0.45, &mut stream(41, 0));
    let found = world.typology(true, &settings()).unwrap();
    let [iran, russia, usa] = states();
    assert_eq!(found.turning_points.len(), 1, "{:?}", found.turning_points);
    let turn = &found.turning_points[0];
    assert_eq!(turn.from, TriangleType::RomanticTriangle { pivot: russia });
    assert_eq!(turn.to, TriangleType::StableMarriage { outcast: usa });
    let (first, last) = turn.interval.unwrap();
    assert!(first <= 60 && 60 <= last && last - first < 12, "{turn:?}");
    assert!((58..=62).contains(&turn.period) && turn.share_of_draws > 0.9, "{turn:?}");
    assert_eq!((turn.watching, turn.n_unwatched), (Watching::All, 0));
    assert!(found.months[20].pivot()[1] > 0.6 && found.months[100].outcast()[2] > 0.6);
    assert!(found.months[20].unbalanced > 0.6 && found.months[100].balanced > 0.6);
    assert!(found.months[65].differs_from_year_before.unwrap() > 0.8);
    assert_eq!(found.months[11].differs_from_year_before, None);
    assert_eq!(found.types[1], TriangleType::StableMarriage { outcast: iran });
    assert_eq!(found.cautions, Vec::<String>::new());
}

#[test]
fn turns_of_unlike_worlds_are_dated() {
    // The truth is one path of the same law as the draws; the interval of the draws' dates must hold the date of the
    // level's switch in nearly all worlds, and no turn is found where there is none.
    let worlds = 60;
    let (mut held, mut false_turns) = (0, 0);
    for k in 0..worlds {
        let world = noisy(switch, 120, 60, 0.5, &mut stream(42, k));
        let turns = world.typology(true, &settings()).unwrap().turning_points;
        held += usize::from(turns.iter().any(|t| t.interval.is_some_and(|(a, b)| a <= 60 && 60 <= b)));
        let quiet = noisy(|_| [1.0, -1.0, 1.0], 120, 60, 0.5, &mut stream(43, k));
        false_turns += quiet.typology(true, &settings()).unwrap().turning_points.len();
    }
    assert!(held >= 58, "{held} of {worlds}");
    assert_eq!(false_turns, 0);
}

#[test]
fn a_turn_that_nobody_watched_says_so() {
    let mut world = noisy(switch, 120, 100, 0.4, &mut stream(44, 0));
    (45..76).for_each(|t| world.watched[2][t] = false);
    let found = world.typology(true, &settings()).unwrap();
    assert_eq!(found.turning_points[0].watching, Watching::Nobody);
    assert!(!found.months[50].all_watched() && found.months[50].watched == [true, true, false]);
    assert!(found.months[44].all_watched());
    assert!(found.cautions.iter().any(|c| c.contains("lies in months that nobody watched")), "{:?}", found.cautions);
    assert!(found.cautions[0].starts_with("In 31 of 120 months"));
    assert_eq!((found.transitions.n_steps, found.transitions.n_steps_unwatched), (119 - 32, 32));
    // Watched in the month of the switch alone: partly.
    (55..66).for_each(|t| world.watched[2][t] = true);
    world.watched[0][60] = false;
    assert_eq!(world.typology(true, &settings()).unwrap().turning_points[0].watching, Watching::Partly);
}

#[test]
fn moves_spells_and_shares_by_hand() {
    // Romance 8, marriage 7, veto 2, marriage 7, romance 6: 30 months.
    let runs = [(ROMANCE, 8), (MARRIAGE, 7), (VETO, 2), (MARRIAGE, 7), (ROMANCE, 6)];
    let signs: Vec<[i8; 3]> = runs.iter().flat_map(|(s, n)| vec![*s; *n]).collect();
    let mut world = certain(&signs);
    // Side 1 must vary for its dead zone to exist.
    world.paths.iter_mut().for_each(|p| p[1][0] = -1.5);
    let sharp = TypologySettings { dead_zone: 0.1, ..settings() };
    let found = world.typology(true, &sharp).unwrap();
    let t = &found.transitions;
    assert_eq!((t.n_steps, t.n_steps_unwatched), (29, 0));
    Exact.check("moves", t.moves.unwrap().mean, 4.0).unwrap();
    Exact.check("changes", t.changes_of_named_type.mean, 4.0).unwrap();
    assert_eq!(t.moves_unwatched, None);
    let total: f64 = t.cells.iter().map(|c| c.steps.mean).sum();
    Exact.check("all steps", total, 29.0).unwrap();
    let (romance, marriage) = (found.types[5], found.types[3]);
    let cell = t.cells.iter().find(|c| c.from == romance && c.to == marriage).unwrap();
    Exact.check("steps", cell.steps.mean, 1.0).unwrap();
    // Romance is left once in 13 steps that start in it.
    Exact.check("share", cell.share.unwrap().mean, 1.0 / 13.0).unwrap();
    let of = |kind| found.spells.iter().find(|s| s.triangle_type == kind).unwrap();
    Exact.check("length", of(marriage).mean_length.unwrap().mean, 7.0).unwrap();
    Exact.check("spells", of(marriage).complete.mean, 2.0).unwrap();
    assert_eq!((of(romance).mean_length, of(romance).censored.mean), (None, 2.0));
    Exact.check("periods", of(TriangleType::UnitVeto).periods.mean, 2.0).unwrap();
    // The veto of two months is no lasting run: two turns, out of the romance and back.
    let turns: Vec<_> = found.turning_points.iter().map(|p| (p.from, p.to, p.interval)).collect();
    assert_eq!(turns, [(romance, marriage, Some((8, 8))), (marriage, romance, Some((24, 24)))]);
    // The pair is warm in 28 months; when Russia and the United States are cold (16 months) in 14, else in 14 of 14.
    let contrast = &found.contrasts[1];
    Exact.check("cold", contrast.when_cold.unwrap().mean, 14.0 / 16.0).unwrap();
    Exact.check("difference", contrast.difference.unwrap().mean, -2.0 / 16.0).unwrap();
    assert_eq!((contrast.share_positive, contrast.n_periods), (Some(0.0), 30));
    assert_eq!(found.contrasts[0].when_warm, None, "Iran and the United States are never warm");
    // An unwatched month within the second marriage takes its spell out of the durations.
    world.watched[0][20] = false;
    let gap = world.typology(true, &sharp).unwrap();
    let marriages = gap.spells.iter().find(|s| s.triangle_type == marriage).unwrap();
    assert_eq!((marriages.complete.mean, marriages.unwatched.mean), (1.0, 1.0));
}

#[test]
fn no_move_is_counted_across_a_restart() {
    let signs: Vec<[i8; 3]> = (0..40).map(|t| if t < 20 { ROMANCE } else { MARRIAGE }).collect();
    let mut world = certain(&signs);
    world.paths.iter_mut().for_each(|p| p[1][0] = -1.5);
    world.paths.iter_mut().for_each(|p| [p[0][0], p[2][0], p[2][30]] = [1.5, 1.5, -1.5]);
    let sharp = TypologySettings { dead_zone: 0.1, ..settings() };
    assert_eq!(world.typology(true, &sharp).unwrap().turning_points.len(), 1);
    world.restarts = vec![20];
    let found = world.typology(true, &sharp).unwrap();
    assert_eq!(found.turning_points, []);
    Exact.check("moves", found.transitions.moves.unwrap().mean, 0.0).unwrap();
    assert_eq!(found.transitions.n_steps, 38);
    assert_eq!(found.months[31].differs_from_year_before, None);
    assert!(found.gaudens[0].probability[31].is_none() && found.gaudens[0].probability[32].is_some());
    assert!(found.cautions.iter().any(|c| c.contains("2001-09")), "{:?}", found.cautions);
}

#[test]
fn the_one_who_gains_is_found() {
    // Over months 24 to 35 Russia's two relations rise and that of its wings falls.
    let ramp = |t: usize| (t.clamp(24, 35) as f64 - 24.0) / 11.0;
    let world = noisy(|t| [ramp(t), -ramp(t), ramp(t)], 72, 200, 0.15, &mut stream(45, 0));
    let found = world.typology(false, &settings()).unwrap();
    let [iran, russia, usa] = [0, 1, 2].map(|s| &found.gaudens[s]);
    assert_eq!(russia.pivot, states()[1]);
    assert_eq!(russia.stretches.len(), 1, "{:?}", russia.stretches);
    let stretch = russia.stretches[0];
    assert!((26..=31).contains(&stretch.first) && (41..=46).contains(&stretch.last), "{stretch:?}");
    assert!(stretch.peak > 0.95 && stretch.n_unwatched == 0);
    assert!(iran.stretches.is_empty() && usa.stretches.is_empty());
    // Long after, the three move independently.
    let calm = russia.probability[70].unwrap();
    assert!((calm - 0.125).abs() < 4.0 * (0.125f64 * 0.875 / 200.0).sqrt(), "{calm}");
}

#[test]
fn probabilities_add_up_and_names_do_not_matter() {
    for seed in 0..6 {
        let mut world =
            noisy(|t| [(t as f64 / 9.0).sin(), 0.3, (t as f64 / 5.0).cos()], 60, 40, 1.0, &mut stream(46, seed));
        world.watched[1][seed as usize] = false;
        let found = world.typology(seed % 2 == 0, &settings()).unwrap();
        for month in &found.months {
            Exact.check("types", month.probabilities.iter().sum(), 1.0).unwrap();
            Exact.check("balance", month.balanced + month.unbalanced + month.undecided, 1.0).unwrap();
            Exact.check("undecided", month.undecided, month.none_of_these()).unwrap();
            Exact.check("balanced", month.balanced, month.menage_a_trois() + month.stable_marriage()).unwrap();
            Exact.check("unbalanced", month.unbalanced, month.romantic_triangle() + month.unit_veto()).unwrap();
        }
        for order in [[1, 0, 2], [2, 0, 1], [0, 2, 1]] {
            let mut renamed = world.clone();
            renamed.states = order.map(|place: usize| world.states[place]);
            let side_of = SIDES.map(|[a, b]| {
                let wanted = [order[a].min(order[b]), order[a].max(order[b])];
                SIDES.iter().position(|s| *s == wanted).unwrap()
            });
            for (to, from) in renamed.paths.iter_mut().zip(&world.paths) {
                *to = side_of.map(|s| from[s].clone());
            }
            renamed.watched = side_of.map(|s| world.watched[s].clone());
            let theirs = renamed.typology(seed % 2 == 0, &settings()).unwrap();
            for (ours, other) in found.months.iter().zip(&theirs.months) {
                for (kind, p) in found.types.iter().zip(ours.probabilities) {
                    let at = theirs.types.iter().position(|k| k == kind).unwrap();
                    assert_eq!(p, other.probabilities[at], "{kind:?} {order:?}");
                }
            }
            assert_eq!(found.transitions.moves, theirs.transitions.moves);
            for who in &found.gaudens {
                assert!(theirs.gaudens.contains(who), "{order:?}");
            }
        }
    }
}

#[test]
fn draws_that_do_not_fit_are_refused() {
    let sound = noisy(switch, 60, 5, 0.5, &mut stream(47, 0));
    let refused = |change: &dyn Fn(&mut World)| {
        let mut world = sound.clone();
        change(&mut world);
        world.typology(false, &settings()).unwrap_err().why
    };
    assert!(sound.typology(false, &settings()).is_ok());
    assert!(refused(&|w| w.paths[3][1][7] = f64::NAN).contains("draw 3 of relation 1"));
    assert!(refused(&|w| w.paths[2][0] = vec![0.5; 60]).contains("does not vary in draw 2"));
    assert!(refused(&|w| w.states[2] = w.states[0]).contains("the same"));
    assert!(refused(&|w| w.restarts = vec![30, 30]).contains("restarts"));
    assert!(refused(&|w| w.watched[1].truncate(9)).contains("who watched"));
    assert!(refused(&|w| w.paths.truncate(1)).contains("1 draws"));
    let wide = TypologySettings { dead_zone: f64::NAN, ..settings() };
    assert!(sound.typology(false, &wide).is_err());
    // A stretch that nobody watched has a level of the model's, and says so.
    let mut unwatched = sound.clone();
    unwatched.restarts = vec![30];
    (30..60).for_each(|t| unwatched.watched[0][t] = false);
    let found = unwatched.typology(false, &settings()).unwrap();
    assert!(found.cautions.iter().any(|c| c.contains("its usual level there is the model's")), "{:?}", found.cautions);
}
