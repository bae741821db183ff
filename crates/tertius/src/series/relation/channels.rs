//! What each instrument says of one side, laid on one calendar: readings as blocks of periods, with the stretches
//! over which an instrument keeps its intercept. Chooses what may be fused; fits nothing.

use super::findings::Restart;
use crate::actors::{self, StateId};
use crate::calendar::{Day, PeriodCalendar, PeriodLength, Span};
use crate::dossier::{Measure, Side};
use crate::series::{EraStart, InstrumentSeries, Observation};

/// One reading on the calendar of the relation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct ChannelReading {
    /// First period that it averages.
    pub first: usize,
    /// Last period, included.
    pub last: usize,
    /// Periods of its whole block, of which some may lie outside the calendar or across a new start.
    pub whole: usize,
    /// Value, in the instrument's units.
    pub value: f64,
    /// Sampling variance; 0 where none is known, so that all its error is the instrument's own.
    pub variance: f64,
    /// Which stretch of one intercept it belongs to, an index into `Channel::eras`.
    pub era: usize,
}

impl ChannelReading {
    /// Whether more than half of its block lies within the periods.
    pub(crate) fn mostly_within(&self, first: usize, last: usize) -> bool {
        let inside = (self.last.min(last) + 1).saturating_sub(self.first.max(first));
        2 * inside > self.whole
    }
}

/// One instrument's readings of one side.
#[derive(Clone, Debug)]
pub(crate) struct Channel {
    /// The instrument's name.
    pub name: String,
    /// What it measures.
    pub measure: Measure,
    /// Whether it places states on a line.
    pub arithmetical: bool,
    /// Whether a claim names it as the one that decides.
    pub deciding: bool,
    /// Length of its periods.
    pub period: PeriodLength,
    /// Whether that is the length of the calendar's periods.
    pub by_period: bool,
    /// First period, as printed, of each stretch of one intercept.
    pub eras: Vec<String>,
    /// Its readings, in time.
    pub readings: Vec<ChannelReading>,
}

/// All that is known of one side.
#[derive(Clone, Debug)]
pub(crate) struct Channels {
    /// The side.
    pub side: Side,
    /// The periods of the relation.
    pub calendar: PeriodCalendar,
    /// One per instrument with a reading.
    pub channels: Vec<Channel>,
    /// Where the state begins anew.
    pub restarts: Vec<Restart>,
    /// What could not be used, and why.
    pub cautions: Vec<String>,
}

/// Which instruments to lay on the calendar, and how they are spoken of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Choice<'a> {
    /// The three states, whose events enter no exposure.
    pub states: [StateId; 3],
    /// The dossier's period.
    pub period: PeriodLength,
    /// Names of the instruments that decide a claim.
    pub deciding: &'a [&'a str],
    /// The instruments.
    pub instruments: &'a [&'a InstrumentSeries],
}

/// Whether an instrument can be fused, or why not. Of several instruments made from the same events only the first
/// is: fused together, one error would be counted as two.
fn unusable(series: &InstrumentSeries, earlier: &[&InstrumentSeries]) -> Option<String> {
    let name = &series.instrument.name.value;
    if !series.instrument.fused {
        return Some(format!("\"{name}\" is drawn alone and not fused, as the dossier says."));
    }
    if series.instrument.measure == Measure::ScoreSum {
        return Some(format!("\"{name}\" is a sum of scores, which mixes how often with how warm; it is not fused."));
    }
    let files = |s: &InstrumentSeries| {
        let mut all: Vec<String> = s.ledger.files.iter().map(|f| f.sha256.clone()).collect();
        all.sort();
        all
    };
    let twin = earlier.iter().find(|e| {
        e.instrument.fused
            && series.is_of_events()
            && e.is_of_events()
            && e.instrument.measure != Measure::ScoreSum
            && e.instrument.field == series.instrument.field
            && files(e) == files(series)
    })?;
    Some(format!(
        "\"{name}\" reads the same events as \"{}\"; only the first of the two is fused, so that one error does not count as two.",
        twin.instrument.name.value
    ))
}

/// One reading of an instrument: its days, value, variance, and the number of its stretch of one intercept.
type Raw = (Span, f64, f64, usize);

