//! Named classes of agreement between our numbers and reference numbers. A tolerance is a claim about where
//! a difference comes from; each class has one bound, here, with its reason. Used by tests of this workspace.

use std::fmt;

/// Where a difference between ours and a reference may come from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Tolerance {
    /// Both sides compute the same closed form in double precision. Relative 1e-9: the kernels of the
    /// linear-algebra crate differ between kinds of processor in the last bits, and a condition number of a
    /// few thousand magnifies that. Near zero, absolute 1e-12.
    Exact,
    /// The reference is printed with this many significant digits: half a unit of the last one, and a
    /// hundredth of a unit for values that end in a 5.
    PrintedDigits(u32),
    /// The reference is printed with this many digits after the point: half a unit of the last one, and a
    /// hundredth of a unit for values that end in a 5.
    PrintedDecimals(u32),
    /// Correct significant digits asked of an ill-conditioned problem: minus the decimal logarithm of the
    /// relative error, as the National Institute of Standards and Technology scores its test problems.
    CorrectDigits(u32),
    /// Both sides stop an iteration early: relative 1e-6, absolute 1e-8.
    Iterative,
    /// The value is a Monte Carlo estimate with this standard error: four of them, which a right answer
    /// leaves once in 16,000 times.
    Simulated {
        /// Monte Carlo standard error.
        standard_error: f64,
    },
}

impl Tolerance {
    /// The largest absolute difference that this class allows around `reference`.
    pub fn bound(self, reference: f64) -> f64 {
        let size = reference.abs();
        match self {
            Self::Exact => (size * 1e-9).max(1e-12),
            Self::PrintedDigits(digits) => {
                if size == 0.0 {
                    return 0.5 * 10f64.powi(-(digits as i32));
                }
                let unit = 10f64.powi(size.log10().floor() as i32 + 1 - digits as i32);
                0.51 * unit
            }
            Self::PrintedDecimals(decimals) => 0.51 * 10f64.powi(-(decimals as i32)),
            Self::CorrectDigits(digits) => size * 10f64.powi(-(digits as i32)),
            Self::Iterative => (size * 1e-6).max(1e-8),
            Self::Simulated { standard_error } => 4.0 * standard_error,
        }
    }

    /// Whether the two agree. NaN agrees with nothing.
    pub fn agrees(self, ours: f64, reference: f64) -> bool {
        (ours - reference).abs() <= self.bound(reference)
    }

    /// `Err` with both numbers, the difference and the bound, when the two do not agree.
    pub fn check(self, what: impl fmt::Display, ours: f64, reference: f64) -> Result<(), String> {
        if self.agrees(ours, reference) {
            Ok(())
        } else {
            Err(format!(
                "{what}: ours {ours:e}, reference {reference:e}, difference {:e}, {self:?} allows {:e}",
                (ours - reference).abs(),
                self.bound(reference)
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printed_digits_follow_the_leading_digit() {
        assert!(Tolerance::PrintedDigits(3).agrees(8.3434, 8.34));
        assert!(!Tolerance::PrintedDigits(4).agrees(8.3496, 8.343));
        assert!(Tolerance::PrintedDigits(2).agrees(1.95e-6, 2.0e-6));
        assert!(Tolerance::PrintedDecimals(2).agrees(-1.834, -1.83));
        assert!(!Tolerance::PrintedDecimals(2).agrees(-1.836, -1.83));
    }

    #[test]
    fn nan_agrees_with_nothing() {
        for class in [Tolerance::Exact, Tolerance::Iterative, Tolerance::Simulated { standard_error: 1e9 }] {
            assert!(!class.agrees(f64::NAN, 0.0));
            assert!(!class.agrees(f64::NAN, f64::NAN));
        }
    }
}
