//! What is handed out to be written: rows or cells of a month, each a part of its own.

use crate::cube::{self, Cell, Key, Month};
use crate::error::LakeError;
use crate::log::{Lake, UNFINISHED};
use crate::rows::Waiting;
use parquet::data_type::ByteArray;
use std::path::PathBuf;
use std::sync::Arc;

/// What is ready to be written.
pub(crate) enum Ready {
    /// Rows of a month, and the names of their files.
    Rows(Waiting, Arc<Vec<ByteArray>>),
    /// Cells of a month, in order of key.
    Cells(Arc<Vec<(Key, Cell)>>, std::ops::Range<usize>),
}

/// A part that is ready to be written.
pub(crate) struct Task {
    pub ready: Ready,
    pub path: PathBuf,
    /// The part's name in the lake.
    pub name: String,
}

impl Task {
    /// Writes the part and gives its name and rows.
    pub(crate) fn run(self) -> Result<(String, u64), LakeError> {
        let rows = match self.ready {
            Ready::Rows(waiting, files) => waiting.write(&self.path, &|file| files[file as usize].clone())?,
            Ready::Cells(cells, range) => cube::write(&self.path, &cells[range])?,
        };
        Ok((self.name, rows))
    }
}

/// The task of writing a month's rows.
pub(crate) fn task(
    source: &str,
    lake: &Lake,
    n_parts: &mut u32,
    files: &Arc<Vec<ByteArray>>,
    month: Month,
    waiting: Waiting,
) -> Result<Task, LakeError> {
    let name = format!("events/source={source}/month={month}/{:06}-{:04}.parquet", lake.commits().len() + 1, *n_parts);
    *n_parts += 1;
    Ok(Task { path: place(lake, &name)?, name, ready: Ready::Rows(waiting, files.clone()) })
}

/// The path of a part that is being made, whose folder is made.
pub(crate) fn place(lake: &Lake, name: &str) -> Result<PathBuf, LakeError> {
    let path = lake.root().join(UNFINISHED).join(name);
    let folder = path.parent().unwrap_or(lake.root());
    std::fs::create_dir_all(folder).map_err(LakeError::machine(folder, "made"))?;
    Ok(path)
}
