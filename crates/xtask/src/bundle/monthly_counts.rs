//! Single events to counts by month, directed dyad and quad class. Reading, resolving and filtering are the
//! program's own: each part is an instrument of a small dossier that is written here and read as any other.

use super::shared_files::SharedFiles;
use super::sources_card::{Reading, inputs, quoted};
use std::collections::{BTreeMap, BTreeSet};
use tertius::actors::StateId;
use tertius::calendar::Day;
use tertius::claims::kind_names;
use tertius::dossier::{Complaint, Dossier};
use tertius::events::ontologies::{Code, QuadClass};
use tertius::events::{self, Event, Ledger};
use tertius::progress::Quiet;

/// Files that one reader reads in one go.
pub(super) struct Part {
    /// The word of the dossier.
    pub(super) source: &'static str,
    /// The word of the dossier, where the source does not fix it.
    pub(super) ontology: Option<&'static str>,
    pub(super) files: &'static [&'static str],
    /// Spans that are taken; empty for all.
    pub(super) observed: &'static [&'static str],
    pub(super) one_a_day: bool,
}

/// The directed dyads that a table holds: at least one state of the core, the other of the core or of the others.
pub(super) struct Wanted {
    pub(super) core: Vec<StateId>,
    pub(super) others: BTreeSet<StateId>,
}

impl Wanted {
    pub(super) fn has(&self, a: StateId, b: StateId) -> bool {
        let (in_core, known) = (|s| self.core.contains(&s), |s| self.core.contains(&s) || self.others.contains(&s));
        (in_core(a) && known(b)) || (in_core(b) && known(a))
    }
}

/// A table of counted events and how it came about.
pub(super) struct Counted {
    pub(super) csv: String,
    pub(super) readings: Vec<Reading>,
    /// Sum of m squared over sum of m, where m counted events share day, directed dyad and code.
    pub(super) design_effect: f64,
}

/// The header of counted events.
pub(super) const HEADER: &str = "date,initiator,target,code,count\n";

/// Reads one part by the program's own reader.
pub(super) fn ledger(files: &SharedFiles, part: &Part) -> Result<Ledger, String> {
    let list = |texts: &[&str]| texts.iter().map(|t| quoted(t)).collect::<Vec<_>>().join(", ");
    // The triangle is of no consequence: a ledger holds all states.
    let mut text = String::from("[triangle]\npair = [\"IRN\", \"RUS\"]\nthird = \"USA\"\n[[instrument]]\n");
    text.push_str(&format!("name = \"part\"\nsource = {}\nfiles = [{}]\n", quoted(part.source), list(part.files)));
    if let Some(ontology) = part.ontology {
        text.push_str(&format!("ontology = {}\n", quoted(ontology)));
    }
    if !part.observed.is_empty() {
        text.push_str(&format!("observed = [{}]\n", list(part.observed)));
    }
    if part.one_a_day {
        text.push_str("filter = \"one a day\"\n");
    }
    let dossier = Dossier::read(&text, &kind_names()).map_err(|c| in_words(&c))?;
    events::read(&dossier.instruments[0], files, &Quiet).map_err(|c| in_words(&c))
}

fn in_words(complaints: &[Complaint]) -> String {
    complaints.iter().map(|c| format!("{}: {}", c.message, c.help)).collect::<Vec<_>>().join("\n")
}

/// Counts the parts together.
pub(super) fn monthly(files: &SharedFiles, parts: &[Part], wanted: &Wanted) -> Result<Counted, String> {
    let mut counts: BTreeMap<(String, StateId, StateId, QuadClass), u64> = BTreeMap::new();
    let mut repeats: BTreeMap<(Day, StateId, StateId, Code), u64> = BTreeMap::new();
    let mut readings = Vec::new();
    for part in parts {
        let ledger = ledger(files, part)?;
        let used: Vec<&Event> = ledger.events.iter().filter(|e| wanted.has(e.initiator, e.target)).collect();
        for e in &used {
            *counts.entry((month_of(e.day), e.initiator, e.target, e.code.quad_class())).or_insert(0) +=
                u64::from(e.count);
            *repeats.entry((e.day, e.initiator, e.target, e.code)).or_insert(0) += u64::from(e.count);
        }
        let reader = format!("{}{}", part.source, if part.one_a_day { ", one a day" } else { "" });
        let inputs = inputs(files, ledger.files.iter().map(|f| f.name.as_str()))?;
        readings.push(Reading::of_ledger(&reader, inputs, &ledger, used.len() as u64));
    }
    let mut csv = String::from(HEADER);
    for ((month, initiator, target, class), n) in &counts {
        csv.push_str(&format!("{month},{initiator},{target},{},{n}\n", class.name()));
    }
    Ok(Counted { csv, readings, design_effect: design_effect(repeats.values().copied()) })
}

/// Sum of m squared over sum of m: by how much the variance of a sum grows if all m are one event.
pub(super) fn design_effect(repeats: impl Iterator<Item = u64> + Clone) -> f64 {
    let n: u64 = repeats.clone().sum();
    if n == 0 { 1.0 } else { repeats.map(|m| m * m).sum::<u64>() as f64 / n as f64 }
}

/// `2014-03`.
pub(super) fn month_of(day: Day) -> String {
    let (year, month, _) = day.ymd();
    format!("{year:04}-{month:02}")
}
