//! What earlier runs printed, kept by content: the program, the dossier's text, every file read, and what an earlier run
//! into the folder had shown. The same question over the same bytes is answered at once. Nothing is trusted by name or
//! date; nothing here computes.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use tertius::claims::{EarlierRun, Findings};
use tertius::dossier::Files;
use tertius::report::{self, Table};

/// Runs that are kept; the one that was longest unused goes first.
const RUNS_MAX: usize = 16;
/// Widths for which the verdicts are laid out, in columns.
pub(crate) const WIDTHS: [usize; 4] = [40, 60, 80, 100];

/// All that commands print of one run.
#[derive(Serialize, Deserialize)]
pub(crate) struct Printed {
    pub json: String,
    pub html: String,
    /// File name and text.
    pub tables: Vec<(String, String)>,
    /// The verdicts for the terminal, by width, without and with colour.
    pub verdicts: BTreeMap<usize, [String; 2]>,
    /// The tables that `show` asks for, by stage or part of one.
    pub stages: BTreeMap<String, Table>,
    /// Names of the instruments.
    pub instruments: Vec<String>,
}

impl Printed {
    /// Lays out everything.
    pub(crate) fn of(findings: &Findings) -> Printed {
        let parts = [report::DIRECTED, report::RELATIONS, report::TYPES];
        let stages = report::STAGES.into_iter().chain(parts);
        let verdicts = WIDTHS.map(|w| (w, [false, true].map(|colour| report::terminal(findings, w, colour))));
        Printed {
            json: report::json(findings),
            html: report::html(findings),
            tables: report::tables(findings),
            verdicts: verdicts.into_iter().collect(),
            stages: stages.filter_map(|s| Some((s.to_owned(), report::stage_table(findings, s)?))).collect(),
            instruments: findings.instruments.iter().map(|i| i.series.instrument.name.value.clone()).collect(),
        }
    }
}

/// What a kept run rests on. The checksums of its inputs stand in its own report.
#[derive(Serialize, Deserialize)]
struct RestsOn {
    /// SHA-256 of the program's file.
    program: String,
    /// SHA-256 of the dossier's text.
    dossier: String,
    /// Name of the dossier, for the list.
    name: String,
    /// What each pattern found.
    matched: BTreeMap<String, Vec<String>>,
    /// Which claims were post hoc, and what had changed since an earlier run.
    marks: (Vec<bool>, Option<String>),
}

/// One kept run, for the list.
pub(crate) struct Kept {
    pub folder: PathBuf,
    pub name: String,
    pub bytes: u64,
    pub last_used: std::time::SystemTime,
}

/// The folder of kept runs.
pub(crate) struct Cache {
    root: PathBuf,
    program: String,
}

impl Cache {
    /// The folder that the environment names: TERTIUS_CACHE, or the user's folder for caches. `None` where there is none,
    /// or where the program cannot read itself: then nothing is kept.
    pub(crate) fn open() -> Option<Cache> {
        let set = |name: &str| std::env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
        let root = set("TERTIUS_CACHE")
            .or_else(|| set("XDG_CACHE_HOME").map(|p| p.join("tertius")))
            .or_else(|| set("LOCALAPPDATA").map(|p| p.join("tertius")))
            .or_else(|| set("HOME").map(|p| p.join(".cache").join("tertius")))?;
        let program = sum(std::fs::File::open(std::env::current_exe().ok()?).ok()?).ok()?;
        Some(Cache { root, program })
    }

    /// Where runs are kept.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// A kept run of this dossier over these very bytes, to which an earlier run would have done the same.
    pub(crate) fn find(&self, text: &str, files: &dyn Files, earlier: Option<&EarlierRun>) -> Option<Printed> {
        let dossier = sum(text.as_bytes()).ok()?;
        let mut sums: BTreeMap<String, Option<String>> = BTreeMap::new();
        for kept in self.list() {
            let Some(rests) = read::<RestsOn>(&kept.folder.join("rests-on.json")) else { continue };
            if rests.program != self.program || rests.dossier != dossier {
                continue;
            }
            if !rests.matched.iter().all(|(pattern, names)| files.matching(pattern).is_ok_and(|now| now == *names)) {
                continue;
            }
            let Some(printed) = read::<Printed>(&kept.folder.join("printed.json")) else { continue };
            let Ok(own) = report::previous_claims(&printed.json) else { continue };
            let same = own.inputs.iter().all(|(name, was)| {
                let now = sums.entry(name.clone()).or_insert_with(|| files.open(name).and_then(sum).ok());
                now.as_ref() == Some(was)
            });
            if same && own.marks(earlier) == rests.marks {
                // Being used is what keeps it.
                let used = std::fs::File::options().append(true).open(kept.folder.join("rests-on.json"));
                let _ = used.and_then(|f| f.set_modified(std::time::SystemTime::now()));
                return Some(printed);
            }
        }
        None
    }

