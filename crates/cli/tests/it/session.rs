//! A folder of its own for each test, and the program run in it.

use std::path::{Path, PathBuf};
use std::process::Command;

/// A fresh folder; removed at the end.
pub(crate) struct Session {
    folder: PathBuf,
}

/// What a run printed, and how it ended.
pub(crate) struct Run {
    pub stdout: String,
    pub stderr: String,
    code: Option<i32>,
}

impl Session {
    pub(crate) fn new(name: &str) -> Session {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).expect("the target folder can be written");
        Session { folder }
    }

    pub(crate) fn tertius(&self, arguments: &[&str]) -> Run {
        let output = Command::new(env!("CARGO_BIN_EXE_tertius"))
            .args(arguments)
            .current_dir(&self.folder)
            .env_remove("COLUMNS")
            // Servers of the tests are on this machine; no proxy stands between, and no user's key is sent.
            .env("NO_PROXY", "127.0.0.1")
            .env_remove("no_proxy")
            .env_remove("DATAVERSE_KEY")
            // A cache of its own: no test is answered from another's runs.
            .env("TERTIUS_CACHE", self.folder.join("cache"))
            .output()
            .expect("the program can be started");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("output is UTF-8");
        Run { stdout: text(output.stdout), stderr: text(output.stderr), code: output.status.code() }
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.folder.join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        std::fs::write(self.folder.join(name), text).expect("the folder can be written");
    }

    pub(crate) fn remove(&self, name: &str) {
        std::fs::remove_file(self.folder.join(name)).expect("the file is there");
    }

    pub(crate) fn files(&self, folder: &str) -> Vec<String> {
        let entries = std::fs::read_dir(self.folder.join(folder)).expect("the folder is there");
        entries.map(|e| e.expect("readable").file_name().to_string_lossy().into_owned()).collect()
    }

    /// Ten years of made-up monthly counts for three states, enough for a test without placebo thirds.
    pub(crate) fn write_small_dossier(&self) {
        let mut csv = String::from("date,initiator,target,code,count\n");
        let mut state = 12_345_u64;
        for month in 0..120 {
            for (a, b) in [("IRN", "RUS"), ("USA", "RUS"), ("USA", "IRN")] {
                for code in ["verbal-cooperation", "verbal-conflict"] {
                    state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    csv.push_str(&format!(
                        "{}-{:02},{a},{b},{code},{}\n",
                        2001 + month / 12,
                        month % 12 + 1,
                        5 + (state >> 60)
                    ));
                }
            }
        }
        self.write("e.csv", &csv);
        self.write(
            "d.toml",
            "[triangle]\npair = [\"IRN\", \"RUS\"]\nthird = \"USA\"\n[[instrument]]\nname = \"counts\"\nsource = \"counted\"\nontology = \"quad\"\nfiles = [\"e.csv\"]\nobserved = [\"2001..2010\"]\n[[claim]]\nkind = \"third-party response\"\nsays = \"a sentence\"\ndriver = \"USA-RUS\"\ndirection = \"opposite\"\n",
        );
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

impl Run {
    pub(crate) fn succeeds(&self) -> &Run {
        self.fails_with(0)
    }

    pub(crate) fn fails_with(&self, code: i32) -> &Run {
        assert_eq!(self.code, Some(code), "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }

    pub(crate) fn stdout_has(&self, text: &str) -> &Run {
        assert!(self.stdout.contains(text), "no \"{text}\" in stdout:\n{}", self.stdout);
        self
    }

    pub(crate) fn stderr_has(&self, text: &str) -> &Run {
        assert!(self.stderr.contains(text), "no \"{text}\" in stderr:\n{}", self.stderr);
        self
    }
}
