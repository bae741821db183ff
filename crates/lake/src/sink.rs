//! Where blocks are put in order: repetition is decided, every row is counted to its file and its rule, cells are added
//! up, rows are laid aside by month, and commits are made. One thread at a time; what takes long is handed back as tasks.

use crate::cube::{Cell, Cells, Key, Month};
use crate::error::LakeError;
use crate::import::ImportOptions;
use crate::log::{Commit, FileEntry, LAYOUT_VERSION, Lake, write_synced};
use crate::merge;
use crate::recall::Recall;
use crate::row::{Block, Rejected, Rule};
use crate::rows::{self, Spare, Waiting};
use crate::seen::{Keys, Seen, packed, unpacked};
use crate::task::{Ready, Task, place, task};
use crate::totals::Totals;
use crate::window::{Window, window_of};
use parquet::data_type::ByteArray;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;
use tertius::calendar::Day;

/// Cells of a part of the cube.
pub(crate) const CELLS_OF_PART: usize = 1 << 18;

/// A file that is being taken in.
struct Taking {
    entry: FileEntry,
    number: u32,
    rules: [u64; Rule::ALL.len()],
    days: Option<[i32; 2]>,
    /// Lines of the member so far.
    lines: u32,
}

/// Everything since the last commit.
pub(crate) struct Sink<'a> {
    lake: Lake,
    options: &'a ImportOptions,
    taking: Option<Taking>,
    /// Files since the last commit, whole ones.
    files: Vec<FileEntry>,
    names: Arc<Vec<ByteArray>>,
    /// Cells of the month that was added to last, and of the others.
    month: Month,
    cells: Cells,
    other_cells: BTreeMap<Month, Cells>,
    n_other_cells: usize,
    /// The day that was added to last.
    day: i32,
    keys: Keys,
    /// Keys of earlier commits whose range was touched, and which commits those are.
    older: Seen,
    older_of: BTreeSet<u32>,
    /// The range of keys of each earlier commit.
    ranges: Vec<(u32, [u64; 2])>,
    window: Window,
    /// Files that stand in the lake, by the day of their window.
    standing: BTreeMap<Day, BTreeSet<String>>,
    recall: Recall,
    waiting: BTreeMap<Month, Waiting>,
    spare: Spare,
    waiting_bytes: usize,
    rejected: Vec<(u32, Rejected)>,
    rejected_bytes: usize,
    parts: BTreeMap<String, u64>,
    n_parts: u32,
    unresolved: BTreeMap<String, u64>,
    text_bytes: u64,
    /// Rows and text of all commits of this import, for the account at the end.
    pub(crate) totals: Totals,
}

