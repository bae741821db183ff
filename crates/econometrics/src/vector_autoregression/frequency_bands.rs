//! Connectedness by how fast shocks pass on: the generalised decomposition split over bands of frequencies.

use super::impulse_response::impact;
use super::{ConnectednessTable, FittedVar, Identification};
use crate::caution::Caution;
use crate::dense::multiply;
use crate::refusal::Refusal;

/// The largest number of frequencies: two matrices of their square are held.
const STEPS_MAX: usize = 1_000;

/// Cycles of a length from `shortest` up to, but without, `below`, in periods.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FrequencyBand {
    shortest: f64,
    below: f64,
}

impl FrequencyBand {
    /// A band of cycle lengths. `shortest` is at least 2, the shortest cycle that a series can show; `below` is longer,
    /// infinity for all longer cycles.
    pub fn new(shortest: f64, below: f64) -> Result<Self, Refusal> {
        if !(shortest.is_finite() && shortest >= 2.0) {
            return Err(Refusal::SettingOutOfRange { name: "shortest cycle", value: shortest, range: "at least 2" });
        }
        if below.is_nan() || below <= shortest {
            let range = "longer than the shortest cycle";
            return Err(Refusal::SettingOutOfRange { name: "end of the band", value: below, range });
        }
        Ok(Self { shortest, below })
    }

    fn holds(self, cycle: f64) -> bool {
        // A constant is a cycle without end.
        self.shortest <= cycle && (cycle < self.below || self.below == f64::INFINITY)
    }
}

/// A connectedness table per band. Shares are of the variance over all frequencies, so that the tables of bands which
/// cover all cycles from 2 to infinity add up to the table of the last horizon.
#[derive(Debug, Clone, PartialEq)]
pub struct FrequencyConnectedness {
    bands: Vec<FrequencyBand>,
    tables: Vec<ConnectednessTable>,
    /// What must be known of the answer: a root near the unit circle.
    pub cautions: Vec<Caution>,
}

impl FrequencyConnectedness {
    /// The table of one band. Refuses a band that was not asked for.
    pub fn band(&self, band: FrequencyBand) -> Result<&ConnectednessTable, Refusal> {
        let refused = Refusal::NotDefined { what: "the table of this band", why: "the band was not asked for" };
        self.bands.iter().position(|b| *b == band).map(|at| &self.tables[at]).ok_or(refused)
    }

    /// Bands and tables, in the order asked for.
    pub fn tables(&self) -> impl Iterator<Item = (FrequencyBand, &ConnectednessTable)> {
        self.bands.iter().copied().zip(&self.tables)
    }
}

impl FittedVar {
    /// Splits the row-normalised generalised decomposition at horizon `steps` - 1 over bands. Barunik and Krehlik
    /// (2018), with responses at the horizons 0 to `steps` - 1 and a grid of as many frequencies,
    /// 2 to 1,000 of them: 100 are usual. Cost and memory grow with their square.
    ///
    /// Refuses no band, bands that share a cycle length, and what [`FittedVar::variance_decomposition`] refuses.
    pub fn frequency_connectedness(
        &self,
        bands: &[FrequencyBand],
        steps: usize,
    ) -> Result<FrequencyConnectedness, Refusal> {
        if !(2..=STEPS_MAX).contains(&steps) {
            let value = steps as f64;
            return Err(Refusal::SettingOutOfRange { name: "steps", value, range: "between 2 and 1,000" });
        }
        require_separate(bands)?;
        let (sigma, k) = (self.sigma(), self.k());
        let impact = impact(&sigma, self.names(), &Identification::Generalised)?;
        let responses = self.responses_to(&impact, steps)?;
        let mut by_band = vec![vec![0.0; k * k]; bands.len()];
        let mut all = vec![0.0; k * k];
        for (at, spectrum) in squared_spectra(&responses, k * k).chunks_exact(k * k).enumerate() {
            // The second half of the grid repeats the first.
            let cycle = steps as f64 / at.min(steps - at) as f64;
            let held = bands.iter().position(|band| band.holds(cycle));
            for (entry, value) in spectrum.iter().enumerate() {
                all[entry] += value;
                if let Some(band) = held {
                    by_band[band][entry] += value;
                }
            }
        }
        // The forecast-error variance by which the shares are divided is the same for all shares of a row and drops
        // out when rows are made to sum to one.
        let cautions = self.persistence_cautions()?;
        let row_sum = |i: usize| (0..k).map(|j| all[j * k + i]).sum::<f64>();
        let table = |sums: &Vec<f64>| {
            let shares = (0..k * k).map(|at| sums[(at % k) * k + at / k] / row_sum(at / k)).collect();
            ConnectednessTable::new(self.names(), shares, self.n(), cautions.clone())
        };
        self.require_finite_paths(&all)?;
        let tables = by_band.iter().map(table).collect();
        Ok(FrequencyConnectedness { bands: bands.to_vec(), tables, cautions })
    }
}

