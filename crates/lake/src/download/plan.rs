//! What is to be fetched: the list held against the folder and its ledger. Reads, and writes nothing.

use super::one_file::checksum_of;
use super::part::Part;
use super::{Ledger, Listed, Listing, Request, Stop};
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use tertius::progress::Progress;

/// How a listed file stands in the folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stand {
    /// It is there.
    There,
    /// It is not there.
    New,
    /// This many of its bytes are there, of the version that is listed now.
    Unfinished(u64),
    /// An earlier version is there; the producer has corrected it since.
    Corrected,
    /// A file of its name is there whose content is not the listed one.
    Differs,
}

/// A listed file and how it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// The file.
    pub listed: Listed,
    /// How it stands.
    pub stand: Stand,
}

/// What is there and what is to be fetched.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Every listed file, by name.
    pub files: Vec<Planned>,
    /// The rest of the list: what could not be read, gaps, notes. Its files have moved to `files`.
    pub listing: Listing,
    /// Files of this producer in the folder that it lists no longer.
    pub withdrawn: Vec<String>,
    /// Where the files are, or will be.
    pub folder: PathBuf,
    /// Files that are there, and whole, without an entry of the ledger that says so: with their size, their checksum, and
    /// whether the list states it.
    pub(super) adopted: BTreeMap<String, (u64, String, bool)>,
}

impl Plan {
    /// Number and bytes of the files of a kind; files without a listed size count as 0 bytes.
    pub fn sum(&self, of: impl Fn(Stand) -> bool) -> (u64, u64) {
        let matching = self.files.iter().filter(|f| of(f.stand));
        matching.fold((0, 0), |(n, bytes), f| (n + 1, bytes.saturating_add(f.listed.size.unwrap_or(0))))
    }

    /// Bytes that are still to come, less those of unfinished files that are there.
    pub fn bytes_to_come(&self) -> u64 {
        let (_, all) = self.sum(|s| s != Stand::There);
        let begun = |f: &Planned| if let Stand::Unfinished(n) = f.stand { n } else { 0 };
        all.saturating_sub(self.files.iter().map(begun).sum())
    }
}

/// Holds a list against a folder, which need not be there.
///
/// # Errors
/// [`Stop::Machine`] if the folder cannot be read.
pub fn plan(mut listing: Listing, request: &Request, folder: &Path, progress: &dyn Progress) -> Result<Plan, Stop> {
    match std::fs::metadata(folder) {
        Ok(m) if !m.is_dir() => {
            return Err(Stop::machine("used as a folder", folder, &io::ErrorKind::NotADirectory.into()));
        }
        Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(Stop::machine("read", folder, &e)),
        _ => {}
    }
    let (ledger, note) = Ledger::read(folder)?;
    listing.notes.extend(note);
    let withdrawn = listing.all_names.as_ref().map_or_else(Vec::new, |all| {
        let ours = ledger.files.iter().filter(|(_, e)| e.source == request.producer.word());
        let gone = ours.map(|(name, _)| name).filter(|name| !all.contains(*name) && folder.join(name).is_file());
        gone.cloned().collect()
    });
    let mut plan = Plan {
        files: Vec::with_capacity(listing.files.len()),
        listing: Listing::default(),
        withdrawn,
        folder: folder.to_path_buf(),
        adopted: BTreeMap::new(),
    };
    progress.begin("looking at what is there", None);
    for listed in std::mem::take(&mut listing.files) {
        let stand = stand(&listed, &ledger, &mut plan);
        let stand = stand.map_err(|e| Stop::machine("read", &folder.join(&listed.name), &e))?;
        plan.files.push(Planned { listed, stand });
    }
    progress.end();
    plan.listing = listing;
    Ok(plan)
}

fn stand(listed: &Listed, ledger: &Ledger, plan: &mut Plan) -> io::Result<Stand> {
    let path = plan.folder.join(&listed.name);
    let size = match std::fs::metadata(&path) {
        Ok(m) if m.is_file() => m.len(),
        Ok(_) => return Err(io::Error::other("it is no file, and a file of this name is to be fetched")),
        Err(e) if e.kind() == io::ErrorKind::NotFound => {
            let part = Part::new(&plan.folder, &listed.name).resumable(listed);
            return Ok(part.map_or(Stand::New, |(len, _)| Stand::Unfinished(len)));
        }
        Err(e) => return Err(e),
    };
    let entry = ledger.files.get(&listed.name);
    if entry.is_some_and(|e| e.size == size && e.version == listed.version) {
        return Ok(Stand::There);
    }
    // The ledger does not vouch for it, so its bytes have to.
    let differs = if entry.is_some_and(|e| e.version != listed.version) { Stand::Corrected } else { Stand::Differs };
    if listed.is_binding && listed.size.is_some_and(|s| s != size) {
        return Ok(differs);
    }
    let kind = listed.checksum.as_ref().map_or(super::ChecksumKind::Md5, |c| c.kind);
    let found = checksum_of(&path, kind)?;
    let is_checked = listed.checksum.as_ref() == Some(&found);
    // Where no checksum can decide, a file that no ledger speaks against is taken by its size, for only whole files get
    // their names.
    let by_size = (listed.checksum.is_none() || !listed.is_binding) && entry.is_none() && listed.size == Some(size);
    if !is_checked && !by_size {
        return Ok(differs);
    }
    plan.adopted.insert(listed.name.clone(), (size, found.to_string(), is_checked));
    Ok(Stand::There)
}
