//! Reading all files of one instrument: the loop over files and lines, the complaints that only the
//! bytes can justify (nothing matches, wrong layout, wrong ontology, nothing usable), and the ledger.

use super::calendar_of_source;
use super::exposure::{Exposure, read_exposure};
use super::gather::Gatherer;
use super::ledger::{FileRead, Ledger, Rejection};
use super::lines::{Line, Lines};
use super::ontologies;
use super::roll_calls::ByState;
use super::sources::{self, HeaderFault, Layout, shorten};
use crate::dossier::{Complaint, FilePlace, Files, Instrument, Ontology, Source, no_match};
use crate::progress::Progress;
use std::collections::BTreeMap;

/// Reads every file of an instrument.
///
/// # Errors
/// Complaints that point at the instrument's keys in the dossier: no file matches, a file cannot be
/// opened or is not of the declared layout or ontology, or not one row is usable.
pub fn read(instrument: &Instrument, files: &dyn Files, progress: &dyn Progress) -> Result<Ledger, Vec<Complaint>> {
    let names = matching(instrument, files)?;
    let mut gatherer = Gatherer::new(instrument);
    let mut read = Vec::new();
    let mut complaints = Vec::new();
    let mut cautions = Vec::new();
    let mut decided = BTreeMap::new();
    progress.begin(&format!("reading {}", instrument.name.value), Some(names.len() as u64));
    for (name, span) in &names {
        match read_file(instrument, name, span, files, (&mut gatherer, &mut decided), read.len()) {
            Ok(file) => {
                if file.rows == 0 {
                    cautions.push(format!("{name} holds no rows."));
                }
                read.push(file);
            }
            Err(complaint) => complaints.push(*complaint),
        }
        progress.advance(1);
    }
    progress.end();
    cautions.extend(
        decided
            .iter()
            .filter(|(_, n)| **n > 0)
            .map(|(what, n)| format!("{n} of {} rows of \"{}\" {what}.", gatherer.rows_read, instrument.name.value)),
    );
    let taken = std::mem::take(&mut gatherer.votes);
    let by_state = match instrument.source {
        Source::RollCalls => {
            complaints.extend(taken.missing_table(instrument));
            ByState::RollCalls(taken.decide(&mut gatherer, &read))
        }
        Source::IdealPoints => ByState::IdealPoints(std::mem::take(&mut gatherer.ideal_points)),
        _ => ByState::Nothing,
    };
    if let Some(complaint) = wrong_ontology(instrument, &gatherer) {
        complaints.push(complaint);
    }
    complaints.extend(mixed_dates(instrument, &gatherer));
    let exposure = match &instrument.exposure {
        Some(_) => read_exposure(instrument, files, &gatherer, &mut read).map_err(|c| vec![*c]),
        None => Ok(None),
    };
    let exposure = match exposure {
        Ok(e) => e,
        Err(c) => {
            complaints.extend(c);
            None
        }
    };
    // Roll calls and issues are rows too, and read nothing without a vote.
    let no_vote = matches!(&by_state, ByState::RollCalls(calls) if calls.states().next().is_none());
    if complaints.is_empty() && (gatherer.rows_accepted == 0 || no_vote) {
        complaints.push(nothing_usable(instrument, &gatherer));
    }
    if !complaints.is_empty() {
        return Err(complaints);
    }
    Ok(Ledger { by_state, ..ledger(instrument, gatherer, read, exposure, cautions) })
}

type Named = Vec<(String, std::ops::Range<usize>)>;

fn matching(instrument: &Instrument, files: &dyn Files) -> Result<Named, Vec<Complaint>> {
    let mut names: Named = Vec::new();
    let mut complaints = Vec::new();
    for pattern in &instrument.files {
        match files.matching(&pattern.value) {
            Ok(found) if found.is_empty() => complaints.push(no_match(pattern)),
            Ok(found) => names.extend(found.into_iter().map(|n| (n, pattern.span.clone()))),
            Err(e) => complaints.push(Complaint::new(
                pattern.span.clone(),
                format!("\"{}\" cannot be looked up: {e}", pattern.value),
                "here",
                "check that the folder exists and may be read",
            )),
        }
    }
    names.sort_by(|a, b| a.0.cmp(&b.0));
    names.dedup_by(|a, b| a.0 == b.0);
    if complaints.is_empty() { Ok(names) } else { Err(complaints) }
}

