//! A declared subset and a simulated smallest effect for the first claim of the made findings. For the tests of this
//! folder only; the numbers mean nothing.

use crate::claims::{ClaimFinding, SmallestCaught, SubsetFinding};
use crate::hypotheses::Gate;

/// Gives the claim its one subset, with `found` as what came of it.
pub(super) fn declare(claim: &mut ClaimFinding, mut found: ClaimFinding) {
    let subset = claim.question.subsets[0].clone();
    found.question = claim.question.of_subset(&subset);
    claim.subsets = vec![SubsetFinding { subset, finding: found }];
    claim.smallest_caught = Some(Ok(SmallestCaught {
        effect: Some(0.31),
        error: Some(0.04),
        largest: 1.0,
        power_at_largest: 0.95,
        outcomes: 40,
        gates: vec![Gate::Response, Gate::SinglePeriod, Gate::PlaceboThirds],
        not_allowed: vec![Gate::SpecificationCurve],
    }));
}
