//! The producers' conflict by dyad and month as one table of counted events, and as the program reads it.

use crate::bundle::all_conflict;
use clap::Args;
use std::path::PathBuf;
use tertius::atlas::AtlasSettings;
use tertius::claims::{kind_names, read_series};
use tertius::dossier::{Complaint, Dossier, MemoryFiles};
use tertius::progress::Quiet;
use tertius::series::InstrumentSeries;

/// Repeated stories, as single ICEWS events of October and November 2018 show them before any filter.
pub(super) const DESIGN_EFFECT: f64 = 2.331;

/// Settings of `tertius atlas` where nothing else is said.
pub(super) const SETTINGS: AtlasSettings =
    AtlasSettings { active_min: 24, lags: 2, rows_min: 60, level: 0.05, seed: 1 };

/// What the command takes.
#[derive(Args, Debug)]
pub struct Arguments {
    /// The folder of the producers' files
    #[arg(long, default_value = "../shared/data")]
    shared: PathBuf,
    /// The file to write
    #[arg(long, default_value = "icews-conflict-all.csv")]
    out: PathBuf,
}

/// Writes the table and prints the command that reads it.
///
/// # Errors
/// If the producers' file is not there, or the table cannot be written.
pub fn run(arguments: &Arguments) -> Result<String, String> {
    let (csv, [first, last]) = all_conflict(&arguments.shared).map_err(|e| format!("{e}\n"))?;
    let out = arguments.out.display();
    std::fs::write(&arguments.out, &csv).map_err(|e| format!("{out} cannot be written: {e}\n"))?;
    Ok(format!(
        "{} rows written.\ntertius atlas {out} --ontology quad --measure \"conflict rate\" --observed {first}..{last} --design-effect {DESIGN_EFFECT}\n",
        csv.lines().count() - 1
    ))
}

/// A table of conflict as the program reads it.
pub(super) fn series_of(csv: &str, [first, last]: &[String; 2]) -> Result<InstrumentSeries, String> {
    let text = format!(
        "[triangle]\npair = [\"FRA\", \"USA\"]\nthird = \"GBR\"\n[[instrument]]\nname = \"conflict\"\nsource = \"counted\"\nfiles = [\"conflict.csv\"]\nontology = \"quad\"\nmeasure = \"conflict rate\"\nobserved = [\"{first}..{last}\"]\ndesign_effect = {DESIGN_EFFECT}\n"
    );
    let said = |all: Vec<Complaint>| all.into_iter().map(|c| c.message + "\n").collect::<String>();
    let dossier = Dossier::read(&text, &kind_names()).map_err(said)?;
    let files = MemoryFiles(vec![("conflict.csv".to_owned(), csv.as_bytes().to_vec())]);
    let mut all = read_series(&dossier, &files, &Quiet).map_err(said)?;
    Ok(all.remove(0))
}