pub(super) fn cannot_read(
    name: &str,
    span: &std::ops::Range<usize>,
    line: u64,
    error: &std::io::Error,
) -> Box<Complaint> {
    Box::new(
        Complaint::new(
            span.clone(),
            format!("{name} cannot be read: {error}"),
            "matches this file",
            "check that the file is whole and may be read; a compressed file may be truncated",
        )
        .in_file(FilePlace { file: name.to_owned(), line, column: 0 }),
    )
}

fn read_file(
    instrument: &Instrument,
    name: &str,
    span: &std::ops::Range<usize>,
    files: &dyn Files,
    (gatherer, decided): (&mut Gatherer<'_>, &mut BTreeMap<&'static str, u64>),
    index: usize,
) -> Result<FileRead, Box<Complaint>> {
    let index = u16::try_from(index).map_err(|_| {
        Box::new(Complaint::new(
            span.clone(),
            "more than 65,535 files for one instrument",
            "matches too many",
            "join files, or split the instrument",
        ))
    })?;
    let reader = files.open(name).map_err(|e| cannot_read(name, span, 0, &e))?;
    let mut lines = Lines::new(reader);
    let mut layout = sources::layout(instrument);
    let mut begun = false;
    let mut rows = 0;
    let no_table = |message: &str, help: &str| {
        let fault = HeaderFault { column: 0, message: message.to_owned(), help: help.to_owned(), span: None };
        wrong_layout(instrument, name, span, fault)
    };
    let mut number = 0;
    while let Some(line) = lines.next().map_err(|e| cannot_read(name, span, number + 1, &e))? {
        match line {
            Line::TooLong(at) => {
                number = at;
                if !begun {
                    return Err(no_table(
                        "the first line is longer than a million bytes",
                        "this does not look like a table; check the file",
                    ));
                }
                rows += 1;
                gatherer.row(Err((Rejection::LineTooLong, 0, String::new())), (index, name, at));
            }
            Line::Bytes(at, bytes) => {
                number = at;
                let text = std::str::from_utf8(bytes);
                if !begun {
                    if bytes.contains(&0) {
                        return Err(no_table(
                            "the first line holds bytes that no text has",
                            "this looks like a binary file; unpack it, or name the right one",
                        ));
                    }
                    if bytes.is_empty() {
                        continue;
                    }
                    let first =
                        text.map_err(|_| no_table("the first line is not UTF-8 text", "convert the file to UTF-8"))?;
                    begun = true;
                    let begin = begun_as_declared(instrument, &mut *layout, first);
                    if begin.map_err(|fault| wrong_layout(instrument, name, span, fault))? {
                        continue;
                    }
                }
                if bytes.is_empty() {
                    continue;
                }
                rows += 1;
                match text {
                    Ok(text) => {
                        for cell in 0..layout.n_cells() {
                            gatherer.row(layout.cell(text, cell), (index, name, at));
                        }
                    }
                    Err(e) => {
                        let before = &bytes[..e.valid_up_to()];
                        let column = before.iter().filter(|b| **b == b'\t' || **b == b',').count() + 1;
                        let shown = shorten(&String::from_utf8_lossy(bytes));
                        gatherer.row(Err((Rejection::NotUtf8, column, shown)), (index, name, at));
                    }
                }
            }
        }
    }
    for (what, n) in layout.decided() {
        *decided.entry(what).or_insert(0) += n;
    }
    let (sha256, bytes) = lines.finish();
    Ok(FileRead { name: name.to_owned(), sha256, bytes, rows })
}