/// Readings of one instrument within its eras, the first period of each stretch of one intercept, and the numbers of
/// silences taken for 0 and of readings outside any era.
///
/// Across a succession the coder goes on, and so does the intercept; not that of a conflict rate, which is taken
/// relative to the mean rate of its own era.
fn raw(series: &InstrumentSeries, side: Side, states: &[StateId]) -> (Vec<Raw>, Vec<String>, usize, usize) {
    let readings = series.side(side, states).readings;
    let (mut found, mut stretches) = (Vec::new(), Vec::<String>::new());
    let mut imputed = 0;
    for era in &series.eras {
        let carried = era.start == EraStart::Succession && series.instrument.measure != Measure::ConflictRate;
        if !carried || stretches.is_empty() {
            stretches.push(series.calendar.label(era.first));
        }
        let noise = series.sampling_noise(readings.get(era.first..=era.last).unwrap_or_default());
        for (i, reading) in readings.iter().enumerate().take(era.last + 1).skip(era.first) {
            match reading.observation {
                Observation::Score(value) if value.is_finite() => {
                    let variance = noise(reading).filter(|v| v.is_finite()).unwrap_or(0.0);
                    found.push((series.calendar.span(i), value, variance, stretches.len() - 1));
                }
                Observation::SilentAsZero => imputed += 1,
                _ => {}
            }
        }
    }
    let all = readings.iter().filter(|r| matches!(r.observation, Observation::Score(_))).count();
    let outside = all - found.len();
    (found, stretches, imputed, outside)
}

/// The days that the instruments read of a side, from the first to the last; `None` without a reading.
pub(crate) fn days_read(side: Side, choice: &Choice<'_>) -> Option<Span> {
    let usable =
        (0..choice.instruments.len()).filter(|i| unusable(choice.instruments[*i], &choice.instruments[..*i]).is_none());
    let spans: Vec<Span> =
        usable.flat_map(|i| raw(choice.instruments[i], side, &choice.states).0.into_iter().map(|r| r.0)).collect();
    Span::new(spans.iter().map(|s| s.first).min()?, spans.iter().map(|s| s.last).max()?)
}

impl Channels {
    /// Lays the instruments' readings of a side on a calendar. What lies outside of it is left out; of a block that
    /// lies partly outside, or across a new start of the state, the greatest part is kept if it is more than half of the
    /// block; a reading of less would stand for periods of which it hardly tells, and is dropped and counted.
    pub(crate) fn new(side: Side, calendar: PeriodCalendar, choice: &Choice<'_>) -> Channels {
        let restarts = restarts(side, &calendar);
        let mut cautions = Vec::new();
        let mut channels = Vec::new();
        for (k, series) in choice.instruments.iter().enumerate() {
            let instrument = &series.instrument;
            let (found, stretches, imputed, outside) = raw(series, side, &choice.states);
            if found.is_empty() && imputed == 0 {
                continue;
            }
            if let Some(why) = unusable(series, &choice.instruments[..k]) {
                cautions.push(why);
                continue;
            }
            let name = instrument.name.value.clone();
            if imputed > 0 {
                cautions.push(format!(
                    "\"{name}\" takes silence for 0 in {imputed} {}s: these are not readings and are not fused.",
                    series.calendar.length()
                ));
            }
            if outside > 0 {
                let (n, lie, they) =
                    if outside == 1 { ("1 reading", "lies", "it is") } else { ("readings", "lie", "they are") };
                let n = if outside == 1 { n.to_owned() } else { format!("{outside} {n}") };
                cautions.push(format!(
                    "{n} of \"{name}\" {lie} outside every era, in a {} into which a break falls; {they} not fused.",
                    series.calendar.length()
                ));
            }
            let mut dropped = 0;
            let readings: Vec<ChannelReading> = found
                .into_iter()
                .filter_map(|(span, value, variance, era)| {
                    let (first, last) = block(&calendar, span, series.calendar.length())?;
                    let (first, last) = within_one_stretch(first, last, &restarts);
                    let whole = n_periods(calendar.length(), span, series.calendar.length());
                    let reading = ChannelReading { first, last, whole, value, variance, era };
                    let kept = reading.mostly_within(first, last);
                    dropped += usize::from(!kept);
                    kept.then_some(reading)
                })
                .collect();
            if dropped > 0 {
                cautions.push(slivers(&name, dropped));
            }
            if readings.is_empty() {
                continue;
            }
            channels.push(Channel {
                deciding: choice.deciding.contains(&name.as_str()),
                name,
                measure: instrument.measure,
                arithmetical: instrument.arithmetical,
                period: series.calendar.length(),
                by_period: series.calendar.length() == calendar.length(),
                eras: stretches,
                readings,
            });
        }
        Channels { side, calendar, channels, restarts, cautions }
    }
}

/// A caution on readings of which too little is left.
pub(crate) fn slivers(name: &str, n: usize) -> String {
    let (readings, lie, they) = if n == 1 { ("reading", "lies", "it is") } else { ("readings", "lie", "they are") };
    format!("{n} {readings} of \"{name}\" {lie} by half or more outside the stretch; {they} not fused.")
}

/// Periods of the length given whose middle lies in the span; 1 for a span of that length.
fn n_periods(length: PeriodLength, span: Span, of: PeriodLength) -> usize {
    if of == length {
        return 1;
    }
    let all = PeriodCalendar::covering(length, span);
    (0..all.len()).filter(|i| span.contains(middle(all.span(*i)))).count()
}

