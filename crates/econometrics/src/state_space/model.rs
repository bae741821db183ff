//! The linear Gaussian state-space model: its arrays, by name, with checks. No filtering.

use super::over_time::OverTime;
use super::small::semidefinite_root;
use super::{Observations, small};
use crate::dense::{identity, multiply, transpose};
use crate::refusal::{Refusal, require_finite, require_length, require_name};

/// A model of `p` series that read `m` hidden states:
///
/// - reading `i` in period `t`: `y = offset_i + z_{t,i}' a_t + e`, `e ~ N(0, h_{t,i})`;
/// - states: `a_{t+1} = T_t a_t + c + R u`, `u ~ N(0, Q_t)`;
/// - start: `a_0 ~ N(mean, covariance)` plus directions about which nothing is known ("diffuse").
///
/// Errors of different readings are independent of each other (a common error is a state of its own). All
/// matrices are column-major. Loadings, reading variances and transitions may change over time.
///
/// A new model has the identity as transition, no offset, no intercept, no variance and no loading anywhere, and
/// is diffuse in all states. Setters copy what they are given, so that a sampler can change parameters in a loop.
///
/// Notation and recursions: Durbin and Koopman (2012), chapters 4 to 6.
#[derive(Debug, Clone, PartialEq)]
pub struct StateSpace {
    pub(super) states: Vec<String>,
    pub(super) series: Vec<String>,
    /// m x m.
    pub(super) transition: OverTime,
    /// m.
    pub(super) intercept: Vec<f64>,
    /// m x r, `root root'` is the covariance of the states' noise.
    pub(super) root: OverTime,
    /// m x m.
    pub(super) noise: OverTime,
    /// p rows of m, series by series.
    pub(super) loadings: OverTime,
    /// p.
    pub(super) offset: Vec<f64>,
    /// p.
    pub(super) reading_variance: OverTime,
    /// m.
    pub(super) start_mean: Vec<f64>,
    /// m x m.
    pub(super) start_covariance: Vec<f64>,
    /// m x m, a root of the covariance.
    pub(super) start_root: Vec<f64>,
    /// m x d: the directions about which nothing is known.
    pub(super) diffuse: Vec<f64>,
}

impl StateSpace {
    /// A model with these states and series. Refuses none of either, and one name for two states or series.
    pub fn new(states: &[&str], series: &[&str]) -> Result<Self, Refusal> {
        for (name, names) in [("number of states", states), ("number of series", series)] {
            if names.is_empty() {
                return Err(Refusal::SettingOutOfRange { name, value: 0.0, range: "at least 1" });
            }
            if let Some(at) = (1..names.len()).find(|&i| names[..i].contains(&names[i])) {
                return Err(Refusal::NameTaken { name: names[at].to_owned() });
            }
        }
        let (m, p) = (states.len(), series.len());
        Ok(Self {
            states: states.iter().map(|s| (*s).to_owned()).collect(),
            series: series.iter().map(|s| (*s).to_owned()).collect(),
            transition: OverTime::constant(identity(m)),
            intercept: vec![0.0; m],
            root: OverTime::constant(Vec::new()),
            noise: OverTime::constant(vec![0.0; m * m]),
            loadings: OverTime::constant(vec![0.0; p * m]),
            offset: vec![0.0; p],
            reading_variance: OverTime::constant(vec![0.0; p]),
            start_mean: vec![0.0; m],
            start_covariance: vec![0.0; m * m],
            start_root: vec![0.0; m * m],
            diffuse: identity(m),
        })
    }

    /// Names of the states, in order.
    pub fn states(&self) -> &[String] {
        &self.states
    }

    /// Names of the series, in order.
    pub fn series(&self) -> &[String] {
        &self.series
    }

    /// Number of diffuse directions at the start.
    pub fn diffuse_directions(&self) -> usize {
        self.diffuse.len() / self.m()
    }

    pub(super) fn m(&self) -> usize {
        self.states.len()
    }

    pub(super) fn p(&self) -> usize {
        self.series.len()
    }

    /// Number of independent noises of the states.
    pub(super) fn r(&self) -> usize {
        self.root.at(0).len() / self.m()
    }

    /// Loadings of series `i` in period `t`.
    pub(super) fn loading(&self, t: usize, i: usize) -> &[f64] {
        let m = self.m();
        &self.loadings.at(t)[i * m..(i + 1) * m]
    }

