//! What repetition is told by, read back from rows that stand in the lake: for files that come later than their
//! neighbours, and for files that leave.

use crate::choices::Choices;
use crate::error::LakeError;
use crate::log::Lake;
use crate::parquet_table::{Column, TableReader};
use crate::parse::identity;
use crate::rows::column_of;
use std::collections::{BTreeMap, BTreeSet};

/// The identities of those rows of a group of events that are marked and counted.
pub(crate) fn of_group(choices: &Choices, columns: &[Column], marked: &[bool]) -> Vec<u64> {
    let text = |name: &str| columns[column_of(name)].texts();
    let texts = ["initiator_code", "target_code", "producer_code", "place", "story"].map(text);
    let (removed, days) = (text("removed"), columns[column_of("day")].numbers());
    let mut scratch = Vec::new();
    (0..marked.len())
        .filter(|i| marked[*i] && removed[*i].is_none())
        .map(|i| {
            let of_row = texts.each_ref().map(|column| column[i].as_deref().unwrap_or(""));
            identity(choices, days[i].unwrap_or(0) as i32, of_row, &mut scratch)
        })
        .collect()
}

/// Reads identities back; remembers which files' rows a part may hold.
#[derive(Default)]
pub(crate) struct Recall {
    /// The first and the last file of each part by name; nothing of those that do not say.
    ranges: BTreeMap<String, Option<[Vec<u8>; 2]>>,
}

impl Recall {
    /// Hands the identities of all counted rows of these files of a source to `take`.
    pub(crate) fn of_files(
        &mut self,
        lake: &Lake,
        source: &str,
        files: &BTreeSet<String>,
        choices: &Choices,
        take: &mut dyn FnMut(u64),
    ) -> Result<(), LakeError> {
        for part in lake.parts("events", source).into_keys() {
            if !self.ranges.contains_key(part) {
                let range = TableReader::open(&lake.root().join(part))?.range(0);
                self.ranges.insert(part.to_owned(), range);
            }
            let may_hold = |file: &String, [low, high]: &[Vec<u8>; 2]| {
                low.as_slice() <= file.as_bytes() && file.as_bytes() <= high.as_slice()
            };
            if self.ranges[part].as_ref().is_some_and(|range| !files.iter().any(|file| may_hold(file, range))) {
                continue;
            }
            let table = TableReader::open(&lake.root().join(part))?;
            for (group, n) in table.groups().into_iter().enumerate() {
                if !files.iter().any(|file| table.may_hold(group, 0, file)) {
                    continue;
                }
                let columns: Vec<Column> =
                    (0..table.n_columns()).map(|c| table.column(group, c, n)).collect::<Result<_, _>>()?;
                let marked: Vec<bool> =
                    columns[0].texts().into_iter().map(|f| f.is_some_and(|f| files.contains(&f))).collect();
                of_group(choices, &columns, &marked).into_iter().for_each(&mut *take);
            }
        }
        Ok(())
    }
}
