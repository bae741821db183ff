//! The relations of a dossier: every fit that they need, all at once, and what they come to. The one door of this
//! module for the rest of the spine.

use super::channels::{Channels, Choice, days_read};
use super::contrasts::contrasts;
use super::draws::{Paths, Pool};
use super::findings::{Disagreement, Piece, Posterior, Relation, Unit, Unread};
use super::fused::{Fused, fuse as draw};
use super::left_out::{self, Compared, Rest};
use super::pieces::unread;
use super::plan::{PlannedPiece, PlannedSubset, listed, plan};
use super::problem::{more_than_one_path, unsettled};
use crate::calendar::PeriodCalendar;
use crate::dossier::{Dossier, Measure, Side};
use crate::progress::Progress;
use crate::refusal::Refusal;
use crate::series::InstrumentSeries;
use rand::Rng;
use rayon::prelude::*;
use tertius_econometrics as ec;

/// Streams of the dossier's seed from here on belong to the fits of relations.
pub(crate) const STREAM: u64 = 1 << 40;

/// Rounds of the sampler. Each doubles the draws; chains that sit on two paths do not settle in any number of them.
const ROUNDS_MAX: usize = 3;

/// The sampler's settings for fit number `number` of a dossier.
pub(crate) fn sampler(seed: u64, number: u64) -> ec::LatentSampler {
    let seed = ec::resampling::stream(seed, STREAM + number).next_u64();
    ec::LatentSampler { seed, rounds_max: ROUNDS_MAX, ..ec::LatentSampler::default() }
}

/// The settings for a fit that is only held against another one, such as that without one instrument: two shorter
/// chains, judged by the same rule.
fn sampler_of_parts(seed: u64, number: u64) -> ec::LatentSampler {
    ec::LatentSampler { chains: 2, burn_in: 500, draws: 1_000, ..sampler(seed, number) }
}

/// What the sampler believes and how long it runs, as names and values, for the manifest.
pub fn settings() -> Vec<(String, String)> {
    let (prior, s) = (ec::LatentPrior::default(), sampler(0, 0));
    let rows = [
        ("own lag, prior mean", prior.own_lag.to_string()),
        ("tightness", prior.tightness.to_string()),
        ("variance of surprises, prior mean", prior.innovation_variance.to_string()),
        ("loading, prior", format!("normal, mean {}, spread {}", prior.loading_mean, prior.loading_spread)),
        ("intercept, prior", format!("normal, mean 0, spread {}", prior.intercept_spread)),
        ("noise, prior", format!("half-normal, spread {}", prior.noise_spread)),
        ("first states, prior", format!("normal, mean 0, spread {}", prior.start_spread)),
        ("errors of readings", format!("Student's t, {} degrees of freedom", prior.error_degrees)),
        (
            "sampler",
            format!("{} chains, {} sweeps after {}, up to {} rounds", s.chains, s.draws, s.burn_in, s.rounds_max),
        ),
        ("convergence rule", format!("R-hat below {}, more than {} effective draws", s.r_hat_max, s.effective_min)),
        ("overlap that links instruments", format!("{} readings of the finer", super::pieces::OVERLAP_MIN)),
        ("fewest readings of a piece", super::plan::READINGS_MIN.to_string()),
    ];
    rows.into_iter().map(|(name, value)| (format!("relation: {name}"), value)).collect()
}

