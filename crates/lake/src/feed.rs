//! The work of an import in order: small files are named and read by whoever takes them, large ones are cut into blocks
//! of whole lines here, one after the other.

use crate::archive::{self, Limits, Stream};
use crate::error::LakeError;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tertius::events::sources::{EventLayout, HeaderFault};
use twox_hash::xxhash3_128::Hasher;

/// A producer's file that is to be imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Input {
    pub path: PathBuf,
    /// Its name without folders, or with as many as tell it from others of the import.
    pub name: String,
    pub bytes: u64,
}

/// Finds the files that paths mean: files as they are, folders with all files beneath them, in order of name.
pub(crate) fn inputs(paths: &[PathBuf]) -> Result<Vec<Input>, LakeError> {
    let mut found = BTreeSet::new();
    let mut folders: VecDeque<(PathBuf, bool)> = paths.iter().map(|p| (p.clone(), true)).collect();
    while let Some((path, named)) = folders.pop_front() {
        let meta = match fs::metadata(&path) {
            Ok(meta) => meta,
            Err(e) if e.kind() == io::ErrorKind::NotFound => {
                return Err(LakeError::complaint(
                    format!("there is no file or folder {}", path.display()),
                    "check the name; the shell expands patterns such as *.zip only where files match",
                ));
            }
            Err(e) => return Err(LakeError::machine(&path, "read")(e)),
        };
        let hidden = path.file_name().and_then(|n| n.to_str()).is_none_or(|n| n.starts_with('.'));
        if meta.is_file() && (named || !hidden) {
            found.insert((path, meta.len()));
        } else if meta.is_dir() && (named || !hidden) {
            for entry in fs::read_dir(&path).map_err(LakeError::machine(&path, "read"))? {
                folders.push_back((entry.map_err(LakeError::machine(&path, "read"))?.path(), false));
            }
        } else if named {
            return Err(LakeError::complaint(
                format!("{} is neither a file nor a folder", path.display()),
                "name files or folders",
            ));
        }
    }
    if found.is_empty() {
        return Err(LakeError::complaint("there are no files to import", "name files, or a folder that holds some"));
    }
    let tail = |path: &Path, n: usize| {
        let parts: Vec<_> = path.components().map(|c| c.as_os_str().to_string_lossy().into_owned()).collect();
        parts[parts.len().saturating_sub(n)..].join("/")
    };
    let mut depth: BTreeMap<PathBuf, usize> = found.iter().map(|(p, _)| (p.clone(), 1)).collect();
    // Files of one name in several folders are told apart by as much of their path as that takes.
    for n in 1..64 {
        let mut by_name: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
        for (path, d) in &depth {
            by_name.entry(tail(path, *d)).or_default().push(path.clone());
        }
        let twice: Vec<PathBuf> = by_name.into_values().filter(|v| v.len() > 1).flatten().collect();
        if twice.is_empty() {
            break;
        }
        depth.extend(twice.into_iter().map(|p| (p, n + 1)));
    }
    let mut inputs: Vec<Input> =
        found.into_iter().map(|(path, bytes)| Input { name: tail(&path, depth[&path]), path, bytes }).collect();
    inputs.sort_by(|a, b| a.name.cmp(&b.name).then_with(|| a.path.cmp(&b.path)));
    Ok(inputs)
}

/// A piece of work.
pub(crate) enum Job {
    /// A file that is read by whoever takes it.
    Whole { seq: u64, file: usize },
    /// A block of a large file.
    Block {
        seq: u64,
        file: usize,
        member: Arc<str>,
        text: Vec<u8>,
        /// The member's first line, where this block does not begin it.
        first_line: Option<Arc<str>>,
    },
    /// A large file has ended, or cannot be read to its end.
    End { seq: u64, file: usize, outcome: io::Result<String> },
}

/// Bytes of a line beyond which a file is no table of events.
const LINE_MAX: usize = 64 << 20;

/// What is being read as a stream.
struct Open {
    file: usize,
    streams: VecDeque<Stream>,
    current: Option<Current>,
    hash: Hasher,
}

/// A member that is cut into blocks of whole lines.
pub(crate) struct Current {
    member: Arc<str>,
    reader: Box<dyn Read + Send>,
    carried: Vec<u8>,
    first_line: Option<Arc<str>>,
}

