//! `tertius check`: all complaints, nothing tested. Files are read, for some complaints only they can give.

use super::open::open;
use super::report::print;
use crate::args::{Global, ReportFormat};
use crate::{Failure, complaints, progress::Shown};
use tertius::claims::{kind_names, read_series};
use tertius::dossier::Dossier;

/// Reads a dossier and all its files.
pub(crate) fn check(dossier: &str, format: ReportFormat, global: &Global) -> Result<(), Failure> {
    let opened = open(Some(dossier))?;
    let outcome = Dossier::read_with_files(&opened.text, &kind_names(), &*opened.files)
        .and_then(|d| read_series(&d, &*opened.files, &Shown::new(global.quiet)).map(|s| (d, s)));
    match outcome {
        Ok((read, series)) => {
            let rows: u64 = series.iter().map(|s| s.ledger.rows_read).sum();
            let accepted: u64 = series.iter().map(|s| s.ledger.rows_accepted).sum();
            match format {
                ReportFormat::Json => print(&format!("{}\n", complaints::to_json(&opened.text, &[]))),
                ReportFormat::Text => print(&format!(
                    "{}: no complaints. {} instruments, {} episodes, {} claims; {accepted} of {rows} rows usable.\n",
                    opened.name,
                    read.instruments.len(),
                    read.episodes.len(),
                    read.claims.len()
                )),
            }
        }
        Err(all) => {
            if format == ReportFormat::Json {
                print(&format!("{}\n", complaints::to_json(&opened.text, &all)))?;
            }
            Err(opened.failure(&all, global))
        }
    }
}
