//! Whether the posterior samplers of this crate are right, by simulation from their priors. The page that it writes is
//! `docs/lookup/calibration.md`.
//!
//!     cargo run --release -p tertius-econometrics --example calibration -- --markdown docs/lookup/calibration.md
//!
//! `--fits N` (300) and `--seed N` (1) set the size and the random numbers; without `--markdown` the page is printed.
//! Fails when a sampler is found wrong that should be right, or a control is not found out.

mod page;
mod samplers;

use std::process::ExitCode;

struct Asked {
    fits: usize,
    seed: u64,
    markdown: Option<String>,
}

impl Asked {
    fn of(mut words: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut asked = Self { fits: 300, seed: 1, markdown: None };
        while let Some(key) = words.next() {
            let value = words.next().ok_or(format!("{key} needs a value"))?;
            let number = || value.parse::<u64>().map_err(|e| format!("{key} {value}: {e}"));
            match key.as_str() {
                "--fits" => asked.fits = number()?.clamp(100, 1_000_000) as usize,
                "--seed" => asked.seed = number()?,
                "--markdown" => asked.markdown = Some(value),
                _ => return Err(format!("{key} is not known: --fits, --seed, --markdown")),
            }
        }
        Ok(asked)
    }

    fn command(&self) -> String {
        let mut text = format!(
            "cargo run --release -p tertius-econometrics --example calibration -- --fits {} --seed {}",
            self.fits, self.seed
        );
        if let Some(file) = &self.markdown {
            text.push_str(&format!(" --markdown {file}"));
        }
        text
    }
}

/// What came out otherwise than it should have.
fn surprises(judged: &[samplers::Judged]) -> Result<(), String> {
    let surprising: Vec<&str> = judged.iter().filter(|j| page::found_wrong(j) != j.control).map(|j| j.name).collect();
    if surprising.is_empty() { Ok(()) } else { Err(format!("not as expected: {}", surprising.join("; "))) }
}

#[expect(clippy::disallowed_methods, reason = "a study is a program of its own: it is asked on the command line")]
fn main() -> ExitCode {
    let done = Asked::of(std::env::args().skip(1)).and_then(|asked| {
        let judged = samplers::judge(asked.fits, asked.seed).map_err(|refusal| refusal.to_string())?;
        let text = page::page(&judged, &asked.command(), asked.fits);
        match &asked.markdown {
            Some(file) => std::fs::write(file, text).map_err(|e| format!("{file}: {e}"))?,
            None => print!("{text}"),
        }
        surprises(&judged)
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(text) => {
            eprintln!("{text}");
            ExitCode::FAILURE
        }
    }
}
