//! The states that a simulated world is made of: real ones, since events pass through the reader of actors.
//! Names only; what these states do in a simulated world has nothing to do with what they do in this one.

/// First member of the pair.
pub(super) const FIRST: &str = "IND";
/// Second member of the pair, the one whose relation with the third is said to drive the pair.
pub(super) const SECOND: &str = "PAK";
/// The third.
pub(super) const THIRD: &str = "CHN";

/// States that can take the third's place. None of them began or ended after 1992, before which no
/// simulated world begins.
pub(super) const PLACEBOS: [&str; 21] = [
    "AUS", "BRA", "CAN", "DEU", "EGY", "ESP", "FRA", "GBR", "IRN", "IRQ", "ISR", "ITA", "JPN", "KOR", "POL", "RUS",
    "SAU", "SWE", "SYR", "TUR", "USA",
];

/// One relation of a world, by the places of its two states in [`names`].
pub(super) type Relation = [usize; 2];

/// The pair's relation is the first of [`relations`], the driver's the second, the other side the third.
pub(super) const PAIR: usize = 0;
/// The driver's side: the third with the second member of the pair.
pub(super) const DRIVER: usize = 1;
/// The third's other side, with the first member of the pair.
pub(super) const OTHER: usize = 2;

/// The state whose initiative a world may change, by its place in [`names`]: the pair's first member.
pub(super) const INITIATIVE: usize = 0;

/// The names of the first `count` states: the pair, the third, placebos.
pub(super) fn names(count: usize) -> Vec<&'static str> {
    [FIRST, SECOND, THIRD].into_iter().chain(PLACEBOS).take(count).collect()
}

/// The pair, then for the third and each placebo its relation with the second and with the first member.
pub(super) fn relations(count: usize) -> Vec<Relation> {
    std::iter::once([0, 1]).chain((2..count).flat_map(|other| [[other, 1], [other, 0]])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actors;

    #[test]
    fn every_state_is_in_the_table_once_and_lasts() {
        let names = names(24);
        assert_eq!((names.len(), relations(24).len()), (24, 45));
        let mut ids: Vec<_> = names.iter().map(|n| actors::state(n).expect("a state of the table")).collect();
        assert!(ids.iter().all(|s| s.state().existed((1993, 1, 1)) && s.state().to.is_none()));
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), 24);
        let breaks = [FIRST, SECOND, THIRD].iter().filter_map(|n| actors::state(n)).flat_map(actors::succession_breaks);
        assert_eq!(breaks.filter(|b| b.day >= (1993, 1, 1)).count(), 0);
    }
}
