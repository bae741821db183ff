//! Fuzzing of the readers of events: damaged files in every layout, as long as asked, each read whole and in blocks. A finding
//! is a panic, a line that is lost or invented, or a difference between the two. The damage is that of the tests of `lake`.
//! It is drawn from seeds and not led by coverage: what it does not reach it does not say.

#[path = "../../lake/tests/it/damage.rs"]
mod damage;
#[path = "../../lake/tests/it/fixtures.rs"]
pub(crate) mod fixtures;

use clap::Args;
use fixtures::{Dice, Fixture};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::{Duration, Instant};
use tertius::events::sources::event_layout;
use tertius_lake::{Choices, probe};

/// What `xtask fuzz` takes.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Only this reader: gdelt, gdelt-1, icews, icews-named, phoenix, phoenix-tabs, keds, keds-cameo, counted or polecat
    #[arg(long)]
    pub reader: Option<String>,
    /// How long each reader is tried
    #[arg(long, default_value_t = 10.0)]
    pub minutes: f64,
    /// The first seed
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Where inputs are put that were findings
    #[arg(long, default_value = "fuzz-findings")]
    pub out: PathBuf,
}

/// The longest text that damage may pile up on.
const BYTES_MAX: usize = 100_000;

/// What is wrong with how a text was read; `None` where nothing is.
fn wrong(fixture: &Fixture, bytes: &[u8], block: usize) -> Option<String> {
    let layout = || event_layout(fixture.source, Some(fixture.ontology)).expect("a source of events");
    let mut choices = Choices::of(fixture.source);
    choices.emitted_again = true;
    let read = |block| probe(&layout, &choices, fixture.ontology, bytes, block);
    let both = std::panic::catch_unwind(|| (read(4 << 20), read(block)));
    let Ok((whole, cut)) = both else { return Some("a panic".to_owned()) };
    if whole != cut {
        return Some(format!("blocks of {block} bytes are read otherwise than the whole"));
    }
    let Ok(whole) = whole else { return None };
    let all: BTreeSet<u32> = whole.read.iter().chain(&whole.rejected).copied().collect();
    if all.len() != whole.read.len() + whole.rejected.len() {
        return Some("a line became two rows".to_owned());
    }
    let mut lost = Vec::new();
    let mut lines = 0;
    for (i, line) in bytes.split(|b| *b == b'\n').enumerate() {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let line = if lines == 0 { line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line) } else { line };
        if !line.is_empty() {
            lines += 1;
            if !all.contains(&(i as u32 + 1)) {
                lost.push(lines);
            }
        }
    }
    if all.len() + lost.len() != lines {
        return Some("a row of no line".to_owned());
    }
    // The first line may be a header, also of layouts that usually have none.
    let may_have = fixture.has_header || String::from_utf8_lossy(bytes).to_lowercase().contains("date");
    let header = usize::from(may_have && lost.first() == Some(&1));
    (lost.len() > header).then(|| format!("lines {lost:?} are lost"))
}

/// Tries every reader, or the one that is named.
///
/// # Errors
/// Findings, each with the file that holds its input.
pub fn run(arguments: &Arguments) -> Result<String, String> {
    let names: Vec<&str> = fixtures::all(1, 1).iter().map(|f| f.name).collect();
    let wanted: Vec<usize> =
        (0..names.len()).filter(|n| arguments.reader.as_deref().is_none_or(|r| r == names[*n])).collect();
    if wanted.is_empty() {
        return Err(format!("readers are: {}\n", names.join(", ")));
    }
    let mut text = String::new();
    let mut findings = 0;
    for which in wanted {
        let until = Instant::now() + Duration::from_secs_f64(60.0 * arguments.minutes);
        let (mut n, mut bytes_read, mut seed) = (0u64, 0u64, arguments.seed);
        while Instant::now() < until {
            let fixture = &fixtures::all(seed % 100_000, 1 + (seed % 40) as usize)[which];
            let mut bytes = fixture.text.clone().into_bytes();
            // Damage upon damage: early ones leave most rows readable, late ones hardly any.
            for _ in 0..24 {
                seed += 1;
                n += 1;
                bytes = damage::damaged(&bytes, seed);
                bytes.truncate(BYTES_MAX + (1 << 20));
                bytes_read += bytes.len() as u64;
                let block = 1 + Dice::new(seed).below(4_000);
                if let Some(what) = wrong(fixture, &bytes, block) {
                    findings += 1;
                    let path = arguments.out.join(format!("{}-{seed}-{}", fixture.name, fixture.file));
                    std::fs::create_dir_all(&arguments.out)
                        .and_then(|()| std::fs::write(&path, &bytes))
                        .map_err(|e| format!("{}: {e}\n", path.display()))?;
                    let _ = writeln!(text, "{}: {what}: {}", fixture.name, path.display());
                }
                if bytes.len() > BYTES_MAX || findings > 50 {
                    break;
                }
            }
            if findings > 50 {
                break;
            }
        }
        let _ = writeln!(
            text,
            "{:<14}{n:>10} texts, {:>8.1} MB, {:.1} minutes",
            names[which],
            bytes_read as f64 / 1e6,
            arguments.minutes
        );
    }
    let _ = writeln!(text, "findings: {findings}");
    if findings == 0 { Ok(text) } else { Err(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reader_stands_some_seconds() {
        let arguments = Arguments { reader: None, minutes: 0.003, seed: 5, out: std::env::temp_dir() };
        let text = run(&arguments).expect("no findings");
        assert!(text.contains("polecat") && text.contains("findings: 0"), "{text}");
        let unknown = Arguments { reader: Some("acled".into()), ..arguments };
        assert!(run(&unknown).expect_err("no such reader").contains("icews-named"));
    }

    #[test]
    fn a_sound_text_is_no_finding() {
        for fixture in fixtures::all(3, 30) {
            assert_eq!(wrong(&fixture, fixture.text.as_bytes(), 100), None, "{}", fixture.name);
        }
    }
}
