//! Rows of the lake: collected by month, written as parts of Parquet. All rows that could be read are here, counted or
//! not, each with the rule that removed it, so that the cube can be made again and doubted.

use crate::cube::Month;
use crate::error::LakeError;
use crate::parquet_table::{Column, TableWriter, text};
use crate::row::{Block, N_TEXTS, NO_SCORE, NONE, Party, Place, Rejected, Row, Rule};
use bytes::Bytes;
use parquet::data_type::ByteArray;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tertius::actors::{Role, StateId};
use tertius::events::ontologies::Code;

/// The columns of events, as Parquet writes them.
pub(crate) const SCHEMA: &str = "message events {
  required binary file (STRING);
  required int32 line;
  optional int64 event_id;
  required int32 day (DATE);
  optional binary initiator (STRING);
  required binary initiator_role (STRING);
  required binary initiator_code (STRING);
  required binary initiator_name (STRING);
  optional binary target (STRING);
  required binary target_role (STRING);
  required binary target_code (STRING);
  required binary target_name (STRING);
  optional binary code (STRING);
  required binary producer_code (STRING);
  required int64 count;
  optional boolean is_root;
  optional int64 mentions;
  optional int64 sources;
  optional int64 articles;
  optional int32 tone_hundredths;
  optional int32 score_tenths;
  required binary place (STRING);
  required binary place_country (STRING);
  required binary story (STRING);
  optional int64 added;
  optional binary removed (STRING);
}";

/// Where a column of events stands in [`SCHEMA`].
pub(crate) fn column_of(name: &str) -> usize {
    let has_name = |line: &&str| line.split_whitespace().nth(2).is_some_and(|n| n.trim_end_matches(';') == name);
    let columns: Vec<&str> = SCHEMA.lines().filter(|l| l.ends_with(';')).collect();
    columns.iter().position(has_name).expect("columns are asked for by names of the schema")
}

/// The columns of rejected rows.
pub(crate) const REJECTED_SCHEMA: &str = "message rejected {
  required binary file (STRING);
  required int32 line;
  required int32 column;
  required binary reason (STRING);
  required binary example (STRING);
  required binary text (STRING);
}";

/// Rows of a group.
const GROUP: usize = 1 << 15;

/// Rows that stand together in memory, and that are turned into columns together: both stay in the processor's caches.
const CHUNK: usize = 1 << 9;

/// Bytes of a chunk's texts beyond which its memory is not used again.
const HEAP_MAX: usize = CHUNK << 10;

/// Rows with their texts.
#[derive(Debug, Default)]
struct Chunk {
    /// Each row with the number of its file.
    rows: Vec<(u32, Row)>,
    places: Vec<[Place; N_TEXTS]>,
    heap: Vec<u8>,
}

/// Chunks that were written and whose memory is used again: to give it back and ask for it anew costs more than to fill it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Spare(Arc<Mutex<Vec<Chunk>>>);

impl Spare {
    fn chunks(&self) -> MutexGuard<'_, Vec<Chunk>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Rows of one month that wait to be written.
#[derive(Debug)]
pub(crate) struct Waiting {
    /// All but the last hold [`CHUNK`] rows.
    chunks: Vec<Chunk>,
    bytes: usize,
    spare: Spare,
}

impl Waiting {
    pub(crate) fn new(spare: &Spare) -> Waiting {
        Waiting { chunks: Vec::new(), bytes: 0, spare: spare.clone() }
    }

