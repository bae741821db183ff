"""The screening of `tertius atlas` written with NumPy, SciPy and statsmodels, for triangles named in a file.

Reads counted events (date, initiator, target, code, count; monthly, all conflict) and a list of triangles (three codes a
line), and writes one line of JSON for each triangle's six questions, then one with the seconds of the screening alone.
"""
import argparse
import json
import time

import numpy as np
import pandas as pd
import statsmodels
import statsmodels.api as sm
from scipy.stats import poisson

parser = argparse.ArgumentParser()
parser.add_argument("--table", required=True)
parser.add_argument("--triangles", required=True)
parser.add_argument("--first", required=True)
parser.add_argument("--last", required=True)
parser.add_argument("--lags", type=int, required=True)
parser.add_argument("--design-effect", type=float, required=True)
parser.add_argument("--rows-min", type=int, default=60)
arguments = parser.parse_args()

AHEAD = 3
EXPANSION_FROM = 50.0
months = [str(m) for m in pd.period_range(arguments.first, arguments.last, freq="M")]
position = {m: i for i, m in enumerate(months)}
n = len(months)
deff = arguments.design_effect

events = pd.read_csv(arguments.table, keep_default_na=False)
events = events[events.date.isin(position)]
dyads, totals = {}, {}
for date, a, b, count in zip(events.date, events.initiator, events.target, events["count"]):
    t = position[date]
    dyads.setdefault((a, b) if a < b else (b, a), np.zeros(n))[t] += count
    for s in (a, b):
        totals.setdefault(s, np.zeros(n))[t] += count
triangles = [line.split() for line in open(arguments.triangles) if line.strip()]


def readings(conflict, exposure):
    """Warmth of one side: minus the logarithm of its shrunken rate, less what that is on average at a constant rate."""
    rate = conflict.sum() / exposure.sum()
    expected = exposure * rate
    mu = expected / deff
    small = mu <= EXPANSION_FROM
    centre = deff * expected / (expected + 1.0) ** 2 / 2.0
    counts = np.arange(0, int(EXPANSION_FROM + 12.0 * EXPANSION_FROM**0.5 + 26.0))
    weights = poisson.pmf(counts[:, None], mu[small][None, :])
    centre[small] = np.log(expected[small] + 1.0) - np.log(deff * counts + 1.0) @ weights
    value = -np.log((conflict + 1.0) / (expected + 1.0)) - centre
    return np.where(exposure > 0, value, np.nan)


def response(r, u, v, lags):
    """Mean of r over the next three months on u, r and v of the month and lags of all three: t of u with HC3."""
    t = np.arange(lags, n - AHEAD)
    y = np.mean([r[t + h] for h in range(1, AHEAD + 1)], axis=0)
    x = np.column_stack([np.ones(len(t)), u[t], r[t], v[t]] + [s[t - l] for l in range(1, lags + 1) for s in (u, r, v)])
    complete = np.isfinite(y) & np.isfinite(x).all(axis=1)
    if complete.sum() < arguments.rows_min:
        return None
    fit = sm.OLS(y[complete], x[complete]).fit(cov_type="HC3", use_t=True)
    return fit.params[1], fit.tvalues[1], fit.pvalues[1], int(complete.sum())


begun, in_fits, results = time.perf_counter(), 0.0, []
for states in triangles:
    a, b, c = sorted(states)
    pairs = [(a, b), (a, c), (b, c)]
    counts = [dyads[p] for p in pairs]
    outside = {}
    for s in (a, b, c):
        within = sum(k for p, k in zip(pairs, counts) if s in p)
        outside[s] = np.maximum(totals[s] - within, 0.0)
    sides = [readings(k, outside[p[0]] + outside[p[1]]) for p, k in zip(pairs, counts)]
    fits_begun = time.perf_counter()
    for r, u in [(0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1)]:
        found = response(sides[r], sides[u], sides[3 - r - u], arguments.lags)
        results.append(("-".join(pairs[r]), "-".join(pairs[u]), found))
    in_fits += time.perf_counter() - fits_begun
seconds = time.perf_counter() - begun
for between, driver, found in results:
    line = {"between": between, "driver": driver}
    if found is not None:
        line |= dict(zip(["estimate", "t", "p", "n"], map(float, found)))
    print(json.dumps(line))
print(json.dumps({"seconds": seconds, "seconds_in_fits": in_fits, "program": f"statsmodels {statsmodels.__version__}"}))
