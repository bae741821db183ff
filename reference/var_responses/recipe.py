"""Writes input.csv and expected.toml: responses, decompositions and forecasts of a system of three by statsmodels."""
import pathlib

import numpy as np
import statsmodels
from statsmodels.tsa.api import VAR

here = pathlib.Path(__file__).parent
rng = np.random.default_rng(20261)
n, steps, ahead = 110, 9, 5
first = np.array([[0.5, 0.2, 0.0], [-0.1, 0.3, 0.3], [0.2, 0.0, 0.4]])
second = np.array([[0.1, 0.0, -0.2], [0.0, 0.2, 0.0], [0.0, 0.2, -0.1]])
mix = np.array([[1.0, 0.0, 0.0], [0.5, 0.8, 0.0], [-0.3, 0.4, 0.6]])
x = rng.normal(size=(n + ahead, 2)).round(6)
y = np.zeros((n, 3))
for t in range(2, n):
    own = first @ y[t - 1] + second @ y[t - 2] + mix @ rng.normal(size=3)
    y[t] = [0.3, 0.0, -0.2] + own + np.outer([0.4, 0.0, -0.3], [1.0, 0.5]) @ x[t]
y = y.round(9)
names, outside = ["u", "v", "w"], ["calendar", "price"]
# The last rows hold the future of the exogenous columns only.
table = np.hstack([np.vstack([y, np.full((ahead, 3), np.nan)]), x])
rows = [",".join("" if np.isnan(v) else repr(float(v)) for v in r) for r in table]
(here / "input.csv").write_text("\n".join([",".join(names + outside)] + rows) + "\n")

lines = [f'recipe = "statsmodels {statsmodels.__version__}, numpy {np.__version__}"', 'tolerance = "exact"']
lines += ["lags = 2", f"n = {n}", f"steps = {steps}", f"ahead = {ahead}"]


def write(key, values):
    """Row by row: the first index moves slowest."""
    lines.append(f"{key} = {[float(v) for v in np.asarray(values).ravel()]}")


fit = VAR(y).fit(2, trend="c")
irf = fit.irf(steps - 1)
lines += ["", "# each: horizon, effect, shock", "[responses]"]
write("reduced_form", irf.irfs)
write("orthogonal", irf.orth_irfs)
write("orthogonal_accumulated", irf.orth_cum_effects)
# Another order of the series, put back into the order of the file.
order = [2, 0, 1]
back = np.argsort(order)
reordered = VAR(y[:, order]).fit(2, trend="c").irf(steps - 1).orth_irfs
write("orthogonal_w_u_v", reordered[:, back][:, :, back])
# A generalised response is the orthogonal one to a shock in the series that stands first.
general = np.zeros((steps, 3, 3))
for j in range(3):
    order = [j] + [i for i in range(3) if i != j]
    responses = VAR(y[:, order]).fit(2, trend="c").irf(steps - 1).orth_irfs
    general[:, order, j] = responses[:, :, 0]
write("generalised", general)

lines += ["", "[shares]"]
write("orthogonal", np.swapaxes(fit.fevd(steps).decomp, 0, 1))
mse = np.array([np.diag(m) for m in fit.mse(steps)])
shares = np.cumsum(general**2, axis=0) / mse[:, :, None]
write("generalised", shares)
normalised = shares / shares.sum(axis=2, keepdims=True)
write("normalised", normalised)

lines += ["", "# at the last horizon, per series", "[connectedness]"]
last = normalised[-1]
off = last - np.diag(np.diag(last))
write("total", [off.sum() / 3])
write("to", off.sum(axis=0))
write("from", off.sum(axis=1))
write("net", off.sum(axis=0) - off.sum(axis=1))
write("net_pairwise_u_v_w", [off[1, 0] - off[0, 1], off[2, 0] - off[0, 2], off[2, 1] - off[1, 2]])

lines += ["", "# effect, cause; by the fast Fourier transform of 60 generalised responses", "[bands]"]
grid = 60
general = np.zeros((grid, 3, 3))
for j in range(3):
    order = [j] + [i for i in range(3) if i != j]
    general[:, order, j] = VAR(y[:, order]).fit(2, trend="c").irf(grid - 1).orth_irfs[:, :, 0]
power = np.abs(np.fft.fft(general, axis=0)) ** 2
frequency = np.abs(np.fft.fftfreq(grid))
whole = power.sum(axis=0).sum(axis=1, keepdims=True)
for name, low, high in [("short", 1 / 4, 1 / 2), ("middle", 1 / 12, 1 / 4), ("long", -1, 1 / 12)]:
    inside = (frequency > low + 1e-12) & (frequency <= high + 1e-12)
    write(name, power[inside].sum(axis=0) / whole)

lines += ["", "# period ahead, series", "[forecast]"]
write("plain", fit.forecast(y[-2:], ahead))
write("plain_error", np.sqrt([np.diag(m) for m in fit.mse(ahead)]))
with_x = VAR(y, exog=x[:n]).fit(2, trend="ct")
point, low, high = with_x.forecast_interval(y[-2:], ahead, alpha=0.1, exog_future=x[n:])
write("exogenous", point)
write("exogenous_low_90", low)
write("exogenous_high_90", high)
lines += ["", "# equation, then trend terms, exogenous columns and lags as statsmodels has them", "[exogenous]"]
lines.append("# " + " ".join(with_x.exog_names))
write("coefficients", with_x.params.T)
criteria = with_x.info_criteria
write("aic_hq_sc", [criteria["aic"], criteria["hqic"], criteria["bic"]])
(here / "expected.toml").write_text("\n".join(lines) + "\n")
