//! `tertius atlas`: every pair of a table with every third, screened; the survivors under the full rule. Chunks of
//! finished work stand in a hidden folder of the output, so that a run which was stopped can be resumed.

use super::open::{Opened, open};
use super::report::print;
use super::show::no_such_instrument;
use crate::args::{AtlasArguments, Global};
use crate::disk::Disk;
use crate::progress::Shown;
use crate::{Failure, write};
use std::path::{Path, PathBuf};
use tertius::atlas::{self, AtlasSettings, AtlasStop, Store};
use tertius::claims::read_series;
use tertius::dossier::Dossier;
use tertius::report;

/// The folder of finished chunks, within the output folder.
const KEPT: &str = ".atlas";
/// What the chunks belong to.
const MANIFEST: &str = "manifest";

/// Chunks as files, each written whole or not at all.
struct Folder(PathBuf);

impl Store for Folder {
    fn load(&self, name: &str) -> Option<String> {
        std::fs::read_to_string(self.0.join(name)).ok()
    }

    fn save(&self, name: &str, text: &str) -> Result<(), String> {
        write::whole(&self.0, name, text.as_bytes()).map_err(|e| match e {
            Failure::Complaint(text) | Failure::Machine(text) => text,
        })
    }
}

/// Screens a table or a dossier's instrument and writes the atlas.
pub(crate) fn atlas(a: &AtlasArguments, global: &Global) -> Result<(), Failure> {
    let complaint = |what: String, help: &str| Failure::Complaint(format!("complaint: {what}\n  help: {help}"));
    if !(a.level > 0.0 && a.level < 1.0) {
        return Err(complaint(format!("--level {} is no level", a.level), "a share between 0 and 1, such as .05"));
    }
    let opened = opened(a)?;
    let mut dossier = Dossier::read_with_files(&opened.text, &tertius::claims::kind_names(), &*opened.files)
        .map_err(|c| opened.failure(&c, global))?;
    let names: Vec<&str> = dossier.instruments.iter().map(|i| i.name.value.as_str()).collect();
    let wanted = match (&a.instrument, &names[..]) {
        (Some(name), _) => name.clone(),
        (None, [only]) => (*only).to_owned(),
        (None, _) => {
            return Err(complaint(
                "the dossier has several instruments".to_owned(),
                &format!("say which one: --instrument NAME, one of: {}", names.join("; ")),
            ));
        }
    };
    no_such_instrument(Some(&wanted), &names)?;
    dossier.instruments.retain(|i| i.name.value == wanted);
    let shown = Shown::new(global.quiet);
    let series = read_series(&dossier, &*opened.files, &shown).map_err(|c| opened.failure(&c, global))?.remove(0);
    if series.calendar.length() != dossier.triangle.period {
        let read = series.calendar.length();
        return Err(complaint(format!("\"{wanted}\" reads by {read}"), &format!("--period {read}")));
    }
    let settings = AtlasSettings {
        active_min: a.active,
        lags: dossier.settings.lags,
        rows_min: dossier.settings.rows_min,
        level: a.level,
        seed: dossier.settings.seed,
    };
    let out = a.out.as_deref().unwrap_or(Path::new("tertius-atlas"));
    let store = Folder(out.join(KEPT));
    begin(&store, &atlas::run_key(&series, &settings), a.resume, out, global)?;
    let found = atlas::run(&series, &settings, &store, &shown).map_err(|stop| match stop {
        AtlasStop::Refused(r) => Failure::Complaint(format!("refused: {}\n  needed: {}", r.why, r.needed)),
        AtlasStop::Store(why) => Failure::Machine(why),
    })?;
    write::whole(out, "atlas.csv", report::atlas_table(&found).csv().as_bytes())?;
    write::whole(out, "survivors.csv", report::survivors_table(&found).csv().as_bytes())?;
    write::whole(out, "atlas.json", report::atlas_json(&found).as_bytes())?;
    write::whole(out, "atlas.html", report::atlas_html(&found).as_bytes())?;
    print(&report::atlas_text(&found))?;
    if !global.quiet {
        eprintln!("Written: atlas.html, atlas.csv, survivors.csv and atlas.json in {}.", out.display());
    }
    Ok(())
}

