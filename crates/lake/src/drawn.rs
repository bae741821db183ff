//! A cube whose events somebody draws instead of reading them, month by month: to measure questions on a cube larger than
//! any file at hand. It goes through the same cells, parts and log as an import; its log names a file for each month, of which there is none, and it has no rows: what is
//! in it must never be taken for an observation. What is drawn is the business of the caller.

use crate::choices::Choices;
use crate::cube::{self, Cell, Cells, DAYS, Key, Month};
use crate::error::LakeError;
use crate::log::{Commit, FileEntry, LAYOUT_VERSION, Lake, UNFINISHED};
use crate::row::{NO_SCORE, NONE, Party, Row, Rule};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use tertius::actors::{Role, StateId};
use tertius::calendar::Day;
use tertius::events::ontologies::{Code, Ontology};

/// One event.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DrawnEvent {
    /// Who acted, and towards whom; two different states.
    pub parties: [StateId; 2],
    /// What they are within their states.
    pub roles: [Role; 2],
    /// When; within the month that is asked for.
    pub day: Day,
    /// What was done.
    pub code: Code,
    /// Its score in tenths of the Goldstein scale, -100 to 100.
    pub score_tenths: Option<i16>,
    /// Whether it stands in the lead of its story.
    pub is_root: bool,
    /// How often it is mentioned.
    pub mentions: u32,
}

/// Hands over every event of a month, one by one.
pub type Draw<'a> = dyn Fn(Month, &mut dyn FnMut(DrawnEvent)) + Sync + 'a;

/// What came of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Drawn {
    /// Events.
    pub events: u64,
    /// Cells that hold them: rows of the cube.
    pub cells: u64,
}

/// Makes a lake at `root` with one source whose cube holds what `draw` hands over for each of `months`, in one commit.
/// `threads` months are drawn at once, so `draw` must give the same whatever its turn.
///
/// # Errors
/// There is a lake already, an event lies outside of its month or is of one state, or the disk will not.
pub fn write_drawn(
    root: &Path,
    source: &str,
    ontology: Ontology,
    months: &BTreeSet<Month>,
    threads: usize,
    draw: &Draw<'_>,
) -> Result<Drawn, LakeError> {
    let (mut lake, _held) = Lake::open_to_change(root)?;
    if !lake.commits().is_empty() {
        return Err(LakeError::complaint(
            format!("{} is a lake already", root.display()),
            "drawn events would stand beside real ones; name a folder that is not there yet",
        ));
    }
    let months: Vec<Month> = months.iter().copied().collect();
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(String, Drawn, FileEntry)>> = Mutex::new(Vec::new());
    let work = || -> Result<(), LakeError> {
        while let Some(month) = months.get(next.fetch_add(1, Ordering::Relaxed)) {
            let name = format!("cube/source={source}/month={month}/000001.parquet");
            let (drawn, file) = write_month(&root.join(UNFINISHED).join(&name), *month, draw)?;
            done.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).push((name, drawn, file));
        }
        Ok(())
    };
    std::thread::scope(|scope| {
        let running: Vec<_> = (0..threads.max(1)).map(|_| scope.spawn(work)).collect();
        running
            .into_iter()
            .try_for_each(|thread| thread.join().unwrap_or_else(|fault| std::panic::resume_unwind(fault)))
    })?;
    let mut total = Drawn::default();
    let (mut parts, mut files) = (BTreeMap::new(), Vec::new());
    let mut done = done.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner());
    done.sort_by(|a, b| a.0.cmp(&b.0));
    for (name, drawn, file) in done {
        files.push(file);
        total.events += drawn.events;
        total.cells += drawn.cells;
        parts.insert(name, drawn.cells);
    }
    lake.commit(Commit {
        number: 1,
        layout: LAYOUT_VERSION,
        tertius: env!("CARGO_PKG_VERSION").to_owned(),
        source: source.to_owned(),
        reader: "drawn".to_owned(),
        ontology: ontology.word().to_owned(),
        choices: CHOICES,
        rows_are_kept: false,
        files,
        files_gone: Vec::new(),
        parts,
        parts_gone: BTreeSet::new(),
        unresolved: BTreeMap::new(),
    })?;
    Ok(total)
}

/// Nothing that is drawn is cleaned.
const CHOICES: Choices = Choices {
    same_row_again: false,
    emitted_again: false,
    one_story: false,
    one_a_day: false,
    root_only: false,
    min_mentions: 0,
    min_sources: 0,
    roles: Vec::new(),
};

fn write_month(path: &Path, month: Month, draw: &Draw<'_>) -> Result<(Drawn, FileEntry), LakeError> {
    let (mut cells, mut drawn, mut wrong) = (Cells::default(), Drawn::default(), None);
    let mut days: Option<[Day; 2]> = None;
    draw(month, &mut |event| {
        let row = row(&event);
        if Month::of(row.day) != month
            || !(DAYS[0]..=DAYS[1]).contains(&row.day)
            || event.parties[0] == event.parties[1]
        {
            wrong.get_or_insert(event);
            return;
        }
        drawn.events += 1;
        days = Some(days.map_or([event.day; 2], |[a, b]| [a.min(event.day), b.max(event.day)]));
        cells.add(Key::of(&row), &Cell::of(&row));
    });
    if let Some(event) = wrong {
        return Err(LakeError::complaint(
            format!("an event drawn for {month} cannot stand there: {event:?}"),
            "draw days of the month and two states",
        ));
    }
    let folder = path.parent().unwrap_or(path);
    std::fs::create_dir_all(folder).map_err(LakeError::machine(folder, "made"))?;
    let cells = cells.sorted();
    drawn.cells = cube::write(path, &cells)?;
    // Without a file that speaks of these days, nobody was watching on them.
    let name = format!("drawn-{month}");
    let days = days.map(|d| d.map(|day| day.to_string()));
    let window = name.clone();
    Ok((drawn, FileEntry { name, rows: drawn.events, counted: drawn.events, days, window, ..FileEntry::default() }))
}

