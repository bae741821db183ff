//! From linked instruments to the question that the sampler answers: the anchor, readings in standard units, and the
//! way back into the anchor's units. Draws nothing.

use super::channels::{Channel, Channels};
use super::findings::Posterior;
use super::pieces::Linked;
use crate::refusal::Refusal;
use std::collections::BTreeSet;
use tertius_econometrics as ec;

/// One instrument of one relation, as the sampler is given it.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// Which relation, an index into the parts.
    pub relation: usize,
    /// An index into that relation's channels.
    pub channel: usize,
    /// Whether it gives the relation its units.
    pub anchor: bool,
    /// Its stretches of one intercept that have a reading, in time.
    pub eras: Vec<usize>,
    /// Taken from each reading before it is divided by `spread`. For an anchor: the mean of its longest stretch.
    pub centre: f64,
    /// Standard deviation of its readings within stretches.
    pub spread: f64,
    /// Indices into `Channel::readings`.
    pub readings: Vec<usize>,
}

/// One relation of a problem: its channels and which of them are used.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part<'a> {
    /// The channels.
    pub channels: &'a Channels,
    /// Those that hang together.
    pub linked: &'a Linked,
}

/// Relations to be drawn together, over the periods `first` to `last` of their common calendar.
#[derive(Clone, Debug)]
pub(crate) struct Problem {
    /// First period.
    pub first: usize,
    /// Last period, included.
    pub last: usize,
    /// One per instrument and relation; of each relation, its anchor first.
    pub entries: Vec<Entry>,
    /// Names of instruments that were left out because their readings never differ.
    pub constant: Vec<String>,
    /// Names of instruments and numbers of their readings that were left out because no more than half of their block
    /// lies within the periods.
    pub cut: Vec<(String, usize)>,
    /// In standard units, for the sampler.
    latent: ec::LatentRelations,
}

/// Name of the anchor to be preferred among those that qualify equally, where the caller has one.
pub(crate) type Preferred<'a> = Option<&'a str>;

impl Problem {
    /// Chooses each relation's anchor and puts all readings into standard units.
    ///
    /// The anchor is an instrument that does not place states on a line, if there is one; of these one with the
    /// dossier's period, of these the preferred one or one that decides a claim, of these the one with most readings.
    /// Refuses a relation in which no instrument's readings differ.
    pub(crate) fn new(
        parts: &[Part<'_>],
        first: usize,
        last: usize,
        preferred: Preferred<'_>,
    ) -> Result<Problem, Refusal> {
        let mut entries = Vec::new();
        let mut constant = Vec::new();
        let mut cut = Vec::new();
        for (relation, part) in parts.iter().enumerate() {
            let channels = &part.channels.channels;
            let mut own: Vec<Entry> = Vec::new();
            for member in &part.linked.members {
                let channel = &channels[member.channel];
                let touch = channel.readings.iter().filter(|r| r.first <= last && first <= r.last);
                let slivers = touch.filter(|r| member.eras.contains(&r.era) && !r.mostly_within(first, last)).count();
                if slivers > 0 {
                    cut.push((channel.name.clone(), slivers));
                }
                match Entry::new(relation, member.channel, &member.eras, &channels[member.channel], first, last) {
                    Some(entry) => own.push(entry),
                    None => constant.push(channels[member.channel].name.clone()),
                }
            }
            let rank = |e: &Entry| {
                let c = &channels[e.channel];
                let named = preferred.map_or(c.deciding, |p| p == c.name);
                (!c.arithmetical, c.by_period, named && c.by_period, e.readings.len(), usize::MAX - e.channel)
            };
            own.sort_by_key(|e| std::cmp::Reverse(rank(e)));
            let Some(anchor) = own.first_mut() else {
                return Err(Refusal::new(
                    format!("no instrument of {} has readings that differ", part.channels.side),
                    "an instrument whose readings move",
                ));
            };
            anchor.become_anchor(&channels[anchor.channel]);
            entries.append(&mut own);
        }
        let restarts: BTreeSet<usize> = parts
            .iter()
            .flat_map(|p| &p.channels.restarts)
            .filter(|r| first < r.period && r.period <= last)
            .map(|r| r.period - first)
            .collect();
        let instruments = entries.iter().map(|e| e.instrument(parts, first, last)).collect();
        let latent = ec::LatentRelations {
            relations: parts.iter().map(|p| p.channels.side.to_string()).collect(),
            periods: last - first + 1,
            restarts: restarts.into_iter().collect(),
            instruments,
        };
        Ok(Problem { first, last, entries, constant, cut, latent })
    }

    /// Number of periods.
    pub(crate) fn n_periods(&self) -> usize {
        self.last - self.first + 1
    }

    /// The anchor of a relation.
    pub(crate) fn anchor(&self, relation: usize) -> &Entry {
        let found = self.entries.iter().find(|e| e.relation == relation && e.anchor);
        found.expect("`new` gives every relation an anchor")
    }

    /// A value in standard units, in the anchor's.
    pub(crate) fn in_units(&self, relation: usize, standard: f64) -> f64 {
        let anchor = self.anchor(relation);
        anchor.centre + anchor.spread * standard
    }

    /// Draws from the posterior.
    pub(crate) fn fit(&self, lags: usize, sampler: &ec::LatentSampler) -> Result<ec::LatentFit, Refusal> {
        self.draw(lags, sampler).map_err(|e| unsettled(&e))
    }

    /// The same, with the sampler's own refusal.
    pub(crate) fn draw(&self, lags: usize, sampler: &ec::LatentSampler) -> Result<ec::LatentFit, ec::Refusal> {
        self.latent.fit(ec::Lags::new(lags)?, &ec::LatentPrior::default(), sampler)
    }
}

/// R-hat above which chains are said to sit on different paths; below it they mix, and too slowly.
const R_HAT_OF_TWO_PATHS: f64 = 1.1;

/// Whether the chains did not settle because more than one path fits.
pub(crate) fn more_than_one_path(refusal: &ec::Refusal) -> bool {
    matches!(refusal, ec::Refusal::Unsettled { r_hat, .. } if *r_hat > R_HAT_OF_TWO_PATHS)
}

/// A refusal of the sampler in the words of this stage.
pub(crate) fn unsettled(refusal: &ec::Refusal) -> Refusal {
    let why = refusal.to_string().trim_end_matches('.').to_owned();
    match refusal {
        ec::Refusal::Unsettled { .. } if more_than_one_path(refusal) => Refusal::new(
            format!(
                "{why}; this happens where instruments contradict each other, so that more than one path fits them"
            ),
            "instruments that agree, or leaving out the one that does not",
        ),
        ec::Refusal::Unsettled { .. } => Refusal::new(
            format!("{why}; the chains do not contradict each other but mix too slowly for digits that can be printed"),
            "instruments that tell more of the relation, or fewer of them",
        ),
        ec::Refusal::TooFewObservations { .. } => Refusal::new(why, "more periods with a reading"),
        _ => Refusal::new(why, "other readings, or other settings"),
    }
}

impl Entry {
    /// The readings within the periods, with their mean and spread; `None` if there is none or they do not differ.
    fn new(
        relation: usize,
        channel: usize,
        eras: &[usize],
        from: &Channel,
        first: usize,
        last: usize,
    ) -> Option<Entry> {
        let inside = |r: &super::channels::ChannelReading| r.mostly_within(first, last) && eras.contains(&r.era);
        let readings: Vec<usize> = (0..from.readings.len()).filter(|i| inside(&from.readings[*i])).collect();
        let used: BTreeSet<usize> = readings.iter().map(|i| from.readings[*i].era).collect();
        let of_era = |era: usize| -> Vec<f64> {
            let all = readings.iter().map(|i| &from.readings[*i]).filter(|r| r.era == era);
            all.map(|r| r.value).collect()
        };
        let mean = |v: &[f64]| v.iter().sum::<f64>() / v.len() as f64;
        let about = |v: &[f64], m: f64| v.iter().map(|x| (x - m) * (x - m)).sum::<f64>();
        let all: Vec<f64> = readings.iter().map(|i| from.readings[*i].value).collect();
        let centre = mean(&all);
        let within: f64 = used.iter().map(|e| of_era(*e)).map(|v| about(&v, mean(&v))).sum();
        let free = all.len() as f64 - used.len() as f64;
        // With hardly more readings than stretches, the spread over all of them is the better guess.
        let variance = if free >= 3.0 && within > 0.0 { within / free } else { about(&all, centre) / all.len() as f64 };
        let spread = variance.sqrt();
        (spread.is_finite() && spread > 1e-9 * centre.abs().max(1e-300)).then(|| Entry {
            relation,
            channel,
            anchor: false,
            eras: used.into_iter().collect(),
            centre,
            spread,
            readings,
        })
    }

