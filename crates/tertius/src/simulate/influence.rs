//! How the third moves the pair in a world: directly, through its other side, in tension only, or only for a time.
//! Words and sizes; the months that follow are drawn in `warmth`.

/// How the warmth of the driver (the third's relation with the pair's second member, U) moves the pair's (R). All
/// sizes are standard deviations of warmth per standard deviation, strictly between -1 and 1; negative cools the pair
/// when the driver warms. Months are counted from 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Influence {
    /// Nothing moves the pair but its own past and its own surprises.
    None,
    /// R moves by this much [`delay`](super::World::delay) months after U.
    Direct(f64),
    /// A surprise in U moves the third's other side (V) within the month, [`Influence::CARRIED`] standard deviations for
    /// each; R moves by this much `delay` months after V. U tells nothing of R to whoever holds V.
    ThroughOtherSide(f64),
    /// R moves by this much `delay` months after a *surprise* in U that is colder than expected, and not at all after a
    /// warmer one.
    OnlyInTension(f64),
    /// As [`Influence::Direct`], in the months before a treaty and not from its month on.
    UntilTreaty {
        /// Size.
        effect: f64,
        /// The treaty's month, the first one without influence.
        until: usize,
    },
    /// As [`Influence::Direct`], while one leader holds office.
    WhileLeader {
        /// Size.
        effect: f64,
        /// First month in office.
        from: usize,
        /// Last month in office, included.
        to: usize,
    },
}

impl Influence {
    /// Correlation of the surprises in U and V where the influence goes through the other side.
    pub const CARRIED: f64 = 0.7;

    /// Response of R `delay` months later, in standard deviations; 0 for none.
    pub fn size(self) -> f64 {
        match self {
            Influence::None => 0.0,
            Influence::Direct(effect) | Influence::ThroughOtherSide(effect) | Influence::OnlyInTension(effect) => {
                effect
            }
            Influence::UntilTreaty { effect, .. } | Influence::WhileLeader { effect, .. } => effect,
        }
    }

    /// Its name in world files and truths.
    pub fn name(self) -> &'static str {
        match self {
            Influence::None => "none",
            Influence::Direct(_) => "direct",
            Influence::ThroughOtherSide(_) => "through the other side",
            Influence::OnlyInTension(_) => "only in tension",
            Influence::UntilTreaty { .. } => "ended by a treaty",
            Influence::WhileLeader { .. } => "while a leader holds office",
        }
    }

    /// Whether R moves in this month by what happened before. Months before the world's first have negative numbers.
    pub fn acts_in(self, month: i64) -> bool {
        let at = |m: usize| i64::try_from(m).unwrap_or(i64::MAX);
        match self {
            Influence::None => false,
            Influence::UntilTreaty { until, .. } => month < at(until),
            // Whoever is in office in the first month was so before.
            Influence::WhileLeader { from, to, .. } => (from == 0 || month >= at(from)) && month <= at(to),
            Influence::Direct(_) | Influence::ThroughOtherSide(_) | Influence::OnlyInTension(_) => true,
        }
    }

    /// The first and the last of a world's months in which it acts; `None` where it never does.
    pub fn months(self, periods: usize) -> Option<[usize; 2]> {
        let acting = |m: &usize| i64::try_from(*m).is_ok_and(|m| self.acts_in(m)) && self.size() != 0.0;
        Some([(0..periods).find(acting)?, (0..periods).rfind(acting)?])
    }
}

#[cfg(test)]
mod tests {
    //! (a) months by hand; (c) recovery: each form is found in the warmth that it moves by the projection that the gates
    //! use, and leaves nothing where it should leave nothing.
    use super::super::warmth;
    use super::super::world::World;
    use super::*;
    use tertius_econometrics as ec;

    const MONTHS: usize = 1_200;

    fn warmths(world: &World) -> [Vec<Option<f64>>; 3] {
        let drawn = warmth::draw(world, 3).unwrap();
        [0, 1, 2].map(|k| drawn[k].iter().map(|x| Some(*x)).collect())
    }

    /// The primary regression on these months, V held or not.
    fn sample(three: &[Vec<Option<f64>>; 3], months: std::ops::Range<usize>, held: bool) -> ec::ProjectionSample {
        let [r, u, v] = three.each_ref().map(|x| &x[months.clone()]);
        let named = |name, values| ec::Named { name, values };
        ec::LocalProjection {
            response: named("R", r),
            impulse: named("U", u),
            controls: if held { vec![named("V", v)] } else { Vec::new() },
            lags: ec::Lags::new(2).unwrap(),
            order: ec::Order::ImpulseLast,
        }
        .sample(ec::Horizons::new(1, 3).unwrap())
        .unwrap()
    }