/// The day in the middle of a period, which decides to which longer period it belongs.
fn middle(span: Span) -> Day {
    span.first.plus((span.n_days() - 1) / 2)
}

/// The calendar's periods whose middle lies in the span; for periods of the calendar's own length, the one that holds
/// the middle of the span (weeks of two instruments may begin on different days).
fn block(calendar: &PeriodCalendar, span: Span, length: PeriodLength) -> Option<(usize, usize)> {
    if length == calendar.length() {
        let period = calendar.index_of(middle(span))?;
        return Some((period, period));
    }
    let common = calendar.whole().intersection(span)?;
    let (from, to) = (calendar.index_of(common.first)?, calendar.index_of(common.last)?);
    let inside = |i: &usize| span.contains(middle(calendar.span(*i)));
    Some(((from..=to).find(inside)?, (from..=to).rev().find(inside)?))
}

/// The greatest part of a block that no new start cuts.
fn within_one_stretch(first: usize, last: usize, restarts: &[Restart]) -> (usize, usize) {
    let mut parts = Vec::new();
    let mut begin = first;
    for restart in restarts.iter().filter(|r| first < r.period && r.period <= last) {
        parts.push((begin, restart.period - 1));
        begin = restart.period;
    }
    parts.push((begin, last));
    // The earlier on a tie.
    parts.into_iter().rev().max_by_key(|(a, b)| b - a).unwrap_or((first, last))
}

/// The first whole period after each succession of one of the side's states.
fn restarts(side: Side, calendar: &PeriodCalendar) -> Vec<Restart> {
    let mut all: Vec<Restart> = Vec::new();
    for b in side.dyad().states().iter().flat_map(|s| actors::succession_breaks(*s)) {
        let (y, m, d) = b.day;
        let Some(day) = Day::from_ymd(y, m, d) else { continue };
        let Some(index) = calendar.index_of(day) else { continue };
        let period = index + usize::from(day > calendar.span(index).first);
        if period > 0 && period < calendar.len() {
            all.push(Restart { period, because: format!("succession: {}", b.what) });
        }
    }
    all.sort_by_key(|r| r.period);
    all.dedup_by_key(|r| r.period);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calendar(first: &str, last: &str) -> PeriodCalendar {
        let span = Span::new(Day::parse(first).unwrap(), Day::parse(last).unwrap()).unwrap();
        PeriodCalendar::covering(PeriodLength::Month, span)
    }

    fn year(y: i16) -> Span {
        Span::new(Day::from_ymd(y, 1, 1).unwrap(), Day::from_ymd(y, 12, 31).unwrap()).unwrap()
    }

    #[test]
    fn a_year_is_its_months_inside_the_calendar() {
        let c = calendar("1990-04-01", "1991-08-31");
        assert_eq!(block(&c, year(1990), PeriodLength::Year), Some((0, 8)));
        assert_eq!(block(&c, year(1991), PeriodLength::Year), Some((9, 16)));
        assert_eq!(block(&c, year(1992), PeriodLength::Year), None);
    }

    #[test]
    fn a_block_across_a_new_start_keeps_its_greater_part() {
        let at = |period| [Restart { period, because: String::new() }];
        assert_eq!(within_one_stretch(0, 11, &at(11)), (0, 10));
        assert_eq!(within_one_stretch(0, 11, &at(3)), (3, 11));
        assert_eq!(within_one_stretch(0, 11, &at(6)), (0, 5), "the earlier on a tie");
        assert_eq!(within_one_stretch(0, 11, &at(12)), (0, 11));
    }

    #[test]
    fn half_a_block_or_less_stands_for_nothing() {
        assert_eq!(n_periods(PeriodLength::Month, year(1990), PeriodLength::Year), 12);
        assert_eq!(n_periods(PeriodLength::Month, year(1990), PeriodLength::Month), 1);
        let reading = ChannelReading { first: 0, last: 11, whole: 12, value: 0.0, variance: 0.0, era: 0 };
        assert!(reading.mostly_within(5, 40) && reading.mostly_within(0, 6));
        assert!(!reading.mostly_within(6, 40) && !reading.mostly_within(0, 5) && !reading.mostly_within(20, 40));
    }

    #[test]
    fn a_new_state_starts_with_its_first_whole_period() {
        let state = |s| crate::actors::state(s).unwrap();
        let side = Side::Pooled(crate::dossier::Dyad::new(state("IRN"), state("RUS")).unwrap());
        let found = restarts(side, &calendar("1990-01-01", "1993-12-31"));
        // The Russian Federation begins on 26 December 1991.
        assert_eq!(found.iter().map(|r| r.period).collect::<Vec<_>>(), [24]);
        assert!(restarts(side, &calendar("1992-01-01", "1993-12-31")).is_empty());
    }
}
