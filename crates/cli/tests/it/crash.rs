//! `tertius import` when the machine fails it: killed at a random moment, a full disk, another import at work, a file of
//! another kind among the right ones.

use super::session::Session;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tertius_lake::Lake;

/// Rows of GDELT 2.0 over three months, some of them repeated in later files.
fn write_files(folder: &Path, files: u64, rows: u64) {
    let states = ["USA", "IRN", "RUS", "CHN", "ISR", "TUR"];
    let mut dice = 88_172_645_463_325_252_u64;
    let mut below = |n: u64| {
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        (dice >> 20) % n
    };
    std::fs::create_dir_all(folder).expect("the folder can be made");
    for file in 0..files {
        let mut text = String::new();
        for row in 0..rows {
            let id = if below(20) == 0 { file * rows / 2 + row } else { file * rows + row };
            let mut fields = vec![String::new(); 61];
            fields[0] = id.to_string();
            fields[1] = format!("2018{:02}{:02}", 1 + below(3), 1 + below(28));
            for at in [5, 15] {
                let state = states[below(6) as usize];
                fields[at] = state.to_owned();
                fields[at + 2] = state.to_owned();
            }
            fields[25] = "1".to_owned();
            fields[26] = ["010", "042", "112", "190", "999"][below(5) as usize].to_owned();
            for field in &mut fields[31..34] {
                *field = (1 + below(9)).to_string();
            }
            fields[34] = "-1.25".to_owned();
            fields[60] = format!("http://example.org/{}", below(rows));
            let _ = writeln!(text, "{}", if below(50) == 0 { "a row cut off".to_owned() } else { fields.join("\t") });
        }
        let day = format!("2018{:02}{:02}", 4 + file / 28, 1 + file % 28);
        std::fs::write(folder.join(format!("{day}001500.export.CSV")), text).expect("the folder can be written");
    }
}

fn arguments(lake: &str) -> Vec<String> {
    let fixed = ["import", "gdelt", "in", "--commit-bytes", "20000", "--threads", "2", "--quiet", "--lake"];
    fixed.iter().map(|a| (*a).to_owned()).chain([lake.to_owned()]).collect()
}

