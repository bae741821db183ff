//! What the instruments of an observatory see: the world's own source, and each other one with its own coder, its
//! own volume and its own gaps.

use super::counts::{self, Month};
use super::elsewhere;
use super::emit::{TrueInstrument, TrueRelation};
use super::influence::Influence;
use super::layout::{self, Layout};
use super::link::Link;
use super::observatory::{Follows, Observatory, Reads, Watcher};
use super::states::Relation;
use super::tables::{self, Watched};
use super::warmth;
use super::world::{ImpossibleWorld, Kind, World};
use rand::RngExt;
use rand_distr::{Distribution, StandardNormal};
use tertius_econometrics::resampling::stream;

/// Name of the world's own source.
pub(super) const OWN: &str = "simulated events";
/// Files of the world's own source.
pub(super) const EVENTS: &str = "events.csv";
pub(super) const EXPOSURE: &str = "exposure.csv";
/// Events per month that a state has with everybody who is not a state of the world, at a volume of 1.
const REST_OF_WORLD: f64 = 1_000.0;
/// First stream of the other instruments, and how many streams each of them has: one per relation, and the last one
/// for the seed of a truth of its own.
const WATCHERS: u64 = 1 << 33;
const STREAMS: u64 = 1 << 16;
/// The first of them for errors and repetitions.
const TELLER: u64 = 1 << 12;
/// Stream of the days on which the own source's events happen, where each is written.
const DAYS: u64 = WATCHERS - 1;

/// A world's states, its relations and their warmth.
pub(super) struct Scene<'a> {
    pub(super) world: &'a World,
    pub(super) names: Vec<&'static str>,
    pub(super) relations: Vec<Relation>,
    pub(super) warmth: Vec<Vec<f64>>,
}

impl Scene<'_> {
    /// Warmth by relation, with the states' names.
    pub(super) fn told(&self, warmth: &[Vec<f64>]) -> Vec<TrueRelation> {
        let name = |state: usize| self.names[state].to_owned();
        let both = self.relations.iter().zip(warmth);
        both.map(|(r, x)| TrueRelation { states: [name(r[0]), name(r[1])], warmth: x.clone() }).collect()
    }

    /// The tables of the world's own source.
    ///
    /// # Errors
    /// If the layout cannot hold them.
    pub(super) fn own_tables(
        &self,
        watched: &[Watched],
        layout: Layout,
    ) -> Result<Vec<(String, Vec<u8>)>, ImpossibleWorld> {
        let (world, names, relations) = (self.world, &self.names, &self.relations);
        let elsewhere = elsewhere::volumes(world, names.len());
        let months: Vec<Vec<[Month; 2]>> = relations
            .iter()
            .enumerate()
            .map(|(k, relation)| counts::months(world, k, *relation, &self.warmth[k], &elsewhere))
            .collect();
        // A source of conflict only, such as the bundled table of ICEWS, does not tell word from deed.
        let conflict = if world.kind == Kind::OtherWars { "conflict" } else { "material-conflict" };
        let table = match layout {
            Layout::Counted => tables::events(names, relations, &months, watched, conflict),
            Layout::Icews => layout::icews(names, relations, &months, watched, stream(world.seed, DAYS))?,
        };
        let mut files = vec![(layout.file(EVENTS), table)];
        if world.kind.is_read_as_rate() {
            let mut random = stream(world.seed, warmth::ELSEWHERE + names.len() as u64);
            let with_the_rest = (0..world.periods)
                .map(|t| elsewhere.iter().map(|v| counts::poisson(&mut random, REST_OF_WORLD * v[t])).collect())
                .collect();
            files.push((EXPOSURE.to_owned(), tables::exposure(names, relations, &months, with_the_rest)));
        }
        Ok(files)
    }

    /// The truth about the world's own source.
    pub(super) fn own_truth(&self) -> TrueInstrument {
        let line = (!self.world.kind.is_read_as_rate()).then(|| Link::WORLD.line());
        TrueInstrument {
            name: OWN.to_owned(),
            levels: line.iter().map(|l| l[0]).collect(),
            slope: line.map(|l| l[1]),
            own: None,
        }
    }

    /// The table of another instrument, under the name that the dossier gives it, and the truth about it.
    pub(super) fn watch(
        &self,
        number: usize,
        watcher: &Watcher,
        layout: Layout,
    ) -> Result<(String, Vec<u8>, TrueInstrument), ImpossibleWorld> {
        let first = WATCHERS + STREAMS * number as u64;
        let own = match watcher.follows {
            Follows::TheRelations => None,
            Follows::ItsOwnTruth => {
                let seed = stream(self.world.seed, first + STREAMS - 1).random();
                let twin = World { seed, influence: Influence::None, ..self.world.clone() };
                Some(warmth::draw(&twin, self.relations.len())?)
            }
        };
        let warmth = own.as_ref().unwrap_or(&self.warmth);
        let watched = tables::watched(self.world.periods, &watcher.gaps, watcher.yearly);
        let (table, levels, slope) = match watcher.reads {
            Reads::Events { link, volume, recoded } => {
                let coder = |t: usize| match recoded {
                    Some((from, shift)) if from <= t => link.shifted(shift),
                    _ => link,
                };
                let months: Vec<Vec<[Month; 2]>> = warmth
                    .iter()
                    .enumerate()
                    .map(|(k, warmth)| {
                        let mut random = stream(self.world.seed, first + k as u64);
                        let mut teller = stream(self.world.seed, first + TELLER + k as u64);
                        let month = |(t, x): (usize, &f64)| {
                            let mut both = counts::coded(&mut random, volume, coder(t).share(*x));
                            both.iter_mut().for_each(|m| m.tell(&mut teller, watcher.coder_error, watcher.duplicates));
                            both
                        };
                        warmth.iter().enumerate().map(month).collect()
                    })
                    .collect();
                let (names, relations) = (&self.names, &self.relations);
                let table = match written(watcher, layout) {
                    Layout::Counted => tables::events(names, relations, &months, &watched, "material-conflict"),
                    Layout::Icews => {
                        let days = stream(self.world.seed, first + STREAMS - 2);
                        layout::icews(names, relations, &months, &watched, days)?
                    }
                };
                let coders = std::iter::once(link).chain(recoded.map(|(_, shift)| link.shifted(shift)));
                (table, coders.map(|c| c.line()[0]).collect(), link.line()[1])
            }
            Reads::Indicator { level, slope, error, stated } => {
                let values: Vec<Vec<f64>> = warmth
                    .iter()
                    .enumerate()
                    .map(|(k, warmth)| {
                        let mut random = stream(self.world.seed, first + k as u64);
                        // One error per period of the world, so that gaps move no number outside them.
                        let errors: Vec<f64> = StandardNormal.sample_iter(&mut random).take(warmth.len()).collect();
                        let number = |p: &Watched| {
                            let mean = warmth[p.months.clone()].iter().sum::<f64>() / p.months.len() as f64;
                            level + slope * mean + error * errors[p.months.start]
                        };
                        watched.iter().map(number).collect()
                    })
                    .collect();
                let se = stated.then_some(error);
                (tables::numbers(&self.names, &self.relations, &values, &watched, se), vec![level], slope)
            }
        };
        let truth = TrueInstrument {
            name: watcher.name.clone(),
            levels,
            slope: Some(slope),
            own: own.map(|own| self.told(&own)),
        };
        Ok((file(number, watcher, layout), table, truth))
    }
}

