//! The latent triangle: the three relations of a dossier drawn together from all instruments, over the longest stretch
//! in which each of them hangs together, and what kind of triangle that makes. Describes; its draws have seen the future
//! and enter no test.

use super::attention::{Attention, attention};
use super::draws::{TriangleDraws, TypologySettings, Zero};
use super::joint::Joint;
use super::typology::{Typology, typology};
use crate::actors::StateId;
use crate::calendar::{PeriodCalendar, Span};
use crate::dossier::{Dossier, Dyad, Measure};
use crate::progress::Progress;
use crate::refusal::Refusal;
use crate::series::InstrumentSeries;
use crate::series::relation::{
    Channel, Channels, Choice, Convergence, InstrumentInRelation, Linked, Posterior, READINGS_MIN, Restart, Unit,
    choice, days_read, deciding, instruments_in_units, interval_confidence, link, mean_variance, nodes, path_in_units,
    sampler, sampler_convergence,
};
use rayon::prelude::*;
use tertius_econometrics as ec;

/// First number of the latent triangle's random streams among those of the sampler.
const STREAM: u64 = 1 << 21;
/// Draws from which the typology is made, evenly spaced.
const TYPOLOGY_DRAWS: usize = 1_000;

/// Three relations drawn together.
#[derive(Clone, Debug, PartialEq)]
pub struct LatentTriangle {
    /// The pair, the third with its first member, the third with its second.
    pub sides: [Dyad; 3],
    /// The stretch.
    pub calendar: PeriodCalendar,
    /// Each side's scale.
    pub units: [Unit; 3],
    /// Each side's path, one entry per period, in its anchor's units. Up is warmer.
    pub paths: [Vec<Posterior>; 3],
    /// Each side's instruments, anchor first.
    pub instruments: [Vec<InstrumentInRelation>; 3],
    /// Where one of the relations starts anew, and with it all three.
    pub restarts: Vec<Restart>,
    /// Whether the chains agreed.
    pub convergence: Convergence,
    /// What kind of triangle, warm meaning warmer than the relation's own mean.
    pub typology: Result<Typology, Refusal>,
    /// The same, warm meaning more cooperative than conflictual events; `None` unless all three anchors are balances,
    /// refused where one of them has several intercepts in the stretch.
    pub typology_even_events: Option<Result<Typology, Refusal>>,
    /// What the reader must know.
    pub cautions: Vec<String>,
}

/// Who of two states attends more to the other, as one instrument counts their acts.
#[derive(Clone, Debug)]
pub struct AttentionFinding {
    /// Name of the instrument.
    pub instrument: String,
    /// The two states; the first less the second.
    pub states: [StateId; 2],
    /// The numbers, or why there are none.
    pub outcome: Result<Attention, Refusal>,
}

/// All that is found of the triangle as a whole.
#[derive(Clone, Debug)]
pub struct TriangleFindings {
    /// From all instruments.
    pub latent: Result<LatentTriangle, Refusal>,
    /// From all but the arithmetical ones; `None` where there are none of these.
    pub without_arithmetical: Option<Result<LatentTriangle, Refusal>>,
    /// Per instrument of events and side.
    pub attention: Vec<AttentionFinding>,
}

/// Draws the triangle of a dossier, with and without the arithmetical instruments, and describes it.
pub fn latent_triangle(dossier: &Dossier, all: &[&InstrumentSeries], progress: &dyn Progress) -> TriangleFindings {
    let deciding = deciding(dossier);
    let choice = choice(dossier, &deciding, all);
    let arithmetical = all.iter().any(|s| s.instrument.arithmetical);
    let wanted: Vec<bool> = if arithmetical { vec![true, false] } else { vec![true] };
    progress.begin("drawing the triangle", Some(wanted.len() as u64));
    let drawn: Vec<Result<LatentTriangle, Refusal>> = wanted
        .into_par_iter()
        .enumerate()
        .map(|(number, with)| {
            let drawn = draw(dossier, &choice, number as u64, |c| with || !c.arithmetical);
            progress.advance(1);
            drawn
        })
        .collect();
    progress.end();
    let mut drawn = drawn.into_iter();
    let latent = drawn.next().unwrap_or_else(|| Err(Refusal::new("nothing was drawn", "an instrument")));
    TriangleFindings { latent, without_arithmetical: drawn.next(), attention: who_attends(dossier, all) }
}

