//! Finding a dossier, on disk or in the bundle, and reading it.

use crate::args::{Colour, Global};
use crate::bundle;
use crate::cache::{Cache, Printed, Remembering};
use crate::complaints;
use crate::disk::Disk;
use crate::{Failure, progress::Shown};
use std::io::IsTerminal;
use std::path::Path;
use tertius::claims::{self, EarlierRun, Findings, kind_names};
use tertius::dossier::{Complaint, Dossier, Files, did_you_mean};
use tertius::power::with_smallest_caught;

/// A dossier's name, text and files.
pub(crate) struct Opened {
    pub name: String,
    pub text: String,
    pub files: Box<dyn Files>,
}

/// Opens a file, or a bundled dossier by name; without a name, the first bundled one.
pub(crate) fn open(named: Option<&str>) -> Result<Opened, Failure> {
    let named = named.unwrap_or(bundle::DEFAULT);
    let path = Path::new(named);
    if path.is_file() {
        let bytes = std::fs::read(path).map_err(|e| Failure::Machine(format!("{named} cannot be read: {e}")))?;
        let text = String::from_utf8(bytes).map_err(|e| {
            let before = &e.as_bytes()[..e.utf8_error().valid_up_to()];
            let line = before.iter().filter(|b| **b == b'\n').count() + 1;
            Failure::Complaint(format!(
                "complaint: {named} is not UTF-8 text (line {line})\n  help: save the dossier as UTF-8"
            ))
        })?;
        let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
        return Ok(Opened { name: named.to_owned(), text, files: Box::new(Disk::beside(path)) });
    }
    if let Some((text, files)) = bundle::find(named) {
        return Ok(Opened { name: format!("{named} (bundled)"), text: text.to_owned(), files: Box::new(files) });
    }
    let names = bundle::names();
    let near =
        did_you_mean(named, names.iter().map(String::as_str)).map_or(String::new(), |n| format!("did you mean {n}? "));
    Err(Failure::Complaint(format!(
        "complaint: no dossier is found at {named}\n  help: {near}Bundled dossiers are: {}",
        names.join(", ")
    )))
}

impl Opened {
    /// Reads the dossier; complaints become text that is ready to print.
    pub(crate) fn dossier(&self, global: &Global) -> Result<Dossier, Failure> {
        Dossier::read(&self.text, &kind_names()).map_err(|c| self.failure(&c, global))
    }

    /// What the commands print of the whole spine: from a kept run, or run now and kept.
    pub(crate) fn run(&self, earlier: Option<&EarlierRun>, global: &Global) -> Result<Printed, Failure> {
        let cache = if global.no_cache { None } else { Cache::open() };
        if let Some(printed) = cache.as_ref().and_then(|c| c.find(&self.text, &*self.files, earlier)) {
            if !global.quiet {
                eprintln!("Nothing changed since a run that is kept: shown from there (--no-cache runs it anew).");
            }
            return Ok(printed);
        }
        let files = Remembering::of(&*self.files);
        let findings = with_smallest_caught(self.findings(&files, earlier, global)?, &Shown::new(global.quiet));
        let printed = Printed::of(&findings);
        if let Some(cache) = cache
            && let Err(e) = cache.keep((&self.name, &self.text), files.matched(), earlier, &printed)
            && !global.quiet
        {
            eprintln!("The run cannot be kept in {}: {e}", cache.root().display());
        }
        Ok(printed)
    }

    /// Runs the whole spine.
    pub(crate) fn findings(
        &self,
        files: &dyn Files,
        earlier: Option<&EarlierRun>,
        global: &Global,
    ) -> Result<Findings, Failure> {
        let dossier =
            Dossier::read_with_files(&self.text, &kind_names(), files).map_err(|c| self.failure(&c, global))?;
        claims::run(&dossier, files, earlier, &Shown::new(global.quiet)).map_err(|c| self.failure(&c, global))
    }

    /// Complaints in the words and colours of the terminal.
    pub(crate) fn failure(&self, complaints: &[Complaint], global: &Global) -> Failure {
        Failure::Complaint(complaints::render(
            &self.name,
            &self.text,
            complaints,
            colour(global, std::io::stderr().is_terminal()),
        ))
    }
}

/// Whether to use colour on a stream.
pub(crate) fn colour(global: &Global, is_terminal: bool) -> bool {
    match global.colour {
        Colour::Always => true,
        Colour::Never => false,
        Colour::Auto => is_terminal && std::env::var_os("NO_COLOR").is_none(),
    }
}
