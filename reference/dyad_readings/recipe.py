"""Writes input.csv and expected.toml: readings of indicators and stated error rates, by pandas, scipy and counting days.

Means and spreads of periods by pandas groupby; story multiplicity by the moments of scipy's geometric distribution;
coder error by inverting the two-by-two table of true and coded sides with numpy; measures in force by walking through
every day of a month.
"""
import datetime
import pathlib

import numpy as np
import pandas as pd
import scipy
from scipy.stats import geom, gmean

here = pathlib.Path(__file__).parent
rng = np.random.default_rng(20264)
days = pd.date_range("2018-01-01", "2018-06-30")
table = pd.DataFrame({"day": days.strftime("%Y-%m-%d"), "first": rng.normal(3, 2, len(days)), "second": rng.normal(-1, 5, len(days))})
# Gaps: a third of the first column, and all of March but one day of the second.
table.loc[rng.random(len(days)) < 0.33, "first"] = np.nan
table.loc[(days.month == 3) & (days.day != 9), "second"] = np.nan
table.to_csv(here / "input.csv", index=False, float_format="%.10g")
table = pd.read_csv(here / "input.csv", parse_dates=["day"])
month = table["day"].dt.to_period("M")


def row(values):
    return "[" + ", ".join(repr(float(v)) for v in values) + "]"


lines = [
    f'recipe = "pandas {pd.__version__}, numpy {np.__version__}, scipy {scipy.__version__}"',
    'tolerance = "exact"',
]
for column in ["first", "second"]:
    grouped = table[column].groupby(month)
    n = grouped.count()
    squares = grouped.var(ddof=0) * n
    pooled = (grouped.var(ddof=1) * (n - 1)).sum() / (n - 1).sum()
    lines += ["", f"[{column}]", f"mean = {row(grouped.mean())}", f"variance = {row((squares + pooled) / n**2)}"]

rates = [0.0, 0.1, 0.25, 0.6, 0.9]
effects = [geom(1 - r).moment(2) / geom(1 - r).moment(1) for r in rates]
lines += ["", "[duplicates]", f"rate = {row(rates)}", f"design_effect = {row(effects)}"]

# Counts coded as cooperation and conflict; the true ones solve the table of errors.
cooperation, conflict, error = 37, 11, 0.08
true = np.linalg.solve([[1 - error, error], [error, 1 - error]], [cooperation, conflict])
lines += ["", "[coder]", f"coded = [{cooperation}, {conflict}]", f"error = {error}"]
lines += [f"balance = {float((true[0] - true[1]) / true.sum())!r}"]

# Trade of two states with each other and in total.
flow, totals = 41.5, [980.0, 310.25]
share = gmean([flow / totals[0], flow / totals[1]])
lines += ["", "[trade]", f"flow = {flow}", f"totals = {row(totals)}", f"share = {float(share)!r}"]

# Measures: initiator, target, first day, last day (empty: still), number of kinds; 2019 by month.
cases = [
    ("USA", "RUS", "2018-11-20", "2019-03-10", 2),
    ("RUS", "USA", "2019-02-15", "", 1),
    ("USA", "RUS", "2019-06-01", "2019-06-01", 3),
]
values = []
for m in range(1, 13):
    first = datetime.date(2019, m, 1)
    span = [first + datetime.timedelta(k) for k in range(31) if (first + datetime.timedelta(k)).month == m]
    kinds = [sum(k for _, _, a, b, k in cases if a <= d.isoformat() and (not b or d.isoformat() <= b)) for d in span]
    values.append(-np.log1p(np.mean(kinds)))
lines += ["", "[in_force]", "cases = [" + ", ".join(f'"{a},{b},{c},{d},{k}"' for a, b, c, d, k in cases) + "]"]
lines += [f"value = {row(np.array(values) + 0.0)}"]
(here / "expected.toml").write_text("\n".join(lines) + "\n")