    /// The transition T, m x m, for all periods.
    pub fn set_transition(&mut self, transition: &[f64]) -> Result<(), Refusal> {
        checked("transition", transition, self.m() * self.m())?;
        self.transition.set_constant(transition);
        Ok(())
    }

    /// Several transitions, and which of them leads from period t to t + 1: `which[t]`, one per period.
    pub fn set_transitions(&mut self, kinds: &[&[f64]], which: &[usize]) -> Result<(), Refusal> {
        for kind in kinds {
            checked("transition", kind, self.m() * self.m())?;
        }
        require_kinds(kinds.len(), which)?;
        self.transition = OverTime::of_kinds(self.m() * self.m(), kinds.concat(), which.to_vec());
        Ok(())
    }

    /// The constant c that is added to the states in every step, m values.
    pub fn set_intercept(&mut self, intercept: &[f64]) -> Result<(), Refusal> {
        checked("intercept", intercept, self.m())?;
        self.intercept.copy_from_slice(intercept);
        Ok(())
    }

    /// The noise of the states: `selection` is m x r, `covariance` r x r. Refuses a covariance that is not
    /// symmetric positive semi-definite; a variance may be zero.
    pub fn set_state_noise(&mut self, selection: &[f64], covariance: &[f64]) -> Result<(), Refusal> {
        let (root, noise) = self.rooted(selection, covariance)?;
        self.root.set_constant(&root);
        self.noise.set_constant(&noise);
        Ok(())
    }

    /// As [`StateSpace::set_state_noise`], with several covariances and which of them holds from t to t + 1.
    pub fn set_state_noises(&mut self, selection: &[f64], kinds: &[&[f64]], which: &[usize]) -> Result<(), Refusal> {
        require_kinds(kinds.len(), which)?;
        let (mut roots, mut noises) = (Vec::new(), Vec::new());
        for covariance in kinds {
            let (root, noise) = self.rooted(selection, covariance)?;
            roots.extend(root);
            noises.extend(noise);
        }
        self.root = OverTime::of_kinds(roots.len() / kinds.len(), roots, which.to_vec());
        self.noise = OverTime::of_kinds(self.m() * self.m(), noises, which.to_vec());
        Ok(())
    }

    /// Independent noise of each state, m variances; zero: the state moves without noise.
    pub fn set_state_variances(&mut self, variances: &[f64]) -> Result<(), Refusal> {
        let m = self.m();
        checked("state variances", variances, m)?;
        require_variances("state variance", variances)?;
        let diagonal = |value: &dyn Fn(usize) -> f64| -> Vec<f64> {
            (0..m * m).map(|at| if at % (m + 1) == 0 { value(at / (m + 1)) } else { 0.0 }).collect()
        };
        self.root.set_constant(&diagonal(&|i| variances[i].sqrt()));
        self.noise.set_constant(&diagonal(&|i| variances[i]));
        Ok(())
    }

    /// How the series reads the states, m values, in all periods.
    pub fn set_loadings(&mut self, series: &str, loadings: &[f64]) -> Result<(), Refusal> {
        let i = require_name("series", series, &self.series)?;
        checked(series, loadings, self.m())?;
        self.loadings.set_part(i * self.m(), loadings);
        Ok(())
    }

    /// How the series reads the states, m values for each period, period by period.
    pub fn set_loadings_by_period(&mut self, series: &str, loadings: &[f64]) -> Result<(), Refusal> {
        let (i, m) = (require_name("series", series, &self.series)?, self.m());
        self.require_periods(series, loadings.len(), m, self.loadings.periods())?;
        require_finite(loadings, series)?;
        self.loadings.set_part_by_period(i * m, loadings, m);
        Ok(())
    }

    /// The constant in the readings of a series.
    pub fn set_offset(&mut self, series: &str, offset: f64) -> Result<(), Refusal> {
        let i = require_name("series", series, &self.series)?;
        require_finite(&[offset], series)?;
        self.offset[i] = offset;
        Ok(())
    }

    /// Variance of the error of a series' readings in all periods, at least 0.
    pub fn set_reading_variance(&mut self, series: &str, variance: f64) -> Result<(), Refusal> {
        let i = require_name("series", series, &self.series)?;
        require_variances("reading variance", &[variance])?;
        self.reading_variance.set_part(i, &[variance]);
        Ok(())
    }

    /// Variance of the error of a series' reading in each period, each at least 0.
    pub fn set_reading_variance_by_period(&mut self, series: &str, variances: &[f64]) -> Result<(), Refusal> {
        let i = require_name("series", series, &self.series)?;
        self.require_periods(series, variances.len(), 1, self.reading_variance.periods())?;
        require_variances("reading variance", variances)?;
        self.reading_variance.set_part_by_period(i, variances, 1);
        Ok(())
    }

