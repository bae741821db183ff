"""Writes input.csv and expected.toml: responses along a path of horizons, with their covariance across horizons.

Columns by shifting a pandas table and dropping incomplete rows; single regressions and standard errors by statsmodels.
The covariance across horizons is that of one stacked regression (all horizons below each other, block-diagonal
regressors) with errors clustered by period, or with scores summed by period before Newey and West's weights.
"""
import pathlib

import numpy as np
import pandas as pd
import statsmodels
import statsmodels.api as sm
from scipy.linalg import block_diag

here = pathlib.Path(__file__).parent
rng = np.random.default_rng(60253)
n, lags, steps = 150, 2, 5
series = np.zeros((n + 50, 3))
for t in range(1, n + 50):
    r, u, v = series[t - 1]
    e = rng.standard_t(5, size=3)
    series[t] = [0.6 * r - 0.3 * u + 0.1 * v + e[0], 0.5 * u + e[1] + 0.4 * e[0], 0.4 * v + 0.2 * r + e[2]]
table = pd.DataFrame(series[50:], columns=["r", "u", "v"]).round(9)
table.loc[[40, 41, 97], "r"] = np.nan
table.loc[75, "v"] = np.nan
table.to_csv(here / "input.csv", index=False)
table = pd.read_csv(here / "input.csv")


def design(impulse_last):
    held = ["r", "v"] if impulse_last else []
    x = pd.DataFrame({"const": 1.0, "impulse": table["u"]})
    for name in held:
        x[name] = table[name]
    for lag in range(1, lags + 1):
        for name in ["u", "r", "v"]:
            x[f"{name}.{lag}"] = table[name].shift(lag)
    return x


def numbers(values):
    return "[" + ", ".join(repr(float(v)) for v in np.asarray(values).ravel()) + "]"


def whole(values):
    return "[" + ", ".join(str(int(v)) for v in values) + "]"


lines = [
    f'recipe = "statsmodels {statsmodels.__version__}, pandas {pd.__version__}, numpy {np.__version__}"',
    'tolerance = "exact"',
    f"lags = {lags}",
    f"steps = {steps}",
]
for impulse_last in [True, False]:
    first = 1 if impulse_last else 0
    horizons = range(first, steps)
    for common in [True, False]:
        for cumulative in [True, False]:
            leads = {h: table["r"].shift(-h) for h in horizons}
            if cumulative:
                leads = {h: sum(table["r"].shift(-j) for j in range(first, h + 1)) for h in horizons}
            x = design(impulse_last)
            every = pd.concat([table["r"].shift(-h) for h in horizons], axis=1).notna().all(axis=1)
            estimates, hc3, hac, hac_small, sizes, blocks, ys, times = [], [], [], [], [], [], [], []
            up, down, up_se, down_se, apart = [], [], [], [], []
            for h in horizons:
                both = pd.concat([leads[h].rename("y"), x], axis=1)
                both = (both[every] if common else both).dropna()
                y, z = both["y"], both.drop(columns="y")
                model = sm.OLS(y, z)
                fit = model.fit(cov_type="HC3", use_t=True)
                estimates.append(fit.params["impulse"])
                hc3.append(fit.bse["impulse"])
                for small, into in [(False, hac), (True, hac_small)]:
                    kwds = dict(maxlags=h, use_correction=small)
                    into.append(model.fit(cov_type="HAC", cov_kwds=kwds, use_t=True).bse["impulse"])
                sizes.append(len(y))
                blocks.append(z.to_numpy())
                ys.append(y.to_numpy())
                times.append(both.index.to_numpy())
                surprise = sm.OLS(z["impulse"], z.drop(columns="impulse")).fit().resid
                halves = z.drop(columns="impulse").assign(up=surprise.clip(lower=0), down=surprise.clip(upper=0))
                split = sm.OLS(y, halves).fit(cov_type="HC3", use_t=True)
                up.append(split.params["up"])
                down.append(split.params["down"])
                up_se.append(split.bse["up"])
                down_se.append(split.bse["down"])
                apart.append(float(np.squeeze(split.t_test("up - down = 0").sd)))
            k = x.shape[1]
            places = [i * k + 1 for i in range(len(blocks))]
            stacked = sm.OLS(np.concatenate(ys), block_diag(*blocks))
            time = np.unique(np.concatenate(times), return_inverse=True)[1]
            clustered = stacked.fit(
                cov_type="cluster", cov_kwds=dict(groups=time, use_correction=False, df_correction=False)
            )
            summed = stacked.fit(
                cov_type="hac-groupsum",
                cov_kwds=dict(time=time, maxlags=3, use_correction=False, df_correction=False),
            )
            covariance = np.asarray(clustered.cov_params())[np.ix_(places, places)]
            kernel = np.asarray(summed.cov_params())[np.ix_(places, places)]
            scale = np.sqrt(np.diag(kernel))
            lines += [
                "",
                "[[path]]",
                f"impulse_last = {str(impulse_last).lower()}",
                f"common = {str(common).lower()}",
                f"cumulative = {str(cumulative).lower()}",
                f"sizes = {whole(sizes)}",
                f"estimates = {numbers(estimates)}",
                f"standard_errors_hc3 = {numbers(hc3)}",
                f"standard_errors_newey_west_horizon = {numbers(hac)}",
                f"standard_errors_newey_west_horizon_small_sample = {numbers(hac_small)}",
                f"covariance_hc0 = {numbers(covariance)}",
                f"correlation_newey_west_3 = {numbers(kernel / np.outer(scale, scale))}",
                f"up = {numbers(up)}",
                f"down = {numbers(down)}",
                f"standard_errors_up = {numbers(up_se)}",
                f"standard_errors_down = {numbers(down_se)}",
                f"standard_errors_up_less_down = {numbers(apart)}",
            ]
(here / "expected.toml").write_text("\n".join(lines) + "\n")
