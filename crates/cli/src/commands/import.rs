//! `tertius import`: producers' event files into a lake.

use super::asked::{complaint, known_role, threads};
use super::report::print;
use crate::args::{Colour, Global, ImportArguments, ReportFormat};
use crate::bytes_shown::BytesShown;
use crate::{Failure, complaints};
use std::fmt::Write as _;
use std::path::Path;
use tertius::dossier::{Ontology, Source, TableMapping, did_you_mean};
use tertius::events::sources::{event_layout, mapped_layout, recognise};
use tertius::report::count;
use tertius_lake::{
    COMMIT_BYTES, Choices, ImportOptions, Imported, LakeError, Limits, Sizes, heads, import as into_lake,
};

impl From<LakeError> for Failure {
    fn from(error: LakeError) -> Failure {
        match error {
            LakeError::Complaint { .. } => Failure::Complaint(error.to_string()),
            LakeError::Machine { .. } | LakeError::Stopped => Failure::Machine(error.to_string()),
        }
    }
}

/// Imports files.
pub(crate) fn import(a: &ImportArguments, global: &Global) -> Result<(), Failure> {
    let source = if a.source == "auto" { recognised(a)? } else { source(&a.source)? };
    let mapping = mapping(source, a, global)?;
    let ontology = match &mapping {
        Some((_, ontology)) => *ontology,
        None => ontology(source, a.ontology.as_deref())?,
    };
    let options = ImportOptions {
        name: a.name.clone().unwrap_or_else(|| source.word().replace(' ', "-")),
        reader: source.word().to_owned(),
        ontology,
        choices: choices(source, a)?,
        keep_rows: !a.cube_only,
        threads: threads(global),
        replace: a.replace,
        limits: Limits::default(),
        commit_bytes: a.commit_bytes.unwrap_or(COMMIT_BYTES),
        sizes: Sizes::default(),
    };
    let begun = std::time::Instant::now();
    let layout = || match &mapping {
        Some((text, _)) => mapped_layout(text).expect("read above"),
        None => event_layout(source, Some(ontology)).expect("only sources of events come here"),
    };
    let imported = into_lake(&a.lake, &a.files, &options, &layout, &BytesShown::new(global.quiet))?;
    let seconds = begun.elapsed().as_secs_f64();
    match a.format {
        ReportFormat::Json => {
            let text = serde_json::to_string_pretty(&imported).expect("an account is plain data");
            print(&format!("{text}\n"))?;
        }
        ReportFormat::Text => print(&account(&imported, &options, &a.lake, seconds))?,
    }
    if imported.refused.is_empty() {
        return Ok(());
    }
    let listed: Vec<String> = imported.refused.iter().take(20).map(|(name, why)| format!("  {name}: {why}")).collect();
    Err(complaint(
        format!("{} of the files were not taken:\n{}", imported.refused.len(), listed.join("\n")),
        "the others stand in the lake; mend or leave out what is named and give the same command again",
    ))
}

/// The one source whose layout fits all files whose beginnings can be read.
fn recognised(a: &ImportArguments) -> Result<Source, Failure> {
    let mut fits: Option<Vec<Source>> = None;
    let mut first = String::new();
    for (name, head) in heads(&a.files)? {
        let of_this = recognise(&head);
        let list = |s: &[Source]| s.iter().map(|s| s.word()).collect::<Vec<_>>().join(" or ");
        match &mut fits {
            _ if of_this.is_empty() => {
                return Err(complaint(
                    format!("the layout of {name} is not known"),
                    "name the source, or use `table` with a --mapping that says which column is what",
                ));
            }
            None => {
                first = name;
                fits = Some(of_this);
            }
            Some(fits) => {
                let both: Vec<Source> = fits.iter().copied().filter(|s| of_this.contains(s)).collect();
                if both.is_empty() {
                    return Err(complaint(
                        format!("{first} looks like {} and {name} like {}", list(fits), list(&of_this)),
                        "import them one after the other",
                    ));
                }
                *fits = both;
            }
        }
    }
    match fits.unwrap_or_default()[..] {
        [only] => Ok(only),
        [] => Err(complaint("there is nothing to recognise the source by", "name it")),
        ref several => Err(complaint(
            format!("the files could be of {}", several.iter().map(|s| s.word()).collect::<Vec<_>>().join(" or of ")),
            "name the source",
        )),
    }
}

/// The text of a mapping file and its ontology, for the source that takes one.
fn mapping(source: Source, a: &ImportArguments, global: &Global) -> Result<Option<(String, Ontology)>, Failure> {
    match (&a.mapping, source) {
        (None, Source::Table) => Err(complaint(
            "a table of one's own needs a mapping: which column is what",
            "--mapping FILE; `tertius import --help` and docs/guide/lake.md show one",
        )),
        (Some(_), other) if other != Source::Table => Err(complaint(
            format!("the columns of {} are known", other.word()),
            "leave --mapping out, or use the source `table`",
        )),
        (None, _) => Ok(None),
        (Some(path), _) => {
            let text = std::fs::read_to_string(path)
                .map_err(|e| Failure::Machine(format!("{} cannot be read: {e}", path.display())))?;
            match TableMapping::read(&text) {
                Ok(mapping) => Ok(Some((text, mapping.ontology))),
                Err(complaints) => Err(Failure::Complaint(complaints::render(
                    &path.display().to_string(),
                    &text,
                    &complaints,
                    global.colour == Colour::Always,
                ))),
            }
        }
    }
}