/// The event as the row that a reader would have made of it.
fn row(event: &DrawnEvent) -> Row {
    let party = |i: usize| Party { state: event.parties[i].number(), role: event.roles[i] as u8 };
    Row {
        line: 0,
        day: event.day.days_since(Day::EPOCH),
        key: None,
        event_id: None,
        initiator: party(0),
        target: party(1),
        code: event.code.number(),
        rule: Rule::Counted,
        identity: 0,
        count: 1,
        root: u32::from(event.is_root),
        mentions: event.mentions,
        sources: NONE,
        articles: NONE,
        tone: NO_SCORE,
        score: event.score_tenths.map_or(NO_SCORE, i32::from),
        added: None,
        text: 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tertius::actors::state;
    use tertius::events::ontologies::code;

    fn event(day: i32, mentions: u32) -> DrawnEvent {
        DrawnEvent {
            parties: [state("IRN").unwrap(), state("RUS").unwrap()],
            roles: [Role::Government, Role::Military],
            day: Day::EPOCH.plus(day),
            code: code(Ontology::Cameo, "040").code().unwrap(),
            score_tenths: Some(10),
            is_root: mentions == 2,
            mentions,
        }
    }

    fn folder(test: &str) -> std::path::PathBuf {
        let folder = std::env::temp_dir().join(format!("tertius-drawn-{test}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        folder
    }

    #[test]
    fn what_was_drawn_is_found_again() {
        let root = folder("found");
        let months = ["1970-01", "1970-02"].map(|m| Month::parse(m).unwrap());
        let draw = |month: Month, take: &mut dyn FnMut(DrawnEvent)| {
            let day = if month == months[0] { 3 } else { 40 };
            take(event(day, 2));
            take(event(day, 5));
            take(event(day + 1, 7));
        };
        let drawn = write_drawn(&root, "drawn", Ontology::Cameo, &months.into(), 2, &draw).unwrap();
        assert_eq!(drawn, Drawn { events: 6, cells: 4 });
        let lake = Lake::open(&root).unwrap();
        let parts: Vec<String> = lake.parts("cube", "drawn").keys().map(|p| (*p).to_owned()).collect();
        assert_eq!(
            parts,
            ["cube/source=drawn/month=1970-01/000001.parquet", "cube/source=drawn/month=1970-02/000001.parquet"]
        );
        let mut rows = Vec::new();
        cube::read_pair(&root.join(&parts[0]), ["IRN", "RUS"], &mut |direction, row| {
            let roles = row.roles.map(str::to_owned);
            rows.push((direction, (row.day, row.code.to_owned(), row.cell, roles)));
        })
        .unwrap();
        assert!(lake.files("drawn").values().all(|f| f.is_balanced() && f.rows == 3));
        let observed: Vec<String> = crate::observed(&lake, "drawn").iter().map(|s| s.to_string()).collect();
        assert_eq!(observed, ["1970-01-04 to 1970-01-05", "1970-02-10 to 1970-02-11"]);
        // Iran acted, and nothing came back.
        assert!(rows.iter().all(|(direction, _)| *direction == 0));
        let rows: Vec<_> = rows.into_iter().map(|(_, row)| row).collect();
        assert_eq!(rows.len(), 2);
        let (day, code, cell, roles) = &rows[0];
        assert_eq!((*day, code.as_str()), (3, "040"));
        assert_eq!(*cell, Cell { events: 2, scored: 2, score_tenths: 20, roots: 1, stories: 7 });
        assert_eq!(*roles, ["government", "military"]);
        // A second time would add to what stands.
        let again = write_drawn(&root, "drawn", Ontology::Cameo, &months.into(), 1, &draw);
        assert!(matches!(again, Err(LakeError::Complaint { .. })));
        std::fs::remove_dir_all(&root).unwrap();
    }

    #[test]
    fn an_event_of_another_month_or_of_one_state_is_refused() {
        let months = BTreeSet::from([Month::parse("1970-01").unwrap()]);
        for wrong in [event(31, 1), DrawnEvent { parties: [state("IRN").unwrap(); 2], ..event(3, 1) }] {
            let root = folder("refused");
            let drawn = write_drawn(&root, "drawn", Ontology::Cameo, &months, 1, &|_, take| take(wrong));
            assert!(matches!(drawn, Err(LakeError::Complaint { .. })), "{drawn:?}");
            assert!(Lake::open(&root).unwrap().commits().is_empty());
            std::fs::remove_dir_all(&root).unwrap();
        }
    }
}
