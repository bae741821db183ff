//! Whether the shocks of a vector autoregression die out, without eigenvalues and without allocating: for the
//! inner loops of resampling. The moduli themselves come from `FittedVar::root_moduli`.

use crate::dense::multiply_into;

/// Room that [`is_stable`] needs.
pub(crate) fn stability_room(k: usize, p: usize) -> usize {
    2 * (k * p) * (k * p)
}

/// The companion matrix of lag coefficients (rows of `stride` entries), k p x k p, column-major.
pub(super) fn companion_into(coefficients: &[f64], stride: usize, k: usize, p: usize, out: &mut [f64]) {
    let d = k * p;
    out.fill(0.0);
    for (row, equation) in coefficients.chunks_exact(stride).take(k).enumerate() {
        for (column, coefficient) in equation[..d].iter().enumerate() {
            out[column * d + row] = *coefficient;
        }
    }
    for row in k..d {
        out[(row - k) * d + row] = 1.0;
    }
}

/// Whether all roots lie inside the unit circle. Squares the companion matrix again and again: once a power has a
/// norm below 1 they do, once the mean of its diagonal exceeds 1 they do not (Gelfand's formula between). A root
/// within 1e-9 of the circle counts as outside.
pub(crate) fn is_stable(coefficients: &[f64], stride: usize, k: usize, p: usize, room: &mut [f64]) -> bool {
    let d = k * p;
    let (mut power, mut square) = room[..2 * d * d].split_at_mut(d * d);
    companion_into(coefficients, stride, k, p, power);
    if !power.iter().all(|v| v.is_finite()) {
        return false;
    }
    // ln of the factor that was taken out of the power, so that nothing overflows.
    let mut taken = 0.0f64;
    for _ in 0..40 {
        let norm = power.iter().map(|v| v * v).sum::<f64>().sqrt();
        if norm == 0.0 {
            return true;
        }
        let size = taken + norm.ln();
        if size < 0.0 {
            return true;
        }
        let trace: f64 = (0..d).map(|i| power[i * d + i]).sum();
        if taken + (trace.abs() / d as f64).ln() > 0.0 {
            return false;
        }
        if norm > 1e60 {
            let inverse = 1.0 / norm;
            power.iter_mut().for_each(|v| *v *= inverse);
            taken = size;
        }
        multiply_into(power, power, d, d, d, square);
        std::mem::swap(&mut power, &mut square);
        taken *= 2.0;
    }
    false
}

#[cfg(test)]
mod tests {
    //! (a) hand: one series on both sides of the circle; (b) the eigenvalues, over many systems.
    use super::*;
    use crate::linear::eigenvalue_moduli;
    use crate::resampling::stream;
    use rand_distr::{Distribution, StandardNormal};

    #[test]
    fn one_series_by_hand() {
        for (phi, stable) in
            [(0.0, true), (0.5, true), (-0.999999, true), (1.0, false), (-1.00001, false), (3.0, false)]
        {
            assert_eq!(is_stable(&[phi], 1, 1, 1, &mut [0.0; 2]), stable, "{phi}");
        }
        // 1 - 1.2 z + .35 z^2 has its roots inside; two lags of .6 do not.
        assert!(is_stable(&[1.2, -0.35], 2, 1, 2, &mut [0.0; 8]));
        assert!(!is_stable(&[0.6, 0.6], 2, 1, 2, &mut [0.0; 8]));
        assert!(!is_stable(&[f64::NAN], 1, 1, 1, &mut [0.0; 2]));
    }

    #[test]
    fn agrees_with_the_eigenvalues() {
        let (mut inside, mut random) = (0, stream(3, 0));
        for world in 0..400 {
            let (k, p) = (1 + world % 4, 1 + world % 3);
            let d = k * p;
            let size = 1.1 / (d as f64).sqrt();
            let a: Vec<f64> = (0..k * d)
                .map(|_| size * <StandardNormal as Distribution<f64>>::sample(&StandardNormal, &mut random))
                .collect();
            let mut companion = vec![0.0; d * d];
            companion_into(&a, d, k, p, &mut companion);
            let stable = eigenvalue_moduli(&companion, d).unwrap()[0] < 1.0;
            inside += usize::from(stable);
            assert_eq!(is_stable(&a, d, k, p, &mut vec![0.0; stability_room(k, p)]), stable);
        }
        assert!((80..320).contains(&inside), "{inside} of 400 are stable: the worlds teach little");
    }
}
