//! Taking one producer's file out of a lake again, so that a corrected one can take its place: exactly its rows leave the
//! parts, the cube and the rejected rows. Rows of other files that repeated one of its rows stay uncounted.

use crate::choices::Choices;
use crate::cube::{self, Cell, Key, Month};
use crate::error::LakeError;
use crate::log::{Commit, LAYOUT_VERSION, Lake, UNFINISHED, write_synced};
use crate::parquet_table::{Column, TableReader, TableWriter};
use crate::recall;
use crate::row::{NO_SCORE, NONE, Party, Row, Rule};
use crate::rows::{self, column_of};
use crate::seen::{packed, unpacked};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use tertius::actors::{Role, StateId, state};
use tertius::dossier::Ontology;
use tertius::events::ontologies::{self, Code};

/// What left the lake with a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Withdrawn {
    /// Rows that were read.
    pub rows: u64,
    /// Rows that were rejected.
    pub rejected: u64,
}

/// Takes a file out of the lake, in a commit of its own.
///
/// # Errors
/// The lake keeps no rows of the source, so that nobody knows what the file brought to the cube.
pub(crate) fn withdraw(lake: &mut Lake, source: &str, file: &str) -> Result<Withdrawn, LakeError> {
    let Some(commit) = lake.of(source).filter(|c| c.files.iter().any(|f| f.name == file)).last().cloned() else {
        return Ok(Withdrawn::default());
    };
    if !commit.rows_are_kept {
        return Err(LakeError::complaint(
            format!(
                "{file} has changed, and the lake keeps no rows of \"{source}\": what it brought cannot be taken out"
            ),
            "import the source anew into a lake of its own, or with its rows",
        ));
    }
    let number = lake.commits().len() as u32 + 1;
    let ontology = Ontology::WORDS.iter().find(|(w, _)| *w == commit.ontology).map_or(Ontology::Quad, |(_, o)| *o);
    let mut work = Work {
        source,
        file,
        number,
        ontology,
        choices: &commit.choices,
        next: 0,
        parts: BTreeMap::new(),
        gone: BTreeSet::new(),
        out: Withdrawn::default(),
        cells: BTreeMap::new(),
        keys: BTreeSet::new(),
        identities: BTreeSet::new(),
    };
    work.rows(lake)?;
    work.rejected(lake)?;
    work.cube(lake)?;
    work.packed(lake)?;
    let Work { parts, gone, out, .. } = work;
    lake.commit(Commit {
        number,
        layout: LAYOUT_VERSION,
        tertius: env!("CARGO_PKG_VERSION").to_owned(),
        files: Vec::new(),
        files_gone: vec![file.to_owned()],
        parts,
        parts_gone: gone,
        unresolved: BTreeMap::new(),
        ..commit
    })?;
    Ok(out)
}

/// Sees the columns of a group and which of its rows are the file's.
type Taken<'f, 'a> = &'f mut dyn FnMut(&mut Work<'a>, &[Column], &[bool]);

struct Work<'a> {
    source: &'a str,
    file: &'a str,
    number: u32,
    ontology: Ontology,
    choices: &'a Choices,
    next: u32,
    parts: BTreeMap<String, u64>,
    gone: BTreeSet<String>,
    out: Withdrawn,
    /// What the file brought to the cube.
    cells: BTreeMap<Month, BTreeMap<Key, Cell>>,
    keys: BTreeSet<u64>,
    identities: BTreeSet<u64>,
}

impl<'a> Work<'a> {
    fn place(&self, lake: &Lake, name: &str) -> Result<PathBuf, LakeError> {
        let path = lake.root().join(UNFINISHED).join(name);
        let folder = path.parent().unwrap_or(lake.root());
        std::fs::create_dir_all(folder).map_err(LakeError::machine(folder, "made"))?;
        Ok(path)
    }

    fn name(&mut self, folder: &str) -> String {
        self.next += 1;
        format!("{folder}/{:06}-{:04}.parquet", self.number, self.next - 1)
    }

    /// Copies a table without the file's rows, which `taken` sees; `false` where it has none of them.
    fn without(
        &mut self,
        lake: &Lake,
        part: &str,
        schema: &str,
        plain: &[&str],
        taken: Taken<'_, 'a>,
    ) -> Result<bool, LakeError> {
        let table = TableReader::open(&lake.root().join(part))?;
        let groups = table.groups();
        if !(0..groups.len()).any(|g| table.may_hold(g, 0, self.file)) {
            return Ok(false);
        }
        let mut kept: Vec<(usize, Vec<Column>)> = Vec::new();
        let mut any = false;
        for (group, n) in groups.into_iter().enumerate() {
            let columns: Vec<Column> =
                (0..table.n_columns()).map(|c| table.column(group, c, n)).collect::<Result<_, _>>()?;
            let Column::Text(files, _) = &columns[0] else {
                unreachable!("the first column of every table is the file")
            };
            let is_its: Vec<bool> = files.iter().map(|f| f.data() == self.file.as_bytes()).collect();
            if is_its.contains(&true) {
                any = true;
                taken(self, &columns, &is_its);
            }
            let n_kept = is_its.iter().filter(|its| !**its).count();
            if n_kept > 0 {
                kept.push((n_kept, columns.iter().map(|c| c.where_not(&is_its)).collect()));
            }
        }
        if !any {
            return Ok(false);
        }
        self.gone.insert(part.to_owned());
        if !kept.is_empty() {
            let folder = part.rsplit_once('/').map_or("", |(f, _)| f);
            let name = self.name(folder);
            let mut writer = TableWriter::create(&self.place(lake, &name)?, schema, plain, 1)?;
            for (n, columns) in &kept {
                writer.group(*n, columns)?;
            }
            self.parts.insert(name, writer.finish()?);
        }
        Ok(true)
    }