fn who_attends(dossier: &Dossier, all: &[&InstrumentSeries]) -> Vec<AttentionFinding> {
    let t = &dossier.triangle;
    let [a, b] = t.pair_as_written;
    let pairs = [[a, b], [t.third, a], [t.third, b]];
    let of_events = all.iter().filter(|s| s.is_of_events());
    of_events
        .flat_map(|s| {
            pairs.map(|states| AttentionFinding {
                instrument: s.instrument.name.value.clone(),
                states,
                outcome: attention(s, states),
            })
        })
        .collect()
}

/// For each side, pieces that hang together; of all ways to take one of each, the one with the longest common stretch.
fn common(channels: &[Channels; 3], wanted: impl Fn(&Channel) -> bool) -> Option<([Linked; 3], usize, usize)> {
    let of = |side: usize| -> Vec<Linked> {
        let own = &channels[side].channels;
        let all = link(own, &nodes(own, &wanted));
        all.into_iter().filter(|l| l.n_readings(own) >= READINGS_MIN).collect()
    };
    let pieces = [of(0), of(1), of(2)];
    let mut best: Option<([&Linked; 3], usize, usize)> = None;
    for a in &pieces[0] {
        for b in &pieces[1] {
            for c in &pieces[2] {
                let first = a.first.max(b.first).max(c.first);
                let last = a.last.min(b.last).min(c.last);
                let longer = best.is_none_or(|(_, from, to)| last + from > to + first);
                if first <= last && longer {
                    best = Some(([a, b, c], first, last));
                }
            }
        }
    }
    best.map(|(linked, first, last)| (linked.map(Clone::clone), first, last))
}

/// An instrument with the dossier's period that reads all three sides in the stretch and places no state on a line: one
/// that decides a claim, else the one with most readings.
fn anchor_of_all(channels: &[Channels; 3], linked: &[Linked; 3], first: usize, last: usize) -> Option<String> {
    let readings = |side: usize, name: &str| -> usize {
        let own = &channels[side].channels;
        let members = linked[side].members.iter().filter(|m| own[m.channel].name == name && own[m.channel].by_period);
        members
            .flat_map(|m| own[m.channel].readings.iter().filter(|r| m.eras.contains(&r.era)))
            .filter(|r| first <= r.first && r.last <= last)
            .count()
    };
    let own = &channels[0].channels;
    linked[0]
        .members
        .iter()
        .map(|m| &own[m.channel])
        .filter(|c| !c.arithmetical)
        .map(|c| (c, [0, 1, 2].map(|s| readings(s, &c.name))))
        .filter(|(_, n)| n.iter().all(|n| *n > 0))
        .max_by_key(|(c, n)| (c.deciding, n.iter().sum::<usize>()))
        .map(|(c, _)| c.name.clone())
}

fn draw(
    dossier: &Dossier,
    choice: &Choice<'_>,
    number: u64,
    wanted: impl Fn(&Channel) -> bool,
) -> Result<LatentTriangle, Refusal> {
    let sides = dossier.sides();
    let needed = "instruments that read all three sides in one stretch of time";
    let days: Option<Vec<Span>> = sides.iter().map(|side| days_read(*side, choice)).collect();
    let days = days.ok_or_else(|| Refusal::new("one of the three sides is read by no instrument", needed))?;
    let shared = days.iter().skip(1).try_fold(days[0], |a, b| a.intersection(*b));
    let shared = shared.ok_or_else(|| Refusal::new("the three sides are never read at one time", needed))?;
    let whole = PeriodCalendar::covering(choice.period, shared);
    let channels = sides.map(|side| Channels::new(side, whole, choice));
    let (linked, first, last) = common(&channels, wanted).ok_or_else(|| {
        Refusal::new("there is no stretch in which each of the three relations hangs together", needed)
    })?;
    let length = whole.length();
    if last - first + 1 < READINGS_MIN {
        return Err(Refusal::new(
            format!("the three relations have {} {length}s in common", last - first + 1),
            format!("{READINGS_MIN} {length}s"),
        ));
    }
    let anchor = anchor_of_all(&channels, &linked, first, last);
    let joint = Joint::of(channels, &linked, first, last, anchor.as_deref())?;
    let fit = joint.problem.fit(dossier.settings.lags, &sampler(dossier.settings.seed, STREAM + number))?;
    let days = Span { first: whole.span(first).first, last: whole.span(last).last };
    let calendar = PeriodCalendar::covering(length, days);
    Ok(described(dossier, &joint, &fit, calendar, anchor.is_some()))
}

