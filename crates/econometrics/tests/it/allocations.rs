//! (c) What is said to allocate nothing in its inner loop: four times the work must not cost more allocations than a
//! few for the longer result. Counted on one thread.

use allocation_counter::measure;
use tertius_econometrics::breaks::{Cost, ErrorVariance, Pelt, Penalty};
use tertius_econometrics::resampling::stream;
use tertius_econometrics::state_space::{Observations, SimulationSmoother, StateSpace};
use tertius_econometrics::vector_autoregression::{
    BiasCorrection, Draws, GrangerStatistic, ResampledVar, Sampling, Scheme, WildGranger,
};
use tertius_econometrics::*;

fn series(n: usize) -> Columns {
    let mut columns = Columns::new(n);
    for j in 0..3u64 {
        columns.push_with(format!("y{j}"), |t| {
            let t = t as u64;
            ((t * t * (7 + 2 * j) + 3 * t + 5 * j * t * t * t) % 101) as f64 / 50.0 - 1.0
        });
    }
    columns
}

/// Allocations of `work(count)` on one thread.
fn allocations(count: usize, work: impl Fn(usize) + Sync) -> u64 {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    pool.install(|| {
        work(count); // the first run also sets up the thread
        measure(|| work(count)).count_total
    })
}

/// A draw may cost no allocation; the table of the results grows, and rayon cuts it into a few more pieces.
fn assert_free(what: &str, work: impl Fn(usize) + Sync) {
    let (few, many) = (allocations(500, &work), allocations(2_000, &work));
    assert!(many < few + 150, "{what}: {few} allocations for 500, {many} for 2,000");
}

#[test]
fn resampling_loops_allocate_nothing_per_draw() {
    let series = series(120);
    let var = ResampledVar::new(&series, Lags::new(2).unwrap(), Deterministic::Constant).unwrap();
    let plain = Sampling::default();
    for (what, sampling) in [
        ("independent", plain),
        ("blocks", Sampling { draws: Draws::Bootstrap(Scheme::Blocks { length: 6 }), ..plain }),
        ("wild", Sampling { draws: Draws::Bootstrap(Scheme::Wild), ..plain }),
        ("Kilian", Sampling { correction: BiasCorrection::Bootstrap { draws: 100 }, ..plain }),
        ("Monte Carlo", Sampling { draws: Draws::MonteCarlo, ..plain }),
        ("posterior", Sampling { draws: Draws::Posterior, ..plain }),
    ] {
        assert_free(what, |count| {
            let sampling = Sampling { count, ..sampling };
            var.responses(&Identification::Generalised, false, 13, &sampling).unwrap();
        });
    }
    assert_free("wild Granger", |draws| {
        let asked = WildGranger { causes: &["y0"], effects: &["y1"], statistic: GrangerStatistic::Hc3, draws, seed: 1 };
        var.wild_granger(&asked).unwrap();
    });
}

#[test]
fn sampling_the_posterior_of_the_tightness_allocates_nothing_per_proposal() {
    let series = series(120);
    let run = |thin: usize| {
        let settings = Hierarchical { chains: 1, draws: 100, warm_up: 100, thin, ..Hierarchical::default() };
        BayesianVectorAutoregression::hierarchical(&series, Lags::new(2).unwrap(), &settings).unwrap();
    };
    let (few, many) = (allocations(2, run), allocations(20, run));
    assert!(many < few + 50, "{few} allocations for 200 proposals, {many} for 2,000");
}

#[test]
fn states_are_drawn_without_allocating() {
    let readings: Vec<Option<f64>> = (0..200u64).map(|t| (t % 7 != 3).then_some(((t * t) % 31) as f64)).collect();
    let y = Observations::new(&[("y", &readings)]).unwrap();
    let mut model = StateSpace::new(&["level"], &["y"]).unwrap();
    model.set_loadings("y", &[1.0]).unwrap();
    model.set_reading_variance("y", 2.0).unwrap();
    model.set_state_variances(&[0.3]).unwrap();
    let mut smoother = SimulationSmoother::default();
    let mut random = stream(1, 1);
    let mut path = vec![0.0; readings.len()];
    smoother.draw_into(&model, &y, &mut random, &mut path).unwrap();
    let again = measure(|| {
        for _ in 0..50 {
            smoother.draw_into(&model, &y, &mut random, &mut path).unwrap();
        }
    });
    assert_eq!(again.count_total, 0);
}

#[test]
fn pruned_search_does_not_allocate_for_every_candidate() {
    let pelt = Pelt { cost: Cost::Mean(ErrorVariance::Known(1.0)), penalty: Penalty::Manual(9.0), segment_min: 2 };
    let run = |n: usize| {
        pelt.fit(series(n).column(0)).unwrap();
    };
    let (few, many) = (allocations(500, run), allocations(2_000, run));
    assert!(many < few + 50, "{few} allocations for 500 points, {many} for 2,000");
}
