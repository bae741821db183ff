//! The worlds of the table, by the names of the command line, and what each of them must hold.

use crate::bound::Bound;
use tertius::dossier::Half;
use tertius::hypotheses::Route;
use tertius::simulate::{Influence, Shift, Whose, World};

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
    /// The route that should be named where there is a response.
    pub(super) naming: Option<Naming>,
}

/// Among which seeds names are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Among {
    /// Those in which gate *response* passes.
    Response,
    /// Those in which the response without the other side held differs from 0.
    OtherSideNotHeld,
}

/// A route that should be named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Naming {
    pub(super) route: Route,
    pub(super) among: Among,
    /// Whether 90 % must be named so.
    pub(super) promised: bool,
}

impl Naming {
    const fn of(route: Route) -> Option<Naming> {
        Some(Naming { route, among: Among::Response, promised: true })
    }

    /// The same, shown only.
    const fn shown(route: Route) -> Option<Naming> {
        Some(Naming { route, among: Among::Response, promised: false })
    }
}

/// Every world, in the order of the table.
pub(super) const ALL: [Listed; 18] = [
    Listed {
        name: "independent",
        says: "every relation has a life of its own",
        make: World::independent,
        bound: Bound::NothingThere,
        naming: None,
    },
    Listed {
        name: "common-shock",
        says: "one shock a month moves all relations; the innovations of any two correlate by .5",
        make: World::common_shock,
        bound: Bound::NothingThere,
        naming: Naming::of(Route::CommonShock),
    },
    Listed {
        name: "noisy-readings",
        says: "the same shock in relations that last (autocorrelations of .8), read from some 37 events per relation and month, so that three fifths of a reading's variance are the relation's",
        make: World::noisy_readings,
        bound: Bound::NothingThere,
        naming: None,
    },
    Listed {
        name: "heavy-tails",
        says: "innovations from t with 3 degrees of freedom, volumes from Pareto's law with exponent 1.5",
        make: World::heavy_tails,
        bound: Bound::NothingThere,
        naming: None,
    },
    Listed {
        name: "trend",
        says: "a linear trend of its own in each relation, up to two standard deviations up or down over the whole time, and ten times as many events at the end as at the beginning",
        make: World::trend,
        bound: Bound::NothingThere,
        naming: None,
    },
    Listed {
        name: "media-volume",
        says: "relations read as conflict rates, while the news about each state come and go",
        make: World::media_volume,
        bound: Bound::NothingThere,
        naming: None,
    },
    Listed {
        name: "other-wars",
        says: "relations read as conflict rates from a source that tells conflict only (some 20 of the 40 events), while every state fights wars with states outside the world: 30 months of peace and 10 of war on average, with at least ten times as much conflict outside in war; exposure moves by these wars and no relation does",
        make: World::other_wars,
        bound: Bound::NothingThere,
        naming: None,
    },
    Listed {
        name: "effect",
        says: "the pair cools by .35 standard deviations one month after the driver warms by one; 20,000 events per relation and month, so that readings have next to no error",
        make: World::with_effect,
        bound: Bound::AboveEightyPercent,
        naming: Naming::of(Route::Direct),
    },
    Listed {
        name: "effect-in-noise",
        says: "the same effect read from 40 events per relation and month: about two fifths of a reading's variance is error, the estimate is pale, and its interval mostly misses the response of the relations themselves",
        make: |periods| World::with_effect(periods).volume(40.0),
        bound: Bound::Shown,
        naming: Naming::shown(Route::Direct),
    },
    Listed {
        name: "effect-in-noise-and-shock",
        says: "the same effect with the shock of *common-shock*, read with a reliability of .6: the shock makes the pair follow the driver upwards, the effect downwards",
        make: |periods| World::noisy_readings(periods).autocorrelation(0.4, 0.6).effect(-0.35),
        bound: Bound::Shown,
        naming: None,
    },
    Listed {
        name: "break",
        says: "levels that jump and stay: the pair's up by one standard deviation after a third of the time, the driver's down by one after two thirds; and ten times as many events at the end as at the beginning",
        make: broken,
        bound: Bound::NothingThere,
        naming: None,
    },
    Listed {
        name: "mediated",
        says: "a surprise in the driver moves the third's other side within the month (correlation .7), and the pair cools by .35 one month after that side warms by one; 20,000 events per relation and month. The claim is about the driver with the other side held, which does nothing",
        make: mediated,
        bound: Bound::NothingThere,
        naming: Some(Naming { route: Route::ThroughOtherSide, among: Among::OtherSideNotHeld, promised: true }),
    },
    Listed {
        name: "mediated-in-noise",
        says: "the same read from 40 events per relation and month: what the other side's reading misses of it shows in the driver's, and only gate *latent response* can tell, so that these gates are shown without a bound",
        make: |periods| mediated(periods).volume(40.0),
        bound: Bound::Shown,
        naming: Some(Naming { route: Route::ThroughOtherSide, among: Among::OtherSideNotHeld, promised: false }),
    },
    Listed {
        name: "wrong-half",
        says: "the pair warms by .35 one month after a surprise that cools the driver by one, and does nothing after a warmer one; the claim is about thaws; 20,000 events per relation and month",
        make: |periods| tension(periods).asked(Half::Thaw),
        bound: Bound::NothingThere,
        naming: None,
    },
    Listed {
        name: "tension-only",
        says: "the same, and the claim is about tension",
        make: tension,
        bound: Bound::Shown,
        naming: Naming::of(Route::TensionOnly),
    },
    Listed {
        name: "tension-only-asked-as-both",
        says: "the same, and the claim is about both halves: over both the response is half as large",
        make: |periods| tension(periods).asked(Half::Both),
        bound: Bound::Shown,
        naming: Naming::shown(Route::TensionOnly),
    },
    Listed {
        name: "treaty",
        says: "the effect of *effect* until a treaty in the middle of the time, and none from then on",
        make: |periods| {
            World::with_effect(periods).influence(Influence::UntilTreaty { effect: -0.35, until: periods / 2 })
        },
        bound: Bound::Shown,
        naming: Naming::shown(Route::Direct),
    },
    Listed {
        name: "leader",
        says: "the same effect while a leader holds office, in the second and third quarter of the time, and none before or after",
        make: |periods| {
            let (from, to) = (periods / 4, 3 * periods / 4 - 1);
            World::with_effect(periods).influence(Influence::WhileLeader { effect: -0.35, from, to })
        },
        bound: Bound::Shown,
        naming: Naming::shown(Route::Direct),
    },
];

/// Breaks of level and growth of volume.
fn broken(periods: usize) -> World {
    World::independent(periods)
        .shift(Shift { from: periods / 3, size: 1.0, whose: Whose::Pair })
        .shift(Shift { from: 2 * periods / 3, size: -1.0, whose: Whose::Driver })
        .growth(10.0)
}

/// All influence goes through the other side.
fn mediated(periods: usize) -> World {
    World::with_effect(periods).influence(Influence::ThroughOtherSide(-0.35))
}

/// Influence in tension only.
fn tension(periods: usize) -> World {
    World::with_effect(periods).influence(Influence::OnlyInTension(-0.35))
}

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
