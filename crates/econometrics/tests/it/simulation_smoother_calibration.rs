//! (c) The simulation smoother's draws against their prior: true states take every rank among the draws equally often,
//! and among draws with twice the variance they do not.

use rand::Rng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};
use tertius_econometrics::{Calibration, CalibrationFit, CalibrationResult, Observations, StateSpace, calibrate};

const PERIODS: usize = 60;

const NAMES: [&str; 6] =
    ["level at 0", "level at 30", "level at 59", "slope at 0", "slope at 30", "sum of squared steps"];

fn normal(random: &mut ChaCha8Rng) -> f64 {
    StandardNormal.sample(random)
}

/// A level with a slope, known at the start up to a normal error; every fourth reading is missing. `variance`
/// stretches the draws around their mean.
fn run(variance: f64) -> CalibrationResult {
    let [irregular, level_step, slope_step] = [1.0f64, 0.4, 0.02];
    let mut model = StateSpace::new(&["level", "slope"], &["y"]).unwrap();
    model.set_transition(&[1.0, 0.0, 1.0, 1.0]).unwrap();
    model.set_loadings("y", &[1.0, 0.0]).unwrap();
    model.set_reading_variance("y", irregular).unwrap();
    model.set_state_variances(&[level_step, slope_step]).unwrap();
    model.set_start(&[2.0, 0.1], &[3.0, 0.0, 0.0, 0.25]).unwrap();
    // Level and slope, period by period.
    let quantities = |path: &[f64]| {
        let moved = path.chunks_exact(2).zip(path.chunks_exact(2).skip(1));
        let moved = moved.map(|(now, next)| (next[0] - now[0] - now[1]).powi(2)).sum();
        vec![path[0], path[60], path[118], path[1], path[61], moved]
    };
    calibrate(&Calibration::default(), &NAMES, |_, random| {
        let (mut level, mut slope) = (2.0 + 3f64.sqrt() * normal(random), 0.1 + 0.5 * normal(random));
        let (mut path, mut y) = (vec![], vec![]);
        for t in 0..PERIODS {
            path.extend([level, slope]);
            let reading = level + irregular.sqrt() * normal(random);
            y.push((t % 4 != 2).then_some(reading));
            level += slope + level_step.sqrt() * normal(random);
            slope += slope_step.sqrt() * normal(random);
        }
        let y = Observations::new(&[("y", &y)])?;
        let smoothed = model.smooth(&y)?;
        let (levels, slopes) = (smoothed.of("level")?.mean, smoothed.of("slope")?.mean);
        let mean: Vec<f64> = levels.iter().zip(&slopes).flat_map(|(l, s)| [*l, *s]).collect();
        let drawn = model.draws(&y, 99, random.next_u64())?;
        let mut draws = vec![Vec::with_capacity(99); NAMES.len()];
        for d in 0..99 {
            let stretched = drawn.draw(d)?.iter().zip(&mean).map(|(x, m)| m + variance.sqrt() * (x - m));
            for (chain, value) in draws.iter_mut().zip(quantities(&stretched.collect::<Vec<f64>>())) {
                chain.push(value);
            }
        }
        Ok(CalibrationFit { truth: quantities(&path), draws })
    })
    .unwrap()
}

#[test]
fn draws_of_states_are_calibrated() {
    let right = run(1.0);
    assert!(right.smallest_p_value() > 0.01 && right.cautions.is_empty(), "{right:#?}");
    assert_eq!((right.fits, right.parameters.len()), (300, 6));
}

#[test]
fn draws_with_twice_the_variance_are_found_out() {
    let wrong = run(2.0);
    for parameter in &wrong.parameters {
        assert!(parameter.p_value_holm < 0.01, "{parameter:#?}");
    }
}
