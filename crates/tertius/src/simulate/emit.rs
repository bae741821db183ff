//! What a world hands over: a table of counted events as text, for conflict rates a table of exposure, a
//! dossier that asks about them, and, apart, the answer.

use super::counts::{self, Month};
use super::elsewhere;
use super::states::{self, FIRST, SECOND, THIRD};
use super::warmth;
use super::world::{ImpossibleWorld, Kind, World};
use crate::calendar::PeriodLength;
use crate::dossier::{Direction, MemoryFiles};
use std::fmt::Write as _;

/// Year of the first month.
const FIRST_YEAR: usize = 1993;
/// Names of the files.
const EVENTS: &str = "events.csv";
const EXPOSURE: &str = "exposure.csv";
/// Events per month that a state has with everybody who is not a state of the world, at a volume of 1.
const REST_OF_WORLD: f64 = 1_000.0;

/// The answer that an analyst cannot see.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Truth {
    /// Response of the pair's warmth one month after a surprise in the driver's, in standard deviations.
    pub one_month: f64,
    /// Its mean over the primary horizon of three months: what gate *response* estimates. The same number
    /// in units of the reading, since all relations are read on one scale. A reading with few events
    /// measures its relation with error, and then answers a paler question than this one.
    pub response: f64,
    /// Direction of the influence; `None` in a null world.
    pub direction: Option<Direction>,
}

/// A world as an analyst meets it, and its answer.
#[derive(Clone, Debug)]
pub struct Emitted {
    /// Text of the dossier, TOML.
    pub dossier: String,
    /// The files that it names.
    pub files: MemoryFiles,
    /// The answer.
    pub truth: Truth,
}

impl Emitted {
    pub(super) fn of(world: &World) -> Result<Emitted, ImpossibleWorld> {
        let names = states::names(world.states);
        let relations = states::relations(world.states);
        let warmth = warmth::draw(world, relations.len())?;
        let elsewhere = elsewhere::volumes(world, names.len());
        let months: Vec<Vec<[Month; 2]>> = relations
            .iter()
            .enumerate()
            .map(|(k, relation)| counts::months(world, k, *relation, &warmth[k], &elsewhere))
            .collect();
        let mut files = vec![(EVENTS.to_owned(), events(world, &names, &relations, &months))];
        if world.kind.is_read_as_rate() {
            files.push((EXPOSURE.to_owned(), exposure(world, &names, &relations, &months, &elsewhere)));
        }
        let truth = Truth {
            one_month: world.effect,
            response: warmth::mean_response(world, PeriodLength::Month.primary_horizon()),
            direction: match world.effect {
                e if e < 0.0 => Some(Direction::Opposite),
                e if e > 0.0 => Some(Direction::Same),
                _ => None,
            },
        };
        Ok(Emitted { dossier: dossier(world), files: MemoryFiles(files), truth })
    }
}

/// A month as the tables write it.
fn date(t: usize) -> String {
    format!("{}-{:02}", FIRST_YEAR + t / 12, t % 12 + 1)
}

/// Counted events: one row per month, direction and class that has any.
fn events(world: &World, names: &[&str], relations: &[states::Relation], months: &[Vec<[Month; 2]>]) -> Vec<u8> {
    // A source of conflict only, such as the bundled table of ICEWS, does not tell word from deed.
    let conflict = if world.kind == Kind::OtherWars { "conflict" } else { "material-conflict" };
    let mut text = String::from("date,initiator,target,code,count\n");
    for t in 0..world.periods {
        let date = date(t);
        for (relation, months) in relations.iter().zip(months) {
            for (direction, month) in months[t].iter().enumerate() {
                let (initiator, target) = (names[relation[direction]], names[relation[1 - direction]]);
                for (code, count) in [("verbal-cooperation", month.cooperation), (conflict, month.conflict)] {
                    if count > 0 {
                        let _ = writeln!(text, "{date},{initiator},{target},{code},{count}");
                    }
                }
            }
        }
    }
    text.into_bytes()
}

/// Exposure: all events of each state in each month, those with the rest of the world included; all conflict
/// where the source tells conflict only.
fn exposure(
    world: &World,
    names: &[&str],
    relations: &[states::Relation],
    months: &[Vec<[Month; 2]>],
    elsewhere: &[Vec<f64>],
) -> Vec<u8> {
    let mut random = tertius_econometrics::resampling::stream(world.seed, warmth::ELSEWHERE + names.len() as u64);
    let mut text = String::from("date,state,count\n");
    for t in 0..world.periods {
        let mut totals: Vec<u64> =
            elsewhere.iter().map(|v| counts::poisson(&mut random, REST_OF_WORLD * v[t])).collect();
        for (relation, months) in relations.iter().zip(months) {
            let all: u64 = months[t].iter().map(|m| m.cooperation + m.conflict).sum();
            relation.iter().for_each(|state| totals[*state] += all);
        }
        for (name, total) in names.iter().zip(totals) {
            let _ = writeln!(text, "{},{name},{total}", date(t));
        }
    }
    text.into_bytes()
}

