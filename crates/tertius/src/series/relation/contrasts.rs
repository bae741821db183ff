//! Episodes in the fused relation: the mean inside against the mean of as many periods around, draw by draw.

use super::draws::Pool;
use super::findings::{EpisodeInRelation, Piece, Posterior, RelationContrast};
use crate::calendar::PeriodCalendar;
use crate::dossier::Episode;
use crate::refusal::Refusal;

/// One contrast per episode. `read` tells which periods an instrument with the calendar's period reads; `pieces` come
/// with draws of their paths.
pub(super) fn contrasts(
    episodes: &[Episode],
    calendar: &PeriodCalendar,
    read: &[bool],
    pieces: &[(&Piece, &Pool)],
) -> Vec<RelationContrast> {
    episodes
        .iter()
        .map(|e| RelationContrast { episode: e.name.value.clone(), outcome: contrast(e, calendar, read, pieces) })
        .collect()
}

fn contrast(
    episode: &Episode,
    calendar: &PeriodCalendar,
    read: &[bool],
    pieces: &[(&Piece, &Pool)],
) -> Result<EpisodeInRelation, Refusal> {
    let length = calendar.length();
    let wanted = PeriodCalendar::covering(length, episode.span);
    let wanted = (0..wanted.len()).filter(|i| episode.span.covers(wanted.span(*i))).count();
    let inside: Vec<usize> = (0..calendar.len()).filter(|i| episode.span.covers(calendar.span(*i))).collect();
    let (Some(first), Some(last), true) = (inside.first().copied(), inside.last().copied(), inside.len() == wanted)
    else {
        return Err(Refusal::new(
            format!("{} of the episode's {wanted} whole {length}s lie within what the instruments read", inside.len()),
            "an instrument that reads the whole episode",
        ));
    };
    let half = wanted.div_ceil(2);
    let around = |p: &&(&Piece, &Pool)| p.0.first + half <= first && last + half <= p.0.last;
    let Some((piece, pool)) = pieces.iter().find(around) else {
        return Err(Refusal::new(
            format!("no piece of the relation holds the episode with {half} {length}s before and after it"),
            "instruments that overlap across the episode and around it",
        ));
    };
    let (begin, end) = (first - half, last + half);
    if let Some(r) = piece.restarts.iter().find(|r| begin < r.period && r.period <= end) {
        return Err(Refusal::new(
            format!("the relation starts anew in {} ({})", calendar.label(r.period), r.because),
            "an episode on one side of it",
        ));
    }
    if !pool.spanned(begin, end) {
        return Err(Refusal::new(
            format!(
                "the instruments do not tell one story, and without some of them nothing reaches from {} to {}",
                calendar.label(begin),
                calendar.label(end)
            ),
            "instruments that agree, or that each reach across the episode and around it",
        ));
    }
    let unit = piece.unit.standard_deviation;
    let difference = |path: &[f64], from: usize| {
        let mean = |range: &mut dyn Iterator<Item = usize>| {
            let values: Vec<f64> = range.map(|t| path[t - from]).collect();
            values.iter().sum::<f64>() / values.len() as f64
        };
        (mean(&mut (first..=last)) - mean(&mut (begin..first).chain(last + 1..=end))) / unit
    };
    let draws = pool.draws(|p| p.span(begin, end), difference);
    let n_draws = draws.len();
    let probability_warmer = draws.iter().filter(|d| **d > 0.0).count() as f64 / draws.len().max(1) as f64;
    let Some(difference) = Posterior::of_draws(draws) else {
        return Err(Refusal::new("the relation does not move in this piece", "instruments that tell something"));
    };
    let n_read = |range: &mut dyn Iterator<Item = usize>| range.filter(|t| read[*t]).count();
    Ok(EpisodeInRelation {
        difference,
        probability_warmer,
        n_draws,
        inside: (wanted, n_read(&mut (first..=last))),
        around: (2 * half, n_read(&mut (begin..first).chain(last + 1..=end))),
    })
}
