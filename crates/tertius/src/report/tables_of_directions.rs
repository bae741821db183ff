//! The table of raw pieces: one row per directed dyad of the triangle and period, as each source counted it.

use super::numbers::full_or_empty;
use super::table::Table;
use crate::claims::Findings;
use crate::dossier::{DirectedDyad, Side};

/// Counts by quad class, distinct dates, sum and mean of the scale, for the six directed dyads of the triangle.
/// A period without a row had no event; whether anybody was watching is in the table of coverage.
pub(super) fn directed_dyads(findings: &Findings) -> Table {
    let mut t = Table::new(
        "directed-dyads",
        "Unit of observation: directed dyad by period and source (periods without an event have no row)",
        &[
            "instrument",
            "period",
            "initiator",
            "target",
            "verbal cooperation",
            "material cooperation",
            "verbal conflict",
            "material conflict",
            "conflict, class unknown",
            "dates",
            "scale",
            "score sum",
            "score mean",
            "without score",
        ],
    );
    for i in findings.instruments.iter().filter(|i| i.series.is_of_events()) {
        let scale = i.series.scale().map_or("", |s| s.word());
        for d in findings.sides().into_iter().flat_map(Side::directions) {
            let DirectedDyad { initiator, target } = d;
            for c in i.series.directed(d) {
                let n = &c.counts;
                let classes =
                    [n.verbal_cooperation, n.material_cooperation, n.verbal_conflict, n.material_conflict, n.conflict];
                let mut row = vec![
                    i.series.instrument.name.value.clone(),
                    i.series.calendar.label(c.period),
                    initiator.code().to_owned(),
                    target.code().to_owned(),
                ];
                row.extend(classes.map(|n| n.to_string()));
                row.extend([
                    c.n_dates.to_string(),
                    scale.to_owned(),
                    full_or_empty(c.score_sum),
                    full_or_empty(c.score_mean),
                    c.n_without_score.to_string(),
                ]);
                t.push(row);
            }
        }
    }
    t
}
