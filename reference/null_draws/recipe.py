"""Writes input.csv and expected.toml: the wild score bootstrap of two regressions under the null, in NumPy and statsmodels."""
import pathlib

import numpy as np
import scipy
import statsmodels
import statsmodels.api as sm
from scipy import stats

here = pathlib.Path(__file__).parent
rng = np.random.default_rng(20121)
n = 90
u = np.zeros(n + 3)
own = rng.standard_normal(n + 3)
for t in range(1, n + 3):
    u[t] = 0.5 * u[t - 1] + rng.standard_normal()
v = 0.4 * u + rng.standard_normal(n + 3)
rows = np.arange(1, n - 1)
y = np.array([(own[t + 1] + own[t + 2] + own[t + 3]) / 3 for t in rows])
table = np.column_stack([y, u[rows], v[rows], u[rows - 1], v[rows - 1], rows // 4])
np.savetxt(here / "input.csv", np.round(table, 5), header="y,u,v,u_l1,v_l1,block", comments="", delimiter=",", fmt="%.5f")
table = np.loadtxt(here / "input.csv", skiprows=1, delimiter=",")
y, block = table[:, 0], table[:, 5].astype(int)
n_blocks = block.max() + 1
weights = np.array([[1] * n_blocks, [1 if b % 3 else -1 for b in range(n_blocks)], [1 if b % 2 else -1 for b in range(n_blocks)]])
unit = 0.5


def drawn(columns, w):
    """Estimate and t of column u when the null is imposed and the scores of block b are multiplied by w[b]."""
    others = sm.add_constant(table[:, [c for c in columns if c != 1]])
    to_u, to_y = sm.OLS(table[:, 1], others).fit(), sm.OLS(y, others).fit()
    h = to_y.get_influence().hat_matrix_diag
    surprise, e = to_u.resid, w[block] * to_y.resid / (1 - h)
    b = np.sum(surprise * e) / np.sum(surprise**2)
    error = np.sqrt(np.sum(surprise**2 * (e - b * surprise) ** 2)) / np.sum(surprise**2)
    return unit * b, b / error


lines = [
    f'recipe = "numpy {np.__version__}, scipy {scipy.__version__}, statsmodels {statsmodels.__version__}"',
    'tolerance = "exact"',
    f"unit = {unit}",
]
for name, columns in [("two", [1, 2]), ("four", [1, 2, 3, 4])]:
    pairs = [drawn(columns, w) for w in weights]
    lines += [f"estimate_{name} = {[float(p[0]) for p in pairs]}", f"t_{name} = {[float(p[1]) for p in pairs]}"]
t, df = np.array([-4.0, -1.5, 0.5, 2.0, 5.0]), 60.0
score = np.sign(t) * (8 * df + 1) / (8 * df + 3) * np.sqrt(df * np.log(1 + t**2 / df))
exact = -np.sign(t) * stats.norm.ppf(stats.t.sf(np.abs(t), df))
assert np.max(np.abs(score - exact)) < 1e-3, score - exact
lines += [f"t = {t.tolist()}", f"df = {df}", f"normal_score = {score.tolist()}"]
(here / "expected.toml").write_text("\n".join(lines) + "\n")
