"""Writes input.csv and expected.toml: the posterior of one hidden series read by two instruments, normal errors.

Another road than a Gibbs sampler: given the autoregressive coefficient, the variance of surprises, the loading and the two
noises, the readings are jointly normal with a dense covariance, so that states, constant and intercepts are integrated out
by linear algebra. What is left, five numbers, is drawn by random-walk Metropolis in several chains; states and their
variances are averages of conditional means and variances.
"""
import pathlib

import numpy as np

here = pathlib.Path(__file__).parent
periods, block, new_era = 24, 4, 16
silent = range(7, 12)
months = [t for t in range(periods) if t not in silent]
sampling = {t: 0.1 * (t % 3) for t in months}
own_lag, tightness, psi, constant_spread, start_spread = 0.8, 0.3, 0.2, 0.5, 2.0
loading_mean, loading_spread, intercept_spread, noise_spread = 1.0, 1.0, 2.0, 0.5

rng = np.random.default_rng(20265)
x = [0.6]
for _ in range(periods - 1):
    x.append(0.1 + 0.85 * x[-1] + 0.4 * rng.normal())
rows = []
for t in months:
    y = x[t] + (0.7 if t >= new_era else 0.0) + np.sqrt(0.3**2 + sampling[t]) * rng.normal()
    rows.append((0, t, t, y, sampling[t], int(t >= new_era)))
for f in range(0, periods, block):
    rows.append((1, f, f + block - 1, 0.5 + 0.8 * np.mean(x[f : f + block]) + 0.2 * rng.normal(), 0.0, 0))
with open(here / "input.csv", "w") as file:
    file.write("instrument,first,last,value,variance,era\n")
    for k, f, l, y, v, e in rows:
        file.write(f"{k},{f},{l},{y:.10f},{v:.2f},{e}\n")

data = np.loadtxt(here / "input.csv", delimiter=",", skiprows=1)
which, first, last, y, known, era = data.T
n = len(y)
reads = np.zeros((n, periods))
for i in range(n):
    f, l = int(first[i]), int(last[i])
    reads[i, f : l + 1] = 1 / (l - f + 1)
# The anchor's second era and the other instrument have intercepts.
dummies = np.column_stack([(which == 0) & (era == 1), which == 1]).astype(float)


def state_covariance(a, variance):
    """Of the states, the constant integrated out: x = inverse(K) e."""
    inverse = np.linalg.inv(np.eye(periods) - a * np.eye(periods, k=-1))
    e = np.diag([start_spread**2] + [variance] * (periods - 1))
    e[1:, 1:] += constant_spread**2 * variance
    return inverse @ e @ inverse.T


def parts(theta):
    a, ln_variance, b, tau0, tau1 = theta
    loads = np.where(which == 0, 1.0, b)[:, None] * reads
    cover = state_covariance(a, np.exp(ln_variance))
    cross = cover @ loads.T
    noise = known + np.where(which == 0, tau0, tau1) ** 2
    total = loads @ cross + intercept_spread**2 * dummies @ dummies.T + np.diag(noise)
    return cover, cross, np.linalg.cholesky(total)


def ln_density(theta):
    a, ln_variance, b, tau0, tau1 = theta
    if abs(a) >= 1 or tau0 <= 0 or tau1 <= 0:
        return -np.inf
    variance = np.exp(ln_variance)
    _, _, root = parts(theta)
    z = np.linalg.solve(root, y)
    ln = -0.5 * z @ z - np.log(np.diag(root)).sum()
    # Inverse gamma (3/2, psi/2), with the Jacobian of the logarithm; a given the variance is normal.
    ln += -2.5 * ln_variance - psi / (2 * variance) + ln_variance
    spread = tightness * np.sqrt(variance / psi)
    ln += -0.5 * ((a - own_lag) / spread) ** 2 - np.log(spread)
    ln += -0.5 * ((b - loading_mean) / loading_spread) ** 2
    return ln - 0.5 * (tau0**2 + tau1**2) / noise_spread**2


def run(seed, root, length, keep_every):
    random = np.random.default_rng(seed)
    theta = np.array([0.6, np.log(0.2), 1.0, 0.3, 0.3]) + 0.05 * random.normal(size=5)
    now, draws, states = ln_density(theta), [], []
    for step in range(length):
        proposed = theta + root @ random.normal(size=5)
        other = ln_density(proposed)
        if np.log(random.uniform()) < other - now:
            theta, now = proposed, other
        draws.append(theta)
        if step % keep_every == 0:
            cover, cross, lower = parts(theta)
            gain = np.linalg.solve(lower, cross.T)
            mean = gain.T @ np.linalg.solve(lower, y)
            states.append(np.concatenate([mean, np.diag(cover) - (gain**2).sum(axis=0)]))
    return np.array(draws), np.array(states)


pilot, _ = run(1, np.diag([0.1, 0.4, 0.15, 0.08, 0.08]) * 0.6, 20_000, 10**9)
root = np.linalg.cholesky(np.cov(pilot[4_000:].T)) * 2.38 / np.sqrt(5)
chains = [run(seed, root, 60_000, 20) for seed in range(2, 10)]
burn = 2_000
of = np.array([c[0][burn:] for c in chains])
of[:, :, 1] = np.exp(of[:, :, 1])


def told(values):
    """Mean over chains, and its standard error by the chains' means."""
    means = values.mean(axis=1)
    return means.mean(axis=0), means.std(axis=0, ddof=1) / np.sqrt(len(values))


names = ["own_lag", "variance", "loading", "noise_anchor", "noise_blocks"]
lines = [f'recipe = "numpy {np.__version__}"', 'tolerance = "simulated"']
means, errors = told(of)
squares, square_errors = told((of - means) ** 2)
for i, name in enumerate(names):
    lines.append(f"# mean, its standard error, variance, its standard error\n{name} = [{means[i]}, {errors[i]}, {squares[i]}, {square_errors[i]}]")
of_states = np.array([c[1][burn // 20 :] for c in chains])
means, errors = told(of_states[:, :, :periods])
inner = of_states[:, :, periods:] + (of_states[:, :, :periods] - means) ** 2
squares, square_errors = told(inner)
for name, values in [("mean", means), ("mean_error", errors), ("variance", squares), ("variance_error", square_errors)]:
    lines.append(f"state_{name} = [" + ", ".join(repr(float(v)) for v in values) + "]")
(here / "expected.toml").write_text("\n".join(lines) + "\n")
