//! What was found of each seed, a line each, in a file that an interrupted run leaves whole: the next run goes on with
//! the seeds that are missing.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::Mutex;

/// Of one seed.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Seed {
    /// The verdict in its words.
    pub(super) verdict: String,
    /// Outcomes of the gates in their order, one letter each: p passed, o the other way, f failed, c cannot run, n not
    /// needed, r not reached.
    pub(super) gates: String,
    /// Whether the printed interval holds the true response; `None` without one.
    pub(super) covered: Option<bool>,
    /// The route that was named.
    pub(super) route: String,
    /// Whether the response without the other side held differs from 0; `None` without one, and in files of before this
    /// was kept.
    pub(super) without_other: Option<bool>,
}

/// Yes, no, or nothing, as the file says it.
const WORDS: [(Option<bool>, &str); 3] = [(Some(true), "yes"), (Some(false), "no"), (None, "-")];

fn word(of: Option<bool>) -> &'static str {
    WORDS.iter().find(|(value, _)| *value == of).map_or("-", |(_, word)| word)
}

fn read(word: &str) -> Option<Option<bool>> {
    WORDS.iter().find(|(_, w)| *w == word).map(|(value, _)| *value)
}

impl Seed {
    fn line(&self) -> String {
        let (covered, without) = (word(self.covered), word(self.without_other));
        format!("{}\t{}\t{covered}\t{}\t{without}", self.verdict, self.gates, self.route)
    }

    fn of(line: &str) -> Option<Seed> {
        let mut cells = line.split('\t').map(str::to_owned);
        let (verdict, gates, covered, route) = (cells.next()?, cells.next()?, cells.next()?, cells.next()?);
        let covered = read(&covered)?;
        let without_other = cells.next().map_or(Some(None), |cell| read(&cell))?;
        cells.next().is_none().then_some(Seed { verdict, gates, covered, route, without_other })
    }
}

/// Seeds by world and number.
pub(super) type Known = BTreeMap<(String, u64), Seed>;

/// The file. Its first line says to what the seeds were put.
pub(super) struct State {
    file: Mutex<File>,
}

impl State {
    /// Opens the file and reads what it holds; a last line without an end is left out and written anew.
    ///
    /// # Errors
    /// A file that cannot be read or written, or that belongs to another question.
    pub(super) fn open(path: &Path, question: &str) -> Result<(State, Known), String> {
        let fault = |e: std::io::Error| format!("{}: {e}\n", path.display());
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(e) => return Err(fault(e)),
        };
        let whole = &text[..text.rfind('\n').map_or(0, |end| end + 1)];
        let mut lines = whole.lines();
        if let Some(first) = lines.next()
            && first != question
        {
            return Err(format!(
                "{} holds the seeds of another question ({first}); this one is: {question}. Remove it, or give another --state\n",
                path.display()
            ));
        }
        let mut known = Known::new();
        for line in lines {
            let mut cells = line.splitn(3, '\t');
            let parts = (cells.next(), cells.next().and_then(|n| n.parse().ok()), cells.next().and_then(Seed::of));
            let (Some(world), Some(number), Some(seed)) = parts else {
                return Err(format!("{}: a line is not of this program: {line}\n", path.display()));
            };
            known.insert((world.to_owned(), number), seed);
        }
        let mut file = File::options().create(true).append(true).open(path).map_err(fault)?;
        file.set_len(whole.len() as u64).map_err(fault)?;
        if whole.is_empty() {
            writeln!(file, "{question}").map_err(fault)?;
        }
        Ok((State { file: Mutex::new(file) }, known))
    }

    /// Adds a seed.
    ///
    /// # Errors
    /// A file that cannot be written.
    pub(super) fn add(&self, world: &str, number: u64, seed: &Seed) -> Result<(), String> {
        let line = format!("{world}\t{number}\t{}\n", seed.line());
        let mut file = self.file.lock().unwrap_or_else(|e| e.into_inner());
        file.write_all(line.as_bytes()).map_err(|e| format!("the state cannot be written: {e}\n"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_interrupted_run_left_is_gone_on_with() {
        let path = std::env::temp_dir().join(format!("tertius-promises-{}", std::process::id()));
        let _ = std::fs::remove_file(&path);
        let seed = Seed {
            verdict: "not established".into(),
            gates: "pfprb".into(),
            covered: None,
            route: "direct".into(),
            without_other: Some(false),
        };
        let (state, known) = State::open(&path, "question").unwrap();
        assert!(known.is_empty());
        state.add("trend", 3, &seed).unwrap();
        std::fs::write(&path, std::fs::read_to_string(&path).unwrap() + "trend\t4\tsuppo").unwrap();
        let (state, known) = State::open(&path, "question").unwrap();
        assert_eq!(known, Known::from([(("trend".to_owned(), 3), seed.clone())]));
        state.add("trend", 4, &seed).unwrap();
        assert_eq!(State::open(&path, "question").unwrap().1.len(), 2);
        // A line of before the last cell was kept.
        let old = "trend\t5\tnot established\tpfprb\t-\tdirect\n";
        std::fs::write(&path, std::fs::read_to_string(&path).unwrap() + old).unwrap();
        let (_, known) = State::open(&path, "question").unwrap();
        assert_eq!(known[&("trend".to_owned(), 5)], Seed { without_other: None, ..seed });
        assert!(State::open(&path, "another").is_err_and(|e| e.contains("another question")));
        std::fs::remove_file(&path).unwrap();
    }
}
