//! General Assembly votes and ideal points to yearly indicators: read and measured by the program's own readers, as
//! any dossier would. Here is only which pairs and years are written down.

use super::monthly_counts::{Part, ledger};
use super::shared_files::SharedFiles;
use super::sources_card::{Reading, inputs};
use std::collections::{BTreeMap, BTreeSet};
use tertius::actors::StateId;
use tertius::dossier::{Dyad, Issue, Measure, VoteChoices};
use tertius::events::{ByState, Ledger};
use tertius::series::{ideal_point_distances, vote_readings};

const ROLL_CALL_FILES: [&str; 3] = ["un/un_votes.csv.gz", "un/un_roll_calls.csv.gz", "un/un_roll_call_issues.csv"];
const IDEAL_POINTS: &str = "un/ideal_points_2024.csv.gz";

/// The years taken: the file of roll calls has a single one after 2019, of January 2020, and published agreement by
/// session ends here.
const YEARS: &str = "1946..2019";

/// The first year from which pairs with a placebo third are written: that in which the dossier begins.
const FIRST_YEAR_OF_PLACEBOS: i16 = 1979;

/// Votes of all states, and the states about which tables are written.
pub(super) struct Votes<'a> {
    ledger: Ledger,
    files: &'a SharedFiles,
    core: &'a [StateId],
    placebos: &'a BTreeSet<StateId>,
}

impl<'a> Votes<'a> {
    pub(super) fn read(
        files: &'a SharedFiles,
        core: &'a [StateId],
        placebos: &'a BTreeSet<StateId>,
    ) -> Result<Votes<'a>, String> {
        let part = Part {
            source: "roll calls",
            ontology: None,
            files: &ROLL_CALL_FILES,
            observed: &[YEARS],
            one_a_day: false,
        };
        Ok(Votes { ledger: ledger(files, &part)?, files, core, placebos })
    }

    /// The table of one measure over all roll calls, or over those about one issue, by session.
    pub(super) fn table(&self, measure: Measure, issue: Option<Issue>) -> Result<(String, Reading), String> {
        let ByState::RollCalls(calls) = &self.ledger.by_state else { return Err("no roll calls were read".into()) };
        let choices = VoteChoices { issue, ..VoteChoices::default() };
        let mut rows: BTreeMap<(i16, StateId, StateId), (f64, f64)> = BTreeMap::new();
        for dyad in pairs(self.core, self.placebos) {
            let [a, b] = dyad.states();
            for r in vote_readings(calls, dyad, measure, choices).0 {
                if is_written(dyad, r.year, self.core) {
                    rows.insert((r.year, a, b), (r.value, r.variance.sqrt()));
                }
            }
        }
        let mut csv = String::from("date,a,b,value,se\n");
        for ((year, a, b), (value, se)) in &rows {
            // Agreement on all roll calls as exactly as it is known: it is held against published numbers.
            let value = match (measure, issue) {
                (Measure::Agreement, None) => value.to_string(),
                _ => format!("{value:.4}"),
            };
            csv.push_str(&format!("{year},{a},{b},{value},{se:.4}\n"));
        }
        let cast: usize = self.core.iter().chain(self.placebos).map(|s| calls.n_votes(*s, issue)).sum();
        Ok((csv, reading("roll calls", &self.ledger, self.files, cast as u64)?))
    }
}

/// Distance of ideal points by session, with its error.
pub(super) fn ideal_point_distance(
    files: &SharedFiles,
    core: &[StateId],
    placebos: &BTreeSet<StateId>,
) -> Result<(String, Reading), String> {
    let part = Part { source: "ideal points", ontology: None, files: &[IDEAL_POINTS], observed: &[], one_a_day: false };
    let ledger = ledger(files, &part)?;
    let ByState::IdealPoints(points) = &ledger.by_state else { return Err("no ideal points were read".into()) };
    let mut rows: BTreeMap<(i16, StateId, StateId), (f64, f64)> = BTreeMap::new();
    for dyad in pairs(core, placebos) {
        let [a, b] = dyad.states();
        for r in ideal_point_distances(points, dyad) {
            if is_written(dyad, r.year, core) {
                rows.insert((r.year, a, b), (r.value, r.variance.sqrt()));
            }
        }
    }
    let mut csv = String::from("date,a,b,value,se\n");
    for ((year, a, b), (value, se)) in &rows {
        csv.push_str(&format!("{year},{a},{b},{value:.6},{se:.6}\n"));
    }
    let used: usize = core.iter().chain(placebos).filter_map(|s| points.get(s)).map(BTreeMap::len).sum();
    let reading = reading("ideal points", &ledger, files, used as u64)?;
    Ok((csv, reading))
}

fn reading(reader: &str, ledger: &Ledger, files: &SharedFiles, used: u64) -> Result<Reading, String> {
    let inputs = inputs(files, ledger.files.iter().map(|f| f.name.as_str()))?;
    Ok(Reading::of_ledger(reader, inputs, ledger, used))
}

/// Every dyad with a state of the core and another of the core or of the placebos.
fn pairs(core: &[StateId], placebos: &BTreeSet<StateId>) -> BTreeSet<Dyad> {
    let others: Vec<StateId> = core.iter().chain(placebos).copied().collect();
    core.iter().flat_map(|a| others.iter().filter_map(|b| Dyad::new(*a, *b))).collect()
}

/// Whether a pair is written down for a year: the core always, a pair with a placebo third from the year in which
/// the dossier begins. The reading is dated by that year, and a state of half a year is none to the reader.
fn is_written(dyad: Dyad, year: i16, core: &[StateId]) -> bool {
    let mut outside = dyad.states().into_iter().filter(|s| !core.contains(s)).peekable();
    (outside.peek().is_none() || year >= FIRST_YEAR_OF_PLACEBOS) && outside.all(|s| s.state().existed((year, 1, 1)))
}
