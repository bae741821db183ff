//! `tertius simulate`: a world with a known answer, written as files that the other commands read.

use super::open::colour;
use super::report::print;
use crate::args::{EventLayout, Global};
use crate::progress::Shown;
use crate::{Failure, complaints, write};
use std::collections::BTreeSet;
use std::io::IsTerminal;
use std::path::Path;
use tertius::dossier::did_you_mean;
use tertius::progress::Progress;
use tertius::simulate::{EXAMPLE, EXAMPLES, Layout, read_world};

/// The file that tells a folder of ours; it lists what was written.
const MARKER: &str = ".tertius-simulation";

/// What is to be drawn.
pub(crate) struct Wanted<'a> {
    /// A world file, or a bundled world.
    pub world: Option<&'a str>,
    /// The folder.
    pub out: Option<&'a Path>,
    /// How events are written.
    pub layout: EventLayout,
    /// Another seed.
    pub seed: Option<u64>,
    /// Print the commented world file.
    pub example: bool,
    /// List the bundled worlds.
    pub list: bool,
}

/// Draws a world and writes it, or prints what there is to start from.
pub(crate) fn simulate(wanted: &Wanted<'_>, global: &Global) -> Result<(), Failure> {
    if wanted.example {
        return print(EXAMPLE);
    }
    if wanted.list {
        return print(&EXAMPLES.iter().map(|(name, says, _)| format!("{name:<14}{says}\n")).collect::<String>());
    }
    let (Some(named), Some(out)) = (wanted.world, wanted.out) else {
        return Err(Failure::Complaint(
            "complaint: a world and --out DIR are needed\n  help: tertius simulate --list".into(),
        ));
    };
    let (name, text) = text(named)?;
    let mut observatory = read_world(&text).map_err(|c| {
        Failure::Complaint(complaints::render(&name, &text, &c, colour(global, std::io::stderr().is_terminal())))
    })?;
    if let Some(seed) = wanted.seed {
        observatory = observatory.seed(seed);
    }
    let before = ours(out)?;
    let progress = Shown::new(global.quiet);
    progress.begin("drawing the world", None);
    let layout = match wanted.layout {
        EventLayout::Counted => Layout::Counted,
        EventLayout::Icews => Layout::Icews,
    };
    let emitted = observatory
        .emit_as(layout)
        .map_err(|e| Failure::Complaint(format!("complaint: {e}\n  help: change {name}, or write --layout counted")))?;
    progress.end();
    let mut files: Vec<(String, Vec<u8>)> = emitted.files.0.clone();
    files.push(("dossier.toml".to_owned(), emitted.dossier.clone().into_bytes()));
    files.push(("truth.json".to_owned(), emitted.truth_json().into_bytes()));
    files.push(("truth.csv".to_owned(), emitted.truth_csv().into_bytes()));
    files.push(("world.toml".to_owned(), text.into_bytes()));
    progress.begin("writing", Some(files.len() as u64));
    // The marker first, with all that may be there, so that an interrupted run can be run again.
    let now: BTreeSet<String> = files.iter().map(|(name, _)| name.clone()).collect();
    let listed = |names: &BTreeSet<String>| names.iter().map(|n| format!("{n}\n")).collect::<String>();
    write::whole(out, MARKER, listed(&before.union(&now).cloned().collect()).as_bytes())?;
    for (name, bytes) in &files {
        write::whole(out, name, bytes)?;
        progress.advance(1);
    }
    for name in before.difference(&now) {
        match std::fs::remove_file(out.join(name)) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
                return Err(Failure::Machine(format!("{} cannot be removed: {e}", out.join(name).display())));
            }
            _ => {}
        }
    }
    write::whole(out, MARKER, listed(&now).as_bytes())?;
    progress.end();
    if !global.quiet {
        let dossier = out.join("dossier.toml");
        eprintln!("Written: {} files in {}. Next: tertius report {}", files.len(), out.display(), dossier.display());
    }
    Ok(())
}

/// The text of a world file or of a bundled world.
fn text(named: &str) -> Result<(String, String), Failure> {
    if Path::new(named).is_file() {
        let text = std::fs::read_to_string(named).map_err(|e| {
            Failure::Complaint(format!("complaint: {named} cannot be read as text: {e}\n  help: save it as UTF-8"))
        })?;
        return Ok((named.to_owned(), text));
    }
    if let Some((name, _, text)) = EXAMPLES.iter().find(|(name, _, _)| *name == named) {
        return Ok((format!("{name} (bundled)"), (*text).to_owned()));
    }
    let near =
        did_you_mean(named, EXAMPLES.iter().map(|e| e.0)).map_or(String::new(), |n| format!("did you mean {n}? "));
    let names: Vec<&str> = EXAMPLES.iter().map(|e| e.0).collect();
    Err(Failure::Complaint(format!(
        "complaint: no world is found at {named}\n  help: {near}Bundled worlds are: {}",
        names.join(", ")
    )))
}

/// What an earlier run of this command wrote into the folder; nothing for a folder that is empty or not there.
fn ours(out: &Path) -> Result<BTreeSet<String>, Failure> {
    let machine = |e: std::io::Error| Failure::Machine(format!("{} cannot be read: {e}", out.display()));
    if !out.exists() {
        return Ok(BTreeSet::new());
    }
    let marker = out.join(MARKER);
    if marker.is_file() {
        let listed = std::fs::read_to_string(&marker).map_err(machine)?;
        // Names only: nothing outside of the folder is ever removed.
        return Ok(listed.lines().filter(|l| !l.is_empty() && !l.contains(['/', '\\'])).map(str::to_owned).collect());
    }
    if std::fs::read_dir(out).map_err(machine)?.next().is_some() {
        return Err(Failure::Complaint(format!(
            "complaint: {} is not empty and was not written by this command\n  help: give another folder",
            out.display()
        )));
    }
    Ok(BTreeSet::new())
}
