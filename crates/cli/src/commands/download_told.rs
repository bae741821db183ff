//! What `tertius download` says: for people, and for programs.

use crate::bytes_shown::size;
use serde_json::json;
use tertius_lake::download::{Outcome, Plan, Request, Stand};

/// Lines of a kind that people are shown; programs get all.
const SHOWN: usize = 20;

/// A plan and, after the fetching, what came of it.
pub(crate) struct Told<'a> {
    pub(crate) request: &'a Request,
    pub(crate) plan: &'a Plan,
    pub(crate) outcome: Option<&'a Outcome>,
    pub(crate) open_ended: bool,
}

/// The span as the call gave it.
pub(crate) fn dates(request: &Request, open_ended: bool) -> String {
    if open_ended { format!("{} on", request.span.first) } else { request.span.to_string() }
}

/// What is missing, for stderr.
pub(crate) fn missing(outcome: &Outcome) -> String {
    let n = outcome.failed.len();
    let mut text = format!("{n} {} not there:\n", if n == 1 { "file is" } else { "files are" });
    outcome.failed.iter().take(SHOWN).for_each(|f| text.push_str(&format!("  {}: {}\n", f.name, f.why)));
    if n > SHOWN {
        text.push_str(&format!("  and {} more, which --format json names\n", n - SHOWN));
    }
    text.push_str("  help: the same command tries these again, and nothing that is there");
    text
}

impl Told<'_> {
    /// For people.
    pub(crate) fn text(&self) -> String {
        let plan = self.plan;
        let mut text = format!(
            "{}, {}, from {}\n",
            self.request.producer.word(),
            dates(self.request, self.open_ended),
            self.request.base()
        );
        let mut line = |what: &str, (n, bytes): (u64, u64), more: &str| {
            let files = if n == 1 { "file, " } else { "files," };
            text.push_str(&format!("  {what:<12} {n:>8} {files} {:>9}{more}\n", size(bytes)));
        };
        line("listed", plan.sum(|_| true), "");
        line("there", plan.sum(|s| s == Stand::There), "");
        let (corrected, _) = plan.sum(|s| s == Stand::Corrected);
        let (differs, _) = plan.sum(|s| s == Stand::Differs);
        let (unfinished, _) = plan.sum(|s| matches!(s, Stand::Unfinished(_)));
        let mut parts = Vec::new();
        let mut part = |n: u64, what: &str| {
            if n > 0 {
                parts.push(format!("{n} {what}"));
            }
        };
        part(unfinished, "unfinished, to be gone on with");
        part(corrected, "corrected by the producer since");
        part(differs, "not what the producer lists, to be replaced");
        let more = if parts.is_empty() { String::new() } else { format!(" ({})", parts.join("; ")) };
        let (n, _) = plan.sum(|s| s != Stand::There);
        line("to fetch", (n, plan.bytes_to_come()), &more);
        if let Some(outcome) = self.outcome {
            line("fetched", (outcome.fetched, outcome.fetched_bytes), "");
            if outcome.unchecked > 0 {
                text.push_str(&format!(
                    "  of these, {} could not be held against a listed checksum\n",
                    outcome.unchecked
                ));
            }
            if outcome.tried_again > 0 {
                text.push_str(&format!("  tried again {} times\n", outcome.tried_again));
            }
        }
        text.push_str(&self.of_the_list());
        text
    }

    /// Gaps, lines that could not be read, notes.
    fn of_the_list(&self) -> String {
        let listing = &self.plan.listing;
        let mut text = String::new();
        if !listing.gaps.is_empty() {
            let missing: u64 = listing.gaps.iter().map(|g| g.missing).sum();
            text.push_str(&format!(
                "Not in the producer's list, in {} stretches, {missing} files:\n",
                listing.gaps.len()
            ));
            for gap in listing.gaps.iter().take(SHOWN) {
                let span = if gap.from == gap.to { gap.from.clone() } else { format!("{} to {}", gap.from, gap.to) };
                text.push_str(&format!("  {span} ({})\n", gap.missing));
            }
            if listing.gaps.len() > SHOWN {
                text.push_str(&format!("  and {} more, which --format json names\n", listing.gaps.len() - SHOWN));
            }
        }
        if let Some((number, first)) = &listing.unreadable.first {
            let n = listing.unreadable.count;
            text.push_str(&format!(
                "Entries of the list that cannot be read: {n}; the first is number {number}: {first}\n"
            ));
        }
        for name in self.plan.withdrawn.iter().take(SHOWN) {
            text.push_str(&format!(
                "{name} is no longer listed by the producer; its events may be in another file now.\n"
            ));
        }
        listing.notes.iter().for_each(|note| text.push_str(&format!("{note}\n")));
        text
    }

    /// For programs.
    pub(crate) fn json(&self) -> String {
        let plan = self.plan;
        let of = |wanted: fn(Stand) -> bool| {
            let (files, bytes) = plan.sum(wanted);
            json!({ "files": files, "bytes": bytes })
        };
        let value = json!({
            "format": "tertius-download/1",
            "source": self.request.producer.word(),
            "from": self.request.span.first.to_string(),
            "to": (!self.open_ended).then(|| self.request.span.last.to_string()),
            "base": self.request.base(),
            "folder": plan.folder.display().to_string(),
            "listed": of(|_| true),
            "there": of(|s| s == Stand::There),
            "new": of(|s| s == Stand::New),
            "unfinished": of(|s| matches!(s, Stand::Unfinished(_))),
            "corrected": of(|s| s == Stand::Corrected),
            "differing": of(|s| s == Stand::Differs),
            "bytes_to_come": plan.bytes_to_come(),
            "gaps": plan.listing.gaps,
            "unreadable": plan.listing.unreadable,
            "withdrawn": plan.withdrawn,
            "notes": plan.listing.notes,
            "outcome": self.outcome,
        });
        format!("{value:#}\n")
    }
}
