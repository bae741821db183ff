//! Producers' files as they lie on the disk: plain, gzip, zip with any number of members, tar in gzip. Gives their bytes,
//! whole where they are small and as a stream where they are not, with checks of length and checksum and limits against
//! archives that are made to fill the machine.

use libdeflater::Decompressor;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// What a member may at most be, packed and unpacked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes on the disk up to which a file is read whole.
    pub whole: u64,
    /// Unpacked bytes up to which a member is held in memory.
    pub in_memory: u64,
    /// The most that one byte may unpack to: text of events stays below 15.
    pub ratio: u64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { whole: 8 << 20, in_memory: 64 << 20, ratio: 200 }
    }
}

/// A member of an archive, or a file that is none.
pub(crate) struct Member {
    /// Its name within the archive; empty for a file that is none.
    pub name: String,
    pub bytes: Vec<u8>,
}

/// How a file is packed, by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Packing {
    Plain,
    Gzip,
    Zip,
}

impl Packing {
    pub(crate) fn of(head: &[u8]) -> Packing {
        match head {
            [b'P', b'K', 3 | 5 | 7, 4 | 6 | 8, ..] => Packing::Zip,
            [0x1f, 0x8b, ..] => Packing::Gzip,
            _ => Packing::Plain,
        }
    }
}

fn bad(text: impl Into<String>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, text.into())
}

/// Whether a member of an archive may be a table: folders, hidden files and descriptions are passed over.
fn is_table(name: &str) -> bool {
    let base = name.rsplit('/').next().unwrap_or(name);
    !name.ends_with('/')
        && !base.starts_with('.')
        && !name.starts_with("__MACOSX/")
        && ![".pdf", ".md", ".doc", ".docx", ".html", ".xml", ".json"].iter().any(|e| base.to_lowercase().ends_with(e))
}

fn too_much(name: &str, packed: u64, unpacked: u64) -> io::Error {
    bad(format!(
        "{name} would unpack {packed} bytes to {unpacked} or more, which no table of events does; if it is sound, unpack it yourself"
    ))
}

fn overlapping(name: &str) -> io::Error {
    bad(format!("{name} lies over other members of the zip, as only archives do that are made to fill a machine"))
}

/// The members of a file whose bytes are all here; `spare` lends its memory.
///
/// # Errors
/// The archive is damaged, packed in an unknown way, or beyond the limits.
pub(crate) fn members(
    bytes: Vec<u8>,
    limits: &Limits,
    unpacker: &mut Decompressor,
    spare: &mut Vec<u8>,
) -> io::Result<Vec<Member>> {
    match Packing::of(&bytes) {
        Packing::Plain => Ok(vec![Member { name: String::new(), bytes }]),
        Packing::Gzip => {
            let mut head = [0; 512];
            let n = read_up_to(&mut flate2::read::MultiGzDecoder::new(&bytes[..]), &mut head)?;
            if n == 512 && &head[257..262] == b"ustar" {
                return tar_members(&bytes, limits);
            }
            let most = limits.in_memory.min(limits.ratio * bytes.len() as u64);
            let mut text = Vec::new();
            flate2::read::MultiGzDecoder::new(&bytes[..]).take(most + 1).read_to_end(&mut text)?;
            if text.len() as u64 > limits.in_memory {
                return Err(io::Error::new(io::ErrorKind::FileTooLarge, "it is read as a stream"));
            }
            if text.len() as u64 > most {
                return Err(too_much("it", bytes.len() as u64, most));
            }
            Ok(vec![Member { name: String::new(), bytes: text }])
        }
        Packing::Zip => zip_members(&bytes, limits, unpacker, spare),
    }
}