    /// Takes a row of a block, with its texts.
    pub(crate) fn take(&mut self, file: u32, row: Row, block: &Block) {
        if self.chunks.last().is_none_or(|c| c.rows.len() == CHUNK) {
            let chunk = self.spare.chunks().pop();
            self.chunks.push(chunk.unwrap_or_else(|| Chunk {
                rows: Vec::with_capacity(CHUNK),
                places: Vec::with_capacity(CHUNK),
                heap: Vec::with_capacity(CHUNK << 8),
            }));
            self.bytes += CHUNK * (size_of::<(u32, Row)>() + size_of::<[Place; N_TEXTS]>());
        }
        let Some(chunk) = self.chunks.last_mut() else { unreachable!("pushed above") };
        let places = block.places[row.text as usize];
        // The texts of a row stand together in its block's heap.
        let (start, last) = (places[0].start as usize, places[N_TEXTS - 1]);
        let end = (last.start + last.len) as usize;
        let moved = chunk.heap.len() as u32;
        chunk.heap.extend_from_slice(&block.heap[start..end]);
        self.bytes += end - start;
        let text = chunk.places.len() as u32;
        chunk.places.push(places.map(|p| Place { start: p.start - start as u32 + moved, len: p.len }));
        chunk.rows.push((file, Row { text, ..row }));
    }

    /// How many rows wait.
    pub(crate) fn len(&self) -> usize {
        self.chunks.last().map_or(0, |last| (self.chunks.len() - 1) * CHUNK + last.rows.len())
    }

    /// About how much memory it holds.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Writes the rows as one part, by day, file and line. `files` names the files by their numbers.
    pub(crate) fn write(mut self, path: &Path, files: &dyn Fn(u32) -> ByteArray) -> Result<u64, LakeError> {
        let mut writer = TableWriter::create(path, SCHEMA, &["story"], 1)?;
        let heaps: Vec<Bytes> = self.chunks.iter_mut().map(|c| Bytes::from(std::mem::take(&mut c.heap))).collect();
        let mut order: Vec<(i32, u32, u32, [u32; 2])> = Vec::with_capacity(self.len());
        for (c, chunk) in self.chunks.iter().enumerate() {
            let key = |(r, (file, row)): (usize, &(u32, Row))| (row.day, *file, row.line, [c as u32, r as u32]);
            order.extend(chunk.rows.iter().enumerate().map(key));
        }
        order.sort_unstable();
        let words = Words::new();
        let mut columns = Column::of_schema(SCHEMA, GROUP.min(order.len()));
        for group in order.chunks(GROUP) {
            columns.iter_mut().for_each(Column::clear);
            for part in group.chunks(CHUNK) {
                let picked = part.iter().map(|(.., [c, r])| {
                    let chunk = &self.chunks[*c as usize];
                    let (file, row) = &chunk.rows[*r as usize];
                    (*file, row, &chunk.places[row.text as usize], &heaps[*c as usize])
                });
                append(&mut columns, &picked.collect::<Vec<_>>(), &words, files);
            }
            writer.group(group.len(), &columns)?;
        }
        drop(columns);
        let n = writer.finish()?;
        let mut spare = self.spare.chunks();
        for (mut chunk, heap) in self.chunks.into_iter().zip(heaps) {
            // Nobody holds a text of it any more, so this copies nothing.
            chunk.heap = heap.into();
            if chunk.heap.capacity() > HEAP_MAX {
                continue;
            }
            chunk.heap.clear();
            chunk.rows.clear();
            chunk.places.clear();
            spare.push(chunk);
        }
        Ok(n)
    }
}

/// The texts that rows say by number.
struct Words {
    states: Vec<ByteArray>,
    roles: Vec<ByteArray>,
    rules: Vec<ByteArray>,
}

impl Words {
    fn new() -> Words {
        Words {
            states: (0..).map_while(StateId::of_number).map(|s| text(s.code())).collect(),
            roles: Role::ALL.iter().map(|r| text(r.word())).collect(),
            rules: Rule::ALL.iter().map(|r| text(r.words())).collect(),
        }
    }
}

/// A row with the number of its file, the places of its texts and the heap where they are.
type Picked<'a> = (u32, &'a Row, &'a [Place; N_TEXTS], &'a Bytes);

