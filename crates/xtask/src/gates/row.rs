//! What is counted of one seed, and of all seeds of one world. Counts only; how they are printed stands in `table`.

use super::run::{CHEAP, CONFIDENCE};
use super::worlds::{Among, Listed, Naming};
use crate::bound::Bound;
use std::collections::BTreeMap;
use tertius::dossier::Half;
use tertius::hypotheses::{GateOutcome, Tested};
use tertius::refusal::Refusal;
use tertius::simulate::{Influence, Truth, gate_outcome};

/// Level of the tests that decide whether there is a response whose route can be named.
const LEVEL: f64 = 0.05;
/// From so many months on an effect must be found, and routes must be named.
const MONTHS_OF_PROMISES: usize = 240;

/// One seed, reduced to what is counted.
pub(super) struct Seed {
    gates: [GateOutcome; CHEAP.len()],
    joint: Option<bool>,
    stated: bool,
    opposite: bool,
    covered: Option<bool>,
    circular: Option<bool>,
    refused: bool,
    /// The route that was named, and whether the response without the other side held differs from 0.
    route: Option<(&'static str, bool)>,
}

impl Seed {
    pub(super) fn of(tested: &Tested, truth: &Truth) -> Seed {
        // An influence that ends has no one response over the whole time that an interval could hold.
        let lasts = !matches!(truth.influence, Influence::UntilTreaty { .. } | Influence::WhileLeader { .. });
        let interval = tested.response.as_ref().ok().filter(|_| lasts);
        Seed {
            gates: CHEAP.map(|gate| gate_outcome(tested, gate).cloned().unwrap_or(GateOutcome::NotReached)),
            joint: tested
                .specification_curve
                .as_ref()
                .and_then(|c| c.as_ref().ok())
                .map(|c| c.stouffer.p_value <= 1.0 - CONFIDENCE),
            stated: tested.passes_every_gate_run(&GateOutcome::Passed),
            opposite: tested.passes_every_gate_run(&GateOutcome::PassedOpposite),
            covered: interval.map(|r| r.primary.low <= truth.response && truth.response <= r.primary.high),
            circular: tested.circular_shift.as_ref().ok().map(|c| c.share <= 1.0 - CONFIDENCE),
            refused: false,
            route: tested.route.as_ref().ok().map(|r| (r.route.name(), r.without_other.p_value < LEVEL)),
        }
    }

    pub(super) fn refused(why: Refusal) -> Seed {
        let cannot = GateOutcome::CannotRun(why);
        Seed {
            gates: CHEAP.map(|_| cannot.clone()),
            joint: None,
            stated: false,
            opposite: false,
            covered: None,
            circular: None,
            refused: true,
            route: None,
        }
    }

    /// Whether there is a response, in either direction, whose route can be named.
    fn responds(&self, among: Among) -> bool {
        match among {
            Among::Response => matches!(self.gates[0], GateOutcome::Passed | GateOutcome::PassedOpposite),
            Among::OtherSideNotHeld => self.route.is_some_and(|(_, without)| without),
        }
    }
}

/// How routes were named among seeds with a response.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Named {
    pub(super) naming: Naming,
    /// Seeds with a response.
    pub(super) seeds: usize,
    /// Of these, by the name of the route.
    pub(super) routes: BTreeMap<&'static str, usize>,
}

impl Named {
    /// Of the seeds with a response, those named as the world is.
    pub(super) fn right(&self) -> usize {
        self.routes.get(self.naming.route.name()).copied().unwrap_or(0)
    }

    /// Whether the share lies below 90 % by no more than two standard errors of a true 90 %.
    pub(super) fn holds(&self) -> bool {
        let n = self.seeds as f64;
        self.right() as f64 >= 0.9 * n - 2.0 * (0.9 * 0.1 * n).sqrt()
    }
}

/// One world's counts over its seeds. Pairs are (stated direction, opposite direction).
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) world: Listed,
    pub(super) periods: usize,
    pub(super) seeds: usize,
    /// Each gate by itself.
    pub(super) gates: [(usize, usize); CHEAP.len()],
    /// Seeds in which some gate could not be run (refused seeds included).
    pub(super) cannot_run: usize,
    /// Every gate, together.
    pub(super) passes: (usize, usize),
    /// Seeds whose data could not answer at all.
    pub(super) refused: usize,
    /// Seeds with an interval, and those whose interval holds the true response.
    pub(super) with_interval: usize,
    pub(super) covered: usize,
    /// Seeds in which the joint test of gate *specification curve* has a p-value of at most .05, whatever the signs.
    pub(super) joint: usize,
    /// Seeds in which at most 5 % of the circular shifts have a larger statistic (a finding, not a gate).
    pub(super) circular: usize,
    /// Routes, where the world has one that should be named.
    pub(super) named: Option<Named>,
    /// Processor milliseconds per seed, where the system tells.
    pub(super) milliseconds: Option<f64>,
}