fn zip_members(
    bytes: &[u8],
    limits: &Limits,
    unpacker: &mut Decompressor,
    spare: &mut Vec<u8>,
) -> io::Result<Vec<Member>> {
    let mut archive = zip::ZipArchive::new(io::Cursor::new(bytes)).map_err(|e| bad(format!("not a whole zip: {e}")))?;
    let mut members = Vec::new();
    let n = archive.len();
    let (mut all_packed, mut all_unpacked) = (0u64, 0u64);
    for i in 0..n {
        let mut entry = archive.by_index(i).map_err(|e| bad(e.to_string()))?;
        let name = String::from_utf8_lossy(entry.name_raw()).into_owned();
        if entry.is_dir() || !is_table(&name) {
            continue;
        }
        let (packed, unpacked) = (entry.compressed_size(), entry.size());
        if unpacked > limits.ratio.saturating_mul(packed.max(64)) {
            return Err(too_much(&name, packed, unpacked));
        }
        all_packed = all_packed.saturating_add(packed);
        if all_packed > bytes.len() as u64 {
            return Err(overlapping(&name));
        }
        all_unpacked = all_unpacked.saturating_add(unpacked);
        if all_unpacked > limits.in_memory {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, "it is read as a stream"));
        }
        // Memory that was used before need not be cleared again.
        let mut text = std::mem::take(spare);
        text.resize(unpacked as usize, 0);
        let start = entry.data_start();
        match (entry.compression(), start) {
            (zip::CompressionMethod::Deflated, Some(start)) => {
                let end = start.checked_add(packed).filter(|e| *e <= bytes.len() as u64);
                let end = end.ok_or_else(|| bad(format!("{name} is cut off")))?;
                let written = unpacker
                    .deflate_decompress(&bytes[start as usize..end as usize], &mut text)
                    .map_err(|e| bad(format!("{name} is damaged: {e}")))?;
                if written as u64 != unpacked {
                    return Err(bad(format!("{name} unpacks to {written} bytes instead of {unpacked}")));
                }
                if libdeflater::crc32(&text) != entry.crc32() {
                    return Err(bad(format!("{name} is damaged: its checksum differs")));
                }
            }
            _ => {
                text.clear();
                // The library checks the checksum; one byte more than declared is enough to know that there is more.
                entry.by_ref().take(unpacked + 1).read_to_end(&mut text)?;
                if text.len() as u64 != unpacked {
                    return Err(bad(format!("{name} unpacks to other than {unpacked} bytes")));
                }
            }
        }
        members.push(Member { name: if n == 1 { String::new() } else { name }, bytes: text });
    }
    Ok(members)
}

fn tar_members(bytes: &[u8], limits: &Limits) -> io::Result<Vec<Member>> {
    let mut archive = tar::Archive::new(flate2::read::MultiGzDecoder::new(bytes));
    let mut members = Vec::new();
    let mut total = 0;
    for entry in archive.entries()? {
        let mut entry = entry?;
        let name = entry.path()?.to_string_lossy().into_owned();
        if !entry.header().entry_type().is_file() || !is_table(&name) {
            continue;
        }
        total += entry.size();
        if total > limits.in_memory.min(limits.ratio * bytes.len() as u64) {
            return Err(too_much(&name, bytes.len() as u64, total));
        }
        let mut text = Vec::new();
        entry.read_to_end(&mut text)?;
        if text.len() as u64 != entry.size() {
            return Err(bad(format!("{name} is cut off")));
        }
        members.push(Member { name, bytes: text });
    }
    // The checksum of gzip stands at its end, behind the end of the archive.
    let most = limits.ratio.saturating_mul(bytes.len() as u64);
    let rest = io::copy(&mut archive.into_inner().take(most), &mut io::sink())?;
    if rest == most {
        return Err(too_much("it", bytes.len() as u64, most));
    }
    Ok(members)
}

fn read_up_to(reader: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut n = 0;
    while n < buffer.len() {
        match reader.read(&mut buffer[n..])? {
            0 => break,
            more => n += more,
        }
    }
    Ok(n)
}

/// A member that is read as a stream.
pub(crate) struct Stream {
    /// As [`Member::name`].
    pub name: String,
    pub reader: Box<dyn Read + Send>,
}

