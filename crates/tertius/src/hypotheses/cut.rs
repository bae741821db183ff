//! Where a claim's date lies in an era, how many periods there must be on either side, and from when on there could be.

use super::evidence::{EvidencePutting, EvidenceReading};
use crate::calendar::{Day, PeriodCalendar, PeriodLength, Span};
use crate::dossier::Since;
use crate::refusal::Refusal;

/// Factor from a standard error to the effect that a two-sided 5 % test catches with 80 % power (normal quantiles .975
/// and .80).
pub const POWER_FACTOR: f64 = 1.959_964 + 0.841_621;

/// Days in no period longer than its length says, with room: for calendars that reach into the future.
fn days_at_most(length: PeriodLength) -> i32 {
    match length {
        PeriodLength::Week => 7,
        PeriodLength::Month => 31,
        PeriodLength::Quarter => 92,
        PeriodLength::Year => 366,
    }
}

/// A date within an era, counted from the era's first period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cut {
    /// First period that lies wholly after.
    pub(super) first_after: usize,
    /// The period that the date falls into, other than on its first day; it belongs to neither side.
    pub(super) mixed: Option<usize>,
}

impl Cut {
    /// The date within the era; `None` where it does not part it.
    pub(super) fn within(putting: &EvidencePutting<'_>, day: Day) -> Option<Cut> {
        let (calendar, era) = (&putting.series.calendar, putting.era);
        let at = calendar.index_of(day)?;
        let mixed = calendar.span(at).first < day;
        let first = at + usize::from(mixed);
        (era.first < at && first <= era.last)
            .then(|| Cut { first_after: first - era.first, mixed: mixed.then(|| at - era.first) })
    }

    /// The series without the period that belongs to neither side.
    pub(super) fn parted(self, mut values: Vec<Option<f64>>) -> Vec<Option<f64>> {
        if let Some(at) = self.mixed.and_then(|m| values.get_mut(m)) {
            *at = None;
        }
        values
    }

    /// Readings before and after.
    pub(super) fn counts(self, values: &[Option<f64>]) -> (usize, usize) {
        let n = |part: &[Option<f64>]| part.iter().flatten().count();
        let (before, after) = values.split_at(self.first_after.min(values.len()));
        (n(before), n(after))
    }
}

/// Fewest periods on either side: half of the fewest rows of a regression.
pub(super) fn need(putting: &EvidencePutting<'_>) -> usize {
    putting.dossier.settings.rows_min.div_ceil(2)
}

/// The period that ends with the `n`-th whole one from `day` on, as printed.
pub(super) fn possible_from(length: PeriodLength, day: Day, n: usize) -> String {
    let reach = days_at_most(length) * i32::try_from(n + 2).unwrap_or(1);
    let Some(span) = Span::new(day, day.plus(reach)) else { return String::new() };
    let calendar = PeriodCalendar::covering(length, span);
    let mixed = usize::from(calendar.span(0).first < day);
    calendar.label((mixed + n).saturating_sub(1).min(calendar.len() - 1))
}

/// A refusal because the date does not part the era, or parts it badly: how many periods there are, how many there
/// would have to be, and when there will be. `horizon` periods after the last one are read too.
pub(super) fn too_few(
    putting: &EvidencePutting<'_>,
    since: &Since,
    found: Option<(usize, usize)>,
    horizon: usize,
) -> Refusal {
    let length = putting.series.calendar.length();
    let need = need(putting);
    let why = match found {
        Some((before, after)) => {
            format!(
                "{before} usable {length}s before {} and {after} after it; {need} are needed on either side",
                since.words
            )
        }
        None => format!("{} does not lie within this stretch of readings by one coder", since.words),
    };
    Refusal::new(
        why,
        format!(
            "one source that reads at least {need} {length}s before and {need} after: not before {} has been read",
            possible_from(length, since.day, need + horizon)
        ),
    )
}

/// The era's periods as they are drawn.
pub(super) fn drawn(putting: &EvidencePutting<'_>, values: &[Option<f64>], cut: Cut) -> Vec<EvidenceReading> {
    let calendar = &putting.series.calendar;
    let all = values.iter().enumerate().map(|(i, value)| {
        let span = calendar.span(putting.era.first + i);
        EvidenceReading {
            period: calendar.label(putting.era.first + i),
            day: span.first.plus(span.n_days() / 2).to_string(),
            value: *value,
            after: i >= cut.first_after,
        }
    });
    all.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_that_has_begun_does_not_count() {
        let day = |y, m, d| Day::from_ymd(y, m, d).unwrap();
        assert_eq!(possible_from(PeriodLength::Month, day(2022, 2, 1), 30), "2024-07");
        assert_eq!(possible_from(PeriodLength::Month, day(2025, 1, 17), 33), "2027-10");
        assert_eq!(possible_from(PeriodLength::Year, day(2025, 1, 17), 1), "2026");
    }
}
