"""Times of other programs on the work of `../work.rs`, one JSON line each: name, seconds (median), program.

Needs statsmodels 0.15 and ruptures 1.1 (`pip install statsmodels ruptures`). Run by `cargo run -p xtask -- speed`.
"""
import json
import statistics
import time
import warnings

import numpy as np
import ruptures
import statsmodels
from statsmodels.tsa.statespace.structural import UnobservedComponents
from statsmodels.tsa.api import VAR

warnings.simplefilter("ignore")


class Shares:
    """The generator of `../data.rs`."""

    def __init__(self):
        self.state = 1

    def next(self):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 11) / 2**53

    def normal(self):
        return sum(self.next() for _ in range(12)) - 6.0


def autoregressive(n, k):
    shares = Shares()
    y = np.zeros((n, k))
    for t in range(1, n):
        for j in range(k):
            neighbour = y[t - 1, j - 1] if j > 0 else 0.0
            y[t, j] = 0.5 * y[t - 1, j] + 0.2 * neighbour + shares.normal()
    return y


def timed(name, program, work, repeats):
    work()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    print(json.dumps({"name": name, "seconds": statistics.median(times), "program": program}), flush=True)


sm = f"statsmodels {statsmodels.__version__}"
y = autoregressive(1704, 6)
timed("var_fit", f"{sm}, `VAR(y).fit(6)`", lambda: VAR(y).fit(6), 100)
x = np.column_stack([y[6 - lag : len(y) - lag] for lag in range(1, 7)] + [np.ones(len(y) - 6)])
timed("bare_qr", f"numpy {np.__version__} (LAPACK), `qr(x, mode='r')`", lambda: np.linalg.qr(x, mode="r"), 100)

y = autoregressive(400, 3)
fit = VAR(y).fit(4)
timed("response_bands", f"{sm}, `irf_errband_mc(orth=True, repl=1000, steps=12)`",
      lambda: fit.irf_errband_mc(orth=True, repl=1000, steps=12), 3)
level = np.cumsum(autoregressive(1704, 1)[:, 0]) * 0.1 + autoregressive(1704, 1)[:, 0]
steps = autoregressive(1704, 1)[:, 0] + 3.0 * ((np.arange(1704) // 213) % 2)
timed("pelt", f"ruptures {ruptures.__version__}, `Pelt('l2', min_size=2, jump=1)`",
      lambda: ruptures.Pelt(model="l2", min_size=2, jump=1).fit(steps).predict(pen=20.0), 3)
model = UnobservedComponents(level, "local level")
timed("kalman", f"{sm}, `UnobservedComponents.smooth`", lambda: model.smooth([1.0, 0.1]), 20)