fn command(s: &Session, lake: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tertius"));
    command.args(arguments(lake)).current_dir(s.folder()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Runs an import to its end.
fn run(s: &Session, lake: &str) {
    let arguments = arguments(lake);
    s.tertius(&arguments.iter().map(String::as_str).collect::<Vec<_>>()).succeeds();
}

/// The hash of what a lake says, after its parts were found to agree with its ledger.
fn hash(s: &Session, lake: &str) -> String {
    let content = Lake::open(&s.folder().join(lake)).expect("a lake").content().expect("every part can be read");
    assert_eq!(content.faults, Vec::<String>::new());
    content.hash
}

#[test]
fn an_import_killed_at_any_moment_and_run_again_is_as_one_that_was_not() {
    let s = Session::new("killed");
    write_files(&s.folder().join("in"), 18, 100);
    let begun = Instant::now();
    run(&s, "whole");
    let whole = begun.elapsed();
    let wanted = hash(&s, "whole");
    let commits = Lake::open(&s.folder().join("whole")).expect("a lake").commits().len();
    assert!(commits > 5, "{commits} commits are too few to be interrupted between");
    let (mut within, mut dice) = (0, 0x2545_F491_4F6C_DD1D_u64);
    for round in 0..20 {
        let lake = format!("lake-{round}");
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let moment = whole.mul_f64((dice >> 33) as f64 / f64::from(1u32 << 31));
        let mut child = command(&s, &lake).spawn().expect("the program can be started");
        std::thread::sleep(moment);
        // SIGKILL, where the machine has it.
        let _ = child.kill();
        let ended = child.wait().expect("it ends");
        within += u32::from(!ended.success());
        // What was committed can be read as it stands.
        if s.folder().join(&lake).join("log").is_dir() {
            hash(&s, &lake);
        }
        run(&s, &lake);
        assert_eq!(hash(&s, &lake), wanted, "round {round}, killed after {moment:?}");
        let unfinished = s.folder().join(&lake).join(".unfinished");
        assert!(!unfinished.exists(), "round {round} left {}", unfinished.display());
        std::fs::remove_dir_all(s.folder().join(&lake)).expect("removed");
    }
    assert!(within >= 8, "only {within} of 20 were killed at work: the moments are badly drawn");
}

#[test]
fn a_second_import_at_once_complains_and_the_first_goes_on() {
    let s = Session::new("two");
    write_files(&s.folder().join("in"), 2, 50);
    run(&s, "lake");
    let lock = std::fs::File::options().write(true).open(s.folder().join("lake/.lock")).expect("the lake's lock");
    lock.lock().expect("nobody is at it");
    s.tertius(&["import", "gdelt", "in", "--lake", "lake"]).fails_with(2).stderr_has("another import is at work");
    drop(lock);
    run(&s, "lake");
}

#[test]
fn a_file_of_another_kind_is_named_and_the_others_are_taken() {
    let s = Session::new("kinds");
    write_files(&s.folder().join("in"), 2, 50);
    s.write("in/notes.txt", "nothing of the kind\n");
    let run = s.tertius(&["import", "gdelt", "in", "--lake", "lake", "--format", "json"]);
    run.fails_with(2).stderr_has("notes.txt").stderr_has("the others stand in the lake");
    let account: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!((account["files"].as_u64(), account["rows"].as_u64()), (Some(2), Some(100)));
}

/// A folder on a disk of its own that is soon full; `None` where none can be mounted.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn mounted(at: PathBuf, size: &str) -> Option<SmallDisk> {
        std::fs::create_dir_all(&at).expect("the folder can be made");
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"]).arg(&at).stderr(Stdio::null());
        mount.status().is_ok_and(|s| s.success()).then_some(SmallDisk(at))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

#[test]
fn a_full_disk_is_said_and_the_same_command_goes_on() {
    let s = Session::new("full");
    write_files(&s.folder().join("in"), 12, 400);
    run(&s, "whole");
    let wanted = hash(&s, "whole");
    // No file may be longer than some blocks: the same as a full disk, to one process.
    if cfg!(unix) {
        let script = format!(
            "trap '' XFSZ; ulimit -f 12; exec \"$0\" {}",
            arguments("limited").iter().map(|a| format!("'{a}'")).collect::<Vec<_>>().join(" ")
        );
        let mut shell = Command::new("sh");
        shell.args(["-c", &script, env!("CARGO_BIN_EXE_tertius")]).current_dir(s.folder());
        let output = shell.output().expect("there is a shell");
        let text = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{text}");
        assert!(text.contains("cannot be written"), "{text}");
        run(&s, "limited");
        assert_eq!(hash(&s, "limited"), wanted);
    }
    // A real one, where the machine lets us mount it.
    if let Some(disk) = SmallDisk::mounted(s.folder().join("small"), "200k") {
        let arguments = arguments("small/lake");
        let run = s.tertius(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
        run.fails_with(1).stderr_has("cannot be").stderr_has("make room and give the same command again");
        let mut remount = Command::new("mount");
        remount.args(["-o", "remount,size=20m"]).arg(&disk.0);
        assert!(remount.status().expect("mount was there").success());
        self::run(&s, "small/lake");
        assert_eq!(hash(&s, "small/lake"), wanted);
    }
}

#[test]
fn a_killed_import_does_not_hold_the_lake() {
    let s = Session::new("held");
    write_files(&s.folder().join("in"), 18, 100);
    let mut child = command(&s, "lake").spawn().expect("the program can be started");
    let until = Instant::now() + Duration::from_secs(30);
    while !s.folder().join("lake/.lock").is_file() {
        assert!(Instant::now() < until, "the import does not begin");
        std::thread::sleep(Duration::from_millis(1));
    }
    let _ = child.kill();
    child.wait().expect("it ends");
    run(&s, "lake");
}
