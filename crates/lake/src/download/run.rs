//! The fetching of a plan by a few connections at once, and the keeping of the folder's ledger meanwhile.

use super::client::{Client, now};
use super::ledger::utc;
use super::one_file::{Arrived, Fetching, Missed};
use super::outcome::{Failed, FailedKind};
use super::plan::{Plan, Planned, Stand};
use super::{Ledger, LedgerEntry, Manners, Outcome, Request, Stop};
use std::fs::{File, TryLockError};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tertius::progress::Progress;

/// Held while a run writes into a folder.
const LOCK: &str = ".tertius-download.lock";
/// The ledger is written so often, less often where it has grown so long that the writing takes more than a twentieth of
/// the time; what it lacks after a kill, the next run finds by the files themselves.
const WRITTEN_EVERY: Duration = Duration::from_secs(1);
const SHARE_OF_WRITING: u32 = 20;
/// After so many files in a row that the network failed, the server is taken to be out of reach.
const OUT_OF_REACH: u32 = 3;

/// What the connections share.
struct Shared {
    ledger: Ledger,
    written: Instant,
    writing_took: Duration,
    outcome: Outcome,
    given_up_in_a_row: u32,
    stop: Option<Stop>,
}

/// Fetches what the plan lacks. A file is under its name in the folder only when it is whole and agrees with the list;
/// killed at any moment, the next run goes on from the parts.
///
/// # Errors
/// [`Stop::Complaint`] if another run writes into the folder, [`Stop::Machine`] if it cannot be written. Files that could
/// not be had are no error here but stand in [`Outcome::failed`].
pub fn fetch(plan: &Plan, request: &Request, manners: &Manners, progress: &dyn Progress) -> Result<Outcome, Stop> {
    let client = Client::new(request, manners)?;
    let folder = &plan.folder;
    std::fs::create_dir_all(folder).map_err(|e| Stop::machine("made", folder, &e))?;
    let _lock = lock(folder)?;
    let (mut ledger, _) = Ledger::read(folder)?;
    let there = plan.files.iter().filter(|f| f.stand == Stand::There);
    for listed in there.map(|f| &f.listed) {
        if let Some((size, checksum, is_checked)) = plan.adopted.get(&listed.name) {
            let entry = LedgerEntry {
                source: request.producer.word().to_owned(),
                path: listed.path.clone(),
                size: *size,
                checksum: checksum.clone(),
                is_checked: *is_checked,
                version: listed.version.clone(),
                etag: None,
                last_modified: None,
                fetched: utc(now()),
            };
            ledger.files.insert(listed.name.clone(), entry);
        }
    }
    let todo: Vec<&Planned> = plan.files.iter().filter(|f| f.stand != Stand::There).collect();
    let outcome = Outcome { there: (plan.files.len() - todo.len()) as u64, ..Outcome::default() };
    let shared = Mutex::new(Shared {
        ledger,
        written: Instant::now(),
        writing_took: Duration::ZERO,
        outcome,
        given_up_in_a_row: 0,
        stop: None,
    });
    let (received, tried_again, next) = (AtomicU64::new(0), AtomicU64::new(0), AtomicUsize::new(0));
    let (_, bytes) = plan.sum(|s| s != Stand::There);
    let is_known = todo.iter().all(|f| f.listed.size.is_some());
    if !todo.is_empty() {
        let files = if todo.len() == 1 { "file" } else { "files" };
        progress.begin(&format!("fetching {} {files}", todo.len()), is_known.then_some(bytes));
    }
    let fetching = Fetching { client: &client, folder, progress, received: &received, tried_again: &tried_again };
    std::thread::scope(|scope| {
        for _ in 0..manners.connections.clamp(1, todo.len().max(1)) {
            scope.spawn(|| {
                while let Some(file) = todo.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let fared =
                        if client.pace.is_halted() { Err(Missed::Halted) } else { fetching.fetch(&file.listed) };
                    note(&shared, file, fared, request, folder, &client);
                }
            });
        }
    });
    if !todo.is_empty() {
        progress.end();
    }
    let shared = shared.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner());
    // Written even after a fault: what did arrive is entered.
    let written = shared.ledger.write(folder);
    if let Some(stop) = shared.stop {
        return Err(stop);
    }
    written?;
    let mut outcome = shared.outcome;
    outcome.received_bytes = received.into_inner();
    outcome.tried_again = tried_again.into_inner();
    outcome.failed.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(outcome)
}

/// Enters what became of a file.
fn note(
    shared: &Mutex<Shared>,
    file: &Planned,
    fared: Result<Arrived, Missed>,
    request: &Request,
    folder: &Path,
    client: &Client,
) {
    let mut shared = shared.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let listed = &file.listed;
    let mut failed = |kind: FailedKind, why: String| {
        shared.outcome.failed.push(Failed { name: listed.name.clone(), kind, why });
    };
    match fared {
        Ok(arrived) => {
            let is_replaced = matches!(file.stand, Stand::Corrected | Stand::Differs);
            shared.given_up_in_a_row = 0;
            shared.outcome.fetched += 1;
            shared.outcome.fetched_bytes += arrived.size;
            shared.outcome.replaced += u64::from(is_replaced);
            shared.outcome.unchecked += u64::from(!arrived.is_checked);
            let entry = LedgerEntry {
                source: request.producer.word().to_owned(),
                path: listed.path.clone(),
                size: arrived.size,
                checksum: arrived.checksum.to_string(),
                is_checked: arrived.is_checked,
                version: listed.version.clone(),
                etag: arrived.of.etag,
                last_modified: arrived.of.last_modified,
                fetched: utc(now()),
            };
            shared.ledger.files.insert(listed.name.clone(), entry);
            let due = WRITTEN_EVERY.max(shared.writing_took.saturating_mul(SHARE_OF_WRITING));
            if shared.written.elapsed() >= due {
                let begun = Instant::now();
                let written = shared.ledger.write(folder);
                shared.written = Instant::now();
                shared.writing_took = begun.elapsed();
                if let Err(stop) = written {
                    client.pace.halt();
                    shared.stop.get_or_insert(stop);
                }
            }
        }
        Err(Missed::File(kind, why)) => {
            failed(kind, why);
            let is_network = kind == FailedKind::GivenUp;
            shared.given_up_in_a_row = if is_network { shared.given_up_in_a_row + 1 } else { 0 };
            if shared.given_up_in_a_row >= OUT_OF_REACH {
                client.pace.halt();
            }
        }
        Err(Missed::Machine(stop)) => {
            client.pace.halt();
            shared.stop.get_or_insert(stop);
        }
        Err(Missed::Halted) => {
            failed(FailedKind::NotTried, "the run ended first, because the server was out of reach".into());
        }
    }
}

/// Keeps other runs out of the folder until it is dropped. Where the file system knows no locks, nothing is kept out.
fn lock(folder: &Path) -> Result<File, Stop> {
    let path = folder.join(LOCK);
    let file = File::options().create(true).append(true).open(&path);
    let file = file.map_err(|e| Stop::machine("written", &path, &e))?;
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Err(Stop::Complaint(format!(
            "another download is writing into {}\n  help: wait for it to end, or choose another folder with --out",
            folder.display()
        ))),
        Ok(()) | Err(TryLockError::Error(_)) => Ok(file),
    }
}
