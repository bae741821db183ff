//! Where chunks of work are kept between runs. The door says how; a chunk that is not whole, or that belongs to another
//! input or setting, is as if it were not there.

use crate::events::sha256;
use std::collections::BTreeMap;
use std::sync::Mutex;

/// A place for pieces of finished work.
pub trait Store: Sync {
    /// What was kept under a name, if anything.
    fn load(&self, name: &str) -> Option<String>;
    /// Keeps a piece whole or not at all.
    ///
    /// # Errors
    /// Why it could not be kept; the run stops.
    fn save(&self, name: &str, text: &str) -> Result<(), String>;
}

/// Keeps pieces in memory: for tests, and for runs that need no second chance.
#[derive(Debug, Default)]
pub struct MemoryStore {
    kept: Mutex<BTreeMap<String, String>>,
    /// Pieces after which nothing more can be kept; `None` for no end.
    full_after: Option<usize>,
}

impl Store for MemoryStore {
    fn load(&self, name: &str) -> Option<String> {
        self.kept.lock().ok()?.get(name).cloned()
    }

    fn save(&self, name: &str, text: &str) -> Result<(), String> {
        let mut kept = self.kept.lock().map_err(|e| e.to_string())?;
        if self.full_after.is_some_and(|n| kept.len() >= n) {
            return Err("the store is full".to_owned());
        }
        kept.insert(name.to_owned(), text.to_owned());
        Ok(())
    }
}

impl MemoryStore {
    /// A store that keeps so many pieces and no more: a run into it stops there.
    pub fn full_after(pieces: usize) -> MemoryStore {
        MemoryStore { full_after: Some(pieces), ..MemoryStore::default() }
    }

    /// The same pieces in a store without an end.
    pub fn reopened(self) -> MemoryStore {
        MemoryStore { kept: self.kept, full_after: None }
    }

    /// How many pieces it holds.
    pub fn len(&self) -> usize {
        self.kept.lock().map_or(0, |k| k.len())
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A piece as it is kept: the run's key and the body's checksum in the first line.
fn sealed(key: &str, body: &str) -> String {
    format!("{key} {}\n{body}", sha256(body))
}

/// The body of a piece, if it is whole and of this run.
fn opened<'a>(key: &str, text: &'a str) -> Option<&'a str> {
    let (head, body) = text.split_once('\n')?;
    (head == format!("{key} {}", sha256(body))).then_some(body)
}

/// The piece under a name as `read` understands it, or made by `make` and kept.
pub(super) fn kept_or_made<T>(
    (store, key, name): (&dyn Store, &str, &str),
    read: impl Fn(&str) -> Option<T>,
    write: impl Fn(&T) -> Option<String>,
    make: impl FnOnce() -> T,
) -> Result<T, String> {
    if let Some(piece) = store.load(name).as_deref().and_then(|text| opened(key, text)).and_then(&read) {
        return Ok(piece);
    }
    let piece = make();
    let body = write(&piece).ok_or_else(|| format!("{name} cannot be written down"))?;
    store.save(name, &sealed(key, &body))?;
    Ok(piece)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_whole_or_of_another_run_is_made_anew() {
        let store = MemoryStore::default();
        let number = |made: u32, key: &str| {
            kept_or_made((&store, key, "a"), |t| t.parse().ok(), |n: &u32| Some(n.to_string()), || made).unwrap()
        };
        assert_eq!((number(1, "k"), number(2, "k")), (1, 1), "kept");
        assert_eq!((number(3, "other"), number(4, "k")), (3, 4), "another run");
        let cut = store.load("a").unwrap().replace('4', "5");
        store.save("a", &cut).unwrap();
        assert_eq!(number(6, "k"), 6, "its checksum is wrong");
    }
}
