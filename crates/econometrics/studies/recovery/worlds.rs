//! Triangles with known states and loadings: how they are simulated, not how they are fitted. Nothing here is drawn from
//! the sampler's prior.

use std::ops::Range;

use rand_chacha::ChaCha8Rng;
use rand_distr::{ChiSquared, Distribution, StandardNormal};
use tertius_econometrics::resampling::stream;
use tertius_econometrics::{BlockReading, LatentInstrument, LatentRelations};

/// Relations of every world.
pub(crate) const RELATIONS: usize = 3;

/// Instruments that read a relation month by month; as many read it year by year.
pub(crate) const MONTHLY: usize = 3;

const MONTHS: usize = 12;

/// First-order coefficients of the relations' own past.
const PERSISTENCE: [f64; 5] = [0.5, 0.7, 0.85, 0.93, 0.97];

/// Shares of the readings' variance that is the relation's.
const RELIABILITY: [f64; 5] = [0.2, 0.35, 0.5, 0.7, 0.9];

/// How errors are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Errors {
    Normal,
    /// The sampler's own assumption.
    Five,
    /// Heavier tails than it assumes.
    Three,
}

impl Errors {
    pub(crate) const ALL: [Self; 3] = [Self::Normal, Self::Five, Self::Three];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Five => "Student, 5 degrees of freedom",
            Self::Three => "Student, 3 degrees of freedom",
        }
    }

    fn degrees(self) -> Option<f64> {
        match self {
            Self::Normal => None,
            Self::Five => Some(5.0),
            Self::Three => Some(3.0),
        }
    }

    /// Variance of a draw of scale 1.
    fn variance(self) -> f64 {
        self.degrees().map_or(1.0, |nu| nu / (nu - 2.0))
    }

    /// A draw of scale 1.
    fn draw(self, random: &mut ChaCha8Rng) -> f64 {
        let z = normal(random);
        self.degrees().map_or(z, |nu| z * (nu / ChiSquared::new(nu).map_or(f64::NAN, |c| c.sample(random))).sqrt())
    }
}

/// A world, in the units of the standardised readings.
pub(crate) struct World {
    pub(crate) relations: LatentRelations,
    pub(crate) errors: Errors,
    pub(crate) persistence: f64,
    /// States of each relation.
    pub(crate) states: Vec<Vec<f64>>,
    /// One per instrument.
    pub(crate) loadings: Vec<f64>,
    /// Standard deviation of errors beyond their sampling variances, where errors are the sampler's; one per instrument.
    pub(crate) noise: Option<Vec<f64>>,
    /// How many monthly instruments read a month of a relation.
    pub(crate) read: Vec<Vec<usize>>,
    /// Per pair of impulse and response, impulse first: mean over the first three months of the response to a unit surprise.
    pub(crate) responses: Vec<((usize, usize), f64)>,
}

fn normal(random: &mut ChaCha8Rng) -> f64 {
    StandardNormal.sample(random)
}

/// Uniform between two numbers.
fn between(low: f64, high: f64, random: &mut ChaCha8Rng) -> f64 {
    use rand::RngExt;
    low + (high - low) * random.random::<f64>()
}

/// One of a list.
fn one_of<T: Copy>(list: &[T], random: &mut ChaCha8Rng) -> T {
    list[(between(0.0, list.len() as f64, random) as usize).min(list.len() - 1)]
}

type Coefficients = [[f64; RELATIONS]; RELATIONS];

/// Three persistent series with small effects on one another and correlated surprises, each of variance about 1, and the
/// coefficients that they follow.
fn states(persistence: f64, months: usize, random: &mut ChaCha8Rng) -> (Vec<Vec<f64>>, Coefficients) {
    // The largest row sum stays below 1, so that shocks die out.
    let room = 1.0 - persistence;
    let mut a: Coefficients = [[0.0; RELATIONS]; RELATIONS];
    for (j, row) in a.iter_mut().enumerate() {
        for (i, v) in row.iter_mut().enumerate() {
            *v = if i == j { persistence } else { between(-0.45, 0.45, random) * room };
        }
    }
    let correlation = between(0.0, 0.6, random);
    let mut now = [0.0; RELATIONS];
    let mut paths = vec![Vec::new(); RELATIONS];
    for month in 0..300 + months {
        let common = normal(random);
        let before = now;
        for j in 0..RELATIONS {
            let surprise = correlation.sqrt() * common + (1.0 - correlation).sqrt() * normal(random);
            let past: f64 = a[j].iter().zip(&before).map(|(c, x)| c * x).sum();
            now[j] = past + (1.0 - persistence * persistence).sqrt() * surprise;
        }
        if month >= 300 {
            paths.iter_mut().zip(now).for_each(|(path, x)| path.push(x));
        }
    }
    (paths, a)
}

/// Mean over the first three months of the response of one relation to a unit surprise in another.
fn response(a: &Coefficients, impulse: usize, response: usize) -> f64 {
    let mut now = [0.0; RELATIONS];
    now[impulse] = 1.0;
    let mut sum = 0.0;
    for _ in 0..3 {
        let before = now;
        for (to, row) in now.iter_mut().zip(a) {
            *to = row.iter().zip(&before).map(|(c, x)| c * x).sum();
        }
        sum += now[response];
    }
    sum / 3.0
}

