//! Yearly tables that somebody counted already: ICEWS by quad class, and GDELT as shares of its rows. Turned
//! into counted events, nothing more.

use super::monthly_counts::HEADER;
use super::raw_table::{RawTable, number, whole};
use super::shared_files::SharedFiles;
use super::sources_card::Reading;
use tertius::actors::{Coding, StateId, resolve};

/// Names of the quad classes in counted tables, in the order in which both tables have their columns here.
const CLASSES: [&str; 4] = ["verbal-cooperation", "material-cooperation", "verbal-conflict", "material-conflict"];

/// How far a share times the number of rows may lie from a whole number of events.
const WHOLE_WITHIN: f64 = 1e-6;

type Counts = Vec<(u64, StateId, StateId, [u64; 4])>;

/// ICEWS, 2002 to 2014: counts by quad class, as they stand.
pub(super) fn icews(files: &SharedFiles) -> Result<(String, Reading), String> {
    let columns = ["year", "a", "b", "verbCoop", "matlCoop", "verbConf", "matlConf"];
    let table = RawTable::read(files, "triangle/icews_yearly_quads_2002_2014.csv", &columns)?;
    let mut reading = Reading::of_conversion(vec![table.input()]);
    let mut counts = Counts::new();
    for row in table.rows() {
        reading.rows_read += 1;
        let Some(row) = row else {
            reading.reject("another number of columns");
            continue;
        };
        let numbers: Option<Vec<u64>> = row[3..].iter().chain([&row[0]]).map(|t| whole(t)).collect();
        let Some([vc, mc, vk, mk, year]) = numbers.as_deref() else {
            reading.reject("not a usable number");
            continue;
        };
        let Some((a, b)) = states(Coding::Iso3, &row[1], &row[2], *year) else {
            reading.reject("unknown actor");
            continue;
        };
        reading.rows_accepted += 1;
        counts.push((*year, a, b, [*vc, *mc, *vk, *mk]));
    }
    Ok((csv(counts), used(reading)))
}

/// GDELT, 1979 to 2006: share of a class times the number of rows, which must be a whole number. In 2007 and
/// 2008 the table has no shares.
pub(super) fn gdelt(files: &SharedFiles) -> Result<(String, Reading), String> {
    let columns = [
        "year",
        "dy",
        "NumberOfRowsBetweenCountries",
        "Verbal Cooperation",
        "Material Cooperation",
        "Verbal Conflict",
        "Material Conflict",
    ];
    let table = RawTable::read(files, "triangle/gdelt_yearly_1979_2008.csv", &columns)?;
    let mut reading = Reading::of_conversion(vec![table.input()]);
    let mut counts = Counts::new();
    for row in table.rows() {
        reading.rows_read += 1;
        let Some(row) = row else {
            reading.reject("another number of columns");
            continue;
        };
        let (Some(year), Some(n)) = (whole(&row[0]), whole(&row[2])) else {
            reading.reject("not a usable number");
            continue;
        };
        let Some((a, b)) = row[1].split_once('>').and_then(|(a, b)| states(Coding::Cameo, a, b, year)) else {
            reading.reject("unknown actor");
            continue;
        };
        let shares: Option<Vec<f64>> = row[3..].iter().map(|t| number(t)).collect();
        let Some(shares) = shares else {
            reading.remove("no shares by class");
            continue;
        };
        let events: Vec<f64> = shares.iter().map(|s| s * n as f64).collect();
        let rounded: Vec<u64> = events.iter().map(|e| e.round() as u64).collect();
        let strays = events.iter().zip(&rounded).any(|(e, r)| (e - *r as f64).abs() > WHOLE_WITHIN);
        if strays || rounded.iter().sum::<u64>() != n {
            reading.reject("shares that give no whole numbers of events");
            continue;
        }
        reading.rows_accepted += 1;
        counts.push((year, a, b, [rounded[0], rounded[1], rounded[2], rounded[3]]));
    }
    Ok((csv(counts), used(reading)))
}

/// Both states, as they were on the last day of the year.
fn states(coding: Coding, a: &str, b: &str, year: u64) -> Option<(StateId, StateId)> {
    let day = (i16::try_from(year).ok()?, 12, 31);
    resolve(coding, a, day).state().zip(resolve(coding, b, day).state()).filter(|(a, b)| a != b)
}

fn used(mut reading: Reading) -> Reading {
    reading.rows_used = reading.rows_accepted;
    reading
}

fn csv(mut counts: Counts) -> String {
    counts.sort();
    let mut csv = String::from(HEADER);
    for (year, a, b, by_class) in counts {
        for (class, n) in CLASSES.iter().zip(by_class).filter(|(_, n)| *n > 0) {
            csv.push_str(&format!("{year},{a},{b},{class},{n}\n"));
        }
    }
    csv
}