/// The layout in which an instrument's table is written: one by years, or of numbers, has but one.
fn written(watcher: &Watcher, layout: Layout) -> Layout {
    if watcher.yearly || matches!(watcher.reads, Reads::Indicator { .. }) { Layout::Counted } else { layout }
}

/// File of another instrument.
fn file(number: usize, watcher: &Watcher, layout: Layout) -> String {
    written(watcher, layout).file(&format!("watcher-{}.csv", number + 1))
}

/// What a dossier says of a source's faults: repeated rows, and events coded to the wrong side, which only a balance
/// can be corrected for.
pub(super) fn faults(duplicates: f64, coder_error: f64, is_balance: bool) -> String {
    let repeated =
        if duplicates > 0.0 { format!("duplicate_rate = {duplicates}\n") } else { "design_effect = 1\n".to_owned() };
    if coder_error > 0.0 && is_balance { format!("{repeated}coder_error = {coder_error}\n") } else { repeated }
}

/// The dossier's table of another instrument.
pub(super) fn instrument(observatory: &Observatory, number: usize, watcher: &Watcher, layout: Layout) -> String {
    let world = &observatory.world;
    let observed = tables::observed(&tables::watched(world.periods, &watcher.gaps, watcher.yearly));
    let kind = match watcher.reads {
        Reads::Events { recoded, .. } => {
            let recoded = recoded.map_or(String::new(), |(from, _)| {
                format!("break = [{{ from = \"{}\", because = \"a new coder\" }}]\n", tables::date(from))
            });
            let (source, faults) =
                (written(watcher, layout).source(), faults(watcher.duplicates, watcher.coder_error, true));
            format!("{source}measure = \"balance\"\n{faults}{recoded}")
        }
        Reads::Indicator { .. } => "source = \"indicator\"\n".to_owned(),
    };
    format!(
        "[[instrument]]\nname = \"{}\"\nfiles = [\"{}\"]\n{kind}observed = [{observed}]\ncitation = \"drawn with seed {}\"\n",
        watcher.name,
        file(number, watcher, layout),
        world.seed
    )
}