/// Begins a file by its first line. Where the line is of another known layout, the fault says so, also where the declared
/// layout would take it: rows of GDELT under KEDS, say.
fn begun_as_declared(instrument: &Instrument, layout: &mut dyn Layout, first: &str) -> Result<bool, HeaderFault> {
    let begun = layout.begin(first);
    if matches!(instrument.source, Source::Table | Source::Counted) || !instrument.measure.is_of_events() {
        return begun;
    }
    let fits = sources::recognise(first);
    let Some(other) = fits.first().filter(|_| !fits.contains(&instrument.source)) else { return begun };
    let declare = format!("declare source = \"{}\"", other.word());
    let is = format!("its first line is of the layout \"{}\"", other.word());
    Err(match begun {
        Ok(_) => HeaderFault { column: 0, message: is, help: declare, span: None },
        Err(fault) => HeaderFault { help: format!("{}; {is}: {declare}", fault.help), ..fault },
    })
}

fn wrong_layout(
    instrument: &Instrument,
    name: &str,
    span: &std::ops::Range<usize>,
    fault: HeaderFault,
) -> Box<Complaint> {
    Box::new(
        Complaint::new(
            fault.span.clone().unwrap_or_else(|| span.clone()),
            format!("{name} is not of the declared layout \"{}\": {}", instrument.source.word(), fault.message),
            if fault.span.is_some() { "not in the header" } else { "matches this file" },
            fault.help,
        )
        .in_file(FilePlace { file: name.to_owned(), line: 1, column: fault.column as u64 }),
    )
}

fn wrong_ontology(instrument: &Instrument, gatherer: &Gatherer<'_>) -> Option<Complaint> {
    let declared = instrument.ontology.as_ref()?;
    let rows =
        gatherer.codes.iter().flat_map(|(code, n)| std::iter::repeat_n(code.as_str(), (*n).min(10_000) as usize));
    let plausible = ontologies::plausibility(declared.value, rows);
    if plausible.stands() {
        return None;
    }
    let rival = plausible.rival?;
    let percent = 100.0 * plausible.share().unwrap_or(0.0);
    Some(Complaint::new(
        declared.span.clone(),
        format!("the codes of \"{}\" are not {}", instrument.name.value, declared.value.word().to_uppercase()),
        format!("only {percent:.0} % of the rows have a code of it"),
        format!(
            "{:.0} % have a code of {}: declare ontology = \"{}\"",
            100.0 * plausible.rival_matched as f64 / plausible.rows.max(1) as f64,
            rival.word().to_uppercase(),
            rival.word()
        ),
    ))
}

/// Rows of one table must name dates of one length: counts of a year cannot be cut into months, nor months of a
/// table be told from years that hold them.
fn mixed_dates(instrument: &Instrument, gatherer: &Gatherer<'_>) -> Option<Complaint> {
    let word = |l: &Option<crate::calendar::PeriodLength>| l.map_or("day", |l| l.word());
    // A measure may begin on a day and end in a year: the coarser of the two is its precision.
    if gatherer.lengths.len() < 2 || instrument.source == Source::InForce {
        return None;
    }
    let list = gatherer.lengths.iter().map(|(l, (n, _))| format!("{n} by {}", word(l))).collect::<Vec<_>>().join(", ");
    let (_, rarest) = gatherer.lengths.values().min_by_key(|(n, _)| *n)?;
    let span = instrument.files.first().map_or(instrument.span.clone(), |f| f.span.clone());
    Some(
        Complaint::new(
            span,
            format!("the rows of \"{}\" name dates of different lengths: {list}", instrument.name.value),
            "these files",
            "make one instrument of each, or correct the dates",
        )
        .in_file(rarest.clone()),
    )
}

