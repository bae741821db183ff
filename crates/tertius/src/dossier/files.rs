//! How the spine asks for bytes without opening a file: a door (terminal, notebook, browser, test) hands
//! in something that can list names and open them.

use std::io::{self, Read};

/// The data files that a dossier may name.
pub trait Files: Sync {
    /// Names that match a pattern (`*` and `?` within a path component), sorted. An empty list is not an error here.
    fn matching(&self, pattern: &str) -> io::Result<Vec<String>>;

    /// Opens one of these names. The bytes are those of the file, decompressed where the name says so (`.gz`).
    fn open(&self, name: &str) -> io::Result<Box<dyn Read + Send + '_>>;
}

/// Files held in memory: name and bytes. What tests and the embedded bundle use.
#[derive(Clone, Debug, Default)]
pub struct MemoryFiles(pub Vec<(String, Vec<u8>)>);

impl Files for MemoryFiles {
    fn matching(&self, pattern: &str) -> io::Result<Vec<String>> {
        let mut names: Vec<String> = self.0.iter().map(|(n, _)| n.clone()).filter(|n| matches(pattern, n)).collect();
        names.sort();
        Ok(names)
    }

    fn open(&self, name: &str) -> io::Result<Box<dyn Read + Send + '_>> {
        match self.0.iter().find(|(n, _)| n == name) {
            Some((_, bytes)) => Ok(Box::new(bytes.as_slice())),
            None => Err(io::Error::new(io::ErrorKind::NotFound, format!("no file named {name}"))),
        }
    }
}

/// Whether a path matches a pattern; `*` and `?` do not cross a `/`.
pub fn matches(pattern: &str, path: &str) -> bool {
    let (p, s): (Vec<char>, Vec<char>) = (pattern.chars().collect(), path.chars().collect());
    let (mut i, mut j) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while j < s.len() {
        if i < p.len() && p[i] == '*' {
            star = Some((i, j));
            i += 1;
        } else if i < p.len() && (p[i] == s[j] || (p[i] == '?' && s[j] != '/')) {
            i += 1;
            j += 1;
        } else if let Some((at, from)) = star.filter(|(_, from)| s[*from] != '/') {
            star = Some((at, from + 1));
            i = at + 1;
            j = from + 1;
        } else {
            return false;
        }
    }
    p[i..].iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stay_within_a_folder() {
        assert!(matches("data/*.tab", "data/2018.tab"));
        assert!(!matches("data/*.tab", "data/old/2018.tab"));
        assert!(matches("*/20??.tab", "data/2018.tab"));
        assert!(!matches("20?8.tab", "20/8.tab"));
        assert!(matches("a*b*c", "axxbyyc") && !matches("a*b*c", "axxbyy"));
        assert!(matches("*", "") && !matches("?", ""));
    }
}
