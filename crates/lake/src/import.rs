//! `import`: producers' files into the lake. Any number of threads read; one at a time puts what they read in order, so
//! that the lake is the same for any number. Killed at any moment, the lake stands as it was at the last commit.

use crate::archive::{self, Limits};
use crate::choices::Choices;
use crate::error::LakeError;
use crate::feed::{self, Feeder, Input, Job};
use crate::log::Lake;
use crate::parse::Parser;
use crate::row::Block;
use crate::sink::{Sink, Task, Totals};
use crate::sizes::Sizes;
use crate::withdraw::{Withdrawn, withdraw};
use libdeflater::Decompressor;
use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io;
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard};
use std::time::Duration;
use tertius::events::ontologies::Ontology;
use tertius::events::sources::{EventLayout, HeaderFault};
use tertius::progress::Progress;
use twox_hash::XxHash3_128;

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

/// What reading one piece of work gave.
enum Read {
    /// Members of a file that was read whole, with the bytes of their text.
    Whole {
        file: usize,
        members: Vec<(String, Block, u64)>,
        checksum: String,
    },
    Block {
        file: usize,
        member: String,
        block: Block,
        text_bytes: u64,
    },
    End {
        file: usize,
        checksum: String,
    },
    /// Nothing of the file may be taken. Of a stream some blocks may have been taken before.
    Refused {
        file: usize,
        why: String,
        stream: bool,
    },
    /// The file must be read as a stream after all.
    TooLarge {
        file: usize,
    },
    /// The same bytes stand in the lake.
    Standing {
        file: usize,
    },
}

/// Why a round ended before all was read.
enum Stop {
    Error(LakeError),
    /// Go on from the last commit without this file.
    Without(usize, String),
    /// The same, since its bytes are those of the file that is named.
    Same(usize, String),
    /// Go on from the last commit, reading this file as a stream.
    Stream(usize),
    /// Go on from the last commit after files that stand under this name with other bytes were taken out.
    Changed(usize),
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
    let mut skip = standing(&mut lake, &inputs, options, &mut imported)?;
    stands.extend(skip.iter().copied());
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
            take_out(lake, &input.name, options, imported)?;
        } else {
            return Err(changed(&input.name));
        }
    }
    Ok(skip)
}

/// What is known of a file by its name, or of its members, whose names follow after a slash. Between the two other names
/// may stand: `a.zip`, `a.zip.old`, `a.zip/b`.
fn of_file<'m, K: Borrow<str> + Ord, V>(files: &'m BTreeMap<K, V>, name: &str) -> Option<&'m V> {
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

fn changed(name: &str) -> LakeError {
    LakeError::complaint(
        format!("{name} stands in the lake with other bytes"),
        "a corrected file takes its place with --replace; another file of the same name needs a name of its own",
    )
}

#[derive(Default)]
struct Results {
    /// Finished pieces that wait for their turn.
    ready: BTreeMap<u64, Read>,
    /// Whose turn it is.
    next: u64,
}

struct Ordered<'a> {
    /// Checksums of what stands in the lake and of what was taken since, with one name of each.
    known: BTreeMap<String, String>,
    sink: Sink<'a>,
    /// Files that were taken since the last commit.
    taken: BTreeSet<usize>,
    /// Files that are committed, and those with the bytes of another.
    done: BTreeSet<usize>,
}

#[derive(Default)]
struct Report {
    same_as: BTreeMap<String, String>,
    refused: BTreeMap<String, String>,
    empty: Vec<String>,
    standing: BTreeSet<usize>,
    /// Parts that were written and are not yet noted.
    parts: Vec<(String, u64)>,
}

struct Round<'a> {
    inputs: &'a [Input],
    options: &'a ImportOptions,
    layout: &'a (dyn Fn() -> Box<dyn EventLayout> + Sync),
    progress: &'a dyn Progress,
    /// Checksums of files in the lake, by name.
    standing: BTreeMap<String, String>,
    feeder: Mutex<Feeder<'a>>,
    results: Mutex<Results>,
    wake: Condvar,
    sink: Mutex<Ordered<'a>>,
    tasks: Mutex<VecDeque<Task>>,
    /// Tasks that are being run.
    busy: AtomicUsize,
    stop: Mutex<Option<Stop>>,
    stopped: AtomicBool,
    report: Mutex<Report>,
}

/// Pieces that may be read ahead of the one whose turn it is, for each thread.
const AHEAD: u64 = 4;

/// A lock; a thread that panicked while holding it has stopped the import, and what it guards is not used.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Stops the others when its thread panics: they would wait for its piece forever.
struct Alarm<'a, 'r>(&'a Round<'r>);