    /// A start about which something is known: mean (m) and covariance (m x m, positive semi-definite). No
    /// direction is diffuse afterwards; call [`StateSpace::set_diffuse`] after this for those that are.
    pub fn set_start(&mut self, mean: &[f64], covariance: &[f64]) -> Result<(), Refusal> {
        let m = self.m();
        checked("start mean", mean, m)?;
        checked("start covariance", covariance, m * m)?;
        self.start_root = semidefinite_root(covariance, m).ok_or(not_semidefinite("a start with this covariance"))?;
        self.start_mean.copy_from_slice(mean);
        self.start_covariance.copy_from_slice(covariance);
        self.diffuse.clear();
        Ok(())
    }

    /// Makes the named states diffuse at the start, and no others. Their rows of the start covariance become 0.
    pub fn set_diffuse(&mut self, states: &[&str]) -> Result<(), Refusal> {
        let m = self.m();
        let mut diffuse = Vec::with_capacity(states.len() * m);
        for (at, name) in states.iter().enumerate() {
            let i = require_name("state", name, &self.states)?;
            if states[..at].contains(name) {
                continue;
            }
            for j in 0..m {
                self.start_covariance[j * m + i] = 0.0;
                self.start_covariance[i * m + j] = 0.0;
            }
            diffuse.extend((0..m).map(|j| f64::from(u8::from(j == i))));
        }
        self.diffuse = diffuse;
        self.start_root =
            semidefinite_root(&self.start_covariance, m).ok_or(not_semidefinite("a start with this covariance"))?;
        Ok(())
    }

    /// `R L` and `R Q R'` with `L L' = Q`.
    fn rooted(&self, selection: &[f64], covariance: &[f64]) -> Result<(Vec<f64>, Vec<f64>), Refusal> {
        let m = self.m();
        let r = selection.len() / m;
        checked("selection of state noise", selection, m * r)?;
        checked("covariance of state noise", covariance, r * r)?;
        let lower = semidefinite_root(covariance, r).ok_or(not_semidefinite("noise with this covariance"))?;
        let root = multiply(selection, &lower, m, r, r);
        let mut noise = multiply(&root, &transpose(&root, m, r), m, r, m);
        small::symmetrise(&mut noise, m);
        Ok((root, noise))
    }

    fn require_periods(&self, name: &str, have: usize, width: usize, known: Option<usize>) -> Result<(), Refusal> {
        let want = known.map_or((have / width).max(1) * width, |periods| periods * width);
        require_length(name, have, want)
    }

    /// That the readings are of this model's series, and that what changes over time covers all periods.
    pub(super) fn check(&self, y: &Observations) -> Result<(), Refusal> {
        require_length("series", y.series().len(), self.p())?;
        for (have, want) in y.series().iter().zip(&self.series) {
            if have != want {
                require_name("series", want, y.series())?;
                let known = y.series().join(", ");
                return Err(Refusal::NoSuchName { what: "series in this order", name: self.series.join(", "), known });
            }
        }
        for (what, array) in [
            ("transition", &self.transition),
            ("state noise", &self.noise),
            ("loadings", &self.loadings),
            ("reading variance", &self.reading_variance),
        ] {
            if let Some(periods) = array.periods() {
                require_length(what, periods, y.periods())?;
            }
        }
        Ok(())
    }
}

fn checked(name: &str, values: &[f64], want: usize) -> Result<(), Refusal> {
    require_length(name, values.len(), want)?;
    require_finite(values, name)
}

fn not_semidefinite(what: &'static str) -> Refusal {
    Refusal::NotDefined { what, why: "a covariance must be symmetric and positive semi-definite" }
}

fn require_kinds(count: usize, which: &[usize]) -> Result<(), Refusal> {
    match which.iter().find(|&&kind| kind >= count) {
        Some(&index) => Err(Refusal::NoSuch { what: "kind", index, count }),
        None if which.is_empty() => Err(Refusal::TooFewObservations { have: 0, need: 1 }),
        None => Ok(()),
    }
}

fn require_variances(name: &'static str, values: &[f64]) -> Result<(), Refusal> {
    match values.iter().find(|v| !(v.is_finite() && **v >= 0.0)) {
        Some(&value) => Err(Refusal::SettingOutOfRange { name, value, range: "at least 0" }),
        None => Ok(()),
    }
}
