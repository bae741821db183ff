//! Test support: rows of the shared ICEWS files as plain fields, read without our own reader, for tests that
//! hold our tables against the producer's.

use super::shared_data::{shared, text};

/// The day of an ISO date, or `None`.
pub(crate) fn iso(text: &str) -> Option<(i16, u8, u8)> {
    let mut parts = text.splitn(3, '-');
    let year = parts.next()?.parse().ok()?;
    let month = parts.next()?.parse().ok()?;
    Some((year, month, parts.next()?.parse().ok()?))
}

/// The data rows of the shared ICEWS daily files, as fields. Lines that are no such row (headings, the
/// headers of the archive) are left out.
pub(crate) fn icews_rows(test: &str) -> Option<Vec<Vec<String>>> {
    let mut rows = Vec::new();
    for relative in [
        "data/icews/20181004-icews-events.tab",
        "data/icews/20181010-icews-events.tab",
        "data/icews/icews-daily-2018-10-11.tar.gz",
    ] {
        let text = text(&shared(test, relative)?);
        rows.extend(text.lines().filter_map(|line| {
            let fields: Vec<String> = line.split('\t').map(str::to_owned).collect();
            (fields.len() == 20 && iso(&fields[1]).is_some()).then_some(fields)
        }));
    }
    assert!(rows.len() > 10_000, "{} ICEWS rows", rows.len());
    Some(rows)
}
