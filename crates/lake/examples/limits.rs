//! What no reader of event files can beat on this machine: inflating zips and doing nothing else, and finding the ends of
//! lines and doing nothing else. Knows no layout and keeps no row; `reference/events_speed` runs it beside our import.
//!
//!     cargo run --release -p tertius-lake --example limits -- inflate FOLDER [THREADS]
//!     cargo run --release -p tertius-lake --example limits -- lines FOLDER [THREADS]
//!
//! It prints one line of JSON. Its clock begins when the names of the files are known.

use libdeflater::Decompressor;
use std::fs::File;
use std::io::{Cursor, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

/// What is read at once by the splitter of lines.
const BLOCK: usize = 1 << 20;

/// How much of a file one thread takes at a time, so that a few large files keep all threads busy.
const STRETCH: u64 = 64 << 20;

/// What was met; added up over threads.
#[derive(Default)]
struct Met {
    bytes: u64,
    lines: u64,
    longest: u64,
}

type Outcome<T> = Result<T, String>;

fn at<E: std::fmt::Display>(path: &Path) -> impl Fn(E) -> String + '_ {
    move |e| format!("{}: {e}", path.display())
}

/// Files of a folder in order of their names, those that `wanted` takes.
fn files(folder: &Path, wanted: impl Fn(&str) -> bool) -> Outcome<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(at(folder))? {
        let path = entry.map_err(at(folder))?.path();
        if path.file_name().and_then(|n| n.to_str()).is_some_and(&wanted) {
            found.push(path);
        }
    }
    found.sort();
    if found.is_empty() { Err(format!("{} holds no such file", folder.display())) } else { Ok(found) }
}

/// Every member of a zip into memory, with its length and its check sum compared to what the zip says of it.
fn inflate(path: &Path, by: &mut Decompressor, packed: &mut Vec<u8>, text: &mut Vec<u8>, met: &mut Met) -> Outcome<()> {
    packed.clear();
    File::open(path).and_then(|mut file| file.read_to_end(packed)).map_err(at(path))?;
    let mut zip = zip::ZipArchive::new(Cursor::new(&packed[..])).map_err(at(path))?;
    for i in 0..zip.len() {
        let member = zip.by_index_raw(i).map_err(at(path))?;
        let begin = member.data_start().ok_or_else(|| at(path)("a member without a place"))? as usize;
        let stored = packed.get(begin..begin + member.compressed_size() as usize);
        let stored = stored.ok_or_else(|| at(path)("the file ends within a member"))?;
        let size = member.size() as usize;
        if text.len() < size {
            text.resize(size, 0);
        }
        let n = by.deflate_decompress(stored, &mut text[..size]).map_err(at(path))?;
        if n != size || libdeflater::crc32(&text[..n]) != member.crc32() {
            return Err(at(path)("a member is not what the zip says"));
        }
        met.bytes += n as u64;
    }
    Ok(())
}

/// The lines that begin in `from..to` of a file, read in blocks; a line that two blocks share is put together, as a
/// reader of rows has to do.
fn split(path: &Path, from: u64, to: u64, block: &mut [u8], met: &mut Met) -> Outcome<()> {
    let mut file = File::open(path).map_err(at(path))?;
    // A line that begins exactly at `from` is ours: look at the byte before it.
    let mut place = from.saturating_sub(1);
    let mut in_the_middle = from > 0;
    file.seek(SeekFrom::Start(place)).map_err(at(path))?;
    let mut begun: Vec<u8> = Vec::new();
    // Where the next line begins.
    let mut next = from;
    loop {
        let n = file.read(block).map_err(at(path))?;
        let mut rest = &block[..n];
        if in_the_middle {
            let Some(end) = memchr::memchr(b'\n', rest) else {
                if n == 0 {
                    return Ok(());
                }
                place += n as u64;
                continue;
            };
            next = place + end as u64 + 1;
            rest = &rest[end + 1..];
            in_the_middle = false;
        }
        place += n as u64;
        if n == 0 {
            if !begun.is_empty() {
                met.line(&begun);
            }
            return Ok(());
        }
        while let Some(end) = memchr::memchr(b'\n', rest) {
            if next >= to {
                return Ok(());
            }
            if begun.is_empty() {
                met.line(&rest[..=end]);
            } else {
                begun.extend_from_slice(&rest[..=end]);
                met.line(&begun);
                begun.clear();
            }
            rest = &rest[end + 1..];
            next = place - rest.len() as u64;
        }
        if next >= to {
            return Ok(());
        }
        begun.extend_from_slice(rest);
    }
}

impl Met {
    /// A line with its end. Its length is used, so that no compiler can leave the work out.
    fn line(&mut self, line: &[u8]) {
        self.lines += 1;
        self.bytes += line.len() as u64;
        self.longest = self.longest.max(line.len() as u64);
    }
}