    /// Keeps a run. That it cannot be kept is no fault of the run: the reason is given back.
    pub(crate) fn keep(
        &self,
        (name, text): (&str, &str),
        matched: BTreeMap<String, Vec<String>>,
        earlier: Option<&EarlierRun>,
        printed: &Printed,
    ) -> io::Result<()> {
        let own = report::previous_claims(&printed.json).map_err(io::Error::other)?;
        let rests = RestsOn {
            program: self.program.clone(),
            dossier: sum(text.as_bytes())?,
            name: name.to_owned(),
            matched,
            marks: own.marks(earlier),
        };
        std::fs::create_dir_all(&self.root)?;
        let key = sum(serde_json::to_vec(&(&rests, &own.inputs))?.as_slice())?;
        let folder = self.root.join(&key[..24]);
        let unfinished = self.root.join(format!(".{}.{}", &key[..24], std::process::id()));
        std::fs::create_dir_all(&unfinished)?;
        std::fs::write(unfinished.join("printed.json"), serde_json::to_vec(printed)?)?;
        std::fs::write(unfinished.join("rests-on.json"), serde_json::to_vec(&rests)?)?;
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::rename(&unfinished, &folder)?;
        for old in self.list().into_iter().skip(RUNS_MAX) {
            std::fs::remove_dir_all(old.folder)?;
        }
        Ok(())
    }

    /// All kept runs, the last used first.
    pub(crate) fn list(&self) -> Vec<Kept> {
        let Ok(entries) = std::fs::read_dir(&self.root) else { return Vec::new() };
        let mut all: Vec<Kept> = entries
            .filter_map(|entry| {
                let folder = entry.ok()?.path();
                let rests = folder.join("rests-on.json");
                let last_used = std::fs::metadata(&rests).ok()?.modified().ok()?;
                let bytes = std::fs::metadata(folder.join("printed.json")).ok()?.len();
                Some(Kept { name: read::<RestsOn>(&rests)?.name, folder, bytes, last_used })
            })
            .collect();
        all.sort_by(|a, b| b.last_used.cmp(&a.last_used).then_with(|| a.folder.cmp(&b.folder)));
        all
    }

    /// Removes every kept run and what interrupted ones left; how many were kept.
    pub(crate) fn drop_all(&self) -> io::Result<usize> {
        let all = self.list();
        for kept in &all {
            std::fs::remove_dir_all(&kept.folder)?;
        }
        if let Ok(entries) = std::fs::read_dir(&self.root) {
            for entry in entries.flatten().filter(|e| e.file_name().to_string_lossy().starts_with('.')) {
                std::fs::remove_dir_all(entry.path())?;
            }
        }
        Ok(all.len())
    }
}

fn read<T: for<'a> Deserialize<'a>>(path: &Path) -> Option<T> {
    serde_json::from_slice(&std::fs::read(path).ok()?).ok()
}

/// SHA-256 of all bytes, in hexadecimal.
fn sum(mut reader: impl Read) -> io::Result<String> {
    let mut hasher = Sha256::new();
    io::copy(&mut reader, &mut hasher)?;
    Ok(hasher.finalize().iter().map(|b| format!("{b:02x}")).collect())
}

/// Files that remember what was asked of them.
pub(crate) struct Remembering<'a> {
    files: &'a dyn Files,
    matched: Mutex<BTreeMap<String, Vec<String>>>,
}

impl<'a> Remembering<'a> {
    /// Asks `files`.
    pub(crate) fn of(files: &'a dyn Files) -> Remembering<'a> {
        Remembering { files, matched: Mutex::default() }
    }

    /// What each pattern found.
    pub(crate) fn matched(self) -> BTreeMap<String, Vec<String>> {
        self.matched.into_inner().unwrap_or_else(|e| e.into_inner())
    }
}

impl Files for Remembering<'_> {
    fn matching(&self, pattern: &str) -> io::Result<Vec<String>> {
        let names = self.files.matching(pattern)?;
        self.matched.lock().unwrap_or_else(|e| e.into_inner()).insert(pattern.to_owned(), names.clone());
        Ok(names)
    }

    fn open(&self, name: &str) -> io::Result<Box<dyn Read + Send + '_>> {
        self.files.open(name)
    }
}
