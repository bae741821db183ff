//! `import`: producers' files into the lake. Any number of threads read; one at a time puts what they read in order, so
//! that the lake is the same for any number. Killed at any moment, the lake stands as it was at the last commit.

use crate::archive::Limits;
use crate::choices::Choices;
use crate::error::LakeError;
use crate::feed::{self, Feeder, Input};
use crate::log::Lake;
use crate::round::{Ordered, Round, Stop};
use crate::sink::Sink;
use crate::sizes::Sizes;
use crate::totals::Totals;
use crate::withdraw::{Withdrawn, withdraw};
use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize};
use std::sync::{Condvar, Mutex};
use tertius::events::ontologies::Ontology;
use tertius::events::sources::EventLayout;
use tertius::progress::Progress;

/// How files are imported.
#[derive(Clone, Debug)]
pub struct ImportOptions {
    /// The source's name within the lake: letters, digits, `-` and `_`.
    pub name: String,
    /// The reader's word, for the log.
    pub reader: String,
    /// The ontology of the codes.
    pub ontology: Ontology,
    /// How events are cleaned before they are counted.
    pub choices: Choices,
    /// Whether rows are kept, or the cube alone.
    pub keep_rows: bool,
    /// Threads that read.
    pub threads: usize,
    /// Whether a file that stands in the lake with other bytes is replaced.
    pub replace: bool,
    /// Limits of archives.
    pub limits: Limits,
    /// Bytes of text after which a commit is made at the next file's end.
    pub commit_bytes: u64,
    /// What is held in memory.
    pub sizes: Sizes,
}

/// Bytes of text between commits, unless told otherwise: some seconds of work.
pub const COMMIT_BYTES: u64 = 2 << 30;

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Imported {
    /// What came.
    #[serde(flatten)]
    pub totals: Totals,
    /// Files that stood in the lake already, byte for byte, under the same name.
    pub standing: u64,
    /// Files with the bytes of another file: their names.
    pub same_as: BTreeMap<String, String>,
    /// Files of which nothing was taken, with the reason.
    pub refused: BTreeMap<String, String>,
    /// Files that took the place of another of their name, with the rows that left.
    pub replaced: BTreeMap<String, Withdrawn>,
    /// Files without a row.
    pub empty: Vec<String>,
}

/// Imports files into a lake.
///
/// `layout` makes a reader of the files' layout; each thread and file has its own.
///
/// # Errors
/// The lake cannot be opened or written; a file cannot be read; the source was cleaned otherwise before. Files that are
/// not of the layout or damaged are no error: they are refused one by one, and named.
pub fn import(
    root: &Path,
    paths: &[PathBuf],
    options: &ImportOptions,
    layout: &(dyn Fn() -> Box<dyn EventLayout> + Sync),
    progress: &dyn Progress,
) -> Result<Imported, LakeError> {
    if options.name.is_empty() || !options.name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b)) {
        return Err(LakeError::complaint(
            format!("\"{}\" cannot be the name of a source", options.name),
            "use letters, digits, - and _",
        ));
    }
    let inputs = feed::inputs(paths)?;
    let (lake, hold) = Lake::open_to_change(root)?;
    if let Some(before) = lake.of(&options.name).last() {
        options.choices.must_equal(&before.choices, &options.name)?;
        let same = before.rows_are_kept == options.keep_rows
            && before.ontology == options.ontology.word()
            && before.reader == options.reader;
        if !same {
            return Err(LakeError::complaint(
                format!(
                    "\"{}\" was imported as {} in {}{}",
                    options.name,
                    before.reader,
                    before.ontology,
                    if before.rows_are_kept { ", with its rows" } else { ", into the cube only" }
                ),
                "import it the same way, or give it another --name",
            ));
        }
    }
    let mut imported = Imported::default();
    let mut stands = BTreeSet::new();
    let mut lake = lake;
    let mut skip = standing(&mut lake, &inputs, options, layout, &mut imported)?;
    stands.extend(skip.iter().filter(|i| !imported.refused.contains_key(&inputs[**i].name)).copied());
    progress.begin(&format!("importing {}", options.name), Some(inputs.iter().map(|i| i.bytes).sum()));
    let mut as_stream = BTreeSet::new();
    loop {
        let standing: BTreeMap<String, String> =
            lake.files(&options.name).iter().map(|(n, f)| ((*n).to_owned(), f.checksum.clone())).collect();
        let round = Round {
            inputs: &inputs,
            options,
            layout,
            progress,
            feeder: Mutex::new(Feeder::new(&inputs, 0, &skip, &as_stream, options.limits, options.sizes.block)),
            results: Mutex::default(),
            wake: Condvar::new(),
            sink: Mutex::new(Ordered {
                known: standing.iter().map(|(name, sum)| (sum.clone(), name.clone())).collect(),
                sink: Sink::new(lake, options)?,
                taken: BTreeSet::new(),
                done: BTreeSet::new(),
            }),
            tasks: Mutex::default(),
            busy: AtomicUsize::new(0),
            stop: Mutex::new(None),
            stopped: AtomicBool::new(false),
            report: Mutex::default(),
            standing,
        };
        std::thread::scope(|scope| {
            for _ in 1..options.threads.max(1) {
                scope.spawn(|| round.work());
            }
            round.work();
        });
        let Round { sink, stop, report, feeder, .. } = round;
        drop(feeder);
        let report = report.into_inner().unwrap_or_default();
        imported.same_as.extend(report.same_as);
        imported.refused.extend(report.refused);
        imported.empty.extend(report.empty);
        stands.extend(report.standing);
        let ordered = sink.into_inner().map_err(|_| LakeError::Stopped)?;
        imported.totals.join(&ordered.sink.totals);
        let done = ordered.done;
        let mut changed_file = None;
        match stop.into_inner().unwrap_or(None) {
            None => break,
            Some(Stop::Error(e)) => return Err(e),
            Some(Stop::Without(file, why)) => {
                imported.refused.insert(inputs[file].name.clone(), why);
                skip.insert(file);
            }
            Some(Stop::Same(file, twin)) => {
                imported.same_as.insert(inputs[file].name.clone(), twin);
                skip.insert(file);
            }
            Some(Stop::Stream(file)) => {
                as_stream.insert(file);
            }
            Some(Stop::Changed(file)) => changed_file = Some(file),
        }
        skip.extend(done);
        // What was not committed is thrown away, and read again.
        lake = Lake::reopen(root, &hold)?;
        if let Some(file) = changed_file {
            take_out(&mut lake, &inputs[file].name, options, &mut imported)?;
        }
    }
    progress.end();
    imported.standing = stands.len() as u64;
    imported.empty.sort();
    imported.empty.dedup();
    drop(hold);
    Ok(imported)
}