fn require_separate(bands: &[FrequencyBand]) -> Result<(), Refusal> {
    let overlap =
        |(at, a): (usize, &FrequencyBand)| bands[..at].iter().any(|b| a.shortest < b.below && b.shortest < a.below);
    if bands.is_empty() || bands.iter().enumerate().any(overlap) {
        let value = bands.len() as f64;
        return Err(Refusal::SettingOutOfRange {
            name: "number of bands",
            value,
            range: "at least 1, none of them overlapping",
        });
    }
    Ok(())
}

/// `|sum_h e^(-i w h) R_h|^2`, entry by entry, at the frequencies `w = 2 pi m / H`, m = 0 to H - 1.
fn squared_spectra(matrices: &[f64], block: usize) -> Vec<f64> {
    let steps = matrices.len() / block;
    // Cosines and sines as H x H matrices; angles by index modulo H, so that long paths lose no digits.
    let angle = |at: usize| 2.0 * std::f64::consts::PI * ((at / steps) * (at % steps) % steps) as f64 / steps as f64;
    let cosines: Vec<f64> = (0..steps * steps).map(|at| angle(at).cos()).collect();
    let sines: Vec<f64> = (0..steps * steps).map(|at| angle(at).sin()).collect();
    let real = multiply(matrices, &cosines, block, steps, steps);
    let imaginary = multiply(matrices, &sines, block, steps, steps);
    real.iter().zip(&imaginary).map(|(re, im)| re * re + im * im).collect()
}

#[cfg(test)]
mod tests {
    //! (a) hand: a path (1, -1) has all its power at the shortest cycle, (1, 1) at frequency zero.
    use super::*;
    use crate::tolerance::Tolerance::Exact;

    #[test]
    fn spectra_by_hand() {
        for (path, hand) in [([1.0, -1.0], [0.0, 4.0]), ([1.0, 1.0], [4.0, 0.0])] {
            for (ours, hand) in squared_spectra(&path, 1).iter().zip(hand) {
                Exact.check("power", *ours, hand).unwrap();
            }
        }
    }

    #[test]
    fn bands_are_checked() {
        for (shortest, below) in
            [(1.0, 4.0), (4.0, 4.0), (4.0, f64::NAN), (f64::NAN, 4.0), (f64::INFINITY, f64::INFINITY)]
        {
            assert!(
                matches!(FrequencyBand::new(shortest, below), Err(Refusal::SettingOutOfRange { .. })),
                "{shortest} {below}"
            );
        }
        let band = |from, below| FrequencyBand::new(from, below).unwrap();
        assert!(require_separate(&[band(2.0, 4.0), band(4.0, f64::INFINITY)]).is_ok());
        assert!(require_separate(&[band(2.0, 5.0), band(4.0, 9.0)]).is_err());
        assert!(require_separate(&[]).is_err());
    }
}
