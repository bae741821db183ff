//! The lake's log: one file for each commit says which producers' files came, which parts of Parquet hold them, and which
//! parts they replace. What the log does not name does not exist, so a commit is there whole or not at all.

use crate::choices::Choices;
use crate::error::LakeError;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// The version of the lake's layout: folders, columns and this log.
pub const LAYOUT_VERSION: u32 = 1;

/// Where work that is not committed stands, within the lake.
pub(crate) const UNFINISHED: &str = ".unfinished";
const LOG: &str = "log";
const LOCK: &str = ".lock";
const COMMIT: &str = "commit.json";

/// What became of one producer's file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    /// Its name without folders; members of an archive follow after a slash.
    pub name: String,
    /// Its length on the disk in bytes, packed as it was.
    pub bytes: u64,
    /// Its length in bytes once unpacked.
    pub text_bytes: u64,
    /// XXH3 of its bytes (128 bits, hexadecimal).
    pub checksum: String,
    /// Rows, without headers and blank lines.
    pub rows: u64,
    /// Rows that are counted in the cube.
    pub counted: u64,
    /// Rows that were read and not counted, by rule.
    pub removed: BTreeMap<String, u64>,
    /// Rows that could not be read, by reason.
    pub rejected: BTreeMap<String, u64>,
    /// First and last day of its rows.
    pub days: Option<[String; 2]>,
    /// Lowest and highest key of its rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keys: Option<[u64; 2]>,
    /// The window within which repetition was looked for.
    pub window: String,
    /// Rows in which bytes that are not UTF-8 were replaced.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub not_utf8: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_zero(n: &u64) -> bool {
    *n == 0
}

impl FileEntry {
    /// Whether every row is accounted for.
    pub fn is_balanced(&self) -> bool {
        self.rows == self.counted + self.removed.values().sum::<u64>() + self.rejected.values().sum::<u64>()
    }
}

/// One commit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commit {
    /// Its number, from 1.
    pub number: u32,
    /// [`LAYOUT_VERSION`] when it was written.
    pub layout: u32,
    /// The version of the program.
    pub tertius: String,
    /// The source's name within the lake.
    pub source: String,
    /// The reader.
    pub reader: String,
    /// The ontology of its codes.
    pub ontology: String,
    /// How events were cleaned.
    pub choices: Choices,
    /// Whether rows are kept, or the cube alone.
    pub rows_are_kept: bool,
    /// Files that came.
    pub files: Vec<FileEntry>,
    /// Files that went, because a corrected one came or they were dropped.
    pub files_gone: Vec<String>,
    /// Parts that came, relative to the lake, with their rows.
    pub parts: BTreeMap<String, u64>,
    /// Parts that went.
    pub parts_gone: BTreeSet<String>,
    /// The most frequent actors and codes that could not be resolved.
    pub unresolved: BTreeMap<String, u64>,
}

/// What is read of a commit before anything else.
#[derive(Deserialize)]
struct Layout {
    layout: u32,
}

/// A lake, as its log tells it.
#[derive(Debug)]
pub struct Lake {
    root: PathBuf,
    commits: Vec<Commit>,
}

