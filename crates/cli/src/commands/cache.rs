//! `tertius cache`: what is kept of earlier runs, and dropping it.

use super::report::print;
use crate::Failure;
use crate::cache::Cache;
use std::time::SystemTime;

/// Lists the kept runs, or drops them.
pub(crate) fn cache(drop: bool) -> Result<(), Failure> {
    let Some(cache) = Cache::open() else {
        return Err(Failure::Complaint(
            "complaint: this machine has no folder for caches\n  help: name one by TERTIUS_CACHE".into(),
        ));
    };
    if drop {
        let n = cache
            .drop_all()
            .map_err(|e| Failure::Machine(format!("{} cannot be emptied: {e}", cache.root().display())))?;
        return print(&format!("{n} kept runs dropped from {}\n", cache.root().display()));
    }
    let mut text = format!("Runs kept in {}\n", cache.root().display());
    for kept in cache.list() {
        let minutes = SystemTime::now().duration_since(kept.last_used).map_or(0, |d| d.as_secs() / 60);
        let folder = kept.folder.file_name().and_then(|n| n.to_str()).unwrap_or_default();
        text += &format!("{folder}  {:>7.1} MB  {minutes:>6} minutes ago  {}\n", kept.bytes as f64 / 1e6, kept.name);
    }
    print(&text)
}
