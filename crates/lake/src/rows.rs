//! Rows of the lake: collected by month, written as parts of Parquet. All rows that could be read are here, counted or
//! not, each with the rule that removed it, so that the cube can be made again and doubted.

use crate::cube::Month;
use crate::error::LakeError;
use crate::parquet_table::{Column, TableWriter, text};
use crate::row::{Block, N_TEXTS, NO_SCORE, NONE, Party, Place, Rejected, Row, Rule};
use bytes::Bytes;
use parquet::data_type::ByteArray;
use std::path::Path;
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

/// Rows of a group: columns of so many stay in the processor's caches while they are written.
const GROUP: usize = 1 << 15;

/// Rows of one month that wait to be written.
#[derive(Debug, Default)]
pub(crate) struct Waiting {
    /// Each row with the number of its file.
    pub rows: Vec<(u32, Row)>,
    places: Vec<[Place; N_TEXTS]>,
    heap: Vec<u8>,
}

impl Waiting {
    /// Takes a row of a block, with its texts.
    pub(crate) fn take(&mut self, file: u32, row: Row, block: &Block) {
        let places = block.places[row.text as usize];
        // The texts of a row stand together in its block's heap.
        let (start, last) = (places[0].start as usize, places[N_TEXTS - 1]);
        let end = (last.start + last.len) as usize;
        let moved = self.heap.len() as u32;
        self.heap.extend_from_slice(&block.heap[start..end]);
        let text = self.places.len() as u32;
        self.places.push(places.map(|p| Place { start: p.start - start as u32 + moved, len: p.len }));
        self.rows.push((file, Row { text, ..row }));
    }

    /// About how much memory it holds.
    pub(crate) fn bytes(&self) -> usize {
        self.heap.len() + self.places.len() * size_of::<[Place; N_TEXTS]>() + self.rows.len() * size_of::<(u32, Row)>()
    }

    /// Writes the rows as one part, by day, file and line. `files` names the files by their numbers.
    pub(crate) fn write(mut self, path: &Path, files: &dyn Fn(u32) -> ByteArray) -> Result<u64, LakeError> {
        let mut writer = TableWriter::create(path, SCHEMA, &["story"], 1)?;
        self.rows.sort_by_key(|(file, row)| (row.day, *file, row.line));
        let heap = Bytes::from(std::mem::take(&mut self.heap));
        let states: Vec<ByteArray> = (0..).map_while(StateId::of_number).map(|s| text(s.code())).collect();
        let roles: Vec<ByteArray> = Role::ALL.iter().map(|r| text(r.word())).collect();
        let rules: Vec<ByteArray> = Rule::ALL.iter().map(|r| text(r.words())).collect();
        for group in self.rows.chunks(GROUP) {
            let texts = |which: usize| {
                let value = |(_, row): &(u32, Row)| {
                    let place = self.places[row.text as usize][which];
                    ByteArray::from(heap.slice(place.start as usize..(place.start + place.len) as usize))
                };
                Column::Text(group.iter().map(value).collect(), None)
            };
            let state = |of: fn(&Row) -> Party| {
                let present = group.iter().map(|(_, r)| i16::from(of(r).state != u16::MAX)).collect();
                let values = group.iter().filter_map(|(_, r)| states.get(usize::from(of(r).state)).cloned());
                Column::Text(values.collect(), Some(present))
            };
            let role = |of: fn(&Row) -> Party| {
                Column::Text(group.iter().map(|(_, r)| roles[usize::from(of(r).role)].clone()).collect(), None)
            };
            let number = |of: fn(&Row) -> u32| {
                let present = group.iter().map(|(_, r)| i16::from(of(r) != NONE)).collect();
                let values = group.iter().map(|(_, r)| of(r)).filter(|n| *n != NONE).map(i64::from);
                Column::Int64(values.collect(), Some(present))
            };
            let scaled = |of: fn(&Row) -> i32| {
                let present = group.iter().map(|(_, r)| i16::from(of(r) != NO_SCORE)).collect();
                Column::Int32(group.iter().map(|(_, r)| of(r)).filter(|n| *n != NO_SCORE).collect(), Some(present))
            };
            let long = |of: fn(&Row) -> Option<u64>| {
                let present = group.iter().map(|(_, r)| i16::from(of(r).is_some())).collect();
                Column::Int64(group.iter().filter_map(|(_, r)| of(r)).map(u64::cast_signed).collect(), Some(present))
            };
            let roots = Column::Bool(
                group.iter().map(|(_, r)| r.root).filter(|r| *r != NONE).map(|r| r == 1).collect(),
                Some(group.iter().map(|(_, r)| i16::from(r.root != NONE)).collect()),
            );
            let codes = Column::Text(
                group.iter().filter_map(|(_, r)| Code::of_number(r.code)).map(|c| text(c.text())).collect(),
                Some(group.iter().map(|(_, r)| i16::from(r.code != u16::MAX)).collect()),
            );
            let removed = Column::Text(
                group
                    .iter()
                    .filter(|(_, r)| r.rule != Rule::Counted)
                    .map(|(_, r)| rules[r.rule as usize].clone())
                    .collect(),
                Some(group.iter().map(|(_, r)| i16::from(r.rule != Rule::Counted)).collect()),
            );
            writer.group(
                group.len(),
                &[
                    Column::Text(group.iter().map(|(file, _)| files(*file)).collect(), None),
                    Column::Int32(group.iter().map(|(_, r)| r.line.cast_signed()).collect(), None),
                    long(|r| r.event_id),
                    Column::Int32(group.iter().map(|(_, r)| r.day).collect(), None),
                    state(|r| r.initiator),
                    role(|r| r.initiator),
                    texts(0),
                    texts(1),
                    state(|r| r.target),
                    role(|r| r.target),
                    texts(2),
                    texts(3),
                    codes,
                    texts(4),
                    Column::Int64(group.iter().map(|(_, r)| i64::from(r.count)).collect(), None),
                    roots,
                    number(|r| r.mentions),
                    number(|r| r.sources),
                    number(|r| r.articles),
                    scaled(|r| r.tone),
                    scaled(|r| r.score),
                    texts(5),
                    texts(6),
                    texts(7),
                    long(|r| r.added),
                    removed,
                ],
            )?;
        }
        writer.finish()
    }
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