/// A block of whole lines.
pub(crate) struct Cut {
    pub text: Vec<u8>,
    /// As in [`Job::Block`].
    pub first_line: Option<Arc<str>>,
    /// Whether the member ends here.
    pub ends: bool,
}

/// Hands out work.
pub(crate) struct Feeder<'a> {
    inputs: &'a [Input],
    /// Files that are passed over: refused ones, and those that are in the lake already.
    skip: &'a BTreeSet<usize>,
    /// Files that are read as streams though they are small on the disk.
    as_stream: &'a BTreeSet<usize>,
    limits: Limits,
    /// Bytes of a block.
    block: usize,
    next: usize,
    seq: u64,
    open: Option<Open>,
}

impl<'a> Feeder<'a> {
    pub(crate) fn new(
        inputs: &'a [Input],
        from: usize,
        skip: &'a BTreeSet<usize>,
        as_stream: &'a BTreeSet<usize>,
        limits: Limits,
        block: usize,
    ) -> Feeder<'a> {
        Feeder { inputs, skip, as_stream, limits, block: block.max(1), next: from, seq: 0, open: None }
    }

    /// The number of the next piece of work.
    pub(crate) fn seq(&self) -> u64 {
        self.seq
    }

    /// The next piece of work; `None` when all is handed out.
    pub(crate) fn next(&mut self) -> Option<Job> {
        loop {
            if self.open.is_some() {
                let job = self.step();
                self.seq += 1;
                return Some(job);
            }
            while self.skip.contains(&self.next) {
                self.next += 1;
            }
            let file = self.next;
            let input = self.inputs.get(file)?;
            self.next += 1;
            if input.bytes <= self.limits.whole && !self.as_stream.contains(&file) {
                self.seq += 1;
                return Some(Job::Whole { seq: self.seq - 1, file });
            }
            match archive::streams(&input.path, &self.limits) {
                Ok(streams) => {
                    self.open = Some(Open { file, streams: streams.into(), current: None, hash: Hasher::new() });
                }
                Err(e) => {
                    self.seq += 1;
                    return Some(Job::End { seq: self.seq - 1, file, outcome: Err(e) });
                }
            }
        }
    }

    /// One block further in the file that is open.
    fn step(&mut self) -> Job {
        let seq = self.seq;
        let open = self.open.as_mut().expect("asked only where a file is open");
        let file = open.file;
        if open.current.is_none() {
            match open.streams.pop_front() {
                Some(stream) => {
                    open.current = Some(Current::new(&stream.name, stream.reader));
                }
                None => {
                    let sum = text_sum(&open.hash);
                    self.open = None;
                    return Job::End { seq, file, outcome: Ok(sum) };
                }
            }
        }
        let current = open.current.as_mut().expect("set above");
        match current.cut(self.block, &mut open.hash) {
            Ok(Cut { text, first_line, ends }) => {
                let member = current.member.clone();
                if ends {
                    open.current = None;
                }
                Job::Block { seq, file, member, text, first_line }
            }
            Err(e) => {
                self.open = None;
                Job::End { seq, file, outcome: Err(e) }
            }
        }
    }
}

impl Current {
    pub(crate) fn new(member: &str, reader: Box<dyn Read + Send>) -> Current {
        Current { member: member.into(), reader, carried: Vec::new(), first_line: None }
    }

    /// The next block.
    pub(crate) fn cut(&mut self, size: usize, hash: &mut Hasher) -> io::Result<Cut> {
        let (text, ends) = self.block(size, hash)?;
        let first_line = self.first_line.clone();
        if first_line.is_none() {
            // As the parser finds it: blank lines before it do not count.
            let bare = |line| -> &[u8] {
                let line: &[u8] = line;
                let line = line.strip_suffix(b"\r").unwrap_or(line);
                line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line)
            };
            let first = text.split(|b| *b == b'\n').map(bare).find(|line| !line.is_empty());
            self.first_line = first.map(|line| String::from_utf8_lossy(line).as_ref().into());
        }
        Ok(Cut { text, first_line, ends })
    }

    /// Reads on to the end of a line, and whether the member ends there.
    fn block(&mut self, size: usize, hash: &mut Hasher) -> io::Result<(Vec<u8>, bool)> {
        let mut text = std::mem::take(&mut self.carried);
        loop {
            let wanted = size.max(text.len() + (size >> 2).max(1));
            text.reserve_exact(wanted - text.len());
            let missing = (wanted - text.len()) as u64;
            if (&mut self.reader).take(missing).read_to_end(&mut text)? < missing as usize {
                hash.write(&text);
                return Ok((text, true));
            }
            if let Some(at) = memchr::memrchr(b'\n', &text) {
                self.carried = text.split_off(at + 1);
                hash.write(&text);
                return Ok((text, false));
            }
            // A line longer than any row: go on to its end, within reason.
            if text.len() > LINE_MAX {
                return Err(io::Error::new(
                    io::ErrorKind::InvalidData,
                    format!("a line is longer than {} million bytes: this is no table of events", text.len() >> 20),
                ));
            }
        }
    }
}

