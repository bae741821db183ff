"""Writes input.csv and expected.toml: local projections whose response depends on a state.

Columns by shifting a pandas table, weights by numpy, regressions and tests of differences by statsmodels.
"""
import pathlib

import numpy as np
import pandas as pd
import statsmodels
import statsmodels.api as sm

here = pathlib.Path(__file__).parent
rng = np.random.default_rng(60254)
n, lags, steps = 220, 1, 4
r, u, z = np.zeros(n + 50), np.zeros(n + 50), np.zeros(n + 50)
for t in range(1, n + 50):
    e = rng.standard_normal(3)
    z[t] = 0.8 * z[t - 1] + e[2]
    u[t] = 0.5 * u[t - 1] + e[1] + 0.3 * e[0]
    r[t] = 0.5 * r[t - 1] + (-0.6 if z[t - 1] > 0 else 0.1) * u[t - 1] + e[0]
table = pd.DataFrame({"r": r[50:], "u": u[50:], "z": z[50:] + 3.0, "s": (z[50:] > 0.3).astype(float)}).round(9)
table.loc[60, "z"] = np.nan
table.loc[100, "s"] = np.nan
table.to_csv(here / "input.csv", index=False)
table = pd.read_csv(here / "input.csv")


def numbers(values):
    return "[" + ", ".join(repr(float(v)) for v in np.asarray(values).ravel()) + "]"


def design(impulse_last):
    x = pd.DataFrame({"const": 1.0, "u": table["u"]})
    if impulse_last:
        x["r"] = table["r"]
    for lag in range(1, lags + 1):
        x[f"u{lag}"], x[f"r{lag}"] = table["u"].shift(lag), table["r"].shift(lag)
    return x


standard = (table["z"] - table["z"].mean()) / table["z"].std(ddof=1)
weights = {"logistic": 1 / (1 + np.exp(-1.5 * standard)), "indicator": table["s"]}
lines = [
    f'recipe = "statsmodels {statsmodels.__version__}, pandas {pd.__version__}, numpy {np.__version__}"',
    'tolerance = "exact"',
    f"lags = {lags}",
    f"steps = {steps}",
    "gamma = 1.5",
]
for impulse_last in [True, False]:
    for kind, weight in weights.items():
        for delay in [0, 1]:
            x, w = design(impulse_last), weight.shift(delay)
            both = pd.concat([x.mul(w, axis=0).add_prefix("high_"), x.mul(1 - w, axis=0).add_prefix("low_")], axis=1)
            first = 1 if impulse_last else 0
            found = {key: [] for key in ["high", "low", "difference", "se_high", "se_low", "se_difference", "se_difference_newey_west"]}
            for h in range(first, steps):
                rows = pd.concat([table["r"].shift(-h).rename("y"), both], axis=1).dropna()
                if h == first:
                    periods_high = w[rows.index].sum()
                model = sm.OLS(rows["y"], rows.drop(columns="y"))
                fit = model.fit(cov_type="HC3", use_t=True)
                hac = model.fit(cov_type="HAC", cov_kwds=dict(maxlags=h, use_correction=True), use_t=True)
                apart, apart_hac = fit.t_test("high_u - low_u = 0"), hac.t_test("high_u - low_u = 0")
                found["high"].append(fit.params["high_u"])
                found["low"].append(fit.params["low_u"])
                found["difference"].append(np.squeeze(apart.effect))
                found["se_high"].append(fit.bse["high_u"])
                found["se_low"].append(fit.bse["low_u"])
                found["se_difference"].append(np.squeeze(apart.sd))
                found["se_difference_newey_west"].append(np.squeeze(apart_hac.sd))
            lines += [
                "",
                "[[path]]",
                f"impulse_last = {str(impulse_last).lower()}",
                f'weight = "{kind}"',
                f"delay = {delay}",
                f"periods_high = {float(periods_high)!r}",
            ]
            lines += [f"{key} = {numbers(values)}" for key, values in found.items()]
(here / "expected.toml").write_text("\n".join(lines) + "\n")
