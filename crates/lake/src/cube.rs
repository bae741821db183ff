//! The cube: directed dyad x day x code x roles, with counts, scores and stories as integers, so that sums are the same on
//! every engine. It answers all later questions about a pair; rows are read only by those who doubt it.

use crate::error::LakeError;
use crate::parquet_table::{Column, TableReader, TableWriter, text};
use crate::row::{NO_SCORE, NONE, Row};
use parquet::data_type::ByteArray;
use std::collections::BTreeMap;
use std::path::Path;
use tertius::actors::{Role, StateId};
use tertius::calendar::Day;
use tertius::events::ontologies::Code;

/// The columns of the cube, as Parquet writes them.
pub(crate) const SCHEMA: &str = "message cube {
  required binary initiator (STRING);
  required binary target (STRING);
  required int32 day (DATE);
  required binary code (STRING);
  required binary initiator_role (STRING);
  required binary target_role (STRING);
  required int64 events;
  required int64 scored;
  required int64 score_tenths;
  required int64 roots;
  required int64 stories;
}";

/// Rows of a group: few enough that a pair's are found without reading much else.
const GROUP: usize = 1 << 14;

/// What is counted in one cell of the cube.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// Events.
    pub events: u64,
    /// Events that have a score.
    pub scored: u64,
    /// Sum of their scores in tenths of the Goldstein scale.
    pub score_tenths: i64,
    /// Events known to stand in the lead of their story.
    pub roots: u64,
    /// Mentions where the source states them, else one for each event.
    pub stories: u64,
}

impl Cell {
    /// The cell of one row that is counted.
    pub(crate) fn of(row: &Row) -> Cell {
        let n = u64::from(row.count);
        let has_score = row.score != NO_SCORE;
        Cell {
            events: n,
            scored: if has_score { n } else { 0 },
            score_tenths: if has_score { i64::from(row.score) * i64::from(row.count) } else { 0 },
            roots: if row.root == 1 { n } else { 0 },
            stories: if row.mentions == NONE { n } else { u64::from(row.mentions) },
        }
    }

    /// Takes away a cell that was added before.
    pub(crate) fn take_away(&mut self, other: &Cell) {
        self.events = self.events.saturating_sub(other.events);
        self.scored = self.scored.saturating_sub(other.scored);
        self.score_tenths -= other.score_tenths;
        self.roots = self.roots.saturating_sub(other.roots);
        self.stories = self.stories.saturating_sub(other.stories);
    }

    /// Adds another cell.
    pub fn add(&mut self, other: &Cell) {
        self.events += other.events;
        self.scored += other.scored;
        self.score_tenths += other.score_tenths;
        self.roots += other.roots;
        self.stories += other.stories;
    }
}

/// The first and the last day that the cube has room for.
pub(crate) const DAYS: [i32; 2] = [-62_091, -62_091 + (1 << 17) - 1];

/// A cell's place: initiator, target, day, code, roles, in this order, in one number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Key(pub(crate) u64);

impl Key {
    pub(crate) fn of(row: &Row) -> Key {
        let mut key = u64::from(row.initiator.state);
        key = key << 10 | u64::from(row.target.state);
        key = key << 17 | (row.day - DAYS[0]) as u64;
        key = key << 10 | u64::from(row.code);
        key = key << 4 | u64::from(row.initiator.role);
        Key(key << 4 | u64::from(row.target.role))
    }

    pub(crate) fn initiator(self) -> u16 {
        (self.0 >> 45) as u16 & 0x3ff
    }

    pub(crate) fn target(self) -> u16 {
        (self.0 >> 35) as u16 & 0x3ff
    }

    pub(crate) fn day(self) -> i32 {
        (self.0 >> 18) as i32 & 0x1_ffff
    }

    /// Days since 1970-01-01.
    pub(crate) fn date(self) -> i32 {
        self.day() + DAYS[0]
    }

    pub(crate) fn code(self) -> u16 {
        (self.0 >> 8) as u16 & 0x3ff
    }

    /// States, day, code and roles as text, which other versions number otherwise.
    pub(crate) fn in_words(self) -> String {
        let state = |n| StateId::of_number(n).map_or("", StateId::code);
        let role = |n: u8| Role::ALL.get(usize::from(n)).map_or("", |r| r.word());
        let [first, second] = self.roles().map(role);
        let code = Code::of_number(self.code()).map_or("", Code::text);
        format!("{}\t{}\t{}\t{code}\t{first}\t{second}\t", state(self.initiator()), state(self.target()), self.date())
    }

    pub(crate) fn roles(self) -> [u8; 2] {
        [(self.0 >> 4) as u8 & 0xf, self.0 as u8 & 0xf]
    }
}

/// Cells that are being added up, in a flat table.
#[derive(Debug)]
pub(crate) struct Cells {
    keys: Vec<u64>,
    cells: Vec<Cell>,
    len: usize,
}