/// Appends rows to the columns of [`SCHEMA`].
fn append(columns: &mut [Column], rows: &[Picked<'_>], words: &Words, files: &dyn Fn(u32) -> ByteArray) {
    let mut columns = columns.iter_mut();
    let mut next = || columns.next().expect("as many columns as the schema has");
    let texts = |column: &mut Column, which: usize| {
        column.append(rows.iter().map(|(_, _, places, heap)| {
            let place = places[which];
            ByteArray::from(heap.slice(place.start as usize..(place.start + place.len) as usize))
        }));
    };
    let party = |state: &mut Column, role: &mut Column, of: fn(&Row) -> Party| {
        state.append_some(rows.iter().map(|(_, r, ..)| words.states.get(usize::from(of(r).state)).cloned()));
        role.append(rows.iter().map(|(_, r, ..)| words.roles[usize::from(of(r).role)].clone()));
    };
    let number = |column: &mut Column, of: fn(&Row) -> u32| {
        column.append_some(rows.iter().map(|(_, r, ..)| Some(of(r)).filter(|n| *n != NONE).map(i64::from)));
    };
    let scaled = |column: &mut Column, of: fn(&Row) -> i32| {
        column.append_some(rows.iter().map(|(_, r, ..)| Some(of(r)).filter(|n| *n != NO_SCORE)));
    };
    let long = |column: &mut Column, of: fn(&Row) -> Option<u64>| {
        column.append_some(rows.iter().map(|(_, r, ..)| of(r).map(u64::cast_signed)));
    };
    next().append(rows.iter().map(|(file, ..)| files(*file)));
    next().append(rows.iter().map(|(_, r, ..)| r.line.cast_signed()));
    long(next(), |r| r.event_id);
    next().append(rows.iter().map(|(_, r, ..)| r.day));
    party(next(), next(), |r| r.initiator);
    texts(next(), 0);
    texts(next(), 1);
    party(next(), next(), |r| r.target);
    texts(next(), 2);
    texts(next(), 3);
    next().append_some(rows.iter().map(|(_, r, ..)| Code::of_number(r.code).map(|c| text(c.text()))));
    texts(next(), 4);
    next().append(rows.iter().map(|(_, r, ..)| i64::from(r.count)));
    next().append_some(rows.iter().map(|(_, r, ..)| Some(r.root).filter(|n| *n != NONE).map(|n| n == 1)));
    number(next(), |r| r.mentions);
    number(next(), |r| r.sources);
    number(next(), |r| r.articles);
    scaled(next(), |r| r.tone);
    scaled(next(), |r| r.score);
    texts(next(), 5);
    texts(next(), 6);
    texts(next(), 7);
    long(next(), |r| r.added);
    let removed = |r: &Row| (r.rule != Rule::Counted).then(|| words.rules[r.rule as usize].clone());
    next().append_some(rows.iter().map(|(_, r, ..)| removed(r)));
}

/// The month that a row's part belongs to.
pub(crate) fn month(row: &Row) -> Month {
    Month::of(row.day)
}

/// Writes rejected rows with their files.
pub(crate) fn write_rejected(
    path: &Path,
    rejected: &[(u32, Rejected)],
    files: &dyn Fn(u32) -> ByteArray,
) -> Result<u64, LakeError> {
    let mut writer = TableWriter::create(path, REJECTED_SCHEMA, &["text"], 1)?;
    let own = |s: &str| ByteArray::from(s.as_bytes().to_vec());
    for group in rejected.chunks(1 << 14) {
        writer.group(
            group.len(),
            &[
                Column::Text(group.iter().map(|(file, _)| files(*file)).collect(), None),
                Column::Int32(group.iter().map(|(_, r)| r.line.cast_signed()).collect(), None),
                Column::Int32(group.iter().map(|(_, r)| r.column.cast_signed()).collect(), None),
                Column::Text(group.iter().map(|(_, r)| text(r.reason.words())).collect(), None),
                Column::Text(group.iter().map(|(_, r)| own(&r.example)).collect(), None),
                Column::Text(group.iter().map(|(_, r)| own(&r.text)).collect(), None),
            ],
        )?;
    }
    writer.finish()
}