impl<'a> Sink<'a> {
    pub(crate) fn new(lake: Lake, options: &'a ImportOptions) -> Result<Sink<'a>, LakeError> {
        let mut window = Window::default();
        let mut ranges = Vec::new();
        for commit in lake.of(&options.name) {
            let keys = commit.files.iter().filter_map(|f| f.keys);
            if let Some(range) = keys.reduce(|a, b| [a[0].min(b[0]), a[1].max(b[1])]) {
                ranges.push((commit.number, range));
            }
        }
        for (part, _) in lake.parts("window", &options.name) {
            // 000012-2019-01-21-now.seen: the commit, the day, and which half.
            let file = part.rsplit('/').next().unwrap_or(part);
            let Some((day, half)) = file.get(7..17).and_then(Day::parse).zip(file.get(18..)) else { continue };
            let of = if half.starts_with("now") { day } else { day.plus(-1) };
            window.remember(of, read_packed(&lake, part)?);
        }
        let mut standing: BTreeMap<Day, BTreeSet<String>> = BTreeMap::new();
        for (name, file) in lake.files(&options.name) {
            if let Some(day) = Day::parse(&file.window) {
                standing.entry(day).or_default().insert(name.to_owned());
            }
        }
        Ok(Sink {
            lake,
            options,
            taking: None,
            files: Vec::new(),
            names: Arc::new(Vec::new()),
            month: Month::of(0),
            cells: Cells::default(),
            other_cells: BTreeMap::new(),
            n_other_cells: 0,
            day: 0,
            keys: Keys::default(),
            older: Seen::default(),
            older_of: BTreeSet::new(),
            ranges,
            window,
            standing,
            recall: Recall::default(),
            waiting: BTreeMap::new(),
            spare: Spare::default(),
            waiting_bytes: 0,
            rejected: Vec::new(),
            rejected_bytes: 0,
            parts: BTreeMap::new(),
            n_parts: 0,
            unresolved: BTreeMap::new(),
            text_bytes: 0,
            totals: Totals::default(),
        })
    }

    /// Takes a block of a file, which may go on.
    pub(crate) fn block(
        &mut self,
        name: &str,
        bytes: u64,
        block: &mut Block,
        text_bytes: u64,
        tasks: &mut Vec<Task>,
    ) -> Result<(), LakeError> {
        if self.taking.as_ref().is_none_or(|t| t.entry.name != name) {
            self.begin(name, bytes)?;
        }
        self.text_bytes += text_bytes;
        self.load_older(block)?;
        let taking = self.taking.as_mut().expect("begun above");
        taking.entry.text_bytes += text_bytes;
        taking.entry.rows += (block.rows.len() + block.lesser.len() + block.rejected.len()) as u64;
        taking.entry.not_utf8 += block.not_utf8;
        let choices = &self.options.choices;
        let repeated = match (choices.one_a_day, choices.one_story) {
            (true, _) => Rule::OneADay,
            (_, true) => Rule::OtherStory,
            _ => Rule::Reemitted,
        };
        let offset = taking.lines;
        let rows = std::mem::take(&mut block.rows);
        let mut repeats = |taking: &mut Taking, key: Option<u64>| {
            let Some(key) = key else { return false };
            let known = &mut taking.entry.keys;
            *known = Some(known.map_or([key, key], |[a, b]| [a.min(key), b.max(key)]));
            choices.same_row_again && ((self.older.len() > 0 && self.older.contains(key)) || !self.keys.insert(key))
        };
        let lesser = std::mem::take(&mut block.lesser);
        let mut lesser = lesser.into_iter().peekable();
        for at in 0..=rows.len() {
            while let Some(less) = lesser.next_if(|l| l.before as usize == at) {
                let rule = if repeats(taking, less.key) { Rule::SameRowAgain } else { less.rule };
                taking.rules[rule as usize] += 1;
                taking.days = Some(taking.days.map_or([less.day; 2], |[a, b]| [a.min(less.day), b.max(less.day)]));
            }
            let Some(mut row) = rows.get(at).copied() else { break };
            row.line += offset;
            if repeats(taking, row.key) {
                row.rule = Rule::SameRowAgain;
            }
            if row.rule == Rule::Counted && row.identity != 0 && !self.window.insert(row.identity) {
                row.rule = repeated;
            }
            taking.rules[row.rule as usize] += 1;
            taking.days = Some(taking.days.map_or([row.day, row.day], |[a, b]| [a.min(row.day), b.max(row.day)]));
            if row.rule == Rule::Counted {
                if row.day != self.day {
                    self.day = row.day;
                    let month = Month::of(row.day);
                    if month != self.month {
                        let cells = self.other_cells.remove(&month).unwrap_or_default();
                        self.n_other_cells -= cells.len();
                        let before = std::mem::replace(&mut self.cells, cells);
                        self.n_other_cells += before.len();
                        self.other_cells.insert(std::mem::replace(&mut self.month, month), before);
                    }
                }
                self.cells.add(Key::of(&row), &Cell::of(&row));
            }
            if self.options.keep_rows {
                let month = rows::month(&row);
                let waiting = self.waiting.entry(month).or_insert_with(|| Waiting::new(&self.spare));
                let before = waiting.bytes();
                waiting.take(taking.number, row, block);
                self.waiting_bytes += waiting.bytes() - before;
                if waiting.len() >= self.options.sizes.rows_of_part
                    && let Some(ready) = self.waiting.remove(&month)
                {
                    self.waiting_bytes -= ready.bytes();
                    tasks.push(task(&self.options.name, &self.lake, &mut self.n_parts, &self.names, month, ready)?);
                }
            }
        }
        for mut rejected in std::mem::take(&mut block.rejected) {
            rejected.line += offset;
            *taking.entry.rejected.entry(rejected.reason.words().to_owned()).or_insert(0) += 1;
            self.rejected_bytes += rejected.text.len() + rejected.example.len() + 64;
            self.rejected.push((taking.number, rejected));
        }
        taking.lines += block.lines;
        for (what, n) in std::mem::take(&mut block.unresolved) {
            if let Some(known) = self.unresolved.get_mut(&what) {
                *known += n;
            } else if self.unresolved.len() < 50_000 {
                self.unresolved.insert(what, n);
            }
        }
        while self.waiting_bytes > self.options.sizes.waiting_bytes {
            let Some(month) = self.waiting.iter().max_by_key(|(_, w)| w.bytes()).map(|(m, _)| *m) else { break };
            let Some(ready) = self.waiting.remove(&month) else { break };
            self.waiting_bytes -= ready.bytes();
            tasks.push(task(&self.options.name, &self.lake, &mut self.n_parts, &self.names, month, ready)?);
        }
        if self.n_other_cells >= self.options.sizes.cells {
            self.put_other_cells(tasks)?;
        }
        if self.cells.len() >= self.options.sizes.cells {
            self.put_cells(tasks)?;
        }
        if self.rejected_bytes > self.options.sizes.rejected_bytes {
            self.put_rejected()?;
        }
        Ok(())
    }

    /// Loads the keys of earlier commits whose range a block touches.
    fn load_older(&mut self, block: &Block) -> Result<(), LakeError> {
        if self.ranges.is_empty() || !self.options.choices.same_row_again {
            return Ok(());
        }
        let keys = block.rows.iter().map(|r| r.key).chain(block.lesser.iter().map(|l| l.key)).flatten();
        let Some([low, high]) = keys.fold(None, |range: Option<[u64; 2]>, key| {
            Some(range.map_or([key, key], |[a, b]| [a.min(key), b.max(key)]))
        }) else {
            return Ok(());
        };
        let touched: Vec<u32> = self
            .ranges
            .iter()
            .filter(|(n, range)| range[0] <= high && low <= range[1] && !self.older_of.contains(n))
            .map(|(n, _)| *n)
            .collect();
        for commit in touched {
            self.older_of.insert(commit);
            let beginning = format!("keys/source={}/{commit:06}", self.options.name);
            let parts = self.lake.parts("keys", &self.options.name).into_keys();
            for name in parts.filter(|p| p.starts_with(&beginning)).map(str::to_owned).collect::<Vec<_>>() {
                for key in read_packed(&self.lake, &name)? {
                    self.older.insert(key);
                }
            }
        }
        Ok(())
    }

    fn begin(&mut self, name: &str, bytes: u64) -> Result<(), LakeError> {
        let number = self.names.len() as u32;
        Arc::make_mut(&mut self.names).push(ByteArray::from(name.as_bytes().to_vec()));
        let window = window_of(name);
        if self.window.name != window {
            for day in self.window.enter(&window) {
                self.recall(name, day)?;
            }
        }
        let entry = FileEntry { name: name.to_owned(), bytes, window, ..FileEntry::default() };
        self.taking = Some(Taking { entry, number, rules: [0; Rule::ALL.len()], days: None, lines: 0 });
        Ok(())
    }

    /// Where a file comes later than others of its day or of a neighbouring one, what they said is read back from their
    /// rows. Where it cannot be, the file is named.
    fn recall(&mut self, name: &str, day: Day) -> Result<(), LakeError> {
        if !self.options.choices.tell_repeats() {
            return Ok(());
        }
        let files = self.standing.get(&day);
        if self.window.has_forgotten(day) || (files.is_some() && !self.options.keep_rows) {
            self.totals.late.insert(name.to_owned());
        }
        if let Some(files) = files.filter(|_| self.options.keep_rows) {
            let mut take = |identity| self.window.recall(day, identity);
            self.recall.of_files(&self.lake, &self.options.name, files, &self.options.choices, &mut take)?;
        }
        Ok(())
    }

    /// Ends the file that is being taken in (or takes one without a row), and says whether a commit is due.
    pub(crate) fn end(&mut self, name: &str, bytes: u64, checksum: &str) -> Result<bool, LakeError> {
        if self.taking.as_ref().is_none_or(|t| t.entry.name != name) {
            self.begin(name, bytes)?;
        }
        if let Some(Taking { mut entry, rules, days, .. }) = self.taking.take() {
            checksum.clone_into(&mut entry.checksum);
            entry.counted = rules[0];
            entry.removed = Rule::ALL
                .into_iter()
                .zip(rules)
                .skip(1)
                .filter(|(_, n)| *n > 0)
                .map(|(rule, n)| (rule.words().to_owned(), n))
                .collect();
            entry.days = days.map(|d| d.map(|n| Day::EPOCH.plus(n).to_string()));
            self.files.push(entry);
        }
        Ok(self.text_bytes >= self.options.commit_bytes)
    }

    /// Ends the member of a stream that was being taken in, where another begins. Its file's checksum comes at the end.
    pub(crate) fn member(&mut self, name: &str) -> Result<(), LakeError> {
        if let Some(other) = self.taking.as_ref().map(|t| t.entry.name.clone()).filter(|n| n != name) {
            self.end(&other, 0, "")?;
        }
        Ok(())
    }

    /// Ends a stream: its members have the checksum of the whole.
    pub(crate) fn end_stream(&mut self, name: &str, bytes: u64, checksum: &str) -> Result<bool, LakeError> {
        let last = self.taking.as_ref().map_or_else(|| name.to_owned(), |t| t.entry.name.clone());
        let due = self.end(&last, bytes, checksum)?;
        for file in self.files.iter_mut().filter(|f| f.checksum.is_empty()) {
            checksum.clone_into(&mut file.checksum);
        }
        Ok(due)
    }

    /// Hands out all rows that wait.
    pub(crate) fn flush(&mut self, tasks: &mut Vec<Task>) -> Result<(), LakeError> {
        for (month, ready) in std::mem::take(&mut self.waiting) {
            tasks.push(task(&self.options.name, &self.lake, &mut self.n_parts, &self.names, month, ready)?);
        }
        self.waiting_bytes = 0;
        self.put_cells(tasks)
    }

    /// Notes a part that a task wrote.
    pub(crate) fn written(&mut self, (name, rows): (String, u64)) {
        self.parts.insert(name, rows);
    }

    fn number(&self) -> u32 {
        self.lake.commits().len() as u32 + 1
    }

    /// The place of a part that is being made: its name and its path, whose folder is made.
    fn place(&self, name: &str) -> Result<PathBuf, LakeError> {
        place(&self.lake, name)
    }

    /// Hands out the cells of months that are not being added to. Months may be handed out several times: a cell then
    /// stands in several parts, and whoever asks adds them up.
    fn put_other_cells(&mut self, tasks: &mut Vec<Task>) -> Result<(), LakeError> {
        self.n_other_cells = 0;
        for (month, cells) in std::mem::take(&mut self.other_cells) {
            self.put_month(month, cells, tasks)?;
        }
        Ok(())
    }

    /// Hands out all cells.
    fn put_cells(&mut self, tasks: &mut Vec<Task>) -> Result<(), LakeError> {
        self.put_other_cells(tasks)?;
        let cells = std::mem::take(&mut self.cells);
        self.put_month(self.month, cells, tasks)
    }

    fn put_month(&mut self, month: Month, cells: Cells, tasks: &mut Vec<Task>) -> Result<(), LakeError> {
        let cells = Arc::new(cells.sorted());
        for from in (0..cells.len()).step_by(CELLS_OF_PART) {
            let range = from..cells.len().min(from + CELLS_OF_PART);
            let folder = format!("cube/source={}/month={month}", self.options.name);
            let name = format!("{folder}/{:06}-{:04}.parquet", self.number(), self.n_parts);
            self.n_parts += 1;
            tasks.push(Task { path: self.place(&name)?, name, ready: Ready::Cells(cells.clone(), range) });
        }
        Ok(())
    }

    fn put_rejected(&mut self) -> Result<(), LakeError> {
        if self.rejected.is_empty() {
            return Ok(());
        }
        let name = format!("rejected/source={}/{:06}-{:04}.parquet", self.options.name, self.number(), self.n_parts);
        self.n_parts += 1;
        let names = self.names.clone();
        let rows = rows::write_rejected(&self.place(&name)?, &self.rejected, &|f| names[f as usize].clone())?;
        self.parts.insert(name, rows);
        self.rejected.clear();
        self.rejected_bytes = 0;
        Ok(())
    }

    /// Commits everything since the last commit. All tasks must have been run, and their parts noted.
    pub(crate) fn commit(&mut self) -> Result<(), LakeError> {
        if self.files.is_empty() {
            return Ok(());
        }
        let source = self.options.name.clone();
        let number = self.number();
        self.put_rejected()?;
        let mut gone = merge::months(&self.lake, self.options, number, &mut self.parts)?;
        if self.keys.len() > 0 {
            let keys = std::mem::take(&mut self.keys).sorted();
            self.ranges.push((number, [keys[0], keys[keys.len() - 1]]));
            let name = format!("keys/source={source}/{number:06}.keys");
            write_synced(&self.place(&name)?, &packed(&keys))?;
            self.parts.insert(name, keys.len() as u64);
        }
        gone.extend(self.lake.parts("window", &source).keys().map(|p| (*p).to_owned()));
        if Day::parse(&self.window.name).is_some() && !self.window.halved {
            for (half, seen) in [("now", &self.window.now), ("before", &self.window.before)] {
                if seen.len() > 0 {
                    let name = format!("window/source={source}/{number:06}-{}-{half}.seen", self.window.name);
                    write_synced(&self.place(&name)?, &packed(&seen.sorted()))?;
                    self.parts.insert(name, seen.len() as u64);
                }
            }
        }
        let mut unresolved: Vec<(String, u64)> = std::mem::take(&mut self.unresolved).into_iter().collect();
        for (what, n) in &unresolved {
            *self.totals.unresolved.entry(what.clone()).or_insert(0) += n;
        }
        unresolved.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        unresolved.truncate(100);
        let files = std::mem::take(&mut self.files);
        for file in &files {
            self.totals.add(file);
            if let Some(day) = Day::parse(&file.window) {
                self.standing.entry(day).or_default().insert(file.name.clone());
            }
        }
        if self.options.keep_rows {
            self.window.committed();
        }
        self.totals.commits += 1;
        self.lake.commit(Commit {
            number,
            layout: LAYOUT_VERSION,
            tertius: env!("CARGO_PKG_VERSION").to_owned(),
            source,
            reader: self.options.reader.clone(),
            ontology: self.options.ontology.word().to_owned(),
            choices: self.options.choices.clone(),
            rows_are_kept: self.options.keep_rows,
            files,
            files_gone: Vec::new(),
            parts: std::mem::take(&mut self.parts),
            parts_gone: gone,
            unresolved: unresolved.into_iter().collect(),
        })?;
        self.names = Arc::new(Vec::new());
        self.n_parts = 0;
        self.text_bytes = 0;
        Ok(())
    }
}

fn read_packed(lake: &Lake, part: &str) -> Result<Vec<u64>, LakeError> {
    let path = lake.root().join(part);
    let bytes = std::fs::read(&path).map_err(LakeError::machine(&path, "read"))?;
    unpacked(&bytes).ok_or_else(|| {
        LakeError::complaint(
            format!("{} is damaged", path.display()),
            "restore it from a copy, or import the source anew",
        )
    })
}
