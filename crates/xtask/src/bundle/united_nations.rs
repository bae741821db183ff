//! General Assembly roll calls to agreement by session, for any pair of states: from the votes themselves, with
//! the sampling error of a mean. A session is dated by the year in which it opens.

use super::raw_table::{RawTable, number, whole};
use super::shared_files::SharedFiles;
use super::sources_card::Reading;
use std::collections::{BTreeMap, BTreeSet};
use tertius::actors::{Coding, StateId, resolve};

/// Agreement by year and pair, in the order of state codes.
type Agreements = BTreeMap<(u64, StateId, StateId), Agreement>;
/// Session and date of a roll call, by its number.
type Sessions = BTreeMap<u64, (u64, (i16, u8, u8))>;

const VOTES: &str = "un/un_votes.csv.gz";
const ROLL_CALLS: &str = "un/un_roll_calls.csv.gz";

/// The first session opened in 1946.
const YEAR_BEFORE_SESSION_1: u64 = 1945;

/// Roll calls after this year are left out: the file has a single one, of January 2020, and published agreement
/// by session ends here.
const LAST_YEAR: u64 = 2019;

/// The first session from which pairs with a placebo third are written: that of 1979, where the dossier begins.
pub(super) const FIRST_SESSION_OF_PLACEBOS: u64 = 34;

/// Yes 1, abstention 2, no 3.
type Vote = i8;

/// Agreement of one pair in one session.
pub(super) struct Agreement {
    sum: u64,
    squares: u64,
    n: u64,
}

impl Agreement {
    /// 1 less half the mean distance of votes; 1 if all are alike, 0 if all are opposed.
    pub(super) fn value(&self) -> f64 {
        1.0 - self.sum as f64 / (2.0 * self.n as f64)
    }

    /// Standard error of that mean over roll calls, taken as draws; `None` below two roll calls or if all
    /// distances are equal.
    fn standard_error(&self) -> Option<f64> {
        let n = self.n as f64;
        let mean = self.sum as f64 / n;
        let variance = (self.squares as f64 - n * mean * mean) / (n - 1.0);
        (self.n > 1 && variance > 0.0).then(|| (variance / n).sqrt() / 2.0)
    }
}

/// Agreement of every core state with every other state of the core and of the placebos, on roll calls on which
/// not everybody voted alike. Keys are year and pair, in the order of state codes.
pub(super) fn agreement(
    files: &SharedFiles,
    core: &[StateId],
    placebos: &BTreeSet<StateId>,
) -> Result<(Agreements, Vec<Reading>), String> {
    let (sessions, calls) = roll_calls(files)?;
    let (by_call, votes) = votes(files, &sessions, core, placebos)?;
    let mut all = Agreements::new();
    for (call, cast) in &by_call {
        if cast.kinds.len() < 2 {
            continue;
        }
        let session = sessions[call].0;
        for a in core {
            for (b, vote_b) in &cast.votes {
                let Some(vote_a) = cast.votes.get(a) else { continue };
                // Pairs within the core are met twice; the first in the alphabet counts them.
                if a == b || (core.contains(b) && b < a) {
                    continue;
                }
                if !core.contains(b) && (session < FIRST_SESSION_OF_PLACEBOS || !is_whole_year(*b, session)) {
                    continue;
                }
                let d = u64::from(vote_a.abs_diff(*vote_b));
                let key = (session + YEAR_BEFORE_SESSION_1, *a.min(b), *a.max(b));
                let cell = all.entry(key).or_insert(Agreement { sum: 0, squares: 0, n: 0 });
                cell.sum += d;
                cell.squares += d * d;
                cell.n += 1;
            }
        }
    }
    Ok((all, vec![calls, votes]))
}

/// Whether the state existed on the first day of the session's year. The reading is dated by that year, and a
/// state of half a year is none to the reader.
pub(super) fn is_whole_year(state: StateId, session: u64) -> bool {
    i16::try_from(session + YEAR_BEFORE_SESSION_1).is_ok_and(|year| state.state().existed((year, 1, 1)))
}

/// The table of an indicator.
pub(super) fn csv(all: &BTreeMap<(u64, StateId, StateId), Agreement>) -> String {
    let mut csv = String::from("date,a,b,value,se\n");
    for ((year, a, b), agreement) in all {
        let se = agreement.standard_error().map_or_else(String::new, |s| format!("{s:.6}"));
        csv.push_str(&format!("{year},{a},{b},{},{se}\n", agreement.value()));
    }
    csv
}

/// Session and date of every roll call. Only the first columns are read: later ones break the rules of quoting.
fn roll_calls(files: &SharedFiles) -> Result<(Sessions, Reading), String> {
    let table = RawTable::read(files, ROLL_CALLS, &["rcid", "session", "importantvote", "date"])?;
    let mut reading = Reading::of_conversion(vec![table.input()]);
    let mut sessions = BTreeMap::new();
    for line in table.lines() {
        reading.rows_read += 1;
        let fields: Vec<&str> = line.splitn(5, ',').collect();
        let read = || {
            let (call, session) = (whole(fields.first()?)?, whole(fields.get(1)?)?);
            let mut date = fields.get(3)?.splitn(3, '-');
            let day = (date.next()?.parse().ok()?, date.next()?.parse().ok()?, date.next()?.parse().ok()?);
            Some((call, session, day))
        };
        let Some((call, session, day)) = read() else {
            reading.reject("not a roll call");
            continue;
        };
        if u64::try_from(day.0).is_ok_and(|year: u64| year > LAST_YEAR) {
            reading.remove("dated after 2019");
            continue;
        }
        reading.rows_accepted += 1;
        sessions.insert(call, (session, day));
    }
    reading.rows_used = reading.rows_accepted;
    Ok((sessions, reading))
}

/// What was cast in one roll call.
#[derive(Default)]
struct Cast {
    /// Kinds of vote, of whoever cast them.
    kinds: BTreeSet<Vote>,
    /// Votes of the states wanted.
    votes: BTreeMap<StateId, Vote>,
}

fn votes(
    files: &SharedFiles,
    sessions: &BTreeMap<u64, (u64, (i16, u8, u8))>,
    core: &[StateId],
    placebos: &BTreeSet<StateId>,
) -> Result<(BTreeMap<u64, Cast>, Reading), String> {
    let table = RawTable::read(files, VOTES, &["rcid", "country", "vote"])?;
    let mut reading = Reading::of_conversion(vec![table.input()]);
    let mut by_call: BTreeMap<u64, Cast> = BTreeMap::new();
    for row in table.rows() {
        reading.rows_read += 1;
        let Some(row) = row else {
            reading.reject("another number of columns");
            continue;
        };
        let vote = match row[2].as_str() {
            "yes" => 1,
            "abstain" => 2,
            "no" => 3,
            _ => {
                reading.reject("no such vote");
                continue;
            }
        };
        let Some(call) = number(&row[0]).map(|n| n as u64) else {
            reading.reject("not a usable number");
            continue;
        };
        let Some((_, day)) = sessions.get(&call) else {
            reading.remove("roll call left out");
            continue;
        };
        reading.rows_accepted += 1;
        let cast = by_call.entry(call).or_default();
        // Whether a roll call was unanimous depends on all who voted, whether their names resolve or not.
        cast.kinds.insert(vote);
        if let Some(state) = resolve(Coding::Icews, &row[1], *day).state()
            && (core.contains(&state) || placebos.contains(&state))
        {
            reading.rows_used += 1;
            cast.votes.insert(state, vote);
        }
    }
    Ok((by_call, reading))
}
