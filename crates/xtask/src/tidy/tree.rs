//! The files that the rules read: every file that git tracks or would track, as text, by its path from the
//! root of the repository. No rule lives here.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The repository's files. Paths are relative to its root and written with `/`.
#[derive(Debug, Default)]
pub struct Tree {
    texts: BTreeMap<String, String>,
    paths: BTreeSet<String>,
}

impl Tree {
    /// Reads the repository that the current folder lies in.
    ///
    /// # Errors
    /// If there is no such repository, or a file of it cannot be read.
    pub fn of_workspace() -> Result<Tree, String> {
        let root = root()?;
        let mut tree = Tree::default();
        for path in listed_by_git(&root).map_or_else(|| walked(&root), Ok)? {
            // A file that git still lists but that was deleted is on its way out.
            let Ok(bytes) = std::fs::read(root.join(&path)) else { continue };
            if let Ok(text) = String::from_utf8(bytes) {
                tree.texts.insert(path.clone(), text);
            }
            tree.paths.insert(path);
        }
        Ok(tree)
    }

    /// A tree for a test: paths and texts.
    #[cfg(test)]
    pub(super) fn of(files: &[(&str, &str)]) -> Tree {
        Tree {
            texts: files.iter().map(|(p, t)| ((*p).to_owned(), (*t).to_owned())).collect(),
            paths: files.iter().map(|(p, _)| (*p).to_owned()).collect(),
        }
    }

    /// The text of one file; `None` if there is none or it is not UTF-8.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.texts.get(path).map(String::as_str)
    }

    /// Every text file in the order of paths, but for vendored ones, which follow their own house's rules.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts.iter().filter(|(p, _)| !p.contains("/vendor/")).map(|(p, t)| (p.as_str(), t.as_str()))
    }

    /// The text files whose path begins with `folder` and ends with `ending`.
    pub fn texts_in<'a>(&'a self, folder: &'a str, ending: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.texts().filter(move |(p, _)| p.starts_with(folder) && p.ends_with(ending))
    }

    /// Every path, text or not.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.paths.iter().map(String::as_str)
    }

    /// Whether a file, or a folder with a file in it, has this path.
    pub fn has(&self, path: &str) -> bool {
        let folder = format!("{}/", path.trim_end_matches('/'));
        self.paths.contains(path) || self.paths.iter().any(|p| p.starts_with(&folder))
    }
}

/// The root of the repository: the nearest folder, from the current one up, that holds the workspace.
pub(crate) fn root() -> Result<PathBuf, String> {
    let here = std::env::current_dir().map_err(|e| format!("no current folder: {e}\n"))?;
    here.ancestors()
        .find(|f| f.join("Cargo.lock").is_file() && f.join("crates").is_dir())
        .map(Path::to_path_buf)
        .ok_or_else(|| "run this inside the Tertius repository\n".to_owned())
}

fn listed_by_git(root: &Path) -> Option<Vec<String>> {
    let arguments = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
    let listed = Command::new("git").current_dir(root).args(arguments).output().ok()?;
    if !listed.status.success() {
        return None;
    }
    let names = String::from_utf8(listed.stdout).ok()?;
    Some(names.split('\0').filter(|n| !n.is_empty()).map(str::to_owned).collect())
}

/// What to do without git (a source archive): everything but build output.
fn walked(root: &Path) -> Result<Vec<String>, String> {
    let (mut folders, mut paths) = (vec![root.to_path_buf()], Vec::new());
    while let Some(folder) = folders.pop() {
        let entries = std::fs::read_dir(&folder).map_err(|e| format!("{}: {e}\n", folder.display()))?;
        for entry in entries.flatten() {
            let path = entry.path();
            let name = entry.file_name();
            if path.is_dir() {
                if !(name == ".git" || name == "target" || name == "out") {
                    folders.push(path);
                }
            } else if let Ok(relative) = path.strip_prefix(root) {
                let parts: Vec<String> = relative.iter().map(|p| p.to_string_lossy().into_owned()).collect();
                paths.push(parts.join("/"));
            }
        }
    }
    Ok(paths)
}
