//! `tertius download`: a producer's own files into a folder. The fetching is the crate `lake`'s; here are the call, the
//! user's key and the exit code.

use super::download_told::{Told, dates, missing};
use super::report::print;
use crate::Failure;
use crate::args::{DownloadArguments, Global, ReportFormat};
use crate::bytes_shown::BytesShown;
use tertius::calendar::{Day, Span, When};
use tertius_lake::download::{Manners, Outcome, Producer, Request, Stop, fetch, list, plan};

/// Where a user of a Dataverse keeps the key.
const KEY: &str = "DATAVERSE_KEY";

fn complaint(what: &str, help: &str) -> Failure {
    Failure::Complaint(format!("complaint: {what}\n  help: {help}"))
}

fn failure(stop: Stop) -> Failure {
    match stop {
        Stop::Complaint(text) => Failure::Complaint(format!("complaint: {text}")),
        Stop::Network(text) | Stop::Machine(text) => Failure::Machine(text),
    }
}

/// Fetches what is not there, or says what would be fetched.
pub(crate) fn download(a: &DownloadArguments, global: &Global) -> Result<(), Failure> {
    let request = request(a)?;
    let manners = Manners {
        connections: usize::from(a.connections),
        retries: a.retries,
        limit: a.limit.as_deref().map(limit).transpose()?,
        ..Manners::default()
    };
    let shown = BytesShown::new(global.quiet);
    let listing = list(&request, &manners, &shown).map_err(failure)?;
    let plan = plan(listing, &request, &a.out, &shown).map_err(failure)?;
    let open_ended = a.to.is_none();
    let say = |outcome: Option<&Outcome>| {
        let told = Told { request: &request, plan: &plan, outcome, open_ended };
        print(&match a.format {
            ReportFormat::Text => told.text(),
            ReportFormat::Json => told.json(),
        })
    };
    if a.dry_run {
        return say(None);
    }
    let outcome = fetch(&plan, &request, &manners, &shown).map_err(failure)?;
    say(Some(&outcome))?;
    if !outcome.is_whole() {
        return Err(Failure::Machine(missing(&outcome)));
    }
    if !global.quiet {
        let (word, folder) = (request.producer.word(), a.out.display());
        // The two GDELTs are read alike, and would count the same days twice under one name.
        let source = if word.starts_with("gdelt") {
            format!("gdelt {folder} --name {word}")
        } else {
            format!("{word} {folder}")
        };
        match plan.files.is_empty() {
            true => eprintln!("There was nothing to fetch for {}.", dates(&request, open_ended)),
            false => eprintln!("Next: tertius import {source} --lake lake"),
        }
    }
    Ok(())
}

/// What the call asks for.
fn request(a: &DownloadArguments) -> Result<Request, Failure> {
    let producer = Producer::parse(&a.source).ok_or_else(|| {
        let words: Vec<&str> = Producer::WORDS.iter().map(|(word, _)| *word).collect();
        complaint(&format!("no source is called \"{}\"", a.source), &format!("one of: {}", words.join(", ")))
    })?;
    let date = |option: &str, text: &str| {
        When::parse(text).map(|w| w.span).ok_or_else(|| {
            complaint(&format!("{option} {text} is no date"), "write 2014, 2014-03, 2014-Q1 or 2014-03-08")
        })
    };
    let first = date("--from", &a.from)?.first;
    let last = match &a.to {
        Some(to) => date("--to", to)?.last,
        None => Day::from_ymd(9999, 12, 31).unwrap_or(first),
    };
    let span = Span::new(first, last).ok_or_else(|| complaint("--to lies before --from", "exchange them"))?;
    let has_dataverse = !producer.dois().is_empty();
    if !has_dataverse && !a.doi.is_empty() {
        let help = "leave --doi out, or take icews or polecat";
        return Err(complaint(&format!("{} is not kept in a Dataverse, so --doi means nothing to it", a.source), help));
    }
    let key = std::env::var(KEY).ok().map(|k| k.trim().to_owned()).filter(|k| has_dataverse && !k.is_empty());
    if key.as_ref().is_some_and(|k| !k.bytes().all(|b| b.is_ascii_graphic())) {
        return Err(complaint(&format!("{KEY} does not hold a key"), "copy it anew from your account, or unset it"));
    }
    Ok(Request { producer, span, base: a.base_url.clone(), dois: a.doi.clone(), key })
}

/// Bytes per second from `500K`, `2M` or `300000`.
fn limit(text: &str) -> Result<u64, Failure> {
    let (digits, times) = match text.to_ascii_uppercase().as_str() {
        t if t.ends_with('K') => (&text[..text.len() - 1], 1_000_u64),
        t if t.ends_with('M') => (&text[..text.len() - 1], 1_000_000),
        t if t.ends_with('G') => (&text[..text.len() - 1], 1_000_000_000),
        _ => (text, 1),
    };
    let bytes = digits.parse::<u64>().ok().and_then(|n| n.checked_mul(times)).filter(|n| *n >= 1_000);
    bytes.ok_or_else(|| {
        complaint(&format!("--limit {text} is no rate"), "bytes per second from 1000 on, such as 500K or 2M")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_read_with_their_letter() {
        for (text, expected) in
            [("1000", Some(1_000)), ("500K", Some(500_000)), ("2m", Some(2_000_000)), ("1G", Some(1_000_000_000))]
        {
            assert_eq!(limit(text).ok(), expected, "{text}");
        }
        for text in ["", "K", "0", "999", "-5K", "5T", "99999999999999999999G", "2é"] {
            assert!(matches!(limit(text), Err(Failure::Complaint(_))), "{text}");
        }
    }
}
