//! How often intervals hold the truth and tests reject a true null, by simulation: a study of every method of this
//! crate at three lengths and with four kinds of data. The page that it writes is `docs/lookup/coverage.md`.
//!
//!     cargo run --release -p tertius-econometrics --example coverage -- \
//!         --replications 1000 --seed 1 --markdown docs/lookup/coverage.md
//!
//! `--only WORDS` keeps the methods whose family or name contains the words; without `--markdown` the page is printed.

mod methods;
mod own_worlds;
mod table;
mod tally;
mod worlds;

use std::process::ExitCode;

const LENGTHS: [usize; 3] = [60, 120, 300];

struct Asked {
    replications: usize,
    seed: u64,
    markdown: Option<String>,
    only: String,
}

impl Asked {
    fn of(mut words: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut asked = Self { replications: 1000, seed: 1, markdown: None, only: String::new() };
        while let Some(key) = words.next() {
            let value = words.next().ok_or(format!("{key} needs a value"))?;
            let number = || value.parse::<u64>().map_err(|e| format!("{key} {value}: {e}"));
            match key.as_str() {
                "--replications" => asked.replications = number()?.clamp(1, 1_000_000) as usize,
                "--seed" => asked.seed = number()?,
                "--markdown" => asked.markdown = Some(value),
                "--only" => asked.only = value,
                _ => return Err(format!("{key} is not known: --replications, --seed, --markdown, --only")),
            }
        }
        Ok(asked)
    }

    fn command(&self) -> String {
        let mut text = format!(
            "cargo run --release -p tertius-econometrics --example coverage -- --replications {} --seed {}",
            self.replications, self.seed
        );
        if !self.only.is_empty() {
            text.push_str(&format!(" --only \"{}\"", self.only));
        }
        if let Some(file) = &self.markdown {
            text.push_str(&format!(" --markdown {file}"));
        }
        text
    }
}

#[expect(clippy::disallowed_methods, reason = "a study is a program of its own: it is asked on the command line")]
fn main() -> ExitCode {
    let written = Asked::of(std::env::args().skip(1)).and_then(|asked| {
        let mut methods = methods::all();
        methods.retain(|m| m.family.contains(&asked.only) || m.name.contains(&asked.only));
        let rows = tally::run(&methods, &LENGTHS, asked.replications, asked.seed);
        let page = table::page(&methods, &rows, &LENGTHS, &asked.command(), asked.replications);
        match &asked.markdown {
            Some(file) => std::fs::write(file, page).map_err(|e| format!("{file}: {e}")),
            None => {
                print!("{page}");
                Ok(())
            }
        }
    });
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(text) => {
            eprintln!("{text}");
            ExitCode::FAILURE
        }
    }
}
