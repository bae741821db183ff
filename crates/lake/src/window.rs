//! Within which files repetition is looked for, and what was seen there.

use crate::seen::Seen;
use tertius::calendar::Day;

/// Entries of a window at which its older half is let go: only files that hold many days come near.
const WINDOW_MAX: usize = 1 << 23;

/// The window within which repetition is looked for: the files of one day and of its neighbours, or one file.
#[derive(Default)]
pub(crate) struct Window {
    pub name: String,
    pub now: Seen,
    pub before: Seen,
}

impl Window {
    /// Goes on to another window, and says whether it is that of the next day, so that the day before is known.
    pub(crate) fn enter(&mut self, name: &str) -> bool {
        let next_day = |text: &str| Day::parse(text).map(|d| d.plus(1));
        let follows = next_day(&self.name).is_some() && next_day(&self.name) == Day::parse(name);
        let empty = self.now.as_large();
        let now = std::mem::replace(&mut self.now, empty);
        self.before = if follows { now } else { Seen::default() };
        name.clone_into(&mut self.name);
        follows
    }

    /// `true` if it was not there.
    pub(crate) fn insert(&mut self, identity: u64) -> bool {
        if self.before.len() > 0 && self.before.contains(identity) {
            return false;
        }
        if self.now.len() >= WINDOW_MAX {
            self.before = std::mem::take(&mut self.now);
        }
        self.now.insert(identity)
    }
}

/// The window of a file: the day that its name begins with, else the file alone.
pub(crate) fn window_of(name: &str) -> String {
    let base = name.rsplit('/').next().unwrap_or(name);
    match base.get(..8).filter(|d| d.bytes().all(|b| b.is_ascii_digit())).and_then(Day::parse) {
        Some(day) => day.to_string(),
        None => name.to_owned(),
    }
}