/// Large files that stand in the lake already. Small ones are found while they are read.
fn standing(
    lake: &mut Lake,
    inputs: &[Input],
    options: &ImportOptions,
    layout: &dyn Fn() -> Box<dyn EventLayout>,
    imported: &mut Imported,
) -> Result<BTreeSet<usize>, LakeError> {
    let mut skip = BTreeSet::new();
    for (i, input) in inputs.iter().enumerate().filter(|(_, input)| input.bytes > options.limits.whole) {
        let known = entries(lake, &options.name, &input.name);
        let Some((bytes, checksum)) = known.first().map(|(_, bytes, checksum)| (*bytes, checksum.clone())) else {
            continue;
        };
        let same =
            bytes == input.bytes && feed::text_checksum(&input.path, &options.limits).is_ok_and(|sum| sum == checksum);
        if same {
            skip.insert(i);
        } else if options.replace {
            // What stands leaves only for a file that can be read.
            if let Some(why) = feed::fault(&input.path, &options.limits, layout) {
                imported.refused.insert(input.name.clone(), why + feed::STAYS);
                skip.insert(i);
                continue;
            }
            take_out(lake, &input.name, options, imported)?;
        } else {
            return Err(changed(&input.name));
        }
    }
    Ok(skip)
}

/// What is known of a file by its name, or of its members, whose names follow after a slash. Between the two other names
/// may stand: `a.zip`, `a.zip.old`, `a.zip/b`.
pub(crate) fn of_file<'m, K: Borrow<str> + Ord, V>(files: &'m BTreeMap<K, V>, name: &str) -> Option<&'m V> {
    let beginning = format!("{name}/");
    let members = || {
        let (member, entry) = files.range::<str, _>((Bound::Included(beginning.as_str()), Bound::Unbounded)).next()?;
        member.borrow().starts_with(&beginning).then_some(entry)
    };
    files.get(name).or_else(members)
}

/// What stands in the lake of a file or its members: name, bytes and checksum.
fn entries(lake: &Lake, source: &str, name: &str) -> Vec<(String, u64, String)> {
    let beginning = format!("{name}/");
    let files = lake.files(source);
    files
        .range(name..)
        .take_while(|(known, _)| known.starts_with(name))
        .filter(|(known, _)| **known == name || known.starts_with(&beginning))
        .map(|(known, entry)| ((*known).to_owned(), entry.bytes, entry.checksum.clone()))
        .collect()
}

/// Takes a file and its members out of the lake.
fn take_out(lake: &mut Lake, name: &str, options: &ImportOptions, imported: &mut Imported) -> Result<(), LakeError> {
    for (member, ..) in entries(lake, &options.name, name) {
        let withdrawn = withdraw(lake, &options.name, &member)?;
        imported.replaced.insert(member, withdrawn);
    }
    Ok(())
}

pub(crate) fn changed(name: &str) -> LakeError {
    LakeError::complaint(
        format!("{name} stands in the lake with other bytes"),
        "a corrected file takes its place with --replace; another file of the same name needs a name of its own",
    )
}
