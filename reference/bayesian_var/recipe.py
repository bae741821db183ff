"""Writes input.csv and expected.toml: conjugate Bayesian vector autoregressions by other roads than closed forms.

Posterior means by least squares on stacked dummy rows (numpy), marginal likelihood as the product of one-step
predictive densities (scipy multivariate_t), Savage-Dickey ratios by scipy multivariate_t, scales by statsmodels.
"""
import pathlib

import numpy as np
import scipy
import statsmodels
import statsmodels.api as sm
from scipy.stats import multivariate_t

here = pathlib.Path(__file__).parent
rng = np.random.default_rng(20263)
n = 70
mix = np.array([[1.0, 0.0], [0.5, 0.8]])
lag = [np.array([[0.5, 0.2], [0.0, 0.4]]), np.array([[0.1, 0.0], [0.1, 0.2]])]
y = np.zeros((n + 30, 2))
for t in range(2, n + 30):
    y[t] = [2.0, -0.5] + lag[0] @ y[t - 1] + lag[1] @ y[t - 2] + mix @ rng.normal(size=2)
np.savetxt(here / "input.csv", y[30:], delimiter=",", header="u,v", comments="", fmt="%.12g")
y = np.loadtxt(here / "input.csv", delimiter=",", skiprows=1)
m, p = 2, 2
k = m * p + 1


def row(values):
    return "[" + ", ".join(repr(float(v)) for v in np.asarray(values).ravel(order="F")) + "]"


def regressors(y):
    columns = [y[p - lag : len(y) - lag] for lag in range(1, p + 1)]
    return np.column_stack(columns + [np.ones(len(y) - p)]), y[p:]


def least_squares_scales(y, lags):
    each = []
    for j in range(m):
        x = np.column_stack([y[lags - lag : len(y) - lag, j] for lag in range(1, lags + 1)])
        fit = sm.OLS(y[lags:, j], sm.add_constant(x)).fit()
        each.append(fit.ssr / fit.df_resid)
    return np.array(each)


def dummy_rows(y, sums, start):
    """Sum-of-coefficients rows with weight `sums`, the initial-observation row with weight `start`."""
    mean = y[:p].mean(axis=0)
    x_rows, y_rows = [], []
    if sums > 0:
        for j in range(m):
            one = np.zeros(m)
            one[j] = mean[j] * sums
            x_rows.append(np.append(np.tile(one, p), 0.0))
            y_rows.append(one)
    if start > 0:
        x_rows.append(np.append(np.tile(mean * start, p), start))
        y_rows.append(mean * start)
    return np.array(x_rows).reshape(-1, k), np.array(y_rows).reshape(-1, m)


class Form:
    """A prior as rows: sqrt(precision) with values sqrt(precision) times the mean; then any rows are stacked below."""

    def __init__(self, precision, own, scale, degrees):
        root = np.sqrt(precision)
        mean = np.zeros((k, m))
        mean[:m] = np.diag(own)
        self.x, self.y = np.diag(root), root[:, None] * mean
        self.scale0, self.degrees = np.diag(scale), degrees

    def seen(self, x, y, count):
        new = object.__new__(Form)
        new.x, new.y = np.vstack([self.x, x]), np.vstack([self.y, y])
        new.scale0, new.degrees = self.scale0, self.degrees + count
        return new

    def posterior(self):
        mean = np.linalg.lstsq(self.x, self.y, rcond=None)[0]
        gap = self.y - self.x @ mean
        return mean, self.scale0 + gap.T @ gap, np.linalg.pinv(self.x) @ np.linalg.pinv(self.x).T

    def predictive(self, x):
        mean, scale, spread = self.posterior()
        df = self.degrees - m + 1
        return multivariate_t(loc=x @ mean, shape=scale * (1 + x @ spread @ x) / df, df=df)

    def block_at_zero(self, block, equation):
        mean, scale, spread = self.posterior()
        df = self.degrees - m + 1
        shape = spread[np.ix_(block, block)] * scale[equation, equation] / df
        return multivariate_t(loc=mean[block, equation], shape=shape, df=df).logpdf(np.zeros(len(block)))


