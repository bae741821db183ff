//! The three relations of a triangle put to the sampler together: one calendar, one question. Draws nothing and
//! judges nothing.

use crate::calendar::PeriodCalendar;
use crate::dossier::Side;
use crate::refusal::Refusal;
use crate::series::relation::{
    Channel, Channels, Choice, Linked, Part, Problem, cautions_of_instruments, instruments_in_units, link, nodes,
    slivers,
};
use tertius_econometrics as ec;

/// Three sides with their instruments, ready to be drawn together.
#[derive(Clone, Debug)]
pub(crate) struct Joint {
    /// Each side's instruments.
    pub(crate) channels: [Channels; 3],
    /// What is asked of the sampler; its relations are the sides in their order.
    pub(crate) problem: Problem,
}

impl Joint {
    /// Three sides over all periods of a calendar, read by the instrument named and by every other wanted one that
    /// overlaps with it. It is the anchor of each side.
    ///
    /// Refused if it has no reading of one of the sides that can be fused.
    pub(crate) fn around(
        anchor: &str,
        sides: [Side; 3],
        calendar: PeriodCalendar,
        choice: &Choice<'_>,
        wanted: impl Fn(&Channel) -> bool,
    ) -> Result<Joint, Refusal> {
        let channels = sides.map(|side| Channels::new(side, calendar, choice));
        let mut linked = Vec::with_capacity(3);
        for own in &channels {
            let all = link(&own.channels, &nodes(&own.channels, |c| c.name == anchor || wanted(c)));
            let of_anchor = |l: &Linked| l.names(&own.channels).iter().any(|n| n == anchor);
            let most = all.into_iter().filter(of_anchor).max_by_key(|l| l.n_readings(&own.channels));
            linked.push(most.ok_or_else(|| {
                Refusal::new(
                    format!("\"{anchor}\" has no readings of {} that can be fused", own.side),
                    "an instrument whose readings are a balance, a rate, a mean or a level",
                )
            })?);
        }
        Joint::of(channels, &linked, 0, calendar.len() - 1, Some(anchor))
    }

    /// Three sides from linked instruments over the periods `first` to `last`, which each of them has.
    pub(crate) fn of(
        channels: [Channels; 3],
        linked: &[Linked],
        first: usize,
        last: usize,
        anchor: Option<&str>,
    ) -> Result<Joint, Refusal> {
        let parts: Vec<Part<'_>> =
            channels.iter().zip(linked).map(|(channels, linked)| Part { channels, linked }).collect();
        let problem = Problem::new(&parts, first, last, anchor)?;
        Ok(Joint { channels, problem })
    }

    /// What the reader of a fit must know: what could not be used, instruments that move against the others or hardly with
    /// them, errors that persist. What is true of one side only names it.
    pub(crate) fn cautions(&self, fit: &ec::LatentFit) -> Vec<String> {
        let never =
            |name: &String| format!("The readings of \"{name}\" never differ in this stretch; it is not fused there.");
        let mut all: Vec<String> = self.problem.constant.iter().map(never).collect();
        all.extend(self.problem.cut.iter().map(|(name, n)| slivers(name, *n)));
        let of_side = [0, 1, 2].map(|side| {
            let own = &self.channels[side];
            let mut said = own.cautions.clone();
            said.extend(cautions_of_instruments(&instruments_in_units(&self.problem, side, own, fit)));
            said
        });
        for (own, said) in self.channels.iter().zip(&of_side) {
            for caution in said {
                if of_side.iter().all(|other| other.contains(caution)) {
                    all.push(caution.clone());
                } else {
                    all.push(format!("{}: {caution}", own.side));
                }
            }
        }
        let mut seen = std::collections::BTreeSet::new();
        all.retain(|c| seen.insert(c.clone()));
        all
    }

    /// Names of each side's instruments, anchor first.
    pub(crate) fn instruments(&self) -> [Vec<String>; 3] {
        [0, 1, 2].map(|side| {
            let own = self.problem.entries.iter().filter(|e| e.relation == side);
            own.map(|e| self.channels[side].channels[e.channel].name.clone()).collect()
        })
    }
}
