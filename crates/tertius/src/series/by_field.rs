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

/// How wide a side's dealings are over several periods.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FieldBreadth {
    /// Fields with more cooperation than conflict.
    pub cooperating: usize,
    /// Fields with any event.
    pub with_events: usize,
    /// Number of equally busy fields among which events would be as spread: 1 over the sum of squared shares; 0 without
    /// events.
    pub effective: f64,
}

/// The breadth of the periods `first` to `last`, both included. Events whose code tells no field are left out.
pub fn breadth(counts: &[FieldCounts], first: usize, last: usize) -> FieldBreadth {
    let mut fields: BTreeMap<Field, ClassCounts> = BTreeMap::new();
    for c in counts.iter().filter(|c| first <= c.period && c.period <= last) {
        if let Some(field) = c.field {
            fields.entry(field).or_default().join(&c.counts);
        }
    }
    let busy: Vec<&ClassCounts> = fields.values().filter(|c| c.all() > 0).collect();
    let total: u64 = busy.iter().map(|c| c.all()).sum();
    let squares: f64 = busy.iter().map(|c| (c.all() as f64 / total as f64).powi(2)).sum();
    FieldBreadth {
        cooperating: busy.iter().filter(|c| c.cooperative() > c.conflictual()).count(),
        with_events: busy.len(),
        effective: if total > 0 { 1.0 / squares } else { 0.0 },
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
    fn breadth_by_hand() {
        let (series, side) = series("");
        let found = series.by_field(side).unwrap();
        // January 2014: economic 3 and 1, diplomatic 5 and 0; shares 4/9 and 5/9, 81 / (16 + 25).
        let b = breadth(&found, 0, 0);
        assert_eq!((b.cooperating, b.with_events), (2, 2));
        assert!((b.effective - 81.0 / 41.0).abs() < 1e-12);
        assert_eq!(breadth(&found, 1, 1).cooperating, 0, "a fight");
        assert_eq!(breadth(&found, 5, 9), FieldBreadth { cooperating: 0, with_events: 0, effective: 0.0 });
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
