"""Writes input.csv and expected.toml: units on one line, and how one position moves by itself.

Classical scaling of distances between points is the first principal component of the points: numpy's singular value
decomposition of the points themselves, of which the tested program sees the distances only. The path is fitted by
statsmodels' least squares, with Kendall's correction written out.
"""
import pathlib

import numpy as np
import statsmodels
import statsmodels.api as sm

here = pathlib.Path(__file__).parent
rng = np.random.default_rng(1952)
units, periods = 12, 40
points = rng.normal(size=(units, 3)) * [3.0, 1.0, 0.5]
distances = np.linalg.norm(points[:, None, :] - points[None, :, :], axis=2)
path = [0.4]
for _ in range(periods - 1):
    path.append(0.1 + 0.8 * path[-1] + 0.3 * rng.normal())
path = np.round(path, 6)
lines = [",".join([f"d{i}" for i in range(units)] + ["path"])]
for t in range(periods):
    row = [repr(float(v)) for v in distances[t]] if t < units else [""] * units
    lines.append(",".join(row + [repr(float(path[t]))]))
(here / "input.csv").write_text("\n".join(lines) + "\n")

centred = points - points.mean(axis=0)
left, singular, _ = np.linalg.svd(centred, full_matrices=False)
positions = left[:, 0] * singular[0]
positions *= np.sign(positions[np.argmax(np.abs(positions))])
share = singular[0] ** 2 / np.sum(singular**2)

fit = sm.OLS(path[1:], sm.add_constant(path[:-1])).fit()
n = periods - 1
memory = fit.params[1] + (1 + 3 * fit.params[1]) / n
constant = path[1:].mean() - memory * path[:-1].mean()
residuals = np.sqrt(n / (n - 2)) * (path[1:] - constant - memory * path[:-1])


def numbers(values):
    return "[" + ", ".join(repr(float(v)) for v in values) + "]"


(here / "expected.toml").write_text(
    f'recipe = "numpy {np.__version__}, statsmodels {statsmodels.__version__}"\n'
    'tolerance = "exact"\n'
    f"positions = {numbers(positions)}\nshare = {float(share)!r}\n"
    f"memory = {float(memory)!r}\nconstant = {float(constant)!r}\nresiduals = {numbers(residuals)}\n"
)