def minnesota(y, tightness, decay, constant, own, scales, sums, start):
    precision = [scales[j] * lag ** (2 * decay) / tightness**2 for lag in range(1, p + 1) for j in range(m)]
    form = Form(np.array(precision + [1 / constant**2]), own, scales, m + 2)
    dummies = dummy_rows(y, sums, start)
    return form.seen(*dummies, len(dummies[0]))


def sims_zha(y, l0, l1, l3, l4, sums, start, scales, degrees):
    precision = [scales[j] / (l0 * l1 * lag**-l3) ** 2 for lag in range(1, p + 1) for j in range(m)]
    form = Form(np.array(precision + [1 / (l0 * l4) ** 2]), np.ones(m), scales / l0**2, degrees)
    return form.seen(*dummy_rows(y, sums, start), 0)


def evidence(prior, x, y):
    form, total = prior, 0.0
    for at in range(len(y)):
        total += form.predictive(x[at]).logpdf(y[at])
        form = form.seen(x[at : at + 1], y[at : at + 1], 1)
    return total


def section(name, prior):
    x, now = regressors(y)
    after = prior.seen(x, now, len(now))
    mean, scale, _ = after.posterior()
    following = np.append(np.concatenate([y[-1], y[-2]]), 1.0)
    predictive = after.predictive(following)
    lines = ["", f"[{name}]", f"mean = {row(mean)}", f"scale = {row(scale)}", f"degrees = {float(after.degrees)!r}"]
    lines += [f"log_marginal_likelihood = {float(evidence(prior, x, now))!r}"]
    lines += [f"next_location = {row(predictive.loc)}", f"next_log_density = {float(predictive.logpdf([4.0, 1.0]))!r}"]
    for effect, cause in [(0, 1), (1, 0)]:
        block = [cause, m + cause]
        before, behind = prior.block_at_zero(block, effect), after.block_at_zero(block, effect)
        lines += [f"excluding_{'uv'[cause]}_from_{'uv'[effect]} = {row([behind - before, before, behind])}"]
    return lines


first = 50
scores = []
for t in range(first, n):
    past = y[:t]
    prior = minnesota(past, 0.3, 1.0, 10.0, [0.8, 0.2], least_squares_scales(past, 1), 1 / 1.5, 1 / 0.7)
    x, now = regressors(past)
    following = np.append(np.concatenate([past[-1], past[-2]]), 1.0)
    scores.append(prior.seen(x, now, len(now)).predictive(following).logpdf(y[t]))

lines = [
    f'recipe = "numpy {np.__version__}, scipy {scipy.__version__}, statsmodels {statsmodels.__version__}"',
    'tolerance = "exact"',
    f"lags = {p}",
    f"first = {first}",
    f"log_scores = {row(scores)}",
    "# matrices column by column, one column per equation; terms u.l1 v.l1 u.l2 v.l2 const",
]
lines += section("minnesota", minnesota(y, 0.3, 1.0, 10.0, [0.8, 0.2], least_squares_scales(y, 1), 1 / 1.5, 1 / 0.7))
lines += section("minnesota_plain", minnesota(y, 0.2, 2.0, 5.0, [1.0, 1.0], np.array([1.5, 0.75]), 0.0, 0.0))
lines += section("sims_zha", sims_zha(y, 0.6, 0.1, 2.0, 0.25, 0.0, 0.0, least_squares_scales(y, p), 3.0))
lines += section("sims_zha_dummies", sims_zha(y, 0.8, 0.3, 1.0, 0.5, 2.0, 1.5, least_squares_scales(y, p), 5.0))
(here / "expected.toml").write_text("\n".join(lines) + "\n")
