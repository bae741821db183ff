//! The `[[term]]` sections of a dossier: who held which office of a state when. They are drawn, and claims of
//! boldness compare them.

use super::complaint::Complaint;
use super::question::Term;
use super::read::{state, when};
use super::table::{Complaints, Table};
use std::ops::Range;

/// Reads every `[[term]]`, and complains where two of one office and state overlap. The day on which one leader hands
/// over to the next may belong to both.
pub(super) fn terms(root: &Table<'_>, complaints: &Complaints) -> Vec<Term> {
    let mut all: Vec<(Term, Range<usize>)> = Vec::new();
    for table in root.tables("term", "[[term]]") {
        let leader = table.required_text("leader", "\"Mikhail Gorbachev\"");
        let of = table.required_text("state", "\"RUS\"").and_then(|t| state(&t, complaints));
        let office = table.text("office");
        let from = table.required_text("from", "\"1985-03-11\"").and_then(|t| Some((when(&t, complaints)?, t.span)));
        let to_text = table.text("to");
        let open = to_text.is_none() && table.span_of("to").is_none();
        let to = to_text.and_then(|t| Some((when(&t, complaints)?, t.span)));
        table.finish();
        let (Some(leader), Some(state), Some((from, from_at))) = (leader, of, from) else { continue };
        if let Some((last, at)) = &to
            && last.last < from.first
        {
            complaints.add(
                Complaint::new(
                    at.clone(),
                    "this term ends before it begins",
                    format!("ends on {}", last.last),
                    "exchange `from` and `to`",
                )
                .and_at(from_at.clone(), format!("begins on {}", from.first)),
            );
            continue;
        }
        if to.is_none() && !open {
            continue;
        }
        let term = Term {
            leader: leader.value,
            state,
            office: office.map(|o| o.value),
            from: from.first,
            to: to.map(|(last, _)| last.last),
        };
        if let Some((twin, twin_at)) = all.iter().find(|(other, _)| overlap(&term, other)) {
            complaints.add(
                Complaint::new(
                    from_at.clone(),
                    format!(
                        "\"{}\" and \"{}\" are in one office of {} at the same time",
                        twin.leader,
                        term.leader,
                        state.state().name
                    ),
                    "overlaps",
                    "end the first term, or give the two different `office`s",
                )
                .and_at(twin_at.clone(), format!("\"{}\" begins here", twin.leader)),
            );
        }
        all.push((term, from_at));
    }
    let mut terms: Vec<Term> = all.into_iter().map(|(t, _)| t).collect();
    terms.sort_by(|a, b| (a.state, &a.office, a.from).cmp(&(b.state, &b.office, b.from)));
    terms
}

/// Whether two terms of one office share more than the day of handing over.
fn overlap(a: &Term, b: &Term) -> bool {
    let ends_by = |x: &Term, y: &Term| x.to.is_some_and(|to| to <= y.from);
    a.state == b.state && a.office == b.office && !ends_by(a, b) && !ends_by(b, a)
}