/// The right to change a lake, held until dropped.
#[derive(Debug)]
pub(crate) struct Hold(#[expect(dead_code, reason = "the lock is let go when the file is closed")] File);

impl Lake {
    /// Opens a lake to read it.
    ///
    /// # Errors
    /// There is none, or its log cannot be read.
    pub fn open(root: &Path) -> Result<Lake, LakeError> {
        if !root.join(LOG).is_dir() {
            return Err(LakeError::complaint(
                format!("{} is no lake", root.display()),
                "`tertius import SOURCE FILES --lake DIR` makes one; name the folder that it was given",
            ));
        }
        // A commit that was cut off while it was put in place is finished, unless somebody is at it.
        if root.join(UNFINISHED).join(COMMIT).is_file()
            && let Ok(_hold) = Lake::hold(root)
        {
            finish(root)?;
        }
        Lake::read(root)
    }

    fn read(root: &Path) -> Result<Lake, LakeError> {
        let mut commits = Vec::new();
        let folder = root.join(LOG);
        let mut names = Vec::new();
        for entry in fs::read_dir(&folder).map_err(LakeError::machine(&folder, "read"))? {
            let path = entry.map_err(LakeError::machine(&folder, "read"))?.path();
            if path.extension().is_some_and(|e| e == "json") {
                names.push(path);
            }
        }
        names.sort();
        for (i, path) in names.iter().enumerate() {
            let text = fs::read_to_string(path).map_err(LakeError::machine(path, "read"))?;
            let damaged = |e: serde_json::Error| {
                LakeError::complaint(
                    format!("{} is damaged: {e}", path.display()),
                    "restore it from a copy; without it the lake does not know its parts",
                )
            };
            // The layout first: a newer one may have other keys.
            let Layout { layout } = serde_json::from_str(&text).map_err(damaged)?;
            if layout > LAYOUT_VERSION {
                return Err(LakeError::complaint(
                    format!("the lake was written with layout {layout}, this version reads up to {LAYOUT_VERSION}"),
                    "use a newer version of Tertius",
                ));
            }
            let commit: Commit = serde_json::from_str(&text).map_err(damaged)?;
            if commit.number as usize != i + 1 {
                return Err(LakeError::complaint(
                    format!("the log of {} lacks commit {}", root.display(), i + 1),
                    "restore it from a copy; without it the lake does not know its parts",
                ));
            }
            commits.push(commit);
        }
        Ok(Lake { root: root.to_path_buf(), commits })
    }

    /// Opens a lake to change it, and makes it where there is none.
    pub(crate) fn open_to_change(root: &Path) -> Result<(Lake, Hold), LakeError> {
        let log = root.join(LOG);
        if root.is_dir()
            && !log.is_dir()
            && fs::read_dir(root).map_err(LakeError::machine(root, "read"))?.next().is_some()
        {
            return Err(LakeError::complaint(
                format!("{} is a folder with other files in it", root.display()),
                "name a folder that is empty or not there yet, or a lake",
            ));
        }
        fs::create_dir_all(&log).map_err(LakeError::machine(&log, "made"))?;
        let hold = Lake::hold(root)?;
        finish(root)?;
        let lake = Lake::read(root)?;
        // What the last commit replaced may still lie there.
        for part in lake.commits.iter().flat_map(|c| &c.parts_gone) {
            let path = root.join(part);
            if path.is_file() {
                fs::remove_file(&path).map_err(LakeError::machine(&path, "removed"))?;
            }
        }
        Ok((lake, hold))
    }

    /// Opens the lake anew while it is held, throwing away what is not committed.
    pub(crate) fn reopen(root: &Path, _held: &Hold) -> Result<Lake, LakeError> {
        finish(root)?;
        Lake::read(root)
    }

    fn hold(root: &Path) -> Result<Hold, LakeError> {
        let path = root.join(LOCK);
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(LakeError::machine(&path, "written"))?;
        match file.try_lock() {
            Ok(()) => Ok(Hold(file)),
            Err(fs::TryLockError::WouldBlock) => Err(LakeError::complaint(
                format!("another import is at work in {}", root.display()),
                "wait until it has ended; two at once would not know of each other's rows",
            )),
            Err(fs::TryLockError::Error(e)) => Err(LakeError::machine(&path, "locked")(e)),
        }
    }

    /// The lake's folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Every commit, in order.
    pub fn commits(&self) -> &[Commit] {
        &self.commits
    }

    /// Names of the sources, sorted.
    pub fn sources(&self) -> BTreeSet<&str> {
        self.commits.iter().map(|c| c.source.as_str()).collect()
    }

    /// Commits of a source, in order.
    pub fn of<'a>(&'a self, source: &'a str) -> impl Iterator<Item = &'a Commit> {
        self.commits.iter().filter(move |c| c.source == source)
    }

    /// The files of a source that stand, by name.
    pub fn files<'a>(&'a self, source: &str) -> BTreeMap<&'a str, &'a FileEntry> {
        let mut files = BTreeMap::new();
        for commit in self.commits.iter().filter(|c| c.source == source) {
            for gone in &commit.files_gone {
                files.remove(gone.as_str());
            }
            files.extend(commit.files.iter().map(|f| (f.name.as_str(), f)));
        }
        files
    }

    /// The parts that stand, with their rows: paths relative to the lake, sorted. `kind` is `events`, `cube`, `rejected`,
    /// `keys` or `window`.
    pub fn parts<'a>(&'a self, kind: &str, source: &str) -> BTreeMap<&'a str, u64> {
        let beginning = format!("{kind}/source={source}/");
        let mut parts = BTreeMap::new();
        for commit in self.commits.iter().filter(|c| c.source == source) {
            for gone in &commit.parts_gone {
                parts.remove(gone.as_str());
            }
            parts.extend(commit.parts.iter().filter(|(p, _)| p.starts_with(&beginning)).map(|(p, n)| (p.as_str(), *n)));
        }
        parts
    }

    /// Puts a commit in place whose parts stand under `.unfinished`.
    pub(crate) fn commit(&mut self, commit: Commit) -> Result<(), LakeError> {
        let unfinished = self.root.join(UNFINISHED);
        let path = unfinished.join(COMMIT);
        let text = serde_json::to_string_pretty(&commit).expect("a commit is plain data");
        // Files without a row bring a commit without parts.
        fs::create_dir_all(&unfinished).map_err(LakeError::machine(&unfinished, "made"))?;
        let draft = unfinished.join("commit.draft");
        write_synced(&draft, text.as_bytes())?;
        fs::rename(&draft, &path).map_err(LakeError::machine(&path, "written"))?;
        sync_folder(&unfinished)?;
        finish(&self.root)?;
        for part in &commit.parts_gone {
            let path = self.root.join(part);
            fs::remove_file(&path).map_err(LakeError::machine(&path, "removed"))?;
        }
        self.commits.push(commit);
        Ok(())
    }
}