fn described(
    dossier: &Dossier,
    joint: &Joint,
    fit: &ec::LatentFit,
    calendar: PeriodCalendar,
    one_anchor: bool,
) -> LatentTriangle {
    let problem = &joint.problem;
    let (first, last) = (problem.first, problem.last);
    let paths = [0, 1, 2].map(|side| path_in_units(problem, side, fit));
    let units = [0, 1, 2].map(|side| {
        let anchor = &joint.channels[side].channels[problem.anchor(side).channel];
        let variance = mean_variance((0..fit.n_draws()).map(|d| fit.path(d, side)));
        let spread = problem.anchor(side).spread * variance.sqrt();
        Unit::of(anchor.name.clone(), anchor.measure, &paths[side], spread)
    });
    let mut restarts: Vec<Restart> = joint
        .channels
        .iter()
        .flat_map(|c| &c.restarts)
        .filter(|r| first < r.period && r.period <= last)
        .map(|r| Restart { period: r.period - first, because: r.because.clone() })
        .collect();
    restarts.sort_by_key(|r| r.period);
    restarts.dedup_by_key(|r| r.period);
    let watched = [0, 1, 2].map(|side| {
        let mut by_period = vec![false; problem.n_periods()];
        for entry in problem.entries.iter().filter(|e| e.relation == side) {
            let channel = &joint.channels[side].channels[entry.channel];
            for r in entry.readings.iter().map(|i| &channel.readings[*i]).filter(|_| channel.by_period) {
                by_period[r.first - first] = true;
            }
        }
        by_period
    });
    let t = &dossier.triangle;
    let [a, b] = t.pair_as_written;
    let n_draws = fit.n_draws().min(TYPOLOGY_DRAWS);
    let path = |draw: usize, side: usize| fit.path(draw * fit.n_draws() / n_draws, side);
    let draws =
        TriangleDraws { states: [a, b, t.third], calendar, n_draws, path: &path, watched, restarts: restarts.clone() };
    let settings = TypologySettings::with_intervals(interval_confidence());
    // The anchor's own zero, known without error: in its one stretch its intercept is 0 and its loading 1.
    let even = || {
        // An anchor with several stretches has several zeros, and one alone is known without error.
        if let Some(side) = (0..3).find(|side| problem.anchor(*side).eras.len() > 1) {
            return Err(Refusal::new(
                format!(
                    "\"{}\" reads {} with several intercepts, so that even events lie at no one level",
                    units[side].anchor, joint.channels[side].side
                ),
                "an instrument of events with one era in this stretch",
            ));
        }
        let level = [0, 1, 2].map(|side| -problem.anchor(side).centre / problem.anchor(side).spread);
        typology(&draws, &Zero::EvenEvents(vec![level; n_draws]), &settings)
    };
    let balances = units.iter().all(|u| u.measure == Measure::Balance);
    let mut cautions = joint.cautions(fit);
    if !one_anchor {
        cautions.push("No instrument by the dossier's period reads all three sides: each has an anchor of its own, and their units compare with nothing.".to_owned());
    }
    let instruments = [0, 1, 2].map(|side| instruments_in_units(problem, side, &joint.channels[side], fit));
    let typology_even_events = balances.then(even);
    LatentTriangle {
        sides: joint.channels.each_ref().map(|c| c.side.dyad()),
        calendar,
        instruments,
        units,
        paths,
        restarts,
        convergence: sampler_convergence(fit),
        typology: typology(&draws, &Zero::OwnMean, &settings),
        typology_even_events,
        cautions,
    }
}
