"""Writes input.csv and expected.toml: bootstrap draws of a vector autoregression with known resampled periods."""
import pathlib

import numpy as np
import statsmodels
import statsmodels.api as sm
from statsmodels.tsa.api import VAR

here = pathlib.Path(__file__).parent
rng = np.random.default_rng(20261)
n, p, k, draws, steps = 90, 2, 3, 40, 7
names = ["u", "v", "w"]
lag_1 = np.array([[0.6, 0.2, 0.0], [0.0, 0.5, -0.3], [0.1, 0.0, 0.4]])
lag_2 = np.array([[0.1, 0.0, 0.2], [0.1, -0.2, 0.0], [0.0, 0.15, 0.1]])
mix = np.array([[1.0, 0.0, 0.0], [0.4, 0.9, 0.0], [-0.2, 0.3, 0.8]])
y = np.zeros((n + 50, k))
for t in range(2, n + 50):
    y[t] = [5.0, -0.1, 0.2] + lag_1 @ y[t - 1] + lag_2 @ y[t - 2] + mix @ rng.normal(size=k)
y = np.array([[float(f"{v:.12g}") for v in row] for row in y[50:]])
explained = n - p
periods = rng.integers(0, explained, size=(draws, explained))
keep = rng.integers(0, 2, size=explained)
with open(here / "input.csv", "w") as file:
    file.write(",".join(names + ["keep"] + [f"draw_{d}" for d in range(draws)]) + "\n")
    for t in range(n):
        extra = [""] * (draws + 1) if t < p else [str(keep[t - p])] + [str(v) for v in periods[:, t - p]]
        file.write(",".join([f"{v:.12g}" for v in y[t]] + extra) + "\n")

fit = VAR(y).fit(p, trend="c")
m = k * p + 1


def row(values):
    return "[" + ", ".join(repr(float(v)) for v in np.asarray(values).ravel()) + "]"


def path(coefs, intercept, errors):
    out = list(y[:p])
    for error in errors:
        out.append(intercept + sum(coefs[lag] @ out[-1 - lag] for lag in range(p)) + error)
    return np.array(out)


def generalised(result):
    sigma = np.asarray(result.sigma_u)
    return result.ma_rep(maxn=steps - 1) @ sigma @ np.diag(1 / np.sqrt(np.diag(sigma)))


# our order of responses: horizon, shock, effect
def flat(responses):
    return np.transpose(responses, (0, 2, 1))


residuals = np.asarray(fit.resid) - np.asarray(fit.resid).mean(axis=0)
scale = np.sqrt(explained / (explained - m))
refits = [VAR(path(fit.coefs, fit.intercept, scale * residuals[rows])).fit(p, trend="c") for rows in periods]
reduced = np.array([r.ma_rep(maxn=steps - 1) for r in refits])
orthogonal = np.array([r.orth_ma_rep(maxn=steps - 1) for r in refits])
first = refits[0]
plain = VAR(path(fit.coefs, fit.intercept, residuals[periods[1]])).fit(p, trend="c")
lines = [
    f'recipe = "statsmodels {statsmodels.__version__}, numpy {np.__version__}"',
    'tolerance = "exact"',
    f"lags = {p}",
    f"draws = {draws}",
    f"steps = {steps}",
    "# one row of K p per equation",
    f"coefficients = {row(np.concatenate(list(first.coefs), axis=1))}",
    f"sigma = {row(first.sigma_u)}",
    "# horizon, shock, effect",
    f"orthogonal = {row(flat(first.orth_ma_rep(maxn=steps - 1)))}",
    f"generalised = {row(flat(generalised(first)))}",
    f"not_rescaled_coefficients = {row(np.concatenate(list(plain.coefs), axis=1))}",
    f"not_rescaled_sigma = {row(plain.sigma_u)}",
]
low, high = np.percentile(orthogonal, 5, axis=0), np.percentile(orthogonal, 95, axis=0)
estimate = fit.orth_ma_rep(maxn=steps - 1)
lines += [
    f"estimate = {row(flat(estimate))}",
    f"percentile_low = {row(flat(low))}",
    f"percentile_high = {row(flat(high))}",
    f"hall_low = {row(flat(2 * estimate - high))}",
    f"hall_high = {row(flat(2 * estimate - low))}",
]

# Principal components of the reduced-form response of w to v; step 0 is the same in all draws, so that statsmodels,
# which leaves it out, has the same components.
effect, shock, level = 2, 1, 0.68
analysis = fit.irf(steps - 1)
analysis.model.irf_resim = lambda **_: reduced
band = analysis.err_band_sz1(orth=False, repl=draws, signif=1 - level)
at = reduced[:, :, effect, shock]
values, vectors = np.linalg.eigh(np.cov(at, rowvar=False))
along = (at - fit.ma_rep(maxn=steps - 1)[:, effect, shock]) @ vectors[:, -2]
low, high = np.percentile(along, 100 * (1 - level) / 2), np.percentile(along, 100 * (1 + level) / 2)
ends = [fit.ma_rep(maxn=steps - 1)[:, effect, shock] + g * vectors[:, -2] for g in (low, high)]
# The direction of a component is free: ends in the order of their sums.
both = sorted([band.lower[:, effect, shock], band.upper[:, effect, shock]], key=np.sum)
second = sorted(ends, key=np.sum)
stacked = np.concatenate([reduced[:, :, e, shock] for e in range(k)], axis=1)
lines += [
    "",
    "[eigen]",
    f"level = {level}",
    f"variances = {row(values[::-1][: steps - 1])}",
    f"symmetric_first_low = {row(both[0])}",
    f"symmetric_first_high = {row(both[1])}",
    f"quantile_second_low = {row(second[0])}",
    f"quantile_second_high = {row(second[1])}",
    f"variances_of_shock = {row(np.linalg.eigvalsh(np.cov(stacked, rowvar=False))[::-1][:3])}",
]

