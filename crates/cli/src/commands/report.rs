//! `tertius report`: the main job.

use super::open::{colour, open};
use crate::Failure;
use crate::args::{Global, ReportFormat};
use crate::cache::WIDTHS;
use crate::write;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use tertius::claims::EarlierRun;
use tertius::report;

/// Runs a dossier, writes the report's files, prints the verdicts.
pub(crate) fn report(
    dossier: Option<&str>,
    out: Option<&Path>,
    format: ReportFormat,
    global: &Global,
) -> Result<(), Failure> {
    let folder = out.map_or_else(|| own_folder(dossier), Path::to_path_buf);
    let out = folder.as_path();
    let opened = open(dossier)?;
    let earlier = earlier(out)?;
    let printed = opened.run(earlier.as_ref(), global)?;
    for (name, text) in &printed.tables {
        write::whole(&out.join("tables"), name, text.as_bytes())?;
    }
    write::whole(out, "report.html", printed.html.as_bytes())?;
    write::whole(out, "report.json", printed.json.as_bytes())?;
    let in_colour = colour(global, std::io::stdout().is_terminal());
    let text = match format {
        ReportFormat::Json => &printed.json,
        ReportFormat::Text => &printed.verdicts[&width()][usize::from(in_colour)],
    };
    print(text)?;
    if !global.quiet {
        eprintln!("Written: {}, report.json and tables in {}.", out.join("report.html").display(), out.display());
    }
    Ok(())
}

/// The folder of a dossier's report: its own, so that two dossiers do not take each other for an earlier run.
fn own_folder(dossier: Option<&str>) -> PathBuf {
    let stem = dossier.and_then(|d| Path::new(d).file_stem()).and_then(|s| s.to_str());
    PathBuf::from(stem.map_or_else(|| "tertius-report".to_owned(), |s| format!("{s}-report")))
}

/// The claims of an earlier run into the same folder, so that later ones are marked post hoc. A former
/// report that cannot be understood is a complaint: silence would let a claim pass as stated beforehand.
fn earlier(out: &Path) -> Result<Option<EarlierRun>, Failure> {
    let path = out.join("report.json");
    let Ok(text) = std::fs::read_to_string(&path) else { return Ok(None) };
    match report::previous_claims(&text) {
        Ok(run) => Ok(Some(run)),
        Err(why) => Err(Failure::Complaint(format!(
            "complaint: {} is not a report of this program ({why})\n  help: give another --out, or remove the file; without it, claims cannot be told from those added after results were seen",
            path.display()
        ))),
    }
}

/// The widest layout that fits into the terminal; 80 columns elsewhere.
fn width() -> usize {
    let columns = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok()).unwrap_or(80);
    WIDTHS.into_iter().rev().find(|w| *w <= columns).unwrap_or(WIDTHS[0])
}

/// Writes data to stdout; a reader that has gone away is no fault.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Failure::Machine(format!("stdout cannot be written: {e}")))
        }
        _ => Ok(()),
    }
}
