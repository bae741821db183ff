//! One round of an import: threads that read, and whoever is free puts what they read in order. What a round does not
//! commit is thrown away, and the next one reads it again.

use crate::archive;
use crate::error::LakeError;
use crate::feed::{self, Feeder, Input, Job};
use crate::import::{ImportOptions, changed, of_file};
use crate::parse::Parser;
use crate::row::Block;
use crate::sink::Sink;
use crate::task::Task;
use libdeflater::Decompressor;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard};
use std::time::Duration;
use tertius::events::sources::EventLayout;
use tertius::progress::Progress;
use twox_hash::XxHash3_128;

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
pub(crate) enum Stop {
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

#[derive(Default)]
pub(crate) struct Results {
    /// Finished pieces that wait for their turn.
    ready: BTreeMap<u64, Read>,
    /// Whose turn it is.
    next: u64,
}

pub(crate) struct Ordered<'a> {
    /// Checksums of what stands in the lake and of what was taken since, with one name of each.
    pub known: BTreeMap<String, String>,
    pub sink: Sink<'a>,
    /// Files that were taken since the last commit.
    pub taken: BTreeSet<usize>,
    /// Files that are committed, and those with the bytes of another.
    pub done: BTreeSet<usize>,
}

#[derive(Default)]
pub(crate) struct Report {
    pub same_as: BTreeMap<String, String>,
    pub refused: BTreeMap<String, String>,
    pub empty: Vec<String>,
    pub standing: BTreeSet<usize>,
    /// Parts that were written and are not yet noted.
    pub parts: Vec<(String, u64)>,
}

pub(crate) struct Round<'a> {
    pub inputs: &'a [Input],
    pub options: &'a ImportOptions,
    pub layout: &'a (dyn Fn() -> Box<dyn EventLayout> + Sync),
    pub progress: &'a dyn Progress,
    /// Checksums of files in the lake, by name.
    pub standing: BTreeMap<String, String>,
    pub feeder: Mutex<Feeder<'a>>,
    pub results: Mutex<Results>,
    pub wake: Condvar,
    pub sink: Mutex<Ordered<'a>>,
    pub tasks: Mutex<VecDeque<Task>>,
    /// Tasks that are being run.
    pub busy: AtomicUsize,
    pub stop: Mutex<Option<Stop>>,
    pub stopped: AtomicBool,
    pub report: Mutex<Report>,
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

    pub(crate) fn work(&self) {
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
                    Err(fault) => Read::Refused { file, why: feed::worded(&fault), stream: true },
                };
                // Bytes on the disk are what is counted; of a packed file they are known at its end.
                if !self.is_packed(file) {
                    self.progress.advance(text.len() as u64);
                }
                (seq, read)
            }
            Job::End { seq, file, outcome } => {
                if self.is_packed(file) {
                    self.progress.advance(self.inputs[file].bytes);
                }
                (
                    seq,
                    match outcome {
                        Ok(checksum) => Read::End { file, checksum },
                        Err(e) => Read::Refused { file, why: e.to_string(), stream: true },
                    },
                )
            }
        }
    }

    fn is_packed(&self, file: usize) -> bool {
        self.inputs[file].path.extension().is_some_and(|e| e == "gz" || e == "zip")
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
            if same {
                return Read::Standing { file };
            }
            if !self.options.replace {
                self.halt(Stop::Error(changed(&input.name)));
                return Read::Standing { file };
            }
            // What stands leaves only for a file that can be read.
            let fault = match self.members(bytes, parser, unpacker) {
                Ok(_) => None,
                Err(Some(why)) => Some(why),
                Err(None) => feed::fault(&input.path, &self.options.limits, self.layout),
            };
            if let Some(why) = fault.map(|why| why + feed::STAYS) {
                return Read::Refused { file, why, stream: false };
            }
            self.halt(Stop::Changed(file));
            return Read::Standing { file };
        }
        match self.members(bytes, parser, unpacker) {
            Ok(members) => Read::Whole { file, members, checksum },
            Err(Some(why)) => Read::Refused { file, why, stream: false },
            Err(None) => Read::TooLarge { file },
        }
    }

    /// The members of a file that is read whole; or why it is refused, or nothing where it is too large for memory.
    fn members(
        &self,
        bytes: Vec<u8>,
        parser: &mut Parser,
        unpacker: &mut Unpacker,
    ) -> Result<Vec<(String, Block, u64)>, Option<String>> {
        let members = match archive::members(bytes, &self.options.limits, &mut unpacker.0, &mut unpacker.1) {
            Ok(members) => members,
            Err(e) if e.kind() == io::ErrorKind::FileTooLarge => return Err(None),
            Err(e) => return Err(Some(e.to_string())),
        };
        let mut read = Vec::with_capacity(members.len());
        for member in members {
            let mut layout = (self.layout)();
            let block = parser.block(&mut *layout, &member.bytes, None).map_err(|fault| Some(feed::worded(&fault)))?;
            read.push((member.name, block, member.bytes.len() as u64));
            unpacker.1 = member.bytes;
        }
        Ok(read)
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
                    due = sink.end(&input.name, input.bytes, &checksum).map_err(Stop::Error)?;
                    locked(&self.report).empty.push(input.name.clone());
                }
                for (member, mut block, text_bytes) in members {
                    let name = if member.is_empty() { input.name.clone() } else { format!("{}/{member}", input.name) };
                    if block.is_empty() {
                        locked(&self.report).empty.push(name.clone());
                    }
                    sink.block(&name, input.bytes, &mut block, text_bytes, &mut tasks).map_err(Stop::Error)?;
                    due = sink.end(&name, input.bytes, &checksum).map_err(Stop::Error)?;
                }
                ordered.known.insert(checksum, input.name.clone());
                ordered.taken.insert(file);
            }
            Read::Block { file, member, mut block, text_bytes } => {
                let input = &self.inputs[file];
                let name = if member.is_empty() { input.name.clone() } else { format!("{}/{member}", input.name) };
                sink.member(&name).map_err(Stop::Error)?;
                sink.block(&name, input.bytes, &mut block, text_bytes, &mut tasks).map_err(Stop::Error)?;
            }
            Read::End { file, checksum } => {
                let input = &self.inputs[file];
                if let Some(twin) = ordered.known.get(&checksum) {
                    return Err(Stop::Same(file, twin.clone()));
                }
                due = sink.end_stream(&input.name, input.bytes, &checksum).map_err(Stop::Error)?;
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
