//! Evidence for *boldness*: does a state initiate more, for all that it has to do with anybody, in one leader's term
//! than in an earlier one? More than other states over the same dates, more than at other dates, and not in one
//! period only. Conflict, cooperation, deeds and scatter are described beside it.

use super::consolidation::hac_lags;
use super::cut::possible_from;
use super::evidence::{Evidence, EvidenceFinding, EvidencePutting, EvidenceReading, Outlook};
use super::findings::confidence_words;
use super::question::{estimate, refused};
use super::ranked::{placebo_dates, rank, single_period};
use crate::actors::StateId;
use crate::dossier::{BoldTerm, DirectedDyad, Term};
use crate::refusal::Refusal;
use crate::series::ClassCounts;
use rayon::prelude::*;
use tertius_econometrics as ec;

/// The direction that the claim states: more.
const STATED: f64 = 1.0;
/// Fewest periods in which a placebo state must initiate something.
const ACTIVE_MIN: usize = 24;
/// Share of the periods of both terms in which a placebo state must have any event at all.
const EXPOSED_SHARE: f64 = 0.9;

/// One period of a state: what it initiated, by class, and all events that it had part in.
#[derive(Clone, Copy, Debug)]
struct Month {
    initiated: ClassCounts,
    exposure: u64,
}

/// The periods of two terms, the earlier first, as indices into the instrument's calendar.
struct Terms {
    periods: Vec<usize>,
    /// Number of periods of the earlier term.
    before: usize,
}

/// Whole periods of the era that a term covers and the source watched.
fn periods_of(putting: &EvidencePutting<'_>, term: &Term) -> Vec<usize> {
    let series = putting.series;
    (putting.era.first..=putting.era.last)
        .filter(|i| {
            let span = series.calendar.span(*i);
            series.observed[*i] && term.from <= span.first && term.to.is_none_or(|to| span.last <= to)
        })
        .collect()
}

/// What a state did in each of the periods; `None` where it had no event at all.
fn months(
    putting: &EvidencePutting<'_>,
    state: StateId,
    towards: Option<StateId>,
    periods: &[usize],
) -> Vec<Option<Month>> {
    let series = putting.series;
    let targets = towards.map_or_else(|| series.states(), |t| vec![t]);
    let mut initiated = vec![ClassCounts::default(); series.calendar.len()];
    for target in targets.into_iter().filter(|t| *t != state) {
        for unit in series.directed(DirectedDyad { initiator: state, target }) {
            initiated[unit.period].join(&unit.counts);
        }
    }
    let of = |period: &usize| {
        let exposure = series.events_of_state(state, *period);
        (exposure > 0).then(|| Month { initiated: initiated[*period], exposure })
    };
    periods.iter().map(of).collect()
}

fn exposed(months: &[Option<Month>], count: impl Fn(&ClassCounts) -> u64) -> Vec<Option<ec::Exposed>> {
    months
        .iter()
        .map(|m| m.map(|m| ec::Exposed { count: count(&m.initiated) as f64, exposure: m.exposure as f64 }))
        .collect()
}

fn change(all: &[Option<ec::Exposed>], cut: usize) -> Result<ec::RateChange, ec::Refusal> {
    ec::rate_change(all, cut, hac_lags(all.iter().flatten().count()))
}

