"""Writes input.csv and expected.toml: tests of calibration by SciPy and statsmodels."""
import pathlib
import warnings

import numpy as np
import scipy
import statsmodels
from scipy import stats
from statsmodels.stats.proportion import proportion_confint
from statsmodels.tsa.arima.model import ARIMA

warnings.simplefilter("ignore")
here = pathlib.Path(__file__).parent
rng = np.random.default_rng(20011)
n = 72
z = np.zeros(n)
for t in range(n):
    z[t] = 0.2 + (0.35 * (z[t - 1] - 0.2) if t else 0) + 0.85 * rng.standard_normal()
table = np.column_stack([np.round(stats.norm.cdf(z), 6), np.round(rng.uniform(size=n), 6), rng.uniform(size=n) < 0.84])
np.savetxt(here / "input.csv", table, header="memory,even,held", comments="", delimiter=",", fmt="%.10g")
table = np.loadtxt(here / "input.csv", skiprows=1, delimiter=",")
lines = [
    f'recipe = "scipy {scipy.__version__}, statsmodels {statsmodels.__version__}, numpy {np.__version__}"',
    'tolerance = "exact"',
    "bins = 9",
]
for name, u in zip(["memory", "even"], table.T):
    ks = stats.kstest(u, "uniform", mode="exact")
    chi = stats.chisquare(np.histogram(u, bins=9, range=(0, 1))[0])
    z = stats.norm.ppf(u)
    fit = ARIMA(z, order=(1, 0, 0), trend="c").fit(method_kwargs=dict(maxiter=1000, pgtol=1e-12, factr=10))
    ratio = 2 * (fit.llf - np.sum(stats.norm.logpdf(z)))
    mean, rho, variance = fit.params
    lines += [
        "",
        f"[{name}]",
        f"kolmogorov_smirnov = {float(ks.statistic)!r}",
        f"kolmogorov_smirnov_p = {float(ks.pvalue)!r}",
        f"chi_squared = {float(chi.statistic)!r}",
        f"chi_squared_p = {float(chi.pvalue)!r}",
        f"berkowitz = {float(ratio)!r}",
        f"berkowitz_p = {float(stats.chi2.sf(ratio, 3))!r}",
        f"berkowitz_estimates = [{float(mean)!r}, {float(np.sqrt(variance))!r}, {float(rho)!r}]",
    ]
held = int(table[:, 2].sum())
for promised in [0.5, 0.8, 0.9, 0.95]:
    ratio = 2 * (stats.binom.logpmf(held, n, held / n) - stats.binom.logpmf(held, n, promised))
    low, high = proportion_confint(held, n, alpha=1 - promised, method="wilson")
    lines += [
        "",
        "[[coverage]]",
        f"promised = {promised}",
        f"likelihood_ratio = {float(ratio)!r}",
        f"p_value = {float(stats.chi2.sf(ratio, 1))!r}",
        f"wilson = [{float(low)!r}, {float(high)!r}]",
    ]
for size in [1, 5, 40, 150, 1000]:
    d = np.array([0.6, 0.9, 1.3, 1.9, 2.6]) / np.sqrt(size)
    d = d[d < 1]
    lines += [
        "",
        "[[kolmogorov]]",
        f"n = {size}",
        f"d = [{', '.join(repr(float(v)) for v in d)}]",
        f"p = [{', '.join(repr(float(v)) for v in stats.kstwo.sf(d, size))}]",
    ]
(here / "expected.toml").write_text("\n".join(lines) + "\n")
