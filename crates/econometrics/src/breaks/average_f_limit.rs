//! Tail probabilities of the average F statistic over unknown dates, in the limit: a quadratic functional of a
//! Brownian bridge, whose transform is the end of a linear differential equation. Integrated, not tabulated.

use std::f64::consts::PI;

/// A complex number, only with what is needed here.
#[derive(Clone, Copy)]
struct Complex(f64, f64);

impl Complex {
    fn plus(self, scale: f64, other: Self) -> Self {
        Self(self.0 + scale * other.0, self.1 + scale * other.1)
    }

    fn times(self, other: Self) -> Self {
        Self(self.0 * other.0 - self.1 * other.1, self.0 * other.1 + self.1 * other.0)
    }
}

/// `P(mean over [t, 1 - t] of |B_k(r) - r B_k(1)|^2 / (r (1 - r)) > x)` (Andrews and Ploberger 1994), t = trimming.
///
/// `E exp(z mean) = D(z)^(-k/2)`, where `D(z) = y(1)`, `y'' = -2 z g y`, `y(0) = 0`, `y'(0) = 1`,
/// `g = 1 / (r (1 - r) (1 - 2 t))` within the dates and 0 elsewhere (Cameron and Martin 1945). D has zeros on the real
/// axis, from `s` on. The tail is the integral of `exp(-z x) D^(-k/2) / z` over 2 pi i along a path that crosses the
/// axis between 0 and s and runs round the zeros: the parabola `z = z0 + u^2 + 2 i a u`, `z0 + a^2 = s`, on which the
/// trapezoidal rule converges geometrically (Weideman and Trefethen 2007). Relative error below 1e-5.
pub(super) fn upper(x: f64, k: usize, trimming: f64) -> f64 {
    if x <= 1e-4 {
        return 1.0;
    }
    let half = 0.5 * k as f64;
    let zero = first_zero(trimming);
    // Where the integrand is smallest on the axis; not too near to the pole at 0, where the rule needs short steps.
    let height = |share: f64| {
        let z = share * zero;
        -z * x - half * determinant(Complex(z, 0.0), trimming, 128).0.ln() - z.ln()
    };
    let shares = (12..50).map(|i| f64::from(i) / 50.0);
    let share = shares.reduce(|a, b| if height(b) < height(a) { b } else { a }).unwrap_or(0.5);
    let (z0, a) = (share * zero, ((1.0 - share) * zero).sqrt());
    // Half the width of the strip without singularities.
    let step = 2.0 * std::f64::consts::PI * a.min(zero.sqrt() - a) / 50.0;
    let scale = height(share);
    let (mut last, mut turns, mut sum) = (0.0f64, 0.0, 0.0);
    let steps_max = ((45.0 / x).sqrt() / step) as usize;
    for j in 0..=steps_max {
        let u = step * j as f64;
        let z = Complex(z0 + u * u, 2.0 * a * u);
        let d = determinant(z, trimming, 128 + (24.0 * u) as usize);
        // A continuous branch of the logarithm.
        let argument = d.1.atan2(d.0);
        turns -= (2.0 * PI) * ((argument - last) / (2.0 * PI)).round();
        last = argument;
        let size = -z.0 * x - half * 0.5 * (d.0 * d.0 + d.1 * d.1).ln() - 0.5 * (z.0 * z.0 + z.1 * z.1).ln();
        let phase = -z.1 * x - half * (argument + turns) - z.1.atan2(z.0);
        // Imaginary part of f(z) dz/du, dz/du = 2 u + 2 i a: the two halves of the path are conjugate.
        let (sin, cos) = phase.sin_cos();
        let term = (size - scale).exp() * (2.0 * u * sin + 2.0 * a * cos);
        sum += if j == 0 { 0.5 * term } else { term };
    }
    (sum * step / PI * scale.exp()).clamp(0.0, 1.0)
}

