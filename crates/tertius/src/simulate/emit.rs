//! What a world hands over: the tables of every instrument that watches it, a dossier that asks about them, and,
//! apart, the answer.

use super::influence::Influence;
use super::layout::Layout;
use super::observatory::Observatory;
use super::states::{self, FIRST, SECOND, THIRD};
use super::tables;
use super::warmth;
use super::watchers::{self, EVENTS, EXPOSURE, OWN, Scene};
use super::world::{ImpossibleWorld, World};
use crate::calendar::PeriodLength;
use crate::dossier::{Direction, Half, MemoryFiles};

/// The answer that an analyst cannot see.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Truth {
    /// Response of the pair's warmth one month after a surprise in the driver's, in standard deviations, the other
    /// side held constant.
    pub one_month: f64,
    /// Its mean over the primary horizon of three months: what gate *response* estimates. The same number
    /// in units of the reading, since all relations are read on one scale. A reading with few events
    /// measures its relation with error, and then answers a paler question than this one.
    ///
    /// While the influence acts, per unit of the surprises that the claim asks about; 0 where the influence goes through
    /// the other side, which the claim holds constant. Where it acts in tension only: 0 for a claim about thaws, and for
    /// one about both halves half of what it is in tension, since surprises are as often warm as cold.
    pub response: f64,
    /// The same with the other side not held: differs where the influence goes through it.
    pub response_other_not_held: f64,
    /// Direction of the influence that the claim asks about; `None` where there is none.
    pub direction: Option<Direction>,
    /// The influence.
    pub influence: Influence,
    /// Months from the driver to the pair.
    pub delay: usize,
    /// The first and last month in which it acts, counted from 0; `None` in a null world.
    pub months: Option<[usize; 2]>,
}

/// One relation as it was.
#[derive(Clone, Debug, PartialEq)]
pub struct TrueRelation {
    /// Codes of its two states.
    pub states: [String; 2],
    /// Warmth by month from January 1993, in standard deviations around 0 (a world's trends come on top).
    pub warmth: Vec<f64>,
}

/// What an instrument makes of warmth.
#[derive(Clone, Debug, PartialEq)]
pub struct TrueInstrument {
    /// Its name in the dossier.
    pub name: String,
    /// Expected reading at average warmth on the line through all expected readings, for each coder in turn.
    pub levels: Vec<f64>,
    /// Change of the expected reading by one standard deviation of warmth, the first coder's. `None` for conflict
    /// rates, whose unit depends on the era.
    pub slope: Option<f64>,
    /// The warmth that it reads, if not that of the world's relations.
    pub own: Option<Vec<TrueRelation>>,
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
    /// Every relation as it was: the pair's first, then the third's with the second and with the first member, then
    /// those of each placebo in the same order.
    pub relations: Vec<TrueRelation>,
    /// Every instrument, in the dossier's order.
    pub instruments: Vec<TrueInstrument>,
    /// Seed of all draws.
    pub seed: u64,
}

impl Emitted {
    pub(super) fn of(observatory: &Observatory, layout: Layout) -> Result<Emitted, ImpossibleWorld> {
        observatory.check()?;
        let world = &observatory.world;
        let relations = states::relations(world.states);
        let warmth = warmth::draw(world, relations.len())?;
        let scene = Scene { world, names: states::names(world.states), relations, warmth };
        let mut files = scene.own_tables(&tables::watched(world.periods, &observatory.gaps, false), layout)?;
        let mut instruments = vec![scene.own_truth()];
        for (number, watcher) in observatory.watchers.iter().enumerate() {
            let (name, table, truth) = scene.watch(number, watcher, layout)?;
            files.push((name, table));
            instruments.push(truth);
        }
        let (dossier, truth) = (dossier(observatory, layout), Truth::of(world));
        let relations = scene.told(&scene.warmth);
        Ok(Emitted { dossier, files: MemoryFiles(files), truth, relations, instruments, seed: world.seed })
    }
}

impl Truth {
    fn of(world: &World) -> Truth {
        let (size, moved) =
            (world.influence.size(), warmth::mean_response(world, PeriodLength::Month.primary_horizon()));
        let through = matches!(world.influence, Influence::ThroughOtherSide(_));
        let share = match (world.influence, world.half()) {
            (Influence::ThroughOtherSide(_), _) | (Influence::OnlyInTension(_), Half::Thaw) => 0.0,
            (Influence::OnlyInTension(_), Half::Both) => 0.5,
            _ => 1.0,
        };
        let of = |x: f64| if share > 0.0 { share * x } else { 0.0 };
        let asked = of(size);
        Truth {
            one_month: if world.delay == 1 { asked } else { 0.0 },
            response: of(moved),
            response_other_not_held: if through { Influence::CARRIED * moved } else { of(moved) },
            direction: match asked {
                e if e < 0.0 => Some(Direction::Opposite),
                e if e > 0.0 => Some(Direction::Same),
                _ => None,
            },
            influence: world.influence,
            delay: world.delay,
            months: world.influence.months(world.periods),
        }
    }
}