/// How the dossier's instruments are laid on a relation's calendar.
pub(crate) fn choice<'a>(dossier: &Dossier, deciding: &'a [&'a str], all: &'a [&'a InstrumentSeries]) -> Choice<'a> {
    let t = &dossier.triangle;
    let [a, b] = t.pair_as_written;
    Choice { states: [a, b, t.third], period: t.period, deciding, instruments: all }
}

/// Names of the instruments that decide a claim.
pub(crate) fn deciding(dossier: &Dossier) -> Vec<&str> {
    let mut all: Vec<&str> =
        dossier.claims.iter().filter_map(|c| c.instrument.as_ref()).map(|i| i.value.as_str()).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// The pictures of one relation: from all instruments, and without the arithmetical ones where there are any.
struct Planned {
    channels: Channels,
    pictures: Vec<Vec<PlannedPiece>>,
}

impl Planned {
    fn new(side: Side, choice: &Choice<'_>) -> Option<Planned> {
        let calendar = PeriodCalendar::covering(choice.period, days_read(side, choice)?);
        let channels = Channels::new(side, calendar, choice);
        let mut pictures = vec![plan(&channels, |_| true)];
        if channels.channels.iter().any(|c| c.arithmetical) {
            pictures.push(plan(&channels, |c| !c.arithmetical));
        }
        Some(Planned { channels, pictures })
    }
}

/// A piece on its way: what is planned, and what was drawn of it.
struct Drawn<'a> {
    channels: &'a Channels,
    piece: &'a PlannedPiece,
    /// First number of its random streams.
    stream: u64,
    full: Result<Fused, Refusal>,
    /// Whether the whole was not drawn because more than one path fits.
    torn: bool,
    subsets: Vec<PlannedSubset>,
    parts: Vec<Vec<Result<Fused, Refusal>>>,
}

/// Numbers of random streams that a piece may use for each set of its fits.
const STREAMS_OF_SET: u64 = 128;
/// Numbers of random streams of one piece: the whole, and three sets of parts of it.
const STREAMS_OF_PIECE: u64 = 4 * STREAMS_OF_SET;

/// Draws sets of instruments: per set and part. All of all pieces at once, each with random numbers of its own.
fn draw_subsets(
    dossier: &Dossier,
    wanted: &[(&Channels, u64, &[PlannedSubset])],
    progress: &dyn Progress,
) -> Vec<Vec<Vec<Result<Fused, Refusal>>>> {
    let mut tasks = Vec::new();
    for (channels, stream, subsets) in wanted {
        let parts = subsets.iter().flat_map(|s| &s.parts);
        tasks.extend(parts.enumerate().map(|(k, part)| (*channels, stream + k as u64, part)));
    }
    progress.begin("fusing relations, parts", Some(tasks.len() as u64));
    let drawn: Vec<Result<Fused, Refusal>> = tasks
        .par_iter()
        .map(|(channels, stream, part)| {
            let fused = match part {
                Ok(problem) => {
                    draw(problem, channels, dossier.settings.lags, &sampler_of_parts(dossier.settings.seed, *stream))
                        .map_err(|e| unsettled(&e))
                }
                Err(refusal) => Err(refusal.clone()),
            };
            progress.advance(1);
            fused
        })
        .collect();
    progress.end();
    let mut drawn = drawn.into_iter();
    let mut of = |s: &PlannedSubset| -> Vec<_> { drawn.by_ref().take(s.parts.len()).collect() };
    wanted.iter().map(|(_, _, subsets)| subsets.iter().map(&mut of).collect()).collect()
}

/// Fuses the three relations of a dossier: in the order of `Dossier::sides`, those that no instrument reads left out.
///
/// Every piece is drawn from all its instruments. Of one that settles, the picture with all instruments is drawn again
/// without each of them, without those that place states on a line and without the others. Of one that does not,
/// because more than one path fits, instruments that place states on a line
/// and the others are drawn apart, and where that does not settle either, each instrument alone; the band is then
/// their pool. Every fit has random numbers of its own, so that the answer does not depend on the number of threads.
pub fn fuse(dossier: &Dossier, all: &[&InstrumentSeries], progress: &dyn Progress) -> Vec<Relation> {
    let deciding = deciding(dossier);
    let choice = choice(dossier, &deciding, all);
    let planned: Vec<Planned> = dossier.sides().into_iter().filter_map(|side| Planned::new(side, &choice)).collect();
    let mut wholes: Vec<(&Channels, usize, &PlannedPiece)> = Vec::new();
    for p in &planned {
        for (k, pieces) in p.pictures.iter().enumerate() {
            wholes.extend(pieces.iter().map(|w| (&p.channels, k, w)));
        }
    }
    progress.begin("fusing relations", Some(wholes.len() as u64));
    let mut drawn: Vec<Drawn<'_>> = wholes
        .into_par_iter()
        .enumerate()
        .map(|(number, (channels, picture, piece))| {
            let stream = number as u64 * STREAMS_OF_PIECE;
            let sampler = sampler(dossier.settings.seed, stream);
            let (full, torn) = match &piece.full {
                Ok(problem) => match draw(problem, channels, dossier.settings.lags, &sampler) {
                    Ok(fused) => (Ok(fused), false),
                    Err(e) => (Err(unsettled(&e)), more_than_one_path(&e)),
                },
                Err(refusal) => (Err(refusal.clone()), false),
            };
            progress.advance(1);
            let subsets = match &full {
                // Each left out in turn, and each camp, in the picture with all of them.
                Ok(_) if picture == 0 => piece.without_each_and_camps(channels),
                Err(_) if torn => piece.camps(channels),
                _ => Vec::new(),
            };
            Drawn { channels, piece, stream, full, torn, subsets, parts: Vec::new() }
        })
        .collect();
    progress.end();
    let wanted: Vec<_> = drawn.iter().map(|d| (d.channels, d.stream + STREAMS_OF_SET, &d.subsets[..])).collect();
    let parts = draw_subsets(dossier, &wanted, progress);
    drawn.iter_mut().zip(parts).for_each(|(d, parts)| d.parts = parts);
    // Camps that did not settle both: each instrument alone.
    let alone: Vec<(usize, Vec<PlannedSubset>)> = drawn
        .iter()
        .enumerate()
        .filter(|(_, d)| d.torn)
        .filter(|(_, d)| d.parts.iter().filter(|p| p.iter().any(Result::is_ok)).count() < 2)
        .map(|(k, d)| (k, d.piece.each_alone(d.channels)))
        .collect();
    let wanted: Vec<_> =
        alone.iter().map(|(k, s)| (drawn[*k].channels, drawn[*k].stream + 2 * STREAMS_OF_SET, &s[..])).collect();
    let parts = draw_subsets(dossier, &wanted, progress);
    for ((k, subsets), parts) in alone.into_iter().zip(parts) {
        (drawn[k].subsets, drawn[k].parts) = (subsets, parts);
    }
    let mut drawn = drawn.into_iter();
    planned.iter().map(|p| relation(dossier, p, &mut drawn)).collect()
}

/// One relation from its pieces, which come picture by picture.
fn relation<'a>(dossier: &Dossier, planned: &Planned, drawn: &mut impl Iterator<Item = Drawn<'a>>) -> Relation {
    let channels = &planned.channels;
    let mut cautions = channels.cautions.clone();
    let mut read = vec![false; channels.calendar.len()];
    channels.channels.iter().filter(|c| c.by_period).flat_map(|c| &c.readings).for_each(|r| read[r.first] = true);
    let mut pictures = Vec::new();
    for (k, pieces) in planned.pictures.iter().enumerate() {
        let mut said = Vec::new();
        let built: Vec<Result<(Piece, Pool), Refusal>> =
            drawn.by_ref().take(pieces.len()).map(|d| piece(d, &mut said)).collect();
        let whole: Vec<(&Piece, &Pool)> = built.iter().flatten().map(|(p, pool)| (p, pool)).collect();
        let contrasts = contrasts(&dossier.episodes, &channels.calendar, &read, &whole);
        // What single instruments do is said once, of the picture with all of them.
        if k == 0 {
            cautions.extend(said);
        }
        pictures.push((built.into_iter().map(|b| b.map(|(p, _)| p)).collect::<Vec<_>>(), contrasts));
    }
    let mut pictures = pictures.into_iter();
    let (pieces, contrasts) = pictures.next().unwrap_or_default();
    let unread = unread(channels);
    cautions.extend(unread.iter().filter_map(|u| left_alone(u, &channels.calendar, &read, &pieces)));
    let (without_arithmetical, contrasts_without_arithmetical) =
        pictures.next().map_or((None, Vec::new()), |(p, c)| (Some(p), c));
    Relation {
        dyad: channels.side.dyad(),
        calendar: channels.calendar,
        pieces,
        without_arithmetical,
        unread,
        contrasts,
        contrasts_without_arithmetical,
        cautions,
    }
}

fn piece(drawn: Drawn<'_>, cautions: &mut Vec<String>) -> Result<(Piece, Pool), Refusal> {
    let Drawn { channels, piece, full, torn, subsets, parts, .. } = drawn;
    let problem = piece.full.as_ref().map_err(Clone::clone)?;
    let reads = |s: &PlannedSubset| {
        let entries = problem.entries.iter().filter(|e| s.left_out.contains(&e.channel));
        let readings = entries.flat_map(|e| e.readings.iter().map(|i| &channels.channels[e.channel].readings[*i]));
        readings.flat_map(|r| r.first..=r.last).collect()
    };
    let rests: Vec<Rest<'_>> = subsets
        .iter()
        .zip(parts)
        .map(|(s, fused)| Rest {
            instrument: &s.without,
            reads: reads(s),
            parts: s
                .parts
                .iter()
                .zip(fused)
                .map(|(own, fused)| fused.and_then(|f| own.as_ref().map(|p| (p, f)).map_err(Clone::clone)))
                .collect(),
        })
        .collect();
    let (problem, full, more_than_one) = match full {
        Ok(full) => (problem, full, None),
        Err(refusal) if !torn => return Err(refusal),
        Err(refusal) => {
            let Some(reference) = left_out::reference(problem, &rests) else { return Err(refusal) };
            let said = left_out::more_than_one_path(reference.instrument, &refusal);
            (reference.problem, reference.fused, Some(said))
        }
    };
    let compared: Vec<Compared> = rests.into_iter().map(|rest| left_out::compare(problem, &full, rest)).collect();
    // Parts that were drawn because the whole could not be are not compared with each other one by one.
    let apart = more_than_one.is_some();
    let disagreements: Vec<Disagreement> = match more_than_one {
        Some(said) => vec![said],
        None => left_out::disagreements(&compared, channels.calendar.length().word()),
    };
    cautions.extend(problem.constant.iter().map(|name| {
        format!(
            "The readings of \"{name}\" never differ between {} and {}; it is not fused there.",
            channels.calendar.label(problem.first),
            channels.calendar.label(problem.last)
        )
    }));
    cautions.extend(disagreements.iter().map(|d| d.sentence.clone()));
    cautions.extend(left_out::cautions(&compared, &full.instruments, &channels.calendar));
    let mut path = full.path;
    // Camps by whether they contradict the whole, and everything where there is no whole.
    let mut camps: Vec<Vec<Paths>> = Vec::new();
    let mut left_out = Vec::with_capacity(compared.len());
    for c in compared {
        if !c.paths.is_empty() && (apart || c.disagrees()) {
            camps.push(c.paths);
        }
        left_out.push(c.left_out);
    }
    let pool = if apart {
        Pool { stories: camps.into_iter().map(|camp| vec![camp]).collect() }
    } else if camps.is_empty() {
        Pool::of_one(full.paths)
    } else {
        Pool { stories: vec![vec![vec![full.paths]], camps] }
    };
    if !disagreements.is_empty() {
        for (at, pooled) in path.iter_mut().zip(pool.path(problem.first, problem.last)) {
            *at = pooled.unwrap_or(*at);
        }
    }
    let anchor = &channels.channels[problem.anchor(0).channel];
    let unit = Unit::of(anchor.name.clone(), anchor.measure, &path, pool.standard_deviation());
    let restarts =
        channels.restarts.iter().filter(|r| problem.first < r.period && r.period <= problem.last).cloned().collect();
    let piece = Piece {
        first: problem.first,
        last: problem.last,
        unit,
        path,
        restarts,
        instruments: full.instruments,
        readings: full.readings,
        left_out,
        disagreements,
        convergence: full.convergence,
    };
    Ok((piece, pool))
}

impl Unit {
    /// The scale of a path in the units of its anchor. `standard_deviation`: the relation's, see [`Unit`].
    pub(crate) fn of(anchor: String, measure: Measure, path: &[Posterior], standard_deviation: f64) -> Unit {
        let mean = path.iter().map(|p| p.mean).sum::<f64>() / path.len() as f64;
        Unit { anchor, measure, mean, standard_deviation }
    }
}

/// Years around an unread stretch with which its band is compared.
const NEIGHBOURS: usize = 5;

/// A caution on a stretch of a year or more that no instrument with the dossier's period reads: who is left, and by
/// how much the band widens.
fn left_alone(
    unread: &Unread,
    calendar: &PeriodCalendar,
    read: &[bool],
    pieces: &[Result<Piece, Refusal>],
) -> Option<String> {
    if unread.last - unread.first + 1 < calendar.length().longest_horizon() {
        return None;
    }
    let stretch = format!("{} to {}", calendar.label(unread.first), calendar.label(unread.last));
    let length = calendar.length();
    let whole = pieces.iter().flatten().find(|p| p.first <= unread.last && unread.first <= p.last);
    if unread.only.is_empty() {
        return Some(format!("{stretch}: nobody read."));
    }
    let only = listed(&unread.only);
    let Some(piece) = whole else {
        return Some(format!("{stretch}: read only by {only}. No piece of the relation reaches there."));
    };
    let width = |wanted: &dyn Fn(usize) -> bool| {
        let all: Vec<f64> = (piece.first..=piece.last)
            .filter(|t| wanted(*t))
            .map(|t| &piece.path[t - piece.first])
            .map(|p| (p.high - p.low) / piece.unit.standard_deviation)
            .collect();
        (!all.is_empty()).then(|| all.iter().sum::<f64>() / all.len() as f64)
    };
    let inside = width(&|t| (unread.first..=unread.last).contains(&t));
    // Beside its neighbours, not the whole record: decades of poor reading elsewhere would make the stretch look sure.
    let near = NEIGHBOURS * length.longest_horizon();
    let around = width(&|t| read[t] && t + near >= unread.first && t <= unread.last + near);
    let widths = match (inside, around) {
        (Some(a), Some(b)) => format!(
            " The 90 % band is {a:.2} standard deviations wide there on average, against {b:.2} in the periods within {NEIGHBOURS} years of it that somebody reads by {length}."
        ),
        _ => String::new(),
    };
    Some(format!("{stretch}: read only by {only}.{widths}"))
}
