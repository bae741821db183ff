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
