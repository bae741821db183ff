//! Whether hidden relations are found again: simulated triangles with known states, loadings and responses, gaps of years,
//! monthly and yearly instruments, wrong assumptions on errors. The page that it writes is `docs/lookup/recovery.md`.
//!
//!     cargo run --release -p tertius-econometrics --example recovery -- --worlds 200 --seed 1 --markdown docs/lookup/recovery.md
//!
//! `--periods N` (240) sets the length; without `--markdown` the page is printed. `--timed N` fits N worlds of 408 months
//! with four chains instead, and prints how long each took. Fails when fewer than 87 or more than 93 % of the months lie
//! in their 90 % bands.

mod page;
mod tally;
mod worlds;

use std::process::ExitCode;

use tertius_econometrics::{Lags, LatentPrior, LatentSampler};

struct Asked {
    worlds: usize,
    seed: u64,
    periods: usize,
    timed: usize,
    markdown: Option<String>,
}

impl Asked {
    fn of(mut words: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut asked = Self { worlds: 200, seed: 1, periods: 240, timed: 0, markdown: None };
        while let Some(key) = words.next() {
            let value = words.next().ok_or(format!("{key} needs a value"))?;
            let number = || value.parse::<u64>().map_err(|e| format!("{key} {value}: {e}"));
            match key.as_str() {
                "--worlds" => asked.worlds = number()?.clamp(1, 100_000) as usize,
                "--seed" => asked.seed = number()?,
                "--periods" => asked.periods = number()?.clamp(120, 1_200) as usize,
                "--timed" => asked.timed = number()?.min(1_000) as usize,
                "--markdown" => asked.markdown = Some(value),
                _ => return Err(format!("{key} is not known: --worlds, --seed, --periods, --timed, --markdown")),
            }
        }
        Ok(asked)
    }

    fn command(&self) -> String {
        let mut text = format!(
            "cargo run --release -p tertius-econometrics --example recovery -- --worlds {} --seed {}",
            self.worlds, self.seed
        );
        if self.periods != 240 {
            text.push_str(&format!(" --periods {}", self.periods));
        }
        if let Some(file) = &self.markdown {
            text.push_str(&format!(" --markdown {file}"));
        }
        text
    }
}

/// 34 years of months, six instruments per relation, two lags, four chains.
#[expect(clippy::disallowed_methods, clippy::disallowed_types, reason = "a study of speed looks at the clock")]
fn time(asked: &Asked) -> Result<(), String> {
    for number in 0..asked.timed {
        let world = worlds::world(number, 408, asked.seed);
        let lags = Lags::new(2).map_err(|r| r.to_string())?;
        let begin = std::time::Instant::now();
        let fit = world.relations.fit(lags, &LatentPrior::default(), &LatentSampler::default());
        let seconds = begin.elapsed().as_secs_f64();
        match fit {
            Ok(fit) => {
                let c = fit.convergence();
                println!(
                    "world {number}: {seconds:.1} s, {} sweeps of {} chains, R-hat {:.4}, effective {:.0} ({:.0} a second), worst: {}",
                    c.draws_per_chain,
                    c.chains,
                    c.r_hat_max,
                    c.effective_min,
                    c.effective_min / seconds,
                    c.worst
                );
            }
            Err(refusal) => println!("world {number}: {seconds:.1} s, {refusal}"),
        }
    }
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "a study is a program of its own: it writes its page")]
fn study(asked: &Asked) -> Result<(), String> {
    let tally = tally::tally(asked.worlds, asked.periods, asked.seed)?;
    let text = page::page(&tally, &asked.command(), asked.worlds, asked.periods);
    match &asked.markdown {
        Some(file) => std::fs::write(file, text).map_err(|e| format!("{file}: {e}"))?,
        None => print!("{text}"),
    }
    let covered = tally.months.share();
    if (0.87..=0.93).contains(&covered) { Ok(()) } else { Err(format!("{covered:.3} of the months are covered")) }
}

#[expect(clippy::disallowed_methods, reason = "a study is a program of its own: it is asked on the command line")]
fn main() -> ExitCode {
    let done = Asked::of(std::env::args().skip(1))
        .and_then(|asked| if asked.timed > 0 { time(&asked) } else { study(&asked) });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(text) => {
            eprintln!("{text}");
            ExitCode::FAILURE
        }
    }
}
