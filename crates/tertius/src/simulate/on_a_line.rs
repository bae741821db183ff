//! A world in which states stand on a line and every reading follows from their places, as votes do: what moves one
//! side moves others by arithmetic. The true answer is that nobody drives anybody, unless the world is told otherwise.

use super::emit::{Emitted, TrueRelation, Truth};
use super::influence::Influence;
use super::states::{FIRST, SECOND, THIRD, names};
use super::world::ImpossibleWorld;
use crate::dossier::{Direction, MemoryFiles};
use rand_distr::{Distribution, StandardNormal};
use tertius_econometrics::resampling::stream;

/// States: the pair, the third, and all that can take its place.
const STATES: usize = 24;
/// Where the pair and the third stand on average: the third beyond the second member.
const PLACES: [f64; 3] = [-0.8, 0.3, 1.4];
/// States that stand around the third's place, this far from each other.
const NEAR: usize = 12;
const NEAR_STEP: f64 = 0.04;
/// The others stand from here to there.
const FAR: [f64; 2] = [-2.0, 0.8];
/// Autocorrelation and innovations of a place around its average.
const MEMORY: f64 = 0.9;
const INNOVATION: f64 = 0.15;
/// Reading of two states at one place, and its change per unit of distance.
const LEVEL: f64 = 1.0;
const SLOPE: f64 = -0.25;
/// Standard deviation of what the third and the second member do with each other that no place explains, where there
/// is a response to it.
const BILATERAL: f64 = 0.08;
/// First streams of errors and of bilateral matters; those of places are the states' numbers.
const ERRORS: u64 = 1 << 20;
const MATTERS: u64 = 1 << 21;
/// Months over which the pair's reading answers.
const ANSWERED: usize = 3;
/// Months drawn and forgotten.
const BURN_IN: usize = 100;

/// States on a line, read month by month from January 1993 by an indicator of all dyads that says that it is
/// arithmetical. The claim is that the pair cools when its second member and the third grow close.
#[derive(Clone, Debug, PartialEq)]
pub struct LineWorld {
    /// Months.
    pub periods: usize,
    /// Change of the pair's reading in each of the three months after a reading of the third with the second member
    /// was higher by 1 than places say; 0 in a null world, in which places explain everything.
    pub response: f64,
    /// Standard deviation of a reading's error, stated in the table; 0 makes the three sides an identity.
    pub error: f64,
    /// Seed of all its draws.
    pub seed: u64,
}

impl LineWorld {
    /// The null world: readings with an error of .02 from places alone, seed 1.
    pub fn new(periods: usize) -> LineWorld {
        LineWorld { periods, response: 0.0, error: 0.02, seed: 1 }
    }

    /// The same world with other draws.
    pub fn seed(self, seed: u64) -> LineWorld {
        LineWorld { seed, ..self }
    }

    /// The same world in which the pair answers what the third and the second member do with each other.
    pub fn response(self, response: f64) -> LineWorld {
        LineWorld { response, ..self }
    }

    /// The same world with another error of its readings.
    pub fn error(self, error: f64) -> LineWorld {
        LineWorld { error, ..self }
    }

    /// Draws the world and writes down its table and the dossier that asks about it.
    ///
    /// # Errors
    /// Fewer than 12 or more than 1,200 months; an error below 0; a response or error that is no number.
    pub fn emit(&self) -> Result<Emitted, ImpossibleWorld> {
        self.check()?;
        let places: Vec<Vec<f64>> = (0..STATES).map(|s| self.place(s)).collect();
        let matters = self.matters();
        let names = names(STATES);
        // An error of 0 is none, and a table may not state it.
        let stated = if self.error > 0.0 { format!(",{}", self.error) } else { String::new() };
        let mut table = format!("date,a,b,value{}\n", if self.error > 0.0 { ",se" } else { "" });
        let mut relations = Vec::new();
        for (number, (i, j)) in (1..STATES).flat_map(|j| (0..j).map(move |i| (i, j))).enumerate() {
            let mut random = stream(self.seed, ERRORS + number as u64);
            let mut warmth = Vec::with_capacity(self.periods);
            for t in 0..self.periods {
                let mut true_reading = LEVEL + SLOPE * (places[i][t] - places[j][t]).abs();
                match (i, j) {
                    (1, 2) => true_reading += matters[t],
                    (0, 1) => {
                        let before: f64 = (1..=ANSWERED.min(t)).map(|h| matters[t - h]).sum();
                        true_reading += self.response * before;
                    }
                    _ => {}
                }
                let error: f64 = StandardNormal.sample(&mut random);
                let value = true_reading + self.error * error;
                let (year, month) = (1993 + t / 12, 1 + t % 12);
                table.push_str(&format!("{year}-{month:02},{},{},{value}{stated}\n", names[i], names[j]));
                warmth.push(true_reading);
            }
            relations.push(TrueRelation { states: [names[i].to_owned(), names[j].to_owned()], warmth });
        }
        Ok(Emitted {
            dossier: self.dossier(),
            files: MemoryFiles(vec![("line.csv".to_owned(), table.into_bytes())]),
            truth: Truth {
                one_month: self.response,
                response: self.response,
                response_other_not_held: self.response,
                influence: Influence::Direct(self.response),
                delay: 1,
                months: (self.response != 0.0).then_some([0, self.periods - 1]),
                direction: match self.response {
                    e if e < 0.0 => Some(Direction::Opposite),
                    e if e > 0.0 => Some(Direction::Same),
                    _ => None,
                },
            },
            relations,
            instruments: Vec::new(),
            seed: self.seed,
        })
    }

