//! `tertius new`: a commented dossier to start from.

use super::open::colour;
use super::report::print;
use crate::args::Global;
use crate::{Failure, write};
use std::io::IsTerminal;
use std::path::Path;
use tertius::actors;
use tertius::dossier::template;

/// Writes the template for three states.
pub(crate) fn new(named: [&str; 3], out: Option<&Path>, global: &Global) -> Result<(), Failure> {
    let mut states = Vec::new();
    for name in named {
        let Some(state) = actors::state(&name.to_uppercase()) else {
            let near: Vec<String> =
                actors::nearest(name, 3).iter().map(|s| format!("{} ({})", s.code(), s.state().name)).collect();
            return Err(Failure::Complaint(format!(
                "complaint: no state is known as \"{name}\"\n  help: did you mean {}?",
                near.join(" or ")
            )));
        };
        states.push(state);
    }
    let [a, b, third] = states[..] else { return Err(Failure::Complaint("complaint: three states are needed".into())) };
    if a == b || a == third || b == third {
        return Err(Failure::Complaint("complaint: a triangle needs three different states".into()));
    }
    let text = template(a, b, third);
    let Some(path) = out else { return print(&text) };
    if path.exists() {
        return Err(Failure::Complaint(format!(
            "complaint: {} is there already and is left as it is\n  help: give another name",
            path.display()
        )));
    }
    let folder = path.parent().unwrap_or_else(|| Path::new(""));
    let name = path
        .file_name()
        .and_then(|n| n.to_str())
        .ok_or_else(|| Failure::Complaint("complaint: --out names no file".into()))?;
    write::whole(folder, name, text.as_bytes())?;
    if !global.quiet {
        let bold = if colour(global, std::io::stderr().is_terminal()) { ("\u{1b}[1m", "\u{1b}[0m") } else { ("", "") };
        eprintln!(
            "Written: {}. Next: put your files beside it, then {}tertius check {}{}",
            path.display(),
            bold.0,
            path.display(),
            bold.1
        );
    }
    Ok(())
}