/// Makes sure that the chunks in the folder are this run's: resumed if asked for and alike, else thrown away, and said.
fn begin(store: &Folder, key: &str, resume: bool, out: &Path, global: &Global) -> Result<(), Failure> {
    let before = store.load(MANIFEST);
    let say = |text: &str| {
        if !global.quiet {
            eprintln!("{text}");
        }
    };
    match (&before, resume) {
        (Some(other), _) if other.trim() != key => {
            say(
                "The input, a setting or the program has changed since the run that stands in this folder: starting anew.",
            );
        }
        (Some(_), true) => {
            say("Resuming: chunks that are finished are taken as they are.");
            return Ok(());
        }
        (Some(_), false) if !out.join("atlas.json").is_file() => {
            return Err(Failure::Complaint(format!(
                "complaint: an unfinished run of the same question stands in {}\n  help: --resume goes on with it; remove {} to start anew",
                out.display(),
                store.0.display()
            )));
        }
        (Some(_), false) => {
            say("A finished run stands in this folder: starting anew (--resume would take its chunks).")
        }
        (None, true) => say("There is nothing to resume in this folder: starting anew."),
        (None, false) => {}
    }
    let failed = |e: std::io::Error| Failure::Machine(format!("{} cannot be cleared: {e}", store.0.display()));
    if store.0.is_dir() {
        std::fs::remove_dir_all(&store.0).map_err(failed)?;
    }
    // What an earlier run wrote does not stand beside the chunks of this one.
    for name in ["atlas.csv", "survivors.csv", "atlas.json", "atlas.html"] {
        let path = out.join(name);
        if path.is_file() {
            std::fs::remove_file(&path).map_err(failed)?;
        }
    }
    store.save(MANIFEST, &format!("{key}\n")).map_err(Failure::Machine)
}

/// The dossier named, or one made of the table and the options. A table's dossier needs a triangle to be one; which is
/// of no matter, for eras and readings follow each triangle in turn.
fn opened(a: &AtlasArguments) -> Result<Opened, Failure> {
    if a.what.ends_with(".toml") || !Path::new(&a.what).is_file() {
        let given = a.of_table();
        if !given.is_empty() {
            return Err(Failure::Complaint(format!(
                "complaint: {} would say how a table is read, but {} is taken for a dossier\n  help: change the dossier, or name a table that exists",
                given.join(", "),
                a.what
            )));
        }
        return open(Some(&a.what));
    }
    let path = Path::new(&a.what);
    let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
    let quoted = |text: &String| toml_text(text);
    let observed: Vec<String> = a.observed.iter().map(quoted).collect();
    let lines = |keys: &[(&str, Option<String>)]| -> String {
        keys.iter().filter_map(|(key, value)| value.as_ref().map(|v| format!("{key} = {v}\n"))).collect()
    };
    let triangle = lines(&[
        ("period", Some(a.period.as_ref().map_or_else(|| toml_text("month"), quoted))),
        ("from", a.from.as_ref().map(quoted)),
        ("to", a.to.as_ref().map(quoted)),
    ]);
    let settings = lines(&[("lags", a.lags.map(|l| l.to_string())), ("seed", a.seed.map(|s| s.to_string()))]);
    let instrument = lines(&[
        ("files", Some(format!("[{}]", toml_text(name)))),
        ("ontology", a.ontology.as_ref().map(quoted)),
        ("measure", a.measure.as_ref().map(quoted)),
        ("exposure", a.exposure.as_ref().map(quoted)),
        ("silence", a.silence.as_ref().map(quoted)),
        ("design_effect", a.design_effect.map(|d| format!("{d:?}"))),
        ("observed", (!observed.is_empty()).then(|| format!("[{}]", observed.join(", ")))),
    ]);
    let text = format!(
        "[triangle]\npair = [\"FRA\", \"USA\"]\nthird = \"GBR\"\n{triangle}\n[settings]\n{settings}\n[[instrument]]\nname = {}\nsource = \"counted\"\n{instrument}",
        toml_text(path.file_stem().and_then(|n| n.to_str()).unwrap_or(name))
    );
    Ok(Opened { name: "the options of tertius atlas".to_owned(), text, files: Box::new(Disk::beside(path)) })
}

/// A text as a TOML string.
fn toml_text(text: &str) -> String {
    let escaped: String = text
        .chars()
        .map(|c| match c {
            '"' | '\\' => format!("\\{c}"),
            c if c.is_control() => format!("\\u{:04X}", c as u32),
            c => c.to_string(),
        })
        .collect();
    format!("\"{escaped}\"")
}
