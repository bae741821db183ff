//! Imports that are killed: the program is ended by force at random moments of an import, run again, and what the lake then
//! says is compared with an undisturbed run. The tests do it twenty times; here, as often as asked and with larger files.

use crate::fuzz::fixtures;
use clap::Args;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tertius_lake::Lake;

/// What `xtask crash` takes.
#[derive(Args, Debug)]
pub struct Arguments {
    /// How often
    #[arg(long, default_value_t = 200)]
    pub times: u32,
    /// Files of a quarter-hour
    #[arg(long, default_value_t = 40)]
    pub files: u32,
    /// Rows of each
    #[arg(long, default_value_t = 2_000)]
    pub rows: usize,
    /// Bytes of text between commits
    #[arg(long, default_value_t = 1_000_000)]
    pub commit_bytes: u64,
    /// How often one import is killed before it may run to its end
    #[arg(long, default_value_t = 2)]
    pub kills: u32,
    /// Seed of the moments
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// The program [default: `tertius` beside this one]
    #[arg(long)]
    pub program: Option<PathBuf>,
    /// An empty folder to work in
    #[arg(long)]
    pub out: PathBuf,
}

struct Trial<'a> {
    arguments: &'a Arguments,
    program: PathBuf,
}

impl Trial<'_> {
    fn command(&self, lake: &Path) -> Command {
        let mut command = Command::new(&self.program);
        let bytes = self.arguments.commit_bytes.to_string();
        command.args(["import", "gdelt", "--quiet", "--threads", "2", "--commit-bytes", &bytes, "--lake"]);
        command.arg(lake).arg(self.arguments.out.join("in")).stdout(Stdio::null());
        command
    }

    /// Runs an import to its end.
    fn whole(&self, lake: &Path) -> Result<Duration, String> {
        let begun = Instant::now();
        let status = self.command(lake).status().map_err(|e| format!("{}: {e}\n", self.program.display()))?;
        if status.success() { Ok(begun.elapsed()) } else { Err(format!("the import ended with {status}\n")) }
    }

    /// Kills an import after some time; `true` if it was still at work.
    fn killed(&self, lake: &Path, after: Duration) -> Result<bool, String> {
        let told = |e: std::io::Error| format!("{}: {e}\n", self.program.display());
        let mut child = self.command(lake).stderr(Stdio::null()).spawn().map_err(told)?;
        std::thread::sleep(after);
        // An error means that it has ended.
        let _ = child.kill();
        Ok(!child.wait().map_err(told)?.success())
    }
}

/// What a lake says, and its commits, after parts and ledger were found to agree.
fn said(lake: &Path) -> Result<(String, usize), String> {
    let open = Lake::open(lake).map_err(|e| format!("{e}\n"))?;
    let content = open.content().map_err(|e| format!("{e}\n"))?;
    if content.faults.is_empty() {
        Ok((content.hash, open.commits().len()))
    } else {
        Err(format!("{}\n", content.faults.join("\n")))
    }
}

/// Kills imports and compares.
///
/// # Errors
/// A lake that differs from the undisturbed one, or cannot be read; the folder is left as it is.
pub fn run(arguments: &Arguments) -> Result<String, String> {
    let program = match &arguments.program {
        Some(program) => program.clone(),
        None => std::env::current_exe().map_err(|e| format!("{e}\n"))?.with_file_name("tertius"),
    };
    let io = |e: std::io::Error| format!("{}: {e}\n", arguments.out.display());
    let input = arguments.out.join("in");
    std::fs::create_dir_all(&input).map_err(io)?;
    for file in 0..arguments.files {
        let (day, quarter) = (1 + file / 4, 15 * (file % 4));
        let name = format!("2018{:02}{:02}00{quarter:02}00.export.CSV", 4 + day / 28, 1 + day % 28);
        let text = &fixtures::all(u64::from(file) + 1, arguments.rows)[0].text;
        std::fs::write(input.join(name), text).map_err(io)?;
    }
    let trial = Trial { arguments, program };
    let whole = arguments.out.join("whole");
    let time = trial.whole(&whole)?;
    let (wanted, commits) = said(&whole)?;
    let mut dice = fixtures::Dice::new(arguments.seed);
    let (mut at_work, mut kills, mut at_commit) = (0, 0, std::collections::BTreeSet::new());
    for round in 0..arguments.times {
        let lake = arguments.out.join("killed");
        for _ in 0..arguments.kills {
            let after = time.mul_f64(dice.below(1 << 20) as f64 / f64::from(1 << 20));
            kills += 1;
            at_work += u32::from(trial.killed(&lake, after)?);
            // What was committed by then can be read, and adds up.
            if lake.join("log").is_dir() {
                at_commit.insert(said(&lake).map_err(|e| format!("round {round}, after a kill: {e}"))?.1);
            }
        }
        trial.whole(&lake).map_err(|e| format!("round {round}: {e}"))?;
        let (hash, _) = said(&lake).map_err(|e| format!("round {round}: {e}"))?;
        if hash != wanted {
            return Err(format!("round {round}: {} differs from {}\n", lake.display(), whole.display()));
        }
        std::fs::remove_dir_all(&lake).map_err(io)?;
    }
    Ok(format!(
        "{} imports of {} files ({} commits, {:.2} s each), killed {kills} times, {at_work} of them at work, with {} different numbers of commits in place: every lake equals the undisturbed one ({wanted})\n",
        arguments.times,
        arguments.files,
        commits,
        time.as_secs_f64(),
        at_commit.len(),
    ))
}
