//! What must hold of the number of simulated seeds in which something was found.

/// Seeds from which on a null world is held to 5 %; below, the luck of the draw needs the room of 7 %.
const SEEDS_FOR_FIVE: usize = 1_000;

/// What must hold of the seeds that came out in the stated and in the opposite direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bound {
    /// Nothing is there. In either direction: at most 5 % of 1,000 seeds or more, at most 7 % of fewer (28 of 400; a true
    /// 5 % stays below that in all but 3 % of such tables).
    NothingThere,
    /// In the direction of the effect: more than 80 %.
    AboveEightyPercent,
    /// Nothing: the number is shown.
    Shown,
}

impl Bound {
    /// Most seeds of a null world in either direction.
    fn most(seeds: usize) -> usize {
        let percent = if seeds >= SEEDS_FOR_FIVE { 5 } else { 7 };
        percent * seeds / 100
    }

    /// Whether it holds of `stated` and `opposite` among `seeds`.
    pub(crate) fn holds(self, stated: usize, opposite: usize, seeds: usize) -> bool {
        match self {
            Bound::NothingThere => stated + opposite <= Bound::most(seeds),
            Bound::AboveEightyPercent => 100 * stated > 80 * seeds,
            Bound::Shown => true,
        }
    }

    /// The bound in words.
    pub(crate) fn words(self, seeds: usize) -> String {
        match self {
            Bound::NothingThere => format!("at most {}", Bound::most(seeds)),
            Bound::AboveEightyPercent => format!("above {}", 80 * seeds / 100),
            Bound::Shown => "none".to_owned(),
        }
    }

    /// The bound and whether it holds, as a cell of a table.
    pub(crate) fn cell(self, (stated, opposite): (usize, usize), seeds: usize) -> String {
        match self {
            Bound::Shown => self.words(seeds),
            _ if self.holds(stated, opposite, seeds) => format!("{}: holds", self.words(seeds)),
            _ => format!("{}: BROKEN", self.words(seeds)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_count_both_directions_where_nothing_is_there() {
        let null = Bound::NothingThere;
        assert!(null.holds(14, 14, 400) && !null.holds(15, 14, 400));
        assert!(null.holds(25, 25, 1_000) && !null.holds(26, 25, 1_000), "1,000 seeds are held to 5 %");
        assert_eq!((null.words(400), Bound::AboveEightyPercent.words(400)), ("at most 28".into(), "above 320".into()));
        assert!(!Bound::AboveEightyPercent.holds(320, 80, 400) && Bound::AboveEightyPercent.holds(321, 0, 400));
        assert_eq!(
            (null.cell((20, 9), 400), Bound::Shown.cell((20, 9), 400)),
            ("at most 28: BROKEN".into(), "none".into())
        );
    }
}
