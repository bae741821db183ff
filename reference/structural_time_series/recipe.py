"""Writes input.csv and expected.toml: structural models of one series by statsmodels' UnobservedComponents."""
import math
import pathlib

import numpy as np
import pandas as pd
import statsmodels
import statsmodels.api as sm

HIDDEN = "freq_seasonal.3"  # the sine of the fastest harmonic, which is zero in every period
here = pathlib.Path(__file__).parent
rng = np.random.default_rng(42)
n = 96
level, slope = 20.0 + np.cumsum(0.4 * rng.standard_normal(n)), np.cumsum(0.05 * rng.standard_normal(n))
season = np.tile([1.5, -0.5, -2.0, 1.0], n // 4)
x = np.round(rng.standard_normal(n).cumsum() * 0.5, 6)
table = pd.DataFrame({"y": level + np.cumsum(slope) + season + 0.8 * x + 0.7 * rng.standard_normal(n), "x": x}).round(9)
table.loc[[3, 30, 31, 32, 70], "y"] = np.nan
table.to_csv(here / "input.csv", index=False)
table = pd.read_csv(here / "input.csv")
y, x = table["y"].to_numpy(), table[["x"]]


def row(values):
    return "[" + ", ".join(repr(float(v)) for v in np.asarray(values).ravel()) + "]"


def diffuse_constant(model):
    """log(2 pi) / 2 for each diffuse state that shows: statsmodels counts it, the convention here does not."""
    shows = [name for name in model.state_names if name != HIDDEN]
    return 0.5 * math.log(2 * math.pi) * len(shows)


def combined(result, names):
    """Mean and variance of a sum of states; statsmodels' own variance of a seasonal leaves the covariances out."""
    weights = np.array([float(name in names) for name in result.model.state_names])
    smoothed = result.smoother_results
    return weights @ smoothed.smoothed_state, np.einsum("i,ijt,j->t", weights, smoothed.smoothed_state_cov, weights)


lines = [f'recipe = "statsmodels {statsmodels.__version__}, numpy {np.__version__}"', 'tolerance = "exact"']
cases = {
    "dummy": dict(level="local level", seasonal=4),
    "trigonometric": dict(level="local linear trend", freq_seasonal=[{"period": 4}]),
    "smooth": dict(level="smooth trend", seasonal=4, stochastic_seasonal=False),
}
variances = {
    "dummy": {"irregular": 0.5, "level": 0.2, "seasonal": 0.03},
    "trigonometric": {"irregular": 0.4, "level": 0.1, "trend": 0.004, "freq_seasonal_4(2)": 0.02},
    "smooth": {"irregular": 0.6, "trend": 0.01},
}
for name, options in cases.items():
    model = sm.tsa.UnobservedComponents(y, exog=x, mle_regression=False, use_exact_diffuse=True, **options)
    given = variances[name]
    result = model.smooth([given[p.removeprefix("sigma2.")] for p in model.param_names])
    names = list(model.state_names)
    where = names.index("beta.x")
    parts = ["freq_seasonal.0", "freq_seasonal.2"] if name == "trigonometric" else ["seasonal"]
    season, season_variance = combined(result, parts)
    lines += [
        "",
        f"[{name}]",
        f"log_likelihood = {float(result.llf + diffuse_constant(model))!r}",
        f"effect = {float(result.smoother_results.smoothed_state[where, -1])!r}",
        f"standard_error = {float(np.sqrt(result.smoother_results.smoothed_state_cov[where, where, -1]))!r}",
        f"level = {row(result.level.smoothed)}",
        f"level_variance = {row(result.level.smoothed_cov)}",
        f"season = {row(season)}",
        f"season_variance = {row(season_variance)}",
    ]
model = sm.tsa.UnobservedComponents(y, "llevel", seasonal=4, stochastic_seasonal=False, exog=x, mle_regression=False, use_exact_diffuse=True)
start = model.fit(disp=0, maxiter=500).params
result = model.fit(start_params=start, method="nm", maxiter=4000, xtol=1e-10, ftol=1e-13, disp=0)
where = list(model.state_names).index("beta.x")
lines += [
    "",
    "[maximum_likelihood]",
    f"log_likelihood = {float(result.llf + diffuse_constant(model))!r}",
    f"irregular = {float(np.asarray(result.params)[0])!r}",
    f"level = {float(np.asarray(result.params)[1])!r}",
    f"effect = {float(result.smoother_results.smoothed_state[where, -1])!r}",
    f"standard_error = {float(np.sqrt(result.smoother_results.smoothed_state_cov[where, where, -1]))!r}",
]
(here / "expected.toml").write_text("\n".join(lines) + "\n")