fn choices(source: Source, a: &ImportArguments) -> Result<Choices, Failure> {
    let mut choices = Choices::of(source);
    choices.one_a_day = a.one_a_day;
    choices.one_story = a.one_story;
    choices.root_only = a.root_only;
    choices.min_mentions = a.min_mentions;
    choices.min_sources = a.min_sources;
    choices.emitted_again &= !a.keep_repeats;
    choices.same_row_again &= !a.keep_repeats;
    for role in &a.roles {
        known_role(role)?;
        choices.roles.push(role.clone());
    }
    Ok(choices)
}

/// The source that is named, if its files hold events.
fn source(word: &str) -> Result<Source, Failure> {
    let all: Vec<&str> = Source::WORDS
        .iter()
        .filter(|(_, s)| *s == Source::Table || event_layout(*s, Some(Ontology::Cameo)).is_some())
        .map(|(w, _)| *w)
        .collect();
    let found = Source::WORDS.iter().find(|(w, _)| *w == word && all.contains(w));
    found.map(|(_, s)| *s).ok_or_else(|| {
        let near = did_you_mean(word, all.iter().copied()).map_or(String::new(), |n| format!("did you mean {n}? "));
        complaint(format!("no source of events is called \"{word}\""), format!("{near}Sources are: {}", all.join(", ")))
    })
}

fn ontology(source: Source, word: Option<&str>) -> Result<Ontology, Failure> {
    let named = match word {
        None => None,
        Some(word) => Some(Ontology::WORDS.iter().find(|(w, _)| *w == word).map(|(_, o)| *o).ok_or_else(|| {
            let all: Vec<&str> = Ontology::WORDS.iter().map(|(w, _)| *w).collect();
            complaint(format!("no ontology is called \"{word}\""), format!("ontologies are: {}", all.join(", ")))
        })?),
    };
    match (source.ontology(), named) {
        (Some(fixed), Some(other)) if fixed != other => Err(complaint(
            format!("the codes of {} are {}", source.word(), fixed.word().to_uppercase()),
            "leave --ontology out",
        )),
        (Some(fixed), _) => Ok(fixed),
        (None, Some(named)) => Ok(named),
        (None, None) => Err(complaint(
            format!("the ontology of {} files differs from file to file", source.word()),
            "say which one it is, such as --ontology weis",
        )),
    }
}

/// What an import did, for people.
fn account(imported: &Imported, options: &ImportOptions, lake: &Path, seconds: f64) -> String {
    let t = &imported.totals;
    let mut text = String::new();
    let mut line = |what: &str, n: u64, more: &str| {
        let _ = writeln!(text, "{what:<44}{:>15}{more}", count(n));
    };
    line("files that came", t.files, "");
    if imported.standing > 0 {
        line("files that stood in the lake already", imported.standing, "");
    }
    line("rows", t.rows, "");
    line("  counted in the cube", t.counted, "");
    for (rule, n) in &t.removed {
        line(&format!("  read, not counted: {rule}"), *n, "");
    }
    for (reason, n) in &t.rejected {
        line(&format!("  rejected: {reason}"), *n, "");
    }
    if t.not_utf8 > 0 {
        line("  with bytes that are not UTF-8, replaced", t.not_utf8, "");
    }
    let actors: u64 = ["unknown actor"].iter().filter_map(|r| t.removed.get(*r)).sum();
    if t.rows > 0 {
        let share = 100.0 * (1.0 - actors as f64 / t.rows as f64);
        let _ = writeln!(text, "{:<44}{share:>14.2} %", "rows without an actor that nobody knows");
    }
    let mut frequent: Vec<(&String, &u64)> = t.unresolved.iter().collect();
    frequent.sort_by(|a, b| b.1.cmp(a.1).then_with(|| a.0.cmp(b.0)));
    for (what, n) in frequent.into_iter().take(10) {
        let _ = writeln!(text, "  {what:<42}{:>15}", count(*n));
    }
    for name in t.late.iter().take(10) {
        let _ = writeln!(
            text,
            "caution: {name} came later than files of its own or a neighbouring day, which could not be looked at again: repeats of theirs count again"
        );
    }
    for (name, twin) in imported.same_as.iter().take(10) {
        let _ = writeln!(text, "{name} has the bytes of {twin}: not taken again");
    }
    for (name, gone) in imported.replaced.iter().take(10) {
        let _ =
            writeln!(text, "{name} took the place of an earlier one: {} rows left", count(gone.rows + gone.rejected));
    }
    for name in imported.empty.iter().take(10) {
        let _ = writeln!(text, "{name} holds no rows");
    }
    let _ = writeln!(text, "cleaned by:");
    for (name, reason) in options.choices.reasons() {
        let _ = writeln!(text, "  {name}: {reason}");
    }
    let _ = writeln!(
        text,
        "{:.1} MB of text in {seconds:.1} s, {:.0} MB/s. `tertius lake {}` shows what is there.",
        t.text_bytes as f64 / 1e6,
        t.text_bytes as f64 / 1e6 / seconds.max(1e-3),
        lake.display()
    );
    text
}
