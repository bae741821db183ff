//! Gate *latent response* by itself, beside the raw readings' response: how often either excludes 0 where nothing is
//! there and readings are noisy, and how often it finds what is there.

use super::run::{Arguments, percent};
use rayon::prelude::*;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;
use tertius::simulate::{NoAnswer, World};

/// Content of both intervals.
const CONFIDENCE: f64 = 0.95;
/// States of each world: the triangle and one more, which the gate does not read.
const STATES: usize = 4;
/// Largest share of seeds, in a world where nothing is there, whose interval may exclude 0: 28 of 400.
const SHARE_MAX: f64 = 0.07;

/// A world of this table.
struct Listed {
    name: &'static str,
    says: &'static str,
    make: fn(usize) -> World,
    null: bool,
}

const WORLDS: [Listed; 4] = [
    Listed {
        name: "noisy-readings",
        says: "one shock a month moves all relations (innovations correlate by .5), nothing drives anything, and readings have a reliability of .6",
        make: World::noisy_readings,
        null: true,
    },
    Listed {
        name: "noisier-readings",
        says: "the same with a reliability of .4",
        make: |periods| World::noisy_readings(periods).reliability(0.4),
        null: true,
    },
    Listed {
        name: "effect-in-noisy-readings",
        says: "the world noisy-readings in which the pair cools by .35 standard deviations one month after the driver warms by one",
        make: |periods| World::noisy_readings(periods).effect(-0.35),
        null: false,
    },
    Listed {
        name: "effect-in-noisier-readings",
        says: "the same with a reliability of .4",
        make: |periods| World::noisy_readings(periods).reliability(0.4).effect(-0.35),
        null: false,
    },
];

/// What one seed came to.
struct Seed {
    latent: (f64, f64),
    raw: (f64, f64),
    covers: bool,
    reliability: f64,
}

/// One world over its seeds.
struct Row {
    world: &'static Listed,
    seeds: usize,
    answered: Vec<Seed>,
    seconds: f64,
}

fn excludes(interval: (f64, f64)) -> (bool, bool) {
    // The claim states a negative response.
    (interval.1 < 0.0, interval.0 > 0.0)
}

impl Row {
    fn count(&self, of: impl Fn(&Seed) -> (f64, f64)) -> (usize, usize) {
        let signs = || self.answered.iter().map(|s| excludes(of(s)));
        (signs().filter(|s| s.0).count(), signs().filter(|s| s.1).count())
    }

    /// Whether the bound holds; always where something is there.
    fn holds(&self) -> bool {
        let (a, b) = self.count(|s| s.latent);
        !self.world.null || (a + b) as f64 <= SHARE_MAX * self.seeds as f64
    }

    fn cells(&self) -> Vec<String> {
        let both = |(a, b): (usize, usize)| format!("{a} + {b} ({})", percent(a + b, self.seeds));
        let covered = self.answered.iter().filter(|s| s.covers).count();
        let reliability: f64 = self.answered.iter().map(|s| s.reliability).sum();
        let bound = match (self.world.null, self.holds()) {
            (false, _) => "none".to_owned(),
            (true, true) => format!("at most {:.0}: holds", SHARE_MAX * self.seeds as f64),
            (true, false) => format!("at most {:.0}: BROKEN", SHARE_MAX * self.seeds as f64),
        };
        vec![
            self.world.name.to_owned(),
            self.seeds.to_string(),
            both(self.count(|s| s.latent)),
            bound,
            both(self.count(|s| s.raw)),
            percent(covered, self.answered.len()),
            format!("{:.2}", reliability / self.answered.len().max(1) as f64),
            (self.seeds - self.answered.len()).to_string(),
            format!("{:.1} s", self.seconds / self.seeds.max(1) as f64),
        ]
    }
}

fn heads() -> Vec<String> {
    let heads = [
        "world",
        "seeds",
        "latent response",
        "bound",
        "raw readings' response",
        "coverage",
        "reliability",
        "refused",
        "time per seed",
    ];
    heads.map(str::to_owned).to_vec()
}

fn one(world: &World) -> Result<Option<Seed>, String> {
    let emitted = world.emit().map_err(|e| e.to_string())?;
    match emitted.latent_response(CONFIDENCE) {
        Ok((raw, latent)) => {
            let s = latent.standardised;
            let truth = emitted.truth.response;
            let known: Vec<f64> = latent.reliability.iter().flatten().copied().collect();
            Ok(Some(Seed {
                latent: (s.low, s.high),
                raw: (raw.primary.low, raw.primary.high),
                covers: s.low <= truth && truth <= s.high,
                reliability: known.iter().sum::<f64>() / known.len().max(1) as f64,
            }))
        }
        Err(NoAnswer::Refused(_)) => Ok(None),
        Err(complaints) => Err(complaints.to_string()),
    }
}

