"""Writes input.csv and expected.toml: what an event changed in a series.

The segmented regression is statsmodels'. The prediction after the event has no packaged counterpart with the
variance of its sum: it is computed here as generalised least squares on the whole covariance matrix of the series,
another formulation than a filter over time.
"""
import pathlib

import numpy as np
import pandas as pd
import statsmodels
import statsmodels.api as sm

here = pathlib.Path(__file__).parent
rng = np.random.default_rng(43)
n, event = 84, 60
x = np.round(10 + rng.standard_normal(n).cumsum() * 0.4, 6)
y = 3 + np.cumsum(0.15 * rng.standard_normal(n)) + 0.7 * x + 0.5 * rng.standard_normal(n)
y[event:] -= 1.2
table = pd.DataFrame({"y": y, "x": x}).round(9)
table.loc[[10, 11, 65], "y"] = np.nan
table.to_csv(here / "input.csv", index=False)
table = pd.read_csv(here / "input.csv")
y, x = table["y"].to_numpy(), table["x"].to_numpy()
time = np.arange(n)


def row(values):
    return "[" + ", ".join(repr(float(v)) for v in np.asarray(values).ravel()) + "]"


# Segmented regression on the periods with a reading, with dummies for seasons of four periods.
there = ~np.isnan(y)
design = np.column_stack(
    [np.ones(n), time, time >= event, np.maximum(time - event, 0), x] + [time % 4 == s for s in (1, 2, 3)]
).astype(float)
fit = sm.OLS(y[there], design[there]).fit(cov_type="HAC", cov_kwds=dict(maxlags=5, use_correction=False), use_t=True)
sixth = fit.t_test([0, 0, 1, 6, 0, 0, 0, 0])

# Prediction with given variances: diffuse level and coefficient are regression coefficients, the rest is covariance.
irregular, level = 0.25, 0.02
covariance = irregular * np.eye(n) + level * np.minimum.outer(time, time)
regressors = np.column_stack([np.ones(n), x])
before = there & (time < event)
after = there & (time >= event)
inverse = np.linalg.inv(covariance[np.ix_(before, before)])
weights = np.linalg.inv(regressors[before].T @ inverse @ regressors[before])
coefficients = weights @ regressors[before].T @ inverse @ y[before]
to_before = covariance[np.ix_(after, before)] @ inverse
prediction = regressors[after] @ coefficients + to_before @ (y[before] - regressors[before] @ coefficients)
left = regressors[after] - to_before @ regressors[before]
errors = covariance[np.ix_(after, after)] - to_before @ covariance[np.ix_(before, after)] + left @ weights @ left.T
effects = y[after] - prediction
lines = [
    f'recipe = "statsmodels {statsmodels.__version__}, numpy {np.__version__}"',
    'tolerance = "exact"',
    f"event = {event}",
    "",
    "[segmented]",
    f"level_change = {float(fit.params[2])!r}",
    f"slope_change = {float(fit.params[3])!r}",
    f"standard_errors = {row(fit.bse[2:4])}",
    f"p_values = {row(fit.pvalues[2:4])}",
    f"effect_at_6 = {float(np.squeeze(sixth.effect))!r}",
    f"standard_error_at_6 = {float(np.squeeze(sixth.sd))!r}",
    "",
    "[counterfactual]",
    f"irregular = {irregular}",
    f"level = {level}",
    f"periods = {row(time[after])}",
    f"prediction = {row(prediction)}",
    f"standard_error = {row(np.sqrt(np.diag(errors)))}",
    f"cumulative = {row(np.cumsum(effects))}",
    f"cumulative_standard_error = {row([np.sqrt(errors[: k + 1, : k + 1].sum()) for k in range(len(effects))])}",
    f"average = {float(effects.mean())!r}",
]
(here / "expected.toml").write_text("\n".join(lines) + "\n")