fn nothing_usable(instrument: &Instrument, gatherer: &Gatherer<'_>) -> Complaint {
    let mut reasons: Vec<(u64, String)> = gatherer
        .rejected
        .iter()
        .map(|(r, t)| (t.count, format!("{} ({}; first: {}, \"{}\")", r.words(), t.count, t.first, t.example)))
        .collect();
    reasons.extend(
        gatherer.removed.iter().map(|(r, t)| (t.count, format!("{} ({}; first: {})", r.words(), t.count, t.first))),
    );
    reasons.sort_by(|a, b| b.cmp(a));
    let why = reasons.into_iter().take(3).map(|(_, r)| r).collect::<Vec<_>>().join("; ");
    let span = instrument.files.first().map_or(instrument.span.clone(), |f| f.span.clone());
    let (n, name) = (gatherer.rows_read, &instrument.name.value);
    let message = match gatherer.rows_accepted {
        0 => format!("not one of the {n} rows of \"{name}\" could be used"),
        taken => format!("not one vote among the {n} rows of \"{name}\" could be used (other rows: {taken})"),
    };
    let help = if why.is_empty() { "the files are empty".to_owned() } else { format!("most often: {why}") };
    Complaint::new(span, message, "these files", help)
}

fn ledger(
    instrument: &Instrument,
    mut g: Gatherer<'_>,
    files: Vec<FileRead>,
    exposure: Option<Exposure>,
    mut cautions: Vec<String>,
) -> Ledger {
    let design_effect = g.design_effect();
    let exposure_is_stated = exposure.is_some();
    let exposure = exposure.unwrap_or_else(|| g.exposure());
    let resolution = g.resolution();
    let inferred = instrument.observed.is_empty();
    let observed = if inferred {
        calendar_of_source::inferred(&g.dated.remove(&resolution).unwrap_or_default(), resolution)
    } else {
        instrument.observed.clone()
    };
    if inferred && instrument.measure.is_of_events() {
        cautions.push(format!(
            "When \"{}\" was watching is inferred from its rows: {}. Declare `observed` to be sure that silence is silence.",
            instrument.name.value,
            observed.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
        ));
    }
    if let (Source::InForce, Some(length)) = (instrument.source, resolution)
        && g.lengths.len() > 1
        && let Some((n, first)) = g.lengths.get(&Some(length))
    {
        cautions.push(format!(
            "{n} of {} cases of \"{}\" name a date by {length} only (first: {first}), so the whole table is read by {length}.",
            g.rows_accepted, instrument.name.value
        ));
    }
    cautions.extend(g.two_readings(&instrument.name.value));
    let mut unresolved: Vec<(String, u64)> = g.unresolved.into_iter().collect();
    unresolved.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    unresolved.truncate(20);
    g.events.sort_by_key(|e| (e.day, e.initiator, e.target, e.code, e.file, e.line));
    g.indicators.sort_by_key(|r| (r.span, r.dyad, r.file, r.line));
    g.in_force.sort_by_key(|m| (m.span, m.directed, m.file, m.line));
    Ledger {
        files,
        rows_read: g.rows_read,
        rows_accepted: g.rows_accepted,
        removed: g.removed,
        rejected: g.rejected,
        unresolved,
        events: g.events,
        indicators: g.indicators,
        in_force: g.in_force,
        by_state: ByState::Nothing,
        ontology: instrument.ontology.as_ref().map_or(Ontology::Quad, |o| o.value),
        resolution,
        observed,
        observed_is_inferred: inferred,
        exposure_is_stated,
        exposure,
        design_effect: design_effect.filter(|_| resolution.is_none() && rows_are_stories(instrument)),
        cautions,
    }
}

/// Whether each row is one event as one story tells it, so that rows which repeat each other measure a design effect.
fn rows_are_stories(instrument: &Instrument) -> bool {
    match instrument.source {
        Source::Gdelt | Source::Icews | Source::IcewsNamed | Source::Phoenix | Source::Polecat | Source::Keds => true,
        Source::Table => instrument.mapping.as_ref().is_some_and(|mapping| mapping.columns.count.is_none()),
        Source::Counted | Source::Indicator | Source::InForce | Source::RollCalls | Source::IdealPoints => false,
    }
}
