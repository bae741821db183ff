"""Writes input.csv and expected.toml: mode and moments of a hierarchical Bayesian vector autoregression.

The marginal likelihood is the density of the stacked series: given the error covariance the series are jointly
normal, and the inverse Wishart is integrated out by the determinant of the T x T covariance (matrix t). The mode is
found by scipy, the moments of the tightness by quadrature over its hyperprior.
"""
import pathlib

import numpy as np
import scipy
from scipy.optimize import minimize
from scipy.special import multigammaln
from scipy.stats import gamma

here = pathlib.Path(__file__).parent
rng = np.random.default_rng(20264)
n = 80
y = np.zeros((n, 2))
y[0] = [1.0, -0.5]
for t in range(1, n):
    y[t] = [0.2, 0.0] + np.array([[0.8, 0.1], [0.0, 0.6]]) @ y[t - 1] + np.array([[1.0, 0.0], [0.4, 0.7]]) @ rng.normal(size=2)
np.savetxt(here / "input.csv", y, delimiter=",", header="u,v", comments="", fmt="%.12g")
y = np.loadtxt(here / "input.csv", delimiter=",", skiprows=1)
m, p = 2, 2
k = m * p + 1
scales = np.array([1.2, 0.6])
x = np.column_stack([y[p - lag : n - lag] for lag in range(1, p + 1)] + [np.ones(n - p)])
now = y[p:]
start = y[:p].mean(axis=0)


def log_matrix_t(rows_x, rows_y, precision, mean, scale, degrees):
    """log density of rows_y: matrix t with row covariance I + X D X'."""
    count = len(rows_y)
    cover = np.eye(count) + (rows_x / precision) @ rows_x.T
    gap = rows_y - rows_x @ mean
    total = scale + gap.T @ np.linalg.solve(cover, gap)
    return (
        multigammaln((degrees + count) / 2, m)
        - multigammaln(degrees / 2, m)
        - count * m / 2 * np.log(np.pi)
        - m / 2 * np.linalg.slogdet(cover)[1]
        + degrees / 2 * np.linalg.slogdet(scale)[1]
        - (degrees + count) / 2 * np.linalg.slogdet(total)[1]
    )


def log_marginal_likelihood(tightness, mu, delta, psi=scales):
    precision = np.array([psi[j] * lag**2 / tightness**2 for lag in range(1, p + 1) for j in range(m)] + [1 / 5.0**2])
    mean = np.zeros((k, m))
    mean[:m] = np.eye(m)
    dummy_x, dummy_y = [], []
    for j in range(m):
        one = np.zeros(m)
        one[j] = start[j] / mu
        dummy_x.append(np.append(np.tile(one, p), 0.0))
        dummy_y.append(one)
    dummy_x.append(np.append(np.tile(start / delta, p), 1 / delta))
    dummy_y.append(start / delta)
    dummy_x, dummy_y = np.array(dummy_x), np.array(dummy_y)
    common = (precision, mean, np.diag(psi), m + 2.0)
    both = log_matrix_t(np.vstack([dummy_x, x]), np.vstack([dummy_y, now]), *common)
    return both - log_matrix_t(dummy_x, dummy_y, *common)


def hyperprior(mode, sd):
    scale = (np.sqrt(mode**2 + 4 * sd**2) - mode) / 2
    return gamma(1 + mode / scale, scale=scale)


tight, spread = hyperprior(0.2, 0.4), hyperprior(1.0, 1.0)


def target(logs):
    values = np.exp(logs)
    return -(log_marginal_likelihood(*values) + tight.logpdf(values[0]) + spread.logpdf(values[1:]).sum())


best = minimize(target, np.log([0.2, 1.0, 1.0]), method="Nelder-Mead", options=dict(xatol=1e-10, fatol=1e-13, maxiter=20000, maxfev=20000))
mode = np.exp(best.x)

# The tightness alone, mu and delta at 1: moments by quadrature in logarithms.
logs = np.linspace(np.log(1e-4), np.log(60), 6001)
weights = np.array([log_marginal_likelihood(np.exp(v), 1.0, 1.0) + tight.logpdf(np.exp(v)) + v for v in logs])
weights = np.exp(weights - weights.max())
weights /= weights.sum()
mean = (weights * np.exp(logs)).sum()
deviation = np.sqrt((weights * np.exp(logs) ** 2).sum() - mean**2)


def row(values):
    return "[" + ", ".join(repr(float(v)) for v in values) + "]"


lines = [
    f'recipe = "numpy {np.__version__}, scipy {scipy.__version__}"',
    'tolerance = "iterative"',
    f"lags = {p}",
    f"scales = {row(scales)}",
    "# log marginal likelihood at tightness, mu, delta",
    f"points = {row([0.1, 1.0, 1.0, 0.5, 0.4, 2.0, 3.0, 5.0, 0.2])}",
    f"values = {row([log_marginal_likelihood(0.1, 1.0, 1.0), log_marginal_likelihood(0.5, 0.4, 2.0), log_marginal_likelihood(3.0, 5.0, 0.2)])}",
    f"mode = {row(mode)}",
    f"log_marginal_likelihood_at_mode = {float(log_marginal_likelihood(*mode))!r}",
    "# mean and standard deviation of the tightness, mu and delta at 1",
    f"tightness = {row([mean, deviation])}",
]
(here / "expected.toml").write_text("\n".join(lines) + "\n")