/// Puts the claim to one era.
///
/// # Errors
/// A refusal where either term has less than a year of periods in which the state has any event.
pub(super) fn put(putting: &EvidencePutting<'_>, asked: &BoldTerm) -> Result<Evidence, Refusal> {
    let calendar = &putting.series.calendar;
    let length = calendar.length();
    let year = length.longest_horizon();
    let state = asked.term.state;
    let (before, after) = (periods_of(putting, &asked.against), periods_of(putting, &asked.term));
    let terms = Terms { before: before.len(), periods: before.into_iter().chain(after).collect() };
    let all = months(putting, state, asked.towards, &terms.periods);
    let read = |part: &[Option<Month>]| part.iter().flatten().count();
    let (n_before, n_after) = (read(&all[..terms.before]), read(&all[terms.before..]));
    if n_before.min(n_after) < year {
        return Err(Refusal::new(
            format!(
                "{n_before} whole {length}s of the term of {} and {n_after} of that of {} are read within this stretch by one coder; {year} of each are needed",
                asked.against.leader, asked.term.leader
            ),
            format!(
                "one source that reads {year} {length}s of both terms, of events of {} with anybody: not before {} has been read",
                state.state().name,
                possible_from(length, asked.term.from, year)
            ),
        ));
    }
    let counted = exposed(&all, ClassCounts::all);
    let found = change(&counted, terms.before).map_err(|e| refused(&e))?;
    let primary = estimate(&found.log_ratio, putting.confidence)?;
    let label = |i: usize| calendar.label(terms.periods[i]);
    let (of_states, states) = rank(
        "placebo states",
        "is it this state, or everybody at that time?",
        Ok(primary.t),
        STATED,
        placebo_states(putting, asked, &terms),
        "other states",
    );
    let dates: Vec<(String, f64)> = placebo_dates(counted.len(), terms.before, year)
        .into_par_iter()
        .filter_map(|d| Some((label(d), change(&counted, d).ok()?.log_ratio.t)))
        .collect();
    let (of_dates, dates) = rank(
        "shifted dates",
        "is it this change of leader, or would any date do?",
        Ok(primary.t),
        STATED,
        dates,
        "other dates",
    );
    let without = (0..counted.len())
        .into_par_iter()
        .filter(|i| counted[*i].is_some())
        .map(|i| {
            let mut fewer = counted.clone();
            fewer[i] = None;
            (label(i), change(&fewer, terms.before).map(|c| c.log_ratio))
        })
        .collect();
    let checks = vec![of_states, of_dates, single_period(primary.value, STATED, without)];
    let name = state.state().name;
    let towards = asked.towards.map_or_else(|| "all states".to_owned(), |s| s.state().name.to_owned());
    let ends = |e: f64| e.exp();
    Ok(Evidence {
        instrument: putting.series.instrument.name.value.clone(),
        era: (calendar.label(putting.era.first), calendar.label(putting.era.last)),
        period: length,
        compared: format!(
            "What {name} initiates towards {towards}, for all its events: the term of {} from {} against that of {} from {}",
            asked.term.leader, asked.term.from, asked.against.leader, asked.against.from
        ),
        since: label(terms.before),
        n_before,
        n_after,
        primary,
        standardised: primary,
        unit: "(logarithm of the ratio of rates)",
        ends: ["less than before", "more than before"],
        p_value: primary.p_value,
        effect: format!(
            "In the term of {} {name} initiated {:.2} times as much towards {towards}, for all its events, as in that of {} ({} interval {:.2} to {:.2}; {:.4} and {:.4} per event).",
            asked.term.leader,
            ends(primary.value),
            asked.against.leader,
            confidence_words(primary.confidence),
            ends(primary.low),
            ends(primary.high),
            found.after,
            found.before,
        ),
        checks,
        findings: findings(putting, &all, &terms, found.dispersion),
        rankings: states.into_iter().chain(dates).collect(),
        drawn: format!("initiated by {name}, for all its events"),
        readings: drawn(putting, &counted, &terms),
        cautions: vec![
            "Exposure is what this source tells of the state with anybody, or its table of exposure. Where the table was cut to a few states, a rate is relative to these.".to_owned(),
            "Who governs elsewhere, and what happens in the world, changes too: the placebo states share the world, not the neighbours.".to_owned(),
        ],
    })
}

fn drawn(putting: &EvidencePutting<'_>, counted: &[Option<ec::Exposed>], terms: &Terms) -> Vec<EvidenceReading> {
    let calendar = &putting.series.calendar;
    let all = terms.periods.iter().zip(counted).enumerate().map(|(i, (period, e))| {
        let span = calendar.span(*period);
        EvidenceReading {
            period: calendar.label(*period),
            day: span.first.plus(span.n_days() / 2).to_string(),
            value: e.map(|e| e.count / e.exposure),
            after: i >= terms.before,
        }
    });
    all.collect()
}

