//! In which fields a side's events lie: counts by period and field, as far as the codes carry. Counts only; what is
//! made of them is decided elsewhere.

use super::instrument::InstrumentSeries;
use super::reading::ClassCounts;
use crate::dossier::{Field, Ontology, Side};
use std::collections::BTreeMap;

/// Events of one side, period and field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldCounts {
    /// Period, an index into the instrument's calendar.
    pub period: usize,
    /// The field; `None` for events whose code tells none ("not coded").
    pub field: Option<Field>,
    /// Events by quad class.
    pub counts: ClassCounts,
}

impl InstrumentSeries {
    /// The side's events by period and field, in this order; periods without an event are left out. `None` where the
    /// codes tell no field at all: tables by quad class, and instruments that are not of events.
    pub fn by_field(&self, side: Side) -> Option<Vec<FieldCounts>> {
        if !self.is_of_events() || self.ledger.ontology == Ontology::Quad {
            return None;
        }
        let directions = side.directions();
        let mut cells: BTreeMap<(usize, Option<Field>), ClassCounts> = BTreeMap::new();
        for event in &self.ledger.events {
            if !directions.iter().any(|d| d.initiator == event.initiator && d.target == event.target) {
                continue;
            }
            let Some(period) = self.calendar.index_of(event.day) else { continue };
            cells.entry((period, event.code.field())).or_default().add(event.code.quad_class(), u64::from(event.count));
        }
        Some(cells.into_iter().map(|((period, field), counts)| FieldCounts { period, field, counts }).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::read_series;
    use crate::dossier::{Dossier, MemoryFiles};
    use crate::events::Removal;
    use crate::progress::Quiet;
    use crate::series::Observation;

    const ROWS: &str = "date,initiator,target,code,count\n2014-01,IRN,RUS,061,3\n2014-01,RUS,IRN,163,1\n2014-01,IRN,RUS,042,5\n2014-01,IRN,RUS,010,7\n2014-02,IRN,RUS,190,2\n2014-02,USA,RUS,163,4\n";

    fn series(keys: &str) -> (InstrumentSeries, Side) {
        let text = format!(
            "[triangle]\npair = [\"IRN\", \"RUS\"]\nthird = \"USA\"\n[[instrument]]\nname = \"a\"\nsource = \"counted\"\nontology = \"cameo\"\nfiles = [\"e.csv\"]\n{keys}\n"
        );
        let dossier = Dossier::read(&text, &[]).unwrap();
        let files = MemoryFiles(vec![("e.csv".into(), ROWS.as_bytes().to_vec())]);
        let series = read_series(&dossier, &files, &Quiet).unwrap().swap_remove(0);
        (series, dossier.sides()[0])
    }

    #[test]
    fn fields_add_up_to_all_events() {
        let (series, side) = series("");
        let found = series.by_field(side).unwrap();
        let at = |period, field| {
            found
                .iter()
                .find(|c| c.period == period && c.field == field)
                .map(|c| (c.counts.cooperative(), c.counts.conflictual()))
        };
        assert_eq!(at(0, Some(Field::Economic)), Some((3, 1)));
        assert_eq!(at(0, Some(Field::Diplomatic)), Some((5, 0)));
        assert_eq!(at(0, None), Some((7, 0)));
        assert_eq!(at(1, Some(Field::Military)), Some((0, 2)));
        for period in 0..2 {
            let sum: u64 = found.iter().filter(|c| c.period == period).map(|c| c.counts.all()).sum();
            assert_eq!(sum, series.side(side, &[]).readings[period].counts.all());
        }
    }

    #[test]
    fn an_instrument_of_one_field_counts_its_codes_and_loses_no_row() {
        let (series, side) = series("field = \"economic\"");
        let readings = series.side(side, &[]).readings;
        assert_eq!(readings[0].observation, Observation::Score(0.5), "(3 - 1) / 4");
        assert_eq!(readings[1].observation, Observation::Silent, "a fight is no economic event");
        assert_eq!(series.ledger.removed[&Removal::OutsideField].count, 3);
        assert!(series.ledger.is_balanced());
    }
}
