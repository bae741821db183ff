"""Writes input.csv and expected.toml: filter and smoother of a two-series model with gaps, by statsmodels.

States: level and slope with an exactly diffuse start, and a stationary first-order autoregression with a known one.
"""
import math
import pathlib

import numpy as np
import pandas as pd
import statsmodels
from statsmodels.tsa.statespace.initialization import Initialization
from statsmodels.tsa.statespace.mlemodel import MLEModel

here = pathlib.Path(__file__).parent
rng = np.random.default_rng(41)
n, phi = 70, 0.6
noise = np.array([[0.5, 0.0, 0.2], [0.0, 0.02, 0.0], [0.2, 0.0, 0.8]])
reading = np.array([[0.7] * n, [0.3] * 35 + [1.2] * 35])
state = np.array([5.0, 0.1, 0.0])
rows = []
root = np.linalg.cholesky(noise)
transition = np.array([[1.0, 1.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, phi]])
design = np.array([[1.0, 0.0, 1.0], [0.5, 0.0, -1.0]])
offset = np.array([0.0, 2.0])
for t in range(n):
    rows.append(offset + design @ state + np.sqrt(reading[:, t]) * rng.standard_normal(2))
    state = transition @ state + root @ rng.standard_normal(3)
table = pd.DataFrame(rows, columns=["first", "second"]).round(9)
# Gaps: the first series begins late, both pause together, and the last period has one reading only.
table.loc[[0, 1, 20, 21, 22, 40, n - 1], "first"] = np.nan
table.loc[[5, 20, 21, 22, 23, 60], "second"] = np.nan
table.to_csv(here / "input.csv", index=False)
table = pd.read_csv(here / "input.csv")

model = MLEModel(table, k_states=3, k_posdef=3)
start = Initialization(3)
start.set((0, 2), "diffuse")
start.set(2, "known", constant=[0.0], stationary_cov=[[noise[2, 2] / (1 - phi**2)]])
model.ssm.initialization = start
model["design"] = design
model["obs_intercept"] = offset[:, None]
model["transition"] = transition
model["selection"] = np.eye(3)
model["state_cov"] = noise
model["obs_cov"] = np.stack([np.diag(reading[:, t]) for t in range(n)], axis=2)
model.ssm.filter_univariate = True
result = model.ssm.smooth()


def row(values):
    return "[" + ", ".join(repr(float(v)) for v in np.asarray(values).ravel()) + "]"


lines = [
    f'recipe = "statsmodels {statsmodels.__version__}, numpy {np.__version__}"',
    'tolerance = "exact"',
    # statsmodels counts log(2 pi) / 2 for each of the two readings that see a diffuse direction first.
    f"log_likelihood = {float(result.llf_obs.sum() + math.log(2 * math.pi))!r}",
    f"log_likelihood_by_period = {row(result.llf_obs)}",
    f"diffuse_periods = {int(result.nobs_diffuse)}",
    f"smoothed_covariance_level_cycle = {row(result.smoothed_state_cov[0, 2])}",
    f"smoothed_error_first = {row(result.smoothed_measurement_disturbance[0])}",
    f"smoothed_error_second = {row(result.smoothed_measurement_disturbance[1])}",
]
for i, name in enumerate(["level", "slope", "cycle"]):
    lines += [
        "",
        f"[{name}]",
        f"predicted = {row(result.predicted_state[i])}",
        f"predicted_variance = {row(result.predicted_state_cov[i, i])}",
        f"filtered = {row(result.filtered_state[i])}",
        f"filtered_variance = {row(result.filtered_state_cov[i, i])}",
        f"smoothed = {row(result.smoothed_state[i])}",
        f"smoothed_variance = {row(result.smoothed_state_cov[i, i])}",
    ]
(here / "expected.toml").write_text("\n".join(lines) + "\n")