fn dossier(observatory: &Observatory, layout: Layout) -> String {
    let world = &observatory.world;
    let (measure, exposure) = if world.kind.is_read_as_rate() {
        ("conflict rate", format!("exposure = \"{EXPOSURE}\"\n"))
    } else {
        ("balance", String::new())
    };
    let others: Vec<String> = observatory
        .watchers
        .iter()
        .enumerate()
        .map(|(number, watcher)| format!("{}\n", watchers::instrument(observatory, number, watcher, layout)))
        .collect();
    // With one instrument only there is no question which of them decides.
    let decides = if others.is_empty() { String::new() } else { format!("instrument = \"{OWN}\"\n") };
    let (says, half) = match world.half() {
        Half::Tension => ("The pair warms when its second member and the third fall out", "half = \"tension\"\n"),
        Half::Thaw => ("The pair cools when its second member and the third grow close", "half = \"thaw\"\n"),
        Half::Both => {
            ("The pair cools when its second member and the third grow close, and warms in their tension", "")
        }
    };
    // The keys that say how files are read stand where they always stood, so that a world keeps its bytes.
    let (source, ontology) = match layout {
        Layout::Counted => ("counted", "ontology = \"quad\"\n"),
        Layout::Icews => ("icews", ""),
    };
    let influence = match world.influence {
        Influence::None => String::new(),
        influence => format!(", the third's influence {}", influence.name()),
    };
    format!(
        r#"title = "A simulated world: {kind}{influence}"

[triangle]
pair = ["{FIRST}", "{SECOND}"]
third = "{THIRD}"
period = "month"

[[instrument]]
name = "{OWN}"
source = "{source}"
files = ["{file}"]
{ontology}measure = "{measure}"
{exposure}observed = [{observed}]
{faults}citation = "drawn with seed {seed}"

{others}[[claim]]
kind = "third-party response"
says = "{says}"
between = "{FIRST}-{SECOND}"
driver = "{THIRD}-{SECOND}"
direction = "opposite"
{half}{decides}"#,
        kind = world.kind.name(),
        file = layout.file(EVENTS),
        observed = tables::observed(&tables::watched(world.periods, &observatory.gaps, false)),
        faults = watchers::faults(world.also.duplicates, world.also.coder_error, !world.kind.is_read_as_rate()),
        seed = world.seed,
        others = others.concat(),
    )
}

#[cfg(test)]
mod tests {
    use super::super::world::Kind;
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
    fn the_claim_asks_about_the_half_that_it_is_told_to() {
        let tension = World::independent(36).influence(Influence::OnlyInTension(-0.3));
        let asked = |world: &World| {
            let emitted = world.emit().unwrap();
            let half = ["half = \"tension\"", "half = \"thaw\""].map(|words| emitted.dossier.contains(words));
            (half, emitted.truth.response, emitted.truth.direction)
        };
        let (own, whole) = (asked(&tension), asked(&tension.clone().asked(Half::Tension)));
        assert_eq!(own, whole);
        // -.3 in the first of three months, .4 and .16 of it in the next two.
        assert!((own.1 + 0.156).abs() < 1e-12 && own.0 == [true, false], "{own:?}");
        assert_eq!(asked(&tension.clone().asked(Half::Thaw)), ([false, true], 0.0, None));
        let both = asked(&tension.asked(Half::Both));
        assert_eq!((both.0, both.1, both.2), ([false, false], own.1 / 2.0, Some(Direction::Opposite)));
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

    /// The dossier and the files as one fingerprint.
    fn fingerprint(world: &World) -> String {
        let emitted = world.emit().unwrap();
        let files = emitted.files.0.iter().map(|(name, bytes)| format!("{name}\n{}", String::from_utf8_lossy(bytes)));
        crate::events::sha256(&std::iter::once(emitted.dossier.clone()).chain(files).collect::<Vec<_>>().join("\n"))
    }

    #[test]
    // Elsewhere another library of mathematical functions may round another way, and a count differ.
    #[cfg(all(target_arch = "x86_64", target_os = "linux"))]
    fn the_seeds_of_published_tables_keep_their_bytes() {
        let stored = [
            (World::independent(36), "85a4fa9ea273d95e"),
            (World::common_shock(36), "75d08839dbda4465"),
            (World::heavy_tails(36), "09e4e1a2813d2a09"),
            (World::trend(36), "32a7b7df2ca97552"),
            (World::media_volume(36), "997e001884499a50"),
            (World::other_wars(36), "6c5eb76bb86792b9"),
            (World::with_effect(36), "7c4fe45d2071712e"),
        ];
        let drawn = stored.each_ref().map(|(world, _)| fingerprint(&world.clone().seed(3))[..16].to_owned());
        assert_eq!(drawn.each_ref().map(String::as_str), stored.map(|(_, fingerprint)| fingerprint));
    }
}