/// t statistics of the same change for every other state as initiator.
fn placebo_states(putting: &EvidencePutting<'_>, asked: &BoldTerm, terms: &Terms) -> Vec<(String, f64)> {
    putting
        .series
        .states()
        .into_par_iter()
        .filter(|s| *s != asked.term.state && Some(*s) != asked.towards)
        .filter_map(|state| {
            let all = months(putting, state, asked.towards, &terms.periods);
            let n_exposed = all.iter().flatten().count();
            let active = all.iter().flatten().filter(|m| m.initiated.all() > 0).count();
            if active < ACTIVE_MIN || (n_exposed as f64) < EXPOSED_SHARE * terms.periods.len() as f64 {
                return None;
            }
            let found = change(&exposed(&all, ClassCounts::all), terms.before).ok()?;
            Some((state.state().name.to_owned(), found.log_ratio.t))
        })
        .collect()
}

fn findings(
    putting: &EvidencePutting<'_>,
    all: &[Option<Month>],
    terms: &Terms,
    dispersion: f64,
) -> Vec<EvidenceFinding> {
    let mut list = Vec::new();
    let mut rate = |name: &'static str, what: &str, periods: Vec<Option<ec::Exposed>>| {
        if let Ok(found) = change(&periods, terms.before) {
            list.push(EvidenceFinding {
                name,
                sentence: format!(
                    "{what}: {:.4} before, {:.4} after, {:.2} times as much.",
                    found.before,
                    found.after,
                    found.log_ratio.estimate.exp()
                ),
                estimate: estimate(&found.log_ratio, putting.confidence).ok(),
            });
        }
    };
    rate("conflict", "Conflict initiated, for all events of the state", exposed(all, ClassCounts::conflictual));
    rate("cooperation", "Cooperation initiated, for all events of the state", exposed(all, ClassCounts::cooperative));
    if all.iter().flatten().all(|m| m.initiated.conflict == 0) {
        let deeds: Vec<Option<ec::Exposed>> = all
            .iter()
            .map(|m| {
                let c = m.as_ref()?.initiated;
                let deeds = c.material_cooperation + c.material_conflict;
                (c.all() > 0).then(|| ec::Exposed { count: deeds as f64, exposure: c.all() as f64 })
            })
            .collect();
        rate("intensity", "Share of deeds in what is initiated", deeds);
    }
    let rates: Vec<Option<f64>> =
        exposed(all, ClassCounts::all).into_iter().map(|e| e.map(|e| e.count / e.exposure)).collect();
    if let Ok(s) = ec::spread_change(&rates, terms.before, hac_lags(rates.iter().flatten().count())) {
        list.push(EvidenceFinding {
            name: "variance",
            sentence: format!(
                "The variance of the rate from one period to another is {:.6} before and {:.6} after.",
                s.before, s.after
            ),
            estimate: estimate(&s.log_ratio, putting.confidence).ok(),
        });
    }
    list.push(EvidenceFinding {
        name: "dispersion",
        sentence: format!(
            "Counts scatter {dispersion:.1} times as much as independent events would; the interval allows for it."
        ),
        estimate: None,
    });
    list
}

/// From when on the claim could be answered.
pub(super) fn outlook(putting: &EvidencePutting<'_>, asked: &BoldTerm) -> Outlook {
    let length = putting.series.calendar.length();
    let year = length.longest_horizon();
    let ended = asked.term.to.map_or(String::new(), |to| {
        format!(" The term ended on {to}: a source that reads it, and the one before, could answer today.")
    });
    Outlook {
        n_rows: 0,
        sentences: vec![format!(
            "An answer becomes possible once one source reads {year} whole {length}s of the term of {} and {year} of that of {}: not before {}.{ended}",
            asked.term.leader,
            asked.against.leader,
            possible_from(length, asked.term.from, year)
        )],
    }
}