/// `D(z)` by the classical Runge-Kutta method. In `r = sin^2 v` the weight is even.
fn determinant(z: Complex, trimming: f64, steps: usize) -> Complex {
    // With dot for d/dv: r' = 2 sin v cos v =: c, g c^2 = 4 / (1 - 2 t); y.. = (c. / c) y. - 2 z (4 / (1 - 2t)) y.
    // For p = y. / c (= dy/dr): y. = c p, p. = -8 z / (1 - 2 t) y / c.
    let factor = 8.0 / (1.0 - 2.0 * trimming);
    let strength = Complex(-factor * z.0, -factor * z.1);
    let (start, end) = (trimming.sqrt().asin(), (1.0 - trimming).sqrt().asin());
    let h = (end - start) / steps as f64;
    let slope = |v: f64, y: Complex, p: Complex| {
        let c = (2.0 * v).sin();
        (Complex(c * p.0, c * p.1), strength.times(Complex(y.0 / c, y.1 / c)))
    };
    let (mut y, mut p) = (Complex(trimming, 0.0), Complex(1.0, 0.0));
    for j in 0..steps {
        let v = start + h * j as f64;
        let (a, b) = slope(v, y, p);
        let (c, d) = slope(v + 0.5 * h, y.plus(0.5 * h, a), p.plus(0.5 * h, b));
        let (e, f) = slope(v + 0.5 * h, y.plus(0.5 * h, c), p.plus(0.5 * h, d));
        let (g, i) = slope(v + h, y.plus(h, e), p.plus(h, f));
        y = y.plus(h / 6.0, a).plus(h / 3.0, c).plus(h / 3.0, e).plus(h / 6.0, g);
        p = p.plus(h / 6.0, b).plus(h / 3.0, d).plus(h / 3.0, f).plus(h / 6.0, i);
    }
    y.plus(trimming, p)
}

/// The smallest positive zero of D, by bisection: D is 1 at 0 and falls until then.
fn first_zero(trimming: f64) -> f64 {
    let (mut low, mut high) = (0.0, 0.5);
    while determinant(Complex(high, 0.0), trimming, 128).0 > 0.0 {
        low = high;
        high *= 1.3;
    }
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if determinant(Complex(middle, 0.0), trimming, 128).0 > 0.0 { low = middle } else { high = middle }
    }
    low
}

#[cfg(test)]
mod tests {
    //! (a) hand: the mean of the statistic is k, so that D'(0) = -2, and with hardly any dates left it is
    //! chi-squared; (b) Hansen's functions in `tests/it/breaks.rs`; (c) property: the area under the tail is the mean.
    use super::*;
    use crate::distributions::chi_squared_upper;
    use crate::tolerance::Tolerance::{CorrectDigits, Iterative};

    #[test]
    fn slope_of_the_transform() {
        for trimming in [0.02, 0.15, 0.4] {
            let at = |z| determinant(Complex(z, 0.0), trimming, 128).0;
            let slope = (at(1e-6) - at(-1e-6)) / 2e-6;
            Iterative.check(trimming, slope, -2.0).unwrap();
        }
    }

    #[test]
    fn with_hardly_any_dates_it_is_chi_squared() {
        for (x, k) in [(3.0, 1), (3.0, 2), (12.0, 5), (40.0, 3)] {
            let (ours, limit) = (upper(x, k, 0.4999), chi_squared_upper(x, k as f64));
            assert!((ours / limit - 1.0).abs() < 0.01, "{x} {k}: {ours} {limit}");
        }
    }

    #[test]
    fn the_area_under_the_tail_is_the_mean() {
        for (k, trimming) in [(1, 0.15), (2, 0.05), (4, 0.25), (9, 0.15)] {
            // Simpson's rule over x = v^2.
            let (pieces, end) = (80, 8.0);
            let width = end / f64::from(pieces);
            let area: f64 = (0..=pieces)
                .map(|i| {
                    let v = f64::from(i) * width;
                    let weight = if i == 0 || i == pieces {
                        1.0
                    } else if i % 2 == 1 {
                        4.0
                    } else {
                        2.0
                    };
                    weight * width / 3.0 * 2.0 * v * upper(v * v, k, trimming)
                })
                .sum();
            // The area is as good as eighty pieces make it.
            CorrectDigits(4).check(format!("{k} {trimming}"), area, k as f64).unwrap();
        }
    }
}