    fn check(&self) -> Result<(), ImpossibleWorld> {
        let within = |ok: bool, what: &'static str, value: f64, range: &'static str| {
            if ok { Ok(()) } else { Err(ImpossibleWorld::OutOfRange { what, value, range }) }
        };
        within((12..=1_200).contains(&self.periods), "the number of periods", self.periods as f64, "12 to 1,200")?;
        within(self.error.is_finite() && self.error >= 0.0, "the error", self.error, "0 or more")?;
        within(self.response.abs() < 10.0, "the response", self.response, "-10 to 10")
    }

    /// Where a state stands, month by month: around its average, by its own past.
    fn place(&self, state: usize) -> Vec<f64> {
        let average = match state {
            0..3 => PLACES[state],
            s if s < 3 + NEAR => PLACES[2] + NEAR_STEP * ((s - 3) as f64 - (NEAR as f64 - 1.0) / 2.0),
            s => FAR[0] + (FAR[1] - FAR[0]) * (s - 3 - NEAR) as f64 / (STATES - 4 - NEAR) as f64,
        };
        let mut random = stream(self.seed, state as u64);
        let mut away = 0.0;
        let mut next = || {
            let normal: f64 = StandardNormal.sample(&mut random);
            away = MEMORY * away + INNOVATION * normal;
            average + away
        };
        for _ in 0..BURN_IN {
            next();
        }
        (0..self.periods).map(|_| next()).collect()
    }

    /// What the third and the second member do that no place explains.
    fn matters(&self) -> Vec<f64> {
        if self.response == 0.0 {
            return vec![0.0; self.periods];
        }
        let normal = StandardNormal.sample_iter(stream(self.seed, MATTERS));
        normal.map(|z: f64| BILATERAL * z).take(self.periods).collect()
    }

    fn dossier(&self) -> String {
        format!(
            r#"title = "A simulated world: states on a line"

[triangle]
pair = ["{FIRST}", "{SECOND}"]
third = "{THIRD}"
period = "month"

[settings]
seed = {seed}

[[instrument]]
name = "places"
source = "indicator"
files = ["line.csv"]
arithmetical = true
citation = "drawn with seed {seed}"

[[claim]]
kind = "third-party response"
says = "The pair cools when its second member and the third grow close, and warms in their tension"
between = "{FIRST}-{SECOND}"
driver = "{THIRD}-{SECOND}"
direction = "opposite"
"#,
            seed = self.seed,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tertius_econometrics::betweenness_left_over;

    #[test]
    fn without_error_three_sides_are_an_identity_and_with_it_they_are_not() {
        let emitted = LineWorld::new(60).emit().unwrap();
        let warmth = |a: &str, b: &str| {
            let is = |r: &&TrueRelation| r.states == [a, b] || r.states == [b, a];
            emitted.relations.iter().find(is).unwrap().warmth.clone()
        };
        let [r, u, v] = [warmth(FIRST, SECOND), warmth(SECOND, THIRD), warmth(FIRST, THIRD)];
        assert!(betweenness_left_over(&r, &u, &v).unwrap() < f64::EPSILON);
        let other = LineWorld::new(60).response(-0.5).emit().unwrap();
        assert_eq!(other.truth.direction, Some(Direction::Opposite));
        assert_eq!(other.relations.len(), 276);
        assert_ne!(other.relations[0].warmth, r);
    }

    #[test]
    fn a_seed_keeps_its_bytes_and_impossible_worlds_are_said() {
        let bytes = |seed| LineWorld::new(24).seed(seed).emit().unwrap().files.0;
        assert_eq!(bytes(4), bytes(4));
        assert_ne!(bytes(4), bytes(5));
        assert!(LineWorld::new(3).emit().is_err());
        assert!(LineWorld::new(60).error(f64::NAN).emit().is_err());
        assert!(LineWorld::new(60).response(f64::INFINITY).emit().is_err());
    }
}