/// The checksum of a large file: XXH3 of its unpacked text, member after member.
pub(crate) fn text_checksum(path: &Path, limits: &Limits) -> io::Result<String> {
    let mut hash = Hasher::new();
    let mut buffer = vec![0; 1 << 20];
    for stream in archive::streams(path, limits)? {
        let mut reader = stream.reader;
        loop {
            match reader.read(&mut buffer) {
                Ok(0) => break,
                Ok(n) => hash.write(&buffer[..n]),
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
    }
    Ok(text_sum(&hash))
}

/// Why a file that is read as a stream cannot be taken in: damaged, or not of the layout. Reads it to its end.
pub(crate) fn fault(path: &Path, limits: &Limits, layout: &dyn Fn() -> Box<dyn EventLayout>) -> Option<String> {
    let read = || -> io::Result<Option<String>> {
        for stream in archive::streams(path, limits)? {
            let mut current = Current::new(&stream.name, stream.reader);
            let mut begun = false;
            loop {
                let ends = current.cut(1 << 20, &mut Hasher::new())?.ends;
                if let Some(line) = current.first_line.as_deref().filter(|_| !begun) {
                    begun = true;
                    if let Err(fault) = layout().begin(line) {
                        return Ok(Some(worded(&fault)));
                    }
                }
                if ends {
                    break;
                }
            }
        }
        Ok(None)
    };
    read().unwrap_or_else(|e| Some(e.to_string()))
}

/// Said of a correction that is refused.
pub(crate) const STAYS: &str = "; what the lake holds of it stays";

pub(crate) fn worded(fault: &HeaderFault) -> String {
    format!("it is not of the layout: {}; {}", fault.message, fault.help)
}

fn text_sum(hash: &Hasher) -> String {
    format!("text-{:032x}", hash.finish_128())
}

/// Bytes of a file's beginning.
const HEAD: usize = 1 << 16;

/// The first lines of every file (of archives: of every member), at most 64 KiB of each, with the file's name.
///
/// # Errors
/// A file cannot be read or is damaged.
pub fn heads(paths: &[PathBuf]) -> Result<Vec<(String, String)>, LakeError> {
    let mut all = Vec::new();
    for input in inputs(paths)? {
        let limits = Limits::default();
        let read = || -> io::Result<Vec<Vec<u8>>> {
            if input.bytes <= limits.whole {
                let bytes = fs::read(&input.path)?;
                match archive::members(bytes, &limits, &mut libdeflater::Decompressor::new(), &mut Vec::new()) {
                    Ok(members) => return Ok(members.into_iter().map(|m| m.bytes).collect()),
                    Err(e) if e.kind() != io::ErrorKind::FileTooLarge => return Err(e),
                    Err(_) => {}
                }
            }
            let mut heads = Vec::new();
            for stream in archive::streams(&input.path, &limits)? {
                let mut head = Vec::new();
                stream.reader.take(HEAD as u64).read_to_end(&mut head)?;
                heads.push(head);
            }
            Ok(heads)
        };
        let text = |head: Vec<u8>| String::from_utf8_lossy(&head[..head.len().min(HEAD)]).into_owned();
        let heads = read().map_err(LakeError::machine(&input.path, "read"))?;
        all.extend(heads.into_iter().filter(|h| !h.is_empty()).map(|head| (input.name.clone(), text(head))));
    }
    Ok(all)
}
