"""Writes input.csv and expected.toml: whiteness and normality of the errors of a system by statsmodels."""
import pathlib

import numpy as np
import statsmodels
from statsmodels.stats.diagnostic import acorr_breusch_godfrey, het_arch
from statsmodels.tsa.api import VAR
import statsmodels.api as sm

here = pathlib.Path(__file__).parent
rng = np.random.default_rng(20262)
n = 130
mix = np.array([[1.0, 0.0, 0.0], [0.5, 0.8, 0.0], [-0.3, 0.4, 0.6]])
y = np.zeros((n, 3))
for t in range(1, n):
    y[t] = np.array([[0.5, 0.2, 0.0], [0.0, 0.3, 0.3], [0.2, 0.0, 0.4]]) @ y[t - 1] + mix @ rng.standard_t(5, size=3)
y = y.round(9)
np.savetxt(here / "input.csv", y, delimiter=",", header="u,v,w", comments="", fmt="%.9f")
lines = [f'recipe = "statsmodels {statsmodels.__version__}, numpy {np.__version__}"', 'tolerance = "exact"', "lags = 2"]
fit = VAR(y).fit(2, trend="c")
for nlags in (6, 12):
    for key, adjusted in (("plain", False), ("adjusted", True)):
        test = fit.test_whiteness(nlags, adjusted=adjusted)
        lines += ["", f"[portmanteau_{nlags}_{key}]", f"statistic = {float(test.test_statistic)!r}"]
        lines += [f"df = {float(test.df)!r}", f"p_value = {float(test.pvalue)!r}"]
test = fit.test_normality()
lines += ["", "[normality]", f"statistic = {float(test.test_statistic)!r}"]
lines += [f"df = {float(test.df)!r}", f"p_value = {float(test.pvalue)!r}"]
# One series alone: the tests of a single equation.
u = y[:, 0]
single = sm.OLS(u[2:], sm.add_constant(np.column_stack([u[1:-1], u[:-2]]))).fit()
lm, p, f, p_f = acorr_breusch_godfrey(single, nlags=4)
lines += ["", "[single]", f"breusch_godfrey_4 = {float(lm)!r}", f"breusch_godfrey_4_p = {float(p)!r}"]
lines += [f"breusch_godfrey_4_f = {float(f)!r}", f"breusch_godfrey_4_f_p = {float(p_f)!r}"]
lm, p, _, _ = het_arch(single.resid, nlags=3)
lines += [f"arch_3 = {float(lm)!r}", f"arch_3_p = {float(p)!r}"]
(here / "expected.toml").write_text("\n".join(lines) + "\n")
