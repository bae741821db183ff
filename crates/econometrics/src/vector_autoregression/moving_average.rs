//! The moving-average form of a vector autoregression from its lag coefficients: the kernel under responses,
//! decompositions and bands. Slices in, slices out, nothing allocated.

/// `Phi_0 = I, Phi_h = sum_{l=1..min(h,p)} Phi_{h-l} A_l`: the reduced-form responses. Luetkepohl (2005),
/// equation 2.1.22.
///
/// `coefficients` has one row of `stride` entries per equation; entry `l k + cause` of a row is the coefficient of
/// lag l + 1 of `cause`, for l < p; what follows is not read. `out` holds `steps` blocks of k x k, column-major:
/// entry `h k k + shock k + effect`.
pub(crate) fn moving_averages_into(coefficients: &[f64], stride: usize, k: usize, p: usize, out: &mut [f64]) {
    let block = k * k;
    debug_assert!(coefficients.len() == k * stride && stride >= k * p && out.len().is_multiple_of(block));
    let steps = out.len() / block;
    out.fill(0.0);
    (0..k.min(out.len())).for_each(|i| out[i * k + i] = 1.0);
    for h in 1..steps {
        let (before, rest) = out.split_at_mut(h * block);
        for lag in 1..=h.min(p) {
            // Phi_h = sum A_l Phi_{h-l}, the same by symmetry of the recursion, column by column.
            let earlier = &before[(h - lag) * block..(h - lag + 1) * block];
            for shock in 0..k {
                let column = &earlier[shock * k..(shock + 1) * k];
                for effect in 0..k {
                    let row = &coefficients[effect * stride + (lag - 1) * k..effect * stride + lag * k];
                    rest[shock * k + effect] += row.iter().zip(column).map(|(a, x)| a * x).sum::<f64>();
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    //! (a) hand: one series, two lags, and a triangular system of two.
    use super::*;
    use crate::tolerance::Tolerance::Exact;

    #[test]
    fn by_hand() {
        let mut out = [0.0; 4];
        moving_averages_into(&[0.5, 0.25], 2, 1, 2, &mut out);
        // 1, .5, .25 + .25, .25 + .125
        assert_eq!(out, [1.0, 0.5, 0.5, 0.375]);
        let mut out = [0.0; 12];
        // y1 = .5 y1; y2 = .2 y1 + .4 y2; the third entry of each row is a constant and is not read.
        moving_averages_into(&[0.5, 0.0, 9.0, 0.2, 0.4, 9.0], 3, 2, 1, &mut out);
        assert_eq!(&out[4..8], &[0.5, 0.2, 0.0, 0.4]);
        Exact.check("two steps", out[9], 0.2 * 0.5 + 0.4 * 0.2).unwrap();
    }
}