/// The members of a large file, each to be read in turn.
pub(crate) fn streams(path: &Path, limits: &Limits) -> io::Result<Vec<Stream>> {
    let mut file = File::open(path)?;
    let mut head = [0; 4];
    let n = read_up_to(&mut file, &mut head)?;
    file.seek(SeekFrom::Start(0))?;
    let packed = file.metadata()?.len();
    Ok(match Packing::of(&head[..n]) {
        Packing::Plain => vec![Stream { name: String::new(), reader: Box::new(file) }],
        Packing::Gzip => {
            let mut begin = [0; 512];
            let read = read_up_to(&mut flate2::read::MultiGzDecoder::new(BufReader::new(&file)), &mut begin)?;
            if read == 512 && &begin[257..262] == b"ustar" {
                return Err(bad("a tar archive as large as this is not read; unpack it and import its files"));
            }
            file.seek(SeekFrom::Start(0))?;
            let unpacked = flate2::read::MultiGzDecoder::new(BufReader::with_capacity(1 << 18, file));
            vec![Stream {
                name: String::new(),
                reader: Box::new(Bounded { inner: unpacked, left: packed.saturating_mul(limits.ratio) }),
            }]
        }
        Packing::Zip => {
            let mut archive =
                zip::ZipArchive::new(BufReader::new(&file)).map_err(|e| bad(format!("not a whole zip: {e}")))?;
            let mut all = Vec::new();
            let members = archive.len();
            let mut all_packed = 0u64;
            for i in 0..members {
                let entry = archive.by_index(i).map_err(|e| bad(e.to_string()))?;
                let name = String::from_utf8_lossy(entry.name_raw()).into_owned();
                if entry.is_dir() || !is_table(&name) {
                    continue;
                }
                let (length, unpacked, crc) = (entry.compressed_size(), entry.size(), entry.crc32());
                if unpacked > limits.ratio.saturating_mul(length.max(64)) {
                    return Err(too_much(&name, length, unpacked));
                }
                all_packed = all_packed.saturating_add(length);
                if all_packed > packed {
                    return Err(overlapping(&name));
                }
                let start = entry.data_start().ok_or_else(|| bad(format!("{name} cannot be found in the zip")))?;
                let method = entry.compression();
                drop(entry);
                let raw = Stretch { path: path.to_path_buf(), start, length, open: None };
                let inner: Box<dyn Read + Send> = match method {
                    zip::CompressionMethod::Deflated => Box::new(flate2::read::DeflateDecoder::new(raw)),
                    zip::CompressionMethod::Stored => Box::new(raw),
                    other => {
                        return Err(bad(format!("{name} is packed by {other}, which is not read; unpack it yourself")));
                    }
                };
                let checked =
                    Checked { inner, crc: flate2::Crc::new(), left: unpacked, wanted: crc, name: name.clone() };
                all.push(Stream { name: if members == 1 { String::new() } else { name }, reader: Box::new(checked) });
            }
            all
        }
    })
}

/// A stretch of a file, opened when it is first read: a zip may have more members than files may be open.
struct Stretch {
    path: PathBuf,
    start: u64,
    length: u64,
    open: Option<BufReader<io::Take<File>>>,
}

impl Read for Stretch {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.open.is_none() {
            let mut file = File::open(&self.path)?;
            file.seek(SeekFrom::Start(self.start))?;
            self.open = Some(BufReader::with_capacity(1 << 18, file.take(self.length)));
        }
        self.open.as_mut().map_or(Ok(0), |open| open.read(buffer))
    }
}

/// Fails where more comes than is allowed.
struct Bounded<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.left = self.left.checked_sub(n as u64).ok_or_else(|| too_much("it", 1, 200))?;
        Ok(n)
    }
}

/// Checks length and checksum of a zip's member at its end.
struct Checked {
    inner: Box<dyn Read + Send>,
    crc: flate2::Crc,
    left: u64,
    wanted: u32,
    name: String,
}

impl Read for Checked {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.left = self
            .left
            .checked_sub(n as u64)
            .ok_or_else(|| bad(format!("{} unpacks to more than the zip declares", self.name)))?;
        self.crc.update(&buffer[..n]);
        if n == 0 && !buffer.is_empty() {
            if self.left > 0 {
                return Err(bad(format!("{} is cut off: {} bytes are missing", self.name, self.left)));
            }
            if self.crc.sum() != self.wanted {
                return Err(bad(format!("{} is damaged: its checksum differs", self.name)));
            }
        }
        Ok(n)
    }
}
