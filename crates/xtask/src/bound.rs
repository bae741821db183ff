//! What must hold of the number of simulated seeds in which something was found.

/// What must hold of the seeds that came out in the stated and in the opposite direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bound {
    /// In either direction: at most 7 % (28 of 400; a true 5 % stays below that in all but 3 % of such tables).
    AtMostSevenPercent,
    /// In the direction of the effect: more than 80 %.
    AboveEightyPercent,
    /// Nothing: the number is shown.
    Shown,
}

impl Bound {
    /// Whether it holds of `stated` and `opposite` among `seeds`.
    pub(crate) fn holds(self, stated: usize, opposite: usize, seeds: usize) -> bool {
        match self {
            Bound::AtMostSevenPercent => 100 * (stated + opposite) <= 7 * seeds,
            Bound::AboveEightyPercent => 100 * stated > 80 * seeds,
            Bound::Shown => true,
        }
    }

    /// The bound in words.
    pub(crate) fn words(self, seeds: usize) -> String {
        match self {
            Bound::AtMostSevenPercent => format!("at most {}", 7 * seeds / 100),
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
        let null = Bound::AtMostSevenPercent;
        assert!(null.holds(14, 14, 400) && !null.holds(15, 14, 400));
        assert_eq!((null.words(400), Bound::AboveEightyPercent.words(400)), ("at most 28".into(), "above 320".into()));
        assert!(!Bound::AboveEightyPercent.holds(320, 80, 400) && Bound::AboveEightyPercent.holds(321, 0, 400));
        assert_eq!(
            (null.cell((20, 9), 400), Bound::Shown.cell((20, 9), 400)),
            ("at most 28: BROKEN".into(), "none".into())
        );
    }
}