    fn rows(&mut self, lake: &Lake) -> Result<(), LakeError> {
        let parts: Vec<String> = lake.parts("events", self.source).into_keys().map(str::to_owned).collect();
        for part in parts {
            self.without(lake, &part, rows::SCHEMA, &["story"], &mut |work, columns, is_its| {
                work.took(columns, is_its)
            })?;
        }
        Ok(())
    }

    fn took(&mut self, columns: &[Column], is_its: &[bool]) {
        let text = |name: &str| columns[column_of(name)].texts();
        let number = |name: &str| columns[column_of(name)].numbers();
        let [initiators, targets, codes, removed] = ["initiator", "target", "code", "removed"].map(text);
        let [initiator_roles, target_roles] = ["initiator_role", "target_role"].map(text);
        let [days, counts, roots, mentions, scores, ids] =
            ["day", "count", "is_root", "mentions", "score_tenths", "event_id"].map(number);
        self.identities.extend(recall::of_group(self.choices, columns, is_its));
        let role = |word: &str| Role::ALL.iter().position(|r| r.word() == word).unwrap_or(0) as u8;
        for i in (0..is_its.len()).filter(|i| is_its[*i]) {
            self.out.rows += 1;
            let day = days[i].unwrap_or(0) as i32;
            let rule = removed[i].as_deref().unwrap_or("");
            if let Some(id) = ids[i]
                && rule != Rule::SameRowAgain.words()
            {
                self.keys.insert(crate::parse::key_of(id.cast_unsigned(), day));
            }
            if !rule.is_empty() {
                continue;
            }
            let party = |state_of: &Option<String>, role_of: &Option<String>| Party {
                state: state_of.as_deref().and_then(state).map_or(u16::MAX, StateId::number),
                role: role(role_of.as_deref().unwrap_or("")),
            };
            let code = codes[i].as_deref().and_then(|c| ontologies::code(self.ontology, c).code());
            let row = Row {
                line: 0,
                day,
                key: None,
                event_id: None,
                initiator: party(&initiators[i], &initiator_roles[i]),
                target: party(&targets[i], &target_roles[i]),
                code: code.map_or(u16::MAX, Code::number),
                rule: Rule::Counted,
                identity: 0,
                count: counts[i].unwrap_or(0) as u32,
                root: roots[i].map_or(NONE, |r| r as u32),
                mentions: mentions[i].map_or(NONE, |m| m as u32),
                sources: NONE,
                articles: NONE,
                tone: NO_SCORE,
                score: scores[i].map_or(NO_SCORE, |s| s as i32),
                added: None,
                text: 0,
            };
            let cells = self.cells.entry(Month::of(day)).or_default();
            cells.entry(Key::of(&row)).or_default().add(&Cell::of(&row));
        }
    }

    fn rejected(&mut self, lake: &Lake) -> Result<(), LakeError> {
        let parts: Vec<String> = lake.parts("rejected", self.source).into_keys().map(str::to_owned).collect();
        for part in parts {
            self.without(lake, &part, rows::REJECTED_SCHEMA, &["text"], &mut |work, _, is_its| {
                work.out.rejected += is_its.iter().filter(|its| **its).count() as u64;
            })?;
        }
        Ok(())
    }

    /// Makes the cube of each month that the file touched one part, less what the file brought.
    fn cube(&mut self, lake: &Lake) -> Result<(), LakeError> {
        let ontology = self.ontology;
        let code = move |word: &str| ontologies::code(ontology, word).code();
        let standing: Vec<String> = lake.parts("cube", self.source).into_keys().map(str::to_owned).collect();
        for (month, less) in std::mem::take(&mut self.cells) {
            let folder = format!("cube/source={}/month={month}", self.source);
            let parts: Vec<&String> = standing.iter().filter(|p| p.starts_with(&format!("{folder}/"))).collect();
            let mut lists = Vec::new();
            for part in parts {
                lists.push(cube::read_all(&lake.root().join(part), &code)?);
                self.gone.insert(part.clone());
            }
            let mut cells = cube::merged(lists);
            for (key, cell) in &mut cells {
                if let Some(less) = less.get(key) {
                    cell.take_away(less);
                }
            }
            cells.retain(|(_, cell)| *cell != Cell::default());
            if !cells.is_empty() {
                let name = self.name(&folder);
                let rows = cube::write(&self.place(lake, &name)?, &cells)?;
                self.parts.insert(name, rows);
            }
        }
        Ok(())
    }

    /// Takes the file's keys and identities out of the lists that later imports look at.
    fn packed(&mut self, lake: &Lake) -> Result<(), LakeError> {
        for kind in ["keys", "window"] {
            let less = if kind == "keys" { &self.keys } else { &self.identities };
            let parts: Vec<String> = lake.parts(kind, self.source).into_keys().map(str::to_owned).collect();
            for part in parts {
                let path = lake.root().join(&part);
                let bytes = std::fs::read(&path).map_err(LakeError::machine(&path, "read"))?;
                let mut values = unpacked(&bytes).unwrap_or_default();
                let before = values.len();
                values.retain(|v| !less.contains(v));
                if values.len() == before {
                    continue;
                }
                self.gone.insert(part.clone());
                // The name keeps its first six digits' meaning, the commit whose range it belongs to: only a letter more.
                let name = match part.rsplit_once('.') {
                    Some((stem, ending)) => format!("{stem}r{}.{ending}", self.number),
                    None => part.clone(),
                };
                write_synced(&self.place(lake, &name)?, &packed(&values))?;
                self.parts.insert(name, values.len() as u64);
            }
        }
        Ok(())
    }
}