fn dossier(world: &World) -> String {
    let (measure, exposure) = if world.kind.is_read_as_rate() {
        ("conflict rate", format!("exposure = \"{EXPOSURE}\"\n"))
    } else {
        ("balance", String::new())
    };
    format!(
        r#"title = "A simulated world: {kind}"

[triangle]
pair = ["{FIRST}", "{SECOND}"]
third = "{THIRD}"
period = "month"

[[instrument]]
name = "simulated events"
source = "counted"
files = ["{EVENTS}"]
ontology = "quad"
measure = "{measure}"
{exposure}observed = ["{first}..{last}"]
design_effect = 1
citation = "drawn with seed {seed}"

[[claim]]
kind = "third-party response"
says = "The pair cools when its second member and the third grow close, and warms in their tension"
between = "{FIRST}-{SECOND}"
driver = "{THIRD}-{SECOND}"
direction = "opposite"
"#,
        kind = world.kind.name(),
        first = date(0),
        last = date(world.periods - 1),
        seed = world.seed,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_same_bytes_with_any_number_of_threads() {
        let world = World::heavy_tails(36).seed(3);
        let alone = world.emit().unwrap();
        let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap();
        let shared = pool.install(|| world.emit().unwrap());
        assert_eq!((&alone.dossier, &alone.files.0), (&shared.dossier, &shared.files.0));
        assert_ne!(alone.files.0, world.seed(4).emit().unwrap().files.0);
    }

    #[test]
    fn another_placebo_changes_nothing_for_the_others() {
        let rows_of_pair = |world: &World| -> Vec<String> {
            let text = String::from_utf8(world.emit().unwrap().files.0.remove(0).1).unwrap();
            text.lines().filter(|l| l.contains(FIRST) && l.contains(SECOND)).map(str::to_owned).collect()
        };
        let world = World::common_shock(24).seed(5);
        let few = rows_of_pair(&world.clone().states(8));
        assert!(few.len() > 24);
        assert_eq!(few, rows_of_pair(&world));
    }

    #[test]
    fn wars_elsewhere_move_exposure_and_nothing_else() {
        let text =
            |world: &World, file: usize| String::from_utf8(world.emit().unwrap().files.0.remove(file).1).unwrap();
        let wars = World::other_wars(60).seed(6);
        // The same draws without wars: each conflict is there, under the code that does not tell word from deed.
        let peace = World { kind: Kind::Independent, ..wars.clone() };
        let conflict = |text: String| -> Vec<String> {
            text.lines().skip(1).filter(|l| l.contains("conflict")).map(|l| l.replace("material-", "")).collect()
        };
        let told = text(&wars, 0);
        assert!(told.lines().skip(1).all(|l| l.contains(",conflict,")));
        assert_eq!(conflict(told), conflict(text(&peace, 0)));
        // In peace 200 conflicts with the rest of the world and some 40 with the pair, at least 2,000 in a war.
        let table = text(&wars, 1);
        let of_placebos: Vec<u64> = table
            .lines()
            .skip(1)
            .filter(|l| ![FIRST, SECOND, THIRD].iter().any(|s| l.contains(s)))
            .filter_map(|l| l.rsplit(',').next()?.parse().ok())
            .collect();
        assert_eq!(of_placebos.len(), 21 * 60);
        assert!(of_placebos.iter().all(|n| *n < 400 || *n > 1_700));
        assert!(of_placebos.iter().any(|n| *n < 400) && of_placebos.iter().any(|n| *n > 1_700));
    }

    #[test]
    fn the_volume_is_what_was_asked_for() {
        let total = |world: World| -> f64 {
            let text = String::from_utf8(world.emit().unwrap().files.0.remove(0).1).unwrap();
            text.lines().skip(1).filter_map(|l| l.rsplit(',').next()).map(|n| n.parse::<f64>().unwrap()).sum()
        };
        // 45 relations in 100 months with 40 events each: Poisson with mean 180,000, standard deviation 424.
        let drawn = total(World::independent(100).seed(2));
        assert!((drawn - 180_000.0).abs() < 4.0 * 424.3, "{drawn}");
    }
}
