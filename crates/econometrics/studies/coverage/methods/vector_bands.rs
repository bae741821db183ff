//! Bands and tests of vector autoregressions that rest on draws: bootstrap, bias-corrected, posterior, wild.

use tertius_econometrics::vector_autoregression::{
    BiasCorrection, Draws, Ends, GrangerStatistic, ResampledVar, Sampling, Scheme, WildGranger,
};
use tertius_econometrics::{Confidence, Deterministic, Horizon, Identification, Interval, Lags};

use super::registry::Method;

const FAMILY: &str = "Vector autoregression by draws";

/// Draws of each band and test: few, so that many worlds can be asked.
const COUNT: usize = 400;

/// One world in so many: hundreds of fits each.
const EVERY: usize = 4;

fn samplings() -> [(&'static str, Ends, Sampling); 8] {
    let plain = Sampling { count: COUNT, ..Sampling::default() };
    let wild = Sampling { draws: Draws::Bootstrap(Scheme::Wild), ..plain };
    [
        ("bootstrap, percentile", Ends::Percentile, plain),
        ("bootstrap, Hall", Ends::Hall, plain),
        ("blocks of 8, percentile", Ends::Percentile, {
            Sampling { draws: Draws::Bootstrap(Scheme::Blocks { length: 8 }), ..plain }
        }),
        ("wild bootstrap, percentile", Ends::Percentile, wild),
        ("bootstrap after bootstrap (Kilian)", Ends::Percentile, {
            Sampling { correction: BiasCorrection::Bootstrap { draws: COUNT }, ..plain }
        }),
        ("bootstrap, Pope's correction", Ends::Percentile, Sampling { correction: BiasCorrection::Pope, ..plain }),
        ("wild bootstrap, Pope's correction", Ends::Percentile, {
            Sampling { correction: BiasCorrection::Pope, ..wild }
        }),
        ("posterior under a flat prior", Ends::Percentile, Sampling { draws: Draws::Posterior, ..plain }),
    ]
}

pub(super) fn methods() -> Vec<Method> {
    let mut methods = Vec::new();
    for (name, ends, sampling) in samplings() {
        for horizon in [1, 4, 8] {
            let what = format!("orthogonal response at {horizon}, 2 lags, {name}");
            methods.push(
                Method::interval(FAMILY, what, move |world| {
                    let var = ResampledVar::new(&world.effect.columns, Lags::new(2)?, Deterministic::Constant)?;
                    let sampling = Sampling { seed: world.seed(), ..sampling };
                    let paths = var.responses(&Identification::Orthogonal, false, horizon + 1, &sampling)?;
                    let interval = move |confidence: Confidence| {
                        let bands = paths.bands(ends, confidence);
                        let at = bands.and_then(|b| b.of("r")?.to("u")?.at(Horizon(horizon)));
                        // What holds nothing counts as a miss.
                        at.unwrap_or(Interval { low: f64::NAN, high: f64::NAN })
                    };
                    Ok((world.effect.response_orthogonal(0, 1, horizon), interval))
                })
                .thinned(EVERY),
            );
        }
    }
    for (name, statistic) in [("classical", GrangerStatistic::Classical), ("HC3", GrangerStatistic::Hc3)] {
        methods.push(
            Method::test(FAMILY, format!("one cause, one effect, 2 lags, wild bootstrap of {name}"), {
                move |world| {
                    let var = ResampledVar::new(&world.null.columns, Lags::new(2)?, Deterministic::Constant)?;
                    let (causes, effects) = (&["u"][..], &["r"][..]);
                    let asked = WildGranger { causes, effects, statistic, draws: COUNT, seed: world.seed() };
                    Ok(var.wild_granger(&asked)?.p_value)
                }
            })
            .thinned(EVERY),
        );
    }
    methods
}
