//! The worlds of the table, by the names of the command line, and what each of them must hold.

use crate::bound::Bound;
use tertius::simulate::World;

/// A world of the table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Listed {
    /// Its name on the command line and in the table.
    pub(super) name: &'static str,
    /// What it is, in words.
    pub(super) says: &'static str,
    /// Makes it with so many periods.
    pub(super) make: fn(usize) -> World,
    /// What must hold of it.
    pub(super) bound: Bound,
}

/// Every world, in the order of the table.
pub(super) const ALL: [Listed; 10] = [
    Listed {
        name: "independent",
        says: "every relation has a life of its own",
        make: World::independent,
        bound: Bound::AtMostSevenPercent,
    },
    Listed {
        name: "common-shock",
        says: "one shock a month moves all relations; the innovations of any two correlate by .5",
        make: World::common_shock,
        bound: Bound::AtMostSevenPercent,
    },
    Listed {
        name: "noisy-readings",
        says: "the same shock in relations that last (autocorrelations of .8), read from some 37 events per relation and month, so that three fifths of a reading's variance are the relation's",
        make: World::noisy_readings,
        bound: Bound::AtMostSevenPercent,
    },
    Listed {
        name: "heavy-tails",
        says: "innovations from t with 3 degrees of freedom, volumes from Pareto's law with exponent 1.5",
        make: World::heavy_tails,
        bound: Bound::AtMostSevenPercent,
    },
    Listed {
        name: "trend",
        says: "a linear trend of its own in each relation, up to two standard deviations up or down over the whole time, and ten times as many events at the end as at the beginning",
        make: World::trend,
        bound: Bound::AtMostSevenPercent,
    },
    Listed {
        name: "media-volume",
        says: "relations read as conflict rates, while the news about each state come and go",
        make: World::media_volume,
        bound: Bound::AtMostSevenPercent,
    },
    Listed {
        name: "other-wars",
        says: "relations read as conflict rates from a source that tells conflict only (some 20 of the 40 events), while every state fights wars with states outside the world: 30 months of peace and 10 of war on average, with at least ten times as much conflict outside in war; exposure moves by these wars and no relation does",
        make: World::other_wars,
        bound: Bound::AtMostSevenPercent,
    },
    Listed {
        name: "effect",
        says: "the pair cools by .35 standard deviations one month after the driver warms by one; 20,000 events per relation and month, so that readings have next to no error",
        make: World::with_effect,
        bound: Bound::AboveEightyPercent,
    },
    Listed {
        name: "effect-in-noise",
        says: "the same effect read from 40 events per relation and month: about two fifths of a reading's variance is error, the estimate is pale, and its interval mostly misses the response of the relations themselves",
        make: |periods| World::with_effect(periods).volume(40.0),
        bound: Bound::Shown,
    },
    Listed {
        name: "effect-in-noise-and-shock",
        says: "the same effect with the shock of *common-shock*, read with a reliability of .6: the shock makes the pair follow the driver upwards, the effect downwards",
        make: |periods| World::noisy_readings(periods).autocorrelation(0.4, 0.6).effect(-0.35),
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
    let known = || ALL.map(|w| w.name).join(", ");
    let one = |name: &String| {
        ALL.into_iter()
            .find(|w| w.name == name.as_str())
            .ok_or_else(|| format!("no world is named {name}; there are: {}\n", known()))
    };
    names.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worlds_go_by_name() {
        assert_eq!(named(&[]).unwrap().len(), ALL.len());
        assert_eq!(named(&["trend".into()]).unwrap()[0].name, "trend");
        assert!(named(&["flat".into()]).unwrap_err().contains("heavy-tails"));
    }
}
