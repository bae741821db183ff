//! Trade as a yearly indicator of a relation: a number per pair and year.

use super::raw_table::{RawTable, number, whole};
use super::shared_files::SharedFiles;
use super::sources_card::Reading;
use std::collections::BTreeMap;
use tertius::actors::{Coding, StateId, resolve};

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
