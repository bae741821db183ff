"""Writes input.csv and expected.toml: a vector autoregression of three series by statsmodels."""
import pathlib

import numpy as np
import statsmodels
import statsmodels.api as sm
from statsmodels.tsa.api import VAR

here = pathlib.Path(__file__).parent
rng = np.random.default_rng(20252)
n = 150
coefficients = [
    np.array([[0.5, 0.2, 0.0], [0.0, 0.4, -0.3], [0.1, 0.0, 0.3]]),
    np.array([[0.0, 0.0, 0.2], [0.1, -0.2, 0.0], [0.0, 0.15, 0.1]]),
]
mix = np.array([[1.0, 0.0, 0.0], [0.4, 0.9, 0.0], [-0.2, 0.3, 0.8]])
y = np.zeros((n + 50, 3))
for t in range(2, n + 50):
    y[t] = [0.5, -0.1, 0.2] + coefficients[0] @ y[t - 1] + coefficients[1] @ y[t - 2] + mix @ rng.normal(size=3)
names = ["u", "v", "w"]
np.savetxt(here / "input.csv", y[50:], delimiter=",", header=",".join(names), comments="", fmt="%.12g")

y = np.loadtxt(here / "input.csv", delimiter=",", skiprows=1)
model = VAR(y)
p = 2
fit = model.fit(p, trend="c")


def row(values):
    return "[" + ", ".join(repr(float(v)) for v in np.asarray(values).ravel()) + "]"


lines = [
    f'recipe = "statsmodels {statsmodels.__version__}, numpy {np.__version__}"',
    'tolerance = "exact"',
    f"lags = {p}",
    "# one row per equation: constant, then lag 1 of u v w, then lag 2",
    *[f"equation_{name} = {row(fit.params[:, j])}" for j, name in enumerate(names)],
    f"sigma = {row(fit.sigma_u)}",
    f"sigma_maximum_likelihood = {row(fit.sigma_u_mle)}",
    f"log_likelihood = {float(fit.llf)!r}",
    f"aic = {float(fit.aic)!r}",
    f"hq = {float(fit.hqic)!r}",
    f"sc = {float(fit.bic)!r}",
    f"fpe = {float(fit.fpe)!r}",
    f"root_moduli = {row(sorted(1 / np.abs(fit.roots), reverse=True))}",
]
for j, name in enumerate(names):
    others = [i for i in range(3) if i != j]
    block = fit.test_causality(caused=others, causing=[j], kind="f")
    instant = fit.test_inst_causality(causing=[j])
    lines += [
        "",
        f"[block.{name}]",
        f"f = {float(block.test_statistic)!r}",
        f"df1 = {float(block.df[0])!r}",
        f"df2 = {float(block.df[1])!r}",
        f"p_value = {float(block.pvalue)!r}",
        f"instantaneous_chi_squared = {float(instant.test_statistic)!r}",
        f"instantaneous_p_value = {float(instant.pvalue)!r}",
    ]
order = model.select_order(4, trend="c")
lines += ["", "[order]", "lags_max = 4"]
lines += [f"{ours} = {order.selected_orders[theirs]}" for ours, theirs in [("aic", "aic"), ("hq", "hqic"), ("sc", "bic"), ("fpe", "fpe")]]
lines += [f"{ours}_values = {row([order.ics[theirs][i] for i in range(1, 5)])}" for ours, theirs in [("aic", "aic"), ("hq", "hqic"), ("sc", "bic"), ("fpe", "fpe")]]

# Single equations, by ordinary least squares on lags built here.
x = sm.add_constant(np.column_stack([y[p - lag : len(y) - lag] for lag in range(1, p + 1)]))
for effect, cause in [(0, 1), (1, 2), (2, 0)]:
    columns = [1 + lag * 3 + cause for lag in range(p)]
    restriction = np.eye(x.shape[1])[columns]
    for kind, options in [("classical", dict(cov_type="nonrobust")), ("hc3", dict(cov_type="HC3", use_t=True))]:
        ols = sm.OLS(y[p:, effect], x).fit(**options)
        test = ols.f_test(restriction)
        total = ols.t_test(restriction.sum(axis=0))
        lines += [
            "",
            f"[excluding.{names[cause]}_from_{names[effect]}.{kind}]",
            f"f = {float(np.squeeze(test.fvalue))!r}",
            f"df2 = {float(test.df_denom)!r}",
            f"p_value = {float(np.squeeze(test.pvalue))!r}",
            f"sum = {float(np.squeeze(total.effect))!r}",
            f"t = {float(np.squeeze(total.tvalue))!r}",
        ]
(here / "expected.toml").write_text("\n".join(lines) + "\n")