impl Drop for Alarm<'_, '_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.stopped.store(true, Ordering::SeqCst);
            self.0.wake.notify_all();
        }
    }
}
/// What unpacks, and memory that it may use.
type Unpacker = (Decompressor, Vec<u8>);

impl Round<'_> {
    fn halt(&self, stop: Stop) {
        let mut first = locked(&self.stop);
        if first.is_none() {
            *first = Some(stop);
        }
        self.stopped.store(true, Ordering::SeqCst);
        self.wake.notify_all();
    }

    fn work(&self) {
        let _alarm = Alarm(self);
        let mut parser = Parser::new(&self.options.choices, self.options.ontology, self.options.keep_rows);
        let mut unpacker = (Decompressor::new(), Vec::new());
        let ahead = AHEAD * self.options.threads.max(1) as u64;
        while !self.stopped.load(Ordering::SeqCst) {
            if let Err(e) = self.put_in_order().and_then(|()| self.run_tasks()) {
                return self.halt(e);
            }
            let job = {
                let mut feeder = locked(&self.feeder);
                let next = locked(&self.results).next;
                if feeder.seq() >= next + ahead { Err(()) } else { Ok(feeder.next()) }
            };
            match job {
                Err(()) => self.wait(),
                Ok(Some(job)) => {
                    let (seq, read) = self.read(job, &mut parser, &mut unpacker);
                    locked(&self.results).ready.insert(seq, read);
                    self.wake.notify_all();
                }
                Ok(None) => {
                    let all = locked(&self.feeder).seq();
                    if locked(&self.results).next == all {
                        break;
                    }
                    self.wait();
                }
            }
        }
        if self.stopped.load(Ordering::SeqCst) {
            return;
        }
        // Everything was put in order; whoever comes first makes the last commit.
        let mut ordered = locked(&self.sink);
        if let Err(e) = self.commit(&mut ordered) {
            self.halt(e);
        }
    }

    fn wait(&self) {
        let results = locked(&self.results);
        let _ = self.wake.wait_timeout(results, Duration::from_millis(2));
    }

    /// Reads one piece of work.
    fn read(&self, job: Job, parser: &mut Parser, unpacker: &mut Unpacker) -> (u64, Read) {
        match job {
            Job::Whole { seq, file } => (seq, self.read_whole(file, parser, unpacker)),
            Job::Block { seq, file, member, text, first_line } => {
                let mut layout = (self.layout)();
                let read = match parser.block(&mut *layout, &text, first_line.as_deref()) {
                    Ok(block) => Read::Block { file, member: member.to_string(), block, text_bytes: text.len() as u64 },
                    Err(fault) => Read::Refused { file, why: worded(&fault), stream: true },
                };
                self.progress.advance(text.len() as u64);
                (seq, read)
            }
            Job::End { seq, file, outcome } => (
                seq,
                match outcome {
                    Ok(checksum) => Read::End { file, checksum },
                    Err(e) => Read::Refused { file, why: e.to_string(), stream: true },
                },
            ),
        }
    }

    fn read_whole(&self, file: usize, parser: &mut Parser, unpacker: &mut Unpacker) -> Read {
        let input = &self.inputs[file];
        let bytes = match std::fs::read(&input.path) {
            Ok(bytes) => bytes,
            Err(e) => return Read::Refused { file, why: format!("it cannot be read: {e}"), stream: false },
        };
        self.progress.advance(input.bytes);
        let checksum = format!("{:032x}", XxHash3_128::oneshot(&bytes));
        if let Some(sum) = of_file(&self.standing, &input.name) {
            // A file that is small on the disk and large unpacked was read as a stream, and has a stream's checksum.
            let same = if sum.starts_with("text-") {
                feed::text_checksum(&input.path, &self.options.limits).is_ok_and(|text| text == *sum)
            } else {
                *sum == checksum
            };
            return if same {
                Read::Standing { file }
            } else {
                self.halt(if self.options.replace { Stop::Changed(file) } else { Stop::Error(changed(&input.name)) });
                Read::Standing { file }
            };
        }
        let members = match archive::members(bytes, &self.options.limits, &mut unpacker.0, &mut unpacker.1) {
            Ok(members) => members,
            Err(e) if e.kind() == io::ErrorKind::FileTooLarge => return Read::TooLarge { file },
            Err(e) => return Read::Refused { file, why: e.to_string(), stream: false },
        };
        let mut read = Vec::with_capacity(members.len());
        for member in members {
            let mut layout = (self.layout)();
            match parser.block(&mut *layout, &member.bytes, None) {
                Ok(block) => {
                    read.push((member.name, block, member.bytes.len() as u64));
                    unpacker.1 = member.bytes;
                }
                Err(fault) => return Read::Refused { file, why: worded(&fault), stream: false },
            }
        }
        Read::Whole { file, members: read, checksum }
    }

    /// Takes finished pieces in order, as long as there are any and nobody else is at it.
    fn put_in_order(&self) -> Result<(), Stop> {
        let Ok(mut ordered) = self.sink.try_lock() else { return Ok(()) };
        loop {
            let read = {
                let mut results = locked(&self.results);
                let next = results.next;
                match results.ready.remove(&next) {
                    Some(read) => {
                        results.next += 1;
                        read
                    }
                    None => return Ok(()),
                }
            };
            self.wake.notify_all();
            let due = self.take(&mut ordered, read)?;
            if due {
                self.commit(&mut ordered)?;
            }
            if self.stopped.load(Ordering::SeqCst) {
                return Ok(());
            }
        }
    }

    fn take(&self, ordered: &mut Ordered<'_>, read: Read) -> Result<bool, Stop> {
        let mut tasks = Vec::new();
        let sink = &mut ordered.sink;
        let mut due = false;
        match read {
            Read::Standing { file } => {
                locked(&self.report).standing.insert(file);
            }
            Read::TooLarge { file } => return Err(Stop::Stream(file)),
            Read::Refused { file, why, stream } => {
                // What was taken of a stream is thrown away with all that is not committed.
                if stream {
                    return Err(Stop::Without(file, why));
                }
                locked(&self.report).refused.insert(self.inputs[file].name.clone(), why);
                ordered.done.insert(file);
            }
            Read::Whole { file, members, checksum } => {
                let input = &self.inputs[file];
                if let Some(twin) = ordered.known.get(&checksum).cloned() {
                    locked(&self.report).same_as.insert(input.name.clone(), twin);
                    ordered.done.insert(file);
                    return Ok(false);
                }
                if members.is_empty() {
                    due = sink.end(&input.name, input.bytes, &checksum);
                    locked(&self.report).empty.push(input.name.clone());
                }
                for (member, mut block, text_bytes) in members {
                    let name = if member.is_empty() { input.name.clone() } else { format!("{}/{member}", input.name) };
                    if block.is_empty() {
                        locked(&self.report).empty.push(name.clone());
                    }
                    sink.block(&name, input.bytes, &mut block, text_bytes, &mut tasks).map_err(Stop::Error)?;
                    due = sink.end(&name, input.bytes, &checksum);
                }
                ordered.known.insert(checksum, input.name.clone());
                ordered.taken.insert(file);
            }
            Read::Block { file, member, mut block, text_bytes } => {
                let input = &self.inputs[file];
                let name = if member.is_empty() { input.name.clone() } else { format!("{}/{member}", input.name) };
                sink.member(&name);
                sink.block(&name, input.bytes, &mut block, text_bytes, &mut tasks).map_err(Stop::Error)?;
            }
            Read::End { file, checksum } => {
                let input = &self.inputs[file];
                if let Some(twin) = ordered.known.get(&checksum) {
                    return Err(Stop::Same(file, twin.clone()));
                }
                due = sink.end_stream(&input.name, input.bytes, &checksum);
                ordered.known.insert(checksum, input.name.clone());
                ordered.taken.insert(file);
            }
        }
        if !tasks.is_empty() {
            locked(&self.tasks).extend(tasks);
        }
        Ok(due)
    }

    /// Runs tasks that wait, one after the other.
    fn run_tasks(&self) -> Result<(), Stop> {
        loop {
            let task = {
                let mut tasks = locked(&self.tasks);
                let Some(task) = tasks.pop_front() else { return Ok(()) };
                self.busy.fetch_add(1, Ordering::SeqCst);
                task
            };
            // A failure is known to all before the task counts as done: nothing is committed without its part.
            match task.run() {
                Ok(part) => locked(&self.report).parts.push(part),
                Err(e) => self.halt(Stop::Error(e)),
            }
            self.busy.fetch_sub(1, Ordering::SeqCst);
            self.wake.notify_all();
        }
    }

    fn commit(&self, ordered: &mut Ordered<'_>) -> Result<(), Stop> {
        let mut tasks = Vec::new();
        ordered.sink.flush(&mut tasks).map_err(Stop::Error)?;
        locked(&self.tasks).extend(tasks);
        self.run_tasks()?;
        while self.busy.load(Ordering::SeqCst) > 0 && !self.stopped.load(Ordering::SeqCst) {
            self.wait();
        }
        for part in std::mem::take(&mut locked(&self.report).parts) {
            ordered.sink.written(part);
        }
        if self.stopped.load(Ordering::SeqCst) {
            return Ok(());
        }
        ordered.sink.commit().map_err(Stop::Error)?;
        let taken = std::mem::take(&mut ordered.taken);
        ordered.done.extend(taken);
        Ok(())
    }
}

fn worded(fault: &HeaderFault) -> String {
    format!("it is not of the layout: {}; {}", fault.message, fault.help)
}
