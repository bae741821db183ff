//! ICEWS conflict by directed dyad and month, 1995 to 2013: the counts that a conflict rate needs, the exposure
//! that it is divided by, and the rule that chooses the placebo thirds. Sums only; rates are the program's.

use super::monthly_counts::HEADER;
use super::raw_table::{RawTable, whole};
use super::shared_files::SharedFiles;
use super::sources_card::Reading;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use tertius::actors::{Coding, Resolution, StateId, resolve};

pub(super) const FILE: &str = "dyads/icews_dyad_month_conflict_1991_2013.csv.gz";

/// First year taken. Before, ICEWS holds a third of the rows that 1995 has, and the pair none in most months.
pub(super) const FIRST_YEAR: u64 = 1995;

/// How many states serve as placebo thirds.
pub(super) const N_PLACEBOS: usize = 32;

type Month = (u64, u64);

/// All conflict of the years taken, summed over the CAMEO roots 10 to 20.
pub(super) struct Conflict {
    /// Counts above zero, by initiator, target and month.
    counts: BTreeMap<(StateId, StateId, Month), u64>,
    /// Conflict of a state with everybody, as initiator and as target.
    exposure: BTreeMap<(StateId, Month), u64>,
    pub(super) reading: Reading,
}

/// Reads the whole table.
pub(super) fn read(files: &SharedFiles) -> Result<Conflict, String> {
    const ROOTS: [&str; 11] = [
        "cameo10", "cameo11", "cameo12", "cameo13", "cameo14", "cameo15", "cameo16", "cameo17", "cameo18", "cameo19",
        "cameo20",
    ];
    let columns: Vec<&str> = ["source", "target", "year", "month"].into_iter().chain(ROOTS).collect();
    let table = RawTable::read(files, FILE, &columns)?;
    let mut conflict = Conflict {
        counts: BTreeMap::new(),
        exposure: BTreeMap::new(),
        reading: Reading::of_conversion(vec![table.input()]),
    };
    let mut known: BTreeMap<(String, Month), Resolution> = BTreeMap::new();
    for row in table.rows() {
        conflict.reading.rows_read += 1;
        let Some(row) = row else {
            conflict.reading.reject("another number of columns");
            continue;
        };
        let numbers: Option<Vec<u64>> = row[2..].iter().map(|t| whole(t)).collect();
        let Some(numbers) = numbers else {
            conflict.reading.reject("not a usable number");
            continue;
        };
        let month = (numbers[0], numbers[1]);
        if month.0 < FIRST_YEAR {
            conflict.reading.remove("outside the declared observation");
            continue;
        }
        let mut state = |text: &str| {
            *known
                .entry((text.to_owned(), month))
                .or_insert_with(|| resolve(Coding::CowLetters, text, (month.0 as i16, month.1 as u8, 1)))
        };
        let (initiator, target) = match (state(&row[0]), state(&row[1])) {
            (Resolution::State(a), Resolution::State(b)) if a != b => (a, b),
            (Resolution::State(_), Resolution::State(_)) => {
                conflict.reading.reject("initiator and target in one state");
                continue;
            }
            (Resolution::NotThen { .. }, _) | (_, Resolution::NotThen { .. }) => {
                conflict.reading.reject("state did not exist then");
                continue;
            }
            _ => {
                conflict.reading.reject("unknown actor");
                continue;
            }
        };
        conflict.reading.rows_accepted += 1;
        let n: u64 = numbers[2..].iter().sum();
        if n > 0 {
            *conflict.counts.entry((initiator, target, month)).or_insert(0) += n;
            for s in [initiator, target] {
                *conflict.exposure.entry((s, month)).or_insert(0) += n;
            }
        }
    }
    Ok(conflict)
}

/// The whole table as counted events with code `conflict`, all dyads, and the years taken as a span of months. Exposure
/// needs no table beside it: every state's events with everybody are in it.
///
/// # Errors
/// If the producers' file is not there or not as expected.
pub fn all_conflict(shared: &Path) -> Result<(String, [String; 2]), String> {
    let conflict = read(&SharedFiles::new(shared))?;
    let mut sorted: BTreeMap<(Month, StateId, StateId), u64> = BTreeMap::new();
    for ((a, b, month), n) in &conflict.counts {
        sorted.insert((*month, *a, *b), *n);
    }
    let label = |(year, month): Month| format!("{year:04}-{month:02}");
    let ends = [sorted.keys().next(), sorted.keys().next_back()].map(|k| k.map_or_else(String::new, |k| label(k.0)));
    let mut csv = String::from(HEADER);
    for ((month, a, b), n) in sorted {
        csv.push_str(&format!("{},{a},{b},conflict,{n}\n", label(month)));
    }
    Ok((csv, ends))
}

impl Conflict {
    /// The states that may stand in the third's place: those with conflict in the most months with the member of
    /// the pair that they have less of it with; the third itself left out. Chosen by how much is known of them,
    /// never by what it says.
    pub(super) fn placebo_thirds(&self, pair: [StateId; 2], third: StateId) -> BTreeSet<StateId> {
        let mut months: BTreeMap<StateId, [BTreeSet<Month>; 2]> = BTreeMap::new();
        for (a, b, month) in self.counts.keys() {
            for (member, other) in [(*a, *b), (*b, *a)] {
                if let Some(i) = pair.iter().position(|p| *p == member)
                    && other != third
                    && !pair.contains(&other)
                {
                    months.entry(other).or_default()[i].insert(*month);
                }
            }
        }
        let mut ranked: Vec<(usize, StateId)> =
            months.into_iter().map(|(s, m)| (m[0].len().min(m[1].len()), s)).collect();
        ranked.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        ranked.into_iter().take(N_PLACEBOS).map(|(_, s)| s).collect()
    }

    /// Counted events of the pair's members with each other and with every state that may be the third.
    pub(super) fn csv(&mut self, pair: [StateId; 2], thirds: &BTreeSet<StateId>) -> String {
        let wanted = |a: &StateId, b: &StateId| pair.contains(a) && (pair.contains(b) || thirds.contains(b));
        let mut sorted: BTreeMap<(Month, StateId, StateId), u64> = BTreeMap::new();
        for ((a, b, month), n) in self.counts.iter().filter(|((a, b, _), _)| wanted(a, b) || wanted(b, a)) {
            sorted.insert((*month, *a, *b), *n);
        }
        self.reading.rows_used = sorted.len() as u64;
        let mut csv = String::from(HEADER);
        for (((year, month), a, b), n) in sorted {
            csv.push_str(&format!("{year:04}-{month:02},{a},{b},conflict,{n}\n"));
        }
        csv
    }

    /// Conflict with everybody, by month, of the states given. Months without any are written as 0: the source
    /// was watching.
    pub(super) fn exposure_csv(&self, states: &BTreeSet<StateId>) -> String {
        let months: BTreeSet<Month> = self.exposure.keys().map(|(_, m)| *m).collect();
        let mut csv = String::from("date,state,count\n");
        for month in &months {
            for state in states {
                let n = self.exposure.get(&(*state, *month)).copied().unwrap_or(0);
                csv.push_str(&format!("{:04}-{:02},{state},{n}\n", month.0, month.1));
            }
        }
        csv
    }
}