impl Row {
    pub(super) fn of(world: Listed, periods: usize, seeds: &[Seed], milliseconds: Option<f64>) -> Row {
        let of = |which: &dyn Fn(&Seed) -> bool| seeds.iter().filter(|s| which(s)).count();
        let named = world.naming.map(|naming| {
            let mut named = Named { naming, seeds: 0, routes: BTreeMap::new() };
            for seed in seeds.iter().filter(|s| s.responds(naming.among)) {
                named.seeds += 1;
                *named.routes.entry(seed.route.map_or("none", |(route, _)| route)).or_insert(0) += 1;
            }
            named
        });
        Row {
            world,
            periods,
            seeds: seeds.len(),
            gates: std::array::from_fn(|g| {
                let stated = of(&|s| s.gates[g] == GateOutcome::Passed);
                (stated, of(&|s| s.gates[g] == GateOutcome::PassedOpposite))
            }),
            cannot_run: of(&|s| s.gates.iter().any(|g| matches!(g, GateOutcome::CannotRun(_)))),
            passes: (of(&|s| s.stated), of(&|s| s.opposite)),
            refused: of(&|s| s.refused),
            with_interval: of(&|s| s.covered.is_some()),
            covered: of(&|s| s.covered == Some(true)),
            joint: of(&|s| s.joint == Some(true)),
            circular: of(&|s| s.circular == Some(true)),
            named,
            milliseconds,
        }
    }

    /// What must hold of this row: an effect must be found from 240 months on only.
    pub(super) fn bound(&self) -> Bound {
        match self.world.bound {
            Bound::AboveEightyPercent if self.periods < MONTHS_OF_PROMISES => Bound::Shown,
            bound => bound,
        }
    }

    /// Whether routes must be named here.
    pub(super) fn promises_a_name(&self) -> bool {
        self.periods >= MONTHS_OF_PROMISES && self.named.as_ref().is_some_and(|n| n.naming.promised)
    }

    /// What does not hold, in sentences.
    pub(super) fn broken(&self) -> Vec<String> {
        let mut broken = Vec::new();
        let at = format!("{}, {} months", self.world.name, self.periods);
        if !self.bound().holds(self.passes.0, self.passes.1, self.seeds) {
            broken.push(format!(
                "{at}: {} seeds pass every gate; the bound is {}",
                self.passes.0 + self.passes.1,
                self.bound().words(self.seeds)
            ));
        }
        if let Some(named) = self.named.as_ref().filter(|n| self.promises_a_name() && !n.holds()) {
            broken.push(format!(
                "{at}: {} of {} seeds with a response are named {}; the promise is 90 %",
                named.right(),
                named.seeds,
                named.naming.route.name()
            ));
        }
        broken
    }

    /// Which half of a surprise the world's claim asks about, in words.
    pub(super) fn asked(&self) -> &'static str {
        match (self.world.make)(self.periods).half() {
            Half::Both => "both",
            Half::Thaw => "thaw",
            Half::Tension => "tension",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::worlds::named;
    use super::*;

    fn seed(response: GateOutcome, route: &'static str, without: bool) -> Seed {
        Seed {
            gates: [response, GateOutcome::Failed, GateOutcome::Failed, GateOutcome::Failed],
            route: Some((route, without)),
            covered: Some(true),
            ..Seed::refused(Refusal::new("", ""))
        }
    }

    #[test]
    fn routes_are_counted_where_there_is_a_response() {
        let direct = named(&["effect".into()]).unwrap()[0];
        let mut seeds: Vec<Seed> = (0..89).map(|_| seed(GateOutcome::Passed, "direct", false)).collect();
        seeds.extend((0..10).map(|_| seed(GateOutcome::PassedOpposite, "cannot be told", true)));
        seeds.extend((0..50).map(|_| seed(GateOutcome::Failed, "thaw only", true)));
        let row = Row::of(direct, 240, &seeds, None);
        let of = row.named.as_ref().unwrap();
        assert_eq!((of.seeds, of.right(), of.holds()), (99, 89, true));
        assert!(row.promises_a_name() && !Row::of(direct, 120, &seeds, None).promises_a_name());
        let mediated = named(&["mediated".into()]).unwrap()[0];
        let row = Row::of(mediated, 240, &seeds, None);
        assert_eq!((row.named.as_ref().unwrap().seeds, row.named.as_ref().unwrap().right()), (60, 0));
        assert!(row.broken()[0].contains("0 of 60 seeds with a response are named through the other side"));
    }

    #[test]
    fn an_effect_must_be_found_from_240_months_on() {
        let effect = named(&["effect".into()]).unwrap()[0];
        let none: Vec<Seed> = (0..20).map(|_| Seed::refused(Refusal::new("", ""))).collect();
        assert_eq!(Row::of(effect, 120, &none, None).bound(), Bound::Shown);
        assert_eq!(Row::of(effect, 240, &none, None).broken().len(), 1);
    }
}
