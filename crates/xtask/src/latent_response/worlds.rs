//! The worlds of the table, by name, and what must hold of each.

use crate::bound::Bound;
use tertius::simulate::{Observatory, World};

/// A world of the table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Listed {
    pub(super) name: &'static str,
    pub(super) says: &'static str,
    pub(super) make: fn(usize) -> Observatory,
    pub(super) bound: Bound,
}

/// States of every world: the pair, the third, and the one more that a world must have. Placebos enter neither question.
const STATES: usize = 4;

fn noisy(periods: usize) -> World {
    World::noisy_readings(periods).states(STATES)
}

fn short(periods: usize) -> World {
    noisy(periods).autocorrelation(0.4, 0.6)
}

/// The world, and a second source that reads the same relations with another coder.
fn with_second_source(world: World) -> Observatory {
    Observatory { world, ..Observatory::two_sources(240) }
}

/// Every world, in the order of the table.
pub(super) const ALL: [Listed; 7] = [
    Listed {
        name: "noisy-readings",
        says: "no influence; one shock a month moves all relations (the innovations of any two correlate by .5), autocorrelations of .8, three fifths of a reading's variance are the relation's",
        make: |periods| Observatory::new(noisy(periods)),
        bound: Bound::NothingThere,
    },
    Listed {
        name: "noisy-readings-short",
        says: "the same with autocorrelations of .4 for the pair and .6 for the others",
        make: |periods| Observatory::new(short(periods)),
        bound: Bound::NothingThere,
    },
    Listed {
        name: "noisier-readings",
        says: "as *noisy-readings*, with a reliability of .4",
        make: |periods| Observatory::new(noisy(periods).reliability(0.4)),
        bound: Bound::NothingThere,
    },
    Listed {
        name: "noisy-readings-two-sources",
        says: "as *noisy-readings*, with a second source of 60 events per relation and month and a logistic coder of its own",
        make: |periods| with_second_source(noisy(periods)),
        bound: Bound::NothingThere,
    },
    Listed {
        name: "noisy-effect",
        says: "as *noisy-readings*, and the pair cools by .2 standard deviations one month after the driver warms by one",
        make: |periods| Observatory::new(noisy(periods).effect(-0.2)),
        bound: Bound::Shown,
    },
    Listed {
        name: "noisy-effect-short",
        says: "as *noisy-readings-short*, and the pair cools by .35",
        make: |periods| Observatory::new(short(periods).effect(-0.35)),
        bound: Bound::Shown,
    },
    Listed {
        name: "noisy-effect-two-sources",
        says: "as *noisy-effect*, with the second source",
        make: |periods| with_second_source(noisy(periods).effect(-0.2)),
        bound: Bound::Shown,
    },
];

/// The worlds of a list of names; all of them for an empty list.
///
/// # Errors
/// A name that no world has.
pub(super) fn named(names: &[String]) -> Result<Vec<Listed>, String> {
    if names.is_empty() {
        return Ok(ALL.to_vec());
    }
    let one = |name: &String| {
        ALL.into_iter()
            .find(|w| w.name == name.trim())
            .ok_or_else(|| format!("no world is named {name}; there are: {}\n", ALL.map(|w| w.name).join(", ")))
    };
    names.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worlds_go_by_name_and_can_be_drawn() {
        assert_eq!(named(&[]).unwrap().len(), ALL.len());
        assert!(named(&["quiet".into()]).unwrap_err().contains("noisy-effect"));
        for world in ALL {
            let made = (world.make)(120);
            assert_eq!((made.world.periods, made.emit().is_ok()), (120, true), "{}", world.name);
            assert_eq!(made.world.influence.size() < 0.0, world.bound == Bound::Shown, "{}", world.name);
        }
    }
}
