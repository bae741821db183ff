//! The worlds to which the whole rule is put, by name, and what must hold of each.

use tertius::dossier::Half;
use tertius::hypotheses::Route;
use tertius::simulate::{Influence, Shift, Whose, World};

/// What must hold of a world's verdicts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Promise {
    /// *Supported* or *contradicted* in at most 9 of 100.
    Null,
    /// *No effect* in at most 5 of 100 where the effect is the smallest of interest.
    SmallestEffect,
    /// Nothing: power is shown.
    Power,
}

/// A world.
#[derive(Clone, Copy, Debug)]
pub(super) struct Listed {
    pub(super) name: &'static str,
    pub(super) says: &'static str,
    pub(super) make: fn(usize) -> World,
    pub(super) promise: Promise,
    /// What its dossier calls of interest, in standard deviations of readings.
    pub(super) smallest_effect: Option<f64>,
    /// The route that should be named where there is a response.
    pub(super) names: Option<Route>,
    /// Seeds unless others are asked for.
    pub(super) seeds: usize,
}

const fn null(name: &'static str, says: &'static str, make: fn(usize) -> World) -> Listed {
    Listed { name, says, make, promise: Promise::Null, smallest_effect: None, names: None, seeds: 100 }
}

const fn named_as(route: Route, world: Listed) -> Listed {
    Listed { names: Some(route), ..world }
}

const fn power(name: &'static str, says: &'static str, make: fn(usize) -> World) -> Listed {
    Listed { name, says, make, promise: Promise::Power, smallest_effect: None, names: None, seeds: 60 }
}

/// Every world, in the order of the table.
pub(super) const ALL: &[Listed] = &[
    null("independent", "every relation has a life of its own", World::independent),
    named_as(Route::CommonShock, null("common-shock", "one shock a month moves all relations", World::common_shock)),
    null("noisy-readings", "the same shock, read with a reliability of .6", World::noisy_readings),
    null("heavy-tails", "surprises from t with 3 degrees of freedom, volumes from Pareto's law", World::heavy_tails),
    null("trend", "a trend of its own in each relation, ten times as many events at the end", World::trend),
    null("media-volume", "conflict rates, while the news about each state come and go", World::media_volume),
    null(
        "other-wars",
        "conflict rates, while every state fights wars with states outside the world",
        World::other_wars,
    ),
    null(
        "break",
        "jumps of level, the pair's up after a third of the time, the driver's down after two thirds; ten times as many events at the end",
        |n| {
            World::independent(n)
                .shift(Shift { from: n / 3, size: 1.0, whose: Whose::Pair })
                .shift(Shift { from: 2 * n / 3, size: -1.0, whose: Whose::Driver })
                .growth(10.0)
        },
    ),
    named_as(
        Route::ThroughOtherSide,
        null(
            "mediated",
            "the driver's surprises move the other side within the month, and that moves the pair by .35 one month later; the claim holds the other side",
            |n| World::with_effect(n).influence(Influence::ThroughOtherSide(-0.35)),
        ),
    ),
    named_as(
        Route::ThroughOtherSide,
        null("mediated-in-noise", "the same, read from 40 events per relation and month", |n| {
            World::with_effect(n).influence(Influence::ThroughOtherSide(-0.35)).volume(40.0)
        }),
    ),
    null(
        "wrong-half",
        "the pair warms by .35 one month after a surprise that cools the driver by one; the claim is about thaws",
        |n| World::with_effect(n).influence(Influence::OnlyInTension(-0.35)).asked(Half::Thaw),
    ),
    power("effect-.1", "the pair cools by .1 one month after the driver warms by one", |n| {
        World::with_effect(n).effect(-0.1)
    }),
    power("effect-.2", "the same by .2", |n| World::with_effect(n).effect(-0.2)),
    named_as(Route::Direct, power("effect-.35", "the same by .35", World::with_effect)),
    power("effect-.35-in-noise", "the same by .35, read from 40 events per relation and month", |n| {
        World::with_effect(n).volume(40.0)
    }),
    // A response of .35 in the first month of autocorrelations .4 and .6 is one of about .2 over three months.
    Listed {
        name: "smallest-effect",
        says: "the effect of .35, of which the dossier says that less than its response would be of interest",
        make: World::with_effect,
        promise: Promise::SmallestEffect,
        smallest_effect: Some(0.2),
        names: None,
        seeds: 100,
    },
    named_as(
        Route::TensionOnly,
        power("tension-only", "the influence of *wrong-half*, and the claim is about tension", |n| {
            World::with_effect(n).influence(Influence::OnlyInTension(-0.35))
        }),
    ),
    named_as(
        Route::TensionOnly,
        power("tension-only-asked-as-both", "the same, and the claim is about both halves", |n| {
            World::with_effect(n).influence(Influence::OnlyInTension(-0.35)).asked(Half::Both)
        }),
    ),
    power("treaty", "the effect of .35 until a treaty in the middle of the time", |n| {
        World::with_effect(n).influence(Influence::UntilTreaty { effect: -0.35, until: n / 2 })
    }),
    power("leader", "the same while a leader holds office, in the second and third quarter of the time", |n| {
        World::with_effect(n).influence(Influence::WhileLeader { effect: -0.35, from: n / 4, to: 3 * n / 4 - 1 })
    }),
];

/// The worlds of a list of names; all of them for an empty list.
///
/// # Errors
/// A name that no world has.
pub(super) fn named(names: &[String]) -> Result<Vec<Listed>, String> {
    if names.is_empty() {
        return Ok(ALL.to_vec());
    }
    let known = || ALL.iter().map(|w| w.name).collect::<Vec<_>>().join(", ");
    let one = |name: &String| {
        let found = ALL.iter().find(|w| w.name == name.as_str());
        found.copied().ok_or_else(|| format!("no world is named {name}; there are: {}\n", known()))
    };
    names.iter().map(one).collect()
}