    fn response(three: &[Vec<Option<f64>>; 3], months: std::ops::Range<usize>, held: bool) -> ec::Coefficient {
        let sample = sample(three, months, held);
        sample.fit().unwrap().coefficient(sample.impulse_column, ec::Covariance::Hc3).unwrap()
    }

    /// Within four standard errors: a false alarm once in 15,000.
    fn meets(found: &ec::Coefficient, truth: f64) {
        let (low, high) = (found.estimate - 4.0 * found.standard_error, found.estimate + 4.0 * found.standard_error);
        assert!(low <= truth && truth <= high, "{} +- {}: {truth}", found.estimate, found.standard_error);
    }

    #[test]
    fn months_by_hand() {
        let leader = Influence::WhileLeader { effect: -0.3, from: 10, to: 20 };
        assert_eq!(leader.months(30), Some([10, 20]));
        assert!(!leader.acts_in(-1) && leader.acts_in(20) && !leader.acts_in(21));
        assert!(
            Influence::WhileLeader { effect: -0.3, from: 0, to: 3 }.acts_in(-1),
            "in office before the first month"
        );
        assert_eq!(Influence::UntilTreaty { effect: -0.3, until: 12 }.months(30), Some([0, 11]));
        assert_eq!(Influence::Direct(0.0).months(30), None);
        assert_eq!(Influence::None.months(30), None);
    }

    #[test]
    fn a_direct_influence_is_found_whatever_its_delay() {
        for delay in [1, 2, 3] {
            let world = World::independent(MONTHS).influence(Influence::Direct(-0.35)).delay(delay).seed(7);
            let truth = warmth::mean_response(&world, 3);
            assert!(truth < -0.1, "{truth}");
            meets(&response(&warmths(&world), 0..MONTHS, true), truth);
        }
        // By hand: after three months only the last of the three has moved, by the effect.
        let late = World::independent(240).influence(Influence::Direct(-0.3)).delay(3);
        assert!((warmth::mean_response(&late, 3) + 0.1).abs() < 1e-12);
    }

    #[test]
    fn what_goes_through_the_other_side_vanishes_when_it_is_held() {
        let world = World::independent(MONTHS).influence(Influence::ThroughOtherSide(-0.5)).seed(7);
        let three = warmths(&world);
        let total = Influence::CARRIED * warmth::mean_response(&world, 3);
        let (free, held) = (response(&three, 0..MONTHS, false), response(&three, 0..MONTHS, true));
        meets(&free, total);
        meets(&held, 0.0);
        assert!(free.t < -5.0 && held.t.abs() < 3.0, "{} {}", free.t, held.t);
    }

    #[test]
    fn tension_moves_the_colder_half_only() {
        let world = World::independent(MONTHS).influence(Influence::OnlyInTension(-0.7)).seed(7);
        let halves = sample(&warmths(&world), 0..MONTHS, true).halves(ec::Covariance::Hc3).unwrap();
        meets(&halves.negative, warmth::mean_response(&world, 3));
        meets(&halves.positive, 0.0);
        assert!(halves.negative.t < -4.0, "{}", halves.negative.t);
    }

    #[test]
    fn treaties_and_leaders_bound_the_influence_in_time() {
        let half = MONTHS / 2;
        let treaty = World::independent(MONTHS).influence(Influence::UntilTreaty { effect: -0.4, until: half }).seed(7);
        let three = warmths(&treaty);
        meets(&response(&three, 0..half, true), warmth::mean_response(&treaty, 3));
        meets(&response(&three, half..MONTHS, true), 0.0);
        let leader = World::independent(MONTHS)
            .influence(Influence::WhileLeader { effect: -0.4, from: half, to: MONTHS - 1 })
            .seed(7);
        let three = warmths(&leader);
        meets(&response(&three, 0..half, true), 0.0);
        meets(&response(&three, half..MONTHS, true), warmth::mean_response(&leader, 3));
    }

    #[test]
    fn every_form_leaves_the_pair_unit_variance() {
        // As in `warmth`: standard error of the mean of 20 variances below .014. Bound: four of them.
        let forms = [
            Influence::Direct(-0.35),
            Influence::ThroughOtherSide(-0.5),
            Influence::OnlyInTension(-0.7),
            Influence::UntilTreaty { effect: -0.4, until: 600 },
        ];
        for form in forms {
            for world in [World::independent(MONTHS).delay(2), World::common_shock(MONTHS), World::independent(MONTHS)]
            {
                let world = world.influence(form);
                let of = |seed| {
                    let x = &warmth::draw(&world.clone().seed(seed), 3).unwrap()[0];
                    x.iter().map(|x| x * x).sum::<f64>() / x.len() as f64
                };
                let mean = (0..20).map(of).sum::<f64>() / 20.0;
                assert!((mean - 1.0).abs() < 0.056, "{form:?} {}: {mean}", world.kind.name());
            }
        }
    }
}