fn row(world: &'static Listed, arguments: &Arguments) -> Result<Row, String> {
    let begun = Instant::now();
    let done = AtomicUsize::new(0);
    let step = (arguments.seeds / 8).max(1);
    let seeds: Vec<Option<Seed>> = (1..=arguments.seeds as u64)
        .into_par_iter()
        .map(|seed| {
            let made = (world.make)(arguments.periods).states(STATES).seed(seed);
            let found = one(&made).map_err(|e| format!("{}, seed {seed}: {e}\n", world.name))?;
            let n = done.fetch_add(1, Ordering::Relaxed) + 1;
            if n.is_multiple_of(step) {
                eprintln!("{}: {n} of {} seeds, {:.0} s", world.name, arguments.seeds, begun.elapsed().as_secs_f64());
            }
            Ok(found)
        })
        .collect::<Result<_, String>>()?;
    Ok(Row {
        world,
        seeds: arguments.seeds,
        answered: seeds.into_iter().flatten().collect(),
        seconds: begun.elapsed().as_secs_f64(),
    })
}

/// Runs the worlds and gives the table as text, and as a page where one is asked for.
///
/// # Errors
/// An unknown world, a world that cannot be drawn or read, or a bound that does not hold.
pub(super) fn run(arguments: &Arguments) -> Result<String, String> {
    let wanted = |w: &&Listed| arguments.worlds.is_empty() || arguments.worlds.iter().any(|n| n == w.name);
    let rows: Vec<Row> = WORLDS.iter().filter(wanted).map(|w| row(w, arguments)).collect::<Result<_, String>>()?;
    if rows.is_empty() {
        return Err(format!("there are: {}\n", WORLDS.map(|w| w.name).join(", ")));
    }
    let mut text = String::new();
    for line in std::iter::once(heads()).chain(rows.iter().map(Row::cells)) {
        text.push_str(&format!("| {} |\n", line.join(" | ")));
    }
    if let Some(path) = &arguments.markdown {
        std::fs::write(path, page(&rows, arguments))
            .map_err(|e| format!("{} cannot be written: {e}\n", path.display()))?;
    }
    if rows.iter().all(Row::holds) { Ok(text) } else { Err(text) }
}

fn page(rows: &[Row], arguments: &Arguments) -> String {
    let mut page = format!(
        "# How often gate *latent response* is wrong

Written by the program; do not edit. The command, which anyone can repeat:

    cargo run --release -p xtask -- gates --latent-response --seeds {} --periods {} --markdown docs/lookup/latent-response.md

Worlds as in [gate rates](gate-rates.md), of {STATES} states: {} months of events pass through the readers, and the question of
the gates *response* (raw readings) and *latent response* (measurement error modelled) is put to the one instrument,
each by itself, whatever the other gates say. A pair of numbers counts seeds whose 95 % interval excludes 0, on the
stated side and on the other.

",
        arguments.seeds, arguments.periods, arguments.periods
    );
    for (n, line) in std::iter::once(heads()).chain(rows.iter().map(Row::cells)).enumerate() {
        page.push_str(&format!("| {} |\n", line.join(" | ")));
        if n == 0 {
            page.push_str(&format!("|{}\n", "---|".repeat(line.len())));
        }
    }
    page.push_str("\n## The worlds\n\n");
    for row in rows {
        page.push_str(&format!("- **{}**: {}.\n", row.world.name, row.world.says));
    }
    page.push_str(
        "
## How to read the columns

- **latent response**: the gate. Where nothing is there, at most 7 % may exclude 0.
- **raw readings' response**: gate *response* by itself. What the pair's reading misses of a shared shock can be seen in
  the driver's reading and is taken for influence; that is why the other gate exists.
- **coverage**: share of the latent response's intervals that hold the true response.
- **reliability**: mean of the posterior means over seeds and sides.
- **refused**: seeds whose chains did not settle, or whose data were too few.
",
    );
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_directions_count_where_nothing_is_there() {
        let seed = |low, high| Seed { latent: (low, high), raw: (-1.0, 1.0), covers: true, reliability: 0.6 };
        let answered = vec![seed(-0.3, -0.1), seed(0.1, 0.2), seed(-0.1, 0.1)];
        let row = Row { world: &WORLDS[0], seeds: 4, answered, seconds: 2.0 };
        assert_eq!((row.count(|s| s.latent), row.count(|s| s.raw)), ((1, 1), (0, 0)));
        assert!(!row.holds());
        let cells = row.cells();
        assert_eq!(cells[2], "1 + 1 (50.0 %)");
        assert_eq!(cells[7], "1");
        assert!(Row { world: &WORLDS[2], ..row }.holds(), "where something is there, nothing is bounded");
    }
}