    /// Its zero is the mean of the stretch with most readings, the earliest on a tie: a first stretch of few readings would
    /// put all others far from where the prior looks for them.
    fn become_anchor(&mut self, from: &Channel) {
        let of = |era: usize| self.readings.iter().filter(|i| from.readings[**i].era == era).count();
        let longest = self.eras.iter().copied().rev().max_by_key(|e| of(*e));
        let values: Vec<f64> = self
            .readings
            .iter()
            .map(|i| &from.readings[*i])
            .filter(|r| Some(r.era) == longest)
            .map(|r| r.value)
            .collect();
        self.anchor = true;
        self.centre = values.iter().sum::<f64>() / values.len() as f64;
    }

    fn instrument(&self, parts: &[Part<'_>], first: usize, last: usize) -> ec::LatentInstrument {
        let channels = parts[self.relation].channels;
        let channel = &channels.channels[self.channel];
        let readings = self.readings.iter().map(|i| {
            let r = &channel.readings[*i];
            ec::BlockReading {
                first: r.first.max(first) - first,
                last: r.last.min(last) - first,
                value: (r.value - self.centre) / self.spread,
                variance: r.variance / (self.spread * self.spread),
                era: r.era,
            }
        });
        ec::LatentInstrument {
            name: format!("{}: {}", channels.side, channel.name),
            relation: self.relation,
            anchor: self.anchor,
            readings: readings.collect(),
        }
    }

    /// A summary of something measured in this instrument's standard units, in its own.
    pub(crate) fn unit(&self, summary: &ec::PosteriorSummary, centre: f64) -> Posterior {
        scaled(summary, self.spread, centre)
    }
}

/// A summary times a factor, moved.
pub(crate) fn scaled(summary: &ec::PosteriorSummary, factor: f64, add: f64) -> Posterior {
    Posterior {
        mean: add + factor * summary.mean,
        standard_deviation: factor * summary.standard_deviation,
        low: add + factor * summary.low,
        high: add + factor * summary.high,
    }
}
