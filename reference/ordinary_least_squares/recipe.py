"""Writes input.csv and expected.toml: one regression, five covariances, by statsmodels."""
import pathlib

import numpy as np
import statsmodels
import statsmodels.api as sm

here = pathlib.Path(__file__).parent
rng = np.random.default_rng(20251)
n = 60
a = rng.normal(size=n)
b = 0.6 * a + rng.normal(size=n)
c = 100 + 7 * rng.standard_t(3, size=n)
u = rng.normal(size=n)
for t in range(1, n):
    u[t] += 0.5 * u[t - 1]
y = 2.0 - 1.5 * a + 0.25 * b + 0.01 * c + (0.3 + np.abs(a)) * u
np.savetxt(here / "input.csv", np.column_stack([y, a, b, c]), delimiter=",", header="y,a,b,c", comments="", fmt="%.12g")

data = np.loadtxt(here / "input.csv", delimiter=",", skiprows=1)
y, x = data[:, 0], sm.add_constant(data[:, 1:])
ols = sm.OLS(y, x)


def row(values):
    return "[" + ", ".join(repr(float(v)) for v in np.atleast_1d(values)) + "]"


kinds = {
    "classical": dict(cov_type="nonrobust"),
    "hc0": dict(cov_type="HC0", use_t=True),
    "hc1": dict(cov_type="HC1", use_t=True),
    "hc2": dict(cov_type="HC2", use_t=True),
    "hc3": dict(cov_type="HC3", use_t=True),
    "newey_west_4": dict(cov_type="HAC", cov_kwds=dict(maxlags=4, use_correction=False), use_t=True),
    "newey_west_4_small_sample": dict(cov_type="HAC", cov_kwds=dict(maxlags=4, use_correction=True), use_t=True),
}
plain = ols.fit()
lines = [
    f'recipe = "statsmodels {statsmodels.__version__}, numpy {np.__version__}"',
    'tolerance = "exact"',
    f"coefficients = {row(plain.params)}",
    f"leverages = {row(plain.get_influence().hat_matrix_diag)}",
    f"residual_sum_of_squares = {float(plain.ssr)!r}",
    f"r_squared = {float(plain.rsquared)!r}",
]
for name, kind in kinds.items():
    fit = ols.fit(**kind)
    test = fit.f_test(np.eye(4)[1:3])
    total = fit.t_test([0, 1, 1, 0])
    lines += [
        "",
        f"[covariance.{name}]",
        f"standard_errors = {row(fit.bse)}",
        f"p_values = {row(fit.pvalues)}",
        f"low_95 = {row(fit.conf_int()[:, 0])}",
        f"f_a_b = {float(np.squeeze(test.fvalue))!r}",
        f"p_a_b = {float(np.squeeze(test.pvalue))!r}",
        f"sum_a_b = {float(np.squeeze(total.effect))!r}",
        f"standard_error_sum_a_b = {float(np.squeeze(total.sd))!r}",
    ]
(here / "expected.toml").write_text("\n".join(lines) + "\n")
