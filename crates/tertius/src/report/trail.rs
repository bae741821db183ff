//! The last step of a trail: the rows behind an instrument's readings of the triangle, with file and line.

use super::table::Table;
use crate::calendar::Day;
use crate::claims::{Findings, InstrumentFinding};
use crate::dossier::Side;
use crate::events::ByState;

/// Every event (or indicator reading, or measure in force) between states of the triangle that the instrument took, in time, with the
/// file and line it stands in. `None` if no instrument has that name.
pub fn trail(findings: &Findings, instrument: &str) -> Option<Table> {
    let found = findings.instruments.iter().find(|i| i.series.instrument.name.value == instrument)?;
    let name = format!("rows {instrument}");
    let title = format!("Rows behind the readings of \"{instrument}\"");
    let mut table =
        Table::new(&name, title, &["period", "date", "initiator", "target", "code", "label", "count", "file", "line"]);
    let ledger = &found.series.ledger;
    let file = |index: u16| ledger.files.get(usize::from(index)).map_or("", |f| f.name.as_str()).to_owned();
    let within = |state| findings.dossier.triangle.pair.contains(state) || findings.dossier.triangle.third == state;
    for e in ledger.events.iter().filter(|e| within(e.initiator) && within(e.target)) {
        let cells = [
            period(found, e.day),
            e.day.to_string(),
            e.initiator.code().to_owned(),
            e.target.code().to_owned(),
            e.code.text().to_owned(),
            e.code.label().to_owned(),
            e.count.to_string(),
            file(e.file),
            e.line.to_string(),
        ];
        table.push(cells.to_vec());
    }
    for r in ledger.indicators.iter().filter(|r| r.dyad.states().into_iter().all(within)) {
        let [a, b] = r.dyad.states();
        let cells = [
            period(found, r.span.first),
            r.span.first.to_string(),
            a.code().to_owned(),
            b.code().to_owned(),
            String::new(),
            "reading".to_owned(),
            r.value.to_string(),
            file(r.file),
            r.line.to_string(),
        ];
        table.push(cells.to_vec());
    }
    for m in ledger.in_force.iter().filter(|m| within(m.directed.initiator) && within(m.directed.target)) {
        // A measure older than the calendar is read from the calendar's first day on.
        let read = m.span.intersection(found.series.calendar.whole()).unwrap_or(m.span);
        let cells = [
            period(found, read.first),
            m.span.first.to_string(),
            m.directed.initiator.code().to_owned(),
            m.directed.target.code().to_owned(),
            String::new(),
            format!("in force to {}", m.span.last),
            m.kinds.to_string(),
            file(m.file),
            m.line.to_string(),
        ];
        table.push(cells.to_vec());
    }
    by_state(findings, found, &mut table);
    Some(table)
}

/// The roll calls on which two states of the triangle voted, with both votes (a roll call has its line in the table of
/// roll calls), or the distances of their ideal points (with the first state's line).
fn by_state(findings: &Findings, found: &InstrumentFinding, table: &mut Table) {
    let ledger = &found.series.ledger;
    let file = |index: u16| ledger.files.get(usize::from(index)).map_or("", |f| f.name.as_str()).to_owned();
    let year = |year: i16| Day::from_ymd(year, 1, 1).map_or_else(String::new, |day| period(found, day));
    for dyad in findings.dossier.sides().map(Side::dyad) {
        let [a, b] = dyad.states();
        let states = || [a.code().to_owned(), b.code().to_owned()];
        let mut push = |dates: [String; 2], rest: [String; 5]| {
            table.push(dates.into_iter().chain(states()).chain(rest).collect());
        };
        match &ledger.by_state {
            ByState::Nothing => {}
            ByState::RollCalls(calls) => {
                for (call, one, other) in calls.both(a, b) {
                    let label = format!("{}, {}", one.word(), other.word());
                    let dates = [year(call.year(found.series.instrument.votes.by)), call.day.to_string()];
                    let (index, line) = call.place;
                    push(dates, [call.number.to_string(), label, String::new(), file(index), line.to_string()]);
                }
            }
            ByState::IdealPoints(_) => {
                for r in found.series.readings_of(dyad) {
                    let dates = [period(found, r.span.first), r.span.first.to_string()];
                    let label = "distance of ideal points".to_owned();
                    push(dates, [String::new(), label, r.value.to_string(), file(r.file), r.line.to_string()]);
                }
            }
        }
    }
}

fn period(found: &InstrumentFinding, day: Day) -> String {
    found.series.calendar.index_of(day).map_or_else(|| "outside".to_owned(), |i| found.series.calendar.label(i))
}
