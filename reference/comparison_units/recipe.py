"""Writes input.csv and expected.toml: difference in differences by statsmodels, weights by SciPy's NNLS.

The point of a convex hull nearest to the origin is a problem of non-negative least squares: with the points in the
columns of P, min |P u|^2 + (1'u - 1)^2 over u >= 0 has a solution proportional to the weights. SciPy's general
optimiser (SLSQP) checks it to three decimals.
"""
import pathlib

import numpy as np
import pandas
import scipy
import statsmodels
import statsmodels.formula.api as smf
from scipy.optimize import minimize, nnls

here = pathlib.Path(__file__).parent
rng = np.random.default_rng(2021)
periods, before, units = 26, 18, 14
common = np.cumsum(rng.normal(size=(periods, 3)), axis=0)
y = common @ rng.uniform(0, 1, size=(3, units)) + rng.normal(scale=0.4, size=(periods, units)) + rng.uniform(0, 8, size=units)
y[before:, :2] += np.array([3.0, 1.5])
names = [f"u{j:02}" for j in range(units)]
np.savetxt(here / "input.csv", y, delimiter=",", header=",".join(names), comments="", fmt="%.12g")
y = np.loadtxt(here / "input.csv", delimiter=",", skiprows=1)


def simplex(a, b, ridge):
    points = np.vstack([a - b[:, None], np.sqrt(ridge) * np.eye(a.shape[1])])
    scale = np.abs(points).max()
    u, _ = nnls(np.vstack([points / scale, np.ones(a.shape[1])]), np.r_[np.zeros(len(points)), 1.0], maxiter=10000)
    w = u / u.sum()
    check = minimize(
        lambda v: np.sum((a @ v - b) ** 2) + ridge * v @ v,
        np.full(a.shape[1], 1 / a.shape[1]),
        jac=lambda v: 2 * a.T @ (a @ v - b) + 2 * ridge * v,
        bounds=[(0, 1)] * a.shape[1],
        constraints={"type": "eq", "fun": lambda v: v.sum() - 1, "jac": np.ones_like},
        method="SLSQP",
        options={"ftol": 1e-15, "maxiter": 5000},
    )
    assert np.abs(check.x - w).max() < 2e-3, np.abs(check.x - w).max()
    return w


def estimate(method, treated, controls):
    target, donors = y[:, treated].mean(1), y[:, controls]
    variance = np.diff(donors[:before], axis=0).var(ddof=1)
    after = periods - before
    if method == "synthetic_control":
        w = simplex(donors[:before], target[:before], 1e-12 * variance * before)
        l = np.zeros(before)
    else:
        centred = lambda m: m - m.mean(0)
        w = simplex(centred(donors[:before]), centred(target[:before]), np.sqrt(len(treated) * after) * variance * before)
        l = simplex(centred(donors[:before].T), centred(donors[before:].mean(0)), 1e-12 * variance * len(controls))
    gap = target - donors @ w
    gap = gap - l @ gap[:before]
    return gap[before:].mean(), w, l, np.sqrt((gap[before:] ** 2).mean() / (gap[:before] ** 2).mean())


def list_of(values):
    return "[" + ", ".join(repr(float(v)) for v in values) + "]"


lines = [
    f'recipe = "statsmodels {statsmodels.__version__}, scipy {scipy.__version__}, numpy {np.__version__}"',
    'tolerance = "exact"',
    f"before = {before}",
]
long = pandas.DataFrame(
    [(names[j], t, y[t, j], int(j < 2 and t >= before)) for j in range(units) for t in range(periods)],
    columns=["unit", "period", "y", "d"],
)
fit = smf.ols("y ~ d + C(unit) + C(period)", long).fit(
    cov_type="cluster", cov_kwds={"groups": long["unit"].astype("category").cat.codes}, use_t=True
)
lines += ["", "[clustered]", 'treated = ["u00", "u01"]', f"effect = {float(fit.params['d'])!r}"]
lines += [f"standard_error = {float(fit.bse['d'])!r}", f"p_value = {float(fit.pvalues['d'])!r}"]
for method in ("synthetic_control", "synthetic_difference_in_differences"):
    for treated in ([0], [1], [0, 1]):
        controls = [j for j in range(2, units)]
        effect, w, l, ratio = estimate(method, treated, controls)
        lines += ["", f"[[{method}]]", f"treated = {[names[j] for j in treated]}".replace("'", '"')]
        lines += [f"effect = {float(effect)!r}", f"unit_weights = {list_of(w)}", f"period_weights = {list_of(l)}"]
        if len(treated) == 1:
            each = [estimate(method, [j], [i for i in controls if i != j]) for j in controls]
            placebos = np.array([e[0] for e in each])
            lines += [f"ratio = {float(ratio)!r}", f"placebos = {list_of(placebos)}"]
            lines += [f"ratios = {list_of(e[3] for e in each)}", f"standard_error = {float(placebos.std())!r}"]
            out = [estimate(method, treated, [i for i in controls if i != j])[0] for j in controls]
            lines += [f"left_out = {list_of(out)}"]
(here / "expected.toml").write_text("\n".join(lines) + "\n")
