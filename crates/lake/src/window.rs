//! Within which files repetition is looked for, and what was seen there.

use crate::seen::Seen;
use std::collections::{BTreeMap, BTreeSet};
use tertius::calendar::Day;

/// Entries of a window at which its older half is let go: only files that hold many days come near.
const WINDOW_MAX: usize = 1 << 23;

/// Entries of days other than the current one and its neighbours that are remembered, for files that come in another order
/// than that of their days. Some 40 MB.
const OTHERS_MAX: usize = 1 << 21;

/// The window within which repetition is looked for: the files of one day and of its neighbours, or one file.
#[derive(Default)]
pub(crate) struct Window {
    pub name: String,
    pub now: Seen,
    /// Of the day before; of a file, or a day with too much in it, the older half.
    pub before: Seen,
    after: Seen,
    /// Whether an older half was let go.
    pub halved: bool,
    others: BTreeMap<Day, Seen>,
    /// Days of which something was let go that stands in no commit.
    forgotten: BTreeSet<Day>,
}

impl Window {
    /// What an earlier import remembered of a day.
    pub(crate) fn remember(&mut self, day: Day, identities: Vec<u64>) {
        let seen = self.others.entry(day).or_default();
        for identity in identities {
            seen.insert(identity);
        }
    }

    /// Goes on to another window, and gives its day and the neighbours as far as nothing is known of them here.
    pub(crate) fn enter(&mut self, name: &str) -> Vec<Day> {
        let empty = self.now.as_large();
        self.leave();
        name.clone_into(&mut self.name);
        let Some(day) = Day::parse(name) else { return Vec::new() };
        let mut unknown = Vec::new();
        let mut of = |day: Day, empty: Seen| {
            self.others.remove(&day).unwrap_or_else(|| {
                unknown.push(day);
                empty
            })
        };
        self.before = of(day.plus(-1), Seen::default());
        self.now = of(day, empty);
        self.after = of(day.plus(1), Seen::default());
        let mut n: usize = self.others.values().map(Seen::len).sum();
        while n > OTHERS_MAX
            && let Some((oldest, seen)) = self.others.pop_first()
        {
            n -= seen.len();
            self.forgotten.insert(oldest);
        }
        unknown
    }

    /// Puts what is known of the current day and its neighbours with that of the others.
    fn leave(&mut self) {
        let all = [&mut self.before, &mut self.now, &mut self.after].map(std::mem::take);
        let halved = std::mem::take(&mut self.halved);
        let Some(day) = Day::parse(&self.name) else { return };
        for (of, seen) in [-1, 0, 1].map(|distance| day.plus(distance)).into_iter().zip(all) {
            if halved {
                self.forgotten.insert(of);
            } else {
                self.others.insert(of, seen);
            }
        }
    }

    /// Whether something that was seen of this day was let go and cannot be read back.
    pub(crate) fn has_forgotten(&self, day: Day) -> bool {
        self.forgotten.contains(&day)
    }

    /// All that was let go stands in commits now, from which it can be read back.
    pub(crate) fn committed(&mut self) {
        self.forgotten.clear();
    }

    /// Takes in what the lake says of the current day or of one of its neighbours.
    pub(crate) fn recall(&mut self, day: Day, identity: u64) {
        match Day::parse(&self.name).map(|now| day.days_since(now)) {
            Some(-1) => self.before.insert(identity),
            Some(1) => self.after.insert(identity),
            _ => self.insert(identity),
        };
    }

    /// `true` if it was not there.
    pub(crate) fn insert(&mut self, identity: u64) -> bool {
        let is_there = |seen: &Seen| seen.len() > 0 && seen.contains(identity);
        if is_there(&self.before) || is_there(&self.after) {
            return false;
        }
        if self.now.len() >= WINDOW_MAX {
            self.before = std::mem::take(&mut self.now);
            self.halved = true;
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

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).expect("a day")
    }

    #[test]
    fn days_are_remembered_until_there_is_too_much_and_then_known_to_be_forgotten() {
        let mut window = Window::default();
        let many = OTHERS_MAX as u64 * 3 / 5;
        assert_eq!(window.enter("2018-03-01"), ["2018-02-28", "2018-03-01", "2018-03-02"].map(day));
        assert!((1..=many).all(|identity| window.insert(identity)));
        window.enter("2018-03-11");
        assert!((1..=many).all(|identity| window.insert(identity)), "no neighbour of the first");
        // Both days are too much, and the older one goes.
        window.enter("2018-03-21");
        assert!(window.has_forgotten(day("2018-03-01")) && !window.has_forgotten(day("2018-03-11")));
        assert_eq!(window.enter("2018-03-12"), ["2018-03-13"].map(day), "the two others were neighbours or current");
        assert!(!window.insert(many) && window.insert(many + 1));
        assert!(window.enter("2018-03-02").contains(&day("2018-03-01")));
        window.recall(day("2018-03-01"), 7);
        window.recall(day("2018-03-03"), 8);
        assert_eq!([7, 8, 9].map(|identity| window.insert(identity)), [false, false, true]);
        window.committed();
        assert!(!window.has_forgotten(day("2018-03-01")));
    }
}