/// Writes a file and makes sure that it is on the disk.
pub(crate) fn write_synced(path: &Path, bytes: &[u8]) -> Result<(), LakeError> {
    use std::io::Write as _;
    let write = || -> std::io::Result<()> {
        let mut file = File::create(path)?;
        file.write_all(bytes)?;
        file.sync_all()
    };
    write().map_err(LakeError::machine(path, "written"))
}

fn sync_folder(path: &Path) -> Result<(), LakeError> {
    // Folders cannot be synced on every system; where they cannot, renames are ordered by the file system.
    if let Ok(folder) = File::open(path) {
        let _ = folder.sync_all();
    }
    Ok(())
}

/// Finishes a commit that was decided, and throws away work that was not.
fn finish(root: &Path) -> Result<(), LakeError> {
    let unfinished = root.join(UNFINISHED);
    let decided = unfinished.join(COMMIT);
    if decided.is_file() {
        let text = fs::read_to_string(&decided).map_err(LakeError::machine(&decided, "read"))?;
        let commit: Commit = serde_json::from_str(&text).map_err(|e| {
            LakeError::complaint(
                format!("{} is damaged: {e}", decided.display()),
                "remove the folder .unfinished and import again",
            )
        })?;
        for part in commit.parts.keys() {
            let (from, to) = (unfinished.join(part), root.join(part));
            // A part that is no longer here was put in place before.
            if from.is_file() {
                let folder = to.parent().unwrap_or(root);
                fs::create_dir_all(folder).map_err(LakeError::machine(folder, "made"))?;
                fs::rename(&from, &to).map_err(LakeError::machine(&to, "written"))?;
            }
        }
        let log = root.join(LOG).join(format!("{:06}.json", commit.number));
        fs::rename(&decided, &log).map_err(LakeError::machine(&log, "written"))?;
        sync_folder(&root.join(LOG))?;
    }
    if unfinished.is_dir() {
        fs::remove_dir_all(&unfinished).map_err(LakeError::machine(&unfinished, "removed"))?;
    }
    Ok(())
}