/// No key: all of its bits cannot be set.
const FREE: u64 = u64::MAX;

impl Default for Cells {
    fn default() -> Cells {
        Cells { keys: vec![FREE; 1 << 12], cells: vec![Cell::default(); 1 << 12], len: 0 }
    }
}

impl Cells {
    pub(crate) fn add(&mut self, key: Key, cell: &Cell) {
        if 4 * (self.len + 1) > 3 * self.keys.len() {
            self.grow();
        }
        let at = self.place(key.0);
        if self.keys[at] == FREE {
            self.keys[at] = key.0;
            self.len += 1;
        }
        self.cells[at].add(cell);
    }

    fn place(&self, key: u64) -> usize {
        let last = self.keys.len() - 1;
        let mut at = (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as usize & last;
        while self.keys[at] != FREE && self.keys[at] != key {
            at = (at + 1) & last;
        }
        at
    }

    fn grow(&mut self) {
        let size = 2 * self.keys.len();
        let keys = std::mem::replace(&mut self.keys, vec![FREE; size]);
        let cells = std::mem::replace(&mut self.cells, vec![Cell::default(); size]);
        for (key, cell) in keys.into_iter().zip(cells).filter(|(k, _)| *k != FREE) {
            let at = self.place(key);
            self.keys[at] = key;
            self.cells[at] = cell;
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// All cells, in order of key.
    pub(crate) fn sorted(self) -> Vec<(Key, Cell)> {
        let all = self.keys.into_iter().zip(self.cells).filter(|(k, _)| *k != FREE);
        let mut cells: Vec<(Key, Cell)> = all.map(|(key, cell)| (Key(key), cell)).collect();
        cells.sort_unstable_by_key(|(key, _)| *key);
        cells
    }
}

/// A calendar month, as it names a partition: `2019-01`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month(i32);

impl Month {
    /// The month of a day, in days since 1970-01-01.
    pub fn of(day: i32) -> Month {
        let (year, month, _) = Day::EPOCH.plus(day).ymd();
        Month(12 * i32::from(year) + i32::from(month) - 1)
    }

    /// The month written `2019-01`.
    pub fn parse(text: &str) -> Option<Month> {
        let (year, month) = text.rsplit_once('-')?;
        let (year, month): (i32, i32) = (year.parse().ok()?, month.parse().ok()?);
        ((1..=12).contains(&month)).then_some(Month(12 * year + month - 1))
    }
}

impl std::fmt::Display for Month {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}", self.0.div_euclid(12), self.0.rem_euclid(12) + 1)
    }
}

/// Writes cells, sorted by key, as a part of the cube.
pub(crate) fn write(path: &Path, cells: &[(Key, Cell)]) -> Result<u64, LakeError> {
    let mut writer = TableWriter::create(path, SCHEMA, &[], 1)?;
    let state = |n: u16| text(StateId::of_number(n).map_or("", StateId::code));
    let role = |n: u8| text(Role::ALL.get(usize::from(n)).map_or("", |r| r.word()));
    let code = |n: u16| text(Code::of_number(n).map_or("", Code::text));
    for group in cells.chunks(GROUP) {
        let texts = |of: &dyn Fn(Key) -> ByteArray| Column::Text(group.iter().map(|(k, _)| of(*k)).collect(), None);
        let numbers = |of: &dyn Fn(&Cell) -> i64| Column::Int64(group.iter().map(|(_, c)| of(c)).collect(), None);
        writer.group(
            group.len(),
            &[
                texts(&|k| state(k.initiator())),
                texts(&|k| state(k.target())),
                Column::Int32(group.iter().map(|(k, _)| k.date()).collect(), None),
                texts(&|k| code(k.code())),
                texts(&|k| role(k.roles()[0])),
                texts(&|k| role(k.roles()[1])),
                numbers(&|c| c.events as i64),
                numbers(&|c| c.scored as i64),
                numbers(&|c| c.score_tenths),
                numbers(&|c| c.roots as i64),
                numbers(&|c| c.stories as i64),
            ],
        )?;
    }
    writer.finish()
}

/// A cell of one part of the cube, with texts: what a question reads.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CubeRow<'a> {
    /// Days since 1970-01-01.
    pub day: i32,
    /// The code.
    pub code: &'a str,
    /// Roles of initiator and target.
    pub roles: [&'a str; 2],
    /// What was counted.
    pub cell: Cell,
}

/// Reads the cells of a pair from a part, both directions: 0 where the first state acts.
pub(crate) fn read_pair(
    path: &Path,
    [a, b]: [&str; 2],
    take: &mut dyn FnMut(usize, &CubeRow<'_>),
) -> Result<(), LakeError> {
    let table = TableReader::open(path)?;
    for (direction, [initiator, target]) in [[a, b], [b, a]].into_iter().enumerate() {
        for (group, n) in table.groups().into_iter().enumerate() {
            if !(table.may_hold(group, 0, initiator) && table.may_hold(group, 1, target)) {
                continue;
            }
            // Sorted by initiator and target, so what is wanted stands together.
            let initiators = table.text(group, 0, 0, n)?;
            let first = initiators.partition_point(|i| i.data() < initiator.as_bytes());
            let last = initiators.partition_point(|i| i.data() <= initiator.as_bytes());
            if first == last {
                continue;
            }
            let targets = table.text(group, 1, first, last - first)?;
            let from = targets.partition_point(|t| t.data() < target.as_bytes());
            let wanted = targets.partition_point(|t| t.data() <= target.as_bytes()) - from;
            if wanted > 0 {
                read_range(&table, group, first + from, wanted, &mut |row| take(direction, row))?;
            }
        }
    }
    Ok(())
}

fn read_range(
    table: &TableReader,
    group: usize,
    skip: usize,
    n: usize,
    take: &mut dyn FnMut(&CubeRow<'_>),
) -> Result<(), LakeError> {
    // What the library reads as text is UTF-8.
    fn word(bytes: &ByteArray) -> &str {
        std::str::from_utf8(bytes.data()).unwrap_or("")
    }
    let days = table.int32(group, 2, skip, n)?;
    let [codes, first, second] =
        [table.text(group, 3, skip, n)?, table.text(group, 4, skip, n)?, table.text(group, 5, skip, n)?];
    let numbers: Vec<Vec<i64>> = (6..11).map(|c| table.int64(group, c, skip, n)).collect::<Result<_, _>>()?;
    for i in 0..n {
        take(&CubeRow {
            day: days[i],
            code: word(&codes[i]),
            roles: [word(&first[i]), word(&second[i])],
            cell: Cell {
                events: numbers[0][i] as u64,
                scored: numbers[1][i] as u64,
                score_tenths: numbers[2][i],
                roots: numbers[3][i] as u64,
                stories: numbers[4][i] as u64,
            },
        });
    }
    Ok(())
}

/// Reads all cells of a part, in order of key. `code` finds a code by its text.
pub(crate) fn read_all(path: &Path, code: &dyn Fn(&str) -> Option<Code>) -> Result<Vec<(Key, Cell)>, LakeError> {
    let table = TableReader::open(path)?;
    let damaged = || {
        LakeError::complaint(
            format!("{} holds a state, code or role that this version does not know", path.display()),
            "was it written by a newer version? Import the source anew into a lake of its own",
        )
    };
    let mut cells = Vec::new();
    for (group, n) in table.groups().into_iter().enumerate() {
        let texts: Vec<Vec<ByteArray>> =
            [0, 1, 3, 4, 5].into_iter().map(|c| table.text(group, c, 0, n)).collect::<Result<_, _>>()?;
        let days = table.int32(group, 2, 0, n)?;
        let numbers: Vec<Vec<i64>> = (6..11).map(|c| table.int64(group, c, 0, n)).collect::<Result<_, _>>()?;
        let mut known: [BTreeMap<Vec<u8>, u16>; 5] = Default::default();
        for i in 0..n {
            let mut number = [0u16; 5];
            for (kind, column) in texts.iter().enumerate() {
                let bytes = column[i].data();
                number[kind] = match known[kind].get(bytes) {
                    Some(found) => *found,
                    None => {
                        let word = std::str::from_utf8(bytes).map_err(|_| damaged())?;
                        let found = match kind {
                            0 | 1 => tertius::actors::state(word).map(StateId::number),
                            2 => code(word).map(Code::number),
                            _ => Role::ALL.iter().position(|r| r.word() == word).map(|p| p as u16),
                        }
                        .ok_or_else(damaged)?;
                        known[kind].insert(bytes.to_vec(), found);
                        found
                    }
                };
            }
            let mut key = u64::from(number[0]);
            key = key << 10 | u64::from(number[1]);
            key = key << 17 | (days[i] - DAYS[0]) as u64;
            key = key << 10 | u64::from(number[2]);
            key = key << 4 | u64::from(number[3]);
            key = key << 4 | u64::from(number[4]);
            cells.push((
                Key(key),
                Cell {
                    events: numbers[0][i] as u64,
                    scored: numbers[1][i] as u64,
                    score_tenths: numbers[2][i],
                    roots: numbers[3][i] as u64,
                    stories: numbers[4][i] as u64,
                },
            ));
        }
    }
    cells.sort_unstable_by_key(|(key, _)| *key);
    Ok(cells)
}

/// Adds up lists of cells, each in order of key.
pub(crate) fn merged(lists: Vec<Vec<(Key, Cell)>>) -> Vec<(Key, Cell)> {
    let mut all: Vec<(Key, Cell)> = Vec::with_capacity(lists.iter().map(Vec::len).sum());
    all.extend(lists.into_iter().flatten());
    // Runs that are sorted already are what this sort is fastest at.
    all.sort_by_key(|(key, _)| *key);
    all.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        if same {
            kept.1.add(&next.1);
        }
        same
    });
    all
}
