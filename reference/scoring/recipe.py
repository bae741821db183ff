"""Writes input.csv and expected.toml: scores by properscoring, SciPy's quadrature of their definitions, and NumPy."""
import importlib.metadata
import pathlib
import warnings

import numpy as np
import scipy
from scipy import integrate, stats
from scipy.spatial.distance import cdist

warnings.simplefilter("ignore")
import properscoring  # noqa: E402

here = pathlib.Path(__file__).parent
rng = np.random.default_rng(20071)
n, draws = 24, 12
y = rng.standard_normal(n) * 2
centre = y + rng.standard_normal(n)
scale = rng.uniform(0.3, 2.5, n)
rate = rng.uniform(0.2, 30, n)
count = rng.poisson(rate)
count[0], count[1] = 40, 0
probability = rng.uniform(size=n)
event = (rng.uniform(size=n) < probability).astype(int)
ensemble = centre[:, None] + scale[:, None] * rng.standard_normal((n, draws))
names = ["y", "centre", "scale", "count", "rate", "probability", "event"] + [f"x{j}" for j in range(draws)]
table = np.round(np.column_stack([y, centre, scale, count, rate, probability, event, ensemble]), 5)
np.savetxt(here / "input.csv", table, header=",".join(names), comments="", delimiter=",", fmt="%.10g")
table = np.loadtxt(here / "input.csv", skiprows=1, delimiter=",")
y, centre, scale, count, rate, probability, event = table[:, :7].T
ensemble = table[:, 7:]
versions = ", ".join(f"{p} {importlib.metadata.version(p)}" for p in ["properscoring", "scipy", "numpy"])
lines = [f'recipe = "{versions}"', 'tolerance = "exact"']


def write(name, values):
    lines.append(f"{name} = [{', '.join(repr(float(v)) for v in values)}]")


def quadrature(law, at):
    options = dict(epsabs=1e-13, epsrel=1e-13, limit=400)
    low, high = law.support()
    low, high = max(low, -np.inf), min(high, np.inf)
    first = integrate.quad(lambda x: law.cdf(x) ** 2, low, min(max(at, low), high), **options)[0]
    second = integrate.quad(lambda x: law.sf(x) ** 2, min(max(at, low), high), high, **options)[0]
    return first + second + max(low - at, 0) + max(at - high, 0)


class Mixture:
    """0.3 N(c - s, s) + 0.7 N(c + s, s/2)."""

    def __init__(self, c, s):
        self.parts = [(0.3, stats.norm(c - s, s)), (0.7, stats.norm(c + s, s / 2))]

    def support(self):
        return -np.inf, np.inf

    def cdf(self, x):
        return sum(w * part.cdf(x) for w, part in self.parts)

    def sf(self, x):
        return sum(w * part.sf(x) for w, part in self.parts)

    def logpdf(self, x):
        return np.logaddexp.reduce([np.log(w) + part.logpdf(x) for w, part in self.parts])


laws = {
    "normal": stats.norm,
    "student_t": lambda c, s: stats.t(4.5, c, s),
    "logistic": stats.logistic,
    "laplace": stats.laplace,
    "uniform": lambda c, s: stats.uniform(c - s, 2 * s),
    "mixture": Mixture,
}
write("crps_normal_closed_form", properscoring.crps_gaussian(y, centre, scale))
write("crps_sample", properscoring.crps_ensemble(y, ensemble))
write("brier", properscoring.brier_score(event, probability))
for name, law in laws.items():
    each = [law(c, s) for c, s in zip(centre, scale)]
    write(f"quadrature_crps_{name}", [quadrature(one, at) for one, at in zip(each, y)])
    write(f"cdf_{name}", [one.cdf(at) for one, at in zip(each, y)])
    # Outside of its support the uniform forecast has no logarithmic score.
    write(f"log_score_{name}", [-one.logpdf(at) for one, at in zip(each, y) if np.isfinite(one.logpdf(at))])
counts = np.arange(0, 400)
write("crps_poisson", [np.sum((stats.poisson.cdf(counts, r) - (counts >= k)) ** 2) for k, r in zip(count, rate)])
write("cdf_poisson", stats.poisson.cdf(count, rate))
write("log_score_poisson", -stats.poisson.logpmf(count, rate))
write("pit_poisson", stats.poisson.cdf(count - 1, rate) + probability * stats.poisson.pmf(count, rate))


def pinball(quantile, level):
    return np.maximum(level * (y - quantile), (level - 1) * (y - quantile))


write("quantile_score_20", pinball(centre, 0.2))
levels = np.array([0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975])
quantiles = stats.norm.ppf(levels[:, None], centre, scale)
write("weighted_interval_score", 2 * np.mean([pinball(q, a) for q, a in zip(quantiles, levels)], axis=0))
low, high = quantiles[1], quantiles[-2]
write("interval_score_80", high - low + 10 * np.clip(low - y, 0, None) + 10 * np.clip(y - high, 0, None))
# Three numbers at once: the first three rows of y against the columns of the draws.
members = ensemble[:3].T
target = y[:3]
energy = cdist(members, target[None]).mean() - 0.5 * cdist(members, members).mean()
lines.append(f"energy_score = {float(energy)!r}")
gaps = np.abs(members[:, :, None] - members[:, None, :]) ** 0.5
variogram = np.sum((np.abs(target[:, None] - target[None]) ** 0.5 - gaps.mean(axis=0)) ** 2)
lines.append(f"variogram_score = {float(variogram)!r}")
(here / "expected.toml").write_text("\n".join(lines) + "\n")
