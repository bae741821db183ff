//! The types of a triangle (Dittmer 1981), with pivot and outcast, from the signs of its three relations.

use super::draws::opposite;
use crate::actors::StateId;

/// What kind of triangle three states form in one period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TriangleType {
    /// All three relations are warm (+,+,+).
    MenageATrois,
    /// Two are married, and both are hostile to the third: one warm relation, two cold ones.
    StableMarriage {
        /// The state outside of the marriage.
        outcast: StateId,
    },
    /// A pivot is friendly with two wings that are hostile to each other: two warm relations, one cold one.
    RomanticTriangle {
        /// The state with two warm relations.
        pivot: StateId,
    },
    /// All three relations are cold (-,-,-); a later addition to Dittmer's three.
    UnitVeto,
    /// At least one relation lies in the dead zone: neither warm nor cold.
    NoneOfThese,
}

/// Number of types when pivots and outcasts are told apart.
pub(super) const N_TYPES: usize = 9;
/// The place of *none of these* in a list of types.
pub(super) const NONE: usize = N_TYPES - 1;

impl TriangleType {
    /// All nine, in the order of every list of a typology: menage a trois; stable marriage with the first, second, third
    /// state as outcast; romantic triangle with the first, second, third state as pivot; unit veto; none of these.
    pub fn all(states: [StateId; 3]) -> [TriangleType; N_TYPES] {
        let [a, b, c] = states;
        [
            TriangleType::MenageATrois,
            TriangleType::StableMarriage { outcast: a },
            TriangleType::StableMarriage { outcast: b },
            TriangleType::StableMarriage { outcast: c },
            TriangleType::RomanticTriangle { pivot: a },
            TriangleType::RomanticTriangle { pivot: b },
            TriangleType::RomanticTriangle { pivot: c },
            TriangleType::UnitVeto,
            TriangleType::NoneOfThese,
        ]
    }

    /// The name of the type, without pivot or outcast.
    pub fn name(self) -> &'static str {
        match self {
            TriangleType::MenageATrois => "menage a trois",
            TriangleType::StableMarriage { .. } => "stable marriage",
            TriangleType::RomanticTriangle { .. } => "romantic triangle",
            TriangleType::UnitVeto => "unit veto",
            TriangleType::NoneOfThese => "none of these",
        }
    }

    /// The type with its pivot or outcast: "romantic triangle, pivot Russia".
    pub fn words(self) -> String {
        match self {
            TriangleType::StableMarriage { outcast } => format!("{}, outcast {}", self.name(), outcast.name()),
            TriangleType::RomanticTriangle { pivot } => format!("{}, pivot {}", self.name(), pivot.name()),
            _ => self.name().to_owned(),
        }
    }
}

/// The place in [`TriangleType::all`] of the type that the signs of the three sides make.
pub(super) fn type_of(signs: [i8; 3]) -> usize {
    if signs.contains(&0) {
        return NONE;
    }
    let odd = |sign: i8| signs.iter().position(|s| *s == sign).map_or(0, opposite);
    match signs.iter().filter(|s| **s > 0).count() {
        3 => 0,
        // The one warm side leaves out the outcast; the one cold side, the pivot.
        1 => 1 + odd(1),
        2 => 4 + odd(-1),
        _ => 7,
    }
}

/// Heider's balance: the sign of the product of the three signs, 0 when one of them is 0.
pub(super) fn balance_of(signs: [i8; 3]) -> i8 {
    signs.iter().product()
}

#[cfg(test)]
mod tests {
    //! (a) hand: the 27 sign patterns; (c) property: renaming the states renames the answer.
    use super::*;
    use crate::triangle::draws::SIDES;

    fn states() -> [StateId; 3] {
        ["IRN", "RUS", "USA"].map(|s| crate::actors::state(s).unwrap())
    }

    #[test]
    fn signs_by_hand() {
        let all = TriangleType::all(states());
        let [iran, russia, usa] = states();
        let cases = [
            ([1, 1, 1], TriangleType::MenageATrois, 1),
            // Iran and Russia together, both against the United States.
            ([1, -1, -1], TriangleType::StableMarriage { outcast: usa }, 1),
            ([-1, 1, -1], TriangleType::StableMarriage { outcast: russia }, 1),
            ([-1, -1, 1], TriangleType::StableMarriage { outcast: iran }, 1),
            // Russia friendly with both, Iran and the United States hostile.
            ([1, -1, 1], TriangleType::RomanticTriangle { pivot: russia }, -1),
            ([-1, 1, 1], TriangleType::RomanticTriangle { pivot: usa }, -1),
            ([1, 1, -1], TriangleType::RomanticTriangle { pivot: iran }, -1),
            ([-1, -1, -1], TriangleType::UnitVeto, -1),
            ([0, 1, 1], TriangleType::NoneOfThese, 0),
        ];
        for (signs, kind, balance) in cases {
            assert_eq!(all[type_of(signs)], kind, "{signs:?}");
            assert_eq!(balance_of(signs), balance, "{signs:?}");
        }
        assert_eq!(all[type_of([1, -1, 1])].words(), format!("romantic triangle, pivot {}", russia.name()));
    }

    #[test]
    fn renaming_the_states_renames_the_type() {
        let s = states();
        for code in 0..27i32 {
            let signs = [code % 3 - 1, code / 3 % 3 - 1, code / 9 - 1].map(|v| v as i8);
            for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
                let renamed = order.map(|place: usize| s[place]);
                let side = |[a, b]: [usize; 2]| {
                    let wanted = [order[a].min(order[b]), order[a].max(order[b])];
                    signs[SIDES.iter().position(|s| *s == wanted).unwrap()]
                };
                let theirs = TriangleType::all(renamed)[type_of(SIDES.map(side))];
                assert_eq!(theirs, TriangleType::all(s)[type_of(signs)], "{signs:?} {order:?}");
            }
        }
    }
}
