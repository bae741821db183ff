"""Writes input.csv and expected.toml: lag-augmented local projections on series with gaps.

The columns are built by shifting a pandas table and dropping incomplete rows; the regressions are statsmodels'.
"""
import pathlib

import numpy as np
import pandas as pd
import statsmodels
import statsmodels.api as sm

here = pathlib.Path(__file__).parent
rng = np.random.default_rng(20253)
n, lags = 160, 2
series = np.zeros((n + 50, 3))
for t in range(1, n + 50):
    r, u, v = series[t - 1]
    e = rng.standard_t(5, size=3)
    series[t] = [0.5 * r - 0.3 * u + 0.1 * v + e[0], 0.6 * u + e[1] + 0.4 * e[0], 0.4 * v + 0.2 * r + e[2]]
table = pd.DataFrame(series[50:], columns=["r", "u", "v"]).round(9)
for name, gaps in {"r": [40, 41, 97], "u": [12, 97, 130], "v": [75]}.items():
    table.loc[gaps, name] = np.nan
table.to_csv(here / "input.csv", index=False)
table = pd.read_csv(here / "input.csv")


def design(response, impulse, controls, impulse_last):
    held = [response, *controls] if impulse_last else []
    x = pd.DataFrame({"const": 1.0, "impulse": table[impulse]})
    for name in held:
        x[name] = table[name]
    for lag in range(1, lags + 1):
        for name in [impulse, response, *controls]:
            x[f"{name}.{lag}"] = table[name].shift(lag)
    return x


def lead(response, first, last):
    shifted = [table[response].shift(-h) for h in range(first, last + 1)]
    return sum(shifted) / len(shifted)


def row(values):
    return "[" + ", ".join(repr(float(v)) for v in np.asarray(values).ravel()) + "]"


def whole(values):
    return "[" + ", ".join(str(int(v)) for v in values) + "]"


lines = [
    f'recipe = "statsmodels {statsmodels.__version__}, pandas {pd.__version__}, numpy {np.__version__}"',
    'tolerance = "exact"',
    f"lags = {lags}",
]
for impulse_last in [True, False]:
    for first, last in [(1, 1), (1, 3), (4, 4), (1, 12)]:
        x = design("r", "u", ["v"], impulse_last)
        both = pd.concat([lead("r", first, last).rename("y"), x], axis=1).dropna()
        y, x = both["y"], both.drop(columns="y")
        fit = sm.OLS(y, x).fit(cov_type="HC3", use_t=True)
        hac = sm.OLS(y, x).fit(cov_type="HAC", cov_kwds=dict(maxlags=4, use_correction=False), use_t=True)
        surprise = sm.OLS(x["impulse"], x.drop(columns="impulse")).fit().resid
        halves = x.drop(columns="impulse").assign(up=surprise.clip(lower=0), down=surprise.clip(upper=0))
        split = sm.OLS(y, halves).fit(cov_type="HC3", use_t=True)
        apart = split.t_test("up - down = 0")
        lines += [
            "",
            "[[projection]]",
            f"impulse_last = {str(impulse_last).lower()}",
            f"from = {first}",
            f"to = {last}",
            f"rows = {whole(both.index)}",
            f"estimate = {float(fit.params['impulse'])!r}",
            f"standard_error_hc3 = {float(fit.bse['impulse'])!r}",
            f"p_value_hc3 = {float(fit.pvalues['impulse'])!r}",
            f"standard_error_newey_west_4 = {float(hac.bse['impulse'])!r}",
            f"up = {float(split.params['up'])!r}",
            f"standard_error_up = {float(split.bse['up'])!r}",
            f"down = {float(split.params['down'])!r}",
            f"standard_error_down = {float(split.bse['down'])!r}",
            f"difference_t = {float(np.squeeze(apart.tvalue))!r}",
        ]
x = design("r", "u", ["v"], True).dropna()
fit = sm.OLS(x["impulse"], x.drop(columns="impulse")).fit()
lines += ["", "[surprise]", f"rows = {whole(x.index)}", f"values = {row(fit.resid)}", f"predicted_share = {float(fit.rsquared)!r}"]
(here / "expected.toml").write_text("\n".join(lines) + "\n")