/// Which months a monthly instrument reads: each misses years of its own, and in the silent years nobody reads.
fn watched(instrument: usize, month: usize, months: usize, silent: &Range<usize>) -> bool {
    let years = months / MONTHS;
    let year = month / MONTHS;
    let own = match instrument {
        0 => year < years / 2 || year >= years / 2 + years / 10,
        1 => year >= years / 4,
        _ => year < 3 * years / 4 && month % 7 != 3,
    };
    own && !silent.contains(&year)
}

/// Shares of the years that are silent.
const SILENT: [f64; 4] = [0.0, 0.15, 0.3, 0.5];

/// World number `number` under a seed.
pub(crate) fn world(number: usize, months: usize, seed: u64) -> World {
    let random = &mut stream(seed, number as u64);
    let persistence = PERSISTENCE[number % PERSISTENCE.len()];
    let errors = Errors::ALL[number / PERSISTENCE.len() % Errors::ALL.len()];
    let (truth, a) = states(persistence, months, random);
    let mut instruments = Vec::new();
    let (mut loadings, mut noise) = (Vec::new(), Vec::new());
    let (mut scaled, mut sizes) = (Vec::new(), Vec::new());
    let mut read = vec![vec![0; months]; RELATIONS];
    for (relation, path) in truth.iter().enumerate() {
        // Level and size of the anchor's readings: the units in which everything of the relation is told.
        let (mut level, mut size) = (0.0, 1.0);
        let years = months / MONTHS;
        let length = (one_of(&SILENT, random) * years as f64) as usize;
        let from = (between(0.0, 1.0, random) * (years - length) as f64) as usize;
        let silent = from..from + length;
        for kind in 0..2 * MONTHLY {
            let anchor = kind == 0;
            let yearly = kind >= MONTHLY;
            let b = if anchor { 1.0 } else { between(0.4, 1.6, random) };
            let intercept = if anchor { 0.0 } else { between(-1.0, 1.0, random) };
            let later = between(-1.0, 1.0, random);
            let blocks: Vec<(usize, usize)> = if yearly {
                let skip = [0, 3, 6][kind - MONTHLY];
                (skip..years - skip / 2).map(|y| (y * MONTHS, y * MONTHS + MONTHS - 1)).collect()
            } else {
                (0..months).filter(|t| watched(kind, *t, months, &silent)).map(|t| (t, t)).collect()
            };
            let means: Vec<f64> =
                blocks.iter().map(|(f, l)| path[*f..=*l].iter().sum::<f64>() / (l - f + 1) as f64).collect();
            let reliability = one_of(&RELIABILITY, random);
            // Squared scale of the errors.
            let error = b * b * variance(&means) * (1.0 - reliability) / reliability / errors.variance();
            // Part of it is known, differs from reading to reading, and is told with an error of its own.
            let known = if yearly { 0.0 } else { between(0.2, 0.8, random) };
            let mut readings = Vec::with_capacity(blocks.len());
            for ((first, last), x) in blocks.iter().zip(&means) {
                let sampling = known * error * (0.4 * normal(random)).exp();
                let sd = (sampling + (1.0 - known) * error).sqrt();
                // The second monthly instrument changes its ways halfway.
                let era = usize::from(kind == 1 && *first > months / 2);
                let a = if era == 1 { later } else { intercept };
                let value = a + b * x + sd * errors.draw(random);
                // What a producer knows is a variance.
                let told = sampling * errors.variance() * (0.2 * normal(random)).exp();
                readings.push(BlockReading { first: *first, last: *last, value, variance: told, era });
                if !yearly {
                    read[relation][*first] += 1;
                }
            }
            let values: Vec<f64> = readings.iter().map(|r| r.value).collect();
            let (mean, sd) = (values.iter().sum::<f64>() / values.len() as f64, variance(&values).sqrt());
            for reading in &mut readings {
                reading.value = (reading.value - mean) / sd;
                reading.variance /= sd * sd;
            }
            if anchor {
                (level, size) = (mean, sd);
            }
            loadings.push(b * size / sd);
            noise.push(((1.0 - known) * error * errors.variance()).sqrt() / sd);
            let name = format!("instrument {kind} of relation {relation}");
            instruments.push(LatentInstrument { name, relation, anchor, readings });
        }
        sizes.push(size);
        scaled.push(path.iter().map(|x| (x - level) / size).collect());
    }
    let names = (0..RELATIONS).map(|j| format!("relation {j}")).collect();
    let noise = (errors == Errors::Five).then_some(noise);
    let pairs = (0..RELATIONS).flat_map(|i| (0..RELATIONS).filter(move |j| *j != i).map(move |j| (i, j)));
    let responses = pairs.map(|(i, j)| ((i, j), response(&a, i, j) * sizes[i] / sizes[j])).collect();
    let relations = LatentRelations { relations: names, periods: months, restarts: vec![], instruments };
    World { relations, errors, persistence, states: scaled, loadings, noise, read, responses }
}

fn variance(values: &[f64]) -> f64 {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (values.len() as f64 - 1.0)
}