/// `work` on every number below `n`, taken in turn by `threads` threads, each with buffers of its own.
fn spread<S>(
    n: usize,
    threads: usize,
    state: impl Fn() -> S + Sync,
    work: impl Fn(usize, &mut S, &mut Met) -> Outcome<()> + Sync,
) -> Outcome<Met> {
    let next = AtomicUsize::new(0);
    let one = || -> Outcome<Met> {
        let (mut met, mut state) = (Met::default(), state());
        loop {
            let i = next.fetch_add(1, Ordering::Relaxed);
            if i >= n {
                return Ok(met);
            }
            work(i, &mut state, &mut met)?;
        }
    };
    std::thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(one)).collect();
        let mut all = Met::default();
        for thread in running {
            let met = thread.join().map_err(|_| "a thread was lost".to_owned())??;
            all.bytes += met.bytes;
            all.lines += met.lines;
            all.longest = all.longest.max(met.longest);
        }
        Ok(all)
    })
}

fn inflate_all(zips: &[PathBuf], threads: usize) -> Outcome<Met> {
    let state = || (Decompressor::new(), Vec::new(), Vec::new());
    spread(zips.len(), threads, state, |i, (by, packed, text), met| inflate(&zips[i], by, packed, text, met))
}

fn split_all(texts: &[PathBuf], stretch: u64, threads: usize) -> Outcome<Met> {
    let mut stretches = Vec::new();
    for path in texts {
        let size = std::fs::metadata(path).map_err(at(path))?.len();
        stretches.extend((0..size.div_ceil(stretch)).map(|k| (path, k * stretch, (k + 1) * stretch)));
    }
    spread(
        stretches.len(),
        threads,
        || vec![0; BLOCK],
        |i, block, met| {
            let (path, from, to) = stretches[i];
            split(path, from, to, block, met)
        },
    )
}

fn run(arguments: &[String]) -> Outcome<String> {
    let usage = "limits inflate|lines FOLDER [THREADS]";
    let [what, folder, rest @ ..] = arguments else { return Err(usage.into()) };
    let threads = match rest {
        [] => 2,
        [word] => word.parse().ok().filter(|n| (1..=1024).contains(n)).ok_or(usage)?,
        _ => return Err(usage.into()),
    };
    let folder = Path::new(folder);
    let name = |ending: &'static str| move |name: &str| name.to_ascii_lowercase().ends_with(ending);
    let (program, begun, met) = match what.as_str() {
        "inflate" => {
            let zips = files(folder, name(".zip"))?;
            let begun = Instant::now();
            ("inflating with libdeflate", begun, inflate_all(&zips, threads)?)
        }
        "lines" => {
            let texts = files(folder, |n| name(".csv")(n) || name(".tab")(n))?;
            let begun = Instant::now();
            ("splitting lines", begun, split_all(&texts, STRETCH, threads)?)
        }
        _ => return Err(usage.into()),
    };
    let seconds = begun.elapsed().as_secs_f64();
    let Met { bytes, lines, longest } = met;
    Ok(format!(
        "{{\"program\": \"{program}, {threads} thread{}\", \"seconds\": {seconds:.3}, \"bytes\": {bytes}, \"lines\": {lines}, \"longest_line\": {longest}}}",
        if threads == 1 { "" } else { "s" }
    ))
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(line) => {
            println!("{line}");
            ExitCode::SUCCESS
        }
        Err(text) => {
            eprintln!("{text}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file of these bytes, in a folder of its own.
    fn file(test: &str, bytes: &[u8]) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("tertius-limits-{test}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("a.csv");
        std::fs::write(&path, bytes).unwrap();
        path
    }

    #[test]
    fn each_line_is_met_once_wherever_the_cuts_are() {
        let text = b"one\n\nthree is longer than a block\nfour\nlast without an end";
        let path = file("lines", text);
        for stretch in 1..text.len() as u64 + 2 {
            for block in [1, 3, 7, 64] {
                let mut met = Met::default();
                for k in 0..(text.len() as u64).div_ceil(stretch) {
                    split(&path, k * stretch, (k + 1) * stretch, &mut vec![0; block], &mut met).unwrap();
                }
                assert_eq!((met.lines, met.bytes, met.longest), (5, text.len() as u64, 29), "{stretch} {block}");
            }
        }
        std::fs::remove_dir_all(path.parent().unwrap()).unwrap();
    }

    #[test]
    fn a_damaged_zip_is_no_limit() {
        use std::io::Write;
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default();
        zip.start_file("a", options.compression_method(zip::CompressionMethod::Deflated)).unwrap();
        zip.write_all(&b"to be or not to be ".repeat(50)).unwrap();
        zip.start_file("b", options.compression_method(zip::CompressionMethod::Deflated)).unwrap();
        zip.write_all(b"that").unwrap();
        let whole = zip.finish().unwrap().into_inner();
        let path = file("zip", &whole);
        assert_eq!(inflate_all(&[path.clone()], 2).unwrap().bytes, 950 + 4);
        let mut damaged = whole.clone();
        damaged[45] ^= 0x55;
        std::fs::write(&path, &damaged).unwrap();
        assert!(inflate_all(&[path.clone()], 2).is_err());
        std::fs::remove_dir_all(path.parent().unwrap()).unwrap();
    }
}
