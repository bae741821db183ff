//! Two yearly indicators of a relation: the distance of two states' ideal points in the General Assembly, and
//! their trade. A number per pair and year, with an error where the source gives one.

use super::raw_table::{RawTable, number, whole};
use super::shared_files::SharedFiles;
use super::sources_card::Reading;
use super::united_nations::{FIRST_SESSION_OF_PLACEBOS, is_whole_year};
use std::collections::{BTreeMap, BTreeSet};
use tertius::actors::{Coding, StateId, resolve};

/// From the 5 % to the 95 % quantile of a normal distribution, in standard deviations.
const QUANTILES_APART: f64 = 2.0 * 1.644_853_626_951_472_6;

/// Distance of ideal points, with the error that the two posteriors give if they are independent.
pub(super) fn ideal_point_distance(
    files: &SharedFiles,
    core: &[StateId],
    placebos: &BTreeSet<StateId>,
) -> Result<(String, Reading), String> {
    let columns = ["ccode", "session", "IdealPointAll", "Q5%All", "Q95%All"];
    let table = RawTable::read(files, "un/ideal_points_2024.csv.gz", &columns)?;
    let mut reading = Reading::of_conversion(vec![table.input()]);
    let mut points: BTreeMap<u64, BTreeMap<StateId, (f64, f64)>> = BTreeMap::new();
    for row in table.rows() {
        reading.rows_read += 1;
        let Some(row) = row else {
            reading.reject("another number of columns");
            continue;
        };
        let numbers: Option<Vec<f64>> = row[2..].iter().map(|t| number(t)).collect();
        let (Some(session), Some([point, low, high])) = (whole(&row[1]), numbers.as_deref()) else {
            reading.reject("not a usable number");
            continue;
        };
        let Some(state) = resolve(Coding::CowNumber, &row[0], (1945 + session as i16, 12, 31)).state() else {
            reading.reject("unknown actor, or no state then");
            continue;
        };
        reading.rows_accepted += 1;
        if core.contains(&state) || (placebos.contains(&state) && is_whole_year(state, session)) {
            reading.rows_used += 1;
            points.entry(session).or_default().insert(state, (*point, (high - low) / QUANTILES_APART));
        }
    }
    let mut csv = String::from("date,a,b,value,se\n");
    for (session, of_session) in &points {
        for (a, (point_a, sd_a)) in of_session {
            for (b, (point_b, sd_b)) in of_session.range(a..).skip(1) {
                let n_core = usize::from(core.contains(a)) + usize::from(core.contains(b));
                if n_core == 2 || (n_core == 1 && *session >= FIRST_SESSION_OF_PLACEBOS) {
                    let (value, se) = ((point_a - point_b).abs(), sd_a.hypot(*sd_b));
                    csv.push_str(&format!("{},{a},{b},{value:.6},{se:.6}\n", 1945 + session));
                }
            }
        }
    }
    Ok((csv, reading))
}

/// Logarithm of one plus both flows in millions of current US dollars. A year in which either flow is missing
/// has no reading.
pub(super) fn trade(files: &SharedFiles) -> Result<(String, Reading), String> {
    let columns = ["ccode1", "ccode2", "year", "flow1", "flow2"];
    let table = RawTable::read(files, "triangle/cow_trade_1870_2014.csv", &columns)?;
    let mut reading = Reading::of_conversion(vec![table.input()]);
    let mut values: BTreeMap<(u64, StateId, StateId), f64> = BTreeMap::new();
    for row in table.rows() {
        reading.rows_read += 1;
        let Some(row) = row else {
            reading.reject("another number of columns");
            continue;
        };
        let Some(year) = whole(&row[2]) else {
            reading.reject("not a usable number");
            continue;
        };
        let state = |text: &str| {
            let code = whole(text)?;
            resolve(Coding::CowNumber, &code.to_string(), (year as i16, 12, 31)).state()
        };
        let (Some(a), Some(b)) = (state(&row[0]), state(&row[1])) else {
            reading.reject("unknown actor, or no state then");
            continue;
        };
        // The producer writes -9, or nothing, for a flow that is not known.
        let flow = |text: &str| number(text).filter(|v| *v >= 0.0);
        let (Some(one), Some(other)) = (flow(&row[3]), flow(&row[4])) else {
            reading.remove("a flow is missing");
            continue;
        };
        if values.insert((year, a.min(b), a.max(b)), (one + other).ln_1p()).is_some() {
            reading.remove("same pair and year again, from the other side");
            continue;
        }
        reading.rows_accepted += 1;
    }
    reading.rows_used = reading.rows_accepted;
    let mut csv = String::from("date,a,b,value\n");
    for ((year, a, b), value) in &values {
        csv.push_str(&format!("{year},{a},{b},{value:.6}\n"));
    }
    Ok((csv, reading))
}
