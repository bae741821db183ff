"""Writes input.csv and expected.toml: penalised and fixed partitions by ruptures."""
import pathlib

import numpy as np
import ruptures

here = pathlib.Path(__file__).parent
rng = np.random.default_rng(2012)
n = 240
levels = np.repeat([0.0, 2.0, -1.0, 1.0, 1.0, 4.0], [30, 50, 9, 61, 45, 45])
spread = np.repeat([1.0, 1.0, 1.0, 1.0, 2.5, 0.7], [30, 50, 9, 61, 45, 45])
np.savetxt(here / "input.csv", levels + spread * rng.normal(size=n), header="y", comments="", fmt="%.9g")
y = np.loadtxt(here / "input.csv", skiprows=1)

lines = [f'recipe = "ruptures {ruptures.__version__.lstrip("v")}, numpy {np.__version__}"', 'tolerance = "exact"']
for size in (2, 5, 12):
    for penalty in (0.5, 2.0, 5.0, 10.0, 25.0, 60.0, 200.0):
        algorithm = ruptures.Pelt(model="l2", min_size=size, jump=1).fit(y)
        found = algorithm.predict(pen=penalty)
        total = algorithm.cost.sum_of_costs(found)
        # Its own exhaustive search must not find better with as many changes.
        best = ruptures.Dynp(model="l2", min_size=size, jump=1).fit(y)
        if 1 < len(found) < 12:
            assert best.predict(n_bkps=len(found) - 1) == found, (size, penalty)
        lines += ["", "[[pelt]]", f"segment_min = {size}", f"penalty = {penalty}", f"changes = {found[:-1]}", f"cost = {float(total)!r}"]
    for count in range(1, 8):
        found = ruptures.Dynp(model="l2", min_size=size, jump=1).fit(y).predict(n_bkps=count)
        total = ruptures.costs.CostL2().fit(y).sum_of_costs(found)
        lines += ["", "[[fixed]]", f"segment_min = {size}", f"changes = {found[:-1]}", f"cost = {float(total)!r}"]


class MeanAndVariance(ruptures.base.BaseCost):
    """Minus twice the normal log-likelihood with a mean and a variance of its own."""

    model = ""
    min_size = 2

    def fit(self, signal):
        self.signal = signal
        return self

    def error(self, start, end):
        part = self.signal[start:end]
        return len(part) * (np.log(2 * np.pi * part.var()) + 1)


for size in (3, 8):
    for penalty in (16.0, 22.0, 30.0, 60.0):
        # Without pruning by ruptures: the best over all numbers of changes.
        best = None
        for count in range(0, 10):
            cost = MeanAndVariance()
            if count == 0:
                found = [n]
            else:
                found = ruptures.Dynp(custom_cost=cost, min_size=size, jump=1).fit(y).predict(n_bkps=count)
            total = cost.fit(y).sum_of_costs(found)
            if best is None or total + penalty * count < best[0]:
                best = (total + penalty * count, total, found)
        assert len(best[2]) < 10, "more changes than searched"
        lines += ["", "[[variance]]", f"segment_min = {size}", f"penalty = {penalty}", f"changes = {best[2][:-1]}", f"cost = {float(best[1])!r}"]
(here / "expected.toml").write_text("\n".join(lines) + "\n")