# Pope (1990), with roots and inverses.
a = np.zeros((k * p, k * p))
a[:k] = np.concatenate(list(fit.coefs), axis=1)
a[k:, :-k] = np.eye(k * (p - 1))
g = np.zeros_like(a)
g[:k, :k] = fit.sigma_u
v = np.linalg.solve(np.eye((k * p) ** 2) - np.kron(a, a), g.ravel()).reshape(a.shape)
one = np.eye(k * p)
roots = np.linalg.eigvals(a)
inner = a.T @ np.linalg.inv(one - a.T @ a.T) + sum(r * np.linalg.inv(one - r * a.T) for r in roots)
for name, total in [("pope", inner + np.linalg.inv(one - a.T)), ("pope_known_mean", inner)]:
    lines.insert(5, f"{name} = {row((-g @ total @ np.linalg.inv(v) / explained)[:k].real)}")

# Decompositions of the fit. fevd: series, horizon, shock.
decomposition = fit.fevd(steps).decomp
sigma = np.asarray(fit.sigma_u)
ma = fit.ma_rep(maxn=steps - 1)
shares = np.cumsum((ma @ sigma) ** 2 / np.diag(sigma), axis=0)
variances = np.cumsum([np.diag(x @ sigma @ x.T) for x in ma], axis=0)
shares = shares / variances[:, :, None]
normalised = shares / shares.sum(axis=2, keepdims=True)
off = normalised[-1] - np.diag(np.diag(normalised[-1]))
lines += [
    "",
    "[decomposition]",
    "# horizon, shock, effect",
    f"orthogonal = {row(np.transpose(decomposition, (1, 2, 0)))}",
    f"generalised = {row(flat(shares))}",
    f"normalised = {row(flat(normalised))}",
    f"total = {float(off.sum() / k)!r}",
    f"from = {row(off.sum(axis=1))}",
    f"to = {row(off.sum(axis=0))}",
    f"net = {row(off.sum(axis=0) - off.sum(axis=1))}",
]

# Wald tests, of the data and of the wild draw under the null.
def design(data):
    return np.column_stack([data[p - lag : n - lag] for lag in range(1, p + 1)] + [np.ones(explained)])


def wald(data, causes, effects, kind):
    x, z = design(data), data[p:]
    inverse = np.linalg.inv(x.T @ x)
    b = inverse @ x.T @ z
    u = z - x @ b
    if kind == "classical":
        v = np.kron(u.T @ u / (explained - m), inverse)
    else:
        h = np.diag(x @ inverse @ x.T)
        w = u / (1 - h)[:, None] if kind == "hc3" else u
        scores = np.array([np.kron(w[t], x[t]) for t in range(explained)])
        bread = np.kron(np.eye(k), inverse)
        v = bread @ scores.T @ scores @ bread
    places = [e * m + lag * k + c for e in effects for lag in range(p) for c in causes]
    r = np.eye(k * m)[places]
    rb = r @ b.T.ravel()
    return float(rb @ np.linalg.solve(r @ v @ r.T, rb))


signs = np.where(keep == 1, 1.0, -1.0)[:, None]
for name, causes, effects in [("pair", [1], [0]), ("block", [0, 1], [2]), ("rest", [2], [0, 1])]:
    x = design(y)
    coefs = np.zeros((m, k))
    for e in range(k):
        kept = [c for c in range(m) if not (e in effects and c < k * p and c % k in causes)]
        coefs[kept, e] = np.linalg.lstsq(x[:, kept], y[p:, e], rcond=None)[0]
    u = y[p:] - x @ coefs
    lags = [coefs[lag * k : (lag + 1) * k].T for lag in range(p)]
    drawn = path(lags, coefs[-1], signs * u)
    lines += ["", f"[wald.{name}]"]
    for kind in ["classical", "hc0", "hc3"]:
        lines += [
            f"{kind} = {wald(y, causes, effects, kind)!r}",
            f"{kind}_draw = {wald(drawn, causes, effects, kind)!r}",
        ]
    if name == "pair":
        ols = sm.OLS(y[p:, effects[0]], x).fit(cov_type="HC3")
        test = ols.wald_test(np.eye(m)[[lag * k + causes[0] for lag in range(p)]], use_f=False, scalar=True)
        lines += [f"hc3_statsmodels = {float(test.statistic)!r}", f"hc3_p_value = {float(test.pvalue)!r}"]
(here / "expected.toml").write_text("\n".join(lines) + "\n")
