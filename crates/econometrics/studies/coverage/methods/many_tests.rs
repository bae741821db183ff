//! Many tests at once: ten measures against one outcome, adjusted so that 5 % is the promise for all together.

use tertius_econometrics::many_tests::CurveStatistic;
use tertius_econometrics::resampling::{permutation, replicates};
use tertius_econometrics::{
    Refusal, SpecificationCurve, Specifications, benjamini_hochberg, benjamini_yekutieli, correlation, holm,
    romano_wolf, specification_curve,
};

use super::registry::{Method, SIZE};
use crate::own_worlds::Measures;
use crate::worlds::World;

const FAMILY: &str = "Many tests";

/// Permutations; with 199, a p-value can be .05 exactly.
const DRAWS: usize = 199;

/// Permutations take long.
const EVERY: usize = 2;

type PickStatistic = fn(&SpecificationCurve) -> &CurveStatistic;

type Adjust = fn(&[f64]) -> Result<Vec<f64>, Refusal>;

fn adjustments() -> [(&'static str, Adjust); 4] {
    [
        ("unadjusted", |p| Ok(p.to_vec())),
        ("Holm", holm),
        ("Benjamini-Hochberg", benjamini_hochberg),
        ("Benjamini-Yekutieli", benjamini_yekutieli),
    ]
}

fn p_values(measures: &[Vec<f64>], outcome: &[f64]) -> Result<Vec<f64>, Refusal> {
    measures.iter().map(|m| Ok(correlation(m, outcome)?.p_value)).collect()
}

fn correlations(measures: &[Vec<f64>], outcome: &[f64]) -> Result<Vec<f64>, Refusal> {
    measures.iter().map(|m| Ok(correlation(m, outcome)?.estimate)).collect()
}

/// The correlations of all measures with a permuted outcome, once per draw.
fn permuted(world: &World, measures: &Measures) -> Result<Vec<Vec<f64>>, Refusal> {
    replicates(DRAWS, world.seed(), |_, random| {
        let order = permutation(measures.outcome.len(), random);
        let outcome: Vec<f64> = order.into_iter().map(|at| measures.outcome[at]).collect();
        correlations(&measures.measures, &outcome)
    })
    .into_iter()
    .collect()
}

pub(super) fn methods() -> Vec<Method> {
    let mut methods = Vec::new();
    for (name, adjust) in adjustments() {
        methods.push(Method::decision(FAMILY, format!("any of 10 true nulls rejected, {name}"), move |world| {
            let Measures { measures, outcome, .. } = Measures::draw(world);
            Ok(adjust(&p_values(&measures, &outcome)?)?.iter().any(|p| *p <= SIZE))
        }));
    }
    for (name, adjust) in adjustments() {
        // One rejection picked with equal chances is false as often as the expected share of false ones.
        methods.push(Method::decision(
            FAMILY,
            format!("false among the rejections, 5 of 10 nulls true, {name}"),
            move |world| {
                let Measures { measures, outcome_of_five, .. } = Measures::draw(world);
                let adjusted = adjust(&p_values(&measures, &outcome_of_five)?)?;
                let rejected: Vec<usize> = (0..10).filter(|&j| adjusted[j] <= SIZE).collect();
                let picked = rejected.get((world.seed() % rejected.len().max(1) as u64) as usize);
                Ok(picked.is_some_and(|&j| j >= 5))
            },
        ));
    }
    methods.push(
        Method::decision(FAMILY, "any of 10 true nulls rejected, Romano-Wolf by permutation", |world| {
            let all = Measures::draw(world);
            let sizes = |values: Vec<f64>| values.into_iter().map(f64::abs).collect::<Vec<f64>>();
            let observed = sizes(correlations(&all.measures, &all.outcome)?);
            let draws: Vec<Vec<f64>> = permuted(world, &all)?.into_iter().map(sizes).collect();
            Ok(romano_wolf(&observed, &draws)?.adjusted.iter().any(|p| *p <= SIZE))
        })
        .thinned(EVERY),
    );
    let picks: [(&str, PickStatistic); 3] = [
        ("median", |curve| &curve.median),
        ("share beyond the critical z", |curve| &curve.share_beyond),
        ("Stouffer's z", |curve| &curve.stouffer),
    ];
    for (name, pick) in picks {
        methods.push(
            Method::test(FAMILY, format!("specification curve of 10 by permutation, {name}"), move |world| {
                let all = Measures::draw(world);
                // Fisher's z is on the scale of the standard normal.
                let root = (world.periods as f64 - 3.0).sqrt();
                let of = |estimates: Vec<f64>| {
                    let z = estimates.iter().map(|r| root * r.atanh()).collect();
                    Specifications { estimates, z }
                };
                let observed = of(correlations(&all.measures, &all.outcome)?);
                let draws: Vec<Specifications> = permuted(world, &all)?.into_iter().map(of).collect();
                let curve = specification_curve(&observed, &draws, 1.96)?;
                Ok(pick(&curve).standing.p_value)
            })
            .thinned(EVERY),
        );
    }
    methods
}
