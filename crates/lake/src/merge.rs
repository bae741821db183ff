//! Making one part of a month's cube where it came in many commits, so that questions stay quick. Runs as part of a
//! commit, which the cube's content does not notice.

use crate::cube;
use crate::error::LakeError;
use crate::import::ImportOptions;
use crate::log::{Lake, UNFINISHED};
use crate::sink::CELLS_OF_PART;
use crate::task::place;
use std::collections::{BTreeMap, BTreeSet};
use tertius::events::ontologies::{self, Code};

/// Merges the months that have parts of many commits, those of commit `number` among them, and gives the parts that are
/// gone by it. `parts_made` are the parts of the commit with their rows.
///
/// # Errors
/// A part cannot be read or written.
pub(crate) fn months(
    lake: &Lake,
    options: &ImportOptions,
    number: u32,
    parts_made: &mut BTreeMap<String, u64>,
) -> Result<BTreeSet<String>, LakeError> {
    let mut gone = BTreeSet::new();
    let ontology = options.ontology;
    let code = move |word: &str| match ontologies::code(ontology, word) {
        ontologies::Lookup::Exact(code) => Some(code),
        _ => None::<Code>,
    };
    let standing: Vec<String> = lake.parts("cube", &options.name).keys().map(|p| (*p).to_owned()).collect();
    let came: Vec<String> = parts_made.keys().filter(|p| p.starts_with("cube/")).cloned().collect();
    let folder = |part: &str| part.rsplit_once('/').map_or(String::new(), |(folder, _)| folder.to_owned());
    let months: BTreeSet<String> = came.iter().map(|p| folder(p)).collect();
    for month in months {
        let of_month = |p: &&String| p.starts_with(&format!("{month}/"));
        let parts: Vec<&String> = standing.iter().filter(of_month).collect();
        let commits: BTreeSet<&str> = parts.iter().filter_map(|p| p.get(month.len() + 1..month.len() + 7)).collect();
        if commits.len() + 1 < options.sizes.commits_of_month {
            continue;
        }
        let mut lists = Vec::new();
        for part in parts {
            lists.push(cube::read_all(&lake.root().join(part), &code)?);
            gone.insert(part.clone());
        }
        for part in came.iter().filter(of_month) {
            let path = lake.root().join(UNFINISHED).join(part);
            lists.push(cube::read_all(&path, &code)?);
            std::fs::remove_file(&path).map_err(LakeError::machine(&path, "removed"))?;
            parts_made.remove(part);
        }
        let cells = cube::merged(lists);
        for (i, cells) in cells.chunks(CELLS_OF_PART).enumerate() {
            let name = format!("{month}/{number:06}-m{i:03}.parquet");
            let rows = cube::write(&place(lake, &name)?, cells)?;
            parts_made.insert(name, rows);
        }
    }
    Ok(gone)
}
